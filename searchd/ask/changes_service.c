// See changes_service.h.
//
// A cursor is a page token that names the last change seen: its number, its moment, and the epoch of the index.
// Numbers have no gaps and a commit adds its own all at once, so the next request goes on exactly where this one
// ended, whatever was committed in between. The moment tells a history from another one with the same numbers: that
// of an index which was put back from an older copy and has gone on since.
#include "searchd/ask/changes_service.h"

#include "answer/page_token.h"

static enum status list_one(struct request_context *context, struct change_request request,
                            struct change_list *out, struct error *err)
{
    request.max = 1;
    request.without_days = true;
    request.with_erased = true;
    return view_changes(context->view, &request, context->arena, out, err);
}

// The cursor that goes on after a change.
static enum status place_after(struct request_context *context, uint64_t number,
                               struct slice *place, struct error *err)
{
    struct change_list found = {.count = 0};
    struct page_token token = {.list = PAGE_LIST_CHANGES, .generation = number};
    enum status status = STATUS_OK;
    if (number > 0)
        status = list_one(context, (struct change_request){.after = number - 1}, &found, err);
    if (status != STATUS_OK)
        return status;
    token.search = found.count ? found.epoch : 0;
    token.commit_time = found.count ? found.list[0].when : 0;
    *place = page_token_encode(&token, context->arena);
    return place->ptr ? STATUS_OK : error_set(err, STATUS_NO_MEMORY, "no memory for a cursor");
}

// Which change the cursor names, if it is still one of this index and all after it are kept.
static enum status read_cursor(struct request_context *context, struct changes_answer *answer,
                               uint64_t *after, struct error *err)
{
    struct page_token token;
    struct change_list found;
    struct params_reader refusing = {.problems = &answer->problems, .arena = context->arena};
    enum status status = page_token_decode(answer->params.cursor, &token, err);
    if (status != STATUS_OK) {
        refuse_foreign_cursor(&refusing);
        return status;
    }
    if (token.list != PAGE_LIST_CHANGES) {
        refuse_cursor_of_another_search(&refusing);
        return error_set(err, STATUS_INVALID, "the cursor is of a search");
    }
    uint64_t number = token.generation;
    *after = number;
    status = list_one(context, (struct change_request){.after = number > 0 ? number - 1 : 0},
                      &found, err);
    if (status != STATUS_OK)
        return status;
    if (number == 0 || number + 1 == found.first)
        return found.first == number + 1 && (number == 0 || token.search == found.epoch)
                   ? STATUS_OK
                   : STATUS_NOT_FOUND;
    bool is_known = found.count == 1 && found.list[0].number == number &&
                    found.list[0].when == token.commit_time && found.epoch == token.search;
    return is_known ? STATUS_OK : STATUS_NOT_FOUND;
}

// Without a cursor: whether all that is asked for is kept.
static enum status check_since(struct request_context *context, int64_t since, struct error *err)
{
    struct change_list found;
    enum status status = list_one(context, (struct change_request){.since = since}, &found, err);
    if (status != STATUS_OK || found.first == 1)
        return status;
    return found.count == 1 && found.list[0].number == found.first ? STATUS_NOT_FOUND : STATUS_OK;
}

static enum status find(struct request_context *context, struct changes_answer *out,
                        struct error *err)
{
    const struct change_params *params = &out->params.changes;
    size_t limit = params->limit ? params->limit : CHANGES_DEFAULT_LIMIT;
    struct change_request request = {
        .since = params->since, .kinds = params->kinds, .without_days = true, .max = limit + 1};
    enum status status = out->params.cursor.len > 0 ? read_cursor(context, out, &request.after, err)
                                                    : check_since(context, params->since, err);
    if (status == STATUS_OK)
        status = view_changes(context->view, &request, context->arena, &out->found, err);
    if (status != STATUS_OK)
        return status;
    out->is_more = out->found.count > limit;
    if (out->is_more)
        out->found.count = limit;
    uint64_t seen = out->is_more ? out->found.list[limit - 1].number : out->found.last;
    return place_after(context, seen, &out->place, err);
}

enum status changes_service_answer(struct request_context *context, unsigned known,
                                   struct changes_answer *out, struct error *err)
{
    struct param_rules rules = {known, 0, LANGUAGE_FRENCH};
    *out = (struct changes_answer){.is_more = false};
    enum status status = params_read(context->request->parameters, rules, context->arena,
                                     &out->params, &out->problems, err);
    if (status == STATUS_OK)
        status = find(context, out, err);
    if (status != STATUS_NOT_FOUND)
        return status;
    struct change_list end;
    status = list_one(context, (struct change_request){.after = UINT64_MAX}, &end, err);
    if (status == STATUS_OK)
        status = place_after(context, end.last, &out->place, err);
    return status == STATUS_OK ? STATUS_NOT_FOUND : status;
}
