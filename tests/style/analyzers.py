#!/usr/bin/env python3
"""tests/style/analyzers.py [FILE...]: gcc -fanalyzer and clang's analyzer over the product's sources.

Which files, and with which definitions, build/release/compile_commands.json says; script/analyze makes it. What they
find is compared with tests/style/analyzers.answered, a line for each answer:

    COMPILER-VERSION FILE FUNCTION CHECKER: why it is none

FILE is the one compiled, FUNCTION where the fault is said to lie: no line numbers, so that answers do not age. An answer
holds for every version of its compiler. What is not answered fails, and so does an answer that fits nothing: but that
only of the version that stands in it, since another finds other things. A compiler that is not installed is told.
"""
import collections
import concurrent.futures
import json
import os
import pathlib
import plistlib
import shlex
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
ANSWERS = ROOT / "tests/style/analyzers.answered"
COMMANDS = ROOT / "build/release/compile_commands.json"
ROOMS = ["base", "stemmer", "engine", "answer", "indexer", "searchd", "corpus"]
CHECKERS = "core,unix,deadcode,security.insecureAPI.UncheckedReturn,nullability"
SECONDS = 600  # for one file

Finding = collections.namedtuple("Finding", "tool file function checker")


def sources():
    """(file, flags) of each source of the product: the definitions and folders of the build, not its warnings."""
    for entry in json.loads(COMMANDS.read_text()):
        path = pathlib.Path(entry["file"]).relative_to(ROOT)
        if path.parts[0] in ROOMS:
            flags = [a for a in shlex.split(entry["command"]) if a.startswith(("-D", "-I", "-std="))]
            yield str(path), flags


def run(command):
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS)
    if done.returncode != 0:
        raise RuntimeError(f"{shlex.join(command)}\n{done.stderr}")
    return done.stderr


def gcc_findings(file, flags):
    """(finding, what to show) of gcc, whose JSON goes to standard error."""
    command = ["gcc", "-fanalyzer", "-O1", "-S", "-o", "/dev/null", "-fdiagnostics-format=json", *flags, file]
    for told in json.loads(run(command)):
        path, checker = told.get("path"), told.get("option", "")
        if not checker.startswith("-Wanalyzer"):
            continue
        function = path[-1]["function"] if path else "?"
        caret = told["locations"][0]["caret"]
        steps = [f"    {e['location']['file']}:{e['location']['line']}: {e['description']}" for e in path or [] if "location" in e]
        shown = [f"{caret['file']}:{caret['line']}: {told['message']} [{checker}]", *steps]
        yield Finding("gcc", file, function, checker.removeprefix("-W")), "\n".join(shown)


def clang_findings(file, flags):
    with tempfile.NamedTemporaryFile(suffix=".plist") as out:
        run(["clang", "--analyze", "-Xclang", f"-analyzer-checker={CHECKERS}", "--analyzer-output", "plist", "-o", out.name,
             *flags, file])
        report = plistlib.load(out) if os.path.getsize(out.name) else {"diagnostics": []}
    for told in report["diagnostics"]:
        def place(location):
            return f"{os.path.relpath(report['files'][location['file']], ROOT)}:{location['line']}"
        steps = [f"    {place(p['location'])}: {p['message']}" for p in told["path"] if p["kind"] == "event"]
        shown = [f"{place(told['location'])}: {told['description']} [{told['check_name']}]", *steps]
        yield Finding("clang", file, told.get("issue_context", "?"), told["check_name"]), "\n".join(shown)


TOOLS = {"gcc": gcc_findings, "clang": clang_findings}


def version_of(tool):
    return subprocess.run([tool, "-dumpversion"], capture_output=True, text=True, check=True).stdout.strip().split(".")[0]


def read_answers():
    """What is answered: {finding: version of the compiler}."""
    answers = {}
    for number, line in enumerate(ANSWERS.read_text().splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        key, _, reason = line.partition(": ")
        words = key.split()
        tool, _, version = words[0].partition("-")
        if len(words) != 4 or tool not in TOOLS or not version or not reason:
            sys.exit(f"{ANSWERS.name}:{number}: not COMPILER-VERSION FILE FUNCTION CHECKER: REASON")
        answers[Finding(tool, *words[1:])] = version
    return answers


def judge(tool, files, answers):
    """Analyses the files with a tool; True when all that it finds is answered, and nothing else is."""
    version = version_of(tool)
    found, unanswered = set(), 0

    def look(source):
        return list(TOOLS[tool](*source))

    with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        for number, findings in enumerate(pool.map(look, files), 1):
            if number % 100 == 0:
                print(f"-- {tool} {version}: {number} of {len(files)} files", file=sys.stderr)
            for finding, shown in findings:
                if finding not in answers:
                    unanswered += 1
                    print(f"{finding.tool}-{version} {finding.file} {finding.function} {finding.checker}: ?\n  {shown}")
                found.add(finding)
    names = {file for file, _ in files}
    mine = [f for f in answers if f.tool == tool and f.file in names]
    stale = [f for f in mine if answers[f] == version and f not in found]
    for f in stale:
        print(f"{tool} {version} no longer finds: {f.file} {f.function} {f.checker}")
    if any(answers[f] != version for f in mine):
        print(f"-- {tool} is {version}: whether the answers to another version still fit is not asked")
    print(f"-- {tool} {version}: {len(files)} files, {len(found)} findings, {unanswered} without an answer, "
          f"{len(stale)} answers that fit nothing")
    return not unanswered and not stale


def main(wanted):
    files = list(sources())
    answers = read_answers()
    for gone in {a.file for a in answers} - {file for file, _ in files}:
        sys.exit(f"{ANSWERS.name}: {gone} is no source of the product")
    if wanted:
        unknown = set(wanted) - {file for file, _ in files}
        if unknown:
            sys.exit(f"no source of the product: {' '.join(sorted(unknown))}")
        files = [source for source in files if source[0] in wanted]
    good = True
    for tool in TOOLS:
        if shutil.which(tool):
            good = judge(tool, files, answers) and good
        else:
            print(f"-- {tool} is not installed: left out")
    sys.exit(not good)


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)
    main(sys.argv[1:])
