#!/usr/bin/env bats
# Section J of the table of French rows: the query language as people meet it, asked of the daemon. Each test names its
# row; the rows about words are in tests/stemmer/french-rows.txt.

bats_require_minimum_version 1.5.0
load searchd_helper

setup_file() {
    cat >"$BATS_FILE_TMPDIR/rows.jsonl" <<'END'
{"id": "exact", "titre": "A", "question": "La convention sur les droits des femmes est appliquée."}
{"id": "singular", "titre": "B", "question": "Le droit de la femme et les droits de la femme."}
{"id": "oeuvre", "titre": "C", "question": "La mise en œuvre du plan."}
{"id": "ligature", "titre": "D", "question": "La mise en oeuvre du décret."}
{"id": "other", "titre": "E", "question": "Une mise à jour d’œuvre en cours ; en œuvre, la mise."}
{"id": "noun", "titre": "F", "question": "La prostitution et sa régularisation."}
{"id": "plural", "titre": "G", "question": "Les prostituées et la numérisation."}
{"id": "filed", "titre": "H", "question": "Le budget.", "auteur": "PAVET Amandine", "ministre": "MORREALE Christie", "date": "2023-06-19"}
{"id": "foot", "titre": "J", "question": "Une mise à pied sans solde."}
{"id": "bare", "titre": "K", "question": "Une mise a pied, et un pied."}
{"id": "literal", "titre": "I", "question": "Il est écrit auteur pavet ministre morreale date 2023-06."}
END
    index_corpus "$BATS_FILE_TMPDIR/index" --format jsonl "$BATS_FILE_TMPDIR/rows.jsonl"
    start_searchd s "$BATS_FILE_TMPDIR/index"
    echo "$SEARCHD_PID" >"$BATS_FILE_TMPDIR/pid"
}

teardown_file() {
    kill -TERM "$(cat "$BATS_FILE_TMPDIR/pid")"
}

# search QUERY [PARAMETERS]: the whole answer; the query is typed as people type it.
search() {
    ask "/api/v1/search?q=$(jq -rn --arg q "$1" '$q | @uri')${2:-}"
}

# finds QUERY [ID...]: exactly these exchanges, in the order of their names.
finds() {
    local query=$1
    shift
    [ "$(search "$query" "${mode:+&mode=$mode}" | jq -r '[.hits[].id] | sort | join(" ")')" = "$*" ]
}

@test "row 100: a quotation is these surface words" {
    for mode in all any; do
        finds '"droits des femmes"' exact
        finds '"droit des femmes"'
    done
    mode=
    finds '"droits des femmes"' exact
    finds '« droits des femmes »' exact
    finds '“droits des femmes”' exact
    finds '"droit de la femme"' singular
    finds '"droit des femmes"'
}

@test "row 101: common words keep their places in a quotation, ligatures are spelled either way" {
    finds '"mise en œuvre"' ligature oeuvre
    finds '"mise en oeuvre"' ligature oeuvre
    finds '"MISE EN ŒUVRE"' ligature oeuvre
    finds '"mise œuvre"'
}

@test "row 102: what is unbalanced is repaired, answered and told" {
    for query in '"mise en œuvre' '(budget' 'budget)' '*' '-' 'AND' '""' '((((' '))))' '"' '+' '()' 'OU' 'budget ET' '« budget'; do
        run -0 search "$query" '&limit=0'
        jq -e '.total >= 0 and (.query.notices | length) > 0' <<<"$output"
    done
    [ "$(status_of '/recherche?q=%22mise+(')" = 200 ]
    finds '"mise en œuvre' ligature oeuvre
    finds '(budget' filed
    finds 'budget)' filed
}

@test "row 103: stars stand for surface forms, not for stems" {
    finds 'prostitu*' noun plural
    finds 'prostitué*' plural
    finds '*isation' noun plural
    finds 'régul*isation' noun
    finds 'prostitutio*' noun # the stem is shorter
}

@test "row 104: fields filter, and are not words; an unknown one is refused with those there are" {
    finds 'auteur:pavet ministre:morreale date:2023-06' filed
    finds 'auteur:Pavet' filed
    finds 'date:2023-06' filed
    finds 'auteur:morreale'
    run -0 search 'autheur:pavet'
    jq -e '.status == 400 and .errors[0].parameter == "q"
        and (.detail | contains("auteur") and contains("ministre") and contains("titre"))' <<<"$output"
    [ "$(header_of Content-Type "/api/v1/search?q=autheur:pavet")" = application/problem+json ]
}

@test "a star behind a field is any value of it" {
    finds 'auteur:*' filed
    finds 'date:*' filed
    finds 'date:* -date_reponse:*' filed
    finds 'budget fonction:*'
    finds '-ministre:* -numero:* mise' bare foot ligature oeuvre other
    finds 'auteur:* OU =prostitution' filed noun
    [ "$(search '-date_reponse:*' | jq .total)" = "$(search 'id:*' | jq .total)" ]
    search 'titre:* budget' | jq -e '.total == 1 and .query.canonical == "titre:* budget" and .query.notices == []'
    [ "$(search 'question:*' | jq .total)" = "$(search '-(-question:*)' | jq .total)" ]
    search '-ministre:*' | jq -e '.query.canonical == "-ministre:*"'
}

@test "row 105: zero bytes, and too much text, are refused; bytes that are no UTF-8 are read as Windows-1252" {
    local long many
    long=$(printf 'mot%.0s' {1..3400})   # 10 kB
    many=$(printf 'a%d%%20' {1..1000})   # 1,000 words
    for q in '%00' 'a%00b' "$long" "$many"; do
        run -0 ask "/api/v1/search?q=$q"
        jq -e '.status == 400 or .status == 414' <<<"$output"
        [ "$(header_of Content-Type "/api/v1/search?q=$q")" = application/problem+json ]
    done
    run -0 ask "/api/v1/search?q=$many"
    jq -e '.status == 400' <<<"$output"
    for q in '%C3%28' '%FF'; do
        run -0 ask "/api/v1/search?q=$q"
        jq -e '.query.interpretation | any(contains("Windows-1252"))' <<<"$output"
    done
    finds budget filed # and the daemon goes on
}

@test "the common word of a compound is found with and without its accent" {
    finds 'a-pied' bare foot
    finds 'à-pied' bare foot
    finds 'mise a-pied' bare foot
    finds 'de-pied'
}
