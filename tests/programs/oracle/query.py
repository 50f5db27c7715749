"""Queries as trees, and how they are typed.

A tree is made by the generator and never parsed: what it means is known before it is written down, with only the
brackets that docs/query-language.md, "Precedence", asks for.
"""
import dataclasses
import typing


@dataclasses.dataclass(frozen=True)
class Words:
    """Plain words in a row; all of them in `field`, where one is given."""
    text: str
    field: typing.Optional[str] = None

    def typed(self):
        if not self.field:
            return self.text
        return f"{self.field}:({self.text})" if " " in self.text else f"{self.field}:{self.text}"


@dataclasses.dataclass(frozen=True)
class Phrase:
    """Words in quotation marks; near each other, where `distance` is given."""
    text: str
    distance: typing.Optional[int] = None
    field: typing.Optional[str] = None
    marks: tuple = ('"', '"')

    def typed(self):
        near = "" if self.distance is None else f"~{self.distance}"
        return f"{self.field + ':' if self.field else ''}{self.marks[0]}{self.text}{self.marks[1]}{near}"


@dataclasses.dataclass(frozen=True)
class Exact:
    word: str
    field: typing.Optional[str] = None

    def typed(self):
        return f"{self.field + ':' if self.field else ''}={self.word}"


@dataclasses.dataclass(frozen=True)
class Star:
    pattern: str
    field: typing.Optional[str] = None

    def typed(self):
        return f"{self.field + ':' if self.field else ''}{self.pattern}"


@dataclasses.dataclass(frozen=True)
class Fuzzy:
    word: str
    errors: typing.Optional[int] = None
    field: typing.Optional[str] = None

    def typed(self):
        return f"{self.field + ':' if self.field else ''}{self.word}~{'' if self.errors is None else self.errors}"


@dataclasses.dataclass(frozen=True)
class Value:
    """A value of a field that is no text: a name, a type…"""
    field: str
    text: str
    is_quoted: bool = False

    def typed(self):
        if self.is_quoted:
            return f'{self.field}:"{self.text}"'
        return f"{self.field}:({self.text})" if " " in self.text else f"{self.field}:{self.text}"


@dataclasses.dataclass(frozen=True)
class Range:
    """Dates, years or days from `low` to `high`, both included; `none`: documents without. `text` is how it is typed."""
    field: str
    text: str
    low: int
    high: int
    none: bool = False

    def typed(self):
        return f'{self.field}:"{self.text}"' if " " in self.text else f"{self.field}:{self.text}"


@dataclasses.dataclass(frozen=True)
class List:
    """Things side by side: (sign, thing), the sign being "", "+" or "-"."""
    items: tuple

    def typed(self):
        return " ".join(sign_typed(sign, item) for sign, item in self.items)


@dataclasses.dataclass(frozen=True)
class Within:
    """A field before a group: of what has none of its own."""
    field: str
    item: typing.Any

    def typed(self):
        return f"{self.field}:({self.item.typed()})"


@dataclasses.dataclass(frozen=True)
class And:
    items: tuple
    word: str = "ET"

    def typed(self):
        return f" {self.word} ".join(bracketed(item, (And, Or)) for item in self.items)


@dataclasses.dataclass(frozen=True)
class Or:
    items: tuple
    word: str = "OU"

    def typed(self):
        return f" {self.word} ".join(bracketed(item, (Or,)) for item in self.items)


LEAVES = (Words, Phrase, Exact, Star, Fuzzy, Value, Range)


def bracketed(item, loose):
    return f"({item.typed()})" if isinstance(item, loose) else item.typed()


def sign_typed(sign, item):
    """In a list: an operator or a list within it needs brackets, and so do signed words that are several."""
    several = isinstance(item, Words) and not item.field and " " in item.text
    text = f"({item.typed()})" if isinstance(item, (List, And, Or)) or (sign and several) else item.typed()
    return {"": "", "+": "+", "-": "-", "SAUF": "SAUF ", "NOT": "NOT "}[sign] + text


@dataclasses.dataclass(frozen=True)
class Typed:
    """Whatever somebody typed: what it means is read from how it was understood."""
    text: str

    def typed(self):
        return self.text


@dataclasses.dataclass(frozen=True)
class Ask:
    """A whole search: the tree (None: everything) and the parameters that choose documents."""
    tree: typing.Any
    mode: str = "auto"
    people: bool = False
    fields: tuple = ()       # dans=
    filters: tuple = ()      # (name, value)
    dates: tuple = (None, None)    # de=, a=: as exported dates, YYYY…
    spelled: tuple = (None, None)  # the same as they are typed

    def parameters(self):
        parameters = [("q", self.tree.typed())] if self.tree else []
        if self.mode != "auto":
            parameters.append(("mode", self.mode))
        if not self.people:
            parameters.append(("personnes", "0"))
        parameters += [("dans", field) for field in self.fields] + list(self.filters)
        return parameters + [(name, date) for name, date in zip(("de", "a"), self.spelled) if date]
