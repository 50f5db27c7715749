#!/usr/bin/env bats
# Commands that only look create nothing, wait for nobody and keep nobody waiting; none but add and sync makes an index.

bats_require_minimum_version 1.5.0

setup() {
    cd "$(mktemp -d "${BATS_TEST_TMPDIR:-/tmp}/looks.XXXXXX")" || return 1
}

indexer() {
    "$HEMICYCLE_BIN/indexer" --index I "$@"
}

teardown() {
    [ -z "${open_folder:-}" ] || rm -rf "$open_folder"
}

make_index() {
    echo '{"id": "pont", "titre": "Le pont du canal", "question": "Quand sera-t-il réparé ?"}' >pont.jsonl
    indexer --quiet add pont.jsonl
}

# More than fits into a pipe.
make_many() {
    seq 2000 | jq -c '{id: "n-\(.)", titre: "Écluse \(.)", question: ("Quand ? " * 40)}' >many.jsonl
}

# The looking commands, each a line.
LOOKS=$'check\nstats\ndump\nsearch pont'

@test "where there is no index they say so, exit 66 and leave the place as it was" {
    local command
    while read -r command; do
        # shellcheck disable=SC2086 # words
        run indexer $command
        [ "$status" -eq 66 ]
        [ ! -e I ]
    done <<<"$LOOKS"$'\noptimize\nremove pont\nbackup B'
    mkdir I
    touch -d '1 hour ago' I
    before=$(stat -c %y I)
    while read -r command; do
        # shellcheck disable=SC2086
        run indexer $command
        [ "$status" -eq 66 ]
        [ -z "$(ls -A I)" ]
        [ "$(stat -c %y I)" = "$before" ]
    done <<<"$LOOKS"$'\noptimize\nremove pont\nbackup B'
    [ ! -e B ]
}

@test "a writer that was killed before its first commit has made no index" {
    mkdir -p I/unfinished
    head -c 5000 /dev/zero >I/unfinished/data.mdb
    run indexer check
    [ "$status" -eq 66 ]
    run indexer optimize
    [ "$status" -eq 66 ]
    [ "$(ls -A I)" = unfinished ]
    make_index
    indexer --quiet check
    [ ! -e I/unfinished ]
}

@test "a file that is there is never taken for a new index, whatever its size" {
    make_index
    local whole n
    whole=$(cat I/data.mdb | sha256sum)
    cp I/data.mdb whole.mdb
    head -c 8192 /dev/zero >zeros.mdb
    echo 'Le manuscrit, seul exemplaire' >text.mdb
    for n in 0 8 151 152 4096 8191; do
        head -c $n whole.mdb >cut-$n.mdb
    done
    python3 - <<'PYTHON' # what LMDB leaves of a file whose first commit never came
page = bytearray(open("whole.mdb", "rb").read(8192))
for at in (0, 4096):
    page[at + 16 + 24 + 96 + 8:at + 16 + 24 + 96 + 16] = bytes(8)
open("never.mdb", "wb").write(page)
PYTHON
    for n in zeros text cut-{0,8,151,152,4096,8191} never; do
        cp $n.mdb I/data.mdb
        for command in check 'add pont.jsonl' 'search eau'; do
            # shellcheck disable=SC2086
            run indexer --quiet $command
            [ "$status" -eq 74 ] || [ "$status" -eq 65 ]
            [[ $output == *I/data.mdb* ]]
            cmp $n.mdb I/data.mdb
        done
    done
    cp whole.mdb I/data.mdb
    indexer --quiet check
    [ "$(sha256sum <I/data.mdb)" = "$whole" ]
}

@test "they work while a writer holds the lock, and a writer works while they look" {
    make_index
    mkfifo pipe out
    indexer --quiet add - <pipe &
    local writer=$!
    exec 8>pipe
    for _ in $(seq 200); do # until the lock is taken; to try it would take it from the writer
        grep -q ":$(stat -c %i I/writer.lock) " /proc/locks && break
        sleep 0.05
    done
    ! flock -n I/writer.lock true
    indexer --quiet check 8>&-
    [ "$(indexer --json stats 8>&- | jq .documents)" = 1 ]
    echo '{"id": "quai", "titre": "Le quai"}' >&8
    exec 8>&-
    wait $writer
    # A dump that nobody reads on holds its generation; the writer is not kept.
    make_many
    indexer --quiet add many.jsonl
    indexer dump >out &
    local reader=$!
    exec 9<out
    head -c 100 <&9 >head
    indexer --quiet remove pont 9<&-
    [ "$(indexer --json stats 9<&- | jq .documents)" = 2001 ]
    [ "$(cat head - <&9 | wc -l)" = 2002 ] # of the generation it began with
    exec 9<&-
    wait $reader
}

