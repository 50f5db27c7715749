// See page_fixture.h.
#include "tests/searchd/page_fixture.h"

#include <stdlib.h>

static struct slice or_text(struct slice text, struct slice usual)
{
    return text.len ? text : usual;
}

void page_fixture_open(struct page_fixture *fixture)
{
    *fixture = (struct page_fixture){0};
    arena_init(&fixture->arena, 0);
    buf_init(&fixture->body, 0);
    fixture->site = (struct site){.base_url = SLICE("https://questions.example.be"),
                                  .name = SLICE("Hémicycle"),
                                  .contact = SLICE("lecteurs@example.be"),
                                  .licence = SLICE("Licence Ouverte 2.0"),
                                  .version = "1.2.3"};
    fixture->request.path = SLICE("/recherche");
    fixture->response = (struct http_response){.status = 200, .body = &fixture->body};
    fixture->context = (struct request_context){.request = &fixture->request,
                                                .site = &fixture->site,
                                                .arena = &fixture->arena,
                                                .today = 20260102,
                                                .request_id = SLICE("0123456789abcdef")};
    fixture->context.index.documents = 7059;
    fixture->context.index.generation = 12;
    fixture->context.index.commit_time = 1767225600; // 1 January 2026
    fixture->context.index.analyzer = "french-3";
    fixture->answer.params.page = 1;
    fixture->answer.params.limit = 10;
}

void page_fixture_close(struct page_fixture *fixture)
{
    buf_clear(&fixture->body);
    arena_clear(&fixture->arena);
}

struct snippet page_fixture_snippet(struct page_fixture *fixture, struct slice text,
                                    struct slice word)
{
    struct snippet snippet = {.text = text, .cut_before = word.len > 0, .cut_after = true};
    size_t at = slice_find(text, word);
    if (word.len == 0 || at == text.len)
        return snippet;
    struct highlight *highlight = arena_alloc(&fixture->arena, sizeof *highlight);
    if (!highlight)
        abort();
    *highlight = (struct highlight){(uint32_t)at, (uint32_t)(at + word.len)};
    snippet.highlights = highlight;
    snippet.highlight_count = 1;
    return snippet;
}

// --- exchanges -----------------------------------------------------------------------------

static struct slice question_of(struct slice text)
{
    return or_text(text, SLICE("Dans les communes rurales, le dernier cabinet a fermé.\n\n"
                               "Combien de médecins y exercent encore ?\n- dans le sud ;\n"
                               "- dans le nord.\n\nUne révision est-elle à l’étude ?"));
}

static const struct reply *replies_of(struct page_fixture *fixture, struct slice text)
{
    struct reply *replies = arena_calloc(&fixture->arena, 2, sizeof *replies);
    if (!replies)
        abort();
    replies[0] = (struct reply){
        .text = or_text(text, SLICE("Entre 2014 et 2018, 63 médecins se sont installés.")),
        .respondent = or_text(text, SLICE("SAUVENAY Christelle")),
        .date = 20191105};
    replies[1] = (struct reply){.text = or_text(text, SLICE("La liste complète est jointe.")),
                                .respondent = or_text(text, SLICE("SAUVENAY Christelle")),
                                .date = 20191210};
    return replies;
}

struct exchange page_fixture_exchange(struct page_fixture *fixture, struct slice text)
{
    return (struct exchange){
        .id = or_text(text, SLICE("pw-2019-2020-14-1")),
        .title = or_text(text, SLICE("La pénurie de médecins généralistes dans le sud")),
        .type = or_text(text, SLICE("Question écrite")),
        .session = or_text(text, SLICE("2019-2020")),
        .number = or_text(text, SLICE("14 (2019-2020) 1")),
        .author = or_text(text, SLICE("PIRSOULLE Anne-Catherine")),
        .minister = or_text(text, SLICE("SAUVENAY Christelle")),
        .office = or_text(text, SLICE("Ministre de la Santé et de l'Action sociale")),
        .question = question_of(text),
        .source.path = or_text(text, SLICE("2019-2020/0014.txt")),
        .url = or_text(text, SLICE("https://parlement.example.be/q/14?a=1&b=2")),
        .year = 2019,
        .date_question = 20191007,
        .replies = replies_of(fixture, text),
        .reply_count = 2,
        .first_seen = 1767139200,
        .changed = 1767225600,
    };
}

