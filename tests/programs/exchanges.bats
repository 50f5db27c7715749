#!/usr/bin/env bats
# What came of a question, who asked it of whom, who said what: through the index, in searches and in every form.
bats_require_minimum_version 1.5.0
load searchd_helper

# Made up: a provisional answer, one withdrawn, one lapsed, one waiting, one answered, a debate, answers that only point elsewhere.
write_questions() {
    cat >"$1" <<'END'
[
  {
    "id": "quai-1", "titre": "Le quai des Ormes", "type": "Question écrite", "assemblee": "Conseil des Rivières",
    "groupe": "Les Rives", "auteurs": [{"nom": "VERGER Aline", "fonction": "Conseillère"}, {"nom": "TIERS Paul"}],
    "ministre": "PONTON Jean", "fonction": "Ministre des Quais", "date_question": "2024-01-10",
    "question": "Quand le quai rouvre-t-il ?",
    "reponses": [
      {"nature": "Réponse provisoire", "date": "2024-02-01", "repondant": "PONTON Jean", "texte": "Je me renseigne."}
    ]
  },
  {
    "id": "quai-2", "titre": "Le quai des Saules", "assemblee": "Conseil des Rivières", "date_question": "2024-01-11",
    "question": "Et celui-ci ?", "statut": "retiree", "date_cloture": "2024-03-01", "motif": "fin de mandat"
  },
  {
    "id": "quai-3", "titre": "Le quai des Aulnes", "assemblee": "Chambre des Étangs", "date_question": "2024-01-12",
    "question": "Et l'autre ?", "statut": "caduque"
  },
  {"id": "quai-4", "titre": "Le quai des Frênes", "date_question": "2024-01-13", "question": "Et le dernier ?"},
  {
    "id": "quai-5", "titre": "Le quai des Tilleuls", "date_question": "2024-01-14", "question": "Est-il sûr ?",
    "reponses": [
      {"nature": "Réponse provisoire", "date": "2024-01-20", "repondant": "PONTON Jean", "texte": "Je vérifie."},
      {"nature": "Réponse", "date": "2024-02-13", "repondant": "DIGUE Rose", "fonction": "Ministre de l'Eau",
       "texte": "Il est sûr."}
    ]
  },
  {
    "id": "quai-6", "titre": "Le quai des Débats", "type": "Question orale", "date_question": "2024-01-15",
    "auteur": "VERGER Aline", "ministre": "DIGUE Rose", "date_reponse": "2024-01-15",
    "interventions": [
      {"orateur": "Aline Verger", "role": "auteur", "texte": "Vous négligez les platanes !"},
      {"orateur": "Paul Tiers", "role": "autre", "texte": "Calomnie pure."},
      {"orateur": "Rose Digue", "fonction": "ministre de l'Eau", "role": "ministre", "texte": "Nous replantons."}
    ]
  },
  {
    "id": "quai-7", "titre": "Le quai des Charmes", "numero": "7 (2023-2024) 1", "session": "2023-2024",
    "question": "Est-il éclairé ?", "reponse": "Il l'est depuis mars. Pour les autres, je renvoie à ma réponse à la question n° 8."
  },
  {
    "id": "quai-8", "titre": "L'éclairage du quai des Charmes", "numero": "8 (2023-2024) 1", "session": "2023-2024",
    "question": "Y voit-on clair ?", "reponse": "Je renvoie l'honorable membre à ma réponse à la question n° 7 (2023-2024) 1."
  },
  {
    "id": "quai-9", "titre": "L'ombre du quai des Charmes", "numero": "7 (2024-2025) 1", "session": "2024-2025",
    "question": "Y fait-il frais ?", "reponse": "Voir la réponse à la question n° 8 (2019-2020)."
  }
]
END
}

setup_file() {
    write_questions "$BATS_FILE_TMPDIR/quais.json"
    index_corpus "$BATS_FILE_TMPDIR/index" "$BATS_FILE_TMPDIR/quais.json"
    start_searchd quais "$BATS_FILE_TMPDIR/index"
    echo "$SEARCHD_PID" >"$BATS_FILE_TMPDIR/pid"
}

teardown_file() {
    kill "$(cat "$BATS_FILE_TMPDIR/pid")"
}

get() {
    curl -sSf "$URL$1"
}

ids() {
    get "/api/v1/search?limit=100&$1" | jq -r '[.hits[].id] | sort | join(" ")'
}

@test "every status is a filter, a field of queries and a value of the facet" {
    [ "$(ids statut=provisoire)" = quai-1 ]
    [ "$(ids statut=retiree)" = quai-2 ]
    [ "$(ids q=statut:caduque)" = quai-3 ]
    [ "$(ids q=statut:sans-reponse)" = quai-4 ]
    [ "$(ids statut=repondue)" = "quai-5 quai-6 quai-7 quai-8 quai-9" ]
    get '/api/v1/search?facets=statut&limit=0' | jq -e '[.facets.statut[] | {(.valeur): .nombre}] | add
        == {"repondue": 5, "provisoire": 1, "retiree": 1, "caduque": 1, "sans-reponse": 1}'
}

