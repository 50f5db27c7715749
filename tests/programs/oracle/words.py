"""What words stand for: a text of a query as units, a unit as a set of exchanges.

Written from docs/query-language.md and docs/french-analysis.md. Where these are silent the rule was learnt from what
searchd answers, and says "learnt".
"""
import re

from documents import TEXTS, fold, open_ligatures

MAX_SPELLINGS = 24  # learnt: accented spellings that one word without accents may stand for


class Unit:
    """What a person meant as one: a word, a compound, a date, both sexes of an inclusive form.

    `slots`: by position, the tokens that stand there; `covers`: tokens that stand for all of it.
    """

    def __init__(self, tokens, text):
        self.start = min(t["debut"] for t in tokens)
        self.end = max(t["fin"] for t in tokens)
        self.text = text.encode()[self.start:self.end].decode()
        self.slots, self.covers, self.is_stray = [], [], False
        last = max(t["position"] for t in tokens)
        for token in tokens:
            later = [t for t in tokens if t["position"] > token["position"]]
            if later and later[0]["debut"] < token["fin"]:
                self.covers.append(token)
            elif self.slots and self.slots[-1][0]["position"] == token["position"]:
                self.slots[-1].append(token)
            else:
                self.slots.append([token])
        assert self.slots and self.slots[-1][0]["position"] == last

    @property
    def is_date(self):
        return any(token["surface"].startswith("@") for token in self.covers)

    @property
    def is_single(self):
        return len(self.slots) == 1 and not self.covers

    @property
    def is_common(self):
        return self.is_stray or not self.covers and all(is_common(slot) for slot in self.slots)

    @property
    def hangs_on_common_word(self):
        """`non-respect` without « non » would say something else."""
        return bool(self.covers) and len(self.slots) > 1 and (is_common(self.slots[0]) or is_common(self.slots[-1]))


def is_common(slot):
    return not any(token["termes"] for token in slot)


HANGING = set("""AUX AVEC DANS DE DES ELLE IL JE LA LE LES MON NOTRE NOUS ON OU PAR POUR QUE QUEL QUELLE QUI QUOI SANS SUIS SUR TU
UN UNE VOTRE VOUS""".split())


def calm(text):
    """Capitals throughout say nothing, where there are two words and one of five letters, or one that hangs on others."""
    letters = re.findall(r"[^\W\d_]+", text)
    elided = re.search(r"(?<![^\W\d_])(?:[CDJL]|QU)['’]", text)
    telling = elided or any(len(word) >= 5 or word in HANGING for word in letters)
    shouted = len(letters) > 1 and telling and not any(c.islower() for c in text)
    return text.lower() if shouted else text


def are_all_capitals(text):
    return len(re.findall(r"[^\W\d_]+", text)) > 1 and not any(c.islower() for c in text)


def units_of(client, text):
    tokens, _ = client.tokens(calm(text))
    units, group, end = [], [], 0
    for token in tokens:
        if group and token["position"] != group[-1]["position"] and token["debut"] >= end:
            units.append(Unit(group, text))
            group, end = [], 0
        group.append(token)
        end = max(end, token["fin"])
    units += [Unit(group, text)] if group else []
    mark_stray(units, text)
    return units


def mark_stray(units, text):
    """A lone « d » or « c » before a word that it could be elided to: its apostrophe is missing, apart or there twice."""
    for unit, following in zip(units, units[1:]):
        gap = text.encode()[unit.end:following.start]
        word = fold(following.slots[0][0]["surface"])
        if len(gap) <= 1 or gap[0] == ord("'") or gap[0] >= 0x80:
            unit.is_stray = (unit.text == "d" and len(word) > 1 and word[0] in "aeiouyh"
                             or unit.text == "c" and word[0] == "e" and following.is_common)


def has_digit(token):
    return any(c.isdigit() for c in token["surface"])


def asked_terms(token):
    """The terms that one looks for who types the word: of a whole and its parts (`L. 1234-5`) only the whole, but of
    `1er` and `Albert II` also the number, and of `2022s`, which has no parts, all."""
    terms = token["termes"]
    if re.fullmatch(r"\d+s", token["surface"]):
        return terms
    return terms[:1] if has_digit(token) and terms[:1] != ["1e"] else terms


def is_plain(surface):
    """Typed without accents. A ligature is none."""
    return fold(surface) == open_ligatures(surface)


