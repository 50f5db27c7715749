// Writing a night report. See form.h.
//
// Whatever comes from files, the network or other people is made fit for a terminal before it stands in the text; JSON
// escapes it anyway. Both forms say the same, and each list says how many more there were than it shows.
#include "indexer/report/form.h"

#include "answer/json_writer.h"
#include "answer/plural.h"
#include "base/date.h"
#include "base/utf8.h"

#include <inttypes.h>
#include <sysexits.h>

enum { TITLE_BYTES = 100, LISTED_IN_TEXT = 50, SLOW_US = 1000 };

static const char *state_name(enum report_state state)
{
    static const char *const names[] = {"running", "done", "incomplete", "failed"};
    return names[state];
}

static const char *kind_name(enum change_kind kind)
{
    static const char *const names[CHANGE_KIND_COUNT] = {
        [CHANGE_NEW] = "new",           [CHANGE_ANSWERED] = "answered",
        [CHANGE_ALTERED] = "altered",   [CHANGE_WITHDRAWN] = "withdrawn",
        [CHANGE_REMOVED] = "vanished",  [CHANGE_RETURNED] = "returned",
        [CHANGE_RESTORED] = "restored",
    };
    return names[kind];
}

// --- text ----------------------------------------------------------------------------------------

// A piece of somebody else's, on one line.
static void put_safe(struct buf *out, struct slice text)
{
    size_t start = out->len;
    buf_append_slice(out, text);
    if (!out->failed)
        utf8_blank_controls(out->data + start, out->len - start, false);
}

static void put_heading(struct buf *out, const char *title, uint64_t count)
{
    buf_printf(out, "\n%s: %" PRIu64 "\n", title, count);
}

static void put_more(struct buf *out, uint64_t count, size_t listed)
{
    if (count > listed)
        buf_printf(out, "  and %" PRIu64 " more\n", count - listed);
}

static void put_changes(const struct report_kind *kind, enum change_kind which, struct buf *out)
{
    static const char *const titles[CHANGE_KIND_COUNT] = {
        [CHANGE_NEW] = "New",
        [CHANGE_ANSWERED] = "Answered",
        [CHANGE_ALTERED] = "Altered",
        [CHANGE_WITHDRAWN] = "Withdrawn or lapsed in their source",
        [CHANGE_REMOVED] = "Vanished from their source, removed",
        [CHANGE_RETURNED] = "Returned",
        [CHANGE_RESTORED] = "Restored from a dump",
    };
    bool is_always_told = which == CHANGE_NEW || which == CHANGE_ANSWERED ||
                          which == CHANGE_ALTERED || which == CHANGE_REMOVED;
    if (kind->count == 0 && !is_always_told)
        return;
    put_heading(out, titles[which], kind->count);
    size_t shown = kind->listed < LISTED_IN_TEXT ? kind->listed : LISTED_IN_TEXT;
    for (size_t i = 0; i < shown; i++) {
        const struct report_document *document = &kind->list[i];
        buf_append_slice(out, SLICE("  "));
        put_safe(out, document->id);
        if (document->title.len > 0) {
            struct slice cut = slice_cut_utf8(document->title, TITLE_BYTES);
            buf_append_slice(out, SLICE("  "));
            put_safe(out, cut);
            if (cut.len < document->title.len)
                buf_append_slice(out, SLICE("…"));
        }
        buf_append_slice(out, SLICE("\n      "));
        put_safe(out, document->source);
        buf_append_char(out, '\n');
    }
    put_more(out, kind->count, shown);
}

static void put_findings(const struct report_findings *findings, const char *title, struct buf *out)
{
    put_heading(out, title, findings->count + findings->room.left_out);
    for (size_t i = 0; i < findings->count; i++) {
        const struct report_finding *finding = &findings->items[i];
        buf_append_slice(out, SLICE("  "));
        put_safe(out, finding->path);
        if (finding->line > 0)
            buf_printf(out, ":%" PRIu32, finding->line);
        if (finding->path.len > 0)
            buf_append_slice(out, SLICE(": "));
        put_safe(out, finding->text);
        buf_append_char(out, '\n');
    }
    put_more(out, findings->count + findings->room.left_out, findings->count);
}

