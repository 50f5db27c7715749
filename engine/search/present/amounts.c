// Numbers near the words. See amounts.h.
//
// Each sentence of an answer that holds a quantity (engine/text/quantity.h) and words of the query, or follows one that
// does, is worth
//
//     the share of the query's words in it            rare words more; in the sentence before, in title and question
//                                                     they count a part
//   + something where the number is near a word, and more where its unit is one or is of the kind asked for (« quel
//     coût »: euros)
//   + something for the rank of its exchange
//
// Cost: the texts of a few dozen answers are analysed, most of which extracts have in hand (token_cache.h); sentences
// without words are not read for numbers.
#include "engine/search/present/amounts.h"

#include "engine/search/present/said.h"
#include "engine/search/present/sentence.h"
#include "engine/search/present/snippet.h"
#include "engine/search/present/words_cut.h"
#include "engine/text/quantity.h"
#include "stemmer/text/fold.h"

enum {
    BATCH = 16, // documents read at once
    LONGEST_SENTENCE = 600,
    MOST_BYTES = 2 << 20, // of text, after which no more exchanges are looked at
    MOST_FORMS = 64 << 20,
};

static const double BEFORE = 0.6, ABOUT = 0.35; // of a word's worth, where it stands elsewhere
static const double NEARNESS = 0.2, UNIT_ASKED = 0.3, UNIT_KIND = 0.4, WRONG_KIND = 0.3,
                    RANK = 0.35, NO_UNIT = 0.15;
static const double LEAST_WORDS = 0.2; // of the query, in a sentence or the one before it
static const double NEAR_BYTES = 40;   // at which nearness is worth a half

struct finding {
    const struct amounts_input *input;
    struct arena *arena;
    struct arena texts; // of one document
    struct amount_list *out;
    struct amount *best; // best first
    double *worth;
    double all_words;
    enum quantity_kind kind; // asked for; QUANTITY_COUNT: any
    size_t first;            // of the batch
    size_t bytes;
    const struct exchange *exchange; // at hand
    struct exchange *kept;           // its copy in the arena, once one is needed
    size_t rank;
    uint64_t about; // words of its title and question
};

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "search: out of memory");
}

// --- the query -------------------------------------------------------------------------------------

// Folded words that ask for a number, and of what kind.
static const struct {
    const char *word;
    enum quantity_kind kind;
} ASKING[] = {
    {"combien", QUANTITY_COUNT},  {"nombre", QUANTITY_COUNT},      {"temps", QUANTITY_TIME},
    {"duree", QUANTITY_TIME},     {"delai", QUANTITY_TIME},        {"delais", QUANTITY_TIME},
    {"longtemps", QUANTITY_TIME}, {"age", QUANTITY_TIME},          {"anciennete", QUANTITY_TIME},
    {"cout", QUANTITY_MONEY},     {"couts", QUANTITY_MONEY},       {"coute", QUANTITY_MONEY},
    {"coutent", QUANTITY_MONEY},  {"prix", QUANTITY_MONEY},        {"montant", QUANTITY_MONEY},
    {"montants", QUANTITY_MONEY}, {"budget", QUANTITY_MONEY},      {"budgets", QUANTITY_MONEY},
    {"tarif", QUANTITY_MONEY},    {"tarifs", QUANTITY_MONEY},      {"euros", QUANTITY_MONEY},
    {"argent", QUANTITY_MONEY},   {"pourcentage", QUANTITY_SHARE}, {"proportion", QUANTITY_SHARE},
    {"taux", QUANTITY_SHARE},     {"part", QUANTITY_SHARE},
};
enum { ASKING_COUNT = sizeof ASKING / sizeof *ASKING };

