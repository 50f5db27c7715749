// See partials.h.
//
// Whatever matches the strict tree matches the loose one (resolve.c), so that counting takes one list from the other
// and the page is what is left of the loose list without the few keys of the strict one. Those are known, or are
// looked up once more where the page shows only a part of them.
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

static bool is_among(const struct retrieve_result *strict, struct doc_key doc)
{
    for (size_t i = 0; i < strict->hit_count; i++)
        if (strict->hits[i].doc.bits == doc.bits)
            return true;
    return false;
}

// Takes the strict hits and the first `skip` others out, and what is beyond `wanted`.
static void leave_rest(struct retrieve_result *loose, const struct retrieve_result *strict,
                       uint64_t skip, size_t wanted, struct retrieve_hit *rest)
{
    size_t count = 0;
    for (size_t i = 0; i < loose->hit_count && count < wanted; i++) {
        if (is_among(strict, loose->hits[i].doc))
            continue;
        if (skip > 0)
            skip--;
        else
            rest[count++] = loose->hits[i];
    }
    loose->hits = rest;
    loose->hit_count = count;
}

enum status partials_find(const struct partials_input *input, struct arena *arena,
                          struct retrieve_result *out, struct error *err)
{
    const struct search_request *request = input->request;
    *out = (struct retrieve_result){0};
    if (!input->loose)
        return STATUS_OK;
    struct retrieve_result strict;
    enum status status = strict_hits(input, arena, &strict, err);
    if (status == STATUS_OK)
        status = weigh_tree(input->view, input->loose, arena, err);
    if (status != STATUS_OK)
        return status;
    size_t wanted = request->limit - strict_on_page(input);
    uint64_t skip = request->offset > strict.total ? request->offset - strict.total : 0;
    uint64_t k = wanted ? skip + wanted + strict.total : 0;
    struct retrieve_request retrieval = {.root = input->loose,
                                         .sort = input->sort,
                                         .k = k < RETRIEVE_MAX_K ? (uint32_t)k : RETRIEVE_MAX_K,
                                         .want_total = true};
    if (request->in_partials)
        retrieval.after = request->after;
    status = view_retrieve(input->view, &retrieval, arena, out, err);
    struct retrieve_hit *rest = arena_calloc(arena, wanted + 1, sizeof *rest);
    if (status == STATUS_OK && !rest)
        status = error_set(err, STATUS_NO_MEMORY, "search: out of memory");
    if (status != STATUS_OK)
        return status;
    out->total -= out->total < strict.total ? out->total : strict.total;
    leave_rest(out, &strict, skip, wanted, rest);
    return STATUS_OK;
}
