// Unicode work on short strings, cluster by cluster.
//
// A cluster is one starter and the combining marks after it: normalisation never looks further for
// the scripts we read (conjoining Hangul jamo stay apart, which no French text notices). Working by
// clusters keeps every step in a small array on the stack: no allocation, no dependence on the
// text's length.
//
// Lower case is simple case mapping (one code point to one); folding takes NFKD, drops the marks
// and spells out the letters that Unicode does not decompose (œ, æ, ø, ß…). ASCII takes a short way
// through both, and the letters of French one through folding. Cost: linear in the bytes, a table lookup
// a code point outside ASCII.
#include "stemmer/text/fold.h"

#include "base/utf8_check.h"

#include <utf8proc.h>

#include <stdint.h>

// The code points that Windows-1252 puts at 0x80..0x9F; 0xFFFD where it defines none.
static const uint16_t windows1252_high[32] = {
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178,
};

// Letters that NFKD leaves whole although a reader without the key types them in ASCII.
static const struct spelling {
    uint32_t cp;
    char ascii[3];
} spellings[] = {
    {0xE6, "ae"},  {0xF0, "d"},  {0xF8, "o"},  {0xFE, "th"}, {0x111, "d"},
    {0x127, "h"},  {0x131, "i"}, {0x138, "k"}, {0x142, "l"}, {0x14B, "n"},
    {0x153, "oe"}, {0x167, "t"}, {0xDF, "ss"},
};

// What U+00C0..U+00FF fold to, which are the bytes C3 80..C3 BF: French has hardly any others. Empty: no letter.
static const char latin1_folded[64][3] = {
    "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i",  "i",
    "d", "n", "o", "o", "o", "o", "o",  "",  "o", "u", "u", "u", "u", "y", "th", "ss",
    "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i",  "i",
    "d", "n", "o", "o", "o", "o", "o",  "",  "o", "u", "u", "u", "u", "y", "th", "y",
};

static bool is_ascii(struct slice s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] >= 0x80)
            return false;
    return true;
}

static void append_code_point(struct buf *out, uint32_t cp)
{
    utf8proc_uint8_t bytes[4];
    utf8proc_ssize_t len = utf8proc_encode_char((utf8proc_int32_t)cp, bytes);
    buf_append(out, bytes, (size_t)len);
}

static void append_ascii_lower(struct buf *out, struct slice s)
{
    char *to = buf_reserve(out, s.len);
    if (!to)
        return;
    for (size_t i = 0; i < s.len; i++)
        to[i] = char_lower(s.ptr[i]);
    out->len += s.len;
}

static void append_folded(struct buf *out, uint32_t cp)
{
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
        if (spellings[i].cp == cp) {
            buf_append_slice(out, slice_from(spellings[i].ascii));
            return;
        }
    }
    append_code_point(out, cp);
}

// One code point of the text, decomposed with compatibility mappings: its parts that are not marks.
static void fold_code_point(struct buf *out, utf8proc_int32_t cp)
{
    utf8proc_int32_t parts[32];
    int last_boundary = 0;
    utf8proc_ssize_t count = utf8proc_decompose_char(
        utf8proc_tolower(cp), parts, 32, UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT, &last_boundary);
    for (utf8proc_ssize_t i = 0; i < count && i < 32; i++) {
        utf8proc_category_t category = utf8proc_category(parts[i]);
        if (category != UTF8PROC_CATEGORY_MN && category != UTF8PROC_CATEGORY_ME)
            append_folded(out, (uint32_t)utf8proc_tolower(parts[i]));
    }
}

// Appends the longest beginning of the text that is ASCII and letters of Latin-1; returns its bytes.
static size_t fold_common(struct buf *out, struct slice s)
{
    char *to = buf_reserve(out, s.len); // no character here gets longer
    size_t i = 0;
    while (to && i < s.len) {
        unsigned char first = (unsigned char)s.ptr[i];
        if (first < 0x80) {
            *to++ = char_lower(s.ptr[i++]);
            continue;
        }
        bool is_latin1 = first == 0xC3 && i + 1 < s.len && ((unsigned char)s.ptr[i + 1] >> 6) == 2;
        const char *folded = is_latin1 ? latin1_folded[(unsigned char)s.ptr[i + 1] & 0x3F] : "";
        if (folded[0] == '\0')
            break;
        *to++ = folded[0];
        if (folded[1] != '\0')
            *to++ = folded[1];
        i += 2;
    }
    out->len = to ? (size_t)(to - out->data) : out->len;
    return to ? i : s.len;
}

// Appends the first character of the text, whatever it is; an invalid byte folds to nothing. Returns its
// bytes.
static size_t fold_any(struct buf *out, struct slice s)
{
    utf8proc_int32_t cp;
    utf8proc_ssize_t len =
        utf8proc_iterate((const utf8proc_uint8_t *)s.ptr, (utf8proc_ssize_t)s.len, &cp);
    if (len <= 0)
        return 1;
    fold_code_point(out, cp);
    return (size_t)len;
}

bool fold_is_utf8(struct slice s)
{
    return utf8_check_best()->is_valid(s);
}

void fold_append(struct buf *out, struct slice s)
{
    size_t at = fold_common(out, s);
    while (at < s.len) {
        at += fold_any(out, slice_from_offset(s, at));
        at += fold_common(out, slice_from_offset(s, at));
    }
}

// --- words -----------------------------------------------------------------------------------------

// What a code point is to the word it stands in.
enum fold_role { ROLE_LETTER, ROLE_NOTHING, ROLE_BREAK };

