#!/usr/bin/env bash
# One hand: where the language leaves a choice that does not matter, everybody chooses the same.
#
# A status is compared with STATUS_OK and never taken for a truth value; the slice that is none is SLICE_NONE; the lines
# of #include stand in one order (includes.py); a .c of more than 100 lines begins with what it is for, its idea, its
# invariants and its cost, in three lines at least. Braces and blanks are clang-format's (format.sh).
# shellcheck source=tests/style/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

lines() { # PATTERN ADVICE [PATH TO LEAVE OUT]: the lines of code that match
    c_files "${ROOMS[@]}" tests | grep -vxF "${3:-}" |
        xargs grep -nP "^(?!\s*//).*($1)" | sed "s/ *\$/   <- $2/" || true
}

{
    lines '!status\b(?![.(])|\b(if|while) \(status( &&| \|\||\)( \{)?$)|(&&|\|\|) status( &&| \|\||\))' \
        'compare with STATUS_OK'
    lines 'slice_of\(NULL, 0\)|\(struct slice\)\{(0|NULL, 0)\}' SLICE_NONE base/slice.h
    c_files "${ROOMS[@]}" | grep '\.c$' | xargs awk -v least=3 '
        function tell() {
            if (lines > 100 && head < least)
                print file ": " lines " lines begin with a comment of " head ", not at least " least
        }
        FNR == 1 { tell(); file = FILENAME; head = 0; in_head = 1 }
        { lines = FNR; in_head = in_head && /^\/\//; head += in_head }
        END { tell() }'
    tests/style/includes.py || true # its findings are lines as well
} >"$findings" 2>&1
verdict "$findings"
