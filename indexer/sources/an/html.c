// Question pages of the Assemblée nationale, as its site has shown them since the 7th legislature.
//
// The mark-up has changed every few years and will again; the words have not. So a page is read the way a
// person does: it is cut into blocks (html_text.h), and a block that starts with a label (« Ministère
// interrogé », « Question publiée au JO le ») says what stands behind the label, or in the next block. The
// two long texts are what stands under « Texte de la question » and « Texte de la réponse »; where a page
// has no such headings they are found by how they begin (« Mme Dupont attire l'attention… ») and by the line
// that dates the answer. Tables in them become rows of text.
//
// Old pages are ISO-8859-1 and say so nowhere: bytes that are not UTF-8 are Windows-1252, without a word.
// A page that does not end in </html> is cut. A page with neither number nor texts is no question.
#include "indexer/sources/an/labels.h"
#include "indexer/sources/an/names.h"
#include "indexer/sources/an/question.h"
#include "indexer/sources/dates.h"
#include "indexer/sources/html.h"
#include "indexer/sources/html_text.h"
#include "indexer/sources/source.h"
#include "indexer/sources/text.h"
#include "stemmer/text/fold.h"

#include <stdlib.h>
#include <string.h>

enum {
    LONG_TEXT = 200,       // bytes: an unlabelled block of that length is running text
    SHORT_BLOCK = 160,     // bytes: a name, a label with its value
    SHORT_LABEL = 40,      // bytes: « Texte de la réponse » and hardly more
    LONE_LEGISLATURE = 30, // bytes: « 16e législature » and hardly more
};

struct page {
    const struct source_input *input;
    const struct source_sink *sink;
    struct slice html; // UTF-8
    struct html_blocks blocks;
    struct slice *folded; // the beginning of each block
    size_t section_end;   // blocks before this one belong to a text that was found
    struct an_question question;
    struct slice sitting, answer_text;
    struct slice record;    // the HTML of answer_text
    struct slice last_html; // of the text that was read last
    struct slice title;     // of the page
    bool has_ministry, has_question_label, has_answer_label;
    unsigned other_numbers; // of other questions
};

static const struct html_block *block(const struct page *page, size_t i)
{
    return &page->blocks.blocks[i];
}

// --- blocks and labels -----------------------------------------------------------------------

// What stands behind the separator of a block's label; the next block when nothing does.
static struct slice value_of(const struct page *page, size_t i)
{
    struct slice text = block(page, i)->text;
    for (size_t at = 0; at < text.len && at < SHORT_BLOCK; at++) {
        struct slice rest = slice_from_offset(text, at);
        size_t separator = an_labels_separator(rest);
        if (separator == 0)
            continue;
        struct slice value = text_trim(slice_from_offset(rest, separator));
        if (value.len > 0)
            return value;
        break;
    }
    bool has_next = i + 1 < page->blocks.count && an_labels_fact(page->folded[i + 1]) == NOTHING;
    return has_next ? block(page, i + 1)->text : SLICE_NONE;
}

static void set_once(struct slice *field, struct slice value)
{
    if (field->len == 0)
        *field = text_trim(value);
}

static bool is_kind(struct slice text)
{
    struct slice kind = an_question_kind(text);
    return kind.len <= 4 && kind.len >= 2 && kind.ptr[0] == 'Q';
}

// --- texts -----------------------------------------------------------------------------------

// The text of the page between two places, as paragraphs.
static struct slice text_between(struct page *page, size_t start, size_t end)
{
    page->last_html = slice_of(page->html.ptr + start, end - start);
    struct buf text = {0};
    html_to_text(slice_of(page->html.ptr + start, end - start), &text);
    struct slice copy = arena_copy(page->input->arena, buf_slice(&text));
    buf_clear(&text);
    return copy;
}

// The text of blocks[start..end) without the buttons before and behind it; empty when nothing is left. It begins behind
// the block before, so that the mark of a first list item belongs to it.
static struct slice text_of_blocks(struct page *page, size_t start, size_t end)
{
    while (start < end && an_labels_navigation(page->folded[start]))
        start++;
    while (end > start && an_labels_navigation(page->folded[end - 1]))
        end--;
    size_t from = start > 0 ? block(page, start - 1)->end : 0;
    return start == end ? SLICE_NONE : text_between(page, from, block(page, end - 1)->end);
}

