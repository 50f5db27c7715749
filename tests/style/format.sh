#!/usr/bin/env bash
# Every C file is as clang-format would write it; script/format does that.
# shellcheck source=tests/style/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

need_version clang-format 14 19

c_files "${ROOMS[@]}" tests | xargs -r clang-format --dry-run -Werror