@test "assembly and group are filters, fields of queries and facets" {
    [ "$(ids 'assemblee=conseil+des+rivieres')" = "quai-1 quai-2" ]
    [ "$(ids 'q=assemblee:%C3%A9tangs')" = quai-3 ]
    [ "$(ids 'groupe=Les+Rives')" = quai-1 ]
    [ "$(ids 'q=groupe:rives')" = quai-1 ]
    get '/api/v1/search?facets=assemblee,groupe&limit=0' | jq -e '.facets.assemblee[0] ==
        {"valeur": "Conseil des Rivières", "nombre": 2} and .facets.groupe[0].nombre == 1'
    "$bin/indexer" --index "$BATS_FILE_TMPDIR/index" search --assemblee "Chambre des Étangs" quai | grep -q Aulnes
}

@test "only what waits is unanswered; a provisional answer ends no delay" {
    [ "$(get '/api/v1/unanswered' | jq -r '[.hits[].id] | join(" ")')" = "quai-1 quai-4" ]
    get /api/v1/questions/quai-1 | jq -e '.statut == "provisoire" and .date_reponse == null and .delai_jours == null
        and .reponses[0].nature == "Réponse provisoire" and .reponse == "Je me renseigne."'
    get /api/v1/questions/quai-5 | jq -e '.statut == "repondue" and .date_reponse == "2024-02-13" and .delai_jours == 30
        and .repondant == "DIGUE Rose" and (.reponses | length) == 2'
    get /api/v1/questions/quai-2 | jq -e '.date_cloture == "2024-03-01" and .motif == "fin de mandat" and .reponses == []'
}

@test "of a debate the asker's words are the question, the minister's the answer, the others' are not found" {
    [ "$(ids q=question:platanes)" = quai-6 ]
    [ "$(ids q=reponse:replantons)" = quai-6 ]
    [ "$(ids q=reponse:platanes)" = "" ]
    [ "$(ids q=calomnie)" = "" ]
    get /api/v1/questions/quai-6 | jq -e '[.interventions[].role] == ["auteur", "autre", "ministre"]
        and .reponses[0].nature == "Débat" and .repondant == "Rose Digue"'
    get /question/quai-6.txt | grep -q "Calomnie pure"
}

@test "an answer that only points elsewhere is told, with the question it points at" {
    [ "$(ids renvoi=oui)" = "quai-8 quai-9" ]
    [ "$(ids q=renvoi:oui+%C3%A9clairage)" = quai-8 ]
    [ "$(ids 'q=quai&renvoi=non')" = "quai-5 quai-6 quai-7" ]
    [ "$(curl -s -o /dev/null -w '%{http_code}' "$URL/api/v1/search?renvoi=peut-etre")" = 400 ]
    get '/api/v1/search?facets=renvoi&limit=0' | jq -e '[.facets.renvoi[] | [.valeur, .nombre]]
        == [["non", 3], ["oui", 2]]'
    get /api/v1/questions/quai-8 | jq -e '.renvoi == {"numero": "7", "session": "2023-2024", "id": "quai-7",
        "url": "/question/quai-7"}'
    get /api/v1/questions/quai-9 | jq -e '.renvoi == {"numero": "8", "session": "2019-2020"}'
    get /api/v1/questions/quai-7 | jq -e '.renvoi == null'
    get '/api/v1/search?renvoi=oui&q=charmes' | jq -e '[.hits[].renvoi.numero] | sort == ["7", "8"]'
    get /api/v1/export.csv | python3 -c 'import csv, sys
assert {row["id"]: row["renvoi"] for row in csv.DictReader(sys.stdin) if row["id"][:5] == "quai-"} == {
    "quai-1": "", "quai-2": "", "quai-3": "", "quai-4": "", "quai-5": "non", "quai-6": "non", "quai-7": "non",
    "quai-8": "oui", "quai-9": "oui"}'
    [[ $(page quai-8) == *'Renvoi'*'question n° 7 (2023-2024)'* ]]
    get /question/quai-8 | grep -q '<a href="/question/quai-7">question n°'
    run ! grep -q 'href="/question/quai-7">question' <(get /question/quai-9)
    get '/recherche?q=charmes' | sed 's/<[^>]*>//g' | grep -q 'réponse par renvoi'
}

@test "persons are strings and lists" {
    get /api/v1/questions/quai-1 | jq -e '.auteur == "VERGER Aline ; TIERS Paul"
        and .auteurs == [{"nom": "VERGER Aline", "id": "aline-verger", "fonction": "Conseillère"},
            {"nom": "TIERS Paul", "id": "paul-tiers", "fonction": null}]
        and .ministres == [{"nom": "PONTON Jean", "id": "jean-ponton", "fonction": "Ministre des Quais"}]'
    [ "$(ids q=auteur:tiers)" = quai-1 ]
}

