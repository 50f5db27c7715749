#!/usr/bin/env bats
# Every real file of each format gives the facts that were checked by eye once: tests/golden/formats.tsv.
#
# Of the texts, which are not ours, the list has only lengths and one hash of title, question and answers.

bats_require_minimum_version 1.5.0

setup() {
    formats=$(realpath -m "$HEMICYCLE_SOURCE/../shared/data/formats")
    [ -d "$formats" ] || skip "skipped: no shared data"
    golden=$HEMICYCLE_SOURCE/tests/golden/formats.tsv
    cd "$(mktemp -d "${BATS_TEST_TMPDIR:-/tmp}/formats.XXXXXX")" || return 1
}

indexer() {
    "$HEMICYCLE_BIN/indexer" --index I "$@"
}

# The facts of each document of the index, a line each in the order of files.
facts() {
    local line
    indexer dump | jq -r --arg folder "$formats/" '
        [(.source | ltrimstr($folder)), .id, .type, .session, .numero, .annee, .auteur, .ministre, .fonction // "-",
         .date_question // "-", (.titre | length), (.question // "" | length),
         ([.reponses[]? | "\(.repondant), \(.date // "-"), \(.texte // "" | length)"] | join("; ")),
         ([.titre, .question] + [.reponses[]?.texte] | join("\n") | @base64)] | @tsv' | sort |
        while read -r line; do
            printf '%s\t%s\n' "${line%$'\t'*}" "$(base64 -d <<<"${line##*$'\t'}" | md5sum | cut -c1-16)"
        done
}

known() {
    find "$formats" -type f | sort
}

@test "each real file gives the facts of the golden list, recognised by its contents" {
    mapfile -t files < <(known)
    indexer --quiet add "${files[@]}"
    facts >found
    diff "$golden" found
}

@test "and read as what it is" {
    indexer --quiet add --format an-html "$formats/assemblee-nationale-html"
    indexer --quiet add --format an-xml "$formats"/*.xml
    indexer --quiet add --format wallonie "$formats"/*.txt
    indexer --quiet add --format wallonie-html "$formats/wallonie-print"
    diff "$golden" <(facts)
}

@test "no real file is missing in the golden list" {
    diff <(cut -f 1 "$golden" | sort) <(known | sed "s|^$formats/||")
}

@test "each real file that was cut is rejected for that reason" {
    local file reason
    cut -f 1 "$golden" | while read -r file; do
        mkdir -p "cut/$(dirname "$file")"
        head -c "$(($(stat -c %s "$formats/$file") / 3))" "$formats/$file" >"cut/$file"
    done
    run indexer --settle 0 --quiet add cut
    [ "$status" -eq 65 ]
    [ "${#lines[@]}" -eq "$(wc -l <"$golden")" ]
    for reason in "${lines[@]}"; do
        case $reason in
        *.html:*) [[ $reason == *".html:1: truncated page: no </html>" ]] ;;
        *.xml:*) [[ $reason == *": truncated XML: "* ]] ;;
        *.txt:*) [[ $reason == *": announces 2 elements, but 1 found" ]] ;;
        *) false ;;
        esac
    done
    [ "$(indexer --json stats | jq .documents)" -eq 0 ]
}
