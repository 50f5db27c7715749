#!/usr/bin/python3
"""recount.py [--deadlines FILE] INDEXER URL [QUERY...]: what the daemon counts is what its export holds.

Reads /api/v1/export.ndjson, counts facets, groups (shares, medians, ninth deciles, rates, what is late by the rules of FILE, which the daemon has,
too), histograms, matrices, comparisons, series and profiles by itself, and compares them with the answers of the API, all of it, to the last figure. A
QUERY is a query string ("q=eau&statut=repondue"): what it finds, by the export's word, is counted the same way. The only things taken from the daemon's
word are which spelling of a value it shows, who belongs to a series, and deadlines of working days. What a word is, `INDEXER analyze` says of the texts.

27,000 exchanges take a minute of one processor:
    corpus-generate --count 27000 >many.jsonl; hemicycle-indexer --index I sync corpus many.jsonl; hemicycle-searchd --index I --max-share 0 …
"""
import collections
import csv
import datetime
import functools
import io
import itertools
import json
import math
import re
import subprocess
import sys
import unicodedata
import urllib.parse
import urllib.request

PERSONS = {"auteur", "ministre", "repondant"}
FACETS = ["ministre", "fonction", "auteur", "type", "session", "annee", "statut", "delai", "assemblee", "groupe", "renvoi", "cite", "commune", "province"]
GROUPS = FACETS + ["repondant"]
LATE = ("n_echeance", "repondues_hors_delai", "en_attente_hors_delai")
CLASSES = [(30, "0..30"), (60, "31..60"), (120, "61..120")]
rules_file = None
if sys.argv[1] == "--deadlines":
    _, rules_file = sys.argv.pop(1), sys.argv.pop(1)
indexer = sys.argv.pop(1)
url = sys.argv[1]
compared = 0


def ask(path):
    with urllib.request.urlopen(url + path, timeout=60) as answer:
        return answer.read().decode("utf-8")


def read_export(query):
    lines = [json.loads(line) for line in ask(f"/api/v1/export.ndjson?{query}").splitlines()]
    assert lines[-1]["fin"] and lines[-1]["count"] == len(lines) - 1
    return lines[:-1]


@functools.cache
def export(query):
    """What a query finds, as it stands in `everything`."""
    return [by_id[line["id"]] for line in read_export(f"{query}&champs=id")]


@functools.cache
def fold(field, text):
    """What two spellings of one value have in common: small letters without accents, in words."""
    text = text.lower().replace("œ", "oe").replace("æ", "ae").replace("ß", "ss")
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    words = re.findall(r"\w+", text.lower())
    if field in PERSONS and words:
        words = min(words[i:] + words[:i] for i in range(len(words)))
    return " ".join(words) or text


@functools.cache
def portfolios(titles):
    """« Ministre de l'Emploi et de la Santé »: Emploi, Santé."""
    found = []
    for title in titles.split(";"):
        pieces = re.split(r",| et (?=(?:de|du|des|à|au|aux) |d['’]|ministre\b)", title)
        office = r"^(?:(?:vice-présidente?|ministre-présidente?|ministres?(?! honoraire)|présidente?|et|de|du|des|la|les?|à|aux?) |[dl]['’])+"
        parts = [re.sub(office, "", piece.strip() + " ", flags=re.I).strip() for piece in pieces]
        found += [part for part in parts if part] or [title.strip()]
    return found


def values(document, field):
    """The folded values of a document, each once."""
    told = known[document["id"]]
    if field not in told:
        told[field] = find_values(document, field)
    return told[field]


def find_values(document, field):
    if field == "delai":
        days = document["delai_jours"]
        return ["aucun" if days is None else next((name for most, name in CLASSES if days <= most), ">120")]
    if field == "renvoi":
        return [] if document["statut"] != "repondue" else ["oui" if document["renvoi"] else "non"]
    value = document[field]
    if value in (None, "", 0, []):
        return []
    if field == "annee":
        return [str(value)]
    if field in ("statut",):
        return [value]
    parts = value if field in ("cite", "commune", "province") else portfolios(value) if field == "fonction" else value.split(" ; ") if field in PERSONS else [value]
    return sorted({fold(field, part) for part in parts if part.strip()})


def key(field, shown):
    """The same of a value that the API shows."""
    if shown is None:
        return None
    return str(shown) if field in ("annee", "statut", "delai", "renvoi") else fold(field, shown)


