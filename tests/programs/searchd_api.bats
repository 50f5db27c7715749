#!/usr/bin/env bats
# The researcher's API: complete, exact, reproducible. Every exchange is kept and compared with
# openapi.json by the last test. TEST_INDEX: the start of the addresses of indexes in a cluster, then all this is asked of
# such an index (script/test-cluster).

bats_require_minimum_version 1.5.0
load searchd_helper

setup_file() {
    mkdir "$BATS_FILE_TMPDIR/record"
    I=$(index_at api)
    index_corpus "$I"
    mkdir "$BATS_FILE_TMPDIR/dumps"
    "$bin/indexer" --index "$I" --quiet dump "$BATS_FILE_TMPDIR/dumps"
    start_searchd s "$I" --licence 'CC BY 4.0' --dumps "$BATS_FILE_TMPDIR/dumps"
    echo "$SEARCHD_PID" >"$BATS_FILE_TMPDIR/pid"
}

teardown_file() {
    kill -TERM "$(cat "$BATS_FILE_TMPDIR/pid")"
}

setup() {
    export RECORD=$BATS_FILE_TMPDIR/record
    I=$(index_at api)
}

api() { # PATH WITH QUERY
    ask "/api/v1/$1"
}

# all_ids QUERY STRING: the ids of all pages of /api/v1/search, following `next`.
all_ids() {
    local next=/api/v1/search?$1
    while [ "$next" != null ]; do
        { read -r next && cat; } < <(ask "$next" | jq -r '.next, .hits[].id')
    done
}

@test "a search answers with everything the contract names" {
    run -0 api 'search?q=eau&facets=ministre,annee'
    jq -e '
        (.query | .q == "eau" and has("mode") and has("relaxed") and (.interpretation | type) == "array" and .canonical != "")
        and (.index | .generation >= 1 and .documents == 99 and .analyzer == "french-3" and .licence == "CC BY 4.0")
        and .total > 0 and .took_us >= 0
        and (.hits | length) == ([.total, 10] | min)
        and (.hits[0] | has("id") and .score > 0 and has("titre") and has("type") and has("session") and has("annee")
             and has("numero") and has("auteur") and has("ministre") and has("date_question") and has("date_reponse")
             and has("delai_jours") and has("statut") and has("repondant") and has("fonction") and (.url | startswith("/question/"))
             and (.extraits | has("titre") and has("question") and has("reponse")))
        and (.facets.ministre[0] | .valeur != "" and .nombre > 0)
        and ([.facets.annee[].nombre] | add) == .total
        and ([.hits[].extraits | .titre + .question + .reponse] | all(contains("<mark>")))
        and ([.hits[].score] | . == (sort | reverse))' <<<"$output"
}

@test "delays are counted by class, each class a filter that finds as many" {
    run -0 api 'search?limit=0&facets=delai'
    jq -e '([.facets.delai[].nombre] | add) == .total
        and ([.facets.delai[].valeur] - ["0..30", "31..60", "61..120", ">120", "aucun"]) == []
        and ([.facets.delai[].valeur] | index("0..30")) == 0' <<<"$output"
    jq -r '.facets.delai[] | @uri "\(.valeur) \(.nombre)"' <<<"$output" >"$BATS_TEST_TMPDIR/classes"
    while read -r class count; do
        [ "$(api "search?limit=0&delai=$class" | jq .total)" = "$count" ]
        [ "$(api "search?limit=0&q=delai:$class" | jq .total)" = "$count" ]
    done <"$BATS_TEST_TMPDIR/classes"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/classes")" -ge 3 ]
    run -0 api 'search?limit=0&delai=bientôt'
    jq -e '.status == 400 and .errors[0].parameter == "delai"' <<<"$output"
}

@test "what was understood comes with the query that switches it off" {
    run -0 api 'search?limit=0&q=eau+zzyzx'
    jq -e '.query.relaxed and (.query.details | length) == (.query.interpretation | length)
        and .query.details[0].avis and .query.details[0].annuler == "+(eau zzyzx)"' <<<"$output"
    [ "$(api 'search?limit=0&q=%2B(eau+zzyzx)' | jq -c '[.total, .query.relaxed]')" = '[0,false]' ]
}

@test "few that have all the words are followed by others, which nothing else counts" {
    cd "$BATS_TEST_TMPDIR"
    local q='inondation+vall%C3%A9e+Vesdre' total next
    run -0 api "search?q=$q&limit=2&facets=annee"
    total=$(jq .total <<<"$output")
    jq -e '.query.relaxed == false and .query.mode == "all" and .total > 2 and .total < 10 and .next
        and (.hits | length) == 2 and .partiels.hits == [] and .partiels.total > 2
        and ([.facets.annee[].nombre] | add) == .total' <<<"$output"
    # Both lists are whole, by their cursors and by the offset that runs through them.
    all_ids "q=$q&limit=2" >strict
    [ "$(sort -u strict | wc -l)" = "$total" ]
    ask "/api/v1/export.ndjson?q=$q" | jq -r 'select(.id) | .id' | diff <(sort strict) <(sort -)
    next=$(jq -r .partiels.next <<<"$output")
    while [ "$next" != null ]; do
        run -0 ask "$next"
        jq -e '.hits == [] and .next == null' <<<"$output"
        jq -r '.partiels.hits[].id' <<<"$output" >>others
        next=$(jq -r .partiels.next <<<"$output")
    done
    api "search?q=$q&limit=100" | jq -r '(.hits + .partiels.hits)[].id' | diff - <(cat strict others)
    [ "$(sort -u strict others | wc -l)" = "$(api "search?q=$q&mode=any" | jq .total)" ]
    api "search?q=$q&limit=2&offset=$((total - 1))" | jq -r '(.hits + .partiels.hits)[].id' |
        diff - <(tail -n 1 strict; head -n 1 others)
    # The page shows them below a line that says so, and goes on through them.
    run -0 ask "/recherche?q=$q&regrouper=0"
    [[ $output == *"Ces échanges ne contiennent pas tous les mots"*"/question/$(head -n 1 others)"*"page=2"* ]]
    run -0 ask "/recherche?q=$q&page=2&regrouper=0"
    [[ $output == *"avec une partie des mots"*"/question/$(sed -n $((11 - total))p others)"* ]]
    run -0 ask "/recherche?q=$q&partiels=0"
    [[ $output != *"ne contiennent pas tous les mots"* ]]
    [ "$(ask "/recherche.atom?q=$q" | grep -c '<id>[^#]*/question/[^#]*</id>')" = "$total" ]
    # A question is read the same way.
    run -0 api "search?q=Quelles+inondations+dans+la+vall%C3%A9e+de+la+Vesdre+%3F"
    jq -e ".total == $total and .query.relaxed == false and .partiels.total > 0" <<<"$output"
}

@test "nothing asked is everything; limit 0 counts" {
    [ "$(api search | jq .total)" = 99 ]
    [ "$(api 'search?limit=0' | jq -c '[.total, (.hits | length), .next]')" = '[99,0,null]' ]
    [ "$(api 'search?limit=100' | jq -c '[(.hits | length), .next]')" = '[99,null]' ]
}

@test "filters, dates, fields and modes narrow as they say" {
    local everything
    everything=$(api export.ndjson)
    count() { jq -s "[.[] | select(has(\"id\")) | select($1)] | length" <<<"$everything"; }
    [ "$(api 'search?limit=0&statut=sans-reponse' | jq .total)" = "$(count '.statut == "sans-reponse"')" ]
    [ "$(api 'search?limit=0&annee=2023&annee=2024' | jq .total)" = "$(count '.annee == 2023 or .annee == 2024')" ]
    [ "$(api 'search?limit=0&session=2022-2023&statut=repondue' | jq .total)" = "$(count '.session == "2022-2023" and .statut == "repondue"')" ]
    [ "$(api 'search?limit=0&de=2022-03&a=2023' | jq .total)" = "$(count '.date_question >= "2022-03" and .date_question < "2024"')" ]
    [ "$(api 'search?limit=0&de=1er+mars+2022&a=2023-12-31' | jq .total)" = "$(count '.date_question >= "2022-03" and .date_question < "2024"')" ]
    local today=$(date -u +%F)
    [ "$(api "search?limit=0&depuis=2020" | jq .total)" = "$(count true)" ]
    [ "$(api "search?limit=0&depuis=${today%-*}" | jq .total)" = "$(api "search?limit=0&q=modifie:${today%-*}" | jq .total)" ]
    [ "$(api "search?limit=0&modifie=2020..2021" | jq .total)" = 0 ]
    [ "$(api "search?limit=0&depuis=2999" | jq .total)" = 0 ]
    [ "$(status_of '/api/v1/search?depuis=hier')" = 400 ]
    [ "$(status_of '/api/v1/search?modifie=hier')" = 400 ]
    [ "$(status_of '/api/v1/search?depuis=2020&depuis=2021')" = 400 ]
    local one
    one=$(jq -rs '[.[] | select(has("id"))][0].auteur' <<<"$everything")
    [ "$(ask "/api/v1/search?limit=0&auteur=$(jq -rn --arg x "$one" '$x | @uri')" | jq .total)" = "$(count ".auteur == \"$one\"")" ]
    [ "$(api 'search?limit=0&q=eau&dans=titre' | jq .total)" -lt "$(api 'search?limit=0&q=eau' | jq .total)" ]
    [ "$(api 'search?limit=0&q=eau+train&mode=any' | jq .total)" -gt "$(api 'search?limit=0&q=eau+train&mode=all' | jq .total)" ]
}

