// Unpacking with AVX2: the same results as block_codec.c, many values at a time.
//
// Docs: a register holds word k of all eight runs. Each width has its own straight-line code, in
// which shifts and masks are constants; it leaves, in 16 rows, the sums of the gaps within each
// run. What follows is the same for all widths: the totals of the runs are summed up across the
// lanes, every row is raised by what lies before its runs, and four 4 × 4 transpositions per half
// of the runs turn "row i of all runs" into "16 docs of a run".
//
// Codes: planes of 4, 2 and 1 bits come apart with shifts and masks of whole registers.
//
// Bitmaps, and the upper bits of spread blocks: a table gives the places of the set bits of a byte; eight are
// written for each byte and the output moves on by as many as there were. So places are found in a buffer that has
// room for a word too many, in 16 bits: processors that do half of a 256-bit register at a time have half to do.
#include "engine/format/codec/block_codec_avx2.h"

#ifdef __x86_64__

#include <assert.h>
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,popcnt")))
#define AVX2_INLINE static inline __attribute__((target("avx2,popcnt"), always_inline))

// Without it gcc -O2 leaves loops, and with them variable shifts and arrays in memory.
#define UNROLL _Pragma("GCC unroll 16")

enum { RUN_LEN = 16 };

AVX2_INLINE __m256i load_256(const void *in)
{
    return _mm256_loadu_si256((const __m256i *)in);
}

AVX2_INLINE __m128i load_128(const void *in)
{
    return _mm_loadu_si128((const __m128i *)in);
}

AVX2_INLINE void store_256(void *out, __m256i value)
{
    _mm256_storeu_si256((__m256i *)out, value);
}

// --- docs -----------------------------------------------------------------------------

// Word `index` of the eight runs, the half word at the end of an odd width included.
AVX2_INLINE __m256i run_words(const unsigned char *in, unsigned width, unsigned index)
{
    const unsigned char *row = in + 32 * index;
    return index < width / 2 ? load_256(row) : _mm256_cvtepu16_epi32(load_128(row));
}

// Gap i of the eight runs.
AVX2_INLINE __m256i run_gaps(const unsigned char *in, unsigned width, unsigned i)
{
    unsigned bit = width * i, shift = bit % 32;
    __m256i gaps = run_words(in, width, bit / 32);
    if (shift > 0)
        gaps = _mm256_srli_epi32(gaps, (int)shift);
    if (shift + width > 32) {
        __m256i more = run_words(in, width, bit / 32 + 1);
        gaps = _mm256_or_si256(gaps, _mm256_slli_epi32(more, (int)(32 - shift)));
    }
    bool is_last_of_half = width % 2 == 1 && i == RUN_LEN - 1;
    if (shift + width == 32 || is_last_of_half)
        return gaps; // nothing above it in its word
    return _mm256_and_si256(gaps, _mm256_set1_epi32((int)((1u << width) - 1)));
}

// Sums of gaps within the runs; width is a constant wherever this is inlined.
AVX2_INLINE void sum_rows(const unsigned char *in, unsigned width, __m256i rows[RUN_LEN])
{
    __m256i sum = _mm256_setzero_si256();
    UNROLL
    for (unsigned i = 0; i < RUN_LEN; i++) {
        sum = _mm256_add_epi32(sum, run_gaps(in, width, i));
        rows[i] = sum;
    }
}

// clang-format off
#define FOR_WIDTHS(DO)                                                                             \
    DO(1) DO(2) DO(3) DO(4) DO(5) DO(6) DO(7) DO(8) DO(9) DO(10) DO(11) DO(12) DO(13) DO(14)       \
    DO(15) DO(16) DO(17) DO(18) DO(19) DO(20) DO(21) DO(22) DO(23) DO(24) DO(25) DO(26) DO(27)     \
    DO(28) DO(29) DO(30) DO(31)
// clang-format on

#define DEFINE_SUM_ROWS(width) \
    AVX2 static void sum_rows_##width(const unsigned char *in, __m256i rows[RUN_LEN]) \
    { \
        sum_rows(in, width, rows); \
    }
