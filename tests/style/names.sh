#!/usr/bin/env bash
# No text that people read names a program by what it is called in a build folder: installed, it has another name.
#
# Below the programs, no string names any of them at all; what a program says of itself begins with the name it was
# started by (base/program.h), and only there its own name stands as the second choice. hemicycle-NAME, the name that
# manual pages and packages have, is for the programs themselves to say.
# shellcheck source=tests/style/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

programs=$(sed -n 's/^room_program(\([a-z_]*\).*/\1/p' indexer/CMakeLists.txt searchd/CMakeLists.txt | tr '\n' '|')
programs=${programs%|}
[[ $programs == *"|"* ]] || { echo "no programs found: this test is broken" && exit 1; }

# literals FILE: its lines with a string that has a program's name in it, without comments and #include.
literals() {
    # The preprocessor takes comments away and touches nothing else.
    "${CC:-cc}" -w -fpreprocessed -dD -E -P "$1" | sed "/^ *# *include/d; s/$2//g" |
        grep -P "\"(?:[^\"\\\\]|\\\\.)*\b(?:$programs)\b(?!\.[ch]\b)" || true
}

own="hemicycle-\($programs\)|program_name(argv\[0\], \"\($programs\)\")"
own=${own//|/\\|}
naming() { # FOLDER...: C files in which a program is named at all
    c_files "$@" | xargs grep -lwE "$programs" || true
}

{
    for file in $(naming base stemmer engine answer); do
        literals "$file" "" | sed "s|^ *|$file: names a program: |"
    done
    for file in $(naming indexer searchd); do
        literals "$file" "$own" | sed "s|^ *|$file: not the name it was started by: |"
    done
    # What searchd shows, and the manual pages, whose files are named as programs are installed.
    for file in searchd/web/*.html searchd/web/*.js searchd/api/openapi.json docs/man/*.[1-8] docs/man/fr/*; do
        sed "s/hemicycle-\(${programs//|/\\|}\)//g; s/[Tt]he indexer//g" "$file" | { grep -wE "$programs" || true; } |
            sed "s|^ *|$file: not as installed: |"
    done
} >"$findings"
verdict "$findings"
