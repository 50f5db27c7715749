// Addresses of searches: each is the whole search with one member changed. Copy the parameters, change, write the
// address; so every state has one, and nothing needs a script.
#ifndef SEARCHD_PAGE_LINKS_H
#define SEARCHD_PAGE_LINKS_H

#include "searchd/page/parts.h"

// Appends the escaped address of `params`, with those of PAGE_PARAMS and more that are `known`. On the pages of results
// themselves, which are made of such links, it is a relative one.
void page_append_url(struct page *page, const struct search_params *params, unsigned known);

// The same of its first page, with PAGE_PARAMS.
void page_search_url(struct page *page, const struct search_params *params);

// Adds a filter; false where there is no room for one more.
bool page_add_filter(struct search_params *params, enum field field, struct slice value);

// Takes filter `at` out of params.
void page_drop_filter(struct search_params *params, size_t at);

// The filter for that very value; filter_count when it is not on.
size_t page_filter_at(const struct search_params *params, enum field field, struct slice value);

// What a filter is called on pages: « Auteur ou autrice ». Static storage.
const char *page_filter_label(enum field field);

// How many exchanges a search finds; 0 also where it cannot be run.
uint64_t page_count_matches(const struct page *page, const struct search_params *params);

// « Précédente 1 2 … 9 Suivante »: pages 1 to `last` of `params`, as /recherche with the parameters `known`; empty
// where there is but one.
struct slice page_numbers(struct page *page, const struct search_params *params, unsigned known,
                          uint64_t last);

// A query as headings quote it: cut where it would fill the screen.
struct slice page_shortened(struct page *page, struct slice q);

#endif