FOR_WIDTHS(DEFINE_SUM_ROWS)
#undef DEFINE_SUM_ROWS

AVX2 static void sum_rows_32(const unsigned char *in, __m256i rows[RUN_LEN])
{
    __m256i sum = _mm256_setzero_si256();
    UNROLL
    for (unsigned i = 0; i < RUN_LEN; i++)
        rows[i] = sum = _mm256_add_epi32(sum, load_256(in + 32 * i));
}

// The sum of the lanes before each lane.
AVX2_INLINE __m256i sums_before(__m256i lanes)
{
    __m256i sums = _mm256_add_epi32(lanes, _mm256_slli_si256(lanes, 4));
    sums = _mm256_add_epi32(sums, _mm256_slli_si256(sums, 8));
    __m128i low_total = _mm_shuffle_epi32(_mm256_castsi256_si128(sums), 0xff);
    __m256i carry = _mm256_inserti128_si256(_mm256_setzero_si256(), low_total, 1);
    return _mm256_sub_epi32(_mm256_add_epi32(sums, carry), lanes);
}

// Four rows of the eight runs -> quads[i]: four consecutive gaps of run i, and of run i + 4 above.
AVX2_INLINE void transpose_quads(const __m256i rows[4], __m256i quads[4])
{
    __m256i low_a = _mm256_unpacklo_epi32(rows[0], rows[1]);
    __m256i high_a = _mm256_unpackhi_epi32(rows[0], rows[1]);
    __m256i low_b = _mm256_unpacklo_epi32(rows[2], rows[3]);
    __m256i high_b = _mm256_unpackhi_epi32(rows[2], rows[3]);
    quads[0] = _mm256_unpacklo_epi64(low_a, low_b);
    quads[1] = _mm256_unpackhi_epi64(low_a, low_b);
    quads[2] = _mm256_unpacklo_epi64(high_a, high_b);
    quads[3] = _mm256_unpackhi_epi64(high_a, high_b);
}

// Eight rows of the eight runs -> eight consecutive docs of each run. Returns `raise` for the row
// after.
AVX2_INLINE __m256i store_rows(const __m256i rows[8], __m256i raise, uint32_t *docs)
{
    __m256i raised[8], first[4], second[4];
    UNROLL
    for (unsigned i = 0; i < 8; i++) {
        raised[i] = _mm256_add_epi32(rows[i], raise);
        raise = _mm256_add_epi32(raise, _mm256_set1_epi32(1));
    }
    transpose_quads(raised, first);
    transpose_quads(raised + 4, second);
    UNROLL
    for (unsigned i = 0; i < 4; i++) {
        store_256(docs + RUN_LEN * i, _mm256_permute2x128_si256(first[i], second[i], 0x20));
        store_256(docs + RUN_LEN * (i + 4), _mm256_permute2x128_si256(first[i], second[i], 0x31));
    }
    return raise;
}

// Gaps of width 0: the 128 docs after the base.
AVX2_INLINE void store_consecutive(uint32_t base, uint32_t docs[BLOCK_LEN])
{
    __m256i next = _mm256_setr_epi32(1, 2, 3, 4, 5, 6, 7, 8);
    next = _mm256_add_epi32(next, _mm256_set1_epi32((int)base));
    for (unsigned i = 0; i < BLOCK_LEN; i += 8) {
        store_256(docs + i, next);
        next = _mm256_add_epi32(next, _mm256_set1_epi32(8));
    }
}

AVX2_INLINE void unpack_gaps(const unsigned char *in, uint32_t base, unsigned width,
                             uint32_t docs[BLOCK_LEN])
{
#define SUM_ROWS_NAME(width) sum_rows_##width,
    static void (*const sum_rows_of[])(const unsigned char *,
                                       __m256i *) = {FOR_WIDTHS(SUM_ROWS_NAME) SUM_ROWS_NAME(32)};
#undef SUM_ROWS_NAME
    __m256i rows[RUN_LEN];
    sum_rows_of[width - 1](in, rows);

    // A doc is the base, all gaps up to its own, and one for each of them.
    __m256i run_starts = _mm256_setr_epi32(0, 16, 32, 48, 64, 80, 96, 112);
    __m256i raise = _mm256_add_epi32(sums_before(rows[RUN_LEN - 1]), run_starts);
    raise = _mm256_add_epi32(raise, _mm256_set1_epi32((int)(base + 1)));
    raise = store_rows(rows, raise, docs);
    store_rows(rows + 8, raise, docs + 8);
}

