#!/usr/bin/env bash
# No file over 600 lines, no function over 80, no line over 120 columns (code: 100, by clang-format); and none of any
# kind over half a megabyte, as what a crash or a build leaves behind is.
#
# What must be longer is named in `exceptions`, a line each: "FILE REASON" or "FILE:FUNCTION REASON".
# shellcheck source=tests/style/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

exceptions="
"

is_exception() {
    awk -v name="$1" '$1 == name { found = 1 } END { exit !found }' <<<"$exceptions"
}

heavy_files() {
    find . \( -path './build*' -o -name .git -o -name node_modules -o -name target \) -prune \
        -o -type f -size +512k -printf '%P: %k kB\n'
}

web_files() {
    find searchd -name '*.js' -o -name '*.css' -o -name '*.html'
}

# long_functions FILE...: "FILE:FUNCTION LINES". clang-format puts the brace that opens a function into
# the first column of a line of its own; what stands above it up to a blank line or a comment is its head.
long_functions() {
    awk '
        FNR == 1 { head = 0; inside = 0 }
        inside { length_lines++ }
        inside && /^}/ {
            if (length_lines > 80)
                print FILENAME ":" name, length_lines
            inside = 0
            head = 0
            next
        }
        inside { next }
        /^{$/ { inside = 1; length_lines = head + 1; next }
        /^[[:space:]]*(\/\/.*)?$/ || /^[#}]/ { head = 0; next }
        {
            if (head == 0)
                name = ""
            if (name == "" && /\(/) {
                name = $0
                sub(/^__attribute__\(\(.*\)\) /, "", name)
                sub(/\(.*/, "", name)
                sub(/.*[ *]/, "", name)
            }
            head++
        }' "$@"
}

mapfile -t files < <(c_files "${ROOMS[@]}" tests)
{
    heavy_files
    for file in "${files[@]}" $(shell_files) $(web_files); do
        lines=$(wc -l <"$file")
        if [ "$lines" -gt 600 ] && ! is_exception "$file"; then
            echo "$file: $lines lines"
        fi
    done
    long_functions "${files[@]}" | while read -r function lines; do
        is_exception "$function" || echo "$function: $lines lines"
    done
    LC_ALL=C.UTF-8 grep -nE '^.{121,}' "${files[@]}" | sed -E 's/^([^:]*:[0-9]+):.*/\1: over 120 columns/' || true
} >"$findings"
verdict "$findings"