static void put_slowest(const struct report *report, struct buf *out)
{
    if (report->slowest_count == 0 || report->slowest[0].took_us < SLOW_US)
        return;
    buf_append_slice(out, SLICE("\nSlowest sources:\n"));
    for (size_t i = 0; i < report->slowest_count && report->slowest[i].took_us >= SLOW_US; i++) {
        const struct report_source *source = &report->slowest[i];
        buf_printf(out, "  %8.3f s  %9.1f kB  ", (double)source->took_us / 1e6,
                   (double)source->bytes / 1e3);
        put_safe(out, slice_from(source->path));
        buf_append_char(out, '\n');
    }
}

static void put_alerts(const struct report *report, struct buf *out)
{
    if (!report->options->alerts)
        return;
    put_heading(out, "Saved searches that found something",
                report->alerts.count + report->alerts.room.left_out);
    for (size_t i = 0; i < report->alerts.count; i++) {
        const struct report_alert *alert = &report->alerts.items[i];
        buf_append_slice(out, SLICE("  "));
        put_safe(out, alert->name);
        buf_printf(out, ": %" PRIu64 "%s\n", alert->finds,
                   alert->has_mail ? ", a mail waits to be sent" : "");
    }
    put_more(out, report->alerts.count + report->alerts.room.left_out, report->alerts.count);
    buf_printf(out, "  in all %" PRIu64 " found, %" PRIu64 " to be sent by mail\n", report->finds,
               report->mails);
}

static void put_counts(const struct report *report, struct buf *out)
{
    const struct ingest_counts *counts = report->counts;
    if (!counts)
        return;
    buf_printf(out,
               "Read       %" PRIu64 " file%s, %" PRIu64 " of them unchanged, %" PRIu64
               " rejected now, %" PRIu64 " rejected before, %" PRIu64 " being written, %" PRIu64
               " unreadable, %" PRIu64 " addresses not reached\n",
               counts->files, plural_english(counts->files), counts->unchanged_files,
               counts->rejected_files, counts->quarantined_files, counts->postponed_files,
               counts->unreadable, counts->unreachable);
    buf_printf(out,
               "Documents  %" PRIu64 " new, %" PRIu64 " changed, %" PRIu64 " removed, %" PRIu64
               " unchanged, %" PRIu64 " rejected, %" PRIu64 " skipped\n",
               counts->new_documents, counts->changed_documents, counts->removed_documents,
               counts->unchanged_documents, counts->rejected_documents, counts->skipped_documents);
    if (report->sync && report->sync->vanished_files + report->sync->refused_documents > 0)
        buf_printf(out,
                   "Vanished   %" PRIu64 " file%s; %" PRIu64
                   " documents would have gone with them and were kept, being too many\n",
                   report->sync->vanished_files, plural_english(report->sync->vanished_files),
                   report->sync->refused_documents);
}

// Of a run that went through, what is left to do.
static const char *meaning_of(int exit_code)
{
    switch (exit_code) {
    case EX_DATAERR:
        return ": something was rejected, or was not removed because it was too much; the rest is "
               "in";
    case EX_UNAVAILABLE:
        return ": an address was not reached; the rest is in";
    case EX_IOERR:
        return ": a file or folder could not be read; the rest is in";
    case EX_TEMPFAIL:
        return ": stopped before its end; what was read is in";
    default:
        return "";
    }
}