AVX2 bool block_docs_unpack_avx2(const unsigned char *in, uint32_t base, unsigned width,
                                 uint32_t docs[BLOCK_LEN])
{
    assert(width <= BLOCK_DOCS_MAX_WIDTH);
    if (width == 0)
        store_consecutive(base, docs);
    else
        unpack_gaps(in, base, width, docs);
    return block_docs_increase(docs, base, width);
}

// --- bytes ----------------------------------------------------------------------------

enum { VECTORS = BLOCK_LEN / 32 };

AVX2_INLINE __m256i shift_bytes_right(__m256i bytes, int shift, int mask)
{
    return _mm256_and_si256(_mm256_srli_epi16(bytes, shift), _mm256_set1_epi8((char)mask));
}

AVX2_INLINE void add_bits(__m256i *codes, __m256i bits, unsigned done)
{
    *codes = _mm256_or_si256(*codes, _mm256_slli_epi16(bits, (int)done));
}

// A plane of 4 bits: 64 bytes, codes k and k + 64.
AVX2_INLINE const unsigned char *add_plane_4(const unsigned char *in, __m256i codes[VECTORS])
{
    __m256i first = load_256(in), second = load_256(in + 32);
    codes[0] = shift_bytes_right(first, 0, 15);
    codes[1] = shift_bytes_right(second, 0, 15);
    codes[2] = shift_bytes_right(first, 4, 15);
    codes[3] = shift_bytes_right(second, 4, 15);
    return in + 64;
}

// A plane of 2 bits: 32 bytes, codes k, k + 32, k + 64, k + 96.
AVX2_INLINE const unsigned char *add_plane_2(const unsigned char *in, unsigned done,
                                             __m256i codes[VECTORS])
{
    __m256i plane = load_256(in);
    add_bits(&codes[0], shift_bytes_right(plane, 0, 3), done);
    add_bits(&codes[1], shift_bytes_right(plane, 2, 3), done);
    add_bits(&codes[2], shift_bytes_right(plane, 4, 3), done);
    add_bits(&codes[3], shift_bytes_right(plane, 6, 3), done);
    return in + 32;
}

// A plane of 1 bit: 16 bytes, codes k, k + 16 … k + 112. A vector takes two of these rows, so the
// upper half of the register is one shift ahead.
AVX2_INLINE void add_plane_1(const unsigned char *in, unsigned done, __m256i codes[VECTORS])
{
    __m128i rows = load_128(in);
    __m256i plane =
        _mm256_inserti128_si256(_mm256_castsi128_si256(rows), _mm_srli_epi16(rows, 1), 1);
    add_bits(&codes[0], shift_bytes_right(plane, 0, 1), done);
    add_bits(&codes[1], shift_bytes_right(plane, 2, 1), done);
    add_bits(&codes[2], shift_bytes_right(plane, 4, 1), done);
    add_bits(&codes[3], shift_bytes_right(plane, 6, 1), done);
}

// Width is a constant below 8 wherever this is inlined.
AVX2_INLINE void unpack_codes(const unsigned char *in, __m256i low, unsigned width, uint8_t *out)
{
    __m256i codes[VECTORS] = {_mm256_setzero_si256(), _mm256_setzero_si256(),
                              _mm256_setzero_si256(), _mm256_setzero_si256()};
    if (width & 4)
        in = add_plane_4(in, codes);
    if (width & 2)
        in = add_plane_2(in, width & 4, codes);
    if (width & 1)
        add_plane_1(in, width & 6, codes);
    store_256(out, _mm256_add_epi8(codes[0], low));
    store_256(out + 32, _mm256_add_epi8(codes[1], low));
    store_256(out + 64, _mm256_add_epi8(codes[2], low));
    store_256(out + 96, _mm256_add_epi8(codes[3], low));
}

