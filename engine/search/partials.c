// See partials.h.
//
// Whatever matches the strict tree matches the loose one (resolve.c), so that counting takes one list from the other
// and the page is what is left of the loose list without the few keys of the strict one. Those are known, or are
// looked up once more where the page shows only a part of them. Where series are folded, one that has a member in the
// strict list has no place in the other.
#include "engine/search/partials.h"

#include "engine/search/limits.h"
#include "engine/search/weigh.h"

// How many hits of the first list are on the page.
static size_t strict_on_page(const struct partials_input *input)
{
    size_t count = input->found->hit_count, offset = input->request->offset;
    return offset < count ? count - offset : 0;
}

// All that match the strict tree.
static enum status strict_hits(const struct partials_input *input, struct arena *arena,
                               struct retrieve_result *out, struct error *err)
{
    *out = *input->found;
    if (out->hit_count == out->total)
        return STATUS_OK;
    struct retrieve_request all = {
        .root = input->strict, .sort = SORT_DATE_DESC, .k = PARTIALS_MAX_STRICT};
    enum status status = view_retrieve(input->view, &all, arena, out, err);
    out->total = input->found->total;
    return status;
}

// The first list, and where series are folded, which they are in.
struct strict_list {
    struct retrieve_result found;
    struct exchange_series series[PARTIALS_MAX_STRICT];
    uint64_t listed; // on its pages
};

static enum status list_strict(const struct partials_input *input, struct arena *arena,
                               struct strict_list *out, struct error *err)
{
    struct doc_key keys[PARTIALS_MAX_STRICT];
    *out = (struct strict_list){0};
    enum status status = strict_hits(input, arena, &out->found, err);
    out->listed = input->request->by_series ? input->found->series : input->found->total;
    if (status != STATUS_OK || !input->request->by_series)
        return status;
    for (size_t i = 0; i < out->found.hit_count; i++)
        keys[i] = out->found.hits[i].doc;
    return view_series(input->view, keys, out->found.hit_count, out->series, err);
}

static bool is_among(const struct strict_list *strict, struct doc_key doc,
                     const struct exchange_series *series)
{
    for (size_t i = 0; i < strict->found.hit_count; i++)
        if (strict->found.hits[i].doc.bits == doc.bits ||
            (series->count > 0 && strict->series[i].members == series->members))
            return true;
    return false;
}

// Takes the strict hits and the first `skip` others out, and what is beyond `wanted`.
static enum status leave_rest(const struct partials_input *input, const struct strict_list *strict,
                              uint64_t skip, struct retrieve_result *loose,
                              struct retrieve_hit *rest, struct error *err)
{
    size_t count = 0, wanted = input->request->limit - strict_on_page(input);
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < loose->hit_count && count < wanted; i++) {
        struct exchange_series series = {0};
        if (input->request->by_series)
            status = view_series(input->view, &loose->hits[i].doc, 1, &series, err);
        if (status != STATUS_OK || is_among(strict, loose->hits[i].doc, &series))
            continue;
        if (skip > 0)
            skip--;
        else
            rest[count++] = loose->hits[i];
    }
    loose->hits = rest;
    loose->hit_count = count;
    return status;
}

enum status partials_find(const struct partials_input *input, struct arena *arena,
                          struct retrieve_result *out, struct error *err)
{
    const struct search_request *request = input->request;
    *out = (struct retrieve_result){0};
    if (!input->loose)
        return STATUS_OK;
    struct strict_list strict;
    enum status status = list_strict(input, arena, &strict, err);
    if (status == STATUS_OK)
        status = weigh_tree(input->view, input->loose, arena, err);
    if (status != STATUS_OK)
        return status;
    size_t wanted = request->limit - strict_on_page(input);
    uint64_t skip = request->offset > strict.listed ? request->offset - strict.listed : 0;
    uint64_t k = wanted ? skip + wanted + strict.found.total : 0;
    struct retrieve_request retrieval = {.root = input->loose,
                                         .sort = input->sort,
                                         .k = k < RETRIEVE_MAX_K ? (uint32_t)k : RETRIEVE_MAX_K,
                                         .want_total = true,
                                         .by_series = request->by_series};
    if (request->in_partials)
        retrieval.after = request->after;
    status = view_retrieve(input->view, &retrieval, arena, out, err);
    struct retrieve_hit *rest = arena_calloc(arena, wanted + 1, sizeof *rest);
    if (status == STATUS_OK && !rest)
        status = error_set(err, STATUS_NO_MEMORY, "search: out of memory");
    if (status != STATUS_OK)
        return status;
    out->total -= out->total < strict.found.total ? out->total : strict.found.total;
    out->series -= out->series < strict.listed ? out->series : strict.listed;
    return leave_rest(input, &strict, skip, out, rest, err);
}
