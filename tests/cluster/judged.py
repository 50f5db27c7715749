#!/usr/bin/env python3
"""Asks two servers, one over a folder and one over a cluster, the questions of a judged set.

    judged.py FOLDER_URL CLUSTER_URL QUERIES QRELS

QUERIES: lines of JSON with id and text, or of id, tab and text; QRELS as TREC writes them. Totals and the first ten (the
exchanges with all words, then those with some) must be the same, in an order that may differ where scores are equal,
and nDCG@10 within .005. Exit code 1: something differs.
"""

import collections
import json
import math
import sys
import urllib.parse

from language import get

DEPTH = 10
MOST_APART = 0.005


def read_queries(path):
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("{"):
                query = json.loads(line)
                yield query["id"], query["text"]
            elif line.strip() and not line.startswith("#"):
                yield line.rstrip("\n").split("\t", 1)


def read_grades(path):
    grades = collections.defaultdict(dict)
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            query, _, document, grade = line.split()
            grades[query][document] = int(grade)
    return grades


def ask(server, text):
    """What is said of the total, and (score, id) of the first ten."""
    address = "/api/v1/search?" + urllib.parse.urlencode({"q": text, "limit": DEPTH})
    status, body = get(server, address)
    if status != 200:
        sys.exit(f"{status} {server}{address}: {body[:300]}")
    answer = json.loads(body)
    hits = answer["hits"] + (answer.get("partiels") or {"hits": []})["hits"]
    return answer["total"], [(hit["score"], hit["id"]) for hit in hits[:DEPTH]]


def ndcg(hits, grades):
    """Järvelin and Kekäläinen 2002, with gains as they are judged."""

    def gain(ordered):
        return sum(grade / math.log2(place + 2) for place, grade in enumerate(ordered[:DEPTH]))

    ideal = gain(sorted(grades.values(), reverse=True))
    return gain([grades.get(document, 0) for _, document in hits]) / ideal


def same_but_for_ties(expected, found):
    """The last of ten may be one of several with its score, of which the eleventh was not seen."""
    if [score for score, _ in expected] != [score for score, _ in found]:
        return False
    last = expected[-1][0] if len(expected) == DEPTH else None
    known = [hit for hit in expected if hit[0] != last]
    return sorted(known) == sorted(hit for hit in found if hit[0] != last)


def main():
    folder, cluster, queries, qrels = sys.argv[1:]
    grades = read_grades(qrels)
    count, found_by, totals, tens, ties = 0, [0.0, 0.0], 0, 0, 0
    for query, text in read_queries(queries):
        if not any(grades[query].values()):
            continue
        count += 1
        (expected_total, expected), (total, found) = ask(folder, text), ask(cluster, text)
        found_by[0] += ndcg(expected, grades[query])
        found_by[1] += ndcg(found, grades[query])
        totals += total != expected_total
        ties += found != expected
        if not same_but_for_ties(expected, found):
            tens += 1
            print(f"{query} {text}: {expected} {found}")
    folder_ndcg, cluster_ndcg = (value / max(count, 1) for value in found_by)
    print(f"{count} questions, nDCG@10 {folder_ndcg:.4f} and {cluster_ndcg:.4f};", end=" ")
    print(f"totals: {totals} differ, first tens: {tens} differ, {ties - tens} in the order of equal scores")
    bad = count == 0 or folder_ndcg == 0 or abs(folder_ndcg - cluster_ndcg) > MOST_APART or totals or tens
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
