#!/usr/bin/env python3
"""How fast `indexer add` fills a cluster, beside a plain client that sends it the same documents, already analysed.

    bulk.py NODE_URL WORK [--documents N] [--rounds N] [--file FILE]

Once, the requests of an `indexer add` are kept on their way to the node. Then, in turn: a plain client makes an index with
the same mapping, sends just those, over one connection and over two, one behind the other on each, and makes them
visible; and `indexer add` reads, analyses and sends the documents of the file. Medians; the quicker of the plain clients
is what counts. Exit code 1: ours does less than four fifths of it.
"""

import argparse
import http.client
import http.server
import json
import os
import statistics
import subprocess
import sys
import threading
import time
import urllib.parse

INDEXER = "build/bin/indexer"
GIVEN_BY_CLUSTER = {"uuid", "version", "provided_name", "creation_date", "replication"}
LEAST = 0.8
BUSY = 429


class Front(http.server.BaseHTTPRequestHandler):
    """Hands everything on to the node, and keeps the batches of documents."""

    protocol_version = "HTTP/1.1"
    node = None
    kept = []

    def hand_on(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if "/_bulk" in self.path and "-meta/" not in self.path:
            Front.kept.append(body)
        status, answer = ask(self.node, self.command, self.path, body)
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = hand_on

    def log_message(self, *_):
        pass


def connect(node):
    connection = http.client.HTTPConnection(node, timeout=600)
    connection.connect()
    return connection


def ask_over(connection, method, path, body=b"", kind="application/json"):
    connection.request(method, path, body, {"Content-Type": kind})
    answer = connection.getresponse()
    return answer.status, answer.read()


def ask(node, method, path, body=b""):
    connection = connect(node)
    try:
        return ask_over(connection, method, path, body)
    finally:
        connection.close()


def must(answer):
    status, body = answer
    if status >= 300:
        sys.exit(f"the node says {status}: {body[:300].decode(errors='replace')}")
    return json.loads(body)


def processor_of(node):
    return must(ask(node, "GET", "/_nodes/stats/process"))["nodes"].popitem()[1]["process"]["cpu"]["total_in_millis"] / 1000


def remove(node, names):
    must(ask(node, "DELETE", f"/{names}"))


def documents_of(node, name):
    """The index with the documents of one of ours."""
    return must(ask(node, "GET", f"/{name}-meta/_doc/generation"))["_source"]["state"]["index"]


def count_of(node, index):
    return must(ask(node, "GET", f"/{index}/_count"))["count"]


def seconds_of_plain(node, made, batches, connections):
    """The node's processor time and the clock's; the index is empty before and gone afterwards."""
    before, start = processor_of(node), time.monotonic()
    must(ask(node, "PUT", "/plain", json.dumps(made).encode()))
    waiting, lock, faults = list(reversed(batches)), threading.Lock(), []

    def send():
        connection = connect(node)
        while True:
            with lock:
                if not waiting:
                    return
                batch = waiting.pop()
            nap, status = 0.05, BUSY
            while status == BUSY:  # of all of the batch; then it goes again after a nap, as ours does
                status, answer = ask_over(connection, "POST", "/plain/_bulk?filter_path=errors", batch, "application/x-ndjson")
                time.sleep(nap if status == BUSY else 0)
                nap = min(2 * nap, 5)
            if status >= 300 or json.loads(answer)["errors"]:
                faults.append(answer[:300])

    threads = [threading.Thread(target=send) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    must(ask(node, "POST", "/plain/_refresh"))
    spent = time.monotonic() - start
    if faults:
        sys.exit(f"the plain client was refused: {faults[0]}")
    processor, count = processor_of(node) - before, count_of(node, "plain")
    remove(node, "plain")
    return spent, processor, count


def seconds_of_ours(node, file):
    before, start = processor_of(node), time.monotonic()
    add(node, "ours", file)
    spent = time.monotonic() - start
    processor, count = processor_of(node) - before, count_of(node, documents_of(node, "ours"))
    remove(node, "ours-*")
    return spent, processor, count


def add(node, name, file):
    subprocess.run([INDEXER, "--quiet", "--index", f"opensearch://{node}/{name}", "add", file], check=True)


def record(node, file):
    """The batches of documents, and what their index was made with."""
    Front.node = node
    front = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Front)
    threading.Thread(target=front.serve_forever, daemon=True).start()
    add(f"127.0.0.1:{front.server_address[1]}", "recorded", file)
    front.shutdown()
    index = documents_of(node, "recorded")
    made = must(ask(node, "GET", f"/{index}"))[index]
    settings = {key: value for key, value in made["settings"]["index"].items() if key not in GIVEN_BY_CLUSTER}
    count = count_of(node, index)
    remove(node, "recorded-*")
    return Front.kept, {"settings": {"index": settings}, "mappings": made["mappings"]}, count


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("node")
    parser.add_argument("work")
    parser.add_argument("--documents", type=int, default=27059, help="invented, where no file is given")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--file", help="documents, JSON Lines")
    asked = parser.parse_args()
    node = urllib.parse.urlsplit(asked.node).netloc
    file = asked.file
    if not file:
        file = os.path.join(asked.work, "documents.jsonl")
        with open(file, "wb") as out:
            subprocess.run(["build/bin/corpus-generate", f"--count={asked.documents}"], stdout=out, check=True)
    batches, made, count = record(node, file)
    size = sum(map(len, batches))
    print(f"{count} documents in {len(batches)} batches, {size / count / 1000:.1f} kB each as sent", flush=True)
    ways = {f"plain, {n} at once": lambda n=n: seconds_of_plain(node, made, batches, n) for n in (1, 2)}
    ways["indexer add"] = lambda: seconds_of_ours(node, file)
    spent = {name: [] for name in ways}
    for _ in range(asked.rounds):
        for name, run in ways.items():
            seconds, processor, found = run()
            if found != count:
                sys.exit(f"{name}: {found} documents of {count} are there")
            spent[name].append((seconds, processor))
    print(f"| {'':16} | documents a second (median; least, most) | processor of the node, ms a document |")
    rates = {}
    for name, rounds in spent.items():
        each = sorted(count / seconds for seconds, _ in rounds)
        rates[name] = statistics.median(each)
        processor = statistics.median(p for _, p in rounds) / count * 1000
        print(f"| {name:16} | {rates[name]:6.0f} ({each[0]:.0f}, {each[-1]:.0f}) | {processor:.2f} |")
    ratio = rates.pop("indexer add") / max(rates.values())
    print(f"ours: {ratio:.2f} of the quickest plain client")
    sys.exit(ratio < LEAST)


main()
