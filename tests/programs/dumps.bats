#!/usr/bin/env bats
# Dated dumps: how they are made, and how they are given out.

bats_require_minimum_version 1.5.0
load searchd_helper

lines() { # FIRST LAST
    local n
    for ((n = $1; n <= $2; n++)); do
        printf '{"id":"d-%d","titre":"Le pont n° %d","question":"Le pont sur la Semois tiendra-t-il ?","date":"2023-06-%02d","date_reponse":"2023-07-%02d","reponse":"Oui."}\n' \
            "$n" "$n" $((n % 28 + 1)) $((n % 28 + 1))
    done
}

index() {
    "$bin/indexer" --index I "$@"
}

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
    unset RECORD
}

@test "a dump has its day and generation for a name, its sum beside it, and what is gone in it" {
    mkdir D
    lines 1 5 | index --quiet add -
    index --quiet remove d-2 d-3
    lines 3 3 | index --quiet add - # came back
    echo rest >D/.hemicycle-dump.partial
    run -0 index dump D
    local name=hemicycle-$(date -u +%F)-3.ndjson first
    [ "$output" = "D/$name: written, 4 documents, generation 3" ]
    [ "$(ls -A D)" = "$(printf '%s\n' SHA256SUMS "$name" "$name.sha256" | LC_ALL=C sort)" ]
    (cd D && sha256sum --check --strict --quiet "$name.sha256" && cmp "$name.sha256" SHA256SUMS)
    [ "$(jq -r 'select(.titre) | .id' "D/$name" | sort | paste -sd ' ')" = "d-1 d-3 d-4 d-5" ]
    jq -e -s --arg day "$(date -u +%F)" '[.[] | select(.disparue_le)] | length == 1 and .[0].id == "d-2" and (.[0].disparue_le | startswith($day))' "D/$name"
    tail -n 1 "D/$name" | jq -e '.fin and .count == 4 and .disparues == 1 and .generation == 3 and (.commit_time | test("^2.*Z$"))'
    index dump | cmp - <(head -n 4 "D/$name")

    # The same generation is the same bytes: the file that somebody may be fetching is not touched.
    first=$(stat -c '%i %y' "D/$name")
    run -0 index dump D
    [ "$output" = "D/$name: is there, 4 documents, generation 3" ]
    [ "$first" = "$(stat -c '%i %y' "D/$name")" ]
    # Damaged, taken away, or its sum lost: made anew.
    rm "D/$name.sha256"
    run -0 index --quiet dump D
    [ -z "$output" ]
    (cd D && sha256sum --check --strict --quiet "$name.sha256")

    # The next day's; one that was taken away leaves no sum behind.
    lines 6 6 | index --quiet add -
    index --quiet dump D
    [ "$(wc -l <D/SHA256SUMS)" = 2 ]
    rm "D/$name"
    index --quiet dump D
    [ "$(ls -A D | wc -l)" = 3 ]
    (cd D && sha256sum --check --strict --quiet SHA256SUMS)

    # Folders of the operator's are not for outsiders; roots of one name stay apart.
    mkdir -p secret-{a,b}/questions P
    echo '{"id":"a","titre":"A","reponse":"Oui."}' >secret-a/questions/a.jsonl
    echo '{"id":"b","titre":"B"}' >secret-b/questions/b.jsonl
    printf '[%s/questions]\nreponses = non\n' "$PWD/secret-b" >rules
    "$bin/indexer" --index S --quiet --sources rules sync secret-a/questions secret-b/questions
    "$bin/indexer" --index S --quiet dump P
    run ! grep -e secret -e "$PWD" P/*.ndjson
    "$bin/indexer" --index S dump | grep -q "$PWD/secret-b/questions/b.jsonl:1"
    [ "$(jq -r '.source // empty' P/*.ndjson | paste -sd ' ')" = "a.jsonl:1 b.jsonl:1" ]
    "$bin/indexer" --index S2 --quiet add P/*.ndjson
    [ "$("$bin/indexer" --index S2 dump | jq -r .statut | paste -sd ' ')" = "repondue non-couverte" ]

    # It comes in again, whole, without a word.
    run -0 --separate-stderr "$bin/indexer" --index J --json add D/*.ndjson
    [ -z "$stderr" ]
    jq -e '.new == 5 and .rejected == 0' <<<"$output"
    diff <(index dump | jq -cS 'del(.source)' | sort) <("$bin/indexer" --index J dump | jq -cS 'del(.source)' | sort)
    # The record of an export that was broken off is not passed over.
    run -65 "$bin/indexer" --index J add - <<<'{"fin":false,"count":1}'
    [[ $output == *"-:1: truncated: an export that was broken off"* ]]

    # Where it cannot be written nothing is left; two at once do not get into each other's way.
    run -74 index dump nowhere
    [[ $output == *"nowhere: No such file or directory"* ]]
    rm D/*.ndjson
    (
        exec 9<D
        flock 9
        run -75 index dump D
        [[ $output == *"D: another dump is being written"* ]]
    )
    (
        ulimit -f 1
        trap '' XFSZ
        run -74 index dump D
        [[ $output == *"File too large"* ]]
    )
    [ -z "$(find D -name '*partial*' -o -name '*.ndjson')" ]
}

@test "a dump or an export that lost lines or its end takes nothing out of an index" {
    local whole cut
    mkdir Q P N
    lines 1 40 | split -l 1 - Q/ # so that each has a root, by which a dated dump is told
    index --quiet sync Q
    rm Q/aa Q/ab
    index --quiet sync Q
    index --quiet dump P
    start_searchd s I
    ask '/api/v1/export.ndjson?q=' >P/export.ndjson
    stop_searchd
    for whole in P/hem*.ndjson P/export.ndjson; do
        rm -rf J
        cp "$whole" N/x.ndjson
        "$bin/indexer" --index J --quiet sync N
        for cut in '3d' '$d' '10,$d' '/d-[12]/d' '$s/"count":[0-9]*/"count":7/' '$s/"fin":true/"fin":false/' '$s/"disparues":2/"disparues":3/'; do
            sed "$cut" "$whole" >N/x.ndjson
            if [ "$whole" = P/export.ndjson ]; then # without its last record it is what fin=0 answers
                case $cut in '$d' | '10,$d' | *disparues*) continue ;; esac
            fi
            run -65 --separate-stderr "$bin/indexer" --index J --settle 0 --json sync N
            [[ $stderr == *"/N/x.ndjson:"*": "@(announces|truncated:)* ]]
            jq -e '.removed == 0 and .rejected == 1' <<<"$output"
        done
        [ "$("$bin/indexer" --index J --json stats | jq .documents)" = 38 ]
        { sed '3d; $d' "$whole" && sed -n '$s/"count":38/"count":37/p' "$whole"; } >N/x.ndjson
        [ "$("$bin/indexer" --index J --json sync N 2>said | jq .removed)" = 1 ]
        [ ! -s said ]
    done
    # Lines of other dumps say nothing of their number, nor of an end.
    index dump | head -n 5 >N/x.ndjson
    run -0 "$bin/indexer" --index J --quiet --force sync N
    [ "$("$bin/indexer" --index J --json stats | jq .documents)" = 5 ]
}

