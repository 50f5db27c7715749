#!/usr/bin/env bats
# `indexer --json search` is /api/v1/search for the shell: byte for byte the same answer to the same parameters, but for
# the time it took; the same refusal, but for what names the request.

bats_require_minimum_version 1.5.0
load searchd_helper

setup_file() {
    cd "$BATS_FILE_TMPDIR"
    printf '* = 20 jours ouvrables\n' >deadlines
    printf '%s\n' '{"id": "a/b<c>", "titre": "Haies & <b>bocages</b>", "question": "Combien d’arbres « têtards » ? \"Aucun\" & <i>rien</i>", "date": "2021", "url": "https://example.org/haies", "reponses": [{"texte": "Un.", "repondant": "LEROY Ann"}, {"texte": "Deux.", "date": "2022-01-03"}]}' \
        '{"id": "sans-texte", "titre": "Question retirée", "date": "2022-03"}' >odd.jsonl
    index_corpus I "$source"/corpus/20*/ odd.jsonl
    start_searchd s I --licence 'CC BY 4.0' --deadlines deadlines
    echo "$SEARCHD_PID" >pid
}

teardown_file() {
    kill -TERM "$(cat "$BATS_FILE_TMPDIR/pid")"
}

setup() {
    cd "$BATS_FILE_TMPDIR"
    export HEMICYCLE_LICENCE='CC BY 4.0'
}

# api NAME=VALUE...: what the daemon answers to these parameters.
api() {
    local options=() parameter
    for parameter; do
        options+=(--data-urlencode "$parameter")
    done
    ask /api/v1/search -G "${options[@]}"
}

# shell NAME=VALUE...: what the indexer answers to the same.
shell() {
    local options=() query='' parameter
    for parameter; do
        case $parameter in
        q=*) query=${parameter#q=} ;;
        *) options+=("--$parameter") ;;
        esac
    done
    "$bin/indexer" --index I --deadlines deadlines --json "${options[@]}" search "$query"
}

timeless() {
    sed -E 's/"took_us":[0-9]+/"took_us":0/'
}

# same JQ NAME=VALUE...: both programs answer alike, and the answer is the kind of thing that JQ says.
same() {
    local kind=$1
    shift
    api "$@" | timeless >from_api
    shell "$@" | timeless >from_shell
    cmp <(cat from_api && echo) from_shell || {
        diff <(jq . from_api) <(jq . from_shell) || true # says which key and value
        return 1
    }
    jq -e "$kind" from_api >said || {
        echo "not $kind: $*"
        return 1
    }
}

@test "the same parameters, the same answer: words, fields, phrases, operators" {
    same '.total > 5 and (.hits | length) == 10 and .next' q=eau
    same '.total > 0 and .hits[0].hors_delai != null and .index.licence == "CC BY 4.0"' 'q=éoliennes logement'
    same '.total > 0' 'q=titre:eau -titre:potable'
    same '.total > 0 and .query.canonical == "\"eau potable\""' 'q="eau potable"'
    same '.total > 0' 'q=eau ET (nitrates OU captages) SAUF forêt'
    same '.total > 0' 'q=nitrat* potabel~'
    same '.total > 0' 'q="captages eau"~5'
    same '.total == 1 and .hits[0].url == "/question/a%2Fb%3Cc%3E" and (.hits[0].extraits.titre | contains("&lt;b&gt;<mark>bocages</mark>"))' 'q=bocages'
    same '.query.notices != []' 'q=("eau ET'
    same '.total > 0 and .query.details[0].avis and .query.details[0].annuler == "eau +nitraets"' 'q=eau nitraets'
    same '.total == 0' 'q=eau +nitraets'
}

@test "the same parameters, the same answer: order, pages, filters, counts" {
    same '.total == .index.documents' q=
    same '.total > 0 and .hits == []' q=eau limit=0
    same '.hits | length == 3' q=eau limit=3 offset=2
    same '.hits | map(.date_question) | . == (sort | reverse)' q=eau tri=date limit=100
    same '.hits | map(.delai_jours // -1) | . != []' q=eau tri=delai-croissant
    same '.query.relaxed' 'q=eau anticonstitutionnellement nitrates'
    same '.query.mode == "any"' 'q=eau trains' mode=any
    same '.total > 0 and .total < 4 and (.hits + .partiels.hits | length) == 4 and .partiels.next' 'q=inondation vallée Vesdre' limit=4
    same '.hits == [] and .next == null and (.partiels.hits | length) == 2' 'q=inondation vallée Vesdre' offset=9 limit=2 tri=date
    same '.total > 0 and (has("partiels") | not)' 'q=inondation vallée Vesdre' partiels=0
    same '.total == 0 and .hits == [] and .next == null' 'q=anticonstitutionnellement'
    same '.facets | (.ministre | length) > 2 and has("annee") and has("delai")' q=eau facets=ministre,annee facets=delai
    same '.total > 0' q=eau dans=titre de=2020 a=2023-06-30
    same '.total > 0' 'ministre=BOUGNIET Florence' 'ministre=MAQUINAY Sabine' statut=repondue annee=2021
    same '.total > 0' q=eau 'delai=>30' 'type=Question écrite'
    same '.hits[0].explication | length > 0' 'q=eau potable' explain=1 limit=2
    same '.total > 0' 'q=  eau  ' 'limit= ' auteur=
}

