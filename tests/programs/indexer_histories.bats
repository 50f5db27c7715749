#!/usr/bin/env bats
# Property: whatever became of the files of a folder, a sync makes of the old index what a new one would be.
#
# Files with names that look like lines and members of each other are renamed, exchanged, copied, emptied, cut, turned
# into folders and back; the same ids stand in several of them and twice in one. After each sync the index has the ids
# that a new index of the folder has; each document is the one that stands in the file and line it names; who had a
# document has it for as long as it holds it; and a second sync finds nothing to do. SEED= repeats a run.

bats_require_minimum_version 1.5.0

setup() {
    cd "$(mktemp -d "${BATS_TEST_TMPDIR:-/tmp}/histories.XXXXXX")" || return 1
    SEED=${SEED:-$((RANDOM * 32768 + RANDOM))}
    RANDOM=$SEED
    echo "SEED=$SEED"
    mkdir D
    export LC_ALL=C # the order of bytes, also for comm
}

indexer() {
    "$HEMICYCLE_BIN/indexer" "$@"
}

NAMES=(a 'a#1' 'a:1' 'a#1:2' 'a:2#1' 'a#' 'a:' b 'b#a' '#1' ':2' 'a b' 'c/a' 'c/a#1' 'c#1/a' 'c:1/a' 'a/1' 'a/#1' 'a:1/2' $'\xe9')

line() {
    echo "{\"id\": \"d-$((RANDOM % 15))\", \"titre\": \"$RANDOM\"}"
}

some_file() {
    find D -type f | sort | awk -v n=$RANDOM '{ f[NR] = $0 } END { if (NR) print f[n % NR + 1] }'
}

# free_name: a path of the pool, made free, with its folder; what stood in the way goes.
free_name() {
    local name=D/${NAMES[RANDOM % ${#NAMES[@]}]} folder
    folder=$(dirname "$name")
    [ ! -f "$folder" ] || rm "$folder"
    mkdir -p "$folder"
    rm -rf "$name"
    echo "$name"
}

write_file() {
    local n
    for ((n = RANDOM % 4; n >= 0; n--)); do
        line
    done >new
    mv new "$(free_name)"
}

# One thing that happens to the folder. What it takes away it may take with a folder of that name.
happen() {
    local file other
    file=$(some_file)
    [ -n "$file" ] || { write_file && return; }
    case $((RANDOM % 11)) in
    0 | 1) write_file ;;
    2 | 3 | 4) # renamed
        mv "$file" moving
        mv moving "$(free_name)"
        ;;
    5) # exchanged
        other=$(some_file)
        [ "$file" = "$other" ] || { mv "$file" moving && mv "$other" "$file" && mv moving "$other"; }
        ;;
    6) # doubled
        cp "$file" copy
        mv copy "$(free_name)"
        ;;
    7) # lines change places
        shuf --random-source=<(yes $RANDOM) "$file" >new && mv new "$file"
        ;;
    8) # a line more, before or behind
        if [ $((RANDOM % 2)) -eq 0 ]; then line | cat - "$file" >new; else line | cat "$file" - >new; fi
        mv new "$file"
        ;;
    9) # a line less, if one is left
        [ "$(wc -l <"$file")" -eq 1 ] || { sed 1d "$file" >new && mv new "$file"; }
        ;;
    10) rm "$file" ;;
    esac
}

# in_folder: "FILE:LINE id title" of every line of every file.
in_folder() {
    find "$PWD/D" -type f -exec awk -F '"' '{ print FILENAME ":" FNR "\t" $4 "\t" $8 }' {} + | sort
}

in_index() { # INDEX
    indexer --index "$1" dump | jq -r '[.source, .id, .titre] | @tsv' | sed $'s/\xc3\xa9/\xe9/g' | sort
}

# owners LISTING: "id file"
owners() {
    awk -F '\t' '{ sub(/:[0-9]+$/, "", $1); print $2 "\t" $1 }' "$1" | sort -u
}

check_index() {
    in_folder >folder
    in_index I >index
    [ -z "$(comm -13 folder index)" ] || { comm -13 folder index && return 1; }
    # Those who had a document and hold it still: they are the same.
    owners index >now
    join -t $'\t' -j 1 <(comm -12 before <(owners folder)) now | awk -F '\t' '$2 != $3 { print; bad = 1 } END { exit bad }'
    cp now before
}

@test "after any renames a sync holds what a new index would" {
    local step
    : >before
    for step in $(seq 40); do
        happen
        [ $((RANDOM % 3)) -gt 0 ] || happen
        case $((RANDOM % 6)) in
        0) indexer --index I --quiet add D 2>/dev/null ;;
        1) indexer --index I --quiet --force sync "$(dirname "$(some_file || echo D/x)")" 2>/dev/null || true ;;
        esac
        indexer --index I --quiet --force sync D 2>/dev/null
        rm -rf N
        indexer --index N --quiet sync D 2>/dev/null
        diff <(in_index N | cut -f 2 | sort) <(in_index I | cut -f 2 | sort)
        check_index
        [ "$(indexer --index I --json --force sync D | jq -c '[.new, .changed, .removed, .skipped, .rejected]')" = '[0,0,0,0,0]' ]
        diff index <(in_index I)
    done
    indexer --index I --quiet check
}