class Words:
    """What words find in a collection."""

    def __init__(self, collection):
        self.collection, self.client = collection, collection.client

    def terms_of(self, word):
        """All terms of a word by itself."""
        return [term for token in self.client.tokens(word)[0] for term in asked_terms(token)]

    def occurs(self, surface):
        return bool(self.collection.having_surface(surface, TEXTS))

    def spellings(self, surface):
        """Surfaces of the index that may be meant: without accents all that fold to it, else other ligatures only."""
        same = self.collection.folded.get(fold(surface), set()) - {surface}
        if not is_plain(surface):
            opened = open_ligatures(surface)
            same = {s for s in same if open_ligatures(s) == opened}
        assert len(same) <= MAX_SPELLINGS, "more spellings than are looked for"
        return same

    def slot_terms(self, slot):
        """By what stems a place of a query is looked for: those typed, and those of what may be meant."""
        terms = set()
        for token in slot:
            terms.update(asked_terms(token))
            if not token["termes"] or has_digit(token):
                continue
            if not is_plain(token["surface"]):
                # A text without accents, only where there is one.
                plain = fold(token["surface"])
                terms.update(self.terms_of(plain) if self.occurs(plain) else ())
            else:
                for spelling in self.spellings(token["surface"]):
                    terms.update(self.terms_of(spelling))
        return terms

    def slot_surfaces(self, slot, exact):
        """What may stand at a place of a quotation: accents may be left out, and ligatures be two letters."""
        surfaces = set()
        for token in slot:
            surface = token["surface"]
            surfaces.add(surface)
            if has_digit(token):
                continue
            opened = open_ligatures(surface)
            for spelling in self.spellings(surface):
                if not exact or open_ligatures(spelling) == opened:
                    surfaces.add(spelling)
        return surfaces

    def with_terms(self, terms, fields):
        return set().union(*(self.collection.having_term(term, fields) for term in terms))

    def with_surfaces(self, surfaces, fields):
        return set().union(*(self.collection.having_surface(surface, fields) for surface in surfaces))

    # --- places -----------------------------------------------------------------------------------

    def places(self, exchange, field, test):
        return {token.position for token in exchange.tokens[field] if test(token)}

    def side_by_side(self, slots, fields):
        """Exchanges with tokens that pass the tests of `slots`, (offset, test), at these offsets of one text."""
        found = set()
        for exchange in self.collection:
            for field in fields:
                rows = [{p - offset for p in self.places(exchange, field, test)} for offset, test in slots]
                if set.intersection(*rows):
                    found.add(exchange.id)
        return found

    def within(self, tests, others, fields):
        """Exchanges with a word of which each of the tests is true, each at a place of its own, with at most `others` between."""
        found = set()
        for exchange in self.collection:
            if any(self._is_within([self.places(exchange, field, test) for test in tests],
                                   others + len(tests) - 1) for field in fields):
                found.add(exchange.id)
        return found

    def _is_within(self, rows, span):
        if not all(rows):
            return False
        return any(distinct([sorted(p for p in row if start <= p <= start + span) for row in rows], start)
                   for start in set().union(*rows))

    # --- a unit -----------------------------------------------------------------------------------

    def single(self, unit, fields, negative=False):
        slot = unit.slots[0]
        terms = self.slot_terms(slot)
        found = self.with_terms(terms, fields)
        if negative or self.with_terms(terms, TEXTS):
            return found
        # Of PAS where no text has it in capitals, and of « ayants », « pas » and « ayant » are meant (learnt).
        written = [t for t in slot if t["termes"] and not has_digit(t) and
                   (self.occurs(t["surface"]) or any(map(self.occurs, self.other_spellings(t["surface"]))))]
        if written:
            typed = slot[0]["surface"]
            found = found | self.with_surfaces({typed}, fields)
            found |= self.with_terms({fold(typed)[:-1]} if typed.endswith("s") else set(), fields)
        return found

    def other_spellings(self, surface):
        return self.spellings(surface) if is_plain(surface) else {fold(surface)}

    def as_written(self, slot, fields):
        """A common word, where it is looked for at all: by its surface."""
        surfaces = {token["surface"] for token in slot}
        for token in slot:
            surfaces |= self.other_spellings(token["surface"])
        return self.with_surfaces(surfaces, fields)

    def slot_tests(self, unit):
        """[(position, what may stand there)]: stems; a common word stands where the unit hangs on it."""
        tests, ends = [], (unit.slots[0], unit.slots[-1])
        for slot in unit.slots:
            if not is_common(slot):
                tests.append((slot[0]["position"], by_terms(self.slot_terms(slot))))
            elif unit.hangs_on_common_word and any(slot is end for end in ends):
                tests.append((slot[0]["position"], by_surfaces(self.common_surfaces(slot))))
        if unit.covers and len(unit.slots) > 1 and not unit.is_date:
            tests = [(position, self._in_either_number(test, slot)) if (slot := self._end_at(ends, position)) else
                     (position, test) for position, test in tests]
        return tests

    def common_surfaces(self, slot):
        return {t["surface"] for t in slot} | {s for t in slot for s in self.spellings(t["surface"])}

    @staticmethod
    def _end_at(ends, position):
        return next((end for end in ends if end[0]["position"] == position), None)

    def _in_either_number(self, test, slot):
        """Of « ayant » and « ayants » only one is a common word: at the end of a compound it is the other one, too."""
        terms = {fold(token["surface"]) for token in slot if not token["termes"]}
        surfaces = {token["termes"][0] for token in slot if token["termes"] and self.is_common_word(token["termes"][0])}
        return lambda token: test(token) or bool(terms & token.terms) or token.surface in surfaces

    def compound(self, unit, fields, is_loose):
        """Joined, or its parts side by side; loosely any of them."""
        joined = self.with_terms({t for token in unit.covers for t in asked_terms(token)}, fields)
        if unit.is_date:
            return joined
        tests = self.slot_tests(unit)
        if tests:
            joined = joined | self.side_by_side(tests, fields)
        if not is_loose or unit.hangs_on_common_word:
            return joined
        return joined.union(*(self.with_terms(self.slot_terms(slot), fields) for slot in unit.slots
                              if not is_common(slot)))

    def unit(self, unit, fields, is_loose, negative=False):
        return self.single(unit, fields, negative) if unit.is_single else self.compound(unit, fields, is_loose)

    # --- quotations -------------------------------------------------------------------------------

    def phrase(self, text, fields, exact=False):
        """These surfaces in this order; None for no words."""
        slots, units = [], units_of(self.client, text)
        for unit in units:
            if unit.is_date:
                day = {token["surface"] for token in unit.covers}
                slots.append((unit.slots[0][0]["position"], by_surfaces(day)))
            else:
                slots += [(slot[0]["position"], self._written(slot, exact, text)) for slot in unit.slots]
        if len(units) > 1 and not units[0].is_date:
            slots[0] = slots[0][0], self._with_letter(units[0].slots[0], slots[0][1])
        return self.side_by_side(slots, fields) if slots else None

    @staticmethod
    def _with_letter(slot, test):
        """Who begins to quote at the number of « L. 3253-14 » or « N 63 » leaves its letter out (learnt)."""
        numbers = {t["surface"] for t in slot if re.fullmatch(r"\d{1,4}", t["surface"])}
        surfaces = {letter + number for number in numbers for letter in "adelnr"}
        rows = {t["termes"][0] for t in slot if has_digit(t) and re.search("[-/]", t["surface"]) and len(t["termes"]) > 1}
        return lambda token: test(token) or token.surface in surfaces or bool(rows & token.terms)

    def _written(self, slot, exact, text):
        """A common word in capitals (CE) is known by its term, not by its surface, unless all is in capitals."""
        known = self._in_capitals(slot)
        terms = {term for token in known for term in token["termes"]}
        surfaces = self.slot_surfaces([t for t in slot if t not in known or are_all_capitals(text)], exact)
        return lambda token: token.surface in surfaces or bool(terms & token.terms)

    def _in_capitals(self, slot):
        return [t for t in slot if t["texte"].isupper() and t["texte"].isalpha() and t["termes"]
                and not self.client.tokens(t["surface"])[0][0]["termes"]]

    def near(self, text, others, fields):
        """Stems, in any order; common words by their surface."""
        tests = [by_surfaces(self.slot_surfaces(slot, False)) if is_common(slot) else
                 self._written(slot, False, text) if self._in_capitals(slot) and are_all_capitals(text) else
                 by_terms(self.slot_terms(slot))
                 for unit in units_of(self.client, text) for slot in unit.slots]
        return self.within(tests, others, fields) if tests else None

    def is_common_plural(self, unit):
        """« ayants » is no common word, but « ayant » is."""
        return any(token["termes"] and self.is_common_word(token["termes"][0]) for token in unit.slots[0])

    def is_common_word(self, word):
        tokens = self.client.tokens(word)[0]
        return bool(tokens) and is_common(tokens)

    def two_as_one(self, text, fields):
        """« sans-papiers », typed joined or in two words: with its hyphen, or side by side, of which none may be missing."""
        slots = [slot for unit in units_of(self.client, text.replace("-", " ")) for slot in unit.slots]
        found = set().union(*(self.with_terms({term for token in unit.covers or unit.slots[0] for term in asked_terms(token)}, fields)
                              for unit in units_of(self.client, text.replace(" ", "-"))))
        tests = [(n, self._in_either_number(by_surfaces(self.common_surfaces(slot)) if is_common(slot) else
                                            by_terms(self.slot_terms(slot)), slot)) for n, slot in enumerate(slots)]
        return found | self.side_by_side(tests, fields)

    def name(self, text, fields):
        """Another name of something: stems side by side, common words being any but those that a compound hangs on."""
        tests = [test for unit in units_of(self.client, text) for test in self.slot_tests(unit)]
        return self.side_by_side(tests, fields)


def by_terms(terms):
    return lambda token: bool(terms & token.terms)


def by_surfaces(surfaces):
    return lambda token: token.surface in surfaces


def distinct(rows, start):
    """Whether each row can have a place of its own, one of them being `start`."""
    if not all(rows):
        return False

    def choose(n, taken):
        if n == len(rows):
            return start in taken
        return any(choose(n + 1, taken | {p}) for p in rows[n] if p not in taken)

    return choose(0, frozenset())