@test "a cursor of one program continues the list of the other" {
    local next cursor
    next=$(api q=eau limit=5 | jq -r .next)
    cursor=${next##*cursor=}
    same '.hits | length == 5' q=eau limit=5 "cursor=$cursor"
    diff <(shell q=eau limit=5 "cursor=$cursor" | jq '.hits[].id') <(api q=eau limit=5 offset=5 | jq '.hits[].id')
    cursor=$(shell q=eau limit=5 | jq -r '.next | split("cursor=")[1]')
    same '.hits | length == 5' q=eau limit=5 "cursor=$cursor"
    cursor=$(api 'q=inondation vallée Vesdre' limit=4 | jq -r '.partiels.next | split("cursor=")[1]')
    same '.hits == [] and (.partiels.hits | length) == 4' 'q=inondation vallée Vesdre' limit=4 "cursor=$cursor"
    refused 64 400 'q=inondation vallée Vesdre' partiels=0 "cursor=$cursor"
}

# refused CODE STATUS NAME=VALUE...: by both alike; the indexer exits with CODE and tells people as well.
refused() {
    local code=$1 status=$2 said=0
    shift 2
    api "$@" | jq 'del(.instance, .request_id) | .type |= sub("^http://[^/]*"; "")' >from_api
    shell "$@" >from_shell 2>stderr || said=$?
    diff from_api <(jq . from_shell)
    [ "$(jq .status from_api)" = "$status" ]
    [ "$said" = "$code" ]
    grep -qF "$(jq -r '.errors[0].detail // .detail' from_api)" stderr
}

@test "what one program refuses the other refuses with the same words" {
    refused 64 400 q=eau tri=alphabet
    refused 64 400 q=eau limit=1000 offset=-1 mode=tous facets=couleur de=hier
    refused 64 400 q=eau limit=1 limit=2
    refused 64 400 q=eau de=2023 a=2020
    refused 64 400 q=eau cursor=abc
    refused 64 400 q=eau offset=3 "cursor=$(api q=eau limit=1 | jq -r '.next | split("cursor=")[1]')"
    refused 64 400 q=eau "cursor=$(api q=forêt limit=1 | jq -r '.next | split("cursor=")[1]')"
    refused 65 400 q=autteur:dubois
    refused 65 400 "q=$(printf 'mot%.0s ' {1..1500})"
    # A control character is a blank to both.
    [ "$(api "q=$(printf 'a\x01b')" | jq -r .query.canonical)" = "a b" ]
    [ "$(shell "q=$(printf 'a\x01b')" | jq -r .query.canonical)" = "a b" ]
}

# contents: the documents of a dump but for what the next index says of them itself.
contents() {
    jq -cS 'del(.source, .racine, .premiere_vue, .modifie)' | sort
}

@test "a dump is the API's export with every answer by itself; both come in again, with their times" {
    "$bin/indexer" --index I dump >dump
    ask /api/v1/export.ndjson | jq -c 'select(has("fin") | not)' >export
    # The deadlines are the daemon's, and so is the licence where the source tells none.
    # A dump knows neither the site's address nor its persons' ids nor which questions are nearly the same, and what
    # texts cite and name is found again by the index that they come into.
    diff <(jq -cS 'del(.source, .licence, .racine)' dump | sort) \
        <(jq -cS --arg site "$URL" 'del(.reponse, .source, .licence, .echeance, .hors_delai, .serie,
            .cite, .commune, .province) | .url |= ltrimstr($site)
            | (.auteurs, .ministres) |= map(del(.id))' export | sort)
    jq -e '.licence == "CC BY 4.0"' export
    [ "$(jq -r 'select(.url_originale) | .url_originale' dump)" = https://example.org/haies ]
    [ "$(jq -r 'select(.id == "sans-texte") | .source' dump)" = "$PWD/odd.jsonl:2" ] ||
        [ "$(jq -r 'select(.id == "sans-texte") | .source' dump)" = "$PWD/odd.jsonl#2" ]
    for file in dump export; do
        "$bin/indexer" --index "J$file" --quiet add - <"$file"
        "$bin/indexer" --index "J$file" dump >again
        diff <(contents <dump) <(contents <again)
        diff <(jq -c '[.id, .premiere_vue, .modifie]' dump | sort) <(jq -c '[.id, .premiere_vue, .modifie]' again | sort)
    done
}

@test "a cursor of a generation that is gone is refused by both alike" {
    local cursor
    cursor=$(api q=eau limit=1 | jq -r '.next | split("cursor=")[1]')
    echo '{"id": "later", "titre": "Plus tard"}' | "$bin/indexer" --index I --quiet add -
    wait_until eval 'api q=tard | jq -e ".hits | any(.id == \"later\")"'
    refused 65 410 q=eau limit=1 "cursor=$cursor"
}

@test "people see what programs do: hits, counts, how a score came about" {
    run -0 "$bin/indexer" --index I --limit 2 --offset 3 --facets ministre --explain 1 search eau
    [[ ${lines[0]} == *" of "*" documents, all words, "* ]]
    [[ ${lines[1]} == "  4. "* ]]
    [ "$(grep -cE '^ +[0-9]+\. +[0-9]' <<<"$output")" = 2 ]
    diff <(sed '1,/^ministre$/d' <<<"$output" | sed -E 's/^ +//; s/  / /') \
        <(shell q=eau facets=ministre | jq -r '.facets.ministre[] | "\(.nombre) \(.valeur)"')
    diff <(grep -E '^ +[0-9.]+  (titre|question|réponse)' <<<"$output" | sed -E 's/^ +[0-9.]+  //') \
        <(shell q=eau limit=2 offset=3 explain=1 | jq -r '.hits[].explication[].libelle')
    run -0 "$bin/indexer" --index I search bocages
    [[ $output == *"Haies & <b>bocages</b>"* ]]
}

@test "parameters of a search are refused by the other commands" {
    run -64 "$bin/indexer" --index I --tri date stats
    [[ $output == *"--tri: only search takes it"* ]]
}
