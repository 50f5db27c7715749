// See source_json.h.
#include "indexer/sources/source_json.h"

#include <jansson.h>

struct json_t *source_load_json(const struct source_sink *sink, uint32_t line, struct slice text,
                                size_t *used)
{
    json_error_t problem;
    json_t *value = json_loadb(text.ptr, text.len, used ? JSON_DISABLE_EOF_CHECK : 0, &problem);
    if (value) {
        if (used)
            *used = (size_t)problem.position;
        return value;
    }
    line += problem.line > 0 ? (uint32_t)problem.line - 1 : 0;
    if (json_error_code(&problem) == json_error_premature_end_of_input)
        source_reject_cut(sink, line, "truncated JSON");
    else
        source_reject(sink, line, "not JSON: %s", problem.text);
    return NULL;
}
