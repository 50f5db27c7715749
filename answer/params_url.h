// The query string of an address as parameters, percent-decoded; params.h has the way back.
#ifndef ANSWER_PARAMS_URL_H
#define ANSWER_PARAMS_URL_H

#include "answer/params.h"
#include "base/arena.h"
#include "base/error.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

enum { PARAMS_MAX_COUNT = 200 };

// What had to be guessed, a set.
enum params_repair {
    REPAIR_ENCODING = 1 << 0, // bytes that are no UTF-8 were taken for Windows-1252
    REPAIR_PERCENT = 1 << 1,  // a per cent sign begins no escape: it stands for itself
};

struct params_decoder {
    struct arena *arena;
    char
        *room; // the caller's, for what decodes without repair: as many bytes as are decoded in all
    unsigned repairs;
    bool failed; // no memory
};

// Decodes s into the decoder's room, of which it takes at most s.len bytes. UTF-8, perhaps with control characters.
struct slice params_decode(struct params_decoder *decoder, struct slice s, bool plus_is_space);

// "q=eau&de=2023" taken apart. Control characters in values are blanks; a NUL, and any in a name, is a problem, and
// left empty. STATUS_TOO_LARGE for more than PARAMS_MAX_COUNT, STATUS_NO_MEMORY; the message is the caller's.
enum status params_parse_query(struct params_decoder *decoder, struct slice query,
                               struct parameter_list *out,
                               struct param_problems *problems) STATUS_NODISCARD;

// Appends a list as it came: "?q=eau&de=2023", nothing of an empty one.
void params_append_list(struct buf *out, struct parameter_list list);

// The value of `count` hexadecimal digits at `at`; -1 when they are not there.
int params_hex_number(struct slice s, size_t at, size_t count);

#endif
