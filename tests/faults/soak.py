#!/usr/bin/python3
"""soak.py SECONDS [CLIENTS]: searchd asked by CLIENTS while indexers change, merge, optimize, and are killed.

The same eighty documents are rewritten again and again, so nothing may grow: not the daemon's memory or its open
files, not the index but by what it says of each change (what the documents were before is not kept here). Beside the
daemon that is watched, others open the index and are killed with requests under way. load_http.py checks every answer:
it belongs to exactly one generation.
"""
import json
import os
import re
import signal
import subprocess
import sys
import time

from hostile_load import Daemon
from lab import BIN, BUSY, OK, SOURCE, Lab, Tally, finish, indexer, is_sound

SECONDS = float(sys.argv[1]) if len(sys.argv) > 1 else 10
CLIENTS = sys.argv[2] if len(sys.argv) > 2 else "4"
DOCUMENTS = 80
CHANGED = 10  # documents a round
CHANGE_BYTES = 48  # of the index, what it says of one change at most


def lines(numbers, round_number):
    return "".join(json.dumps({"id": f"d-{n}", "titre": f"Question {n}", "date": "2024-02-05",
                               "question": f"Le chemin numéro {n}, version {round_number}. " * (1 + n % 7)}) + "\n"
                   for n in numbers).encode()


def write_once(lab, index, round_number, tally):
    """One change, by an indexer that is sometimes killed on the way; says how many documents it may have changed."""
    command = [str(BIN / "indexer"), "--index", str(index), "--quiet"]
    if round_number % 10 == 9:
        command += ["optimize"]
        data, changed = b"", 0
    else:
        command += ["add", "--keep-texts", "0", "--format", "jsonl", "-"]
        data, changed = lines(lab.random.sample(range(1, DOCUMENTS + 1), CHANGED), round_number), CHANGED
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    if lab.random.random() < 0.2:
        try:
            process.stdin.write(data)
            process.stdin.close()
            time.sleep(lab.random.uniform(0, 0.03))
            process.kill()
        except BrokenPipeError:
            pass
        process.wait()
        tally.survived()
        return changed
    _, errors = process.communicate(data)
    tally.judge(None if process.returncode in (OK, BUSY) else f"exit {process.returncode}: {errors.decode()}")
    return changed


def kill_a_daemon(lab, index, tally):
    other = Daemon(lab, index)
    connection = other.connect("127.0.0.9")
    connection.sendall(b"GET /api/v1/export.ndjson?q=chemin HTTP/1.1\r\nHost: x\r\n\r\n")
    other.process.kill()
    other.process.wait()
    connection.close()
    tally.survived()


def main():
    writes, kills, answers, flat = Tally("soak-write"), Tally("soak-killed-daemon"), Tally("soak-answer"), \
        Tally("soak-growth")
    with Lab() as lab:
        index = lab.folder / "index"
        assert indexer(index, "add", "--format", "jsonl", "-", stdin=lines(range(1, DOCUMENTS + 1), 0)).code == OK
        daemon = Daemon(lab, index, "--threads", "4")
        clients = subprocess.Popen(["/usr/bin/python3", "-B", str(SOURCE / "tests/programs/load_http.py"),
                                    f"http://127.0.0.1:{daemon.port}", CLIENTS], stdout=subprocess.PIPE)
        start, round_number, changes, samples = time.monotonic(), 0, 0, []
        while time.monotonic() - start < SECONDS:
            round_number += 1
            changes += write_once(lab, index, round_number, writes)
            if round_number % 40 == 20:
                kill_a_daemon(lab, index, kills)
            if round_number % 10 == 0:
                size = (index / "data.mdb").stat().st_size
                samples.append((*daemon.state(), size - changes * CHANGE_BYTES))
            time.sleep(min(0.2, SECONDS / 200))
        clients.send_signal(signal.SIGINT)
        out = clients.communicate()[0].decode()
        count, failures = map(int, re.match(r"(\d+) answers, (\d+) failures", out).groups())
        answers.injected = count + failures
        answers.lost = out.splitlines()[1:]
        if clients.returncode and not answers.lost:
            answers.lose(f"the clients ended with {clients.returncode}")
        report_growth(samples, flat)
        flat.judge(None if is_sound(index) else "the index is damaged")
        flat.judge(None if daemon.stop() == OK else "the daemon did not end well")
    finish(writes, kills, answers, flat)


def report_growth(samples, tally):
    """Compares what was after a quarter of the time with the last quarter, by their medians."""
    quarter = max(1, len(samples) // 4)
    early, late = samples[quarter:2 * quarter] or samples, samples[-quarter:]
    names = ("memory in kB", "open files", "bytes of the index beside its changes")
    allowed = (lambda was: was * 1.25 + 16384, lambda was: was + 8, lambda was: was * 1.5 + (1 << 20))
    for i, name in enumerate(names):
        was, is_now = (sorted(sample[i] for sample in part)[len(part) // 2] for part in (early, late))
        print(f"{name}: {was} early, {is_now} late, over {len(samples)} samples")
        tally.judge(f"{name} grew from {was} to {is_now}" if is_now > allowed[i](was) else None)


if __name__ == "__main__":
    main()
