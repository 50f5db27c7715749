#!/usr/bin/python3
"""besieged.py [--long]: three clients ask the dearest questions there are; what do all others see meanwhile?

Starts searchd over $HOSTILE_INDEX (made from the corpus when that is not set), on 127.0.0.1 only, without its cache of
answers. Attackers come from 127.0.0.2 to 4, with several connections each, and ask without pause; the others, each from
an address of its own, ask one thing after the other: stars, words with a typing error, phrases, exports, plain words.
Lost is an answer to them that is not the whole one, a 5xx to an attacker other than 503, a dear question that nobody
broke off, and a daemon that goes on searching for who has left. Times are printed, and count when the 99th percentile
of a kind is over $HOSTILE_P99_MS (none by default: a test must not depend on the machine's speed).
"""
import http.client
import itertools
import json
import multiprocessing
import os
import re
import socket
import sys
import threading
import time
import urllib.parse

from hostile_load import Daemon
from lab import OK, SOURCE, Lab, Tally, finish, indexer

LONG = "--long" in sys.argv
SECONDS, CONNECTIONS, OTHERS = (60, 6, 6) if LONG else (2, 2, 3)
STOPS = "de la le les et des à du en que pour dans sur par un une est qui ce".split()
WORDS = ("logement école budget énergie santé transport emploi forêt eau culture sport police justice impôt route "
         "agriculture commune pollution hôpital chômage enseignement pension climat tourisme handicap famille "
         "recherche industrie commerce douane sécurité aéroport gare train navette barrage inondation sécheresse").split()
PHRASES = ("pouvoir d'achat", "maison de repos", "transport en commun", "prix de l'énergie", "aide sociale",
           "permis de conduire", "logement social", "service public", "mise en œuvre", "santé publique",
           "code de la route", "marché public", "sécurité routière", "eau potable", "qualité de l'air")


def quoted(**parameters):
    return urllib.parse.urlencode(parameters)


def worst(client):
    """The dearest questions, one after the other, none of them twice."""
    pairs = [f"{a} {b}" for a in STOPS for b in STOPS if a != b]
    for n in itertools.count(client * 1000):
        yield "/api/v1/search?" + quoted(q=" OU ".join(f"\"{pair}\"" for pair in pairs[n % 7::6]), limit=1 + n % 100)
        yield "/api/v1/search?" + quoted(q=" OU ".join(f"{letter}*" for letter in "abcdefghijklmnopqrstuvwxyz")
                                         + f" OU n{n}")
        yield "/api/v1/search?" + quoted(q=" OU ".join(f"\"{pair} {word}\"~200" for pair, word in zip(pairs[n % 9::4], WORDS)),
                                         limit=1 + n % 100)
        yield "/recherche?" + quoted(q=" OU ".join(f"*{a}{b}*" for a in "aeiou" for b in "lrnst") + f" OU n{n}")
        yield "/api/v1/search?" + quoted(q=" ".join(f"{word[:-1]}x{n}~2" for word in (WORDS * 2)[:60]))
        yield "/api/v1/search?" + quoted(q=f"de OU n{n}", offset=9900, limit=100, tri="delai",
                                         facets="auteur,ministre,groupe,session,annee")
        yield "/api/v1/histogram?" + quoted(q=f"(de OU la) SAUF (\"de la\"~{n % 90 + 5} OU \"les des\"~9)", par="mois")
        yield "/api/v1/export.csv?" + quoted(q=f"(\"de la\" OU \"la de\"~{n % 50 + 2}) SAUF n{n}")
        yield "/api/v1/export.ndjson"


