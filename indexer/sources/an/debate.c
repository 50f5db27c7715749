// The record prints each speaker in bold at the start of a line, and her office, if she speaks for one, in
// italics behind it:
//
//   <strong>Mme Ève Martin. </strong>Monsieur le ministre…<br><br>
//   <strong>M. Paul Lenoir,</strong><i> ministre de l'énergie. </i>Nous…
//
// Records of before 1997 have neither; there a speaker is a civility and a name, or « M. le président »,
// with a stop behind, or an office between comma and stop. What stands before the first speaker is a
// heading, not a speech.
#include "indexer/sources/an/debate.h"

#include "indexer/sources/an/names.h"
#include "indexer/sources/html.h"
#include "indexer/sources/html_text.h"
#include "indexer/sources/text.h"
#include "stemmer/text/fold.h"

#include <string.h>

// Marks of our own in place of the tags, of the private use area: they pass through as text.
#define BOLD "\xEE\x80\x80"
#define BOLD_END "\xEE\x80\x81"
#define ITALIC "\xEE\x80\x82"
#define ITALIC_END "\xEE\x80\x83"

enum { MARK_LEN = 3, MAX_OFFICE_LEN = 200, MAX_SPEAKER_LEN = 120 };

struct record {
    struct arena *arena;
    struct buf speeches; // of struct speech
    struct buf sexes;    // of their speakers, as sex_of
    struct text text;    // of the last of them
    bool is_marked;      // speakers are in bold
};

// --- marks -----------------------------------------------------------------------------------

static const char *mark_of(const struct html_token *token)
{
    bool is_open = token->kind == HTML_OPEN;
    if (token->kind == HTML_TEXT)
        return NULL;
    if (html_is(token, "strong") || html_is(token, "b"))
        return is_open ? BOLD : BOLD_END;
    if (html_is(token, "i") || html_is(token, "em"))
        return is_open ? ITALIC : ITALIC_END;
    return NULL;
}

// The record as text, with marks for bold and italics.
static void marked_text(struct slice html, struct buf *out)
{
    struct buf marked = {0};
    struct html tokens = {html, 0};
    struct html_token token;
    size_t done = 0;
    while (html_next(&tokens, &token)) {
        const char *mark = mark_of(&token);
        if (!mark)
            continue;
        buf_append(&marked, html.ptr + done, token.start - done);
        buf_append_slice(&marked, slice_from(mark));
        done = token.end;
    }
    buf_append_slice(&marked, slice_from_offset(html, done));
    html_to_text(buf_slice(&marked), out);
    out->failed = out->failed || marked.failed;
    buf_clear(&marked);
}

static bool is_mark(struct slice s)
{
    return slice_starts_with(s, SLICE("\xEE\x80")) && s.len >= MARK_LEN &&
           (unsigned char)s.ptr[2] <= 0x83;
}

// s without marks, trimmed; borrowed from the arena.
static struct slice unmarked(struct slice s, struct arena *arena)
{
    struct buf plain = {0};
    for (size_t i = 0; i < s.len;) {
        bool skips = is_mark(slice_from_offset(s, i));
        if (!skips)
            buf_append_char(&plain, s.ptr[i]);
        i += skips ? MARK_LEN : 1;
    }
    struct slice copy = arena_copy(arena, text_trim(buf_slice(&plain)));
    buf_clear(&plain);
    return copy;
}

// --- speakers --------------------------------------------------------------------------------

static bool starts_folded(struct slice s, const char *const *words, size_t count)
{
    struct buf folded = {0};
    fold_append(&folded, fold_cut(s, MAX_OFFICE_LEN));
    bool found = false;
    for (size_t i = 0; i < count && !found; i++)
        found = slice_starts_with(buf_slice(&folded), slice_from(words[i]));
    buf_clear(&folded);
    return found;
}

static bool is_government(struct slice office)
{
    static const char *const WORDS[] = {
        "ministre",   "secretaire d",     "garde des sceaux", "premier m",
        "premiere m", "haut-commissaire", "haut commissaire", "porte-parole du gouv"};
    return starts_folded(office, WORDS, sizeof WORDS / sizeof *WORDS);
}

