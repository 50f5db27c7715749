// The parser of the query language: bytes in, tree out, one pass, no backtracking.
//
//     query   := and { OU and }                        loosest
//     and     := list { ET list }
//     list    := item { item }                         side by side
//     item    := { + | - | SAUF | champ: } primary     tightest
//     primary := ( query ) | "phrase"~N | =mot | mo*t | mot~N | words
//
// The idea: everything that is not recognised as an operator is text, and text cannot be wrong. Words
// in a row become one WORDS node that holds the bytes between the first and the last of them, so the
// analyzer later sees what the person saw. What is ignored between them (a stray bracket, empty
// quotes) is overwritten with spaces in the parser's copy, so that it does not cut the run. Operators
// count only in capitals and alone between spaces, brackets or quotes: « d'or » and « or » are gold.
//
// Errors are sticky in struct query_parser: functions return NULL and query_parse asks once. Recursion
// happens only through parentheses and is limited by QUERY_MAX_DEPTH. Cost: linear, but for an opening
// quote without its partner, which looks ahead once to the end.
#include "engine/search/query/parse.h"

#include "engine/search/query/capitals.h"
#include "engine/search/query/chars.h"
#include "engine/search/query/leaf.h"
#include "engine/search/query/parser.h"
#include "engine/search/query/print.h"
#include "engine/search/query/value.h"
#include "stemmer/text/fold.h"

enum op { OP_NONE, OP_AND, OP_OR, OP_NOT };

// Children being gathered. `run` is the WORDS node at the end of the list that the next word, if it
// follows directly, belongs to.
struct sequence {
    struct query_node **nodes;
    size_t count, capacity;
    struct query_node *run;
};

// What stands in front of a primary.
struct prefix {
    enum field field;
    bool has_field;    // `champ:` was read
    char sign;         // '+', '-' or 0
    struct slice last; // the last sign as typed, for the notice when nothing follows
};

static const struct {
    const char *word;
    enum op op;
} OPERATORS[] = {
    {"ET", OP_AND},   {"AND", OP_AND}, {"OU", OP_OR},  {"OR", OP_OR},
    {"SAUF", OP_NOT}, {"NOT", OP_NOT}, {"&&", OP_AND}, {"||", OP_OR}, // of other engines
};

static struct query_node *parse_operands(struct query_parser *p, enum op op, enum field field);

static void sequence_add(struct query_parser *p, struct sequence *seq, struct query_node *node)
{
    if (seq->count == seq->capacity) {
        size_t capacity = seq->capacity ? seq->capacity * 2 : 4;
        struct query_node **nodes = query_parser_alloc(p, capacity, sizeof(struct query_node *));
        if (!nodes)
            return;
        if (seq->count)
            memcpy(nodes, seq->nodes, seq->count * sizeof(struct query_node *));
        seq->nodes = nodes;
        seq->capacity = capacity;
    }
    seq->nodes[seq->count++] = node;
}

// Whether a plus says something when nothing stands beside its node: words, which « +(a b) » keeps from loosening. One
// chunk may be several words, too (« rendez-vous/visite »): only the analyzer knows.
static bool is_required_alone(const struct query_node *node)
{
    bool is_words =
        node->kind == QUERY_WORDS && (node->field == FIELD_COUNT || field_is_text(node->field));
    bool is_group = node->kind != QUERY_NOT && node->child_count > 0;
    return node->required && (is_words || is_group);
}

// One node for all that was gathered: nothing, the only child, or a node of `kind`.
static struct query_node *sequence_close(struct query_parser *p, const struct sequence *seq,
                                         enum query_kind kind)
{
    if (seq->count == 0 || query_parser_failed(p))
        return NULL;
    if (seq->count == 1 && !is_required_alone(seq->nodes[0])) {
        seq->nodes[0]->required = false;
        return seq->nodes[0];
    }
    struct query_node *node = query_parser_node(p, kind, FIELD_COUNT);
    if (node) {
        node->children = (const struct query_node *const *)seq->nodes;
        node->child_count = seq->count;
    }
    return node;
}

// --- operators -----------------------------------------------------------------------------

