// See choice.h.
//
// Nothing is guessed: a value that is none of those expected is refused with all that there are, and the nearest where
// one is near. Lists are short, so both are made anew each time.

#include "answer/params/choice.h"

#include "base/edit_distance.h"

#include <assert.h>

static const struct params_choice FLAGS[] = {{"0", 0}, {"1", 1}};

struct slice params_choice_list(struct arena *arena, const struct params_choice *choices,
                                size_t count)
{
    struct slice list = SLICE("");
    for (size_t i = 0; i < count; i++)
        list = arena_printf(arena, "%.*s%s%s", SLICE_ARG(list), i ? ", " : "", choices[i].name);
    return list;
}

struct slice params_choice_nearest(struct slice value, const struct params_choice *choices,
                                   size_t count)
{
    struct slice nearest = SLICE("");
    unsigned best = ~0u;
    for (size_t i = 0; i < count; i++) {
        struct slice name = slice_from(choices[i].name);
        unsigned distance = edit_distance(value, name);
        if (distance < best && edit_is_near(value, name)) {
            best = distance;
            nearest = name;
        }
    }
    return nearest;
}

int params_choice_read(struct params_reader *reader, struct slice value,
                       const struct params_choice *choices, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (slice_equal(value, slice_from(choices[i].name)))
            return choices[i].value;
    struct slice list = params_choice_list(reader->arena, choices, count);
    refuse_choice(reader, value, list, params_choice_nearest(value, choices, count));
    return -1;
}

int params_choice_field(struct params_reader *reader, struct slice value, const enum field *fields,
                        size_t count)
{
    struct params_choice choices[FIELD_COUNT];
    assert(count <= COUNT(choices));
    for (size_t i = 0; i < count; i++)
        choices[i] = (struct params_choice){field_short_name(fields[i]), (int)fields[i]};
    return params_choice_read(reader, value, choices, count);
}

bool params_choice_next(struct slice *list, struct slice *name)
{
    *name = SLICE_NONE;
    while (list->len > 0 && name->len == 0) {
        size_t comma = slice_find(*list, SLICE(","));
        *name = slice_trim(slice_of(list->ptr, comma));
        *list = slice_from_offset(*list, comma < list->len ? comma + 1 : comma);
    }
    return name->len > 0;
}

const char *params_choice_name(int value, const struct params_choice *choices, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (choices[i].value == value)
            return choices[i].name;
    return "";
}

void params_choice_flag(struct params_reader *reader, struct slice value, bool *flag)
{
    int chosen = params_choice_read(reader, value, FLAGS, COUNT(FLAGS));
    if (chosen >= 0)
        *flag = chosen == 1;
}

bool params_number(struct params_reader *reader, struct slice value, uint32_t low, uint32_t high,
                   uint32_t *out)
{
    uint64_t number = 0;
    bool is_number = value.len > 0 && value.len <= 9;
    for (size_t i = 0; i < value.len && is_number; i++) {
        is_number = value.ptr[i] >= '0' && value.ptr[i] <= '9';
        number = number * 10 + (uint64_t)(value.ptr[i] - '0');
    }
    if (is_number && number >= low && number <= high) {
        *out = (uint32_t)number;
        return true;
    }
    bool too_high = is_number && number > high;
    refuse_number(reader, value, low, high,
                  arena_printf(reader->arena, "%u", too_high ? high : low));
    return false;
}

bool params_short_text(struct params_reader *reader, struct slice value, struct slice *out)
{
    if (value.len <= PARAMS_MAX_TEXT_LEN) {
        *out = value;
        return true;
    }
    refuse_long_text(reader);
    return false;
}

void params_choice_set(struct params_reader *reader, struct slice list,
                       const struct params_choice *choices, size_t count, unsigned *set)
{
    struct slice name;
    while (params_choice_next(&list, &name)) {
        int chosen = params_choice_read(reader, name, choices, count);
        if (chosen >= 0)
            *set |= 1u << (unsigned)chosen;
    }
}
