# For the tests of saved searches: an index I of a folder D, saved searches in A, and a sendmail that keeps what it gets.
# shellcheck shell=bash

load searchd_helper

setup() {
    cd "$(mktemp -d "${BATS_TEST_TMPDIR:-/tmp}/alerts.XXXXXX")" || return 1
    unset HEMICYCLE_INDEX HEMICYCLE_ALERTS HEMICYCLE_ALERTS_ADDRESS HEMICYCLE_BASE_URL
    mkdir A D
    printf '#!/bin/sh\nprintf "%%s\\n" "$*" >>args\n{ cat; echo END; } >>mails\n' >sendmail
    sed "1a unset LD_PRELOAD" sendmail >sendmail.clean
    chmod +x sendmail sendmail.clean
}

indexer() {
    "$bin/indexer" --index I "$@"
}

night() { # [OPTION...]
    indexer --quiet --alerts A --alerts-address alertes@site.example --base-url https://site.example "$@" sync D
}

send() {
    indexer --alerts A --alerts-address alertes@site.example --sendmail "$PWD/sendmail" "$@" alerts send
}

# question ID TEXT [MORE]: a file with one question
question() {
    echo "{\"id\": \"$1\", \"titre\": \"Le quai $1\", \"question\": \"$2\", \"date\": \"2024-01-02\", \"auteur\": \"Sorel Julie\"${3:+, $3}}" \
        >"D/$1.jsonl"
}

search() { # NAME QUERY [LINE...]
    printf 'recherche = %s\n' "$2" >"A/$1.alerte"
    [ $# -lt 3 ] || printf '%s\n' "${@:3}" >>"A/$1.alerte"
}

told() { # what the command got: alert, event, id
    jq -r '[.alerte, .evenement, .id] | join(" ")' lines | sort
}
