#!/usr/bin/python3
"""clock_jumps.py: the date is set a day back or forward, or by years, while searchd serves and indexer writes.

Nothing waits by the date: connections live on, shares are used up and come back, what is known is answered from the cache,
and what is committed is seen. CLOCK_FAULT_LIBRARY is the library of clock_fault.c.
"""
import email.utils
import http.client
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

BIN = pathlib.Path(os.environ["HEMICYCLE_BIN"])
DAY = 86400
failures, jumps = [], 0


def check(is_good, *what):
    if not is_good:
        failures.append(" ".join(map(str, what)))


with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    (folder / "offset").write_text("0")
    env = dict(os.environ, LD_PRELOAD=os.environ["CLOCK_FAULT_LIBRARY"], CLOCK_FAULT_FILE=str(folder / "offset"))

    def add(number):
        line = json.dumps({"id": f"p-{number}", "titre": f"Passerelle {number}", "question": "Où mène la passerelle ?"})
        subprocess.run([BIN / "indexer", "--index", folder / "index", "--quiet", "add", "--format", "jsonl", "-"],
                       input=line.encode(), env=env, check=True)

    add(0)
    daemon = subprocess.Popen([BIN / "searchd", "--index", folder / "index", "--listen", "127.0.0.1:0", "--access-log", "none",
                               "--idle-timeout", "20", "--max-share", "1"], stderr=subprocess.PIPE, text=True, env=env)
    port = None
    while not port:
        port = re.search(r"127\.0\.0\.1:(\d+)", daemon.stderr.readline())
    port = int(port[1])

    def connect():
        return http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def ask(connection, target, **headers):
        connection.request("GET", target, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()

    def hits():
        return int(re.search(rb"searchd_answer_cache_hits_total (\d+)", ask(connect(), "/metrics")[2])[1])

    kept = connect()
    ask(kept, "/healthz")
    for jump in (-DAY, DAY, -3600, 5 * 365 * DAY, -20 * 365 * DAY, 0):
        jumps += 1
        for number in range(100):  # a client that has used its share up
            query = f"/api/v1/search?limit=100&q=p*+OU+*a*+OU+n{jumps}x{number}"
            status, headers, _ = ask(connect(), query, **{"X-Forwarded-For": f"192.0.2.{jumps}"})
            if status == 429:
                break
        (folder / "offset").write_text(str(jump))
        socket = kept.sock
        check(ask(kept, "/healthz")[0] == 200 and kept.sock is socket, jump, "an idle connection was cut")
        status, headers, _ = ask(kept, "/api/v1/search?q=passerelle", **{"X-Forwarded-For": f"192.0.2.{jumps}"})
        check(status in (200, 429) and int(headers.get("Retry-After", 0)) < 100, jump, status, headers.get("Retry-After"))
        add(jumps)
        status, headers, body = ask(kept, "/api/v1/search?q=passerelle&limit=100")
        check(status == 200 and json.loads(body)["total"] == jumps + 1, jump, "what was committed is not seen", body[:100])
        check(ask(kept, "/api/v1/search?q=passerelle&limit=100", **{"If-None-Match": headers["ETag"]})[0] == 304, jump, "ETag")
        for _ in range(40):  # what was committed this very second is not kept yet
            before = hits()
            first = ask(kept, "/api/v1/search?q=mene")[2]
            if hits() > before:
                break
            time.sleep(0.1)
        check(hits() > before, jump, "nothing is answered from the cache")
        status, headers, _ = ask(kept, "/nulle-part")
        told = email.utils.parsedate_to_datetime(headers["Date"]).timestamp() - time.time()
        check(status == 404 and abs(told - jump) < 60, jump, "the date that is told is off by", told)
    daemon.terminate()
    check(daemon.wait(timeout=30) == 0, "the end:", daemon.returncode)
print(*failures, sep="\n")
print(f"{jumps} jumps, {len(failures)} failures")
sys.exit(1 if failures else 0)
