#!/usr/bin/env bats
# The Debian package without installing it: what it holds, that it can be made again. script/check-package installs it.

bats_require_minimum_version 1.5.0

setup_file() {
    export PACKAGE
    PACKAGE=$("$HEMICYCLE_SOURCE/script/package" "$BATS_FILE_TMPDIR/one")
}

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
}

files() { # PACKAGE: mode, owner and path of each file
    dpkg-deb -c "$1" | awk '$1 !~ /^d/ { print $1, $2, $6 }'
}

@test "it holds these files, with these modes, and every manual page there is" {
    local page
    cd "$HEMICYCLE_SOURCE/docs"
    diff "$HEMICYCLE_SOURCE/tests/golden/package.txt" <(files "$PACKAGE" | grep -v /share/man/)
    for page in man/{,fr/}hemicycle-*.[1-8]; do
        files "$PACKAGE" | grep -qxF -- "-rw-r--r-- root/root ./usr/share/$(dirname "$page")/man${page##*.}/${page##*/}.gz"
    done
}

@test "what it depends on are libraries, and what makes users and folders" {
    local depends
    depends=$(dpkg-deb -f "$PACKAGE" Depends)
    echo "$depends"
    [[ $depends == *"liblmdb0 "* && $depends =~ libmicrohttpd12(t64)?\  && $depends == *"libstemmer0d "* ]]
    tr ',' '\n' <<<"$depends" | sed 's/^ //' >each
    run grep -vE '^(lib[a-z0-9.-]+|zlib1g)( |$)|^systemd \| systemd-standalone-' each
    [ -z "$output" ]
}

@test "the same sources make the same bytes, and the same word of what they hold" {
    local again
    again=$("$HEMICYCLE_SOURCE/script/package" two)
    cmp "$PACKAGE" "$again"
    cmp "${PACKAGE%.deb}.spdx.json" "${again%.deb}.spdx.json"
    dpkg-deb -x "$PACKAGE" files # and wherever they lie
    ! grep -raqF "$HEMICYCLE_SOURCE" files
}

@test "its SPDX (script/sbom) names every file, and every library with its version, and no element that it does not describe" {
    local spdx=${PACKAGE%.deb}.spdx.json library
    jq -e '.spdxVersion == "SPDX-2.3" and .dataLicense == "CC0-1.0" and (.packages[0].name == "hemicycle")' "$spdx"
    [ "$(jq -r '.packages[0].checksums[0].checksumValue' "$spdx")" = "$(sha256sum <"$PACKAGE" | cut -d" " -f1)" ]
    diff <(jq -r '.files[].fileName' "$spdx" | sort) <(files "$PACKAGE" | cut -d" " -f3 | sort)
    for library in $(dpkg-deb -f "$PACKAGE" Depends | tr ',' '\n' | grep -oE '^ *(lib[a-z0-9.+-]+|zlib1g)'); do
        [ "$(jq -r --arg n "$library" '.packages[] | select(.name == $n) | .versionInfo' "$spdx")" = \
            "$(dpkg-query -W -f='${Version}\n' "$library" | head -n 1)" ]
    done
    jq -e '([.packages[].SPDXID, .files[].SPDXID, "SPDXRef-DOCUMENT"]) as $ids | ($ids | length == (unique | length)) and
        ([.relationships[] | .spdxElementId, .relatedSpdxElement] - $ids == [])' "$spdx"
}

@test "its version stands in one place of the sources, and the programs say it" {
    local version
    version=$(dpkg-deb -f "$PACKAGE" Version)
    [ "$(cd "$HEMICYCLE_SOURCE" && grep -rlF "VERSION ${version%-*}" --include=CMakeLists.txt .)" = ./CMakeLists.txt ]
    ! grep -rnE "(^|[^0-9.])${version%-*}([^0-9.]|\$)" "$HEMICYCLE_SOURCE"/{base,stemmer,engine,answer,indexer,searchd,packaging}
    [ "$("$HEMICYCLE_BIN/indexer" --version)" = "hemicycle-indexer ${version%-*}" ]
    [ "$("$HEMICYCLE_BIN/searchd" --version)" = "hemicycle-searchd ${version%-*}" ]
}

@test "its scripts are sound, its contents as lintian has them" {
    dpkg-deb -e "$PACKAGE" control
    shellcheck control/postinst control/prerm control/postrm
    lintian --allow-root --fail-on error,warning "$PACKAGE"
}

@test "its units are sandboxed at 2.0 or better" {
    command -v systemd-analyze || skip "no systemd here; script/check-package asks it"
    systemd-analyze security --offline=yes --threshold=20 --no-pager \
        "$HEMICYCLE_SOURCE"/packaging/systemd/hemicycle-searchd.service \
        "$HEMICYCLE_SOURCE"/packaging/systemd/hemicycle-index.service \
        "$HEMICYCLE_SOURCE"/packaging/systemd/hemicycle-alerts.service
}

@test "with network.conf filled in the nightly run has a network, and is sandboxed as well" {
    command -v systemd-analyze || skip "no systemd here; script/check-package asks it"
    mkdir -p units/hemicycle-index.service.d
    cp "$HEMICYCLE_SOURCE"/packaging/systemd/hemicycle-index.service units/
    sed 's/^#\(IPAddressAllow=\)/\1/' "$HEMICYCLE_SOURCE/packaging/examples/network.conf" \
        >units/hemicycle-index.service.d/network.conf
    SYSTEMD_UNIT_PATH=$PWD/units: run systemd-analyze security --offline=yes --threshold=20 --no-pager hemicycle-index.service
    [ "$status" -eq 0 ]
    [[ $output == *"has access to the host's network"* && $output == *"may allocate Internet sockets"* ]]
    [[ $output == *"allow list with non-localhost entries"* && $output != *ignoring* ]]
}