def attack(daemon, client, over, statuses):
    """A process of its own, that lets others go first: besiegers are elsewhere and take nothing from this machine."""
    os.nice(19)
    questions = worst(client)
    connection = daemon.client(f"127.0.0.{2 + client}")
    while not over.is_set():
        try:
            connection.request("GET", next(questions), headers={"Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            while not over.is_set() and answer.read(1 << 16):
                pass
            statuses.put(answer.status)
            if answer.status == 429:
                time.sleep(0.02)
        except (OSError, http.client.HTTPException):
            connection = daemon.client(f"127.0.0.{2 + client}")
    connection.close()


def dawdle(daemon, client, over, statuses):
    """Exports of everything that are hardly read."""
    del statuses  # nothing is read to its end
    held = []
    for _ in range(8):
        connection = daemon.connect(f"127.0.0.{2 + client}", timeout=5)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        connection.sendall(b"GET /api/v1/export.ndjson HTTP/1.1\r\nHost: x\r\n\r\n")
        held.append(connection)
    while not over.wait(0.5):
        for connection in held:
            try:
                connection.recv(16)
            except OSError:
                pass
    for connection in held:
        connection.close()


def ordinary(number):
    """(kind, target): what people ask, hardly anything twice."""
    word, other = WORDS[number % len(WORDS)], WORDS[number * 7 % len(WORDS)]
    kind = number % 6
    if kind == 0:
        return "star", "/api/v1/search?" + quoted(q=f"{word[:3 + number // 6 % 3]}* {other}")
    if kind == 1:
        return "star", "/recherche?" + quoted(q=f"{word[:4]}*", page=1 + number // 6 % 3)
    if kind == 2:
        return "phrase", "/recherche?" + quoted(q=f"\"{PHRASES[number // 6 % len(PHRASES)]}\" {word}")
    if kind == 3:
        return "export", "/api/v1/export.ndjson?" + quoted(
            q=f"{word} \"{PHRASES[number // 6 % len(PHRASES)]}\"", mode="all")
    if kind == 4:
        return "word", "/recherche?" + quoted(q=f"{word} {number % 97}")
    return "typo", "/api/v1/search?" + quoted(q=f"{word[:2]}{word[3:]}~ {other}")


class Other(threading.Thread):
    def __init__(self, daemon, number, over):
        super().__init__()
        self.asked, self.number, self.over, self.times, self.failures = daemon, number, over, [], []
        self.start()

    def run(self):
        connection = self.asked.client(f"127.0.0.{100 + self.number}")
        for n in itertools.count(self.number * 1013):
            if self.over.is_set():
                return
            kind, target = ordinary(n)
            start = time.monotonic()
            try:
                connection.request("GET", target)
                answer = connection.getresponse()
                body = answer.read()
                is_whole = kind != "export" or json.loads(body[body[:-1].rfind(b"\n") + 1:])["fin"]
                if answer.status != 200 or not is_whole:
                    self.failures.append(f"{answer.status} to {target}")
            except (OSError, ValueError, http.client.HTTPException) as reason:
                self.failures.append(f"{reason!r} to {target}")
                connection = self.asked.client(f"127.0.0.{100 + self.number}")
            self.times.append((kind, (time.monotonic() - start) * 1000))
            self.over.wait(0.05)


def besiege(daemon, tally, name, attackers):
    """The others' times while the attackers, functions of `over` and a queue of statuses, do what they do."""
    over, statuses = multiprocessing.Event(), multiprocessing.SimpleQueue()
    besiegers = [multiprocessing.Process(target=call, args=(daemon, client, over, statuses))
                 for call, client in attackers]
    for process in besiegers:
        process.start()
    time.sleep(0.5)
    others = [Other(daemon, number, over) for number in range(OTHERS)]
    time.sleep(SECONDS)
    over.set()
    got = []
    while any(process.is_alive() for process in besiegers) or not statuses.empty():
        if statuses.empty():
            time.sleep(0.05)
        else:
            got.append(statuses.get())
    for thread in others + besiegers:
        thread.join()
    limit = float(os.environ.get("HOSTILE_P99_MS", "inf"))
    for kind in ("star", "typo", "phrase", "export", "word"):
        times = sorted(ms for other in others for (of, ms) in other.times if of == kind)
        if not times:
            tally.lose(f"{name}: no {kind} was answered")
            continue
        p99 = times[int(len(times) * 0.99)]
        print(f"{name}: {kind}: {len(times)} answers, median {times[len(times) // 2]:.1f} ms, "
              f"99th percentile {p99:.1f} ms, last {times[-1]:.1f} ms")
        if p99 > limit:
            tally.lose(f"{name}: {kind} takes {p99:.0f} ms at the 99th percentile")
    for other in others:
        for failure in other.failures:
            tally.lose(f"{name}: {failure}")
        for _ in range(len(other.times) - len(other.failures)):
            tally.survived()
    return got


def metric(daemon, name):
    connection = daemon.client("127.0.0.200")
    connection.request("GET", "/metrics")
    return float(re.search(rf"^{name} (\S+)$", connection.getresponse().read().decode(), re.M).group(1))


def main():
    tally, hostile, left = Tally("besieged-answer"), Tally("dear-question"), Tally("client-gone")
    with Lab() as lab:
        index = os.environ.get("HOSTILE_INDEX")
        if not index:
            index = lab.folder / "index"
            assert indexer(index, "sync", *sorted(SOURCE.glob("corpus/20*/"))).code == OK
        daemon = Daemon(lab, index, "--cache-size", "0", "--threads", "2")
        besiege(daemon, tally, "in peace", [])
        statuses = besiege(daemon, tally, "besieged",
                           [(attack, client) for client in range(3) for _ in range(CONNECTIONS)])
        besiege(daemon, tally, "beside slow readers", [(dawdle, client) for client in range(3)])
        for status in statuses:
            hostile.judge(f"{status} to a question" if status >= 500 and status != 503 else None)
        print(f"the besiegers got { {status: statuses.count(status) for status in sorted(set(statuses))} }")
        left.judge(None if metric(daemon, "searchd_requests_waited_total") > 0 else "nothing let others go first")
        code = daemon.stop()
        left.judge(f"ended with {code}" if code else None)
        finish(tally, hostile, left)


if __name__ == "__main__":
    main()
