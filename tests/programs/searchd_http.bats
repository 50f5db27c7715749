#!/usr/bin/env bats
# HTTP itself: methods, conditions, negotiation, refusals, limits.

bats_require_minimum_version 1.5.0
load searchd_helper

setup_file() {
    mkdir "$BATS_FILE_TMPDIR/record"
    index_corpus "$BATS_FILE_TMPDIR/index"
    start_searchd s "$BATS_FILE_TMPDIR/index" --idle-timeout 3 --max-share 100
    echo "$SEARCHD_PID" >"$BATS_FILE_TMPDIR/pid"
}

teardown_file() {
    kill -TERM "$(cat "$BATS_FILE_TMPDIR/pid")"
}

setup() {
    export RECORD=$BATS_FILE_TMPDIR/record
}

@test "HEAD is GET without the body, everywhere" {
    for target in / /aide '/recherche?q=eau' '/api/v1/search?q=eau' /api/v1/export.csv /recherche.atom \
        /question/pw-2022-2023-12-1 /question/pw-2022-2023-12-1.txt /openapi.json /robots.txt /healthz; do
        [ "$(status_of "$target" --head)" = "$(status_of "$target")" ]
        [ "$(header_of Content-Type "$target" --head)" = "$(header_of Content-Type "$target")" ]
        [ "$(header_of ETag "$target" --head)" = "$(header_of ETag "$target")" ]
    done
    local length
    length=$(header_of Content-Length /openapi.json --head)
    [ "$length" = "$(ask /openapi.json | wc -c)" ]
}

@test "nothing comes after an answer without a body but the next answer" {
    run /usr/bin/python3 "$source/tests/programs/bodiless_http.py" "$URL"
    echo "$output"
    [ "$status" -eq 0 ]
}

@test "OPTIONS and CORS let any page read" {
    [ "$(status_of /api/v1/search -X OPTIONS -H 'Origin: https://x.example' -H 'Access-Control-Request-Method: GET')" = 204 ]
    [ "$(header_of Allow /api/v1/search -X OPTIONS)" = "GET, HEAD, OPTIONS" ]
    [ "$(header_of Access-Control-Allow-Methods /api/v1/search -X OPTIONS)" = "GET, HEAD, OPTIONS" ]
    [ "$(header_of Access-Control-Allow-Origin '/api/v1/search?q=eau')" = '*' ]
    [[ "$(header_of Access-Control-Expose-Headers '/api/v1/search?q=eau')" == *Content-Disposition*Link*X-Total-Count* ]]
    [ -z "$(header_of Access-Control-Allow-Credentials '/api/v1/search?q=eau')" ]
    [ "$(status_of / -X OPTIONS --request-target '*')" = 204 ]
}

@test "other methods are 405 with Allow, and nothing can be written" {
    for method in POST PUT DELETE PATCH TRACE BREW; do
        [ "$(status_of '/api/v1/search?q=eau' -X $method)" = 405 ]
        [ "$(header_of Allow '/api/v1/search?q=eau' -X $method)" = "GET, HEAD, OPTIONS" ]
    done
    [ "$(status_of /api/v1/search -d q=eau)" = 405 ]
    [ "$(status_of /question/pw-2022-2023-12-1 -T "$source/LICENSE")" = 405 ]
    [ "$(status_of /nulle/part -X POST)" = 404 ]
}

@test "an ETag spares the second answer; gzip has its own; a commit changes both" {
    for target in '/api/v1/search?q=eau' '/recherche?q=eau' / /question/pw-2022-2023-12-1 /openapi.json /api/v1/unanswered; do
        tag=$(header_of ETag "$target")
        [[ "$tag" == '"'*'"' ]]
        [ "$(status_of "$target" -H "If-None-Match: $tag")" = 304 ]
        [ "$(status_of "$target" -H "If-None-Match: \"x\", W/$tag")" = 304 ]
        [ "$(status_of "$target" -H 'If-None-Match: "x"' -H 'If-None-Match: "y"' -H "If-None-Match: $tag")" = 304 ]
        [ "$(status_of "$target" -H 'If-None-Match: *')" = 304 ]
        [ "$(status_of "$target" -H 'If-None-Match: "x"')" = 200 ]
        [ -z "$(ask "$target" -H "If-None-Match: $tag")" ]
        [ "$(header_of ETag "$target" -H "If-None-Match: $tag")" = "$tag" ]
        [ "$(header_of ETag "$target" -H 'Accept-Encoding: gzip')" != "$tag" ]
    done
    [ "$(status_of '/api/v1/search?limit=1000' -H 'If-None-Match: *')" = 400 ]
    [ "$(status_of /question/rien -H 'If-None-Match: *')" = 404 ]

    tag=$(header_of ETag '/api/v1/search?q=eau')
    printf '{"id":"etag-1","titre":"Une étiquette de plus"}\n' | "$bin/indexer" --index "$BATS_FILE_TMPDIR/index" --quiet add --format jsonl -
    [ "$(status_of '/api/v1/search?q=eau' -H "If-None-Match: $tag")" = 200 ]
    "$bin/indexer" --index "$BATS_FILE_TMPDIR/index" --quiet remove etag-1
}

