// See names.h.
#include "engine/search/meaning/names.h"

#include "engine/search/meaning/phrase.h"

struct synonym_list resolve_find_names(struct resolver *r, const struct query_words *words)
{
    struct synonym_list names = {NULL, 0};
    if (!r->synonyms || !r->is_french || r->is_negative || resolver_failed(r))
        return names;
    outcome_note(&r->outcome, synonyms_find(r->synonyms, &words->tokens, r->arena, &names,
                                            outcome_error(&r->outcome)));
    return names;
}

void resolve_other_names(struct resolver *r, const struct query_node *node,
                         const struct synonym *name, struct match_list *out)
{
    struct slice *found = resolver_alloc(r, name->alternative_count, sizeof *found);
    size_t count = 0;
    for (size_t i = 0; found && i < name->alternative_count && !resolver_failed(r); i++) {
        struct slice text = name->alternatives[i];
        struct match_node *other = resolve_name(r, resolver_field_mask(r, node), text);
        if (!other)
            continue;
        resolver_add(r, out, other);
        found[count++] = text;
    }
    if (count == 0)
        return;
    struct resolve_event *event = resolver_event(r, RESOLVE_SYNONYMS, node, name->start, name->end);
    if (event) {
        event->words = found;
        event->word_count = count;
    }
}
