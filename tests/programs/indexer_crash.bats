#!/usr/bin/env bats
# Interrupted, overlapping, repeated and reordered syncs end in the same contents, document by document.
#
# A folder goes through nights of new, changed, moved, vanished and doubled files while indexers are killed at
# random instants, run side by side, and see the nights in different orders. In the end, after one sync
# that is left alone, the index must hold the documents that a new index makes of the same folder, and each as the file
# has it that it names: of doubled ones the file that had it first, which only history knows. SEED= repeats a run.

bats_require_minimum_version 1.5.0

setup() {
    cd "$(mktemp -d "${BATS_TEST_TMPDIR:-/tmp}/crash.XXXXXX")" || return 1
    SEED=${SEED:-$((RANDOM * 32768 + RANDOM))}
    RANDOM=$SEED
    echo "SEED=$SEED"
    mkdir D
    cp -r "$HEMICYCLE_SOURCE"/corpus/20*/ D/
}

sync_into() { # INDEX: 65 is for the broken file of each night
    "$HEMICYCLE_BIN/indexer" --index "$1" --quiet --force sync D 2>/dev/null || [ $? -eq 65 ]
}

# What a reader sees, and which file has it, below the folder HERE.
contents() { # INDEX HERE
    "$HEMICYCLE_BIN/indexer" --index "$1" dump |
        jq -cS --arg here "$2/" 'del(.premiere_vue, .modifie, .racine) | .source |= ltrimstr($here)
            | .statut |= if . == "non-couverte" then "sans-reponse" else . end' | sort
}

ids() { # INDEX
    "$HEMICYCLE_BIN/indexer" --index "$1" dump | jq -r .id | sort
}

