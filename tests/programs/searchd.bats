#!/usr/bin/env bats
# The daemon's life: start, index missing, broken, growing, replaced; signals; what supervisors expect.

bats_require_minimum_version 1.5.0
load searchd_helper

setup_file() {
    mkdir "$BATS_FILE_TMPDIR/record"
}

setup() {
    export RECORD=$BATS_FILE_TMPDIR/record
    I=$BATS_TEST_TMPDIR/index
    SEARCHD_PID=
}

teardown() {
    if [ -n "$SEARCHD_PID" ]; then
        stop_searchd || true # a test that stopped it itself
    fi
}

total() { # QUERY STRING
    ask "/api/v1/search?$1" | jq .total
}

total_is() { # NUMBER QUERY
    [ "$(total "$2")" = "$1" ]
}

is_ready() {
    [ "$(status_of /readyz)" = 200 ]
}

# one NUMBER WORD: a JSON Lines document.
one() {
    printf '{"id":"d-%s","titre":"Question %s","question":"Il est question de %s.","date":"2024-02-05"}\n' "$1" "$1" "$2"
}

@test "without an index the daemon runs, says why it cannot answer, and recovers when one appears" {
    start_searchd s "$I"
    [ "$(status_of /healthz)" = 200 ]
    run -0 ask /readyz
    [ "$(jq -r .status <<<"$output")" = 503 ]
    [[ "$(jq -r .detail <<<"$output")" == *"n’existe pas encore"* ]]
    [ "$(status_of '/api/v1/search?q=eau')" = 503 ]
    [ "$(header_of Retry-After '/api/v1/search?q=eau')" = 5 ]
    [ "$(status_of '/recherche?q=eau')" = 503 ]
    [[ "$(header_of Content-Type '/recherche?q=eau')" == text/html* ]]
    [ "$(status_of /)" = 200 ]
    [ "$(status_of /metrics)" = 200 ]

    index_corpus "$I"
    wait_until is_ready
    [ "$(total q=eau)" -gt 0 ]
    stop_searchd
}

@test "a word in more spellings than are told, typed in its inclusive form, is answered on every page" {
    one 1 'conseiller, conséiller, cônseiller, consèiller, conseillér, conseillêr, cônséiller ou conseillere' |
        "$bin/indexer" --index "$I" --quiet add --format jsonl -
    start_searchd s "$I"
    local q=conseiller%C2%B7%C3%A8re
    for target in "/api/v1/search?q=$q" "/recherche?q=$q" "/recherche?q=%22$q%22" "/api/v1/export.csv?q=$q" "/recherche.atom?q=$q" \
        "/api/v1/suggest?q=$q" "/api/v1/histogram?q=$q" "/api/v1/search?q=titre%3A$q"; do
        [ "$(status_of "$target")" = 200 ]
    done
    [ "$(total "q=$q")" = 1 ]
    stop_searchd
}

@test "a broken index is a 503 with a reason; a sound one in its place is served" {
    mkdir "$I"
    head -c 100000 /dev/urandom >"$I/data.mdb"
    start_searchd s "$I"
    run -0 ask /readyz
    [ "$(jq -r .status <<<"$output")" = 503 ]
    [ "$(status_of /healthz)" = 200 ]

    index_corpus "$I.new"
    rm -r "$I"
    mv "$I.new" "$I"
    wait_until is_ready
}

@test "a new generation is visible at the next request, without restart" {
    one 1 chemin | "$bin/indexer" --index "$I" --quiet add --format jsonl -
    start_searchd s "$I"
    for n in 2 3 4 5 6; do
        one $n chemin | "$bin/indexer" --index "$I" --quiet add --format jsonl -
        [ "$(total q=chemin)" = $n ]
        [ "$(ask "/api/v1/questions/d-$n" | jq -r .titre)" = "Question $n" ]
    done
    "$bin/indexer" --index "$I" --quiet remove d-3
    [ "$(total q=chemin)" = 5 ]
    [ "$(status_of /api/v1/questions/d-3)" = 410 ]
}

@test "the address of an exchange that has gone says since when, until it comes back" {
    local gone seen target
    one 1 chemin | sed 's/d-1/avis.txt/' | "$bin/indexer" --index "$I" --quiet add --format jsonl -
    one 2 chemin | "$bin/indexer" --index "$I" --quiet add --format jsonl -
    start_searchd s "$I"
    seen=$(ask /api/v1/questions/d-2 | jq -r .premiere_vue)
    "$bin/indexer" --index "$I" --quiet remove d-2 avis.txt
    for target in /api/v1/questions/d-2 /api/v1/questions/d-2/similaires /question/d-2 /question/d-2.json \
        /question/d-2.txt /question/avis.txt; do
        [ "$(status_of "$target")" = 410 ]
    done
    [ "$(status_of /question/d-4)" = 404 ]
    [ "$(status_of /question/avis)" = 404 ]
    gone=$(ask /api/v1/questions/d-2)
    jq -e '.status == 410 and (.type | endswith("/api#probleme-disparue"))' <<<"$gone"
    [[ $(jq -r .disparue_le <<<"$gone") == "$(date -u +%F)T"*Z ]]
    gone=$(ask /question/d-2 -H 'Accept: text/html')
    [[ $gone == *"a disparu de l’index"*"$(date -u +%Y)"* ]]
    sleep 1 # for another moment
    one 2 chemin | "$bin/indexer" --index "$I" --quiet add --format jsonl -
    [ "$(ask /api/v1/questions/d-2 | jq -r .premiere_vue)" = "$seen" ]
    [ "$(ask /api/v1/questions/d-2 | jq -r .modifie)" != "$seen" ]
}

