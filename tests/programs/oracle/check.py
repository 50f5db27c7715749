"""One search, and everything that is answered to it, compared with what the oracle finds."""
import collections
import dataclasses
import json

import groups
from client import Refused
from documents import DELAY_CLASSES, PERSONS, value_key
from evaluate import ANY, AUTO, STRICT, Evaluator
from parse import parse
from query import Typed

FACETS = ("ministre", "auteur", "type", "session", "annee", "statut", "delai", "assemblee", "groupe", "renvoi")
DERIVED = ("fonction",)  # portfolios, which only the engine makes of titles: its counts must be what its filters find
FACET_LIMITS = (1, 2, 5, 20, 20, 10000)
SORTS = ("pertinence", "pertinence", "date", "date-croissante", "delai", "delai-croissant", "reponse")
MOST_PARTLY = 9
NO_DATE = (0, 0, 0)


class Disagreement(Exception):
    """What was answered is not what the oracle finds; `ids` are exchanges that show it."""

    def __init__(self, text, ids=()):
        super().__init__(text)
        self.ids = ids


def expect(is_true, *what):
    if not is_true:
        raise Disagreement(" ".join(map(str, what)))


def same(name, answered, expected):
    expect(answered == expected, f"{name}: answered {answered}, expected {expected}")


def same_set(name, answered, expected):
    more, less = sorted(set(answered) - set(expected)), sorted(set(expected) - set(answered))
    if more or less:
        raise Disagreement(f"{name}: {len(set(answered))} answered, {len(expected)} expected; too many {more[:5]}, "
                           f"missing {less[:5]}", (more + less)[:2])