AVX2_INLINE void unpack_whole_bytes(const unsigned char *in, __m256i low, uint8_t *out)
{
    UNROLL
    for (unsigned i = 0; i < BLOCK_LEN; i += 32)
        store_256(out + i, _mm256_add_epi8(load_256(in + i), low));
}

AVX2 static void avx2_bytes_unpack(const unsigned char *in, uint8_t low, unsigned width,
                                   uint8_t out[BLOCK_LEN])
{
    assert(width <= BLOCK_BYTES_MAX_WIDTH);
    __m256i lows = _mm256_set1_epi8((char)low);
    switch (width) {
#define UNPACK_CASE(width) \
    case width: \
        unpack_codes(in, lows, width, out); \
        break;
        UNPACK_CASE(0)
        UNPACK_CASE(1)
        UNPACK_CASE(2)
        UNPACK_CASE(3)
        UNPACK_CASE(4)
        UNPACK_CASE(5)
        UNPACK_CASE(6)
        UNPACK_CASE(7)
#undef UNPACK_CASE
    default:
        unpack_whole_bytes(in, lows, out);
    }
}

// --- bitmaps --------------------------------------------------------------------------

// Byte i of entry b is the place of set bit i of b.
static const uint64_t places_of_bits[256] = {
    // clang-format off
    0x0000000000000000, 0x0000000000000000, 0x0000000000000001, 0x0000000000000100,
    0x0000000000000002, 0x0000000000000200, 0x0000000000000201, 0x0000000000020100,
    0x0000000000000003, 0x0000000000000300, 0x0000000000000301, 0x0000000000030100,
    0x0000000000000302, 0x0000000000030200, 0x0000000000030201, 0x0000000003020100,
    0x0000000000000004, 0x0000000000000400, 0x0000000000000401, 0x0000000000040100,
    0x0000000000000402, 0x0000000000040200, 0x0000000000040201, 0x0000000004020100,
    0x0000000000000403, 0x0000000000040300, 0x0000000000040301, 0x0000000004030100,
    0x0000000000040302, 0x0000000004030200, 0x0000000004030201, 0x0000000403020100,
    0x0000000000000005, 0x0000000000000500, 0x0000000000000501, 0x0000000000050100,
    0x0000000000000502, 0x0000000000050200, 0x0000000000050201, 0x0000000005020100,
    0x0000000000000503, 0x0000000000050300, 0x0000000000050301, 0x0000000005030100,
    0x0000000000050302, 0x0000000005030200, 0x0000000005030201, 0x0000000503020100,
    0x0000000000000504, 0x0000000000050400, 0x0000000000050401, 0x0000000005040100,
    0x0000000000050402, 0x0000000005040200, 0x0000000005040201, 0x0000000504020100,
    0x0000000000050403, 0x0000000005040300, 0x0000000005040301, 0x0000000504030100,
    0x0000000005040302, 0x0000000504030200, 0x0000000504030201, 0x0000050403020100,
    0x0000000000000006, 0x0000000000000600, 0x0000000000000601, 0x0000000000060100,
    0x0000000000000602, 0x0000000000060200, 0x0000000000060201, 0x0000000006020100,
    0x0000000000000603, 0x0000000000060300, 0x0000000000060301, 0x0000000006030100,
    0x0000000000060302, 0x0000000006030200, 0x0000000006030201, 0x0000000603020100,
    0x0000000000000604, 0x0000000000060400, 0x0000000000060401, 0x0000000006040100,
    0x0000000000060402, 0x0000000006040200, 0x0000000006040201, 0x0000000604020100,
    0x0000000000060403, 0x0000000006040300, 0x0000000006040301, 0x0000000604030100,
    0x0000000006040302, 0x0000000604030200, 0x0000000604030201, 0x0000060403020100,
    0x0000000000000605, 0x0000000000060500, 0x0000000000060501, 0x0000000006050100,
    0x0000000000060502, 0x0000000006050200, 0x0000000006050201, 0x0000000605020100,
    0x0000000000060503, 0x0000000006050300, 0x0000000006050301, 0x0000000605030100,
    0x0000000006050302, 0x0000000605030200, 0x0000000605030201, 0x0000060503020100,
    0x0000000000060504, 0x0000000006050400, 0x0000000006050401, 0x0000000605040100,
    0x0000000006050402, 0x0000000605040200, 0x0000000605040201, 0x0000060504020100,
    0x0000000006050403, 0x0000000605040300, 0x0000000605040301, 0x0000060504030100,
    0x0000000605040302, 0x0000060504030200, 0x0000060504030201, 0x0006050403020100,
    0x0000000000000007, 0x0000000000000700, 0x0000000000000701, 0x0000000000070100,
    0x0000000000000702, 0x0000000000070200, 0x0000000000070201, 0x0000000007020100,
    0x0000000000000703, 0x0000000000070300, 0x0000000000070301, 0x0000000007030100,
    0x0000000000070302, 0x0000000007030200, 0x0000000007030201, 0x0000000703020100,
    0x0000000000000704, 0x0000000000070400, 0x0000000000070401, 0x0000000007040100,
    0x0000000000070402, 0x0000000007040200, 0x0000000007040201, 0x0000000704020100,
    0x0000000000070403, 0x0000000007040300, 0x0000000007040301, 0x0000000704030100,
    0x0000000007040302, 0x0000000704030200, 0x0000000704030201, 0x0000070403020100,
    0x0000000000000705, 0x0000000000070500, 0x0000000000070501, 0x0000000007050100,
    0x0000000000070502, 0x0000000007050200, 0x0000000007050201, 0x0000000705020100,
    0x0000000000070503, 0x0000000007050300, 0x0000000007050301, 0x0000000705030100,
    0x0000000007050302, 0x0000000705030200, 0x0000000705030201, 0x0000070503020100,
    0x0000000000070504, 0x0000000007050400, 0x0000000007050401, 0x0000000705040100,
    0x0000000007050402, 0x0000000705040200, 0x0000000705040201, 0x0000070504020100,
    0x0000000007050403, 0x0000000705040300, 0x0000000705040301, 0x0000070504030100,
    0x0000000705040302, 0x0000070504030200, 0x0000070504030201, 0x0007050403020100,
    0x0000000000000706, 0x0000000000070600, 0x0000000000070601, 0x0000000007060100,
    0x0000000000070602, 0x0000000007060200, 0x0000000007060201, 0x0000000706020100,
    0x0000000000070603, 0x0000000007060300, 0x0000000007060301, 0x0000000706030100,
    0x0000000007060302, 0x0000000706030200, 0x0000000706030201, 0x0000070603020100,
    0x0000000000070604, 0x0000000007060400, 0x0000000007060401, 0x0000000706040100,
    0x0000000007060402, 0x0000000706040200, 0x0000000706040201, 0x0000070604020100,
    0x0000000007060403, 0x0000000706040300, 0x0000000706040301, 0x0000070604030100,
    0x0000000706040302, 0x0000070604030200, 0x0000070604030201, 0x0007060403020100,
    0x0000000000070605, 0x0000000007060500, 0x0000000007060501, 0x0000000706050100,
    0x0000000007060502, 0x0000000706050200, 0x0000000706050201, 0x0000070605020100,
    0x0000000007060503, 0x0000000706050300, 0x0000000706050301, 0x0000070605030100,
    0x0000000706050302, 0x0000070605030200, 0x0000070605030201, 0x0007060503020100,
    0x0000000007060504, 0x0000000706050400, 0x0000000706050401, 0x0000070605040100,
    0x0000000706050402, 0x0000070605040200, 0x0000070605040201, 0x0007060504020100,
    0x0000000706050403, 0x0000070605040300, 0x0000070605040301, 0x0007060504030100,
    0x0000070605040302, 0x0007060504030200, 0x0007060504030201, 0x0706050403020100,
    // clang-format on
};

