// See result_citation.h.
//
// The identifiers of all matches are gathered in one piece of memory, sorted where they lie, and hashed. A million of
// them take some 50 MB, for as long as that lasts.
#include "answer/citation/result_citation.h"

#include "base/date.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { BATCH = 256, IDS_LIMIT_BYTES = 256 << 20 };

const struct search_profile RESULT_CITATION_SEARCH = {
    .known = PARAM_Q | PARAM_MODE | PARAM_FILTERS | PARAM_DATES | PARAM_FIELDS,
};

static enum status gather(const struct search_tools *tools, struct scan *scan, struct buf *ids,
                          uint64_t *total, struct error *err)
{
    struct doc_key docs[BATCH];
    struct slice names[BATCH];
    size_t count;
    enum status status;
    *total = 0;
    do {
        status = scan_next(scan, tools->view, docs, BATCH, &count, err);
        if (status == STATUS_OK)
            status = view_ids(tools->view, docs, count, names, err);
        for (size_t i = 0; status == STATUS_OK && i < count; i++) {
            buf_append_slice(ids, names[i]);
            buf_append_char(ids, '\n');
        }
        *total += count;
    } while (status == STATUS_OK && count > 0);
    return status == STATUS_OK && ids->failed
               ? error_set(err, STATUS_NO_MEMORY, "no memory for a citation")
               : status;
}

static enum status hash_sorted(struct slice ids, struct result_citation *out, struct error *err)
{
    struct slice *list = calloc(out->count + 1, sizeof *list);
    struct sha256 hash;
    if (!list)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a citation");
    for (uint64_t i = 0; i < out->count; i++) {
        size_t len = slice_find(ids, SLICE("\n")) + 1;
        list[i] = slice_of(ids.ptr, len - 1);
        ids = slice_from_offset(ids, len);
    }
    qsort(list, out->count, sizeof *list, slice_order);
    sha256_init(&hash);
    for (uint64_t i = 0; i < out->count; i++) {
        sha256_add(&hash, list[i]);
        sha256_add(&hash, SLICE("\n"));
    }
    sha256_end(&hash, out->sha256);
    out->sha256[SHA256_HEX_LEN] = '\0';
    free(list);
    return STATUS_OK;
}

enum status result_citation_make(const struct search_tools *tools,
                                 const struct search_request *request, struct result_citation *out,
                                 struct error *err)
{
    struct scan *scan = NULL;
    struct buf ids;
    buf_init(&ids, IDS_LIMIT_BYTES);
    enum status status = search_matches(tools->searcher, tools->view, request, &scan, err);
    if (status == STATUS_OK)
        status = gather(tools, scan, &ids, &out->count, err);
    if (status == STATUS_OK)
        status = hash_sorted(buf_slice(&ids), out, err);
    scan_end(scan);
    buf_clear(&ids);
    return status;
}

void dump_name(int64_t commit_time, uint64_t generation, char out[DUMP_NAME_SIZE])
{
    char day[DATE_TEXT_SIZE];
    size_t len = date_format_iso(date_from_days((int32_t)(commit_time / 86400)), day);
    (void)snprintf(out, DUMP_NAME_SIZE, "hemicycle-%.*s-%" PRIu64 ".ndjson", (int)len, day,
                   generation);
}
