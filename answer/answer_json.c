// Results as JSON. See answer_json.h.
//
// A member has always the same type, or is null where an exchange has no such value; only what the operator did not
// set up (deadlines, a licence) is left out, and `partiels` where they do not come into question. The text of an
// exchange is told as it is stored; only extracts, in which words are marked, are HTML. A writer without memory says so
// at its end: nothing is asked in between.

#include "answer/answer_json.h"

#include "answer/field_value.h"
#include "answer/passage.h"
#include "answer/permalink.h"
#include "base/date.h"
#include "base/hash.h"
#include "engine/persons.h"

const struct search_profile ANSWER_JSON_SEARCH = {
    .known = PARAM_Q | PARAM_MODE | PARAM_FILTERS | PARAM_DATES | PARAM_FIELDS | PARAM_SORT |
             PARAM_LIMIT | PARAM_OFFSET | PARAM_CURSOR | PARAM_FACETS | PARAM_PARTIALS |
             PARAM_FOLD | PARAM_EXPLAIN | PARAM_HIT_COLUMNS,
    .default_limit = 10,
    .facet_limit = 20,
    .want_snippets = true,
};

// --- query and index --------------------------------------------------------------------------

// What was understood, one thing at a time, with the query that switches it off.
static void put_details(struct json_writer *json, const struct search_result *result)
{
    json_writer_key(json, "details");
    json_writer_array(json);
    for (size_t i = 0; i < result->interpretation_count; i++) {
        const struct interpretation *item = &result->interpretation[i];
        json_writer_object(json);
        json_writer_put_string(json, "texte", item->text);
        json_writer_put_bool(json, "avis", item->is_notice);
        json_writer_put_optional(json, "annuler", item->undo);
        json_writer_end(json);
    }
    json_writer_end(json);
}

static const char *card_type(enum search_card_kind kind)
{
    switch (kind) {
    case CARD_PERSON:
        return "personne";
    case CARD_OFFICE:
        return "fonction";
    case CARD_PORTFOLIO:
        return "portefeuille";
    case CARD_NUMBER:
        return "question";
    }
    return "";
}

static void put_cards(struct json_writer *json, const struct search_result *result)
{
    json_writer_key(json, "cartes");
    json_writer_array(json);
    for (size_t i = 0; i < result->card_count; i++) {
        const struct search_card *card = &result->cards[i];
        json_writer_object(json);
        json_writer_put_text(json, "type", card_type(card->kind));
        json_writer_put_string(json, "nom", card->name);
        json_writer_put_int(json, "posees", (int64_t)card->asked);
        json_writer_put_int(json, "recues", (int64_t)card->received);
        json_writer_put_int(json, "repondues", (int64_t)card->answered);
        json_writer_end(json);
    }
    json_writer_end(json);
}

void answer_json_query(struct json_writer *json, const struct search_answer *answer)
{
    const struct search_result *result = &answer->result;
    json_writer_key(json, "query");
    json_writer_object(json);
    json_writer_put_string(json, "q", answer->params.q);
    json_writer_put_text(json, "mode", params_mode_name(result->mode));
    json_writer_put_bool(json, "relaxed", result->relaxed);
    json_writer_put_string(json, "canonical", result->canonical);
    json_writer_key(json, "interpretation");
    json_writer_array(json);
    for (size_t i = 0; i < result->interpretation_count; i++)
        json_writer_string(json, result->interpretation[i].text);
    json_writer_end(json);
    json_writer_key(json, "notices");
    json_writer_array(json);
    for (size_t i = 0; i < result->interpretation_count; i++)
        if (result->interpretation[i].is_notice)
            json_writer_string(json, result->interpretation[i].text);
    json_writer_end(json);
    put_details(json, result);
    put_cards(json, result);
    json_writer_end(json);
}

void answer_json_index(struct json_writer *json, const struct answer_site *site)
{
    json_writer_key(json, "index");
    json_writer_object(json);
    json_writer_put_int(json, "generation", (int64_t)site->index->generation);
    json_writer_put_int(json, "documents", (int64_t)site->index->documents);
    json_writer_put_text(json, "analyzer", site->index->analyzer);
    json_writer_put_time(json, "commit_time", site->index->commit_time);
    if (site->licence.len > 0)
        json_writer_put_string(json, "licence", site->licence);
    json_writer_end(json);
}

// --- an exchange ------------------------------------------------------------------------------

