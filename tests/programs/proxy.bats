#!/usr/bin/env bats
# Behind a real proxy, set up by the examples of the package: answers pass as they are, addresses stay what they were, and
# both take the same requests out of what is sent.

bats_require_minimum_version 1.5.0
load searchd_helper
load proxy_helper

setup_file() {
    /usr/bin/python3 "$source/tests/programs/addresses.py" --documents >"$BATS_FILE_TMPDIR/documents.jsonl"
    index_corpus "$BATS_FILE_TMPDIR/index" "$BATS_FILE_TMPDIR/documents.jsonl"
}

setup() {
    unset RECORD
    start_searchd s "$BATS_FILE_TMPDIR/index" --base-url https://questions.example.org --max-connections-per-address 0
    DIRECT=$URL
}

teardown() {
    stop_proxy
    kill -TERM "$SEARCHD_PID"
}

# same TARGET [CURL OPTION...]: through the proxy the same status, type, validators and body as without it.
same() {
    local url
    for url in "$URL" "$DIRECT"; do
        curl -s -i --max-time 60 "$url$1" "${@:2}" | tr -d '\r' | sed 's/"took_us":[0-9]*//; /^etag/I! s/[0-9a-f]\{16\}/ID/' |
            grep -aiv -e ^date: -e ^server -e ^via: -e ^connection: -e ^keep-alive: -e ^x-request-id: -e ^transfer-encoding: \
                -e ^content-length: -e ^alt-svc: | sed 's/^[A-Za-z-]*:/\L&/; s/^HTTP[^ ]* \([0-9]*\).*/\1/' |
            sort >"$BATS_TEST_TMPDIR/${url##*:}"
    done
    diff "$BATS_TEST_TMPDIR/${URL##*:}" "$BATS_TEST_TMPDIR/${DIRECT##*:}"
    [ -s "$BATS_TEST_TMPDIR/${URL##*:}" ]
}

answers_pass() {
    local etag
    same /
    same '/recherche?q=canal&page=2'
    same '/api/v1/search?q=canal' -H 'Accept-Encoding: gzip' --compressed
    same /question/rien
    same '/api/v1/search?inconnu=1'
    same /question/avis -H 'Accept: text/plain'
    same /question/avis -I
    same '/question/avis?utm_source=lettre'
    same /sitemap-1.xml
    same /static/style.css -X OPTIONS
    same /api/v1/search -X DELETE
    etag=$(curl -s -I "$URL/question/avis" | tr -d '\r' | sed -n 's/^etag: //Ip')
    [ "$(curl -s -o /dev/null -w '%{http_code}' -H "If-None-Match: $etag" "$URL/question/avis")" = 304 ]
    [ "$(curl -s "$URL/api/v1/export.ndjson" | tail -n 1 | jq -c '[.fin, .count]')" = '[true,129]' ]
    curl -s "$URL/metrics" | grep -q ^searchd_ # of this machine
}

@test "behind nginx, as the example sets it up" {
    start_nginx
    answers_pass
    /usr/bin/python3 "$source/tests/programs/addresses.py" "$URL" https://questions.example.org
}

@test "behind Caddy, as the example sets it up" {
    start_caddy
    answers_pass
    /usr/bin/python3 "$source/tests/programs/addresses.py" "$URL" https://questions.example.org
}

# The log begins anew, after what was asked to see whether the proxy is up.
forget_log() {
    wait_until grep -q . "$BATS_TEST_TMPDIR/s.log"
    rm "$BATS_TEST_TMPDIR/s.log"
    kill -HUP "$SEARCHD_PID"
    wait_until test -e "$BATS_TEST_TMPDIR/s.log"
}

@test "nginx and the daemon see the same requests, whatever their shape" {
    start_nginx
    forget_log
    /usr/bin/python3 "$source/tests/programs/smuggling.py" "$URL" "$BATS_TEST_TMPDIR/s.log"
}

@test "Caddy and the daemon see the same requests, whatever their shape" {
    start_caddy
    forget_log
    /usr/bin/python3 "$source/tests/programs/smuggling.py" "$URL" "$BATS_TEST_TMPDIR/s.log"
}
