// Why a query is refused, in words: all of them in one place, in each language that they are said in.
//
// Pages and the API speak French, whatever the reader's settings; operators at a terminal have theirs. Notices, which
// tell how a query was understood, are part of the answer and French like it.
#ifndef ENGINE_SEARCH_QUERY_REFUSAL_H
#define ENGINE_SEARCH_QUERY_REFUSAL_H

#include "base/error.h"
#include "base/program.h"
#include "base/slice.h"
#include "engine/field.h"

// Each sets err and returns STATUS_INVALID.
enum status refusal_not_text(enum language language, struct error *err);
enum status refusal_too_long(enum language language, struct error *err);
enum status refusal_too_many_words(enum language language, struct error *err);
enum status refusal_too_deep(enum language language, struct error *err);
enum status refusal_unknown_field(enum language language, struct slice name, struct error *err);
enum status refusal_unsearchable_field(enum language language, enum field field, struct error *err);

// `value` is none of those that a range of the field is written with.
enum status refusal_not_a_value(enum language language, enum field field, struct slice value,
                                struct error *err);

#endif
