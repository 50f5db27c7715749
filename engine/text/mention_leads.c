// See mention_leads.h.
//
// A word is told by its first three letters. With AVX2, 32 places are looked at together: each of the words, and of two
// other beginnings, has a bit, and for each of the three bytes a table of sixteen by its lower half and another by its
// upper half say which of them it goes with; a place is a lead if one goes with all (as Teddy finds literals in
// Hyperscan). What comes with it by the way, as upper and lower half are looked at apart, is no word of citing either,
// and refused by who reads it.
#include "engine/text/mention_leads.h"

#include "base/leads.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

// Of sixteen bytes those where a word that read_any() knows may begin, by its first three letters.
static lead_bytes are_leads(const uint8_t *before)
{
    lead_bytes bytes = leads_load(before + 1), next = leads_load(before + 2),
               third = leads_load(before + 3);
    lead_bytes is_within = leads_in(leads_load(before) | 0x20, 'a', 'z');
    lead_bytes x = bytes | 0x20, y = next | 0x20, z = third | 0x20;
    lead_bytes a = leads_are(x, 'a'), d = leads_are(x, 'd'), l = leads_are(x, 'l'),
               m = leads_are(x, 'm'), o = leads_are(x, 'o'), q = leads_are(x, 'q');
    lead_bytes is_word =
        (a & leads_are(y, 'r') & leads_in(z, 'r', 't')) |
        (d & leads_are(y, 'e') & leads_are(z, 'c')) | (l & leads_are(y, 'o') & leads_are(z, 'i')) |
        (m & leads_are(y, 'o') & leads_are(z, 'n')) | (o & leads_are(y, 'r') & leads_are(z, 'd')) |
        (q & leads_are(y, 'u') & leads_are(z, 'e'));
    lead_bytes is_short = leads_are(bytes, 'A') | (m & ~leads_in(y, 'a', 'z'));
    lead_bytes is_other = (a | d | l | m | o | q) & leads_in(next | third, '\x80', '\xff');
    lead_bytes is_accented = leads_are(bytes, '\xc3') & // À to Æ, Ð to Ø
                             (leads_in(y, '\xa0', '\xa6') | leads_in(y, '\xb0', '\xb8')) &
                             (leads_in(z, 'a', 'z') | leads_in(third, '\x80', '\xff'));
    lead_bytes is_foreign = leads_are(bytes, '\xc2') | leads_in(bytes, '\xc4', '\xff');
    return ~is_within & (is_word | is_short | is_other | is_accented | is_foreign);
}

static uint64_t plain_find(struct slice text, size_t at)
{
    return leads_find(text, at, are_leads);
}

const struct mention_leads *mention_leads_plain(void)
{
    static const struct mention_leads plain = {plain_find};
    return &plain;
}

#ifdef __x86_64__

enum {
    ART = 1 << 0, // and arr, ars
    DEC = 1 << 1,
    LOI = 1 << 2,
    MON = 1 << 3,
    ORD = 1 << 4,
    QUE = 1 << 5,
    M_ALONE =
        1 << 6, // behind it a space, a sign that is not among the letters of ASCII, or an accent
    ACCENTED = 1 << 7, // À to Æ, Ð to Ø, and what is near them
    WORDS = ART | DEC | LOI | MON | ORD | QUE,
    ANY = M_ALONE | ACCENTED,
};

// The table in both halves of a register.
#define TABLE(...) _mm256_broadcastsi128_si256(_mm_setr_epi8(__VA_ARGS__))
#define BITS(bits) ((char)(unsigned char)(bits))

// What the bytes go with, by two tables.
__attribute__((target("avx2"))) static inline __m256i goes_with(__m256i bytes, __m256i lower,
                                                                __m256i upper)
{
    const __m256i half = _mm256_set1_epi8(0x0F);
    return _mm256_and_si256(
        _mm256_shuffle_epi8(lower, _mm256_and_si256(bytes, half)),
        _mm256_shuffle_epi8(upper, _mm256_and_si256(_mm256_srli_epi16(bytes, 4), half)));
}