// The kind of number that the first such word of the query asks for; *is_asked whether there is one, and the query
// reads as a question: « combien » anywhere, another word after « quel ».
static enum quantity_kind kind_asked(struct slice q, bool *is_asked)
{
    enum { LONGEST = 400 };
    char room[LONGEST * FOLD_MAX_GROWTH + 1];
    struct buf folded = buf_over(room, sizeof room);
    enum quantity_kind kind = QUANTITY_COUNT;
    bool has_what = false;
    *is_asked = false;
    fold_append_words(&folded, fold_cut(q, LONGEST), '\0');
    struct slice rest = buf_slice(&folded);
    while (rest.len > 0) {
        struct slice word = slice_of(rest.ptr, slice_find(rest, SLICE(" ")));
        rest = slice_from_offset(rest, word.len < rest.len ? word.len + 1 : word.len);
        has_what |= slice_starts_with(word, SLICE("quel"));
        for (size_t i = 0; i < ASKING_COUNT; i++) {
            if (!slice_equal(word, slice_from(ASKING[i].word)))
                continue;
            *is_asked |= i == 0 || has_what;
            kind = kind == QUANTITY_COUNT ? ASKING[i].kind : kind;
        }
    }
    return kind;
}

bool amounts_are_asked(struct slice q)
{
    bool is_asked;
    (void)kind_asked(q, &is_asked);
    return is_asked;
}

// --- a sentence ------------------------------------------------------------------------------------

// A sentence of an answer, and which of its text's occurrences are in it.
struct stretch {
    size_t start, end;
    size_t first, count;
    uint64_t bits;
};

static double weigh(const struct finding *finding, uint64_t bits)
{
    double sum = 0;
    for (; bits; bits &= bits - 1)
        sum += finding->input->marker->weight[__builtin_ctzll(bits)];
    return sum;
}

// How much a number in the sentence is worth by what stands near it.
static double weigh_quantity(const struct finding *finding, const struct occurrences *marks,
                             const struct stretch *at, const struct quantity *quantity)
{
    size_t start = at->start + quantity->start, end = at->start + quantity->end,
           unit = at->start + quantity->unit_start;
    double worth = quantity->unit.len > 0 ? 0 : -NO_UNIT;
    size_t nearest = SIZE_MAX;
    bool is_unit = false;
    for (size_t i = at->first; i < at->first + at->count; i++) {
        const struct occurrence *mark = &marks->items[i];
        size_t away = mark->start >= end   ? mark->start - end
                      : mark->end <= start ? start - mark->end
                                           : 0;
        is_unit |= quantity->unit_start > 0 && mark->end > unit && mark->start < end;
        nearest = away < nearest ? away : nearest;
    }
    if (nearest != SIZE_MAX)
        worth += NEARNESS / (1 + (double)nearest / NEAR_BYTES);
    worth += is_unit ? UNIT_ASKED : 0;
    if (finding->kind != QUANTITY_COUNT)
        worth += quantity->kind == finding->kind ? UNIT_KIND : -WRONG_KIND;
    return worth;
}

static uint32_t year_of(const struct quantities *found, const struct quantity *quantity,
                        uint32_t date)
{
    uint32_t year = date_year(date);
    size_t nearest = SIZE_MAX;
    for (size_t i = 0; i < found->year_count; i++) {
        size_t at = found->years[i].start;
        size_t away = at > quantity->start ? at - quantity->start : quantity->start - at;
        if (away < nearest)
            year = found->years[i].year;
        nearest = away < nearest ? away : nearest;
    }
    return year;
}

// --- the best of them ------------------------------------------------------------------------------

static bool is_known(const struct finding *finding, struct slice sentence)
{
    for (size_t i = 0; i < finding->out->count; i++)
        if (slice_equal(finding->best[i].sentence, sentence))
            return true;
    return false;
}

static bool copy_exchange(struct finding *finding)
{
    if (finding->kept)
        return true;
    finding->kept = arena_calloc(finding->arena, 1, sizeof *finding->kept);
    return finding->kept && exchange_copy_short(finding->exchange, finding->arena, finding->kept);
}

