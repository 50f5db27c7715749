#!/usr/bin/env bash
# tests/style/globals.sh LIBRARY.a...: none of them has variables that could change (.data, .bss, thread-local), and
# nothing that is named like what the programs take from libraries: the linker would give callers of either the first.
#
# Read from the objects, where no macro hides anything. Exceptions: log.c, set once before threads start, and what what
# a handler of signals (store_map.c) and a function that LMDB calls (store_identity.c) have nothing else to find it by.
# shellcheck source=tests/style/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

exceptions="log.c.o:settings log.c.o:journal_reads_stderr"
exceptions+=" store_map.c.o:guards store_map.c.o:lock store_map.c.o:previous store_identity.c.o:drawn store_identity.c.o:lot"

[ $# -gt 0 ] || { echo "usage: $0 LIBRARY.a..." && exit 1; }
objdump -t "$@" | awk -v exceptions=" $exceptions " '
    / file format / { object = $1; sub(/:$/, "", object) }
    /^[0-9a-f]+ / {
        section = $(NF - 2)
        if (section ~ /^(\.data|\.bss|\.tdata|\.tbss|\*COM\*)/ && section !~ /^\.data\.rel\.ro/ && $NF !~ /^\./) {
            name = $NF
            sub(/\.[0-9]+$/, "", name) # static inside a function
            if (index(exceptions, " " object ":" name " ") == 0)
                print object ": " name " in " section
        }
    }' >"$findings"

# names_of NM_OPTION... FILE...
names_of() {
    nm --defined-only --format=posix "$@" 2>/dev/null | awk 'NF > 2 && $2 ~ /^[A-Z]$/ { sub(/@.*/, "", $1); print $1 }' | sort -u
}

mapfile -t libraries < <(ldd "$HEMICYCLE_BIN"/{indexer,searchd} | awk '$2 == "=>" && $3 ~ /^\// { print $3 }' | sort -u)
[ ${#libraries[@]} -gt 5 ] || { echo "too few libraries: this test is broken" && exit 1; }
# getpid is LMDB's on purpose: store_identity.c.
comm -12 <(names_of --extern-only "$@") <(names_of --dynamic "${libraries[@]}") |
    sed '/^getpid$/d; s/$/: a library has this name, too/' >>"$findings"
verdict "$findings"
