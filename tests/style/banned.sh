#!/usr/bin/env bash
# Calls and habits that do not occur here, by room.
# shellcheck source=tests/style/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# code FILE...: their lines as FILE:LINE:TEXT, without comments and without what stands in string literals.
code() {
    grep -n '' "$@" | sed -E 's|"([^"\\]\|\\.)*"|""|g; s|//.*||'
}

# ban REASON REGEX FILES: whatever matches in the files whose names match FILES is a finding.
ban() {
    grep -E "^($3):" "$stripped" | grep -E "^[^:]*:[0-9]+:.*($2)" |
        sed -E "s|^([^:]*:[0-9]+):[[:space:]]*|\1: $1: |" || true
}

call() { # NAME...: a regular expression for a call of one of them
    printf '[^_[:alnum:].>](%s)[[:space:]]*\\(' "$(tr ' ' '|' <<<"$*")"
}

stripped=$(mktemp)
trap 'rm -f "$findings" "$stripped"' EXIT
mapfile -t all < <(c_files "${ROOMS[@]}" tests)
code "${all[@]}" | sed 's/^\([^:]*:[0-9]*:\)/\1 /' >"$stripped"

everywhere='.*'
rooms=$(tr ' ' '|' <<<"${ROOMS[*]}")
rooms="($rooms)/.*"
below_main=$(c_files "${ROOMS[@]}" | grep -v '/main\.c$' | tr '\n' '|')none
libraries=$(c_files base stemmer engine answer | grep -vxF -e base/log.c -e base/program.c | tr '\n' '|')none

{
    ban "unbounded or without error report" \
        "$(call strcpy strcat sprintf vsprintf atoi atol atoll atof strtok gets alloca tmpnam mktemp)" "$everywhere"
    ban "runs a shell" "$(call system popen)" "$rooms"
    ban "not safe with threads" "$(call localtime gmtime ctime asctime rand srand setlocale)" "$rooms"
    ban "only main.c ends the program" "$(call exit _exit _Exit abort quick_exit)" "$below_main"
    ban "libraries return errors, they do not print" \
        "$(call printf puts putchar perror err warn errx warnx)|[^_[:alnum:]](stdout|stderr)([^_[:alnum:]]|$)" "$libraries"
    ban "a reader wants to see that it is a struct" "[[:space:]]typedef[[:space:]]+(struct|union|enum)[^(]*[{;]" "$everywhere"
    grep -nwE '(TODO|FIXME|XXX)' "${all[@]}" | grep -vE '(TODO|FIXME) \(?#[0-9]+' || true
} >"$findings"
verdict "$findings"
