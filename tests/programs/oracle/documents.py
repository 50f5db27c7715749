"""What the oracle knows of the exchanges: words with their places, values, dates and delays.

Everything comes from an export and from `analyze`; nothing is asked of the index about single queries.
"""
import calendar
import collections
import re
import unicodedata

TEXTS = ("titre", "question", "reponse")
PERSONS = ("auteur", "ministre", "repondant")
DELAY_CLASSES = (("0..30", 0, 30), ("31..60", 31, 60), ("61..120", 61, 120), (">120", 121, 1 << 40))
OPEN_LOW, OPEN_HIGH = -(1 << 60), 1 << 60


def one_sign_each(text):
    """Apostrophes and hyphens as one of each."""
    return re.sub("[‐‑‒–—−]", "-", re.sub("[’ʼ‘`´]", "'", text))


def open_ligatures(text):
    return text.replace("œ", "oe").replace("æ", "ae")


def fold(text):
    """Without case, accents and ligatures; apostrophes and hyphens as one of each."""
    text = unicodedata.normalize("NFD", open_ligatures(text.lower()).replace("ß", "ss"))
    return one_sign_each("".join(c for c in text if not unicodedata.combining(c)))


def value_words(value):
    return re.findall(r"[^\W_]+", fold(value))


def value_key(field, value):
    """What values are compared by: their words; of a person in the order of whichever word one begins with."""
    words = value_words(value)
    if not words:
        return (fold(value),)
    turns = [tuple(words[n:] + words[:n]) for n in range(len(words))]
    return min(turns) if field in PERSONS else turns[0]


def persons_in(names):
    return [name for name in (part.strip() for part in (names or "").split(" ; ")) if name]


def period(date):
    """First and last day of YYYY, YYYY-MM or YYYY-MM-DD, as numbers YYYYMMDD."""
    if not date:
        return None
    year, month, day, *_ = [int(part) for part in date.split("-")] + [0, 0]
    last_month = month or 12
    first = year * 10000 + (month or 1) * 100 + (day or 1)
    return first, year * 10000 + last_month * 100 + (day or calendar.monthrange(year, last_month)[1])


Token = collections.namedtuple("Token", "position surface folded terms")


class Exchange:
    """One exchange, as exported, and its words."""

    def __init__(self, row, client):
        self.row = row
        self.id = row["id"]
        self.texts = tuple(row[field] for field in TEXTS)
        self.date = row["date_question"]
        self.period = period(row["date_question"])
        self.answer_period = period(row["date_reponse"])
        self.delay = row["delai_jours"]
        self.tokens = {}
        for field in TEXTS:
            tokens, _ = client.tokens(row[field] or "")
            self.tokens[field] = [Token(t["position"], t["surface"], fold(t["surface"]), frozenset(t["termes"]))
                                  for t in tokens]
        self.terms = {field: frozenset(term for token in tokens for term in token.terms)
                      for field, tokens in self.tokens.items()}
        self.surfaces = {field: frozenset(token.surface for token in tokens)
                         for field, tokens in self.tokens.items()}
        self.values = self._values()
        # Whose it is, by plain words that name somebody; offices as they are written, of all who answered (learnt).
        answers = row["reponses"] or []
        names = [*self.values["auteur"], *self.values["ministre"], *self.values["repondant"]]
        self.people = {value_key("auteur", name) for name in names}
        self.offices = {office for office in [row["fonction"], *(m["fonction"] for m in row["ministres"] or []),
                                              *(answer["fonction"] for answer in answers)] if office}

    def _values(self):
        """By field, each value that counts: of persons each of them."""
        row = self.row
        values = {field: [row[field]] if row[field] is not None else []
                  for field in ("id", "type", "session", "numero", "statut", "assemblee", "groupe")}
        values["annee"] = [str(row["annee"])] if row["annee"] is not None else []
        # Learnt: a question without answer, or with provisional ones only, has neither.
        values["renvoi"] = ["oui" if row["renvoi"] else "non"] if row["statut"] == "repondue" else []
        values["auteur"] = persons_in(row["auteur"])
        values["ministre"] = persons_in(row["ministre"])
        values["repondant"] = persons_in(row["repondant"])  # of the first answer that is not provisional
        return {field: list(dict.fromkeys(found)) for field, found in values.items()}

    def delay_class(self):
        for name, low, high in DELAY_CLASSES:
            if self.delay is not None and low <= self.delay <= high:
                return name
        return "aucun"


class Collection:
    """All exchanges of one generation."""

    def __init__(self, rows, client):
        self.client = client
        self.by_id = {row["id"]: Exchange(row, client) for row in rows}
        self.ids = frozenset(self.by_id)
        # Where each term and surface stands, by field; surfaces by their folded form.
        self.with_term = collections.defaultdict(lambda: collections.defaultdict(set))
        self.with_surface = collections.defaultdict(lambda: collections.defaultdict(set))
        self.folded = collections.defaultdict(set)
        self.keys = collections.defaultdict(lambda: collections.defaultdict(set))
        for exchange in self:
            for field in TEXTS:
                for token in exchange.tokens[field]:
                    self.with_surface[field][token.surface].add(exchange.id)
                    self.folded[token.folded].add(token.surface)
                    for term in token.terms:
                        self.with_term[field][term].add(exchange.id)
            for field, values in exchange.values.items():
                for value in values:
                    self.keys[field][value_key(field, value)].add(exchange.id)
        self.people = {key for exchange in self for key in exchange.people}
        self.offices = {office for exchange in self for office in exchange.offices}
        self.vocabulary = sorted({s for found in self.with_surface.values() for s in found})

    def __iter__(self):
        return iter(self.by_id.values())

    def __len__(self):
        return len(self.by_id)

    def having_term(self, term, fields):
        return set().union(*(self.with_term[field].get(term, ()) for field in fields))

    def having_surface(self, surface, fields):
        return set().union(*(self.with_surface[field].get(surface, ()) for field in fields))
