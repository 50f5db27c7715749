#!/usr/bin/env python3
"""How fast published archives are read, and in how much memory.

    archives.py [--documents N] [--size N] [--folder DIR] [--no-write]

Makes generated documents into what the Assemblée nationale publishes: a ZIP archive with a JSON member each, and one XML
of a whole legislature; and into JSON Lines of the same documents. Each is indexed with --memory 256M. Another run over the
archive, in batches of an eighth, is killed when a third is in, and taken up again: it must keep what was in, and end with
the same documents.
"""

import argparse
import datetime
import hashlib
import itertools
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from xml.sax.saxutils import escape

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "peers"))
import compare  # noqa: E402

MEMORY = 256
SLACK = 64  # MiB beside --memory
LEAST_MEMORY = 4
BATCHES = 8  # at least, of the run that is killed
XML_SHARE = 7  # every so many-th document goes into the XML, too


def documents(programs, count, size):
    """Questions of that many generated documents: number, title, author, minister, dates, and the paragraphs of both texts."""
    generator = subprocess.Popen([programs / "corpus-generate", "--count", str(count * size)], stdout=subprocess.PIPE)
    lines = (json.loads(line) for line in generator.stdout)
    for number in itertools.count(1):
        parts = list(itertools.islice(lines, size))
        if len(parts) < size:
            break
        first = parts[0]
        yield {"number": number, "title": first["titre"], "author": first["auteur"], "minister": first["ministre"],
               "asked": first["date_question"], "answered": first.get("date_reponse", first["date_question"]),
               "question": "\n\n".join(part["question"] for part in parts),
               "answer": "\n\n".join(part.get("reponse", "") for part in parts).strip()}
    if generator.wait() != 0:
        sys.exit("corpus-generate failed")


def as_html(text):
    return "<br>".join(escape(line) for line in text.split("\n"))


def as_json(document):
    ministry = {"organeRef": "PO1", "abrege": document["minister"], "developpe": "Ministère de " + document["minister"]}
    published = {"typeJO": "JO_QUESTION", "dateJO": document["asked"], "pageJO": "12"}
    replied = {"typeJO": "JO_QUESTION", "dateJO": document["answered"], "pageJO": "34"}
    return json.dumps({"question": {
        "@xmlns": "http://schemas.assemblee-nationale.fr/referentiel", "@xsi:type": "QuestionEcrite_Type",
        "uid": "QANR5L17QE%d" % document["number"],
        "identifiant": {"numero": str(document["number"]), "regime": "5eme Republique", "legislature": "17"},
        "type": "QE",
        "indexationAN": {"rubrique": "eau", "teteAnalyse": None, "analyses": {"analyse": document["title"]}},
        "auteur": {"identite": {"acteurRef": "PA1", "mandatRef": "PM1"},
                   "groupe": {"organeRef": "PO2", "abrege": "GE", "developpe": "Groupe des Étangs"}},
        "minInt": ministry,
        "minAttribs": {"minAttrib": {"infoJO": published, "denomination": ministry}},
        "textesQuestion": {"texteQuestion": {"infoJO": published, "texte":
                           "M. %s interroge. %s" % (document["author"], as_html(document["question"]))}},
        "textesReponse": {"texteReponse": {"infoJO": replied, "texte": as_html(document["answer"])}},
        "cloture": {"codeCloture": "REP_PUB", "dateCloture": document["answered"], "infoJO": replied},
    }}, ensure_ascii=False)