@test "each person is a value of the facet, whose count is what its filter finds" {
    get '/api/v1/search?facets=auteur&limit=0' | jq -e '[.facets.auteur[] | [.valeur, .nombre]] | sort
        == [["TIERS Paul", 1], ["VERGER Aline", 2]]'
    [ "$(ids auteur=VERGER+Aline)" = "quai-1 quai-6" ]
    [ "$(ids auteur=TIERS+Paul)" = quai-1 ]
    [ "$(ids 'auteur=VERGER+Aline+%3B+TIERS+Paul')" = quai-1 ]
    [ "$(ids 'q=auteur:%22aline+verger%22')" = "quai-1 quai-6" ]
    # beside the other author, quai-1 is there already
    get '/recherche?auteur=TIERS+Paul' | grep -q '<bdi>Aline Verger</bdi> <small>+1</small>'
}

@test "dump and exports come in again and change nothing" {
    local form=$BATS_TEST_TMPDIR/form
    "$bin/indexer" --index "$BATS_FILE_TMPDIR/index" dump >"$form.jsonl"
    "$bin/indexer" --index "$BATS_TEST_TMPDIR/two" --quiet add "$form.jsonl"
    "$bin/indexer" --index "$BATS_TEST_TMPDIR/two" dump | jq -cS 'del(.source)' | sort >"$form.two"
    jq -cS 'del(.source)' "$form.jsonl" | sort | diff - "$form.two"
    get /api/v1/export.csv >"$form.csv"
    grep -q 'Paul Tiers : Calomnie pure.' "$form.csv"
    head -n 1 "$form.csv" | grep -q 'assemblee,groupe,ministre_depot,date_cloture,motif,interventions'
    "$bin/indexer" --index "$BATS_TEST_TMPDIR/two" check
}

# page ID: its text, without tags and special blanks, on one line.
page() {
    get "/question/$1" | sed 's/<[^>]*>//g; s/\xc2\xa0/ /g; s/\xe2\x80\xaf/ /g' | tr '\n' ' '
}

@test "persons between any blanks, and empty ones among them, come in again from a dump" {
    local root=$BATS_TEST_TMPDIR
    cat >"$root/persons.jsonl" <<'END'
{"id":"p1","titre":"A","auteur":"Dupont ;  ; Martin","ministre":"Digue  ; Ponton","fonction":"Ministres"}
{"id":"p2","titre":"B","auteur":"; Durand\u00a0 ; ; Petit ;","ministre":"Digue ; \u00a0 ; Ponton"}
{"id":"p3","titre":"C","auteur":" ;  ; ","ministre":";"}
END
    "$bin/indexer" --index "$root/one" --quiet sync "$root/persons.jsonl"
    "$bin/indexer" --index "$root/one" dump >"$root/dump.jsonl"
    jq -r 'select(.id) | [.id, .auteur, .ministre, .fonction] | @tsv' "$root/dump.jsonl" | tr '\t' , | diff - <(cat <<'END'
p1,Dupont ; Martin,Digue ; Ponton,Ministres
p2,Durand ; Petit,Digue ; Ponton,
p3,,,
END
    )
    "$bin/indexer" --index "$root/two" --quiet add - <"$root/dump.jsonl"
    "$bin/indexer" --index "$root/two" sync "$root/persons.jsonl" 2>&1 | grep '^nothing new'
    "$bin/indexer" --index "$root/two" dump | diff "$root/dump.jsonl" -
}

@test "the page says what came of a question, and of which assembly it is" {
    [[ $(page quai-1) == *'Question écrite (Conseil des Rivières)'*'réponse provisoire, sans réponse depuis'* ]]
    [[ $(page quai-1) == *'Réponse provisoire'*'Je me renseigne.'*'Groupe'*'Les Rives'* ]]
    [[ $(page quai-1) == *'Aline Verger et Paul Tiers'* ]]
    [[ $(page quai-2) == *'Question retirée le 1ᵉʳ mars 2024 (fin de mandat).'* ]]
    [[ $(page quai-2) == *'(Conseil des Rivières)'*'; retirée le 1ᵉʳ mars 2024 (fin de mandat)'* ]]
    [[ $(page quai-2) != *'Pas de réponse'* ]]
    [[ $(page quai-3) == *'Question caduque.'* ]]
    [[ $(page quai-4) == *'Pas de réponse dans les données'* ]]
    [[ $(page quai-5) == *'Réponse provisoire'*'Je vérifie.'*'Réponse'*'Rose Digue'*'(Ministre de l'*'Eau)'*'Il est sûr.'* ]]
}

@test "the page of a debate shows who says what, in order" {
    [[ $(page quai-6) == *'Débat'*'Aline Verger'*'platanes'*'Paul Tiers'*'Calomnie'*'Rose Digue'*'Nous replantons.'* ]]
    [ "$(get /question/quai-6 | grep -c 'Nous replantons')" = 1 ]
    run ! grep -q 'id="question"' <(get /question/quai-6)
}

@test "lists name the assembly; its facet and the statuses are offered in words" {
    results=$(get '/recherche?q=quai' | sed 's/<[^>]*>//g' | tr '\n' ' ')
    [[ $results == *'Réponse provisoire'* && $results == *'Caduque'* && $results == *'Assemblée'* ]]
    [[ $results == *'Question (Chambre des Étangs)'* ]]
    get '/recherche?q=quai&statut=retiree' | grep -q 'value="retiree" checked'
}
