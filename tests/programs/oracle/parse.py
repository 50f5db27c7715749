"""The query language as searchd prints it, back into a tree: docs/query-language.md, "Grammar" and "The way back".

What is typed may need repair; what is printed (`canonical`) needs none, and is read here to see that it means the same.
"""
import re

from documents import OPEN_HIGH, OPEN_LOW, TEXTS, period
from query import And, Exact, Fuzzy, List, Or, Phrase, Range, Star, Value, Within, Words

RANGES = ("date", "date_reponse", "annee", "delai")
FIELD = re.compile("(titre|question|reponse|auteur|ministre|fonction|repondant|type|session|numero|id|assemblee|groupe|renvoi|statut|"
                   r"date_reponse|date|annee|delai):(?=\S)")
WORD = re.compile(r'[^\s()"]+')


class Unreadable(Exception):
    """What is printed is not in the language."""


def parse(text):
    parser = Parser(text)
    tree = parser.any_of() if text else None
    if parser.at < len(parser.text):
        raise Unreadable(f"« {text} » from {parser.at} on")
    return tree


class Parser:
    def __init__(self, text):
        self.text, self.at = text, 0

    def sees(self, expression):
        match = re.compile(expression).match(self.text, self.at)
        if match:
            self.at = match.end()
        return match

    def any_of(self):
        parts = [self.all_of()]
        while self.sees(r" OU "):
            parts.append(self.all_of())
        return Or(tuple(parts)) if len(parts) > 1 else parts[0]

    def all_of(self):
        parts = [self.list()]
        while self.sees(r" ET "):
            parts.append(self.list())
        return And(tuple(parts)) if len(parts) > 1 else parts[0]

    def list(self):
        items, joins = [], False
        while True:
            sign, item, is_bare = self.item()
            if is_bare and joins:
                items[-1] = ("", Words(f"{items[-1][1].text} {item.text}"))
            else:
                items.append((sign, item))
            joins = is_bare
            if not self.sees(r" (?!(?:OU|ET) )"):
                break
        return List(tuple(items)) if len(items) > 1 or items[0][0] else items[0][1]

    def item(self):
        """(sign, thing, whether it is a bare word, which goes with the one before it)."""
        sign = self.sees(r"[+-](?=[^\s])")
        field = self.sees(FIELD.pattern)
        item, is_bare = self.primary(field and field[1])
        return sign[0] if sign else "", item, is_bare and not sign and not field

    def primary(self, field):
        if field in RANGES:
            quoted = self.sees('"([^"]*)"')
            return read_range(field, quoted[1] if quoted else self.word()), False
        if self.sees(r"\("):
            item = self.any_of()
            if not self.sees(r"\)"):
                raise Unreadable(f"« {self.text} »: a bracket is open at {self.at}")
            return in_field(field, item), False
        if quoted := self.sees('"([^"]*)"'):
            near = self.sees(r"~(\d+)")
            phrase = Phrase(quoted[1], int(near[1]) if near else None)
            return in_field(field, phrase), False
        word = self.word()
        if word.startswith("=") and len(word) > 1:
            return in_field(field, Exact(word[1:])), False
        # In an address, or behind a sign, neither star nor tilde says anything (learnt).
        may_expand = ":" not in word and (word[0].isalnum() or word[0] in "*%€")
        is_form = field in (None, *TEXTS) and re.match(r"(?:[^*]*[^*0-9A-Za-z])?\d{5}\*\d{2}(?![*0-9A-Za-z])[^*]*$", word)
        may_expand = may_expand and not is_form  # « Cerfa 12345*01 » (learnt)
        if may_expand and "*" in word:
            return in_field(field, Star(word)), False
        if may_expand and (match := re.fullmatch(r"(.+)~([12]?)", word)):
            return in_field(field, Fuzzy(match[1], int(match[2]) if match[2] else None)), False
        return in_field(field, Words(word)), True

    def word(self):
        match = self.sees(WORD.pattern)
        if not match:
            raise Unreadable(f"« {self.text} »: no word at {self.at}")
        return match[0]


def in_field(field, item):
    if not field:
        return item
    if field in TEXTS:
        return Words(item.text, field) if isinstance(item, Words) and not item.field else Within(field, item)
    if isinstance(item, Words):
        return Value(field, item.text)
    if isinstance(item, Phrase) and not item.distance:
        return Value(field, item.text, True)
    return Within(field, item)


def read_range(field, text):
    if text == "aucun":
        return Range(field, text, 0, 0, True)
    if text == "*":
        return Range(field, text, OPEN_LOW, OPEN_HIGH)

    def ends(value):
        return period(value) if field.startswith("date") else (int(value), int(value))

    if match := re.fullmatch(r"(>=|<=)(.+)", text):
        low, high = ends(match[2])
        return Range(field, text, *((low, OPEN_HIGH) if match[1] == ">=" else (OPEN_LOW, high)))
    low, dots, high = text.partition("..")
    return Range(field, text, ends(low)[0], ends(high if dots else low)[1])