def same(what, ours, theirs):
    global compared
    compared += 1
    if ours != theirs:
        differing = [(k, ours.get(k), theirs.get(k)) for k in {**ours, **theirs} if ours.get(k) != theirs.get(k)]
        sys.exit(f"{what}: (value, recounted, told) {differing[:5]} of {len(differing)}")


def check_facets(query, documents):
    answer = json.loads(ask(f"/api/v1/search?{query}&limit=0&facet_limit=10000&facets={','.join(FACETS)}"))
    same(f"total of {query}", {"total": len(documents)}, {"total": answer["total"]})
    for field in FACETS:
        ours = collections.Counter(v for d in documents for v in values(d, field))
        theirs = {key(field, f["valeur"]): f["nombre"] for f in answer["facets"][field]}
        same(f"facet {field} of {query}", dict(ours), theirs)
        few = json.loads(ask(f"/api/v1/search?{query}&limit=0&facet_limit=2&facets={field}"))
        left = sum(sorted(ours.values())) - sum(f["nombre"] for f in few["facets"][field])
        same(f"facettes_info {field} of {query}", {"distinct": len(ours), "autres": left}, few["facettes_info"][field])
        assert len(few["facets"][field]) == min(2, len(ours))


def is_written(document):
    return bool({"ecrite", "ecrites"} & set(fold("type", document["type"] or "").split()))


def read_rules(path):
    """(folded type, since, days, are working days), the nearest first: those that name a type, then the latest."""
    lines = [line.split("#")[0].split(";")[0] for line in open(path, encoding="utf-8")] if path else []
    found = []
    for line in filter(str.strip, lines):
        name, words = line.split("=")[0].strip(), line.split("=")[1].split()
        since = words[words.index("depuis") + 1] if "depuis" in words else ""
        found.append((name if name == "*" else fold("type", name), since, int(words[0]), "ouvrables" in words))
    return sorted(reversed(found), key=lambda rule: (rule[0] != "*", rule[1]), reverse=True)


def lateness(document):
    """Whether it was answered, or still waits, after the day that its rule gives; None where there is nothing to judge."""
    told = known[document["id"]]
    if "late" not in told:
        told["late"] = judge(document)
    return told["late"]


def judge(document):
    asked, kind = document["date_question"] or "", fold("type", document["type"] or "")
    rule = next((r for r in rules if r[0] in ("*", kind) and r[1] <= asked), None) if len(asked) == 10 else None
    if not rules:
        return None
    due = document.get("echeance")
    assert (due is None) == (rule is None), f"{document['id']} and its rule"
    if rule and not rule[3]: # of working days its own word is taken
        ours = (datetime.date.fromisoformat(asked) + datetime.timedelta(rule[2])).isoformat()
        assert ours == due, f"{document['id']}: due {due}, recounted {ours}"
    waits = document["statut"] in ("sans-reponse", "provisoire")
    end = today if waits else document["date_reponse"] if document["statut"] == "repondue" else None
    return None if due is None or len(end or "") < 10 else end > due


def count_words(documents):
    """The words of each document's texts: the positions that they take."""
    texts = "".join(f"{d[part] or ''} .\n\n" + "findutexte .\n\n" * (part == "reponse") for d in documents for part in ("titre", "question", "reponse"))
    told = subprocess.run([indexer, "analyze", "-"], input=texts, capture_output=True, check=True, encoding="utf-8").stdout
    counts, before = [], -1
    for position, _, surface, *_ in (line.split("\t") for line in told.splitlines()):
        if surface == "findutexte":
            counts.append(int(position) - before - 1)
            before = int(position)
    assert len(counts) == len(documents), "an end is missing"
    return {d["id"]: n for d, n in zip(documents, counts)}


@functools.cache
def interval_rank(n):
    """The largest r for which fewer than r heads among n coins come at most once in forty times."""
    rare = (40 * ways <= 2 ** n for ways in itertools.accumulate(math.comb(n, k) for k in range(n + 1)))
    return sum(itertools.takewhile(bool, rare))


