#!/usr/bin/env python3
"""derived_sets.py SHARED SET FOLDER: a judged set made of the shared texts, as docs.jsonl, queries.jsonl, qrels.txt.

titled        service-public-qr with the titles of the guides, which that set leaves out
guides        titles of 600 guides as queries, each title taken from its own document
guides-blank  the same queries, all titles taken away
chambre       titles of 800 questions to the Belgian Chamber as queries, each taken from its own document

Judged on titles as they are beside blanked ones, parameters show whether they carry over: docs/relevance.md. Which
titles become queries is drawn with a fixed seed; titles that several documents have, or of one word, are no queries.
"""
import collections
import json
import pathlib
import random
import shutil
import subprocess
import sys


def read(path):
    text = subprocess.run(["zstd", "-dc", path], check=True, capture_output=True).stdout.decode()
    return [json.loads(line) for line in text.split("\n") if line]


def write(path, rows):
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


def titled(shared, folder):
    source = shared / "relevance/service-public-qr"
    titles = {doc["id"]: doc["title"] for doc in read(shared / "corpus/fiches-service-public.jsonl.zst")}
    docs = read(source / "docs.jsonl.zst")
    write(folder / "docs.jsonl", [doc | {"title": titles.get(doc["id"], "")} for doc in docs])
    for name in ("queries.jsonl", "qrels.txt"):
        shutil.copy(source / name, folder / name)


def by_title(docs, count, blank_all, folder):
    copies = collections.Counter(doc["title"] for doc in docs)
    right = [doc for doc in docs if copies[doc["title"]] == 1 and " " in doc["title"]]
    chosen = {doc["id"]: doc["title"] for doc in random.Random(20).sample(right, count)}
    write(folder / "docs.jsonl",
          [doc | {"title": "" if blank_all or doc["id"] in chosen else doc["title"]} for doc in docs])
    write(folder / "queries.jsonl", [{"id": f"t{i}", "text": title} for i, title in enumerate(chosen.values())])
    (folder / "qrels.txt").write_text("".join(f"t{i} 0 {key} 1\n" for i, key in enumerate(chosen)))


def main():
    shared, name, folder = pathlib.Path(sys.argv[1]), sys.argv[2], pathlib.Path(sys.argv[3])
    folder.mkdir(parents=True, exist_ok=True)
    if name == "titled":
        titled(shared, folder)
    elif name in ("guides", "guides-blank"):
        by_title(read(shared / "corpus/fiches-service-public.jsonl.zst"), 600, name == "guides-blank", folder)
    elif name == "chambre":
        by_title(read(shared / "corpus/questions-chambre-be.jsonl.zst"), 800, False, folder)
    else:
        sys.exit(f"derived_sets.py: no such set: {name}")


main()
