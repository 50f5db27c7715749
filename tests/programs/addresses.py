#!/usr/bin/python3
"""addresses.py --documents: exchanges with every identifier that might have no address of its own, as JSON Lines.
addresses.py URL [BASE]: asks a daemon that has exactly them, at URL, whose links begin with BASE (or have no host).

Each link that any answer gives must be the one address of its exchange, and lead to it in each of its forms.
"""
import csv
import html
import http.client
import io
import json
import re
import sys
import urllib.parse

IDS = [
    # a form, and what it is a form of
    "avis", "avis.txt", "avis.json", "avis.txt.txt", "avis.json.json", "avis.json.txt", ".json", ".txt", "x.json", "x.JSON",
    "seul.txt", "texte.", "a.atom", "a.csv", "a.html",
    # a route of the API, and words that are one
    "c", "c/similaires", "c/similaires/similaires", "similaires", "/similaires", "d.txt/similaires", "e/similaires.json",
    "question", "question/avis", "recherche", "api/v1/search", "api/v1/questions/c", "healthz",
    # slashes
    "an/14/qe/47351", "an%2F14%2Fqe%2F47351", "an%252F14", "an", "an/", "an//", "/an", "//an", "an//14", "/", "//",
    "sp/associations/F1119", "http://exemple.be/question/avis", "//exemple.be/x",
    # dots that are no segments
    "...", "..a", "a..", "a..b", "%2e%2e", "%2E", "a/...", "a/..b", "a/%2e%2e/b",
    # what URLs are made of
    "?", "#", "%", "&", ";", "=", "+", "@", ":", ",", "!", "$", "*", "'", "(", ")", "[", "]", "~", "|", "^", "`", "{", "}",
    "a?b=c", "a#b", "a%", "a%4", "a%41", "aA", "a%u0041", "a+b", "a%20b", "a%2Bb", "a;b", "a;b=c", "a&b", "a&amp;b", "a=b",
    "?surligner=eau", "avis?surligner=eau", "avis#reponse", "\\", "a\\..\\b", "\"", "a\"b", "<b>", "--", "-", "_", "0", "00",
    # letters beyond ASCII, composed and not, twice encoded, and what nobody sees
    "é", "e\u0301", "É", "%C3%A9", "Ã©", "œuvre", "ﬁn", "東京", "😀", "a\u00a0b", "a\u3000b", "a\u202eb", "a\u200bb", "a\u2028b",
    "\ufeffa", "a\u0085b", "ß", "ss",
    # long ones
    "x" * 200, "/" * 199 + "x", "%" * 200, "é" * 100, "😀" * 50, "x" * 196 + ".txt", "x" * 195 + ".json", "x" * 195,
]
WORDS = "aval amont basse haute neuve vieille double courte longue sèche noyée murée gardée peinte bleue grise rouge".split()
TITLES = {name: f"Barque {n} sur le canal" for n, name in enumerate(IDS)}
NAMES = {title: name for name, title in TITLES.items()}

if sys.argv[1] == "--documents":
    for n, name in enumerate(IDS):
        reply = "La barque passe le pont." if n % 2 else ""
        print(json.dumps({"id": name, "titre": TITLES[name], "reponse": reply,
                          "question": f"Où va la barque du canal ? À l'écluse {WORDS[n % len(WORDS)]}.",
                          "date_question": f"2021-05-{n % 28 + 1:02}"}))
    sys.exit(0)

root = urllib.parse.urlsplit(sys.argv[1])
base = sys.argv[2] if len(sys.argv) > 2 else ""
connection = http.client.HTTPConnection(root.netloc, timeout=30)
failures, checks = [], 0


def ask(target, accept="*/*"):
    connection.request("GET", target, headers={"Accept": accept})
    answer = connection.getresponse()
    return answer.status, answer, answer.read().decode()


def check(is_good, *what):
    global checks
    checks += 1
    if not is_good:
        failures.append(" ".join(str(part)[:120] for part in what))


def path_of(link):
    """What to ask for; links have a host only where they must, and then it is BASE or that of the request."""
    path_base = urllib.parse.urlsplit(base).path
    for start in (base, f"http://{root.netloc}"):
        if start and link.startswith(start):
            return link[len(start) - len(urllib.parse.urlsplit(start).path):]
    check(link.startswith(path_base + "/"), "a link without", path_base, link)
    return link


address = {}  # of each identifier: what the first link to it was


def note(name, link, where):
    path = path_of(link)
    check(address.setdefault(name, path) == path, where, "links", name, "at", path, "not", address.get(name))


def pages(target, following):
    """The texts of a page and those behind it; a link to the next one may be relative to the page."""
    while target:
        status, _, text = ask(path_of(target))
        check(status == 200, target, status)
        yield text
        link = following(text)
        target = link and urllib.parse.urljoin(target, link)


def all_hits(path):
    for text in pages(f"{path}limit=100", lambda text: json.loads(text)["next"]):
        yield from json.loads(text)["hits"]


def match(pattern, text):
    found = re.search(pattern, text)
    return html.unescape(found[1]) if found else ""


prefix = urllib.parse.urlsplit(base).path
found = list(all_hits(f"{prefix}/api/v1/search?"))
check(sorted(hit["id"] for hit in found) == sorted(IDS), "not all are in the index", set(IDS) ^ {h["id"] for h in found})
for hit in found:
    note(hit["id"], hit["url"], "search")
for hit in all_hits(f"{prefix}/api/v1/unanswered?"):
    note(hit["id"], hit["url"], "unanswered")