static void put_value(struct json_writer *json, enum field field, struct field_value value)
{
    const char *key = field_name(field);
    switch (value.kind) {
    case VALUE_NONE:
        json_writer_put_null(json, key);
        break;
    case VALUE_TEXT:
        json_writer_put_string(json, key, value.text);
        break;
    case VALUE_NUMBER:
        json_writer_put_int(json, key, value.number);
        break;
    case VALUE_DATE:
        json_writer_put_date(json, key, (uint32_t)value.number);
        break;
    case VALUE_TIME:
        json_writer_put_time(json, key, value.number);
        break;
    }
}

static void put_field(struct json_writer *json, const struct exchange *exchange, enum field field,
                      struct arena *arena)
{
    put_value(json, field, field_value_of(exchange, field, arena));
}

// Nothing where no rule holds.
static void put_deadline(struct json_writer *json, const struct exchange *exchange,
                         const struct deadlines *deadlines, uint32_t today)
{
    struct deadline deadline;
    if (!deadlines_find(deadlines, exchange, &deadline))
        return;
    json_writer_put_date(json, field_name(FIELD_DUE), deadline.due);
    bool is_answered = exchange_answer(exchange) != NULL;
    bool is_open = !is_answered && (today == DATE_NONE || !exchange_is_waiting(exchange));
    if (is_open || (is_answered && !date_is_full(exchange_reply_date(exchange))))
        json_writer_put_null(json, field_name(FIELD_OVERDUE));
    else
        json_writer_put_bool(json, field_name(FIELD_OVERDUE),
                             deadline_is_missed(&deadline, exchange, today));
}

// Null of an answer that says something itself.
static void put_referral(struct json_writer *json, const struct exchange *exchange)
{
    struct referral referral;
    if (!exchange_referral(exchange, &referral)) {
        json_writer_put_null(json, field_name(FIELD_REFERRAL));
        return;
    }
    char text[32];
    struct buf out = buf_over(text, sizeof text);
    json_writer_key(json, field_name(FIELD_REFERRAL));
    json_writer_object(json);
    if (referral.number)
        buf_printf(&out, "%u", referral.number);
    json_writer_put_optional(json, field_name(FIELD_NUMBER), buf_slice(&out));
    buf_reset(&out);
    if (referral.session_from)
        buf_printf(&out, "%u-%u", referral.session_from, referral.session_from + 1);
    json_writer_put_optional(json, field_name(FIELD_SESSION), buf_slice(&out));
    if (exchange->referred_id.len > 0) {
        json_writer_put_string(json, field_name(FIELD_ID), exchange->referred_id);
        permalink_put(json, field_name(FIELD_URL), exchange->referred_id);
    }
    json_writer_end(json);
}

static void put_persons(struct json_writer *json, const struct exchange *exchange,
                        bool are_ministers, const struct answer_about *about)
{
    size_t count;
    const struct person *persons = are_ministers ? persons_ministers(exchange, about->arena, &count)
                                                 : persons_authors(exchange, about->arena, &count);
    json_writer_array(json);
    for (size_t i = 0; i < count; i++) {
        json_writer_object(json);
        json_writer_put_string(json, field_name(FIELD_NAME), persons[i].name);
        if (about->searcher)
            json_writer_put_optional(
                json, field_name(FIELD_ID),
                directory_person_slug(about->searcher, persons[i].name, about->arena));
        json_writer_put_optional(json, field_name(FIELD_OFFICE), persons[i].office);
        json_writer_end(json);
    }
    json_writer_end(json);
}

static void put_everybody(struct json_writer *json, const struct exchange *exchange,
                          const struct answer_about *about)
{
    json_writer_key(json, field_name(FIELD_AUTHORS));
    put_persons(json, exchange, false, about);
    json_writer_key(json, field_name(FIELD_MINISTERS));
    put_persons(json, exchange, true, about);
}

void answer_json_summary(struct json_writer *json, const struct exchange *exchange,
                         const struct answer_about *about, uint32_t today)
{
    static const enum field fields[] = {
        FIELD_TITLE,       FIELD_TYPE,   FIELD_ASSEMBLY, FIELD_SESSION,  FIELD_YEAR,
        FIELD_NUMBER,      FIELD_AUTHOR, FIELD_GROUP,    FIELD_MINISTER, FIELD_DATE,
        FIELD_ANSWER_DATE, FIELD_DELAY,  FIELD_WORKDAYS,
    };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        put_field(json, exchange, fields[i], NULL);
    put_deadline(json, exchange, about->deadlines, today);
    put_field(json, exchange, FIELD_STATUS, NULL);
    put_referral(json, exchange);
    put_field(json, exchange, FIELD_CLOSED, NULL);
    put_field(json, exchange, FIELD_MOTIVE, NULL);
    permalink_put(json, field_name(FIELD_URL), exchange->id);
}

