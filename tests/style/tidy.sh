#!/usr/bin/env bash
# tests/style/tidy.sh BUILD: clang-tidy finds nothing (.clang-tidy says what it looks for).
#
# BUILD is a build folder with compile_commands.json. A file that passed is not looked at again
# until it, a header, or the configuration changes: its stamp in BUILD/tidy is named after the sums of all of these.
# shellcheck source=tests/style/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

need_version clang-tidy 14 19

build=${1:?"usage: $0 BUILD"}
stamps=$build/tidy
mkdir -p "$stamps"
[ -s "$build/compile_commands.json" ] || { echo "no $build/compile_commands.json" && exit 1; }

# file_stamps: "STAMP FILE" for each file.
file_stamps() {
    local headers
    headers=$({ clang-tidy --version && cat .clang-tidy && c_files "${ROOMS[@]}" | grep '\.h$' | xargs cat; } | sha256sum)
    c_files "${ROOMS[@]}" | grep '\.c$' | xargs sha256sum | sed "s/^/${headers%% *}/; s/  / /"
}

# check STAMP FILE...: some files in one process, which starts as slowly as it looks at one.
check() {
    local stamps_of=() files=() log status=0
    while [ $# -gt 0 ]; do
        stamps_of+=("$stamps/$1")
        files+=("$2")
        shift 2
    done
    log=$(mktemp)
    if clang-tidy --quiet --extra-arg=-Wno-unknown-warning-option --warnings-as-errors='*' -p "$build" "${files[@]}" 2>"$log"; then
        touch "${stamps_of[@]}"
    else
        status=1
        grep -vE 'warnings? (generated|treated)|Suppressed|Use -header-filter|Error while processing' "$log" || true
    fi
    rm -f "$log"
    return $status
}
export -f check
export stamps build

find "$stamps" -type f -mtime +7 -delete
# shellcheck disable=SC2016 # expanded by the bash it starts
file_stamps | while read -r stamp file; do
    [ -e "$stamps/$stamp" ] || printf '%s %s\n' "$stamp" "$file"
done | xargs -r -P "$(nproc)" -n 48 bash -c 'check "$@"' _