def measures(documents, base):
    days = sorted(d["delai_jours"] for d in documents if d["delai_jours"] is not None)
    n = len(days)
    rank = interval_rank(n)
    judged = [(d, late) for d in documents if (late := lateness(d)) is not None]
    return {
        "nombre": len(documents),
        "repondues": sum(d["statut"] == "repondue" for d in documents),
        "en_attente": sum(d["statut"] in ("sans-reponse", "provisoire") for d in documents),
        "n_delai": n,
        "mediane_delai": (days[n // 2] + days[(n - 1) // 2]) / 2 if n else None,
        "p90_delai": next(d for i, d in enumerate(days) if 10 * (i + 1) >= 9 * n) if n else None,
        "mediane_bas": days[rank - 1] if rank else None,
        "mediane_haut": days[-rank] if rank else None,
        "n_echeance": len(judged),
        "repondues_hors_delai": sum(late and d["statut"] == "repondue" for d, late in judged) if judged else None,
        "en_attente_hors_delai": sum(late and d["statut"] != "repondue" for d, late in judged) if judged else None,
        "questions": len(base),
        "pour_mille": round(1000 * len(documents) / len(base), 4) if base else 0,
        "mots": (count := sum(words[d["id"]] for d in base)),
        "par_million": round(1e6 * len(documents) / count, 4) if count else 0,
    }


def grouped(documents, by):
    groups = collections.defaultdict(list)
    for document in documents:
        keys = [()]
        for field in by:
            keys = [k + (v,) for k in keys for v in values(document, field) or [None]]
        names, titles = ((document[field] or "").split(" ; ") for field in ("ministre", "fonction"))
        if set(by) == {"ministre", "fonction"} and 1 < len(names) == len(titles): # each with the own title
            pairs = {(fold("ministre", n), fold("fonction", p)) for n, t in zip(names, titles) for p in portfolios(t)}
            keys = pairs if by[0] == "ministre" else [(p, n) for n, p in pairs]
        for k in keys:
            groups[k].append(document)
    return groups


def check_stats(query, documents, base, by, extra=""):
    names = "nombre,repondues,mediane_delai,p90_delai,intervalle_mediane,hors_delai,pour_mille,par_million"
    path = f"{query}&par={','.join(by)}&mesures={names}{extra}"
    answer = json.loads(ask(f"/api/v1/stats?{path}"))
    bases = grouped(base, by)
    ours = {k: measures(d, bases[k]) for k, d in grouped(documents, by).items() if by}
    rows = answer["lignes"]
    theirs = {tuple(key(f, row[f]) for f in by): {k: v for k, v in row.items() if k not in by} for row in rows}
    assert len(theirs) == len(rows), f"stats {path}: a group stands twice"
    for row in list(theirs.values()) + [answer["ensemble"]]:
        for rate in ("pour_mille", "par_million"):
            row[rate] = round(row[rate], 4)
    same(f"stats {path}", ours, theirs)
    same(f"whole of {path}", measures(documents, base), answer["ensemble"])
    lines = list(csv.reader(io.StringIO(ask(f"/api/v1/stats.csv?{path}"))))
    told = [[cell(v) for v in row.values()] for row in rows]
    if rows:
        told.insert(0, list(rows[0]))
        same(f"CSV of {path}", dict(enumerate(told)), dict(enumerate(lines)))


def check_matrix(query, documents, rows, columns, most):
    """Two fields at once: the most frequent values of each, the rest together."""
    path = f"{query}&lignes={rows}&colonnes={columns}&max_lignes={most}&max_colonnes={most}"
    answer = json.loads(ask(f"/api/v1/matrix?{path}"))
    same(f"total of matrix {path}", {"total": len(documents)}, {"total": answer["total"]})
    shown = []
    for side, field in (("lignes", rows), ("colonnes", columns)):
        ours = collections.Counter(v for d in documents for v in values(d, field) or [None])
        theirs = {key(field, v["valeur"]): v["nombre"] for v in answer[side]["valeurs"]}
        named = [n for v, n in ours.items() if v is not None]
        best = sorted(named, reverse=True)[:most]
        assert [v["nombre"] for v in answer[side]["valeurs"] if v["valeur"] is not None] == best, f"order of {side} of {path}"
        same(f"{side} of {path}", {v: ours[v] for v in theirs}, theirs)
        assert (None in theirs) == (None in ours), f"{side} of {path}: exchanges without value"
        told = {k: answer[side][k] for k in ("distinct", "autres")}
        same(f"rest of {side} of {path}", {"distinct": len(named), "autres": sum(named) - sum(best)}, told)
        shown.append(list(theirs) + ["autres"])
    ours = collections.Counter()
    for (row, column), found in grouped(documents, [rows, columns]).items():
        ours[row if row in shown[0] else "autres", column if column in shown[1] else "autres"] += len(found)
    theirs = {(r, c): n for r, line in zip(shown[0], answer["cellules"]) for c, n in zip(shown[1], line) if n}
    same(f"cells of matrix {path}", dict(ours), theirs)
    lines = list(csv.reader(io.StringIO(ask(f"/api/v1/matrix.csv?{path}"))))
    assert [line[1:-1] for line in lines[1:-1]] == [[str(n) for n in line] for line in answer["cellules"]], f"CSV of matrix {path}"
    totals = [[v["nombre"] for v in answer[side]["valeurs"]] + [answer[side]["autres"]] for side in ("lignes", "colonnes")]
    assert [line[-1] for line in lines[1:-1]] == [str(n) for n in totals[0]], f"totals of rows of matrix {path}"
    assert lines[-1][1:] == [str(n) for n in totals[1] + [answer["total"]]], f"totals of columns of matrix {path}"


def check_histogram(query, documents, whole, filtered):
    """Matches by year and by month, and all questions of that time."""
    for step, length in (("annee", 4), ("mois", 7)):
        period = lambda d: (d["date_question"] or "")[:length] if len(d["date_question"] or "") >= length else "sans-mois"
        ours, bases = (collections.Counter(period(d) for d in some if d["date_question"]) for some in (documents, whole))
        answer = json.loads(ask(f"/api/v1/histogram?{query}&par={step}"))
        theirs = {b["periode"]: (b["nombre"], b["questions"]) for b in answer["histogramme"]}
        same(f"histogram by {step} of {query}", {p: (n, bases[p]) for p, n in ours.items()}, {p: n for p, n in theirs.items() if n[0]})
        for base, some in (("tout", whole), ("filtres", filtered)):
            counts = collections.Counter()
            for document in some:
                counts[period(document)] += words[document["id"]]
            answer = json.loads(ask(f"/api/v1/histogram?{query}&par={step}&base={base}&mots=1"))
            theirs = {b["periode"]: (b["mots"], round(b["par_million"], 4)) for b in answer["histogramme"] if b["nombre"]}
            rates = {p: (counts[p], round(1e6 * n / counts[p], 4)) for p, n in ours.items()}
            same(f"words of {base} by {step} of {query}", rates, theirs)


def check_compare(asked, series):
    """Things side by side over time: of each label what it finds and the questions of which that is, two queries."""
    for step, length in (("annee", 4), ("mois", 7)):
        period = lambda d: (d["date_question"] or "")[:length]
        rows = list(csv.reader(io.StringIO(ask(f"/comparer.csv?{asked}&par={step}"))))[1:]
        theirs = {(serie, time): (int(n), int(of), float(rate)) for serie, time, n, of, rate in rows}
        ours = {}
        for label, (found, base) in series.items():
            bases = collections.Counter(period(d) for d in export(base))
            counts = collections.Counter(period(d) for d in export(f"{found}&mode=all"))
            for serie, time in theirs:
                if serie == label:
                    of = bases[time]
                    ours[serie, time] = (n := counts.pop(time, 0), of, float(f"{1000 * n / of:.4f}") if of else 0)
            assert not [t for t in counts if len(t) == length], f"{label} by {step}: {counts} are missing"
        same(f"compare {asked} by {step}", ours, theirs)


def check_themes(themes, filters):
    asked = "&".join("q=" + urllib.parse.quote(t) for t in themes)
    check_compare(f"{asked}&{filters}", {t: (f"q={urllib.parse.quote(t)}&{filters}", filters) for t in themes})


def check_compared():
    """Themes, values of a field, periods."""
    check_themes(["eau", "pont", "zzzz"], "")
    check_themes(["eau", "logement", "commune", "emploi", "école"], "statut=repondue&de=2018-03-05&a=2022")
    for field in ("ministre", "type"):
        shown = json.loads(ask(f"/api/v1/search?limit=0&facets={field}&facet_limit=5"))["facets"][field]
        chosen = {v["valeur"]: f"{field}={urllib.parse.quote(v['valeur'])}" for v in shown}
        if len(chosen) > 1:
            check_compare("q=commune&" + "&".join(chosen.values()), {v: (f"q=commune&{c}", c) for v, c in chosen.items()})
    periods = {"2021": "de=2021&a=2021", "2020-09..2022-06": "de=2020-09&a=2022-06"}
    check_compare("q=commune&" + "&".join(f"periode={p}" for p in periods), {p: (f"q=commune&{c}", c) for p, c in periods.items()})


def check_series(query, documents):
    """How many groups of nearly identical questions; in `everything`, who is in which and how many they are."""
    answer = json.loads(ask(f"/api/v1/search?{query}&limit=0&regrouper=1"))
    groups = {d["serie"]["id"] if d["serie"] else d["id"] for d in documents}
    same(f"series of {query}", {"total": len(documents), "series": len(groups)}, {k: answer[k] for k in ("total", "series")})
    if query:
        return
    ours = collections.Counter(d["serie"]["id"] for d in everything if d["serie"])
    same("members of series", dict(ours), {d["serie"]["id"]: d["serie"]["nombre"] for d in everything if d["serie"]})
    for name in list(ours)[:20]:
        members = {d["id"]: True for d in everything if d["serie"] and d["serie"]["id"] == name}
        same(f"series {name}", members, {d["id"]: True for d in export(f"serie={urllib.parse.quote(name)}")})


def cell(value):
    """As CSV has it; what a spreadsheet would run has an apostrophe in front."""
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".")
    return "" if value is None else "'" + value if str(value)[0] in "=+-@" else str(value)


def check_profiles():
    """Persons and offices: how many exchanges are theirs, and by year how they were answered."""
    untold = ("questions", "pour_mille", "mots", "par_million") + (() if rules else LATE)
    for path, listed, roles in (
        ("personnes", "personne", {"auteur": ("posees", "questions_posees"), "ministre": ("recues", "questions_recues")}),
        ("fonctions", "fonction", {"fonction": ("recues", "questions_recues")}),
    ):
        answer = json.loads(ask(f"/api/v1/{path}"))
        for field, (member, _) in roles.items():
            ours = collections.Counter(v for d in everything for v in values(d, field) if re.search(r"\w", v))
            theirs = {key(field, who["nom"]): who[member] for who in answer[path] if who[member]}
            same(f"{path}: {member}", dict(ours), theirs)
        ids = {who["id"] for who in answer[path]}
        assert len(ids) == answer["total"], f"{path}: an id stands twice"
        of_person = {field: collections.defaultdict(list) for field in roles}
        for field in roles:
            for document in written:
                for value in values(document, field):
                    of_person[field][value].append(document)
        for who in answer[path][::7]:
            one = json.loads(ask(f"/{listed}/{urllib.parse.quote(who['id'])}.json"))
            for field, (_, member) in roles.items():
                theirs = of_person[field].get(key(field, who["nom"]), [])
                if member not in one:
                    assert not theirs, f"{who['id']}: {member} is missing"
                    continue
                told = {row.pop("annee"): row for row in one[member]["lignes"]}
                ours = {}
                for (year,), documents in grouped(theirs, ["annee"]).items():
                    ours[year and int(year)] = {k: v for k, v in measures(documents, documents).items() if k not in untold}
                same(f"years of {who['id']}", ours, told)


rules = read_rules(rules_file)
today = json.loads(ask("/api/v1/unanswered?limit=0"))["au"]
everything = read_export("")
by_id = {document["id"]: document for document in everything}
known = {name: {} for name in by_id}
words = count_words(everything)
written = [d for d in everything if is_written(d)] or everything
ids_written = {d["id"] for d in written}
check_profiles()
check_compared()
for query in ["", *sys.argv[2:]]:
    documents = export(query)
    check_facets(query, documents)
    check_series(query, documents)
    alone = urllib.parse.urlencode([(n, v) for n, v in urllib.parse.parse_qsl(query) if n != "q"])
    base = export(alone)
    check_histogram(query, documents, everything, base)
    for rows, columns, most in (("auteur", "ministre", 1000), ("fonction", "annee", 3), ("fonction", "ministre", 1000)):
        check_matrix(query, documents, rows, columns, most)
    names = {name for name, _ in urllib.parse.parse_qsl(query)}
    if "type" not in names:
        documents = [d for d in documents if d["id"] in ids_written]
    kinds = everything if "type" in names else written
    base = base if "type" in names else [d for d in base if d["id"] in ids_written]
    for field in GROUPS:
        check_stats(query, documents, base, [field])
    for by in (["ministre", "annee"], ["auteur", "ministre"], ["ministre", "fonction"], ["session", "statut"], ["annee", "delai"], []):
        check_stats(query, documents, base, by)
    if not names & {"type", "de", "a"}:
        check_stats(query, documents, kinds, ["ministre"], "&base=tout")
print(f"{len(everything)} exchanges, {compared} comparisons")