static void put_head(const struct report *report, struct buf *out)
{
    static const char *const STATES[] = {"", "done", "INCOMPLETE", "FAILED"};
    char started[DATE_TIME_SIZE];
    const struct options *options = report->options;
    (void)date_time_iso(report->started, started);
    buf_append_slice(out, SLICE("Hémicycle: "));
    if (report->state == REPORT_RUNNING)
        buf_append_slice(
            out, SLICE("a run is under way, or was killed before it could say how it ended\n"));
    else
        buf_printf(out, "%s, exit code %d%s\n", STATES[report->state], report->exit_code,
                   report->error ? "" : meaning_of(report->exit_code));
    if (report->error) {
        buf_append_slice(out, SLICE("Reason     "));
        put_safe(out, slice_from(report->error));
        buf_append_char(out, '\n');
    }
    buf_printf(out, "\nStarted    %s", started);
    if (report->state != REPORT_RUNNING)
        buf_printf(out, ", took %.1f s", report->seconds);
    buf_printf(out, "\nProgram    hemicycle-indexer %s, ", HEMICYCLE_VERSION);
    buf_append_slice(out, options->command == COMMAND_SYNC ? SLICE("sync") : SLICE("add"));
    for (size_t i = 0; i < options->argument_count; i++) {
        buf_append_char(out, ' ');
        put_safe(out, slice_from(options->arguments[i]));
    }
    buf_append_slice(out, SLICE("\nIndex      "));
    put_safe(out, slice_from(options->index));
    if (report->state != REPORT_RUNNING && report->news.after > 0)
        buf_printf(out, ", generation %" PRIu64 " (before: %" PRIu64 "), %" PRIu64 " documents",
                   report->news.after, report->news.before, report->news.documents);
    buf_append_char(out, '\n');
}

void report_form_text(const struct report *report, struct buf *out)
{
    put_head(report, out);
    if (report->state == REPORT_RUNNING)
        return;
    put_counts(report, out);
    if (report->news.trouble.len > 0) {
        buf_append_slice(out, SLICE("Changes    not known: "));
        put_safe(out, report->news.trouble);
        buf_append_char(out, '\n');
    } else {
        for (int k = 0; k < CHANGE_KIND_COUNT; k++)
            put_changes(&report->news.kinds[k], (enum change_kind)k, out);
    }
    put_findings(&report->rejections, "Rejected", out);
    if (report->notices.count > 0)
        put_findings(&report->notices, "Notices", out);
    if (report->messages.count > 0)
        put_findings(&report->messages, "Messages", out);
    put_slowest(report, out);
    put_alerts(report, out);
    if (report->arena.failed)
        buf_append_slice(out, SLICE("\nThere was no memory for all of it.\n"));
}

// --- JSON ----------------------------------------------------------------------------------------

static void json_changes(struct json_writer *json, const struct report_news *news)
{
    json_writer_key(json, "changes");
    json_writer_object(json);
    for (int k = 0; k < CHANGE_KIND_COUNT; k++) {
        const struct report_kind *kind = &news->kinds[k];
        json_writer_key(json, kind_name((enum change_kind)k));
        json_writer_object(json);
        json_writer_put_int(json, "count", (int64_t)kind->count);
        json_writer_key(json, "list");
        json_writer_array(json);
        for (size_t i = 0; i < kind->listed; i++) {
            json_writer_object(json);
            json_writer_put_string(json, "id", kind->list[i].id);
            json_writer_put_optional(json, "title", kind->list[i].title);
            json_writer_put_optional(json, "source", kind->list[i].source);
            json_writer_end(json);
        }
        json_writer_end(json);
        json_writer_end(json);
    }
    json_writer_end(json);
}

static void json_findings(struct json_writer *json, const char *key,
                          const struct report_findings *findings)
{
    json_writer_key(json, key);
    json_writer_object(json);
    json_writer_put_int(json, "count", (int64_t)(findings->count + findings->room.left_out));
    json_writer_key(json, "list");
    json_writer_array(json);
    for (size_t i = 0; i < findings->count; i++) {
        const struct report_finding *finding = &findings->items[i];
        json_writer_object(json);
        json_writer_put_optional(json, "file", finding->path);
        json_writer_put_int(json, "line", finding->line);
        json_writer_put_string(json, "reason", finding->text);
        json_writer_end(json);
    }
    json_writer_end(json);
    json_writer_end(json);
}

static void json_alerts(struct json_writer *json, const struct report *report)
{
    json_writer_key(json, "alerts");
    json_writer_object(json);
    json_writer_put_int(json, "found", (int64_t)report->finds);
    json_writer_put_int(json, "mails", (int64_t)report->mails);
    json_writer_put_int(json, "searches",
                        (int64_t)(report->alerts.count + report->alerts.room.left_out));
    json_writer_key(json, "list");
    json_writer_array(json);
    for (size_t i = 0; i < report->alerts.count; i++) {
        json_writer_object(json);
        json_writer_put_string(json, "name", report->alerts.items[i].name);
        json_writer_put_int(json, "found", (int64_t)report->alerts.items[i].finds);
        json_writer_put_bool(json, "mail", report->alerts.items[i].has_mail);
        json_writer_end(json);
    }
    json_writer_end(json);
    json_writer_end(json);
}