# harvest: goes on at $next and keeps $BATS_TEST_TMPDIR/copy/ID (genre and status) up to date, three changes at a time.
harvest() {
    local page=$BATS_TEST_TMPDIR/page id genre status
    while :; do
        ask "$next" >"$page"
        while IFS=$'\t' read -r id genre status; do
            if [ "$genre" = disparue ]; then
                rm "$BATS_TEST_TMPDIR/copy/$id"
            else
                echo "$genre $status" >"$BATS_TEST_TMPDIR/copy/$id"
            fi
            echo "$genre $id" >>"$BATS_TEST_TMPDIR/seen"
        done < <(jq -r '.changements[] | [.id, .genre, .statut // "-"] | @tsv' "$page")
        [ "$#" = 0 ] || { "$@" && set --; } # a commit in between
        next=$(jq -r .reprise "$page")
        [ "$(jq -r .next "$page")" != null ] || break
    done
}

sync_lines() { "$bin/indexer" --index "$I" --quiet "$@" sync "$BATS_TEST_TMPDIR/D"; }

another_night() { one 8 quai >"$BATS_TEST_TMPDIR/D/8.jsonl" && rm "$BATS_TEST_TMPDIR/D/7.jsonl" && sync_lines --force; }

@test "who follows changes misses none: new, answered, gone, back, and commits while it reads" {
    local D=$BATS_TEST_TMPDIR/D n next='/api/v1/changes?depuis=2020&limit=3' answer=',"reponse":"Le quai sera refait.","date_reponse":"2024-03-01"}'
    mkdir "$D" "$BATS_TEST_TMPDIR/copy"
    for n in 1 2 3 4 5 6 7; do one $n quai >"$D/$n.jsonl"; done
    sync_lines
    start_searchd s "$I"
    harvest another_night
    diff <(ls "$BATS_TEST_TMPDIR/copy") <(printf 'd-%s\n' 1 2 3 4 5 6 8)
    [ "$(grep -c . "$BATS_TEST_TMPDIR/seen")" = 9 ]
    : >"$BATS_TEST_TMPDIR/seen"
    harvest # nothing new, nothing twice
    [ ! -s "$BATS_TEST_TMPDIR/seen" ]
    sed -i "s/}\$/$answer/" "$D/1.jsonl"
    mv "$D/2.jsonl" "$D/autre.jsonl" # only renamed
    touch "$D/3.jsonl"
    sed -i 's/quai/pont/' "$D/4.jsonl"
    rm "$D/5.jsonl"
    sync_lines
    "$bin/indexer" --index "$I" --quiet --reread sync "$D"
    harvest
    diff <(sort "$BATS_TEST_TMPDIR/seen") <(printf '%s\n' 'disparue d-5' 'modifiee d-4' 'repondue d-1')
    [ "$(cat "$BATS_TEST_TMPDIR/copy/d-1")" = "repondue repondue" ]
    one 5 quai >"$D/5.jsonl"
    sync_lines
    : >"$BATS_TEST_TMPDIR/seen"
    harvest
    [ "$(cat "$BATS_TEST_TMPDIR/seen")" = "revenue d-5" ]
    run -0 ask "/api/v1/changes?genre=repondue,disparue"
    jq -e '[.changements[] | .genre] == ["disparue", "repondue", "disparue"] and (.changements[1]
        | .statut_avant == "sans-reponse" and (.champs | index("reponse") != null) and .source == "1.jsonl:1"
        and (.empreinte_avant | length) == 16)' <<<"$output"
    run -0 ask "/api/v1/changes.csv?genre=disparue"
    [[ $output == "numero,genre,id,"*$'\n'"#fin,2,"*"/api/v1/changes.csv?genre=disparue&cursor="* ]]
    # The page, its data and its feed say the same.
    run -0 ask /nouveautes
    [[ $output == *"<del>quai.</del> <ins>pont.</ins>"* ]]
    [[ $output == *'<p class="said" dir="auto">Le quai sera refait.</p>'* ]]
    [[ $output == *"questions disparues</a>"*"<h3>Disparues de l’index</h3>"*"<code>d-"* ]]
    run -0 ask "/nouveautes.json?genre=modifiee,disparue"
    jq -e --arg day "$(date -u +%F)" '(.nuits | length) >= 1 and .nuits[0].jour <= $day and ([.nuits[].disparue] | add) == 2
        and (.nouveautes | map(.genre)) == ["disparue", "modifiee", "disparue"]
        and (.nouveautes[1] | .avant.question == "Il est question de quai." and .apres.question == "Il est question de pont.")
        and .nouveautes[2].id == "d-7" and .nouveautes[2].titre == "Question 7" and .nouveautes[2].avant == null' <<<"$output"
    [ "$(ask /nouveautes.atom | grep -c '<entry>')" = "$(ask /nouveautes.json | jq '.nouveautes | length')" ]
    [ "$(ask "/nouveautes.json?genre=nouvelle&avant=3" | jq -c '[.nouveautes[].id]')" = '["d-2","d-1"]' ]
    [ "$(ask "/nouveautes.json?jour=2020-02-03" | jq -c '[.nuits, .nouveautes]')" = '[[],[]]' ]
    [ "$(ask "/nouveautes.json?depuis=1950" | jq -c '[.depuis, [.nouveautes[].id]]')" = "$(ask "/nouveautes.json?depuis=1970-01-02" | jq -c '[.depuis, [.nouveautes[].id]]')" ]
    [[ "$(header_of Link '/api/v1/changes?depuis=1970-01-01&limit=2')" == '</api/v1/changes?depuis=1970-01-02&limit=2>; rel="self"'* ]]
    [ "$(status_of '/nouveautes?depuis=hier')" = 400 ]
    [ "$(status_of '/nouveautes.json?jour=2020')" = 400 ]
    # Altered once more: what was new then stays what it was.
    sed -i 's/pont/tunnel/' "$D/4.jsonl"
    sync_lines --keep-texts 0
    run -0 ask "/nouveautes.json?genre=modifiee"
    [ "$(jq '[.nouveautes[] | .avant] | unique | length' <<<"$output")" = 1 ]
    [ "$(status_of "$next&depuis=2020")" = 400 ]
    [ "$(status_of '/api/v1/changes?cursor=ABC')" = 400 ]
    [ "$(status_of "/api/v1/changes?cursor=$(ask '/api/v1/search?limit=1' | jq -r .next | sed 's/.*cursor=//')")" = 400 ]
}

