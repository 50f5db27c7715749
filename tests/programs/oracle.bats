#!/usr/bin/env bats
# Random searches of the whole language over HTTP, compared with a slow, obvious evaluator that shares no code with the
# engine (tests/programs/oracle). SEED= and QUERIES= repeat and lengthen it; script/torture oracle asks thousands.
# TEST_INDEX: the start of the addresses of indexes in a cluster (script/test-cluster).

bats_require_minimum_version 1.5.0

oracle() { # QUERIES WAY...
    /usr/bin/python3 -B "$HEMICYCLE_SOURCE/tests/programs/oracle/oracle.py" --seed "${SEED:-20260613}" \
        --queries "${QUERIES:-$1}" "${@:2}"
}

@test "exchanges come, change and go: every search finds what an obvious evaluator finds" {
    oracle 240 histories --exchanges 60 ${TEST_INDEX:+--index "$TEST_INDEX-histories"}
}

@test "the sample corpus: every search finds what an obvious evaluator finds" {
    oracle 60 files "$HEMICYCLE_SOURCE"/corpus/2022-2023 ${TEST_INDEX:+--index "$TEST_INDEX-files"}
}
