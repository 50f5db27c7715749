#!/usr/bin/env bats
# The operator's file: what it says is in documents and answers, stays as it is from night to night, and a mistake in it
# changes nothing.
bats_require_minimum_version 1.5.0
load searchd_helper

setup() {
    cd "$(mktemp -d "${BATS_TEST_TMPDIR:-/tmp}/sources.XXXXXX")" || return 1
}

indexer() {
    "$bin/indexer" --index I "$@"
}

# question ID [MORE]: a line of JSON
question() {
    echo "{\"id\": \"$1\", \"titre\": \"Le quai $1\", \"question\": \"Quand ?\", \"date\": \"2024-01-0${1: -1}\"${2:+, $2}}"
}

answer='"reponse": "Demain.", "date_reponse": "2024-02-01"'

# fields EXPRESSION: of all documents, one a line
fields() {
    indexer dump | jq -rc "$1" | sort
}

@test "an answer in a folder that had none turns « non-couverte » into « sans-reponse », and moves nothing else" {
    local before
    mkdir D
    question q-1 >D/1.jsonl
    question q-2 >D/2.jsonl
    question r-3 >seul.jsonl
    indexer --quiet sync D
    indexer --quiet add seul.jsonl # a file alone says nothing about its source
    [ "$(fields '[.id, .statut] | join(" ")')" = "q-1 non-couverte"$'\n'"q-2 non-couverte"$'\n'"r-3 sans-reponse" ]
    start_searchd roots I
    ask '/api/v1/search?facets=statut&limit=0' | jq -e '[.facets.statut[] | {(.valeur): .nombre}] | add
        == {"non-couverte": 2, "sans-reponse": 1}'
    [ "$(ask '/api/v1/search?q=statut:non-couverte' | jq -c '[.total, .hits[0].statut]')" = '[2,"non-couverte"]' ]
    [ "$(ask '/api/v1/search?statut=sans-reponse' | jq -c '[.hits[].id]')" = '["r-3"]' ]
    [ "$(ask /api/v1/unanswered | jq -c '[.hits[].id]')" = '["r-3"]' ]
    [[ $(ask /question/q-1) == *'réponses non couvertes par cette source'*'Les réponses ne sont pas couvertes par cette source.'* ]]
    [[ $(ask /question/q-1.txt) == *'non couvertes'* ]]
    [[ $(ask /recherche?q=quai) == *'on couverte'* ]]
    before=$(fields '[.id, .premiere_vue, .modifie]' | grep -v q-2)
    sleep 1.1
    question q-2 "$answer" >D/2.jsonl
    indexer --quiet sync D
    [ "$(fields '[.id, .statut] | join(" ")')" = "q-1 sans-reponse"$'\n'"q-2 repondue"$'\n'"r-3 sans-reponse" ]
    [ "$(fields '[.id, .premiere_vue, .modifie]' | grep -v q-2)" = "$before" ]
    wait_until test_is '["q-1","r-3"]' unanswered
    question q-2 >D/2.jsonl # once answered, the source is known to have answers
    indexer --quiet sync D/2.jsonl
    [ "$(fields '.statut' | uniq -c | xargs)" = "3 sans-reponse" ]
    indexer check
    stop_searchd
}

unanswered() {
    ask /api/v1/unanswered | jq -c '[.hits[].id]'
}

test_is() {
    local expected=$1
    shift
    [ "$("$@")" = "$expected" ]
}

