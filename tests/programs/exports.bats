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

@test "an export of long documents has each of them whole" {
    local index=$BATS_TEST_TMPDIR/index
    unset RECORD
    # More than the memory of one request, and each much longer than a piece; quotation marks take two bytes in JSON.
    /usr/bin/python3 - >"$BATS_TEST_TMPDIR/long.jsonl" <<'PYTHON'
import json
for number in range(14):
    text = 'Le bief « amont » dit "le neuf" déborde. ' * (10 + number * 20000)
    print(json.dumps({"id": f"bief-{number}", "titre": "Le bief", "question": text.strip()}, ensure_ascii=False))
PYTHON
    "$bin/indexer" --index "$index" --quiet add "$BATS_TEST_TMPDIR/long.jsonl"
    start_searchd s "$index" --max-share 0
    run -0 /usr/bin/python3 - "$URL" "$BATS_TEST_TMPDIR/long.jsonl" <<'PYTHON'
import csv, io, json, sys, urllib.request

url, source = sys.argv[1:]
csv.field_size_limit(1 << 30)
wanted = {line["id"]: line["question"] for line in map(json.loads, open(source, encoding="utf-8"))}
body = urllib.request.urlopen(url + "/api/v1/export.ndjson?q=bief").read().decode()
*lines, end = map(json.loads, body.splitlines())
assert end["fin"] is True and end["count"] == len(wanted), end
assert {line["id"]: line["question"] for line in lines} == wanted
rows = list(csv.reader(io.StringIO(urllib.request.urlopen(url + "/api/v1/export.csv?q=bief").read().decode())))
column = rows[0].index("question")
assert rows[-1][:2] == ["#fin", str(len(wanted))], rows[-1][:2]
assert {row[0]: row[column] for row in rows[1:-1]} == wanted
PYTHON
    echo "$output"
    stop_searchd
}
