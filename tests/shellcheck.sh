#!/usr/bin/env bash
# The scripts pass shellcheck.
# shellcheck source=tests/style.sh
. "$(dirname "${BASH_SOURCE[0]}")/style.sh"

shell_files | xargs -r shellcheck
