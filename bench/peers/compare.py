#!/usr/bin/env python3
"""Runs Hémicycle and the engines it is compared with, in turn, in one run; prints and writes one table.

    compare.py [--quick] [--engines KEY,KEY...] [--before PROGRAMS] [--repeat N] [--growth N,N...] [--no-write]

All engines index the same documents and answer the same questions (see corpus.py), one thread each, warm;
the figure of a question is the best of N rounds, that of an engine the best of its turns. They must also count the
same matches, else it says so.
"""

import argparse
import datetime
import json
import os
import pathlib
import platform
import re
import subprocess
import sys

import corpus
import engines

BASELINE = "lucene8"
BUSY_LOAD = 1.5  # with one thread measuring
TURNS = 3  # of all engines
DOCUMENTS = 366571  # to generate where there are no shared data
OURS = "hemicycle-optimized"  # one merged segment, like Lucene after forceMerge
UPDATED = "hemicycle"
DAILY = "hemicycle-daily"
BEFORE = "hemicycle-before"

# column: questions, mode, count, hits wanted, the last digit of the documents' numbers
COLUMNS = {
    "any": ("queries", "any", False, 10, ""),
    "all": ("queries", "all", False, 10, ""),
    "phrase": ("queries", "phrase", False, 10, ""),
    "short phrase": ("phrases", "phrase", False, 10, ""),
    "any, 100 hits": ("queries", "any", False, 100, ""),
    "any, 1,000": ("queries", "any", False, 1000, ""),
    "all, 1,000": ("queries", "all", False, 1000, ""),
    "any of a tenth": ("queries", "any", False, 10, "3"),
    "all of a tenth": ("queries", "all", False, 10, "3"),
    "count any": ("queries", "any", True, 10, ""),
    "count all": ("queries", "all", True, 10, ""),
    "count phrase": ("phrases", "phrase", True, 10, ""),
    "count any of a tenth": ("queries", "any", True, 10, "3"),
}


FEW_COLUMNS = ("any", "all", "phrase", "count any")  # of other collections
WHOLE_ENGINES = (OURS, BASELINE, "lucene10", "tantivy")


def say(text):
    print(f"-- {text}", file=sys.stderr, flush=True)


# --- measuring ------------------------------------------------------------------------------------

def best(measured, found, key="seconds"):
    """The better of two measurements of the same; None is none yet."""
    return found if measured is None or found[key] < measured[key] else measured


def ask(engine, result, data, work, repeat, column):
    """Asks an engine one column's questions once more."""
    questions, mode, count, top, digit = COLUMNS[column]
    if digit and not engine.restricts:
        return
    say(f"{engine.name}: {column}")
    found = engine.search(work / engine.key, data / f"{questions}.tsv", mode, repeat, count, top, digit)
    result["columns"][column] = best(result["columns"].get(column), found, "mean")


def index_text(engine, result, data, work):
    """What people run, and French text, once more."""
    if engine.key in (UPDATED, BEFORE):
        say(f"{engine.name}: indexer add")
        for threads in (1, 2):
            added = engine.add_files(data / "text.jsonl", work / "added", threads)
            result.setdefault("added", {})[threads] = best(result.get("added", {}).get(threads), added)
    for kind in engine.french:
        say(f"{engine.name}: indexing {kind}")
        result[kind] = best(result.get(kind), engine.index(data / "text.txt", work / f"{engine.key}-french", kind))


def measure(ready, data, work, repeat, columns):
    """Every engine indexes the pre-cut documents; then, in several turns, all of them answer a column, one after the
    other, and the next. Of an engine's turns the best counts: the speed of virtual machines changes by the minute."""
    results = {}
    for engine in ready:
        say(f"{engine.name}: indexing")
        index = engine.index(data / "docs.txt", work / engine.key)
        results[engine.key] = {"name": engine.name, "index": index, "columns": {}}
    for turn in range(TURNS):
        say(f"turn {turn + 1} of {TURNS}")
        for column in columns:
            for engine in ready:
                ask(engine, results[engine.key], data, work, repeat, column)
        save(work, results)
    return results


