// Finding, in a text, the passage with most of what a query looks for. See snippet.h.
//
// The words of the query are marked in the text (word_marker.h). The best passage is found by trying one window per
// marked word: from the beginning of its sentence, if that is near, to a sentence's end, or that of the quotation which
// begins there. A window is worth the weights of its distinct bits (rare words more), and a little for repetitions.
// White space shows as single spaces; highlights are the marks of the text in the passage, also of a quotation that is
// longer; where those are not at hand, or its edges part a word, those of the passage analysed as it is shown.
//
// Cost: analysis of the text unless it was done lately (token_cache.h), by pieces, until a passage holds everything or
// SNIPPET_MAX_TEXT is reached. No window looks further than its own length, so all is linear in the text, also where
// it has no sentences.
#include "engine/search/present/snippet.h"

#include "engine/search/present/sentence.h"
#include "engine/search/present/words_cut.h"
#include "stemmer/text/fold.h"

enum { PIECE_BYTES = 32 << 10, PIECE_OVERLAP = 512, MAX_WINDOWS = 512 };

static const double REPETITION = 0.05, FORMULA_PENALTY = 0.5, SENTENCE_BONUS = 0.2;

struct passage {
    size_t start, end; // of the text
    double worth;
    uint64_t bits;
};

// --- choosing --------------------------------------------------------------------------------------

// Where a passage for bytes [at, end) begins: with its sentence if they fit, else some words before them.
static size_t window_start(struct slice text, size_t at, size_t end, size_t max, bool *begins)
{
    size_t start = sentence_start(text, at, max * 2 / 3), len = end - at;
    *begins = start != SIZE_MAX && (end - start <= max || len > max);
    if (*begins)
        return start;
    size_t room = max > len ? max - len : 0, back = room < max / 3 ? room : max / 3;
    size_t word = cut_next_word(text, at > back ? at - back : 0);
    return word <= at ? word : at;
}

static bool fits(struct slice text, size_t max_bytes)
{
    return text.len <= max_bytes + max_bytes / 8;
}

// What fits is shown up to its end; else up to a sentence's end that is near and not before `least`, or the last word
// that fits.
static size_t window_end(struct slice text, size_t start, size_t least, size_t max_bytes)
{
    enum { MARGIN = 32 }; // what follows a full stop tells whether it ends a sentence
    if (fits(slice_from_offset(text, start), max_bytes))
        return cut_last_word_end(text, start, text.len);
    struct slice near = text;
    if (near.len - start > max_bytes + MARGIN)
        near.len = start + max_bytes + MARGIN;
    size_t end = start;
    for (size_t next = start; next < near.len && next - start <= max_bytes;) {
        end = next;
        next = sentence_end(near, next);
        next = next > end ? next : end + 1;
        while (next < near.len && cut_is_space(near.ptr[next]))
            next++;
    }
    size_t full = cut_last_word_end(text, start, end);
    if (full > start && full - start >= max_bytes / 2 && full >= least)
        return full;
    size_t cut = cut_last_word_end(text, start, start + max_bytes);
    return cut > start ? cut : start + fold_cut(slice_from_offset(text, start), max_bytes).len;
}

// Adds what the words of a passage are worth; `first` is a mark in it.
static void weigh(const struct word_marker *marker, const struct marks *marks, size_t first,
                  struct passage *passage)
{
    while (first > 0 && marks->items[first - 1].start >= passage->start)
        first--;
    for (size_t i = first; i < marks->count && marks->items[i].start < passage->end; i++) {
        if (marks->items[i].end > passage->end)
            continue;
        for (uint64_t left = marks->items[i].bits; left; left &= left - 1) {
            unsigned bit = (unsigned)__builtin_ctzll(left);
            bool is_new = !(passage->bits >> bit & 1);
            passage->worth += marker->weight[bit] * (is_new ? 1 : REPETITION);
        }
        passage->bits |= marks->items[i].bits;
    }
}

// Where the word that goes on at byte `at` ends with the comma or the quotes behind it, if they are no more than some.
static size_t word_end(struct slice text, size_t at)
{
    enum { SOME = 8 };
    size_t end = at;
    while (end < text.len && !cut_is_space(text.ptr[end]))
        if (++end - at > SOME)
            return at;
    return end;
}

