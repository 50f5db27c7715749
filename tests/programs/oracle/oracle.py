"""Asks searchd thousands of random searches, and compares every answer with what a slow, obvious evaluator finds.

The evaluator shares no code with the engine: it was written from docs/query-language.md and the other documents, and
knows nothing but the exchanges (from an export) and their words (from `analyze`), both asked of searchd over HTTP.

    oracle.py check URL           the exchanges that a running searchd has
    oracle.py files PATH...       the exchanges in files, in an index of its own, with a searchd beside it
    oracle.py histories           exchanges that come, change and go, likewise; --index says where, as both programs
                                  take it

--seed N repeats a run, --queries N is how many searches are compared; at the end stands "count NAME ASKED RIGHT WRONG".
"""
import argparse
import random
import sys

import histories
from client import Client
from judge import Score, judge_random, read_collection


def check(options, score):
    client = Client(options.url)
    collection = read_collection(client)
    for n in range(options.queries):
        judge_random(client, collection, score, f"{options.seed}-{n}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--queries", type=int, default=1000)
    ways = parser.add_subparsers(required=True)
    way = ways.add_parser("check")
    way.add_argument("url", metavar="URL")
    way.set_defaults(run=check, name="oracle")
    way = ways.add_parser("files")
    way.add_argument("paths", metavar="PATH", nargs="+")
    way.add_argument("--index")
    way.add_argument("--generated", type=int, default=0, help="so many exchanges of corpus-generate beside them")
    way.set_defaults(run=histories.run_files, name="oracle-files")
    way = ways.add_parser("histories")
    way.add_argument("--index")
    way.add_argument("--exchanges", type=int, default=150, help="how many there may be at once")
    way.set_defaults(run=histories.run, name="oracle-histories")
    options = parser.parse_args()
    print(f"SEED={options.seed}", flush=True)
    score = Score(options.name)
    options.run(options, score)
    score.report()
    sys.exit(1 if score.wrong or not score.asked else 0)


if __name__ == "__main__":
    main()
