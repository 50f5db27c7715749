#!/usr/bin/env bats
# Late is what the operator's file says is late; without it, nothing is.

bats_require_minimum_version 1.5.0
load searchd_helper

setup_file() {
    index_corpus "$BATS_FILE_TMPDIR/index"
    echo '* = 20 jours ouvrables ; Règlement, art. 1' >"$BATS_FILE_TMPDIR/deadlines"
}

teardown() {
    [ -z "${SEARCHD_PID:-}" ] || kill -TERM "$SEARCHD_PID"
}

@test "without a file nothing is called late, and working days are counted all the same" {
    start_searchd s "$BATS_FILE_TMPDIR/index"
    run -0 ask '/api/v1/search?limit=100'
    jq -e '.hits | any(.delai_jours_ouvrables != null) and all((.delai_jours // 0) >= (.delai_jours_ouvrables // 0))
        and all((has("echeance") or has("hors_delai")) | not)' <<<"$output"
    run -0 ask '/recherche?statut=repondue'
    [[ $output != *'hors délai'* && $output != *'Échéance'* ]]
}

@test "with a file every exchange has its deadline, kept or missed, on every face" {
    start_searchd s "$BATS_FILE_TMPDIR/index" --deadlines "$BATS_FILE_TMPDIR/deadlines"
    run -0 ask '/api/v1/search?limit=100&statut=repondue'
    jq -e '.hits | all(.hors_delai == (.date_reponse > .echeance)) and all(.hors_delai == (.delai_jours_ouvrables > 20))
        and any(.hors_delai) and any(.hors_delai | not)' <<<"$output"
    late=$(jq -r '[.hits[] | select(.hors_delai)][0].id' <<<"$output")
    run -0 ask "/question/$late"
    [[ $output == *', hors délai'* && $output == *'Échéance'* && $output == *'jours ouvrables, <bdi>Règlement, art. 1</bdi>'* ]]
    run -0 ask "/question/$late.txt"
    [[ $output == *'Échéance : '* && $output == *' ouvrables'* ]]
    [ "$(ask "/question/$late.json" | jq .hors_delai)" = true ]
    run -0 ask '/api/v1/search?limit=100&statut=sans-reponse'
    jq -e '.hits | length > 0 and all(.hors_delai == null and .echeance != null)' <<<"$output"
    run -0 ask '/api/v1/unanswered?limit=100'
    jq -e '.au as $today | .hits | all(.hors_delai == ($today > .echeance) and .attente_jours_ouvrables <= .attente_jours)' <<<"$output"
    ask '/api/v1/export.csv' >"$BATS_TEST_TMPDIR/csv"
    head -1 "$BATS_TEST_TMPDIR/csv" | grep -q 'delai_jours_ouvrables,echeance,hors_delai'
    grep -q ',oui' "$BATS_TEST_TMPDIR/csv"
    grep -q ',non' "$BATS_TEST_TMPDIR/csv"
}

@test "a mistake in the file stops the start and is told with its line" {
    echo 'question écrite = vingt jours' >"$BATS_TEST_TMPDIR/wrong"
    run --separate-stderr "$bin/searchd" --index "$BATS_FILE_TMPDIR/index" --listen 127.0.0.1:0 --deadlines "$BATS_TEST_TMPDIR/wrong"
    [ "$status" -ne 0 ]
    # shellcheck disable=SC2154
    [[ $stderr == *'wrong:1: '* ]]
}
