#!/usr/bin/env bats
# What is counted, counted again: facets, groups and delays of the API against its own export, and the numbers of /delais
# against the searches that they lead to.

bats_require_minimum_version 1.5.0
load searchd_helper

# Spellings, several persons, half dates, provisional and withdrawn: what the corpora have little of.
odd() {
    cat <<'EOF'
{"id":"s1","titre":"Les ponts","question":"Le pont du canal tient-il ?","type":"Question écrite","date_question":"2021-01-04","date_reponse":"2021-02-01","reponse":"Il tient.","auteur":"D'HONDT Éric ; VAN DER SMISSEN Luc","ministre":"LEFÈVRE Anne","fonction":"Vice-Présidente et Ministre des Ports, du Sel et de la Pêche","repondant":"LEFÈVRE Anne"}
{"id":"s2","titre":"Les ponts","question":"Et l'autre pont ?","type":"question ecrite","date_question":"2021-01-05","auteur":"Eric d’Hondt","ministres":[{"nom":"Anne Lefevre","fonction":"Ministre du sel"},{"nom":"ROLAND Œdipe","fonction":"Ministre honoraire"}]}
{"id":"s3","titre":"Les écluses","question":"Combien d'écluses ?","type":"Question écrite","date":"2021","date_reponse":"2022-03-01","reponse":"Douze écluses.","auteur":"ROLAND Oedipe ; Roland Œdipe"}
{"id":"s4","titre":"Les berges","question":"Qui entretient les berges ?","type":"Question orale","date_question":"2022-05-02","date_reponse":"2022-05-02","reponse":"La Région.","auteur":"d'Hondt, Éric","ministre":"LEFÈVRE Anne"}
{"id":"s5","titre":"Les quais","question":"Quand les quais seront-ils refaits ?","date_question":"2022-05-03","ministre":"LEFÈVRE Anne"}
{"id":"s6","titre":"Les berges","question":"Les berges de la Sambre ?","type":"Questions écrites (Chambre)","date_question":"2023-01-02","auteur":"VAN DER SMISSEN Luc","ministre":"LEFÈVRE Anne","reponses":[{"nature":"Réponse provisoire","date":"2023-01-20","texte":"On examine."}]}
{"id":"s7","titre":"Les berges","question":"Les berges de la Meuse ?","type":"Question écrite","date_question":"2023-01-02","date_reponse":"2022-12-30","reponse":"Je renvoie l'honorable membre à ma réponse à la question n° 4.","auteur":"VAN DER SMISSEN Luc","ministre":"LEFÈVRE Anne"}
{"id":"s8","titre":"Les berges","question":"Encore les berges ?","type":"Question écrite","date_question":"2023-01-03","statut":"retirée","auteur":"-","ministre":"« »"}
{"id":"s9","titre":"Les ducs d'Albe","question":"Qui repeint les ducs d'Albe ?","type":"Question écrite","date_question":"2024-01-03","date_reponse":"2024-01-08","reponse":"Personne.","auteur":"Albert \"Bébert\" Durand","ministre":"Albert Durand","repondant":"Albert Durand"}
{"id":"s10","titre":"Les ducs d'Albe","question":"Combien de ducs d'Albe ?","type":"Question écrite","date_question":"2024-02-03","date_reponse":"2024-02-08","reponse":"Neuf.","auteur":"DURAND Albert","ministre":"Albert \"Bébert\" Durand","repondant":"Albert \"Bébert\" Durand"}
{"id":"t1","titre":"Les passages à niveau","question":"Trois passages à niveau de la vallée restent fermés plus de dix minutes à chaque train, et les ambulances font le tour par le plateau. Quand leurs barrières seront-elles réglées, qui paie le réglage, et quels passages seront supprimés ?","type":"Question écrite","date_question":"2020-03-02","auteur":"PIRET Odile","ministre":"LEJEUNE Aude"}
{"id":"t2","titre":"Les passages à niveau","question":"Trois passages à niveau de la vallée restent fermés plus de dix minutes à chaque train, et les ambulances font le tour par le plateau. Quand leurs barrières seront-elles réglées, qui paie le réglage, et quels passages seront supprimés ?","type":"Question écrite","date_question":"2020-03-03","auteur":"PIRET Odile","ministre":"MARCHAL Guy"}
{"id":"t3","titre":"Les passages à niveau","question":"Trois passages à niveau de la vallée restent fermés plus de dix minutes à chaque train, et les ambulances font le tour par le plateau. Quand leurs barrières seront-elles réglées, qui paie le réglage, et quels passages seront supprimés ?","type":"Question écrite","date_question":"2020-03-04","auteur":"PIRET Odile","ministre":"SIMONIS Rita"}
EOF
}

