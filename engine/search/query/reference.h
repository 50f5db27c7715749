// What is pasted into the box as it stands somewhere else: an id, a number with its session, the address of a page.
#ifndef ENGINE_SEARCH_QUERY_REFERENCE_H
#define ENGINE_SEARCH_QUERY_REFERENCE_H

#include "base/arena.h"
#include "base/error.h"
#include "engine/backend.h"

// Where the whole of q refers to exchanges of the index, the query in the query language that finds them, from the
// arena: « pw-2022-2023-516-1 » and « https://…/question/pw-2022-2023-516-1 » by the id, « 516 (2022-2023) 1 » by the
// number. Else *out is q. A bare word or number refers to nothing.
enum status query_reference(struct view *view, struct slice q, struct arena *arena,
                            struct slice *out, bool *is_reference,
                            struct error *err) STATUS_NODISCARD;

#endif
