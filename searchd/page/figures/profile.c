// GET /personne/SLUG and /fonction/SLUG: what somebody, or whoever held an office, asked and was asked.
//
// Numbers are those of answer/stats/profile.h, with the exchanges behind them; other persons and offices are links to
// their own pages. Another turn of the name leads to the page's one address.
#include "answer/stats/profile.h"
#include "searchd/ask/search_service.h"
#include "searchd/page/french.h"
#include "searchd/page/links.h"
#include "searchd/page/page.h"
#include "searchd/page/parts.h"
#include "searchd/web/web_file.h"

struct profile_page {
    struct page page;
    const struct profile *profile;
};

// --- links -------------------------------------------------------------------------------------

// A number with the search behind it: by a role's field, and by one filter more where `field` is one. Without a link
// where a search has no room for all the types that are counted.
static void append_count(struct profile_page *view, const struct profile_role *role,
                         enum field field, struct slice value, struct slice shown)
{
    struct search_params params = {.page = 1, .limit = PAGE_HITS, .sort = SORT_DATE_DESC};
    bool is_link = page_add_filter(&params, role->field, view->profile->who.name);
    for (size_t i = 0; field != FIELD_COUNT && i < role->by_year.type_count; i++)
        is_link = is_link && page_add_filter(&params, FIELD_TYPE, role->by_year.types[i]);
    if (value.len > 0)
        is_link = is_link && page_add_filter(&params, field, value);
    if (is_link) {
        html_literal(&view->page.work, "<a href=\"");
        page_search_url(&view->page, &params);
        html_literal(&view->page.work, "\">");
    }
    buf_append_slice(&view->page.work, shown);
    buf_append_slice(&view->page.work, is_link ? SLICE("</a>") : SLICE_NONE);
}

// A person or portfolio as a link to its page, where it has one.
static void append_name(struct profile_page *view, enum field field, struct slice value)
{
    struct buf *out = &view->page.work;
    bool is_office = field == FIELD_OFFICE;
    struct arena *arena = view->page.context->arena;
    struct slice slug = is_office
                            ? directory_office_slug(value, arena)
                            : directory_person_slug(view->page.context->searcher, value, arena);
    size_t mark = out->len;
    page_column_value(out, field, value);
    struct slice shown = page_take(&view->page, mark);
    if (slug.len > 0) {
        html_literal(out, "<a href=\"");
        html_text(out, profile_path(is_office, slug, arena));
        html_literal(out, "\">");
    }
    html_isolate(out, shown);
    if (slug.len > 0)
        html_literal(out, "</a>");
}

// --- a role ------------------------------------------------------------------------------------

static void append_days(struct buf *out, const struct exchange_group *group, double days)
{
    html_literal(out, "<td>");
    if (group->delays == 0) {
        html_literal(out, "–</td>");
        return;
    }
    french_number(out, (uint64_t)days);
    buf_append_slice(out, days > (double)(uint64_t)days ? SLICE(",5") : SLICE_NONE);
    html_literal(out, FRENCH_NBSP "j</td>");
}

static void append_numbers(struct buf *out, const struct exchange_group *group)
{
    uint32_t covered = group->documents - group->uncovered;
    html_literal(out, "<td>");
    french_number(out, group->answered);
    if (covered > 0)
        buf_printf(out, " <small>(%.0f" FRENCH_NNBSP "%%)</small>",
                   100.0 * group->answered / covered);
    html_literal(out, "</td>");
    append_days(out, group, group->median);
    append_days(out, group, group->p90);
    html_literal(out, "<td>");
    french_number(out, group->waiting);
    html_literal(out, "</td></tr>\n");
}

static void append_years(struct profile_page *view, const struct profile_role *role)
{
    struct buf *out = &view->page.work;
    const struct group_result *groups = &role->by_year.search.result.groups;
    const char *id = role->field == FIELD_AUTHOR ? "posees" : "recues";
    buf_printf(
        out,
        "<div class=\"scroll\" role=\"region\" aria-labelledby=\"%s-an\" tabindex=\"0\">\n"
        "<table class=\"numbers\"><caption id=\"%s-an\">Questions écrites par année</caption>\n"
        "<thead><tr><th scope=\"col\">Année</th><th scope=\"col\">Questions</th>"
        "<th scope=\"col\">Répondues</th><th scope=\"col\">Délai médian</th>"
        "<th scope=\"col\">Neuf sur dix en</th><th scope=\"col\">En attente</th></tr></thead>\n"
        "<tbody>\n",
        id, id);
    for (size_t g = 0; g < groups->count; g++) {
        const struct exchange_group *group = &groups->groups[g];
        html_literal(out, "<tr><th scope=\"row\">");
        buf_append_slice(out, group->value[0].len ? group->value[0] : SLICE("sans année"));
        html_literal(out, "</th><td>");
        struct slice number = page_number(&view->page, group->documents);
        if (group->value[0].len > 0)
            append_count(view, role, FIELD_YEAR, group->value[0], number);
        else
            buf_append_slice(out, number);
        html_literal(out, "</td>");
        append_numbers(out, group);
    }
    html_literal(out, "</tbody>\n<tfoot><tr><th scope=\"row\">Ensemble</th><td>");
    append_count(view, role, FIELD_YEAR, SLICE_NONE,
                 page_number(&view->page, groups->whole.documents));
    html_literal(out, "</td>");
    append_numbers(out, &groups->whole);
    html_literal(out, "</tfoot></table></div>\n");
}

