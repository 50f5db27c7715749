# A real nginx in front of a daemon, as packaging/examples/nginx.conf sets it up, on 127.0.0.1 and without any right. To
# be loaded by a .bats file after searchd_helper.
# shellcheck shell=bash

# find_nginx: sets NGINX to the machine's own, else to that of Debian's package, which is unpacked and not installed:
# installing it would start a server. Skips the test where there is neither.
find_nginx() {
    local folder=$HEMICYCLE_BIN/../nginx
    NGINX=$(PATH=$PATH:/usr/sbin command -v nginx) && return
    if ! NGINX=$(realpath -e "$folder/usr/sbin/nginx" 2>/dev/null); then
        mkdir -p "$folder"
        (cd "$folder" && apt-get -qq -o APT::Sandbox::User=root download nginx && dpkg-deb -x nginx_*.deb .) >&2 ||
            skip "there is no nginx, and no Debian mirror that has it"
        NGINX=$(realpath -e "$folder/usr/sbin/nginx")
    fi
    "$NGINX" -v 2>/dev/null || skip "nginx does not run here"
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
    find_nginx
    port=$(free_port)
    mkdir -p "$folder"
    {
        printf 'daemon off; master_process off; pid %s/pid; error_log %s/log;\n' "$folder" "$folder"
        printf 'events { worker_connections 1024; }\nhttp {\naccess_log off;\n'
        printf '%s_temp_path %s;\n' client_body "$folder" proxy "$folder" fastcgi "$folder" uwsgi "$folder" scgi "$folder"
        nginx_site "$port"
        printf '}\n'
    } >"$folder/conf"
    "$NGINX" -p "$folder" -e "$folder/log" -c "$folder/conf" 3>&- &
    NGINX_PID=$!
    URL=http://127.0.0.1:$port
    wait_until curl -s -o /dev/null "$URL/healthz" || { cat "$folder/log" && return 1; }
}

stop_nginx() {
    [ -z "${NGINX_PID:-}" ] || { kill -TERM "$NGINX_PID" && wait "$NGINX_PID" || true; }
}
