# A real nginx or Caddy in front of a daemon, as packaging/examples sets them up, on 127.0.0.1 and without any right. To be
# loaded by a .bats file after searchd_helper.
# shellcheck shell=bash

# find_server NAME: sets SERVER to the machine's own, else to that of Debian's package, which is unpacked and not
# installed: installing it would start a server. Skips the test where there is neither.
find_server() {
    local name=$1 folder=$HEMICYCLE_BIN/../$1
    SERVER=$(PATH=$PATH:/usr/sbin command -v "$name") && return
    if ! SERVER=$(find "$folder/usr" -name "$name" -type f -perm -100 2>/dev/null | grep .); then
        mkdir -p "$folder"
        (cd "$folder" && apt-get -qq -o APT::Sandbox::User=root download "$name" && dpkg-deb -x "${name}"_*.deb . &&
            rm "${name}"_*.deb) >&2 || skip "there is no $name, and no Debian mirror that has it"
        SERVER=$(find "$folder/usr" -name "$name" -type f -perm -100)
    fi
    [ -x "$SERVER" ] || skip "the package of $name has no such program"
}

free_port() {
    /usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# nginx_site PORT: the example for the daemon at $URL, on PORT, without certificates and without a limit of requests/s.
nginx_site() {
    sed -e "s|127.0.0.1:8080|${URL#http://}|; s|listen 443 ssl|listen 127.0.0.1:$1|" \
        -e "s|listen 80|listen 127.0.0.1:$(free_port)|; s|rate=20r/s|rate=9999r/s|" \
        -e '/listen \[/d; /ssl_certificate/d' "$source/packaging/examples/nginx.conf"
}

# start_nginx: in front of the daemon at $URL, which from then on is nginx's.
start_nginx() {
    local folder=$BATS_TEST_TMPDIR/nginx port
    find_server nginx
    port=$(free_port)
    mkdir -p "$folder"
    {
        printf 'daemon off; master_process off; pid %s/pid; error_log %s/log;\n' "$folder" "$folder"
        printf 'events { worker_connections 1024; }\nhttp {\naccess_log off;\n'
        printf '%s_temp_path %s;\n' client_body "$folder" proxy "$folder" fastcgi "$folder" uwsgi "$folder" scgi "$folder"
        nginx_site "$port"
        printf '}\n'
    } >"$folder/conf"
    "$SERVER" -p "$folder" -e "$folder/log" -c "$folder/conf" 3>&- &
    PROXY_PID=$!
    URL=http://127.0.0.1:$port
    wait_until curl -s -o /dev/null "$URL/healthz" || { cat "$folder/log" && return 1; }
}

# start_caddy: the same with Caddy, as packaging/examples/Caddyfile sets it up, but for certificates.
start_caddy() {
    local folder=$BATS_TEST_TMPDIR/caddy port
    find_server caddy
    port=$(free_port)
    mkdir -p "$folder"
    {
        printf '{\n\tadmin off\n\tauto_https off\n}\n'
        sed -e "s|127.0.0.1:8080|${URL#http://}|; s|^questions.example.org {|http://:$port {\n\tbind 127.0.0.1|" \
            "$source/packaging/examples/Caddyfile"
    } >"$folder/Caddyfile"
    XDG_DATA_HOME=$folder XDG_CONFIG_HOME=$folder "$SERVER" run --adapter caddyfile --config "$folder/Caddyfile" 2>"$folder/log" 3>&- &
    PROXY_PID=$!
    URL=http://127.0.0.1:$port
    wait_until curl -s -o /dev/null "$URL/healthz" || { cat "$folder/log" && return 1; }
}

stop_proxy() {
    [ -z "${PROXY_PID:-}" ] || { kill -TERM "$PROXY_PID" && wait "$PROXY_PID" || true; }
}
