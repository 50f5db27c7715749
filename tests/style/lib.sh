# Shared by the style tests; to be sourced. Leaves the shell in the root of the tree.
# shellcheck shell=bash

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

# shellcheck disable=SC2034 # used by those who source this
ROOMS=(base stemmer engine answer indexer searchd bench corpus)

# c_files FOLDER...: the C files below these folders, one a line.
c_files() {
    find "$@" -name '*.[ch]' | sort
}

# shell_files: every script of the tree, one a line.
shell_files() {
    {
        find script .ci -type f -exec grep -lE '^#!.*\b(ba)?sh\b' {} +
        find script tests -name '*.sh'
    } | sort -u
}

# need_version TOOL VERSION: skips the test when TOOL is another version, whose taste would be another too. These
# are the versions of Debian 12.
need_version() {
    if ! "$1" --version | grep -qE "(version |Cppcheck )$2([. ]|$)"; then
        echo "skipped: this is not $1 $2"
        exit 77
    fi
}

# verdict FILE: fails with the findings in FILE, if there are any.
verdict() {
    if [ -s "$1" ]; then
        cat "$1"
        echo "$(wc -l <"$1") finding(s)"
        exit 1
    fi
}

findings=$(mktemp)
trap 'rm -f "$findings"' EXIT
