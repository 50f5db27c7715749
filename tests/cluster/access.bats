# A cluster behind TLS that wants a user. OpenSearch as script/cluster starts it has neither, so a front with both stands
# before it (front.py).
bats_require_minimum_version 1.5.0

setup_file() {
    export work=$BATS_FILE_TMPDIR
    local port=$((${CLUSTER##*:} + 60))
    export index=opensearchs://127.0.0.1:$port/acces
    printf 'subjectAltName=IP:127.0.0.1' >"$work/names"
    for name in ca other server; do
        openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/$name.key" -out "$work/$name.pem" -subj "/CN=$name" -days 2
    done 2>/dev/null
    openssl req -new -key "$work/server.key" -subj /CN=127.0.0.1 2>/dev/null |
        openssl x509 -req -CA "$work/ca.pem" -CAkey "$work/ca.key" -CAcreateserial -extfile "$work/names" -days 2 \
            -out "$work/server.pem" 2>/dev/null
    echo "nuit:phrase à garder" >"$work/good"
    echo "nuit:autre" >"$work/bad"
    echo "ApiKey Y2xlZg==" >"$work/key"
    chmod 600 "$work"/{good,bad,key}
    (exec tests/cluster/front.py "$port" "${CLUSTER%%,*}" "$work/server.pem" "$work/server.key" \
        "Basic $(printf 'nuit:phrase à garder' | base64)" "ApiKey Y2xlZg==" 3>&-) &
    echo $! >"$work/front.pid"
    for _ in $(seq 100); do
        curl -s -o /dev/null --cacert "$work/ca.pem" "https://127.0.0.1:$port/" && return
        sleep 0.1
    done
    return 1
}

teardown_file() {
    kill "$(cat "$work/front.pid")"
}

# asks CA AUTH COMMAND...: the indexer, with these two files; none: with an empty name.
asks() {
    local ca=${1:+$work/$1} auth=${2:+$work/$2}
    shift 2
    HEMICYCLE_CLUSTER_CA_FILE=$ca HEMICYCLE_CLUSTER_AUTH_FILE=$auth build/bin/indexer -i "$index" "$@"
}

@test "user and password, or a key, over TLS that a file says to trust" {
    echo '{"id": "acces/1", "titre": "Le pont", "question": "Quand ?"}' >"$work/d.jsonl"
    asks ca.pem good --quiet add "$work/d.jsonl"
    [ "$(asks ca.pem key dump | wc -l)" -eq 1 ]
}

@test "what is wrong is said, and never the password" {
    run -74 asks ca.pem bad dump
    [[ $output == *"refuses who HEMICYCLE_CLUSTER_AUTH_FILE says we are"* ]]
    run -74 asks ca.pem "" dump
    [[ $output == *"wants a user (HEMICYCLE_CLUSTER_AUTH_FILE)"* ]]
    for ca in other.pem "" none.pem; do
        run -69 asks "$ca" good dump
        [[ $output == *"is not trusted (HEMICYCLE_CLUSTER_CA_FILE)"* ]]
        [[ $output != *"phrase"* ]]
    done
}

@test "neither the list of processes nor the log has it" {
    (
        export HEMICYCLE_CLUSTER_CA_FILE=$work/ca.pem HEMICYCLE_CLUSTER_AUTH_FILE=$work/good
        exec build/bin/searchd -i "$index" -l 127.0.0.1:0 2>"$work/log" 3>&-
    ) &
    searchd=$!
    for _ in $(seq 300); do
        grep -q 'listening on' "$work/log" && break
        sleep 0.1
    done
    url=$(sed -n 's/.*listening on //p' "$work/log")
    total=$(curl -s "$url/api/v1/search?q=pont" | jq .total)
    tr '\0' ' ' <"/proc/$searchd/cmdline" >"$work/cmdline"
    tr '\0' '\n' <"/proc/$searchd/environ" >"$work/environ"
    kill $searchd
    [ "$total" = 1 ]
    grep -q searchd "$work/cmdline"
    run ! grep -q "phrase" "$work/cmdline" "$work/environ" "$work/log"
    run ! grep -q "$(printf 'nuit:phrase à garder' | base64)" "$work/cmdline" "$work/environ" "$work/log"
}