assert_as_new() { # INDEX
    "$HEMICYCLE_BIN/indexer" --index "$1" --quiet check
    rm -rf new owners
    sync_into new
    diff <(ids new) <(ids "$1")
    rm -r new
    mkdir owners # what the documents come from, and nothing else: files, or some of their lines where they stand
    "$HEMICYCLE_BIN/indexer" --index "$1" dump | jq -r .source | sed "s|^$PWD/||" >sources
    while read -r source; do
        [ ! -e "$source" ] || printf '%s\n' "$source"
    done <sources | xargs -d '\n' cp --parents -t owners
    while read -r source; do
        [ ! -e "$source" ] || continue
        local file=${source%:*} copy
        copy=owners/$file
        [ -e "$copy" ] || { mkdir -p "$(dirname "$copy")" && sed 's/.*//' "$file" >"$copy"; }
        sed -i "${source##*:}s/.*/$(sed -n "${source##*:}{s/[&\\/]/\\\\&/g;p}" "$file")/" "$copy"
    done <sources
    (cd owners && "$HEMICYCLE_BIN/indexer" --index ../new --quiet add D)
    diff <(contents new "$PWD/owners") <(contents "$1" "$PWD")
}

# One sync, killed after a random part of the time that one takes.
killed_sync() { # INDEX MILLISECONDS
    local pause
    pause=$(printf '%d.%03d' $((RANDOM % $2 / 1000)) $((RANDOM % $2 % 1000)))
    "$HEMICYCLE_BIN/indexer" --index "$1" --quiet --force sync D 2>/dev/null &
    local pid=$! code=0
    sleep "$pause"
    kill -KILL $pid 2>/dev/null || true
    wait $pid 2>/dev/null || code=$?
    [ $code -ne 137 ] || killed=$((killed + 1))
}

some_files() { # COUNT
    find D -type f | sort | shuf -n "$1" --random-source=<(yes $RANDOM)
}

night() {
    local file
    for file in $(some_files 4); do # corrected
        sed -i "s/ le / le ($RANDOM) /" "$file"
    done
    for file in $(some_files 3); do # moved
        mkdir -p "D/moved-$((RANDOM % 3))"
        mv "$file" "D/moved-$((RANDOM % 3))/$RANDOM.txt" 2>/dev/null || true
    done
    rm $(some_files 2)               # vanished
    cp $(some_files 1) "D/$RANDOM.txt" # doubled,
    for file in $(some_files 1); do  # and doubled with a difference
        sed "s/ la / la ($RANDOM) /" "$file" >"D/z-$RANDOM.txt"
    done
    # Broken, and never anything else: what a file held before it broke stays until it is whole again, which no new
    # index can know.
    head -c 300 "$HEMICYCLE_SOURCE/corpus/2019-2020/0021-1-ligne-48-tec-ouffet.txt" >D/cut.txt
    seq 3 | while read -r n; do
        echo "{\"id\": \"line-$((RANDOM % 6))-$n\", \"titre\": \"Ligne $RANDOM\"}"
    done >D/lines.jsonl
}

@test "syncs killed at any instant end as if they had not been" {
    # The window of the pause closes after a sync that was too quick and opens after a kill, so
    # that about half are killed, somewhere in their life, however fast the machine is today.
    local killed=0 before window tries=0
    window=$(date +%s%3N)
    sync_into timed
    window=$(($(date +%s%3N) - window))
    until [ $killed -eq 6 ]; do
        tries=$((tries + 1))
        [ $tries -le 100 ] || { echo "only $killed of $tries were killed" && return 1; }
        night
        before=$killed
        killed_sync I $((window + 2))
        if [ $killed -gt $before ]; then window=$((window * 5 / 4)); else window=$((window * 4 / 5)); fi
        [ ! -e I/data.mdb ] || "$HEMICYCLE_BIN/indexer" --index I --quiet check || [ $? -eq 66 ]
    done
    echo "$killed of $tries were killed"
    sync_into I
    assert_as_new I
}

@test "syncs side by side take turns and end as one" {
    sync_into I
    for _ in $(seq 4); do
        night
        local pids=() pid code
        for _ in 1 2 3; do
            "$HEMICYCLE_BIN/indexer" --index I --quiet --force sync D 2>/dev/null &
            pids+=($!)
        done
        for pid in "${pids[@]}"; do
            code=0
            wait "$pid" || code=$?
            [ $code -eq 0 ] || [ $code -eq 65 ] || [ $code -eq 75 ]
        done
    done
    sync_into I
    assert_as_new I
}

@test "nights seen one by one, in pairs, or repeated end in the same index" {
    local n
    for n in $(seq 4); do
        night
        sync_into each
        sync_into each
        [ $((n % 2)) -eq 0 ] || continue
        sync_into even
    done
    # folder by folder, from the last one on: then files are roots, and one without an answer is not covered
    find D -mindepth 1 | sort -r | while read -r path; do
        "$HEMICYCLE_BIN/indexer" --index parts --quiet --force sync "$path" || [ $? -eq 65 ]
    done
    sync_into each
    sync_into even
    assert_as_new each
    assert_as_new even
    assert_as_new parts
}

@test "premiere_vue is kept and modifie moves when an answer is corrected or its file moves" {
    sync_into I
    local id file before after
    file=$(some_files 1)
    id=$("$HEMICYCLE_BIN/indexer" --index I dump | jq -r "select(.source | endswith(\"${file#D}\")) | .id")
    before=$("$HEMICYCLE_BIN/indexer" --index I dump | jq -c "select(.id == \"$id\") | [.premiere_vue, .modifie]")
    sleep 1.1
    mv "$file" D/elsewhere.txt
    sync_into I
    after=$("$HEMICYCLE_BIN/indexer" --index I dump | jq -c "select(.id == \"$id\") | [.premiere_vue, .modifie]")
    [ "$after" = "$before" ]
    sed -i 's/ le / le grand /' D/elsewhere.txt
    sync_into I
    after=$("$HEMICYCLE_BIN/indexer" --index I dump | jq -c "select(.id == \"$id\") | [.premiere_vue, .modifie]")
    [ "$(jq '.[0]' <<<"$after")" = "$(jq '.[0]' <<<"$before")" ]
    [ "$(jq '.[1] | fromdate' <<<"$after")" -gt "$(jq '.[1] | fromdate' <<<"$before")" ]
}