class Check:
    """Compares the answers to one search."""

    def __init__(self, client, collection, ask, random):
        self.client, self.collection, self.ask, self.random = client, collection, ask, random
        self.parameters = ask.parameters()
        self.sort = random.choice(SORTS)
        self.limit = random.choice([1, 2, 5, 10, 10, 37, 100])
        self.facet_limit = random.choice(FACET_LIMITS)

    def search(self, *more):
        return self.client.ask("/api/v1/search", self.parameters + list(more))

    def run(self):
        """How many exchanges were found."""
        try:
            return self.compare()
        except Disagreement as fault:
            texts = [self.collection.by_id[i].row for i in fault.ids if i in self.collection.ids]
            shown = [{key: row[key] for key in ("id", "titre", "question", "reponse", "date_question")} for row in texts]
            raise Disagreement("\n    ".join([str(fault), *(json.dumps(row, ensure_ascii=False) for row in shown)])) from None

    def run_typed(self):
        """What was typed may be refused, but must say why."""
        try:
            return self.run()
        except Refused as refusal:
            expect(refusal.status == 400 and json.loads(refusal.body)["errors"], refusal)
            return 0

    def compare(self):
        first = self.search(("tri", self.sort), ("limit", str(self.limit)), ("facets", ",".join((*FACETS, *DERIVED))),
                            ("facet_limit", str(self.facet_limit)))
        understood = parse(first["query"]["canonical"])
        tree = understood if isinstance(self.ask.tree, Typed) else self.ask.tree
        self.expected, self.partly = self.both(tree, first)
        if tree is not understood:
            same("what canonical means", self.both(understood, first), (self.expected, self.partly))
        same("documents", first["index"]["documents"], len(self.collection))
        hits = self.pages(first, "hits", lambda page: page["next"])
        ids = [hit["id"] for hit in hits]
        same_set("hits", ids, self.expected)
        same("total", first["total"], len(self.expected))
        expect(len(ids) == len(set(ids)), "an exchange is on two pages")
        self.order(hits)
        self.facets(first["facets"], first["facettes_info"])
        self.cards(first["query"]["cartes"])
        self.partial_ids = []
        if "partiels" in first:
            self.partials(first, ids)
        else:
            expect(not self.partly, f"partiels: none answered, {len(self.partly)} expected")
        self.another_way(first, ids)
        return len(ids)

    def both(self, tree, first, ask=None):
        """What is expected in `hits`, and what follows in `partiels`."""
        ask = ask or self.ask
        evaluator = Evaluator(self.collection, ask, first["query"]["details"], tree)
        strict = evaluator.find(STRICT)
        if self.ask.mode == "all":
            return strict, set()
        if self.ask.mode == "any":
            return evaluator.find(ANY), set()
        loose = evaluator.find(AUTO)
        expect(strict <= loose, "the oracle finds more strictly than loosely")
        relaxed = first["query"]["relaxed"]
        expect(not (strict and relaxed), "relaxed, and yet there are", len(strict), "with all the words:", sorted(strict)[:5])
        expect(strict or relaxed or not loose, "not relaxed, and yet nothing has all the words")
        if not strict:
            return loose, set()
        return strict, loose - strict if len(strict) <= MOST_PARTLY else set()

    # --- pages and their order ------------------------------------------------------------------------

    def pages(self, first, name, following):
        """All hits of a list, page after page, each as large as it may be."""
        hits, page = list(first[name]), first
        while following(page):
            address = following(page)
            page = json.loads(self.client.get(address))
            expect(page[name], f"an empty page of {name} behind {len(hits)}")
            hits += page[name]
            expect(len(hits) <= 2 * len(self.collection), "pages without end")
        return hits

    def key(self, hit):
        """What the order goes by, smallest first."""
        exchange = self.collection.by_id[hit["id"]]
        newest, name = [-part for part in day_of(exchange)], exchange.id.encode()
        if self.sort == "date":
            return (exchange.date is None, newest, name)
        if self.sort == "date-croissante":
            year, month, day = day_of(exchange)
            return (exchange.date is None, [year, month or 99, day or 99], name)
        if self.sort == "reponse":
            parts = (exchange.row["date_reponse"] or "").split("-")
            return (parts == [""], [-int(part or 0) for part in (parts + ["0", "0"])[:3]], newest, name)
        sign = -1 if self.sort == "delai" else 1
        return (exchange.delay is None, sign * (exchange.delay or 0), newest, name)

    def by_score(self, hits):
        """Scores are shown rounded: only where they are none, or the texts are the same, are equal ones equal."""
        last = {}
        for before, after in zip(hits, hits[1:]):
            expect(before["score"] >= after["score"], f"order: {before['id']} {before['score']}, {after['id']} {after['score']}")
        for hit in hits:
            exchange = self.collection.by_id[hit["id"]]
            same_texts = exchange.texts if hit["score"] else None
            rank = ([-part for part in day_of(exchange)], exchange.id.encode())
            if same_texts in last:
                score, before = last[same_texts]
                expect(self.ask.people or score == hit["score"], f"{hit['id']} has another score than {before[1]} with its texts")
                expect(score != hit["score"] or before < rank, f"ties: {before} before {rank}, {score}")
            last[same_texts] = hit["score"], rank

    def order(self, hits):
        if self.sort == "pertinence":
            self.by_score(hits)
            return
        keys = [self.key(hit) for hit in hits]
        for before, after in zip(range(len(hits)), range(1, len(hits))):
            expect(keys[before] <= keys[after], f"order by {self.sort}: {hits[before]['id']} {keys[before]} before",
                   hits[after]["id"], keys[after])

    def partials(self, first, strict_ids):
        answered = first["partiels"]
        room = max(0, self.limit - len(first["hits"]))
        same("partiels.hits", len(answered["hits"]), min(room, len(self.partly)))
        hits = self.pages({"hits": answered["hits"], "partiels": answered}, "hits", lambda page: None)
        address = answered["next"]
        while address:
            page = json.loads(self.client.get(address))
            same("hits beside partiels", page["hits"], [])
            expect(page["partiels"]["hits"], "an empty page of partiels")
            hits += page["partiels"]["hits"]
            address = page["partiels"]["next"]
        ids = [hit["id"] for hit in hits]
        same_set("partiels", ids, self.partly)
        self.partial_ids = ids
        same("partiels.total", answered["total"], len(self.partly))
        expect(len(ids) == len(set(ids)), "an exchange is on two pages of partiels")
        expect(not set(ids) & set(strict_ids), "partiels repeats a hit")
        self.order(hits)

    # --- counts -----------------------------------------------------------------------------------------

    def counted(self, field):
        """How often each value occurs among the matches: {key: count}, of `delai` its classes."""
        counts = collections.Counter()
        for i in self.expected:
            exchange = self.collection.by_id[i]
            if field == "delai":
                counts[exchange.delay_class()] += 1
            else:
                counts.update({value_key(field, value) for value in exchange.values[field]})
        return counts

    def facets(self, answered, infos):
        for field in FACETS:
            counts = self.counted(field)
            rows = answered.get(field, [])
            key = (lambda value: value) if field == "delai" else (lambda value, field=field: value_key(field, value))
            given = {key(row["valeur"]): row["nombre"] for row in rows}
            expect(len(given) == len(rows), f"facet {field}: a value twice: {rows}")
            for value, count in given.items():
                expect(counts[value] == count, f"facet {field}: {value} answered {count}, expected {counts[value]}")
            info = {"distinct": len(counts), "autres": sum(counts.values()) - sum(given.values())}
            same(f"facettes_info of {field}", infos[field], info)
            if field == "delai":  # classes stand in their own order (learnt: also where not all are shown)
                names = [name for name in [name for name, _, _ in DELAY_CLASSES] + ["aucun"] if counts[name]]
                same("classes of delai", [row["valeur"] for row in rows], names[:self.facet_limit])
                continue
            same(f"number of values of facet {field}", len(rows), min(self.facet_limit, len(counts)))
            numbers = [row["nombre"] for row in rows]
            same(f"order of facet {field}", numbers, sorted(counts.values(), reverse=True)[:len(rows)])
            shown = {value for i in self.expected for value in self.collection.by_id[i].values[field]}
            expect(all(row["valeur"] in shown for row in rows), f"facet {field}: a spelling that no match has: {rows}")

    def cards(self, cards):
        """Whom plain words name, with their numbers."""
        expect(self.ask.people or not cards, "cards, though nobody is looked for:", cards)
        for card in cards:
            if card["type"] == "fonction":
                numbers = [0, sum(card["nom"] in exchange.offices for exchange in self.collection), 0]
            elif card["type"] == "portefeuille":  # which only the engine makes of titles: what choosing it finds
                found = self.client.ask("/api/v1/search", [("fonction", card["nom"]), ("limit", "0")])
                numbers = [0, found["total"], 0]
            elif card["type"] == "question":
                numbers = [sum(card["nom"] in exchange.values["numero"] for exchange in self.collection), 0, 0]
            else:
                numbers = [len(self.collection.keys[field].get(value_key(field, card["nom"]), ())) for field in PERSONS]
            same(f"card {card['nom']}", [card["posees"], card["recues"], card["repondues"]], numbers)

    def histogram(self, by):
        answer = self.client.ask("/api/v1/histogram", self.parameters + [("par", by)])
        counts, questions = collections.Counter(), collections.Counter()
        for exchange in self.collection:
            period = period_of(exchange, by)
            if period:
                questions[period] += 1
                counts[period] += exchange.id in self.expected
        same("total of the histogram", answer["total"], len(self.expected))
        for row in answer["histogramme"]:
            period = row["periode"]
            same(f"histogram of {period}", (row["nombre"], row["questions"]), (counts[period], questions[period]))
            share = 1000 * counts[period] / max(1, questions[period])  # between periods with questions stand those without
            expect(abs(row["pour_mille"] - share) < .01, "pour_mille", row)
        rows = [row["periode"] for row in answer["histogramme"]]
        missing = [period for period, count in counts.items() if count and period not in rows]
        expect(not missing, f"histogram without {missing}")
        expect(len(rows) == len(set(rows)), f"histogram: a period twice: {rows}")

    # --- the same another way ---------------------------------------------------------------------------

    def another_way(self, first, ids):
        way = self.random.randrange(7)
        if way == 0:
            self.histogram(self.random.choice(["annee", "mois"]))
        elif way == 1:
            exported = self.client.export(self.parameters)
            same_set("export", [row["id"] for row in exported], self.expected)
            same("rows of the export", len(exported), len(ids))
        elif way == 2:
            offset = self.random.randint(0, len(ids) + 3)
            page = self.search(("tri", self.sort), ("limit", "7"), ("offset", str(offset)), ("partiels", "0"))
            same(f"offset {offset}", [hit["id"] for hit in page["hits"]], ids[offset:offset + 7])
            expect("partiels" not in page, "partiels, though not wanted")
        elif way == 3 and ids:
            self.facet_finds(first["facets"])
        elif way == 4:
            self.canonical(first, ids)
        elif way == 5:
            self.both_lists(ids)
        else:
            self.stats()

    def stats(self):
        fields = self.random.sample([*FACETS, "repondant"], self.random.randint(0, 2))
        base = self.random.choice(["filtres", "tout"])
        answer = self.client.ask("/api/v1/stats", self.parameters + [("par", ",".join(fields)), ("base", base),
                                                                     ("mesures", ",".join(groups.MEASURES))])
        ask = self.ask
        if not any(name == "type" for name, _ in ask.filters) and self.collection.keys["type"]:
            ask = dataclasses.replace(ask, filters=(*ask.filters, groups.WRITTEN))
        asked_types = tuple(row for row in ask.filters if row[0] == "type")
        others = dataclasses.replace(ask, tree=None, filters=ask.filters if base == "filtres" else asked_types)
        tree = parse(answer["query"]["canonical"])
        counted = self.both(tree, answer, ask)[0]
        all_of = Evaluator(self.collection, others, [], None).find(STRICT)
        same("total of stats", answer["total"], len(counted))
        exchanges = [self.collection.by_id[i] for i in counted]
        same("ensemble", rounded(answer["ensemble"]), rounded(groups.measured(exchanges, len(all_of))))
        expected = groups.grouped(exchanges, fields)
        bases = groups.grouped([self.collection.by_id[i] for i in all_of], fields)
        rows = {groups.group_of(row, fields): row for row in answer["lignes"]}
        same("groups", sorted(map(repr, rows)), sorted(map(repr, expected)) if fields else [])
        expect(len(rows) == len(answer["lignes"]), "a group twice:", answer["lignes"])
        without = [any(row[field] is None for field in fields[:1]) for row in answer["lignes"]]
        same("rows without a value", without, sorted(without))
        for group, row in rows.items():
            measures = {name: value for name, value in row.items() if name not in fields}
            same(f"group {group}", rounded(measures), rounded(groups.measured(expected[group], len(bases[group]))))

    def both_lists(self, ids):
        """An offset runs through one list and then the other."""
        offset, limit = self.random.randint(0, len(ids) + len(self.partial_ids) + 2), self.random.randint(0, 9)
        page = self.search(("tri", self.sort), ("limit", str(limit)), ("offset", str(offset)))
        strict, partial = page["hits"], page.get("partiels", {"hits": []})["hits"]
        wanted = (ids + self.partial_ids)[offset:offset + limit]
        same(f"offset {offset}, limit {limit}", [hit["id"] for hit in strict + partial], wanted)
        same(f"hits from {offset} on", len(strict), max(0, min(limit, len(ids) - offset)))

    def facet_finds(self, facets):
        """A facet's count is what its filter finds."""
        rows = [(field, row) for field, rows in facets.items() for row in rows
                if not any(name == field for name, _ in self.ask.filters)]
        if not rows:
            return
        field, row = self.random.choice(rows)
        page = self.search((field, row["valeur"]), ("limit", "0"))
        same(f"filter {field}={row['valeur']}", page["total"], row["nombre"])

    def canonical(self, first, ids):
        """The query as understood finds the same."""
        parameters = [(n, v) for n, v in self.parameters if n != "q"] + [("q", first["query"]["canonical"])]
        page = self.client.ask("/api/v1/search", parameters + [("tri", self.sort), ("limit", str(self.limit))])
        same("canonical", [hit["id"] for hit in page["hits"]], ids[:self.limit])
        same("total of canonical", page["total"], first["total"])
        same("canonical again", page["query"]["canonical"], first["query"]["canonical"])


def rounded(measures):
    return {name: value and round(value, 2) for name, value in sorted(measures.items())}


def day_of(exchange):
    """Year, month and day, 0 for what is not known."""
    return tuple([int(part) for part in exchange.date.split("-")] + [0, 0])[:3] if exchange.date else NO_DATE


def period_of(exchange, by):
    """The year or month of the question; of a question without one none."""
    if not exchange.date:
        return None
    if by == "annee":
        return exchange.date[:4]
    return exchange.date[:7] if len(exchange.date) > 4 else "sans-mois"
