# Shared by the scripts beside it; to be sourced. Leaves the shell in the root of the tree.
# shellcheck shell=bash

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() {
    printf '%s\n' "-- $*" >&2
}

die() {
    printf '%s\n' "$*" >&2
    exit 1
}

# packages_of GROUP...: the entries of packages.txt in these groups, one a line.
packages_of() {
    local group
    for group in "$@"; do
        awk -v group="$group" '$1 == group { print $2 }' script/packages.txt
    done
}

is_installed() {
    dpkg-query -W -f='${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed # a line for each architecture
}

# missing_packages GROUP...: the entries of which no alternative is installed.
missing_packages() {
    local entry package found
    for entry in $(packages_of "$@"); do
        found=no
        for package in ${entry//|/ }; do
            if is_installed "$package"; then
                found=yes
                break
            fi
        done
        [ $found = yes ] || printf '%s\n' "$entry"
    done
}

# first_available A|B|...: the first alternative that the package lists know. Of one alone apt-get itself says that it
# does not know it; asking for each beforehand takes half a minute.
first_available() {
    local package
    [[ $1 == *"|"* ]] || { printf '%s\n' "$1" && return; }
    for package in ${1//|/ }; do
        if apt-cache show "$package" >/dev/null 2>&1; then
            printf '%s\n' "$package"
            return
        fi
    done
    die "none of these packages is known to apt: $1"
}

# as_root COMMAND...: directly or through sudo.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo -- "$@"
    else
        die "installing packages needs root or sudo; missing: $(missing_packages build test | tr '\n' ' ')"
    fi
}

apt_get() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@" >&2
}

lists_are_fresh=no

# install_packages GROUP...: installs what is missing; without a word and offline when nothing is.
install_packages() {
    local missing entry packages=()
    command -v dpkg-query >/dev/null || die "this is not Debian; install what script/packages.txt lists"
    missing=$(missing_packages "$@")
    [ -n "$missing" ] || return 0
    if [ $lists_are_fresh = no ]; then
        say "asking the Debian mirror for package lists"
        apt_get update
        lists_are_fresh=yes
    fi
    for entry in $missing; do
        packages+=("$(first_available "$entry")")
    done
    say "installing ${packages[*]}"
    apt_get install -y --no-install-recommends "${packages[@]}"
}

# install_cross_packages ARCH HOST: the compiler for another architecture, and its libraries.
install_cross_packages() {
    local package missing=()
    for package in "gcc-$2" $(packages_of build | grep -E '^(lib|zlib).*-dev$' | sed "s/\$/:$1/"); do
        is_installed "$package" || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    if ! dpkg --print-foreign-architectures | grep -qx "$1"; then
        say "telling dpkg of $1"
        as_root dpkg --add-architecture "$1"
        apt_get update
    fi
    say "installing ${missing[*]}"
    apt_get install -y --no-install-recommends "${missing[@]}"
}

# show_progress WHAT: hands on what ninja and make write, and tells how far they are: on a terminal in one line, else
# at each quarter.
show_progress() {
    local what=$1 line percent total shown=0
    while IFS= read -r line; do
        printf '%s\n' "$line"
        [[ $line =~ ^\[\ *([0-9]+)(%|/([0-9]+))\] ]] || continue
        total=${BASH_REMATCH[3]:-100}
        percent=$((100 * BASH_REMATCH[1] / total))
        if [ -t 2 ] && [ "$percent" -ne "$shown" ]; then
            printf '\r-- %s: %d %%' "$what" "$percent" >&2
            [ "$percent" -lt 100 ] || printf '\n' >&2
            shown=$percent
        elif [ ! -t 2 ] && [ "$percent" -ge $((shown + 25)) ] && [ "$percent" -lt 100 ]; then
            shown=$((percent - percent % 25))
            say "$what: $shown %"
        fi
    done
}

# build_preset PRESET [TARGET [OPTION...]]: configures and builds; CMake's chatter is shown only when it fails.
build_preset() {
    local preset=$1 target=${2:-all} log=build/$1.log
    mkdir -p build
    say "building $preset"
    if ! { cmake --preset "$preset" "${@:3}" && cmake --build --preset "$preset" --target "$target"; } 2>&1 |
        show_progress "building $preset" >"$log"; then
        cat "$log" >&2
        die "building $preset failed"
    fi
}

# The first Debian mirror among apt's sources, in either of their two formats.
debian_mirror() {
    # shellcheck disable=SC2016 # apt expands it
    apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' |
        head -n 1
}

# on_each_debian COMMAND...: on each Debian that the README promises, named by `suite`, in a shell of its own.
# SUITE=trixie: on that one alone.
on_each_debian() {
    local suites=(bookworm trixie)
    [ -z "${SUITE:-}" ] || suites=("$SUITE")
    for suite in "${suites[@]}"; do
        ("$@")
    done
    say "done on ${suites[*]}: $*"
}

# make_clean_debian: a minimal Debian, $suite, in a temporary folder, named by `clean`, from the mirror that this machine
# uses. It is removed when the shell ends; KEEP=1 keeps it. Needs root.
make_clean_debian() {
    local mirror
    [ "$(id -u)" -eq 0 ] || die "debootstrap and chroot need root"
    install_packages clean
    mirror=$(debian_mirror)
    [ -n "$mirror" ] || die "no Debian mirror among apt's sources"
    clean=$(mktemp -d -p "${TMPDIR:-/var/tmp}" clean-debian.XXXXXX)
    chmod 755 "$clean" # it becomes the / of users who are not root
    trap remove_clean_debian EXIT
    say "Debian $suite from $mirror in $clean"
    debootstrap --variant=minbase "$suite" "$clean" "$mirror" >"$clean.log" || { cat "$clean.log" && exit 1; }
    rm -f "$clean.log"
    mount --bind /dev "$clean/dev"
    mount --bind /dev/pts "$clean/dev/pts" # terminals, for script(1)
    mount -t proc proc "$clean/proc"
    # It goes out as this machine does, which may have to trust a proxy that looks into what npm fetches.
    cp /etc/resolv.conf "$clean/etc/resolv.conf"
    mkdir -p "$clean/usr/local/share/ca-certificates"
    find /usr/local/share/ca-certificates -name '*.crt' -exec cp -t "$clean/usr/local/share/ca-certificates" {} +
    echo 'Dpkg::Use-Pty "0";' >"$clean/etc/apt/apt.conf.d/90no-terminal"
    echo force-unsafe-io >"$clean/etc/dpkg/dpkg.cfg.d/90no-sync" # it need not outlive a power cut
    # What is installed there starts nothing: the ports are this machine's.
    printf '#!/bin/sh\nexit 101\n' >"$clean/usr/sbin/policy-rc.d"
    chmod 755 "$clean/usr/sbin/policy-rc.d"
}

remove_clean_debian() {
    umount "$clean/dev/pts" "$clean/dev" "$clean/proc" 2>/dev/null || true
    if mountpoint -q "$clean/dev" || mountpoint -q "$clean/proc"; then
        die "something is still mounted in $clean"
    fi
    if [ -n "${KEEP:-}" ]; then
        say "kept: $clean"
    else
        rm -rf --one-file-system "$clean"
    fi
}

# in_clean COMMAND...: inside that Debian, as root, with nothing of our environment.
in_clean() {
    chroot "$clean" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 \
        DEBIAN_FRONTEND=noninteractive "$@"
}
