#!/usr/bin/env bats
# Bash completes what the programs' --help knows: a command, an option or a value that one of the two forgets shows here.

bats_require_minimum_version 1.5.0

setup() {
    cd "$(mktemp -d "${BATS_TEST_TMPDIR:-/tmp}/completion.XXXXXX")" || return 1
}

# completes PROGRAM WORD...: what is offered for the last word, sorted; as bash does it, --name=value cut at the =.
completes() {
    local program=$1
    shift
    # shellcheck source=packaging/completions/hemicycle-indexer
    . "$HEMICYCLE_SOURCE/packaging/completions/hemicycle-$program"
    COMP_WORDS=("hemicycle-$program" "$@")
    COMP_CWORD=$#
    "_hemicycle_$program" "$HEMICYCLE_BIN/$program" "${COMP_WORDS[-1]}" "${COMP_WORDS[-2]}"
    printf '%s\n' "${COMPREPLY[@]}" | sort | tr '\n' ' '
}

options() { # PROGRAM: the long options in its --help, an = behind those that take a value
    "$HEMICYCLE_BIN/$1" --help | grep -oE '^ +(-., +)?--[a-z-]+=?' | grep -oE -- '--[a-z-]+=?$' | sort
}

@test "every option of each program is completed" {
    local program option
    for program in indexer searchd; do
        [ "$(options "$program" | wc -l)" -ge 15 ]
        [ "$(completes "$program" -- | tr ' ' '\n' | grep .)" = "$(options "$program")" ]
        for option in $(options "$program"); do
            [[ " $(completes "$program" "${option%=}")" == *" $option "* ]]
        done
    done
}

@test "the commands of the indexer are those of its --help" {
    local commands
    commands=$("$HEMICYCLE_BIN/indexer" --help | sed -nE 's/^  ([a-z-]+) .*/\1/p' | sort | tr '\n' ' ')
    [[ $commands == "add alerts analyze "* ]]
    [ "$(completes indexer '')" = "$commands" ]
    [ "$(completes indexer --quiet sy)" = "sync " ]
    [ "$(completes indexer sync --max-r)" = "--max-removed= " ]
}

@test "values are those that the programs take" {
    local value option indexer
    [ "$(completes indexer --format '')" = "an-html an-json an-xml auto bruxelles-html chambre-json chambre-xml jsonl nosdeputes senat wallonie wallonie-html " ]
    [ "$(completes indexer --format = an-)" = "an-html an-json an-xml " ]
    for value in $(completes indexer --format ''); do
        "$HEMICYCLE_BIN/indexer" --index I --format "$value" analyze eau
    done
    for value in $(completes indexer --analyzer ''); do
        "$HEMICYCLE_BIN/indexer" --index I --analyzer "$value" analyze eau
    done
    indexer=$HEMICYCLE_BIN/indexer
    printf '{"id": "a", "titre": "Eau"}\n' | "$indexer" --quiet --index S add -
    for option in mode tri facets; do
        [ "$(completes indexer "--$option" '' | wc -w)" -ge 3 ]
        for value in $(completes indexer "--$option" ''); do
            "$indexer" --index S "--$option" "$value" search eau
        done
    done
    for value in $(completes searchd --log-format ''); do
        "$HEMICYCLE_BIN/searchd" --index I --log-format "$value" --print-config
    done
    [ "$(completes indexer --memory '')" = " " ]
}

@test "folders and files are completed where they are wanted" {
    mkdir folder
    touch file
    [ "$(completes indexer --index f)" = "folder " ]
    [ "$(completes indexer -i = f)" = "folder " ]
    [ "$(completes indexer backup f)" = "folder " ]
    [ "$(completes indexer copy f)" = "folder " ]
    [ "$(completes indexer sync f)" = "file folder " ]
    [ "$(completes searchd --index f)" = "folder " ]
    [ "$(completes indexer --synonyms f)" = "file folder " ]
    [ "$(completes searchd --synonyms f)" = "file folder " ]
}
