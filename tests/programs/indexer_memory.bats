#!/usr/bin/env bats
# The memory that `--memory` promises: so much, and 64 MiB beside it, whatever comes.

bats_require_minimum_version 1.5.0
load long_documents

setup() {
    ! grep -qF __asan_init "$HEMICYCLE_BIN/indexer" || skip "a sanitizer takes memory of its own"
    cd "$(mktemp -d "${BATS_TEST_TMPDIR:-/tmp}/memory.XXXXXX")" || return 1
}

# indexer ARG...: with the least memory there is; fails if it is exceeded, mapped pages of the index included
indexer() {
    /usr/bin/python3 - "$HEMICYCLE_BIN/indexer" --index I --quiet --memory 16M "$@" <<'PYTHON'
import os, sys

MOST = 16 + 64  # MiB

child = os.spawnv(os.P_NOWAIT, sys.argv[1], sys.argv[1:])
_, status, usage = os.wait4(child, 0)
assert status == 0, (sys.argv, status)
assert usage.ru_maxrss <= MOST << 10, (sys.argv, usage.ru_maxrss >> 10)
print(*sys.argv[2:], usage.ru_maxrss >> 10, "MiB")
PYTHON
}

# long ID TEXT TIMES: one document, in ID.jsonl; `%` in the text is a number below 1,000, and alone, random letters
long() {
    /usr/bin/python3 - "$@" >"$1.jsonl" <<'PYTHON'
import random, sys
name, text, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
letters = random.Random(5)
print('{"id":"%s","titre":"Le bief","question":"' % name, end="")
for number in range(times):
    word = "".join(letters.choices("abcdefghijklmnopqrstuvwxyz ", k=10)) if text == "%" else str(number % 1000)
    print(text.replace("%", word), end="")
print('"}')
PYTHON
    indexer add "$1.jsonl"
}

@test "one very long document takes the memory that is promised, when it comes, when it changes, when it goes" {
    documents 0 300 >a.jsonl
    indexer add a.jsonl
    long joined "amont-aval-" 1400000
    long prose "Le bief numéro % déborde à l’écluse; la passerelle est fermée. " 200000
    long prose "Le bief numéro % ne déborde plus à l’écluse; la passerelle est ouverte. " 200000
    long letters "%" 1500000
    indexer remove joined
    indexer optimize
    indexer check
}

@test "very many short documents take the memory that is promised, with two threads, merged and optimized" {
    awk 'BEGIN {
        for (n = 0; n < 300000; n++)
            printf "{\"id\":\"Parlement/2026/question-%012d\",\"question\":\"eau %d\"}\n", n * 7919 % 300000, n % 1000
    }' >many.jsonl
    indexer --threads 2 add many.jsonl
    indexer optimize
    indexer check
}
