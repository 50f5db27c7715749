#!/usr/bin/env python3
"""Prepares what all engines index and answer: the same documents and questions, cut into words.

    corpus.py OUT [--sample N] [--whole] [--shared DIR] [--generator PROGRAM] [--documents N]

Writes into folder OUT (nothing when it is there already, made by this script from the same input):

    docs.txt      one document a line: lower-cased words separated by blanks, for engines' whitespace
                  analyzers. A word is a run of letters and digits; parts of documents over 480 words
                  are documents of their own, so that there are few very long ones (--whole: uncut).
    text.txt      the real text, one uncut document a line, for the engines' French analyzers
    text.jsonl    the same with ids, for `indexer add`
    queries.tsv   1,000 real questions: id TAB their words, without those that more than 30 % of the
                  documents have, and without repetitions
    phrases.tsv   phrases of two or three consecutive words of such questions
    corpus.json   what this is made of and how much there is

The text comes from the shared data beside the project when they are there, else from the generator of
corpus/. Everything is deterministic.
"""

import argparse
import collections
import hashlib
import json
import pathlib
import random
import re
import subprocess
import sys

WORD = re.compile(r"[^\W_]+")
PART_WORDS = 480
UNCUT = 1 << 30  # words
LONGEST_WORD = 60  # bytes; longer ones are left out: not every engine takes them
FREQUENT = 0.30
QUESTIONS = 1000
SAMPLE = 100_000  # documents of which it is counted how many have a word, where they are generated alone


def words_of(text):
    return [word for word in WORD.findall(text.lower()) if len(word.encode()) <= LONGEST_WORD]


def zstd_lines(path):
    with subprocess.Popen(["zstd", "-dc", str(path)], stdout=subprocess.PIPE) as process:
        yield from process.stdout
    if process.returncode:
        sys.exit(f"{path}: zstd failed")


class SharedData:
    """Laws, agreements, guides and questions beside the project, with judged queries."""

    def __init__(self, folder):
        self.texts = sorted(folder.glob("corpus/*.jsonl.zst"))
        self.extra = sorted(folder.glob("relevance/*/docs.jsonl.zst"))
        self.query_files = sorted(folder.glob("relevance/*/queries.jsonl"))
        inputs = self.texts + self.extra + self.query_files
        self.name = "shared data: " + ", ".join(f"{p.relative_to(folder)}:{p.stat().st_size}" for p in inputs)

    def documents(self, with_extra):
        for path in self.texts + (self.extra if with_extra else []):
            for line in zstd_lines(path):
                document = json.loads(line)
                yield (document.get("title", "") + "\n" + document["text"]).strip()

    def questions(self):
        for path in self.query_files:
            with path.open() as lines:
                for line in lines:
                    yield json.loads(line)["text"]