@test "changes since a day or a moment, in JSON and CSV" {
    run -0 api 'changes?depuis=2020'
    jq -e '(.changements | length) == 99 and .next == null and (.reprise | startswith("/api/v1/changes?cursor="))
        and ([.changements[] | .genre] | unique) == ["nouvelle"] and .changements[0].numero == 1' <<<"$output"
    [ "$(ask "$(jq -r .reprise <<<"$output")" | jq -c '[.changements, .next]')" = '[[],null]' ]
    [ "$(api 'changes?depuis=2020-02-03T04:05:06Z&limit=2' | jq -c '[(.changements | length), (.next == .reprise)]')" = '[2,true]' ]
    [ "$(api 'changes?depuis=2999' | jq -c '.changements')" = '[]' ]
    [ "$(api 'changes?genre=repondue' | jq -c '.changements')" = '[]' ]
    [ "$(api 'changes.csv?limit=3' | sed -n '$p' | cut -d, -f1,2)" = '#fin,3' ]
    [ "$(status_of '/api/v1/changes?genre=autre')" = 400 ]
    [ "$(status_of '/api/v1/changes?limit=0')" = 400 ]
    [ "$(status_of '/api/v1/changes?q=eau')" = 400 ]
    run -0 ask /nouveautes.json
    jq -e '(.nouveautes | length) == 15 and .nuits[0].nouvelle == 99 and .nouveautes[0].numero == 99' <<<"$output"
    [ "$(ask "$(jq -r .next <<<"$output")" | jq .nouveautes[0].numero)" = 84 ]
    ask /nouveautes.atom | xmllint --noout --relaxng "$source/tests/programs/atom.rng" -
}

@test "every order is an order" {
    api 'search?limit=100&tri=date' | jq -e '[.hits[].date_question] | . == (sort | reverse)'
    api 'search?limit=100&tri=date-croissante' | jq -e '[.hits[].date_question] | . == sort'
    api 'search?limit=100&tri=delai&statut=repondue' | jq -e '[.hits[].delai_jours | select(. != null)] | . == (sort | reverse)'
    api 'search?limit=100&tri=reponse' | jq -e '[.hits[] | .date_reponse // ""]
        | . == (sort | reverse) and .[0] > "2" and .[-1] == ""'
    api 'search?limit=100&tri=delai-croissant&statut=repondue' | jq -e '[.hits[].delai_jours | select(. != null)] | . == sort'
}

@test "pages by cursor hold every match once, in the order of one long page" {
    for query in 'q=eau+OU+train+OU+route' 'q=' 'q=commune&tri=date' 'q=&tri=delai-croissant' 'q=&tri=date-croissante' 'q=&tri=reponse'; do
        all_ids "$query&limit=17" >"$BATS_TEST_TMPDIR/paged"
        api "search?$query&limit=100" | jq -r '.hits[].id' >"$BATS_TEST_TMPDIR/whole"
        cmp "$BATS_TEST_TMPDIR/paged" "$BATS_TEST_TMPDIR/whole"
        [ "$(sort -u "$BATS_TEST_TMPDIR/paged" | wc -l)" = "$(api "search?$query&limit=0" | jq .total)" ]
    done
    for offset in 0 7 14 95 99 1000; do
        api "search?limit=7&offset=$offset" | jq -r '.hits[].id'
    done >"$BATS_TEST_TMPDIR/offsets"
    { api 'search?limit=21' | jq -r '.hits[].id' && all_ids 'limit=100' | tail -n 4; } | cmp - "$BATS_TEST_TMPDIR/offsets"
}

@test "Link says self, first and next, as the body does" {
    local target=/api/v1/search?q=commune\&limit=3
    next=$(ask "$target" | jq -r .next)
    [[ "$(header_of Link "$target")" == "<$target>; rel=\"self\", <$target>; rel=\"first\", <$next>; rel=\"next\", </openapi.json>; rel=\"service-desc\"" ]]
    [[ "$(header_of Link "$next")" == "<$next>; rel=\"self\", <$target>; rel=\"first\", "* ]]
    [[ "$(header_of Link '/api/v1/search?limit=3&offset=3&q=commune')" == *'offset=3'*'; rel="self", '* ]]
    [[ "$(header_of Link '/api/v1/search?q=zzzzzz')" != *'rel="next"'* ]]
    # Of addresses that are too long for all three, the one that leads on.
    target="$(printf '&type=%040d' {1..30})"
    for target in "search?limit=3&type=Question%20%C3%A9crite$target" "unanswered.csv?limit=2&type=Question%20%C3%A9crite$target"; do
        [[ "$(header_of Link "/api/v1/$target")" == '</api/v1/'*'>; rel="next"' ]]
    done
}

