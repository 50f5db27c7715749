#!/usr/bin/env bash
# Calls and habits that do not occur here, by room.
# shellcheck source=tests/style.sh
. "$(dirname "${BASH_SOURCE[0]}")/style.sh"

# ban REASON REGEX FILE...: whatever matches outside comments and string literals is a finding.
ban() {
    local reason=$1 regex=$2 file
    shift 2
    for file in "$@"; do
        sed -E 's|"([^"\\]\|\\.)*"|""|g; s|//.*||' "$file" | grep -nE "$regex" |
            sed -E "s|^([0-9]+):[[:space:]]*(.*)|$file:\1: $reason: \2|" || true
    done
}

call() { # NAME...: a regular expression for a call of one of them
    printf '(^|[^_[:alnum:].>])(%s)[[:space:]]*\\(' "$(tr ' ' '|' <<<"$*")"
}

mapfile -t ours < <(c_files "${ROOMS[@]}")
mapfile -t all < <(c_files "${ROOMS[@]}" tests)
mapfile -t below_main < <(c_files "${ROOMS[@]}" | grep -v '/main\.c$')
mapfile -t libraries < <(c_files base stemmer engine | grep -vxF base/log.c)

{
    ban "unbounded or without error report" \
        "$(call strcpy strcat sprintf vsprintf atoi atol atoll atof strtok gets alloca tmpnam mktemp)" "${all[@]}"
    ban "runs a shell" "$(call system popen)" "${ours[@]}"
    ban "not safe with threads" "$(call localtime gmtime ctime asctime strerror rand srand setlocale)" "${ours[@]}"
    ban "only main.c ends the program" "$(call exit _exit _Exit abort quick_exit)" "${below_main[@]}"
    ban "libraries return errors, they do not print" \
        "$(call printf puts putchar perror err warn errx warnx)|(^|[^_[:alnum:]])(stdout|stderr)([^_[:alnum:]]|$)" \
        "${libraries[@]}"
    ban "a reader wants to see that it is a struct" "^[[:space:]]*typedef[[:space:]]+(struct|union|enum)" "${all[@]}"
    grep -nE '(TODO|FIXME|XXX)' "${all[@]}" | grep -vE '(TODO|FIXME) \(?#[0-9]+' || true
} >"$findings"
verdict "$findings"