static const char *facet_title(const struct profile_role *role, enum field field)
{
    if (field == FIELD_OFFICE)
        return "Portefeuilles";
    if (field == FIELD_AUTHOR)
        return role->field == FIELD_AUTHOR ? "Avec qui" : "De qui";
    return role->field == FIELD_MINISTER ? "Avec qui" : "À qui";
}

// Values of a facet but the one that all is about; nothing where there is no other.
static void append_facet(struct profile_page *view, const struct profile_role *role,
                         const struct facet *facet)
{
    struct buf *out = &view->page.work;
    size_t shown = 0;
    if (view->profile->is_office && facet->field == FIELD_MINISTER)
        return; // its holders stand above
    for (size_t i = 0; i < facet->value_count && shown < PROFILE_VALUES; i++) {
        struct slice value = facet->values[i].value;
        if (facet->field == role->field &&
            field_values_are_same(role->field, value, view->profile->who.name))
            continue;
        if (shown++ == 0)
            buf_printf(out, "<section><h3>%s</h3>\n<ul class=\"names\">\n",
                       facet_title(role, facet->field));
        html_literal(out, "<li>");
        append_name(view, facet->field, value);
        html_literal(out, " <span class=\"number\">");
        french_number(out, facet->values[i].count);
        html_literal(out, "</span></li>\n");
    }
    if (shown > 0)
        html_literal(out, "</ul></section>\n");
}

static void append_briefs(struct profile_page *view, const char *title,
                          const struct search_hit *hits, size_t count)
{
    if (count == 0)
        return;
    buf_printf(&view->page.work, "<section><h3>%s</h3>\n<ol class=\"brief\">\n", title);
    for (size_t i = 0; i < count; i++)
        page_brief(&view->page, &hits[i].exchange);
    html_literal(&view->page.work, "</ol></section>\n");
}

static void append_role(struct profile_page *view, const struct profile_role *role)
{
    struct buf *out = &view->page.work;
    const struct search_result *result = &role->by_year.search.result;
    bool has_asked = role->field == FIELD_AUTHOR;
    size_t mark = out->len;
    french_count(out, role->total, has_asked ? "question posée" : "question reçue",
                 has_asked ? "questions posées" : "questions reçues");
    struct slice heading = page_take(&view->page, mark);
    html_literal(out, "<section class=\"role\"><h2>");
    append_count(view, role, FIELD_COUNT, SLICE_NONE, heading);
    html_literal(out, "</h2>\n");
    if (result->total > 0)
        append_years(view, role);
    html_literal(out, "<div class=\"columns\">\n");
    for (size_t i = 0; i < result->facet_count; i++)
        append_facet(view, role, &result->facets[i]);
    append_briefs(view, "Les dernières", result->hits, result->hit_count);
    append_briefs(view, "En attente depuis le plus longtemps", role->waiting.hits,
                  role->waiting.hit_count);
    html_literal(out, "</div></section>\n");
}

static struct slice roles_markup(struct profile_page *view)
{
    size_t mark = view->page.work.len;
    for (size_t r = 0; r < view->profile->role_count; r++)
        append_role(view, &view->profile->roles[r]);
    return page_take(&view->page, mark);
}

// --- the page ----------------------------------------------------------------------------------

static struct slice holders_markup(struct profile_page *view)
{
    struct buf *out = &view->page.work;
    const struct group_result *groups = &view->profile->holders.search.result.groups;
    size_t mark = out->len;
    if (!view->profile->is_office || groups->count == 0)
        return SLICE_NONE;
    html_literal(out, "<h2>Qui a été interrogé</h2>\n<ul class=\"names\">\n");
    for (size_t g = 0; g < groups->count && groups->groups[g].value[0].len > 0; g++) {
        const struct exchange_group *group = &groups->groups[g];
        html_literal(out, "<li>");
        append_name(view, FIELD_MINISTER, group->value[0]);
        if (group->first_date != DATE_NONE) {
            html_literal(out, ", ");
            if (group->first_date != group->last_date) {
                page_times(out, group->first_date, group->last_date);
            } else {
                buf_append_slice(out,
                                 date_is_full(group->first_date) ? SLICE("le ") : SLICE("en "));
                page_time(out, group->first_date);
            }
        }
        html_literal(out, " <span class=\"number\">");
        french_number(out, group->documents);
        html_literal(out, "</span></li>\n");
    }
    html_literal(out, "</ul>\n");
    return page_take(&view->page, mark);
}