setup_file() {
    odd >"$BATS_FILE_TMPDIR/odd.jsonl"
    "$bin/corpus-generate" --count 1500 >"$BATS_FILE_TMPDIR/generated.jsonl"
    # Ids of the sample come again among the generated ones, which is told.
    index_corpus "$BATS_FILE_TMPDIR/index" "$source"/corpus/20*/ "$BATS_FILE_TMPDIR/odd.jsonl" \
        "$BATS_FILE_TMPDIR/generated.jsonl" 2>/dev/null
    cat >"$BATS_FILE_TMPDIR/deadlines" <<'EOF'
* = 45 jours
Question écrite = 30 jours depuis 2000-01-01 ; art. 1
QUESTION ECRITE = 20 jours ouvrables depuis 2014-07-01 ; art. 2
question orale = 10 jours depuis 2021-01-01
EOF
    start_searchd counts "$BATS_FILE_TMPDIR/index" --max-share 0 --deadlines "$BATS_FILE_TMPDIR/deadlines"
}

teardown_file() {
    stop_searchd
}

@test "facets, groups and delays are what the export says, to the last figure" {
    /usr/bin/python3 "$source/tests/programs/recount.py" --deadlines "$BATS_FILE_TMPDIR/deadlines" "$bin/indexer" "$URL" 'q=eau' 'q=pont+berges&mode=any' \
        'ministre=LEF%C3%88VRE+Anne' 'fonction=sel' 'type=Question+orale&q=tirage' 'de=2021&a=2022' 'q=zzzz'
}

@test "what is missing is counted by exchange, whoever has two authors" {
    local without
    without=$(ask '/api/v1/search?q=-auteur:*&limit=0' | jq .total)
    [ "$without" -gt 0 ]
    ask /donnees | sed 's/\xc2\xa0/ /g' | grep -qE "^<li>$without échanges? dont l’auteur"
}

@test "a date that is none stays in its field, marked, on pages of figures too" {
    local path
    for path in '/delais?de=32-13-2020' '/comparer?q=eau&q=pont&de=32-13-2020'; do
        run ask "$path"
        [[ "$output" == *'<input id="de" name="de" type="text" aria-invalid="true" value="32-13-2020">'* ]]
        run ask "${path%32*}2020-06"
        [[ "$output" == *'<input id="de" name="de" type="date" value="2020-06-01">'* ]]
    done
}

@test "groups are refused that there are not, and too many fields" {
    [ "$(status_of '/api/v1/stats?par=titre')" = 400 ]
    ask '/api/v1/stats?par=ministre,annee,type&mesures=age&base=rien' |
        jq -e '[.errors[].parameter] | sort == ["base", "mesures", "par"]'
    ask '/api/v1/stats?par=anne' | jq -e '.errors[0].nearest == "annee"'
    [ "$(status_of '/api/v1/search?facets=type&facet_limit=10001')" = 400 ]
    [ "$(status_of '/delais?par=titre')" = 400 ]
    ask '/delais.json' | jq -e '.par == ["ministre"] and (.lignes | length) > 9'
    ask '/delais.csv?par=annee&sep=point-virgule' | head -1 | grep -q '^annee;nombre;repondues;en_attente;n_delai;mediane_delai;p90_delai;mediane_bas;mediane_haut;n_echeance;repondues_hors_delai;en_attente_hors_delai'
    ask '/delais.csv?par=annee&sep=point-virgule' | grep -qE '^20[0-9]+(;[0-9]+){4};[0-9]+,5;' # half a day, as a French spreadsheet reads it
}

