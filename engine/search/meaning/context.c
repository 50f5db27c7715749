// See context.h.
#include "engine/search/meaning/context.h"

bool resolver_no_memory(struct resolver *r)
{
    struct error *err = outcome_error(&r->outcome);
    return outcome_note(&r->outcome, error_set(err, STATUS_NO_MEMORY, "query: out of memory"));
}

void *resolver_alloc(struct resolver *r, size_t count, size_t size)
{
    void *memory = arena_calloc(r->arena, count, size);
    if (!memory)
        resolver_no_memory(r);
    return memory;
}

void resolver_add(struct resolver *r, struct match_list *list, struct match_node *node)
{
    if (!match_list_add(list, node, r->arena))
        resolver_no_memory(r);
}

struct resolve_event *resolver_event(struct resolver *r, enum resolve_event_kind kind,
                                     const struct query_node *node, uint32_t start, uint32_t end)
{
    struct resolve_event *event = r->is_silent ? NULL : resolver_alloc(r, 1, sizeof *event);
    if (!event)
        return NULL;
    event->kind = kind;
    event->node = node;
    event->start = start;
    event->end = end;
    if (r->last)
        r->last->next = event;
    else
        r->first = event;
    r->last = event;
    return event;
}

uint8_t resolver_field_mask(const struct resolver *r, const struct query_node *node)
{
    return node->field == FIELD_COUNT ? r->field_mask : FIELD_MASK(node->field);
}

struct match_node *resolver_label(struct resolver *r, struct slice label, struct match_node *leaf)
{
    if (leaf)
        leaf->label = label;
    else
        resolver_no_memory(r);
    return leaf;
}

bool resolver_words(struct resolver *r, struct slice text, struct query_words *out)
{
    *out = (struct query_words){.count = 0};
    return !resolver_failed(r) &&
           outcome_note(&r->outcome,
                        query_words_make(r->analyzer, text, r->arena, out, r->outcome.err));
}

const struct query_words *resolver_leaf_words(struct resolver *r, const struct query_node *node)
{
    const struct query_words *known = leaf_words_find(r->leaves, node);
    if (known)
        return resolver_failed(r) ? NULL : known;
    struct leaf_words *leaf = resolver_alloc(r, 1, sizeof *leaf);
    if (!leaf || !resolver_words(r, node->text, &leaf->words))
        return NULL;
    leaf->node = node;
    leaf->next = r->leaves;
    r->leaves = leaf;
    return &leaf->words;
}