static void json_slowest(struct json_writer *json, const struct report *report)
{
    json_writer_key(json, "slowest");
    json_writer_array(json);
    for (size_t i = 0; i < report->slowest_count; i++) {
        json_writer_object(json);
        json_writer_put_text(json, "source", report->slowest[i].path);
        json_writer_put_decimal(json, "seconds", (double)report->slowest[i].took_us / 1e6);
        json_writer_put_int(json, "bytes", (int64_t)report->slowest[i].bytes);
        json_writer_end(json);
    }
    json_writer_end(json);
}

// The names are those of the summary that add and sync print with --json.
static void json_counts(struct json_writer *json, const struct report *report)
{
    const struct ingest_counts none = {0}, *counts = report->counts ? report->counts : &none;
    const struct sync_outcome no_sync = {0}, *sync = report->sync ? report->sync : &no_sync;
    const struct {
        const char *key;
        uint64_t count;
    } rows[] = {
        {"files", counts->files},
        {"unchanged_files", counts->unchanged_files},
        {"rejected_files", counts->rejected_files},
        {"quarantined_files", counts->quarantined_files},
        {"postponed_files", counts->postponed_files},
        {"unreadable", counts->unreadable},
        {"unreachable", counts->unreachable},
        {"vanished_files", sync->vanished_files},
        {"new", counts->new_documents},
        {"changed", counts->changed_documents},
        {"unchanged", counts->unchanged_documents},
        {"removed", counts->removed_documents},
        {"skipped", counts->skipped_documents},
        {"rejected", counts->rejected_documents},
        {"refused_removals", sync->refused_documents},
        {"bytes", counts->bytes},
    };
    json_writer_key(json, "counts");
    json_writer_object(json);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        json_writer_put_int(json, rows[i].key, (int64_t)rows[i].count);
    json_writer_end(json);
}

static void json_head(struct json_writer *json, const struct report *report)
{
    const struct options *options = report->options;
    bool has_ended = report->state != REPORT_RUNNING;
    json_writer_put_text(json, "report", "hemicycle-night-1");
    json_writer_put_text(json, "version", HEMICYCLE_VERSION);
    json_writer_put_text(json, "state", state_name(report->state));
    if (has_ended)
        json_writer_put_int(json, "exit_code", report->exit_code);
    else
        json_writer_put_null(json, "exit_code");
    json_writer_put_optional(json, "error", slice_from(report->error ? report->error : ""));
    json_writer_put_time(json, "started", report->started);
    if (has_ended)
        json_writer_put_decimal(json, "seconds", report->seconds);
    else
        json_writer_put_null(json, "seconds");
    json_writer_put_text(json, "command", options->command == COMMAND_SYNC ? "sync" : "add");
    json_writer_key(json, "arguments");
    json_writer_array(json);
    for (size_t i = 0; i < options->argument_count; i++)
        json_writer_string(json, slice_from(options->arguments[i]));
    json_writer_end(json);
    json_writer_put_text(json, "index", options->index);
}

void report_form_json(const struct report *report, struct buf *out)
{
    struct json_writer json;
    json_writer_init(&json, out);
    json_writer_object(&json);
    json_head(&json, report);
    if (report->state != REPORT_RUNNING) {
        json_writer_put_int(&json, "generation_before", (int64_t)report->news.before);
        json_writer_put_int(&json, "generation", (int64_t)report->news.after);
        json_writer_put_int(&json, "documents", (int64_t)report->news.documents);
        json_counts(&json, report);
        json_changes(&json, &report->news);
        json_writer_put_optional(&json, "changes_unknown", report->news.trouble);
        json_findings(&json, "rejections", &report->rejections);
        json_findings(&json, "notices", &report->notices);
        json_findings(&json, "messages", &report->messages);
        json_slowest(&json, report);
        json_alerts(&json, report);
        json_writer_put_bool(&json, "complete", !report->arena.failed);
    }
    json_writer_end(&json);
    buf_append_char(out, '\n');
}
