// See refusal.h.
//
// Where a text takes values, both languages stand as formats at one call, so that the compiler compares either with
// what it is given.
#include "answer/params/refusal.h"

#define SAY(reader, french, english) \
    ((reader)->language == LANGUAGE_ENGLISH ? SLICE(english) : SLICE(french))
#define SAY_WITH(reader, french, english, ...) \
    ((reader)->language == LANGUAGE_ENGLISH ? arena_printf((reader)->arena, english, __VA_ARGS__) \
                                            : arena_printf((reader)->arena, french, __VA_ARGS__))

// As a sentence may quote it: the beginning, where it is long.
static struct slice quotable(struct slice value)
{
    struct slice cut = value;
    enum { LONGEST = 60 };
    if (cut.len > LONGEST) {
        cut.len = LONGEST;
        while (cut.len > 0 && ((unsigned char)cut.ptr[cut.len] & 0xc0) == 0x80)
            cut.len--;
    }
    return cut;
}

void params_add_problem(struct param_problems *problems, struct slice parameter,
                        struct slice detail, struct slice nearest)
{
    if (problems->count < PARAMS_MAX_PROBLEMS)
        problems->items[problems->count++] = (struct param_problem){parameter, detail, nearest};
}

static void add(struct params_reader *reader, struct slice detail, struct slice nearest)
{
    params_add_problem(reader->problems, reader->name, detail, nearest);
}

static void add_to(struct params_reader *reader, const char *name, struct slice detail,
                   struct slice nearest)
{
    params_add_problem(reader->problems, slice_from(name), detail, nearest);
}

// --- one value -------------------------------------------------------------------------------

struct slice refusal_value_not_text(enum language language)
{
    return language == LANGUAGE_ENGLISH
               ? SLICE("The value has a control character or is not UTF-8.")
               : SLICE("La valeur contient un caractère de contrôle ou n’est pas en UTF-8.");
}

void refuse_choice(struct params_reader *reader, struct slice value, struct slice possible,
                   struct slice nearest)
{
    struct slice shown = quotable(value);
    add(reader,
        SAY_WITH(reader, "La valeur « %.*s » n’est pas connue ; valeurs possibles : %.*s.",
                 "The value \"%.*s\" is not known; it may be %.*s.", SLICE_ARG(shown),
                 SLICE_ARG(possible)),
        nearest);
}

void refuse_number(struct params_reader *reader, struct slice value, uint32_t low, uint32_t high,
                   struct slice nearest)
{
    struct slice shown = quotable(value);
    add(reader,
        SAY_WITH(reader, "La valeur « %.*s » n’est pas un nombre entier de %u à %u.",
                 "The value \"%.*s\" is not a whole number from %u to %u.", SLICE_ARG(shown), low,
                 high),
        nearest);
}

void refuse_long_text(struct params_reader *reader)
{
    add(reader,
        SAY_WITH(
            reader,
            "Le texte dépasse %d octets ; raccourcissez-le, par exemple au passage qui importe.",
            "The text has more than %d bytes; shorten it, to the passage that matters, say.",
            PARAMS_MAX_TEXT_LEN),
        SLICE(""));
}

void refuse_date(struct params_reader *reader, struct slice value)
{
    struct slice shown = quotable(value);
    add(reader,
        SAY_WITH(reader,
                 "« %.*s » n’est pas une date ; écrivez 2023, 2023-06, 2023-06-19, 19/06/2023 ou "
                 "« 19 juin 2023 ».",
                 "\"%.*s\" is not a date; write 2023, 2023-06, 2023-06-19, 19/06/2023 or "
                 "\"19 juin 2023\".",
                 SLICE_ARG(shown)),
        SLICE(""));
}

void refuse_part_of_day(struct params_reader *reader)
{
    add(reader,
        SAY(reader, "Un jour entier est attendu : 2026-11-27.", "Give a whole day: 2026-11-27."),
        SLICE(""));
}

void refuse_repeated(struct params_reader *reader)
{
    add(reader,
        SAY(reader, "Ce paramètre est donné plusieurs fois ; il ne prend qu’une valeur.",
            "It is given more than once, and takes one value."),
        SLICE(""));
}

void refuse_unknown(struct params_reader *reader, struct slice nearest, struct slice possible)
{
    struct slice shown = quotable(reader->name), detail;
    if (nearest.len > 0)
        detail = SAY_WITH(reader,
                          "Le paramètre « %.*s » n’existe pas ici ; le plus proche est « %.*s ».",
                          "There is no parameter \"%.*s\" here; the nearest is \"%.*s\".",
                          SLICE_ARG(shown), SLICE_ARG(nearest));
    else if (possible.len > 0)
        detail = SAY_WITH(reader,
                          "Le paramètre « %.*s » n’existe pas ici ; paramètres possibles : %.*s.",
                          "There is no parameter \"%.*s\" here; there are: %.*s.", SLICE_ARG(shown),
                          SLICE_ARG(possible));
    else
        detail =
            SAY_WITH(reader, "Le paramètre « %.*s » n’existe pas : cette adresse n’en prend aucun.",
                     "There is no parameter \"%.*s\": this address takes none.", SLICE_ARG(shown));
    add(reader, detail, nearest);
}