AVX2_INLINE uint64_t load_word(const unsigned char *in, unsigned index)
{
    return load_u64(in + 8 * (size_t)index);
}

enum { PLACES_ROOM = BLOCK_LEN + 64 + 8 };

// The numbers of the set bits of all words, as long as there are no more than 128 and those of one more word; returns
// how many bits are set.
AVX2_INLINE unsigned put_places(const unsigned char *in, unsigned words,
                                uint16_t places[PLACES_ROOM])
{
    const __m128i eight = _mm_set1_epi16(8);
    __m128i base = _mm_setzero_si128();
    unsigned count = 0, i = 0;
    assert(words <= BLOCK_BITMAP_MAX_WORDS);
    for (; i < words && count <= BLOCK_LEN; i++) {
        uint64_t bits = load_word(in, i);
        UNROLL
        for (unsigned byte = 0; byte < 8; byte++, bits >>= 8) {
            __m128i found = _mm_loadl_epi64((const __m128i *)&places_of_bits[bits & 255]);
            found = _mm_add_epi16(_mm_cvtepu8_epi16(found), base);
            _mm_storeu_si128((__m128i *)(places + count), found);
            count += (unsigned)__builtin_popcountll(bits & 255);
            base = _mm_add_epi16(base, eight);
        }
    }
    for (; i < words; i++)
        count += (unsigned)__builtin_popcountll(load_word(in, i));
    return count;
}

