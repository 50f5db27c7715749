"""What the fault tests share: an index to hurt, the programs, and the counting.

A test injects faults; each is survived or lost. Lost is whatever breaks a promise: committed documents gone, an
index that check calls damaged, a crash, a silent error, a next run that does not end in the same contents. At the
end a test prints one line "count NAME INJECTED SURVIVED LOST", which script/torture gathers, and what was lost.
"""
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

BIN = pathlib.Path(os.environ["HEMICYCLE_BIN"])
SOURCE = pathlib.Path(os.environ["HEMICYCLE_SOURCE"])
SEED = int(os.environ.get("SEED", random.SystemRandom().randrange(1 << 32)))
OK, REJECTED, NO_INDEX, NO_MEMORY, IO, BUSY, VERSION = 0, 65, 66, 71, 74, 75, 78


class Tally:
    """The counts of one kind of fault."""

    def __init__(self, name):
        self.name, self.injected, self.lost = name, 0, []

    def survived(self):
        self.injected += 1

    def lose(self, why):
        self.injected += 1
        self.lost.append(why)

    def judge(self, why):
        """`why` it was lost, or None."""
        if why is None:
            self.survived()
        else:
            self.lose(why)

    def report(self):
        for why in self.lost[:20]:
            print(f"lost: {self.name}: {why}")
        print(f"count {self.name} {self.injected} {self.injected - len(self.lost)} {len(self.lost)}", flush=True)


def finish(*tallies):
    for tally in tallies:
        tally.report()
    empty = [tally.name for tally in tallies if tally.injected == 0]
    if empty:
        print("nothing was injected:", ", ".join(empty))
    sys.exit(1 if empty or any(tally.lost for tally in tallies) else 0)


class Run:
    """A finished program."""

    def __init__(self, done):
        self.code, self.out = done.returncode, done.stdout
        self.errors = done.stderr.decode(errors="replace")


def indexer(index, *arguments, environment=None, wrapper=(), timeout=120, stdin=b""):
    command = [*wrapper, str(BIN / "indexer"), "--index", str(index), "--quiet", *map(str, arguments)]
    done = subprocess.run(command, input=stdin, capture_output=True, timeout=timeout,
                          env={**os.environ, **(environment or {})}, check=False)
    return Run(done)


def contents(index):
    """Every document, without the times of its indexing; None when there is no index (yet)."""
    run = indexer(index, "dump")
    if run.code == NO_INDEX:
        return None
    if run.code != OK:
        return f"dump: {run.code} {run.errors.strip()}"
    documents = []
    for line in run.out.decode().splitlines():
        document = json.loads(line)
        document.pop("premiere_vue", None)
        document.pop("modifie", None)
        documents.append(json.dumps(document, sort_keys=True))
    return sorted(documents)


def is_sound(index):
    return indexer(index, "check").code in (OK, NO_INDEX)


def copy_index(source, target):
    shutil.rmtree(target, ignore_errors=True)
    if source.exists():
        target.mkdir()
        shutil.copyfile(source / "data.mdb", target / "data.mdb")


class Lab:
    """A folder for one test, on the memory file system where there is one; removed at the end."""

    def __init__(self):
        print(f"SEED={SEED}", flush=True)
        self.random = random.Random(SEED)
        base = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="hemicycle-faults.", dir=base))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder, ignore_errors=True)

    def sample(self, numbers, count):
        """Some of the numbers, or all of them when count is None; with the first and last ones."""
        numbers = list(numbers)
        if count is None or len(numbers) <= count:
            return numbers
        return sorted({numbers[0], numbers[-1], *self.random.sample(numbers, count - 2)})


class Night:
    """An index, and a change of its folder that one command brings into it.

    `states` are the contents that a reader may see: of each generation from the one before to the one after.
    """

    def __init__(self, lab, name, files, *command):
        self.command = command
        self.base = lab.folder / f"{name}.base"
        self.work = lab.folder / f"{name}.work"
        self.folder = lab.folder / f"{name}.files"
        self.folder.mkdir()
        if files:
            for file in files:
                shutil.copy(file, self.folder)
            assert indexer(self.base, "sync", self.folder).code == OK

    def settle(self):
        """Call when base and folder are as the command will find them. sync first adds, then removes."""
        self.before = contents(self.base)
        self.reset()
        assert indexer(self.work, "add", self.folder).code == OK
        between = contents(self.work)
        self.reset()
        run = self.run()
        assert run.code == OK, run.errors
        self.after = contents(self.work)
        assert isinstance(self.after, list)
        self.states = [self.before, self.after] + ([between] if "sync" in self.command else [])

    def reset(self):
        copy_index(self.base, self.work)

    def words(self):
        return [str(self.folder) if word == "FOLDER" else word for word in self.command]

    def run(self, options=(), **how):
        return indexer(self.work, *options, *self.words(), **how)

    def verdict(self, run, codes, needs_message=True):
        """Why the run broke a promise, or None. Whatever `codes` allow, nothing may be half there."""
        if run.code not in codes:
            return f"exit {run.code}: {run.errors.strip()}"
        if run.code > 0 and needs_message and not run.errors.startswith("indexer: "):
            return f"exit {run.code} without a message"
        if not is_sound(self.work):
            return f"exit {run.code}, then damaged: {indexer(self.work, 'check').errors.strip()}"
        seen = contents(self.work)
        if run.code == OK and seen != self.after:
            return "exit 0, but not done"
        if seen not in self.states and not (self.before is None and seen == []):
            return f"exit {run.code}, then neither the one generation nor the other"
        again = self.run()
        if again.code != OK:
            return f"the next run: exit {again.code}: {again.errors.strip()}"
        if contents(self.work) != self.after:
            return "the next run ended in other contents"
        return None if is_sound(self.work) else "damaged after the next run"


def nights(lab):
    """The three kinds of writing: a new index; additions, changes and removals; optimize."""
    files = sorted(SOURCE.glob("corpus/20*/*.txt"))
    new = Night(lab, "new", [], "sync", "FOLDER")
    for file in files[:30]:
        shutil.copy(file, new.folder)
    change = Night(lab, "change", files[:40], "--force", "sync", "FOLDER")
    for file in files[:5]:
        (change.folder / file.name).unlink()
    for file in files[5:10]:
        changed = change.folder / file.name
        changed.write_text(changed.read_text().replace(" le ", " le grand "))
    for file in files[40:70]:
        shutil.copy(file, change.folder)
    optimize = Night(lab, "optimize", files[:25], "optimize")
    for start in range(25, 50, 5):
        lines = "".join(json.dumps({"id": f"x-{n}", "titre": f"Essai {n}", "question": file.read_text()}) + "\n"
                        for n, file in enumerate(files[start:start + 5], start))
        assert indexer(optimize.base, "add", "--format", "jsonl", "-", stdin=lines.encode()).code == OK
    for night in (new, change, optimize):
        night.settle()
    return new, change, optimize