@test "who asks whom: a table of two fields, also where there is nothing to count" {
    ask '/api/v1/matrix' | jq -e '.lignes.champ == "auteur" and .colonnes.champ == "ministre" and ([.lignes.valeurs[] | select(.valeur)] | length) == 20'
    ask '/api/v1/matrix?q=zzzz' | jq -e '.total == 0 and .lignes.valeurs == [] and .cellules == [[0]]'
    ask '/api/v1/matrix?q=pont&de=2021&a=2022&auteur=d%27Hondt+Eric&max_lignes=1' |
        jq -e '[.lignes.valeurs[].nombre, .lignes.distinct, .lignes.autres] == [2, 2, 1] and [.colonnes.valeurs[].valeur] == ["Anne Lefevre", "ROLAND Œdipe"]
            and .cellules == [[2, 1, 0], [1, 0, 0]]'
    [ "$(ask '/api/v1/matrix.csv?q=pont&de=2021&a=2022&auteur=d%27Hondt+Eric&sep=point-virgule' | tail -1 | tr -d '\r')" = '(total);2;1;0;2' ]
    for wrong in lignes=ministre colonnes=auteur 'lignes=annee&colonnes=annee' lignes=titre max_lignes=0 max_colonnes=1001 par=annee; do
        [ "$(status_of "/api/v1/matrix?$wrong")" = 400 ]
    done
    ask '/api/v1/matrix?lignes=annees' | jq -e '.errors[0].nearest == "annee"'
}

# in_csv PATH KEY COLUMNS: the objects in KEY of PATH.json and the rows of PATH.csv say the same.
in_csv() {
    ask "/api/v1/$1" | jq -r "$2 | ($3) | map(. // \"\" | tostring) | join(\"|\")" >"$work/json"
    ask "/api/v1/${1/\?/.csv?}" | /usr/bin/python3 -c 'import csv, sys
for row in csv.DictReader(sys.stdin): print("|".join(row[name] for name in sys.argv[1:]))' $(grep -oE '[a-z_]+' <<<"${3//./ }") >"$work/csv"
    [ -s "$work/json" ]
    diff "$work/json" "$work/csv"
}

@test "periods, who waits, persons and offices are the same in CSV" {
    in_csv 'histogram?q=pont' '.histogramme[]' '[.periode, .nombre, .questions, .pour_mille]'
    in_csv 'histogram?q=pont&mots=1&base=filtres' '.histogramme[]' '[.periode, .nombre, .mots, .par_million]'
    in_csv 'unanswered?limit=7' '.hits[]' '[.id, .titre, .ministre, .date_question, .statut, .attente_jours, .attente_jours_ouvrables]'
    in_csv 'personnes?' '.personnes[]' '[.id, .nom, .posees, .recues, .repondues]'
    in_csv 'fonctions?' '.fonctions[]' '[.id, .nom, .recues]'
    ask '/api/v1/histogram.csv?q=pont&sep=point-virgule' | tr -d '\r' | grep -qE ';[0-9]+,[0-9]+$'
    ask '/api/v1/personnes.csv' | grep -q ",$URL/personne/"
    [ "$(status_of '/api/v1/personnes.csv?par=annee')" = 400 ]
    [[ "$(header_of Link '/api/v1/unanswered.csv?limit=1')" == *'/api/v1/unanswered.csv?'*'rel="next"'* ]]
}

# compared TARGET: "SEARCH NUMBER" for each number of the table at /comparer.
compared() {
    ask "$1" | /usr/bin/python3 -c '
import html, re, sys
table = re.search("(?s)<table.*</table>", sys.stdin.read())[0]
for target, number in re.findall(r"""<td><a href="/recherche\?([^"]*)">([0-9\u202f]+)</a>""", table):
    print(html.unescape(target), number.replace("\u202f", ""))'
}

@test "each number of /comparer is that of the search it leads to" {
    local page target number links
    for page in '/comparer?q=pont&q=berges+meuse&par=annee' '/comparer?ministre=LEF%C3%88VRE+Anne&ministre=Sauvenay+Christelle&par=annee' \
        '/comparer?periode=2021&periode=2022-02..2023-01' '/comparer?q=eau&q=logement&de=2021-02-10&a=2022&statut=repondue&dans=question'; do
        links=0
        while read -r target number; do
            links=$((links + 1))
            [ "$(ask "/api/v1/search?limit=0&$(sed 's/&par=[a-z]*//' <<<"$target")" | jq .total)" = "$number" ] ||
                { echo "$page: $target is not $number" && false; }
        done < <(compared "$page" | sort -R --random-source="$BATS_FILE_TMPDIR/odd.jsonl" | head -6)
        echo "$page: $links"
        [ "$links" -ge 4 ]
    done
}

