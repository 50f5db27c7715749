#!/usr/bin/env python3
"""rank.py NAME QUERIES QRELS FOLDER: how well Lucene ranks the JSON Lines that it reads from stdin, on judged queries.

Prints the same line as build/bin/relevance. Lucene 8 where Debian's package is there, else 10 from Maven Central; what
is built of them is kept in FOLDER. Titles and texts are one field (lucene/RankBench.java).
"""
import collections
import json
import pathlib
import sys

import engines
import judged_set

TOP = 100


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


def texts(document):
    answers = [answer.get("text") or "" for answer in document.get("answers") or []]
    return [document.get(key) or "" for key in ("title", "text", "question", "answer")] + answers


def write(path, rows):
    path.write_text("".join(f"{key}\t{' '.join(text.split())}\n" for key, text in rows))


def main():
    name, queries_path, qrels_path, folder = sys.argv[1], *map(pathlib.Path, sys.argv[2:5])
    folder.mkdir(parents=True, exist_ok=True)
    engine = lucene(folder)
    queries, judged = judged_set.read(queries_path, qrels_path)
    documents = [json.loads(line) for line in sys.stdin if line.strip()]
    write(folder / "documents.tsv", ((row["id"], " ".join(texts(row))) for row in documents))
    write(folder / "queries.tsv", queries.items())
    found = collections.defaultdict(list)
    for line in engine.rank(folder / "documents.tsv", folder / "queries.tsv", TOP).splitlines():
        query, key = line.split("\t")
        found[query].append(key)
    totals = [sum(column) / len(queries) for column in zip(*(judged_set.judge(judged[key], found[key]) for key in queries))]
    print(f"{name:<20} {engine.key} {len(queries):6} queries  nDCG@10 {totals[0]:.4f}  MRR@10 {totals[1]:.4f}  "
          f"recall@100 {totals[2]:.4f}")


if __name__ == "__main__":
    main()
