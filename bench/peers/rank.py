#!/usr/bin/env python3
"""rank.py NAME QUERIES QRELS FOLDER: how well Lucene ranks the JSON Lines that it reads from stdin, on judged queries.

Prints the same line as build/bin/relevance. Lucene 8 where Debian's package is there, else 10 from Maven Central; what
is built of them is kept in FOLDER. Titles and texts are one field (lucene/RankBench.java).
"""
import collections
import json
import math
import pathlib
import sys

import engines

TOP, CUT = 100, 10


def lucene(folder):
    reasons = []
    for kind in (engines.Lucene8, engines.Lucene10):
        engine = kind(folder)
        try:
            engine.prepare()
            return engine
        except engines.Missing as missing:
            reasons.append(f"{engine.name}: {missing}")
    sys.exit("rank.py: " + "; ".join(reasons))


def read_queries(path):
    lines = path.read_text().split("\n")
    if path.suffix == ".jsonl":
        rows = [json.loads(line) for line in lines if line]
        return {row["id"]: row["text"] for row in rows}
    return dict(line.split("\t", 1) for line in lines if line and not line.startswith("#"))


def texts(document):
    answers = [answer.get("text") or "" for answer in document.get("answers") or []]
    return [document.get(key) or "" for key in ("title", "text", "question", "answer")] + answers


def write(path, rows):
    path.write_text("".join(f"{key}\t{' '.join(text.split())}\n" for key, text in rows))


def judge(judged, found):
    """nDCG@10, MRR@10 and recall@100 of one query."""
    best = sorted(judged.values(), reverse=True)[:CUT]
    ideal = sum(grade / math.log2(rank + 2) for rank, grade in enumerate(best))
    gain = sum(judged.get(key, 0) / math.log2(rank + 2) for rank, key in enumerate(found[:CUT]))
    first = next((1 / (rank + 1) for rank, key in enumerate(found[:CUT]) if judged.get(key, 0) > 0), 0)
    right = {key for key, grade in judged.items() if grade > 0}
    return gain / ideal, first, len(right.intersection(found)) / len(right)


def main():
    name, queries_path, qrels_path, folder = sys.argv[1], *map(pathlib.Path, sys.argv[2:5])
    folder.mkdir(parents=True, exist_ok=True)
    engine = lucene(folder)
    judged = collections.defaultdict(dict)
    for line in qrels_path.read_text().splitlines():
        query, _, key, grade = line.split()
        judged[query][key] = int(grade)
    queries = {key: text for key, text in read_queries(queries_path).items() if any(judged[key].values())}
    documents = [json.loads(line) for line in sys.stdin if line.strip()]
    write(folder / "documents.tsv", ((row["id"], " ".join(texts(row))) for row in documents))
    write(folder / "queries.tsv", queries.items())
    found = collections.defaultdict(list)
    for line in engine.rank(folder / "documents.tsv", folder / "queries.tsv", TOP).splitlines():
        query, key = line.split("\t")
        found[query].append(key)
    totals = [sum(column) / len(queries) for column in zip(*(judge(judged[key], found[key]) for key in queries))]
    print(f"{name:<20} {engine.key} {len(queries):6} queries  nDCG@10 {totals[0]:.4f}  MRR@10 {totals[1]:.4f}  "
          f"recall@100 {totals[2]:.4f}")


if __name__ == "__main__":
    main()