@test "what is compared is drawn as a file, too, and what cannot be is refused in words" {
    ask '/comparer.svg?q=pont&q=%3Ceau+%26+sel%3E&mesure=pour_mille' >"$BATS_TEST_TMPDIR/chart.svg"
    /usr/bin/python3 -c '
import sys, xml.etree.ElementTree as tree
texts = [text.text for text in tree.parse(sys.argv[1]).iter("{http://www.w3.org/2000/svg}text")]
assert any("<eau & sel>" in text for text in texts), texts
assert not tree.parse(sys.argv[1]).findall(".//*[@style]")' "$BATS_TEST_TMPDIR/chart.svg"
    [ "$(header_of Content-Type '/comparer.svg?q=pont')" = image/svg+xml ]
    ask '/comparer?q=pont&q=eau' | grep -q '<svg xmlns.* role="img"'
    ask '/comparer' | grep -q '<form class="plain compared"'
    [ "$(ask '/comparer.csv?q=pont' | head -1 | tr -d '\r')" = serie,periode,nombre,questions,pour_mille ]
    ask '/comparer.csv?periode=2021' | grep -qE '^2021,2021-01,[0-9]+,[0-9]+,1000'
    for wrong in 'q=a&q=b&q=c&q=d&q=e&q=f' 'q=a&q=b&periode=2021' 'periode=2021&de=2020' periode=demain periode=2022..2021 mesure=age par=jour \
        'ministre=a&ministre=b&ministre=c&ministre=d&ministre=e&ministre=f' 'q=titre:&q=auteurs:x' base=rien x=1; do
        [ "$(status_of "/comparer?$wrong")" = 400 ] || { echo "$wrong" && false; }
    done
    [ "$(status_of /comparer.svg)" = 400 ]
    [ "$(status_of '/comparer.svg?periode=demain')" = 400 ]
    [ "$(status_of '/comparer.csv?periode=demain')" = 400 ]
    [ "$(header_of Location '/comparer?q=pont&q=&periode=&de=')" = '/comparer?q=pont' ]
}

@test "an office is found by its portfolio, whoever held it and whatever its title" {
    found() { ask "/api/v1/search?limit=50&$1" | jq -r '[.hits[].id] | sort | join(" ")'; }
    [ "$(found 'fonction=Sel')" = "s1 s2" ]
    [ "$(found 'q=fonction:sel')" = "s1 s2" ]
    [ "$(found 'q=fonction%3A%22ministre+du+Sel%22')" = "s1 s2" ]
    [ "$(found 'fonction=Ministre+honoraire')" = "s2" ]
    [ "$(found 'q=fonction%3A%22des+Ports%22')" = "s1" ]
    ask '/api/v1/search?facets=fonction&fonction=Sel&limit=0' |
        jq -e '.facets.fonction | map([.valeur, .nombre]) == [["Sel", 2], ["Ministre honoraire", 1], ["Ports", 1], ["Pêche", 1]]'
    ask '/recherche?fonction=Sel' | grep -q '<h2>Portefeuille</h2>'
}

@test "of two ministers who are asked together, each holds the portfolios of the own title" {
    ask /fonction/sel.json | jq -e '[.titulaires[].nom] == ["Anne Lefevre"]'
    ask /fonction/ministre-honoraire.json | jq -e '[.titulaires[].nom] == ["ROLAND Œdipe"]'
    ask /personne/oedipe-roland.json | jq -e '[.questions_recues.facets.fonction[].valeur] == ["Ministre honoraire"]'
    ask '/api/v1/stats?par=ministre,fonction&ministre=ROLAND+%C5%92dipe' |
        jq -e '[.lignes[] | select(.ministre == "ROLAND Œdipe") | .fonction] == ["Ministre honoraire"]'
}