@test "Last-Modified spares the second answer too, never that of another generation, and a tag goes before it" {
    local target date later
    has_date() {
        [ -n "$(header_of Last-Modified '/api/v1/search?q=eau')" ]
    }
    wait_until has_date # not in the second of the commits before
    for target in '/api/v1/search?q=eau' '/recherche.atom?q=eau' /question/pw-2022-2023-12-1.txt /sitemap.xml '/api/v1/export.csv?q=eau' '/api/v1/export.ndjson?q='; do
        date=$(header_of Last-Modified "$target")
        for same in "$date" "$(LC_ALL=C TZ=UTC date -d "$date" '+%A, %d-%b-%y %H:%M:%S GMT')" "$(LC_ALL=C TZ=UTC date -d "$date" '+%a %b %e %H:%M:%S %Y')"; do
            [ "$(status_of "$target" -H "If-Modified-Since: $same")" = 304 ]
            [ -z "$(ask "$target" -H "If-Modified-Since: $same")" ]
        done
        later=$(LC_ALL=C TZ=UTC date -d "$date + 1 hour" '+%a, %d %b %Y %H:%M:%S GMT')
        [ "$(status_of "$target" -H "If-Modified-Since: $later" -H 'Accept-Encoding: gzip')" = 304 ]
        [ "$(status_of "$target" -H "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT")" = 200 ]
        [ "$(status_of "$target" -H "If-Modified-Since: hier")" = 200 ]
        [ "$(status_of "$target" -H "If-Modified-Since: $date" -H 'If-None-Match: "x"')" = 200 ]
        [ "$(status_of "$target" -H "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT" -H "If-None-Match: $(header_of ETag "$target")")" = 304 ]
    done
    # What depends on the day or on Accept says no date, and what is not there is not unmodified.
    for target in '/recherche?q=eau' / /question/pw-2022-2023-12-1; do
        [ -z "$(header_of Last-Modified "$target")" ]
        [ "$(status_of "$target" -H "If-Modified-Since: $later")" = 200 ]
    done
    [ "$(status_of /question/pw-2022-2023-12-1 -H 'Accept: application/json' -H "If-Modified-Since: $later")" = 200 ]
    [ "$(status_of /aide -H "If-Modified-Since: $(header_of Last-Modified /aide)")" = 304 ] # a page that does not
    [ "$(status_of '/api/v1/search?limit=1000' -H "If-Modified-Since: $later")" = 400 ]
    [ "$(status_of /api/v1/questions/rien -H "If-Modified-Since: $later")" = 404 ]

    date=$(header_of Last-Modified '/api/v1/search?q=eau')
    printf '{"id":"date-1","titre":"Une date de plus"}\n' | "$bin/indexer" --index "$BATS_FILE_TMPDIR/index" --quiet add --format jsonl -
    [ "$(status_of '/api/v1/search?q=eau' -H "If-Modified-Since: $date")" = 200 ]
    "$bin/indexer" --index "$BATS_FILE_TMPDIR/index" --quiet remove date-1
    [ "$(status_of '/api/v1/search?q=eau' -H "If-Modified-Since: $date")" = 200 ]
}

