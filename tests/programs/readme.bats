#!/usr/bin/env bats
# What README.md tells people to run does run, as it is written there. It names nothing that is not there, and no
# command that no test below runs: `told` hands out the commands, and only those that README.md has.
#
# These tests work in the tree itself, as those people do: they bring build/dev and build/fuzz up to date.

bats_require_minimum_version 1.5.0

# Scripts that no test runs, for they take long, or root and a network. What they measure or try has short forms among
# the other tests.
LONG="analyze mutants check-openapi study test-cluster bench bench-http bench-update bench-archives bench-cluster check-clean check-container check-cross check-package install-packages nights relevance torture coverage"

setup() {
    cd "$HEMICYCLE_SOURCE" || return 1
}

teardown() {
    if [ -n "${server:-}" ]; then
        kill "$server"
        wait "$server" || true
    fi
}

# blocks: the lines of README.md's code blocks, without comments. spans: `what stands like this` in its text.
blocks() {
    awk '/^```/ { inside = !inside; next } inside { sub(/ +#.*/, ""); print }' README.md
}
# shellcheck disable=SC2016 # backquotes as such
spans() {
    awk '/^```/ { inside = !inside; next } !inside' README.md | tr '\n' ' ' | grep -oE '`[^`]+`' | tr -d '`'
}

# commands: what a person would type, one a line: every line of a block, and each span that has a space or is a script.
commands() {
    blocks
    spans | grep -E ' |^script/.' || true
}

# told COMMAND: COMMAND, when README.md has it.
told() {
    commands | grep -qxF -- "$1" || { echo "README.md does not say: $1" >&2 && return 1; }
    printf '%s\n' "$1"
}

# presets: those that README.md names, dev among them.
presets() {
    jq -r '.configurePresets[] | select(.hidden | not).name' CMakePresets.json | grep -xF -f <(spans)
    commands | grep -oP 'cmake --workflow --preset \K.*'
}

@test "every command of README.md has a test here" {
    local tested
    tested=$(grep -oP '\$\(told "\K[^"]+' "$BATS_TEST_FILENAME" | sort -u)
    diff <(commands | sort -u) - <<<"$tested"
}

@test "whatever else it sets as code is a file, a folder, a preset, a program or a script" {
    local name
    while read -r name; do
        [ -e "$name" ] || [ -x "script/$name" ] || presets | grep -qxF -- "$name" ||
            grep -qE "^room_program\($name\b" ./*/CMakeLists.txt || { echo "README.md: $name?" && return 1; }
    done < <(spans | grep -vxF -f <(commands))
}

@test "its table of folders names every script, and every folder" {
    local name
    for name in script/*; do
        [ -x "$name" ] || continue
        { blocks && spans; } | grep -qxE -- "$name|${name#script/}" || { echo "README.md does not name $name" && return 1; }
    done
    for name in */; do
        [ "$name" = build/ ] || spans | grep -qxF -- "$name" || { echo "README.md does not name $name" && return 1; }
    done
}

@test "script/server builds, indexes and serves the sample; searches are answered" {
    local url i
    bash -c "exec $(told "script/server") 127.0.0.1:0 '$BATS_TEST_TMPDIR/index'" 2>"$BATS_TEST_TMPDIR/log" 3>&- &
    server=$!
    for ((i = 0; i < 600; i++)); do
        url=$(grep -oP 'listening on \K.*' "$BATS_TEST_TMPDIR/log") && break
        kill -0 "$server" || break
        sleep 0.1
    done
    cat "$BATS_TEST_TMPDIR/log"
    curl -sf "$url/" | grep -q '<form'
    bash -c "$(told "curl 'http://127.0.0.1:8080/api/v1/search?q=inondations'" | sed "s|'http://127.0.0.1:8080|-sf '$url|")" \
        >"$BATS_TEST_TMPDIR/answer"
    jq -e '.total > 0' "$BATS_TEST_TMPDIR/answer"
}

