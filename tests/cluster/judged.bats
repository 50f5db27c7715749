# Judged questions over a cluster: found as over a folder. The set of corpus/, and those of ../shared/data where it lies.
bats_require_minimum_version 1.5.0
load serve_helper

shared=../shared/data/relevance

setup() {
    work=$BATS_TEST_TMPDIR
}

teardown() {
    local server
    for server in "$work"/*.pid; do
        [ ! -e "$server" ] || kill "$(cat "$server")"
    done
}

# holds_for SET QUERIES QRELS: documents are read.
holds_for() {
    local cluster=opensearch://$CLUSTER/juge-$1
    cat >"$work/documents.jsonl"
    build/bin/indexer --quiet -i "$work/folder" --format jsonl add "$work/documents.jsonl"
    build/bin/indexer --quiet -i "$cluster" --format jsonl add "$work/documents.jsonl"
    serve folder "$work/folder"
    serve cluster "$cluster"
    tests/cluster/judged.py "$(of folder)" "$(of cluster)" "$2" "$3" >"$work/found" || {
        cat "$work/found"
        return 1
    }
    tail -1 "$work/found" | sed "s/^/# $1: /" >&3
}

shared_set() { # SET
    [ -d "$shared/$1" ] || skip "no $shared/$1"
    zstd -dc "$shared/$1/docs.jsonl.zst" | holds_for "$1" "$shared/$1/queries.jsonl" "$shared/$1/qrels.txt"
}

# bats test_tags=short
@test "the judged questions of corpus/ find the same" {
    python3 corpus/judged/compose.py | holds_for corpus corpus/judged/queries.tsv corpus/judged/qrels.txt
}

@test "questions of data protection find the same" {
    shared_set cnil
}

@test "questions of labour law find the same" {
    shared_set cdtn
}