@test "who asks and who is asked have their ids with every exchange" {
    for one in '/api/v1/search?q=tient' '/api/v1/search?q=id:s2' '/api/v1/questions/s1/similaires?limit=9'; do
        ask "$one" | jq -e '[.hits[] | select(.id == "s2") | [.ministres[] | [.nom, .id, .fonction]], .fonction] | length == 0 or
            . == [[["Anne Lefevre", "anne-lefevre", "Ministre du sel"], ["ROLAND Œdipe", "oedipe-roland", "Ministre honoraire"]],
                "Ministre du sel ; Ministre honoraire"]'
    done
    ask '/api/v1/search?q=id:s1' | jq -e '.hits[0].auteurs | map(.id) == ["eric-d-hondt", "luc-van-der-smissen"]'
    ask /question/s1.json | jq -e '[.auteurs[].id, .ministres[].id] == ["eric-d-hondt", "luc-van-der-smissen", "anne-lefevre"]'
    ask '/api/v1/export.ndjson?q=id:s1' | head -1 | jq -e '.ministres[0].id == "anne-lefevre"'
    ask /sitemap.xml | grep -q "<loc>$URL/sitemap-personnes.xml</loc>"
    ask /sitemap-personnes.xml | xmllint --noout -
    ask /sitemap-personnes.xml | grep -c -e "<loc>$URL/personne/luc-van-der-smissen</loc>" -e "<loc>$URL/fonction/sel</loc>" | grep -qx 2
}

@test "a person and an office have an address, whatever the turn of the name, and a feed" {
    local target
    [ "$(status_of /personne/luc-van-der-smissen)" = 200 ]
    for target in /personne/van-der-smissen-luc /personne/der-smissen-luc-van /personne/Luc-VAN-DER-SMISSEN; do
        [ "$(status_of "$target")" = 301 ]
        [ "$(header_of Location "$target")" = /personne/luc-van-der-smissen ]
    done
    [ "$(header_of Location /fonction/SEL)" = /fonction/sel ]
    for target in /personne/luc /personne/luc-smissen-van-der /fonction/nulle-part /personne/nul.json /personne/nul.atom \
        /api/v1/fonctions/nulle-part; do
        [ "$(status_of "$target")" = 404 ]
    done
    [ "$(ask /personne/anne-lefevre.atom | grep -c '<id>[^#]*/question/[^#]*</id>')" = 6 ]
    [ "$(ask /fonction/sel.atom | grep -c '<id>[^#]*/question/[^#]*</id>')" = 2 ]
    # A quotation mark in a name is no end of it.
    [ "$(ask /personne/albert-bebert-durand.atom | grep -c '<id>[^#]*/question/s[^#]*</id>')" = 2 ]
    ask '/recherche?q=albert+b%C3%A9bert+durand' | grep -q 'href="?q=repondant%3A%22Albert%20%20B%C3%A9bert%20%20Durand%22">1'
    [ "$(ask '/api/v1/search?limit=0&q=repondant%3A%22Albert%20%20B%C3%A9bert%20%20Durand%22' | jq .total)" = 1 ]
    ask '/api/v1/suggest?q=b%C3%A9bert' | jq -e '.suggestions[] | select(.champ == "auteur") | .requete == "auteur:\"Albert  Bébert  Durand\""'
    ask /fonction/sel.json | jq -e '.titulaires | map([.id, .de, .a, .nombre]) ==
        [["anne-lefevre", "2021-01-04", "2021-01-05", 2]]'
    ask /personne/luc-van-der-smissen | grep -q '<li><a href="/fonction/sel"><bdi>Sel</bdi></a> <span class="number">1</span>'
    ask '/recherche?q=van+der+smissen' | grep -q '<strong><a href="/personne/luc-van-der-smissen">'
    ask '/recherche?q=ministre+des+Ports' | grep -q '<a href="/fonction/ports"><bdi>Ports</bdi></a>'
}

