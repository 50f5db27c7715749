// See parser.h.
#include "engine/search/query/parser.h"

#include "engine/search/query/chars.h"

#include <string.h>

void query_parser_skip_space(struct query_parser *p)
{
    size_t len;
    while ((len = query_space_len(p->in, p->at)) > 0)
        p->at += len;
}

void query_parser_blank(struct query_parser *p, size_t start)
{
    memset(p->copy + start, ' ', p->at - start);
}

void *query_parser_alloc(struct query_parser *p, size_t count, size_t size)
{
    void *memory = arena_calloc(p->arena, count, size);
    if (!memory && !query_parser_failed(p))
        p->status = error_set(p->err, STATUS_NO_MEMORY, "query: out of memory");
    return memory;
}

struct query_notice *query_parser_note(struct query_parser *p, struct slice text)
{
    struct query_notice *notice = query_parser_alloc(p, 1, sizeof *notice);
    if (!notice || !text.ptr)
        return NULL;
    notice->text = text;
    *p->last_notice = notice;
    p->last_notice = &notice->next;
    p->notice_count++;
    return notice;
}

void query_parser_note_no_field(struct query_parser *p, struct slice name)
{
    const char *near = field_foreign_name(name);
    struct slice hint =
        near ? arena_printf(p->arena, "\u00a0; pour ce champ, écrivez «\u00a0%s:\u00a0»", near)
             : SLICE("");
    query_parser_note(
        p, arena_printf(p->arena,
                        "«\u00a0%.*s\u00a0» n’est pas un champ\u00a0: cherché comme texte%.*s",
                        SLICE_ARG(name), SLICE_ARG(hint)));
}

struct query_node *query_parser_node(struct query_parser *p, enum query_kind kind, enum field field)
{
    struct query_node *node = query_parser_alloc(p, 1, sizeof *node);
    if (node) {
        node->kind = kind;
        node->field = field;
    }
    return node;
}