@test "reponses, assemblee, adresse and licence hold where the documents do not say it" {
    mkdir -p D/sans D/avec
    question q-1 '"numero": "12 (2024)"' >D/sans/a.jsonl
    question q-2 '"assemblee": "Chambre", "url": "https://elle.example.be/2"' >D/avec/b.jsonl
    question q-3 "$answer" >D/avec/c.jsonl
    printf '%s\n' '# essai' '[D]' 'assemblee = Conseil des Rivières' 'adresse = https://x.example.be/{numero}' \
        'licence = CC0' '[D/sans/]' 'reponses = oui' 'adresse = https://y.example.be/?n={numero}' 'licence = CC BY' >S
    run --separate-stderr indexer --sources S sync D
    [ "$status" = 0 ]
    [[ $stderr == *"c.jsonl:1: q-3: no {numero} for its address"* ]]
    [ "$(fields '[.id, .statut, .assemblee, .url_originale] | map(. // "-") | join(" ")')" = \
"q-1 sans-reponse - https://y.example.be/?n=12%20%282024%29
q-2 sans-reponse Chambre https://elle.example.be/2
q-3 repondue Conseil des Rivières -" ]
    indexer stats --json | jq -e '.sans_assemblee == 1'
    start_searchd licences I --licence 'Licence du site'
    [ "$(ask /api/v1/export.ndjson | jq -rc 'select(.id) | [.id, .licence] | join(" ")' | sort)" = \
        "q-1 CC BY"$'\n'"q-2 CC0"$'\n'"q-3 CC0" ]
    ask /api/v1/export.csv | head -1 | grep -q ',licence'
    [ "$(ask /api/v1/export.csv | grep -c ',CC0')" = 2 ]
    ask /api/v1/questions/q-1 | jq -e '.licence == "CC BY"'
    [[ $(ask /question/q-1) == *'sans réponse au '*', licence CC BY.'* ]]
    [[ $(ask /question/q-1.txt) == *'Licence : CC BY'* ]]
    ask '/recherche.atom?q=quai' | grep -q '<rights>CC BY</rights>'
    ask '/recherche.atom?q=quai' | grep -q ':assemblee" term="Chambre"'
    stop_searchd
    # Who does not name the file means the one of last time, and nothing goes to and fro.
    local generation
    generation=$(indexer stats --json | jq .generation)
    indexer --quiet sync D
    indexer --quiet --sources S add D/avec/b.jsonl
    [ "$(indexer stats --json | jq .generation)" = "$generation" ]
    # What matters only to readers is known at once, without reading anything again.
    sed -i 's/^reponses = oui/reponses = non/' S
    run indexer --sources S --json sync D
    [ "$(jq -c '[.new, .changed, .unchanged_files]' <<<"$output")" = '[0,0,2]' ] ||
        [ "$(jq -c '[.new, .changed]' <<<"$output")" = '[0,0]' ]
    [ "$(fields '[.id, .statut] | join(" ")' | head -1)" = "q-1 non-couverte" ]
    indexer --sources none --quiet sync D
    [ "$(fields '.assemblee // "-"' | xargs)" = "- - Chambre" ]
    [ "$(fields '[.id, .statut] | join(" ")' | head -1)" = "q-1 sans-reponse" ]
    indexer check
}

@test "of two sources the one named earlier has a document, told once, and stays so for three nights" {
    local night owner
    mkdir A B
    question q-1 '"assemblee": "A"' >A/a.jsonl
    question q-1 '"assemblee": "B"' >B/b.jsonl
    indexer --quiet sync A # the one that had it first
    printf '[B]\n[A]\n' >S
    run --separate-stderr indexer --sources S --quiet --report R.json sync A B
    [[ $stderr == *"a.jsonl"*"q-1: "*"b.jsonl"*"has it already: skipped"* ]]
    jq -e '.counts.skipped == 1 and (.notices.list[0].reason | test("q-1: .*b.jsonl:1 has it already: skipped"))' R.json
    for night in 1 2 3; do
        question q-1 "\"assemblee\": \"A\", \"motif\": \"$night\"" >A/a.jsonl
        [ "$night" = 2 ] || question q-1 "\"assemblee\": \"B\", \"motif\": \"$night\"" >B/b.jsonl
        run --separate-stderr indexer --sources S --quiet sync B A
        [ "$status" = 0 ]
        [ -z "$stderr" ]
        [ "$(fields .assemblee)" = B ]
    done
    rm B/b.jsonl # then the other has it
    indexer --sources S --quiet sync A B
    [ "$(fields .assemblee)" = A ]
    question q-1 '"assemblee": "B"' >B/b.jsonl
    indexer --quiet sync A B
    [ "$(fields .assemblee)" = B ]
    printf '[A]\n[B]\n' >S # another order holds from the next night on
    indexer --sources S --quiet sync A B
    [ "$(fields .assemblee)" = A ]
    indexer check
}

@test "exclure and --exclude leave out files, folders and members, and what is in the index of them goes" {
    mkdir -p D/vieux
    question q-1 >D/a.jsonl
    question q-2 >D/vieux/b.jsonl
    question q-3 >D/c.jsonl.bak
    indexer --quiet sync D
    [ "$(fields .id | xargs)" = "q-1 q-2 q-3" ]
    indexer --quiet --exclude vieux --exclude '*.bak' sync D
    [ "$(fields .id | xargs)" = q-1 ]
    indexer --quiet sync D
    [ "$(fields .id | xargs)" = "q-1 q-2 q-3" ]
    printf '[D]\nexclure = vieux\nexclure = *.bak\n' >S
    indexer --quiet --sources S sync D
    [ "$(fields .id | xargs)" = q-1 ]
    indexer --quiet add D/vieux/b.jsonl D
    [ "$(fields .id | xargs)" = q-1 ]
    printf '[D]\nexclure = ./vieux/\nexclure = *.bak\n[rien/ici]\n' >S # as people write of folders; and a path that is not there
    for told in 1 0; do
        run --separate-stderr indexer --quiet --sources S sync D
        [ "$(fields .id | xargs)" = q-1 ]
        [ "$(grep -c "^indexer: --sources: S:4: there is no .*/rien/ici$" <<<"$stderr")" = "$told" ]
    done
    mkdir Z
    (cd D && /usr/bin/python3 -m zipfile -c ../Z/z.zip a.jsonl vieux/b.jsonl)
    printf '[Z]\nexclure = z.zip/b.*\n' >S
    rm -r D/*
    indexer --quiet --force --sources S sync D Z
    [ "$(fields .id | xargs)" = q-1 ]
    indexer check
}

@test "a section that moves to another folder takes its documents along, with their times" {
    local before
    mkdir D E
    question q-1 >D/a.jsonl
    question q-2 "$answer" >E/b.jsonl
    printf '[D]\nassemblee = Conseil\nlicence = CC0\n' >S
    indexer --quiet --sources S sync D E
    before=$(fields '[.id, .statut, .premiere_vue, .modifie, .assemblee]')
    [[ $before == *'"q-1","non-couverte"'* ]]
    mv D F
    printf '[F]\nassemblee = Conseil\nlicence = CC0\n' >S
    indexer --quiet --sources S sync E F
    [ "$(fields '[.id, .statut, .premiere_vue, .modifie, .assemblee]')" = "$before" ]
    indexer check
}

@test "a mistake names file and line, ends with 64, and neither makes nor changes an index" {
    mkdir D
    question q-1 >D/a.jsonl
    printf '[D]\nassemblée = X\n' >S
    run indexer --sources S sync D
    [ "$status" = 64 ]
    [[ $output == *"S:2: unknown; there are assemblee"*"assemblée"* ]]
    [ ! -e I ]
    run indexer --sources missing sync D
    [ "$status" = 74 ]
    [[ $output == *"--sources: missing: "* ]]
    [ ! -e I ]
    printf '[D]\nreponses = peut-être\n' >S
    indexer --quiet sync D
    before=$(sha256sum <I/data.mdb)
    run indexer --sources S sync D
    [ "$status" = 64 ]
    [ "$(sha256sum <I/data.mdb)" = "$before" ]
    run indexer --sources S stats
    [ "$status" = 64 ]
    [[ $output == *"--sources: only add and sync take it"* ]]
}