// Whether an operator may end before byte `at`.
static bool is_boundary(const struct query_parser *p, size_t at)
{
    return at >= p->in.len || query_space_len(p->in, at) > 0 || p->in.ptr[at] == '(' ||
           p->in.ptr[at] == ')' || query_quote_at(p->in, at, NULL) != QUOTE_NONE;
}

// The operator at the reading position, not consumed.
static enum op peek_operator(const struct query_parser *p, size_t *len)
{
    struct slice rest = slice_from_offset(p->in, p->at);
    for (size_t i = 0; rest.len > 0 && i < sizeof OPERATORS / sizeof OPERATORS[0]; i++) {
        if (OPERATORS[i].word[0] != rest.ptr[0] || capitals_is_et_of_number(p->in, p->at))
            continue;
        struct slice word = slice_from(OPERATORS[i].word);
        if (slice_starts_with(rest, word) && is_boundary(p, p->at + word.len)) {
            *len = word.len;
            return OPERATORS[i].op;
        }
    }
    return OP_NONE;
}

// Tells that a sign of other engines, or a typographer's, was read as ours.
static void note_read_as(struct query_parser *p, struct slice typed, const char *meant)
{
    query_parser_note(p, arena_printf(p->arena, "«\u00a0%.*s\u00a0» lu comme «\u00a0%s\u00a0»",
                                      SLICE_ARG(typed), meant));
}

// Consumes `op` if it stands here; its word goes to *word.
static bool accept_operator(struct query_parser *p, enum op op, struct slice *word)
{
    size_t len;
    if (query_parser_failed(p) || query_parser_at_end(p) || peek_operator(p, &len) != op)
        return false;
    *word = slice_of(p->in.ptr + p->at, len);
    if (word->ptr[0] == '&' || word->ptr[0] == '|')
        note_read_as(p, *word, op == OP_AND ? "ET" : "OU");
    p->at += len;
    if (op == OP_AND)
        p->last_and = *word;
    return true;
}

static void note_lone_operator(struct query_parser *p, struct slice word)
{
    struct query_notice *notice = query_parser_note(
        p, arena_printf(p->arena, "«\u00a0%.*s\u00a0» n’a rien à relier\u00a0: ignoré",
                        SLICE_ARG(word)));
    bool is_word = word.len > 1 && query_has_word(word); // no « || »
    size_t n = p->lone_operator_count;
    if (!is_word || n == sizeof p->lone_operators / sizeof p->lone_operators[0])
        return;
    p->lone_operators[n] = arena_copy(p->arena, word);
    p->lone_notices[n] = notice;
    p->lone_operator_count++;
}

// --- fields --------------------------------------------------------------------------------

// Whether something to search stands at byte `at`, so that `champ:` in front of it is a field.
static bool has_value_at(const struct query_parser *p, size_t at)
{
    struct query_parser ahead = *p;
    ahead.at = at;
    query_parser_skip_space(&ahead);
    size_t len;
    if (query_parser_at_end(&ahead) || query_parser_peek(&ahead) == ')')
        return false;
    enum op op = peek_operator(&ahead, &len);
    return op == OP_NONE || op == OP_NOT;
}

// « date : hier »: with a space after the colon it is text unless the value is one.
static bool is_spaced_range(const struct query_parser *p, enum field field, size_t at)
{
    struct query_parser ahead = *p;
    ahead.at = at;
    query_parser_skip_space(&ahead);
    if (query_parser_peek(&ahead) == '(')
        return true;
    struct slice value = slice_of(ahead.in.ptr + ahead.at, query_chunk_len(ahead.in, ahead.at));
    int64_t low, high;
    return query_range_parse(field, value, p->language, &low, &high, NULL) == STATUS_OK;
}

