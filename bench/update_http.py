#!/usr/bin/env python3
"""How soon new documents are found while people search: measured through searchd, over HTTP.

    update_http.py [--documents N] [--added N] [--rounds N] [--clients N] [--no-write]

Indexes N generated documents, serves them, lets clients search without a pause, and adds a few documents again and
again with `indexer add`. The time of a round runs from starting the indexer until an answer counts the new documents.
"""

import argparse
import datetime
import http.client
import json
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "peers"))
import compare  # noqa: E402

POLL_SECONDS = 0.002


class Client(threading.Thread):
    """Searches until told to stop; keeps how long each answer took and what failed."""

    def __init__(self, port, queries, stopping):
        super().__init__()
        self.port, self.queries, self.stopping = port, queries, stopping
        self.times, self.failures = [], []

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        while not self.stopping.is_set():
            for query in self.queries:
                start = time.monotonic()
                try:
                    answer = ask(connection, query)
                    answer["total"]
                except (OSError, http.client.HTTPException, ValueError, KeyError) as problem:
                    self.failures.append(repr(problem))
                    connection.close()
                self.times.append((start, time.monotonic() - start))
                if self.stopping.is_set():
                    return


def ask(connection, query):
    connection.request("GET", "/api/v1/search?q=" + urllib.parse.quote(query))
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise ValueError(f"status {answer.status}")
    return json.loads(body)


def generate(programs, count, first):
    return subprocess.run([programs / "corpus-generate", "--count", str(count), "--first", str(first)],
                          stdout=subprocess.PIPE, check=True).stdout


def add(programs, index, documents):
    subprocess.run([programs / "indexer", "--index", index, "--quiet", "--format", "jsonl", "add", "-"],
                   input=documents, check=True)


def start_searchd(programs, index):
    daemon = subprocess.Popen([programs / "searchd", "--index", index, "--listen", "127.0.0.1:0", "--threads", "2",
                               "--access-log", "none", "--cache-size", "0", "--max-share", "100"],
                              stderr=subprocess.PIPE, text=True)
    for line in daemon.stderr:
        found = re.search(r"listening on http://127\.0\.0\.1:(\d+)", line)
        if found:
            threading.Thread(target=daemon.stderr.read, daemon=True).start()
            return daemon, int(found.group(1))
    raise RuntimeError("searchd does not start")


def measure_round(programs, index, port, documents, expected):
    """Seconds until an answer counts the new documents."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    start = time.monotonic()
    adding = threading.Thread(target=add, args=(programs, index, documents))
    adding.start()
    while ask(connection, "question")["index"]["documents"] < expected:
        time.sleep(POLL_SECONDS)
    seconds = time.monotonic() - start
    adding.join()
    return seconds


def measure(options, folder):
    programs, index = options.programs.resolve(), folder / "index"
    compare.say(f"indexing {options.documents} documents")
    add(programs, index, generate(programs, options.documents, 1))
    queries = [line.split("\t", 1)[1] for line in subprocess.run(
        [programs / "corpus-generate", "--queries", "200"], stdout=subprocess.PIPE, text=True,
        check=True).stdout.splitlines()]
    daemon, port = start_searchd(programs, index)
    stopping = threading.Event()
    clients = [Client(port, queries[number::options.clients], stopping) for number in range(options.clients)]
    rounds, spans = [], []
    try:
        for client in clients:
            client.start()
        time.sleep(3)  # what searching takes while nobody writes
        for number in range(options.rounds):
            compare.say(f"adding {options.added} documents, round {number + 1}")
            first = options.documents + number * options.added
            documents = generate(programs, options.added, first + 1)
            start = time.monotonic()
            rounds.append(measure_round(programs, index, port, documents, first + options.added))
            spans.append((start, time.monotonic()))
    finally:
        stopping.set()
        for client in clients:
            client.join()
        daemon.terminate()
        daemon.wait()
    return rounds, spans, clients


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else float("nan")


def report(options, rounds, spans, clients, command):
    everything = [item for client in clients for item in client.times]
    during = [took for start, took in everything if any(a <= start + took and start <= b for a, b in spans)]
    quiet = [took for start, took in everything if start + took < spans[0][0]]
    failures = [failure for client in clients for failure in client.failures]
    yield f"Measured on {datetime.date.today()} by `{command}` on {compare.machine()}."
    yield ""
    yield from compare.busy_line()
    yield (f"{options.added} documents added to {options.documents:,} by `indexer add`, {options.rounds} times, while "
           f"{options.clients} clients searched without a pause (searchd with 2 threads, no cache of answers). From starting "
           "the indexer to the first answer that counts them:")
    yield ""
    yield "| visible after, median | most | answers meanwhile | failed | their time, median | p99 | without adding: median | p99 |"
    yield "|---:|---:|---:|---:|---:|---:|---:|---:|"
    cells = [f"{statistics.median(rounds) * 1000:.0f} ms", f"{max(rounds) * 1000:.0f} ms", f"{len(during):,}",
             str(len(failures))]
    cells += [f"{percentile(times, share) * 1000:.1f} ms" for times in (during, quiet) for share in (0.5, 0.99)]
    yield "| " + " | ".join(cells) + " |"
    if failures:
        yield ""
        yield "**Failed**: " + "; ".join(sorted(set(failures))[:5])


def main():
    parser = argparse.ArgumentParser(prog="script/bench-update", description="how soon new documents are found")
    parser.add_argument("--documents", type=int, default=200_000)
    parser.add_argument("--added", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--clients", type=int, default=2)
    parser.add_argument("--programs", type=pathlib.Path, default=pathlib.Path("build/bin"))
    parser.add_argument("--no-write", action="store_true", help="leave docs/performance.md alone")
    options = parser.parse_args()
    command = " ".join(["script/bench-update", *sys.argv[1:]])
    with tempfile.TemporaryDirectory() as folder:
        rounds, spans, clients = measure(options, pathlib.Path(folder))
    lines = list(report(options, rounds, spans, clients, command))
    print("\n".join(lines))
    if not options.no_write:
        compare.write_section(pathlib.Path("docs/performance.md"), "update", lines)
    return 1 if any(client.failures for client in clients) else 0


if __name__ == "__main__":
    sys.exit(main())
