#!/usr/bin/env bats
# Promise: sync of addresses asks politely, takes what is whole, and changes nothing for what is not.

bats_require_minimum_version 1.5.0

load searchd_helper

setup() {
    cd "$(mktemp -d "${BATS_TEST_TMPDIR:-/tmp}/web.XXXXXX")" || return 1
    unset http_proxy https_proxy all_proxy HTTPS_PROXY ALL_PROXY HEMICYCLE_CONTACT
    mkdir W
    touch W.log
    python3 "$source/tests/programs/publisher.py" W >port 3>&- &
    PUBLISHER=$!
    wait_until test -s port
    PORT=$(cat port)
    WEB=http://127.0.0.1:$PORT
}

teardown() {
    kill "$PUBLISHER"
}

# publish NAME FROM TO [WORD]: questions FROM to TO as JSON Lines.
publish() {
    seq "$2" "$3" | jq -c --arg w "${4:-halage}" '{id: "q-\(.)", titre: "Le chemin de \($w) n° \(.)"}' >"W/$1"
}

# oddly NAME JSON
oddly() {
    echo "$2" >"W/$1.how"
}

# sync CODE ARGUMENT...: its output in $output
sync() {
    local code=$1
    shift
    run "$bin/indexer" --index I sync "$@"
    [ "$status" -eq "$code" ] || { echo "exit $status: $output" >&2 && return 1; }
}

documents() {
    "$bin/indexer" --index I --json stats | jq .documents
}

generation() {
    "$bin/indexer" --index I --json stats | jq .generation
}

# asked HEADER: of the last request
asked() {
    tail -n 1 W.log | jq -r --arg h "$1" '.[$h] // ""'
}

requests() {
    wc -l <W.log
}

# unchanged CODE ARGUMENT...: such a sync, which leaves documents and generation as they are.
unchanged() {
    local before
    before="$(documents) $(generation)"
    sync "$@"
    [ "$(documents) $(generation)" = "$before" ]
}

