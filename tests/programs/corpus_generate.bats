# corpus-generate: the same bytes for the same seed, in every format, with the statistics it promises.

setup() {
    export LC_ALL=C.UTF-8
    generate=$HEMICYCLE_BIN/corpus-generate
    cd "$BATS_TEST_TMPDIR" || exit 1
}

@test "the same seed gives the same bytes, another seed gives others" {
    for format in jsonl text; do
        "$generate" --count 300 --seed 7 --format $format >one
        "$generate" --count 300 --seed 7 --format $format >two
        "$generate" --count 300 --seed 8 --format $format >three
        cmp one two
        [ "$(comm -12 <(sort one) <(sort three) | wc -l)" -eq 0 ]
    done
    "$generate" --queries 300 --seed 7 >one
    "$generate" --queries 300 --seed 7 >two
    "$generate" --queries 300 --seed 8 >three
    cmp one two
    run cmp -s one three
    [ "$status" -eq 1 ]
}

@test "a collection starts with the smaller one, and --first goes on where it ends" {
    "$generate" --count 500 >all
    "$generate" --count 200 >head
    "$generate" --count 300 --first 201 >tail
    cat head tail | cmp - all
}

@test "every line of jsonl is an object with the fields of the contract" {
    "$generate" --count 400 >docs
    [ "$(jq -c . docs | wc -l)" -eq 400 ]
    jq -es 'all(
        (.id | test("^pw-[0-9]{4}-[0-9]{4}-[0-9]+-1$")) and
        (.titre | length) > 0 and (.question | length) > 0 and
        (.auteur | length) > 0 and (.ministre | length) > 0 and (.fonction | length) > 0 and
        (.type | IN("Question écrite", "Question orale", "Question urgente", "Interpellation")) and
        (.date_question | strptime("%Y-%m-%d") | mktime > 0) and
        (has("reponse") == has("date_reponse")) and
        (if has("reponse") then (.reponse | length) > 0 and .date_reponse > .date_question else true end))' docs
    jq -es 'map(.id) | length == (unique | length)' docs
    jq -es 'map(has("reponse")) | any and (all | not)' docs
}

@test "the layout of the Parliament of Wallonia holds the same documents" {
    "$generate" --count 12 --format wallonie --output files
    "$generate" --count 12 >docs
    [ "$(find files -name '*.txt' | wc -l)" -eq 12 ]
    while read -r document; do
        session=$(jq -r .session <<<"$document") numero=$(jq -r .numero <<<"$document")
        file=$(printf 'files/%s/%05d-1.txt' "$session" "${numero%% *}")
        [ "$(sed -n 1p "$file")" = / ]
        [ "$(sed -n 3p "$file")" = "$(jq -r .titre <<<"$document")" ]
        [ "$(sed -n 7p "$file")" = "  • N° : $numero" ]
        [ "$(sed -nE '9s/ .*//p' "$file")" -eq "$(grep -cE '^  • (Question|Interpellation|Réponse)' "$file")" ]
        [ "$(sed -n '12s/.* de //p' "$file")" = "$(jq -r .auteur <<<"$document")" ]
        [ "$(sed -n '13s/^    • à //p' "$file")" = "$(jq -r '.ministre + ", " + .fonction' <<<"$document")" ]
        cmp <(sed -E '1,13d; /^  • Réponse/d; /^    • de/d; s/^    //' "$file") \
            <(jq -r '.question, .reponse // empty' <<<"$document")
    done <docs
}

@test "pre-cut text is the same text: lower case, words between single spaces" {
    "$generate" --count 40 --format text >cut
    "$generate" --count 40 >docs
    cmp <(cut -f1 cut) <(jq -r .id docs)
    [ "$(grep -cvP '^[-\w]+\t[\p{Ll}\p{Nd}₂²]+( [\p{Ll}\p{Nd}₂²]+)*$' cut)" -eq 0 ]
    cmp <(cut -f2 cut | tr -d ' ') \
        <(jq -r '[.titre, .question, .reponse // ""] | join(" ") | gsub("[^\\p{L}\\p{Nd}₂²]"; "")' docs |
            sed 's/.*/\L&/')
}

@test "lengths have the mean that was asked for and a long tail" {
    for mean in 150 400; do
        "$generate" --count 2000 --length $mean --format text | cut -f2 | awk -v mean=$mean '
            { sum += NF; if (NF < mean / 2) short++; if (NF > 2 * mean) long++ }
            END {
                average = sum / NR
                print "average", average, "short", short / NR, "long", long / NR
                exit !(average > 0.93 * mean && average < 1.07 * mean && short > 0.2 * NR && long > 0.05 * NR)
            }'
    done
}

@test "words follow Zipf's law: few are most of the text, most are rare" {
    "$generate" --count 2000 --format text | cut -f2 | tr ' ' '\n' | sort | uniq -c | sort -rn | awk '
        { n[NR] = $1; total += $1; if ($1 == 1) once++ }
        END {
            print "words", NR, "total", total, "once", once
            slope = log(n[50] / n[2000]) / log(40)
            print "slope", slope
            exit !(NR > 10000 && n[1] > 0.03 * total && once > 0.25 * NR && slope > 0.8 && slope < 1.4)
        }'
}

@test "queries have 1 to 8 words, about five, that documents contain" {
    "$generate" --queries 1000 >queries
    [ "$(wc -l <queries)" -eq 1000 ]
    cut -f2 queries | awk '{ sum += NF; seen[NF]++ }
        END { exit !(length(seen) == 8 && seen[1] && seen[8] && sum / NR > 4.4 && sum / NR < 5.4) }'
    "$generate" --count 2000 --format text | cut -f2 | tr ' ' '\n' | sort -u >known
    cut -f2 queries | tr ' ' '\n' | sort -u >asked
    [ "$(comm -12 asked known | wc -l)" -gt "$(("$(wc -l <asked)" * 6 / 10))" ]
}

@test "documents are full of what analyzers have to work on" {
    "$generate" --count 300 | jq -r '.question, .reponse // empty' >texts
    for regex in "l'\pL" "l’\pL" "d[’']un" '«\x{a0}\pL' '\d\x{202f}\d{3}' '\d\x{2009}\d{3}' '\x{202f}\?' \
        'S\.N\.C\.B\.' '\d\d/\d\d/\d{4}' '^- ' 'CO₂' "[Aa]ujourd[’']hui" 'a-t-il' '[A-Z]\pL+-sur-[A-Z]' ' %'; do
        grep -qP -- "$regex" texts || { echo "$regex"; return 1; }
    done
}

@test "what cannot be done is said with an exit code of sysexits.h" {
    for wrong in '--count x' '--count -1' '--format xml' '--format wallonie' '--output D' '--length 0' '--first 0'; do
        # shellcheck disable=SC2086 # two words
        run "$generate" $wrong
        [ "$status" -eq 64 ]
    done
    run "$generate" --count 1 --format wallonie --output /dev/null/D
    [ "$status" -eq 74 ]
    [[ $output == *"/dev/null/D"* ]]
    run sh -c '"$1" --count 10 >/dev/full' - "$generate"
    [ "$status" -eq 74 ]
    run "$generate" --count 0
    [ "$status" -eq 0 ]
    [ -z "$output" ]
}
