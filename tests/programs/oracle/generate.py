"""Random searches of the whole language, from the words and values of a collection."""
from documents import OPEN_HIGH, OPEN_LOW, PERSONS, TEXTS, fold, period
from evaluate import delay_range
from query import And, Ask, Exact, Fuzzy, List, Or, Phrase, Range, Star, Typed, Value, Within, Words

MARKS = (('"', '"'), ("« ", " »"), ("“", "”"))
VALUE_FIELDS = ("auteur", "ministre", "repondant", "type", "session", "numero", "statut", "assemblee", "groupe", "renvoi", "id")
FILTERS = ("auteur", "ministre", "type", "session", "annee", "statut", "assemblee", "groupe", "renvoi", "delai")
STATES = ("repondue", "provisoire", "sans-reponse", "retiree", "caduque", "non-couverte")
DELAYS = ("30", "0", "31..60", "..10", "60..", ">30", ">=31", "<61", "<=0", "aucun", "60..31")
SIGNS = ('"', "«", "»", "“", "”", "(", ")", "+", "-", " –", " ET ", " OU ", " SAUF ", " AND ", " OR ", " NOT ", "*", "~", "~2", "=", "&&",
         "||", " | ", "!", " ET NON ", " ET PAS ", "^2", "‘", "’ ", " '", "' ", "‹", "›",
         "titre:", "question:", "auteur:", "ministre:", "reponse:", "titre:(", "date:2022 ", "date:2021..",
         "annee:>2021 ", "delai:>9 ", "delai:aucun ", "ministre:* ", "-date_reponse:* ", "type:", "statut:sans-reponse ", "STIB:", ",", ".", "?", "'", "/", "\\", "date:", "id:", "#")
UNSAFE = set('"«»“”„‟()*~=+:\\&|!?<>')  # they say something in a query


def is_word(text):
    """Whether it may stand in a query as a plain word: no operator, sign or mark."""
    return (not UNSAFE & set(text) and text[0] not in "-–—‑−'’.,;" and text[-1] not in "-–—" and text.strip() == text
            and text not in ("ET", "OU", "SAUF", "AND", "OR", "NOT", "&"))