gone_is() { [ "$(status_of "$1")" = 410 ]; }

@test "who follows the changes of an index that was put back is told to begin again" {
    local early late
    one 1 quai | "$bin/indexer" --index "$I" --quiet add --format jsonl -
    "$bin/indexer" --index "$I" backup "$I.old"
    one 2 quai | "$bin/indexer" --index "$I" --quiet add --format jsonl -
    start_searchd s "$I"
    early=$(ask '/api/v1/changes?limit=1' | jq -r .next)
    late=$(ask /api/v1/changes | jq -r .reprise)
    [ "$(status_of "$late")" = 200 ]
    sleep 1 # what follows is of another moment
    mv "$I" "$I.new"
    mv "$I.old" "$I"
    wait_until total_is 1 q=quai
    [ "$(status_of "$early")" = 200 ]
    [ "$(status_of "$late")" = 410 ] # it has not come so far
    one 3 quai | "$bin/indexer" --index "$I" --quiet add --format jsonl -
    [ "$(ask "$early" | jq -r '.changements[].id')" = d-3 ]
    [ "$(status_of "$late")" = 410 ] # and now elsewhere
    late=$(ask "$late" | jq -r .restart)
    [ "$(ask "$late" | jq '.changements | length')" = 0 ]
    one 4 quai | "$bin/indexer" --index "$I" --quiet add --format jsonl -
    [ "$(ask "$late" | jq -r '.changements[].id')" = d-4 ]
    "$bin/indexer" --index "$I" dump >"$BATS_TEST_TMPDIR/dump" # of another index, all of it known before
    "$bin/indexer" --index "$I.again" --quiet add - <"$BATS_TEST_TMPDIR/dump"
    mv "$I" "$I.gone"
    mv "$I.again" "$I"
    wait_until gone_is "$late"
    [ "$(ask /api/v1/changes | jq -r '[.changements[].genre] | unique[]')" = reprise ]
}

@test "an answer given after a commit is of it, however busy searches are" {
    "$bin/corpus-generate" --count 3000 | "$bin/indexer" --index "$I" --quiet add --format jsonl -
    start_searchd s "$I" --threads 1 --max-share 0
    [ "$(total q=rivage)" = 0 ]
    /usr/bin/python3 "$source/tests/programs/busy_http.py" "$URL" 6 2>/dev/null 3>&- &
    local busy=$! n
    for n in 1 2 3 4 5 6 7 8; do
        one $n rivage | "$bin/indexer" --index "$I" --quiet add --format jsonl -
        [ "$(total q=rivage)" = $n ]
    done
    kill $busy
}

@test "an index replaced by another folder is noticed" {
    one 1 chemin | "$bin/indexer" --index "$I" --quiet add --format jsonl -
    one 2 rivage | "$bin/indexer" --index "$I.new" --quiet add --format jsonl -
    start_searchd s "$I"
    [ "$(total q=chemin)" = 1 ]
    mv "$I" "$I.old"
    mv "$I.new" "$I"
    wait_until total_is 1 q=rivage
    [ "$(total q=chemin)" = 0 ]
    grep -q 'the index is closed: .* was removed or replaced' "$BATS_TEST_TMPDIR/s.err"
}

