#!/usr/bin/env bats
# ZIP archives as the parliaments publish them: members in, each with its own name; what is made to harm stays out.

bats_require_minimum_version 1.5.0

setup() {
    cd "$(mktemp -d "${BATS_TEST_TMPDIR:-/tmp}/archives.XXXXXX")" || return 1
}

indexer() {
    "$HEMICYCLE_BIN/indexer" --index I "$@"
}

# pack NAME CODE: an archive made by lines of Python, where add(name, text) adds a member, question(n) is a question's
# JSON, xml(n...) the XML of several.
pack() {
    python3 - "$1" <<END
import json, struct, sys, zipfile
def question(n):
    return json.dumps({"question": {"uid": "QANR5L17QE%d" % n,
        "identifiant": {"numero": str(n), "legislature": "17"}, "type": "QE",
        "indexationAN": {"rubrique": "eau", "analyses": {"analyse": "Le bac n° %d" % n}},
        "textesQuestion": {"texteQuestion": {"infoJO": {"dateJO": "2025-03-04"},
                                             "texte": "Mme Ève Martin demande où passe le bac."}}}})
def xml(*numbers):
    return "<questionsEcrites>" + "".join(
        '<QUESTION TYPE="QE"><LEGISLATURE>14</LEGISLATURE><DEPOT NUMERO="%d"><DATE_JO>04/03/2014</DATE_JO>'
        '<TEXTE_DEPOT>M. Paul Lenoir demande où passe le bac.</TEXTE_DEPOT></DEPOT></QUESTION>' % n
        for n in numbers) + "</questionsEcrites>"
archive = zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED)
def add(name, text):
    archive.writestr(name, text)
$2
archive.close()
END
}

ids() {
    indexer dump | jq -r .id | sort | paste -sd ' '
}

