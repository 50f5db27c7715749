"""Exchanges come, change, go and come back, in batches of any size; what is found depends on those that are there.

Here are also the two programs: the indexer changes, a searchd beside the index answers. After each change some searches are judged. Optimizing changes no answer; and at the end an index that was made at once
of what is left answers as the one with a history does, score by score.
"""
import json
import os
import pathlib
import random
import re
import subprocess
import tempfile
import time
import urllib.request

import prose
from check import expect, same
from client import Client, Refused
from judge import describe, judge_random, read_collection

BIN = pathlib.Path(os.environ.get("HEMICYCLE_BIN", "build/bin"))
STEPS = 12     # changes in a run
STANDING = 60  # searches that are kept, and asked again
START_SECONDS = 60


REJECTED = 65  # of corpus-generate some have an id of the sample corpus


def indexer(index, *arguments, lines=(), may_reject=False):
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    done = subprocess.run([str(BIN / "indexer"), "--index", str(index), "--quiet", *arguments], input=text.encode(),
                          capture_output=True, check=False)
    if done.returncode not in (0, REJECTED if may_reject else 0):
        raise RuntimeError(f"indexer {' '.join(arguments)}: {done.returncode} {done.stderr.decode()}")


class Daemon:
    """A searchd on a free port, ended by its number."""

    def __init__(self, index, folder):
        self.log = pathlib.Path(folder) / f"searchd-{time.monotonic_ns()}.err"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen([str(BIN / "searchd"), "--index", str(index), "--listen", "127.0.0.1:0",
                                             "--access-log", "none", "--cache-size", "0"], stderr=log)

    def __enter__(self):
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            if match := re.search(r"listening on (\S+)", self.log.read_text()):
                return Client(match[1])
            time.sleep(.02)
        raise RuntimeError(f"searchd did not start: {self.log.read_text()}")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