// Tries a window for each mark and keeps the best of them in *best; false: it was better already.
static bool choose(const struct word_marker *marker, struct slice text, const struct marks *marks,
                   size_t max_bytes, struct passage *best)
{
    size_t last_start = SIZE_MAX, last_end = 0;
    bool is_better = false;
    for (size_t i = 0, tried = 0; i < marks->count && tried < MAX_WINDOWS; i++) {
        bool begins;
        size_t least = word_end(text, word_marker_group_end(marker, marks, i));
        size_t start = window_start(text, marks->items[i].start, least, max_bytes, &begins);
        if (start == last_start && least <= last_end)
            continue;
        last_start = start;
        last_end = window_end(text, start, least, max_bytes);
        tried++;
        struct passage passage = {start, last_end, 0, 0};
        passage.worth = begins ? SENTENCE_BONUS : 0;
        weigh(marker, marks, i, &passage);
        bool may_win = passage.bits && (!best->bits || passage.worth > best->worth);
        if (may_win && sentence_is_formula(text, start))
            passage.worth -= FORMULA_PENALTY;
        if (!may_win || (best->bits && passage.worth <= best->worth))
            continue;
        *best = passage;
        is_better = true;
    }
    return is_better;
}

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "snippet: out of memory");
}

// A mark within another is part of it.
static enum status put_highlights(struct word_marker *marker, const struct marks *marks,
                                  struct snippet *out, struct error *err)
{
    struct highlight *highlights =
        arena_calloc(marker->arena, marks->count + 1, sizeof *highlights);
    if (!highlights)
        return no_memory(err);
    size_t used = 0;
    for (size_t i = 0; i < marks->count; i++) {
        struct highlight *last = used ? &highlights[used - 1] : NULL;
        if (last && marks->items[i].start < last->end)
            last->end = marks->items[i].end > last->end ? marks->items[i].end : last->end;
        else
            highlights[used++] = (struct highlight){marks->items[i].start, marks->items[i].end};
    }
    out->highlights = highlights;
    out->highlight_count = used;
    return STATUS_OK;
}

// Whether a number may go on over the edge at `at`, of which a cut makes two.
static bool parts_number(struct slice text, size_t at)
{
    size_t before = at, behind = at;
    while (before > 0 && cut_is_space(text.ptr[before - 1]))
        before--;
    while (behind < text.len && cut_is_space(text.ptr[behind]))
        behind++;
    return before > 0 && behind < text.len && char_is_digit(text.ptr[before - 1]) &&
           char_is_digit(text.ptr[behind]);
}

// Takes from the marks of the text those of a passage, by its bytes. False: the passage must be analysed by itself, as
// a number may be cut by its edges; not where phrases are looked for, of which it may hold a part.
static bool take_marks(const struct word_marker *marker, struct slice text,
                       const struct passage *passage, struct marks *marks)
{
    bool has_words_only = marker->group_count == 0;
    if (has_words_only && (parts_number(text, passage->start) || parts_number(text, passage->end)))
        return false;
    size_t kept = 0;
    for (size_t i = 0; i < marks->count; i++) {
        struct mark mark = marks->items[i];
        bool is_cut = mark.start < passage->start || mark.end > passage->end;
        if (mark.end <= passage->start || mark.start >= passage->end)
            continue;
        if (is_cut && has_words_only)
            return false;
        if (is_cut)
            continue;
        mark.start -= (uint32_t)passage->start;
        mark.end -= (uint32_t)passage->start;
        marks->items[kept++] = mark;
    }
    marks->count = kept;
    return true;
}

// Moves the marks of a passage to where they stand once its white space is squeezed.
static bool squeeze_marks(struct slice cut, struct arena *arena, struct marks *marks)
{
    uint32_t *places = arena_alloc(arena, (cut.len + 1) * sizeof *places);
    if (!places)
        return false;
    cut_squeezed_places(cut, places);
    for (size_t i = 0; i < marks->count; i++) {
        marks->items[i].start = places[marks->items[i].start];
        marks->items[i].end = places[marks->items[i].end];
    }
    return true;
}