@test "a cursor is bound to its search" {
    next=$(api 'search?q=commune&limit=3' | jq -r .next)
    cursor=${next##*cursor=}
    [ "$(status_of "/api/v1/search?q=commune&limit=9&cursor=$cursor")" = 200 ]
    [ "$(status_of "/api/v1/search?q=eau&limit=3&cursor=$cursor")" = 400 ]
    [ "$(status_of "/api/v1/search?q=commune&tri=date&cursor=$cursor")" = 400 ]
    [ "$(status_of "/api/v1/unanswered?q=commune&cursor=$cursor")" = 400 ]
    [ "$(status_of "/api/v1/search?q=commune&cursor=${cursor::-1}")" = 400 ]
    [ "$(status_of "/api/v1/search?q=commune&cursor=AAAA")" = 400 ]
    [ "$(status_of "/api/v1/search?q=commune&offset=3&cursor=$cursor")" = 400 ]
}

@test "a cursor of a generation that is gone is 410 and says where to start again" {
    next=$(api 'search?q=commune&limit=3' | jq -r .next)
    next_unanswered=$(api 'unanswered?limit=3' | jq -r .next)
    next_csv=$(header_of Link '/api/v1/unanswered.csv?limit=3' | grep -oP '<\K[^>]*(?=>; rel="next")')
    [ "$(status_of "$next_csv")" = 200 ]
    printf '{"id":"gone-1","titre":"Encore une commune"}\n' | change add --format jsonl -
    [ "$(status_of "$next")" = 410 ]
    [ "$(ask "$next" | jq -r .restart)" = '/api/v1/search?q=commune&limit=3' ]
    [ "$(status_of "$(ask "$next" | jq -r .restart)")" = 200 ]
    [ "$(status_of "$next_unanswered")" = 410 ]
    [ "$(status_of "$next_csv")" = 410 ]
    change remove gone-1
    [ "$(status_of "$next")" = 410 ]
}

@test "the same question gets the same answer, and its canonical form too" {
    strip() { jq -S 'del(.took_us, .query)'; }
    first=$(api 'search?q=commune+-eau&ministre=&limit=20' | strip)
    [ "$first" = "$(ask '/api/v1/search?limit=20&q=commune%20-eau' | strip)" ]
    for q in commune+-eau 'titre:eau' '"logements+publics"' 'eau+OU+train' '(eau+OU+train)+SAUF+commune' 'annee:2023+eau' 'transp*'; do
        canonical=$(api "search?limit=0&q=$q" | jq -r '.query.canonical | @uri')
        [ "$(api "search?limit=20&q=$q" | jq -c '[.hits[].id]')" = "$(api "search?limit=20&q=$canonical" | jq -c '[.hits[].id]')" ]
    done
}

@test "explain says what each score is made of" {
    api 'search?q=*e*+OU+*a*&explain=1&limit=100' | jq -e '(.hits | length) > 90 and (.hits | all(.explication | length == 2))'
    api 'search?q=eau+potable&explain=1' | jq -e '
        .hits | length > 0 and all(.explication | length > 0)
        and all((([.explication[].valeur] | add) - .score) | fabs < 0.001)'
    api 'search?q=eau+potable' | jq -e '.hits | all(has("explication") | not)'
}

@test "all mistakes are told at once, each with what would be right" {
    run -0 api 'search?minister=x&limit=1000&tri=dates&de=hier&facets=type,ministres'
    jq -e '.status == 400 and (.errors | length) == 5
        and ([.errors[] | .parameter] | sort) == ["de", "facets", "limit", "minister", "tri"]
        and (.errors[] | select(.parameter == "minister") | .nearest) == "ministre"
        and (.errors[] | select(.parameter == "limit") | .nearest) == "100"
        and (.errors[] | select(.parameter == "tri") | .nearest) == "date"' <<<"$output"
    api 'concordance?q=eau&zzz=1' | jq -e '.errors[0] | has("nearest") == false and (.detail | contains("paramètres possibles : q, "))'
    api 'search?annee=99999' | jq -e '.detail | startswith("annee\u00a0: La valeur")'
    api 'search?tri=date_reponse' | jq -e '.errors[0] | has("nearest") | not'
    api 'search?q=ministere:x&tri=dates' | jq -e '[.errors[].parameter] == ["tri", "q"]'
    run -0 api 'search?q=ministere:x'
    jq -e '.status == 400 and (.errors[0].parameter == "q") and (.detail | contains("ministre"))' <<<"$output"
    for target in 'suggest?x=1' 'analyze?texte=a' 'histogram?limit=3' 'qualite?q=x' 'unanswered?tri=date' 'unanswered?statut=repondue' \
        'export.ndjson?limit=5' 'export.csv?sep=tab' 'stats?par=titre' 'stats.csv?mesures=age' 'matrix?lignes=titre' 'matrix.csv?colonnes=auteur' 'personnes?x=1' 'fonctions?x=1' \
        'histogram.csv?limit=3' 'unanswered.csv?tri=date' 'personnes.csv?x=1' 'fonctions.csv?x=1' \
        'personnes/x?x=1' 'fonctions/x?x=1' 'questions/pw-2022-2023-12-1?x=1' 'questions/pw-2022-2023-12-1/similaires?q=a'; do
        [ "$(status_of "/api/v1/$target")" = 400 ]
    done
    for target in '/suggestions?x=1' '/delais.json?par=titre' '/delais.csv?x=1' '/comparer.csv?periode=x' /comparer.svg \
        '/personne/x.json?x=1' '/fonction/x.json?x=1' '/recherche.atom?tri=date' '/openapi.json?x=1' '/opensearch.xml?x=1' \
        /question/pw-2022-2023-12-1.json?x=1 /question/pw-2022-2023-12-1.txt?x=1; do
        [ "$(status_of "$target")" = 400 ]
    done
}

@test "what people type is never a server error" {
    for q in '%22' '%28' '%29' '-' '%2B' 'OU' 'ET+ET' 'SAUF' '*' '~' '%22a+b%22~' 'titre%3A' '%3A' '%22%22' '%00' '%F0%9F%92%A9' \
        'a%20%20b' '((((((((((((((((((((((' 'delai%3A%3E' 'date%3A..' '%3D' '%3Deau' 'eau~~' '-eau' 'annee:abc'; do
        code=$(status_of "/api/v1/search?q=$q")
        [ "$code" = 200 ] || [ "$code" = 400 ]
    done
}

@test "an exchange is whole in JSON and in text, at two addresses" {
    run -0 api questions/pw-2022-2023-12-1
    jq -e '.id == "pw-2022-2023-12-1" and .session == "2022-2023" and (.question | length) > 50 and .source != null
        and (.source | contains("/") | not) and .premiere_vue != null and .modifie != null' <<<"$output"
    [ "$output" = "$(ask /question/pw-2022-2023-12-1.json)" ]
    run -0 ask /question/pw-2022-2023-12-1.txt
    [[ "$output" == *"Session : 2022-2023"* && "$output" == *"$URL/question/pw-2022-2023-12-1"* ]]
    [ "$(status_of /api/v1/questions/rien)" = 404 ]
    [ "$(status_of /question/rien.json)" = 404 ]
    [ "$(status_of /question/rien.txt)" = 404 ]
    for relation in canonical cite-as; do
        [[ "$(header_of Link /question/pw-2022-2023-12-1.json)" == *"</question/pw-2022-2023-12-1>; rel=\"$relation\""* ]]
    done
    two=$(api export.ndjson | jq -rs '[.[] | select(.reponses | length > 1)][0].id')
    api "questions/$two" | jq -e '(.reponses | length) > 1 and (.reponse | contains("\n\n"))'
}

@test "what an exchange cites is told with it, other questions with their ids" {
    cat <<'EOF' | change add --format jsonl -
{"id":"cite-1","titre":"Le péage","session":"2021-2022","numero":"7001 (2021-2022) 1","question":"Que dit l'article D.46 du CWATUP ?"}
{"id":"cite-3","titre":"L’article 3 du décret du 12-04-2001"}
{"id":"cite-2","titre":"L’écluse","session":"2022-2023","numero":"7002","question":"Selon le décret du 12 avril 2001 et ma question n° 7001 (2021-2022) ?","reponses":[{"texte":"Merci.\n\nVoir le décret du 12 avril 2001, la question écrite n° 7003 et la question n° 7002."}]}
EOF
    api questions/cite-2 | jq -e '[.citations[] | [.genre, .ecrit, .date, .numero, .session, .id, .champ, .url]] ==
        [["decret", "décret du 12 avril 2001", "2001-04-12", null, null, null, "question", "/question/cite-2#q-p1"],
         ["question", "question n° 7001 (2021-2022)", null, "7001", "2021-2022", "cite-1", "question", "/question/cite-2#q-p1"],
         ["question", "question écrite n° 7003", null, "7003", null, null, "reponse", "/question/cite-2#r-p2"],
         ["question", "question n° 7002", null, "7002", null, null, "reponse", "/question/cite-2#r-p2"]]'
    api questions/cite-1 | jq -e '.citations | length == 1 and (.[0] | .numero == "D.46" and .acte == "CWATUP")'
    # One name in whatever spelling: as value, filter, facet, group, field of queries and link.
    api questions/cite-2 | jq -e '.cite == ["décret du 12 avril 2001", "question 7001 (2021-2022)", "question 7002", "question 7003"]
        and [.citations[].cite] == [.cite[0, 1, 3, 2]]'
    cites() { curl -sf --get "$URL/api/v1/search" --data-urlencode "$1" | jq -c '[.hits[].id] | sort'; }
    [ "$(cites 'cite=décret du 12/04/2001')" = '["cite-2","cite-3"]' ]
    [ "$(cites 'cite=DÉCRET DU 12 AVRIL 2001')" = '["cite-2","cite-3"]' ]
    [ "$(cites 'cite=avril 2001 décret')" = '["cite-2","cite-3"]' ] # words
    [ "$(cites 'cite=décret du 13 avril 2001')" = '[]' ]
    [ "$(cites 'cite=décret CWATUP')" = '[]' ] # of one citation
    [ "$(cites 'q=cite:"D.46 du CWATUP"')" = '["cite-1"]' ]
    [ "$(cites 'q=cite:"question n° 7001 (2021-2022)" écluse')" = '["cite-2"]' ]
    [ "$(cites 'q=cite:CWATUP')" = '["cite-1"]' ]
    api 'search?q=cite:%2212+avril+2001%22&facets=cite&facet_limit=2' | jq -e '
        .facets.cite == [{"valeur": "décret du 12 avril 2001", "nombre": 2}, {"valeur": "article 3 du décret du 12 avril 2001", "nombre": 1}]
        and .facettes_info.cite.distinct == 5'
    api 'matrix?q=cite:%2212+avril+2001%22&lignes=cite' | jq -e '.lignes.valeurs[0] | .valeur == "décret du 12 avril 2001" and .nombre == 2'
    api 'export.csv?q=cite:CWATUP&champs=id,cite&fin=0' | diff - <(printf 'id,cite\r\ncite-1,article D46 du CWATUP\r\n')
    html=$(ask /question/cite-2)
    [[ $html == *'<dt>Cite</dt><dd><a href="/recherche?cite=d%C3%A9cret%20du%2012%20avril%202001">'* ]]
    [[ $html == *'<dd><a href="/question/cite-1">'*'question 7001 (2021-2022)'* ]]
    change remove cite-1 cite-2 cite-3
}

@test "communes and provinces that texts name are filters, facets and columns; a word of that name is none" {
    cat <<'EOF' | change add --format jsonl -
{"id":"lieu-1","titre":"Le halage à Visé","question":"Et dans les communes de Waremme, Huy et Ans ?","reponses":[{"texte":"Visé par la mesure, le Hainaut attend."}]}
{"id":"lieu-2","titre":"Le texte visé","question":"Qui a visé la province de Liège ?"}
EOF
    api 'search?q=halage&champs=commune,province' | jq -e '.hits[0] | .commune == ["Ans", "Huy", "Visé", "Waremme"] and .province == ["Hainaut", "Liège"]'
    api 'search?commune=vise&facets=commune,province' | jq -e '[.hits[].id] == ["lieu-1"] and (.facets.commune | length) == 4 and .facets.province[0].nombre == 1'
    api 'search?q=commune:waremme' | jq -e '[.hits[].id] == ["lieu-1"]'
    api 'search?q=province:li%C3%A8ge+%22vis%C3%A9+la+province%22' | jq -e '[.hits[].id] == ["lieu-2"]'
    api 'search?q=commune:*+id:lieu-1' | jq -e '.total == 1'
    api 'search?q=commune:*+id:lieu-2' | jq -e '.total == 0'
    api 'search?q=province:*+id:lieu-2' | jq -e '.total == 1'
    api 'search?province=Namur&q=halage' | jq -e '.total == 0'
    api 'export.csv?q=id:lieu-1&champs=id,commune,province&fin=0' | diff - <(printf 'id,commune,province\r\nlieu-1,Ans ; Huy ; Visé ; Waremme,Hainaut ; Liège\r\n')
    change remove lieu-1 lieu-2
}

@test "identifiers with slashes have addresses too" {
    printf '{"id":"an/14/qe/47351","titre":"Une barre oblique","question":"Oblique.","numero":"a/b"}\n' |
        change add --format jsonl -
    [ "$(api questions/an/14/qe/47351 | jq -r .url)" = /question/an%2F14%2Fqe%2F47351 ]
    [ "$(status_of /question/an%2F14%2Fqe%2F47351)" = 200 ]
    [ "$(status_of /question/an/14/qe/47351)" = 200 ]
    [ "$(status_of /question/an/14/qe/47351.txt)" = 200 ]
    [ "$(status_of /api/v1/questions/an/14/qe/47351/similaires)" = 200 ]
    [ "$(status_of /api/v1/questions/an%2F14%2Fqe%2F47351)" = 200 ]
    change remove an/14/qe/47351
}

@test "similar exchanges are others, best first" {
    api questions/pw-2022-2023-12-1/similaires | jq -e '
        .id == "pw-2022-2023-12-1" and (.hits | length) == 5 and ([.hits[].id] | index("pw-2022-2023-12-1")) == null
        and ([.hits[].score] | . == (sort | reverse))'
    [ "$(api 'questions/pw-2022-2023-12-1/similaires?limit=2' | jq '.hits | length')" = 2 ]
    [ "$(status_of /api/v1/questions/rien/similaires)" = 404 ]
}

@test "nearly identical questions are a series: told, listed, folded, in all that counts still exchanges" {
    local text='plusieurs abribus de la chaussée sont sans éclairage depuis que les poteaux ont été remplacés, et les élèves y attendent
        dans le noir. Quand seront-ils rallumés, combien en manque-t-il, et la commune paie-t-elle une part des lampes zibelines ?'
    for n in 1 2 3; do
        jq -cn --arg id "serie-$n" --arg q "Question $n : $text" --arg m "Ministre $n" \
            '{id: $id, titre: "Abribus", question: $q, ministre: $m, date_question: "2021-0\($id[6:])-01", type: "question écrite"}'
    done | change add --format jsonl -
    api 'search?q=zibelines' | jq -e '.total == 3 and (has("series") | not) and (.hits | length) == 3
        and (.hits | all(.serie == {"id": "serie-1", "nombre": 3}))'
    api 'search?q=zibelines&regrouper=1&facets=ministre' | jq -e '.total == 3 and .series == 1 and (.hits | length) == 1 and .next == null
        and (.facets.ministre | length) == 3'
    api 'search?serie=serie-2&regrouper=1&tri=date' | jq -e '[.hits[].id] == ["serie-3", "serie-2", "serie-1"]'
    [ "$(api 'search?regrouper=1&limit=0' | jq '.total - .series')" -ge 2 ]
    [ "$(ask '/api/v1/export.ndjson?serie=serie-3' | jq -r 'select(.id) | .id' | sort | tr '\n' ' ')" = 'serie-1 serie-2 serie-3 ' ]
    api 'search?q=pluie&limit=1' | jq -e '.hits[0].serie == null'
    [[ "$(ask '/recherche?q=zibelines&tri=date')" == *'regrouper=0'*'<a href="/recherche?serie=serie-1">Posée aussi à 2'*'ministres</a>'* ]]
    [[ "$(ask '/recherche?q=zibelines&regrouper=0')" != *'Posée aussi'* ]]
    [[ "$(ask /question/serie-2)" == *'La même question, 3'*'fois'*'<bdi>Ministre 1</bdi>'*'<bdi>Ministre 3</bdi>'* ]]
    change remove serie-1
    api 'search?q=zibelines' | jq -e '.total == 2 and (.hits | all(.serie == {"id": "serie-2", "nombre": 2}))'
    change remove serie-2 serie-3
}

@test "suggestions complete the last word, for programs and for browsers" {
    api 'suggest?q=logem' | jq -e '.suggestions | length > 0 and all(.texte != "" and .nombre > 0)'
    api 'suggest?q=m%C3%A9decins+ge' | jq -r '.suggestions[] | "\(.nombre) \(.requete | @uri)"' >"$BATS_TEST_TMPDIR/proposed"
    api 'suggest?q=logement+maqui' | jq -r '.suggestions[] | "\(.nombre) \(.requete | @uri)"' >>"$BATS_TEST_TMPDIR/proposed"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/proposed")" -ge 3 ]
    while read -r number query; do # what choosing it finds, with all that was typed
        api "search?q=$query&limit=0" | jq -e --argjson n "$number" '.total == $n and (.query.relaxed | not)'
    done <"$BATS_TEST_TMPDIR/proposed"
    api 'suggest?q=maqui' | jq -e '.suggestions[0] | [.texte, .champ] == ["Sabine Maquinay", "ministre"]'
    api 'suggest?q=logem&limit=1' | jq -e '.suggestions | length == 1'
    [ "$(api suggest | jq -c .suggestions)" = '[]' ]
    ask '/suggestions?q=logem' | jq -e '.[0] == "logem" and (.[1] | length) > 0 and .[2] == [] and .[3] == []'
}

