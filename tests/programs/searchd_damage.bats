#!/usr/bin/env bats
# What people and programs do to the files of an index that is served: the daemon lives, says 503 and the reason in its
# log, gives nobody a wrong answer, and serves again what is sound.

bats_require_minimum_version 1.5.0
load searchd_helper

setup() {
    I=$BATS_TEST_TMPDIR/index
    SEARCHD_PID=
}

teardown() {
    [ -z "${CLIENTS_PID:-}" ] || kill "$CLIENTS_PID"
    [ -z "$SEARCHD_PID" ] || stop_searchd
}

status_is() {
    [ "$(status_of '/api/v1/search?q=chemin')" = "$1" ]
}

# answers_and_then NUMBER: the index is served that has so many exchanges with the word.
total_is() {
    [ "$(ask '/api/v1/search?q=chemin&limit=1' | jq .total)" = "$1" ]
}

documents() { # COUNT WORD PREFIX
    seq "$1" | jq -c --arg word "$2" --arg prefix "$3" \
        '{id: "\($prefix)-\(.)", titre: "Question \(.)", question: ("Il est question de \($word), dit l’honorable membre. " * 20)}'
}

# Clients who note each answer: a line "STATUS TOTAL" of a search, or "cut" where an export ended without its end.
clients() { # in the background: its number is theirs
    exec /usr/bin/python3 - "$1" >"$2" <<'PYTHON'
import json, sys, urllib.error, urllib.request
base, n = sys.argv[1], 0
while True:
    n += 1
    try:
        if n % 5:
            with urllib.request.urlopen(f"{base}/api/v1/search?q=chemin&limit=3&offset={n % 7}", timeout=30) as answer:
                print(answer.status, json.load(answer)["total"], flush=True)
        else:
            with urllib.request.urlopen(f"{base}/api/v1/export.ndjson?q=chemin", timeout=30) as answer:
                lines = answer.read().splitlines()
                print(200, len(lines) - 1 if json.loads(lines[-1]).get("fin") else "cut", flush=True)
    except urllib.error.HTTPError as error:
        error.read()
        print(error.code, 0, flush=True)
    except Exception as error: # an export that was cut
        print("cut", type(error).__name__, flush=True)
PYTHON
}

sound_again() {
    rm -rf "$I/data.mdb"
    mkdir -p "$I"
    cp "$BATS_TEST_TMPDIR/sound/data.mdb" "$I/incoming"
    mv "$I/incoming" "$I/data.mdb"
    wait_until total_is 400
}

# harm NAME COMMAND...: after it 503 is answered; it is told; and then a sound file is served.
harm() {
    local name=$1
    shift
    : >"$BATS_TEST_TMPDIR/s.err"
    "$@"
    wait_until status_is 503 || { echo "$name: never 503"; return 1; }
    [[ "$(ask '/api/v1/search?q=chemin' | jq -r .kind,.type | tr '\n' ' ')" == *index-indisponible* ]]
    [ "$(status_of '/recherche?q=chemin')" = 503 ]
    [ "$(status_of /healthz)" = 200 ]
    wait_until grep -q 'the index is closed: ' "$BATS_TEST_TMPDIR/s.err"
    cp "$BATS_TEST_TMPDIR/s.err" "$BATS_TEST_TMPDIR/told"
    [ "$(status_of /readyz)" = 503 ]
    wait_until grep -q 'no index: ' "$BATS_TEST_TMPDIR/s.err"
    sound_again || { echo "$name: never served again"; return 1; }
    wait_until grep -q 'an index is served' "$BATS_TEST_TMPDIR/s.err"
}

