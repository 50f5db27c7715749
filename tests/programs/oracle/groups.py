"""Groups of exchanges and their measures: /api/v1/stats, as docs/http-api.md, "Groups and delays", tells them."""
import collections
import itertools
import math

from documents import value_key

MEASURES = ("nombre", "repondues", "en_attente", "mediane_delai", "p90_delai", "pour_mille")
WRITTEN = ("type", "Question écrite")
WAITING = ("sans-reponse", "provisoire")


def keys_of(exchange, field):
    """The groups an exchange is in; of several persons each one's."""
    if field == "delai":
        return [exchange.delay_class()]
    return sorted({value_key(field, value) for value in exchange.values[field]}) or [None]


def grouped(exchanges, fields):
    groups = collections.defaultdict(list)
    for exchange in exchanges:
        for group in itertools.product(*(keys_of(exchange, field) for field in fields)):
            groups[group].append(exchange)
    return groups


def group_of(row, fields):
    """The group that a row of the answer is of."""
    values = [None if row[field] is None else str(row[field]) for field in fields]
    return tuple(value if value is None or field == "delai" else value_key(field, value)
                 for field, value in zip(fields, values))


def measured(exchanges, base):
    """All measures of a group; `base`: how many questions there are."""
    delays = sorted(exchange.delay for exchange in exchanges if exchange.delay is not None)
    middle = len(delays) // 2
    return {
        "nombre": len(exchanges),
        "repondues": sum(exchange.row["statut"] == "repondue" for exchange in exchanges),
        "en_attente": sum(exchange.row["statut"] in WAITING for exchange in exchanges),
        "n_delai": len(delays),
        "mediane_delai": None if not delays else delays[middle] if len(delays) % 2 else (delays[middle - 1] + delays[middle]) / 2,
        "p90_delai": delays[math.ceil(len(delays) * .9) - 1] if delays else None,
        "questions": base,
        "pour_mille": 1000 * len(exchanges) / base if base else 0,
    }
