// /healthz, /readyz, /metrics. See health.h.
//
// /readyz and /metrics cost one search for the newest question, which reads a column; they are asked every few seconds,
// not every millisecond.

#include "searchd/observe/health.h"

#include "answer/json_writer.h"
#include "engine/search/search.h"
#include "searchd/cache/answer_cache.h"
#include "searchd/observe/metrics.h"

enum { SECONDS_A_DAY = 86400 };

// The start of both answers.
static void begin_answer(const struct request_context *context, struct http_response *response,
                         struct json_writer *json)
{
    response->content_type = "application/json";
    json_writer_init(json, response->body);
    json_writer_object(json);
    json_writer_put_text(json, "status", "ok");
    json_writer_put_text(json, "version", context->site->version);
}

enum status health_alive(struct request_context *context, struct http_response *response,
                         struct error *err)
{
    (void)err;
    struct json_writer json;
    begin_answer(context, response, &json);
    json_writer_end(&json);
    return STATUS_OK;
}

// The day of the newest question that is not of the future; DATE_NONE when none has a day. What came in late, or was
// dated wrongly, does not hide that nothing came since.
static uint32_t newest_question(const struct request_context *context)
{
    struct search_result result = {0};
    const struct search_request request = {
        .sort = SORT_DATE_DESC, .limit = 1, .date_to = context->today};
    enum status status =
        search_run(context->searcher, context->view, &request, context->arena, &result, NULL);
    return status == STATUS_OK && result.hit_count > 0 ? result.hits[0].exchange.date_question
                                                       : DATE_NONE;
}

enum status health_ready(struct request_context *context, struct http_response *response,
                         struct error *err)
{
    (void)err;
    struct json_writer json;
    begin_answer(context, response, &json);
    json_writer_put_int(&json, "generation", (int64_t)context->index.generation);
    json_writer_put_int(&json, "documents", (int64_t)context->index.documents);
    json_writer_put_text(&json, "analyzer", context->index.analyzer);
    json_writer_put_time(&json, "commit_time", context->index.commit_time);
    json_writer_put_date(&json, "newest_question", newest_question(context));
    json_writer_end(&json);
    return STATUS_OK;
}

static void render_index(const struct request_context *context, struct buf *out)
{
    const struct index_info *info = &context->index;
    uint32_t newest = newest_question(context);
    metrics_render_one(out, "searchd_index_generation", "gauge", "Number of the generation served.",
                       (double)info->generation);
    metrics_render_one(out, "searchd_index_documents", "gauge", "Live documents.",
                       (double)info->documents);
    metrics_render_one(out, "searchd_index_deleted_documents", "gauge",
                       "Removed documents that still take space.", (double)info->deleted);
    metrics_render_one(out, "searchd_index_segments", "gauge", "Segments.", info->segments);
    metrics_render_one(out, "searchd_index_file_bytes", "gauge",
                       "Bytes of the index's file, as its generation was opened.",
                       (double)info->file_bytes);
    metrics_render_one(out, "searchd_index_last_commit_timestamp_seconds", "gauge",
                       "When the generation served was committed.", (double)info->commit_time);
    if (context->last_night > 0)
        metrics_render_one(out, "searchd_last_night_timestamp_seconds", "gauge",
                           "When a sync last went through, with or without news.",
                           (double)context->last_night);
    if (newest != DATE_NONE)
        metrics_render_one(out, "searchd_index_newest_question_timestamp_seconds", "gauge",
                           "The day of the newest question that is not of the future.",
                           (double)date_to_days(date_last_day(newest)) * SECONDS_A_DAY);
}

static void render_cache(struct answer_cache *cache, struct buf *out)
{
    struct answer_cache_stats stats;
    answer_cache_stats(cache, &stats);
    metrics_render_one(out, "searchd_answer_cache_hits_total", "counter",
                       "Answers taken from the cache.", (double)stats.hits);
    metrics_render_one(out, "searchd_answer_cache_misses_total", "counter",
                       "Answers that had to be made.", (double)stats.misses);
    metrics_render_one(out, "searchd_answer_cache_bytes", "gauge", "Bytes in the cache.",
                       (double)stats.bytes);
}

enum status health_metrics(struct request_context *context, struct http_response *response,
                           struct error *err)
{
    (void)err;
    response->content_type = "text/plain; version=0.0.4; charset=utf-8";
    metrics_render(context->metrics, response->body);
    metrics_render_nodes(context->metrics, response->body);
    render_cache(context->cache, response->body);
    if (context->view)
        render_index(context, response->body);
    buf_printf(response->body,
               "# HELP searchd_index_up Whether an index is being served.\n"
               "# TYPE searchd_index_up gauge\nsearchd_index_up %d\n"
               "# HELP searchd_build_info What runs.\n"
               "# TYPE searchd_build_info gauge\nsearchd_build_info{version=\"%s\"} 1\n",
               context->view ? 1 : 0, context->site->version);
    return STATUS_OK;
}