// What the texts cite and the places that they name, as the filters take them.
static void put_named(struct json_writer *json, const struct exchange *exchange, enum field field,
                      struct arena *arena)
{
    struct slice rest =
        field == FIELD_CITE ? exchange->cites : persons_values(field, exchange->places, arena);
    struct slice name;
    json_writer_key(json, field_name(field));
    json_writer_array(json);
    while (persons_next(&rest, &name))
        json_writer_string(json, name);
    json_writer_end(json);
}

static void put_all_named(struct json_writer *json, const struct exchange *exchange,
                          struct arena *arena)
{
    put_named(json, exchange, FIELD_CITE, arena);
    put_named(json, exchange, FIELD_COMMUNE, arena);
    put_named(json, exchange, FIELD_PROVINCE, arena);
}

static void put_replies(struct json_writer *json, const struct exchange *exchange)
{
    json_writer_array(json);
    for (size_t i = 0; i < exchange->reply_count; i++) {
        const struct reply *reply = &exchange->replies[i];
        json_writer_object(json);
        json_writer_put_optional(json, field_name(FIELD_NATURE), reply->nature);
        json_writer_put_optional(json, field_name(FIELD_RESPONDENT), reply->respondent);
        json_writer_put_optional(json, field_name(FIELD_OFFICE), reply->office);
        json_writer_put_date(json, field_name(FIELD_REPLY_DATE), reply->date);
        json_writer_put_string(json, field_name(FIELD_REPLY_TEXT), reply->text);
        json_writer_end(json);
    }
    json_writer_end(json);
}

void answer_json_list(struct json_writer *json, const struct exchange *exchange, enum field list,
                      const struct answer_about *about)
{
    if (list == FIELD_REPLIES)
        put_replies(json, exchange);
    else
        put_persons(json, exchange, list == FIELD_MINISTERS, about);
}

static void put_citations(struct json_writer *json, const struct exchange *exchange,
                          const struct citation_list *citations)
{
    char room[32];
    json_writer_key(json, "citations");
    json_writer_array(json);
    for (size_t i = 0; i < citations->count; i++) {
        const struct cited *cited = &citations->items[i];
        const struct mention *citation = &cited->mention;
        struct buf text = buf_over(room, sizeof room);
        json_writer_object(json);
        json_writer_put_text(json, "genre", mention_kind_name(citation->kind));
        json_writer_put_string(json, "ecrit", citation->text);
        json_writer_put_optional(json, field_name(FIELD_CITE), cited->name);
        json_writer_put_date(json, "date", citation->date);
        if (citation->question)
            buf_printf(&text, "%u", citation->question);
        json_writer_put_optional(json, field_name(FIELD_NUMBER),
                                 citation->question ? buf_slice(&text) : citation->number);
        buf_reset(&text);
        if (citation->session_from)
            buf_printf(&text, "%u-%u", citation->session_from, citation->session_from + 1);
        json_writer_put_optional(json, field_name(FIELD_SESSION), buf_slice(&text));
        json_writer_put_optional(json, "acte", citation->act);
        json_writer_put_optional(json, field_name(FIELD_ID), cited->id);
        json_writer_put_text(json, "champ", field_name(cited->field));
        permalink_put_place(json, field_name(FIELD_URL), exchange->id, cited->place);
        json_writer_end(json);
    }
    json_writer_end(json);
}

// Only of a debate.
static void put_speeches(struct json_writer *json, const struct exchange *exchange)
{
    if (exchange->speech_count == 0)
        return;
    json_writer_key(json, field_name(FIELD_SPEECHES));
    json_writer_array(json);
    for (size_t i = 0; i < exchange->speech_count; i++) {
        const struct speech *speech = &exchange->speeches[i];
        json_writer_object(json);
        json_writer_put_optional(json, field_name(FIELD_SPEAKER), speech->speaker);
        json_writer_put_optional(json, field_name(FIELD_OFFICE), speech->office);
        json_writer_put_text(json, field_name(FIELD_ROLE), speech_role_name(speech->role));
        json_writer_put_string(json, field_name(FIELD_REPLY_TEXT), speech->text);
        json_writer_end(json);
    }
    json_writer_end(json);
}