static bool is_title(struct slice s)
{
    static const char *const WORDS[] = {"rapporteur", "president", "depute"};
    return is_government(s) || starts_folded(s, WORDS, sizeof WORDS / sizeof *WORDS);
}

static bool is_office(struct slice s)
{
    static const char *const WORDS[] = {"au nom", "charge"};
    return is_title(s) || starts_folded(s, WORDS, sizeof WORDS / sizeof *WORDS);
}

static bool starts_with_article(struct slice s)
{
    static const char *const ARTICLES[] = {"le ", "la "};
    return starts_folded(s, ARTICLES, sizeof ARTICLES / sizeof *ARTICLES);
}

// « Mme Ève Martin », « M. le président », « Le Premier ministre », « Plusieurs députés du groupe des Écoles ».
static bool is_speaker(struct slice name)
{
    static const char *const CROWDS[] = {" depute",  " voix",     " elu",
                                         " orateur", " senateur", " bancs"};
    static const char *const CIVILITIES[] = {
        "m.", "mm.", "m ", "mme", "mlle", "monsieur", "madame", "voix", "le gouvernement"};
    if (starts_folded(name, CIVILITIES, sizeof CIVILITIES / sizeof *CIVILITIES) || is_title(name))
        return true;
    if (starts_with_article(name))
        return is_title(slice_from_offset(name, 3));
    struct buf folded = {0};
    fold_append(&folded, fold_cut(name, MAX_OFFICE_LEN));
    struct slice s = buf_slice(&folded);
    bool is_crowd = false; // « De nombreux députés », « Sur plusieurs bancs »
    for (size_t i = 0; i < sizeof CROWDS / sizeof *CROWDS; i++)
        is_crowd |= slice_find(s, slice_from(CROWDS[i])) < s.len;
    buf_clear(&folded);
    return is_crowd;
}

// « M. le ministre », « Le Premier ministre » behind the article; empty where there is none.
static struct slice title_of(struct slice speaker)
{
    struct slice title = an_names_without_civility(speaker);
    return slice_from_offset(title, starts_with_article(title) ? 3 : title.len);
}

static struct slice without_stop(struct slice s)
{
    s = text_trim(s);
    while (s.len > 0 && strchr(".,: ", s.ptr[s.len - 1]))
        s.len--;
    return text_trim(s);
}

// « M. Paul Lenoir » -> « Paul Lenoir », but « M. le président » stays.
static struct slice name_of(struct slice s)
{
    s = without_stop(s);
    struct slice name = an_names_without_civility(s);
    bool is_title = name.len > 1 && name.ptr[0] == 'l';
    return is_title ? s : name;
}

// « M. Paul Lenoir, ministre de l'énergie » in one piece.
static void split_office(struct slice s, struct speech *speech)
{
    size_t comma = slice_find(s, SLICE(","));
    speech->speaker = name_of(slice_of(s.ptr, comma));
    if (comma < s.len)
        speech->office = without_stop(slice_from_offset(s, comma + 1));
}

// The office between a speaker's comma and what she says, which `rest` is moved to.
static void read_office(struct slice *rest, struct speech *speech)
{
    struct slice s = text_trim(*rest);
    bool is_italic = slice_starts_with(s, SLICE(ITALIC));
    size_t start = is_italic ? MARK_LEN : 0;
    struct slice behind = slice_from_offset(s, start);
    struct slice end = is_italic ? SLICE(ITALIC_END) : SLICE(". ");
    size_t len = slice_find(behind, end);
    if (len == behind.len || len > MAX_OFFICE_LEN || (!is_italic && !is_office(behind)))
        return;
    speech->office = without_stop(slice_of(behind.ptr, len));
    behind = slice_from_offset(behind, len + end.len);
    *rest = slice_from_offset(behind, is_italic && slice_starts_with(behind, SLICE(". ")) ? 1 : 0);
}

