"""What an answer says it did of its own accord: misspelt words, other names, persons, words left out.

These depend on lists and thresholds that nobody can look up, so the oracle believes what is told, where it may be so:
a word said to be misspelt must be rare, may have no digit, and what it is taken for must occur.
"""
import re

from documents import value_key

MISSPELT = re.compile("«\u00a0(.+?)\u00a0» (ne se trouve dans aucun échange|est rare dans les échanges)\u00a0: "
                      "«\u00a0(.+)\u00a0» est cherché aussi")
ASKING = re.compile("(.+)\u00a0: mots? de la question, (non cherchés?|pas exigés?)")
SPARED = re.compile("(.+)\u00a0: mots? (?:de liaison|fréquents?), pas exigés?")
COMMON = re.compile("(.+)\u00a0: mots? trop fréquents?, non cherchés?")
TITLES = {"monsieur", "messieurs", "madame", "mesdames", "mademoiselle", "ministre", "ministres", "depute", "deputee", "senateur",
          "senatrice", "question", "questions", "ecrite", "ecrites", "orale", "orales", "parlementaire", "parlementaires",
          "reponse", "reponses", "interpellation", "interpellations"}
PEOPLE = re.compile("(.+)\u00a0: aussi les échanges (?:de la fonction\u00a0: |de ces fonctions\u00a0: |de |d’)(.+?)(?: et (\\d+) autres?)?")
NAMES = re.compile("(.+)\u00a0: aussi («\u00a0.+\u00a0»)")
EXPANDED = re.compile("([^ ]*\\*[^ ]*)\u00a0: (.+?)(?: et (\\d+) autres?)?")
MOST_ELIDED = 5  # bytes of an elided article
CUT = re.compile("les plus fréquents sont cherchés|résultats partiels")


class Unjudged(Exception):
    """What is told does not say all: the answer cannot be judged."""


class Wrong(Exception):
    """What is told cannot be true."""


class Other:
    """Other names of a run of words, or persons."""

    def __init__(self, names=(), keys=(), offices=()):
        self.names, self.keys, self.offices = names, set(keys), set(offices)


class Told:
    def __init__(self):
        self.meant = {}       # misspelt word: the word it is taken for
        self.is_unknown = {}  # misspelt word: whether none has it
        self.ignored = set()  # words that only ask
        self.spared = set()   # words that need not occur, but count where words are alternatives
        self.others = {}      # run of words: Other
        self.expanded = {}    # pattern: (words told, how many more)

    def name_at(self, text, units, at, persons):
        """(how many units, Other) of a name that begins there; else (1, None)."""
        for end in range(len(units), at, -1):
            start, stop = units[at].start, units[end - 1].end
            for run, other in self.others.items():
                if not persons and not other.names:
                    continue
                # With its particle, « D'HONDT », of which the unit has none.
                if text.encode()[:stop].endswith(run.encode()) and 0 <= start - (stop - len(run.encode())) <= MOST_ELIDED:
                    return end - at, other
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
        elif match := COMMON.fullmatch(text):  # other common words show themselves by having no terms
            told.ignored.update(word for word in match[1].split(", ") if word.lower() in TITLES)
        elif match := SPARED.fullmatch(text):
            told.spared.update(match[1].split(", "))
        elif match := PEOPLE.fullmatch(text):
            if match[3]:
                raise Unjudged(text)
            told.others[match[1]] = somebody(match[2], collection)
        elif match := NAMES.fullmatch(text):
            told.others[match[1]] = Other(names=re.findall("«\u00a0(.+?)\u00a0»", match[2]))
        elif match := EXPANDED.fullmatch(text):
            told.expanded[match[1]] = (set(match[2].split(", ")), int(match[3] or 0))
    return told


def somebody(names, collection):
    """Persons and offices of a list; an office may have commas itself."""
    keys, offices, parts = set(), set(), names.split(", ")
    while parts:
        for end in range(len(parts), 0, -1):
            name = ", ".join(parts[:end])
            if name in collection.offices:
                offices.add(name)
                break
            if end == 1 and value_key("auteur", name) in collection.people:
                keys.add(value_key("auteur", name))
                break
        else:
            raise Wrong(f"« {names} » are said to have exchanges")
        parts = parts[end:]
    return Other(keys=keys, offices=offices)
