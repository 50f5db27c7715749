#!/usr/bin/env bash
# Arrows between rooms and between the rooms in them point down only, no module includes itself by a detour, no
# folder is crowded, and every library's header has one home.
#
# An #include "..." must be one that the table `arrows` allows; an #include <...> must be of libc or stand in the table
# `homes`; tests may use any library that has a home. To use another library, add its line: that is a decision
# (docs/decisions/).
# shellcheck source=tests/style/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

crowded=16 # modules in a folder; a module is a .c with its .h

# The doors: what of a room is there for others.
stemmer="stemmer stemmer/text/fold.h"
engine="engine/search/search.h engine/search/work_limit.h engine/changes/change.h engine/changes/ledger.h"
search="engine/search/types.h engine/search/limits.h engine/search/work_limit.h"
handle="searchd/handle/http.h searchd/handle/problem.h"

# folder: what its files may include besides each other: the files of a folder (`a/b`), of a folder and of all below it
# (`a/b/*`), or one header. What is not listed is not allowed.
#
# The seam is engine/backend.h: what is above it (the programs, and search but for match) includes nothing of what is
# below (lmdb, match, read, write, segment, format, storage), except that the command check reads a folder as it is.
arrows="
base
base/json               base
stemmer                 stemmer/* base
stemmer/text            stemmer/form.h stemmer/months.h base
stemmer/words           stemmer/text stemmer/form.h base
stemmer/rules           stemmer/words stemmer/text stemmer/form.h stemmer/months.h base

engine                  engine/text engine/changes/change.h engine/changes/ledger.h engine/lmdb/lmdb.h engine/lmdb/writer.h engine/opensearch/client/address.h
engine                  engine/opensearch/meta/night.h engine/opensearch/read/backend.h engine/opensearch/write/writer.h engine/roots $stemmer base
engine/text             $stemmer base
engine/record           engine engine/text $stemmer base
engine/roots            base
engine/counts           engine engine/deadline $stemmer base
engine/deadline         engine base
engine/storage          base
engine/format           engine/format/codec engine/storage engine $stemmer base
engine/format/codec     base
engine/segment          engine/roots engine/format engine/format/codec engine/storage engine $stemmer base
engine/changes          engine/storage engine base
engine/intake           engine/roots engine base
engine/write            engine/intake engine/write/postings engine/record engine/changes engine/text engine/roots engine/segment engine/format engine/format/codec engine/storage engine $stemmer base
engine/write/postings   engine/segment engine/format engine base
engine/read             engine/counts/months.h engine/changes engine/text engine/roots engine/segment engine/format engine/format/codec engine/storage engine $stemmer base
engine/search           engine/search/query engine/search/memory engine/search/meaning engine/search/present
engine/search           engine engine/text $stemmer base
engine/search/query     $search engine $stemmer base
engine/search/memory    $search engine $stemmer base
engine/search/meaning   $search engine/search/query engine/search/memory engine engine/text $stemmer base
engine/search/present   $search engine/search/searcher.h engine/search/weigh.h engine/search/query
engine/search/present   engine/search/memory engine/search/meaning engine engine/text $stemmer base
engine/search/match     engine/search/match/counts engine/search/match/ranges $search engine/read engine/segment engine/format engine/format/codec engine/text engine base
engine/search/match/ranges engine/segment engine/format base
engine/search/match/counts engine/counts engine/deadline engine/search/work_limit.h engine/read engine/segment engine/format engine $stemmer base
engine/lmdb             engine/changes/change.h engine/roots engine/search/work_limit.h engine/search/match engine/read engine/write
engine/lmdb             engine/storage/folder.h engine $stemmer base
engine/opensearch/client engine/search/work_limit.h $stemmer base/json base
engine/opensearch/meta engine/opensearch/client base
engine/opensearch/read engine/opensearch/client engine/opensearch/meta engine/opensearch/query engine/opensearch/write/generation.h engine/opensearch/write/pages.h
engine/opensearch/read engine/counts engine/deadline engine/changes engine/roots engine/format/docstore.h engine/text
engine/opensearch/read engine/search/limits.h engine/search/work_limit.h engine $stemmer base
engine/opensearch/write engine/opensearch/client engine/opensearch/query/term_text.h engine/intake engine/record engine/changes engine/text
engine/opensearch/write engine/roots engine/format engine $stemmer base
engine/opensearch/query engine/opensearch/client engine/search/limits.h engine base

answer                  answer/params $engine engine engine/deadline $stemmer base
answer/params           $engine engine $stemmer base
answer/citation         answer answer/params $engine engine base
answer/alerts           answer answer/params $engine engine $stemmer base
answer/stats            answer answer/params $engine engine engine/deadline $stemmer base
indexer                 indexer/* engine/roots answer answer/alerts answer/citation answer/params $engine engine $stemmer base
indexer/commands        engine/read/index_check.h engine/roots indexer indexer/ingest indexer/rules indexer/web
indexer/commands        indexer/alerts indexer/report indexer/sources answer answer/citation $engine engine $stemmer base/json base
indexer/alerts          answer answer/alerts $engine engine $stemmer base
indexer/ingest          indexer/rules indexer/sources engine/roots engine base
indexer/report          indexer/options.h indexer/ingest indexer/alerts/files.h answer engine/roots $engine engine base
indexer/rules           engine/roots engine $stemmer base
indexer/web             indexer/ingest indexer/rules engine base
indexer/sources         indexer/sources/json engine $stemmer base/json base
indexer/sources/json    base/json base
indexer/sources/wallonie indexer/sources engine $stemmer base
indexer/sources/senat   indexer/sources engine $stemmer base
indexer/sources/qrva    indexer/sources engine $stemmer base
indexer/sources/an      indexer/sources engine $stemmer base

searchd                 searchd/* answer/alerts answer $engine engine $stemmer base
searchd/net             searchd/handle searchd/work searchd/observe base
searchd/handle          searchd/page searchd/api searchd/web searchd/dumps searchd/ask searchd/cache searchd/work searchd/observe
searchd/handle          answer $engine engine $stemmer base
searchd/api             searchd/page/french.h searchd/ask $handle answer answer/citation answer/stats $engine engine base
searchd/page            searchd/page/narrow searchd/web searchd/ask $handle answer answer/alerts answer/stats $engine engine $stemmer base
searchd/page/narrow     searchd/page searchd/web searchd/ask $handle answer answer/stats $engine engine $stemmer base
searchd/page/figures    searchd/page searchd/web searchd/ask $handle answer answer/stats $engine engine engine/deadline $stemmer base
searchd/web             answer searchd/handle/http.h searchd/ask/context.h base
searchd/ask             searchd/handle/http.h answer answer/citation answer/stats $engine engine $stemmer base
searchd/observe         engine/backend.h searchd/cache searchd/ask/context.h $handle answer engine/search/search.h base
searchd/dumps           searchd/ask/context.h $handle answer engine base
searchd/cache           searchd/handle/http.h base
searchd/work            searchd/handle/http.h $engine engine base

bench                   engine/* answer $stemmer base
bench/analyze           $stemmer base
bench/codec             engine/format/codec base
corpus                  base
tests                   tests/* corpus bench searchd/* indexer/* answer/* engine/* stemmer/* base/* base
"

# header: the files that may include it (shell patterns), how many of them at most
homes="
libstemmer.h   1 stemmer/words/stem_chain.c
utf8proc.h     2 stemmer/text/fold.c stemmer/text/tokenizer.c
lmdb.h         2 engine/storage/store_inside.h engine/storage/store_create.c
zstd.h         2 engine/format/docstore.c indexer/ingest/unpack.c
zdict.h        1 engine/format/docstore.c
zstd_errors.h  1 engine/format/docstore.c
xxhash.h       1 base/hash.c
curl/curl.h    3 indexer/web/address.c indexer/web/fetch.c engine/opensearch/client/cluster.c
expat.h        2 indexer/sources/an/xml.c indexer/sources/qrva/xml.c
jansson.h      8 indexer/sources/*.c bench/*.c
microhttpd.h   6 searchd/net/server.c searchd/net/re*.c searchd/net/framing.c bench/bare_httpd.c
openssl/crypto.h 1 indexer/alerts/token.c
openssl/evp.h  3 indexer/alerts/*.c
openssl/hmac.h 1 indexer/alerts/token.c
zip.h          1 indexer/ingest/archive.c
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

# wrong_arrows: the lines of includes() that the table does not allow. A folder without a row is as the one above it.
wrong_arrows() {
    awk -v arrows="$arrows" '
        function folder_of(path) {
            sub(/\/[^\/]*$/, "", path)
            return path
        }
        function is_allowed(room, header, from, i) {
            from = folder_of(header)
            if (from == room || (room, header) in allowed || (room, from) in allowed)
                return 1
            for (i = 1; i <= deep[room]; i++)
                if (from == below[room, i] || index(from, below[room, i] "/") == 1)
                    return 1
            return 0
        }
        BEGIN {
            rows = split(arrows, row, "\n")
            for (i = 1; i <= rows; i++) {
                words = split(row[i], word, " ")
                if (words > 0)
                    is_room[word[1]] = 1
                for (j = 2; j <= words; j++)
                    if (sub(/\/\*$/, "", word[j]))
                        below[word[1], ++deep[word[1]]] = word[j]
                    else
                        allowed[word[1], word[j]] = 1
            }
        }
        $2 ~ /^"/ {
            header = substr($2, 2, length($2) - 2)
            room = folder_of($1)
            while (!(room in is_room) && room ~ /\//)
                room = folder_of(room)
            if (header !~ /\// || !is_allowed(room, header))
                print $1 ": must not include " $2
        }'
}

# circles: every module that includes itself by way of others (Tarjan: strongly connected components of more than one).
# With a file as argument the circles are written there, a line each.
circles() {
    awk -v groups="${1:-/dev/null}" '
        function module_of(path) {
            sub(/\.[ch]$/, "", path)
            return path
        }
        function visit(v, i, w, members) {
            order[v] = low[v] = ++time
            stack[++depth] = v
            waits[v] = 1
            for (i = 1; i <= out[v]; i++) {
                w = edge[v, i]
                if (!(w in order)) {
                    visit(w)
                    if (low[w] < low[v])
                        low[v] = low[w]
                } else if (waits[w] && order[w] < low[v])
                    low[v] = order[w]
            }
            if (low[v] != order[v])
                return
            members = 0
            do {
                w = stack[depth--]
                waits[w] = 0
                member[++members] = w
            } while (w != v)
            if (members > 1) {
                printf "circle of %d:", members >groups
                for (i = members; i > 0; i--) {
                    printf " %s", member[i] >groups
                    print member[i] ": is part of an include circle"
                }
                print "" >groups
            }
        }
        $2 ~ /^"/ {
            from = module_of($1)
            to = module_of(substr($2, 2, length($2) - 2))
            if (!(from in is_module)) {
                is_module[from] = 1
                module[++modules] = from
            }
            if (from != to && !((from, to) in seen)) {
                seen[from, to] = 1
                edge[from, ++out[from]] = to
            }
        }
        END {
            for (m = 1; m <= modules; m++)
                if (!(module[m] in order))
                    visit(module[m])
        }'
}

# crowds: the folders with too many modules.
crowds() {
    c_files "${ROOMS[@]}" tests | sed 's/\.[ch]$//' | sort -u | sed 's|/[^/]*$||' | uniq -c |
        awk -v most="$crowded" '$1 > most { print $2 ": more than " most " modules" }'
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
groups=$(mktemp)
trap 'rm -f "$findings" "$groups"' EXIT
{
    wrong_arrows <<<"$all"
    circles "$groups" <<<"$all"
    crowds
    wrong_homes <<<"$all"
} | LC_ALL=C sort -u >"$findings"
cat "$groups"
verdict "$findings"
