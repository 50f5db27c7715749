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

// The first list, and where series are folded, which they are in.
struct strict_list {
    struct retrieve_result found;
    struct exchange_series series[PARTIALS_MAX_STRICT];
    uint64_t listed; // on its pages
};

// Finds the series of the hits.
static enum status know_strict(const struct partials_input *input, struct strict_list *strict,
                               struct error *err)
{
    struct doc_key keys[PARTIALS_MAX_STRICT];
    size_t count = strict->found.hit_count;
    strict->found.total = input->found->total;
    strict->listed = input->request->by_series ? input->found->series : input->found->total;
    if (!input->request->by_series)
        return STATUS_OK;
    for (size_t i = 0; i < count; i++)
        keys[i] = strict->found.hits[i].doc;
    return view_series(input->view, keys, count, strict->series, err);
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

// How many of the others are before the page.
static uint64_t skipped(const struct partials_input *input)
{
    bool is_folded = input->request->by_series;
    uint64_t listed = is_folded ? input->found->series : input->found->total;
    return input->request->offset > listed ? input->request->offset - listed : 0;
}

static struct retrieve_request loose_request(const struct partials_input *input)
{
    const struct search_request *request = input->request;
    size_t wanted = request->limit - strict_on_page(input);
    uint64_t skip = skipped(input), k = wanted ? skip + wanted + input->found->total : 0;
    struct retrieve_request out = {
        .root = input->loose,
        .sort = input->sort,
        .k = k < RETRIEVE_MAX_K ? (uint32_t)k : RETRIEVE_MAX_K,
        .want_total = true,
        .by_series = request->by_series,
        .shown_from = (uint32_t)skip,
        .will_read = true,
    };
    if (request->in_partials)
        out.after = request->after;
    return out;
}

// Asks for what is not known yet: the others, those of the strict list that the page does not show, and what else is
// wanted.
static enum status ask(const struct partials_input *input, struct arena *arena,
                       struct retrieve_result *strict, struct retrieve_result *loose,
                       struct error *err)
{
    struct retrieve_request requests[3];
    struct retrieve_result *to[3], found[3];
    size_t count = 0;
    if (input->loose_found) {
        *loose = *input->loose_found;
    } else {
        to[count] = loose;
        requests[count++] = loose_request(input);
    }
    if (input->found->hit_count == input->found->total) {
        *strict = *input->found;
    } else if (input->strict_found) {
        *strict = *input->strict_found;
    } else {
        to[count] = strict;
        requests[count++] = partials_strict(input->strict);
    }
    if (input->beside && count > 0) {
        to[count] = input->beside_found;
        requests[count++] = *input->beside;
    }
    if (count == 0)
        return STATUS_OK;
    enum status status = view_retrieve_all(input->view, requests, count, arena, found, err);
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        *to[i] = found[i];
    return status;
}

struct retrieve_request partials_strict(const struct match_node *root)
{
    return (struct retrieve_request){
        .root = root, .sort = SORT_DATE_DESC, .k = PARTIALS_MAX_STRICT};
}

enum status partials_find(const struct partials_input *input, struct arena *arena,
                          struct retrieve_result *out, struct error *err)
{
    struct strict_list strict = {0};
    *out = (struct retrieve_result){0};
    if (!input->loose)
        return STATUS_OK;
    enum status status = weigh_tree(input->view, input->loose, arena, err);
    if (status == STATUS_OK)
        status = ask(input, arena, &strict.found, out, err);
    if (status == STATUS_OK)
        status = know_strict(input, &strict, err);
    size_t wanted = input->request->limit - strict_on_page(input);
    struct retrieve_hit *rest = arena_calloc(arena, wanted + 1, sizeof *rest);
    if (status == STATUS_OK && !rest)
        status = error_set(err, STATUS_NO_MEMORY, "search: out of memory");
    if (status != STATUS_OK)
        return status;
    out->total -= out->total < strict.found.total ? out->total : strict.found.total;
    out->series -= out->series < strict.listed ? out->series : strict.listed;
    return leave_rest(input, &strict, skipped(input), out, rest, err);
}
