# For the tests that serve indexes, each under a name: its address in $work/NAME.url, its process in $work/NAME.pid. To be
# loaded by a .bats file.
# shellcheck shell=bash

# serve NAME INDEX: its address goes to NAME.url.
serve() {
    (exec build/bin/searchd -i "$2" -l 127.0.0.1:0 --access-log=none --max-share=0 2>"$work/$1.log" 3>&-) &
    echo $! >"$work/$1.pid"
    for _ in $(seq 600); do
        sed -n 's/.*listening on //p' "$work/$1.log" >"$work/$1.url"
        [ -s "$work/$1.url" ] && return
        sleep 0.1
    done
    return 1
}

of() { cat "$work/$1.url"; }

# status_of ADDRESS: of the server over the cluster.
status_of() { curl -s -o /dev/null -w '%{http_code}' --max-time 60 "$(of cluster)$1"; }
