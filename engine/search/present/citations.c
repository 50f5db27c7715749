// See citations.h.
#include "engine/search/present/citations.h"

#include "engine/search/present/said.h"
#include "stemmer/text/fold.h"

static bool is_same(const struct mention *a, const struct mention *b)
{
    return a->kind == b->kind && a->date == b->date && a->question == b->question &&
           a->session_from == b->session_from && slice_equal(a->number, b->number) &&
           slice_equal_ignoring_case(a->act, b->act);
}

static bool is_told(const struct citation_list *list, const struct mention *mention)
{
    for (size_t i = 0; i < list->count; i++)
        if (is_same(&list->items[i].mention, mention))
            return true;
    return false;
}

static struct slice name_of(const struct mention *mention, struct arena *arena)
{
    char room[MENTION_NAME_MOST];
    struct buf name = buf_over(room, sizeof room);
    mention_put_name(mention, &name);
    return name.failed || name.len == 0 ? SLICE_NONE : arena_copy(arena, buf_slice(&name));
}

// Of several lines. Without memory, as it is.
static struct slice on_one_line(struct slice text, struct arena *arena)
{
    if (slice_count(text, '\n') == 0)
        return text;
    struct buf line = {0};
    mention_put_line(text, &line);
    struct slice kept = arena_take(arena, &line);
    return kept.ptr ? kept : text;
}

static void read_text(const struct said *said, struct cited *items, struct arena *arena,
                      struct citation_list *out)
{
    struct said_paragraph paragraph = {0};
    struct mention found;
    size_t at = 0;
    while (out->count < CITATIONS_MOST && mention_next(said->text, &at, &found)) {
        const size_t place = (size_t)(found.text.ptr - said->text.ptr);
        found.text = on_one_line(found.text, arena);
        found.number = on_one_line(found.number, arena);
        found.act = on_one_line(found.act, arena);
        if (is_told(out, &found))
            continue;
        said_find_paragraph(said->text, place, &paragraph);
        items[out->count++] = (struct cited){
            .mention = found,
            .name = name_of(&found, arena),
            .field = said->field,
            .place = {said->anchor, said->anchor ? said->before + paragraph.number : 0}};
    }
}

enum status search_citations(const struct exchange *exchange, struct arena *arena,
                             struct citation_list *out, struct error *err)
{
    struct said_walk walk = {.exchange = exchange};
    struct said said;
    struct cited *items = arena_calloc(arena, CITATIONS_MOST, sizeof *items);
    if (!items)
        return error_set(err, STATUS_NO_MEMORY, "search: out of memory");
    *out = (struct citation_list){.items = items};
    size_t left = CITATIONS_MOST_BYTES;
    while (left > 0 && said_next(&walk, &said)) {
        said.text = fold_cut(said.text, left);
        left -= said.text.len;
        read_text(&said, items, arena, out);
    }
    return STATUS_OK;
}
