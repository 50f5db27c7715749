#!/usr/bin/env bats
# Promise: an index of another format, or of other word lists, is refused in clear words and left as it is; one of this
# format is opened, whenever it was made, and finds what it did then; what an earlier version dumped comes in again.

bats_require_minimum_version 1.5.0

load searchd_helper

setup() {
    cd "$(mktemp -d "${BATS_TEST_TMPDIR:-/tmp}/golden.XXXXXX")" || return 1
    golden=$HEMICYCLE_SOURCE/tests/golden
    cp -r "$golden/index-v1" old
    chmod -R u+w old
    mkdir D
    echo '{"id": "a", "titre": "Le halage"}' >D/a.jsonl
}

# The message names the index, both versions, and the way out: what to run before, and where it is told.
assert_way_out() {
    [[ $1 == *"old: "*"format 1"*" 2"*"dump"*"add"*"operations.md"* ]]
}

@test "every command refuses an index of format 1 with 78, in clear words, and leaves it as it is" {
    local command before
    before=$(sha256sum <old/data.mdb)
    for command in "add D" "sync D" "remove x" optimize check stats "search halage" dump "backup B"; do
        # shellcheck disable=SC2086 # words
        run "$bin/indexer" --index old $command
        [ "$status" -eq 78 ]
        assert_way_out "$output"
    done
    [ ! -e B ]
    [ "$(sha256sum <old/data.mdb)" = "$before" ]
}

@test "searchd does not start with it, and one that finds it later answers 503 and says why" {
    run "$bin/searchd" --index old --listen 127.0.0.1:0
    [ "$status" -eq 78 ]
    assert_way_out "$output"
    "$bin/indexer" --index I --quiet sync D
    start_searchd exchanged I
    [ "$(status_of /readyz)" = 200 ]
    mv I new
    mkdir I
    mv old/data.mdb I/
    wait_until says_other_version
    [ "$(status_of /readyz)" = 503 ]
    [ "$(status_of '/api/v1/search?q=halage')" = 503 ]
    [ "$(status_of '/recherche?q=halage')" = 503 ]
    [ "$(status_of "/?q=$(printf '%%C3%%A9%.0s' {1..1000})")" = 503 ] # too long to be led there
    [ "$(status_of /healthz)" = 200 ]
    rm -r I
    mv new I
    wait_until test_is 200 status_of /readyz
    [ "$(ask '/api/v1/search?q=halage' | jq .total)" = 1 ]
    stop_searchd
}

says_other_version() {
    [[ $(ask /readyz) == *"autre version"* ]]
}

# test_is EXPECTED COMMAND...
test_is() {
    local expected=$1
    shift
    [ "$("$@")" = "$expected" ]
}

# assert_same_answers INDEX: as they were when the index of format 2 was made.
assert_same_answers() {
    diff "$golden/index-v2/answers.jsonl" <("$golden/answers.sh" "$bin/indexer" "$1" "$golden/index-v2/queries.txt")
}

@test "an index of format 2 is opened, checked, searched, served, changed and optimized by every later version" {
    mkdir I
    cp "$golden/index-v2/data.mdb" I/
    chmod u+w I/data.mdb
    "$bin/indexer" --index I --quiet check
    assert_same_answers I
    start_searchd served I
    [ "$(status_of /readyz)" = 200 ]
    [ "$(ask '/api/v1/search?q=tirage' | jq .total)" = "$(head -n 1 "$golden/index-v2/answers.jsonl" | jq .total)" ]
    stop_searchd
    local documents
    documents=$("$bin/indexer" --index I --json stats | jq .documents)
    "$bin/indexer" --index I --quiet add D
    "$bin/indexer" --index I --quiet remove a
    assert_same_answers I
    "$bin/indexer" --index I --quiet optimize
    "$bin/indexer" --index I --quiet check
    assert_same_answers I
    [ "$("$bin/indexer" --index I --json stats | jq .documents)" = "$documents" ]
}

# as_once DUMP: its documents, but for where they came from, in the form that dumps had: the original's address as `url`,
# times as numbers, nothing derived from the answers, nothing of their root, nothing that is not known.
as_once() {
    jq -cS '.url = .url_originale | .premiere_vue |= fromdate | .modifie |= fromdate
        | del(.auteurs, .ministres, .source, .racine, .url_originale, .date_reponse, .repondant, .delai_jours_ouvrables)
        | del(.. | nulls)' "$1" | sort
}

@test "a dump of the old version comes in whole, with its times, and finds its sources again" {
    local dump=$golden/dump-v1.jsonl file
    "$bin/indexer" --index I --quiet add - <"$dump"
    "$bin/indexer" --index I --quiet check
    "$bin/indexer" --index I dump >again
    diff <(jq -cS 'del(.source)' "$dump" | sort) <(as_once again)
    jq -c 'select(.id | startswith("q"))' "$dump" >D/lignes.jsonl # its files are gone; here is a new one
    run "$bin/indexer" --index I --json sync D
    [ "$(jq -c '[.new, .changed, .unchanged, .removed]' <<<"$output")" = '[1,0,2,0]' ]
    "$bin/indexer" --index I dump >again
    diff <(jq -cS 'del(.source)' "$dump" | sort) <(as_once again | grep -v '"id":"a"')
}

@test "what analyses refuses an index of other word lists with 78; what only reads does not" {
    local command
    "$bin/indexer" --index I --quiet sync D
    "$OTHER_WORDS" I
    for command in "add D" "sync D" "remove a" optimize "search halage"; do
        # shellcheck disable=SC2086 # words
        run "$bin/indexer" --index I $command
        [ "$status" -eq 78 ]
        [[ $output == *"I: "*"other word lists"*"dump"*"add"*"operations.md"* ]]
    done
    "$bin/indexer" --index I check
    "$bin/indexer" --index I --json stats | jq -e '.documents == 1'
    "$bin/indexer" --index I dump | jq -e '.id == "a"'
    run "$bin/searchd" --index I --listen 127.0.0.1:0
    [ "$status" -eq 78 ]
    [[ $output == *"I: "*"other word lists"* ]]
    "$OTHER_WORDS" I # and back
    start_searchd same I
    "$bin/indexer" --index J --quiet sync D
    "$OTHER_WORDS" J
    mv J/data.mdb I/
    wait_until test_is 503 status_of /readyz
    [ "$(status_of '/api/v1/search?q=halage')" = 503 ]
    stop_searchd
}
