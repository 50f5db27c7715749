// See quality_service.h.
//
// Days are counted from the commit, not from today, so that an answer is that of its generation.
//
// Cost: a search without hits for each finding, a pass over a column or two; kept by the cache of answers until the
// next commit.
#include "searchd/ask/quality_service.h"

#include "base/date.h"

// What is looked for. A whole query; `among` is the one that says of what. "%s" is a day of the calendar.
static const struct wanted {
    const char *key, *label;
    enum quality_kind kind;
    const char *query, *among;
    int days_before; // of the day, before the commit's
} WANTED[] = {
    {"sans_date", "sans date de question", QUALITY_LACKS, "-date:*", "", 0},
    {"sans_auteur", "sans auteur ou autrice", QUALITY_LACKS, "-auteur:*", "", 0},
    {"sans_ministre", "sans ministre", QUALITY_LACKS, "-ministre:*", "", 0},
    {"sans_fonction", "dont la fonction du ou de la ministre n’est pas connue", QUALITY_LACKS,
     "ministre:* -fonction:*", "ministre:*", 0},
    {"sans_type", "sans type de question", QUALITY_LACKS, "-type:*", "", 0},
    {"sans_session", "sans session", QUALITY_LACKS, "-session:*", "", 0},
    {"sans_numero", "sans numéro", QUALITY_LACKS, "-numero:*", "", 0},
    {"sans_assemblee", "sans assemblée", QUALITY_LACKS, "-assemblee:*", "", 0},
    {"reponse_sans_date", "avec réponse, mais sans sa date", QUALITY_LACKS,
     "statut:repondue -date_reponse:*", "statut:repondue", 0},
    {"reponse_sans_repondant", "avec réponse, mais sans qui a répondu", QUALITY_LACKS,
     "statut:repondue -repondant:*", "statut:repondue", 0},
    {"reponse_sans_question", "avec une réponse, mais sans le texte de la question", QUALITY_LACKS,
     "reponse:* -question:*", "reponse:*", 0},
    {"repondue_sans_texte", "avec réponse, mais sans son texte", QUALITY_LACKS,
     "statut:repondue -reponse:*", "statut:repondue", 0},
    {"delai_inconnu",
     "avec les deux dates, mais sans délai : l’une n’est pas entière, ou la réponse est datée "
     "d’avant la question",
     QUALITY_ODD, "date:* date_reponse:* delai:aucun", "date:* date_reponse:*", 0},
    {"delai_de_mille_jours", "répondus après plus de mille jours", QUALITY_ODD, "delai:>1000",
     "delai:>=0", 0},
    {"date_a_venir", "dont la question est datée d’après la mise à jour de l’index", QUALITY_ODD,
     "date:>%s", "date:*", 0},
    {"sans_reponse_depuis_un_an",
     "sans réponse depuis plus d’un an : en attente, ou réponse absente des données", QUALITY_ODD,
     "statut:sans-reponse date:<%s", "statut:sans-reponse", 365},
    {"presque_identiques", "dont la question est presque identique à celle d’un autre", QUALITY_ODD,
     "serie:*", "", 0},
    {"source_sans_reponses", "d’une source qui ne publie pas les réponses", QUALITY_SOURCE,
     "statut:non-couverte", "", 0},
};

enum { WANTED_COUNT = sizeof WANTED / sizeof *WANTED };

static enum status count(struct request_context *context, struct slice q, uint64_t *out,
                         struct error *err)
{
    const struct search_request request = {.q = q};
    struct search_result result;
    enum status status =
        search_run(context->searcher, context->view, &request, context->arena, &result, err);
    if (status == STATUS_OK)
        *out = result.total;
    return status;
}

// The query with its day.
static struct slice query_of(const struct request_context *context, const struct wanted *wanted)
{
    char day[DATE_TEXT_SIZE];
    struct slice query = slice_from(wanted->query);
    if (query.len < 2 || query.ptr[query.len - 2] != '%')
        return query;
    int32_t days = (int32_t)(context->index.commit_time / 86400) - wanted->days_before;
    size_t len = date_format_iso(date_from_days(days), day);
    return arena_printf(context->arena, "%.*s%.*s", (int)query.len - 2, query.ptr, (int)len, day);
}

static enum status find(struct request_context *context, const struct wanted *wanted,
                        struct quality_finding *out, struct error *err)
{
    *out = (struct quality_finding){.key = wanted->key,
                                    .label = wanted->label,
                                    .kind = wanted->kind,
                                    .query = query_of(context, wanted)};
    if (!out->query.ptr)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a query");
    enum status status = count(context, out->query, &out->count, err);
    return status == STATUS_OK ? count(context, slice_from(wanted->among), &out->among, err)
                               : status;
}

enum status quality_service_answer(struct request_context *context, struct quality_answer *out,
                                   struct error *err)
{
    struct quality_finding *findings = arena_calloc(context->arena, WANTED_COUNT, sizeof *findings);
    if (!findings)
        return error_set(err, STATUS_NO_MEMORY, "no memory for findings");
    enum status status = STATUS_OK;
    for (size_t i = 0; i < WANTED_COUNT && status == STATUS_OK; i++)
        status = find(context, &WANTED[i], &findings[i], err);
    *out = (struct quality_answer){findings, WANTED_COUNT};
    return status;
}