@test "files of the folder are given out whole and in parts, and nothing else is" {
    mkdir D D/under
    lines 1 3000 | index --quiet add -
    index --quiet dump D
    mv D/hemicycle-*.ndjson D/all.ndjson
    printf 'secret' >outside
    ln -s ../outside D/link
    ln -s all.ndjson D/near.ndjson
    mkfifo D/pipe
    printf 'secret' >D/.hidden
    printf 'secret' >'D/with space'
    : >D/empty.csv
    printf '<script>' >D/page.html
    start_searchd s I --dumps D
    /usr/bin/python3 - "$URL" <<'PYTHON'
import concurrent.futures, email.utils, gzip, hashlib, http.client, os, socket, sys, time, urllib.parse

host = urllib.parse.urlsplit(sys.argv[1])
data = open("D/all.ndjson", "rb").read()
size = len(data)
assert size > 1 << 20


def ask(path, method="GET", **headers):
    connection = http.client.HTTPConnection(host.hostname, host.port, timeout=30)
    connection.putrequest(method, path, skip_accept_encoding=True)
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


whole, body = ask("/dumps/all.ndjson", Accept_Encoding="gzip")
assert whole.status == 200 and body == data, whole.status
assert whole.headers["Content-Length"] == str(size) and whole.headers["Accept-Ranges"] == "bytes" and not whole.headers["Content-Encoding"]
assert whole.headers["Content-Type"].startswith("application/x-ndjson") and whole.headers["X-Content-Type-Options"] == "nosniff"
tag, date = whole.headers["ETag"], whole.headers["Last-Modified"]
assert tag.startswith('"') and email.utils.parsedate_to_datetime(date).timestamp() == int(os.stat("D/all.ndjson").st_mtime)
head, body = ask("/dumps/all.ndjson", "HEAD", Range="bytes=0-9")
assert head.status == 200 and body == b"" and head.headers["Content-Length"] == str(size) and head.headers["ETag"] == tag

# A part is what was asked for of the very file, or else the whole.
for text, first, last in (("bytes=0-0", 0, 0), ("bytes=5-99", 5, 99), ("bytes=100-", 100, size - 1), ("bytes=-7", size - 7, size - 1),
                          (f"bytes=-{size * 2}", 0, size - 1), (f"bytes=9-{10 ** 30}", 9, size - 1), (f"BYTES= {size - 1}-{size}", size - 1, size - 1)):
    part, body = ask("/dumps/all.ndjson", Range=text)
    assert part.status == 206 and body == data[first:last + 1], (text, part.status, len(body))
    assert part.headers["Content-Range"] == f"bytes {first}-{last}/{size}" and part.headers["ETag"] == tag, text
for text in (f"bytes={size}-", f"bytes={10 ** 40}-", "bytes=-0", f"bytes={size}-{size + 5}"):
    none, body = ask("/dumps/all.ndjson", Range=text)
    assert none.status == 416 and none.headers["Content-Range"] == f"bytes */{size}", (text, none.status)
    assert none.headers["Content-Type"] == "application/problem+json" and none.headers["Cache-Control"] == "no-store"
for text in ("bytes=9-5", "bytes=", "bytes=-", "bytes=a-b", "lines=0-1", "bytes=0-1,5-6", "bytes=0-1x", "bytes=+1-2", "bytes 0-1", "", "bytes=--1", "0-1"):
    assert ask("/dumps/all.ndjson", Range=text)[0].status == 200, text
for told, status in ((tag, 206), (date, 206), ('"other"', 200), ("W/" + tag, 200), (email.utils.formatdate(0, usegmt=True), 200)):
    assert ask("/dumps/all.ndjson", Range="bytes=0-9", If_Range=told)[0].status == status, told

# What is known is not sent again.
later, earlier = email.utils.formatdate(time.time(), usegmt=True), email.utils.formatdate(0, usegmt=True)
for headers, status in (({"If-None-Match": tag}, 304), ({"If-None-Match": f'"x", W/{tag}'}, 304), ({"If-None-Match": "*"}, 304), ({"If-None-Match": '"x"'}, 200),
                        ({"If-Modified-Since": date}, 304), ({"If-Modified-Since": later}, 304), ({"If-Modified-Since": earlier}, 200),
                        ({"If-Modified-Since": "soon"}, 200), ({"If-None-Match": '"x"', "If-Modified-Since": later}, 200),
                        ({"If-None-Match": tag, "Range": "bytes=0-1"}, 304)):
    answer, body = ask("/dumps/all.ndjson", **headers)
    assert answer.status == status and (status != 304 or (body == b"" and answer.headers["ETag"] == tag)), (headers, answer.status)

# Nothing but files of the folder.
for path in ("link", "near.ndjson", "pipe", ".hidden", "under", "with%20space", "none", "", ".", "..", "%2e%2e", "..%2Foutside", "under%2F..%2F..%2Foutside", "../outside",
             "%2Fetc%2Fpasswd", "all.ndjson%00", "all.ndjson%2F", "all.ndjson/", "D%5Call.ndjson", "%ff", "a" * 300, "\u00e9".encode().decode("latin-1"), "all.ndjson%20", "ALL.NDJSON"):
    answer, body = ask("/dumps/" + urllib.parse.quote(path, safe="%/"))
    assert answer.status in (400, 404) and b"secret" not in body, (path, answer.status)
assert ask("/dumps")[0].status == 404 and ask("/dumps/all.ndjson?x=1")[0].status == 400 and ask("/dumps/all.ndjson", "POST")[0].status == 405
empty, body = ask("/dumps/empty.csv", Range="bytes=0-")
assert empty.status == 416 and ask("/dumps/empty.csv")[0].headers["Content-Length"] == "0"
assert ask("/dumps/page.html")[0].headers["Content-Type"] == "application/octet-stream"
assert ask("/dumps/SHA256SUMS")[0].headers["Content-Type"].startswith("text/plain")

# Another file of the same size and second is another file.
open("D/new", "wb").write(data[::-1])
os.utime("D/new", ns=(os.stat("D/all.ndjson").st_atime_ns, os.stat("D/all.ndjson").st_mtime_ns))
os.rename("D/new", "D/all.ndjson")
assert ask("/dumps/all.ndjson", If_None_Match=tag)[0].status == 200
assert ask("/dumps/all.ndjson", Range="bytes=0-9", If_Range=tag)[1] == data[::-1]

# Who does not read keeps nobody waiting; a file that is cut meanwhile ends the connection.
open("D/large", "wb").write(os.urandom(1 << 20) * 24)
stuck = []
for _ in range(3):
    reader = socket.socket()
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    reader.connect((host.hostname, host.port))
    reader.settimeout(60)
    reader.sendall(b"GET /dumps/large HTTP/1.1\r\nHost: x\r\n\r\n")
    reader.recv(100)
    stuck.append(reader)
with concurrent.futures.ThreadPoolExecutor(8) as pool:
    assert all(answer[0].status == 200 for answer in pool.map(ask, ["/api/v1/search?q=pont", "/dumps/SHA256SUMS"] * 8))
os.truncate("D/large", 100)
for reader in stuck:
    got = 0
    while chunk := reader.recv(1 << 20):
        got += len(chunk)
    assert got < 24 << 20, got
print("fine")
PYTHON
    # Without an index, too; and what the settings are worth is told before.
    rm -r I
    [ "$(status_of /dumps/SHA256SUMS)" = 200 ]
    [ "$(curl -s "$URL/dumps/page.html")" = '<script>' ]
    stop_searchd
    run -66 "$bin/searchd" --index I --dumps outside --check-config
    [[ $output == *"dumps: outside: "* ]]
    lines 1 1 | index --quiet add -
    run -0 "$bin/searchd" --index I --listen 127.0.0.1:0 --dumps D --check-config
    [[ $output == *"dumps = D: fine"* ]]
    run -74 "$bin/searchd" --index I --listen 127.0.0.1:0 --dumps none --check-config
    [[ $output == *"dumps: none: No such file"* ]]
    start_searchd t I
    [ "$(status_of /dumps/SHA256SUMS)" = 404 ]
    stop_searchd
}