// Consumes `champ:` and puts the field into *field. False when what stands here is text: then the colon
// after a field's name is overwritten, so that it never means anything later either.
static bool parse_field(struct query_parser *p, enum field *field)
{
    struct slice name = slice_of(p->in.ptr + p->at, query_name_len(p->in, p->at));
    size_t value = p->at + name.len + 1;
    if (name.len == 0 || value > p->in.len || p->in.ptr[value - 1] != ':')
        return false;
    bool is_spaced = query_space_len(p->in, value) > 0;
    bool has_value = has_value_at(p, value);
    enum field found = field_by_name(name);
    if (found == FIELD_COUNT) {
        bool is_url = slice_starts_with(slice_from_offset(p->in, value), SLICE("//"));
        if (has_value && !is_spaced && !is_url && name.len > 1 &&
            query_starts_value(p->in, value)) {
            if (field_is_nearly(name))
                p->status = refusal_unknown_field(p->language, name, p->err);
            else
                query_parser_note_no_field(p, name);
        }
        return false;
    }
    if (!has_value ||
        (is_spaced && query_field_is_range(found) && !is_spaced_range(p, found, value))) {
        p->copy[value - 1] = ' ';
        return false;
    }
    if (found == FIELD_SOURCE || found == FIELD_URL) {
        p->status = refusal_unsearchable_field(p->language, found, p->err);
        return false;
    }
    *field = found;
    p->at = value;
    query_parser_skip_space(p);
    return true;
}

// --- items ---------------------------------------------------------------------------------

// The length of a sign that excludes what is glued to it, other than the hyphen: a dash or minus sign, as programs that
// write texts make of a hyphen, or the exclamation mark of other engines. Where an item begins (after a word, a
// quotation or a bracket), or after a blank: « +!2020 » and « titre:!2020 » are words, and so is « –OU ».
static size_t other_minus_len(const struct query_parser *p, bool is_first)
{
    static const char *const SIGNS[] = {"\u2010", "\u2011", "\u2012", "\u2013",
                                        "\u2014", "\u2015", "\u2212", "!"};
    is_first = is_first || query_space_before(p->in, p->at) > 0;
    char first = p->at < p->in.len ? p->in.ptr[p->at] : '\0';
    bool may_be = is_first && (first == '\xE2' || first == '!');
    for (size_t i = 0; may_be && i < sizeof SIGNS / sizeof SIGNS[0]; i++) {
        size_t len = strlen(SIGNS[i]), operator_len;
        if (!slice_starts_with(slice_from_offset(p->in, p->at), slice_from(SIGNS[i])))
            continue;
        struct query_parser behind = *p;
        behind.at += len;
        enum op op = peek_operator(&behind, &operator_len);
        bool is_glued = query_starts_word(slice_from_offset(p->in, behind.at)) ||
                        query_parser_peek(&behind) == '(' || query_parser_peek(&behind) == '=' ||
                        query_quote_at(p->in, behind.at, NULL) != QUOTE_NONE;
        return is_glued && op != OP_AND && op != OP_OR ? len : 0;
    }
    return 0;
}

// « ET NON », « ET PAS » are SAUF: the length of the second word, 0 in capitals throughout, where ET may be a title's.
static size_t and_not_len(const struct query_parser *p)
{
    struct query_parser behind = *p;
    behind.at = p->last_and.ptr ? (size_t)(p->last_and.ptr + p->last_and.len - p->in.ptr) : 0;
    query_parser_skip_space(&behind);
    bool is_behind = p->last_and.ptr && behind.at == p->at;
    size_t len = is_behind ? query_and_not_len(slice_from_offset(p->in, p->at)) : 0;
    bool excludes = len > 0 && is_boundary(p, p->at + len) && has_value_at(p, p->at + len) &&
                    capitals_has_small(p->in);
    return excludes ? len : 0;
}