@test "analyze shows words, places and terms" {
    text='L’été, les élèves'
    ask "/api/v1/analyze?text=$(jq -rn --arg x "$text" '$x | @uri')" | jq -e '
        .text == "L’été, les élèves" and .analyzer == "french-3"
        and ([.tokens[] | select(.mot_vide | not) | .texte] == ["été", "élèves"])
        and (.tokens | all(.fin > .debut))'
    [ "$(api analyze | jq -c .tokens)" = '[]' ]
}

# all_lines QUERY STRING: the lines of a concordance, all pages of it.
all_lines() {
    local next=/api/v1/concordance?$1
    while [ "$next" != null ]; do
        { read -r next && cat; } < <(ask "$next" | jq -rc '.next, .lignes[]')
    done
}

@test "a concordance has every word once, in its passage, whatever the pages" {
    local long='Le bief du canal fuit ; ce bief, long de neuf écluses et plein de roseaux, était le dernier à être curé avant l’été. '
    {
        printf '{"id":"bief-1","titre":"Le bief","auteur":"ROLAND Œdipe","date_question":"2021-04-02","question":"L’eau du bief   monte.\\n\\n \\n\\nLes biefs\\nhauts\\ndébordent-ils ?","reponses":[{"nature":"Réponse","repondant":"LEFÈVRE Anne","fonction":"Ministre des Eaux","date":"2021-05-03","texte":"Non.\\n\\nLe grand bief tient."},{"date":"2021-06-04","texte":"Un bief."}]}\n'
        printf '{"id":"bief-2","titre":"Débat","interventions":[{"orateur":"ROLAND Œdipe","role":"auteur","texte":"Parlons du bief."},{"orateur":"Le président","role":"autre","texte":"Le bief !\\n\\nSilence."},{"orateur":"LEFÈVRE Anne","role":"ministre","texte":"Ce bief-là."}]}\n'
        jq -cn --arg text "$(for _ in {1..700}; do printf %s "$long"; done)" '{id: "bief-3", titre: "Long", question: $text}'
    } | change add --format jsonl -
    [ "$(api 'concordance?q=bief&auteur=Roland+%C5%92dipe&tri=date' | jq -r '.lignes[] | [.gauche, .mot, .droite, .champ, .date, .qui, .fonction, .url] | join("|")')" = \
        'Le |bief||titre|2021-04-02|ROLAND Œdipe||/question/bief-1
L’eau du |bief| monte.|question|2021-04-02|ROLAND Œdipe||/question/bief-1#q-p1
Les |biefs| hauts débordent-ils ?|question|2021-04-02|ROLAND Œdipe||/question/bief-1#q-p2
Le grand |bief| tient.|reponse|2021-05-03|LEFÈVRE Anne|Ministre des Eaux|/question/bief-1#r-p2
Un |bief|.|reponse|2021-06-04|||/question/bief-1#r-p3' ]
    [ "$(api 'concordance?q=bief&tri=date' | jq -r '.lignes[] | select(.id == "bief-2") | [.gauche, .mot, .droite, .champ, .qui, .paragraphe] | join("|")')" = \
        'Parlons du |bief|.|question|ROLAND Œdipe|r-p1
Ce |bief|-là.|reponse|LEFÈVRE Anne|r-p4' ]
    for anchor in q-p1 q-p2 r-p2 r-p3; do
        [[ "$(ask /question/bief-1)" == *"<p id=\"$anchor\" "*bief* ]]
    done
    [[ "$(ask /question/bief-2)" == *'<p id="r-p4"'*'Ce bief-là.'* ]]
    all_lines 'q=bief&limit=1000&tri=date' >"$BATS_TEST_TMPDIR/whole"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/whole")" = 1407 ]
    all_lines 'q=bief&limit=173&tri=date' | cmp - "$BATS_TEST_TMPDIR/whole"
    ask '/api/v1/concordance.csv?q=bief&limit=1000&tri=date&sep=point-virgule' >"$BATS_TEST_TMPDIR/csv"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/csv")" = 1001 ]
    grep -q "^Les ;biefs; hauts débordent-ils ?;bief-1;question;2021-04-02;ROLAND Œdipe;;;ROLAND Œdipe;;q-p2;$URL/question/bief-1#q-p2" "$BATS_TEST_TMPDIR/csv"
    api 'concordance?q=%22dernier+%C3%A0+%C3%AAtre+cur%C3%A9%22+roseaux&limit=3&contexte=12' |
        jq -e '[.lignes[] | [.gauche, .mot, .droite]] == [["et plein de ", "roseaux", ", était le"], ["était le ", "dernier à être curé", " avant"], ["et plein de ", "roseaux", ", était le"]]'
    api 'concordance?q=bief+zzzz' | jq -e '.query.relaxed and (.lignes | length) == 50'
    api 'concordance?q=zzzzqq' | jq -e '.total == 0 and .lignes == [] and .next == null'
    for wrong in q= statut=repondue q=auteur:roland q=bief\&limit=1001 q=bief\&contexte=9 q=bief\&offset=3; do
        [ "$(status_of "/api/v1/concordance?$wrong")" = 400 ]
        [ "$(status_of "/api/v1/concordance.csv?$wrong")" = 400 ]
    done
    local next link
    next=$(api 'concordance?q=bief&limit=2' | jq -r .next)
    link=$(header_of Link '/api/v1/concordance.csv?q=bief&limit=2' | sed -n 's/.*<\(.*\)>; rel="next".*/\1/p')
    [ "$(status_of "$link")" = 200 ]
    [ "$(status_of "${next/q=bief/q=biefs}")" = 400 ]
    change remove bief-1 bief-2 bief-3
    [ "$(status_of "$next")" = 410 ]
    [ "$(status_of "$link")" = 410 ]
}

