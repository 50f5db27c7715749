// See refusal.h.
#include "engine/search/query/refusal.h"

#include "base/buf.h"
#include "engine/search/query/query.h"

// Both texts stand as formats, so that the compiler compares either with what it is given.
#define REFUSE(language, err, french, english, ...) \
    ((language) == LANGUAGE_ENGLISH ? error_set(err, STATUS_INVALID, english, __VA_ARGS__) \
                                    : error_set(err, STATUS_INVALID, french, __VA_ARGS__))

enum status refusal_not_text(enum language language, struct error *err)
{
    return REFUSE(language, err, "La requête n’est pas un texte %s valide",
                  "The query is not valid %s text", "UTF-8");
}

enum status refusal_too_long(enum language language, struct error *err)
{
    return REFUSE(language, err, "La requête a plus de %d octets\u00a0: raccourcissez-la",
                  "The query has more than %d bytes: shorten it", QUERY_MAX_BYTES);
}

enum status refusal_too_many_words(enum language language, struct error *err)
{
    return REFUSE(language, err, "La requête a plus de %d mots\u00a0: raccourcissez-la",
                  "The query has more than %d words: shorten it", QUERY_MAX_WORDS);
}

enum status refusal_too_deep(enum language language, struct error *err)
{
    return REFUSE(language, err, "La requête a plus de %d parenthèses les unes dans les autres",
                  "The query has more than %d parentheses within each other", QUERY_MAX_DEPTH);
}

// The short names of all fields that a query may search.
static struct slice searchable_fields(char *room, size_t size)
{
    struct buf list = buf_over(room, size);
    for (int field = 0; field < FIELD_COUNT; field++)
        if (field != FIELD_SOURCE && field != FIELD_URL)
            buf_printf(&list, "%s%s", list.len > 0 ? ", " : "",
                       field_short_name((enum field)field));
    return buf_slice(&list);
}

enum status refusal_unknown_field(enum language language, struct slice name, struct error *err)
{
    char room[512];
    struct slice fields = searchable_fields(room, sizeof room);
    return REFUSE(
        language, err,
        "Champ inconnu «\u00a0%.*s\u00a0»\u00a0: vouliez-vous dire «\u00a0%s\u00a0»\u00a0? "
        "Champs\u00a0: %.*s. Pour chercher ce texte, mettez-le entre guillemets.",
        "Unknown field \"%.*s\": did you mean \"%s\"? Fields: %.*s. To search for this text, put "
        "it "
        "in quotes.",
        SLICE_ARG(name), field_nearest_name(name), SLICE_ARG(fields));
}

enum status refusal_unsearchable_field(enum language language, enum field field, struct error *err)
{
    return REFUSE(language, err, "Le champ «\u00a0%s\u00a0» ne se cherche pas",
                  "The field \"%s\" cannot be searched", field_name(field));
}

enum status refusal_not_a_value(enum language language, enum field field, struct slice value,
                                struct error *err)
{
    static const char *const DELAY[] = {"un nombre de jours\u00a0: 30, 10..20, >30 ou aucun",
                                        "a number of days: 30, 10..20, >30 or aucun"};
    static const char *const YEAR[] = {"une année\u00a0: 2023, 2020..2023 ou >=2020",
                                       "a year: 2023, 2020..2023 or >=2020"};
    static const char *const DAY[] = {
        "une date\u00a0: 2023, 2023-06, 2023-06-19, 19/06/2023 ou \"juin 2023\"",
        "a date: 2023, 2023-06, 2023-06-19, 19/06/2023 or \"juin 2023\""};
    static const char *const DATE[] = {
        "une date\u00a0: 2023, 2023-06, 2023-06-19, 19/06/2023, \"juin 2023\", 2020..2023 ou "
        ">=2020",
        "a date: 2023, 2023-06, 2023-06-19, 19/06/2023, \"juin 2023\", 2020..2023 or >=2020"};
    const char *const *form = field == FIELD_DELAY   ? DELAY
                              : field == FIELD_YEAR  ? YEAR
                              : field == FIELD_SINCE ? DAY
                                                     : DATE;
    return REFUSE(language, err, "%s\u00a0: «\u00a0%.*s\u00a0» n’est pas %s",
                  "%s: \"%.*s\" is not %s", field_short_name(field), SLICE_ARG(value),
                  form[language]);
}
