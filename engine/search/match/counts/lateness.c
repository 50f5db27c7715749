#include "engine/search/match/counts/lateness.h"

#include "base/buf.h"
#include "base/date.h"
#include "engine/exchange.h"
#include "stemmer/text/fold.h"

bool lateness_segment(struct lateness *lateness, const struct segment *segment)
{
    if (!lateness->rules)
        return true;
    lateness->segment = segment;
    lateness->type_count = segment->columns[COLUMN_TYPE].string_count;
    lateness->of_types =
        arena_calloc(lateness->arena, lateness->type_count + 1, sizeof *lateness->of_types);
    return lateness->of_types != NULL;
}

// The rules for a type, the nearest first.
static const struct deadline_rule **rules_of(struct lateness *lateness, struct slice type)
{
    const struct deadline_rules *rules = lateness->rules;
    const struct deadline_rule **of =
        arena_calloc(lateness->arena, rules->count + 1, sizeof(const struct deadline_rule *));
    struct buf folded;
    size_t count = 0;
    buf_init(&folded, 0);
    fold_append(&folded, type);
    for (size_t i = 0; of && !folded.failed && i < rules->count; i++)
        if (deadline_rule_is_for(&rules->list[i], slice_trim(buf_slice(&folded))))
            of[count++] = &rules->list[i];
    lateness->arena->failed |= folded.failed;
    buf_clear(&folded);
    return of;
}

static const struct deadline_rule *rule_of(struct lateness *lateness, uint32_t doc, uint32_t asked)
{
    const struct column *column = &lateness->segment->columns[COLUMN_TYPE];
    int64_t type = column_value(column, doc);
    size_t at =
        type < 0 || (uint64_t)type >= lateness->type_count ? lateness->type_count : (size_t)type;
    if (!lateness->of_types[at])
        lateness->of_types[at] =
            rules_of(lateness, at < lateness->type_count ? column_string(column, type) : SLICE(""));
    const struct deadline_rule *const *rule = lateness->of_types[at];
    while (rule && *rule && (*rule)->since > asked)
        rule++;
    return rule ? *rule : NULL;
}

enum deadline_verdict lateness_of(struct lateness *lateness, uint32_t doc, int64_t status)
{
    if (!lateness->rules)
        return DEADLINE_UNKNOWN;
    const struct column *columns = lateness->segment->columns;
    bool is_waiting = status == EXCHANGE_WAITING || status == EXCHANGE_PROVISIONAL;
    if (!is_waiting && status != EXCHANGE_ANSWERED)
        return DEADLINE_UNKNOWN;
    uint32_t asked = (uint32_t)column_value(&columns[COLUMN_DATE], doc);
    uint32_t end =
        is_waiting ? lateness->today : (uint32_t)column_value(&columns[COLUMN_DATE_REPONSE], doc);
    if (!date_is_full(asked) || !date_is_full(end))
        return DEADLINE_UNKNOWN;
    const struct deadline_rule *rule = rule_of(lateness, doc, asked);
    if (!rule)
        return DEADLINE_UNKNOWN;
    return end > deadline_rules_due(lateness->rules, rule, asked) ? DEADLINE_MISSED : DEADLINE_KEPT;
}