@test "a backup put in place of the index's file is noticed" {
    one 1 chemin | "$bin/indexer" --index "$I" --quiet add --format jsonl -
    "$bin/indexer" --index "$I" --quiet backup "$BATS_TEST_TMPDIR/backup"
    one 2 rivage | "$bin/indexer" --index "$I" --quiet add --format jsonl -
    start_searchd s "$I"
    [ "$(total q=rivage)" = 1 ]
    mv "$BATS_TEST_TMPDIR/backup/data.mdb" "$I/"
    wait_until total_is 0 q=rivage
    [ "$(total q=chemin)" = 1 ]
    one 3 estuaire | "$bin/indexer" --index "$I" --quiet add --format jsonl -
    wait_until total_is 1 q=estuaire
}

@test "SIGTERM lets open answers end, takes no new ones, and ends with 0" {
    "$bin/corpus-generate" --count 20000 >"$BATS_TEST_TMPDIR/d.jsonl"
    "$bin/indexer" --index "$I" --quiet add --format jsonl "$BATS_TEST_TMPDIR/d.jsonl"
    start_searchd s "$I"
    curl -sS --limit-rate 8M -o "$BATS_TEST_TMPDIR/export" "$URL/api/v1/export.ndjson" 3>&- &
    local export_pid=$!
    wait_until test -s "$BATS_TEST_TMPDIR/export"
    kill -TERM "$SEARCHD_PID"
    wait_until grep -q . <(curl -s "$URL/healthz" || echo refused)
    wait "$export_pid"
    wait "$SEARCHD_PID"
    tail -n 1 "$BATS_TEST_TMPDIR/export" | jq -e '.fin and .count == 20000'
    [ "$(wc -l <"$BATS_TEST_TMPDIR/export")" = 20001 ]
    run ! curl -s "$URL/healthz"
}

@test "SIGHUP opens the log anew after it was rotated" {
    one 1 chemin | "$bin/indexer" --index "$I" --quiet add --format jsonl -
    start_searchd s "$I"
    [ "$(total q=chemin)" = 1 ]
    wait_until grep -q search "$BATS_TEST_TMPDIR/s.log"
    mv "$BATS_TEST_TMPDIR/s.log" "$BATS_TEST_TMPDIR/s.log.1"
    kill -HUP "$SEARCHD_PID"
    wait_until test -e "$BATS_TEST_TMPDIR/s.log"
    [ "$(status_of /healthz)" = 200 ]
    wait_until grep -q healthz "$BATS_TEST_TMPDIR/s.log"
    run ! grep -q healthz "$BATS_TEST_TMPDIR/s.log.1"
}

@test "the log has no query beside an address, unless asked to, and then no address" {
    one 1 chemin | "$bin/indexer" --index "$I" --quiet add --format jsonl -
    start_searchd s "$I"
    status_of '/api/v1/search?q=secret+d%27affaires'
    stop_searchd
    run -0 jq -r 'select(.path == "/api/v1/search") | .client' "$BATS_TEST_TMPDIR/s.log"
    [ "$output" = 127.0.0.0 ]
    run ! grep -q secret "$BATS_TEST_TMPDIR/s.log"
    jq -e 'has("time") and .method == "GET" and .status == 200 and .bytes > 100 and .duration_us > 0 and (.request_id | length) == 16' "$BATS_TEST_TMPDIR/s.log"

    start_searchd t "$I" --log-queries
    status_of '/api/v1/search?q=secret'
    stop_searchd
    run -0 jq -r '[.path, .client] | join(" ")' "$BATS_TEST_TMPDIR/t.log"
    [ "$output" = "/api/v1/search?q=secret -" ]

    start_searchd u "$I" --log-format combined
    status_of '/api/v1/search?q=secret'
    status_of /openapi.json --head
    [ -z "$(ask /metrics | grep "bytes_total.*openapi")" ]
    stop_searchd
    grep -q '"HEAD /openapi.json HTTP/1.1" 200 0 ' "$BATS_TEST_TMPDIR/u.log"
    grep -qE '^127\.0\.0\.0 - - \[[0-9]{2}/[A-Z][a-z]{2}/[0-9]{4}:[0-9:]{8} \+0000\] "GET /api/v1/search HTTP/1\.1" 200 [0-9]+ "-" "-"$' "$BATS_TEST_TMPDIR/u.log"
}

@test "a supervisor hears when the daemon is ready and stopping, and may hand it the socket" {
    one 1 chemin | "$bin/indexer" --index "$I" --quiet add --format jsonl -
    run /usr/bin/python3 - "$bin/searchd" "$I" <<'PYTHON'
import os, signal, socket, subprocess, sys, time, urllib.request

program, index = sys.argv[1:]
notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
notify.bind(index + ".notify")
notify.settimeout(20)
listener = socket.create_server(("127.0.0.1", 0))
port = listener.getsockname()[1]

child = os.fork()
if child == 0:
    os.dup2(listener.fileno(), 3, inheritable=True)
    os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()), NOTIFY_SOCKET=index + ".notify",
                      WATCHDOG_USEC="1000000")
    os.execv(program, [program, "--index", index, "--access-log", "none"])
