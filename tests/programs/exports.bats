#!/usr/bin/env bats
# What an export hands out: each match whole, or a last record that says that it broke off.

bats_require_minimum_version 1.5.0
load searchd_helper
load long_documents

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

@test "an export of an index that is damaged meanwhile says how many rows it handed out" {
    unset RECORD
    documents 0 1200 >"$BATS_TEST_TMPDIR/a.jsonl"
    for damage in 'truncate -s 1M' 'rm' 'cp /dev/null'; do
        local index=$BATS_TEST_TMPDIR/index-${damage%% *}
        "$bin/indexer" --index "$index" --quiet add "$BATS_TEST_TMPDIR/a.jsonl"
        start_searchd s "$index" --max-share 0
        run -0 /usr/bin/python3 - "$URL" "$damage $index/data.mdb" <<'PYTHON'
import json, socket, subprocess, sys, time, urllib.error, urllib.parse, urllib.request

url, damage = sys.argv[1:]
host = urllib.parse.urlsplit(url)

def is_noticed():
    try:
        return urllib.request.urlopen(f"{url}/readyz").status == 503
    except urllib.error.HTTPError as error:
        return error.code == 503

for target in ("ndjson", "ndjson?fin=0", "csv?fin=0&champs=id"):
    with socket.socket() as reader:
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        reader.connect((host.hostname, host.port))
        reader.settimeout(60)
        reader.sendall(f"GET /api/v1/export.{target} HTTP/1.0\r\nHost: x\r\n\r\n".encode())
        data = bytearray(reader.recv(4096))
        if target == "ndjson":
            subprocess.run(damage.split(), check=True)
            end = time.monotonic() + 60
            while not is_noticed() and time.monotonic() < end:
                time.sleep(0.1)
        while chunk := reader.recv(1 << 16):
            data += chunk
    head, _, body = bytes(data).partition(b"\r\n\r\n")
    if target == "ndjson":
        lines = [json.loads(line) for line in body.splitlines()]
        assert lines[-1]["fin"] is False and 0 < lines[-1]["count"] == len(lines) - 1 < 1200, lines[-1]
        print(lines[-1]["count"], "of 1200")
    else:
        assert b" 503 " in head.splitlines()[0] + b" ", head
PYTHON
        echo "$damage: $output"
        stop_searchd
    done
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
    print(json.dumps({**base, "id": f"bief-{number}", "question": (first + text * (10 + number * 3000)).strip() + " L’hivernage." * (number == 5)}, ensure_ascii=False))
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
entries = ET.fromstring(get("/recherche.atom?q=bief&limit=100")).findall("{*}entry/{*}id")
assert len([entry for entry in entries if "#" not in entry.text]) == len(wanted)
assert len(ET.fromstring(get("/sitemap-1.xml")).findall("{*}url")) == len(wanted)
for target in ("/api/v1/questions/grand", "/question/grand.json"):
    assert json.loads(get(target))["question"] == wanted["grand"]
assert wanted["grand"] in get("/question/grand.txt")
page = get("/question/grand?surligner=bief")
assert "<mark>bief</mark>" in page and "/question/grand.txt" in page and len(page) < 8 << 20, len(page)
assert "rouverte" in page and "trop long pour une page" in page
assert "trop long pour une page" not in get("/question/bief-0")
assert json.loads(get("/api/v1/questions/grand/similaires"))["hits"]
assert [line["id"] for line in json.loads(get("/api/v1/concordance?q=hivernage"))["lignes"]] == ["bief-5"]  # at the end

# The others say nothing of texts, but must not stumble over them. What the API describes is here or above.
pages = ["/", "/nouveautes", "/nouveautes.json", "/nouveautes.atom", "/comparer?q=bief&q=passerelle", "/recherche?q=", "/delais", "/donnees", "/sitemap.xml"]
asked = ["/api/v1/changes", "/api/v1/changes.csv", "/api/v1/unanswered", "/api/v1/suggest?q=bie", "/suggestions?q=bie", "/api/v1/analyze?text=bief", "/api/v1/histogram?q=bief",
         "/api/v1/matrix?lignes=auteur&colonnes=ministre&q=bief", "/api/v1/matrix.csv?lignes=auteur&colonnes=ministre", "/comparer.csv?q=bief&q=passerelle",
         "/comparer.svg?q=bief&q=passerelle", "/api/v1/stats?q=bief&par=ministre", "/api/v1/stats.csv?q=bief&par=ministre", "/api/v1/personnes", "/api/v1/fonctions", "/api/v1/personnes.csv", "/api/v1/fonctions.csv", "/api/v1/histogram.csv?q=bief", "/api/v1/unanswered.csv", "/delais.json", "/delais.csv",
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

# Answers none, one and three, provisional ones and such without a date or dated before the question; dates that are periods;
# titles that a spreadsheet would run; a question put to two ministers.
answered_documents() {
    /usr/bin/python3 - <<'PYTHON'
import json
base = {"type": "Question écrite", "auteur": "Lejeune Odile ; Adam Noé", "ministre": "Berger Luc", "fonction": "Ministre des Voies d'eau"}
asked = "L’écluse de Vireux est fermée depuis la crue de juillet ; quand les bateliers, les loueurs et les riverains du quai pourront-ils " \
        "compter sur sa réouverture, combien de passages ont été perdus chaque semaine et qui paiera le détour par le canal du Nord ?"
three = [{"nature": "Réponse provisoire", "date": "2023-02-20", "texte": "Le dossier est à l’étude.", "repondant": "Berger Luc"},
         {"nature": "Réponse", "date": "2023-03-08", "texte": "L’écluse, \"dit-on\",\nrouvre en mai.", "repondant": "Berger Luc", "fonction": "Ministre des Voies d'eau"},
         {"nature": "Complément de réponse", "date": "2023-04", "texte": "= 214 passages ; voir l’annexe.", "repondant": "Morel Ève"}]
odd = [{"nature": "Réponse", "date": "2022-12-31", "texte": "Voir ma réponse précédente.", "repondant": "Morel Ève"}, {"nature": "Complément", "texte": "Sans date."}]
for line in ({**base, "id": "e-1", "titre": "L’écluse", "question": asked, "date": "2023-02-06", "reponses": three},
             {**base, "id": "e-2", "titre": "L’écluse", "question": asked, "date": "2023-02-07", "ministre": "Morel Ève"},
             {**base, "id": "e-3", "titre": "=1+1", "question": "Le quai ; la digue.", "date": "2023-01-05", "reponses": odd},
             {**base, "id": "e-4", "titre": "La digue", "question": "Et la digue ?", "date": "2021"},
             {"id": "e-5", "question": "Rien que l’écluse, sans date."}):
    print(json.dumps(line, ensure_ascii=False))
PYTHON
}

@test "both formats have the same columns, a row for each exchange or for each answer, and R reads their dates" {
    local index=$BATS_TEST_TMPDIR/index
    unset RECORD
    answered_documents >"$BATS_TEST_TMPDIR/e.jsonl"
    "$bin/indexer" --index "$index" --quiet add "$BATS_TEST_TMPDIR/e.jsonl"
    start_searchd s "$index" --max-share 0
    /usr/bin/python3 - "$URL" "$BATS_TEST_TMPDIR/e.jsonl" <<'PYTHON'
import csv, io, json, sys, urllib.error, urllib.request

url, source = sys.argv[1:]
given = {line["id"]: line for line in map(json.loads, open(source, encoding="utf-8"))}


def get(target):
    return urllib.request.urlopen(url + "/api/v1/export." + target).read().decode()


def both(parameters):
    *lines, end = map(json.loads, get("ndjson?" + parameters).splitlines())
    *rows, last = csv.DictReader(io.StringIO(get("csv?" + parameters), newline=""))
    assert end["fin"] and end["count"] == len(lines) == len(rows) == int(last["titre" if "champs" not in parameters else list(last)[1]]), (end, last)
    for line, row in zip(lines, rows):
        assert set(line) - {"reponses", "interventions"} == set(row) - {"echeance", "hors_delai", "reponses", "interventions"}, set(line) ^ set(row)
        for name, value in line.items():
            if name in ("cite", "commune", "province"):
                assert row[name] == " ; ".join(value), row
            elif name in ("auteurs", "ministres"):
                assert json.loads(row[name]) == value, name
            elif name == "serie":
                assert row[name] == (value["id"] if value else ""), row
            elif name not in ("reponses", "interventions", "renvoi"):
                cell = row[name].removeprefix("'") if str(value).startswith("=") else row[name]
                assert cell == ("" if value is None else str(value)), (name, cell, value)
    return lines, rows


lines, rows = both("q=")
assert {line["id"] for line in lines} == set(given) and "reponses" not in rows[0] and "reponse_rang" not in rows[0]
series = {line["id"]: line["serie"] for line in lines}
assert series == {**dict.fromkeys(given), "e-1": {"id": "e-1", "nombre": 2}, "e-2": {"id": "e-1", "nombre": 2}}, series
assert json.load(urllib.request.urlopen(url + "/api/v1/questions/e-2"))["serie"] == series["e-2"]
assert json.load(urllib.request.urlopen(url + "/question/e-4.json"))["serie"] is None
lists = list(csv.DictReader(io.StringIO(get("csv?champs=id,reponses&fin=0"), newline="")))
assert {row["id"]: json.loads(row["reponses"]) for row in lists} == {line["id"]: line["reponses"] for line in lines}

parted, rows = both("par=reponse&q=")
by = {}
for line in parted:
    assert "reponses" not in line
    by.setdefault(line["id"], []).append(line)
for id, document in given.items():
    answers = document.get("reponses", [])
    assert [line["reponse_rang"] for line in by[id]] == (list(range(1, len(answers) + 1)) or [None]), id
    for line, answer in zip(by[id], answers):
        assert line["reponse"] == answer["texte"] and line["reponse_nature"] == answer["nature"]
        assert line["reponse_date"] == answer.get("date") and line["reponse_repondant"] == answer.get("repondant"), line
        assert line["reponse_fonction"] == answer.get("fonction")
assert by["e-2"][0]["reponse"] is None and by["e-2"][0]["reponse_date"] is None
assert [line["reponse_delai_jours"] for line in by["e-1"]] == [14, 30, None] and {line["delai_jours"] for line in by["e-1"]} == {30}
assert [line["reponse_delai_jours"] for line in by["e-3"]] == [None, None]
whole = {line["id"]: line for line in lines}
for line in parted:  # all else is the exchange's
    assert all(line[name] == value for name, value in whole[line["id"]].items() if name not in ("reponse", "reponses")), line["id"]
chosen, _ = both("par=reponse&champs=reponse_date,id,reponse&q=ecluse")
assert all(list(line) == ["id", "reponse", "reponse_date"] for line in chosen) and len(chosen) == 5
assert get("csv?par=echange") == get("csv?q=") and get("csv?par=reponse&fin=0").count("\r\n") == 1 + len(parted)
for target, word in (("csv?champs=reponse_rang", "par=reponse"), ("ndjson?par=reponse&champs=id,reponses", "reponses"),
                     ("csv?par=reponses", "nearest"), ("ndjson?par=reponse&par=echange", "plusieurs")):
    try:
        raise AssertionError((target, get(target)))
    except urllib.error.HTTPError as error:
        assert error.code == 400 and word in error.read().decode(), target
PYTHON
    H=$URL Rscript - <<'R'
rows <- read.csv(paste0(Sys.getenv("H"), "/api/v1/export.csv?par=reponse&fin=0&q="), encoding = "UTF-8", na.strings = "")
stopifnot(nrow(rows) == 8, is.integer(rows$annee), is.integer(rows$delai_jours), is.integer(rows$reponse_rang))
asked <- as.Date(rows$date_question, "%Y-%m-%d")
stopifnot(sum(is.na(asked)) == 2, is.na(asked[rows$id == "e-4"]), rows$annee[rows$id == "e-4"] == 2021)
days <- as.integer(as.Date(rows$reponse_date, "%Y-%m-%d") - asked)
stopifnot(identical(days[rows$id == "e-1"], c(14L, 30L, NA)), identical(rows$reponse_delai_jours[rows$id == "e-1"], c(14L, 30L, NA)))
stopifnot(!is.na(as.POSIXct(rows$premiere_vue, "%Y-%m-%dT%H:%M:%SZ", tz = "UTC")))
R
    stop_searchd
}

# people COUNT: an exchange of each of so many persons
people() {
    awk -v count="$1" 'BEGIN {
        for (n = 0; n < count; n++)
            printf "{\"id\":\"i%d\",\"question\":\"eau %d\",\"auteur\":\"NOM%06d Jean\"}\n", n, n % 100, n
    }' >"$BATS_TEST_TMPDIR/people.jsonl"
}

@test "an index of more people than any parliament has is searched; a list that cannot have all of them is refused" {
    local index=$BATS_TEST_TMPDIR/index
    unset RECORD
    people 40000
    "$bin/indexer" --index "$index" --quiet add "$BATS_TEST_TMPDIR/people.jsonl"
    start_searchd s "$index"
    [ "$(ask "/api/v1/search?q=nom039999" | jq -r '.hits[].id')" = i39999 ]
    [ "$(ask /api/v1/personnes.csv | wc -l)" = 40001 ]
    stop_searchd
    people 131100
    "$bin/indexer" --index "$index" --quiet add "$BATS_TEST_TMPDIR/people.jsonl"
    start_searchd s "$index"
    [ "$(ask "/api/v1/search?q=eau&limit=1" | jq .total)" = 131100 ]
    [ "$(ask "/api/v1/search?q=nom039999" | jq -r '.hits[].id')" = i39999 ]
    [ "$(ask "/api/v1/search?q=auteur:%22nom131099%20jean%22" | jq -r '.hits[].id')" = i131099 ]
    ask /api/v1/personnes.csv | grep -q 131072
    [ "$(status_of /api/v1/personnes.csv)" = 400 ]
    [ "$(status_of /api/v1/personnes)" = 400 ]
    stop_searchd
}