@test "numbers near the words, of answers alone, with unit, year and who said so" {
    cat <<'EOF' | change add --format jsonl -
{"id":"halte-1","titre":"Les haltes fluviales","date_question":"2021-04-02","question":"Combien de haltes zibelines, 77 haltes ?","reponses":[{"repondant":"LEFÈVRE Anne","fonction":"Ministre des Eaux","date":"2021-05-03","texte":"Merci.\n\nFin 2019, 1.234 haltes zibelines\nétaient ouvertes. L'article 12 du décret du 3 mai 2018 règle les haltes zibelines. Elles ont coûté 3 millions d’euros."}]}
{"id":"quai-1","titre":"Les quais","date_question":"2021-04-02","question":"Combien ?","date_reponse":"2021-05-03","reponse":"Des 25  amarres posées l’an dernier le long de tous les quais du canal et de la rivière, 5  amarres sont martrées."}
{"id":"halte-2","titre":"Débat sur les haltes","interventions":[{"orateur":"ROLAND Œdipe","role":"auteur","texte":"Et 66 haltes zibelines ?"},{"orateur":"Le président","role":"autre","texte":"Les 55 haltes zibelines !"},{"orateur":"LEFÈVRE Anne","role":"ministre","texte":"Les quarante haltes zibelines suffisent."}],"date_reponse":"2022-01-05"}
EOF
    api 'chiffres?q=combien+de+haltes+zibelines&limit=2' | jq -e '[.chiffres[] | [.nombre, .unite, .annee, .id, .repondant, .fonction, .date_reponse, .url]] | sort ==
        [[40, "haltes", 2022, "halte-2", "LEFÈVRE Anne", null, "2022-01-05", "/question/halte-2#r-p3"],
         [1234, "haltes", 2019, "halte-1", "LEFÈVRE Anne", "Ministre des Eaux", "2021-05-03", "/question/halte-1#r-p2"]]'
    api 'chiffres?q=quel+est+le+co%C3%BBt+des+haltes+zibelines' | jq -e '.chiffres[0] | .nombre == 3000000 and .unite == "euros" and .ecrit == "3 millions d’euros"'
    api 'chiffres?q=haltes+zibelines&limit=100' | jq -e '[.chiffres[].nombre] | sort == [40, 1234, 3000000]'
    [[ "$(ask '/api/v1/chiffres.csv?q=combien+zibelines&annee=2021')" == *$'\n''1234,haltes,1.234 haltes,2019,'*"$URL/question/halte-1#r-p2"* ]]
    [[ "$(ask '/recherche?q=combien+de+haltes+zibelines')" == *'Des chiffres dans les réponses'*'<strong>1.234 haltes</strong>'*'href="/question/halte-1#r-p2">'*'Lefèvre'* ]]
    [[ "$(ask '/recherche?q=haltes+zibelines')" != *'Des chiffres dans'* ]]
    [[ "$(ask '/recherche?q=combien+martr%C3%A9es')" == *'<bdi>Des 25 amarres posées'*' rivière, <strong>5 amarres</strong> sont martrées.</bdi>'* ]]
    api 'chiffres?q=zzzzqq' | jq -e '.total == 0 and .chiffres == []'
    for wrong in q= statut=repondue q=eau\&limit=101 q=eau\&cursor=x; do
        [ "$(status_of "/api/v1/chiffres?$wrong")" = 400 ]
        [ "$(status_of "/api/v1/chiffres.csv?$wrong")" = 400 ]
    done
    change remove halte-1 halte-2 quai-1
}

