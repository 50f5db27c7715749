#include "searchd/handle/handling.h"

void handling_clear(struct handling *handling)
{
    arena_clear(&handling->kept);
}
