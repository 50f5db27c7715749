#!/usr/bin/env python3
"""Asks two servers the same and tells where they differ: one over a folder, one over a cluster.

    parity.py FOLDER_URL CLUSTER_URL [--queries N] [--seed N]     searches of the whole language, facets, sorts, pages
    parity.py FOLDER_URL CLUSTER_URL --addresses FILE             the addresses of the file, one a line
    parity.py CLUSTER_URL --load N                                N searches: how many failed

Answers must be the same to the byte but for how long they took, when a generation was committed, and cursors, which are
the backend's own. Exit code 1: some were not.
"""

import argparse
import json
import random
import re
import sys
import urllib.error
import urllib.parse
import urllib.request

OWN = {"took_us", "commit_time", "next", "suivant", "request_id", "instance", "type_url",
       "generation", "reprise"}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
FACETS = "auteur,ministre,annee,delai,statut,groupe,type,session,repondant,fonction,assemblee,renvoi,cite"
SORTS = ["pertinence", "pertinence", "pertinence", "date", "date-croissante", "delai", "delai-croissant", "reponse"]
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def get(server, address):
    try:
        with OPENER.open(server + address, timeout=120) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def without_own(value, server):
    if isinstance(value, dict):
        return {key: without_own(item, server) for key, item in value.items() if key not in OWN}
    if isinstance(value, list):
        return [without_own(item, server) for item in value]
    return MOMENT.sub("", value.replace(server, "")) if isinstance(value, str) else value


def comparable(body, server):
    """The answer without what may differ; an export of lines in the order of its lines."""
    try:
        return without_own(json.loads(body), server)
    except ValueError:
        lines = body.decode(errors="replace").replace(server, "").splitlines()
        own = r"cursor=[\w-]+|[\d.]+ ?ms|\d\d:\d\d:\d\d|/nouveautes/[0-9a-f]{16}|\d\d h \d\d"
        return sorted(re.sub(own, "", line) for line in lines)


class Language:
    """Random queries, of words and values that the index has."""

    def __init__(self, server, seed):
        self.random = random.Random(seed)
        self.words, self.values = set(), {}
        for offset in range(0, 300, 50):
            _, body = get(server, f"/api/v1/search?q=&limit=50&offset={offset}")
            for hit in json.loads(body)["hits"]:
                text = " ".join([hit["titre"] or "", *hit["extraits"].values()])
                self.words.update(re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", text))
                for field in ("auteur", "ministre", "type", "groupe"):
                    if hit[field] and '"' not in hit[field]:
                        self.values.setdefault(field, set()).add(hit[field])
        self.words = sorted(word for word in self.words if len(word) > 1)
        self.values = {field: sorted(values) for field, values in self.values.items()}

    def word(self):
        return self.random.choice(self.words)

    def phrase(self, count):
        return '"' + " ".join(self.word() for _ in range(count)) + '"'

    def leaf(self, depth):
        pick, choice = self.random.randint, self.random.choice
        leaves = [
            self.word, self.word, self.word, self.word,
            lambda: self.word()[: pick(3, 5)] + "*",
            lambda: self.word() + "~",
            lambda: self.phrase(2),
            lambda: f"{self.phrase(pick(2, 4))}~{pick(1, 60)}",
            lambda: "titre:" + self.word(),
            lambda: "reponse:" + self.word(),
            lambda: f"titre:{self.phrase(2)}~9",
            lambda: "=" + self.word(),
            lambda: "-" + self.word(),
            lambda: f"annee:{pick(2012, 2020)}..{pick(2018, 2025)}",
            lambda: "delai:" + choice(["0..30", ">60", "aucun", "31..90"]),
            lambda: "date:" + choice(["2019", "2020-05", "2016..2021", "2018-02-11..2021-03", ">2019"]),
            lambda: "statut:" + choice(["repondue", "sans-reponse"]),
            lambda: f'auteur:"{choice(self.values.get("auteur", ["Martin"]))}"',
            lambda: f"({self.query(depth + 1)})",
        ]
        return choice(leaves[:-1] if depth > 2 else leaves)()

    def query(self, depth=0):
        parts = [self.leaf(depth)]
        for _ in range(self.random.choice([0, 0, 1, 1, 2, 3, 5])):
            parts += [self.random.choice(["", "", "", "OU", "SAUF", "ET"]), self.leaf(depth)]
        return " ".join(part for part in parts if part)

    def address(self):
        chance, choice = self.random.random, self.random.choice
        asked = {"q": self.query(), "mode": choice(["all", "any", "auto", "auto"]), "tri": choice(SORTS)}
        if chance() < 0.5:
            asked["facets"] = FACETS
        if chance() < 0.2:
            asked["explain"] = "oui"
        if chance() < 0.2:
            asked["offset"] = choice([10, 20, 50])
        if chance() < 0.2:
            asked["regrouper"] = "oui"
        if chance() < 0.1 and "type" in self.values:
            asked["type"] = choice(self.values["type"])
        return "/api/v1/search?" + urllib.parse.urlencode(asked)


def compare(folder, cluster, addresses, must_be_found=False):
    count, other = 0, 0
    for address in addresses:
        count += 1
        expected, found = get(folder, address), get(cluster, address)
        is_wanted = expected[0] == 200 or not must_be_found
        if is_wanted and expected[0] == found[0] and comparable(expected[1], folder) == comparable(found[1], cluster):
            continue
        other += 1
        print(f"{expected[0]} {found[0]} {urllib.parse.unquote(address)}")
    print(f"{count} answers compared, {other} differ")
    return other == 0 and count > 0


def follow(folder, cluster, language, count):
    """The pages behind the first, by the cursors of each."""
    for _ in range(count):
        places, seen = [language.address()] * 2, ([], [])
        for _ in range(4):
            for i, server in enumerate((folder, cluster)):
                answer = json.loads(get(server, places[i])[1]) if places[i] else {}
                seen[i].extend((hit["id"], hit["score"]) for hit in answer.get("hits", []))
                places[i] = answer.get("next")
        if seen[0] != seen[1]:
            print(f"pages differ: {seen[0][:3]} {seen[1][:3]}")
            return False
    return True


def load(server, count, seed):
    language = Language(server, seed)
    failed = 0
    for _ in range(count):
        status, body = get(server, language.address())
        if status >= 500:
            failed += 1
            print(status, body[:300].decode(errors="replace"))
    print(f"{count} searches, {failed} failed")
    return failed == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("servers", nargs="+")
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--addresses", type=argparse.FileType())
    parser.add_argument("--load", type=int)
    asked = parser.parse_args()
    if asked.load:
        sys.exit(not load(asked.servers[0], asked.load, asked.seed))
    folder, cluster = asked.servers
    if asked.addresses:
        sys.exit(not compare(folder, cluster, asked.addresses.read().splitlines(), True))
    language = Language(folder, asked.seed)
    is_same = compare(folder, cluster, (language.address() for _ in range(asked.queries)))
    sys.exit(not (follow(folder, cluster, language, asked.queries // 10) and is_same))


main()