@test "the histogram adds up to the total" {
    api 'histogram?q=eau' | jq -e '.par == "annee" and .total > 0 and ([.histogramme[].nombre] | add) == .total
        and (.histogramme | all(.nombre <= .questions)) and ([.histogramme[].periode] | . == sort)'
    api 'histogram?base=filtres&q=eau' | jq -e '.base == "filtres"'
    api 'histogram?statut=repondue' | jq -e '.base == "tout" and ([.histogramme[].nombre] | add) == .total'
    # What it is related to is counted by itself.
    [ "$(api 'histogram?base=filtres&q=eau&statut=repondue' | jq -c '[.histogramme[] | [.periode, .questions]]')" = \
        "$(api 'histogram?statut=repondue' | jq -c '[.histogramme[] | [.periode, .nombre]]')" ]
    api 'histogram?base=filtres&q=eau&statut=repondue' | jq -e '.histogramme | all(.nombre <= .questions and (.questions == 0 or ((.pour_mille * .questions / 1000 - .nombre) | fabs) < 0.001))'
    api 'histogram?base=filtres&q=eau&mots=1' | jq -e '.histogramme | (length > 0 and all(if .nombre > 0 then .mots > .questions and .par_million > 0 else .par_million == 0 end))'
    api 'histogram?q=eau&mots=0' | jq -e '.histogramme | all(has("mots") | not)'
    [ "$(status_of '/api/v1/histogram?base=rien')" = 400 ]
    api 'histogram?par=mois' | jq -e '.total == 99 and ([.histogramme[].questions] | add) == 99
        and (.histogramme | all(.periode | test("^[0-9]{4}-[0-9]{2}$")))'
}

@test "unanswered lists who waits, the longest first, with the days" {
    api 'unanswered?limit=100' | jq -e '.total == 15 and (.hits | length) == 15
        and (.hits | all(.statut == "sans-reponse" and .attente_jours > 0))
        and ([.hits[].attente_jours] | . == (sort | reverse))
        and ([.facets.ministre[].nombre] | add) == 15'
    minister=$(api unanswered | jq -r '.facets.ministre[0].valeur')
    api "unanswered?ministre=$(jq -rn --arg x "$minister" '$x | @uri')" | jq -e --arg m "$minister" '.hits | all(.ministre == $m)'
    printf '{"id":"demain","titre":"Une question postdatée","question":"Quand ?","date":"2999-01-04"}\n' >"$BATS_TEST_TMPDIR/later.jsonl"
    index_corpus "$BATS_TEST_TMPDIR/later" "$BATS_TEST_TMPDIR/later.jsonl"
    local url=$URL pid=$SEARCHD_PID
    start_searchd later "$BATS_TEST_TMPDIR/later"
    api unanswered | jq -e '.hits[0] | .attente_jours == 0 and .attente_jours_ouvrables == 0'
    ask /api/v1/unanswered.csv | grep -q ',0,0,http'
    stop_searchd
    URL=$url SEARCHD_PID=$pid
    first=$(api 'unanswered?limit=10')
    second=$(ask "$(jq -r .next <<<"$first")")
    [ "$(jq -s '[.[].hits[].id] | unique | length' <<<"$first$second")" = 15 ]
}

@test "an NDJSON export holds every match and says so at its end" {
    run -0 api 'export.ndjson?q=commune'
    total=$(api 'search?q=commune&limit=0' | jq .total)
    [ "$(wc -l <<<"$output")" = $((total + 1)) ]
    tail -n 1 <<<"$output" | jq -e --argjson n "$total" '.fin == true and .count == $n and .generation >= 1'
    [ "$(jq -rs '[.[] | .id // empty] | sort | join(" ")' <<<"$output")" = "$(all_ids 'q=commune&limit=50' | sort | paste -sd ' ')" ]
    [ "$(jq -cS --arg url "$URL" 'del(.citations) | .url |= $url + .' < <(api questions/pw-2022-2023-12-1))" = "$(api export.ndjson | jq -cS 'select(.id == "pw-2022-2023-12-1")')" ]
    [ "$(header_of X-Total-Count '/api/v1/export.ndjson?q=commune')" = "$total" ]
    [[ "$(header_of Content-Disposition '/api/v1/export.ndjson')" == *"filename*=UTF-8''"*.ndjson ]]
}

@test "a CSV export is read alike by a CSV reader, and is safe in a spreadsheet" {
    printf '{"id":"csv-1","titre":"=1+1","auteur":"@SUM(A1)","ministre":"-x","question":"a;b, \\"c\\"\\nd"}\n' |
        change add --format jsonl -
    api export.csv >"$BATS_TEST_TMPDIR/a.csv"
    api 'export.csv?bom=1&sep=point-virgule' >"$BATS_TEST_TMPDIR/b.csv"
    api export.ndjson >"$BATS_TEST_TMPDIR/a.ndjson"
    change remove csv-1
    run -0 /usr/bin/python3 - "$BATS_TEST_TMPDIR" <<'PYTHON'
import csv, json, sys

folder = sys.argv[1]
def table(name, encoding, separator):
    raw = open(f"{folder}/{name}", "rb").read()
    assert raw.count(b"\r\n") >= 100, "rows end in CRLF"
    with open(f"{folder}/{name}", encoding=encoding, newline="") as file:
        head, *rows = csv.reader(file, delimiter=separator)
    assert all(len(row) == len(head) for row in rows)
    *rows, last = rows
    assert last[:2] == ["#fin", str(len(rows))] and set(last[2:]) == {""}
    return [dict(zip(head, row)) for row in rows]

import io, os, urllib.request
def get(target):
    return urllib.request.urlopen(os.environ["URL"] + target).read().decode()
bare = get("/api/v1/export.csv?fin=0")
assert get("/api/v1/export.csv?fin=1").startswith(bare) and get("/api/v1/export.csv") == get("/api/v1/export.csv?fin=1")
rows = list(csv.DictReader(io.StringIO(bare, newline="")))
assert len(rows) > 50 and all(row["annee"].isdigit() and row["id"][0] != "#" for row in rows), "a reader of CSV sees exchanges alone"
assert len(get("/api/v1/export.ndjson?fin=0").strip().split("\n")) == len(rows)
assert all("fin" not in json.loads(line) for line in get("/api/v1/export.ndjson?fin=0").strip().split("\n"))

a, b = table("a.csv", "utf-8", ","), table("b.csv", "utf-8-sig", ";")
assert a == b and len(a) == 100
assert open(f"{folder}/b.csv", "rb").read(3) == b"\xef\xbb\xbf"
documents = [json.loads(line) for line in open(f"{folder}/a.ndjson")][:-1]
for row, document in zip(a, documents):
    for name, cell in row.items():
        value = document.get(name)  # without rules, JSON has neither "echeance" nor "hors_delai"
        if name == "renvoi":  # in JSON where it points
            value = "oui" if value else "non" if document["date_reponse"] else cell and "non"
        if name == "serie" and value:
            value = value["id"]
        if name in ("cite", "commune", "province"):
            value = " ; ".join(value)
        if isinstance(value, list):
            cell, value = str(json.loads(cell)), str(value)
        value = "" if value is None else str(value)
        assert cell == value or (cell == "'" + value and value[0] in "=+-@\t\r"), (name, cell)
hostile = next(row for row in a if row["id"] == "csv-1")
assert (hostile["titre"], hostile["auteur"], hostile["ministre"]) == ("'=1+1", "'@SUM(A1)", "'-x")
print("fine")
PYTHON
    [ "$output" = fine ]
}