// Puts it where it belongs, if it is among the best; false without memory.
static bool keep(struct finding *finding, const struct amount *amount, double worth)
{
    size_t most = finding->input->most, count = finding->out->count;
    if ((count == most && worth <= finding->worth[most - 1]) || is_known(finding, amount->sentence))
        return true;
    if (!copy_exchange(finding))
        return false;
    size_t at = count < most ? count : most - 1;
    for (; at > 0 && finding->worth[at - 1] < worth; at--) {
        finding->best[at] = finding->best[at - 1];
        finding->worth[at] = finding->worth[at - 1];
    }
    size_t at_number = (size_t)(amount->number.ptr - amount->sentence.ptr);
    finding->worth[at] = worth;
    finding->out->count = count < most ? count + 1 : most;
    struct amount *kept = &finding->best[at];
    *kept = *amount;
    kept->exchange = finding->kept;
    kept->sentence = arena_copy(finding->arena, amount->sentence);
    kept->number =
        slice_of(kept->sentence.ptr ? kept->sentence.ptr + at_number : NULL, amount->number.len);
    kept->unit = arena_copy(finding->arena, amount->unit);
    kept->speaker = arena_copy(finding->arena, amount->speaker);
    kept->office = arena_copy(finding->arena, amount->office);
    return !finding->arena->failed;
}

// --- texts -----------------------------------------------------------------------------------------

// A sentence too long to show begins some words before its number and ends some words behind it.
static struct stretch shorten(struct slice text, const struct stretch *at,
                              const struct quantity *quantity)
{
    struct stretch shown = *at;
    if (at->end - at->start <= LONGEST_SENTENCE)
        return shown;
    struct slice before = slice_of(text.ptr + at->start, quantity->start);
    shown.start = at->start + cut_before(before, before.len, LONGEST_SENTENCE / 2);
    struct slice after = slice_of(text.ptr, at->end);
    shown.end = cut_after(after, at->start + quantity->end, LONGEST_SENTENCE / 2);
    return shown;
}

static enum status weigh_sentence(struct finding *finding, const struct said *said,
                                  const struct occurrences *marks, const struct stretch *at,
                                  uint64_t before, struct error *err)
{
    struct quantities found;
    quantity_find(slice_of(said->text.ptr + at->start, at->end - at->start), &found);
    const struct quantity *best = NULL;
    double near = 0;
    for (size_t i = 0; i < found.count; i++) {
        double worth = weigh_quantity(finding, marks, at, &found.items[i]);
        if (best && worth <= near)
            continue;
        best = &found.items[i];
        near = worth;
    }
    if (!best)
        return STATUS_OK;
    uint64_t elsewhere = before & ~at->bits, about = finding->about & ~at->bits & ~elsewhere;
    double here = weigh(finding, at->bits) + BEFORE * weigh(finding, elsewhere);
    if (here < LEAST_WORDS * finding->all_words)
        return STATUS_OK;
    double words = here + ABOUT * weigh(finding, about);
    double worth = words / finding->all_words + near + RANK / (1 + (double)finding->rank / 4);
    struct stretch shown = shorten(said->text, at, best);
    struct said_paragraph paragraph = {0};
    said_find_paragraph(said->text, at->start, &paragraph);
    const char *text = said->text.ptr;
    size_t start = at->start + best->start;
    struct arena *arena = &finding->texts;
    struct slice sentence =
        cut_squeeze(slice_of(text + shown.start, shown.end - shown.start), arena);
    struct slice ahead = cut_squeeze(slice_of(text + shown.start, start - shown.start), arena);
    struct slice number = cut_squeeze(slice_of(text + start, best->end - best->start), arena);
    if (!sentence.ptr || !ahead.ptr || !number.ptr)
        return no_memory(err);
    const struct amount amount = {.sentence = sentence,
                                  .number = slice_of(sentence.ptr + ahead.len, number.len),
                                  .value = best->value,
                                  .unit = best->unit,
                                  .year = year_of(&found, best, said->date),
                                  .speaker = said->speaker,
                                  .office = said->office,
                                  .date = said->date,
                                  .place = {said->anchor, said->before + paragraph.number}};
    return keep(finding, &amount, worth) ? STATUS_OK : no_memory(err);
}

