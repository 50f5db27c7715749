#!/usr/bin/env python3
"""tests/style/includes.py [--fix]: one order of #include lines in every C file.

The file's own header; the headers of our rooms; libraries; the C library and Linux. A blank line between the groups,
alphabetical within. cmocka.h comes last: it wants others before it. Lines between #if and #endif stay where they are,
and so does what stands behind code. With --fix the files are mended, which script/format does.
"""
import pathlib
import re
import subprocess
import sys

ROOMS = ["base", "stemmer", "engine", "answer", "indexer", "searchd", "bench", "corpus", "tests"]
ROOT = pathlib.Path(__file__).resolve().parents[2]
INCLUDE = re.compile(r'#\s*include\s*(["<])([^">]+)[">]')


def libc_headers():
    """The headers of the C library, from the one list that tests/style/layers.sh keeps."""
    text = (ROOT / "tests/style/layers.sh").read_text()
    return set(re.search(r'\nlibc="([^"]*)"', text).group(1).split())


def group_of(path, quote, name, libc):
    if quote == '"':
        return 0 if name == str(path.with_suffix(".h")) and path.suffix == ".c" else 1
    if name == "cmocka.h":
        return 4
    system = name in libc or re.match(r"(sys|netinet|arpa|linux|sanitizer)/", name)
    return 3 if system else 2


def blocks(lines):
    """(start, end) of the runs of #include lines and blank lines outside of conditions, each with a line to order."""
    depth, start = 0, None
    for number, line in enumerate(lines + ["end"]):
        inside = depth == 0 or (depth == 1 and guarded(lines))
        if inside and (INCLUDE.match(line) or (not line.strip() and start is not None)):
            start = number if start is None else start
            continue
        if start is not None:
            yield start, number
            start = None
        depth += bool(re.match(r"#\s*if", line)) - bool(re.match(r"#\s*endif", line))


def guarded(lines):
    """Whether the first condition of the file is an include guard."""
    first = next((i for i, line in enumerate(lines) if re.match(r"#\s*if", line)), None)
    return first is not None and lines[first].startswith("#ifndef") and lines[first + 1].startswith("#define")


def ordered(path, lines, libc):
    out, done = [], 0
    for start, end in blocks(lines):
        trailing = end
        while not lines[trailing - 1].strip():
            trailing -= 1
        keyed = []
        for line in lines[start:trailing]:
            match = INCLUDE.match(line)
            if match:
                quote, name = match.groups()
                keyed.append((group_of(path, quote, name, libc), name, line))
        out += lines[done:start]
        last = None
        for group, _, line in sorted(set(keyed)):
            if last is not None and group != last:
                out.append("")
            out.append(line)
            last = group
        out += lines[trailing:end]
        done = end
    return out + lines[done:]


def main():
    fix = sys.argv[1:] == ["--fix"]
    libc = libc_headers()
    files = [p for room in ROOMS for p in sorted((ROOT / room).rglob("*.[ch]"))]
    if not fix and (len(files) < 100 or len(libc) < 30):
        sys.exit("hardly any file or header found: this test is broken")
    odd = 0
    for file in files:
        text = file.read_text()
        lines = text.split("\n")
        wanted = "\n".join(ordered(file.relative_to(ROOT), lines, libc))
        if wanted != text:
            odd += 1
            if fix:
                file.write_text(wanted)
            else:
                print(f"{file.relative_to(ROOT)}: includes are out of order (script/format mends them)")
    if odd and not fix:
        sys.exit(f"{odd} finding(s)")


main()
