#!/usr/bin/env bats
# Which file a document comes from: names that look like other sources, moves, doubles, and who has a document then.

bats_require_minimum_version 1.5.0

setup() {
    cd "$(mktemp -d "${BATS_TEST_TMPDIR:-/tmp}/sources.XXXXXX")" || return 1
    mkdir D
}

indexer() {
    "$HEMICYCLE_BIN/indexer" --index I "$@"
}

# line ID [TITLE]: a document.
line() {
    jq -cn --arg id "$1" --arg titre "${2:-Titre de $1}" '{id: $id, titre: $titre}'
}

# page NUMBER: a page in the layout of Wallonia, whose id is pw-2020-2021-NUMBER-1.
page() {
    printf '/\n\nLe bac n° %s\n\n  • Session : 2020-2021\n  • Année : 2021\n  • N° : %s (2020-2021) 1\n\n' "$1" "$1"
    printf '1 élément(s) trouvé(s).\n\n  • Question écrite du 04/05/2021\n    • de COLIN Rose\n'
    printf '    • à BODART Guy, Ministre des Bacs\n    Le bac traverse-t-il encore ?\n'
}

# sync [PATH...]: what was told of it, as [new, changed, removed, documents].
sync() {
    [ $# -gt 0 ] || set -- D
    indexer --json sync "$@" 2>said | jq -c '[.new, .changed, .removed, .documents]'
}

# held: each document with its source below this folder, a line each.
held() {
    indexer dump | jq -r --arg here "$PWD/" '"\(.id) \(.source | ltrimstr($here)) \(.titre)"' | sort
}

@test "a file renamed to its own name and something keeps its document" {
    local name before=a.txt
    page 1 >D/a.txt
    [ "$(sync)" = '[1,0,0,1]' ]
    for name in 'a.txt#x' a.txt 'a.txt#1' 'a.txt#1#1' 'a.txt:3' 'a.txt:3:3' 'a.txt#1:3' 'a.tx' 'a.txt.gz#é' 'a.txt' '#' ':1' 'a.txt#'; do
        mv "D/$before" "D/$name"
        [ "$(sync)" = '[0,0,0,1]' ]
        [ "$(held)" = "pw-2020-2021-1-1 D/$name Le bac n° 1" ]
        [ "$(sync)" = '[0,0,0,1]' ]
        before=$name
    done
    rm "D/$before"
    [ "$(sync)" = '[0,0,1,0]' ]
}

@test "so do lines, whatever their file is called then" {
    { line a && line b; } >D/l.jsonl
    [ "$(sync)" = '[2,0,0,2]' ]
    for name in 'l.jsonl#2' 'l.jsonl:2' 'l.jsonl#' 'l.jsonl:1:2'; do
        mv D/l.jsonl* "D/$name"
        [ "$(sync)" = '[0,0,0,2]' ]
        [ "$(held)" = "a D/$name:1 Titre de a
b D/$name:2 Titre de b" ]
    done
    { line c && line a && line b; } >"D/$name" # lines move
    [ "$(sync)" = '[1,0,0,3]' ]
    [ "$(held | cut -d ' ' -f 2)" = "D/$name:2
D/$name:3
D/$name:1" ]
    line b >"D/$name"
    [ "$(sync)" = '[0,0,2,1]' ]
    [ "$(held)" = "b D/$name:1 Titre de b" ]
}

@test "files that are called like parts of others live and leave alone" {
    page 1 >D/a
    page 2 >'D/a#1'
    page 3 >D/a:1
    { line l1 && line l2; } >'D/a#2'
    line l3 >D/a:2
    [ "$(sync)" = '[6,0,0,6]' ]
    held >all
    rm 'D/a#1'
    [ "$(sync)" = '[0,0,1,5]' ]
    rm D/a
    [ "$(sync)" = '[0,0,1,4]' ]
    diff <(grep -v -e '-[12]-1 ' all) <(held)
    rm 'D/a#2'
    [ "$(sync)" = '[0,0,2,2]' ]
    page 2 >D/a
    [ "$(sync)" = '[1,0,0,3]' ]
    rm D/a:1 D/a:2
    [ "$(sync)" = '[0,0,2,1]' ]
    [ "$(held)" = "pw-2020-2021-2-1 D/a Le bac n° 2" ]
}

@test "a name that is not UTF-8 is a name, and is shown readably" {
    local name=$'caf\xe9#1.jsonl'
    line a >"D/$name"
    [ "$(sync)" = '[1,0,0,1]' ]
    [ "$(held)" = "a D/café#1.jsonl:1 Titre de a" ]
    mv "D/$name" $'D/caf\xe8:2'
    [ "$(sync)" = '[0,0,0,1]' ]
    [ "$(held)" = "a D/cafè:2:1 Titre de a" ]
    rm D/*
    [ "$(sync)" = '[0,0,1,0]' ]
}

# --- doubles ---

@test "of two files with one document the first has it, the other is told once, whatever it says later" {
    line a "Du premier" >D/m.jsonl
    [ "$(sync)" = '[1,0,0,1]' ]
    line a "Du second, plus tôt dans l’alphabet" >D/b.jsonl
    run --separate-stderr indexer --json --quiet sync D # told also to cron
    [ "$status" -eq 0 ]
    [ "$(jq -c '[.new, .changed, .skipped, .rejected]' <<<"$output")" = '[0,0,1,0]' ]
    [ "$stderr" = "$PWD/D/b.jsonl:1: a: $PWD/D/m.jsonl:1 has it already: skipped" ]
    for title in "encore" "toujours"; do # neither the loser's changes nor looking again
        for option in --quiet --reread; do
            run --separate-stderr indexer --json "$option" sync D
            [ "$(jq -c '[.new, .changed, .skipped]' <<<"$output")" = '[0,0,0]' ]
            [ -z "$stderr" ]
        done
        line a "Du second, $title" >D/b.jsonl
    done
    [ "$(held)" = "a D/m.jsonl:1 Du premier" ]
    line a "Du premier, corrigé" >D/m.jsonl
    [ "$(sync)" = '[0,1,0,1]' ]
    [ "$(held)" = "a D/m.jsonl:1 Du premier, corrigé" ]
}

@test "when the owner goes, the other file's document comes in at the same sync, though it did not change" {
    local gone
    for gone in "rm D/b" "line other >D/b" "mkdir x && mv D/b x/" "rm D/b && mkdir D/b" "rm D/b && mkdir D/b && line other >D/b/c" \
        "rm D/b && ln -s nowhere D/b" "rm D/b && mkfifo D/b"; do
        rm -rf I D x && mkdir D
        line a "Dans b" >D/b
        line a "Dans a" >D/a
        rm D/a && [ "$(sync)" = '[1,0,0,1]' ] && line a "Dans a" >D/a
        [ "$(sync)" = '[0,0,0,1]' ]
        [ "$(held)" = "a D/b:1 Dans b" ]
        first=$(indexer dump | jq .premiere_vue)
        eval "$gone"
        indexer --quiet sync D
        held | grep -qx "a D/a:1 Dans a" || { echo "after: $gone" && held && return 1; }
        [ "$(indexer dump | jq "select(.id == \"a\") | .premiere_vue")" = "$first" ]
        indexer --quiet check
        [ "$(sync)" = "[0,0,0,$(held | wc -l)]" ]
    done
}

@test "a document that moves between two files which both stay is followed, in either order and also by add" {
    local from to command
    for command in sync add; do
        for from in a b; do
            to=$([ $from = a ] && echo b || echo a)
            rm -rf I D && mkdir D
            { line x Un && line y; } >D/$from.jsonl
            line z >D/$to.jsonl
            indexer --quiet $command D
            line y >D/$from.jsonl
            { line z && line x Deux; } >D/$to.jsonl
            run --separate-stderr indexer --json $command D
            [ "$(jq -c '[.new, .changed, .removed, .skipped]' <<<"$output")" = '[0,1,0,0]' ]
            [ -z "$stderr" ]
            [ "$(held | head -n 1)" = "x D/$to.jsonl:2 Deux" ]
            run --separate-stderr indexer --json sync D
            [ "$(jq -c '[.new, .changed, .removed, .skipped]' <<<"$output")" = '[0,0,0,0]' ]
        done
    done
}

@test "two files that exchange their names, and a ring of three, keep their documents" {
    for n in 1 2 3; do
        { line "a-$n" && line "b-$n"; } >D/$n.jsonl
    done
    [ "$(sync)" = '[6,0,0,6]' ]
    mv D/1.jsonl t && mv D/2.jsonl D/1.jsonl && mv t D/2.jsonl
    [ "$(sync)" = '[0,0,0,6]' ]
    [ ! -s said ]
    [ "$(held | grep -- -1)" = "a-1 D/2.jsonl:1 Titre de a-1
b-1 D/2.jsonl:2 Titre de b-1" ]
    mv D/1.jsonl t && mv D/3.jsonl D/1.jsonl && mv D/2.jsonl D/3.jsonl && mv t D/2.jsonl
    [ "$(sync)" = '[0,0,0,6]' ]
    [ ! -s said ]
    indexer --quiet check
}

@test "the same id twice in one file is the first line's, told once" {
    { line a Un && line b && line a Deux; } >D/l.jsonl
    run --separate-stderr indexer --json sync D
    [ "$(jq -c '[.new, .changed, .skipped]' <<<"$output")" = '[2,0,1]' ]
    [ "$stderr" = "$PWD/D/l.jsonl:3: a: this file has it already: skipped" ]
    line c >>D/l.jsonl
    run --separate-stderr indexer --json sync D
    [ "$(jq -c '[.new, .changed, .skipped]' <<<"$output")" = '[1,0,0]' ]
    [ -z "$stderr" ]
    { line b && line a Deux && line a Un; } >D/l.jsonl # the first line, not the first ever
    [ "$(sync)" = '[0,1,1,2]' ]
    [ "$(held)" = "a D/l.jsonl:2 Deux
b D/l.jsonl:1 Titre de b" ]
}

@test "what came through standard input or in a dump is anybody's, and takes nothing from a file" {
    line a "De la file" >D/a.jsonl
    line b "Du tuyau" | indexer --quiet add -
    indexer --quiet sync D
    line a "Du tuyau" | indexer --quiet add - 2>said
    [ "$(cat said)" = "-:1: a: $PWD/D/a.jsonl:1 has it already: skipped" ]
    [ "$(held)" = "a D/a.jsonl:1 De la file
b -:1 Du tuyau" ]
    line b "Du tuyau, corrigé" | indexer --quiet add -
    [ "$(held | grep ^b)" = "b -:1 Du tuyau, corrigé" ]
    line b "De la file" >D/b.jsonl
    [ "$(sync)" = '[0,1,0,2]' ]
    [ "$(held | grep ^b)" = "b D/b.jsonl:1 De la file" ]
    # A dump that was added as a file gives way as well, and keeps the times.
    indexer dump | jq -c '.premiere_vue = 1600000000 | .modifie = 1600000001' >dump
    rm -r I
    indexer --quiet add dump
    [ "$(sync)" = '[0,0,0,2]' ]
    [ "$(held | cut -d ' ' -f 2)" = "D/a.jsonl:1
D/b.jsonl:1" ]
    [ "$(indexer dump | jq -c '[.premiere_vue, .modifie]' | sort -u)" = '["2020-09-13T12:26:40Z","2020-09-13T12:26:41Z"]' ]
    rm D/b.jsonl # which the dump still has
    [ "$(sync)" = '[0,0,0,2]' ]
    rm dump
    [ "$(sync --force dump)" = '[0,0,1,1]' ]
}

@test "a document waits for its other file while that is broken, and no other is removed for it" {
    { line a Un && line b; } >D/b.jsonl
    [ "$(sync)" = '[2,0,0,2]' ]
    line a Deux >D/a.jsonl
    [ "$(sync)" = '[0,0,0,2]' ]
    head -c 20 D/a.jsonl >cut && mv cut D/a.jsonl && touch -d '1 hour ago' D/a.jsonl
    rm D/b.jsonl
    run indexer --quiet sync D
    [ "$status" -eq 65 ]
    [ "$(held)" = "a D/b.jsonl:1 Un" ]
    run indexer --quiet sync D
    [ "$(held)" = "a D/b.jsonl:1 Un" ]
    line a Deux >D/a.jsonl
    [ "$(sync)" = '[0,1,0,1]' ]
    [ "$(held)" = "a D/a.jsonl:1 Deux" ]
    rm D/a.jsonl
    [ "$(sync)" = '[0,0,1,0]' ]
}

@test "a double that takes over is not lost: a folder that was copied may go as a whole" {
    mkdir D/one
    for n in $(seq 40); do
        line "n-$n" >"D/one/$n.jsonl"
    done
    [ "$(sync)" = '[40,0,0,40]' ]
    cp -r D/one D/two
    [ "$(sync)" = '[0,0,0,40]' ]
    [ "$(grep -c 'has it already: skipped$' said)" = 40 ]
    rm -r D/one
    [ "$(sync)" = '[0,0,0,40]' ]
    [ "$(held | grep -c ' D/two/')" = 40 ]
    rm D/two/[1-3]* # too many
    run indexer --quiet sync D
    [ "$status" -eq 65 ]
    [[ $output == *"33 of 40 documents have lost their source"* ]]
    [ "$(held | wc -l)" = 40 ]
}

@test "a night of additions, moves and removals is one generation" {
    for n in $(seq 9); do
        line "n-$n" >"D/$n.jsonl"
    done
    indexer --quiet sync D
    line n-1 double >D/x.jsonl
    indexer --quiet sync D
    before=$(indexer --json stats | jq .generation)
    rm D/1.jsonl D/2.jsonl
    mv D/3.jsonl D/y.jsonl
    line new >D/new.jsonl
    : >D/4.jsonl
    touch -d '1 hour ago' D/4.jsonl
    indexer --quiet sync D || [ $? -eq 65 ]
    [ "$(indexer --json stats | jq .generation)" = $((before + 1)) ]
    [ "$(held | cut -d ' ' -f 1 | paste -sd ' ')" = "n-1 n-3 n-4 n-5 n-6 n-7 n-8 n-9 new" ]
}

@test "a night of touched, rejected and doubled files is no generation, and is not looked at again" {
    line n-1 >D/1.jsonl
    line n-1 >D/2.jsonl
    line n-2 >D/3.jsonl
    printf '{"id":"casse","titre":' >D/4.jsonl
    page 7 >D/5.txt
    touch -d '1 hour ago' D/*
    indexer --quiet sync D || [ $? -eq 65 ]
    before=$(indexer --json stats | jq -c '[.generation, .commit_time]')
    for night in 1 2; do
        touch -d "$night minutes ago" D/*
        indexer --quiet sync D || [ $? -eq 65 ]
        [ "$(indexer --json stats | jq -c '[.generation, .commit_time]')" = "$before" ]
    done
    : >D/leer.jsonl # a new file without a document
    touch -d '1 hour ago' D/leer.jsonl
    indexer --quiet sync D || [ $? -eq 65 ]
    [ "$(indexer --json stats | jq -c '[.generation, .commit_time]')" = "$before" ]
    indexer --quiet check
    line n-2 'Autre titre' >D/3.jsonl
    indexer --quiet sync D || [ $? -eq 65 ]
    [ "$(indexer --json stats | jq .generation)" = $(($(jq '.[0]' <<<"$before") + 1)) ]
}

@test "a large file that is broken off in the middle leaves no document without a source" {
    seq 60000 | jq -c '{id: "n-\(.)", titre: "Écluse \(.)", question: ("Mot\(.) mot\(. * 7) et mot\(. * 13) " * 6)}' >D/large.jsonl
    "$HEMICYCLE_BIN/indexer" --index I --quiet --memory 16M sync D &
    local pid=$! n
    for n in $(seq 400); do # until a part is in
        n=$(indexer --json stats 2>/dev/null | jq .documents) || n=0
        [ "${n:-0}" -eq 0 ] || break
        sleep 0.05
    done
    kill -KILL $pid
    wait $pid || true
    n=$(indexer --json stats | jq .documents)
    [ "$n" -gt 0 ] && [ "$n" -lt 60000 ]
    indexer --quiet check
    mv D/large.jsonl D/larger.jsonl # it comes in under another name, and shorter
    tail -n 5 D/larger.jsonl >D/short.jsonl
    rm D/larger.jsonl
    [ "$(indexer --json --force sync D | jq .documents)" = 5 ]
    indexer --quiet check
}

@test "a list that has lost its end takes nothing out of the index, however it comes and however long it is" {
    local n name cut
    printf '[\n{"id":"a1","titre":"t"},\n{"id":"a2","titre":"t"},\n{"id":"a3","titre":"t"}\n]\n' >small
    { # read in several parts
        echo '['
        for ((n = 1; n <= 60; n++)); do
            printf '{"id":"b%d","titre":"t","question":"%s"}%s\n' $n "$(seq -s ' ' $n 17000)" "$([ $n = 60 ] || echo ,)"
        done
        echo ']'
    } >large
    for name in small large; do
        rm -rf I D/x.json
        cp $name D/x.json
        indexer --quiet sync D
        # With the comma before what is missing, without it, and but for the last bracket.
        for cut in 'head -n -2' 'head -n -2 | sed "\$s/,\$//"' 'head -n -1'; do
            eval "$cut" <$name >D/x.json
            run -65 --separate-stderr indexer --settle 3600 --json sync D
            [[ $stderr == "$PWD/D/x.json:"*": truncated: the list does not end; it is young: perhaps still being written, tried again next time" ]]
            jq -e '.removed == 0 and .rejected == 1' <<<"$output"
            run -65 indexer --settle 0 --quiet sync D # again, though it did not change
            run -0 indexer --settle 0 --quiet sync D
            run -65 indexer --settle 0 --quiet add D/x.json
            gzip -c D/x.json >cut.gz
            rm -f cut.zip
            python3 -m zipfile -c cut.zip D/x.json
            run -65 indexer --settle 0 --quiet add cut.gz
            [[ $output == *"$PWD/cut.gz:"*": truncated: the list does not end"* ]]
            run -65 indexer --settle 0 --quiet add cut.zip
            [[ $output == *"$PWD/cut.zip#x.json:"*": truncated: the list does not end"* ]]
            run -65 indexer --quiet add - <D/x.json
            [[ $output == "-:"*": truncated: the list does not end"* ]]
        done
        [ "$(indexer --json stats | jq .documents)" -eq "$(grep -c id $name)" ]
        rm cut.gz cut.zip
        sed '2s/.*//' $name >D/x.json # whole, and a document less
        [ "$(indexer --json sync D | jq .removed)" = 1 ]
    done
}
