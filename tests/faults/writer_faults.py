#!/usr/bin/python3
"""writer_faults.py [--long] [PART...]: what happens to an index while it is being written.

Parts: calls (every call that changes a file fails, is cut short, or is the last), memory (every allocation fails),
kills (at random instants), erasures (killed, or refused something, at any step), power (images of the disk after a power cut), space (full disk, file-size limit, full map),
refusals (read-only file system, lock that cannot be had). IO_FAULT_LIBRARY is the library of io_fault.c.
"""
import fcntl
import json
import os
import pathlib
import resource
import shutil
import struct
import subprocess
import sys
import time

from lab import BIN, BUSY, IO, NO_MEMORY, OK, SOURCE, Lab, Night, Run, Tally, contents, finish, indexer, is_sound, nights

LIBRARY = os.environ["IO_FAULT_LIBRARY"]
EIO, ENOSPC, KILLED = 5, 28, -9
LONG = "--long" in sys.argv
PARTS = [word for word in sys.argv[1:] if not word.startswith("-")]


def faulty(night, **settings):
    names = {f"IO_FAULT_{name.upper()}": str(value) for name, value in settings.items()}
    preloaded = " ".join(filter(None, [LIBRARY, os.environ.get("LD_PRELOAD")]))
    return {"LD_PRELOAD": preloaded, "IO_FAULT_PATH": str(night.work), **names}


def count_calls(lab, night):
    """How many changes of files and how many allocations one undisturbed run makes."""
    night.reset()
    counted = lab.folder / "count"
    run = night.run(environment=faulty(night, count=counted))
    assert run.code == OK, run.errors
    return map(int, counted.read_text().split())


def calls(lab, targets):
    tallies = {what: Tally(f"call-{name}") for what, name in
               (("kill", "killed"), ("5", "error"), ("5!", "error-once"), ("28", "no-space"), ("short", "cut-short"))}
    for night in targets:
        total, _ = count_calls(lab, night)
        for what, tally in tallies.items():
            for n in lab.sample(range(1, total + 1), None if LONG else 4):
                night.reset()
                run = night.run(environment=faulty(night, at=n, do=what))
                codes = (KILLED,) if what == "kill" else (OK, IO)
                why = night.verdict(run, codes)
                tally.judge(why and f"{night.command[-1]} call {n} {what}: {why}")
    return tallies.values()


def memory(lab, targets):
    tally = Tally("allocation-failed")
    for night in targets:
        _, total = count_calls(lab, night)
        for n in lab.sample(range(1, total + 1), 1000 if LONG else 8):
            night.reset()
            run = night.run(environment=faulty(night, malloc=n))
            # argp and stdio may fail before there is a voice to say so
            why = night.verdict(run, (OK, NO_MEMORY, IO), needs_message=False)
            tally.judge(why and f"{night.command[-1]} allocation {n}: {why}")
    return [tally]


