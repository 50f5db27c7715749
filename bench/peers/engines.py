"""The engines of script/bench: how to get each of them ready, let it index and let it answer.

Every engine is a program of its own (bench/peers/*, enginebench) that indexes one document a line or asks
a file of questions, measures itself and prints one JSON object. `prepare` builds that program; it raises
Missing, with the reason, for an engine that cannot be had on this machine.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import time

HERE = pathlib.Path(__file__).resolve().parent
LUCENE_10 = "10.4.0"


class Missing(Exception):
    """An engine cannot be had here; says why."""


def run(command, **options):
    """Runs a command silently; Missing with the end of its messages when it fails."""
    try:
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False, **options)
    except FileNotFoundError as error:
        raise Missing(f"{command[0]} is not installed") from error
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines() or ["no message"]
        raise Missing(f"{pathlib.Path(str(command[0])).name} failed: {lines[-1].strip()}")
    return done.stdout


def is_older(target, *sources):
    return not target.exists() or any(target.stat().st_mtime < source.stat().st_mtime for source in sources)


class Engine:
    """One engine. `slow` says how many rounds at most a kind of question gets, where rounds take minutes; `french`
    how it can index French: "french" without, "french-stored" with the text itself; `restricts` whether its questions can be
    restricted to the documents whose number ends in a digit."""

    key = name = ""
    slow = {}
    french = ()
    is_asked_for = True  # without --engines
    restricts = False

    def __init__(self, cache):
        self.cache = cache

    def prepare(self):
        """Builds the driver."""

    def index(self, texts, folder, analyzer="whitespace"):
        """Indexes a file; returns {documents, seconds, merge_seconds, bytes}."""
        shutil.rmtree(folder, ignore_errors=True)
        return self.measured(self.index_command(texts, folder, analyzer))

    def search(self, folder, queries, mode, repeat, count=False, top=10, digit=""):
        """Asks a file of questions; returns {mean, p50, p90, p99, matches or hits}."""
        repeat = min(repeat, self.slow.get((mode, count), repeat))
        return self.measured(self.search_command(folder, queries, mode, top, repeat, count, digit))

    def index_command(self, texts, folder, analyzer):
        del analyzer
        return [*self.driver(), "index", texts, folder]

    def search_command(self, folder, queries, mode, top, repeat, count, digit=""):
        return [*self.driver(), "search", folder, queries, mode, top, repeat, *(["count"] if count else []),
                *([digit] if digit else [])]

    def driver(self):
        raise NotImplementedError

    @staticmethod
    def measured(command):
        done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{' '.join(map(str, command))}:\n{done.stderr[-2000:]}")
        result = json.loads(done.stdout)
        result["command"] = " ".join(map(str, command))
        return result


class Hemicycle(Engine):
    """This project, as a nightly `add` leaves the index."""

    key, name, french = "hemicycle", "Hémicycle", ("french-stored",)
    optimize = nights = False
    restricts = True

    def __init__(self, cache, programs):
        super().__init__(cache)
        self.program = programs / "enginebench"

    def prepare(self):
        if not self.program.exists():
            raise Missing(f"{self.program} is not built")

    def index_command(self, texts, folder, analyzer):
        return [self.program, "--index", folder, "--build", texts, "--analyzer", analyzer.removesuffix("-stored"),
                "--memory", "1000000000", *(["--optimize"] if self.optimize else []),
                *(["--nights"] if self.nights else [])]

    def search_command(self, folder, queries, mode, top, repeat, count, digit=""):
        return [self.program, "--index", folder, "--queries", queries, "--mode", mode, "--top", top,
                "--repeat", repeat, *(["--count"] if count else []), *(["--digit", digit] if digit else [])]

    def add_files(self, lines, folder, threads):
        """What people run: `indexer add` of JSON Lines, with its default memory; {seconds, command}."""
        command = [self.program.with_name("indexer"), "--index", folder, "--quiet", "--threads", threads, "add", lines]
        shutil.rmtree(folder, ignore_errors=True)
        start = time.monotonic()
        run(command)
        return {"seconds": time.monotonic() - start, "command": " ".join(map(str, command))}


class HemicycleOptimized(Hemicycle):
    """The same after `optimize`: one segment, documents reordered."""

    key, name, french = "hemicycle-optimized", "Hémicycle, optimized", ()
    optimize = True


class HemicycleDaily(HemicycleOptimized):
    """The same a week later: a tenth of the documents has changed, so that many are deleted and there are eight segments."""

    key, name = "hemicycle-daily", "Hémicycle, a week after"
    nights = True


class HemicycleBefore(HemicycleOptimized):
    """An earlier build of it, beside which this one is measured (--before)."""

    key, name = "hemicycle-before", "Hémicycle, before"
    restricts = False  # not in every earlier build


class Lucene(Engine):
    """What the two versions of Lucene share."""

    french = ("french", "french-stored")
    version_folder = ""
    restricts = True

    def jars(self):
        raise NotImplementedError

    def java_home(self):
        raise NotImplementedError

    def prepare(self):
        classes = self.cache / self.key
        folder = HERE / "lucene"
        sources = [folder / "PeerBench.java", folder / "RankBench.java", folder / self.version_folder / "TopHits.java"]
        self.classpath = os.pathsep.join(map(str, [classes, *self.jars()]))
        self.java = self.java_home() / "bin" / "java"
        if is_older(classes / "PeerBench.class", *sources):
            run([self.java_home() / "bin" / "javac", "-d", classes, "-cp", self.classpath, *sources])

    def driver(self, program="PeerBench"):
        return [self.java, "-Xmx4g", *self.java_options(), "-cp", self.classpath, program]

    def rank(self, documents, queries, top):
        """Lines « query TAB document », best first."""
        return run([*self.driver("RankBench"), documents, queries, top])

    @staticmethod
    def java_options():
        return []

    def index_command(self, texts, folder, analyzer):
        return [*self.driver(), "index", texts, folder, analyzer]


def java_version(home):
    if not (home / "bin" / "javac").exists():
        return 0
    text = subprocess.run([home / "bin" / "java", "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', text)
    return int(found.group(1)) if found else 0


def find_java(least):
    """The oldest Java Development Kit that is new enough: what is at JAVA_HOME or under /usr/lib/jvm."""
    homes = [pathlib.Path(os.environ["JAVA_HOME"])] if "JAVA_HOME" in os.environ else []
    homes += [home for home in pathlib.Path("/usr/lib/jvm").glob("*") if not home.is_symlink()]
    versions = sorted((java_version(home), str(home)) for home in homes)
    for version, home in versions:
        if version >= least:
            return pathlib.Path(home)
    raise Missing(f"no JDK {least} or newer (JAVA_HOME or /usr/lib/jvm)")


class Lucene8(Lucene):
    """Debian's package. Its jar files are called 8.7.0."""

    key, name, version_folder = "lucene8", "Lucene 8.7", "v8"

    def java_home(self):
        return find_java(11)

    def jars(self):
        jars = sorted(path for part in ("core", "analyzers-common")
                      for path in pathlib.Path("/usr/share/java").glob(f"lucene-{part}-8*.jar"))
        if len(jars) < 2:
            raise Missing("liblucene8-java is not installed")
        return jars


