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
