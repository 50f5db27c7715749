# What corpus/ promises about itself, checked on its bytes: no program of ours is needed.

setup() {
    export LC_ALL=C.UTF-8
    cd "$HEMICYCLE_SOURCE/corpus" || exit 1
    mapfile -t exchanges < <(find . -path './20*' -name '*.txt' | sort)
}

# The id of every exchange, from its line "N° : NUMBER (SESSION) SUB".
all_ids() {
    sed -nE 's/^  • N° : ([0-9]+) \(([0-9]{4}-[0-9]{4})\) ([0-9]+)$/pw-\2-\1-\3/p' "${exchanges[@]}"
}

# says WHAT REGEX: some exchange has it (PCRE, UTF-8)
says() {
    grep -qP -- "$2" "${exchanges[@]}" || {
        echo "no exchange has $1: $2"
        return 1
    }
}

@test "there are at least 72 exchanges in six sessions" {
    [ "${#exchanges[@]}" -ge 72 ]
    [ "$(printf '%s\n' "${exchanges[@]}" | cut -d/ -f2 | sort -u | wc -l)" -eq 6 ]
}

@test "every file is UTF-8 without carriage returns, tabs or control characters" {
    for file in "${exchanges[@]}" queries.tsv qrels.txt README.md; do
        iconv -f UTF-8 -t UTF-8 "$file" >/dev/null || { echo "$file"; return 1; }
    done
    run grep -lP '[\x00-\x08\x0b-\x1f\x7f]|\t' "${exchanges[@]}"
    [ "$status" -eq 1 ]
}

@test "every file has the layout of the Parliament of Wallonia, to the line" {
    awk '
        function fail(why) { print FILENAME ":" FNR ": " why; bad = 1 }
        FNR == 1 && NR > 1 && before < 14 { fail("the file before this one is cut") }
        { before = FNR }
        FNR == 1 && $0 != "/" { fail("no slash") }
        (FNR == 2 || FNR == 4 || FNR == 8 || FNR == 10) && $0 != "" { fail("not blank") }
        FNR == 3 && !/^[^ ]/ { fail("no title") }
        FNR == 5 && !/^  • Session : 20[0-9][0-9]-20[0-9][0-9]$/ { fail("no session") }
        FNR == 6 && !/^  • Année : 20[0-9][0-9]$/ { fail("no year") }
        FNR == 7 && !/^  • N° : [0-9]+ \(20[0-9][0-9]-20[0-9][0-9]\) [0-9]+$/ { fail("no number") }
        FNR == 9 && !/^[1-9] élément\(s\) trouvé\(s\)\.$/ { fail("no announcement") }
        FNR == 11 && !/^  • (Question (écrite|orale|urgente)|Interpellation) du / { fail("no question") }
        FNR == 12 && !/^    • de [^ ]/ { fail("no author") }
        FNR == 13 && !/^    • à [^ ].*, (Vice-Présidente et )?Ministre/ { fail("no minister") }
        FNR > 13 && !/^$|^    [^ ]|^  • Réponse du [0-3][0-9]\/[01][0-9]\/20[0-9][0-9]$/ { fail("what is this?") }
        END { exit bad || before < 14 }' "${exchanges[@]}"
}

@test "every file holds as many elements as it announces" {
    awk '
        function check() {
            if (announced != counted) { print file ": " announced " announced, " counted " found"; bad = 1 }
        }
        FNR == 1 { check(); file = FILENAME; counted = 0 }
        FNR == 9 { announced = $1 + 0 }
        /^  • (Question|Interpellation|Réponse)/ { counted++ }
        END { check(); exit bad }' "${exchanges[@]}"
}

