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

# need_version TOOL VERSION...: skips the test when TOOL is another version, whose taste would be another too. These
# are the versions of Debian 12 and 13.
need_version() {
    local tool=$1 is version
    shift
    is=$("$tool" --version | grep -oE -m 1 '(version |Cppcheck )[0-9.]+' | grep -oE '[0-9.]+$')
    for version in "$@"; do
        [[ $is != "$version" && $is != "$version".* ]] || return 0
    done
    echo "skipped: $tool $is has another taste than versions $*"
    exit 77
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
