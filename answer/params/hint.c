// See hint.h.
#include "answer/params/hint.h"

#include "answer/params/choice.h"

static const struct {
    const char *foreign;
    const char *ours;
} HINTS[] = {
    {"query", "q"},        {"search", "q"},     {"recherche", "q"},     {"s", "q"},
    {"author", "auteur"},  {"asker", "auteur"}, {"year", "annee"},      {"status", "statut"},
    {"from", "de"},        {"since", "de"},     {"start", "de"},        {"date_debut", "de"},
    {"to", "a"},           {"until", "a"},      {"end", "a"},           {"date_fin", "a"},
    {"sort", "tri"},       {"order", "tri"},    {"limite", "limit"},    {"size", "limit"},
    {"per_page", "limit"}, {"count", "limit"},  {"facettes", "facets"}, {"facet", "facets"},
    {"texte", "text"},     {"after", "cursor"}, {"fields", "dans"},     {"champ", "dans"},
    {"group", "par"},      {"interval", "par"}, {"debug", "explain"},   {"start_at", "offset"},
};

struct slice params_hint(struct slice name)
{
    for (size_t i = 0; i < COUNT(HINTS); i++)
        if (slice_equal_ignoring_case(name, slice_from(HINTS[i].foreign)))
            return slice_from(HINTS[i].ours);
    return SLICE_NONE;
}