// `known` are the marks of the text around the passage, or NULL.
static enum status finish(struct word_marker *marker, const struct snippet_text *stored,
                          const struct passage *passage, struct marks *known, struct snippet *out,
                          struct error *err)
{
    struct slice text = stored->text;
    struct slice cut = slice_of(text.ptr + passage->start, passage->end - passage->start);
    struct slice squeezed = cut_squeeze(cut, marker->scratch);
    struct slice kept = squeezed.ptr ? arena_copy(marker->arena, squeezed) : squeezed;
    if (!kept.ptr)
        return no_memory(err);
    *out = (struct snippet){.text = kept,
                            .cut_before = cut_next_word(text, 0) < passage->start,
                            .cut_after = cut_last_word_end(text, 0, text.len) > passage->end};
    struct marks marks = known ? *known : (struct marks){0};
    bool is_known = known && take_marks(marker, text, passage, &marks);
    struct marker_text passage_text = {stored->field, cut, 0, cut.len == text.len};
    enum status status = STATUS_OK;
    // By its words as they are found: a line's end may divide one, which reads as two where it is a space.
    if (!is_known && marker->in_field[stored->field] != 0)
        status = word_marker_mark(marker, &passage_text, &marks, err);
    if (status == STATUS_OK && squeezed.ptr != cut.ptr &&
        !squeeze_marks(cut, marker->scratch, &marks))
        status = no_memory(err);
    return status == STATUS_OK ? put_highlights(marker, &marks, out, err) : status;
}

// How much of the text from `at` on is analysed next: up to a white space.
static size_t piece_len(struct slice text, size_t at)
{
    if (text.len - at <= PIECE_BYTES)
        return text.len - at;
    size_t end = cut_last_word_end(text, at, at + PIECE_BYTES);
    return end > at ? end - at : fold_cut(slice_from_offset(text, at), PIECE_BYTES).len;
}

// Where the piece behind one of `len` bytes at `at` begins: some words before its end, at which a phrase, a number or a
// word that a line divides may have been cut.
static size_t next_piece(struct slice text, size_t at, size_t len)
{
    size_t end = at + len;
    size_t word =
        end < text.len && len > PIECE_OVERLAP ? cut_next_word(text, end - PIECE_OVERLAP) : end;
    return word < end ? word : end;
}

enum status snippet_make(struct word_marker *marker, const struct snippet_text *stored,
                         struct arena *scratch, struct snippet *out, struct error *err)
{
    struct slice text = stored->text;
    *out = (struct snippet){.text = {NULL, 0}};
    if (text.len == 0)
        return STATUS_OK;
    marker->scratch = scratch;
    uint64_t all = marker->in_field[stored->field];
    struct passage best = {0, 0, 0, 0};
    struct marks marks = {0}, known = {0}; // those of the piece that best is in
    size_t known_from = 0, known_to = 0;
    for (size_t at = 0; all && at < text.len && at < SNIPPET_MAX_TEXT && (best.bits & all) != all &&
                        analyzer_memory_bytes(marker->searcher->analyzer) < SNIPPET_MAX_FORMS;) {
        size_t len = piece_len(text, at);
        const struct marker_text piece = {stored->field, slice_of(text.ptr + at, len), (uint32_t)at,
                                          true};
        enum status status = word_marker_mark(marker, &piece, &marks, err);
        if (status != STATUS_OK)
            return status;
        if (choose(marker, text, &marks, stored->max_bytes, &best) || at == 0) {
            known = marks;
            known_from = at;
            known_to = at + len;
        }
        at = next_piece(text, at, len);
    }
    bool is_whole = best.bits && fits(text, stored->max_bytes);
    if (is_whole || !best.bits) {
        best.start = is_whole ? cut_next_word(text, 0) : sentence_first(text);
        best.end = window_end(text, best.start, 0, stored->max_bytes);
    }
    bool is_known = best.start >= known_from && best.end <= known_to;
    return finish(marker, stored, &best, is_known ? &known : NULL, out, err);
}