// Reads signs, SAUF and fields in any order; the last of each kind counts, but two SAUF are none.
static struct prefix parse_prefix(struct query_parser *p, enum field field)
{
    struct prefix prefix = {.field = field};
    size_t start = p->at;
    while (!query_parser_at_end(p) && !query_parser_failed(p)) {
        size_t len = 1;
        char c = query_parser_peek(p);
        bool is_sign = (c == '+' || c == '-') && p->at + 1 < p->in.len &&
                       query_space_len(p->in, p->at + 1) == 0;
        size_t minus = is_sign ? 0 : other_minus_len(p, p->at == start);
        size_t and_not = is_sign || minus > 0 ? 0 : and_not_len(p);
        if (minus > 0 || and_not > 0) {
            const char *from = and_not > 0 ? p->last_and.ptr : p->in.ptr + p->at;
            size_t end = p->at + minus + and_not;
            note_read_as(p, slice_of(from, (size_t)(p->in.ptr + end - from)),
                         and_not > 0 ? "SAUF" : "-");
            prefix.sign = '-';
            prefix.last = slice_of(p->in.ptr + p->at, minus + and_not);
            p->at = end;
            if (and_not > 0)
                query_parser_skip_space(p);
        } else if (is_sign || peek_operator(p, &len) == OP_NOT) {
            bool is_twice = !is_sign && prefix.sign == '-' && prefix.last.len > 1;
            bool is_plus = c == '+' && prefix.sign != '-'; // of « -+mot » the minus counts
            prefix.sign = is_plus ? '+' : is_twice ? 0 : '-';
            prefix.last = slice_of(p->in.ptr + p->at, len);
            p->at += len;
            query_parser_skip_space(p);
        } else if (parse_field(p, &prefix.field)) {
            prefix.has_field = true;
        } else {
            break;
        }
    }
    return prefix;
}

// One level more is read for the words of a field, which `titre:(eau (air lac))` is printed with: titre:(air lac).
static struct query_node *parse_group(struct query_parser *p, enum field field)
{
    bool is_for_words = p->depth == QUERY_MAX_DEPTH && field != FIELD_COUNT;
    if (p->depth >= QUERY_MAX_DEPTH && !is_for_words) {
        p->status = refusal_too_deep(p->language, p->err);
        return NULL;
    }
    p->at++;
    p->depth++;
    p->deepest = p->depth > p->deepest ? p->depth : p->deepest;
    struct query_node *node = parse_operands(p, OP_OR, field);
    p->depth--;
    if (!query_parser_failed(p) && is_for_words && node && node->kind != QUERY_WORDS)
        p->status = refusal_too_deep(p->language, p->err);
    if (query_parser_failed(p))
        return NULL;
    if (query_parser_peek(p) == ')')
        p->at++;
    else
        query_parser_note(p, SLICE("Parenthèse non fermée\u00a0: fermée à la fin"));
    if (!node)
        query_parser_note(p, SLICE("Parenthèses vides\u00a0: ignorées"));
    return node;
}

// Consumes `=` in front of a word; ="phrase" and =(…) mean the same without it.
static bool parse_exact_sign(struct query_parser *p)
{
    bool exact = false;
    while (query_parser_peek(p) == '=' && !is_boundary(p, p->at + 1)) {
        exact = true;
        p->at++;
    }
    if (query_parser_peek(p) == '=')
        p->at++;
    return exact;
}

static struct query_node *parse_primary(struct query_parser *p, const struct prefix *prefix,
                                        struct slice *raw)
{
    bool is_range = query_field_is_range(prefix->field);
    bool exact = !is_range && parse_exact_sign(p);
    size_t len;
    if (query_parser_at_end(p) || query_space_len(p->in, p->at) > 0 ||
        query_parser_peek(p) == ')' || (!exact && peek_operator(p, &len) != OP_NONE))
        return NULL;
    if (query_parser_peek(p) == '(')
        return parse_group(p, prefix->field);
    bool is_quote = query_quote_at(p->in, p->at, NULL) != QUOTE_NONE;
    if (is_range && (is_quote ? query_leaf_has_quoted_value(p) : prefix->has_field))
        return query_leaf_range(p, prefix->field);
    return is_quote ? query_leaf_phrase(p, prefix->field)
                    : query_leaf_word(p, prefix->field, exact, raw);
}

static struct query_node *apply_sign(struct query_parser *p, struct query_node *node, char sign)
{
    if (sign == '+' && node->kind != QUERY_NOT)
        node->required = true;
    if (sign != '-')
        return node;
    struct query_node *negation = query_parser_node(p, QUERY_NOT, FIELD_COUNT);
    const struct query_node **child = query_parser_alloc(p, 1, sizeof(struct query_node *));
    if (negation && child) {
        node->required = false;
        *child = node;
        negation->children = child;
        negation->child_count = 1;
    }
    return negation;
}

// Ends the run of words at the end of the sequence, if there is one.
static void close_run(struct query_parser *p, struct sequence *seq)
{
    struct query_node *run = seq->run;
    seq->run = NULL;
    if (run && !query_parser_failed(p) && !query_leaf_finish(p, run, run->text))
        seq->count--;
}