@test "gzip is sent to who asks, and unpacks to the same" {
    for target in '/recherche?q=eau' /question/pw-2022-2023-12-1.json /api/v1/export.ndjson /api/v1/export.csv /openapi.json; do
        ask "$target" >"$BATS_TEST_TMPDIR/plain"
        ask "$target" -H 'Accept-Encoding: gzip' | gzip -dc >"$BATS_TEST_TMPDIR/unpacked"
        cmp "$BATS_TEST_TMPDIR/plain" "$BATS_TEST_TMPDIR/unpacked"
        [ "$(header_of Content-Encoding "$target" -H 'Accept-Encoding: gzip')" = gzip ]
        [ -z "$(header_of Content-Encoding "$target")" ]
        [ "$(header_of Content-Encoding "$target" -H 'Accept-Encoding: br' -H 'Accept-Encoding: gzip')" = gzip ]
        [ -z "$(header_of Content-Encoding "$target" -H 'Accept-Encoding: gzip;q=0')" ]
        [ "$(header_of Vary "$target")" = "Accept, Accept-Encoding" ]
    done
    # A second time from the cache, and a short answer that is not worth packing.
    ask '/recherche?q=eau' -H 'Accept-Encoding: gzip' | gzip -dc | grep -q '</html>'
    [ -z "$(header_of Content-Encoding '/api/v1/suggest?q=zzzz' -H 'Accept-Encoding: gzip')" ]
    ask '/api/v1/suggest?q=zzzz' -H 'Accept-Encoding: gzip' | jq -e .suggestions
}

@test "Accept is heeded: 406 where it excludes the answer, JSON at a permalink where it prefers it" {
    [ "$(status_of '/api/v1/search?q=eau' -H 'Accept: text/html')" = 406 ]
    [ "$(status_of '/api/v1/search?q=eau' -H 'Accept: application/*')" = 200 ]
    [ "$(status_of '/api/v1/search?q=eau' -H 'Accept: application/json;q=0, */*')" = 406 ]
    [ "$(status_of '/api/v1/search?q=eau' -H 'Accept: text/html' -H 'Accept: application/json')" = 200 ]
    [ "$(status_of /api/v1/export.csv -H 'Accept: text/csv')" = 200 ]
    [ "$(header_of Content-Type /question/pw-2022-2023-12-1 -H 'Accept: application/json')" = application/json ]
    [[ "$(header_of Content-Type /question/pw-2022-2023-12-1 -H 'Accept: text/html,*/*;q=0.8')" == text/html* ]]
    [[ "$(header_of Content-Type /question/pw-2022-2023-12-1)" == text/html* ]]
}

@test "trouble is problem+json for programs and a page for people, in French" {
    for target in /api/v1/rien /rien '/api/v1/search?limit=x' /api/v1/questions/rien '/openapi.json?x=1' '/api/v1/analyze?text=%00'; do
        [ "$(header_of Content-Type "$target")" = application/problem+json ]
        [ "$(header_of Content-Language "$target")" = fr ]
        [ "$(header_of Cache-Control "$target")" = no-store ]
        ask "$target" | jq -e '(.type | startswith("http://127.0.0.1:")) and .title and .status >= 400 and .instance and .request_id'
        [ "$(ask "$target" | jq .status)" = "$(status_of "$target")" ]
    done
    [[ "$(header_of Content-Type /rien -H 'Accept: text/html')" == text/html* ]]
    [ "$(status_of /question/rien)" = 404 ]
    [[ "$(header_of Content-Type /question/rien)" == text/html* ]]
    [ "$(status_of '/recherche?q=%00')" = 400 ]
    [[ "$(header_of Content-Type '/recherche?q=%00')" == text/html* ]]
}

@test "what trackers append leads to the clean address of a page or feed; programs are told" {
    unset RECORD # the API's description knows no parameters of others
    for target in '/?fbclid=x' '/recherche?q=eau&utm_source=lettre&gclid=1' '/recherche.atom?q=eau&utm_source=flux' '/aide?mc_cid=1' \
        '/question/pw-2022-2023-12-1?at_medium=x' '/question/pw-2022-2023-12-1.json?pk_kwd=x' '/recherche?q=eau&amp;tri=date'; do
        [ "$(status_of "$target")" = 301 ]
        ask "$target" --location >"$BATS_TEST_TMPDIR/page"
        grep -q '^HTTP/1.1 200' "$HEADERS"
    done
    [ "$(header_of Location '/recherche?q=l%27eau&utm_source=%0D%0AX:+y&amp;tri=date')" = '/recherche?q=l%27eau&tri=date' ]
    [ "$(header_of Location '/question/..%2F%2Fexemple.be?fbclid=1')" = /question/..%2F%2Fexemple.be ]
    [ "$(status_of '/api/v1/search?q=eau&utm_source=x')" = 400 ]
    [ "$(status_of '/recherche?q=eau&limt=3')" = 400 ]
    [ "$(status_of '/rien?fbclid=1')" = 404 ]
}

