// Any bytes as an operator's file: a mistake is told in valid UTF-8 with its line; what is understood is kept in a form
// that reads back as the same; templates make addresses without blanks; patterns end.
#include "indexer/rules/address.h"
#include "indexer/rules/rules.h"
#include "stemmer/text/fold.h"
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>
#include <string.h>

static void try_section(const struct section *section, struct arena *arena)
{
    const struct exchange exchange = {.id = SLICE("a b"), .number = SLICE("\u00E9/?#")};
    struct slice missing;
    if (section->address.len > 0) {
        struct slice address =
            address_of(section->address, &exchange, SLICE("n_12.txt"), arena, &missing);
        assert(fold_is_utf8(address) && !memchr(address.len ? address.ptr : "", ' ', address.len));
        assert((address.len > 0) == (missing.len == 0));
    }
    (void)exclusions_match(section->excluded, SLICE("/q"), SLICE("/q/aaaaaaaa/bbbbbbbb/a.b.c"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rules rules, again;
    struct error err = {0};
    struct arena arena;
    arena_init(&arena, 0);
    if (rules_parse(slice_of((const char *)data, size), "file", &rules, &err) == STATUS_OK) {
        assert(rules_parse(rules.told, "told", &again, &err) == STATUS_OK);
        assert(slice_equal(again.told, rules.told) && again.count == rules.count);
        for (size_t i = 0; i < rules.count; i++) {
            assert(again.sections[i].hash == rules.sections[i].hash);
            assert(rules_section(&rules, rules.sections[i].path) == &rules.sections[i]);
            try_section(&rules.sections[i], &arena);
        }
        rules_clear(&again);
    } else {
        assert(fold_is_utf8(slice_from(err.message)) && strncmp(err.message, "file:", 5) == 0);
    }
    rules_clear(&rules);
    arena_clear(&arena);
    return 0;
}
