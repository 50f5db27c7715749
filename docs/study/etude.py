#!/usr/bin/env python3
# %% [markdown]
# Who is asked about housing, how late are the answers, and what still waits?
#
# A study from question to figure, cell by cell (Jupyter, Spyder and VS Code open this file as a notebook), with nothing
# but Python: H=http://127.0.0.1:8080 python3 docs/study/etude.py FOLDER. What the service counts is taken as it is; etude.R
# counts the same from exports. Change THEME and ask your own question.

# %%
import csv, json, math, os, pathlib, sys, urllib.parse, urllib.request

H = os.environ.get("H", "http://127.0.0.1:8080")
OUT = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
THEME = "logement OU habitation"
WRITTEN = {"type": "Question écrite"}  # oral ones are answered at once: their delays say nothing


def ask(path, **parameters):
    address = f"{H}/api/v1/{path}?" + urllib.parse.urlencode(parameters, doseq=True)
    with urllib.request.urlopen(address) as answer:
        return json.load(answer)


def table(name, columns, rows):
    with open(OUT / name, "w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([columns, *sorted(rows)])


# %% [markdown]
# **What is counted.** The citation goes into the footnote: with the dump of that day anybody has the same exchanges.

# %%
citation = ask("citation", q=THEME, **WRITTEN)["citation"]
print(citation["texte"])
found = ask("search", q=THEME, limit=0, facets="ministre", facet_limit=10000, **WRITTEN)
ministers = [value["valeur"] for value in found["facets"]["ministre"]]

# %% [markdown]
# **Monthly share of the theme, by minister.** Each month's questions on the theme over all that the minister was asked.

# %%
share = []
for minister in ministers:
    everything = ask("histogram", q="", par="mois", ministre=minister, **WRITTEN)["histogramme"]
    on_theme = ask("histogram", q=THEME, par="mois", ministre=minister, **WRITTEN)["histogramme"]
    matches = {point["periode"]: point["nombre"] for point in on_theme}
    share += [(minister, point["periode"], matches.get(point["periode"], 0), point["nombre"])
              for point in everything if point["nombre"] > 0 and len(point["periode"]) == 7]
table("part.csv", ["ministre", "mois", "nombre", "questions"], share)

# %% [markdown]
# **Delays, with intervals.** The median of those answered, between the two order statistics that hold it 19 times in 20
# (exact, from six delays on), and the share answered with Wilson's interval. Those waiting stand beside, with their own number.


# %%
def wilson(k, n, z=1.96):
    middle, spread = (k + z * z / 2) / (n + z * z), z * math.sqrt(k * (n - k) / n + z * z / 4) / (n + z * z)
    return round(middle - spread, 4), round(middle + spread, 4)


delays = []
measures = "nombre,repondues,mediane_delai,intervalle_mediane"
for line in ask("stats", q=THEME, par="ministre", mesures=measures, **WRITTEN)["lignes"]:
    if line["n_delai"]:
        low, high = ("" if line[name] is None else line[name] for name in ("mediane_bas", "mediane_haut"))
        delays.append((line["ministre"], line["nombre"], line["repondues"], *wilson(line["repondues"], line["nombre"]),
                       line["n_delai"], float(line["mediane_delai"]), low, high, line["en_attente"]))
table("delais.csv", ["ministre", "nombre", "repondues", "part_bas", "part_haut", "n", "mediane", "bas", "haut", "en_attente"], delays)

# %% [markdown]
# **What waits**, the longest first.

# %%
waiting = ask("unanswered", q=THEME, limit=100, **WRITTEN)
table("attente.csv", ["id", "ministre"], [(hit["id"], hit["ministre"]) for hit in waiting["hits"]])
print(len(ministers), "ministers,", found["total"], "questions,", waiting["total"], "waiting")

# %% [markdown]
# **The figure**: medians and their intervals.

# %%
drawn = [(*row[:7], *([row[6]] * 2 if row[7] == "" else row[7:9])) for row in sorted(delays)]
most = max((row[8] for row in drawn), default=1)
rows = "".join(
    f'<g transform="translate(230,{30 + 26 * i})"><text x="-8" y="4" text-anchor="end">{row[0]}</text>'
    f'<line x1="{row[7] * 380 / most:.1f}" x2="{row[8] * 380 / most:.1f}" stroke="#888" stroke-width="3"/>'
    f'<circle cx="{row[6] * 380 / most:.1f}" r="5"/><text x="400" y="4">{row[6]:g} j., n = {row[5]}</text></g>'
    for i, row in enumerate(drawn))
(OUT / "delais.svg").write_text(
    f'<svg xmlns="http://www.w3.org/2000/svg" width="760" height="{40 + 26 * len(delays)}" font-family="sans-serif" font-size="13">{rows}</svg>\n',
    encoding="utf-8")
