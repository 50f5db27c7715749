#!/usr/bin/env bats
# The indexer as its users run it: files in, generations out, exit codes, words on the terminal.

bats_require_minimum_version 1.5.0

setup() {
    cd "$(mktemp -d "${BATS_TEST_TMPDIR:-/tmp}/indexer.XXXXXX")" || return 1
    mkdir D
}

indexer() {
    "$HEMICYCLE_BIN/indexer" --index I "$@"
}

# write NUMBER [TITLE [ANSWER]]: a page in the Wallonia layout, D/q-NUMBER.txt
write() {
    local count=1
    [ -z "${3:-}" ] || count=2
    {
        printf '/\n\n%s\n\n  • Session : 2023-2024\n  • Année : 2024\n  • N° : %d (2023-2024) 1\n\n' "${2:-Titre $1}" "$1"
        printf '%d élément(s) trouvé(s).\n\n  • Question écrite du 05/02/2024\n    • de DUBOIS Élodie\n' $count
        printf '    • à MARTIN Luc, Ministre de la Mobilité\n    Combien de trains numéro %d roulent ?\n' "$1"
        if [ $count = 2 ]; then
            printf '  • Réponse du 01/03/2024\n    • de MARTIN Luc\n    %s\n' "$3"
        fi
    } >"D/q-$1.txt"
}

write_many() { # FIRST LAST
    local n
    for n in $(seq "$1" "$2"); do
        write "$n"
    done
}

# contents DUMP: what a reader sees of each document, in the order of ids
contents() {
    jq -cS 'del(.source, .premiere_vue, .modifie)' "$1" | sort
}

field() { # JSON FIELD
    jq -r ".$2" <<<"$1"
}

@test "a second sync changes nothing and says so" {
    write_many 1 12
    run indexer sync D
    [ "$status" -eq 0 ]
    [[ $output == "12 new, 0 changed, 0 removed; 12 files"* ]]
    run indexer sync D
    [ "$status" -eq 0 ]
    [[ $output == "nothing new; 12 files, 12 of them unchanged; 12 documents, generation 1"* ]]
    run indexer --quiet sync D
    [ "$status" -eq 0 ]
    [ -z "$output" ]
}

@test "a path that is not there makes no index, and root none where the package's user has his" {
    local code command help
    for command in add sync; do
        run --separate-stderr indexer "$command" D/nowhere
        [ "$status" -eq 74 ] && [ -z "$output" ] && [ ! -e I ]
        [ "$stderr" = "indexer: D/nowhere: No such file or directory; no index is made in I" ]
    done
    write 1
    run indexer sync D D/nowhere
    [ "$status" -eq 74 ] && [ ! -e I ]
    run indexer sync D
    [[ $output == "1 new, 0 changed, 0 removed; 1 file, 0 of them unchanged; 1 document, generation 1; "* ]]
    run --separate-stderr indexer add D/nowhere
    [ "$status" -eq 74 ] && [[ $output == "nothing new, 1 not to be read; "* ]]
    for command in indexer searchd; do
        help=$("$HEMICYCLE_BIN/$command" --help) # lines of blanks alone come from texts a letter too long
        ! grep -nE '^ +$' <<<"$help"
    done
    if script -qec true /dev/null </dev/null; then # a terminal is told which index it is, at both ends
        run script -qec "'$HEMICYCLE_BIN/indexer' --index I sync D" /dev/null </dev/null
        [[ $output == "indexer: index I"$'\r\n'*"; index I"$'\r' ]]
    fi
    [ "$(id -u)" -eq 0 ] || return 0
    for command in "sync D" "add D" "remove x" optimize "--report /var/lib/hemicycle/r.txt sync D" "alerts remove x"; do
        # shellcheck disable=SC2086 # words
        code=0 && HEMICYCLE_INDEX=/var/lib/hemicycle/../hemicycle/no-index "$HEMICYCLE_BIN/indexer" $command 2>err || code=$?
        [ "$code" -eq 64 ] && grep -q "as root nothing is written there.*runuser -u hemicycle" err
    done
    [ ! -e /var/lib/hemicycle/no-index ] && [ ! -e /var/lib/hemicycle/r.txt ]
}

