// See source_json.h.
#include "indexer/sources/source_json.h"

#include "indexer/sources/json/split.h"
#include "indexer/sources/json_course.h"

#include <jansson.h>

// What is wrong with a piece that is no value.
static void tell(const struct source_sink *sink, const struct json_piece *piece,
                 const json_error_t *problem)
{
    uint32_t line = piece->line + (problem->line > 0 ? (uint32_t)problem->line - 1 : 0);
    bool has_no_end = json_error_code(problem) == json_error_premature_end_of_input;
    if (piece->kind == JSON_PIECE_CUT && has_no_end)
        source_reject_cut(sink, line, "truncated JSON");
    else
        source_reject(sink, line, "not JSON: %s", problem->text);
}

// Whether the text begins or leaves open a list that does not end. `was_lost`: something in it was no value.
static bool is_cut_list(struct slice text, unsigned open, bool was_lost)
{
    text = slice_trim(text);
    char last = text.len > 0 ? text.ptr[text.len - 1] : 0;
    const struct json_course course = {.was_lost = was_lost, .open = open, .last_byte = last};
    return json_course_is_cut(&course) || (slice_starts_with(text, SLICE("[")) && last != ']');
}

enum status source_json_each(const struct source_input *input, const struct source_sink *sink,
                             enum status (*visit)(void *context, struct json_t *value,
                                                  uint32_t line, struct error *err),
                             void *context, size_t *count, struct error *err)
{
    struct slice text;
    *count = 0;
    if (!source_text(input, sink, &text))
        return STATUS_OK;
    struct json_split split = {.rest = text, .line = input->first_line};
    struct json_piece piece = {.kind = JSON_PIECE_NOTHING}, first = piece;
    json_error_t problem, first_problem = {0};
    enum status status = STATUS_OK;
    bool was_lost = false;
    for (size_t i = 0; status == STATUS_OK && json_split_next(&split, &piece); i++) {
        // What is broken is told by what stands there, not by where the piece ends.
        size_t len = piece.kind == JSON_PIECE_BROKEN
                         ? text.len - (size_t)(piece.text.ptr - text.ptr)
                         : piece.text.len;
        json_t *value = json_loadb(piece.text.ptr, len, 0, &problem);
        was_lost = was_lost || !value;
        if (value) {
            ++*count;
            status = visit(context, value, piece.line, err);
            json_decref(value);
        } else if (i == 0 && piece.kind == JSON_PIECE_BROKEN) {
            first = piece;
            first_problem = problem;
        } else {
            tell(sink, &piece, &problem);
        }
    }
    // What begins a list that was cut is broken for no other reason than the last of its documents.
    if (status == STATUS_OK && first.text.len > 0 && piece.kind != JSON_PIECE_CUT)
        tell(sink, &first, &first_problem);
    if (status == STATUS_OK && piece.kind != JSON_PIECE_CUT &&
        is_cut_list(text, split.open, was_lost))
        source_reject_cut(sink, split.line, "truncated JSON");
    return status;
}
