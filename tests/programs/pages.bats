#!/usr/bin/env bats
# What pages promise, without a browser: a link that says how many exchanges it leads to leads to that many, figures are
# those of the API, and a text shows the words that were looked for. TEST_INDEX: as in searchd_api.bats.

bats_require_minimum_version 1.5.0
load searchd_helper

setup_file() {
    index_corpus "$(index_at pages)"
    start_searchd pages "$(index_at pages)" --max-share 0
}

teardown_file() {
    stop_searchd
}

# counted_links PAGE: "TARGET NUMBER" for each link to a search that a number of exchanges follows.
counted_links() {
    ask "$1" | /usr/bin/python3 -c '
import html, re, sys
page = sys.stdin.read()
link = r"""<a href="(?:/recherche)?\?([^"]*)">(?:(?!</a>).)*</a>(?:\u00a0: |</th><td>)([0-9\u00a0\u202f]+)"""
for target, number in re.findall(link, page, re.S):
    print(html.unescape(target), re.sub("[^0-9]", "", number))'
}

# holds_its_counts LEAST PAGE: at least so many counted links, and each is right.
holds_its_counts() {
    local target number links=0
    while read -r target number; do
        links=$((links + 1))
        [ "$(ask "/api/v1/search?$target" | jq .total)" = "$number" ] || {
            echo "$2: $target is not $number" >&2
            return 1
        }
    done < <(counted_links "$2")
    echo "$2: $links links" >&2
    [ $links -ge "$1" ]
}

# figure NAME: the number under that name on the page of the data.
figure() {
    ask /donnees | sed -nE "s|^<div><dt>$1</dt><dd>([0-9]+)</dd></div>|\1|p"
}

facet() { # FIELD [VALUE]: how many values there are, or the count of one
    ask "/api/v1/search?facets=$1&limit=0" | jq --arg field "$1" --arg value "${2:-}" '.facets[$field] |
        if $value == "" then length else map(select(.valeur == $value))[0].nombre end'
}

@test "a query at the address of the home page leads to its results, with all that was asked beside it" {
    [ "$(curl -s -o /dev/null -w '%{http_code} %{redirect_url}' "$URL/?q=d%27eau&statut=repondue" | sed "s|$URL||")" = \
        "302 /recherche?q=d%27eau&statut=repondue" ]
    [ "$(curl -s -o /dev/null -w '%{http_code}' "$URL/?q=")" = 200 ]
}

@test "the page of the data counts types and sessions as searches do" {
    holds_its_counts 10 /donnees
}

@test "the page of what the data lack counts as searches do, and as the API" {
    holds_its_counts 1 /qualite
    ask /api/v1/qualite | jq -r '.constats[] | select(.url) | "\(.nombre) \(.url)"' >"$BATS_TEST_TMPDIR/constats"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/constats")" -ge 15 ]
    while read -r number url; do
        [ "$(ask "$url" | jq .total)" = "$number" ]
    done <"$BATS_TEST_TMPDIR/constats"
    grep -q '^[1-9][0-9]* .*q=serie' "$BATS_TEST_TMPDIR/constats"
    ask /donnees | grep -q 'href="/qualite"'
}

@test "the figures of the page of the data are those of the API" {
    [ "$(figure échanges)" = "$(ask '/api/v1/search?limit=0' | jq .total)" ]
    [ "$(figure 'avec réponse')" = "$(facet statut repondue)" ]
    [ "$(figure 'sans réponse')" = "$(facet statut sans-reponse)" ]
    [ "$(figure 'auteurs et autrices')" = "$(facet auteur)" ]
    [ "$(figure ministres)" = "$(facet ministre)" ]
    local first last
    first=$(ask '/api/v1/search?tri=date-croissante&limit=1' | jq -r '.hits[0].date_question')
    last=$(ask '/api/v1/search?tri=date&limit=1' | jq -r '.hits[0].date_question')
    ask /donnees | grep -q "du <time datetime=\"$first\">.*au <time datetime=\"$last\">"
}

# values_of PAGE: "TARGET NUMBER" for each value to choose that PAGE offers; the number with its sign.
values_of() {
    ask "$1" | /usr/bin/python3 -c '
import html, re, sys
value = r"""<li><a href="\?([^"]*)"><bdi>[^<]*</bdi> <small>([^<]*)</small>"""
for target, number in re.findall(value, sys.stdin.read()):
    print(html.unescape(target), re.sub("[^0-9+]", "", number))'
}

