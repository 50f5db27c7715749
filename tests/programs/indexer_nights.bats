#!/usr/bin/env bats
# The nightly sync as cron, an operator at a terminal and a careless administrator meet it.

bats_require_minimum_version 1.5.0

setup() {
    cd "$(mktemp -d "${BATS_TEST_TMPDIR:-/tmp}/nights.XXXXXX")" || return 1
    mkdir D
    cp -r "$HEMICYCLE_SOURCE"/corpus/20*/ D/
}

indexer() {
    "$HEMICYCLE_BIN/indexer" --index I "$@"
}

# What is told of the run: new, changed and removed documents.
outcome() {
    indexer --json "$@" 2>/dev/null | jq -c '[.new, .changed, .removed]'
}

first_seen() {
    indexer dump | jq -c '[.id, .premiere_vue, .modifie]' | sort
}

# at_terminal WORD...: the indexer with a terminal of its own; what it wrote there.
at_terminal() {
    script -qec "'$HEMICYCLE_BIN/indexer' --index I $*" /dev/null </dev/null
}

@test "a terminal sees a bar with rate and time left, cron and pipes see none" {
    local drawn
    script -qec true /dev/null </dev/null || skip "no terminals here: is /dev/pts mounted?"
    drawn=$(at_terminal sync D)
    [[ $drawn =~ \[[#.]{24}\]\ +[0-9]+\ %\ \ [0-9]+\ files?\ \ [0-9]+\.[0-9]\ MB/s\ \ [0-9]+:[0-9][0-9]\ left ]]
    [[ $drawn == *"99 new, 0 changed, 0 removed; "* ]]
    [[ ${drawn##*$'\e[K'} != *left* ]] # the bar is gone in the end
    [ -z "$(at_terminal --quiet --reread sync D)" ]
    run indexer --reread sync D
    [ "${#lines[@]}" -eq 1 ]
    [[ $output != *left* ]]
    run indexer --reread --progress sync D # asked for: lines, without a terminal's codes
    [[ ${lines[0]} =~ ^\[[#.]{24}\].*left$ ]]
}

@test "a summary in JSON says what happened, and which rejections for what" {
    printf '{"id": "a"}\n{"id": "b", "titre": "B"}\n{"id": "c", "titre": "C", "date": "2020-02-31"}\n' >D/lines.jsonl
    touch -d '1 hour ago' D/lines.jsonl
    run --separate-stderr indexer --json sync D
    [ "$status" -eq 65 ]
    [ "$(jq -c '[.new, .changed, .removed, .rejected, .files, .documents, .interrupted]' <<<"$output")" = \
        '[100,0,0,2,100,100,false]' ]
    [ "$(jq -c '[.rejections[] | [.file, .line]]' <<<"$output")" = "[[\"$PWD/D/lines.jsonl\",1],[\"$PWD/D/lines.jsonl\",3]]" ]
    [ "$(jq -r '.rejections[] | "\(.file):\(.line): \(.reason)"' <<<"$output")" = "$stderr" ]
    printf '{}\n' >$'D/caf\xe9.jsonl' # a name that is no UTF-8 is one that JSON has no way to write
    run --separate-stderr indexer --json sync D
    [ "$(jq -r '.rejections[].file' <<<"$output" | grep -cxF "$PWD/D/caf"$'\uFFFD'.jsonl)" = 1 ]
    [ "$(jq 'has("seconds") and has("bytes") and has("generation") and has("refused_removals")' <<<"$output")" = true ]
}

@test "what the index knows is never told as new again" {
    [ "$(outcome sync D)" = '[99,0,0]' ]
    first_seen >before
    sleep 1.1 # times are in seconds
    touch D/*/* && [ "$(outcome sync D)" = '[0,0,0]' ]
    [ "$(outcome --reread sync D)" = '[0,0,0]' ]
    mv D E && [ "$(outcome sync E)" = '[0,0,0]' ] # the whole folder, under another root
    mkdir D && [ "$(outcome sync D)" = '[0,0,0]' ]
    mv E/* D/ && [ "$(outcome sync E D)" = '[0,0,0]' ]
    cat D/*/* >all.txt && rm -r D/* && mv all.txt D/ && [ "$(outcome sync D)" = '[0,0,0]' ] # many files become one
    indexer --quiet optimize
    diff before <(first_seen)
}

@test "a dump carries over when documents were first seen, to an index that then finds its sources again" {
    indexer --quiet sync D
    indexer dump | jq -c '.premiere_vue |= (fromdate - 86400 | todate) | .modifie |= (fromdate - 3600 | todate)' >dump # of another day
    echo '{"id": "tomorrow", "titre": "Demain", "premiere_vue": 99999999999, "modifie": 99999999999}' >>dump
    echo '{"id": "odd", "titre": "Impair", "premiere_vue": "hier", "modifie": -1}' >>dump
    echo '{"id": "seconds", "titre": "En secondes", "premiere_vue": 1700000000, "modifie": 1700000001}' >>dump # as dumps were once
    rm -r I
    indexer --quiet add - <dump
    [ "$(outcome sync D)" = '[0,0,0]' ]
    diff <(head -n 99 dump | jq -c '[.id, .premiere_vue, .modifie]' | sort) <(first_seen | grep '"pw-')
    [ "$(indexer dump | jq "select(.id == \"tomorrow\" or .id == \"odd\") | .premiere_vue | fromdate > $(date +%s) - 600 and fromdate <= now")" = $'true\ntrue' ]
    [ "$(indexer dump | jq -c 'select(.id == "seconds") | [.premiere_vue, .modifie]')" = '["2023-11-14T22:13:20Z","2023-11-14T22:13:21Z"]' ]
    [ "$(indexer dump | jq -r 'select(.id | startswith("pw-")) | .source' | grep -vc "^$PWD/D/")" = 0 ]
    sed -i 's/ le / le grand /' D/2019-2020/*1*.txt # a correction is one still
    [[ $(outcome sync D) =~ ^\[0,[1-9][0-9]*,0\]$ ]]
}

@test "an unreadable folder or a file in its place removes nothing" {
    indexer --quiet sync D
    chmod 000 D/2019-2020
    # root reads everything, unless it leaves that right behind
    local unprivileged=()
    [ "$(id -u)" -ne 0 ] || unprivileged=(setpriv "--bounding-set=-dac_override,-dac_read_search")
    run "${unprivileged[@]}" "$HEMICYCLE_BIN/indexer" --index I sync D
    [ "$status" -eq 74 ]
    [[ $output == *"$PWD/D/2019-2020/: Permission denied"* ]]
    [[ $output == *", 1 not to be read; "* ]] # not the files in it besides
    chmod 000 D/2019-2020 D/2020-2021
    run --separate-stderr "${unprivileged[@]}" "$HEMICYCLE_BIN/indexer" --index I --json sync D
    chmod 755 D/2019-2020 D/2020-2021
    [ "$status" -eq 74 ]
    jq -e '.unreadable == 2 and .removed == 0' <<<"$output"
    [ "$(indexer --json stats | jq .documents)" = 99 ]
    mv D away
    echo "not a folder" >D
    run indexer sync D
    [ "$status" -eq 65 ]
    [[ $output == *"99 of 99 documents have lost their source"* ]]
    rm D
    mv away D
    [ "$(outcome sync D)" = '[0,0,0]' ]
    [ "$(indexer --json stats | jq .documents)" = 99 ]
}

@test "the night report says what became of the index, also of nights that failed, did nothing or were killed" {
    local code in killed place
    mkdir A && printf 'recherche = q=quais\nadresse = lou@lecteurs.example\n' >A/quais.alerte
    printf 'recherche = q=auteru:x\nadresse = lou@lecteurs.example\n' >A/faute.alerte
    night() {
        indexer --quiet --alerts A --alerts-address alertes@site.example --base-url https://site.example \
            --report r.txt --report r.json "$@" sync D 2>err
    }
    night
    [ "$(jq -c '[.state, .exit_code, .generation_before, .generation, .documents, .counts.new, .changes.new.count]' r.json)" = \
        '["done",0,0,1,99,99,99]' ]
    night
    [ "$(jq -c '[.state, .generation_before, .generation, .counts.unchanged_files, ([.changes[].count] | add)]' r.json)" = \
        '["done",1,1,99,0]' ]

    # What is new, altered, gone and rejected, with names that would command a terminal.
    printf '{"id": "q-1", "titre": "Les quais \\u001b[31m", "question": "Des quais"}\n{"id": "q-2"}\n' >$'D/a\eb.jsonl'
    touch -d '1 hour ago' D/*.jsonl
    sed -i 's/ le / le grand /' D/2019-2020/0021*
    rm D/2019-2020/0014*
    chmod 640 r.json
    code=0 && night || code=$?
    [ "$code" -eq 65 ]
    [ "$(jq -c '[.state, .exit_code, .changes.new.list[0].id, .changes.altered.count, .changes.vanished.list[].id]' r.json)" = \
        '["incomplete",65,"q-1",1,"pw-2019-2020-14-1"]' ]
    [ "$(jq -c '[.rejections.count, .rejections.list[0].line, .counts.rejected]' r.json)" = '[1,2,1]' ]
    [ "$(jq -c '.alerts | [.found, .mails, .searches, .list[]]' r.json)" = '[1,1,1,{"name":"quais","found":1,"mail":true}]' ]
    jq -e '.slowest | length > 0 and all(.seconds >= 0) and ([.[].seconds] == ([.[].seconds] | sort | reverse))' r.json
    jq -e '.messages.count == 1 and (.messages.list[0].reason | test("faute.alerte"))' r.json
    [ "$(stat -c %a r.json)" = 640 ]
    grep -q '^Hémicycle: INCOMPLETE, exit code 65: ' r.txt
    grep -qF ':2: neither titre nor question' r.txt && grep -qF '  pw-2019-2020-14-1' r.txt && grep -q '  quais: 1, a mail' r.txt
    ! grep -q $'\e' r.txt
    ! grep -q lecteurs.example r.txt r.json

    # Where it may not stand: nothing is begun, nothing is overwritten.
    for place in I/data.mdb D/r.txt D/2020-2021/neu.json /dev/null D; do
        code=0 && indexer --report "$place" sync D 2>err || code=$?
        [ "$code" -eq 64 ] && grep -q -- "--report: $place " err
    done
    [ -c /dev/null ] && [ ! -e D/r.txt ] && indexer --quiet check
    code=0 && indexer --quiet --report nowhere/r.txt sync D 2>err || code=$? # the run is done, and that there is no report is told
    [ "$code" -eq 74 ] && grep -q -- '--report: .*nowhere/r.txt.*No such file' err

    # Killed: it says that it never ended; meanwhile another one finds the index taken.
    mkfifo pipe
    exec {in}<>pipe
    timeout -s KILL 20 "$HEMICYCLE_BIN/indexer" --index I --report killed.json add - <&$in 3>&- &
    killed=$!
    for _ in $(seq 100); do [ ! -e killed.json ] || break; sleep 0.05; done
    for _ in $(seq 100); do code=0; night || code=$?; [ "$code" -ne 75 ] || break; sleep 0.05; done
    [ "$code" -eq 75 ]
    [ "$(jq -r '[.state, .exit_code, .error] | @tsv' r.json)" = $'failed\t75\t'"$(sed 's/^indexer: //' err | grep 'another process')" ]
    grep -q '^Hémicycle: FAILED, exit code 75$' r.txt
    pkill -9 -P $killed # of timeout
    exec {in}<&-
    [ "$(jq -c '[.state, .exit_code]' killed.json)" = '["running",null]' ]
    printf 'exclure\n' >rules
    code=0 && night --sources rules || code=$?
    [ "$code" -eq 64 ] && [ "$(jq -r '[.state, .exit_code, .error] | @tsv' r.json)" = $'failed\t64\t'"$(sed 's/^indexer: //' err)" ]
}

@test "an index of another kind is refused with 78, a full terminal with 74" {
    indexer --quiet sync D
    run indexer --analyzer whitespace sync D
    [ "$status" -eq 78 ]
    [[ $output == *"made with --analyzer french"* ]]
    run bash -c '"$HEMICYCLE_BIN/indexer" --index I stats >/dev/full'
    [ "$status" -eq 74 ]
}

@test "a backup made while another process writes is one generation of it, whole" {
    local n backups=0 documents last=0 writer
    for n in $(seq 40); do
        for i in $(seq 50); do
            echo "{\"id\": \"n-$n-$i\", \"titre\": \"Nuit $n\", \"question\": \"La question $i de la nuit $n\"}"
        done >"night-$n.jsonl"
    done
    indexer --quiet add night-1.jsonl
    (for n in $(seq 2 40); do indexer --quiet add "night-$n.jsonl" || exit 1; done) &
    writer=$!
    while kill -0 $writer 2>/dev/null; do
        indexer --quiet backup B
        "$HEMICYCLE_BIN/indexer" --index B --quiet check
        documents=$("$HEMICYCLE_BIN/indexer" --index B --json stats | jq .documents)
        [ $((documents % 50)) -eq 0 ]
        [ "$documents" -ge "$last" ]
        last=$documents
        backups=$((backups + 1))
    done
    wait $writer
    [ $backups -ge 2 ]
    indexer --quiet backup B
    diff <(indexer dump | sort) <("$HEMICYCLE_BIN/indexer" --index B dump | sort)
    run indexer backup /dev/null/nowhere
    [ "$status" -ne 0 ]
    [ "$(indexer --json stats | jq .documents)" = 2000 ]
}
