#include "base/edit_distance.h"

#include <stddef.h>

enum { MAX_LEN = 32 };

static unsigned min3(unsigned a, unsigned b, unsigned c)
{
    unsigned least = a < b ? a : b;
    return least < c ? least : c;
}

// Optimal string alignment: three rows of the classical table are alive at once.
unsigned edit_distance(struct slice a, struct slice b)
{
    unsigned rows[3][MAX_LEN + 1];
    size_t a_len = a.len < MAX_LEN ? a.len : MAX_LEN;
    size_t b_len = b.len < MAX_LEN ? b.len : MAX_LEN;
    for (size_t j = 0; j <= b_len; j++)
        rows[0][j] = (unsigned)j;

    for (size_t i = 1; i <= a_len; i++) {
        unsigned *row = rows[i % 3];
        const unsigned *above = rows[(i + 2) % 3];
        const unsigned *two_above = rows[(i + 1) % 3];
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= b_len; j++) {
            char x = char_lower(a.ptr[i - 1]), y = char_lower(b.ptr[j - 1]);
            row[j] = min3(above[j] + 1, row[j - 1] + 1, above[j - 1] + (x != y));
            bool swapped =
                i > 1 && j > 1 && x == char_lower(b.ptr[j - 2]) && char_lower(a.ptr[i - 2]) == y;
            if (swapped && two_above[j - 2] + 1 < row[j])
                row[j] = two_above[j - 2] + 1;
        }
    }
    return rows[a_len % 3][b_len];
}

bool edit_is_slip(struct slice typed, struct slice name)
{
    unsigned distance = edit_distance(typed, name);
    size_t letters = typed.len > name.len ? typed.len : name.len;
    return letters <= MAX_LEN && distance <= 2 && 3 * distance <= letters;
}

bool edit_is_near(struct slice typed, struct slice name)
{
    enum { LEAST_LETTERS = 3 };
    bool begins = typed.len >= LEAST_LETTERS && typed.len < name.len &&
                  edit_distance(typed, slice_of(name.ptr, typed.len)) == 0;
    return begins || edit_is_slip(typed, name);
}
