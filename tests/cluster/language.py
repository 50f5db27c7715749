"""Random addresses of a server: searches of the whole language, and every route that takes one."""

import json
import os
import random
import re
import sys
import urllib.error
import urllib.parse
import urllib.request

ORACLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "programs", "oracle")
sys.path.insert(0, ORACLE)

from client import Client
from documents import Collection
from generate import Generator

FACETS = "auteur,ministre,annee,delai,statut,groupe,type,session,fonction,assemblee,renvoi,cite,commune,province"
SORTS = ["pertinence", "pertinence", "pertinence", "date", "date-croissante", "delai", "delai-croissant", "reponse"]
ANY_VALUE = "auteur ministre groupe session fonction assemblee renvoi cite commune province date_reponse delai".split()
PLACES = ["Namur", "Liège", "Charleroi", "Mons", "Hainaut", "Luxembourg", "Tournai", "Huy"]
COLLECTED = 150  # exchanges from whose texts searches are made
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def get(server, address):
    try:
        with OPENER.open(server + address, timeout=120) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


class Plain:
    """Queries of words and values in the order of signs and leaves that comes, whether they find something or not."""

    def __init__(self, chance, collection):
        self.random = chance
        texts = (exchange.row[part] or "" for exchange in collection for part in ("titre", "question", "reponse"))
        self.texts = [re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", text) for text in texts]
        self.texts = [words for words in self.texts if len(words) > 10]
        self.words = sorted({word for words in self.texts for word in words if len(word) > 1})
        self.authors = sorted({name for exchange in collection for name in exchange.values["auteur"] if '"' not in name})

    def word(self):
        return self.random.choice(self.words)

    def phrase(self, count):
        return '"' + " ".join(self.word() for _ in range(count)) + '"'

    def near(self):
        """Words of a passage, in any order, one of them perhaps twice; or some that stand nowhere together."""
        count = self.random.randint(2, 9)
        words = self.words
        if self.random.random() < 0.7:
            text = self.random.choice(self.texts)
            start = self.random.randrange(len(text))
            words = text[start : start + 2 * count]
        words = [word for word in self.random.choices(words, k=count) if len(word) > 3] or ["eau"]
        return f'"{" ".join(words)}"~{self.random.randint(1, 99)}'

    def leaf(self, depth):
        pick, choice = self.random.randint, self.random.choice
        leaves = [
            self.word, self.word, self.word, self.word,
            lambda: self.word()[: pick(3, 5)] + "*",
            lambda: self.word() + "~",
            lambda: self.phrase(2),
            self.near,
            self.near,
            lambda: "titre:" + self.word(),
            lambda: "reponse:" + self.word(),
            lambda: f"titre:{self.phrase(2)}~9",
            lambda: "=" + self.word(),
            lambda: "-" + self.word(),
            lambda: f"annee:{pick(2012, 2020)}..{pick(2018, 2025)}",
            lambda: "delai:" + choice(["0..30", ">60", "aucun", "31..90"]),
            lambda: "date:" + choice(["2019", "2020-05", "2016..2021", "2018-02-11..2021-03", ">2019"]),
            lambda: "statut:" + choice(["repondue", "sans-reponse"]),
            lambda: f'auteur:"{choice(self.authors)}"',
            lambda: f"{choice(['', '-'])}{choice(ANY_VALUE)}:*",
            lambda: f'{choice(["commune", "province"])}:"{choice(PLACES)}"',
            lambda: f"({self.query(depth + 1)})",
        ]
        return choice(leaves[:-1] if depth > 2 else leaves)()

    def query(self, depth=0):
        parts = [self.leaf(depth)]
        for _ in range(self.random.choice([0, 0, 1, 1, 2, 3, 5])):
            parts += [self.random.choice(["", "", "", "OU", "SAUF", "ET"]), self.leaf(depth)]
        return " ".join(part for part in parts if part)


class Language:
    """Random searches, half of them from the generator of the oracle, which finds more."""

    def __init__(self, server, seed):
        self.random = random.Random(seed)
        rows = [json.loads(line) for line in get(server, "/api/v1/export.ndjson?q=")[1].splitlines()[:-1]]
        self.ids = [row["id"] for row in rows]
        collection = Collection(self.random.sample(rows, min(COLLECTED, len(rows))), Client(server))
        self.plain = Plain(self.random, collection)
        self.generator = Generator(self.random, collection)
        self.people = sorted({name for exchange in collection for name in exchange.values["auteur"]})

    def query(self):
        """What is asked for, as parameters."""
        if self.random.random() < 0.5:
            return self.generator.ask().parameters()
        return [("q", self.plain.query()), ("mode", self.random.choice(["all", "any", "auto", "auto"]))]

    def address(self):
        chance, choice = self.random.random, self.random.choice
        asked = self.query() + [("tri", choice(SORTS))]
        if chance() < 0.5:
            asked += [("facets", FACETS), ("facet_limit", choice(["1", "5", "20", "10000"]))]
        if chance() < 0.2:
            asked.append(("explain", "1"))
        if chance() < 0.2:
            asked.append(("offset", choice(["10", "20", "50"])))
        if chance() < 0.2:
            asked.append(("regrouper", "1"))
        return "/api/v1/search?" + urllib.parse.urlencode(asked)

    def other(self):
        """An address of any other route."""
        chance, choice = self.random.random, self.random.choice
        fields = ["ministre", "annee", "auteur", "type", "groupe", "statut", "delai", "fonction", "session", "repondant"]
        two = self.random.sample(fields, 2)
        routes = [
            ("/api/v1/histogram", [("par", choice(["mois", "annee"]))]),
            ("/api/v1/stats", [("par", ",".join(two[: choice([1, 2])])), ("base", choice(["filtres", "tout"]))]),
            ("/api/v1/stats.csv", [("par", two[0])]),
            ("/api/v1/matrix", [("lignes", two[0]), ("colonnes", two[1])]),
            ("/api/v1/matrix.csv", [("lignes", two[0]), ("colonnes", two[1])]),
            ("/delais.json", []),
            ("/delais.csv", [("par", two[0])]),
            ("/api/v1/concordance", []),
            ("/api/v1/concordance.csv", []),
            ("/api/v1/chiffres", []),
            ("/api/v1/chiffres.csv", []),
            ("/api/v1/export.ndjson", []),
            ("/api/v1/export.csv", []),
            ("/api/v1/unanswered", []),
            ("/recherche", []),
            ("/recherche.atom", []),
        ]
        if chance() < 0.3:
            return self.of_exchange() if chance() < 0.6 else self.of_word()
        route, more = choice(routes)
        asked = self.query() + more
        if route == "/recherche" and chance() < 0.5:
            asked += [("tri", choice(SORTS)), ("page", choice(["1", "2", "5"]))]
        return route + "?" + urllib.parse.urlencode(asked)

    def of_exchange(self):
        name = urllib.parse.quote(self.random.choice(self.ids), safe="")
        return self.random.choice(
            [f"/api/v1/questions/{name}", f"/api/v1/questions/{name}/similaires", f"/question/{name}", f"/question/{name}.txt"]
        )

    def of_word(self):
        quote, chance = urllib.parse.quote, self.random
        word = chance.choice(self.plain.words)
        two = urllib.parse.urlencode([("q", word), ("q", chance.choice(self.plain.words))])
        return chance.choice([
            f"/api/v1/suggest?q={quote(word[: chance.randint(1, 6)])}",
            f"/suggestions?q={quote(word[: chance.randint(1, 4)])}",
            f"/comparer.csv?{two}",
            f"/comparer?{two}",
            f"/comparer.svg?{two}",
            f"/api/v1/personnes?q={quote(chance.choice(self.people).split()[0])}" if self.people else "/api/v1/personnes",
            f"/api/v1/fonctions?offset={chance.randint(0, 50)}",
            f"/api/v1/personnes?offset={chance.randint(0, 200)}",
        ])