class Generator:
    def __init__(self, random, collection):
        self.random, self.collection = random, collection
        self.all = [exchange for exchange in collection if exchange.row["titre"] or exchange.row["question"]]
        self.rows = self.all  # where words and values are taken from
        self.named = 0  # how often plain words name somebody

    # --- words --------------------------------------------------------------------------------------

    def passage(self, most):
        """Some words in a row from a text, as they stand there."""
        for _ in range(50):
            exchange = self.random.choice(self.rows)
            text = (exchange.row[self.random.choice(TEXTS)] or "").split()
            if text:
                start = self.random.randrange(len(text))
                found = [word.strip(".,;:!?()[]…\"«»") for word in text[start:start + self.random.randint(1, most)]]
                found = [word for word in found if word and is_word(word)]
                if found:
                    return found
        return ["commune"]

    def mutated(self, word):
        kind = self.random.random()
        if kind < .6 or len(word) < 3:
            return word
        if kind < .72:
            return fold(word)
        if kind < .78:
            return word.upper()
        if kind < .84:
            return word.capitalize()
        if kind < .93:
            return self.misspelt(word)
        return word + "s" if word[-1] != "s" else word[:-1]

    def misspelt(self, word):
        at = self.random.randrange(1, len(word))
        kind = self.random.randrange(4)
        if kind == 0:
            return word[:at] + word[at - 1] + word[at:]
        if kind == 1:
            return word[:at] + word[at + 1:]
        if kind == 2 and at + 1 < len(word):
            return word[:at] + word[at + 1] + word[at] + word[at + 2:]
        return word[:at] + self.random.choice("aeiou") + word[at + 1:]

    def word(self):
        for _ in range(50):
            word = self.mutated(self.passage(1)[0])
            if is_word(word):
                return word
        return "commune"

    def text(self):
        """Plain words in a row: from one text, from several, or both."""
        found = self.passage(4) if self.random.random() < .5 else []
        found = [self.mutated(word) for word in found]
        found += [self.word() for _ in range(self.random.randint(0 if found else 1, 2))]
        if self.random.random() < self.named:
            found.insert(self.random.randint(0, len(found)), self.somebody())
        return " ".join(word for word in found if is_word(word)) or "commune"

    def somebody(self):
        """Who may be named by plain words: a person, a part of a name, an office."""
        exchange = self.random.choice(self.rows)
        names = exchange.values["auteur"] + exchange.values["ministre"] + sorted(exchange.offices)
        name = self.random.choice(names or ["ministre du Logement"])
        if self.random.random() < .4:
            name = self.random.choice(name.split())
        return self.random.choice([name, name.lower(), fold(name)])

    # --- leaves -------------------------------------------------------------------------------------

    def text_leaf(self):
        kind = self.random.random()
        if kind < .4:
            return Words(self.text())
        if kind < .58:
            return Phrase(" ".join(self.passage(4)), marks=self.random.choice(MARKS))
        if kind < .7:
            words = self.passage(4)
            self.random.shuffle(words)
            return Phrase(" ".join(words[:3]), self.random.choice([1, 2, 3, 5, 50]))
        word = self.letters()
        if kind < .8:
            return Exact(word)
        if kind < .9:
            return Star(self.pattern(word))
        return Fuzzy(self.misspelt(word) if len(word) > 2 else word, self.random.choice([None, None, 1, 2]))

    def letters(self):
        """A word of letters only."""
        for _ in range(100):
            word = self.passage(1)[0]
            if word.isalpha():
                return fold(word) if self.random.random() < .3 else word
        return "commune"

    def pattern(self, word):
        cut = self.random.randint(2, max(2, len(word)))
        kind = self.random.random()
        if kind < .6:
            return word[:cut] + "*"
        if kind < .8:
            return "*" + word[-cut:]
        return f"{word[:2]}*{word[-2:]}"

    def value(self):
        field = self.random.choice(VALUE_FIELDS)
        values = self.some_values(field)
        text = self.random.choice(values) if values else "rien"
        if field == "id":
            return Value(field, text)
        is_quoted = self.random.random() < .5
        words = [word for word in text.replace("(", " ").replace(")", " ").split() if is_word(word)]
        if self.random.random() < .6 and words:
            words = self.random.sample(words, self.random.randint(1, len(words)))
        text = " ".join(words) or "rien"
        if self.random.random() < .3:
            text = fold(text)
        return Value(field, text, is_quoted)

    def some_values(self, field):
        return [value for _ in range(8) for value in self.random.choice(self.rows).values[field]]

    def day(self):
        dates = [exchange.date for exchange in self.random.sample(self.rows, min(4, len(self.rows))) if exchange.date]
        date = self.random.choice(dates or ["2021"])
        return date[:self.random.choice([4, 7, 10, 10])]

    def range(self):
        kind = self.random.random()
        if kind < .3:
            text = self.random.choice(DELAYS)
            return Range("delai", text, *delay_range(text))
        if kind < .45:
            low, high = sorted(self.random.choices(range(2018, 2026), k=2))
            text, low, high = self.random.choice([(f"{low}", low, low), (f"{low}..{high}", low, high), (f"{high}..{low}", low, high),
                                                  (f">={low}", low, 1 << 60), (f"<{high}", -(1 << 60), high - 1)])
            return Range("annee", text, low, high)
        return dates_range(self.random, self.random.choice(["date", "date", "date_reponse"]), self.day(), self.day())

    # --- trees --------------------------------------------------------------------------------------

    def leaf(self):
        kind = self.random.random()
        if kind < .72:
            leaf = self.text_leaf()
            return with_field(leaf, self.random.choice(TEXTS)) if self.random.random() < .2 else leaf
        return self.value() if kind < .88 else self.range()

    def items(self, depth):
        """Things side by side; of two runs of words without anything between one run would be made."""
        items = []
        for _ in range(self.random.randint(2, 4)):
            sign = self.random.choice([""] * 7 + ["+", "-", "SAUF", "NOT"])
            item = self.group(depth - 1) if depth > 0 and self.random.random() < .2 else self.leaf()
            is_run = isinstance(item, Words) and not item.field and not sign
            if is_run and items and isinstance(items[-1][1], Words) and not items[-1][1].field and not items[-1][0]:
                continue
            items.append((sign, item))
        return items

    def tree(self, depth=2):
        kind = self.random.random()
        if kind < .3:
            return self.leaf()
        if kind < .7:
            items = self.items(depth)
            return List(tuple(items)) if len(items) > 1 or items[0][0] else items[0][1]
        return self.group(depth)

    def group(self, depth):
        kind = self.random.random()
        parts = tuple(self.tree(depth - 1) if depth > 0 and self.random.random() < .4 else self.leaf()
                      for _ in range(self.random.randint(2, 3)))
        if kind < .4:
            parts = tuple(part for part in parts if not isinstance(part, And)) or parts[:1]
            return And(parts, self.random.choice(["ET", "ET", "AND"])) if len(parts) > 1 else parts[0]
        if kind < .85:
            parts = tuple(part for part in parts if not isinstance(part, Or)) or parts[:1]
            return Or(parts, self.random.choice(["OU", "OU", "OR"])) if len(parts) > 1 else parts[0]
        return Within(self.random.choice(TEXTS), Or((Words(self.text()), self.text_leaf())))

    def typed(self):
        """Signs and words as they come, most of which needs repair."""
        pieces = []
        for _ in range(self.random.randint(1, 9)):
            piece = self.random.choice(SIGNS) if self.random.random() < .45 else self.random.choice(self.passage(2))
            pieces.append(piece + self.random.choice(["", " ", " ", " "]))
        return Typed("".join(pieces))

    # --- searches -----------------------------------------------------------------------------------

    def ask(self):
        random = self.random
        # Mostly from few exchanges: else hardly one would have all that is asked.
        self.rows = random.sample(self.all, min(len(self.all), random.choice([1, 1, 2, 2, 5, len(self.all)])))
        people = random.random() < .25
        self.named = .4 if people else .03
        kind = random.random()
        tree = None if kind < .03 else self.typed() if kind < .15 else self.tree()
        fields = tuple(random.sample(TEXTS, random.randint(1, 2))) if random.random() < .12 else ()
        filters = tuple(self.filter() for _ in range(random.choice([0] * 6 + [1, 1, 2, 3])))
        dates = (None, None)
        if random.random() < .1:
            days = sorted([self.day(), self.day()])
            dates = (days[0] if random.random() < .7 else None, days[1] if random.random() < .7 else None)
        return Ask(tree, random.choice(["auto", "auto", "auto", "all", "any"]), people, fields, filters, dates,
                   tuple(date and spelled(random, date) for date in dates))

    def filter(self):
        field = self.random.choice(FILTERS)
        if field == "delai":
            return field, self.random.choice(DELAYS)
        if field == "statut":
            return field, self.random.choice(STATES)
        values = self.some_values(field)
        value = self.random.choice(values) if values else "rien"
        if field in PERSONS and self.random.random() < .4:
            value = self.random.choice([fold(value), value.split()[0], " ".join(reversed(value.split()[-1:] + value.split()[:-1]))])
        if not values and field in ("annee", "renvoi"):
            return "annee", "2021"
        return field, value