for line in ask(f"{prefix}/api/v1/export.ndjson")[2].splitlines()[:-1]:
    note(json.loads(line)["id"], json.loads(line)["url"], "NDJSON")
rows = list(csv.DictReader(io.StringIO(ask(f"{prefix}/api/v1/export.csv")[2])))[:-1]
check(len(rows) == len(IDS), "CSV has", len(rows), "rows")
for row in rows:
    note(NAMES[row["titre"]], row["url"], "CSV")
entries = 0
for text in pages(f"{prefix}/recherche.atom?q=canal", lambda text: match(r'<link rel="next" [^>]*href="([^"]*)"', text)):
    for entry in text.split("<entry>")[1:]:
        entries += 1
        note(NAMES[match(r"<title[^>]*>(?:[^<]*: )?(Barque \d+ sur le canal)", entry)],
             match(r'<link rel="alternate" [^>]*href="([^"#]*)', entry) or match(r'<link href="([^"#]*)', entry), "Atom")
check(entries >= len(IDS), entries, "entries")
listed = 0
for text in pages(f"{prefix}/recherche?q=canal", lambda text: match(r'<a rel="next" href="([^"]*)"', text)
                  or match(r'href="([^"]*)" rel="next"', text)):
    for link, title in re.findall(r'<h\d[^>]*><a href="([^"?#]*)[^"]*"[^>]*>(.*?)</a>', text, re.S):
        listed += 1
        note(NAMES[html.unescape(re.sub(r"<.*?>", "", title)).strip()], html.unescape(link), "results")
check(listed == len(IDS), listed, "hits on pages")
maps = re.findall(r"<loc>(.*?)</loc>", ask(f"{prefix}/sitemap.xml")[2])
places = [path_of(html.unescape(at)) for part in maps for at in re.findall(r"<loc>(.*?)</loc>", ask(path_of(part))[2])]
check(sorted(places) == sorted(address.values()), "the sitemap has others", set(places) ^ set(address.values()))
check(len(set(address.values())) == len(IDS), "addresses are shared")

FORMS = {"application/json": lambda text: json.loads(text)["titre"], "text/plain": lambda text: text.split("\n")[0],
         "text/html": lambda text: match(r"<h1[^>]*><bdi>(.*?)</bdi>", text)}


def check_form(name, link, kind, where):
    status, answer, text = ask(path_of(link), accept=kind)
    is_good = status == 200 and answer.headers.get_content_type() == kind and FORMS[kind](text).strip() == TITLES[name]
    check(is_good, where, "of", name, ":", link, "as", kind, "is", status, text[:60])
    return answer, text


for name, path in address.items():
    check("/" not in path.removeprefix(f"{prefix}/question/"), "a bare slash", path)
    for kind in FORMS:
        answer, text = check_form(name, path, kind, "the address")
        links = {(m[1], m[2]): m[0] for m in re.findall(r'<([^>]*)>; rel="([^"]*)"(?:; type="([^"]*)")?',
                                                        answer.headers.get("Link", ""))}
        if kind == "text/html":
            note(name, match(r'<link rel="canonical" href="([^"]*)"', text), "canonical")
            note(name, match(r'"@id":"([^"]*)"', text).replace("\\/", "/"), "JSON-LD")
            note(name, match(r"url = \{([^}]*)\}", text).replace("\\", ""), "BibTeX")
            for also, link in re.findall(r'<link rel="alternate" type="([^"]*)" href="([^"]*)"', text):
                if also in FORMS:
                    links["alternate", also] = html.unescape(link)
            for link, also in re.findall(r'<li><a href="([^"]*)">(Texte seul|JSON)</a>', text):
                check_form(name, html.unescape(link), {"JSON": "application/json"}.get(also, "text/plain"), "the page's link")
        else:
            note(name, links["canonical", ""], "Link")
            note(name, links["cite-as", ""], "Link")
        for also in ("application/json", "text/plain"):
            check_form(name, links["alternate", also], also, "Link" if kind != "text/html" else "head")
            has_ending = links["alternate", also] != links.get(("canonical", ""), path)
            taken = name + {"application/json": ".json", "text/plain": ".txt"}[also] in TITLES
            check(has_ending != taken, "a form of", name, "at", links["alternate", also])
    encoded = urllib.parse.quote(name, safe="")
    check(json.loads(ask(f"{prefix}/api/v1/questions/{encoded}")[2]).get("id") == name, "API", name)
    similar = json.loads(ask(f"{prefix}/api/v1/questions/{encoded}/similaires")[2])
    check(similar.get("id") == name and similar.get("total", 0) > 0, "similar", name)
    for hit in similar.get("hits", []):
        note(hit["id"], hit["url"], "similar")
    status, answer, _ = ask(f"{path}?utm_source=lettre&surligner=eau")
    check(status == 301 and answer.headers["Location"] == f"{path}?surligner=eau", "trackers", name, status)
    if '"' not in name and any(letter.isalnum() for letter in name):  # else no query can say it
        status, answer, _ = ask(f"{prefix}/recherche?q=" + urllib.parse.quote(f"https://exemple.be{path}"))
        check(status == 303, "a pasted address of", name, status)
        if status == 303:
            note(name, answer.headers["Location"], "303")

for nowhere in ("rien.json", "rien.txt", "rien", "rien%2Fsimilaires", "an/14"):
    check(ask(f"{prefix}/question/{nowhere}")[0] == 404, nowhere)
print(*failures[:40], sep="\n")
print(f"{len(IDS)} identifiers, {checks} checks, {len(failures)} failures")
sys.exit(1 if failures else 0)