__attribute__((target("avx2"))) static inline __m256i load(const uint8_t *bytes)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)bytes);
}

// Of 32 places, of which the byte before the first is pointed at.
__attribute__((target("avx2"))) static inline uint32_t find_32(const uint8_t *before)
{
    const char a = BITS(ANY), acc = BITS(ACCENTED), m = M_ALONE;
    const __m256i first_lower =
        TABLE(0, ART | QUE, 0, acc, DEC, 0, 0, 0, 0, 0, 0, 0, LOI, MON | M_ALONE, 0, ORD);
    const __m256i first_upper = TABLE(0, 0, 0, 0, BITS(WORDS & ~QUE) | m, QUE,
                                      BITS(WORDS & ~QUE) | m, QUE, 0, 0, 0, 0, acc, 0, 0, 0);
    const __m256i second_lower =
        TABLE(a, a, a | ART | ORD, a, a, a | DEC | QUE, a, a, a, m, m, m, m, m, m, m | LOI | MON);
    const char e_or_o = DEC | LOI | MON, r_or_u = ART | ORD | QUE;
    const __m256i second_upper =
        TABLE(m, m, m, m, e_or_o, r_or_u, e_or_o, r_or_u, a, a, a, a, m, m, m, m);
    const __m256i third_lower = TABLE(a, a, a | ART, a | ART | DEC, a | ART | ORD, a | QUE, a, a, a,
                                      a | LOI, a, a, a, a, a | MON, a);
    const char c_to_n = BITS(DEC | LOI | MON | ORD | QUE | ANY), r_to_t = BITS(ART | ANY);
    const __m256i third_upper =
        TABLE(m, m, m, m, c_to_n, r_to_t, c_to_n, r_to_t, a, a, a, a, a, a, a, a);
    __m256i bytes = load(before + 1), next = load(before + 2), third = load(before + 3);
    __m256i first = goes_with(bytes, first_lower, first_upper);
    __m256i all =
        _mm256_and_si256(first, _mm256_and_si256(goes_with(next, second_lower, second_upper),
                                                 goes_with(third, third_lower, third_upper)));
    // The uppermost bits of these tell: another script's letter, or one behind the first of a word; an A by itself.
    __m256i is_none =
        _mm256_cmpeq_epi8(_mm256_and_si256(first, _mm256_set1_epi8(WORDS)), _mm256_setzero_si256());
    __m256i is_other = _mm256_andnot_si256(is_none, _mm256_or_si256(next, third));
    __m256i is_foreign = _mm256_or_si256(
        _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('\xc2')),
        _mm256_and_si256(bytes, _mm256_cmpgt_epi8(bytes, _mm256_set1_epi8('\xc3'))));
    __m256i is_short = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('A'));
    __m256i more = _mm256_or_si256(is_other, _mm256_or_si256(is_foreign, is_short));
    __m256i letter = _mm256_sub_epi8(_mm256_or_si256(load(before), _mm256_set1_epi8(0x20)),
                                     _mm256_set1_epi8('a'));
    __m256i is_within =
        _mm256_cmpeq_epi8(_mm256_min_epu8(letter, _mm256_set1_epi8('z' - 'a')), letter);
    int refused = _mm256_movemask_epi8(_mm256_cmpeq_epi8(all, _mm256_setzero_si256()));
    return ((uint32_t)~refused | (uint32_t)_mm256_movemask_epi8(more)) &
           ~(uint32_t)_mm256_movemask_epi8(is_within);
}

__attribute__((target("avx2"))) static uint64_t avx2_find(struct slice text, size_t at)
{
    uint8_t room[LEADS_SPAN];
    const uint8_t *span = leads_span(text, at, room);
    return find_32(span) | (uint64_t)find_32(span + sizeof(__m256i)) << sizeof(__m256i);
}

const struct mention_leads *mention_leads_best(void)
{
    static const struct mention_leads avx2 = {avx2_find};
    return __builtin_cpu_supports("avx2") ? &avx2 : mention_leads_plain();
}

#else

const struct mention_leads *mention_leads_best(void)
{
    return mention_leads_plain();
}

#endif