// What an index that takes the document in needs for what it puts over documents: coverage and licence are the root's.
// Roots of one name stay apart where their folders are not told.
static void put_root(struct json_writer *json, const struct exchange *exchange, bool has_folders,
                     struct arena *arena)
{
    const struct source_ref root = {.path = exchange->source.root};
    struct slice text = source_ref_text(&root, has_folders, arena);
    if (!has_folders)
        text = arena_printf(arena, "%.*s-%08x", (int)text.len, text.ptr ? text.ptr : "",
                            (unsigned)hash_bytes(root.path, 0));
    json_writer_key(json, SOURCE_ROOT_KEY);
    json_writer_object(json);
    json_writer_put_string(json, SOURCE_ROOT_PATH_KEY, text);
    json_writer_put_bool(json, SOURCE_ROOT_ANSWERS_KEY, !exchange->is_uncovered);
    json_writer_end(json);
}

static void put_row(struct json_writer *json, const struct exchange *exchange, size_t reply)
{
    put_value(json, FIELD_ANSWER, field_value_of_reply(exchange, reply, FIELD_ANSWER));
    for (int field = FIELD_ROW_RANK; field <= FIELD_ROW_OFFICE; field++)
        put_value(json, (enum field)field,
                  field_value_of_reply(exchange, reply, (enum field)field));
}

static void put_series(struct json_writer *json, struct slice id, size_t count)
{
    if (count == 0) {
        json_writer_put_null(json, field_name(FIELD_SERIES));
        return;
    }
    json_writer_key(json, field_name(FIELD_SERIES));
    json_writer_object(json);
    json_writer_put_string(json, field_name(FIELD_ID), id);
    json_writer_put_int(json, "nombre", (int64_t)count);
    json_writer_end(json);
}

void answer_json_exchange(struct json_writer *json, const struct exchange *exchange,
                          enum answer_json_form form, const struct answer_about *about)
{
    struct arena *arena = about->arena;
    bool is_dump = form == ANSWER_DUMP || form == ANSWER_DATED_DUMP;
    json_writer_object(json);
    put_field(json, exchange, FIELD_ID, arena);
    answer_json_summary(json, exchange, about, DATE_NONE);
    put_field(json, exchange, FIELD_OFFICE, arena);
    put_everybody(json, exchange, about);
    if (about->series)
        put_series(json, about->series->id, about->series->count);
    put_field(json, exchange, FIELD_FIRST_MINISTER, arena);
    put_field(json, exchange, FIELD_RESPONDENT, arena);
    put_field(json, exchange, FIELD_QUESTION, arena);
    if (form == ANSWER_ROW) {
        put_row(json, exchange, about->reply);
    } else {
        if (!is_dump)
            put_field(json, exchange, FIELD_ANSWER, arena);
        json_writer_key(json, field_name(FIELD_REPLIES));
        put_replies(json, exchange);
    }
    put_speeches(json, exchange);
    if (!is_dump)
        put_all_named(json, exchange, arena);
    if (about->citations)
        put_citations(json, exchange, about->citations);
    put_field(json, exchange, FIELD_ORIGINAL_URL, arena);
    put_field(json, exchange, FIELD_LICENCE, arena);
    json_writer_put_optional(json, field_name(FIELD_SOURCE),
                             source_ref_text(&exchange->source, form == ANSWER_DUMP, arena));
    if (is_dump && exchange->source.root.len > 0)
        put_root(json, exchange, form == ANSWER_DUMP, arena);
    put_field(json, exchange, FIELD_FIRST_SEEN, arena);
    put_field(json, exchange, FIELD_CHANGED, arena);
    json_writer_end(json);
}

// --- hits -------------------------------------------------------------------------------------

static void append_text(void *json, struct slice text)
{
    json_writer_string_append(json, text);
}

// Text inside an extract is HTML: what could start markup is written as entities.
static void append_html(void *to, struct slice text)
{
    struct json_writer *json = to;
    json->markup = JSON_MARKUP_ENTITIES;
    json_writer_string_append(json, text);
    json->markup = JSON_MARKUP_KEPT;
}

static void put_passage(struct json_writer *json, enum field field, const struct snippet *snippet)
{
    const struct passage_style style = {
        .append = append_html,
        .put = append_text,
        .mark = PASSAGE_MARK,
        .unmark = PASSAGE_UNMARK,
        .cut_before = SLICE("… "),
        .cut_after = SLICE(" …"),
    };
    json_writer_key(json, field_name(field));
    json_writer_string_begin(json);
    passage_write(snippet, &style, json);
    json_writer_string_end(json);
}

static void put_score_parts(struct json_writer *json, const struct search_hit *hit)
{
    json_writer_key(json, "explication");
    json_writer_array(json);
    for (size_t i = 0; i < hit->part_count; i++) {
        json_writer_object(json);
        json_writer_put_string(json, "libelle", hit->parts[i].label);
        json_writer_put_decimal(json, "valeur", hit->parts[i].value);
        json_writer_end(json);
    }
    json_writer_end(json);
}