class Generator:
    """Any number of made-up exchanges and questions, from the project's own corpus-generate."""

    def __init__(self, program, count):
        self.program = str(program)
        self.count = count
        self.name = f"{pathlib.Path(program).name}: {count} documents"

    def _lines(self, *options):
        with subprocess.Popen([self.program, *map(str, options)], stdout=subprocess.PIPE, text=True) as process:
            yield from process.stdout
        if process.returncode:
            sys.exit(f"{self.program}: failed")

    def write_cut(self, path):
        """Writes the documents as the program cuts them; returns how many they and their words are, and in how many each
        word is, as far as the first SAMPLE tell."""
        count = tokens = 0
        sampled = collections.Counter()
        command = [self.program, "--format", "text", "--count", str(self.count)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process, open(path, "wb") as out:
            for line in process.stdout:
                words = line.split(b"\t", 1)[1]
                out.write(words)
                if count < SAMPLE:
                    sampled.update(set(words.decode().split()))
                count += 1
                tokens += words.count(b" ") + 1
        if process.returncode:
            sys.exit(f"{self.program}: failed")
        frequency = collections.Counter({word: n * count // min(count, SAMPLE) for word, n in sampled.items()})
        return {"documents": count, "tokens": tokens}, frequency

    def documents(self, with_extra):
        del with_extra  # there are no others
        for line in self._lines("--count", self.count):
            exchange = json.loads(line)
            yield "\n".join(filter(None, (exchange.get(field) for field in ("titre", "question", "reponse"))))

    def questions(self):
        for line in self._lines("--queries", 4 * QUESTIONS):
            yield line.rstrip("\n").split("\t", 1)[1]


def write_real_text(source, out, step):
    count = size = 0
    with open(out / "text.txt", "w") as text, open(out / "text.jsonl", "w") as lines:
        for number, document in enumerate(source.documents(with_extra=False)):
            if number % step:
                continue
            text.write(" ".join(document.split()) + "\n")
            json.dump({"id": f"t{count}", "question": document}, lines, ensure_ascii=False)
            lines.write("\n")
            count += 1
            size += len(document.encode())
    return {"documents": count, "bytes": size}


def parts_of(document, most):
    words = words_of(document)
    for start in range(0, len(words), most):
        yield words[start:start + most]


def write_cut_text(source, out, step, most):
    """Returns how much it is and in how many documents each word is."""
    count = tokens = number = 0
    frequency = collections.Counter()
    with open(out / "docs.txt", "w") as text:
        for document in source.documents(with_extra=True):
            for part in parts_of(document, most):
                number += 1
                if number % step:
                    continue
                text.write(" ".join(part) + "\n")
                frequency.update(set(part))
                count += 1
                tokens += len(part)
    return {"documents": count, "tokens": tokens}, frequency


def choose_questions(source, frequency, documents):
    """Returns questions without frequent words, and phrases from the whole questions."""
    limit = FREQUENT * documents
    wanted = sorted(set(source.questions()))
    random.Random(1).shuffle(wanted)
    questions, phrases = [], []
    for text in wanted:
        words = words_of(text)
        rare = list(dict.fromkeys(word for word in words if frequency[word] <= limit))
        if rare and len(questions) < QUESTIONS:
            questions.append(rare)
        phrase = first_phrase(words, lambda word: 0 < frequency[word] <= limit)
        if phrase and len(phrases) < QUESTIONS:
            phrases.append(phrase)
    return questions, phrases


def first_phrase(words, is_good):
    """The first three or two consecutive words of which both ends are worth asking for."""
    for length in (3, 2):
        for start in range(len(words) - length + 1):
            phrase = words[start:start + length]
            if is_good(phrase[0]) and is_good(phrase[-1]):
                return phrase
    return None


def write_tsv(path, prefix, rows):
    with open(path, "w") as out:
        for number, words in enumerate(rows):
            out.write(f"{prefix}{number}\t{' '.join(words)}\n")


def describe(questions, frequency):
    terms = sum(len(words) for words in questions)
    postings = sum(frequency[word] for words in questions for word in words)
    return {"count": len(questions), "terms": round(terms / len(questions), 2),
            "postings": round(postings / len(questions))}


def prepare(source, out, step, with_real=True, most=PART_WORDS):
    """Writes documents, of at most so many words each, and questions; with_real: the real text as well."""
    script = hashlib.sha256(pathlib.Path(__file__).read_bytes()).hexdigest()[:16]
    made_from = {"source": source.name, "every": step, "real": with_real, "most": most, "script": script}
    description = out / "corpus.json"
    if description.exists() and json.loads(description.read_text())["made_from"] == made_from:
        return
    out.mkdir(parents=True, exist_ok=True)
    description.unlink(missing_ok=True)
    real = write_real_text(source, out, step) if with_real else None
    if isinstance(source, Generator) and not with_real and step == 1:
        cut, frequency = source.write_cut(out / "docs.txt")
    else:
        cut, frequency = write_cut_text(source, out, step, most)
    questions, phrases = choose_questions(source, frequency, cut["documents"])
    write_tsv(out / "queries.tsv", "q", questions)
    write_tsv(out / "phrases.tsv", "p", phrases)
    description.write_text(json.dumps({
        "made_from": made_from, "text": real, "docs": {**cut, "words": len(frequency)},
        "queries": describe(questions, frequency), "phrases": describe(phrases, frequency),
    }, indent=1) + "\n")


def find_source(shared, generator, documents):
    """The shared data if they are there and nothing else is asked for, else the generator."""
    if shared and (shared / "corpus").is_dir():
        return SharedData(shared)
    if generator and generator.exists():
        return Generator(generator, documents)
    sys.exit(f"neither {shared} nor {generator} is there")


def main():
    parser = argparse.ArgumentParser(description="prepares the texts and questions of script/bench")
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--sample", type=int, default=1, help="take every N-th document only")
    parser.add_argument("--whole", action="store_true", help="documents as long as they are")
    parser.add_argument("--shared", type=pathlib.Path, default=pathlib.Path("../shared/data"))
    parser.add_argument("--generator", type=pathlib.Path)
    parser.add_argument("--documents", type=int, default=366571, help="how many to generate")
    options = parser.parse_args()
    prepare(find_source(options.shared, options.generator, options.documents), options.out, options.sample,
            most=UNCUT if options.whole else PART_WORDS)
    print((options.out / "corpus.json").read_text(), end="")


if __name__ == "__main__":
    main()
