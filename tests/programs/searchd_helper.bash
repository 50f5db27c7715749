# For the tests of searchd: a daemon on a free port, and questions whose answers are kept for
# tests/programs/check_openapi.py. To be loaded by a .bats file.
# shellcheck shell=bash

bin=${HEMICYCLE_BIN:?run through ctest, or set HEMICYCLE_BIN to the folder of the programs}
source=${HEMICYCLE_SOURCE:?}

# index_corpus INDEX [PATH...]: an index of the sample corpus, or of PATHs.
index_corpus() {
    local index=$1
    shift
    [ $# -gt 0 ] || set -- "$source"/corpus/20*/
    "$bin/indexer" --index "$index" --quiet sync "$@"
}

# index_at NAME: where an index of the file's tests is: in its folder, or in a cluster (TEST_INDEX).
index_at() {
    printf '%s\n' "${TEST_INDEX:-$BATS_FILE_TMPDIR/essai}-$1"
}

# beside INDEX NAME: the address of a document beside an index in a cluster.
beside() {
    local at=${1#opensearch://}
    printf 'http://%s/%s-meta/_doc/%s\n' "${at%%[,/]*}" "${at##*/}" "$2"
}

# last_night INDEX [TIME]: when a night last went through; or lets it have been then.
last_night() {
    if [ -z "${TEST_INDEX:-}" ]; then
        [ $# -eq 1 ] || touch -d "@$2" "$1/last-night"
        stat -c %Y "$1/last-night"
    else
        [ $# -eq 1 ] || curl -sf -XPUT "$(beside "$1" night)" -H 'Content-Type: application/json' -d "{\"kind\": \"night\", \"when\": $2}" >/dev/null
        curl -sf "$(beside "$1" night)" | jq ._source.when
    fi
}

# change ARGUMENT...: what the indexer does to $I; of a cluster, searchd learns it within a second or two.
change() {
    local now
    "$bin/indexer" --index "$I" --quiet "$@" || return
    [ -n "${TEST_INDEX:-}" ] || return 0
    now=$(curl -sf "$(beside "$I" generation)" | jq ._source.state.generation)
    wait_until eval '[ "$(curl -s "$URL/api/v1/search?limit=0" | jq .index.generation)" = '"$now ]"
}

# start_searchd NAME INDEX [OPTION...]: sets URL; logs go to $BATS_FILE_TMPDIR/NAME.err and .log.
start_searchd() {
    local name=$1 index=$2
    shift 2
    local base=${BATS_TEST_TMPDIR:-$BATS_FILE_TMPDIR}/$name
    rm -f "$base.err"
    "$bin/searchd" --index "$index" --listen 127.0.0.1:0 --access-log "$base.log" "$@" 2>"$base.err" 3>&- &
    SEARCHD_PID=$!
    wait_until grep -q 'listening on' "$base.err"
    URL=$(sed -n 's/.*listening on //p' "$base.err")
    export URL SEARCHD_PID
}

# stop_searchd: SIGTERM, and the exit code.
stop_searchd() {
    kill -TERM "$SEARCHD_PID" 2>/dev/null && wait "$SEARCHD_PID"
}

# wait_until COMMAND...: asks ten times a second for at most twenty seconds.
wait_until() {
    local i
    for ((i = 0; i < 200; i++)); do
        if "$@" >/dev/null 2>&1; then
            return 0
        fi
        sleep 0.1
    done
    echo "never: $*" >&2
    return 1
}

# ask TARGET [CURL OPTION...]: prints the body; leaves headers in $HEADERS and the status in $STATUS (when not
# called in a subshell, see `status_of`). Every exchange is kept in $RECORD when that is set.
ask() {
    local target=$1 n
    shift
    HEADERS=$(mktemp "${RECORD:-$BATS_TEST_TMPDIR}/XXXXXXXX.headers")
    n=${HEADERS%.headers}
    printf '%s' "$target" >"$n.target"
    : >"$n.body" # curl leaves none for an empty answer
    curl --silent --show-error --max-time 60 --globoff -D "$HEADERS" -o "$n.body" "$@" "$URL$target" || return
    cat "$n.body"
}

# status_of TARGET [CURL OPTION...]: only the status code.
status_of() {
    local target=$1
    shift
    ask "$target" "$@" >/dev/null || return
    awk 'NR == 1 { print $2 }' "$HEADERS"
}

# header_of NAME TARGET [CURL OPTION...]: the value of one header.
header_of() {
    local name=$1 target=$2
    shift 2
    ask "$target" "$@" >/dev/null || return
    tr -d '\r' <"$HEADERS" | awk -v name="$name" -F ': ' 'tolower($1) == tolower(name) { print substr($0, length($1) + 3) }'
}

# check_record [--some]: every answer kept in $RECORD is as openapi.json says; and, without --some, all it describes are there.
check_record() {
    run /usr/bin/python3 "$source/tests/programs/check_openapi.py" "$@" "$source/searchd/api/openapi.json" "$RECORD"
    echo "$output"
    [ "$status" = 0 ]
}
