// From the tree back to the query language, so that parsing gives the same tree again.
//
// The printed query is what people see as « the query as understood », what undo links are made of
// (struct query_edit) and what caches are keyed by. Texts are printed as they were typed; brackets are
// put only where the grammar of parse.c would otherwise read something else:
//
//     context   what the parent is          bracketed in it
//     OR, AND   an operand                  OR in both; AND in AND, and what would begin with NON behind ET
//     LIST      side by side                OR, AND, LIST; WORDS after WORDS, WORDS that end in a letter before a
//                                           number with a star
//     ITEM      after - or +                all with children; WORDS of several words
#include "engine/search/query/print.h"

#include "engine/search/query/chars.h"
#include "engine/search/query/value.h"

enum context { CONTEXT_OR, CONTEXT_AND, CONTEXT_LIST, CONTEXT_ITEM };

struct printer {
    const struct query_edit *edit;
    struct buf *out;
};

static bool has_several_words(const struct query_node *node)
{
    return node->kind == QUERY_WORDS && query_chunk_len(node->text, 0) < node->text.len;
}

// Whether it begins with a word that excludes behind ET: « a ET (NON b) ».
static bool begins_with_not(const struct query_node *node)
{
    while (node->child_count > 0 && node->kind != QUERY_NOT)
        node = node->children[0];
    return node->kind == QUERY_WORDS && node->field == FIELD_COUNT &&
           query_and_not_len(node->text) > 0;
}

static bool needs_brackets(const struct query_node *node, enum context context)
{
    if (context == CONTEXT_AND && begins_with_not(node))
        return true;
    switch (node->kind) {
    case QUERY_OR:
        return true;
    case QUERY_AND:
        return context != CONTEXT_OR;
    case QUERY_LIST:
        return context == CONTEXT_LIST || context == CONTEXT_ITEM;
    case QUERY_NOT:
        return context == CONTEXT_ITEM;
    case QUERY_WORDS:
        return context == CONTEXT_ITEM && node->field == FIELD_COUNT && has_several_words(node);
    case QUERY_ALL:
    case QUERY_PHRASE:
    case QUERY_EXACT:
    case QUERY_WILDCARD:
    case QUERY_FUZZY:
    case QUERY_RANGE:
        return false;
    }
    return false;
}

// The first change of the node; NULL when there is none.
static const struct query_edit *edit_of(const struct query_edit *edit,
                                        const struct query_node *node)
{
    while (edit && edit->node != node)
        edit = edit->next;
    return edit;
}

static void print_text(const struct query_node *node, struct printer *printer)
{
    size_t at = 0;
    for (const struct query_edit *edit = edit_of(printer->edit, node); edit;
         edit = edit_of(edit->next, node)) {
        buf_append(printer->out, node->text.ptr + at, edit->start - at);
        buf_append_slice(printer->out, edit->text);
        at = edit->end;
    }
    buf_append_slice(printer->out, slice_from_offset(node->text, at));
}

static void print_distance(const struct query_node *node, struct buf *out)
{
    if (node->kind == QUERY_FUZZY || node->distance > 0)
        buf_append_char(out, '~');
    if (node->distance > 0)
        buf_printf(out, "%u", (unsigned)node->distance);
}

static void print_leaf(const struct query_node *node, struct printer *printer)
{
    struct buf *out = printer->out;
    const struct query_edit *edit = edit_of(printer->edit, node);
    bool is_edited = edit != NULL;
    if (is_edited && edit->start == 0 && edit->end == 0) {
        buf_append_slice(out, edit->text);
        return;
    }
    if (node->kind == QUERY_RANGE) {
        query_range_print(node, out);
        return;
    }
    if (node->field != FIELD_COUNT)
        buf_printf(out, "%s:", field_short_name(node->field));
    bool is_group = node->field != FIELD_COUNT && (has_several_words(node) || is_edited);
    char open = node->kind == QUERY_PHRASE ? '"' : node->kind == QUERY_EXACT ? '=' : '(';
    char close = node->kind == QUERY_PHRASE ? '"' : ')';
    if (node->kind == QUERY_PHRASE || node->kind == QUERY_EXACT || is_group)
        buf_append_char(out, open);
    print_text(node, printer);
    if (node->kind == QUERY_PHRASE || is_group)
        buf_append_char(out, close);
    if (node->kind == QUERY_PHRASE || node->kind == QUERY_FUZZY)
        print_distance(node, out);
}

