#include "engine/deadline/deadline_rules.h"

#include "base/date.h"

static bool goes_before(const struct deadline_rule *a, const struct deadline_rule *b)
{
    bool a_is_any = a->type.len == 0, b_is_any = b->type.len == 0;
    return a_is_any == b_is_any ? a->since >= b->since : b_is_any;
}

// By insertion: a later one moves before those it equals, and there are few.
void deadline_rules_sort(struct deadline_rule *list, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct deadline_rule rule = list[i];
        size_t at = i;
        for (; at > 0 && goes_before(&rule, &list[at - 1]); at--)
            list[at] = list[at - 1];
        list[at] = rule;
    }
}

bool deadline_rule_is_for(const struct deadline_rule *rule, struct slice folded_type)
{
    return rule->type.len == 0 || slice_equal(rule->type, folded_type);
}

const struct deadline_rule *deadline_rules_find(const struct deadline_rules *rules,
                                                struct slice folded_type, uint32_t asked)
{
    for (size_t i = 0; i < rules->count; i++)
        if (rules->list[i].since <= asked && deadline_rule_is_for(&rules->list[i], folded_type))
            return &rules->list[i];
    return NULL;
}

uint32_t deadline_rules_due(const struct deadline_rules *rules, const struct deadline_rule *rule,
                            uint32_t asked)
{
    return rule->are_working ? workday_calendar_after(rules->calendar, asked, rule->days)
                             : date_from_days(date_to_days(asked) + (int32_t)rule->days);
}