// A speaker in bold at the start of a line, not the heading of a paragraph; what is said goes to *rest.
static bool marked_speaker(struct slice line, struct arena *arena, struct speech *speech,
                           struct slice *rest)
{
    if (!slice_starts_with(line, SLICE(BOLD)))
        return false;
    struct slice inside = slice_from_offset(line, MARK_LEN);
    size_t len = slice_find(inside, SLICE(BOLD_END));
    if (len == inside.len || len > MAX_SPEAKER_LEN + MAX_OFFICE_LEN)
        return false;
    *rest = slice_from_offset(inside, len + MARK_LEN);
    struct slice name = unmarked(slice_of(inside.ptr, len), arena); // an office in italics within
    struct slice behind = text_trim(*rest);
    char last = name.len > 0 ? name.ptr[name.len - 1] : ' ';
    if (last != '.' && last != ',' && behind.len > 0 && strchr(".,", behind.ptr[0])) {
        last = behind.ptr[0];
        *rest = slice_from_offset(behind, 1);
    }
    if ((last != '.' && last != ',') || !is_speaker(name))
        return false;
    split_office(without_stop(name), speech);
    if (last == ',')
        read_office(rest, speech);
    return speech->speaker.len > 0;
}

// Whether the office, or one behind it (« garde des sceaux, ministre de la justice »), begins with the title.
static bool is_office_of(const struct speech *speech, struct slice folded_title)
{
    struct buf office = {0};
    fold_append(&office, fold_cut(speech->office, MAX_OFFICE_LEN));
    bool is = false;
    for (struct slice s = buf_slice(&office); s.len > 0 && !is;) {
        is = slice_starts_with(s, folded_title) &&
             (s.len == folded_title.len || strchr(" ,", s.ptr[folded_title.len]));
        s = slice_from_offset(s, slice_find(s, SLICE(", ")));
        s = slice_from_offset(s, s.len > 0 ? 2 : 0);
    }
    buf_clear(&office);
    return is;
}

// What the civility at the start of a line says of the speaker: 'f', 'm', or '?'.
static char sex_of(struct slice line)
{
    static const char *const WOMEN[] = {"mme", "mlle", "madame"};
    static const char *const MEN[] = {"m.", "m ", "monsieur"};
    struct slice name = slice_from_offset(line, is_mark(line) ? MARK_LEN : 0);
    return starts_folded(name, WOMEN, sizeof WOMEN / sizeof *WOMEN) ? 'f'
           : starts_folded(name, MEN, sizeof MEN / sizeof *MEN)     ? 'm'
                                                                    : '?';
}

// The one who spoke lately under an office that begins with this title of the Government, and whom the line's civility
// may mean; NULL: nobody, or several.
static const struct speech *holder_of(const struct record *record, struct slice line,
                                      struct slice title)
{
    enum { LATELY = 64 }; // speeches
    const struct speech *speeches = (const struct speech *)(const void *)record->speeches.data;
    const struct speech *found = NULL;
    size_t count = record->speeches.len / sizeof *speeches;
    bool is_one = is_government(title);
    char sex = sex_of(line);
    struct buf folded = {0};
    fold_append(&folded, fold_cut(title, MAX_OFFICE_LEN));
    for (size_t i = count > LATELY ? count - LATELY : 0; i < count && is_one; i++) {
        char other = record->sexes.data[i];
        if ((sex != '?' && other != '?' && sex != other) ||
            !is_office_of(&speeches[i], buf_slice(&folded)))
            continue;
        is_one = !found || slice_equal(found->speaker, speeches[i].speaker);
        found = &speeches[i];
    }
    buf_clear(&folded);
    return is_one ? found : NULL;
}

// Behind the last of several names: « Guy Roland et Mme Ève Martin », « Roland, Martin et Petit » of « MM. ». Behind
// one person's name another needs a civility: an office may follow, or « et la Région ».
static size_t end_of_names(struct slice named, size_t end, bool are_many)
{
    for (;;) {
        struct slice rest = slice_from_offset(named, end);
        bool is_last = slice_starts_with(rest, SLICE(" et "));
        if (!is_last && !slice_starts_with(rest, SLICE(", ")))
            return end;
        struct slice next = text_trim(slice_from_offset(rest, is_last ? 4 : 2));
        struct slice name = an_names_without_civility(next);
        bool is_civil = name.len < next.len;
        name = an_names_at_start(name);
        if (name.len == 0 || (!is_civil && !are_many))
            return end;
        end = (size_t)(name.ptr + name.len - named.ptr);
    }
}