static enum fold_role role_of(utf8proc_int32_t cp)
{
    enum {
        PRIME_LETTER = 0x2B9,
        GRAVE_LETTER = 0x2CF,
        SALTILLO = 0xA78C
    }; // letters that are read as apostrophes
    utf8proc_category_t category = utf8proc_category(cp);
    if (category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_ME ||
        category == UTF8PROC_CATEGORY_CF)
        return ROLE_NOTHING;
    bool is_letter = category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO;
    bool is_apostrophe = (cp >= PRIME_LETTER && cp <= GRAVE_LETTER) || cp == SALTILLO;
    return is_letter && !is_apostrophe ? ROLE_LETTER : ROLE_BREAK;
}

// One folded word after the other, a space between.
struct word_output {
    struct buf *out;
    size_t start;  // of what is appended
    bool is_apart; // a break since the last letter
};

static void begin_letter(struct word_output *words)
{
    if (words->is_apart && words->out->len > words->start)
        buf_append_char(words->out, ' ');
    words->is_apart = false;
}

static void add_code_point(struct word_output *words, utf8proc_int32_t cp)
{
    utf8proc_int32_t parts[32];
    int last_boundary = 0;
    utf8proc_ssize_t count = utf8proc_decompose_char(
        utf8proc_tolower(cp), parts, 32, UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT, &last_boundary);
    for (utf8proc_ssize_t i = 0; i < count && i < 32; i++) {
        enum fold_role role = role_of(parts[i]);
        words->is_apart = words->is_apart || role == ROLE_BREAK;
        if (role != ROLE_LETTER)
            continue;
        begin_letter(words);
        append_folded(words->out, (uint32_t)utf8proc_tolower(parts[i]));
    }
}

// Adds the character that the text begins with; returns its bytes.
static size_t add_character(struct word_output *words, struct slice text, char kept)
{
    unsigned char first = (unsigned char)text.ptr[0];
    char lower = char_lower(text.ptr[0]);
    if (first < 0x80) {
        bool is_letter = (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9') ||
                         (kept && lower == kept);
        if (is_letter) {
            begin_letter(words);
            buf_append_char(words->out, lower);
        }
        words->is_apart = words->is_apart || !is_letter;
        return 1;
    }
    utf8proc_int32_t cp;
    utf8proc_ssize_t len =
        utf8proc_iterate((const utf8proc_uint8_t *)text.ptr, (utf8proc_ssize_t)text.len, &cp);
    if (len <= 0)
        return 1;
    const char *common = cp >= 0xC0 && cp <= 0xFF ? latin1_folded[cp - 0xC0] : "";
    if (common[0] != '\0') {
        begin_letter(words);
        buf_append_slice(words->out, slice_from(common));
    } else {
        add_code_point(words, cp);
    }
    return (size_t)len;
}

void fold_append_words(struct buf *out, struct slice s, char kept)
{
    struct word_output words = {.out = out, .start = out->len};
    for (size_t at = 0; at < s.len;)
        at += add_character(&words, slice_from_offset(s, at), kept);
}

struct fold_cluster fold_cluster_at(struct slice s, size_t at)
{
    struct fold_cluster cluster = {.count = 0, .len = 0};
    const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)s.ptr + at;
    size_t left = s.len - at;
    size_t decoded = 0;
    utf8proc_int32_t cp;
    while (cluster.len < left && decoded < FOLD_CLUSTER_MAX) {
        utf8proc_ssize_t len =
            utf8proc_iterate(bytes + cluster.len, (utf8proc_ssize_t)(left - cluster.len), &cp);
        bool is_mark = len > 0 && utf8proc_get_property(cp)->combining_class != 0;
        if (len <= 0 || (decoded > 0 && !is_mark))
            break;
        cluster.len += (size_t)len;
        decoded++;
    }
    if (cluster.len == 0) {
        cluster.len = 1; // an invalid byte: no code point
        return cluster;
    }
    utf8proc_int32_t parts[FOLD_CLUSTER_MAX * 4];
    utf8proc_ssize_t count = utf8proc_decompose(bytes, (utf8proc_ssize_t)cluster.len, parts,
                                                FOLD_CLUSTER_MAX * 4, UTF8PROC_DECOMPOSE);
    if (count > 0 && count <= FOLD_CLUSTER_MAX * 4)
        count = utf8proc_normalize_utf32(parts, count, UTF8PROC_COMPOSE | UTF8PROC_STABLE);
    for (utf8proc_ssize_t i = 0; i < count && cluster.count < FOLD_CLUSTER_MAX; i++)
        cluster.cps[cluster.count++] = (uint32_t)parts[i];
    return cluster;
}

void fold_append_lower(struct buf *out, struct slice s)
{
    if (is_ascii(s)) {
        append_ascii_lower(out, s);
        return;
    }
    for (size_t i = 0; i < s.len;) {
        struct fold_cluster cluster = fold_cluster_at(s, i);
        for (size_t c = 0; c < cluster.count; c++)
            append_code_point(out, (uint32_t)utf8proc_tolower((utf8proc_int32_t)cluster.cps[c]));
        i += cluster.len;
    }
}

void fold_append_windows1252(struct buf *out, struct slice s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char byte = (unsigned char)s.ptr[i];
        if (byte < 0x80) {
            buf_append_char(out, (char)byte);
        } else {
            uint32_t cp = byte < 0xA0 ? windows1252_high[byte - 0x80] : byte;
            append_code_point(out, cp);
        }
    }
}

struct slice fold_cut(struct slice s, size_t max_len)
{
    return s.len > max_len ? slice_cut_utf8(s, max_len) : s;
}