@test "an address that is too long to be led to without what was appended, or left empty, is answered at once" {
    unset RECORD
    local long target
    long=$(printf '%%C3%%A9%.0s' {1..1000})
    for target in "/recherche?q=$long&utm_source=x" "/recherche.atom?q=$long&utm_source=x" "/recherche?q=$long&ministre=" "/?q=$long" \
        "/comparer?q=$long&q=eau&ministre=" "/recherche?utm_source=x&q=$long&ministre="; do
        [ "$(status_of "$target")" = 200 ]
    done
    [ "$(status_of "/recherche?q=$long&limt=3&utm_source=x")" = 400 ]
}

# Every address without a host in pages, JSON, CSV and headers.
local_addresses() {
    unset RECORD
    for target in / '/recherche?q=eau&page=2' '/recherche?q=zzzz' '/recherche?limt=1' /question/pw-2022-2023-12-1 /aide /donnees /api /rien; do
        ask "$target" -H 'Accept: text/html' | grep -oE ' (href|src|action)="/[^"]*' | sed 's/.*"//'
    done
    for target in '/api/v1/search?q=eau&limit=2' /api/v1/questions/pw-2022-2023-12-1 /api/v1/questions/pw-2022-2023-12-1/similaires \
        '/api/v1/unanswered?limit=2' '/api/v1/export.ndjson?q=eau+pluie'; do
        ask "$target" >"$BATS_TEST_TMPDIR/json"
        jq -r '.. | objects | (.url?, .next?) | strings | select(startswith("/"))' "$BATS_TEST_TMPDIR/json"
        tr ',' '\n' <"$HEADERS" | sed -n 's/.*<\(\/[^>]*\)>.*/\1/p'
    done
    ask '/api/v1/export.csv?q=eau+pluie' | grep -oE ',/[^,]*question/[^,]*,' | tr -d ,
    ask /openapi.json | jq -r '.servers[].url'
    header_of Location '/recherche?q=eau&fbclid=x'
    header_of Location '/recherche?q=eau&auteur='
    ask /static/style.css | grep -oE 'url\(/[^)]*' || true
    ask /robots.txt | sed -n 's/.*: \//\//p'
}

@test "with a path in --base-url every address has it, and requests are answered with and without it" {
    local pid=$SEARCHD_PID root=$URL count=0 address
    unset RECORD
    start_searchd based "$BATS_FILE_TMPDIR/index" --base-url https://www.exemple.be/util/questions/ --max-share 100
    local_addresses | sort -u >"$BATS_TEST_TMPDIR/addresses"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/addresses")" -gt 100 ]
    run ! grep -v '^/util/questions/' "$BATS_TEST_TMPDIR/addresses"
    grep -q cursor= "$BATS_TEST_TMPDIR/addresses"
    for address in $(grep -v -e '?' -e '/$' -e /question/ "$BATS_TEST_TMPDIR/addresses") /util/questions/ '/util/questions/recherche.atom?q=eau' \
        /util/questions/question/pw-2022-2023-12-1.txt; do
        ask "$address" >"$BATS_TEST_TMPDIR/with"
        ask "${address#/util/questions}" | sed 's/"took_us":[0-9]*//' >"$BATS_TEST_TMPDIR/without"
        grep -q '^HTTP/1.1 200' "$HEADERS"
        sed 's/"took_us":[0-9]*//' "$BATS_TEST_TMPDIR/with" | cmp - "$BATS_TEST_TMPDIR/without"
        count=$((count + 1))
    done
    [ "$count" -gt 8 ]
    [ "$(status_of /util/questions)" = 200 ]
    [ "$(status_of /util/questionsbis)" = 404 ]
    ask '/recherche.atom?q=eau' | grep -q 'href="https://www.exemple.be/util/questions/question/'
    ask /sitemap-1.xml | grep -q '<loc>https://www.exemple.be/util/questions/question/'
    ask /opensearch.xml | grep -q 'https://www.exemple.be/util/questions/recherche?q='
    kill "$SEARCHD_PID"
    SEARCHD_PID=$pid URL=$root
    for wrong in 'https://x.be/a?b' 'https://x.be/a"b' https:///a 'https://x.be/a//b'; do
        run "$bin/searchd" --index "$BATS_FILE_TMPDIR/index" --base-url "$wrong" --check-config
        [ "$status" -eq 64 ]
        [[ "$output" == *--base-url* ]]
    done
}

