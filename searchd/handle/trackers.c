// See trackers.h.
//
// The lists hold what is documented by who appends it; none of the names is, or begins, a parameter of ours. Cost: a
// walk over some fifty names for each parameter of a page that was asked with any.

#include "searchd/handle/trackers.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

// Families: every name that starts so.
static const char *const PREFIXES[] = {
    "utm_", "mtm_", "matomo_", "pk_", "piwik_", "at_",  "mc_",  "hsa_", "gad_",  "_hs",
    "__hs", "oly_", "vero_",   "wt_", "wt.",    "ns_",  "fb_",  "stm_", "itm_",  "sc_",
    "trk_", "ref_", "guce_",   "ga_", "sfmc_",  "mkt_", "dm_i", "ml_",  "bsft_", "ss_email",
};
static const char *const NAMES[] = {
    "fbclid",
    "gclid",
    "gclsrc",
    "dclid",
    "gbraid",
    "wbraid",
    "msclkid",
    "yclid",
    "ysclid",
    "twclid",
    "ttclid",
    "tblci",
    "igshid",
    "igsh",
    "li_fat_id",
    "epik",
    "rdt_cid",
    "sccid",
    "srsltid",
    "_ga",
    "_gl",
    "_gac",
    "_ke",
    "_kx",
    "_openstat",
    "xtor",
    "xtref",
    "s_cid",
    "s_kwcid",
    "cmpid",
    "campaignid",
    "trk",
    "trkcampaign",
    "spm",
    "wickedid",
    "hsctatracking",
    "mkwid",
    "pcrid",
    "ef_id",
    "guccounter",
    "usqp",
    "ncid",
    "nr_email_referer",
    "elqtrack",
    "elqtrackid",
    "cndid",
    "mibextid",
    "sfnsn",
    "refsrc",
    "zanpid",
    "irclickid",
    "dicbo",
    "vgo_ee",
    "_branch_match_id",
    "_branch_referrer",
};

static bool starts_ignoring_case(struct slice name, struct slice prefix)
{
    return name.len >= prefix.len &&
           slice_equal_ignoring_case(slice_of(name.ptr, prefix.len), prefix);
}

static bool is_tracker(struct slice name)
{
    for (size_t i = 0; i < COUNT(PREFIXES); i++)
        if (starts_ignoring_case(name, slice_from(PREFIXES[i])))
            return true;
    for (size_t i = 0; i < COUNT(NAMES); i++)
        if (slice_equal_ignoring_case(name, slice_from(NAMES[i])))
            return true;
    return false;
}

// "amp;amp;tri" -> "tri"; other names as they are.
static struct slice without_escape(struct slice name)
{
    static const char *const remains[] = {"amp;", "#38;", "#038;", "#x26;"};
    for (size_t i = 0; i < COUNT(remains); i++) {
        if (starts_ignoring_case(name, slice_from(remains[i]))) {
            name = slice_from_offset(name, strlen(remains[i]));
            i = (size_t)-1;
        }
    }
    return name;
}

bool trackers_among(struct parameter_list parameters)
{
    for (size_t i = 0; i < parameters.count; i++) {
        struct slice name = parameters.items[i].name;
        if (is_tracker(name) || without_escape(name).len != name.len)
            return true;
    }
    return false;
}

static bool is_ours(struct slice name)
{
    const char *ours;
    for (size_t i = 0; (ours = params_name(~0u, i)) != NULL; i++)
        if (slice_equal(name, slice_from(ours)))
            return true;
    return false;
}

// Under its name or with the remains of an escape, before `end`.
static bool is_given(struct parameter_list parameters, struct slice name, size_t end)
{
    for (size_t i = 0; i < parameters.count; i++) {
        struct slice other = parameters.items[i].name;
        if (slice_equal(other, name) || (i < end && slice_equal(without_escape(other), name)))
            return true;
    }
    return false;
}

struct parameter_list trackers_without(struct parameter_list parameters, struct arena *arena)
{
    struct parameter *kept = arena_calloc(arena, parameters.count + 1, sizeof *kept);
    size_t count = 0;
    for (size_t i = 0; kept && i < parameters.count; i++) {
        struct slice name = parameters.items[i].name, bare = without_escape(name);
        bool was_escaped = bare.len != name.len;
        if (is_tracker(bare) || (was_escaped && (!is_ours(bare) || is_given(parameters, bare, i))))
            continue;
        kept[count++] = (struct parameter){bare, parameters.items[i].value};
    }
    return (struct parameter_list){kept, count};
}