listener.close()

assert notify.recv(100) == b"READY=1"
with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
    assert answer.status == 200
assert notify.recv(100) == b"WATCHDOG=1"
start = time.monotonic()
assert notify.recv(100) == b"WATCHDOG=1"
assert time.monotonic() - start < 1
os.kill(child, signal.SIGHUP)
seen = [notify.recv(100) for _ in range(2)]
while b"READY=1" not in seen:
    seen.append(notify.recv(100))
assert b"RELOADING=1" in seen
os.kill(child, signal.SIGTERM)
while notify.recv(100) != b"STOPPING=1":
    pass
assert os.waitpid(child, 0)[1] == 0
print("fine")
PYTHON
    echo "$output"
    [ "${lines[-1]}" = fine ]
}

@test "--help, --version, --print-config; settings from the environment; mistakes are 64" {
    run -0 "$bin/searchd" --version
    [[ "$output" == hemicycle-searchd\ [0-9]* ]]
    run -0 "$bin/searchd" --help
    [[ "$output" == *--index* && "$output" == *--listen* && "$output" == *--threads* ]]
    HEMICYCLE_INDEX=$I HEMICYCLE_BASE_URL=https://example.be/ HEMICYCLE_THREADS=3 run -0 "$bin/searchd" --threads 5 --print-config
    [[ "$output" == *"index = $I"* && "$output" == *"base-url = https://example.be"$'\n'* && "$output" == *"threads = 5"* ]]

    [[ "$output" == *"trusted-proxy = 127.0.0.0/8 ::1/128"* ]]
    HEMICYCLE_TRUSTED_PROXY='10.0.0.0/8, fd00::/8' run -0 "$bin/searchd" --index "$I" --print-config
    [[ "$output" == *"trusted-proxy = 10.0.0.0/8 fd00::/8"* ]]
    HEMICYCLE_TRUSTED_PROXY=10.0.0.0/8 run -0 "$bin/searchd" --index "$I" --trusted-proxy 192.0.2.1 --trusted-proxy ::1 --print-config
    [[ "$output" == *"trusted-proxy = 192.0.2.1/32 ::1/128"* ]]
    run -0 "$bin/searchd" --index "$I" --trusted-proxy none --print-config
    [[ "$output" == *"trusted-proxy = none"* ]]
    run -64 "$bin/searchd" --index "$I" --trusted-proxy localhost
    [[ "$output" == *--trusted-proxy*localhost* ]]

    run -64 "$bin/searchd"
    run -64 "$bin/searchd" --index "$I" --listen 127.0.0.1:83617
    [[ "$output" == *"--listen 127.0.0.1:83617: write ADDRESS:PORT"* ]]
    run -64 "$bin/searchd" --index "$I" --nonsense
    run -64 "$bin/searchd" --index "$I" --threads 0
    run -64 "$bin/searchd" --index "$I" --base-url example.be
    run -64 "$bin/searchd" --index "$I" extra
    HEMICYCLE_IDLE_TIMEOUT=soon run -64 "$bin/searchd" --index "$I"
    [[ "$output" == *"HEMICYCLE_IDLE_TIMEOUT: cannot use 'soon': write a number of seconds"* ]]
}

@test "--check-config tells all that is wrong, creates nothing, and does not mind a running daemon" {
    one 1 vélos >"$BATS_TEST_TMPDIR/d.jsonl"
    index_corpus "$I" "$BATS_TEST_TMPDIR/d.jsonl"
    start_searchd s "$I"
    run -0 "$bin/searchd" --index "$I" --listen "${URL#http://}" --access-log "$BATS_TEST_TMPDIR/new.log" --check-config
    [[ "$output" == *"index = $I: fine"*"listen = ${URL#http://}: fine"*"synonyms = none: fine"*"new.log: fine" ]]
    [ ! -e "$BATS_TEST_TMPDIR/new.log" ]
    stop_searchd
    echo 'vélo' >"$BATS_TEST_TMPDIR/names"
    run -66 "$bin/searchd" --index "$BATS_TEST_TMPDIR/none" --listen nowhere --synonyms "$BATS_TEST_TMPDIR/names" --check-config
    [[ "$output" == *"index: "*"no index"*"listen: "*"write ADDRESS:PORT"*"synonyms: "*"names:1:"* ]]
    [ ! -e "$BATS_TEST_TMPDIR/none" ]
    # An address of another machine (RFC 5737), half an address, a folder as log, and a variable that means nothing.
    run -74 "$bin/searchd" --index "$I" --listen 192.0.2.1:8080 --access-log "$BATS_TEST_TMPDIR" --check-config
    [[ "$output" == *"listen: cannot listen at 192.0.2.1:8080: "*"access-log: $BATS_TEST_TMPDIR: Is a directory"* ]]
    run -64 "$bin/searchd" --index "$I" --listen '[::1:0' --check-config
    [[ "$output" == *"listen: "*"write ADDRESS:PORT"* ]]
    HEMICYCLE_BASEURL=https://a.example HEMICYCLE_SOURCES=D run -64 "$bin/searchd" --index "$I" --listen 127.0.0.1:0 --check-config
    [[ "$output" == *"environment: HEMICYCLE_BASEURL is no setting: did you mean HEMICYCLE_BASE_URL?"* ]]
    HEMICYCLE_LOG_QUERIES=yes run -64 "$bin/searchd" --index "$I" --check-config
    [[ "$output" == *"HEMICYCLE_LOG_QUERIES: cannot use 'yes': write 1, or 0 to leave it off"* ]]
    run -64 "$bin/searchd" --index "$I" --alerts-address alertes --check-config
    [[ "$output" == *"--alerts-address: cannot use 'alertes': write a mail address"* ]]
}