@test "they take a reader's slot, so that a writer lets be what they read" {
    make_index
    make_many
    indexer --quiet add many.jsonl
    mkfifo out
    indexer dump >out &
    exec 9<out
    head -c 100 <&9 >head
    for n in $(seq 5); do # pages that were free by now would be written over
        sed "s/Écluse/Barrage $n/" many.jsonl >again.jsonl
        indexer --quiet add again.jsonl many.jsonl 9<&-
        indexer --quiet optimize 9<&-
    done
    cat head - <&9 >dumped
    exec 9<&-
    wait
    [ "$(grep -c 'Écluse' dumped)" = 2000 ]
    [ "$(grep -c 'Barrage' dumped)" = 0 ]
}

@test "from a file system that can only be read, with and without the file of the slots" {
    make_index
    unshare -rm true 2>/dev/null || skip "no name spaces for mounts here"
    # shellcheck disable=SC2016 # expanded there
    local look='mount --bind I I && mount -o remount,bind,ro I && ! touch I/x 2>/dev/null &&
        "$HEMICYCLE_BIN/indexer" --index I --quiet check && "$HEMICYCLE_BIN/indexer" --index I --json stats'
    [ "$(unshare -rm bash -c "$look" | jq .documents)" = 1 ]
    rm I/lock.mdb I/writer.lock
    [ "$(unshare -rm bash -c "$look" | jq .documents)" = 1 ]
    [ "$(ls -A I)" = data.mdb ]
}

@test "who may not write the file of the slots is told its name and whom to give the right" {
    [ "$(id -u)" -eq 0 ] || skip "needs the right to become another user"
    open_folder=$(mktemp -d /tmp/looks.XXXXXX) # the tests' own folder lets in nobody
    cd "$open_folder" || return 1
    make_index
    local program=$PWD/indexer as_nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups)
    install -m 755 "$HEMICYCLE_BIN/indexer" "$program"
    chmod 755 . I
    chmod 644 I/*
    "${as_nobody[@]}" test -x "$program" || skip "another user does not come here"
    run "${as_nobody[@]}" "$program" --index "$PWD/I" check
    [ "$status" -eq 74 ]
    [[ $output == *"I/lock.mdb: user 65534 may not write it"* ]]
    rm I/lock.mdb
    run "${as_nobody[@]}" "$program" --index "$PWD/I" stats
    [ "$status" -eq 74 ]
    [[ $output == *"I/lock.mdb: user 65534 may not create it"* ]]
    [ ! -e I/lock.mdb ]
    # Nor is it told to make one where it may not even look.
    mkdir -m 700 closed
    run "${as_nobody[@]}" "$program" --index "$PWD/closed/I" stats
    [ "$status" -eq 74 ]
    [[ $output == *"closed/I: Permission denied" ]]
}

@test "two containers whose processes have the same number read and write one index" {
    local contain=(unshare --pid --fork --kill-child)
    "${contain[@]}" true 2>/dev/null || contain=(unshare -r --pid --fork --kill-child)
    "${contain[@]}" true 2>/dev/null || skip "no name spaces for processes here"
    make_many
    indexer --quiet add many.jsonl
    mkfifo out
    "${contain[@]}" "$HEMICYCLE_BIN/indexer" --index I dump >out &
    exec 9<out
    head -c 100 <&9 >head
    for n in 1 2 3; do # the first to end lets the other be
        sed "s/Écluse/Barrage $n/" many.jsonl >again.jsonl
        "${contain[@]}" "$HEMICYCLE_BIN/indexer" --index I --quiet add again.jsonl 9<&-
        "${contain[@]}" "$HEMICYCLE_BIN/indexer" --index I --quiet optimize 9<&-
        [ "$("${contain[@]}" "$HEMICYCLE_BIN/indexer" --index I --json stats 9<&- | jq .documents)" = 2000 ]
    done
    cat head - <&9 >dumped
    exec 9<&-
    wait
    [ "$(grep -c 'Écluse' dumped)" = 2000 ]
    [ "$(grep -c 'Barrage' dumped)" = 0 ]
}
