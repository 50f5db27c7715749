// What a request asks of the index. See search_service.h.

#include "searchd/ask/search_service.h"

static struct search_tools tools_of(const struct request_context *context)
{
    return (struct search_tools){context->searcher, context->view, &context->index, context->arena};
}

enum status search_service_read(struct request_context *context,
                                const struct search_profile *profile, struct search_answer *out,
                                struct error *err)
{
    struct search_tools tools = tools_of(context);
    return search_answer_read(&tools, profile, context->request->parameters, out, err);
}

enum status search_service_run(struct request_context *context, struct search_answer *out,
                               struct error *err)
{
    struct search_tools tools = tools_of(context);
    enum status status = search_answer_run(&tools, out, err);
    if (status != STATUS_OK)
        return status;
    context->timing =
        (struct request_timing){true, out->result.timing.parse_us, out->result.timing.match_us,
                                out->result.timing.snippet_us};
    return STATUS_OK;
}

enum status search_service_answer(struct request_context *context,
                                  const struct search_profile *profile, struct search_answer *out,
                                  struct error *err)
{
    enum status status = search_service_read(context, profile, out, err);
    return status ? status : search_service_run(context, out, err);
}

enum status search_service_exchange(struct request_context *context, struct slice id,
                                    struct exchange *out, struct error *err)
{
    struct doc_key key;
    enum status status = view_find(context->view, id, &key, err);
    if (status != STATUS_OK)
        return status;
    return view_documents(context->view, &key, 1, context->arena, out, err);
}

enum status search_service_similar(struct request_context *context, struct slice id, uint32_t limit,
                                   struct search_result *out, struct error *err)
{
    return search_similar(context->searcher, context->view, id, limit, context->arena, out, err);
}