AVX2 static unsigned avx2_bitmap_unpack(const unsigned char *in, unsigned words, uint32_t first_doc,
                                        uint32_t docs[BLOCK_LEN])
{
    uint16_t places[PLACES_ROOM];
    const __m128i first = _mm_set1_epi32((int)first_doc);
    unsigned count = put_places(in, words, places);
    for (unsigned i = 0; i < BLOCK_LEN; i += 4) {
        __m128i four = _mm_cvtepu16_epi32(_mm_loadl_epi64((const __m128i *)(places + i)));
        _mm_storeu_si128((__m128i *)(docs + i), _mm_add_epi32(four, first));
    }
    return count;
}

// The docs of a spread block that lie within 2^16, as nearly all do: 16 bits hold what each is above its least, too.
AVX2_INLINE bool join_narrow(const uint16_t places[BLOCK_LEN], const uint8_t lows[BLOCK_LEN],
                             unsigned low_width, uint32_t first_doc, uint32_t docs[BLOCK_LEN])
{
    const __m128i shift = _mm_cvtsi32_si128((int)low_width), eight = _mm_set1_epi16(8);
    const __m128i eight_docs = _mm_set1_epi32(8);
    __m128i numbers = _mm_setr_epi16(0, 1, 2, 3, 4, 5, 6, 7);
    __m128i first = _mm_add_epi32(_mm_set1_epi32((int)first_doc), _mm_setr_epi32(0, 1, 2, 3));
    __m128i fifth = _mm_add_epi32(first, _mm_set1_epi32(4));
    __m128i before = _mm_setzero_si128(), falls = before;
    for (unsigned i = 0; i < BLOCK_LEN; i += 8) {
        __m128i low = _mm_cvtepu8_epi16(_mm_loadl_epi64((const __m128i *)(lows + i)));
        __m128i place = _mm_loadu_si128((const __m128i *)(places + i));
        __m128i above = _mm_or_si128(_mm_sll_epi16(_mm_sub_epi16(place, numbers), shift), low);
        __m128i previous = _mm_alignr_epi8(above, before, 14);
        falls = _mm_or_si128(falls, _mm_subs_epu16(previous, above));
        before = above;
        __m128i upper = _mm_cvtepu16_epi32(_mm_srli_si128(above, 8));
        _mm_storeu_si128((__m128i *)(docs + i), _mm_add_epi32(_mm_cvtepu16_epi32(above), first));
        _mm_storeu_si128((__m128i *)(docs + i + 4), _mm_add_epi32(upper, fifth));
        numbers = _mm_add_epi16(numbers, eight);
        first = _mm_add_epi32(first, eight_docs);
        fifth = _mm_add_epi32(fifth, eight_docs);
    }
    return _mm_testz_si128(falls, falls);
}