static void print_node(const struct query_node *node, enum context context,
                       struct printer *printer);

static bool is_bare(const struct query_node *node, enum query_kind kind)
{
    return node->kind == kind && node->field == FIELD_COUNT && !node->required;
}

// Whether the words of child i of a list would be read together with what stands before or behind them.
static bool joins(const struct query_node *list, size_t i)
{
    const struct query_node *child = list->children[i];
    if (!is_bare(child, QUERY_WORDS))
        return false;
    if (i > 0 && is_bare(list->children[i - 1], QUERY_WORDS))
        return true;
    const struct query_node *next = i + 1 < list->child_count ? list->children[i + 1] : NULL;
    return next && is_bare(next, QUERY_WILDCARD) && slice_digit_at(next->text, 0) &&
           query_without_part_letter(child->text) < child->text.len;
}

// Whether what was printed from `start` on would be read with what stands before it as a code: « d. *2 », « R* 421 ».
static bool makes_code(const struct buf *out, size_t start)
{
    enum { BEFORE = 8, BEHIND = 2 }; // of the text, as far as a code may be told
    char room[BEFORE + BEHIND];
    size_t from = start > BEFORE ? start - BEFORE : 0;
    size_t end = out->len - start < BEHIND ? out->len : start + BEHIND;
    if (start == 0 || end == start)
        return false;
    memcpy(room, out->data + from, end - from);
    return query_drop_code_stars(room, end - from) < end - from;
}

static void put_in_brackets(struct buf *out, size_t start)
{
    buf_append(out, "()", 2);
    if (out->failed)
        return;
    memmove(out->data + start + 1, out->data + start, out->len - 2 - start);
    out->data[start] = '(';
}

static void print_children(const struct query_node *node, struct printer *printer)
{
    const char *between = node->kind == QUERY_OR ? " OU " : node->kind == QUERY_AND ? " ET " : " ";
    enum context context = node->kind == QUERY_OR    ? CONTEXT_OR
                           : node->kind == QUERY_AND ? CONTEXT_AND
                                                     : CONTEXT_LIST;
    for (size_t i = 0; i < node->child_count; i++) {
        const struct query_node *child = node->children[i];
        bool brackets = context == CONTEXT_LIST && joins(node, i);
        if (i > 0)
            buf_append_slice(printer->out, slice_from(between));
        if (child->required)
            buf_append_char(printer->out, '+');
        size_t start = printer->out->len;
        if (brackets)
            buf_append_char(printer->out, '(');
        print_node(child, child->required ? CONTEXT_ITEM : context, printer);
        if (brackets)
            buf_append_char(printer->out, ')');
        else if (!printer->out->failed && makes_code(printer->out, start))
            put_in_brackets(printer->out, start);
    }
}

static void print_node(const struct query_node *node, enum context context, struct printer *printer)
{
    bool brackets = needs_brackets(node, context);
    if (brackets)
        buf_append_char(printer->out, '(');
    if (node->kind == QUERY_NOT) {
        buf_append_char(printer->out, '-');
        print_node(node->children[0], CONTEXT_ITEM, printer);
    } else if (node->child_count > 0) {
        print_children(node, printer);
    } else if (node->kind != QUERY_ALL) {
        print_leaf(node, printer);
    }
    if (brackets)
        buf_append_char(printer->out, ')');
}

void query_print(const struct query_node *root, const struct query_edit *edit, struct buf *out)
{
    struct printer printer = {edit, out};
    size_t start = out->len;
    bool is_operands = root->kind == QUERY_OR; // a root needs no brackets
    if (is_operands)
        print_children(root, &printer);
    else
        print_node(root, CONTEXT_OR, &printer);
    // A question stays one: search reads it as such.
    if (root->asks && out->len > start && !memchr(out->data + start, '?', out->len - start))
        buf_append(out, " ?", 2);
}