// Where the last piece between spaces ends that holds a word: signs behind it are no part of a run.
static size_t last_word_end(struct slice words)
{
    size_t end = words.len, space;
    while (end > 0) {
        while ((space = query_space_before(words, end)) > 0)
            end -= space;
        size_t start = end;
        while (start > 0 && query_space_before(words, start) == 0)
            start--;
        if (query_has_word(slice_of(words.ptr + start, end - start)))
            return end;
        end = start;
    }
    return 0;
}

static void join_part_letter(struct query_parser *p, struct query_node *run,
                             struct query_node *wildcard)
{
    struct slice number = wildcard->text;
    size_t left = query_without_part_letter(run->text);
    if (left == run->text.len || !slice_digit_at(number, 0))
        return;
    char letter = (char)(run->text.ptr[left] | 0x20);
    run->text.len = last_word_end(slice_of(run->text.ptr, left));
    wildcard->text = arena_printf(p->arena, "%c%.*s", letter, SLICE_ARG(number));
}

// Reads one item into the sequence: a bare word may lengthen the run before it.
static void parse_item(struct query_parser *p, struct sequence *seq, enum field field)
{
    size_t start = p->at;
    struct prefix prefix = parse_prefix(p, field);
    struct slice raw = {NULL, 0};
    struct query_node *node = query_parser_failed(p) ? NULL : parse_primary(p, &prefix, &raw);
    if (query_parser_failed(p))
        return;
    bool is_bare = !prefix.last.ptr && !prefix.has_field;
    if (!node) {
        p->at += p->at == start; // a character that begins nothing
        if (prefix.last.ptr)
            note_lone_operator(p, prefix.last);
        if (!is_bare || !raw.ptr)
            query_parser_blank(p, start);
        return;
    }
    bool is_open = raw.ptr != NULL; // a plain word, without its text yet
    if (is_open && is_bare && seq->run) {
        seq->run->text.len = (size_t)(raw.ptr + raw.len - seq->run->text.ptr);
        return;
    }
    if (node->kind == QUERY_WILDCARD && node->field == FIELD_COUNT && is_bare && seq->run)
        join_part_letter(p, seq->run, node);
    close_run(p, seq);
    if (is_open && is_bare) {
        node->text = raw;
        seq->run = node;
    } else if (is_open && !query_leaf_finish(p, node, raw)) {
        return;
    }
    node = apply_sign(p, node, prefix.sign);
    if (node)
        sequence_add(p, seq, node);
}

// --- precedence ----------------------------------------------------------------------------

static struct query_node *parse_list(struct query_parser *p, enum field field)
{
    struct sequence seq = {0};
    while (!query_parser_failed(p)) {
        query_parser_skip_space(p);
        size_t len;
        enum op op = query_parser_at_end(p) ? OP_NONE : peek_operator(p, &len);
        bool is_closing = query_parser_peek(p) == ')';
        if (query_parser_at_end(p) || op == OP_AND || op == OP_OR || (is_closing && p->depth > 0))
            break;
        if (is_closing) {
            query_parser_note(p, SLICE("Parenthèse fermante en trop\u00a0: ignorée"));
            p->at++;
            query_parser_blank(p, p->at - 1);
            continue;
        }
        parse_item(p, &seq, field);
    }
    close_run(p, &seq);
    return sequence_close(p, &seq, QUERY_LIST);
}

// The operands of ET or OU; an operator with nothing on one side is noted and forgotten.
static struct query_node *parse_operands(struct query_parser *p, enum op op, enum field field)
{
    struct sequence seq = {0};
    struct slice word = {NULL, 0};
    bool was_empty = false;
    do {
        bool is_first = !word.ptr;
        struct query_node *node =
            op == OP_OR ? parse_operands(p, OP_AND, field) : parse_list(p, field);
        if (query_parser_failed(p))
            return NULL;
        if (!is_first && (was_empty || !node))
            note_lone_operator(p, word);
        was_empty = is_first && !node;
        if (node)
            sequence_add(p, &seq, node);
    } while (accept_operator(p, op, &word));
    return sequence_close(p, &seq, op == OP_OR ? QUERY_OR : QUERY_AND);
}