def as_xml(document):
    def day(date):
        return "/".join(reversed(date.split("-")))
    ministry = escape(document["minister"])
    return f"""<QUESTION TYPE="QE"><LEGISLATURE>14</LEGISLATURE>
<DEPOT NUMERO="{document['number']}"><DATE_JO>{day(document['asked'])}</DATE_JO><PAGE_JO>12</PAGE_JO></DEPOT>
<AUTEUR ID_MANDAT="1"><ID_ACTEUR>9</ID_ACTEUR><CIVILITE>M.</CIVILITE><NOM>{escape(document['author'])}</NOM></AUTEUR>
<INDEXATION_AN RUBRIQUE="eau"><ANALYSE><ANA>{escape(document['title'])}</ANA></ANALYSE></INDEXATION_AN>
<MINI><ABREGE>{ministry}</ABREGE><DEVELOPPE>Ministère de {ministry}</DEVELOPPE></MINI>
<MINA><ORDRE NUMERO="1"><ABREGE>{ministry}</ABREGE><DATE_JO>{day(document['asked'])}</DATE_JO></ORDRE></MINA>
<DEPOT><TEXTE_DEPOT><![CDATA[{as_html(document['question'])}]]></TEXTE_DEPOT></DEPOT>
<CLOTURE><DATE_JO>{day(document['answered'])}</DATE_JO></CLOTURE>
<REPONSE><TEXTE_REPONSE><![CDATA[{as_html(document['answer'])}]]></TEXTE_REPONSE>
<DATE_JO_REPONSE>{day(document['answered'])}</DATE_JO_REPONSE></REPONSE>
</QUESTION>
"""


def as_line(document):
    return json.dumps({"id": "an-17-%dQE" % document["number"], "titre": document["title"],
                       "auteur": document["author"], "ministre": document["minister"],
                       "date_question": document["asked"], "date_reponse": document["answered"],
                       "question": document["question"], "reponse": document["answer"]}, ensure_ascii=False)


def text_bytes(document):
    return sum(len(document[name].encode()) for name in ("title", "question", "answer"))


def make(programs, count, size, folder):
    """The three files, and how many bytes of text each has."""
    paths = {"JSON Lines": folder / "all.jsonl", "ZIP of JSON": folder / "questions.json.zip",
             "one XML": folder / "questions.xml"}
    text = dict.fromkeys(paths, 0)
    with open(paths["JSON Lines"], "w") as lines, open(paths["one XML"], "w") as xml, \
            zipfile.ZipFile(paths["ZIP of JSON"], "w", zipfile.ZIP_DEFLATED) as archive:
        xml.write('<?xml version="1.0" encoding="UTF-8"?>\n<questionsEcrites>\n')
        for document in documents(programs, count, size):
            lines.write(as_line(document) + "\n")
            archive.writestr("json/QANR5L17QE%d.json" % document["number"], as_json(document))
            names = ["JSON Lines", "ZIP of JSON"]
            if document["number"] % XML_SHARE == 0:
                xml.write(as_xml(document))
                names.append("one XML")
            for name in names:
                text[name] += text_bytes(document)
        xml.write("</questionsEcrites>\n")
    return paths, text


def documents_in(programs, index):
    """How many documents an index has; 0 while there is none."""
    told = subprocess.run([programs / "indexer", "--index", index, "--json", "stats"], capture_output=True)
    return json.loads(told.stdout)["documents"] if told.returncode == 0 else 0


