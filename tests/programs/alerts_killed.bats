#!/usr/bin/env bats
# What saved searches find is not lost when the machine stops anywhere while it is matched and handed over.
bats_require_minimum_version 1.5.0
load alerts_helper

@test "killed at each step of matching and handing over, nothing is lost, and twice is the same mail" {
    local n code total=0
    question q-1 "Les quais"
    night
    search quais "q=quais" "adresse = lou@lecteurs.example"
    question q-2 "Encore des quais"
    cp -r A A0
    echo "from ${SEED:=$((RANDOM % 2 + 1))}" # every second step, SEED=2 the others
    for ((n = SEED; ; n += 2)); do
        rm -rf A lines mails args
        cp -r A0 A
        rm -rf I2 && cp -r I I2
        code=0
        IO_FAULT_PATH=/A/ IO_FAULT_AT=$n IO_FAULT_DO=kill LD_PRELOAD=$IO_FAULT_LIBRARY \
            "$bin/indexer" --index I2 --quiet --alerts "$PWD/A" --alerts-address alertes@site.example \
            --after-commit 'unset LD_PRELOAD; cat >>lines' sync D || code=$?
        IO_FAULT_PATH=/A/ IO_FAULT_AT=$((n % 7 + 1)) IO_FAULT_DO=kill LD_PRELOAD=$IO_FAULT_LIBRARY \
            "$bin/indexer" --alerts "$PWD/A" --alerts-address alertes@site.example --sendmail "$PWD/sendmail.clean" alerts send || true
        question q-3 "Des quais nouveaux"
        "$bin/indexer" --index I2 --quiet --alerts "$PWD/A" --alerts-address alertes@site.example \
            --after-commit 'cat >>lines' sync D
        rm D/q-3.jsonl
        "$bin/indexer" --alerts "$PWD/A" --alerts-address alertes@site.example --sendmail "$PWD/sendmail" alerts send
        [ "$(grep -o '"changement":[0-9]*' lines | sort -u | wc -l)" -eq 2 ]
        grep -q '"id":"q-2"' lines && grep -q '"id":"q-3"' lines
        grep -q 'question/q-2' mails && grep -q 'question/q-3' mails
        # whatever came twice came under its own name
        [ "$(grep -c 'question/q-2' mails)" -le "$(grep -c '^Message-ID' mails)" ]
        [ "$(grep '^Message-ID' mails | sort -u | wc -l)" -le 2 ]
        [ -z "$(ls A/spool)" ]
        [ "$code" -ne 0 ] || break
        total=$n
    done
    [ "$total" -gt 10 ]
}
