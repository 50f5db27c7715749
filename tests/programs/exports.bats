#!/usr/bin/env bats
# What an export hands out: each match whole, or a last record that says that it broke off.

bats_require_minimum_version 1.5.0
load searchd_helper

# documents FROM TO: long ones that hardly compress, so that an export of some thousands fills every buffer on its way.
documents() {
    /usr/bin/python3 - "$1" "$2" <<'PYTHON'
import json, random, sys
random.seed(int(sys.argv[1]))
words = ["".join(random.choices("abcdefghilmnoprstuv", k=7)) for _ in range(20000)]
for number in range(int(sys.argv[1]), int(sys.argv[2])):
    print(json.dumps({"id": f"long-{number:04}", "titre": f"Rapport {number}", "question": " ".join(random.choices(words, k=900))}))
PYTHON
}

@test "an export whose documents were merged away ends as broken off, whether an end was wanted or not" {
    local index=$BATS_TEST_TMPDIR/index
    unset RECORD
    documents 0 600 >"$BATS_TEST_TMPDIR/a.jsonl"
    documents 600 1200 >"$BATS_TEST_TMPDIR/b.jsonl"
    "$bin/indexer" --index "$index" --quiet add "$BATS_TEST_TMPDIR/a.jsonl"
    "$bin/indexer" --index "$index" --quiet add "$BATS_TEST_TMPDIR/b.jsonl"
    start_searchd s "$index" --max-share 0
    run -0 /usr/bin/python3 - "$URL" "$bin/indexer" "$index" <<'PYTHON'
import csv, io, json, socket, subprocess, sys, urllib.parse

url, indexer, index = sys.argv[1:]
host = urllib.parse.urlsplit(url)
readers = {}
for target in ("ndjson?", "ndjson?fin=0", "csv?", "csv?fin=0"):
    reader = socket.socket()
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    reader.connect((host.hostname, host.port))
    reader.settimeout(60)
    reader.sendall(f"GET /api/v1/export.{target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    readers[target] = (reader, reader.recv(4096))
subprocess.run([indexer, "--index", index, "--quiet", "optimize"], check=True)
subprocess.run([indexer, "--index", index, "--quiet", "remove", "long-0000"], check=True)  # lets go of what optimize replaced
for target, (reader, first) in readers.items():
    data = bytearray(first)
    while chunk := reader.recv(1 << 16):
        data += chunk
    head, _, body = bytes(data).partition(b"\r\n\r\n")
    assert b"chunked" in head, head
    assert not body.endswith(b"\r\n0\r\n\r\n"), f"{target}: the transfer looks whole"
    text = bytearray()
    while body:
        size, _, body = body.partition(b"\r\n")
        text += body[:int(size, 16)]
        body = body[int(size, 16) + 2:]
    if target.startswith("csv"):
        rows = list(csv.reader(io.StringIO(text.decode())))
        last, count = rows[-1], len(rows) - 2
        assert last[0] == "#interrompu" and int(last[1]) == count, (target, last[:3], count)
    else:
        lines = [json.loads(line) for line in text.decode().splitlines()]
        last, count = lines[-1], len(lines) - 1
        assert last["fin"] is False and last["count"] == count and "réorganisé" in last["detail"], (target, last)
        assert not any("fin" in line for line in lines[:-1])
    assert 0 < count < 1200, (target, count)
    print(target, count)
PYTHON
    echo "$output"
    stop_searchd
}

# Most are longer than a piece of an export; the last is the longest line that is accepted. Quotation marks take two bytes
# in JSON, six in HTML.
long_documents() {
    /usr/bin/python3 - <<'PYTHON'
import json
base = {"titre": "Le bief", "auteur": "Lejeune Odile", "ministre": "Berger Luc", "fonction": "Ministre des Voies d'eau", "assemblee": "Chambre",
        "date": "2023-02-06", "date_reponse": "2023-03-07", "reponse": "La passerelle du bief est rouverte."}
text = 'Le bief « amont » dit "le neuf" déborde. '
for number in range(14):
    first = "" if number > 3 else "À Vireux, "
    print(json.dumps({**base, "id": f"bief-{number}", "question": (first + text * (10 + number * 3000)).strip()}, ensure_ascii=False))
line = json.dumps({**base, "id": "grand", "titre": "", "question": "À Vireux, @"}, ensure_ascii=False)
escaped = json.dumps(text, ensure_ascii=False)[1:-1]
print(line.replace("@", escaped * (((32 << 20) - len(line.encode()) - 1) // len(escaped.encode()))))
PYTHON
}

@test "documents as long as are accepted leave by every way, and each export has them whole" {
    local index=$BATS_TEST_TMPDIR/index
    unset RECORD
    long_documents >"$BATS_TEST_TMPDIR/long.jsonl"
    "$bin/indexer" --index "$index" --quiet add "$BATS_TEST_TMPDIR/long.jsonl"
    start_searchd s "$index" --max-share 0 --cache-size 0
    /usr/bin/python3 - "$URL" "$BATS_TEST_TMPDIR/long.jsonl" <<'PYTHON'
import csv, io, json, re, sys, urllib.error, urllib.request
import xml.etree.ElementTree as ET

url, source = sys.argv[1:]
csv.field_size_limit(1 << 30)
wanted = {line["id"]: line["question"].strip() for line in map(json.loads, open(source, encoding="utf-8"))}


seen = set()


def get(target):
    seen.add(target.split("?")[0])
    try:
        answer = urllib.request.urlopen(url + target)
    except urllib.error.HTTPError as error:
        raise AssertionError(f"{target}: {error.code} {error.read()[:300]}") from None
    assert answer.status == 200, (target, answer.status)
    return answer.read().decode()


*lines, end = map(json.loads, get("/api/v1/export.ndjson?q=bief").splitlines())
assert end["fin"] is True and end["count"] == len(wanted), end
assert {line["id"]: line["question"] for line in lines} == wanted
rows = list(csv.reader(io.StringIO(get("/api/v1/export.csv?q=bief"))))
column = rows[0].index("question")
assert rows[-1][:2] == ["#fin", str(len(wanted))], rows[-1][:2]
assert {row[0]: row[column] for row in rows[1:-1]} == wanted

found = json.loads(get("/api/v1/search?q=bief+passerelle&limit=100&explain=1"))
assert found["total"] == len(found["hits"]) == len(wanted)
for hit in found["hits"]:
    assert "<mark>bief</mark>" in hit["extraits"]["question"] and "<mark>passerelle</mark>" in hit["extraits"]["reponse"], hit
assert get("/recherche?q=bief&regrouper=0").count('class="side match"') >= 10
assert len(ET.fromstring(get("/recherche.atom?q=bief&limit=100")).findall("{*}entry")) == len(wanted)
assert len(ET.fromstring(get("/sitemap-1.xml")).findall("{*}url")) == len(wanted)
for target in ("/api/v1/questions/grand", "/question/grand.json"):
    assert json.loads(get(target))["question"] == wanted["grand"]
assert wanted["grand"] in get("/question/grand.txt")
page = get("/question/grand?surligner=bief")
assert "<mark>bief</mark>" in page and "/question/grand.txt" in page and len(page) < 8 << 20, len(page)
assert "rouverte" in page and "trop long pour une page" in page
assert "trop long pour une page" not in get("/question/bief-0")
assert json.loads(get("/api/v1/questions/grand/similaires"))["hits"]

# The others say nothing of texts, but must not stumble over them. What the API describes is here or above.
pages = ["/", "/nouveautes", "/nouveautes.json", "/nouveautes.atom", "/comparer?q=bief&q=passerelle", "/recherche?q=", "/delais", "/donnees", "/sitemap.xml"]
asked = ["/api/v1/changes", "/api/v1/changes.csv", "/api/v1/unanswered", "/api/v1/suggest?q=bie", "/suggestions?q=bie", "/api/v1/analyze?text=bief", "/api/v1/histogram?q=bief",
         "/api/v1/matrix?lignes=auteur&colonnes=ministre&q=bief", "/api/v1/matrix.csv?lignes=auteur&colonnes=ministre", "/comparer.csv?q=bief&q=passerelle",
         "/comparer.svg?q=bief&q=passerelle", "/api/v1/stats?q=bief&par=ministre", "/api/v1/stats.csv?q=bief&par=ministre", "/api/v1/personnes", "/api/v1/fonctions", "/delais.json", "/delais.csv",
         "/opensearch.xml", "/openapi.json", "/healthz", "/readyz", "/metrics"]
for kind in ("personne", "fonction"):
    slug = json.loads(get(f"/api/v1/{kind}s"))[f"{kind}s"][0]["id"]
    asked += [f"/api/v1/{kind}s/{slug}", f"/{kind}/{slug}.json"]
    pages += [f"/{kind}/{slug}", f"/{kind}/{slug}.atom"]
for target in pages + asked:
    assert get(target), target
described = {re.sub(r"\{id\}", "grand", path) for path in json.loads(get("/openapi.json"))["paths"]}
for path in sorted(path for path in described - seen if "{" not in path):
    try:
        print(path, len(get(path)))
    except AssertionError as error:
        assert f"{path}: 400 " in str(error), error  # it wants parameters
PYTHON
    stop_searchd
    # What is dumped comes in again as it was.
    "$bin/indexer" --index "$index" dump >"$BATS_TEST_TMPDIR/dump.jsonl"
    run -0 --separate-stderr "$bin/indexer" --index "$index" --json add "$BATS_TEST_TMPDIR/dump.jsonl"
    jq -e '.new == 0 and .changed == 0 and .rejected == 0 and .skipped == 15' <<<"$output"
    "$bin/indexer" --index "$index" check
}

@test "one very long document takes the memory that is promised, when it comes, when it changes, when it goes" {
    local index=$BATS_TEST_TMPDIR/index
    ! grep -qF __asan_init "$bin/indexer" || skip "a sanitizer takes memory of its own"
    documents 0 300 >"$BATS_TEST_TMPDIR/a.jsonl"
    "$bin/indexer" --index "$index" --quiet add "$BATS_TEST_TMPDIR/a.jsonl"
    cd "$BATS_TEST_TMPDIR" || return 1
    /usr/bin/python3 - "$bin/indexer" "$index" <<'PYTHON'
import os, sys

MOST = 16 + 64  # MiB: --memory, and what is allowed beside it


def run(*arguments):
    child = os.spawnv(os.P_NOWAIT, sys.argv[1], [sys.argv[1], "--index", sys.argv[2], "--quiet", "--memory", "16M", *arguments])
    _, status, usage = os.wait4(child, 0)
    assert status == 0, (arguments, status)
    assert usage.ru_maxrss <= MOST << 10, (arguments, usage.ru_maxrss >> 10)
    print(*arguments, usage.ru_maxrss >> 10, "MiB")


def write(name, text, times):
    with open(name + ".jsonl", "w", encoding="utf-8") as lines:
        lines.write('{"id":"%s","titre":"Le bief","question":"' % name)
        for number in range(times):
            lines.write(text % (number % 1000) if "%" in text else text)
        lines.write('"}\n')
    run("add", name + ".jsonl")


write("joined", "amont-aval-", 1400000)
write("prose", "Le bief numéro %d déborde à l’écluse; la passerelle est fermée. ", 200000)
write("prose", "Le bief numéro %d ne déborde plus à l’écluse; la passerelle est ouverte. ", 200000)
run("remove", "joined")
PYTHON
}
