"""Judged queries: reading them with their grades, and measuring what was found by them."""
import collections
import json
import math

CUT = 10


def read_queries(path):
    """Text by id; lines of JSON, or of id, tab and text."""
    lines = path.read_text().split("\n")
    if path.suffix == ".jsonl":
        rows = [json.loads(line) for line in lines if line]
        return {row["id"]: row["text"] for row in rows}
    return dict(line.split("\t", 1) for line in lines if line and not line.startswith("#"))


def read(queries_path, qrels_path):
    """The queries for which something is right, and the grades of documents by query, as TREC writes them."""
    judged = collections.defaultdict(dict)
    for line in qrels_path.read_text().splitlines():
        query, _, key, grade = line.split()
        judged[query][key] = int(grade)
    queries = {key: text for key, text in read_queries(queries_path).items() if any(judged[key].values())}
    return queries, judged


def judge(judged, found):
    """nDCG@10, MRR@10 and recall@100 of one query."""
    best = sorted(judged.values(), reverse=True)[:CUT]
    ideal = sum(grade / math.log2(rank + 2) for rank, grade in enumerate(best))
    gain = sum(judged.get(key, 0) / math.log2(rank + 2) for rank, key in enumerate(found[:CUT]))
    first = next((1 / (rank + 1) for rank, key in enumerate(found[:CUT]) if judged.get(key, 0) > 0), 0)
    right = {key for key, grade in judged.items() if grade > 0}
    return gain / ideal, first, len(right.intersection(found)) / len(right)