@test "any search is an Atom feed that its schema accepts, in pages that hold every match once" {
    next="$URL/recherche.atom?q=commune&limit=10"
    page=0
    while [ -n "$next" ]; do
        page=$((page + 1))
        ask "${next#"$URL"}" >"$BATS_TEST_TMPDIR/$page.atom"
        xmllint --noout --relaxng "$source/tests/programs/atom.rng" "$BATS_TEST_TMPDIR/$page.atom"
        [ "$(xmllint --xpath "/*/*[local-name()='link']/@rel" "$BATS_TEST_TMPDIR/$page.atom" |
            grep -oE '"(self|alternate|first|last)"' | sort)" = $'"alternate"\n"first"\n"last"\n"self"' ]
        next=$(xmllint --xpath 'string(//*[local-name()="feed"]/*[local-name()="link"][@rel="next"]/@href)' "$BATS_TEST_TMPDIR/$page.atom")
    done
    [ $page -gt 1 ]
    total=$(api 'search?q=commune&limit=0' | jq .total)
    cat "$BATS_TEST_TMPDIR"/*.atom | grep -o '<id>[^<]*/question/[^<]*</id>' | sort >"$BATS_TEST_TMPDIR/ids"
    [ "$(uniq -d "$BATS_TEST_TMPDIR/ids" | wc -l)" = 0 ]
    [ "$(grep -c -v '#' "$BATS_TEST_TMPDIR/ids")" = "$total" ]
    [ "$(grep -c '#reponse<' "$BATS_TEST_TMPDIR/ids")" = "$(api 'search?q=commune&limit=0&statut=repondue' | jq .total)" ]
    # Stable whatever the address: the feed's own id too.
    [ "$(ask '/recherche.atom?limit=10&q=commune' | grep -m1 -o '<id>[^<]*</id>')" = '<id>tag:hemicycle.invalid,2024:/recherche?q=commune</id>' ]
    last=$(xmllint --xpath 'string(//*[local-name()="link"][@rel="last"]/@href)' "$BATS_TEST_TMPDIR/1.atom")
    [ "$(ask "${last#"$URL"}" | grep -c '<entry>')" = "$(grep -c '<entry>' "$BATS_TEST_TMPDIR/$page.atom")" ]
    # Pages end where numbers of pages do.
    yes '{}' | head -10100 | awk '{ printf "{\"id\":\"p%d\",\"titre\":\"Page\"}\n", NR }' >"$BATS_TEST_TMPDIR/many.jsonl"
    index_corpus "$BATS_TEST_TMPDIR/many" "$BATS_TEST_TMPDIR/many.jsonl"
    local url=$URL pid=$SEARCHD_PID limit
    start_searchd many "$BATS_TEST_TMPDIR/many"
    for limit in 1 30 100; do
        last=$(ask "/recherche.atom?limit=$limit" | xmllint --xpath 'string(//*[local-name()="link"][@rel="last"]/@href)' -)
        [ "$(status_of "${last#"$URL"}")" = 200 ]
        [ "$(status_of "/recherche.atom?limit=$limit&page=$((${last##*page=} + 1))")" = 400 ]
    done
    stop_searchd
    URL=$url SEARCHD_PID=$pid
    ask '/recherche.atom?q=zzzzz' | xmllint --noout --relaxng "$source/tests/programs/atom.rng" -
}

@test "machines find descriptions, documents and rules where they look" {
    ask /opensearch.xml | xmllint --noout -
    for rel in html atom+xml json; do
        ask /opensearch.xml | grep -q "$rel"
    done
    ask /sitemap.xml | grep -o 'http://[^<]*sitemap-[0-9]*.xml' | sed "s#$URL##" | while read -r part; do
        ask "$part"
    done | grep -o '<loc>[^<]*' | sort >"$BATS_TEST_TMPDIR/urls"
    [ "$(uniq "$BATS_TEST_TMPDIR/urls" | wc -l)" = 99 ]
    [ "$(status_of /sitemap-2.xml)" = 404 ]
    [ "$(status_of /sitemap-x.xml)" = 404 ]
    ask /sitemap-1.xml | xmllint --noout -
    url=$(head -n 1 "$BATS_TEST_TMPDIR/urls")
    [ "$(status_of "${url#<loc>"$URL"}")" = 200 ]
    ask /robots.txt | grep -q "^Sitemap: $URL/sitemap.xml"
    ask /.well-known/api-catalog | jq -e --arg u "$URL/openapi.json" '.linkset[0]["service-desc"][0].href == $u'
    ask /openapi.json | jq -e '.openapi == "3.1.0"'
    [ "$(ask /openapi.json | sha256sum)" = "$(sha256sum <"$source/searchd/api/openapi.json")" ]
}

@test "health and metrics tell how the daemon is" {
    ask /healthz | jq -e '.status == "ok"'
    ask /readyz | jq -e '.documents == 99'
    # The newest question: the latest day in the index, and as metric the same.
    local newest
    newest=$(ask '/api/v1/search?tri=date&limit=1' | jq -r '.hits[0].date_question')
    [ "$(ask /readyz | jq -r .newest_question)" = "$newest" ]
    [ "$(ask /metrics | awk '$1 == "searchd_index_newest_question_timestamp_seconds" { printf "%d", $2 }')" = "$(date -ud "$newest" +%s)" ]
    ask /aide | grep -q "index à jour au <time datetime=\"$(date -u +%F)\""
    # Nights that do not run are seen, also by who has a page already; an answer of the API stays what it was.
    wait_until eval 'ask /metrics | grep -q "^searchd_last_night_timestamp_seconds $(last_night "$I")$"'
    etag_of() { curl -s -D - -o /dev/null "$URL$1" | tr -d '\r' | sed -n 's/^ETag: //Ip'; }
    local page answer late
    page=$(etag_of /aide)
    answer=$(etag_of '/api/v1/search?q=gare')
    late=$(date -ud '40 hours ago' +%s)
    last_night "$I" "$late"
    wait_until eval 'ask /metrics | grep -q "^searchd_last_night_timestamp_seconds $late"'
    ask /aide | grep -q "pour la dernière fois le <time datetime=\"$(date -ud "@$late" +%F)\""
    [ "$(etag_of /aide)" != "$page" ]
    [ "$(etag_of '/api/v1/search?q=gare')" = "$answer" ]
    index_corpus "$I" # nothing is new, and nothing but that time changes
    wait_until eval '[ "$(etag_of /aide)" = "$page" ]'
    run ! grep -q 'pour la dernière fois' <(ask /aide)
    before=$(ask /metrics | awk '/^searchd_http_requests_total{route="search",code="200"}/ { print $2 }')
    status_of '/api/v1/search?q=mesure'
    run -0 ask /metrics
    [ "$(awk '/^searchd_http_requests_total{route="search",code="200"}/ { print $2 }' <<<"$output")" = $((before + 1)) ]
    [ "$(awk '$1 == "searchd_index_documents" { print $2 }' <<<"$output")" = 99 ]
    [ "$(awk '$1 == "searchd_index_up" { print $2 }' <<<"$output")" = 1 ]
    run ! grep -q mesure <<<"$output"
    # Every sample has its family declared, and histograms cumulate.
    awk '/^# TYPE/ { type[$3] = $4 } NF && !/^#/ { name = $1; sub(/{.*/, "", name); base = name; sub(/_(bucket|sum|count)$/, "", base)
        if (!(name in type) && !(base in type)) { print "undeclared: " name; bad = 1 } } END { exit bad }' <<<"$output"
}

@test "a date without day or month is a period: found by what holds all of it, after the full dates, without month" {
    local pid=$SEARCHD_PID root=$URL day row
    for day in 2019 2019-04 2019-01-01 2019-01-31 2019-04-01 2019-04-30 2019-12-31 2020-02 2020-02-29; do
        printf '{"id":"d%s","titre":"Bac","date":"%s"}\n' "$day" "$day"
    done | "$bin/indexer" --index "$(index_at dates)" --quiet add --format jsonl -
    start_searchd dates "$(index_at dates)"
    found() {
        ask "/api/v1/search?limit=20&$1" | jq -r '[.hits[].id[1:]] | sort | join(" ")'
    }
    while IFS='|' read -r row expected; do
        [ "$(found "$row")" = "$expected" ] || { echo "$row: $(found "$row")"; false; }
    done <<'ROWS'
q=date:2019|2019 2019-01-01 2019-01-31 2019-04 2019-04-01 2019-04-30 2019-12-31
de=2019&a=2019-12-31|2019 2019-01-01 2019-01-31 2019-04 2019-04-01 2019-04-30 2019-12-31
q=date:2019-01|2019-01-01 2019-01-31
q=date:2019-01-01|2019-01-01
q=date:2019-04|2019-04 2019-04-01 2019-04-30
q=date:2019-04-01|2019-04-01
de=2019-04-01&a=2019-04-29|2019-04-01
de=2019-04-02&a=2019-04-30|2019-04-30
q=date:2019-01-01..2019-12-30|2019-01-01 2019-01-31 2019-04 2019-04-01 2019-04-30
q=date:>=2019-01-02|2019-01-31 2019-04 2019-04-01 2019-04-30 2019-12-31 2020-02 2020-02-29
q=date:<=2020-02-28|2019 2019-01-01 2019-01-31 2019-04 2019-04-01 2019-04-30 2019-12-31
q=date:2020-02-01..2020-02-29|2020-02 2020-02-29
ROWS
    for row in date:2019 date:2019-01 date:2019-01-01 date:2019-04-01..2019-04-29 'date:%3E=2019-04' 'date:2019..2020'; do
        ask "/api/v1/search?q=$row" >"$BATS_TEST_TMPDIR/as-typed"
        [ "$(found "q=$(jq -r '.query.canonical | @uri' "$BATS_TEST_TMPDIR/as-typed")")" = "$(found "q=$row")" ]
    done
    [ "$(ask '/api/v1/search?tri=date-croissante&limit=20' | jq -r '[.hits[].id[1:]] | join(" ")')" = \
        "2019-01-01 2019-01-31 2019-04-01 2019-04-30 2019-04 2019-12-31 2019 2020-02-29 2020-02" ]
    [ "$(ask '/api/v1/search?tri=date&limit=20' | jq -r '[.hits[].id[1:]] | join(" ")')" = \
        "2020-02-29 2020-02 2019-12-31 2019-04-30 2019-04-01 2019-04 2019-01-31 2019-01-01 2019" ]
    ask '/api/v1/histogram?par=mois&q=date:2019' | jq -ce '[.histogramme[] | select(.nombre > 0) | [.periode, .nombre]]
        == [["2019-01", 2], ["2019-04", 3], ["2019-12", 1], ["sans-mois", 1]]'
    ask '/api/v1/histogram?par=annee' | jq -ce '[.histogramme[] | [.periode, .nombre]] == [["2019", 7], ["2020", 2]]'
    ask '/recherche?par=mois&de=2019&a=2019' | grep -q '</html>'
    kill "$SEARCHD_PID"
    SEARCHD_PID=$pid URL=$root
}

@test "champs chooses members and columns; each that there is can be chosen" {
    local all
    all=$(ask '/api/v1/search?q=a*&limit=1&explain=1' | jq -r '.hits[0] | keys | join(",")')
    [ "$(ask "/api/v1/search?q=a*&limit=1&explain=1&champs=$all" | jq -r '.hits[0] | keys | join(",")')" = "$all" ]
    ask '/api/v1/search?q=a*&champs=titre,titre&champs=url' | jq -e '.total > 0 and all(.hits[]; keys == ["id", "titre", "url"])'
    ask '/api/v1/search?q=a*&champs=' | jq -e '.hits[0] | has("score")'
    run -0 ask '/api/v1/search?q=a*&champs=titres'
    [[ "$output" == *"« titres »"*'"nearest":"titre"'* ]]

    all=$(ask '/api/v1/export.ndjson?q=a*' | head -n 1 | jq -r 'keys | join(",")')
    [ "$(ask "/api/v1/export.ndjson?q=a*&champs=$all" | head -n 1 | jq -r 'keys | join(",")')" = "$all" ]
    ask '/api/v1/export.ndjson?q=a*&champs=url,auteurs' | head -n 1 | jq -e --arg url "$URL" '(.url | startswith($url + "/question/")) and (.auteurs | type == "array") and length == 2'
    [ "$(ask '/api/v1/export.ndjson?q=a*&champs=id' | tail -n 1 | jq .fin)" = true ]

    all=$(ask '/api/v1/export.csv?q=a*' | head -n 1 | tr -d '\r')
    [ "$(ask "/api/v1/export.csv?q=a*&champs=$all" | head -n 1 | tr -d '\r')" = "$all" ]
    [[ ",$all," == *,source,premiere_vue,* ]]
    ask '/api/v1/export.ndjson?q=a*&par=reponse' | head -n 1 | jq -e '.reponse_rang == 1 and (has("reponses") | not)'
    run -0 ask '/api/v1/export.csv?q=a*&champs=url,id'
    [[ "${lines[0]}" == $'url,id\r' && "${lines[1]}" == "$URL/question/"* && "${lines[-1]}" == '#fin,'* ]]
}

@test "a result is cited by its generation, its number and the hash of its identifiers" {
    ask '/api/v1/citation?q=eau&mode=all&statut=repondue' | jq -e '.citation | .nombre > 0 and (.adresse | endswith("/api/v1/search?q=eau&mode=all&statut=repondue"))'
    ask '/api/v1/citation?q=' | jq -e '.citation.nombre == .index.documents'
    [ "$(status_of '/api/v1/citation?limit=3')" = 400 ]
    [ "$(status_of '/api/v1/citation?q=eau' -H 'If-None-Match: *')" = 304 ]
    [ "$(status_of '/api/v1/citation?q=eau' -H 'Accept: text/html')" = 406 ]
}

@test "dumps are there to be taken, whole or in part" {
    local name
    name=$(ask /dumps/SHA256SUMS | cut -c 67-)
    ask "/dumps/$name" | (cd "$BATS_FILE_TMPDIR/dumps" && cmp - "$name")
    [ "$(ask "/dumps/$name" -H 'Range: bytes=0-5')" = '{"id":' ]
    [ "$(ask /dumps/SHA256SUMS -r 66- | wc -c)" = $((${#name} + 1)) ]
    [ "$(status_of "/dumps/$name" -H 'Range: bytes=99999999-')" = 416 ]
    [ "$(status_of "/dumps/$name" -H 'If-None-Match: *')" = 304 ]
    [ "$(status_of /dumps/none)" = 404 ]
    [ "$(status_of "/dumps/$name?q=x")" = 400 ]
}

@test "openapi.json is true: everything seen is described, everything described was seen" {
    status_of '/api/v1/search?q=eau' -H 'Accept: text/html'
    for target in search questions/pw-2022-2023-12-1 questions/pw-2022-2023-12-1/similaires suggest analyze histogram unanswered qualite \
        export.ndjson export.csv stats stats.csv matrix matrix.csv personnes fonctions personnes/florence-bougniet fonctions/budget changes changes.csv \
        concordance concordance.csv chiffres chiffres.csv histogram.csv unanswered.csv personnes.csv fonctions.csv; do
        [ "$(status_of "/api/v1/$target" -H 'Accept: text/html')" = 406 ]
    done
    for target in /api/v1/search /api/v1/questions/pw-2022-2023-12-1 /api/v1/questions/pw-2022-2023-12-1/similaires \
        /question/pw-2022-2023-12-1.json /question/pw-2022-2023-12-1.txt /api/v1/suggest /suggestions /api/v1/analyze \
        /api/v1/histogram /api/v1/unanswered /api/v1/qualite /recherche.atom /openapi.json /opensearch.xml /api/v1/export.ndjson /api/v1/export.csv \
        '/api/v1/stats?par=ministre,annee&mesures=nombre,p90_delai,pour_mille' '/api/v1/stats.csv?par=type' '/api/v1/matrix?max_lignes=3' '/api/v1/matrix.csv?lignes=annee' /delais.json /delais.csv \
        '/comparer.csv?q=eau&q=logement' '/comparer.svg?q=eau&periode=2021' \
        /api/v1/personnes /api/v1/fonctions /api/v1/personnes/florence-bougniet /api/v1/fonctions/budget \
        /api/v1/histogram.csv /api/v1/unanswered.csv /api/v1/personnes.csv /api/v1/fonctions.csv \
        '/api/v1/concordance?q=eau' '/api/v1/concordance.csv?q=eau' '/api/v1/chiffres?q=eau' '/api/v1/chiffres.csv?q=eau' \
        /personne/florence-bougniet.json /fonction/budget.json /api/v1/changes /api/v1/changes.csv /nouveautes.json /nouveautes.atom; do
        [ "$(status_of "$target" -H "If-None-Match: $(header_of ETag "$target")")" = 304 ]
    done
    for target in /api/v1/personnes/nul /api/v1/fonctions/nul /personne/nul.json /fonction/nul.json; do
        [ "$(status_of "$target")" = 404 ]
    done
    for target in /api/v1/changes.csv /nouveautes.json /nouveautes.atom; do
        [ "$(status_of "$target?depuis=hier")" = 400 ]
    done
    local other=$(index_at other) site=$URL pid=$SEARCHD_PID # whose changes are others
    echo '{"id": "o", "titre": "Le halage"}' | "$bin/indexer" --index "$other" --quiet add --format jsonl -
    start_searchd other "$other"
    target=$(ask /api/v1/changes | jq -r .reprise)
    stop_searchd
    URL=$site SEARCHD_PID=$pid
    [ "$(status_of "$target")" = 410 ]
    [ "$(status_of "${target/changes/changes.csv}")" = 410 ]
    change remove pw-2022-2023-12-1
    for target in /api/v1/questions/pw-2022-2023-12-1 /api/v1/questions/pw-2022-2023-12-1/similaires \
        /question/pw-2022-2023-12-1.json /question/pw-2022-2023-12-1.txt; do
        [ "$(status_of "$target")" = 410 ]
    done
    check_record
}