@test "sync takes what is new, changed and gone, in one folder or under another name of it" {
    write_many 1 30
    indexer --quiet sync D
    rm D/q-1.txt D/q-2.txt
    write 3 "Un autre titre"
    write 31
    run indexer --json sync "$PWD/./D/"
    [ "$status" -eq 0 ]
    [ "$(field "$output" new)" = 1 ]
    [ "$(field "$output" changed)" = 1 ]
    [ "$(field "$output" removed)" = 2 ]
    [ "$(field "$output" documents)" = 29 ]
    run indexer --json sync D
    [ "$(field "$output" removed)$(field "$output" changed)$(field "$output" new)" = 000 ]
}

@test "a file whose time changed but not its bytes is not parsed again" {
    write 1
    indexer --quiet sync D
    touch -d '2001-01-01' D/q-1.txt
    run indexer --json sync D
    [ "$(field "$output" unchanged_files)" = 1 ]
    [ "$(field "$output" bytes)" = 0 ]
}

@test "an edit that keeps size and time is noticed" {
    write 1 "Titre A"
    touch -d '2001-01-01' D/q-1.txt
    indexer --quiet sync D
    sleep 0.1
    write 1 "Titre B"
    touch -d '2001-01-01' D/q-1.txt
    run indexer --json sync D
    [ "$(field "$output" changed)" = 1 ]
}

# Its time, in days to come, is the later of the two that stand for its state: no write moves it.
@test "an edit that no time of the file tells is noticed" {
    local tomorrow
    tomorrow=$(date -d tomorrow +%FT12:00:00)
    write 1 "Titre A"
    touch -d "$tomorrow" D/q-1.txt
    indexer --quiet sync D
    write 1 "Titre B"
    touch -d "$tomorrow" D/q-1.txt
    run indexer --json sync D
    [ "$(field "$output" changed)" = 1 ]
}

@test "a moved file keeps its document, first seen when it was" {
    write_many 1 20
    indexer --quiet sync D
    mkdir D/2024
    mv D/q-*.txt D/2024/
    run indexer --json sync D
    [ "$status" -eq 0 ]
    [ "$(field "$output" removed)" = 0 ]
    [ "$(field "$output" new)" = 0 ]
    [ "$(field "$output" documents)" = 20 ]
}

@test "add never removes" {
    write_many 1 3
    indexer --quiet add D
    rm D/q-1.txt
    run indexer --json add D
    [ "$(field "$output" documents)" = 3 ]
    run indexer --json sync D
    [ "$(field "$output" removed)" = 1 ]
}

