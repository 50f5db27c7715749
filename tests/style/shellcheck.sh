#!/usr/bin/env bash
# The scripts pass shellcheck.
# shellcheck source=tests/style/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

shell_files | xargs -r shellcheck
