// Other names of what a query names: « CPAS » finds « centre public d'action sociale » too. See context.h.
//
// Only in plain words: a quotation means these words, and what is excluded is what was typed. The other name
// is looked for as a phrase, of stems, so that plurals and missing accents do not matter; a name of which
// a word stands in no document is left out, and not told.
#include "engine/search/meaning/context.h"

struct synonym_list resolve_find_names(struct resolver *r, const struct query_node *node)
{
    struct synonym_list names = {NULL, 0};
    if (!r->synonyms || !r->is_french || r->is_negative || resolver_failed(r))
        return names;
    struct token_list tokens;
    struct error *err = outcome_error(&r->outcome);
    if (outcome_note(&r->outcome, analyzer_run(r->analyzer, node->text, &tokens, err)))
        outcome_note(&r->outcome, synonyms_find(r->synonyms, &tokens, r->arena, &names, err));
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