@test "an operator's file of synonyms is used, tells itself in ETags, and is checked at the start" {
    one 1 vélos >"$BATS_TEST_TMPDIR/d.jsonl"
    one 2 bicyclettes >>"$BATS_TEST_TMPDIR/d.jsonl"
    index_corpus "$I" "$BATS_TEST_TMPDIR/d.jsonl"
    start_searchd s "$I"
    [ "$(total q=bicyclette)" = 1 ]
    local before names=$BATS_TEST_TMPDIR/names
    before=$(header_of ETag '/api/v1/search?q=bicyclette')
    stop_searchd
    echo 'vélo = bicyclette' >"$names"
    start_searchd s "$I" --synonyms "$names"
    [ "$(total q=bicyclette)" = 2 ]
    [ "$(header_of ETag '/api/v1/search?q=bicyclette')" != "$before" ]
    ask '/api/v1/search?q=bicyclette' | grep -q 'bicyclette.: aussi «.vélo.»'
    stop_searchd
    echo 'vélo' >"$names"
    run "$bin/searchd" --index "$I" --listen 127.0.0.1:0 --synonyms "$names"
    [ "$status" -eq 64 ]
    [[ $output == *names:1:* ]]
}

@test "what the operator says of the site tells itself in ETags" {
    one 1 vélos >"$BATS_TEST_TMPDIR/d.jsonl"
    index_corpus "$I" "$BATS_TEST_TMPDIR/d.jsonl"
    local setting tags
    for setting in --base-url=https://a.example --base-url=https://b.example --site-name=Questions --licence=CC0 \
        --contact=a@b.example --alerts-address=a@b.example "--dumps=$BATS_TEST_TMPDIR" --cache-size=8 --max-exports=3; do
        start_searchd s "$I" "$setting"
        tags+=$(header_of ETag /donnees -H 'Host: a.example')$'\n'
        stop_searchd
    done
    [ "$(sort -u <<<"${tags%$'\n'}" | wc -l)" = 8 ] # the last two say nothing in answers
}

@test "an address in use or unknown ends the start with a message" {
    start_searchd s "$I"
    run -74 "$bin/searchd" --index "$I" --listen "${URL#http://}"
    [[ "$output" == *"cannot listen at"* ]]
    run "$bin/searchd" --index "$I" --listen nowhere.invalid:1
    [ "$status" -ne 0 ]
    [[ "$output" == *nowhere.invalid* ]]
}

@test "answers come over IPv6 as well" {
    "$bin/searchd" --index "$I" --listen '[::1]:0' --access-log none 2>"$BATS_TEST_TMPDIR/e" 3>&- &
    SEARCHD_PID=$!
    wait_until grep -qE 'listening|cannot' "$BATS_TEST_TMPDIR/e"
    if grep -q cannot "$BATS_TEST_TMPDIR/e"; then
        skip "no IPv6 here"
    fi
    URL=$(sed -n 's/.*listening on //p' "$BATS_TEST_TMPDIR/e")
    [[ "$URL" == 'http://[::1]:'* ]]
    [ "$(status_of /healthz)" = 200 ]
}

@test "a feed begins with what was said last, be it the answer to an old question" {
    {
        printf '{"id":"old","titre":"A","question":"Du pont.","date":"2020-01-02","reponse":"Oui.","date_reponse":"2024-03-01"}\n'
        printf '{"id":"new","titre":"B","question":"Un pont.","date":"2024-02-05"}\n'
        printf '{"id":"undated","titre":"C","question":"Ce pont."}\n'
        printf '{"id":"ancient","titre":"D","question":"Son pont.","date":"1958-12-31"}\n'
    } | "$bin/indexer" --index "$I" --quiet add --format jsonl -
    start_searchd s "$I"
    [ "$(ask '/recherche.atom?q=pont' | grep -o '/question/[a-z#]*<' | tr '\n' ' ')" = \
        "/question/old#reponse< /question/new< /question/old< /question/ancient< /question/undated< " ]
    ask '/recherche.atom?q=pont' | grep -o '<published>[^<]*' | tail -n 1 | grep -qx '<published>1958-12-31T00:00:00Z'
    ask '/recherche.atom?q=pont' | xmllint --noout --relaxng "$source/tests/programs/atom.rng" -
}