@test "a cited result is told from every other by a dump of that day alone" {
    mkdir D
    lines 1 40 | index --quiet add -
    printf '{"id":"é/à-b","titre":"L’écluse de Vireux","question":"La berge","date":"2023","auteur":"Morel Ève","statut":"retiree"}\n' | index --quiet add -
    index --quiet remove d-7
    local dump=D/hemicycle-$(date -u +%F)-3.ndjson target tag
    start_searchd s I --dumps D
    tag=$(header_of ETag '/api/v1/citation?q=')
    ask '/api/v1/citation?q=' | jq -e '.citation.copie == null' # until there is one
    index --quiet dump D
    [ "$(status_of '/api/v1/citation?q=' -H "If-None-Match: $tag")" = 200 ]
    ask '/api/v1/citation?q=pont&de=2023-06-10&date=' >refused
    jq -e '.status == 400' refused
    for target in 'q=pont&de=2023-06-10&statut=repondue' 'q=' 'q=berge+pont' 'q=%22pont+sur%22+OU+%C3%A9cluse&mode=any' 'auteur=Morel+%C3%88ve' 'q=introuvable' \
        "modifie=$(date -u +%F)" 'serie=d-1' 'statut=retiree' 'q=pont~+-d&dans=question'; do
        ask "/api/v1/citation?$target" >c.json
        jq -e --arg dump "$URL/$(basename "$dump")" '.citation | .generation == 3 and .copie == ($dump | sub("/hem"; "/dumps/hem")) and (.texte | contains("génération 3"))' c.json
        [ "$(jq -r .citation.sha256 c.json)" = "$(ask "/api/v1/export.ndjson?fin=0&$target" | jq -r .id | LC_ALL=C sort | sha256sum | cut -c -64)" ]
        [ "$(jq -r .citation.nombre c.json)" = "$(ask "/api/v1/search?$target" | jq .total)" ]
        run -0 index verify-citation "$dump" c.json
        [[ $output == "$dump: holds the cited result: $(jq .citation.nombre c.json) exchange"* ]]
    done
    jq .citation c.json >bare.json # beside what is around it, from standard input, from another folder
    (cd / && "$bin/indexer" --quiet verify-citation "$BATS_TEST_TMPDIR/$dump" <"$BATS_TEST_TMPDIR/bare.json")

    # Each lie is found, and told.
    ask '/api/v1/citation?q=pont' >c.json
    lie() { # JQ MESSAGE
        jq "$1" c.json >lie.json
        run -65 index verify-citation "$dump" lie.json
        [[ $output == *$2* ]] || { echo "$1: $output" && false; } # a pattern
    }
    lie '.citation.nombre += 1' "the search finds 39 exchanges there, the citation has 40"
    lie '.citation.sha256 |= sub("^..."; "000")' "but others: SHA-256"
    lie '.citation.generation += 1' "is of generation 3 of *, the citation of 4"
    lie '.citation.commit_time = "2020-01-01T00:00:00Z"' "the citation of 3 of 2020-01-01T00:00:00Z"
    lie '.citation.adresse |= sub("q=pont"; "q=berge")' "the search finds 1 exchanges there, the citation has 39"
    lie '.citation.adresse = "x?zzz=1"' "that of no search"
    lie 'del(.citation.sha256)' "is no citation"
    lie '.citation.adresse = 7' "is no citation"
    lie '[]' "is no citation"
    printf 'no json' | run -65 index verify-citation "$dump"
    run -74 index verify-citation D/none c.json
    run -74 index verify-citation "$dump" none.json
    mkdir saved
    HEMICYCLE_ALERTS=$PWD/saved index --quiet verify-citation "$dump" c.json
    [ -z "$(ls -A saved)" ] # they are of another index
    echo bois >names
    run -64 index --synonyms names verify-citation "$dump" c.json
    run -64 index --deadlines names verify-citation "$dump" c.json

    # And each dump that is not that of the day: one document altered, taken out, put in; a dump that was cut, or is none.
    verify() { # MESSAGE
        run -65 index verify-citation X c.json
        [[ $output == *"$1"* ]] || { echo "$output" && false; }
    }
    sed '3d' "$dump" >X && verify "finds 38 exchanges"
    [[ $output == *"X: is not whole, or some of it cannot be read"* ]]
    sed '/"d-[12]"/d' "$dump" >X && jq '.citation.adresse |= sub("q=pont"; "q=berge") | .citation.nombre = 1' c.json >lie.json
    run -65 index verify-citation X lie.json # a search that lost nothing: the dump is none of that day, all the same
    [[ $output == *"X: is not whole, or some of it cannot be read"* ]]
    sed 's/Le pont sur la Semois/La passerelle/; s/Le pont n° 9"/La passerelle"/' "$dump" | sed 's/Le pont n° 9/La passerelle/' >X && verify "exchanges there"
    sed 's/"id":"d-9"/"id":"d-99"/' "$dump" >X && verify "but others: SHA-256"
    head -n -1 "$dump" >X && verify "is no dated dump, or not whole"
    : >X && verify "is no dated dump"
    head -c 3000 "$dump" >X && verify "is no dated dump"
    cp "$dump" X && cp "$dump.sha256" X.sha256 && printf ' \n' >>X && verify "is damaged: its SHA-256"
    [ -z "$(find "${TMPDIR:-/tmp}" -maxdepth 1 -name 'hemicycle-citation.*' -newer D)" ]
    stop_searchd
}