@test "members of an archive go in, each with the archive and its own name as source" {
    pack q.json.zip '
add("json/", "")
add("json/QANR5L17QE1.json", question(1))
add("json/QANR5L17QE2.json", question(2))
add("xiv.xml", xml(7, 8))'
    run indexer --json add q.json.zip
    [ "$status" -eq 0 ]
    [ "$(indexer dump | jq -r --arg here "$PWD/" '"\(.id) \(.source | ltrimstr($here))"' | sort)" = \
        "an-14-7QE q.json.zip#xiv.xml
an-14-8QE q.json.zip#xiv.xml
an-17-1QE q.json.zip#json/QANR5L17QE1.json
an-17-2QE q.json.zip#json/QANR5L17QE2.json" ]
}

@test "an archive published anew replaces what it held, an unchanged one is not read again" {
    mkdir D
    pack D/q.zip '
add("1.json", question(1))
add("2.json", question(2))'
    indexer --quiet sync D
    [ "$(indexer --json sync D 2>/dev/null | jq -c '[.new, .changed, .removed]')" = "[0,0,0]" ]
    pack D/q.zip '
add("2.json", question(2).replace("le bac", "le pont"))
add("3.json", question(3))'
    [ "$(indexer --json sync D | jq -c '[.new, .changed, .removed]')" = "[1,1,1]" ]
    [ "$(ids)" = "an-17-2QE an-17-3QE" ]
    rm D/q.zip
    [ "$(indexer --json sync --force D | jq .documents)" -eq 0 ]
}

# counts [SYNC OPTIONS]: what a sync of D did, and how many members and bytes it parsed.
counts() {
    indexer --json sync "$@" D 2>/dev/null |
        jq -c '[.members, .unchanged_members, .bytes > 0, .new, .changed, .removed]'
}

@test "members that have not changed are not parsed again when their archive has" {
    mkdir D
    pack D/q.zip '
for n in range(1, 6): add("%d.json" % n, question(n))
add("6.json", question(6)[:80])'
    [ "$(counts --settle 0)" = "[6,0,true,5,0,0]" ]
    # Published anew as it was, packed in another way: nothing is parsed, and what was rejected is not told again.
    pack D/q.zip '
for n in range(5, 0, -1): archive.writestr("%d.json" % n, question(n), zipfile.ZIP_STORED)
add("6.json", question(6)[:80])'
    run --separate-stderr indexer --json sync D
    [ "$status" -eq 0 ] && [ "$stderr" = "" ]
    [ "$(jq -c '[.members, .unchanged_members, .bytes, .quarantined_files]' <<<"$output")" = "[6,6,0,1]" ]
    # One changed, one new, one gone.
    pack D/q.zip '
add("1.json", question(1).replace("le bac", "le pont"))
for n in range(2, 5): add("%d.json" % n, question(n))
add("6.json", question(6)[:80])
add("7.json", question(7))'
    [ "$(counts)" = "[6,4,true,1,1,1]" ]
    [ "$(ids)" = "an-17-1QE an-17-2QE an-17-3QE an-17-4QE an-17-7QE" ]
    # All are parsed where that is wanted, and a rejected one whose archive is named.
    [ "$(counts --reread)" = "[6,0,true,0,0,0]" ]
    pack D/q.zip '
for n in range(1, 5): add("%d.json" % n, question(n))
add("6.json", question(6)[:80])'
    run -65 indexer --quiet add D/q.zip
    [ "$output" = "$PWD/D/q.zip#6.json:1: truncated JSON" ]
    indexer --quiet check
}

@test "a wrong member is named, the others go in" {
    pack q.zip '
add("1.json", question(1))
add("lisez-moi.txt", "Voici les questions.")
add("2.json", question(2)[:80])
add(".hidden.json", question(4))
add("3.json", question(3))'
    run -65 indexer --quiet add q.zip
    [ "$output" = "$PWD/q.zip#lisez-moi.txt:1: not a format that is known here
$PWD/q.zip#2.json:1: truncated JSON" ]
    [ "$(ids)" = "an-17-1QE an-17-3QE" ]
}

@test "members made to harm are refused" {
    pack q.zip '
add("../../etc/1.json", question(1))
add("/etc/2.json", question(2))
add("C:\\\\x\\\\3.json", question(3))
add("bomb.xml", xml(4) + " " * 20000000)
inner = zipfile.ZipFile("inner.zip", "w"); inner.writestr("5.json", question(5)); inner.close()
archive.write("inner.zip", "inner.zip")
add("6.json", question(6))'
    run -65 indexer --quiet add q.zip
    [ "${lines[0]}" = "$PWD/q.zip: a member whose name leaves its archive" ]
    [ "$(grep -c 'name leaves its archive' <<<"$output")" -eq 3 ]
    [[ "$output" == *"q.zip#bomb.xml: a member that unpacks to more than 250 times its size"* ]]
    [[ "$output" == *"q.zip#inner.zip:1: a ZIP archive within another file: unpack it"* ]]
    [ "$(ids)" = "an-17-6QE" ]
}

@test "an archive whose members share their bytes is refused" {
    pack q.zip 'archive.writestr("1.json", question(1), zipfile.ZIP_STORED)'
    python3 - q.zip <<'END'
import struct, sys
data = open(sys.argv[1], "rb").read()
start, end = data.find(b"PK\x01\x02"), data.find(b"PK\x05\x06")
entry = data[start:end]
# A directory of nine names for the one member.
directory = b"".join(entry.replace(b"1.json", b"%d.json" % n) for n in range(1, 10))
end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 9, 9, len(directory), start, 0)
open(sys.argv[1], "wb").write(data[:start] + directory + end)
END
    run -65 indexer --quiet add q.zip
    [ "$output" = "$PWD/q.zip: an archive whose members share their bytes" ]
}

@test "a member that is encrypted or damaged is refused" {
    pack q.zip '
add("1.json", question(1))
add("2.json", question(2))
add("3.json", question(3))'
    python3 - q.zip <<'END'
import struct, sys
data = bytearray(open(sys.argv[1], "rb").read())
directory = [i for i in range(len(data)) if data[i:i + 4] == b"PK\x01\x02"]
data[directory[0] + 8] |= 1 # encrypted
local = struct.unpack_from("<I", data, directory[1] + 42)[0]
data[local + 14 + 26] ^= 0xFF # in the packed bytes
open(sys.argv[1], "wb").write(data)
END
    run -65 indexer --settle 0 --quiet add q.zip
    [ "${lines[0]}" = "$PWD/q.zip#1.json: an encrypted member" ]
    [[ "${lines[1]}" == "$PWD/q.zip#2.json: a damaged member of a ZIP archive" ]]
    [ "$(ids)" = "an-17-3QE" ]
}

@test "a download cut off is one message, and is tried again while it is young" {
    pack whole.zip '
for n in range(1, 40): add("%d.json" % n, question(n))'
    head -c "$(($(stat -c %s whole.zip) / 2))" whole.zip >q.zip
    run -65 indexer --quiet add q.zip
    [ "$output" = "$PWD/q.zip: truncated or damaged ZIP archive; it is young: perhaps still being written, tried again next time" ]
    cp whole.zip q.zip
    indexer --quiet add q.zip
    [ "$(indexer --json stats | jq .documents)" -eq 39 ]
}

@test "one XML of all questions of a legislature may be of any size" {
    python3 - >xiv.xml <<'END'
filler = "Le bac passe-t-il encore au pied de la colline ? " * 200
print('<?xml version="1.0" encoding="UTF-8"?><questionsEcrites>')
for n in range(1, 4301):
    print('<QUESTION TYPE="QE"><LEGISLATURE>14</LEGISLATURE><DEPOT NUMERO="%d"><DATE_JO>04/03/2014</DATE_JO>'
          '<TEXTE_DEPOT>M. Paul Lenoir demande. %s</TEXTE_DEPOT></DEPOT></QUESTION>' % (n, filler))
print('</questionsEcrites>')
END
    [ "$(stat -c %s xiv.xml)" -gt $((40 * 1024 * 1024)) ]
    indexer --quiet add xiv.xml
    [ "$(indexer --json stats | jq .documents)" -eq 4300 ]
}

@test "whatever is packed, each member is right or is one message, and many messages are few" {
    pack q.zip '
add("bom.json", "\ufeff" + question(1))
add("lf.json", json.dumps(json.loads(question(2)), indent=1).replace("\n", "\r\n"))
add("cr.json", json.dumps(json.loads(question(3)), indent=1).replace("\n", "\r"))
add("u16.json", question(4).encode("utf-16"))
add("nul.json", question(5)[:40] + "\0" + question(5)[40:])
add("deep.json", "[" * 100000)
add("list.json", "[ ]")
add("nested.json", "{\"question\":" * 5000 + "1" + "}" * 5000)
archive.writestr("bzip2.json", question(6), zipfile.ZIP_BZIP2)
with archive.open(zipfile.ZipInfo("64.json"), "w", force_zip64=True) as f: f.write(question(7).encode())
add("cut.json", question(8)[:80])'
    run -65 indexer --quiet add q.zip
    [ "$output" = "$PWD/q.zip#u16.json:1: not text that can be read here: UTF-16
$PWD/q.zip#nul.json:1: not text: it holds NUL bytes
$PWD/q.zip#deep.json:1: truncated: a list without a document
$PWD/q.zip#nested.json:1: not JSON: maximum parsing depth reached near '{'
$PWD/q.zip#cut.json:1: truncated JSON" ]
    [ "$(ids)" = "an-17-1QE an-17-2QE an-17-3QE an-17-6QE an-17-7QE" ]

    pack many.zip '
for n in range(70000): add("%d.json" % n, "")
add("1.json", question(9))'
    run -65 indexer --quiet add many.zip
    [ "${#lines[@]}" -eq 101 ]
    [ "${lines[99]}" = "$PWD/many.zip#99.json:1: empty file" ]
    [ "${lines[100]}" = "$PWD/many.zip: 69900 more rejections in it" ]
    [[ "$(ids)" == *"an-17-9QE" ]]
    pack none.zip ''
    run -0 indexer --quiet add none.zip
    [ "$output" = "" ]
}

@test "an archive through a pipe cannot be read, and that is said" {
    pack q.zip 'add("1.json", question(1))'
    run -65 bash -c 'cat q.zip | "$HEMICYCLE_BIN/indexer" --index I --quiet add -'
    [[ "$output" == *"a ZIP archive within another file: unpack it" ]]
}