// Whether a date stands in the text and no sentence goes on behind it: « le : 06/12/2022 page : 99 ».
static bool ends_in_date(struct slice text)
{
    struct slice date;
    (void)dates_find(text, &date);
    if (date.len == 0 || text.len > SHORT_BLOCK)
        return false;
    struct slice rest = slice_from_offset(text, (size_t)(date.ptr + date.len - text.ptr));
    rest = text_trim(rest);
    while (rest.len > 0 && strchr(" ,;-", rest.ptr[0]))
        rest = slice_from_offset(rest, 1);
    return rest.len == 0 || rest.ptr[0] == '(' || char_is_digit(rest.ptr[0]) ||
           slice_starts_with(rest, SLICE("page")) || slice_starts_with(rest, SLICE("JO"));
}

static bool is_dated(const struct page *page, size_t i)
{
    struct slice value = value_of(page, i);
    return ends_in_date(block(page, i)->text) || (value.len <= SHORT_LABEL && ends_in_date(value));
}

// Whether the block is a label beyond doubt, where it could be a paragraph of the text within `container` or a cell of
// its tables, where a lone word says nothing: texts, too, say « Nature : dépense » and « Réponse publiée au Journal
// officiel du 3 mai 2020. »
static bool is_label(const struct page *page, size_t i, uint32_t container)
{
    const struct html_block *it = block(page, i);
    enum an_fact fact = an_labels_fact(page->folded[i]);
    bool is_ministry = fact == MINISTRY || fact == MINISTRY_ANSWERING; // with all that it is for
    if (it->text.len > SHORT_BLOCK && !is_ministry)
        return false;
    switch (fact) {
    case NOTHING:
        return false;
    case TEXT_QUESTION:
    case TEXT_ANSWER:
        return it->is_heading || it->text.len <= SHORT_LABEL;
    case AUTHOR:
        return an_names_person_in(value_of(page, i)).len > 0;
    case KIND:
        return is_kind(value_of(page, i));
    case DATE_QUESTION:
    case DATE_ANSWER:
    case DATE_SITTING:
    case CLOSURE:
    case LATER_EVENT:
        return is_dated(page, i);
    default:
        return it->table <= container;
    }
}

// Facts of the question that stand below its texts on some pages.
static bool ends_text(enum an_fact fact)
{
    return fact == TEXT_QUESTION || fact == TEXT_ANSWER || fact == AUTHOR || fact == KIND ||
           fact == MINISTRY || fact == MINISTRY_ANSWERING || fact == DATE_QUESTION ||
           fact == DATE_ANSWER || fact == CLOSURE || fact == LATER_EVENT;
}

// The blocks under the heading at i: the index behind the last one.
static size_t section_end(const struct page *page, size_t i)
{
    uint32_t container = block(page, i)->container;
    size_t end = i + 1;
    for (; end < page->blocks.count && block(page, end)->low >= container; end++) {
        enum an_fact fact = an_labels_fact(page->folded[end]);
        // A text may begin with its date.
        bool is_own_date = end == i + 1 && (fact == DATE_QUESTION || fact == DATE_ANSWER);
        if (ends_text(fact) && !is_own_date && is_label(page, end, container))
            break;
    }
    return end;
}

static struct slice take_section(struct page *page, size_t i)
{
    page->section_end = section_end(page, i);
    return text_of_blocks(page, i + 1, page->section_end);
}

// --- facts -----------------------------------------------------------------------------------

static void read_author(struct page *page, struct slice text)
{
    struct slice name = an_names_person_in(text);
    set_once(&page->question.author, name);
    if (name.len > 0 && slice_equal(page->question.author, name))
        set_once(&page->question.group, an_names_group_in(text));
}

// The author named in a number's own block: « Question N° 12 de M. Jean Dupont (…) ».
static struct slice behind_number(struct slice text)
{
    size_t at = slice_find(text, SLICE(" de "));
    return slice_from_offset(text, at);
}

// « Question écrite n° 200 : L'avenir des haies » has a title behind its number.
static struct slice title_behind_number(struct slice text)
{
    for (size_t i = 0; i + 2 < text.len && i < SHORT_BLOCK; i++)
        if (an_labels_digits(slice_from_offset(text, i)) > 0) {
            struct slice rest = slice_from_offset(text, i);
            rest = text_trim(slice_from_offset(rest, an_labels_digits(rest)));
            return rest.len > 1 && rest.ptr[0] == ':' ? text_trim(slice_from_offset(rest, 1))
                                                      : SLICE_NONE;
        }
    return SLICE_NONE;
}

static void read_number(struct page *page, size_t i, struct slice number)
{
    struct an_question *question = &page->question;
    struct slice text = block(page, i)->text;
    set_once(&question->number, number);
    if (!slice_equal(question->number, number)) {
        page->other_numbers++;
        return;
    }
    if (!slice_starts_with(page->folded[i], SLICE("question n")))
        set_once(&question->kind, an_question_kind(text));
    read_author(page, behind_number(text));
    if (!block(page, i)->is_title)
        set_once(&question->title, title_behind_number(text));
}

