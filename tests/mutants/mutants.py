#!/usr/bin/env python3
"""The list of mistakes beside this file: checks that each can be made, and makes one.

mutants.py check            every piece of text stands exactly once in the programs
mutants.py names            the names, one a line
mutants.py tests [WORD]     the tests of all whose name holds WORD, each once
mutants.py make N ROOT      makes the Nth (from 1) in the tree at ROOT; prints its file and its tests
"""
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
TREE = HERE.parent.parent


def fail(message):
    sys.exit(f"tests/mutants/list: {message}")


def read_list():
    mutants = []
    text = (HERE / "list").read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if not line.startswith(" "):
            mutants.append({"name": line})
            continue
        key, _, value = line.strip().partition(" ")
        if not mutants or key not in ("tests", "-", "+") or key in mutants[-1]:
            fail(f"line {number} is not understood")
        mutants[-1][key] = value.strip()
    for mutant in mutants:
        if len(mutant) != 4:
            fail(f"“{mutant['name']}” is not complete")
    return mutants


def read_sources():
    """The text of every C file of the programs, by its path from the root."""
    return {str(path.relative_to(TREE)): path.read_text(encoding="utf-8")
            for path in sorted(TREE.glob("[a-z]*/**/*.[ch]"))
            if path.relative_to(TREE).parts[0] not in ("build", "tests")}


def locate(mutant, sources):
    """Its file, or what is wrong."""
    found = [name for name, text in sources.items() if mutant["-"] in text]
    times = sum(sources[name].count(mutant["-"]) for name in found)
    if times != 1:
        return None, f"stands {times} times in the programs: {mutant['-']}"
    return found[0], None


def check(mutants):
    sources, known = read_sources(), known_tests()
    problems = []
    for mutant in mutants:
        problem = locate(mutant, sources)[1]
        unknown = [test for test in mutant["tests"].split() if test not in known]
        if unknown:
            problem = "no such test: " + " ".join(unknown)
        if problem:
            problems.append(f"“{mutant['name']}”: {problem}")
    for problem in problems:
        print(problem)
    print(f"{len(mutants) - len(problems)} of {len(mutants)} mistakes can be made")
    return 1 if problems else 0


def known_tests():
    """What the CMakeLists.txt below tests/ register."""
    names = set()
    for path in (TREE / "tests").rglob("CMakeLists.txt"):
        for line in path.read_text(encoding="utf-8").splitlines():
            call, _, rest = line.strip().partition("(")
            name = rest.split(" ")[0].rstrip(")").rpartition("/")[2]
            if call in ("hemicycle_test", "hemicycle_bats", "hemicycle_command"):
                names.add(name)
            elif call == "hemicycle_fuzz":
                names.add("fuzz_" + name)
    return names


def main(arguments):
    mutants = read_list()
    match arguments:
        case ["check"]:
            return check(mutants)
        case ["names"]:
            print("\n".join(mutant["name"] for mutant in mutants))
        case ["tests", *words]:
            chosen = [m for m in mutants if not words or words[0] in m["name"]]
            print("\n".join(sorted({test for m in chosen for test in m["tests"].split()})))
        case ["make", number, root]:
            mutant = mutants[int(number) - 1]
            sources = read_sources()
            name, problem = locate(mutant, sources)
            if problem:
                fail(problem)
            text = sources[name].replace(mutant["-"], mutant["+"])
            (pathlib.Path(root) / name).write_text(text, encoding="utf-8")
            print(name, *mutant["tests"].split())
        case _:
            sys.exit(__doc__)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