@test "what has not changed is not sent again; what changed, came and vanished is as in a file" {
    publish q.jsonl 1 10
    sync 0 --contact=veille@example.org "$WEB/q.jsonl#top"
    [ "$(documents)" = 10 ]
    [ "$(asked User-Agent)" = "hemicycle-indexer/$("$bin/indexer" --version | sed 's/.* //') (veille@example.org)" ]
    [ "$("$bin/indexer" --index I dump | jq -r 'select(.id == "q-3").source')" = "$WEB/q.jsonl:3" ]
    [ ! -e I/downloads ] || [ -z "$(ls I/downloads)" ]

    HEMICYCLE_CONTACT=nuit@example.org unchanged 0 "$WEB/q.jsonl"
    [[ $(asked If-None-Match) == \"*\" ]]
    [[ $(asked User-Agent) == *"(nuit@example.org)" ]]
    [[ $output == *"1 file, 1 of them unchanged"* ]]

    publish q.jsonl 2 12
    sync 0 "$WEB/q.jsonl"
    [[ $output == *"2 new, 0 changed, 1 removed"* ]]
    [ "$(documents)" = 11 ]

    # An ETag that is lost: the bytes are compared. --reread asks for everything.
    oddly q.jsonl '{"headers": {"ETag": null}}'
    sync 0 "$WEB/q.jsonl"
    unchanged 0 "$WEB/q.jsonl"
    [ "$(asked If-None-Match)" = "" ]
    rm W/q.jsonl.how
    sync 0 "$WEB/q.jsonl"
    sync 0 --reread "$WEB/q.jsonl"
    [ "$(asked If-None-Match)" = "" ]

    # Dates do as well.
    oddly q.jsonl '{"headers": {"ETag": null, "Last-Modified": "Mon, 02 Nov 2026 08:00:00 GMT"}}'
    sync 0 "$WEB/q.jsonl"
    oddly q.jsonl '{"status": 304}'
    unchanged 0 "$WEB/q.jsonl"
    [ "$(asked If-Modified-Since)" = "Mon, 02 Nov 2026 08:00:00 GMT" ]
    "$bin/indexer" --index I check
}

@test "no answer, or one that is no document, changes nothing and is told by name" {
    publish q.jsonl 1 10
    publish other.jsonl 101 102
    sync 0 "$WEB/q.jsonl"

    oddly q.jsonl '{"status": 404}'
    unchanged 69 "$WEB/q.jsonl"
    [[ $output == *"$WEB/q.jsonl: answers 404: nothing is changed"* ]]
    sync 69 "$WEB/q.jsonl" "$WEB/other.jsonl" # the other goes in
    [ "$(documents)" = 12 ]
    oddly q.jsonl '{"status": 304, "headers": {"ETag": null}}'
    unchanged 69 --reread "$WEB/q.jsonl" # to a question without a condition

    oddly q.jsonl "{\"status\": 302, \"headers\": {\"Location\": \"http://localhost:$PORT/q.jsonl\"}}"
    unchanged 69 "$WEB/q.jsonl"
    [[ $output == *"leads to another server, http://localhost:$PORT/q.jsonl"* ]]
    oddly q.jsonl '{"status": 301, "headers": {"Location": "/q.jsonl"}}'
    unchanged 69 "$WEB/q.jsonl"
    [[ $output == *"leads on and on"* ]]
    oddly q.jsonl '{"status": 302, "headers": {"Location": "file:///etc/passwd"}}'
    unchanged 69 "$WEB/q.jsonl"
    [[ $output == *"leads to file:///etc/passwd, which is not asked"* ]]
    oddly moved.jsonl '{"status": 307, "headers": {"Location": "/other.jsonl"}}'
    unchanged 0 "$WEB/other.jsonl"
    sync 0 --force "$WEB/moved.jsonl" # leads to what another source has
    rm W/*.how

    : >W/q.jsonl
    unchanged 65 "$WEB/q.jsonl"
    [[ $output == *"$WEB/q.jsonl: is empty: nothing is changed"* ]]
    echo '<!DOCTYPE html><p>Le site est en maintenance.</p>' >W/q.jsonl
    sync 65 "$WEB/q.jsonl"
    [ "$(documents)" = 12 ]
    publish q.jsonl 1 10
    unchanged 65 --max-download=300 "$WEB/q.jsonl"
    [[ $output == *"is larger than 300 bytes (--max-download)"* ]]
    head -c 30000000 /dev/zero | gzip -9 >W/q.jsonl
    oddly q.jsonl '{"headers": {"Content-Encoding": "gzip"}}'
    unchanged 65 "$WEB/q.jsonl"
    [[ $output == *"unpacks to more than 250 times"* ]]
    [ ! -e I/downloads ] || [ -z "$(ls I/downloads)" ]
    publish plain 1 11
    gzip -c W/plain >W/q.jsonl
    sync 0 "$WEB/q.jsonl"
    [ "$(documents)" = 13 ]

    # The network is down.
    kill "$PUBLISHER"
    wait "$PUBLISHER" || true
    unchanged 69 "$WEB/q.jsonl" "$WEB/other.jsonl"
    [[ $output == *"$WEB/q.jsonl: cannot be reached ("*"): nothing is changed"* ]]
    [[ $output == *"$WEB/other.jsonl: is not asked, since 127.0.0.1 did not answer before: nothing is changed"* ]]
    python3 -m http.server --bind 127.0.0.1 0 >/dev/null 2>&1 3>&- &
    PUBLISHER=$!
}

@test "a file that has much less than before removes nothing, however small, until it is forced" {
    publish q.jsonl 1 10
    publish big.jsonl 101 200
    sync 0 "$WEB/q.jsonl" "$WEB/big.jsonl"
    publish q.jsonl 1 8
    sync 0 "$WEB/q.jsonl"
    [ "$(documents)" = 108 ]
    publish q.jsonl 3 8 neuf # 6 of 8
    sync 65 "$WEB/q.jsonl" "$WEB/big.jsonl"
    [[ $output == *"$WEB/q.jsonl: has 6 documents, 8 the last time: nothing of it is removed"* ]]
    [ "$(documents)" = 108 ]
    [ "$("$bin/indexer" --index I --json search neuf | jq .total)" = 6 ]
    unchanged 65 "$WEB/q.jsonl" # and says so until somebody decides
    sync 0 --max-removed=30 "$WEB/q.jsonl"
    [ "$(documents)" = 106 ]
    publish q.jsonl 3 4
    sync 65 "$WEB/q.jsonl"
    sync 0 --force "$WEB/q.jsonl"
    [ "$(documents)" = 102 ]
    # One that cannot be read removes nothing either, and is asked for again although its server says nothing changed.
    publish all 3 3
    gzip -c W/all | head -c 60 >W/q.jsonl
    sync 65 "$WEB/q.jsonl"
    [[ $output == *"$WEB/q.jsonl: truncated gzip data; asked for again next time"* ]]
    sync 65 "$WEB/q.jsonl"
    [ "$(documents)" = 102 ]
    "$bin/indexer" --index I check
}

@test "a download that breaks off is gone on with, if the server still has the same; a busy server is waited for" {
    local half
    publish q.jsonl 1 200
    half=$(($(wc -c <W/q.jsonl) / 2))
    oddly q.jsonl "{\"cut\": $half}"
    sync 69 "$WEB/q.jsonl"
    [[ $output == *"$WEB/q.jsonl: breaks off after $half bytes ("*"): nothing is changed"* ]]
    [ "$(documents)" = 0 ]
    [ "$(stat -c %a I/downloads/*.part)" = 600 ]
    rm W/q.jsonl.how
    sync 0 "$WEB/q.jsonl"
    [ "$(asked Range)" = "bytes=$half-" ]
    [ "$(documents)" = 200 ]

    # It changed meanwhile; or ignores ranges; or has no more of it.
    for how in '{}' '{"ranges": false}' '{"once": true, "status": 416}'; do
        publish q.jsonl 1 200 "$RANDOM"
        oddly q.jsonl "{\"cut\": $half}"
        sync 69 "$WEB/q.jsonl"
        [[ $how != '{}' ]] || publish q.jsonl 1 200 "neuf$RANDOM"
        oddly q.jsonl "$how"
        sync 0 "$WEB/q.jsonl"
        [ "$("$bin/indexer" --index I dump | jq -r .titre | sort)" = "$(jq -r .titre W/q.jsonl | sort)" ]
    done

    # All of it was there already when the last run was killed.
    for how in '{}' '{"nothing": true}'; do
        publish q.jsonl 1 200 "tout$RANDOM"
        oddly q.jsonl "{\"cut\": $half}"
        sync 69 "$WEB/q.jsonl"
        cat W/q.jsonl >I/downloads/*.part
        oddly q.jsonl "$how"
        sync 0 "$WEB/q.jsonl"
        [ "$("$bin/indexer" --index I dump | jq -r .titre | sort)" = "$(jq -r .titre W/q.jsonl | sort)" ]
    done

    # What nobody went on with for a day is removed; without an ETag nothing is kept.
    publish q.jsonl 1 201
    oddly q.jsonl "{\"cut\": $half}"
    sync 69 "$WEB/q.jsonl"
    touch -d '25 hours ago' I/downloads/*
    mkdir D
    sync 0 D
    [ ! -e I/downloads ]
    oddly q.jsonl "{\"cut\": $half, \"headers\": {\"ETag\": null}}"
    sync 69 "$WEB/q.jsonl"
    [ -z "$(ls I/downloads)" ]

    oddly q.jsonl '{"once": true, "status": 503, "headers": {"Retry-After": "1"}}'
    sync 0 "$WEB/q.jsonl"
    [ "$(documents)" = 201 ]
    oddly q.jsonl '{"status": 429, "headers": {"Retry-After": "7200"}}'
    unchanged 69 "$WEB/q.jsonl"
    [[ $output == *"answers 429 and asks to be left alone for 7200 seconds"* ]]
}

@test "a list of addresses: each is a source, what leaves the list leaves the index, within what may be removed" {
    publish a.jsonl 1 10
    publish b.jsonl 11 20
    publish c.jsonl 21 30
    printf '# archives\r\n%s/a.jsonl\n\n%s/b.jsonl # la deuxième\n%s/c.jsonl\nhttp://localhost:1/x\n%s/b.jsonl\n' \
        "$WEB" "$WEB" "$WEB" "$WEB" >W/list.txt
    sync 65 "$WEB/list.txt"
    [[ $output == *"$WEB/list.txt:6: http://localhost:1/x: is on another host"* ]]
    [ "$(documents)" = 30 ]
    [ "$(requests)" = 4 ]
    printf '%s/a.jsonl\n%s/b.jsonl\n%s/c.jsonl\n' "$WEB" "$WEB" "$WEB" >W/list.txt
    sync 0 "$WEB/list.txt"
    unchanged 0 "$WEB/list.txt"
    [[ $(asked If-None-Match) == \"*\" ]]

    # Moved to another address within one night: nothing is lost, nothing told.
    mv W/c.jsonl W/d.jsonl
    printf '%s/d.jsonl\n%s/a.jsonl\n%s/b.jsonl\n' "$WEB" "$WEB" "$WEB" >W/list.txt
    sync 0 "$WEB/list.txt"
    [[ $output != *skipped* ]]
    [ "$(documents)" = 30 ]
    [ "$("$bin/indexer" --index I dump | jq -r 'select(.id == "q-21").source')" = "$WEB/d.jsonl:1" ]

    # A member that does not answer is no vanished one; a list that is none any more neither.
    mv W/b.jsonl W/B
    unchanged 69 "$WEB/list.txt"
    mv W/B W/b.jsonl
    cp W/list.txt list
    echo '<html>maintenance</html>' >W/list.txt
    unchanged 65 "$WEB/list.txt"
    mv list W/list.txt

    echo "$WEB/a.jsonl" >W/list.txt
    sync 65 "$WEB/list.txt"
    [[ $output == *"20 of 30 documents have lost their source: not removed"* ]]
    [ "$(documents)" = 30 ]
    unchanged 65 "$WEB/list.txt"
    sync 0 --force "$WEB/list.txt"
    [ "$(documents)" = 10 ]
    unchanged 0 "$WEB/list.txt"
    "$bin/indexer" --index I check
}

@test "a file of the operator lists addresses of any host; without it nothing vanishes" {
    publish a.jsonl 1 10
    publish b.jsonl 11 20
    printf '# les nôtres\n%s/a.jsonl\nhttp://localhost:%s/b.jsonl\n' "$WEB" "$PORT" >addresses
    sync 0 addresses
    [ "$(documents)" = 20 ]
    unchanged 0 addresses
    mv addresses away
    unchanged 74 addresses
    [[ $output == *"/addresses: a list of addresses is not there: nothing is changed"* ]]
    echo '{"id": "x", "titre": "Un halage"}' >addresses
    unchanged 65 addresses
    [[ $output == *"/addresses: was a list of addresses and is none any more"* ]]
    echo '# plus rien' >addresses
    sync 65 addresses
    [ "$(documents)" = 20 ]
    [[ $output == *"20 of 20 documents have lost their source"* ]]
    mv away addresses
    sync 0 addresses
    echo '# plus rien' >addresses
    sync 0 --force addresses
    [ "$(documents)" = 0 ]
    "$bin/indexer" --index I check
}

@test "certificates are checked; what must not be asked is refused, and no password is shown" {
    openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 -days 2 \
        -keyout key -out certificate 2>/dev/null
    cat key certificate >both
    publish q.jsonl 1 2
    kill "$PUBLISHER"
    python3 "$source/tests/programs/publisher.py" W both >secure 3>&- &
    PUBLISHER=$!
    wait_until test -s secure
    sync 69 "https://127.0.0.1:$(cat secure)/q.jsonl"
    [[ $output == *"its certificate is not trusted ("*"): nothing is changed"* ]]
    [ "$(requests)" = 0 ]

    sync 64 "http://marie:secret@127.0.0.1:$PORT/q.jsonl"
    [[ $output == *"http://...@127.0.0.1:$PORT/q.jsonl: an address must not hold a user or a password"* ]]
    [[ $output != *secret* ]]
    sync 64 ftp://127.0.0.1/q.jsonl
    [[ $output == *"only http and https"* ]]
    run "$bin/indexer" --index I add "$WEB/q.jsonl"
    [ "$status" -eq 64 ]
    [[ $output == *"add takes files, sync takes addresses"* ]]
    run "$bin/indexer" --index I --contact $'a\nX-Evil: 1' sync "$WEB/q.jsonl"
    [ "$status" -eq 64 ]
}

@test "what the operator says of an address holds for what it sends, and comes along in dump and backup" {
    local facts='[.id, .assemblee, .url_originale, .licence, .statut] | map(. // "-") | join(" ")'
    mkdir Z Z/brouillons
    echo '{"id": "q-3", "titre": "Le chemin de traverse"}' >Z/x_77.json
    echo '{"id": "q-4", "titre": "Le chemin inachevé"}' >Z/brouillons/y.json
    (cd Z && zip -qr ../W/archive.zip .)
    publish liste.jsonl 1 1
    echo '{"id": "q-2", "titre": "Le chemin de ronde", "numero": "8", "reponse": "Oui."}' >>W/liste.jsonl
    publish autre.jsonl 5 5
    printf '%s\n' "[$WEB]" 'assemblee = Conseil des Rivières' 'licence = CC0' \
        "[$WEB/liste.jsonl]" 'adresse = https://etangs.example/?n={numero}' 'reponses = non' 'licence = CC BY' \
        "[$WEB/archive.zip]" 'assemblee = Chambre' 'adresse = https://chambre.example/{iddoc}' 'exclure = brouillons' >S
    sync 0 --sources S "$WEB/liste.jsonl" "$WEB/archive.zip" "$WEB/autre.jsonl"
    "$bin/indexer" --index I dump >dump
    jq -r "$facts" dump | sort >told
    diff told - <<'END'
q-1 - - CC BY non-couverte
q-2 - https://etangs.example/?n=8 CC BY repondue
q-3 Chambre https://chambre.example/77 - non-couverte
q-5 Conseil des Rivières - CC0 non-couverte
END
    # Whichever comes first, and twice.
    tac dump >back
    "$bin/indexer" --index again --quiet add - <back
    "$bin/indexer" --index again --quiet add - <back
    [ "$("$bin/indexer" --index again --json stats | jq .generation)" = 1 ]
    diff <(jq -cS 'del(.source)' dump | sort) <("$bin/indexer" --index again dump | jq -cS 'del(.source)' | sort)
    "$bin/indexer" --index I --quiet backup B
    "$bin/indexer" --index B dump | jq -r "$facts" | sort | diff told -
    # The operator's own word goes before what a dump says.
    printf '%s\n' "[$PWD/dump]" 'licence = Autre' >T
    "$bin/indexer" --index other --quiet --sources T add dump
    [ "$("$bin/indexer" --index other dump | jq -r .licence | sort -u)" = Autre ]
    # Its source comes back to each.
    sync 0 --sources S "$WEB/liste.jsonl"
    run --separate-stderr "$bin/indexer" --index again --sources S --json sync "$WEB/liste.jsonl" "$WEB/archive.zip" "$WEB/autre.jsonl"
    [ "$(jq -c '[.new, .changed, .documents]' <<<"$output")" = '[0,0,4]' ]
    "$bin/indexer" --index again dump | jq -r "$facts" | sort | diff told -
    "$bin/indexer" --index again check
}

@test "killed while it downloads, the next run goes on and has all" {
    local n half
    publish q.jsonl 1 2000
    half=$(($(wc -c <W/q.jsonl) / 2))
    oddly q.jsonl "{\"cut\": $half}"
    sync 69 "$WEB/q.jsonl"
    rm W/q.jsonl.how
    for n in 1 2 3; do
        "$bin/indexer" --index I --quiet sync "$WEB/q.jsonl" &
        sleep "0.0$n"
        kill -9 $! 2>/dev/null || true
        wait $! || true
        "$bin/indexer" --index I check >/dev/null
    done
    sync 0 "$WEB/q.jsonl"
    [ "$(documents)" = 2000 ]
}
