"""Which exchanges a search finds, by looking at each of them.

A node of a query is a set of ids, or None where it says nothing (only common words). It is asked in three ways:
STRICT, all words side by side must occur; AUTO, what follows where they do not; ANY, for `mode=any`.
"""
import collections
import re

import told
from documents import OPEN_HIGH, OPEN_LOW, PERSONS, TEXTS, fold, one_sign_each, open_ligatures, period, value_key, value_words
from query import And, Exact, Fuzzy, List, Or, Phrase, Range, Star, Value, Within, Words
from words import Words as WordSets
from words import units_of

STRICT, AUTO, ANY = "strict", "auto", "any"
ELIDED = r"(?:l|d|j|m|t|s|n|c|qu|jusqu|lorsqu|puisqu|quoiqu)['’]"


def union(sets):
    """Of what says something; None where nothing does."""
    sets = [s for s in sets if s is not None]
    return set().union(*sets) if sets else None


def intersection(sets):
    sets = [s for s in sets if s is not None]
    return set.intersection(*map(set, sets)) if sets else None


class Evaluator:
    """One search of a collection. `details` is what the answer says of how it was understood: other names, misspelt
    words and persons are taken from there, and looked at with suspicion."""

    def __init__(self, collection, ask, details, tree):
        self.collection, self.ask, self.tree = collection, ask, tree
        self.words = WordSets(collection)
        self.told = told.read(details, collection)
        self.keeps_common = False
        self.saw_common = False

    # --- the whole ----------------------------------------------------------------------------------

    def find(self, how):
        """Everything that the search finds."""
        found = self.collection.ids if self.tree is None else self._root(self.tree, how)
        return set(found) & self._filtered()

    def _root(self, tree, how):
        found = self.node(tree, how)
        if found is None and self.saw_common:
            self.keeps_common = True
            found = self.node(tree, how)
        return set() if found is None else found

    def _filtered(self):
        found = set(self.collection.ids)
        for name in dict.fromkeys(name for name, _ in self.ask.filters):
            values = [value for other, value in self.ask.filters if other == name]
            found &= union(self._filter(name, value) for value in values)
        first, last = self.ask.dates
        if first or last:
            low = period(first)[0] if first else OPEN_LOW
            high = period(last)[1] if last else OPEN_HIGH
            found &= {e.id for e in self.collection if e.period and low <= e.period[0] and e.period[1] <= high}
        return found

    def _filter(self, name, value):
        """The whole value, else a part of it."""
        if name == "delai":
            return self.delays(*delay_range(value))
        return self.whole(name, value) or self.part(name, value)

    # --- nodes --------------------------------------------------------------------------------------

    def node(self, node, how, field=None, negative=False, insisted=False):
        if isinstance(node, List):
            return self.list(node, how, field, negative, insisted)
        if isinstance(node, (And, Or)):
            parts = [self.node(item, how, field, negative, insisted) for item in node.items]
            return union(parts) if isinstance(node, Or) else intersection(parts)
        if isinstance(node, Within):
            return self.node(node.item, how, node.field, negative, insisted)
        return self.leaf(node, how, node.field or field, negative, insisted)

    def list(self, node, how, field, negative, insisted):
        """Things side by side. What is excluded, a value, or signed with a plus always holds. Loosely, plain words are
        alternatives, and beside anything firmer (a quotation, a field, a group, a plus) they need not occur."""
        always, firm, plain = [], [], []
        for sign, item in node.items:
            if sign in ("-", "SAUF", "NOT"):
                excluded = self.node(item, STRICT, field, True, insisted)
                always.append(None if excluded is None else self.collection.ids - excluded)
            elif isinstance(item, (Value, Range)) or is_any_value(item):
                always.append(self.node(item, how, field, negative, insisted))
            elif how == STRICT or sign == "+":
                found = self.node(item, STRICT, field, negative, insisted or sign == "+")
                (always if how != AUTO else firm).append(found)
            elif how == ANY or (isinstance(item, Words) and not (item.field or field)):
                plain.append(self.node(item, how, field, negative, insisted))
            else:
                firm.append(self.node(item, how, field, negative, insisted))
        if all(found is None for found in firm) or negative:
            firm.append(union(plain))
        return intersection(always + firm)

    def leaf(self, node, how, field, negative, insisted):
        if isinstance(node, Range):
            return self.range(node)
        if isinstance(node, Value) or field and field not in TEXTS:
            return self.value(node, field)
        fields = (field,) if field else self.ask.fields or TEXTS
        if isinstance(node, Words):
            firmly = field and how != ANY
            return self.run(node.text, STRICT if firmly else how, fields,
                            misspelt=not (negative or insisted), named=not negative, persons=not field)
        if isinstance(node, Phrase):
            if node.distance:
                return self.words.near(node.text, node.distance, fields)
            return self.words.phrase(node.text, fields)
        if isinstance(node, Exact):
            return self.words.phrase(node.word, fields, exact=True)
        if isinstance(node, Star):
            return self.words.with_surfaces(self.starred(node), fields)
        assert isinstance(node, Fuzzy)
        return self.fuzzy(node, fields)

    # --- words --------------------------------------------------------------------------------------

    def run(self, text, how, fields, misspelt, named, persons):
        """Words in a row. What is excluded has no other names, and what is in a field is nobody's."""
        units = units_of(self.words.client, text)
        if units and all(unit.is_common for unit in units):
            self.saw_common = True
            if not self.keeps_common:
                return None
            sets = [self.words.as_written(unit.slots[0], fields) for unit in units]
            return intersection(sets) if how == STRICT else union(sets)
        sets, before = [], set()
        at = 0
        while at < len(units):
            group, other = self.told.name_at(text, units, at, persons) if named else (1, None)
            if other and self.is_compound(other, units[at:at + group]):
                sets.append(self.two_as_one(other.names[0], units[at:at + group], how, fields))
                at += group
                continue
            # Of somebody's name only who is meant by a misspelt word.
            may_be_meant = misspelt and (not other or group == 1 and bool(other.keys))
            inner = [self.one(unit, how, fields, may_be_meant, negative=not named) for unit in units[at:at + group]
                     if not self.is_repeated(unit, before)]
            inner = intersection(inner) if how == STRICT else union(inner)
            if other and inner is not None:
                inner = inner | self.others(other, fields)
            sets.append(inner)
            at += group
        return intersection(sets) if how == STRICT else union(sets)

    @staticmethod
    def is_compound(other, units):
        """Whether the other name is the same with its hyphen, or without: « sans papiers »."""
        typed = re.sub("[ -]", "", fold(" ".join(unit.text for unit in units)))
        return len(units) <= 2 and len(other.names) == 1 and re.sub("[ -]", "", fold(other.names[0])) == typed

    def two_as_one(self, name, units, how, fields):
        """Words that a common word makes another thing of are not looked for by themselves; a preposition of keywords or
        a prefix that is a word only adds the compound."""
        found = self.words.two_as_one(name, fields)
        hangs = any(unit.is_common for unit in units)
        hangs = hangs or any(map(self.words.is_common_plural, units))
        is_firm = len(units) == 1 or hangs and fold(units[0].text) not in ("sur", "entre")
        if how == STRICT and is_firm:
            return found
        inner = [self.words.unit(unit, fields, how != STRICT) for unit in units if not unit.is_common]
        return found | (intersection(inner) if how == STRICT else union(inner))

    def is_repeated(self, unit, before):
        """A word that stood in the run before counts once: its other names or neighbours, told of the first, do, too."""
        terms = frozenset(self.words.slot_terms(unit.slots[0])) if unit.is_single else None
        is_repeated = bool(terms) and terms in before
        before.add(terms)
        return is_repeated

    def one(self, unit, how, fields, misspelt, negative):
        if unit.is_common:
            self.saw_common = True
            return None
        if unit.text in self.told.ignored or how == STRICT and unit.text in self.told.spared:
            return None
        found = self.words.unit(unit, fields, how != STRICT, negative)
        meant = self.told.meant.get(unit.text) if misspelt else None
        if meant:
            self.told.check_misspelt(unit.text, meant, self.words.unit(unit, TEXTS, False))
            found = found | self.words.with_terms(set(self.words.terms_of(meant)), fields)
        return found

    def others(self, other, fields):
        """What is found by other names of a thing, or is somebody's."""
        found = set()
        for name in other.names:
            found |= self.words.name(name, fields)
        return found | {e.id for e in self.collection if e.people & other.keys or e.offices & other.offices}

    def starred(self, node):
        """Surfaces by a pattern with stars; accents count only if it has some, and a ligature is none."""
        pattern = one_sign_each(re.sub(f"^{ELIDED}", "", node.pattern.lower()))
        has_accents = fold(pattern) != open_ligatures(pattern)
        pattern = pattern if has_accents else open_ligatures(pattern)
        expression = re.compile(".*".join(map(re.escape, pattern.split("*"))), re.DOTALL)
        words = {s for s in self.collection.vocabulary if not s.startswith("@")}  # that is a day's key
        found = {s for s in words if expression.fullmatch(s if has_accents else fold(s))}
        self.told.check_expanded(node.pattern, found)
        return found

    def fuzzy(self, node, fields):
        """Typing errors: one in words of four letters and more, two from eight on; none in those with digits; what
        the first letter is decides which words are compared (learnt). The stems of the word itself count, too, if any
        text has it."""
        word = re.sub(f"^{ELIDED}", "", fold(node.word))
        limit = 0 if len(word) < 4 or any(c.isdigit() for c in word) else 1 if len(word) < 8 else 2
        limit = (node.errors or limit) if limit else 0
        near = {s for s in self.collection.vocabulary if is_near(word, fold(s), limit)}
        typed = re.sub(f"^{ELIDED}", "", node.word.lower())
        tokens = self.words.client.tokens(typed)[0]
        whole = [token for token in tokens if token["surface"] == typed] or tokens  # not the parts of a compound
        is_written = any(fold(s) == word for s in near)
        terms = set(whole[0]["termes"] if whole and is_written else ())
        return self.words.with_surfaces(near, fields) | self.words.with_terms(terms, fields)

    # --- values -------------------------------------------------------------------------------------

    def value(self, node, field):
        if isinstance(node, Star) and node.pattern == "*":
            return {e.id for e in self.collection if e.values[field]}
        if isinstance(node, (Star, Fuzzy)) or isinstance(node, Phrase) and node.distance:
            raise told.Unjudged("stars, tildes and proximity in values")
        if isinstance(node, Exact):
            return self.whole(field, node.word)
        text = node.text
        if getattr(node, "is_quoted", False) or isinstance(node, Phrase):
            return self.whole(field, text) or self.in_order(field, text) or (
                self.part(field, text) if field in PERSONS else set())
        return self.part(field, text)

    def whole(self, field, text):
        """Exchanges that have this value, or, of several persons, all that were typed."""
        if field == "id":
            return {text} & self.collection.ids
        return set(self.collection.keys[field].get(value_key(field, text), ()))

    def part(self, field, text):
        """Exchanges with a value that has all the words, each as often as typed, wherever they stand in it; of a person
        also joined with its particles (`decroo`), and « St » is « Saint »."""
        if field == "id":
            return self.whole(field, text)
        wanted = value_words(text)

        def has(value):
            words = value_words(value)
            if field in PERSONS:
                return has_name(words, [SAINTS.get(word, word) for word in wanted])
            return collections.Counter(wanted) <= collections.Counter(words)

        return {e.id for e in self.collection if wanted and any(map(has, e.values[field]))}

    def in_order(self, field, text):
        wanted = value_words(text)

        def has(value):
            words = value_words(value)
            return any(words[n:n + len(wanted)] == wanted for n in range(len(words)))

        return {e.id for e in self.collection if wanted and any(map(has, e.values[field]))} if field != "id" else set()

    def range(self, node):
        if node.field == "delai":
            return self.delays(node.low, node.high, node.none)
        if node.field == "annee":
            return {e.id for e in self.collection if e.row["annee"] is not None
                    and node.low <= e.row["annee"] <= node.high}
        periods = ((e.id, e.answer_period if node.field == "date_reponse" else e.period) for e in self.collection)
        return {i for i, span in periods if span and node.low <= span[0] and span[1] <= node.high}

    def delays(self, low, high, none=False):
        return {e.id for e in self.collection
                if (e.delay is None if none else e.delay is not None and low <= e.delay <= high)}