// « M. Paul Lenoir. », « Mme le ministre. », « M. Lenoir, ministre de l'énergie. » in plain text. A long title is known
// by who spoke under it.
static bool plain_speaker(const struct record *record, struct slice line, struct speech *speech,
                          struct slice *rest)
{
    static const char *const CHAIRS[] = {"president", "ministre", "premier m", "premiere m"};
    enum { SHORT_TITLE = 40 };
    struct slice named = an_names_without_civility(line);
    if (named.len == line.len || line.len == 0)
        return false;
    size_t len = slice_find(named, SLICE("."));
    struct slice title = title_of(slice_of(named.ptr, len));
    bool is_title =
        (len < SHORT_TITLE && starts_folded(title, CHAIRS, sizeof CHAIRS / sizeof *CHAIRS)) ||
        holder_of(record, line, title);
    struct slice name = an_names_author_in(line);
    bool is_name = !is_title && name.len > 0 && name.ptr == named.ptr;
    bool are_many = slice_starts_with(line, SLICE("MM")) || slice_starts_with(line, SLICE("Mmes"));
    size_t end = is_title ? len : end_of_names(named, name.len, are_many);
    if ((!is_title && !is_name) || end >= named.len)
        return false;
    *rest = slice_from_offset(named, end);
    bool has_comma = rest->ptr[0] == ',';
    if (!has_comma && rest->ptr[0] != '.')
        return false;
    *rest = slice_from_offset(*rest, 1);
    if (has_comma)
        read_office(rest, speech);
    speech->speaker = is_title ? without_stop(slice_of(line.ptr, line.len - named.len + end))
                               : slice_of(named.ptr, end);
    return !has_comma || speech->office.len > 0;
}

// --- the record ------------------------------------------------------------------------------

static struct speech *last_speech(struct record *record)
{
    size_t count = record->speeches.len / sizeof(struct speech);
    return count > 0 ? (struct speech *)(void *)record->speeches.data + count - 1 : NULL;
}

static void end_speech(struct record *record)
{
    struct speech *speech = last_speech(record);
    if (speech)
        speech->text = unmarked(buf_slice(&record->text.out), record->arena);
    buf_reset(&record->text.out);
    record->text.paragraph_ended = false;
}

static void read_line(struct record *record, struct slice line)
{
    struct speech speech = {.role = SPEECH_OTHER};
    struct slice rest = line;
    bool is_full = record->speeches.len / sizeof speech == EXCHANGE_MAX_SPEECHES;
    bool speaks =
        !is_full && (record->is_marked ? marked_speaker(line, record->arena, &speech, &rest)
                                       : plain_speaker(record, line, &speech, &rest));
    if (speaks) {
        end_speech(record);
        speech.speaker = unmarked(speech.speaker, record->arena);
        speech.office = unmarked(speech.office, record->arena);
        const struct speech *holder = holder_of(record, line, title_of(speech.speaker));
        if (holder) {
            speech.speaker = holder->speaker;
            speech.office = holder->office;
        }
        buf_append_char(&record->sexes, sex_of(line));
        if (!record->sexes.failed) // each speech has one
            buf_append(&record->speeches, &speech, sizeof speech);
    }
    if (last_speech(record))
        text_add_line(&record->text, speaks ? rest : line);
}

// --- roles -----------------------------------------------------------------------------------

static bool has_word(struct slice names, struct slice word)
{
    size_t at = slice_find(names, word), end = at + word.len;
    return at < names.len && (at == 0 || strchr(" -", names.ptr[at - 1])) &&
           (end == names.len || strchr(" -", names.ptr[end]));
}

// Whether every word of one name stands in the other, in any order: « DUPONT Ève », « Ève Dupont ».
static bool is_same_person(struct slice a, struct slice b)
{
    struct buf words = {0}, other = {0};
    fold_append(&words, a.len < b.len ? a : b);
    fold_append(&other, a.len < b.len ? b : a);
    struct slice rest = buf_slice(&words);
    bool is_same = rest.len > 0;
    while (is_same && rest.len > 0) {
        size_t len = 0;
        while (len < rest.len && !strchr(" -", rest.ptr[len]))
            len++;
        is_same = len == 0 || has_word(buf_slice(&other), slice_of(rest.ptr, len));
        rest = slice_from_offset(rest, len < rest.len ? len + 1 : len);
    }
    buf_clear(&words);
    buf_clear(&other);
    return is_same;
}

