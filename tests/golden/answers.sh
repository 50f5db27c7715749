#!/usr/bin/env bash
# answers.sh INDEXER INDEX QUERIES: what each line of QUERIES matches, as JSON Lines: number and, when they are few, ids
# (sorted: the order is the ranking's, and may become a better one).
set -euo pipefail
while read -r query; do
    "$1" --index "$2" --json --limit 100 search "$query" |
        jq -c --arg q "$query" '{q: $q, total, ids: (if .total < 30 then [.hits[].id] | sort else null end)}'
done <"$3"