@test "script/server says at once what it cannot serve: a port that is taken, no port, a folder that is not there" {
    local port
    /usr/bin/python3 -c 'import socket, sys; s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(8)
print(s.getsockname()[1], flush=True); s.settimeout(20); s.accept()' >"$BATS_TEST_TMPDIR/port" 3>&- &
    for _ in $(seq 100); do port=$(cat "$BATS_TEST_TMPDIR/port") && [ -n "$port" ] && break; sleep 0.05; done
    run script/server "127.0.0.1:$port"
    [ "$status" -eq 1 ] && [[ $output == "127.0.0.1:$port is taken"* && $output != *building* ]]
    for listen in 127.0.0.1 8080 127.0.0.1:99999 127.0.0.1:http; do
        run script/server $listen
        [ "$status" -eq 1 ] && [[ $output == "$listen: not ADDRESS:PORT"* ]]
    done
    run script/server 127.0.0.1:0 "$BATS_TEST_TMPDIR/index" nowhere
    [ "$status" -eq 1 ] && [ "$output" = "nowhere: No such file or directory" ]
    # How far a build is: of ninja's lines and make's, at each quarter.
    run bash -c '. script/lib.sh; { for n in $(seq 8); do echo "[$n/8] Building"; done; echo "[ 50%] Linking"; } | show_progress b 2>&1 >/dev/null'
    [ "$output" = $'-- b: 25 %\n-- b: 50 %\n-- b: 75 %' ]
}

@test "a folder of one's own is indexed" {
    script/build
    mkdir "$BATS_TEST_TMPDIR/own"
    cp corpus/2019-2020/*.txt "$BATS_TEST_TMPDIR/own"
    bash -c "$(told "build/bin/indexer --index DIR sync FOLDER" |
        sed "s|DIR|'$BATS_TEST_TMPDIR/index'|; s|FOLDER|'$BATS_TEST_TMPDIR/own'|")"
    build/bin/indexer --index "$BATS_TEST_TMPDIR/index" stats | tee "$BATS_TEST_TMPDIR/stats"
    grep -qE "^documents +[1-9]" "$BATS_TEST_TMPDIR/stats"
}

@test "script/test is what .ci/run runs, and builds and tests the presets that the others here do not" {
    local preset
    [ -x "$(told "script/test")" ]
    grep -q "^script/test " .ci/run
    for preset in $(presets); do
        [[ $preset == @(dev|fuzz|coverage) ]] || # script/coverage runs that
            grep -qE "^presets=\(.*\b$preset\b" script/test
    done
}

@test "the developer's build, its workflow" {
    local CTEST_PARALLEL_LEVEL
    CTEST_PARALLEL_LEVEL=$(nproc)
    export CTEST_PARALLEL_LEVEL
    run bash -c "$(told "cmake --workflow --preset dev")"
    tail -n 100 <<<"$output"
    [ "$status" -eq 0 ]
    [[ $output == *"100% tests passed, 0 tests failed"* ]]
}

@test "every preset has a workflow; that of fuzz fuzzes" {
    local preset
    for preset in $(presets); do
        cmake --list-presets=workflow | grep -qF "\"$preset\""
    done
    cmake --preset fuzz
    cmake --build --preset fuzz --target fuzz_reader # the asan build compiles the others, too
    mkdir "$BATS_TEST_TMPDIR/found"
    run build/fuzz/fuzz/fuzz_reader -runs=1000 "$BATS_TEST_TMPDIR/found" tests/seeds/reader
    tail -n 20 <<<"$output"
    [ "$status" -eq 0 ]
    [[ $output == *"Done 1000 runs"* ]]
}

@test "script/format mends what is formatted otherwise, in every folder with C files" {
    local file command
    command=$(told "script/format")
    cd "$BATS_TEST_TMPDIR"
    cp -r "$HEMICYCLE_SOURCE/script" "$HEMICYCLE_SOURCE/.clang-format" .
    mkdir -p tests/style
    cp "$HEMICYCLE_SOURCE"/tests/style/{includes.py,layers.sh} tests/style
    (cd "$HEMICYCLE_SOURCE" && find ./*/ -name '*.[ch]' -not -path './build/*') |
        sed -E 's|^(\./[^/]*)/.*|\1|' | sort -u >folders
    while read -r file; do
        mkdir -p "$file"
        echo 'int  x ;' >"$file/new.c"
    done <folders
    bash -c "$command"
    while read -r file; do
        diff "$file/new.c" - <<<'int x;'
    done <folders
}

@test "every script is run by a test, or takes too long" {
    local name
    for name in script/*; do
        name=${name#script/}
        [ -x "script/$name" ] || continue
        [[ " $LONG " == *" $name "* ]] || grep -rqE "script/$name\b" --include="*.bats" tests || { echo "script/$name?" && return 1; }
    done
}

@test "script/hooks refuse a subject of more than 72 characters" {
    local message=$BATS_TEST_TMPDIR/message
    echo "Say what is different now" >"$message"
    "$HEMICYCLE_SOURCE/script/hooks/commit-msg" "$message"
    printf 'a%.0s' $(seq 73) >"$message"
    run "$HEMICYCLE_SOURCE/script/hooks/commit-msg" "$message"
    [ "$status" -eq 1 ]
    [[ "$output" == *"73 characters"* ]]
}