// --- the whole -----------------------------------------------------------------------------

// The query was nothing but operators: « OR » alone asks for gold.
static struct query_node *operators_as_words(struct query_parser *p)
{
    struct query_node *words = query_parser_node(p, QUERY_WORDS, FIELD_COUNT);
    struct buf text;
    buf_init(&text, 0);
    for (size_t i = 0; i < p->lone_operator_count; i++) {
        if (i > 0)
            buf_append_char(&text, ' ');
        struct slice word = p->lone_operators[i];
        fold_append(&text, word);
        if (p->lone_notices[i])
            p->lone_notices[i]->text = arena_printf(
                p->arena, "«\u00a0%.*s\u00a0» n’a rien à relier\u00a0: cherché comme un mot",
                SLICE_ARG(word));
    }
    if (words)
        words = query_leaf_finish(p, words, buf_slice(&text));
    buf_clear(&text);
    return words;
}

// Everything, and a notice when something was typed.
static struct query_node *nothing_left(struct query_parser *p, struct slice text)
{
    size_t at = 0, len;
    while ((len = query_space_len(text, at)) > 0)
        at += len;
    if (at < text.len && p->notice_count == 0)
        query_parser_note(p, SLICE("La requête ne contient aucun mot à chercher\u00a0: voici tous "
                                   "les échanges"));
    return query_parser_node(p, QUERY_ALL, FIELD_COUNT);
}

static enum status check_text(struct slice text, enum language language, struct error *err)
{
    if (text.len > QUERY_MAX_BYTES)
        return refusal_too_long(language, err);
    if (!fold_is_utf8(text) || (text.len && memchr(text.ptr, '\0', text.len)))
        return refusal_not_text(language, err);
    return STATUS_OK;
}

static struct slice *copy_notices(struct query_parser *p)
{
    struct slice *notices = query_parser_alloc(p, p->notice_count + 1, sizeof *notices);
    size_t count = 0;
    for (const struct query_notice *notice = p->first_notice; notices && notice;
         notice = notice->next)
        notices[count++] = notice->text;
    return notices;
}

static enum status parse(struct slice text, enum language language, struct arena *arena,
                         struct query *out, uint32_t *deepest, struct error *err)
{
    enum status status = check_text(text, language, err);
    if (status != STATUS_OK)
        return status;
    char *copy = arena_calloc(arena, text.len + 1, 1);
    if (!copy)
        return error_set(err, STATUS_NO_MEMORY, "query: out of memory");
    memcpy(copy, text.len ? text.ptr : "", text.len);
    struct query_parser p = {.copy = copy, .arena = arena, .language = language, .err = err};
    p.in = slice_of(copy, query_drop_code_stars(copy, text.len));
    p.last_notice = &p.first_notice;
    struct query_node *root = parse_operands(&p, OP_OR, FIELD_COUNT);
    if (!root && !query_parser_failed(&p) && p.lone_operator_count > 0)
        root = operators_as_words(&p);
    if (root)
        root->asks = memchr(text.ptr, '?', text.len) != NULL;
    else if (!query_parser_failed(&p))
        root = nothing_left(&p, text);
    struct slice *notices = copy_notices(&p);
    if (query_parser_failed(&p))
        return p.status;
    *out = (struct query){root, notices, p.notice_count};
    *deepest = p.deepest;
    return STATUS_OK;
}

// What is printed has brackets that were not typed, and must be a query, too: its address is.
enum status query_parse(struct slice text, enum language language, struct arena *arena,
                        struct query *out, struct error *err)
{
    uint32_t deepest;
    enum status status = parse(text, language, arena, out, &deepest, err);
    struct query again;
    struct buf printed;
    if (status != STATUS_OK || deepest <= QUERY_MAX_DEPTH / 2)
        return status;
    buf_init(&printed, QUERY_MAX_BYTES); // what is longer is refused where it is read
    query_print(out->root, NULL, &printed);
    if (!printed.failed)
        status = parse(buf_slice(&printed), language, arena, &again, &deepest, err);
    buf_clear(&printed);
    return status;
}
