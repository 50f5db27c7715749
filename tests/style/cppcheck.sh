#!/usr/bin/env bash
# cppcheck finds nothing. It remembers what it has seen in build/cppcheck, so that the next run is quick.
# What is read before it is written is left to gcc: cppcheck 2.10 sees it where it is not.
# That 2.17 does not follow every branch of long functions is no finding.
# shellcheck source=tests/style/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

need_version cppcheck 2.10 2.17

mkdir -p build/cppcheck
c_files "${ROOMS[@]}" | grep '\.c$' | cppcheck --file-list=- --cppcheck-build-dir=build/cppcheck -j "$(nproc)" \
    --quiet --error-exitcode=1 --inline-suppr --std=c11 --platform=unix64 -D_GNU_SOURCE '-D__attribute__(x)=' -I . \
    --enable=warning,performance,portability --suppress=missingIncludeSystem --suppress=normalCheckLevelMaxBranches --suppress=uninitvar --suppress=legacyUninitvar \
    --template='{file}:{line}: {id}: {message}'