static enum status weigh_answer(struct finding *finding, const struct said *said, struct error *err)
{
    struct occurrences marks;
    struct slice whole = fold_cut(said->text, SNIPPET_MAX_TEXT);
    const struct marker_text text = {FIELD_ANSWER, whole, 0, true};
    enum status status = word_marker_occurrences(finding->input->marker, &text,
                                                 finding->input->view->limit, &marks, err);
    struct stretch at = {0};
    while (status == STATUS_OK && at.end < whole.len) {
        uint64_t before = at.bits;
        at = (struct stretch){.start = cut_next_word(whole, at.end), .first = at.first + at.count};
        at.end = sentence_end(whole, at.start);
        at.end = at.end > at.start ? at.end : whole.len;
        for (; at.first + at.count < marks.count && marks.items[at.first + at.count].start < at.end;
             at.count++)
            at.bits |= marks.items[at.first + at.count].bits;
        if ((at.bits | before) && at.end > at.start)
            status = weigh_sentence(finding, said, &marks, &at, before, err);
    }
    return status;
}

// The words of title and question.
static enum status read_about(struct finding *finding, struct error *err)
{
    const struct exchange *exchange = finding->exchange;
    const struct marker_text texts[] = {
        {FIELD_TITLE, exchange->title, 0, true},
        {FIELD_QUESTION, fold_cut(exchange->question, SNIPPET_MAX_TEXT), 0, true}};
    finding->about = 0;
    for (size_t t = 0; t < 2; t++) {
        struct occurrences marks;
        enum status status = word_marker_occurrences(finding->input->marker, &texts[t],
                                                     finding->input->view->limit, &marks, err);
        if (status != STATUS_OK)
            return status;
        for (size_t i = 0; i < marks.count; i++)
            finding->about |= marks.items[i].bits;
    }
    return STATUS_OK;
}

static enum status visit(void *context, size_t at, const struct exchange *exchange,
                         struct error *err)
{
    struct finding *finding = context;
    struct analyzer *analyzer = finding->input->marker->searcher->analyzer;
    if (finding->bytes > MOST_BYTES || analyzer_memory_bytes(analyzer) > MOST_FORMS)
        return STATUS_OK;
    finding->exchange = exchange;
    finding->kept = NULL;
    finding->rank = finding->first + at;
    finding->input->marker->scratch = &finding->texts;
    struct said_walk walk = {.exchange = exchange};
    struct said said;
    enum status status = exchange->reply_count > 0 ? read_about(finding, err) : STATUS_OK;
    while (status == STATUS_OK && said_next(&walk, &said)) {
        finding->bytes += said.text.len;
        if (said.field == FIELD_ANSWER)
            status = weigh_answer(finding, &said, err);
    }
    arena_reset(&finding->texts);
    finding->out->exchanges++;
    return status;
}

static enum status read_answers(struct finding *finding, struct error *err)
{
    const struct amounts_input *input = finding->input;
    struct doc_key keys[BATCH];
    enum status status = STATUS_OK;
    while (status == STATUS_OK && finding->first < input->count) {
        struct document_wish wish = {.keys = keys, .part = EXCHANGE_WHOLE};
        for (; wish.count < BATCH && finding->first + wish.count < input->count; wish.count++)
            keys[wish.count] = input->found[finding->first + wish.count].doc;
        status = view_each_document(input->view, &wish, visit, finding, err);
        finding->first += wish.count;
    }
    return status;
}

enum status amounts_find(const struct amounts_input *input, struct arena *arena,
                         struct amount_list *out, struct error *err)
{
    bool is_asked;
    struct finding finding = {.input = input, .arena = arena, .out = out};
    *out = (struct amount_list){.has_words = word_marker_has_words(input->marker)};
    finding.kind = kind_asked(input->q, &is_asked);
    finding.best = arena_calloc(arena, input->most + 1u, sizeof *finding.best);
    finding.worth = arena_calloc(arena, input->most + 1u, sizeof *finding.worth);
    if (!finding.best || !finding.worth)
        return no_memory(err);
    finding.all_words = weigh(&finding, input->marker->in_field[FIELD_ANSWER]);
    arena_init(&finding.texts, 0);
    enum status status = finding.all_words > 0 ? read_answers(&finding, err) : STATUS_OK;
    arena_clear(&finding.texts);
    out->items = finding.best;
    return status;
}
