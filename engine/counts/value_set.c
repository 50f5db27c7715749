#include "engine/counts/value_set.h"

void value_set_init(struct value_set *set, enum field field, struct arena *arena)
{
    *set = (struct value_set){.field = field, .shown = {.room = vec_in(arena, VEC_NO_LIMIT)}};
    buf_init(&set->key, 0);
}

void value_set_clear(struct value_set *set)
{
    map_clear(&set->keys);
    buf_clear(&set->key);
}

uint32_t value_set_put(struct value_set *set, struct slice text, uint64_t count)
{
    buf_reset(&set->key);
    field_value_key(set->field, text, &set->key);
    uint32_t number = set->key.failed ? MAP_NONE : map_put(&set->keys, buf_slice(&set->key));
    if (number == MAP_NONE)
        return MAP_NONE;
    if (number == set->shown.count)
        return vec_add(&set->shown, (struct value_shown){text, count}) ? number : MAP_NONE;
    struct value_shown *shown = &set->shown.items[number];
    struct field_spelling here = {text, count}, best = {shown->value, shown->count};
    if (field_spelling_is_better(here, best))
        *shown = (struct value_shown){text, count};
    return number;
}