@test "an address in Windows-1252 or with a bare per cent sign is read, and said so" {
    [ "$(ask '/api/v1/search?q=%E9t%E9' | jq .total)" = "$(ask '/api/v1/search?q=%C3%A9t%C3%A9' | jq .total)" ]
    ask '/api/v1/search?q=%E9t%E9+6%' | jq -e '.query.q == "été 6%" and (.query.notices | length == 2)'
    ask '/recherche?q=%E9t%E9' | grep -q 'class="notice.*Windows-1252'
    ask '/api/v1/search?q=%C3%A9t%C3%A9+6%25' | jq -e '.query.notices == []'
}

@test "long addresses are 414, many parameters too" {
    local long
    long=$(printf 'a%.0s' {1..9000})
    [ "$(status_of "/api/v1/search?q=$long")" = 414 ]
    [ "$(status_of "/api/v1/search?q=${long:0:7000}")" = 400 ]
    [ "$(status_of "/api/v1/search?$(printf '&%.0s' {1..7000})")" = 414 ]
    [ "$(status_of "/api/v1/search?$(printf 'type=a%%00&%.0s' {1..100})")" = 400 ]
}

@test "every answer carries the security headers" {
    for target in / '/recherche?q=eau' '/api/v1/search?q=eau' /rien /api/v1/export.csv /static/style.css /healthz; do
        [ "$(header_of X-Content-Type-Options "$target")" = nosniff ]
        [ "$(header_of Referrer-Policy "$target")" = no-referrer ]
        [[ "$(header_of Content-Security-Policy "$target")" == "default-src "* ]]
        [ -n "$(header_of X-Request-Id "$target")" ]
    done
    [[ "$(header_of Content-Security-Policy '/api/v1/search?q=eau')" == *"default-src 'none'"* ]]
}

@test "caching: pages for a minute, named files for ever, health never" {
    [[ "$(header_of Cache-Control '/api/v1/search?q=eau')" == "public, max-age=60"* ]]
    [ "$(header_of Cache-Control /healthz)" = no-store ]
    local style
    style=$(ask / | grep -oE '/static/style-[0-9a-f]+\.css')
    [ "$(header_of Cache-Control "$style")" = "public, max-age=31536000, immutable" ]
    [ "$(header_of Cache-Control /static/style.css)" = "public, max-age=3600" ]
    [ "$(status_of /static/rien.css)" = 404 ]
    [ "$(status_of /favicon.ico)" = 200 ]
    date -d "$(header_of Last-Modified '/api/v1/search?q=eau')" +%s
}

@test "a request id is new each time, or the caller's" {
    local first
    first=$(header_of X-Request-Id /healthz)
    [ "$first" != "$(header_of X-Request-Id /healthz)" ]
    [ "$(header_of X-Request-Id /healthz -H 'traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01')" = 0af7651916cd43dd8448eb211c80319c ]
    [ "$(header_of X-Request-Id /healthz -H 'traceparent: 00-"><script>af7651916cd43dd8448eb211c8031-b7ad6b7169203331-01')" != '"><script>af7651916cd43dd8448eb211c8031' ]
}

@test "a request with a body is not searched for; one that was the connection's last is" {
    [ "$(status_of '/api/v1/search?q=corps+rare' -X GET --data a=b)" = 400 ]
    [ "$(status_of '/recherche?q=corps+rare' -X GET --data a=b)" = 400 ]
    [ "$(status_of /healthz -X GET --data a=b)" = 200 ]
    # The client closes its side at once and still reads.
    /usr/bin/python3 - "${URL#http://}" <<'END'
import socket, sys
host, port = sys.argv[1].rsplit(":", 1)
with socket.create_connection((host.strip("[]"), int(port))) as connection:
    connection.sendall(b"GET /api/v1/search?q=encore+jamais HTTP/1.0\r\n\r\n")
    connection.shutdown(socket.SHUT_WR)
    answer = b"".join(iter(lambda: connection.recv(65536), b""))
assert answer.startswith(b"HTTP/1.1 200"), answer[:200]
END
}

@test "malformed and hostile requests get an answer or the end of the connection, never a 5xx" {
    run /usr/bin/python3 "$source/tests/programs/hostile_http.py" "$URL"
    echo "$output"
    [[ "$output" == *"all as expected"* ]]
    [ "$(status_of /readyz)" = 200 ]
}

@test "every answer of these tests is as openapi.json says" {
    check_record --some
}