@test "rejections name file, line and reason, exit 65, and the rest goes in" {
    write_many 1 3
    sed -i 's/^1 élément/7 élément/' D/q-2.txt
    sed -i 's,05/02/2024,31/02/2024,' D/q-3.txt
    printf 'abc\0def' >D/noise.txt
    touch -d '1 hour ago' D/*
    run --separate-stderr indexer --json sync D
    [ "$status" -eq 65 ]
    [ "$(field "$output" documents)" = 1 ]
    [ "$(field "$output" rejected)" = 3 ]
    [ "${stderr_lines[0]}" = "$PWD/D/noise.txt:1: not text: it holds NUL bytes" ]
    [ "${stderr_lines[1]}" = "$PWD/D/q-2.txt:9: announces 7 elements, but 1 found" ]
    [ "${stderr_lines[2]}" = "$PWD/D/q-3.txt:11: impossible date \"31/02/2024\"" ]
    [ "${#stderr_lines[@]}" -eq 3 ]
}

@test "what was rejected waits in quarantine until it changes or is named" {
    write_many 1 2
    sed -i 's/^1 élément/7 élément/' D/q-2.txt
    touch -d '1 hour ago' D/*
    run indexer --quiet sync D
    [ "$status" -eq 65 ]
    run indexer --quiet sync D
    [ "$status" -eq 0 ]
    [ -z "$output" ]
    run indexer --quiet add D/q-2.txt
    [ "$status" -eq 65 ]
    write 2
    run indexer --json sync D
    [ "$status" -eq 0 ]
    [ "$(field "$output" new)" = 1 ]
}

@test "a file that breaks keeps the document it had" {
    write_many 1 2
    indexer --quiet sync D
    printf '/\n\nTitre' >D/q-1.txt
    run indexer --json sync D
    [ "$status" -eq 65 ]
    run indexer --json sync D
    [ "$(field "$(indexer --json stats)" documents)" = 2 ]
}

@test "a file that ends early and is young is tried again, an old one is not" {
    write 1
    head -c 120 D/q-1.txt >D/q-2.txt
    run --separate-stderr indexer --settle 3600 --quiet sync D
    [ "$status" -eq 65 ]
    [[ ${stderr_lines[0]} == "$PWD/D/q-2.txt:"*"tried again next time" ]]
    run --separate-stderr indexer --settle 3600 --quiet sync D
    [ "$status" -eq 65 ]
    run --separate-stderr indexer --settle 0 --quiet sync D
    [ "$status" -eq 65 ]
    [[ ${stderr_lines[0]} != *"tried again"* ]]
    run indexer --settle 0 --quiet sync D
    [ "$status" -eq 0 ]
}

@test "a file that another process is writing is left for the next time" {
    write 1
    write 2
    exec 9>>D/q-2.txt
    run --separate-stderr indexer --json sync D 9>&-
    [ "$status" -eq 0 ]
    [ "$(field "$output" postponed_files)" = 1 ]
    [ "$(field "$output" documents)" = 1 ]
    [[ ${stderr_lines[0]} == "$PWD/D/q-2.txt: is being written"* ]]
    exec 9>&-
    run indexer --json sync D
    [ "$(field "$output" documents)" = 2 ]
}

@test "a source that is suddenly empty, gone or unreadable removes nothing" {
    write_many 1 30
    indexer --quiet sync D
    mv D away
    mkdir D
    run --separate-stderr indexer --json sync D
    [ "$status" -eq 65 ]
    [ "$(field "$output" documents)" = 30 ]
    [ "$(field "$output" refused_removals)" = 30 ]
    [[ $stderr == *"30 of 30 documents have lost their source"*"--force"* ]]

    rmdir D
    run indexer --quiet sync D
    [ "$status" -eq 74 ]
    [ "$(field "$(indexer --json stats)" documents)" = 30 ]

    mv away D
    run indexer --json sync D
    [ "$status" -eq 0 ]
    [ "$(field "$output" documents)" = 30 ]
    rm D/q-1*.txt # 11 of 30
    run indexer --quiet sync D
    [ "$status" -eq 65 ]
    run indexer --quiet --max-removed 50 sync D
    [ "$status" -eq 0 ]
    [ "$(field "$(indexer --json stats)" documents)" = 19 ]
    rm D/*
    run indexer --quiet --force sync D
    [ "$status" -eq 0 ]
    [ "$(field "$(indexer --json stats)" documents)" = 0 ]
}

@test "what was read from a path that is not there stays, whatever else is named beside it" {
    mkdir E
    write_many 1 12
    mv D/q-1.txt D/q-2.txt E
    mv D/q-3.txt alone.txt
    indexer --quiet sync D E alone.txt
    mv E away
    mv alone.txt away
    rm D/q-4.txt
    run --separate-stderr indexer --json sync D E alone.txt
    [ "$status" -eq 74 ]
    [ "$(field "$output" removed)" = 1 ] # D is there
    [ "$(field "$output" refused_removals)" = 3 ]
    [ "$(field "$output" documents)" = 11 ]
    [[ $stderr == *"3 of 12 documents have lost their source (a path is not there): not removed"* ]]
    run --separate-stderr indexer --json sync alone.txt # also of one document
    [ "$status" -eq 74 ]
    [ "$(field "$output" documents)" = 11 ]
    mv away/alone.txt .
    mv away E
    run -0 --separate-stderr indexer --json sync D E alone.txt
    [ "$(field "$output" documents)" = 11 ]
    rm -r E
    run -74 --separate-stderr indexer --json sync --force D E alone.txt
    [ "$(field "$output" removed)" = 2 ]
    [ "$(field "$output" documents)" = 9 ]
}

@test "lines that leave a JSON Lines file leave the index, packed or not" {
    for n in 1 2 3 4; do
        echo "{\"id\": \"j-$n\", \"titre\": \"Ligne $n\"}"
    done >lines
    gzip -c lines >D/lines.gz
    run indexer --json sync D
    [ "$(field "$output" new)" = 4 ]
    sed -i 2d lines
    zstd -qc lines >D/lines.gz # by content, not by name
    run indexer --json sync D
    [ "$status" -eq 0 ]
    [ "$(field "$output" removed)" = 1 ]
    [ "$(field "$output" documents)" = 3 ]
    run indexer --json sync D
    [ "$(field "$output" unchanged_files)" = 1 ]
    head -c 30 lines | gzip -c | head -c 25 >D/lines.gz
    touch -d '1 hour ago' D/lines.gz
    run indexer --json sync D
    [ "$status" -eq 65 ]
    [ "$(field "$(indexer --json stats)" documents)" = 3 ]
}

@test "what a file had stays while something in it is rejected, and that is told" {
    for n in 1 2 3 4; do
        echo "{\"id\": \"j-$n\", \"titre\": \"Ligne $n\"}"
    done >D/lines.jsonl
    indexer --quiet sync D
    sed -i -e '2d; 4s/}/, "date": "2023-02-31"}/' D/lines.jsonl # nobody can tell that j-2 is not what was wrong
    run --separate-stderr indexer --json sync D
    [ "$status" -eq 65 ]
    [ "$(field "$output" documents)" = 4 ]
    [[ $stderr == *"$PWD/D/lines.jsonl: 2 documents that it had and that were not read now stay, as something in it was rejected"* ]]
    sed -i 's/02-31/02-28/' D/lines.jsonl
    run -0 indexer --json sync D
    [ "$(field "$output" removed)" = 1 ]
    [ "$(field "$output" documents)" = 3 ]
}

@test "an index that lies below its sources is none of them, whatever it is called there" {
    write 1
    mkdir -p D/below/more
    cp D/q-1.txt D/below/more/data.mdb # by place, not by name
    sed -i 's/N° : 1 /N° : 7 /' D/below/more/data.mdb
    ln -s "$PWD/D/below/ix" other
    local name
    for name in D/below/ix other D/below/more/../ix; do
        run -0 --separate-stderr "$HEMICYCLE_BIN/indexer" --index "$name" --progress --json sync D
        [[ $stderr != *D/below/ix* ]]
        [ "$(field "$output" files)" = 2 ]
        [ "$(field "$output" documents)" = 2 ]
    done
    run -0 "$HEMICYCLE_BIN/indexer" --index D/below/ix --quiet add D/below D/below/more
    [ -z "$output" ]
    # Another index there is a folder like others.
    indexer --quiet sync D || [ $? -eq 65 ]
    run -65 indexer --reread --quiet sync D
    [[ $output == *"$PWD/D/below/ix/data.mdb:1: "* ]]
}

@test "standard input is read, sync of it is refused" {
    run bash -c 'echo "{\"id\": \"s-1\", \"titre\": \"Bonjour\"}" | "$HEMICYCLE_BIN/indexer" --index I --json add -'
    [ "$status" -eq 0 ]
    [ "$(field "$output" new)" = 1 ]
    run -64 indexer sync -
    [[ $output == *"sync needs files, folders or addresses, not -"* ]]
    run -64 "$HEMICYCLE_BIN/indexer" --index J sync D - # nothing was begun
    [ ! -e J ]
}

@test "remove removes, and says what is not there" {
    write_many 1 2
    indexer --quiet add D
    run indexer remove pw-2023-2024-1-1 nothing
    [ "$status" -eq 65 ]
    [ "$(field "$(indexer --json stats)" documents)" = 1 ]
    run indexer --json sync D # the file did not change: what was removed by hand stays away
    [ "$(field "$output" documents)" = 1 ]
}

@test "exit codes: usage 64, nothing there 66, unreadable 74, another writer 75" {
    run indexer
    [ "$status" -eq 64 ]
    run indexer frobnicate
    [ "$status" -eq 64 ]
    run indexer --memory many add D
    [ "$status" -eq 64 ]
    run indexer stats
    [ "$status" -eq 66 ]
    run indexer add no-such-file
    [ "$status" -eq 74 ]
    write 1
    ln -s nowhere link
    run -66 indexer --index link stats
    run -74 indexer --index link add D # not told to do what it just did
    [[ $output == *"link: No such file or directory" ]]
    mkfifo pipe
    indexer --quiet add - <pipe &
    exec 8>pipe # keeps it waiting for input, with the lock taken
    echo '{"id": "p-1", "titre": "T"}' >&8
    for _ in $(seq 100); do
        [ -e I/data.mdb ] && break
        sleep 0.05
    done
    sleep 0.2
    run indexer add D 8>&-
    exec 8>&-
    wait
    [ "$status" -eq 75 ]
}

@test "SIGTERM commits what is complete and says so" {
    write_many 1 5
    mkfifo pipe
    "$HEMICYCLE_BIN/indexer" --index I add D - D <pipe 2>said &
    local pid=$!
    exec 8>pipe
    printf '{"id": "half", "titre": "%070000d' 0 >&8 # more than a pipe holds: D is read when this has been taken
    kill -TERM $pid
    exec 8>&-
    local code=0
    wait $pid || code=$?
    [ $code -eq 75 ]
    grep -q 'interrupted: what was read is committed' said
    [ "$(field "$(indexer --json stats)" documents)" = 5 ]
}

@test "--help fits a screen, --version has a number, analyze prints a line a token" {
    run indexer --help
    [ "$status" -eq 0 ]
    [ "${#lines[@]}" -le 48 ]
    run indexer --version
    [[ $output == "hemicycle-indexer "[0-9]* ]]
    run indexer analyze "L'eau potable"
    [ "$status" -eq 0 ]
    [ "${lines[0]}" = $'0\t2-5\teau\teau' ]
    [[ ${lines[1]} == $'1\t6-13\tpotable\t'* ]]
}

@test "check reads everything and finds a sound index sound" {
    write_many 1 20
    indexer --quiet sync D
    run indexer check
    [ "$status" -eq 0 ]
    [[ $output == "sound: 20 documents, "* ]]
    run indexer --json check
    [ "$(field "$output" sound)" = true ]
    [ "$(field "$output" sources)" = 20 ]
}

@test "a dump comes in again, and a backup is an index" {
    write 1 "Avec réponse" "Deux trains."
    write 2
    echo '{"id": "j", "titre": "T", "reponses": [{"texte": "un", "date": "2020-01-02"}, {"texte": "deux"}]}' >D/lines
    indexer --quiet sync D
    indexer dump >dump
    [ "$(wc -l <dump)" -eq 3 ]
    [ "$(jq -r 'select(.id == "pw-2023-2024-1-1") | .delai_jours' dump)" = 25 ]
    [ "$(jq -r 'select(.id == "pw-2023-2024-1-1") | .reponses[0].texte' dump)" = "Deux trains." ]
    "$HEMICYCLE_BIN/indexer" --quiet --index J add dump
    "$HEMICYCLE_BIN/indexer" --index J dump >again
    diff <(contents dump) <(contents again)

    run indexer backup B
    [ "$status" -eq 0 ]
    "$HEMICYCLE_BIN/indexer" --index B check
    diff <(contents dump) <("$HEMICYCLE_BIN/indexer" --index B dump | contents /dev/stdin)
    write 3
    indexer --quiet sync D
    run indexer backup B # the night after
    [ "$status" -eq 0 ]
    [ "$("$HEMICYCLE_BIN/indexer" --index B dump | wc -l)" -eq 4 ]
    run indexer backup I
    [ "$status" -eq 64 ]
}

@test "a copy is the index with its past: times, news, vanished documents, and what was read from where" {
    write 1 "Avec réponse" "Deux trains."
    write_many 2 6
    indexer --quiet sync D
    write 2 "Autre titre"
    rm D/q-3.txt
    indexer --quiet sync --force D
    mkdir -p C/copy.partial old new
    echo rien >C/copy.partial/data.mdb # of one that was broken off
    run indexer copy I C
    [ "$status" -eq 0 ]
    [[ $output == "copied: 5 documents, 8 changes, generation "*"; index C" ]]
    [ "$(ls C)" = data.mdb ]
    "$HEMICYCLE_BIN/indexer" --index C check
    indexer dump old
    "$HEMICYCLE_BIN/indexer" --index C dump new
    [ "$(jq -r 'select(.disparue_le).id' old/*.ndjson)" = pw-2023-2024-3-1 ]
    cmp old/*.ndjson new/*.ndjson

    # The next night finds its files as they were, knows what vanished, and keeps when it was seen first.
    cp -r I J
    run "$HEMICYCLE_BIN/indexer" --index C sync D
    [[ $output == *"nothing new"* ]]
    write 3
    rm D/q-5.txt
    [ "$("$HEMICYCLE_BIN/indexer" --index C --json sync D | jq -c '[.new, .changed, .removed]')" = \
        "$("$HEMICYCLE_BIN/indexer" --index J --json sync D | jq -c '[.new, .changed, .removed]')" ]
    [ "$(jq -r 'select(.disparue_le).id' old/*.ndjson)" = pw-2023-2024-3-1 ]
    diff <("$HEMICYCLE_BIN/indexer" --index C dump | jq -cS 'del(.modifie)') <("$HEMICYCLE_BIN/indexer" --index J dump | jq -cS 'del(.modifie)')

    # What is there already is left alone.
    run indexer copy I C
    [ "$status" -eq 64 ]
    [[ $output == *"C: is an index already" ]]
    run indexer copy I I
    [ "$status" -eq 64 ]
    run indexer copy nowhere C2
    [ "$status" -eq 66 ]
    [ ! -e C2 ]
}

@test "search ranks, in words and in the form of the API" {
    write 1 "Les gares rurales" "Trois gares seront rénovées."
    write 2 "Les forêts"
    indexer --quiet sync D
    run indexer search gare
    [ "$status" -eq 0 ]
    [[ ${lines[0]} == "1 of 2 documents, all words, "* ]]
    [[ ${lines[1]} == *"pw-2023-2024-1-1" ]]
    [[ $output == *"Les gares rurales"*"DUBOIS Élodie > MARTIN Luc  (25 days)"* ]]
    run indexer --json search auteur:dubois
    [ "$(field "$output" total)" = 2 ]
    run indexer --json --limit 1 search gares
    [ "$(jq -r '.hits[0].id' <<<"$output")" = pw-2023-2024-1-1 ]
    [[ $(jq -r '.hits[0].extraits.reponse' <<<"$output") == *"<mark>gares</mark>"* ]]
    [ "$(jq -r '.query.mode' <<<"$output")" = all ]
    LC_ALL='' LC_MESSAGES='' LANG=fr_BE.UTF-8 run indexer search 'autteur:dubois'
    [ "$status" -eq 65 ]
    [[ $output == *'Champ inconnu « autteur » : vouliez-vous dire « auteur » ? Champs : '* ]]
    # Whoever has none that is French reads English, LC_ALL before LC_MESSAGES before LANG; programs read the API's French.
    LC_ALL='' LC_MESSAGES=C LANG=fr_BE.UTF-8 run indexer search 'autteur:dubois'
    [[ $output == *'Unknown field "autteur": did you mean "auteur"? Fields: '* ]]
    LC_ALL=fr@euro LC_MESSAGES=C LANG=C run indexer search delai:jamais
    [[ $output == *'delai : « jamais » n’est pas un nombre de jours : '* ]]
    LC_ALL=C.UTF-8 LANG=fr run indexer search delai:jamais
    [[ $output == *'delai: "jamais" is not a number of days: '* ]]
    LC_ALL=fr_BE run indexer search --tri date --tri delai --limit 1000 --de hier gare
    [ "$status" -eq 64 ]
    [[ $output == *'--tri: Ce paramètre est donné plusieurs fois'*'--limit: La valeur « 1000 »'*'--de: « hier » n’est pas une date'* ]]
    LC_ALL=frr_DE run indexer search --tri date --tri delai --limit 1000 --de hier gare
    [[ $output == *'--tri: It is given more than once'*'--limit: The value "1000" is'*'--de: "hier" is not a date'* ]]
    LC_ALL=C run indexer --json search delai:jamais
    [[ $output == *'n’est pas un nombre de jours'*'"detail":"delai : « jamais » n’est pas'* ]]
}

@test "search knows other names, and those of the operator's file" {
    write 1 "Les gares rurales" "Trois gares seront rénovées."
    write 2 "Les forêts"
    indexer --quiet sync D
    [ "$(indexer --json search bois | jq .total)" = 0 ]
    printf '# ours\nbois = les forêts\n' >names
    [ "$(indexer --json --synonyms names search bois | jq .total)" = 1 ]
    [ "$(HEMICYCLE_SYNONYMS=names indexer --json search bois | jq .total)" = 1 ]
    [ "$(indexer --json --synonyms names search '"bois"' | jq .total)" = 0 ]
    printf 'bois = les forêts\nbois\n' >names
    run -64 indexer --synonyms names search bois
    [[ $output == *names:2:* ]]
    run indexer --synonyms nowhere search bois
    [ "$status" -eq 74 ]
}

@test "what is named wrongly ends with 64, also in the report of a night: nothing was done" {
    write 1 "Les gares rurales"
    indexer --quiet sync D
    echo "le train" >limits
    run -64 indexer --deadlines limits search gares
    [[ $output == *limits:1:* ]]
    run -64 indexer copy I I
    run -64 indexer add http://127.0.0.1:1/x
    export HEMICYCLE_CLUSTER_AUTH_FILE=nowhere
    run -64 indexer --index opensearch://127.0.0.1:1/q --report night.json sync D
    [[ $output == *nowhere* ]]
    [ "$(jq -c '[.state, .exit_code]' night.json)" = '["failed",64]' ]
    run -64 indexer --index opensearch://127.0.0.1:port/q stats
    unset HEMICYCLE_CLUSTER_AUTH_FILE
    run -69 indexer --index opensearch://127.0.0.1:1/q stats
    [[ $output == *"(127.0.0.1:1) does not answer"* ]]
    run -64 indexer --index opensearch://127.0.0.1:1/q check
    [[ $output == *"is for an index in a folder"* ]]
}

@test "a line of JSON is taken up to the length that is promised, and no longer" {
    mkdir E
    python3 - <<'PYTHON'
with open("E/lines.jsonl", "w") as lines:
    for name, length in ("a", 5 << 20), ("b", 40 << 20), ("c", (48 << 20) + 8), ("d", 100):
        head, tail = '{"id":"%s","question":"' % name, '"}'
        lines.write(head + "bac " * ((length - len(head) - len(tail)) // 4) + tail + "\n")
PYTHON
    touch -d '1 hour ago' E/*
    run indexer --quiet add E
    [ "$status" -eq 65 ]
    [[ $output == *"lines.jsonl:3: a line longer than 48 MiB" ]]
    [ "$(indexer dump | jq -r .id | sort | paste -sd ' ')" = "a b d" ]
}

@test "nothing of a document or a file's name commands a terminal, ends a line or turns it" {
    local name=$'E/x\nreal.txt:1: forged \e[31m \u202e' out
    mkdir E
    printf '{"id":"z","titre":"z\\u001b]0;prise\\u0007\\u009b2J \\u202e zébu","question":"zébu \\u001b[31m\\u2028","auteur":"\\u001b[8m\\nTotal","ministre":"M\\u0085"}\n' >E/z.jsonl
    printf '{"id":1,' >"$name"
    printf '{"id":"y","titre":"y"}\n{"id":"w\\u001b"}\n' >"$name.jsonl"
    touch -d '1 hour ago' E/*
    {
        indexer add E || true
        indexer --quiet --force add E "$name" "/absent$name" || true
        indexer --json add E || true
        indexer --json stats
        indexer check
        indexer search --facets auteur,ministre --explain 1 zébu
        indexer search --mode "$name" zébu || true
        indexer --json search --facets auteur,ministre zébu
        indexer search $'zébu \e[31m"' || true
        indexer analyze $'zébu\e[31m \u202e'
        indexer dump
        indexer remove $'rien\e[31m' || true
        indexer --index $'J\e[31m' check || true
    } >out 2>&1
    out=$(<out)
    [[ $out == *zébu* && $out == *forged* ]]
    run python3 - <<'PYTHON'
import re
text = open("out", encoding="utf-8", newline="").read()
found = re.findall("[^\n]{0,40}[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]", text)
forged = re.findall("^(?:real.txt|Total)", text, re.M)
print(found, forged)
raise SystemExit(bool(found or forged))
PYTHON
    echo "$output"
    [ "$status" -eq 0 ]
}