@test "folder, file name, session, year and date of every exchange agree" {
    for file in "${exchanges[@]}"; do
        session=$(sed -n '5s/.* : //p' "$file") year=$(sed -n '6s/.* : //p' "$file")
        [[ $file == ./$session/* ]]
        [[ $(sed -n 7p "$file") == *"($session)"* ]]
        [[ $(sed -n 11p "$file") == *"/$year" ]]
        [[ $session == *"$year"* ]]
        number=$(sed -nE '7s/.* : ([0-9]+) .* ([0-9]+)$/\1-\2/p' "$file")
        name=${file##*/}
        [ "$((10#${name%%-*}))-$(cut -d- -f2 <<<"$name")" = "$number" ]
    done
}

@test "every date exists and no answer comes before its question" {
    for file in "${exchanges[@]}"; do
        previous=0
        for date in $(sed -nE 's/^  • .* du ([0-9/]+)$/\1/p' "$file"); do
            IFS=/ read -r day month year <<<"$date"
            at=$(date -u -d "$year-$month-$day" +%s) || { echo "$file: $date"; return 1; }
            [ "$at" -ge "$previous" ] || { echo "$file: $date is too early"; return 1; }
            previous=$at
        done
    done
}

@test "ids are unique" {
    [ "$(all_ids | wc -l)" -eq "${#exchanges[@]}" ]
    [ -z "$(all_ids | sort | uniq -d)" ]
}

@test "there are exchanges of every shape" {
    shapes=$(sed -n '9s/ .*//p' -s "${exchanges[@]}" | sort | uniq -c)
    [ "$(awk '$2 == 1 { print $1 }' <<<"$shapes")" -ge 12 ] # without answer
    [ "$(awk '$2 == 3 { print $1 }' <<<"$shapes")" -ge 3 ]  # with two
    for kind in 'Question écrite' 'Question orale' 'Question urgente' Interpellation; do
        grep -q "^  • $kind du " "${exchanges[@]}"
    done
    [ "$(find . -path './20*' -name '*.txt' -size +8000c | wc -l)" -ge 3 ] # several pages
    [ "$(find . -path './20*' -name '*.txt' -size -700c | wc -l)" -ge 3 ]  # a few lines
    grep -q 'renvo' "${exchanges[@]}"
    [ "$(sed -n 3p -s "${exchanges[@]}" | sort | uniq -d | wc -l)" -ge 1 ] # asked to several ministers
}

@test "at least twelve members and eight ministers speak" {
    [ "$(sed -n '12s/.* de //p' -s "${exchanges[@]}" | sort -u | wc -l)" -ge 12 ]
    [ "$(sed -nE '13s/.* à ([^,]*),.*/\1/p' -s "${exchanges[@]}" | sort -u | wc -l)" -ge 8 ]
}

@test "the typography that breaks tokenizers occurs" {
    says "a straight apostrophe" "\\pL'\\pL"
    says "a typographic apostrophe" '\pL’\pL'
    says "a no-break space" '\x{a0}'
    says "a narrow no-break space" '\x{202f}'
    says "a thin space" '\x{2009}'
    says "guillemets with no-break spaces" '«\x{a0}.*\x{a0}»'
    says "thousands with a space" '4 874'
    says "thousands with a narrow space" '\d\x{202f}\d{3}'
    says "thousands with a dot" '170\.000[ \x{a0}\x{202f}]?€'
    says "a decimal comma" '3,5[ \x{a0}\x{202f}]?%'
    says "a ligature" '[œŒ]'
    says "a list" '^    - '
    says "a subscript" 'CO₂'
    says "a superscript" '1ᵉʳ'
    says "a time" '14h30'
    says "a road" 'E411'
}

@test "the words that break stemmers occur" {
    says "an acronym with dots" 'S\.N\.C\.B\.'
    says "the same without" '\bSNCB\b'
    says "A.S.B.L." 'A\.S\.B\.L\.'
    says "asbl" '\basbl\b'
    says "a middle dot" 'député·e·s'
    says "inclusive full stops" 'travailleur\.euse\.s'
    says "inclusive brackets" 'citoyen\(ne\)s'
    says "a reference" '516 \(2022-2023\) 1'
    says "an article" 'art\. L\. 1123-4'
    says "a date with dots" '\b\d\d\.\d\d\.\d{4}'
    says "a date with slashes" '^    .*\b\d\d/\d\d/\d{4}'
    says "a date in words" '\b1er juin \d{4}'
    for word in "prud['’]homm" "aujourd['’]hui" 'a-t-il' pêche péché côte côté maïs commune communication; do
        says "$word" "(?<!\\pL)$word"
    done
}

@test "at least 48 queries with distinct ids" {
    [ "$(wc -l <queries.tsv)" -ge 48 ]
    [ "$(grep -vcP '^q\d+\t[^ \t]([^\t]*[^ \t])?$' queries.tsv)" -eq 0 ]
    [ -z "$(cut -f1 queries.tsv | sort | uniq -d)" ]
}

@test "judgements are TREC lines about queries and exchanges that exist, once each" {
    [ "$(grep -vcE '^q[0-9]+ 0 pw-[0-9]{4}-[0-9]{4}-[0-9]+-[0-9]+ [0-3]$' qrels.txt)" -eq 0 ]
    [ -z "$(comm -13 <(all_ids | sort -u) <(cut -d' ' -f3 qrels.txt | sort -u))" ]
    [ -z "$(comm -13 <(cut -f1 queries.tsv | sort -u) <(cut -d' ' -f1 qrels.txt | sort -u))" ]
    [ -z "$(cut -d' ' -f1,3 qrels.txt | sort | uniq -d)" ]
}

@test "every query has a relevant exchange, and judgements of both kinds exist" {
    [ -z "$(comm -23 <(cut -f1 queries.tsv | sort) <(awk '$4 > 0 { print $1 }' qrels.txt | sort -u))" ]
    [ "$(awk '$4 == 0' qrels.txt | wc -l)" -ge 50 ]
    [ "$(awk '$4 > 0 { n[$1]++ } END { for (q in n) if (n[q] > 1) m++; print m }' qrels.txt)" -ge 20 ]
}