@test "the page of somebody shows its figures, however many types of questions there are" {
    local url=$URL pid=$SEARCHD_PID i
    for i in {1..120}; do
        echo '{"id":"n'"$i"'","question":"eau","type":"Question écrite '"$i"'","date_question":"2021-01-04","auteur":"PIRET Odile","ministre":"MARCHAL Guy","fonction":"Ministre du Sel"}'
    done >"$BATS_TEST_TMPDIR/types.jsonl"
    "$bin/indexer" --index "$BATS_TEST_TMPDIR/index" --quiet add "$BATS_TEST_TMPDIR/types.jsonl"
    start_searchd types "$BATS_TEST_TMPDIR/index"
    for i in personne/odile-piret personne/guy-marchal fonction/sel; do
        ask "/$i" | grep -q '<tr><th scope="row">2021</th><td>120</td>'
    done
    stop_searchd
    URL=$url SEARCHD_PID=$pid
}

@test "a period whose days are not known is told by its months and years" {
    local url=$URL pid=$SEARCHD_PID text
    cat >"$BATS_TEST_TMPDIR/months.jsonl" <<'EOF'
{"id":"m1","question":"eau","date_question":"2021-04","ministre":"MARCHAL Guy","fonction":"Ministre du Sel"}
{"id":"m2","question":"eau","date_question":"2023","ministre":"MARCHAL Guy","fonction":"Ministre du Sel"}
{"id":"m3","question":"eau","date_question":"2022","ministre":"ROUX Élise","fonction":"Ministre du Sel"}
EOF
    "$bin/indexer" --index "$BATS_TEST_TMPDIR/index" --quiet add "$BATS_TEST_TMPDIR/months.jsonl"
    start_searchd months "$BATS_TEST_TMPDIR/index"
    text=$(ask /donnees | sed 's/<[^>]*>//g')
    [[ $text == *'Des questions d’avril 2021 à 2023.'* ]]
    text=$(ask /fonction/sel | sed 's/<[^>]*>//g')
    [[ $text == *', d’avril 2021 à 2023 '* && $text == *', en 2022 '* ]]
    stop_searchd
    URL=$url SEARCHD_PID=$pid
}

# table_links TARGET: "SEARCH NUMBER" for each number of the table at /delais that counts exchanges.
table_links() {
    ask "$1" | /usr/bin/python3 -c '
import html, re, sys
page = sys.stdin.read()
for row in re.findall(r"<tr>(<th.*?)</tr>", page):
    cells = re.findall(r"<td>(.*?)</td>", row)
    for i in (0, 1, 2, 4, 5) if cells else ():
        link = re.match(r"""<a href="/recherche\?([^"]*)">([0-9\u202f]+)(?:\u00a0j| |<)""", cells[i].replace(",5", ""))
        number = re.search(r"\(([0-9\u202f]+)\)", cells[i]) if i == 2 else link and re.match(r"(.*)", link[2])
        if link and number:
            print(html.unescape(link[1]), re.sub("[^0-9]", "", number[1]))'
}

@test "each number of /delais is that of the search it leads to" {
    local page target number links
    for page in '/delais' '/delais?par=annee&q=eau' '/delais?par=ministre,annee&tri=part-croissante&auteur=d%27Hondt+Eric' \
        '/delais?par=type' '/delais?par=annee,type' '/delais?par=ministre&q=tirage+berges+eau' \
        '/delais?par=session&type=Question+orale' '/delais?par=fonction' '/delais?ministre=LEF%C3%88VRE+Anne'; do
        links=0
        while read -r target number; do
            links=$((links + 1))
            [ "$(ask "/api/v1/search?limit=0&$target" | jq .total)" = "$number" ] ||
                { echo "$page: $target is not $number" && false; }
        done < <(table_links "$page" | head -25)
        echo "$page: $links"
        [ "$links" -ge 4 ]
    done
}

@test "a 0 of /delais leads nowhere, as a search that finds nothing shows what has a part of the words" {
    ask '/delais?par=annee&q=ducs+repeint' | grep -qE '<td>0</td></tr>'
    [ -z "$(table_links '/delais?par=annee&q=ducs+repeint' | grep ' 0$')" ]
}

hidden_of() { # TARGET: NAME=VALUE for each field of its forms that nobody sees
    ask "$1" | sed -nE 's|^.*<input type="hidden" name="([^"]*)" value="([^"]*)">$|\1=\2|p'
}