void refuse_many_filters(struct params_reader *reader, unsigned most)
{
    add(reader,
        SAY_WITH(reader, "Une recherche prend au plus %u filtres.",
                 "A search takes at most %u filters.", most),
        SLICE(""));
}

void refuse_many_groups(struct params_reader *reader)
{
    add(reader,
        SAY(reader, "Un regroupement prend un ou deux champs.", "A group takes one or two fields."),
        SLICE(""));
}

void refuse_many_compared(struct params_reader *reader, unsigned most)
{
    add(reader,
        SAY_WITH(reader, "On en compare au plus %u à la fois.", "At most %u are compared at once.",
                 most),
        SLICE(""));
}

void refuse_period(struct params_reader *reader, struct slice value)
{
    struct slice shown = quotable(value);
    add(reader,
        SAY_WITH(
            reader, "« %.*s » n’est pas une période ; écrivez 2023, 2023-06 ou 2022-09..2023-06.",
            "\"%.*s\" is not a period; write 2023, 2023-06 or 2022-09..2023-06.", SLICE_ARG(shown)),
        SLICE(""));
}

// --- what does not go together ---------------------------------------------------------------

void refuse_column(struct params_reader *reader, const char *column, bool by_answer)
{
    struct slice detail =
        by_answer ? SAY_WITH(reader, "La colonne « %s » n’existe pas avec « par=reponse ».",
                             "There is no column \"%s\" with \"par=reponse\".", column)
                  : SAY_WITH(reader, "La colonne « %s » n’existe qu’avec « par=reponse ».",
                             "There is a column \"%s\" with \"par=reponse\" only.", column);
    add_to(reader, "champs", detail, SLICE(""));
}

void refuse_backward_period(struct params_reader *reader, struct slice from)
{
    add_to(reader, "a",
           SAY(reader, "La fin de la période précède son début.",
               "The end of the period is before its beginning."),
           from);
}

void refuse_since_and_cursor(struct params_reader *reader)
{
    add_to(reader, "depuis",
           SAY(reader,
               "« depuis » s’exclut avec « cursor » et « jour », qui disent déjà où commencer.",
               "\"depuis\" excludes \"cursor\" and \"jour\", which say where to begin."),
           SLICE(""));
}

void refuse_offset_and_cursor(struct params_reader *reader)
{
    add_to(reader, "offset",
           SAY(reader, "« offset » et « cursor » s’excluent : le curseur dit déjà où reprendre.",
               "\"offset\" and \"cursor\" exclude each other: the cursor says where to go on."),
           SLICE("cursor"));
}

void refuse_far_page(struct params_reader *reader, unsigned most)
{
    add_to(reader, "page",
           SAY_WITH(reader,
                    "Les pages s’arrêtent à %u résultats ; affinez la recherche, ou prenez "
                    "l’export, qui n’a pas de limite.",
                    "Pages end at %u results; narrow the search, or take the export, which has no "
                    "limit.",
                    most),
           SLICE("1"));
}

// --- cursors ---------------------------------------------------------------------------------

struct slice refusal_stale_cursor(enum language language)
{
    return language == LANGUAGE_ENGLISH
               ? SLICE("The index has changed since the page before: what follows would not be "
                       "that of the same list. Begin again without it.")
               : SLICE("L’index a changé depuis la page précédente : la suite ne serait plus celle "
                       "de la même liste. Reprenez à l’adresse donnée par « restart », ou prenez "
                       "l’export, qui tient en une réponse.");
}

void refuse_foreign_cursor(struct params_reader *reader)
{
    add_to(reader, "cursor",
           SAY(reader, "Ce curseur n’a pas été donné par ce serveur, ou il est incomplet.",
               "This cursor was not given by this program, or is not whole."),
           SLICE(""));
}

void refuse_cursor_of_another_search(struct params_reader *reader)
{
    add_to(reader, "cursor",
           SAY(reader, "Ce curseur continue une autre recherche que celle-ci.",
               "This cursor continues another search than this one."),
           SLICE(""));
}

void refuse_cursor_of_partials(struct params_reader *reader)
{
    add_to(reader, "partiels",
           SAY(reader, "Ce curseur continue la liste « partiels » ; partiels=0 la laisse de côté.",
               "This cursor continues the list \"partiels\"; partiels=0 leaves it out."),
           SLICE("1"));
}