def measure_whole(ready, source, work, step, repeat):
    """A few columns of documents that are not cut into parts."""
    corpus.prepare(source, work, step, with_real=False, most=corpus.UNCUT)
    return measure([engine for engine in ready if engine.key in WHOLE_ENGINES], work, work, repeat, FEW_COLUMNS)


def prepare_all(wanted):
    """The engines that can be had, and why others cannot."""
    ready, missing = [], dict(engines.NOT_TRIED)
    for engine in wanted:
        say(f"{engine.name}: preparing")
        try:
            engine.prepare()
            ready.append(engine)
        except engines.Missing as reason:
            say(f"{engine.name}: missing: {reason}")
            missing[engine.name] = str(reason)
    return ready, missing


def measure_all(ready, data, work, repeat):
    """Everything about all engines: building, every column, French indexing, also in turns."""
    results = measure(ready, data, work, repeat, COLUMNS)
    for engine in ready * TURNS:
        index_text(engine, results[engine.key], data, work)
    for engine in ready:
        if engine.key == UPDATED:
            results[engine.key]["update"] = measure_update(engine, data, work / engine.key)
    save(work, results)
    return results


def measure_update(engine, data, folder):
    """Adds 100 documents while somebody searches; returns what both measured."""
    few = folder.parent / "update.txt"
    with open(data / "docs.txt") as lines:
        few.write_text("".join(line for line, _ in zip(lines, range(100))))
    say(f"{engine.name}: adding 100 documents while searching")
    command = list(map(str, engine.search_command(folder, data / "queries.tsv", "any", 10, 20, False)))
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as searching:
        added = engine.measured([*engine.index_command(few, folder, "whitespace"), "--first", 10**9])
        searched = searching.communicate()[0]
    if searching.returncode:
        raise RuntimeError("searching failed while documents were added")
    return {"seconds": added["seconds"], "search": json.loads(searched)}


def measure_growth(source_of, wanted, cache, sizes, repeat):
    """The same columns for collections of several sizes; returns {size: {key: result}}."""
    table = {}
    for size in sizes:
        work = cache / f"growth-{size}"
        say(f"preparing {size} documents")
        corpus.prepare(source_of(size), work, 1, with_real=False)
        table[size] = measure(wanted, work, work, repeat, FEW_COLUMNS)
        (cache / "growth.json").write_text(json.dumps(table, indent=1) + "\n")  # hours: keep what is done
    return table


def save(work, results):
    (work / "results.json").write_text(json.dumps(results, indent=1) + "\n")


def disagreements(results):
    """Columns whose number of matches is not the same for all engines."""
    for column, (_, _, count, _, _) in COLUMNS.items():
        counts = {result["name"]: result["columns"][column]["matches"] for result in results.values()
                  if count and column in result["columns"]}
        if len(set(counts.values())) > 1:
            yield f"{column}: " + ", ".join(f"{name} {number}" for name, number in counts.items())


# --- describing -----------------------------------------------------------------------------------

def first_line(command):
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return None
    lines = (done.stdout or done.stderr).splitlines()
    return lines[0] if lines else None


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def machine():
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    flags = pathlib.Path("/proc/cpuinfo").read_text()
    vectors = [name for name in ("avx2", "avx512f") if re.search(rf"\b{name}\b", flags)]
    return (f"{processor()}, {os.cpu_count()} cores, {memory:.0f} GiB, {', '.join(vectors) or 'no AVX2'}; "
            f"Linux {platform.release()}")


def busy_line():
    load = os.getloadavg()[0]
    if load > BUSY_LOAD:
        yield f"**The machine was busy (load {load:.1f}): figures are too high and ratios uncertain.**"
        yield ""


def versions():
    commands = (["gcc", "--version"], ["java", "-version"], ["rustc", "--version"])
    return "; ".join(filter(None, map(first_line, commands)))


# --- the table ------------------------------------------------------------------------------------