@test "the forms of a search, of /delais and of /nouveautes send all that was asked" {
    local page
    [ "$(hidden_of '/delais?q=eau+pont&mode=any&dans=titre&personnes=0&par=ministre,annee&type=Question+orale&tri=part')" = \
        $'type=Question orale\ndans=titre\nmode=any\npersonnes=0\ntri=part' ]
    [ -z "$(hidden_of '/delais?q=eau&par=annee&de=2020')" ]
    [[ "$(ask '/delais?par=ministre,annee')" == *'<option value="ministre,annee" selected>Ministre, Année</option>'* ]]
    page=$(ask '/delais?par=commune')
    [[ $page == *'<option value="commune" selected>Commune</option>'*'">Commune</a></th>'* ]]
    [ "$(grep -o ' selected>' <<<"$page" | wc -l)" = 1 ]
    [ "$(ask '/delais?par=annee' | grep -o ' selected>[^<]*')" = ' selected>Année' ]
    [ "$(hidden_of '/nouveautes?genre=disparue,nouvelle&depuis=2020')" = $'genre=nouvelle\ngenre=disparue' ]
    [ "$(hidden_of '/recherche?q=eau&personnes=0&partiels=0')" = $'personnes=0\npartiels=0' ]
}

@test "late by one rule leads to the late ones, by several nowhere; without rules nothing is late" {
    local url=$URL pid=$SEARCHD_PID target number
    [[ "$(ask '/delais?tri=repondues_hors_delai')" == *'>Hors délai</a>'*'>dont hors délai</a>'*'QUESTION ECRITE'*'ouvrables, pour celles posées depuis le '*' (art. 2) ; '*'tout type'*'45'*'jours. Sont'* ]]
    ! ask '/delais?par=annee' | grep -E 'delai=%3E[0-9]'
    echo '* = 45 jours' >"$BATS_FILE_TMPDIR/one"
    start_searchd late "$BATS_FILE_TMPDIR/index" --deadlines "$BATS_FILE_TMPDIR/one"
    table_links '/delais?par=annee' | grep 'delai=%3E45' >"$BATS_TEST_TMPDIR/late"
    ask '/delais.json?par=annee' | jq -e '[.lignes[].repondues_hors_delai | select(. != null)] | add > 9'
    while read -r target number; do
        [ "$(ask "/api/v1/search?limit=0&$target" | jq .total)" = "$number" ]
    done < <(head -4 "$BATS_TEST_TMPDIR/late")
    [ "$(wc -l <"$BATS_TEST_TMPDIR/late")" -ge 4 ]
    stop_searchd
    start_searchd none "$BATS_FILE_TMPDIR/index"
    [[ "$(ask '/delais')" != *'ors délai'* ]]
    ask '/delais.json' | jq -e '.ensemble | has("n_echeance") | not'
    ask '/api/v1/stats?mesures=hors_delai' | jq -e '(has("au") | not) and .ensemble ==
        {"n_echeance": 0, "repondues_hors_delai": null, "en_attente_hors_delai": null}'
    stop_searchd
    URL=$url SEARCHD_PID=$pid
}

@test "the table of /delais is sorted by what was asked for, either way" {
    medians() { ask "$1" | grep -o '</a> <small>([0-9]*)</small></td><td><a[^>]*>[0-9]*' | sed 's/.*>//'; }
    names() { ask "$1" | sed -nE 's|^<tr><th scope="row"><bdi>([^<]*)</bdi>.*|\1|p'; }
    diff <(medians '/delais?tri=p90_delai' | head -n -1) <(medians '/delais?tri=p90_delai' | head -n -1 | sort -rn)
    diff <(names '/delais?par=annee') <(names '/delais?par=annee' | sort -n)
    diff <(names '/delais?par=annee&de=2019&tri=valeur-decroissante') <(names '/delais?par=annee&de=2019' | tac)
    [ "$(names '/delais?par=auteur&page=2' | wc -l)" = 20 ]
    ask '/delais?page=500' | grep -q '<p class="empty">Rien à cette page'
    ask '/delais?q=zzzz&mode=all' | grep -q '<p class="empty">Aucune question'
    [ -z "$(comm -12 <(names '/delais?par=auteur' | sort) <(names '/delais?par=auteur&page=2' | sort))" ]
}