class Lucene10(Lucene):
    """The current one, from Maven Central."""

    key, name, version_folder = "lucene10", f"Lucene {LUCENE_10}", "v10"

    def java_home(self):
        return find_java(21)

    def jars(self):
        folder = self.cache / "lucene10-jars"
        wanted = [folder / f"lucene-{part}-{LUCENE_10}.jar" for part in ("core", "analysis-common")]
        for jar, part in zip(wanted, ("core", "analysis-common")):
            if not jar.exists():
                artifact = f"org.apache.lucene:lucene-{part}:{LUCENE_10}"
                run(["mvn", "-q", "-B", "dependency:copy", f"-Dartifact={artifact}", f"-DoutputDirectory={folder}"])
        return wanted

    @staticmethod
    def java_options():
        return ["--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"]


class Tantivy(Engine):
    """From crates.io, with the versions of Cargo.lock."""

    key, name = "tantivy", "Tantivy 0.27"
    restricts = True

    def prepare(self):
        environment = dict(os.environ, CARGO_TARGET_DIR=str(self.cache / "tantivy"), RUSTFLAGS="-C target-cpu=native")
        run(["cargo", "build", "--quiet", "--release", "--locked", "--manifest-path", HERE / "tantivy" / "Cargo.toml"],
            env=environment)

    def driver(self):
        return [self.cache / "tantivy" / "release" / "tantivy-bench"]


class Compiled(Engine):
    """A driver in C++ over a library of Debian."""

    source = library = ""

    def prepare(self):
        source = HERE / self.source
        self.program = self.cache / source.stem
        if is_older(self.program, source, HERE / "peer_bench.hpp"):
            run(["g++", "-std=c++17", "-O3", "-march=native", source, "-o", self.program, f"-l{self.library}"])

    def driver(self):
        return [self.program]


class Xapian(Compiled):
    key, name, source, library = "xapian", "Xapian 1.4", "xapian_bench.cc", "xapian"
    slow = {("any", False): 3, ("any", True): 2}
    is_asked_for = False


class Sqlite(Compiled):
    key, name, source, library = "sqlite", "SQLite FTS5", "sqlite_bench.cc", "sqlite3"
    slow = {("any", False): 1, ("any", True): 1, ("all", False): 2, ("all", True): 2}
    is_asked_for = False


# Known, and not tried: neither Debian nor a package registry has them as libraries.
NOT_TRIED = {
    "PISA": "no package; its own build fetches some twenty libraries from GitHub",
    "IResearch": "no package; part of the SereneDB source tree",
}


def all_engines(cache, programs, before=None):
    earlier = [HemicycleBefore(cache, before)] if before else []
    return [Hemicycle(cache, programs), HemicycleOptimized(cache, programs), HemicycleDaily(cache, programs), *earlier,
            Lucene8(cache), Lucene10(cache), Tantivy(cache), Xapian(cache), Sqlite(cache)]
