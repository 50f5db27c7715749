# Ranking on the judged queries of corpus/ does not fall below what was recorded (docs/relevance.md).

setup_file() {
    export RELEVANCE_INDEX="$BATS_FILE_TMPDIR/index"
    "$HEMICYCLE_BIN/indexer" --index "$RELEVANCE_INDEX" --quiet --settle 0 add "$HEMICYCLE_SOURCE"/corpus/20*
}

judge() { # MODE NDCG
    "$HEMICYCLE_BIN/relevance" --index "$RELEVANCE_INDEX" --queries "$HEMICYCLE_SOURCE/corpus/queries.tsv" \
        --qrels "$HEMICYCLE_SOURCE/corpus/qrels.txt" --name corpus --mode "$1" --at-least "$2"
}

@test "mode=any ranks the sample's judged queries as well as recorded" {
    judge any 0.925
}

@test "mode=auto ranks the sample's judged queries as well as recorded" {
    judge auto 0.86
}
