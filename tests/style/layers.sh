#!/usr/bin/env bash
# Arrows between the rooms point down only, and every library's header has one home.
#
# An #include "ROOM/…" must be one that the table `arrows` allows; an #include <…> must be of libc or
# stand in the table `homes`; tests may use any library that has a home. To use another library, add its
# line: that is a decision (docs/decisions/).
# shellcheck source=tests/style/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# room: the rooms whose headers it may include
arrows="
base     base
stemmer  stemmer base
engine   engine stemmer base
answer   answer engine stemmer base
indexer  indexer answer engine stemmer base
searchd  searchd answer engine stemmer base
bench    bench engine stemmer base
corpus   corpus base
tests    tests corpus bench searchd indexer answer engine stemmer base
"

# sub-room: what it may include of its own room, folders and single headers
inside="
stemmer/text   stemmer/text stemmer/form.h stemmer/months.h
stemmer/words  stemmer/words stemmer/text stemmer/form.h
stemmer/rules  stemmer/rules stemmer/words stemmer/text stemmer/form.h
"

# The rooms where no include circle is left.
acyclic="base stemmer answer"

# header: the files that may include it (shell patterns), how many of them at most
homes="
libstemmer.h   1 stemmer/words/stem_chain.c
utf8proc.h     2 stemmer/text/fold.c stemmer/text/tokenizer.c
lmdb.h         1 engine/storage/store.c
zstd.h         2 engine/format/docstore.c indexer/ingest/unpack.c
zdict.h        1 engine/format/docstore.c
zstd_errors.h  1 engine/format/docstore.c
xxhash.h       1 base/hash.c
expat.h        1 indexer/*.c
jansson.h      9 indexer/*.c searchd/*.c bench/*.c
microhttpd.h   3 searchd/net/server.c searchd/net/response_stream.c bench/bare_httpd.c
zlib.h         2 searchd/work/gzip.c indexer/ingest/unpack.c
cmocka.h       0 -
"

libc=" argp.h assert.h ctype.h dirent.h dlfcn.h endian.h errno.h execinfo.h fcntl.h fnmatch.h float.h getopt.h
glob.h inttypes.h iso646.h limits.h locale.h math.h malloc.h netdb.h poll.h pthread.h sched.h semaphore.h
setjmp.h signal.h spawn.h stdalign.h stdarg.h stdatomic.h stdbool.h stddef.h stdint.h stdio.h stdlib.h
stdnoreturn.h string.h strings.h sysexits.h threads.h time.h unistd.h wchar.h wctype.h
arm_neon.h cpuid.h immintrin.h "
libc=${libc//$'\n'/ }

# includes: "FILE HEADER" for each #include of the tree, HEADER with its quotes or brackets.
includes() {
    c_files "${ROOMS[@]}" tests |
        xargs -r grep -HoE '^[[:space:]]*#[[:space:]]*include[[:space:]]*("[^"]*"|<[^>]*>)' |
        sed -E 's/:[[:space:]]*#[[:space:]]*include[[:space:]]*/ /'
}

# wrong_arrows: the lines of includes() that name another room than the table allows.
wrong_arrows() {
    awk -v arrows="$arrows" '
        BEGIN {
            rows = split(arrows, row, "\n")
            for (i = 1; i <= rows; i++) {
                words = split(row[i], word, " ")
                for (j = 2; j <= words; j++)
                    allowed[word[1], word[j]] = 1
            }
        }
        $2 ~ /^"/ {
            split($1, room, "/")
            split(substr($2, 2), target, "/")
            if ($2 !~ /\// || !((room[1], target[1]) in allowed))
                print $1 ": must not include " $2
        }'
}

# wrong_insides: the lines of includes() that go against the arrows between sub-rooms.
wrong_insides() {
    awk -v inside="$inside" '
        function folder(path) {
            sub(/\/[^\/]*$/, "", path)
            return path
        }
        BEGIN {
            rows = split(inside, row, "\n")
            for (i = 1; i <= rows; i++) {
                words = split(row[i], word, " ")
                known[word[1]] = words > 0
                for (j = 2; j <= words; j++)
                    allowed[word[1], word[j]] = 1
            }
        }
        $2 ~ /^"/ {
            from = folder($1)
            target = substr($2, 2, length($2) - 2)
            split(from, room, "/")
            if (known[from] && index(target, room[1] "/") == 1 && !((from, target) in allowed) &&
                !((from, folder(target)) in allowed))
                print $1 ": must not include " $2
        }'
}

# circles: modules (a .c and its .h are one) of the acyclic rooms that include each other in a circle. Whoever includes
# nobody that is left is taken away until nothing changes; what stays is in a circle or leads to one.
circles() {
    awk -v acyclic="$acyclic" '
        function module(path) {
            sub(/\.[ch]$/, "", path)
            return path
        }
        BEGIN {
            rooms = split(acyclic, room, " ")
            for (i = 1; i <= rooms; i++)
                wanted[room[i]] = 1
        }
        $2 ~ /^"/ {
            from = module($1)
            to = module(substr($2, 2, length($2) - 2))
            split(from, a, "/")
            split(to, b, "/")
            if (a[1] == b[1] && (a[1] in wanted) && from != to)
                edges[from, to] = 1
        }
        END {
            do {
                split("", leads)
                for (edge in edges) {
                    split(edge, end, SUBSEP)
                    leads[end[1]] = 1
                }
                changed = 0
                for (edge in edges) {
                    split(edge, end, SUBSEP)
                    if (!(end[2] in leads)) {
                        delete edges[edge]
                        changed = 1
                    }
                }
            } while (changed)
            for (edge in edges) {
                split(edge, end, SUBSEP)
                print end[1] ": in a circle of includes, or leading to one, by " end[2]
            }
        }'
}

# wrong_homes: the lines of includes() that name a library where it does not live, or too often.
wrong_homes() {
    awk -v homes="$homes" -v libc="$libc" '
        # A shell pattern with * as a regular expression.
        function matches(path, pattern) {
            gsub(/\./, "\\.", pattern)
            gsub(/\*/, ".*", pattern)
            return path ~ "^" pattern "$"
        }
        BEGIN {
            rows = split(homes, row, "\n")
            for (i = 1; i <= rows; i++) {
                if (split(row[i], word, " ") == 0)
                    continue
                most[word[1]] = word[2]
                patterns[word[1]] = row[i]
            }
        }
        $2 !~ /^</ || $2 ~ /^<(sys|netinet|arpa|linux|sanitizer)\// { next }
        {
            header = substr($2, 2, length($2) - 2)
            if (index(libc, " " header " ") || ($1 ~ /^tests\// && header in most))
                next
            fine = 0
            words = header in most ? split(patterns[header], word, " ") : 0
            for (i = 3; i <= words; i++)
                fine = fine || matches($1, word[i])
            if (!fine)
                print $1 ": <" header "> has no home here (see tests/style/layers.sh)"
            else if (++count[header] == most[header] + 1)
                print $1 ": <" header "> has more than " most[header] " home(s)"
        }'
}

all=$(includes)
[ -n "$all" ] || { echo "no #include found at all: this test is broken" && exit 1; }
{
    wrong_arrows <<<"$all"
    wrong_insides <<<"$all"
    circles <<<"$all"
    wrong_homes <<<"$all"
} >"$findings"
verdict "$findings"
