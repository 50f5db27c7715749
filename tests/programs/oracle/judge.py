"""Running comparisons and counting what became of them."""
import random
import traceback

from check import Check, Disagreement
from client import Refused, target_of
from documents import Collection
from generate import Generator
from parse import Unreadable
from query import Typed
from told import Unjudged, Wrong

MOST_TOLD = 20


class Score:
    """What became of the searches."""

    def __init__(self, name):
        self.name, self.asked, self.unjudged, self.empty, self.wrong = name, 0, 0, 0, 0

    def judge(self, what, comparison):
        """Runs a comparison, which returns how many exchanges were found."""
        self.asked += 1
        try:
            self.empty += comparison() == 0
        except Unjudged:
            self.unjudged += 1
        except (Disagreement, Wrong, Refused, Unreadable) as fault:
            self.tell(what, str(fault))
        except Exception:  # a fault of the oracle, which must not hide the others
            self.tell(what, traceback.format_exc())

    def tell(self, what, fault):
        self.wrong += 1
        if self.wrong <= MOST_TOLD:
            print(f"wrong: {what}\n    {fault}", flush=True)

    def report(self):
        print(f"{self.name}: {self.asked} searches, {self.empty} found nothing, {self.unjudged} not judged")
        print(f"count {self.name} {self.asked} {self.asked - self.wrong} {self.wrong}", flush=True)


def read_collection(client):
    return Collection(client.export([]), client)


def describe(seed, ask):
    return f"seed {seed}: {ask.parameters()}\n    {target_of('/api/v1/search', ask.parameters())}"


def judge_random(client, collection, score, seed):
    """One search, which the seed makes and which is returned."""
    chance = random.Random(seed)
    ask = Generator(chance, collection).ask()
    check = Check(client, collection, ask, chance)
    score.judge(describe(seed, ask), check.run_typed if isinstance(ask.tree, Typed) else check.run)
    return ask
