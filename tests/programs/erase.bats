#!/usr/bin/env bats
# Promise: after `remove --erase` no file of the index has a word of the document, and nothing that is asked tells one;
# copies that still have it are named; a daemon goes on serving; the id coming back is new.

bats_require_minimum_version 1.5.0
load searchd_helper

# Words that stand in the document alone, as it was and as it is, in every field; their stems, folded forms and parts.
WORDS=(vouziquard kwexalon mirzabel pfuizet qwertzolog grpzzyx ykvonna xyloglot cheminsecret zebulon Zébulon brzeczyk
    brzęczyk Kwexalon 8642975)

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
    mkdir D dumps A A/spool A/spool/1-2
    I=index
}

teardown() {
    [ -z "${SEARCHD_PID:-}" ] || stop_searchd || true
}

index() {
    "$bin/indexer" --index "$I" "$@"
}

others() { # enough of them to learn a dictionary from
    local n
    for ((n = 1; n <= 60; n++)); do
        printf '{"id":"q-%d","titre":"Le pont n° %d","question":"Quand le pont %d sera-t-il rouvert aux camions ?","auteur":"Anne Dupont","date":"2023-06-%02d","reponse":"Le tablier du pont %d sera refait."}\n' \
            "$n" "$n" "$n" $((n % 28 + 1)) "$n"
    done
}

secret() { # SENTENCE
    jq -cn --arg sentence "$1" '{id: "q-secret", titre: "Xyloglotte du bac", auteur: "Zwykołak Jean-Zébulon", groupe: "GrpZzyx",
        fonction: "Ministre de la Qwertzologie", ministre: "Ykvonna Trz", date: "2023-06-01", url_originale: "https://x.example/cheminsecret",
        question: ($sentence * 30), reponse: "La Pfuizette a coûté 8642975 euros.", date_reponse: "2023-07-01"}'
}

assert_gone_from_files() {
    local word
    for word in "${WORDS[@]}"; do
        run ! grep -arqi -- "$word" "$I"
    done
}

assert_gone_from_answers() {
    local word target
    for word in "${WORDS[@]}"; do
        [ "$(ask "/api/v1/search?q=%3D$word&partiels=0" | jq .total)" = 0 ]
    done
    for target in /api/v1/export.ndjson /api/v1/changes '/nouveautes?depuis=2020-01-01' /api/v1/personnes /api/v1/fonctions \
        /api/v1/suggest?q=vouz /api/v1/suggest?q=zwyk /api/v1/search?q=pont\&facets=auteur,groupe,ministre,fonction /recherche.atom /sitemap.xml; do
        run ! grep -qiE "$(IFS='|' && echo "${WORDS[*]}")" <(ask "$target")
    done
    index dump | grep -ciE "$(IFS='|' && echo "${WORDS[*]}")" | grep -qx 0
    index stats --json | grep -ciE "$(IFS='|' && echo "${WORDS[*]}")" | grep -qx 0
}

is_gone() {
    [ "$(status_of /question/q-secret)" = 410 ]
}

