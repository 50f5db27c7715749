#!/usr/bin/env bats
# Promise: an index made by an earlier version of the same format is read, searched and added to for ever.

setup() {
    folder=$(mktemp -d)
    cp -r "$HEMICYCLE_SOURCE/tests/golden/index-v1" "$folder/"
    golden=$folder/index-v1
    index=$golden/index
    chmod -R u+w "$golden"
}

teardown() {
    rm -rf "$folder"
}

indexer() {
    "$HEMICYCLE_BIN/indexer" --index "$index" --quiet "$@"
}

# Every query of the golden index: how many it matches and which ids, in the order of bytes.
answers() {
    while read -r query; do
        indexer --json --limit 500 search "$query" | jq -c --arg q "$query" '{q: $q, total, ids: [.hits[].id] | sort}'
    done <"$golden/queries.txt"
}

@test "the golden index is sound, whole and says what it holds" {
    indexer check
    indexer --json stats | jq -e '.documents == 417 and .segments > 1 and .deleted > 0'
}

@test "every query finds what it found when the index was made" {
    diff <(answers) "$golden/answers.jsonl"
}

@test "documents can be added to it, and it can be optimized" {
    echo '{"id": "nouveau", "question": "un mot jamais vu"}' | indexer --format jsonl add -
    indexer --json search "jamais" | jq -e '.total == 1 and .hits[0].id == "nouveau"'
    indexer optimize
    indexer check
    indexer remove nouveau
    diff <(answers) "$golden/answers.jsonl"
}
