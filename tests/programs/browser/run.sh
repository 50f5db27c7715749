#!/usr/bin/env bash
# Drives searchd through headless Chromium over the sample corpus: tests/programs/browser/run.sh [FILE.test.mjs...]
#
# Needs $HEMICYCLE_BIN. The npm packages (pinned by package-lock.json, install scripts never run) are fetched
# once and kept in node_modules; exit 77 (skipped) only when they are neither there nor to be had.
# With HEMICYCLE_SCREENSHOTS=FOLDER, pictures of the pages are left there to be looked at; they take long.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../../.."
bin=${HEMICYCLE_BIN:?"where indexer and searchd are"}

skip() {
    echo "skipped: $*"
    exit 77
}

command -v node >/dev/null || skip "node is not installed"
chromium=$(command -v chromium || command -v chromium-browser) || skip "chromium is not installed"

packages_are_there() {
    [ "$(cat "$here/node_modules/.installed-for" 2>/dev/null)" = "$(sha256sum <"$here/package-lock.json")" ]
}

# install_packages: as npm ci would; none of them depends on another. Debian's npm would bring 335 packages along.
install_packages() {
    local name version integrity archive
    archive=$(mktemp)
    rm -rf "$here/node_modules"
    while read -r name version integrity; do
        curl --silent --fail --location --retry 1 --output "$archive" \
            "https://registry.npmjs.org/${name#node_modules/}/-/${name##*/}-$version.tgz" ||
            skip "the npm registry cannot be reached and its packages are not here yet"
        [ "sha512-$(openssl dgst -sha512 -binary "$archive" | base64 --wrap=0)" = "$integrity" ] ||
            { echo "$name $version is not what package-lock.json pins" && exit 1; }
        mkdir -p "$here/$name"
        tar --extract --gzip --file "$archive" --strip-components=1 -C "$here/$name"
    done < <(jq -r '.packages | to_entries[] | select(.value.integrity) | [.key, .value.version, .value.integrity] | @tsv' \
        "$here/package-lock.json")
    rm -f "$archive"
    sha256sum <"$here/package-lock.json" >"$here/node_modules/.installed-for"
}

exec 9>"${TMPDIR:-/tmp}/hemicycle-browser-tests.lock"
flock 9
packages_are_there || install_packages
flock -u 9

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HEMICYCLE_BIN=$bin
export HEMICYCLE_CHROMIUM=$chromium
export HEMICYCLE_INDEX=$work/sample
export HEMICYCLE_HOSTILE_INDEX=$work/hostile
[ -z "${HEMICYCLE_SCREENSHOTS:-}" ] || mkdir -p "$HEMICYCLE_SCREENSHOTS"
"$bin/indexer" --index "$HEMICYCLE_INDEX" --quiet add corpus/20??-20??
for night in 's/ suite"/ suite initiale"/' ''; do # the night before, and tonight
    node "$here/hostile.mjs" | sed "$night" >"$work/hostile.jsonl"
    "$bin/indexer" --index "$HEMICYCLE_HOSTILE_INDEX" --quiet --format jsonl add "$work/hostile.jsonl"
done

files=("$@")
[ ${#files[@]} -gt 0 ] || files=("$here"/*.test.mjs)
node --test --test-concurrency=1 --test-reporter=spec "${files[@]}"