static void read_date(struct page *page, size_t i, struct slice *field)
{
    struct slice text = block(page, i)->text, looks_like;
    if (field->len > 0 || text.len > SHORT_BLOCK)
        return;
    (void)dates_find(text, &looks_like);
    if (looks_like.len == 0 && an_labels_fact(page->folded[i]) != NOTHING)
        (void)dates_find(value_of(page, i), &looks_like);
    *field = looks_like;
}

// « Question retirée le : 20/06/2017 (fin de mandat) »
static void read_closure(struct page *page, size_t i)
{
    struct an_question *question = &page->question;
    struct slice text = block(page, i)->text, looks_like;
    // A title may be about what lapses.
    bool needs_date = slice_starts_with(page->folded[i], SLICE("caducite")) ||
                      (block(page, i)->is_heading &&
                       !slice_starts_with(page->folded[i], SLICE("question retiree")));
    if (question->closure.len > 0 || text.len > SHORT_BLOCK || (needs_date && !is_dated(page, i)))
        return;
    size_t end = slice_find(text, SLICE(" le")), open = slice_find(text, SLICE("("));
    size_t colon = slice_find(text, SLICE(":"));
    end = end < open ? end : open;
    question->closure = text_trim(slice_of(text.ptr, end < colon ? end : colon));
    (void)dates_find(text, &looks_like);
    question->date_closure = looks_like;
    if (open == text.len)
        return;
    struct slice motive = slice_from_offset(text, open + 1);
    question->motive = text_trim(slice_of(motive.ptr, slice_find(motive, SLICE(")"))));
}

static bool is_mere_link(const struct page *page, size_t i)
{
    return block(page, i)->is_link && !block(page, i)->is_heading;
}

// Whether a text has a label that leads nowhere.
static bool has_plain_label(const struct page *page)
{
    for (size_t i = 0; i < page->blocks.count; i++) {
        enum an_fact fact = an_labels_fact(page->folded[i]);
        if ((fact == TEXT_QUESTION || fact == TEXT_ANSWER) && !is_mere_link(page, i))
            return true;
    }
    return false;
}

// Tabs and anchors name the texts as well, and a text that is given twice is the longer one.
static void read_text_label(struct page *page, size_t i, enum an_fact fact)
{
    if (is_mere_link(page, i) && has_plain_label(page))
        return;
    struct slice *field = fact == TEXT_QUESTION ? &page->question.question : &page->answer_text;
    if (fact == TEXT_QUESTION)
        page->has_question_label = true;
    else
        page->has_answer_label = true;
    struct slice text = take_section(page, i);
    if (text.len <= field->len)
        return;
    *field = text;
    if (fact == TEXT_ANSWER)
        page->record = page->last_html;
}

static void read_fact(struct page *page, size_t i, enum an_fact fact)
{
    struct an_question *question = &page->question;
    switch (fact) {
    case NOTHING:
    case NUMBER:
    case LATER_EVENT:
    case HEADING_ANSWER: // see find_answer_text
        break;
    case AUTHOR:
        read_author(page, value_of(page, i));
        break;
    case GROUP:
        set_once(&question->group, value_of(page, i));
        break;
    case KIND:
        set_once(&question->kind, an_question_kind(value_of(page, i)));
        break;
    case MINISTRY:
        page->has_ministry = true;
        set_once(&question->minister, value_of(page, i));
        break;
    case MINISTRY_ANSWERING:
        page->has_ministry = true;
        set_once(&question->attributaire, value_of(page, i));
        break;
    case RUBRIQUE:
        set_once(&question->rubrique, value_of(page, i));
        break;
    case TETE_ANALYSE:
        set_once(&question->tete_analyse, value_of(page, i));
        break;
    case ANALYSE:
        set_once(&question->analyse, value_of(page, i));
        break;
    case TITLE:
        set_once(&question->title, value_of(page, i));
        break;
    case DATE_QUESTION:
        read_date(page, i, &question->date_question);
        break;
    case DATE_ANSWER:
        read_date(page, i, &question->date_reponse);
        break;
    case DATE_SITTING:
        read_date(page, i, &page->sitting);
        break;
    case CLOSURE:
        read_closure(page, i);
        break;
    case TEXT_QUESTION:
    case TEXT_ANSWER:
        read_text_label(page, i, fact);
        break;
    }
}

