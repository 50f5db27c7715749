#!/usr/bin/env python3
"""Asks two servers, one over a folder and one over a cluster, the questions of a judged set.

    judged.py FOLDER_URL CLUSTER_URL QUERIES QRELS

QUERIES: lines of JSON with id and text, or of id, tab and text; QRELS as TREC writes them. Totals and the first ten (the
exchanges with all words, then those with some) must be the same, in an order that may differ where scores are equal,
and nDCG@10 within .005. Exit code 1: something differs.
"""

import json
import pathlib
import sys
import urllib.parse

from language import get

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "bench" / "peers"))
import judged_set

DEPTH = judged_set.CUT
MOST_APART = 0.005


def ask(server, text):
    """What is said of the total, and (score, id) of the first ten."""
    address = "/api/v1/search?" + urllib.parse.urlencode({"q": text, "limit": DEPTH})
    status, body = get(server, address)
    if status != 200:
        sys.exit(f"{status} {server}{address}: {body[:300]}")
    answer = json.loads(body)
    hits = answer["hits"] + (answer.get("partiels") or {"hits": []})["hits"]
    return answer["total"], [(hit["score"], hit["id"]) for hit in hits[:DEPTH]]


def same_but_for_ties(expected, found):
    """The last of ten may be one of several with its score, of which the eleventh was not seen."""
    if [score for score, _ in expected] != [score for score, _ in found]:
        return False
    last = expected[-1][0] if len(expected) == DEPTH else None
    known = [hit for hit in expected if hit[0] != last]
    return sorted(known) == sorted(hit for hit in found if hit[0] != last)


def main():
    folder, cluster = sys.argv[1:3]
    queries, grades = judged_set.read(*map(pathlib.Path, sys.argv[3:]))
    count, found_by, totals, tens, ties = len(queries), [0.0, 0.0], 0, 0, 0
    for query, text in queries.items():
        (expected_total, expected), (total, found) = ask(folder, text), ask(cluster, text)
        for side, hits in enumerate((expected, found)):
            found_by[side] += judged_set.judge(grades[query], [document for _, document in hits])[0]
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
