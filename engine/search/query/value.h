// Dates, years and days of delay as people write them: the values of ranges.
#ifndef ENGINE_SEARCH_QUERY_VALUE_H
#define ENGINE_SEARCH_QUERY_VALUE_H

#include "base/buf.h"
#include "base/error.h"
#include "base/slice.h"
#include "engine/field.h"
#include "engine/search/query/query.h"
#include "engine/search/query/refusal.h"

#include <stdbool.h>
#include <stdint.h>

// The range that `value` stands for in a RANGE of `field` ("2020..2023", ">30", "juin 2023").
// STATUS_INVALID with a message in that language.
enum status query_range_parse(enum field field, struct slice value, enum language language,
                              int64_t *low, int64_t *high, struct error *err) STATUS_NODISCARD;

// Appends a RANGE, its field included: "delai:>30".
void query_range_print(const struct query_node *range, struct buf *out);

// Whether the field holds dates or numbers.
bool query_field_is_range(enum field field);

#endif