def kills(lab, targets):
    tally = Tally("killed-at-random")
    start = time.monotonic()
    for night in targets:
        night.reset()
        night.run()
    window = (time.monotonic() - start) / len(targets)
    wanted, tries = (1000, 20000) if LONG else (6, 300)
    while tally.injected < wanted and tries > 0:
        tries -= 1
        night = lab.random.choice(targets)
        night.reset()
        process = subprocess.Popen([str(BIN / "indexer"), "--index", str(night.work), "--quiet",
                                    *night.words()],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        time.sleep(lab.random.uniform(0, window))
        process.kill()
        out, errors = process.communicate()
        if process.returncode != KILLED:  # it was done already: aim earlier
            window *= 0.8
            continue
        window *= 1.2
        run = Run(subprocess.CompletedProcess([], process.returncode, out, errors))
        tally.judge(night.verdict(run, (KILLED,)))
    if tally.injected < wanted:
        tally.lose(f"only {tally.injected} could be killed")
    return [tally]


# --- power ---------------------------------------------------------------------------------------

WRITE, SYNC, SYNCED_WRITE, SIZE = 1, 2, 3, 4
SECTOR = 512


def read_record(path):
    data, at, changes = path.read_bytes(), 0, []
    while at < len(data):
        kind, length, offset = struct.unpack_from("<IIQ", data, at)
        at += 16
        changes.append((kind, offset, data[at:at + length]))
        at += length
    return changes


def put(image, offset, data):
    if len(image) < offset + len(data):
        image.extend(bytes(offset + len(data) - len(image)))
    image[offset:offset + len(data)] = data


def image_after(lab, base, changes, cut):
    """The disk after a power cut behind `cut` changes: what was synced is there; of the rest any sectors may be."""
    image, waiting = bytearray(base), []
    for kind, offset, data in changes[:cut]:
        if kind == WRITE:
            waiting.append((offset, data))
        elif kind == SYNCED_WRITE:
            put(image, offset, data)
        elif kind == SYNC:
            for write in waiting:
                put(image, *write)
            waiting = []
    whole = lab.random.random()
    for offset, data in lab.random.sample(waiting, len(waiting)):
        fate = lab.random.random()
        if fate < whole:
            put(image, offset, data)
        elif fate < whole + 0.3:
            for start in range(0, len(data), SECTOR):
                if lab.random.random() < 0.5:
                    put(image, offset + start, data[start:start + SECTOR])
    return image


def recorded(lab, night, path):
    """What a whole run does to one file."""
    night.reset()
    record = lab.folder / "record"
    record.unlink(missing_ok=True)
    run = night.run(environment=faulty(night, record=record) | {"IO_FAULT_PATH": str(path)})
    assert run.code == OK, run.errors
    return read_record(record)


def cut_power(lab, night, path, base, changes):
    """Power cuts while the file is written, and what the next run makes of each."""
    for _ in range(400 if LONG else 5):
        cut = lab.random.randrange(len(changes) + 1)
        shutil.rmtree(night.work, ignore_errors=True)
        path.parent.mkdir(parents=True)
        path.write_bytes(image_after(lab, base, changes, cut))
        why = night.verdict(Run(subprocess.CompletedProcess([], KILLED, b"", b"")), (KILLED,))
        yield why and f"{night.command[-1]} cut behind {cut} of {len(changes)} to {path.name}: {why}"


def power(lab, targets):
    tally = Tally("power-cut")
    for night in targets:
        data, unfinished = night.work / "data.mdb", night.work / "unfinished" / "data.mdb"
        base = (night.base / "data.mdb").read_bytes() if night.base.exists() else b""
        if not base: # a new index is made elsewhere, and moved when it is durable
            changes = recorded(lab, night, unfinished)
            assert changes[-1][0] == SYNC, "moved before it was durable"
            base = bytes(image_after(lab, b"", changes, len(changes)))
            for why in cut_power(lab, night, unfinished, b"", changes):
                tally.judge(why)
        changes = recorded(lab, night, data)
        assert bytes(image_after(lab, base, changes + [(SYNC, 0, b"")], len(changes) + 1)).rstrip(b"\0") == \
            data.read_bytes().rstrip(b"\0"), "the record is not what was written"
        for why in cut_power(lab, night, data, base, changes):
            tally.judge(why)
    return [tally]


# --- space ---------------------------------------------------------------------------------------

def space(lab, targets):
    limited, mapped = Tally("file-size-limit"), Tally("map-full")
    for night in targets:
        before = (night.base / "data.mdb").stat().st_size if night.base.exists() else 0
        night.reset()
        night.run()
        after = (night.work / "data.mdb").stat().st_size
        for limit in lab.sample(range(max(before, 8192), after, 4096), 60 if LONG else 3):
            night.reset()
            run = night.run(wrapper=("prlimit", f"--fsize={limit}", "--"))
            why = night.verdict(run, (OK, IO))
            if why is None and run.code == IO and "kept" not in run.errors:
                why = f"the message does not say what became of it: {run.errors.strip()}"
            limited.judge(why and f"{night.command[-1]} with files up to {limit}: {why}")
            night.reset()
            run = night.run(options=("--map-size", limit))
            why = night.verdict(run, (OK, IO))
            if why is None and run.code == IO and "--map-size" not in run.errors:
                why = f"the message does not name --map-size: {run.errors.strip()}"
            mapped.judge(why and f"{night.command[-1]} with a map of {limit}: {why}")
    return [limited, mapped, disk_full(lab, targets)]


def in_namespace(script):
    """Runs a shell script where it may mount; None where that is not allowed."""
    probe = subprocess.run(["unshare", "-rm", "sh", "-c", "mount -t tmpfs none /mnt"], capture_output=True, check=False)
    if probe.returncode != 0:
        return None
    return subprocess.run(["unshare", "-rm", "sh", "-ec", script], capture_output=True, check=False, timeout=300)


def disk_full(lab, targets):
    """A file system of a few hundred kilobytes, filled by the writer."""
    tally = Tally("disk-full")
    for night in targets:
        night.reset()
        night.run()
        after = (night.work / "data.mdb").stat().st_size
        before = (night.base / "data.mdb").stat().st_size if night.base.exists() else 0
        for size in lab.sample(range(before + 20480, after + 8192, 4096), 40 if LONG else 3):
            night.reset()
            night.work.mkdir(exist_ok=True)
            command = " ".join(night.words())
            done = in_namespace(f"""
                mount -t tmpfs -o size={size // 4096 * 4}k none /mnt
                mkdir /mnt/index
                [ ! -e {night.work}/data.mdb ] || cp {night.work}/data.mdb /mnt/index/
                code=0
                {BIN}/indexer --index /mnt/index --quiet {command} || code=$?
                ! [ -e /mnt/index/data.mdb ] || cp /mnt/index/data.mdb {night.work}/
                exit $code""")
            if done is None:
                print("disk-full: a mount is not allowed here; the file-size limit stands for it")
                tally.name = "disk-full-not-allowed-here"
                tally.survived()
                return tally
            if not (night.work / "data.mdb").exists() or (night.work / "data.mdb").stat().st_size == 0:
                shutil.rmtree(night.work)
            run = Run(done)
            why = night.verdict(run, (OK, IO))
            if why is None and run.code == IO and "full" not in run.errors and "space" not in run.errors:
                why = f"the message does not say that the disk is full: {run.errors.strip()}"
            tally.judge(why and f"{night.command[-1]} on a disk of {size}: {why}")
    return tally


# --- refusals ------------------------------------------------------------------------------------

def refusals(lab, targets):
    """What cannot be written or locked at all: a message that names it, and the index as it was."""
    tally = Tally("refused-to-write")
    for night in targets[1:]:
        def expect(what, run, code, word):
            if run.code != code or word not in run.errors:
                tally.lose(f"{what}: exit {run.code}: {run.errors.strip()}")
            elif contents(night.work) != night.before or not is_sound(night.work):
                tally.lose(f"{what}: the index has changed")
            else:
                tally.survived()

        night.reset()
        (night.work / "writer.lock").mkdir()
        expect("writer.lock is a folder", night.run(), IO, "writer.lock")
        (night.work / "writer.lock").rmdir()
        with open(night.work / "writer.lock", "a", encoding="ascii") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            run = night.run()
        if run.code == BUSY and contents(night.work) == night.before:
            tally.survived()
        else:
            tally.lose(f"locked: exit {run.code}: {run.errors.strip()}")
        for name, error, word in (("writer.lock", 13, "writer.lock"), ("lock.mdb", 13, "denied"),
                                  ("data.mdb", 30, "Read-only")):
            night.reset()
            run = night.run(environment=faulty(night, at=1, do=error) | {"IO_FAULT_PATH": f"{night.work}/{name}"})
            expect(f"{name} refused with {error}", run, IO, word)
        command = " ".join(night.words())
        done = in_namespace(f"mount --bind {night.work} {night.work} && mount -o remount,ro,bind {night.work} && "
                            f"{BIN}/indexer --index {night.work} --quiet {command}")
        if done is not None:
            expect("read-only file system", Run(done), IO, "Read-only")
    return [tally]


def erasures(lab, _):
    """Whatever happens, the whole old index or the whole new one, and in the end nothing beside it."""
    tally = Tally("erasure")
    night = Night(lab, "erase", sorted(SOURCE.glob("corpus/20*/*.txt"))[:12], "remove", "--erase", "q-geheim")
    secret = {"id": "q-geheim", "titre": "Xyloglotte", "question": "Le vouziquard y logeait."}
    assert indexer(night.base, "add", "--format", "jsonl", "-", stdin=json.dumps(secret).encode()).code == OK
    night.settle()
    beside = night.work.with_name(f"{night.work.name}.renewal")
    total, _ = count_calls(lab, night)
    for what in ("kill", "28!", "5"):
        for n in lab.sample(range(1, total + 1), None if LONG else 6):
            night.reset()
            shutil.rmtree(beside, ignore_errors=True)
            run = night.run(environment=faulty(night, at=n, do=what))
            # How many pages go in one call depends on the moment: a run may have a call or two less than the one counted.
            is_sure = what == "kill" and n <= total - 2
            why = night.verdict(run, (KILLED,) if is_sure else (OK, KILLED) if what == "kill" else (OK, IO))
            if why is None and beside.exists():
                why = "something is left beside the index"
            if why is None and b"vouziquard" in (night.work / "data.mdb").read_bytes():
                why = "a word is left in the file"
            tally.judge(why and f"call {n} of {total} {what}: {why}")
    return [tally]


def main():
    chosen = PARTS or ["calls", "memory", "kills", "erasures", "power", "space", "refusals"]
    tallies = []
    with Lab() as lab:
        targets = nights(lab)
        for part in chosen:
            tallies += globals()[part](lab, targets)
    finish(*tallies)


if __name__ == "__main__":
    main()
