// Words in context. See concordance.h.
//
// The exchanges are read a few at a time and marked text by text (word_marker.h, said.h). A page ends after so many
// lines, wherever that is in an exchange, or after so many bytes of text: the next one goes on with the exchange that
// was not told to its end, and skips what was told of it. So an exchange of any length is told line by line, and the
// lines of all pages are all there are, each once.
//
// Cost: the analysis of the texts, which is that of the page's passages ten or a hundred times.
#include "engine/search/present/concordance.h"

#include "engine/search/present/said.h"
#include "engine/search/present/words_cut.h"

enum {
    BATCH = 16,            // documents read at once
    MOST_BYTES = 16 << 20, // of text, after which a page ends
    MOST_FORMS = 64 << 20, // the same of the words' memory
    KEPT_BYTES = 1 << 20,  // of a document, kept for the next
};

struct telling {
    const struct concordance_input *input;
    struct arena *arena;
    struct arena texts; // of one document
    struct search_hit *hits;
    struct concordance *out;
    struct concordance_line *lines;
    size_t first; // of the batch
    size_t done;  // exchanges told to their end
    size_t bytes;
    bool is_over;
};

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "search: out of memory");
}

static struct slice kept(struct telling *telling, struct slice text, size_t start, size_t end)
{
    return arena_copy(telling->arena,
                      cut_squeeze(slice_of(text.ptr + start, end - start), &telling->texts));
}

// What follows a word, with the space before it, where there is one: the three parts of a line are the passage.
static struct slice kept_after(struct telling *telling, struct slice text, size_t start, size_t end)
{
    struct slice words = kept(telling, text, start, end);
    bool is_apart = words.len > 0 && cut_is_space(text.ptr[start]);
    return is_apart ? arena_printf(telling->arena, " %.*s", SLICE_ARG(words)) : words;
}

// A line keeps within its paragraph.
static bool add_line(struct telling *telling, const struct said *said,
                     const struct occurrence *found, struct said_paragraph *paragraph)
{
    struct slice text = said->text;
    uint32_t letters = telling->input->wish.context;
    said_find_paragraph(text, found->start, paragraph);
    struct slice before = slice_of(text.ptr + paragraph->start, found->start - paragraph->start);
    size_t from = paragraph->start + cut_before(before, before.len, letters);
    struct said_paragraph last = *paragraph;
    said_find_paragraph(text, found->end - 1, &last);
    struct slice after = slice_of(text.ptr, last.end > found->end ? last.end : found->end);
    struct concordance_line *line = &telling->lines[telling->out->line_count++];
    *line = (struct concordance_line){
        .hit = telling->done,
        .field = said->field,
        .speaker = arena_copy(telling->arena, said->speaker),
        .office = arena_copy(telling->arena, said->office),
        .date = said->date,
        .left = kept(telling, text, from, found->start),
        .word = kept(telling, text, found->start, found->end),
        .right = kept_after(telling, text, found->end, cut_after(after, found->end, letters)),
        .place = {said->anchor, said->anchor ? said->before + paragraph->number : 0},
    };
    return line->right.ptr && line->word.ptr && line->left.ptr;
}

// The lines of one text; *skip of them are passed over.
static enum status tell_text(struct telling *telling, const struct said *said, uint32_t *skip,
                             struct error *err)
{
    struct concordance *out = telling->out;
    struct occurrences found;
    struct said_paragraph paragraph = {0};
    const struct marker_text text = {said->field, said->text, 0, true};
    telling->bytes += said->text.len;
    enum status status = word_marker_occurrences(telling->input->marker, &text,
                                                 telling->input->view->limit, &found, err);
    for (size_t i = 0; status == STATUS_OK && i < found.count; i++) {
        if (*skip > 0) {
            (*skip)--;
            continue;
        }
        if (out->line_count == telling->input->wish.most) {
            telling->is_over = true;
            return STATUS_OK;
        }
        if (!add_line(telling, said, &found.items[i], &paragraph))
            return no_memory(err);
        out->inside++;
    }
    return status;
}

static enum status visit(void *context, size_t at, const struct exchange *exchange,
                         struct error *err)
{
    struct telling *telling = context;
    struct analyzer *analyzer = telling->input->marker->searcher->analyzer;
    size_t number = telling->first + at;
    struct search_hit *hit = &telling->hits[number];
    if (telling->is_over)
        return STATUS_OK;
    if (!exchange_copy_short(exchange, telling->arena, &hit->exchange))
        return no_memory(err);
    uint32_t skip = number == 0 ? telling->input->wish.skip : 0;
    telling->out->inside = skip;
    telling->input->marker->scratch = &telling->texts;
    struct said_walk walk = {.exchange = exchange};
    struct said said;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && !telling->is_over && said_next(&walk, &said))
        status = tell_text(telling, &said, &skip, err);
    if (status == STATUS_OK && telling->texts.failed)
        status = no_memory(err);
    arena_rest(&telling->texts, KEPT_BYTES);
    if (telling->is_over)
        return status;
    telling->done++;
    telling->out->inside = 0;
    telling->is_over = telling->bytes > MOST_BYTES || analyzer_memory_bytes(analyzer) > MOST_FORMS;
    return status;
}

static enum status tell_all(struct telling *telling, struct error *err)
{
    const struct concordance_input *input = telling->input;
    struct doc_key keys[BATCH];
    enum status status = STATUS_OK;
    while (status == STATUS_OK && telling->first < input->count && !telling->is_over) {
        struct document_wish wish = {.keys = keys, .part = EXCHANGE_WHOLE};
        for (; wish.count < BATCH && telling->first + wish.count < input->count; wish.count++)
            keys[wish.count] = input->found[telling->first + wish.count].doc;
        status = view_each_document(input->view, &wish, visit, telling, err);
        telling->first += wish.count;
    }
    return status;
}

enum status concordance_make(const struct concordance_input *input, struct arena *arena,
                             struct search_hit **hits, struct concordance *out, struct error *err)
{
    struct telling telling = {.input = input, .arena = arena, .out = out};
    *out = (struct concordance){.has_words = word_marker_has_words(input->marker)};
    telling.hits = arena_calloc(arena, input->count + 1, sizeof *telling.hits);
    telling.lines = arena_calloc(arena, input->wish.most + 1u, sizeof *telling.lines);
    if (!telling.hits || !telling.lines)
        return no_memory(err);
    for (size_t i = 0; i < input->count; i++)
        telling.hits[i] =
            (struct search_hit){.doc = input->found[i].doc, .key = input->found[i].key};
    arena_init(&telling.texts, 0);
    enum status status = out->has_words ? tell_all(&telling, err) : STATUS_OK;
    arena_clear(&telling.texts);
    out->lines = telling.lines;
    out->exchanges = telling.done;
    *hits = telling.hits;
    return status;
}