@test "nothing is left of an erased document but its id and the day" {
    local late resume
    { others && secret "Le vouziquard habite rue Kwexalon, Mirzabelle y pleure. "; } >D/a.jsonl
    index --quiet sync D
    { others && secret "Autrefois le Brzęczyk y logeait. "; } >D/a.jsonl
    index --quiet --settle 0 sync D
    index --quiet dump dumps
    index dump >plain.ndjson
    index --quiet backup backup
    echo '{"id":"q-secret"}' >A/spool/1-2/matches
    grep -arqi vouziquard "$I" && grep -arqi brzeczyk "$I"
    start_searchd s "$I"
    resume=$(ask '/api/v1/changes?limit=61' | jq -r .next) # stands at a change that will be gone
    [ "$(ask '/api/v1/search?q=brz%C4%99czyk' | jq .total)" = 1 ]

    run -65 --separate-stderr index --json --alerts A remove --erase q-secret q-jamais
    jq -e --arg here "$PWD" '.erased == 1 and .documents == 60 and (.copies | sort) == ([$here + "/backup", $here + "/plain.ndjson", "A/spool/1-2/matches"] +
        [.copies[] | select(startswith($here + "/dumps/"))] | sort) and (.copies | length) == 4' <<<"$output"
    grep -q 'q-jamais: no such document' <<<"$stderr"
    [ "$(grep -c 'may still hold q-secret' <<<"$stderr")" = 4 ]
    [ ! -e "$I.renewal" ]
    assert_gone_from_files
    index --quiet check
    wait_until is_gone
    grep -q 'is closed.*replaced' s.err
    [ "$(ask /question/q-secret.json | jq -r .disparue_le)" = "$(date -u +%F)T00:00:00Z" ]
    [ "$(ask '/api/v1/search?q=camions' | jq .total)" = 60 ]
    assert_gone_from_answers
    # Who harvests goes on from where he was, and learns that it is gone.
    [ "$(ask "$resume" | jq -c '[.changements[] | [.id, .genre, .source, .empreinte_avant]]')" = '[["q-secret","disparue","",null]]' ]
    # When it went is told to the day, wherever changes are.
    [ "$(ask /api/v1/changes.csv | grep ,disparue,q-secret, | cut -d , -f 4)" = "$(date -u +%F)T00:00:00Z" ]
    [ "$(ask '/nouveautes.json?genre=disparue' | jq -r '[.. | objects | select(.genre? == "disparue") | .date] | unique[]')" = "$(date -u +%F)T00:00:00Z" ]
    ask '/nouveautes.atom?genre=disparue' | grep -c "<\(updated\|published\)>$(date -u +%F)T00:00:00Z<" | grep -qx 3
    late=$(ask /api/v1/changes?limit=1000 | jq -r .reprise)

    # The unchanged file does not bring it back; one that changes does, as a document never seen.
    index --quiet sync D
    is_gone
    echo '{"id":"q-61","titre":"Un pont de plus"}' >>D/a.jsonl
    index --quiet --settle 0 sync D
    [ "$(ask "$late" | jq -c '[.changements[] | [.id, .genre]] | sort')" = '[["q-61","nouvelle"],["q-secret","revenue"]]' ]
    [ "$(ask /question/q-secret.json | jq '.premiere_vue == .modifie')" = true ]

    # Removed first, erased then: what it was goes as well. Of an index with nothing else, the whole.
    index --quiet remove q-secret
    grep -arqi brzeczyk "$I"
    index --quiet remove --erase q-secret 2>/dev/null
    assert_gone_from_files
    index --quiet check
    I=alone
    secret "Le vouziquard habite rue Kwexalon. " | index --quiet add -
    index --quiet remove --erase q-secret
    assert_gone_from_files
    index --quiet check
}

@test "the folder keeps its name, its owner's rights and what else is in it; what a killed run left goes" {
    secret "Le vouziquard. " | index --quiet add -
    chmod 750 "$I" && chmod 640 "$I"/*.mdb
    echo note >"$I/LISEZMOI"
    ln -s "$I" link
    mkdir -p "$I.renewal/work" "$I.renewal/fresh"
    echo vouziquard | tee "$I.renewal/work/data.mdb" >"$I.renewal/fresh/data.mdb"
    run -0 "$bin/indexer" --index link/ remove --erase q-secret
    [ "$output" = "1 erased; 0 documents, generation 2" ]
    [ "$(stat -c %a "$I" "$I/data.mdb" "$I/lock.mdb" | paste -sd ' ')" = "750 640 640" ]
    [ "$(cat "$I/LISEZMOI")" = note ]
    [ ! -e "$I.renewal" ]
    [ -L link ]
    # A second writer is kept out, and other commands take no --erase.
    (
        flock 9
        run -75 index remove --erase q-secret
    ) 9<"$I/writer.lock"
    run -64 index --erase add D
    run -64 index --index opensearch://127.0.0.1:1/x remove --erase q-secret
    [[ $output == *"is for an index in a folder"* ]]
}
