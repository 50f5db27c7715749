#!/usr/bin/env bash
# The documents hold together: links and named paths lead to files, decisions are numbered without gaps and say
# their status.
# shellcheck source=tests/style/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# documents: the Markdown files of the tree.
documents() {
    find . -name '*.md' -not -path './build/*' -not -path '*/node_modules/*' -not -path './.git/*' | sort
}

# dead_links: "FILE: TARGET" for each [text](target) that names neither an address nor a file.
dead_links() {
    local file target
    documents | while read -r file; do
        { grep -oE '\]\([^)]+\)' "$file" || true; } | sed -E 's/^\]\((.*)\)$/\1/' | while read -r target; do
            case $target in
            *://* | mailto:* | '#'*) continue ;;
            esac
            [ -e "$(dirname "$file")/${target%%#*}" ] || echo "$file: no $target"
        done
    done
}

# odd_decisions: records whose number is not the next one, whose title has another, or that have no status.
odd_decisions() {
    local file number=0 name
    for file in docs/decisions/*.md; do
        number=$((number + 1))
        name=$(basename "$file")
        [[ $name == "$(printf '%04d' $number)-"*.md ]] || echo "$file: number $number is expected here"
        head -n 1 "$file" | grep -q "^# $number\. " || echo "$file: the title does not begin with $number."
        sed -n 3p "$file" | grep -qE '^(Accepted|Replaced by decision [0-9]+|Withdrawn)\.' || echo "$file: no status in line 3"
    done
}

# lost_decisions: places that name a record which is not there.
lost_decisions() {
    local found file number
    { grep -rnoE 'docs/decisions/[0-9]{4}' --include='*.[ch]' --include='*.md' --include='*.sh' --include='*.txt' \
        --exclude-dir=build --exclude-dir=.git . || true; } | while read -r found; do
        file=${found%%:docs/*}
        number=${found##*/}
        compgen -G "docs/decisions/$number-*.md" >/dev/null || echo "$file: no decision $number"
    done
}

# lost_files: "FILE: PATH" for each `room/…` in a document that is no file, folder, module or pattern of some.
lost_files() {
    local file path
    documents | grep -v CHANGELOG | while read -r file; do
        # shellcheck disable=SC2016 # the back quote is Markdown's
        { grep -oE '`(base|stemmer|engine|answer|indexer|searchd|bench|corpus|tests|cmake|packaging|script|docs)/[^` ]*`' "$file" ||
            true; } | tr -d '`' | sort -u | while read -r path; do
            compgen -G "$path" >/dev/null || compgen -G "$path.[ch]" >/dev/null || echo "$file: no $path"
        done
    done
}

# literals PAGE: what a manual page names and no language changes: options, commands, operators, values, variables, files,
# exit codes, in order where they are listed.
literals() {
    local words='(Fl Fl|Cm|Li|Ev|Pa|Xr|Ic|Sy) [^ ]+( [0-9])?|^\.(Dl|It Ev|It Pa|Pq Ev|Pq Li|Pq Pa) .*|^\.It [0-9].*'
    grep '^\.It ' "$1" | grep -oE "$words"
    grep '^\.' "$1" | grep -oE "$words" | sort
    sed -n '/^\.Bd -literal/,/^\.Ed/p' "$1"
}

# stray_translations: what a translated page names otherwise than the English one.
stray_translations() {
    local page
    for page in docs/man/*/*.[1-8]; do
        { diff <(literals "docs/man/${page##*/}") <(literals "$page") || true; } | sed -n "s|^[<>]|$page: &|p"
    done
}

# ill_set_pages: what groff warns of in manual pages.
ill_set_pages() {
    local page
    for page in docs/man/*.[1-8] docs/man/*/*.[1-8]; do
        groff -ww -mandoc -Kutf8 -Tutf8 -rLL=78n -z "$page" 2>&1 | sed "s|^|$page: |"
    done
}

# unmerged_files: where a merge left its marks.
unmerged_files() {
    git grep -lE '^(<{7}|\|{7}|>{7})( |$)' -- . 2>/dev/null || true
}

[ "$(literals docs/man/fr/hemicycle-query.7 | wc -l)" -gt 50 ] || { echo "hardly any operator found: this test is broken" && exit 1; }
[ "$(documents | wc -l)" -gt 10 ] || { echo "hardly any document found: this test is broken" && exit 1; }
{
    dead_links
    odd_decisions
    lost_decisions
    lost_files
    unmerged_files | sed 's/$/: marks of a merge/'
    stray_translations
    ill_set_pages
} >"$findings"
verdict "$findings"
