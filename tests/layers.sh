#!/usr/bin/env bash
# Arrows between the rooms point down only, and every library's header has one home.
#
# An #include "ROOM/…" must be one that the table `arrows` allows; an #include <…> must be of libc or
# stand in the table `homes`; tests may use any library that has a home. To use another library, add its
# line: that is a decision (docs/decisions/).
# shellcheck source=tests/style.sh
. "$(dirname "${BASH_SOURCE[0]}")/style.sh"

# room: the rooms whose headers it may include
arrows="
base     base
stemmer  stemmer base
engine   engine stemmer base
indexer  indexer engine stemmer base
searchd  searchd engine stemmer base
bench    bench engine stemmer base
tests    tests bench searchd indexer engine stemmer base
"

# header: the files that may include it (shell patterns), how many of them at most
homes="
libstemmer.h   1 stemmer/french.c
utf8proc.h     2 stemmer/fold.c stemmer/tokenizer.c
lmdb.h         1 engine/index/store.c
zstd.h         1 engine/index/docstore.c
zdict.h        1 engine/index/docstore.c
xxhash.h       9 engine/*
expat.h        1 indexer/*.c
jansson.h      9 indexer/*.c searchd/*.c bench/*.c
microhttpd.h   1 searchd/server.c
zlib.h         1 searchd/gzip.c
cmocka.h       0 -
"

libc=" argp.h assert.h ctype.h dirent.h dlfcn.h endian.h errno.h fcntl.h fnmatch.h float.h getopt.h
glob.h inttypes.h iso646.h limits.h locale.h math.h malloc.h netdb.h poll.h pthread.h sched.h semaphore.h
setjmp.h signal.h spawn.h stdalign.h stdarg.h stdatomic.h stdbool.h stddef.h stdint.h stdio.h stdlib.h
stdnoreturn.h string.h strings.h sysexits.h threads.h time.h unistd.h wchar.h wctype.h
arm_neon.h cpuid.h immintrin.h "
libc=${libc//$'\n'/ }

# includes: "FILE HEADER" for each #include of the tree, HEADER with its quotes or brackets.
includes() {
    c_files "${ROOMS[@]}" tests | xargs -r grep -HoE '^[[:space:]]*#[[:space:]]*include[[:space:]]*("[^"]*"|<[^>]*>)' |
        sed -E 's/:[[:space:]]*#[[:space:]]*include[[:space:]]*/ /'
}

check_room() { # FILE HEADER
    local allowed room=${1%%/*} target=${2%%/*}
    allowed=" $(awk -v room="$room" '$1 == room { $1 = ""; print }' <<<"$arrows") "
    [[ $2 == */* && $allowed == *" $target "* ]] || echo "$1: must not include \"$2\""
}

check_home() { # FILE HEADER
    local header count patterns pattern
    case $2 in
    sys/* | netinet/* | arpa/* | linux/* | sanitizer/*) return ;;
    esac
    [[ $libc == *" $2 "* ]] && return
    while read -r header count patterns; do
        [ "$header" = "$2" ] || continue
        [[ $1 == tests/* ]] && return
        for pattern in $patterns; do
            # shellcheck disable=SC2053 # a pattern
            [[ $1 == $pattern ]] && return
        done
    done <<<"$homes"
    echo "$1: <$2> has no home here (see $0)"
}

check_counts() {
    local header count patterns files
    while read -r header count patterns; do
        [ -n "$header" ] || continue
        files=$(awk -v header="<$header>" '$2 == header && $1 !~ /^tests\// { print $1 }' <<<"$1" | sort -u)
        [ "$(grep -c . <<<"$files")" -le "$count" ] ||
            echo "<$header> has more than $count home(s): ${files//$'\n'/ }"
    done <<<"$homes"
}

set -f # the patterns above are not for the file system
all=$(includes)
[ -n "$all" ] || { echo "no #include found at all: this test is broken" && exit 1; }
while read -r file header; do
    case $header in
    \"*) check_room "$file" "${header//\"/}" ;;
    *) check_home "$file" "$(tr -d '<>' <<<"$header")" ;;
    esac
done <<<"$all" >"$findings"
check_counts "$all" >>"$findings"
verdict "$findings"
