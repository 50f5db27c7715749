#!/usr/bin/env bash
# tests/style/dead_symbols.sh BUILD: whatever one file gives to others is used by another one, and not by tests alone.
#
# Read from the objects of a build without sanitizers (BUILD/compile_commands.json names them): a function or a table
# that only its own file uses must be static, and one that only tests use goes, with its tests. What has no object, as
# inline functions, macros and structures in headers, is looked for by name.
# shellcheck source=tests/style/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# name: why it stays though no program uses it across files
kept="
mention_leads_plain   tests compare the fast code with it
json_scan_scalar      tests compare the fast code with it
utf8_check_scalar     tests compare the fast code with it
range_ops_scalar      tests compare the fast code with it
range_ops_avx2        the same, also where the processor has AVX-512
range_ops_avx512      the same
window_ops_scalar     the same
window_ops_avx2       the same
window_ops_avx512     the same
WEIGHT_DEFAULTS       tests weigh in floating point with the same figures
page_results_render   the pages of tests/golden are made from an answer written by hand
page_exchange_render  the same
VEC_OVER              a row over memory of the caller's, one of the kinds that base/vec.h has
"

build=${1:?"usage: $0 BUILD"}
objects=$(jq -r '.[] | .directory + "/" + (.command | capture(" -o (?<object>\\S+)").object)' "$build/compile_commands.json" |
    grep -v "^$build/tests/")
[ "$(wc -l <<<"$objects")" -gt 100 ] || { echo "too few objects: this test is broken" && exit 1; }

# objects_of FOLDER...: of the rooms and of these folders. Some benchmarks are built only when they are asked for.
objects_of() {
    local object
    for object in $objects; do
        [[ $object == */bench/* && ! ( " $* " == *" bench "* && -e $object ) ]] || echo "$object"
    done
}

# unused_symbols FOLDER...: "NAME FILE" of what the rooms define for others and no other object, of theirs and of these
# folders, names.
unused_symbols() {
    objects_of "$@" | xargs nm -A -P | awk '
        { object = $1; sub(/:$/, "", object) }
        $3 ~ /^[Uwv]$/ { used[$2] = 1; next }
        $3 ~ /^[A-Z]$/ && object !~ /\/main\.c\.o$/ && object !~ /\/(bench|corpus)\// { defined[$2] = object }
        END { for (name in defined) if (!(name in used)) print name, defined[name] }' |
        sed -E 's|CMakeFiles/[^/]*\.dir/||; s|\.o$||'
}

# The code of these files, without comments and strings. (Called preprocessed, it is included nowhere and expanded nowhere.)
code() {
    xargs cat | "${CC:-cc}" -w -fpreprocessed -dD -E -P -x c - | sed -E 's/"([^"\\]|\\.)*"/""/g'
}

# "NAME FILE" of what headers define in the three ways that leave nothing in an object.
header_names() {
    local file
    for file in $(c_files "${ROOMS[@]}" | grep '\.h$'); do
        { grep -oP '^static inline [\w\s*]*?\b\K\w+(?=\()|^#define \K\w+(?!\w)|^(struct|union) \K\w+(?= *[;{])' "$file" || true; } |
            grep -v '_H$' | sed "s|\$| $file|" || true
    done
}

unused_names() {
    local words
    words=$(c_files "${ROOMS[@]}" | code | grep -oE '[A-Za-z_][A-Za-z_0-9]*' | sort | uniq -c)
    awk 'NR == FNR { count[$2] = $1; next } count[$1] < 2' <(echo "$words") <(header_names)
}

{
    unused_symbols bench | while read -r name file; do
        grep -qE "^$name " <<<"$kept" || echo "${file#"$build/"}: $name is used by no other file"
    done
    unused_names | while read -r name file; do
        grep -qE "^$name " <<<"$kept" || echo "$file: $name is used by no program"
    done
} >"$findings"
# What is kept is there, and a symbol still needs a reason.
unused=$(unused_symbols)
while read -r name _; do
    [[ -z $name || $name == VEC_* ]] || grep -q "^$name " <<<"$unused" || echo "$0: $name need not be kept" >>"$findings"
done <<<"$kept"
verdict "$findings"