def run(programs, index, path, memory=MEMORY, kill_at=None):
    """Indexes; kills when so many documents are in. Seconds it took, processor seconds, most MiB resident, whether it
    ended, and how many members of an archive it had not to read again."""
    start = time.monotonic()
    indexer = subprocess.Popen([programs / "indexer", "--index", index, "--quiet", "--json",
                                "--memory", f"{memory}M", "add", path], stdout=subprocess.PIPE)
    while kill_at and os.waitid(os.P_PID, indexer.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        if documents_in(programs, index) >= kill_at:
            indexer.send_signal(signal.SIGKILL)
            break
        time.sleep(0.05)
    said = indexer.stdout.read()
    _, status, usage = os.wait4(indexer.pid, 0)
    indexer.returncode = os.waitstatus_to_exitcode(status)
    if indexer.returncode not in (0, -signal.SIGKILL):
        sys.exit(f"indexer add {path}: exit {indexer.returncode}")
    return {"seconds": time.monotonic() - start, "processor": usage.ru_utime + usage.ru_stime,
            "resident": usage.ru_maxrss / 1024, "ended": indexer.returncode == 0,
            "kept": json.loads(said)["unchanged_members"] if said else 0}


def fingerprint(programs, index):
    """Of all that a reader sees, in no order, without when it was first seen and changed."""
    total, count = 0, 0
    dump = subprocess.Popen([programs / "indexer", "--index", index, "dump"], stdout=subprocess.PIPE)
    for line in dump.stdout:
        document = json.loads(line)
        document.pop("premiere_vue", None)
        document.pop("modifie", None)
        total ^= int.from_bytes(hashlib.sha256(json.dumps(document, sort_keys=True).encode()).digest()[:16], "big")
        count += 1
    if dump.wait() != 0:
        sys.exit("indexer dump failed")
    return count, total


def measure(options, folder):
    programs = options.programs.resolve()
    compare.say(f"making {options.documents} documents")
    paths, text = make(programs, options.documents, options.size, folder)
    results = {}
    for name, path in paths.items():
        compare.say(f"indexing {name}")
        results[name] = run(programs, folder / path.stem, path) | {"bytes": path.stat().st_size, "text": text[name]}
    compare.say("indexing the archive, killed when a third of it is in")
    archive, index = paths["ZIP of JSON"], folder / "killed"
    memory = max(LEAST_MEMORY, min(MEMORY, text["ZIP of JSON"] // BATCHES >> 20))
    killed = run(programs, index, archive, memory, options.documents // 3)
    kept = documents_in(programs, index)
    again = run(programs, index, archive, memory)
    whole, resumed = fingerprint(programs, folder / archive.stem), fingerprint(programs, index)
    return results, {"killed": not killed["ended"], "same": whole == resumed, "count": resumed[0],
                     "kept": kept, "reread": kept - again["kept"], "memory": memory,
                     "after": killed["seconds"], "rest": again["seconds"], "resident": again["resident"]}


def report(options, results, resumed, command_line):
    yield f"Measured on {datetime.date.today()} by `{command_line}` on {compare.machine()}."
    yield ""
    yield from compare.busy_line()
    yield (f"{options.documents:,} generated documents, indexed with `--memory {MEMORY}M` (every {XML_SHARE}th in the XML). "
           "Text is titles, questions and answers:")
    yield ""
    yield "| | MB | MB of text | s | s of processor | MB of text a second of processor | beside JSON Lines | most resident, MiB |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|"
    speeds = {name: result["text"] / 1e6 / result["processor"] for name, result in results.items()}
    for name, result in results.items():
        yield (f"| {name} | {result['bytes'] / 1e6:,.0f} | {result['text'] / 1e6:,.0f} | {result['seconds']:.1f} | "
               f"{result['processor']:.1f} | {speeds[name]:.1f} | {speeds[name] / speeds['JSON Lines']:.2f} | "
               f"{result['resident']:.0f} |")
    yield ""
    yield (f"Killed after {resumed['after']:.1f} s, with `--memory {resumed['memory']}M` and {resumed['kept']:,} documents in, "
           f"and run again ({resumed['rest']:.1f} s, {resumed['resident']:.0f} MiB; {resumed['reread']:,} of these read again): "
           f"{'the same' if resumed['same'] else '**not the same**'} {resumed['count']:,} documents"
           + ("." if resumed["killed"] else " (**it had ended before**)."))


def main():
    parser = argparse.ArgumentParser(prog="script/bench-archives", description="how fast published archives are read")
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--size", type=int, default=11, help="generated documents in one question: 11 make some 11 kB")
    parser.add_argument("--programs", type=pathlib.Path, default=pathlib.Path("build/bin"))
    parser.add_argument("--folder", type=pathlib.Path, help="where some 4 GB may lie meanwhile (a temporary one)")
    parser.add_argument("--no-write", action="store_true", help="leave docs/performance.md alone")
    options = parser.parse_args()
    command_line = " ".join(["script/bench-archives", *sys.argv[1:]])
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        results, resumed = measure(options, pathlib.Path(folder))
    lines = list(report(options, results, resumed, command_line))
    print("\n".join(lines))
    if not options.no_write:
        compare.write_section(pathlib.Path("docs/performance.md"), "archives", lines)
    fits = all(result["resident"] <= MEMORY + SLACK for result in [*results.values(), resumed])
    # Of the member that a batch ends in, its end is not on record yet.
    goes_on = resumed["killed"] and 0 < resumed["kept"] < resumed["count"] and 0 <= resumed["reread"] <= 1
    return 0 if fits and resumed["same"] and goes_on else 1


if __name__ == "__main__":
    sys.exit(main())