# entries NAME: the entries of /recherche.atom?q=bac, valid, in $BATS_TEST_TMPDIR/NAME.atom and a line each in NAME.
entries() {
    local out=$BATS_TEST_TMPDIR/$1
    ask '/recherche.atom?q=bac' >"$out.atom"
    xmllint --noout --relaxng "$source/tests/programs/atom.rng" "$out.atom"
    tr '\n' ' ' <"$out.atom" | sed 's/<entry>/\n&/g' | grep -o '^<entry>.*</entry>' >"$out"
    [ -z "$(grep -o '<id>[^<]*' "$out" | sort | uniq -d)" ]
    # The feed is as new as its newest entry.
    [ "$(grep -o -m1 '<updated>[^<]*' "$out.atom")" = "$(grep -o '<updated>[^<]*' "$out" | sort | tail -n 1)" ]
}

# entry NAME ID: that entry of NAME.
entry() {
    grep -F "$2</id>" "$BATS_TEST_TMPDIR/$1"
}

# night JSON...: the exchanges that the source has now.
night() {
    printf '%s\n' "$@" >"$BATS_TEST_TMPDIR/N/n.jsonl"
    sleep 1 # times are told in seconds
    "$bin/indexer" --index "$I" --quiet sync "$BATS_TEST_TMPDIR/N"
    kill -HUP "$SEARCHD_PID"
    wait_until generation_is "$("$bin/indexer" --index "$I" stats --json | jq .generation)"
}

generation_is() {
    [ "$(ask '/api/v1/search?limit=0' | jq .index.generation)" = "$1" ]
}

@test "an answer is an entry of its own, that nothing but the answer changes, and the question's stays as it is" {
    local asked='"id":"bac-1","titre":"Le bac & le \u00ab <gué> \u00bb","question":"Quand le bac passera-t-il ?","date":"2024-02-05"'
    local held='{"texte":"Je me renseigne.","nature":"Réponse provisoire","repondant":"ROUX Élise","date":"2024-02-20"}'
    local told='{"texte":"Le bac passera en mai.","repondant":"ROUX Élise","date":"2024-03-01"}'
    local other='{"id":"bac-2","question":"Le bac sans titre, sans date ?","reponse":"Non.","ministre":"BERGER Luc"}'
    mkdir "$BATS_TEST_TMPDIR/N"
    start_searchd s "$I"
    night "{$asked}" "$other" '{"id":"bac-3","titre":"Le bac de nuit","interventions":[{"orateur":"ABBÉ Léa","role":"auteur","texte":"Le bac ?"},{"orateur":"ROUX Élise","role":"ministre","texte":"Oui."}]}'
    entries first
    [ "$(wc -l <"$BATS_TEST_TMPDIR/first")" = 5 ]
    [[ "$(entry first bac-3#reponse)" == *'<title>Débat avec Élise Roux : Le bac de nuit</title>'* ]]
    [[ "$(entry first bac-2#reponse)" == *'<title>Réponse de Luc Berger : Le bac sans titre, sans date ?</title>'*'<summary type="text">Non.</summary>'* ]]
    [[ "$(entry first bac-2#reponse)" != *'<published>'* ]]
    night "{$asked,\"reponses\":[$held]}" "$other"
    entries held
    [[ "$(entry held bac-1#reponse-provisoire)" == *'<title>Réponse provisoire d’Élise Roux : Le bac &amp; le « &lt;gué&gt; »</title>'* ]]
    night "{$asked,\"reponses\":[$held,$told]}" "$other"
    entries told
    [[ "$(entry told bac-1#reponse)" == *'href="'"$URL"'/question/bac-1#reponse"'*'<published>2024-03-01T00:00:00Z</published>'*'<name>ROUX Élise</name>'*'<summary type="text">Le bac passera en mai.</summary>'* ]]
    ask /question/bac-1 | grep -q 'id="reponse"'
    for id in bac-1 bac-2 bac-2#reponse; do
        [ "$(entry told $id)" = "$(entry first $id)" ]
    done
    [ "$(entry told bac-1#reponse-provisoire)" = "$(entry held bac-1#reponse-provisoire)" ]
    # Read from another file, in another order: a feed to the byte.
    mv "$BATS_TEST_TMPDIR/N/n.jsonl" "$BATS_TEST_TMPDIR/N/moved.jsonl"
    night "$other" "{$asked,\"reponses\":[$held,$told]}"
    rm "$BATS_TEST_TMPDIR/N/moved.jsonl"
    night "{\"id\":\"far\",\"question\":\"Le canal ?\"}" "$other" "{$asked,\"reponses\":[$held,$told]}"
    entries again
    cmp "$BATS_TEST_TMPDIR/told.atom" "$BATS_TEST_TMPDIR/again.atom"
    # Corrected, and the provisional one taken away: the same entry, later.
    night "$other" "{$asked,\"reponses\":[${told/mai/juin}]}"
    entries mended
    [ "$(wc -l <"$BATS_TEST_TMPDIR/mended")" = 4 ]
    [ "$(entry mended bac-1)" = "$(entry first bac-1)" ]
    [[ "$(entry mended bac-1#reponse)" == *'en juin.'* ]]
    [[ "$(entry mended bac-1#reponse | grep -o '<updated>.*</updated>')" > "$(entry told bac-1#reponse | grep -o '<updated>.*</updated>')" ]]
}