static bool is_chair(const struct speech *speech)
{
    static const char *const WORDS[] = {"m. le president", "mme la president", "mme le president"};
    return starts_folded(speech->speaker, WORDS, sizeof WORDS / sizeof *WORDS);
}

// Whoever speaks for the Government does so in the whole debate.
static bool speaks_for_government(const struct speech *speeches, size_t count, size_t i)
{
    if (is_government(title_of(speeches[i].speaker)))
        return true;
    for (size_t k = 0; k < count; k++)
        if (is_government(speeches[k].office) &&
            slice_equal(speeches[k].speaker, speeches[i].speaker))
            return true;
    return false;
}

static void assign_roles(struct speech *speeches, size_t count, struct slice author)
{
    bool has_author = false;
    for (size_t i = 0; i < count; i++) {
        if (speaks_for_government(speeches, count, i))
            speeches[i].role = SPEECH_MINISTER;
        else if (!is_chair(&speeches[i]) && is_same_person(speeches[i].speaker, author))
            speeches[i].role = SPEECH_AUTHOR;
        has_author = has_author || speeches[i].role == SPEECH_AUTHOR;
    }
    // Somebody else asks in the author's place: the first who is neither in the chair nor a minister.
    size_t first = 0;
    while (first < count && (is_chair(&speeches[first]) || speeches[first].role != SPEECH_OTHER))
        first++;
    for (size_t i = first; !has_author && i < count; i++)
        if (slice_equal(speeches[i].speaker, speeches[first].speaker))
            speeches[i].role = SPEECH_AUTHOR;
}

// Without an office anywhere, who says most besides chair and asker answers.
static void assume_minister(struct speech *speeches, size_t count)
{
    const struct speech *longest = NULL;
    for (size_t i = 0; i < count; i++) {
        if (speeches[i].role == SPEECH_MINISTER)
            return;
        bool is_other = speeches[i].role == SPEECH_OTHER && !is_chair(&speeches[i]);
        if (is_other && (!longest || speeches[i].text.len > longest->text.len))
            longest = &speeches[i];
    }
    struct slice name = longest ? longest->speaker : SLICE_NONE;
    for (size_t i = 0; longest && i < count; i++)
        if (slice_equal(speeches[i].speaker, name))
            speeches[i].role = SPEECH_MINISTER;
}

static bool is_debate(const struct speech *speeches, size_t count)
{
    bool has_two = false, has_minister = false;
    for (size_t i = 0; i < count; i++) {
        has_two = has_two || !slice_equal(speeches[i].speaker, speeches[0].speaker);
        has_minister =
            has_minister || (speeches[i].role == SPEECH_MINISTER && speeches[i].text.len > 0);
    }
    return has_two && has_minister;
}

bool an_debate_read(struct slice html, struct arena *arena, struct exchange *exchange)
{
    struct record record = {.arena = arena};
    struct buf text = {0};
    struct slice line;
    marked_text(html, &text);
    record.is_marked = slice_find(buf_slice(&text), SLICE(BOLD)) < text.len;
    for (struct lines lines = {buf_slice(&text), 0}; lines_next(&lines, &line);)
        read_line(&record, line);
    end_speech(&record);

    size_t count = record.speeches.len / sizeof(struct speech);
    struct speech *speeches = arena_alloc(arena, record.speeches.len + 1);
    if (speeches && count > 0)
        memcpy(speeches, record.speeches.data, record.speeches.len);
    bool succeeded = speeches && !record.speeches.failed && !record.sexes.failed &&
                     !record.text.out.failed && !text.failed;
    if (succeeded) {
        assign_roles(speeches, count, exchange->author);
        assume_minister(speeches, count);
    }
    if (succeeded && is_debate(speeches, count)) {
        exchange->speeches = speeches;
        exchange->speech_count = count;
    }
    buf_clear(&record.speeches);
    buf_clear(&record.sexes);
    buf_clear(&record.text.out);
    buf_clear(&text);
    return succeeded;
}