// A block without a label may still be one of the short things that need none.
static void read_plain_block(struct page *page, size_t i)
{
    struct an_question *question = &page->question;
    struct slice text = block(page, i)->text;
    if (text.len > SHORT_BLOCK || question->number.len == 0)
        return;
    if (is_kind(text))
        set_once(&question->kind, an_question_kind(text));
    read_author(page, text);
}

static void read_blocks(struct page *page)
{
    for (size_t i = 0; i < page->blocks.count; i++) {
        if (i < page->section_end)
            continue;
        enum an_fact fact = an_labels_fact(page->folded[i]);
        struct slice number = an_labels_number(page->folded[i]);
        if (block(page, i)->is_title)
            set_once(&page->title, block(page, i)->text);
        if (fact != NOTHING)
            read_fact(page, i, fact);
        else if (number.len > 0)
            read_number(page, i, number);
        else if (!block(page, i)->is_title)
            read_plain_block(page, i);
    }
}

// --- pages without headings over their texts -------------------------------------------------

// From a block to the end of its element, or to the next label.
static size_t run_end(const struct page *page, size_t i)
{
    uint32_t container = block(page, i)->depth > 0 ? block(page, i)->depth - 1 : 0;
    size_t end = i + 1;
    while (end < page->blocks.count && block(page, end)->low >= container &&
           !is_label(page, end, container))
        end++;
    return end;
}

// « Mme Dupont attire l'attention de … »: a long block that starts with a civility and a name.
static bool opens_question(const struct page *page, size_t i)
{
    struct slice text = block(page, i)->text;
    return text.len >= LONG_TEXT && an_names_author_in(text).len > 0 &&
           an_names_without_civility(text).len < text.len;
}

static void find_question_text(struct page *page)
{
    for (size_t i = 0; i < page->blocks.count && page->question.question.len == 0; i++) {
        if (!opens_question(page, i))
            continue;
        page->question.question = text_of_blocks(page, i, run_end(page, i));
    }
}

static void find_answer_text(struct page *page)
{
    for (size_t i = 0; i + 1 < page->blocks.count && page->answer_text.len == 0; i++) {
        enum an_fact fact = an_labels_fact(page->folded[i]);
        if ((fact != DATE_ANSWER && fact != HEADING_ANSWER) ||
            an_labels_fact(page->folded[i + 1]) != NOTHING)
            continue;
        uint32_t container = block(page, i)->container;
        size_t end = i + 1, bytes = 0;
        for (; end < page->blocks.count && !is_label(page, end, container) &&
               block(page, end)->low >= container && !opens_question(page, end);
             end++)
            bytes += block(page, end)->text.len;
        if (bytes >= LONG_TEXT) {
            page->answer_text = text_of_blocks(page, i + 1, end);
            page->record = page->last_html;
        }
    }
}

// --- legislature and kind, from addresses ----------------------------------------------------

// "QANR5L16QE200" and "/q14/14-104002QE.htm" name legislature, number and kind of this question.
static void read_address(struct page *page, size_t at)
{
    struct an_question *question = &page->question;
    struct slice rest = slice_from_offset(page->html, at), legislature, kind;
    legislature = slice_of(rest.ptr, an_labels_digits(rest));
    rest = slice_from_offset(rest, legislature.len);
    if (legislature.len == 0 || legislature.len > 2)
        return;
    if (slice_starts_with(rest, SLICE("-"))) {
        rest = slice_from_offset(rest, 1);
        if (!slice_starts_with(rest, question->number))
            return;
        rest = slice_from_offset(rest, question->number.len);
    }
    kind = slice_of(rest.ptr, 0);
    while (kind.len < rest.len && kind.len < 5 && rest.ptr[kind.len] >= 'A' &&
           rest.ptr[kind.len] <= 'Z')
        kind.len++;
    rest = slice_from_offset(rest, kind.len);
    bool names_it = at > 0 && page->html.ptr[at - 1] == 'L'
                        ? slice_starts_with(rest, question->number) &&
                              an_labels_digits(rest) == question->number.len
                        : true;
    if (kind.len < 2 || kind.ptr[0] != 'Q' || !names_it)
        return;
    set_once(&question->legislature, legislature);
    set_once(&question->kind, kind);
}

static void read_addresses(struct page *page)
{
    static const struct slice MARKS[] = {{"QANR5L", 6}, {"/q", 2}};
    for (size_t m = 0; m < sizeof MARKS / sizeof *MARKS; m++)
        for (size_t at = 0; at < page->html.len;) {
            at += slice_find(slice_from_offset(page->html, at), MARKS[m]);
            if (at >= page->html.len)
                break;
            at += MARKS[m].len;
            struct slice rest = slice_from_offset(page->html, at);
            size_t folder = an_labels_digits(rest); // the "14/" of "/q14/14-…"
            bool has_folder = m == 1 && folder > 0 && folder < rest.len && rest.ptr[folder] == '/';
            if (m == 0 || has_folder)
                read_address(page, at + (has_folder ? folder + 1 : 0));
        }
}