@test "who takes more than a share of the processors is told to wait" {
    local n refusal=
    index_corpus "$I"
    # One client, whatever it claims in lines of its own, with another address of its network, and another port.
    start_searchd s "$I" --max-share 1 --cache-size 0
    for ((n = 1; n <= 2000; n++)); do # status and Retry-After of one answer: by the next, the share may have grown again
        refusal=$(ask "/api/v1/search?q=*e*+OU+*a*+OU+t$n&limit=100" \
            -H 'X-Forwarded-For;' -H "X-Forwarded-For: 203.0.113.$n" -H "X-Forwarded-For: [2001:db8::$n]:$n" >/dev/null
            tr -d '\r' <"$HEADERS" | awk 'NR == 1 { status = $2 } tolower($1) == "retry-after:" { print status, $2 }')
        [ -z "$refusal" ] || break
    done
    [[ "$refusal" =~ ^429\ [1-9] ]]
    [ "$(status_of '/api/v1/search?q=eau' -H 'X-Forwarded-For: 198.51.100.2')" = 200 ]
    [ "$(status_of '/api/v1/search?q=eau')" = 200 ]
}

# waited: how many requests let others go first, so far.
waited() {
    ask /metrics | awk '$1 == "searchd_requests_waited_total" { print $2 }'
}

# long_documents: 3,000 documents, each of 1,200 common words and one of its own.
long_documents() {
    local text
    text=$(printf 'de la les %.0s' {1..400})
    awk -v text="$text" 'BEGIN {
        for (n = 1; n <= 3000; n++)
            printf "{\"id\":\"d-%d\",\"titre\":\"Pont %d\",\"question\":\"%s pont mot%d\"}\n", n, n, text, n
    }' | "$bin/indexer" --index "$I" --quiet add --format jsonl -
}

@test "a dear question goes on in the slow queue, whole; a cheap one never gets there, whatever it looks like" {
    local q dear='"de la" OU "la les" OU "les de" OU "la les de"'
    long_documents
    start_searchd s "$I" --cache-size 0
    for q in 'pon*' 'pomt~' '"pont mot9"' "$(printf 'mot%d ' {1..90})"; do
        [ "$(status_of "/api/v1/search?q=$(jq -rn --arg q "$q" '$q | @uri')" -H 'X-Forwarded-For: 198.51.100.1')" = 200 ]
    done
    [ "$(waited)" = 0 ]
    ask "/api/v1/search?limit=3&q=$(jq -rn --arg q "$dear" '$q | @uri')" -H 'X-Forwarded-For: 198.51.100.2' |
        jq '[.total, .hits[].id]' >"$BATS_TEST_TMPDIR/served"
    [ "$(waited)" = 1 ]
    "$bin/indexer" --index "$I" search --json --limit 3 "$dear" | jq '[.total, .hits[].id]' >"$BATS_TEST_TMPDIR/searched"
    diff "$BATS_TEST_TMPDIR/searched" "$BATS_TEST_TMPDIR/served"
    [ "$(jq '.[0]' "$BATS_TEST_TMPDIR/served")" = 3000 ]
}

@test "a client has a quarter of the exports at most, and others have theirs" {
    local n pids=()
    long_documents
    start_searchd s "$I" --max-exports 8
    has_exports() {
        [ "$(ask /metrics | awk '$1 == "searchd_exports_in_flight" { print $2 }')" = "$1" ]
    }
    for ((n = 1; n <= 2; n++)); do # that are hardly read
        curl -s --limit-rate 1k --max-time 60 -o /dev/null -H 'X-Forwarded-For: 198.51.100.1' "$URL/api/v1/export.ndjson" 3>&- &
        pids+=($!)
        wait_until has_exports $n
    done
    ask /api/v1/export.csv -H 'X-Forwarded-For: 198.51.100.1' >/dev/null
    grep -q '^HTTP/1.1 429' "$HEADERS"
    grep -qi '^retry-after:' "$HEADERS"
    ask '/api/v1/export.ndjson?q=mot9' -H 'X-Forwarded-For: 198.51.100.2' | tail -n 1 | jq -e .fin
    kill "${pids[@]}"
    wait "${pids[@]}" || true
    wait_until has_exports 0
    [ "$(status_of '/api/v1/export.csv?q=mot9' -H 'X-Forwarded-For: 198.51.100.1')" = 200 ]
}

@test "every answer of these tests is as openapi.json says" {
    check_record --some
    [ "$(grep -l '^HTTP/1.1 429' "$RECORD"/*.headers | wc -l)" -ge 1 ]
    [ "$(grep -l '^HTTP/1.1 503' "$RECORD"/*.headers | wc -l)" -ge 1 ]
}
