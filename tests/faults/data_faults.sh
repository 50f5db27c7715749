#!/usr/bin/env bash
# data_faults.sh PROGRAM COUNT|all [FIRST STEP]: runs data_faults in a folder of its own.
set -eu
folder=$(mktemp -d "${TMPDIR:-/tmp}/hemicycle-data.XXXXXX")
trap 'rm -rf "$folder"' EXIT
program=$1
shift
"$program" "$folder" "$@"
