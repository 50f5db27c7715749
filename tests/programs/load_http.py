#!/usr/bin/python3
"""load_http.py URL CLIENTS: asks until interrupted, and checks that each answer is of one generation.

All documents of the index hold the word "chemin" and are numbered from 1 without gaps: so an answer's total, its
facets, its export and its newest document all follow from the number of documents it names.
"""
import http.client
import json
import signal
import sys
import threading

host, port = sys.argv[1].removeprefix("http://").rsplit(":", 1)
stopping = threading.Event()
failures = []
answers = [0]
lock = threading.Lock()
signal.signal(signal.SIGINT, lambda *_: stopping.set())


def get(connection, target):
    connection.request("GET", target, headers=connection.headers)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise AssertionError(f"{target}: {answer.status} {body[:200]!r}")
    return body


def check(condition, *what):
    if not condition:
        raise AssertionError(" ".join(map(str, what)))


def one_round(connection):
    answer = json.loads(get(connection, "/api/v1/search?q=chemin&limit=100&facets=statut"))
    documents = answer["index"]["documents"]
    check(answer["total"] == documents, "total", answer["total"], "of", documents)
    check({hit["id"] for hit in answer["hits"]} == {f"d-{n}" for n in range(1, documents + 1)}, "hits of", documents)
    check(answer["facets"]["statut"] == [{"valeur": "sans-reponse", "nombre": documents}], answer["facets"])

    lines = get(connection, "/api/v1/export.ndjson?q=chemin").decode().splitlines()
    end = json.loads(lines[-1])
    check(end["fin"] and end["count"] == len(lines) - 1, end)
    check({json.loads(line)["id"] for line in lines[:-1]} == {f"d-{n}" for n in range(1, len(lines))}, "export")

    check(b"/question/d-" in get(connection, "/recherche?q=chemin"), "page")
    check(json.loads(get(connection, "/api/v1/questions/d-7"))["id"] == "d-7", "question")
    get(connection, "/metrics")


def client(number):
    connection = http.client.HTTPConnection(host, int(port), timeout=60)
    # Every other one as if from one place behind a proxy: their answers are made one after the other, the rest beside them.
    connection.headers = {"X-Forwarded-For": "198.51.100.1"} if number % 2 else {}
    try:
        while not stopping.is_set():
            one_round(connection)
            with lock:
                answers[0] += 5
    except Exception as reason:
        with lock:
            failures.append(f"client {number}: {reason!r}")


threads = [threading.Thread(target=client, args=(n,)) for n in range(int(sys.argv[2]))]
for thread in threads:
    thread.start()
stopping.wait()
for thread in threads:
    thread.join()
print(f"{answers[0]} answers, {len(failures)} failures")
for failure in failures:
    print(failure)
sys.exit(1 if failures or answers[0] == 0 else 0)