def microseconds(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


def with_ratio(value, ours, text):
    return text if ours is None or ours == value else f"{text} ({value / ours:.1f}×)"


def search_table(results, statistic, columns=tuple(COLUMNS)):
    """A row an engine; in brackets, how many times ours fits into it."""
    ours = results.get(OURS)
    yield "| microseconds | " + " | ".join(columns) + " |"
    yield "|---|" + "---:|" * len(columns)
    for result in results.values():
        cells = []
        for column in columns:
            found = result["columns"].get(column)
            reference = ours["columns"][column][statistic] if ours else None
            cells.append(with_ratio(found[statistic], reference, microseconds(found[statistic])) if found else "")
        yield f"| {result['name']} | " + " | ".join(cells) + " |"


def french_seconds(result, kind):
    french = result.get(kind)
    return french["seconds"] + french["merge_seconds"] if french else None


def french_cell(result, ours, kind):
    seconds = french_seconds(result, kind)
    return with_ratio(seconds, ours and french_seconds(ours, "french-stored"), f"{seconds:.1f}") if seconds else ""


def build_row(result, ours):
    index, own = result["index"], ours["index"] if ours else None
    seconds = index["seconds"]
    return [with_ratio(seconds, own and own["seconds"], f"{seconds:.1f}"), f"{index['merge_seconds']:.1f}",
            with_ratio(index["bytes"], own and own["bytes"], f"{index['bytes'] / 1e6:.1f}"),
            french_cell(result, ours, "french"), french_cell(result, ours, "french-stored")]


def build_table(results):
    ours = results.get(UPDATED)
    yield "| | pre-cut text, s | merging, s | index, MB | French text, s | and storing it, s |"
    yield "|---|---:|---:|---:|---:|---:|"
    for result in results.values():
        yield f"| {result['name']} | " + " | ".join(build_row(result, ours)) + " |"
        for threads, added in result.get("added", {}).items():
            yield f"| `indexer add --threads {threads}` of JSON Lines, default memory | | | | | {added['seconds']:.1f} |"


AIMS = (("any", 15, 20), ("all", 4.6, 10), ("phrase", 3.8, 8), ("short phrase", 5, 8), ("count any", 9, 12))


def aims_table(results):
    """What product.md asks for, against Lucene 8."""
    if not {OURS, UPDATED, BASELINE} <= results.keys():
        return
    ours, theirs, added = results[OURS], results[BASELINE], results[UPDATED]["added"]
    rows = [(column, theirs["columns"][column]["mean"] / ours["columns"][column]["mean"], least, aim)
            for column, least, aim in AIMS]
    plain, stored = french_seconds(theirs, "french"), french_seconds(theirs, "french-stored")
    french = french_seconds(results[UPDATED], "french-stored")
    rows.append(("indexing and storing French text, both storing it", stored / french, 3, 5))
    rows.append(("the same, Lucene storing nothing", plain / french, 3, 5))
    rows.append(("`indexer add --threads 2` of JSON Lines, Lucene of plain lines and storing nothing",
                 plain / added[2]["seconds"], 2.2, 8))
    yield "| times faster than Lucene 8.7 | measured | at least | aim |"
    yield "|---|---:|---:|---:|"
    for name, ratio, least, aim in rows:
        yield f"| {name} | {ratio:.1f}× | {least}× | {aim}× |"
    size = ours["index"]["bytes"] / theirs["index"]["bytes"]
    yield f"| size of the index against Lucene's | {size:.2f} | 1.20 | 1.00 |"
    if DAILY in results:
        yield from daily_table(results)


def daily_table(results):
    """What a week of changes costs: at most 1.6 times as long, better 1.3."""
    ours, daily = results[OURS]["columns"], results[DAILY]["columns"]
    yield ""
    yield "A week after `optimize`, a tenth of the documents changed since, in eight segments; times as long as at first:"
    yield ""
    yield "| | " + " | ".join(COLUMNS) + " |"
    yield "|---|" + "---:|" * len(COLUMNS)
    for statistic in ("mean", "p99"):
        cells = (f"{daily[column][statistic] / ours[column][statistic]:.2f}" for column in COLUMNS)
        yield f"| {statistic} | " + " | ".join(cells) + " |"


def growth_table(growth):
    yield "| documents | engine | build, s | merging, s | index, MB | " + " | ".join(FEW_COLUMNS) + " | memory |"
    yield "|---:|---|---:|---:|---:|" + "---:|" * len(FEW_COLUMNS) + "---:|"
    for size, results in growth.items():
        for result in results.values():
            index = result["index"]
            times = " | ".join(microseconds(result["columns"][column]["mean"]) for column in FEW_COLUMNS)
            memory = f"{index['max_rss'] / 2**20:.0f} MiB" if "max_rss" in index else ""
            yield (f"| {size:,} | {result['name']} | {index['seconds']:.1f} | {index['merge_seconds']:.1f} | "
                   f"{index['bytes'] / 1e6:.1f} | {times} | {memory} |")


def update_line(results):
    update = results.get(UPDATED, {}).get("update")
    if update:
        search = update["search"]
        yield ""
        yield (f"Adding 100 documents to the index and committing them took {update['seconds'] * 1000:.0f} ms while "
               f"another process searched, whose questions took {search['mean']:.0f} us on average, "
               f"{search['p99']:.0f} us at the 99th percentile; none failed.")


def report_searches(results, columns=tuple(COLUMNS)):
    yield "Mean of each question's best round, ten hits; in brackets, how many times faster Hémicycle is, optimized:"
    yield ""
    yield from search_table(results, "mean", columns)
    yield ""
    yield "The same, 99th percentile:"
    yield ""
    yield from search_table(results, "p99", columns)
    yield ""


def report_counts(results):
    wrong = list(disagreements(results))
    yield ("All engines count the same matches." if not wrong else
           "**The engines do not count the same matches**: " + "; ".join(wrong))


def report(results, description):
    docs, queries = description["docs"], description["queries"]
    yield (f"Documents: {docs['documents']:,} of {docs['tokens']:,} words, cut beforehand "
           f"({description['made_from']['source'].split(':')[0]}). Questions: {queries['count']:,} of "
           f"{queries['terms']} words and {queries['postings']:,} postings on average; short phrases: "
           f"{description['phrases']['count']:,} of {description['phrases']['terms']} words. French text: "
           f"{description['text']['documents']:,} documents, {description['text']['bytes'] / 1e6:.0f} MB.")
    yield ""
    yield from report_searches(results)
    yield "Indexing, one thread (index: documents, frequencies, positions and dictionary, no stored text):"
    yield ""
    yield from build_table(results)
    yield ""
    yield from aims_table(results)
    yield from update_line(results)
    yield ""
    yield from report_counts(results)
    most = max(found["repeat"] for result in results.values() for found in result["columns"].values())
    slow = sorted({f"{result['name']} {column} {found['repeat']}" for result in results.values()
                   for column, found in result["columns"].items() if found["repeat"] < most})
    if slow:
        yield "Fewer rounds than the others had: " + ", ".join(slow) + "."


def report_whole(results, description):
    docs, queries = description["docs"], description["queries"]
    yield ""
    yield (f"Whole documents, however long: {docs['documents']:,} of {docs['tokens']:,} words; "
           f"questions of {queries['postings']:,} postings on average.")
    yield ""
    yield from report_searches(results, FEW_COLUMNS)
    yield from report_counts(results)


def write_section(path, name, lines):
    """Replaces what stands between the marks of that name."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    text = path.read_text()
    if begin not in text or end not in text:
        sys.exit(f"{path}: the marks {begin} and {end} are not there")
    before, rest = text.split(begin, 1)
    after = rest.split(end, 1)[1]
    path.write_text(before + begin + "\n" + "\n".join(lines) + "\n" + end + after)


# --- the program ----------------------------------------------------------------------------------

def parse_arguments():
    parser = argparse.ArgumentParser(prog="script/bench", description="compares engines side by side")
    parser.add_argument("--quick", action="store_true", help="a tenth of the documents")
    parser.add_argument("--engines", help="these instead of all but the two slow ones, xapian and sqlite: " + ", ".join(
        engine.key for engine in engines.all_engines(pathlib.Path(), pathlib.Path())))
    parser.add_argument("--before", metavar="PROGRAMS", type=pathlib.Path,
                        help="also those of an earlier build, in this folder")
    parser.add_argument("--growth", metavar="N,N...", help="instead: generated collections of so many documents")
    parser.add_argument("--repeat", type=int, default=10, help="rounds of all questions (default: 10)")
    parser.add_argument("--generated", type=int, metavar="N", help="generate so many documents, even with shared data")
    parser.add_argument("--no-write", action="store_true", help="leave docs/performance.md alone (so do --quick, --engines)")
    parser.add_argument("--cache", type=pathlib.Path, default=pathlib.Path("build/bench"))
    parser.add_argument("--programs", type=pathlib.Path, default=pathlib.Path("build/bin"))
    parser.add_argument("--shared", type=pathlib.Path, default=pathlib.Path("../shared/data"))
    return parser.parse_args()


def choose(options, cache):
    every = engines.all_engines(cache, options.programs.resolve(), options.before and options.before.resolve())
    if not options.engines:
        return [engine for engine in every if engine.is_asked_for]
    wanted = options.engines.split(",")
    unknown = set(wanted) - {engine.key for engine in every}
    if unknown:
        sys.exit(f"unknown engines: {', '.join(sorted(unknown))}")
    return [engine for engine in every if engine.key in wanted or engine.key == BEFORE]


def compare(options, cache, command):
    generator = options.programs / "corpus-generate"
    source = corpus.find_source(None if options.generated else options.shared, generator,
                                options.generated or DOCUMENTS)
    folder, step = cache / ("generated" if options.generated else "full"), 10 if options.quick else 1
    work, whole = (folder / (part + ("-tenth" if options.quick else "")) for part in ("parts", "whole"))
    ready, missing = prepare_all(choose(options, cache))
    say(f"preparing documents and questions in {work}")
    corpus.prepare(source, work, step)
    results = measure_all(ready, work, work, options.repeat)
    lines = [f"Measured on {datetime.date.today()} by `{command}` on {machine()}. {versions()}.", "", *busy_line(),
             *report(results, described(work))]
    say(f"preparing whole documents in {whole}")
    lines += report_whole(measure_whole(ready, source, whole, step, options.repeat), described(whole))
    return lines + ["", *(f"Missing: {name} ({reason})." for name, reason in missing.items())]


def described(work):
    return json.loads((work / "corpus.json").read_text())


def grow(options, cache, command):
    generator = options.programs / "corpus-generate"
    wanted = [engine for engine in choose(options, cache) if engine.key in (OURS, BASELINE)]
    for engine in wanted:
        engine.prepare()
    sizes = [int(size) for size in options.growth.split(",")]
    growth = measure_growth(lambda size: corpus.find_source(None, generator, size), wanted, cache, sizes,
                            options.repeat)
    return [f"Measured on {datetime.date.today()} by `{command}` on {machine()}; microseconds.", "",
            *busy_line(), *growth_table(growth)]


def main():
    options = parse_arguments()
    cache = options.cache.resolve()
    cache.mkdir(parents=True, exist_ok=True)
    shown = ["PROGRAMS" if before == "--before" else word for before, word in zip([""] + sys.argv[1:], sys.argv[1:])]
    command = " ".join(["script/bench", *shown])
    name, lines = ("growth", grow(options, cache, command)) if options.growth else (
        "engines", compare(options, cache, command))
    print("\n".join(lines))
    if not (options.no_write or options.quick or options.engines or options.generated):
        write_section(pathlib.Path("docs/performance.md"), name, lines)


if __name__ == "__main__":
    main()