SAINTS = {"st": "saint", "ste": "sainte"}
PARTICLES = set("de du des la le les van vande vanden vander von der den ten ter di da del dos el al ben saint sainte".split())


def has_name(words, wanted):
    """Whether each word typed is another of a name's, or several in a row of which all but the last are particles or a
    letter."""
    words = [SAINTS.get(word, word) for word in words]
    left = list(words)
    for word in wanted:
        taken = [word] if word in left else next(
            (words[n:end] for n in range(len(words)) for end in range(n + 2, len(words) + 1)
             if "".join(words[n:end]) == word and all(w in PARTICLES or len(w) == 1 for w in words[n:end - 1])), None)
        if not taken or collections.Counter(taken) - collections.Counter(left):
            return False
        for one in taken:
            left.remove(one)
    return True


def is_any_value(node):
    """Whether it asks for any value of a field, or for the very one, which are values like another."""
    is_any = isinstance(node, Within) and isinstance(node.item, Star) and node.item.pattern == "*"
    return is_any or isinstance(node, Within) and isinstance(node.item, Exact) and node.field not in TEXTS


def delay_range(text):
    """(low, high, none) of what a filter `delai` says."""
    if text == "aucun":
        return 0, 0, True
    for mark, ends in ((">=", (0, None)), (">", (1, None)), ("<=", (None, 0)), ("<", (None, -1))):
        if text.startswith(mark):
            number = int(text[len(mark):])
            low, high = ends
            return (OPEN_LOW if low is None else number + low), (OPEN_HIGH if high is None else number + high), False
    low, dots, high = text.partition("..")
    ends = [int(low) if low else OPEN_LOW, (int(high) if high else OPEN_HIGH) if dots else int(low)]
    if low and high:
        ends.sort()
    return ends[0], ends[1], False


def is_near(typed, word, limit):
    """Whether at most `limit` letters are missing, added, wrong or exchanged; the first letter is one of the first two
    typed. A short word, or one with digits, only is itself."""
    if typed == word:
        return True
    if limit == 0 or abs(len(typed) - len(word)) > limit or len(word) < 4 or any(c.isdigit() for c in word):
        return False
    return word[:1] in typed[:2] and errors_between(typed, word) <= limit


def errors_between(a, b):
    rows = [[max(i, j) if not i * j else 0 for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (a[i - 1] != b[j - 1]))
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[len(a)][len(b)]
