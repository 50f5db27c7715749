#!/usr/bin/python3
"""study.py FOLDER FOLDER: what the two studies of docs/study wrote is the same, and what an independent count over the
whole export of $H says. The count shares no line with either: it reads NDJSON, and decides itself who is a minister, what
is answered, and how late."""
import collections, csv, datetime, json, math, os, pathlib, statistics, sys, urllib.parse, urllib.request

TYPE = "Question écrite"
names = ("part.csv", "delais.csv", "attente.csv")


def read(folder, name):
    with open(pathlib.Path(folder, name), encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    def cell(text):
        try:
            return float(text)
        except ValueError:
            return text
    return head, sorted([cell(text) for text in row] for row in rows)


def lines(**parameters):
    address = os.environ["H"] + "/api/v1/export.ndjson?" + urllib.parse.urlencode(parameters)
    *documents, end = map(json.loads, urllib.request.urlopen(address))
    assert end["fin"] and end["count"] == len(documents)
    return [document for document in documents if document["type"] == TYPE]


def days(document):
    answers = [reply for reply in document["reponses"] if "provisoire" not in (reply["nature"] or "").lower()]
    if not answers:
        return None
    return (datetime.date.fromisoformat(answers[0]["date"]) - datetime.date.fromisoformat(document["date_question"])).days


python, r = ({name: read(folder, name) for name in names} for folder in sys.argv[1:3])
for name in names:
    assert python[name] == r[name], (name, [pair for pair in zip(python[name][1], r[name][1]) if pair[0] != pair[1]][:3])
    assert len(python[name][1]) > 1, name

everything = lines()
theme = {document["id"] for document in lines(q="logement OU habitation")}
of = collections.defaultdict(list)
for document in everything:
    for person in document["ministres"]:
        of[person["nom"]].append(document)
of = {name: documents for name, documents in of.items() if any(document["id"] in theme for document in documents)}
months = {name: collections.Counter(document["date_question"][:7] for document in documents) for name, documents in of.items()}
on_theme = {name: [document for document in documents if document["id"] in theme] for name, documents in of.items()}
matches = {name: collections.Counter(document["date_question"][:7] for document in documents) for name, documents in on_theme.items()}
assert python["part.csv"][1] == sorted([name, month, float(matches[name][month]), float(count)] for name in of for month, count in months[name].items())

counted = []
for name, documents in on_theme.items():
    known = sorted(delay for delay in map(days, documents) if delay is not None)
    n, answered = len(documents), len(known)
    # Wilson's bounds are where the distance from the share is 1.96 standard errors of the bound itself.
    bounds = [next(row for row in python["delais.csv"][1] if row[0] == name)[at] for at in (3, 4)] if known else []
    for bound in bounds:
        if 0 < bound < 1:
            assert abs(abs(answered / n - bound) / math.sqrt(bound * (1 - bound) / n) - 1.96) < 0.01, (name, bound)
    # The narrowest pair of delays, as far from either end, that holds the median in 95 of 100 samples.
    held = [at for at in range(answered // 2) if 40 * sum(math.comb(answered, k) for k in range(at + 1)) <= 2 ** answered]
    if known:
        interval = [known[held[-1]], known[-1 - held[-1]]] if held else ["", ""]
        counted.append([name, n, answered, *bounds, answered, statistics.median(known), *interval, n - answered])
assert python["delais.csv"][1] == sorted(counted), (python["delais.csv"][1], sorted(counted))
assert python["attente.csv"][1] == sorted([document["id"], document["ministre"]] for document in everything if document["id"] in theme and days(document) is None)
print(f"{len(everything)} questions counted anew: both studies agree with that and with each other")