class History:
    """The exchanges of an index and what becomes of them."""

    def __init__(self, index, chance, most):
        self.index, self.random, self.most = index, chance, most
        self.there, self.gone, self.made = {}, {}, 0

    def add(self, lines):
        self.there.update((line["id"], line) for line in lines)
        indexer(self.index, "add", "--format", "jsonl", "-", lines=lines)

    def new(self, count):
        lines = [prose.exchange(self.random, self.made + n) for n in range(count)]
        for line in lines:
            if self.there and self.random.random() < .15:  # the same texts once more, of another day
                other = self.there[self.random.choice(sorted(self.there))]
                line.update((key, other[key]) for key in ("titre", "question", "reponse", "reponses") if key in other)
        self.made += count
        return lines

    def some(self, of, most):
        return self.random.sample(sorted(of), min(len(of), self.random.randint(1, most)))

    def step(self):
        """One change; returns what it was."""
        kind = self.random.choice(["add", "add", "change", "remove", "return", "optimize"])
        if kind == "add" and len(self.there) < self.most:
            self.add(self.new(self.random.choice([1, 2, 7, 30])))
        elif kind == "change":
            lines = [{**prose.exchange(self.random, 0), "id": i} for i in self.some(self.there, 9)]
            self.add(lines)
        elif kind == "remove" and len(self.there) > 9:
            ids = self.some(self.there, min(25, len(self.there) // 2))
            self.gone.update((i, self.there.pop(i)) for i in ids)
            indexer(self.index, "remove", *ids)
        elif kind == "return" and self.gone:
            self.add([self.gone.pop(i) for i in self.some(self.gone, 9)])
        elif kind == "optimize":
            indexer(self.index, "optimize")
        return kind


def settle(client, index):
    """A searchd over a cluster asks once a second which generation is the newest."""
    if not str(index).startswith("opensearch://"):
        return
    nodes, name = str(index).removeprefix("opensearch://").rsplit("/", 1)
    with urllib.request.urlopen(f"http://{nodes.split(',')[0]}/{name}-meta/_doc/generation") as found:
        newest = json.load(found)["_source"]["state"]["generation"]
    deadline = time.monotonic() + 30
    while client.ask("/api/v1/search", [("limit", "0")])["index"]["generation"] < newest:
        if time.monotonic() > deadline:
            raise RuntimeError(f"generation {newest} is not seen")
        time.sleep(.1)


def answer(client, ask):
    """What is answered, but for what names the generation or the time it took."""
    try:
        page = client.ask("/api/v1/search", ask.parameters() + [("limit", "100"), ("facets", "ministre,auteur,annee,delai")])
    except Refused as refusal:
        return refusal.status
    return (page["total"], [(hit["id"], hit["score"]) for hit in page["hits"]], page["facets"],
            [hit["id"] for hit in page.get("partiels", {"hits": []})["hits"]], page["query"]["interpretation"])


def answers(client, asks):
    return [answer(client, ask) for ask in asks]


def judge_same(score, name, asks, before, after):
    for ask, one, other in zip(asks, before, after):
        score.judge(describe(name, ask), lambda one=one, other=other: same(name, other, one))


def judge_cursor(client, first):
    """A cursor is of one generation: while that lasts it goes on, then it is gone."""
    before = first["index"]["generation"]
    now = client.ask("/api/v1/search", [("limit", "0")])["index"]["generation"]
    try:
        page = json.loads(client.get(first["next"]))
    except Refused as refusal:
        same("status of a cursor", refusal.status, 410)
        expect(now > before, "a cursor is gone, and its generation is not")
        return
    expect(now == before, "a cursor of generation", before, "goes on in", now)
    expect(not {hit["id"] for hit in page["hits"]} & {hit["id"] for hit in first["hits"]}, "the next page repeats a hit")


def follow(history, client, score, options):
    asks, share = [], max(1, options.queries // STEPS)
    for step in range(STEPS):
        before = answers(client, asks)
        first = client.ask("/api/v1/search", [("limit", "3")])
        kind = history.step()
        settle(client, history.index)
        score.judge(f"a cursor after {kind}", lambda first=first: judge_cursor(client, first))
        collection = read_collection(client)
        same_ids(score, collection, history)
        if kind == "optimize":
            judge_same(score, "optimized", asks, before, answers(client, asks))
        for n in range(share):
            ask = judge_random(client, collection, score, f"{options.seed}-{step}-{n}")
            if len(asks) < STANDING:
                asks.append(ask)
    return asks


def same_ids(score, collection, history):
    score.judge("which exchanges there are", lambda: same("ids", sorted(collection.ids), sorted(history.there)))


def run_files(options, score):
    """Files as they are, and generated exchanges beside them."""
    with tempfile.TemporaryDirectory() as folder:
        index, generated = options.index or os.path.join(folder, "index"), os.path.join(folder, "generated.jsonl")
        with open(generated, "wb") as out:
            subprocess.run([str(BIN / "corpus-generate"), "--count", str(options.generated)], stdout=out, check=True)
        indexer(index, "sync", *options.paths, *[generated] * (options.generated > 0), may_reject=True)
        with Daemon(index, folder) as client:
            collection = read_collection(client)
            for n in range(options.queries):
                judge_random(client, collection, score, f"{options.seed}-{n}")


def run(options, score):
    with tempfile.TemporaryDirectory() as folder:
        index = options.index or os.path.join(folder, "index")
        history = History(index, random.Random(options.seed), options.exchanges)
        history.add(history.new(options.exchanges // 2))
        with Daemon(index, folder) as client:
            asks = follow(history, client, score, options)
            after = answers(client, asks)
        anew = History(options.index + "-anew" if options.index else os.path.join(folder, "anew"), random.Random(options.seed), options.exchanges)
        anew.add(list(history.there.values()))
        with Daemon(anew.index, folder) as client:
            judge_same(score, "made at once", asks, answers(client, asks), after)
