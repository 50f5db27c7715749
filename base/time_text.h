// Moments (seconds since 1970, UTC) as text. Calendar days are base/date.h.
#ifndef BASE_TIME_TEXT_H
#define BASE_TIME_TEXT_H

#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TIME_TEXT_SIZE = 32 };

// "2026-01-31T04:05:06Z" (RFC 3339), or "" for 0; returns its length.
size_t time_text_iso(int64_t seconds, char text[TIME_TEXT_SIZE]);

// Reads what time_text_iso writes; false when s is anything else.
bool time_text_parse_iso(struct slice s, int64_t *seconds);

// "Sat, 31 Jan 2026 04:05:06 GMT" (RFC 9110 IMF-fixdate), or "" for 0; returns its length.
size_t time_text_http(int64_t seconds, char text[TIME_TEXT_SIZE]);

#endif