@test "what stands beside a value is what choosing it gives, where others are chosen, too" {
    local page target number total count=0
    for page in '/recherche?q=eau' '/recherche?q=eau&session=2021-2022&statut=repondue' '/recherche?ministre=MAQUINAY+Sabine' \
        '/recherche?q=eau&valeurs=auteur'; do
        total=$(ask "/api/v1/search?limit=0&$(sed 's/.*?//; s/&valeurs=.*//' <<<"$page")" | jq .total)
        while read -r target number; do
            [ "${number#+}" != "$number" ] && number=$((total + ${number#+}))
            [ "$(ask "/api/v1/search?limit=0&$target" | jq .total)" = "$number" ] ||
                { echo "$page: $target is not $number" && return 1; }
            count=$((count + 1))
        done < <(values_of "$page" | awk 'NR % 6 == 1')
    done
    [ $count -ge 14 ]
    values_of '/recherche?ministre=MAQUINAY+Sabine' | grep -q '^ministre=.*&ministre=.* +[0-9]'
    # all ministers are one link away, sessions stand in the order of time
    ask '/recherche' | grep -q '"?valeurs=ministre"'
    [ "$(values_of '/recherche?valeurs=ministre' | wc -l)" = "$(facet ministre)" ]
    values_of '/recherche' | grep -o 'session=[0-9-]*' >"$BATS_TEST_TMPDIR/sessions"
    sort --reverse "$BATS_TEST_TMPDIR/sessions" | diff - "$BATS_TEST_TMPDIR/sessions"
    [ "$(ask '/recherche?valeurs=annee' | grep -c '<li><a href="?annee=20')" = "$(facet annee)" ]
}

@test "without words the filters are what a search is called" {
    title() { ask "$1" | sed -n 's/^<title>\(.*\) – Hémicycle<.*/\1/p' | sed 's/\xc2\xa0/ /g'; }
    [ "$(title '/recherche?ministre=MAQUINAY+Sabine&statut=sans-reponse')" = '2 questions à Sabine Maquinay, sans réponse' ]
    [ "$(title '/recherche?auteur=Nad%C3%A8ge+Colsauvage&de=2021&a=2021')" = '4 questions de Nadège Colsauvage, 2021' ]
    [[ $(title "/recherche?mode=any&q=$(printf 'eau+%.0s' {1..200})") =~ ^.{100,200}…\ »$ ]]
}

@test "the page of the data says what is missing" {
    local index
    index=$(index_at gaps)
    printf '%s\n' '{"id":"a","titre":"Un","question":"Le pont est fermé.","date":"2024-02-05","auteur":"Une Personne","assemblee":"Ici"}' \
        '{"id":"b","titre":"Deux","question":"Le pont est ouvert.","ministre":"Un Ministre"}' \
        '{"id":"c","titre":"Trois","question":"La digue.","reponse":"Oui.","date":"2999-01-01","ministre":"Un Ministre","fonction":"Ministre des Ponts"}' \
        '{"id":"d","titre":"Quatre","reponse":"Non.","date":"2024-02-05","date_reponse":"2024-02-01","auteur":"Une Personne"}' |
        "$bin/indexer" --index "$index" --quiet add --format jsonl -
    start_searchd gaps "$index"
    run -0 ask /api/v1/qualite
    jq -e '[.constats[] | {(.cle): [.nombre, .parmi]}] | add | .sans_date == [1, 4] and .sans_auteur == [2, 4] and .sans_ministre == [2, 4]
        and .sans_fonction == [1, 2] and .sans_assemblee == [3, 4] and .reponse_sans_date == [1, 2] and .delai_inconnu == [1, 1]
        and .reponse_sans_question == [1, 2] and .date_a_venir == [1, 3] and .sans_reponse_depuis_un_an == [1, 2] and .delai_de_mille_jours == [0, 0]' <<<"$output"
    [ "$(status_of '/api/v1/qualite?q=x')" = 400 ]
    run -0 ask /donnees
    kill -TERM "$SEARCHD_PID"
    [[ $output == *'Lacunes connues'* ]]
    [[ $output != *'Aucune parmi celles'* ]]
    [[ $output == *'sans date'* ]]
}

# bars PAGE: "TARGET NUMBER" for each bar of its histogram
bars() {
    ask "$1" | sed -nE 's|^<a href="\?([^"]*)"><title>[^:]*: ([0-9]*).*|\1 \2|p' | sed 's/&amp;/\&/g'
}

@test "a bar leads to what it counts, also where the period begins or ends within it" {
    local page target number
    for page in '/recherche?de=2019-03-10&a=2025-06-20' '/recherche?q=eau&de=2019-05&a=2023-09-15' \
        '/recherche?de=2022-11-08&a=2023-03-20&par=mois'; do
        [ "$(bars "$page" | wc -l)" -gt 1 ]
        while read -r target number; do
            [ "$(ask "/api/v1/search?limit=0&${target%&par=mois}" | jq .total)" = "$number" ]
        done < <(bars "$page")
    done
}

@test "a page without results offers what leads somewhere: spellings, words alone, fewer filters" {
    holds_its_counts 3 '/recherche?q=trin+forr'
    holds_its_counts 2 '/recherche?q=%2Binnondation+%2Bcommunne'
    holds_its_counts 1 '/recherche?q=%22logements+communne%22+animaux'
    holds_its_counts 1 '/recherche?q=eau&ministre=LOUKILI+Yasmina&de=2025-06-01'
    holds_its_counts 1 '/recherche?q=inondations&auteur=Personne&dans=titre&a=2019-01-01'
    holds_its_counts 1 '/recherche?q=eau&dans=reponse&a=2019-10-08'
    holds_its_counts 1 '/recherche?q=%2Bloukili+%2Beau+%2Bzzyx&personnes=0'
}

@test "notices lead somewhere, in plain words; a quotation nobody has is offered in parts" {
    local page
    page=$(ask '/recherche?q=violances+conjugales+pfas')
    [[ $page == *'Aucun échange ne contient tous les mots'*'est cherché aussi'* ]]
    [[ $page != *'href="?q=%2B'* ]] # all words, or the one that stands nowhere, would find nothing
    page=$(ask '/recherche?q=logemant+publik+zzyx')
    [[ $page == *'href="?q=logement%20public%20zzyx"><bdi>Chercher «'*'logement public zzyx'* ]]
    page=$(ask '/recherche?q=%22logement+public+et+fiscal%22')
    [[ $page == *'href="?q=logement%20public%20et%20fiscal"><bdi>Chercher sans les guillemets</bdi>'* ]]
    [[ $page == *'href="?q=%22logement%20public%22"'* ]]
    holds_its_counts 4 '/recherche?q=%22logement+public+et+fiscal%22'
    ask '/api/v1/search?limit=0&q=%22logement+public+et+fiscal%22' |
        jq -e '.query.details[0] | .avis and .annuler == "logement public et fiscal"'
}

@test "a text shows the words that led to it, whatever their form, and none without" {
    local id
    id=$(ask '/api/v1/search?q=inondation' | jq -r '.hits[0].id')
    ask "/question/$id?surligner=inondation" | grep -qiE '<mark>inondations?</mark>'
    [ "$(ask "/question/$id?surligner=INONDATIONS" | grep -ciE '<mark>inondations?</mark>')" -gt 0 ]
    run ! grep -q '<mark>' <(ask "/question/$id")
    run ! grep -q '<mark>' <(ask "/question/$id?surligner=rhinoc%C3%A9ros")
}

# marks TARGET: what a page marks, a line each.
marks() {
    ask "$1" | grep -o '<mark>[^<]*</mark>' | sed 's/<[^>]*>//g'
}

@test "a quotation that was looked for is marked as one where it stands, and its words nowhere else" {
    local link
    link=$(ask '/recherche?q=%22de+chauffage%22' | grep -o 'href="/question/[^"]*"' | head -1 | sed 's/^href="//;s/"$//;s/&amp;/\&/g')
    [[ $link == *surligner=%22de%20chauffage%22 ]]
    [ "$(marks "$link" | sort | uniq -c | sed 's/^ *[0-9]* //')" = "de chauffage" ]
    ask "$link" | grep -q '«.*de chauffage.*».*</a></li>' # it can be taken back
    [ "$(marks "${link%%\?*}?surligner=DE+chauffage" | grep -cix chauffage)" -gt 0 ]
    [ -z "$(marks "${link%%\?*}?surligner=%22chauffage+de%22")" ]
    [ "$(marks "${link%%\?*}?surligner=%22DE+CHAUFFAGE")" = "$(marks "$link")" ] # cut short
    [ "$(marks "${link%%\?*}?surligner=%22de+chauffage%22+appareil" | sort -u)" = "$(printf '%s\n' appareils 'de chauffage')" ]
}