AVX2 static bool avx2_spread_unpack(const unsigned char *in, unsigned words, unsigned low_width,
                                    uint32_t first_doc, uint32_t docs[BLOCK_LEN])
{
    uint8_t lows[BLOCK_LEN];
    uint16_t places[PLACES_ROOM];
    if (put_places(in, words, places) != BLOCK_LEN)
        return false;
    avx2_bytes_unpack(in + 8 * (size_t)words, 0, low_width, lows);
    bool is_narrow = (uint32_t)places[BLOCK_LEN - 1] << low_width < 1u << 16;
    return is_narrow ? join_narrow(places, lows, low_width, first_doc, docs)
                     : block_spread_join(places, lows, low_width, first_doc, docs);
}

AVX2 static void avx2_bitmap_ranks(const unsigned char *in, uint32_t *bits, unsigned n)
{
    block_bitmap_ranks(in, bits, n);
}

// --- searching ------------------------------------------------------------------------

// Lanes of eight docs that are less than the target count −1. There is no unsigned comparison: a
// doc is not less when it is the larger of the two.
AVX2_INLINE __m256i not_less(const uint32_t *docs, __m256i target)
{
    __m256i values = load_256(docs);
    return _mm256_cmpeq_epi32(_mm256_max_epu32(values, target), values);
}

AVX2_INLINE unsigned sum_lanes(__m256i lanes)
{
    __m128i sum = _mm_add_epi32(_mm256_castsi256_si128(lanes), _mm256_extracti128_si256(lanes, 1));
    sum = _mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0x4e));
    sum = _mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0xb1));
    return (unsigned)_mm_cvtsi128_si32(sum);
}

AVX2 static unsigned avx2_search(const uint32_t *docs, unsigned n, uint32_t target)
{
    __m256i targets = _mm256_set1_epi32((int)target);
    __m256i above = _mm256_setzero_si256(), above_too = above; // two sums: shorter chains
    unsigned i = 0;
    for (; i + 16 <= n; i += 16) {
        above = _mm256_sub_epi32(above, not_less(docs + i, targets));
        above_too = _mm256_sub_epi32(above_too, not_less(docs + i + 8, targets));
    }
    unsigned less = i - sum_lanes(_mm256_add_epi32(above, above_too));
    for (; i < n; i++)
        less += docs[i] < target;
    return less;
}

// Eight docs are passed or compared at a time: where the next comparison starts does not wait for this one's outcome.
AVX2 static unsigned avx2_keep(const uint32_t **at, const uint32_t *candidates, unsigned n,
                               uint32_t *kept)
{
    const uint32_t *docs = *at;
    unsigned count = 0;
    for (unsigned i = 0; i < n; i++) {
        uint32_t candidate = candidates[i];
        while (docs[7] < candidate)
            docs += 8;
        __m256i same = _mm256_cmpeq_epi32(load_256(docs), _mm256_set1_epi32((int)candidate));
        kept[count] = candidate;
        count += !_mm256_testz_si256(same, same);
    }
    *at = docs;
    return count;
}

// --- the set --------------------------------------------------------------------------

const struct block_codec *block_codec_avx2(void)
{
    static const struct block_codec avx2 = {
        .name = "avx2",
        .docs_unpack = block_docs_unpack_avx2,
        .bytes_unpack = avx2_bytes_unpack,
        .bitmap_unpack = avx2_bitmap_unpack,
        .spread_unpack = avx2_spread_unpack,
        .bitmap_ranks = avx2_bitmap_ranks,
        .search = avx2_search,
        .keep = avx2_keep,
    };
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt") ? &avx2 : NULL;
}

#else

const struct block_codec *block_codec_avx2(void)
{
    return NULL;
}

#endif