@test "files removed, replaced, cut and overwritten under a daemon: 503 and the reason, never a wrong answer" {
    documents 400 chemin d | "$bin/indexer" --index "$I" --quiet add --format jsonl -
    documents 7 chemin x | "$bin/indexer" --index "$BATS_TEST_TMPDIR/other" --quiet add --format jsonl -
    "$bin/indexer" --index "$I" --quiet backup "$BATS_TEST_TMPDIR/sound"
    head -c 3000 /dev/urandom >"$BATS_TEST_TMPDIR/noise"
    start_searchd s "$I" --cache-size 0 --max-share 0
    total_is 400
    clients "$URL" "$BATS_TEST_TMPDIR/answers" 3>&- &
    CLIENTS_PID=$!

    harm 'cut to nothing' truncate -s 0 "$I/data.mdb"
    harm 'cut to two pages' truncate -s 8192 "$I/data.mdb"
    harm 'cut in half' truncate -s $(($(stat -c %s "$I/data.mdb") / 8192 * 4096)) "$I/data.mdb"
    harm 'noise copied over' cp "$BATS_TEST_TMPDIR/noise" "$I/data.mdb"
    harm 'zeros written into it' dd if=/dev/zero of="$I/data.mdb" bs=4096 count=40 conv=notrunc status=none
    harm 'removed' rm "$I/data.mdb"
    harm 'folder removed' rm -r "$I"
    harm 'an empty file' bash -c ": >'$I/e' && mv '$I/e' '$I/data.mdb'"
    harm 'a folder' bash -c "rm '$I/data.mdb' && mkdir '$I/data.mdb'"
    harm 'a link' ln -sf "$BATS_TEST_TMPDIR/other/data.mdb" "$I/data.mdb"

    # Sound ones are served within a second or two: another index, an older copy, copied over the file.
    cp "$BATS_TEST_TMPDIR/other/data.mdb" "$I/data.mdb"
    wait_until total_is 7
    cp "$BATS_TEST_TMPDIR/sound/data.mdb" "$I/data.mdb"
    wait_until total_is 400

    # Without lock.mdb, writers do not see the daemon: it does not go on with what they write over.
    rm "$I/lock.mdb"
    for n in 1 2 3 4 5; do
        documents 300 écluse "n$n" | "$bin/indexer" --index "$I" --quiet add --format jsonl -
        "$bin/indexer" --index "$I" --quiet optimize
    done
    wait_until grep -q 'lock.mdb was removed or replaced\|lock.mdb: was removed' "$BATS_TEST_TMPDIR/s.err"
    wait_until total_is 400
    [ "$(ask '/api/v1/search?q=%C3%A9cluse' | jq .total)" = 1500 ]
    : >"$I/lock.mdb"
    documents 300 écluse m | "$bin/indexer" --index "$I" --quiet add --format jsonl - || true
    wait_until grep -q 'lock.mdb was overwritten or cut short\|lock.mdb: was removed' "$BATS_TEST_TMPDIR/s.err"
    wait_until total_is 400

    # Written over where it lies: by a lock that nobody lets go, by one for which the system's library ends a program.
    for byte in 001 100 377; do
        : >"$BATS_TEST_TMPDIR/s.err"
        head -c 8192 /dev/zero | tr '\0' "\\$byte" | dd of="$I/lock.mdb" conv=notrunc bs=8192 status=none
        wait_until grep -q 'lock.mdb was overwritten or cut short\|lock.mdb: was removed' "$BATS_TEST_TMPDIR/s.err"
        wait_until total_is 400
    done
    : >"$BATS_TEST_TMPDIR/s.err"
    truncate -s 100 "$I/lock.mdb"
    run "$bin/indexer" --index "$I" --quiet remove nobody # at once; or when the daemon has closed it
    [ "$status" -eq 74 ] || [ "$status" -eq 0 ]
    wait_until grep -q 'lock.mdb was overwritten or cut short\|lock.mdb: was removed' "$BATS_TEST_TMPDIR/s.err"
    wait_until total_is 400

    # A copy that is one commit newer, over the file: for some microseconds a writer's commit looks like that.
    "$bin/indexer" --index "$I" --quiet add --format jsonl - <<<'{"id":"w","titre":"chemin"}'
    wait_until total_is 401
    mkdir "$BATS_TEST_TMPDIR/newer"
    cp "$I/data.mdb" "$BATS_TEST_TMPDIR/newer"
    "$bin/indexer" --index "$BATS_TEST_TMPDIR/newer" --quiet remove w
    cp "$BATS_TEST_TMPDIR/newer/data.mdb" "$I/data.mdb"
    wait_until total_is 400
    "$bin/indexer" --index "$I" --quiet check

    # What is gone is not begun anew behind the daemon's back.
    rm "$I/data.mdb"
    run "$bin/indexer" --index "$I" --quiet add --format jsonl - <<<'{"id":"w","titre":"chemin"}'
    [ "$status" -eq 74 ]
    [[ "$output" == *lock.mdb* ]]
    [ ! -e "$I/data.mdb" ]
    cp "$BATS_TEST_TMPDIR/sound/data.mdb" "$I/data.mdb"
    wait_until total_is 400

    kill "$CLIENTS_PID"
    CLIENTS_PID=
    kill -0 "$SEARCHD_PID"
    sort "$BATS_TEST_TMPDIR/answers" | uniq -c
    [ "$(grep -c '^200 400$' "$BATS_TEST_TMPDIR/answers")" -gt 10 ]
    [ "$(grep -c '^503 0$' "$BATS_TEST_TMPDIR/answers")" -gt 10 ]
    run ! grep -v '^200 40[01]$\|^200 7$\|^503 0$\|^cut ' "$BATS_TEST_TMPDIR/answers"
}

@test "damage that only an answer meets closes the index, and is told" {
    I=$BATS_TEST_TMPDIR/index
    documents 400 chemin c | "$bin/indexer" --index "$I" --quiet add --format jsonl -
    "$bin/indexer" --index "$I" --quiet backup "$BATS_TEST_TMPDIR/sound"
    start_searchd s "$I" --cache-size 0
    total_is 400
    harm 'zeros behind its heads' dd if=/dev/zero of="$I/data.mdb" bs=4096 seek=2 conv=notrunc status=none \
        count=$(($(stat -c %s "$I/data.mdb") / 4096 - 2))
    grep -q '/api/v1/search is not answered, the index cannot be read: ' "$BATS_TEST_TMPDIR/told"
}
