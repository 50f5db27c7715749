"""What an answer says it did of its own accord: misspelt words, other names, persons, words left out.

These depend on lists and thresholds that nobody can look up, so the oracle believes what is told, where it may be so:
a word said to be misspelt must be rare, may have no digit, and what it is taken for must occur.
"""
import re

from documents import PERSONS, value_key

MISSPELT = re.compile("«\u00a0(.+?)\u00a0» (ne se trouve dans aucun échange|est rare dans les échanges)\u00a0: "
                      "«\u00a0(.+)\u00a0» est cherché aussi")
ASKING = re.compile("(.+)\u00a0: mots? de la question, (non cherchés?|pas exigés?)")
PEOPLE = re.compile("(.+)\u00a0: aussi les échanges de (.+?)(?: et (\\d+) autres)?")
NAMES = re.compile("(.+)\u00a0: aussi («\u00a0.+\u00a0»)")
EXPANDED = re.compile("([^ ]*\\*[^ ]*)\u00a0: (.+?)(?: et (\\d+) autres)?")
CUT = re.compile("les plus fréquents sont cherchés|résultats partiels")


class Unjudged(Exception):
    """What is told does not say all: the answer cannot be judged."""


class Wrong(Exception):
    """What is told cannot be true."""


class Other:
    """Other names of a run of words, or persons."""

    def __init__(self, names=(), keys=()):
        self.names, self.keys = names, keys


class Told:
    def __init__(self):
        self.meant = {}       # misspelt word: the word it is taken for
        self.is_unknown = {}  # misspelt word: whether none has it
        self.ignored = set()  # words that only ask
        self.others = {}      # run of words: Other
        self.expanded = {}    # pattern: (words told, how many more)

    def name_at(self, text, units, at):
        """(how many units, Other) of a name that begins there; else (1, None)."""
        for end in range(len(units), at, -1):
            run = text.encode()[units[at].start:units[end - 1].end].decode()
            if run in self.others:
                return end - at, self.others[run]
        return 1, None

    def check_misspelt(self, word, meant, documents):
        if any(c.isdigit() for c in word) or len(word) < 5:
            raise Wrong(f"« {word} » was taken for « {meant} »")
        if self.is_unknown[word] and documents:
            raise Wrong(f"« {word} » is said to be in no exchange: {sorted(documents)[:3]}")

    def check_expanded(self, pattern, words):
        shown, more = self.expanded.get(pattern, (set(), 0))
        if pattern in self.expanded and (not shown <= words or len(shown) + more != len(words)):
            raise Wrong(f"« {pattern} » is said to be {sorted(shown)} and {more} more, but is {sorted(words)[:20]}")


def read(details, collection):
    told = Told()
    for item in details:
        text = item["texte"]
        if CUT.search(text):
            raise Unjudged(text)
        if match := MISSPELT.fullmatch(text):
            told.meant[match[1]] = match[3]
            told.is_unknown[match[1]] = match[2].startswith("ne")
        elif match := ASKING.fullmatch(text):
            told.ignored.update(match[1].split(", "))
        elif match := PEOPLE.fullmatch(text):
            if match[3]:
                raise Unjudged(text)
            told.others[match[1]] = Other(keys=person_keys(match[2], collection))
        elif match := NAMES.fullmatch(text):
            told.others[match[1]] = Other(names=re.findall("«\u00a0(.+?)\u00a0»", match[2]))
        elif match := EXPANDED.fullmatch(text):
            told.expanded[match[1]] = (set(match[2].split(", ")), int(match[3] or 0))
    return told


def person_keys(names, collection):
    keys = [value_key("auteur", name) for name in names.split(", ")]
    if not all(any(key in collection.keys[field] for field in PERSONS) for key in keys):
        raise Unjudged(names)  # an office
    return keys