static struct slice name_text(struct profile_page *view)
{
    size_t mark = view->page.work.len;
    page_column_value(&view->page.work, view->profile->is_office ? FIELD_OFFICE : FIELD_AUTHOR,
                      view->profile->who.name);
    return page_take(&view->page, mark);
}

static struct slice lead_text(struct profile_page *view)
{
    struct buf *out = &view->page.work;
    const struct directory_entry *who = &view->profile->who;
    size_t mark = out->len;
    if (view->profile->is_office) {
        html_literal(out, "Portefeuille" FRENCH_NBSP ": ");
        french_count(out, who->received, "question posée", "questions posées");
        html_literal(out, " à qui l’avait alors.");
        return page_take(&view->page, mark);
    }
    const struct {
        uint64_t count;
        const char *one, *several;
    } counts[] = {{who->asked, "question posée", "questions posées"},
                  {who->received, "question reçue", "questions reçues"},
                  {who->answered, "réponse donnée", "réponses données"}};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        if (counts[i].count == 0)
            continue;
        buf_append_slice(out, out->len > mark ? SLICE(", ") : SLICE_NONE);
        french_count(out, counts[i].count, counts[i].one, counts[i].several);
    }
    html_literal(out, ".");
    return page_take(&view->page, mark);
}

static struct slice main_markup(struct profile_page *view, struct slice path)
{
    struct arena *arena = view->page.context->arena;
    const struct html_hole holes[] = {
        page_text("name", name_text(view)),
        page_text("lead", lead_text(view)),
        page_markup("holders", holders_markup(view)),
        page_markup("roles", roles_markup(view)),
        page_text("atom", arena_printf(arena, "%.*s.atom", SLICE_ARG(path))),
        page_text("json", arena_printf(arena, "%.*s.json", SLICE_ARG(path))),
    };
    size_t mark = view->page.work.len;
    page_render(&view->page.work, web_profile_html, holes);
    return page_take(&view->page, mark);
}

static struct slice head_markup(struct profile_page *view, struct slice path)
{
    struct buf *out = &view->page.work;
    size_t mark = out->len;
    html_literal(out, "<link rel=\"alternate\" type=\"application/atom+xml\" title=\"Flux Atom\" "
                      "href=\"");
    html_text(out, path);
    html_literal(out, ".atom\">\n<link rel=\"alternate\" type=\"application/json\" title=\"JSON\" "
                      "href=\"");
    html_text(out, path);
    html_literal(out, ".json\">\n");
    return page_take(&view->page, mark);
}

static enum status render(struct request_context *context, const struct profile *profile,
                          struct slice path, struct http_response *response, struct error *err)
{
    struct profile_page view = {.profile = profile};
    page_open(&view.page, context);
    const struct page_frame frame = {
        .title = name_text(&view),
        .description = lead_text(&view),
        .canonical = path,
        .head = head_markup(&view, path),
        .kind = "tables",
    };
    enum status status = page_finish(&view.page, &frame, main_markup(&view, path), response, err);
    page_close(&view.page);
    return status;
}

static enum status answer(struct request_context *context, bool is_office, struct slice slug,
                          struct http_response *response, struct error *err)
{
    struct profile *profile;
    enum status status = search_service_profile(context, is_office, slug, &profile, err);
    if (status != STATUS_OK)
        return status;
    struct slice path = profile_path(is_office, profile->who.slug, context->arena);
    if (!path.ptr)
        return error_set(err, STATUS_NO_MEMORY, "no memory for an address");
    if (slice_equal(slug, profile->who.slug))
        return render(context, profile, path, response, err);
    struct slice location = context_path(context, path);
    if (!location.ptr)
        return error_set(err, STATUS_NO_MEMORY, "no memory for an address");
    response->status = 301;
    response->content_type = "text/html; charset=utf-8";
    http_add_header(response, "Location", location.ptr);
    return STATUS_OK;
}

enum status page_profile_person(struct request_context *context, struct slice slug,
                                struct http_response *response, struct error *err)
{
    return answer(context, false, slug, response, err);
}

enum status page_profile_office(struct request_context *context, struct slice slug,
                                struct http_response *response, struct error *err)
{
    return answer(context, true, slug, response, err);
}