def with_field(leaf, field):
    return type(leaf)(**{**leaf.__dict__, "field": field})


MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()


def spelled(random, date):
    """A date as people write it."""
    parts = date.split("-")
    if len(parts) == 1 or random.random() < .6:
        return date
    month = MONTHS[int(parts[1]) - 1]
    if len(parts) == 2:
        return f"{month} {parts[0]}"
    year, number, day = parts
    return random.choice([f"{day}/{number}/{year}", f"{int(day)}/{int(number)}/{year}", f"{int(day)} {month} {year}"])


def dates_range(random, field, first, second):
    (low, low_end), (high, high_end) = period(first), period(second)
    first, second = spelled(random, first), spelled(random, second)
    kind = random.randrange(8)
    if kind == 0:
        return Range(field, first, low, low_end)
    if kind == 1:  # exchanged only where they would be empty
        span = (low, high_end) if low <= high_end else (high, low_end)
        return Range(field, f"{first}..{second}", *span)
    if kind == 2:
        return Range(field, f"{first}..", low, OPEN_HIGH)
    if kind == 3:
        return Range(field, f"..{second}", OPEN_LOW, high_end)
    if kind == 4:
        return Range(field, f">{first}", low_end + 1, OPEN_HIGH)
    if kind == 5:
        return Range(field, f"<{second}", OPEN_LOW, high - 1)
    if kind == 6:
        return Range(field, f">={first}", low, OPEN_HIGH)
    return Range(field, f"<={second}", OPEN_LOW, high_end)