// --- answers -------------------------------------------------------------------------------

static void fill_hits(struct page_fixture *fixture, struct slice text)
{
    struct search_hit *hits = arena_calloc(&fixture->arena, 2, sizeof *hits);
    if (!hits)
        abort();
    struct slice word = text.len ? text : SLICE("médecins");
    hits[0].exchange = page_fixture_exchange(fixture, text);
    hits[0].title = page_fixture_snippet(fixture, hits[0].exchange.title, word);
    hits[0].title.cut_before = hits[0].title.cut_after = false;
    hits[0].question = page_fixture_snippet(fixture, hits[0].exchange.question, SLICE(""));
    hits[0].reponse = page_fixture_snippet(fixture, hits[0].exchange.replies[0].text, word);
    hits[1].exchange = page_fixture_exchange(fixture, text);
    hits[1].exchange.title = text;
    hits[1].exchange.date_question = 20251102;
    hits[1].exchange.reply_count = 0;
    hits[1].question = page_fixture_snippet(fixture, hits[1].exchange.question, word);
    struct series_member *other = arena_calloc(&fixture->arena, 1, sizeof *other);
    if (!other)
        abort();
    other->exchange = page_fixture_exchange(fixture, text);
    hits[0].series = (struct search_series){or_text(text, SLICE("q-1")), 2, other, 1};
    fixture->answer.result.hits = hits;
    fixture->answer.result.hit_count = 2;
    fixture->answer.result.total = 4874;
    fixture->answer.result.listed = 4870;
}

static void fill_facets(struct page_fixture *fixture, struct slice text)
{
    struct facet *facets = arena_calloc(&fixture->arena, 2, sizeof *facets);
    struct facet_value *values = arena_calloc(&fixture->arena, 4, sizeof *values);
    if (!facets || !values)
        abort();
    values[0] = (struct facet_value){SLICE("repondue"), 3650};
    values[1] = (struct facet_value){SLICE("sans-reponse"), 1224};
    values[2] = (struct facet_value){or_text(text, SLICE("SAUVENAY Christelle")), 317};
    values[3] = (struct facet_value){or_text(text, SLICE("D'HAENE Éric")), 1};
    facets[0] = (struct facet){FIELD_STATUS, values, 2, 2, 0};
    facets[1] = (struct facet){FIELD_MINISTER, values + 2, 2, 14, 0};
    fixture->answer.result.facets = facets;
    fixture->answer.result.facet_count = 2;
}

static void fill_reading(struct page_fixture *fixture, struct slice text)
{
    struct interpretation *readings = arena_calloc(&fixture->arena, 3, sizeof *readings);
    if (!readings)
        abort();
    readings[0] = (struct interpretation){or_text(text, SLICE("médecins : aussi médecin")),
                                          or_text(text, SLICE("=médecins sud")), false, SLICE("")};
    readings[1] = (struct interpretation){or_text(text, SLICE("sud")), SLICE(""), false, SLICE("")};
    readings[2] =
        (struct interpretation){or_text(text, SLICE("Guillemet non fermé")),
                                or_text(text, SLICE("\"médecins sud\"")), true, SLICE("")};
    fixture->answer.result.interpretation = readings;
    fixture->answer.result.interpretation_count = 3;
}

void page_fixture_fill_with(struct page_fixture *fixture, struct slice text)
{
    static const struct histogram_bucket histogram[] = {
        {20200000, 12, 700, 0}, {20210000, 48, 800, 0}, {20230000, 1, 900, 0}};
    struct search_params *params = &fixture->answer.params;
    fill_hits(fixture, text);
    fill_facets(fixture, text);
    fill_reading(fixture, text);
    fixture->answer.result.histogram = histogram;
    fixture->answer.result.histogram_count = 3;
    params->q = or_text(text, SLICE("médecins sud"));
    params->filters[0] =
        (struct search_filter){FIELD_MINISTER, or_text(text, SLICE("SAUVENAY Christelle"))};
    params->filters[1] = (struct search_filter){FIELD_AUTHOR, or_text(text, SLICE("pavet"))};
    params->filter_count = 2;
    params->date_from = 20200000;
    params->date_to = 20230600;
    params->page = 3;
}

void page_fixture_fill(struct page_fixture *fixture)
{
    page_fixture_fill_with(fixture, SLICE_NONE);
}
