#!/usr/bin/env python3
"""Asks two servers the same and tells where they differ: one over a folder, one over a cluster.

    parity.py FOLDER_URL CLUSTER_URL [--queries N] [--seed N]     searches of the whole language, facets, sorts, pages
    parity.py FOLDER_URL CLUSTER_URL --others N                   addresses of every other route
    parity.py FOLDER_URL CLUSTER_URL --addresses FILE             the addresses of the file, one a line
    parity.py CLUSTER_URL --load N                                N searches by four at once: how many failed
    parity.py CLUSTER_URL --journeys N                            N searches: none asks more than twice, and once
                                                                  more where a proximity of more than five words let in
                                                                  documents at first in which words share places

Answers must be the same to the byte but for how long they took, which generation it is and when that was committed, and
cursors, which are the backend's own. Exit code 1: some were not.
"""

import argparse
import collections
import itertools
import json
import re
import sys
import threading
import urllib.error
import urllib.parse

from language import OPENER, Language, get

OWN = {"took_us", "generation", "commit_time", "next", "suivant", "request_id", "instance", "type_url", "reprise"}
MOMENT = re.compile(r"génération \d+|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def without_own(value, server):
    if isinstance(value, dict):
        return {key: without_own(item, server) for key, item in value.items() if key not in OWN}
    if isinstance(value, list):
        return [without_own(item, server) for item in value]
    return MOMENT.sub("", value.replace(server, "")) if isinstance(value, str) else value


def comparable(body, server):
    """The answer without what may differ; an export of lines in the order of its lines."""
    try:
        return without_own(json.loads(body), server)
    except ValueError:
        lines = body.decode(errors="replace").replace(server, "").splitlines()
        own = r"cursor=[\w-]+|[\d.]+ ?ms|\d\d:\d\d:\d\d|/nouveautes/[0-9a-f]{16}|\d\d h \d\d"
        return sorted(re.sub(own, "", line) for line in lines)


def compare(folder, cluster, addresses, most_refused=0.1):
    """What both refuse is the same, and says little: not more than a part may be so."""
    count, other, refused = 0, 0, 0
    for address in addresses:
        count += 1
        expected, found = get(folder, address), get(cluster, address)
        refused += expected[0] != 200
        if expected[0] == found[0] and comparable(expected[1], folder) == comparable(found[1], cluster):
            continue
        other += 1
        print(f"{expected[0]} {found[0]} {urllib.parse.unquote(address)}", flush=True)
    print(f"{count} answers compared, {other} differ, {refused} refused by both")
    return other == 0 and 0 < count and refused <= count * most_refused


def follow(folder, cluster, language, count):
    """The pages behind the first, by the cursors of each."""
    for _ in range(count):
        places, seen = [language.address()] * 2, ([], [])
        for _ in range(4):
            for i, server in enumerate((folder, cluster)):
                answer = json.loads(get(server, places[i])[1]) if places[i] else {}
                seen[i].extend((hit["id"], hit["score"]) for hit in answer.get("hits", []))
                places[i] = answer.get("next")
        if seen[0] != seen[1]:
            print(f"pages differ: {seen[0][:3]} {seen[1][:3]}")
            return False
    return True


def load(server, count, seed):
    """A line a hundred searches says how far it is. A failure is any answer of the server's fault, or none.

    Scores are not explained: that asks the cluster again for each hit, and these are to be many searches.
    """
    asked, failed, lock = itertools.count(1), [], threading.Lock()

    def ask(language):
        while True:
            with lock:
                number = next(asked)
            if number > count:
                return
            try:
                status, body = get(server, language.address().replace("&explain=1", ""))
            except OSError as error:
                status, body = 599, str(error).encode()
            with lock:
                if status >= 500:
                    failed.append(status)
                    print(status, body[:300].decode(errors="replace"), flush=True)
                if number % 100 == 0:
                    print(f"asked {number}", flush=True)

    clients = [threading.Thread(target=ask, args=(Language(server, f"{seed}-{n}"),)) for n in range(4)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    print(f"{count} searches, {len(failed)} failed")
    return not failed


def most_journeys(address):
    """A search that let in too much is asked again (engine/opensearch/read/near.h)."""
    query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(address).query)).get("q", "")
    return 2 + any(len(near.split()) > 5 for near in re.findall(r'"([^"]*)"~', query))


def journeys(server, count, seed):
    """Also those that fold series, explain scores, or find little at first. What is refused was no search."""
    language, asked, refused, dear = Language(server, seed), collections.Counter(), 0, 0
    for number in range(count):
        address = language.address()
        if number % 4 == 0:  # a page of results folds series, and looks for sentences with numbers
            address = "/recherche?" + urllib.parse.urlencode(language.query())
        try:
            with OPENER.open(server + address, timeout=120) as answer:
                found = re.search(r"cluster;desc=(\d+)", answer.headers.get("Server-Timing", ""))
        except urllib.error.HTTPError as error:
            refused += error.code == 400
            dear += error.code != 400
            if error.code != 400:
                print(error.code, urllib.parse.unquote(address))
            continue
        needed = int(found.group(1)) if found else 0
        asked[needed] += 1
        dear += needed > most_journeys(address)
        if needed > 2:
            print(needed, urllib.parse.unquote(address))
    print(f"searches by journeys: {dict(sorted(asked.items()))}, {refused} refused")
    return dear == 0 and refused <= count * 0.1 and asked[2] > 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("servers", nargs="+")
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--others", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--addresses", type=argparse.FileType())
    parser.add_argument("--load", type=int)
    parser.add_argument("--journeys", type=int)
    asked = parser.parse_args()
    if asked.load:
        sys.exit(not load(asked.servers[0], asked.load, asked.seed))
    if asked.journeys:
        sys.exit(not journeys(asked.servers[0], asked.journeys, asked.seed))
    folder, cluster = asked.servers
    if asked.addresses:
        sys.exit(not compare(folder, cluster, asked.addresses.read().splitlines(), 0))
    language = Language(folder, asked.seed)
    if asked.others:
        sys.exit(not compare(folder, cluster, (language.other() for _ in range(asked.others))))
    is_same = compare(folder, cluster, (language.address() for _ in range(asked.queries)))
    sys.exit(not (follow(folder, cluster, language, asked.queries // 10) and is_same))


main()