void answer_json_hits(struct json_writer *json, const struct search_hit *hits, size_t count,
                      const struct answer_about *about)
{
    for (size_t i = 0; i < count; i++) {
        const struct search_hit *hit = &hits[i];
        json_writer_object(json);
        put_field(json, &hit->exchange, FIELD_ID, NULL);
        json_writer_put_decimal(json, "score", hit->score);
        answer_json_summary(json, &hit->exchange, about, DATE_NONE);
        put_field(json, &hit->exchange, FIELD_OFFICE, NULL);
        put_field(json, &hit->exchange, FIELD_RESPONDENT, NULL);
        put_everybody(json, &hit->exchange, about);
        put_series(json, hit->series.id, hit->series.count);
        put_all_named(json, &hit->exchange, about->arena);
        json_writer_key(json, "extraits");
        json_writer_object(json);
        put_passage(json, FIELD_TITLE, &hit->title);
        put_passage(json, FIELD_QUESTION, &hit->question);
        put_passage(json, FIELD_ANSWER, &hit->reponse);
        json_writer_end(json);
        if (hit->part_count > 0)
            put_score_parts(json, hit);
        json_writer_end(json);
    }
}

void answer_json_facets(struct json_writer *json, const struct search_result *result)
{
    json_writer_key(json, "facets");
    json_writer_object(json);
    for (size_t i = 0; i < result->facet_count; i++) {
        const struct facet *facet = &result->facets[i];
        json_writer_key(json, field_short_name(facet->field));
        json_writer_array(json);
        for (size_t j = 0; j < facet->value_count; j++) {
            json_writer_object(json);
            json_writer_put_string(json, "valeur", facet->values[j].value);
            json_writer_put_int(json, "nombre", facet->values[j].count);
            json_writer_end(json);
        }
        json_writer_end(json);
    }
    json_writer_end(json);
    json_writer_key(json, "facettes_info");
    json_writer_object(json);
    for (size_t i = 0; i < result->facet_count; i++) {
        json_writer_key(json, field_short_name(result->facets[i].field));
        json_writer_object(json);
        json_writer_put_int(json, "distinct", result->facets[i].distinct);
        json_writer_put_int(json, "autres", (int64_t)result->facets[i].others);
        json_writer_end(json);
    }
    json_writer_end(json);
}

// --- the search -------------------------------------------------------------------------------

struct hits {
    const struct search_hit *hits;
    size_t count;
};

static void put_hits(struct json_writer *json, struct hits hits,
                     const struct params_columns *columns, const struct answer_about *about)
{
    json_writer_key(json, "hits");
    json_writer_array(json);
    if (columns->count > 0)
        json->choice = (struct json_choice){json->depth + 1, columns->names, columns->count};
    answer_json_hits(json, hits.hits, hits.count, about);
    json->choice = (struct json_choice){0};
    json_writer_end(json);
}

static void put_partials(struct json_writer *json, const struct search_answer *answer,
                         const struct answer_site *site, struct slice next)
{
    const struct partial_hits *partials = &answer->result.partials;
    json_writer_key(json, "partiels");
    json_writer_object(json);
    json_writer_put_int(json, "total", (int64_t)partials->total);
    if (answer->request.by_series)
        json_writer_put_int(json, "series", (int64_t)partials->listed);
    put_hits(json, (struct hits){partials->hits, partials->hit_count}, &answer->params.columns,
             &site->about);
    json_writer_put_optional(json, "next", next);
    json_writer_end(json);
}

void answer_json_search(struct json_writer *json, const struct search_answer *answer,
                        const struct answer_site *site, const struct answer_next *next)
{
    const struct search_result *result = &answer->result;
    bool by_series = answer->request.by_series;
    json_writer_object(json);
    answer_json_query(json, answer);
    answer_json_index(json, site);
    json_writer_put_int(json, "total", (int64_t)result->total);
    if (by_series)
        json_writer_put_int(json, "series", (int64_t)result->listed);
    json_writer_put_int(json, "took_us", (int64_t)answer->took_us);
    put_hits(json, (struct hits){result->hits, result->hit_count}, &answer->params.columns,
             &site->about);
    if (result->partials.is_given)
        put_partials(json, answer, site, next->partials);
    answer_json_facets(json, result);
    json_writer_put_optional(json, "next", next->hits);
    json_writer_end(json);
}