static void read_legislature(struct page *page)
{
    struct arena *arena = page->input->arena;
    struct slice *legislature = &page->question.legislature;
    // In the address of this very question; beside its number; in a block of nothing else behind that, as the menu
    // stands before; in such a block anywhere; in passing.
    read_addresses(page);
    size_t start = page->blocks.count;
    for (size_t i = page->blocks.count; i-- > 0;)
        if (slice_equal(an_labels_number(page->folded[i]), page->question.number)) {
            set_once(legislature, an_labels_legislature(page->folded[i], arena));
            start = block(page, i)->is_title ? start : i;
        }
    for (size_t i = start; i < page->blocks.count; i++)
        if (block(page, i)->text.len < LONE_LEGISLATURE)
            set_once(legislature, an_labels_legislature(page->folded[i], arena));
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < page->blocks.count; i++)
            if (pass == 1 || block(page, i)->text.len < LONE_LEGISLATURE)
                set_once(legislature, an_labels_legislature(page->folded[i], arena));
}

// Pages up to the 13th legislature name their authors surname first, « Royer Jean »; all others do not, and one person
// is to have one name.
static void turn_author(struct page *page)
{
    enum { LAST_WITH_SURNAME_FIRST = 13 };
    struct an_question *question = &page->question;
    uint32_t number;
    if (slice_read_number(question->legislature, LAST_WITH_SURNAME_FIRST, &number) && number > 0)
        question->author = an_names_turn(question->author, question->question, page->input->arena);
}

// --- the page --------------------------------------------------------------------------------

static enum status take_page(struct page *page, struct error *err)
{
    struct an_question *question = &page->question;
    read_blocks(page);
    if (!page->has_question_label && !page->has_answer_label)
        find_question_text(page);
    if (page->answer_text.len == 0)
        find_answer_text(page);
    bool is_question = question->number.len > 0 &&
                       (page->has_ministry || page->has_question_label || page->has_answer_label);
    bool is_list = page->other_numbers > 0 && question->question.len + page->answer_text.len == 0;
    if (html_is_cut(page->html))
        source_reject_cut(page->sink, 1, "truncated page: no </html>");
    else if (!is_question || is_list)
        source_reject(page->sink, 1, "a page %s (its title: \"%.*s\")",
                      is_list ? "that lists questions" : "without a question",
                      SLICE_ARG(fold_cut(page->title, 100)));
    if (!is_question || is_list || html_is_cut(page->html))
        return STATUS_OK;
    read_legislature(page);
    turn_author(page);
    set_once(&question->date_question, page->sitting);
    if (page->answer_text.len > 0 && question->date_reponse.len == 0)
        question->date_reponse = page->sitting;
    if (page->answer_text.len > 0)
        question->replies[question->reply_count++] = (struct reply){.text = page->answer_text};
    if (question->author.len == 0)
        question->author = an_names_author_in(question->question);
    if (question->author.len == 0)
        question->author = an_names_first_speaker(page->answer_text);
    question->record = page->record;
    return an_question_take(question, page->input, page->sink, err);
}

static bool fold_blocks(struct page *page)
{
    page->folded = arena_calloc(page->input->arena, page->blocks.count + 1, sizeof *page->folded);
    for (size_t i = 0; page->folded && i < page->blocks.count; i++)
        page->folded[i] = an_labels_fold(block(page, i)->text, page->input->arena);
    return page->folded && !page->input->arena->failed;
}

enum status source_parse_an_html(const struct source_input *input, const struct source_sink *sink,
                                 struct error *err)
{
    const char *binary = text_why_binary(input->bytes);
    if (binary || slice_trim(input->bytes).len == 0) {
        source_reject(sink, input->first_line, "%s", binary ? binary : "empty file");
        return STATUS_OK;
    }
    struct page *page = calloc(1, sizeof *page);
    if (!page)
        return error_set(err, STATUS_NO_MEMORY, "no memory to parse");
    page->input = input;
    page->sink = sink;
    page->question.line = input->first_line;
    bool succeeded = text_to_utf8(input->bytes, input->arena, &page->html) &&
                     html_to_blocks(page->html, input->arena, &page->blocks) && fold_blocks(page);
    enum status status =
        succeeded ? take_page(page, err) : error_set(err, STATUS_NO_MEMORY, "no memory for a page");
    free(page);
    return status;
}
