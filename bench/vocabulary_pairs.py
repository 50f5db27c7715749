#!/usr/bin/env python3
"""vocabulary_pairs.py INDEXER FILE.jsonl.zst... [--count 500] [--seed 1] [--frequent]: pairs of words for the audit of
the vocabulary.

All forms without digits of the texts are counted; of the rarer half of them (or the other), terms that two forms or more share are
drawn at random, and of each two of its forms: "form TAB form TAB term". Somebody reads them: are they one word to
a person who searches? docs/french-analysis.md, "The audit of the vocabulary".
"""
import argparse
import collections
import json
import random
import re
import subprocess

WORD = re.compile(r"[^\W\d_]{3,}")


def count_forms(paths):
    counts = collections.Counter()
    for path in paths:
        with subprocess.Popen(["zstd", "-dc", path], stdout=subprocess.PIPE) as packed:
            for line in packed.stdout:
                document = json.loads(line)
                counts.update(WORD.findall(f"{document.get('title') or ''} {document.get('text') or ''}".lower()))
    return counts


def terms_of(indexer, forms):
    """Each form on a line of its own, so that the analyzer sees no neighbours."""
    text = "".join(form + " .\n" for form in forms)
    lines = subprocess.run([indexer, "analyze", "-"], input=text, capture_output=True, text=True, check=True).stdout
    terms = {}
    for line in lines.splitlines():
        fields = line.split("\t")
        if len(fields) >= 4 and fields[3]:
            terms.setdefault(fields[2].lower(), fields[3])
    return terms


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("indexer")
    parser.add_argument("files", nargs="+")
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--frequent", action="store_true", help="of the half that occurs more often")
    options = parser.parse_args()
    counts = count_forms(options.files)
    forms = sorted(counts, key=lambda form: (counts[form], form))
    middle = len(forms) // 2
    forms = forms[middle:] if options.frequent else forms[:middle]
    shared = collections.defaultdict(list)
    for form, term in terms_of(options.indexer, forms).items():
        shared[term].append(form)
    groups = sorted((term, sorted(forms)) for term, forms in shared.items() if len(forms) > 1)
    draw = random.Random(options.seed)
    for term, forms in draw.sample(groups, min(options.count, len(groups))):
        first, second = draw.sample(forms, 2)
        print(f"{first}\t{second}\t{term}")


main()
