#!/usr/bin/env python3
"""Runs Hémicycle and the engines it is compared with, in turn, in one run; prints and writes one table.

    compare.py [--quick] [--engines KEY,KEY...] [--repeat N] [--growth N,N...] [--no-write]

All engines index the same documents and answer the same questions (see corpus.py), one thread each, warm;
the figure of a question is the best of N rounds. They must also count the same matches, else it says so.
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
DOCUMENTS = 366571  # to generate where there are no shared data
OURS = "hemicycle-optimized"  # one merged segment, like Lucene after forceMerge
UPDATED = "hemicycle"
DAILY = "hemicycle-daily"

# column: questions, mode, count
COLUMNS = {
    "any": ("queries", "any", False),
    "all": ("queries", "all", False),
    "phrase": ("queries", "phrase", False),
    "short phrase": ("phrases", "phrase", False),
    "count any": ("queries", "any", True),
    "count all": ("queries", "all", True),
    "count phrase": ("phrases", "phrase", True),
}


GROWTH_COLUMNS = ("any", "all", "phrase", "count any")


def say(text):
    print(f"-- {text}", file=sys.stderr, flush=True)


# --- measuring ------------------------------------------------------------------------------------

def measure_engine(engine, data, work, repeat):
    """Everything about one engine: building, every column, French indexing."""
    folder = work / engine.key
    say(f"{engine.name}: indexing")
    result = {"name": engine.name, "index": engine.index(data / "docs.txt", folder), "columns": {}}
    for column, (questions, mode, count) in COLUMNS.items():
        say(f"{engine.name}: {column}")
        result["columns"][column] = engine.search(folder, data / f"{questions}.tsv", mode, repeat, count)
    if isinstance(engine, engines.Hemicycle) and not engine.optimize:
        say(f"{engine.name}: indexer add")
        result["added"] = {threads: engine.add_files(data / "text.jsonl", work / "added", threads) for threads in (1, 2)}
    for kind in engine.french:
        say(f"{engine.name}: indexing {kind}")
        result[kind] = engine.index(data / "text.txt", work / f"{engine.key}-french", kind)
    return result


def measure_all(wanted, data, work, repeat):
    results, missing = {}, dict(engines.NOT_TRIED)
    ready = []
    for engine in wanted:
        say(f"{engine.name}: preparing")
        try:
            engine.prepare()
            ready.append(engine)
        except engines.Missing as reason:
            say(f"{engine.name}: missing: {reason}")
            missing[engine.name] = str(reason)
    for engine in ready:
        results[engine.key] = measure_engine(engine, data, work, repeat)
        if engine.key == UPDATED:
            results[engine.key]["update"] = measure_update(engine, data, work / engine.key)
        save(work, results, missing)
    return results, missing


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
        table[size] = {}
        for engine in wanted:
            say(f"{engine.name}: {size} documents")
            result = {"name": engine.name, "index": engine.index(work / "docs.txt", work / engine.key), "columns": {}}
            for column in GROWTH_COLUMNS:
                questions, mode, count = COLUMNS[column]
                result["columns"][column] = engine.search(work / engine.key, work / f"{questions}.tsv", mode, repeat,
                                                          count)
            table[size][engine.key] = result
        (cache / "growth.json").write_text(json.dumps(table, indent=1) + "\n")  # hours: keep what is done
    return table


def save(work, results, missing):
    (work / "results.json").write_text(json.dumps({"engines": results, "missing": missing}, indent=1) + "\n")


def disagreements(results):
    """Columns whose number of matches is not the same for all engines."""
    for column, (_, _, count) in COLUMNS.items():
        counts = {result["name"]: result["columns"][column]["matches"] for result in results.values()} if count else {}
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


def search_table(results, statistic):
    """A row an engine; in brackets, how many times ours fits into it."""
    ours = results.get(OURS)
    yield "| microseconds | " + " | ".join(COLUMNS) + " |"
    yield "|---|" + "---:|" * len(COLUMNS)
    for result in results.values():
        cells = []
        for column in COLUMNS:
            value = result["columns"][column][statistic]
            reference = ours["columns"][column][statistic] if ours else None
            cells.append(with_ratio(value, reference, microseconds(value)))
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


def aims_table(results):
    """What product.md asks for, against Lucene 8."""
    if not {OURS, UPDATED, BASELINE} <= results.keys():
        return
    ours, theirs = results[OURS], results[BASELINE]

    rows = [(column, theirs["columns"][column]["mean"] / ours["columns"][column]["mean"], least, aim)
            for column, least, aim in (("any", 8, 20), ("all", 4, 10), ("phrase", 3, 8), ("count any", 5, 15))]
    french = french_seconds(results[UPDATED], "french-stored")
    rows.append(("indexing and storing French text", french_seconds(theirs, "french-stored") / french, 2.5, 5))
    rows.append(("the same, Lucene storing nothing", french_seconds(theirs, "french") / french, 2.5, 5))
    yield "| times faster than Lucene 8.7 | measured | at least | aim |"
    yield "|---|---:|---:|---:|"
    for name, ratio, least, aim in rows:
        yield f"| {name} | {ratio:.1f}× | {least}× | {aim}× |"
    size = ours["index"]["bytes"] / theirs["index"]["bytes"]
    yield f"| size of the index against Lucene's | {size:.2f} | 1.10 | 1.00 |"
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
    yield "| documents | engine | build, s | merging, s | index, MB | " + " | ".join(GROWTH_COLUMNS) + " | memory |"
    yield "|---:|---|---:|---:|---:|" + "---:|" * len(GROWTH_COLUMNS) + "---:|"
    for size, results in growth.items():
        for result in results.values():
            index = result["index"]
            times = " | ".join(microseconds(result["columns"][column]["mean"]) for column in GROWTH_COLUMNS)
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


def report(results, missing, description, command):
    docs, queries = description["docs"], description["queries"]
    yield f"Measured on {datetime.date.today()} by `{command}` on {machine()}. {versions()}."
    yield ""
    yield from busy_line()
    yield (f"Documents: {docs['documents']:,} of {docs['tokens']:,} words, cut beforehand "
           f"({description['made_from']['source'].split(':')[0]}). Questions: {queries['count']:,} of "
           f"{queries['terms']} words and {queries['postings']:,} postings on average; short phrases: "
           f"{description['phrases']['count']:,} of {description['phrases']['terms']} words. French text: "
           f"{description['text']['documents']:,} documents, {description['text']['bytes'] / 1e6:.0f} MB.")
    yield ""
    yield "Top 10, mean of each question's best round; in brackets, how many times faster Hémicycle is, optimized:"
    yield ""
    yield from search_table(results, "mean")
    yield ""
    yield "The same, 99th percentile:"
    yield ""
    yield from search_table(results, "p99")
    yield ""
    yield "Indexing, one thread (index: documents, frequencies, positions and dictionary, no stored text):"
    yield ""
    yield from build_table(results)
    yield ""
    yield from aims_table(results)
    yield from update_line(results)
    yield ""
    wrong = list(disagreements(results))
    yield ("All engines count the same matches." if not wrong else
           "**The engines do not count the same matches**: " + "; ".join(wrong))
    slow = sorted({f"{result['name']} {column} {result['columns'][column]['repeat']}"
                   for result in results.values() for column in COLUMNS
                   if result["columns"][column]["repeat"] < max(r["columns"][column]["repeat"] for r in results.values())})
    if slow:
        yield "Fewer rounds than the others had: " + ", ".join(slow) + "."
    for name, reason in missing.items():
        yield f"Missing: {name} ({reason})."


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
    parser.add_argument("--engines", help="only these: " + ", ".join(
        engine.key for engine in engines.all_engines(pathlib.Path(), pathlib.Path())))
    parser.add_argument("--growth", metavar="N,N...", help="instead: generated collections of so many documents")
    parser.add_argument("--repeat", type=int, default=10, help="rounds of all questions (default: 10)")
    parser.add_argument("--generated", type=int, metavar="N", help="generate so many documents, even with shared data")
    parser.add_argument("--no-write", action="store_true", help="leave docs/performance.md alone (so do --quick, --engines)")
    parser.add_argument("--cache", type=pathlib.Path, default=pathlib.Path("build/bench"))
    parser.add_argument("--programs", type=pathlib.Path, default=pathlib.Path("build/bin"))
    parser.add_argument("--shared", type=pathlib.Path, default=pathlib.Path("../shared/data"))
    return parser.parse_args()


def choose(options, cache):
    every = engines.all_engines(cache, options.programs.resolve())
    if not options.engines:
        return every
    wanted = options.engines.split(",")
    unknown = set(wanted) - {engine.key for engine in every}
    if unknown:
        sys.exit(f"unknown engines: {', '.join(sorted(unknown))}")
    return [engine for engine in every if engine.key in wanted]


def compare(options, cache, command):
    generator = options.programs / "corpus-generate"
    source = corpus.find_source(None if options.generated else options.shared, generator,
                                options.generated or DOCUMENTS)
    work = cache / ("generated" if options.generated else "full") / ("tenth" if options.quick else "all")
    say(f"preparing documents and questions in {work}")
    corpus.prepare(source, work, 10 if options.quick else 1)
    results, missing = measure_all(choose(options, cache), work, work, options.repeat)
    description = json.loads((work / "corpus.json").read_text())
    return list(report(results, missing, description, command))


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
    command = " ".join(["script/bench", *sys.argv[1:]])
    name, lines = ("growth", grow(options, cache, command)) if options.growth else (
        "engines", compare(options, cache, command))
    print("\n".join(lines))
    if not (options.no_write or options.quick or options.engines or options.generated):
        write_section(pathlib.Path("docs/performance.md"), name, lines)


if __name__ == "__main__":
    main()
