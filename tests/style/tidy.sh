#!/usr/bin/env bash
# tests/style/tidy.sh BUILD: clang-tidy finds nothing (.clang-tidy says what it looks for).
#
# BUILD is a build folder with compile_commands.json. A file that passed is not looked at again
# until it, a header, or the configuration changes: its stamp in BUILD/tidy is named after all of these.
# shellcheck source=tests/style/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

need_version clang-tidy 14 19

build=${1:?"usage: $0 BUILD"}
stamps=$build/tidy
mkdir -p "$stamps"
[ -s "$build/compile_commands.json" ] || { echo "no $build/compile_commands.json" && exit 1; }

headers=$({ clang-tidy --version && cat .clang-tidy && c_files "${ROOMS[@]}" | grep '\.h$' | xargs cat; } | sha256sum)

check_one() { # FILE
    local stamp
    stamp=$stamps/$({ echo "$headers $1" && cat "$1"; } | sha256sum | cut -c 1-32)
    [ -e "$stamp" ] && return
    clang-tidy --quiet --extra-arg=-Wno-unknown-warning-option --warnings-as-errors='*' -p "$build" "$1" 2>"$stamp.log" && touch "$stamp"
    local status=$?
    [ $status = 0 ] || grep -vE 'warnings? (generated|treated)|Suppressed|Use -header-filter' "$stamp.log"
    rm -f "$stamp.log"
    return $status
}
export -f check_one
export stamps headers build

find "$stamps" -type f -mtime +7 -delete
# shellcheck disable=SC2016 # expanded by the bash it starts
c_files "${ROOMS[@]}" | grep '\.c$' | xargs -P "$(nproc)" -I {} bash -c 'check_one "$1"' _ {}
