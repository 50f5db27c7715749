// One GET form that holds the whole state of a search, so that sending it loses nothing.
//
// A field with one value is a list or a text box. Further values of the same field (added through
// the facets, or by hand in the URL) stand as ticked boxes in front of it: to untick is to remove. The
// lists come from the index's columns; one that is longer than a person will scroll is a text box.
//
// Cost: one visit of the distinct types, sessions and ministers of the index.
#include "searchd/page/form.h"

#include "engine/persons.h"
#include "searchd/page/french.h"
#include "searchd/web/web_file.h"

enum { MAX_CHOICES = 80 };

struct choices {
    enum field field;
    struct slice values[MAX_CHOICES]; // as shown
    struct slice keys[MAX_CHOICES];   // by which spellings are one value
    uint32_t counts[MAX_CHOICES];     // documents with the spelling that is shown
    size_t count;
    bool too_many;
    struct arena *arena;
};

// One more spelling of a value, or a value more.
static void add_choice(struct choices *choices, struct slice value, uint32_t doc_count)
{
    struct buf key;
    buf_init(&key, 0);
    field_value_key(choices->field, value, &key);
    size_t at = 0;
    while (at < choices->count && !slice_equal(choices->keys[at], buf_slice(&key)))
        at++;
    bool is_new = at == choices->count;
    choices->too_many = choices->too_many || key.failed || at == MAX_CHOICES;
    struct field_spelling here = {value, doc_count};
    if (choices->too_many) {
        buf_clear(&key);
        return;
    }
    if (is_new) {
        choices->keys[choices->count++] = arena_copy(choices->arena, buf_slice(&key));
        choices->counts[at] = 0;
    }
    struct field_spelling shown = {choices->values[at], choices->counts[at]};
    if (is_new || field_spelling_is_better(here, shown)) {
        choices->values[at] = arena_copy(choices->arena, value);
        choices->counts[at] = doc_count;
    }
    buf_clear(&key);
}

static bool visit_choice(void *context, struct slice value, uint32_t doc_count)
{
    struct choices *choices = context;
    struct slice name;
    if (doc_count == 0)
        return true;
    while (persons_next_value(choices->field, &value, &name))
        add_choice(choices, name, doc_count);
    return !choices->too_many;
}

// The values of a column; none without an index, or where there are too many for a list.
static void read_choices(struct page *page, enum field field, struct choices *choices)
{
    choices->field = field;
    choices->arena = page->context->arena;
    choices->count = 0;
    choices->too_many = false;
    struct error ignored;
    if (page->context->view == NULL ||
        view_values(page->context->view, field, SLICE(""), visit_choice, choices, &ignored) !=
            STATUS_OK ||
        choices->too_many)
        choices->count = 0;
}

// --- one field -----------------------------------------------------------------------------

struct form_field {
    enum field field;
    const char *label;
    const char *none; // what the list calls no choice: « Tous »
    bool is_list;
};

// The first filter on the field whose value is among the choices, else none.
static const struct search_filter *selected(const struct search_params *params, enum field field,
                                            const struct choices *choices)
{
    for (size_t i = 0; params && i < params->filter_count; i++) {
        const struct search_filter *filter = &params->filters[i];
        if (filter->field != field)
            continue;
        if (choices == NULL)
            return filter;
        for (size_t k = 0; k < choices->count; k++)
            if (field_values_are_same(field, choices->values[k], filter->value))
                return filter;
    }
    return NULL;
}

static void append_value(struct page *page, enum field field, struct slice value)
{
    size_t mark = page->work.len;
    page_column_value(&page->work, field, value);
    struct slice shown = page_take(page, mark);
    html_isolate(&page->work, shown);
}

// The filters on a field other than `but`, as ticked boxes.
static void append_ticked(struct page *page, const struct search_params *params, enum field field,
                          const struct search_filter *but)
{
    struct buf *out = &page->work;
    for (size_t i = 0; params && i < params->filter_count; i++) {
        const struct search_filter *filter = &params->filters[i];
        if (filter->field != field || filter == but)
            continue;
        buf_printf(out, "<p><label><input type=\"checkbox\" name=\"%s\" value=\"",
                   field_short_name(field));
        html_text(out, filter->value);
        html_literal(out, "\" checked> ");
        append_value(page, field, filter->value);
        html_literal(out, "</label></p>\n");
    }
}

static void append_list(struct page *page, const struct form_field *form_field,
                        const struct choices *choices, const struct search_filter *chosen)
{
    struct buf *out = &page->work;
    const char *name = field_name(form_field->field);
    buf_printf(out,
               "<p><label for=\"%s\">%s</label> <select id=\"%s\" name=\"%s\">"
               "<option value=\"\">%s</option>",
               name, form_field->label, name, name, form_field->none);
    for (size_t i = 0; i < choices->count; i++) {
        bool is_chosen =
            chosen && field_values_are_same(form_field->field, chosen->value, choices->values[i]);
        html_literal(out, "\n<option");
        buf_append_slice(out, is_chosen ? SLICE(" selected>") : SLICE(">"));
        html_text(out, choices->values[i]); // HTML needs no ends of options
    }
    html_literal(out, "</select></p>\n");
}

static void append_text_box(struct page *page, const struct form_field *form_field,
                            const struct search_filter *chosen)
{
    struct buf *out = &page->work;
    const char *name = field_name(form_field->field);
    buf_printf(out,
               "<p><label for=\"%s\">%s</label> <input id=\"%s\" name=\"%s\" dir=\"auto\" "
               "autocomplete=\"off\" value=\"",
               name, form_field->label, name, name);
    if (chosen)
        html_text(out, chosen->value);
    html_literal(out, "\"></p>\n");
}

static struct slice field_markup(struct page *page, const struct search_params *params,
                                 const struct form_field *form_field)
{
    struct choices choices = {.count = 0};
    if (form_field->is_list)
        read_choices(page, form_field->field, &choices);
    bool is_list = choices.count > 0;
    const struct search_filter *chosen =
        selected(params, form_field->field, is_list ? &choices : NULL);
    size_t mark = page->work.len;
    append_ticked(page, params, form_field->field, chosen);
    if (is_list)
        append_list(page, form_field, &choices, chosen);
    else
        append_text_box(page, form_field, chosen);
    return page_take(page, mark);
}

// --- the other controls ----------------------------------------------------------------------

struct option {
    const char *value, *label;
    bool is_on;
};

// Radio buttons or check boxes, each within its label.
static struct slice tick_list(struct page *page, const char *type, const char *name,
                              const struct option *options, size_t count)
{
    struct buf *out = &page->work;
    size_t mark = out->len;
    for (size_t i = 0; i < count; i++)
        buf_printf(out, "<p><label><input type=\"%s\" name=\"%s\" value=\"%s\"%s> %s</label></p>\n",
                   type, name, options[i].value, options[i].is_on ? " checked" : "",
                   options[i].label);
    return page_take(page, mark);
}

// What is of no use in most indexes is offered only where it is on.
static struct slice status_markup(struct page *page, const struct search_params *params)
{
    static const enum exchange_status order[] = {EXCHANGE_ANSWERED,    EXCHANGE_WAITING,
                                                 EXCHANGE_PROVISIONAL, EXCHANGE_WITHDRAWN,
                                                 EXCHANGE_LAPSED,      EXCHANGE_UNCOVERED};
    enum { ALWAYS = 2 };
    struct option options[EXCHANGE_STATUS_COUNT];
    size_t count = 0;
    for (size_t s = 0; s < sizeof order / sizeof *order; s++) {
        const char *name = exchange_status_name(order[s]);
        bool is_on = false;
        for (size_t i = 0; params && i < params->filter_count; i++)
            is_on |=
                params->filters[i].field == FIELD_STATUS &&
                field_values_are_same(FIELD_STATUS, params->filters[i].value, slice_from(name));
        if (s < ALWAYS || is_on)
            options[count++] = (struct option){name, page_status_label(order[s]), is_on};
    }
    return tick_list(page, "checkbox", field_short_name(FIELD_STATUS), options, count);
}

static struct slice places_markup(struct page *page, const struct search_params *params)
{
    uint8_t mask = params ? params->field_mask : 0;
    const struct option options[] = {
        {field_short_name(FIELD_TITLE), "Dans le titre", (mask & FIELD_MASK(FIELD_TITLE)) != 0},
        {field_short_name(FIELD_QUESTION), "Dans la question",
         (mask & FIELD_MASK(FIELD_QUESTION)) != 0},
        {field_short_name(FIELD_ANSWER), "Dans la réponse",
         (mask & FIELD_MASK(FIELD_ANSWER)) != 0}};
    size_t mark = page->work.len;
    buf_append_slice(&page->work, tick_list(page, "checkbox", "dans", options, 3));
    html_literal(&page->work, "<p class=\"hint\">Partout si rien n’est coché.</p>\n");
    return page_take(page, mark);
}

static struct slice mode_markup(struct page *page, const struct search_params *params)
{
    enum search_mode mode = params ? params->mode : MODE_AUTO;
    const struct option options[] = {
        {"", "Tous les mots, sinon une partie", mode == MODE_AUTO},
        {params_mode_name(MODE_ALL), "Tous les mots", mode == MODE_ALL},
        {params_mode_name(MODE_ANY), "Au moins un des mots", mode == MODE_ANY}};
    return tick_list(page, "radio", "mode", options, 3);
}

static struct slice sort_markup(struct page *page, const struct search_params *params)
{
    size_t mark = page->work.len;
    for (int sort = SORT_RELEVANCE; sort <= SORT_ANSWER_DESC; sort++)
        buf_printf(&page->work, "<option value=\"%s\"%s>%s</option>",
                   sort == SORT_RELEVANCE ? "" : params_sort_name((enum search_sort)sort),
                   params && (int)params->sort == sort ? " selected" : "",
                   page_sort_label((enum search_sort)sort));
    return page_take(page, mark);
}

struct slice page_date_field(struct page *page, const char *name, struct slice typed, uint32_t date)
{
    struct buf *out = &page->work;
    size_t mark = out->len;
    bool is_wrong = typed.len > 0 && date == DATE_NONE, is_end = name[0] == 'a';
    buf_printf(out, "<input id=\"%s\" name=\"%s\" type=\"%s\"%s", name, name,
               is_wrong ? "text" : "date", is_wrong ? " aria-invalid=\"true\" value=\"" : "");
    if (is_wrong) {
        html_text(out, typed);
        html_literal(out, "\"");
    } else if (date != DATE_NONE) {
        char iso[DATE_TEXT_SIZE];
        date_format_iso(is_end ? date_last_day(date) : date_first_day(date), iso);
        buf_printf(out, " value=\"%s\"", iso);
    }
    html_literal(out, ">");
    return page_take(page, mark);
}

// --- what is not shown -----------------------------------------------------------------------

void page_append_hidden(struct buf *out, const char *name, struct slice value)
{
    if (value.len == 0)
        return;
    buf_printf(out, "<input type=\"hidden\" name=\"%s\" value=\"", name);
    html_text(out, value);
    html_literal(out, "\">\n");
}

static void append_hidden_switches(struct buf *out, const struct search_params *params)
{
    page_append_hidden(out, "personnes", params->without_people ? SLICE("0") : SLICE_NONE);
    page_append_hidden(out, "partiels", params->no_partials ? SLICE("0") : SLICE_NONE);
}

void page_append_hidden_search(struct buf *out, const struct search_params *params, enum field but)
{
    for (size_t i = 0; i < params->filter_count; i++)
        if (params->filters[i].field != but)
            page_append_hidden(out, field_short_name(params->filters[i].field),
                               params->filters[i].value);
    for (unsigned field = 0; field < TEXT_FIELD_COUNT; field++)
        if (params->field_mask & FIELD_MASK(field))
            page_append_hidden(out, "dans", slice_from(field_name((enum field)field)));
    if (params->mode != MODE_AUTO)
        page_append_hidden(out, "mode", slice_from(params_mode_name(params->mode)));
    append_hidden_switches(out, params);
}

// --- the form ------------------------------------------------------------------------------

// How many filters a search has, dates and places included.
static size_t count_filters(const struct search_params *params)
{
    return params->filter_count + (params->date_from || params->date_to) +
           (params->field_mask != 0) + (params->mode != MODE_AUTO);
}

static struct slice summary_markup(struct page *page, const struct search_params *params)
{
    size_t active = params ? count_filters(params) : 0;
    size_t mark = page->work.len;
    html_literal(&page->work, "Filtres et tri");
    if (active > 0) {
        html_literal(&page->work, " <span class=\"active\">");
        french_count(&page->work, active, "filtre actif", "filtres actifs");
        html_literal(&page->work, "</span>");
    }
    return page_take(page, mark);
}

// The same words without any filter.
static struct slice reset_url(struct page *page, const struct search_params *params)
{
    static const struct search_params nothing = {.page = 1, .limit = PAGE_HITS};
    struct search_params bare = nothing;
    if (params)
        bare.q = params->q;
    size_t mark = page->work.len;
    params_append_url(&page->work, SLICE("/recherche"), &bare, PAGE_PARAMS, PAGE_HITS);
    return page_take(page, mark);
}

static struct slice ticked_markup(struct page *page, const struct search_params *params,
                                  enum field field)
{
    size_t mark = page->work.len;
    append_ticked(page, params, field, NULL);
    return page_take(page, mark);
}

// What the form has no field for goes on with it.
static struct slice hidden_markup(struct page *page, const struct search_params *params)
{
    static const enum field fields[] = {
        FIELD_OFFICE,  FIELD_ASSEMBLY, FIELD_GROUP, FIELD_REFERRAL, FIELD_CITE,
        FIELD_COMMUNE, FIELD_PROVINCE, FIELD_SINCE, FIELD_CHANGED,  FIELD_SERIES};
    struct buf *out = &page->work;
    size_t mark = out->len;
    if (!params)
        return SLICE_NONE;
    page_append_hidden(out, "par", params->by_month ? SLICE("mois") : SLICE_NONE);
    page_append_hidden(out, "regrouper", params->other_fold ? SLICE("0") : SLICE_NONE);
    append_hidden_switches(out, params);
    for (size_t i = 0; i < params->filter_count; i++)
        for (size_t f = 0; f < sizeof fields / sizeof *fields; f++)
            if (params->filters[i].field == fields[f])
                page_append_hidden(out, field_short_name(fields[f]), params->filters[i].value);
    return page_take(page, mark);
}

struct slice page_form(struct page *page, const struct search_params *params, bool is_open)
{
    static const struct form_field type = {FIELD_TYPE, "Type", "Tous", true};
    static const struct form_field session = {FIELD_SESSION, "Session", "Toutes", true};
    static const struct form_field minister = {FIELD_MINISTER, "Ministre", "Tous", true};
    static const struct form_field author = {FIELD_AUTHOR, "Auteur ou autrice", "", false};
    const struct html_hole holes[] = {
        page_text("label", SLICE("Rechercher dans les questions et les réponses")),
        page_text("q", params ? params->q : SLICE("")),
        page_text("open", is_open ? SLICE("open") : SLICE("")),
        page_markup("summary", summary_markup(page, params)),
        page_markup("de", page_date_field(page, "de", params ? params->from : SLICE_NONE,
                                          params ? params->date_from : DATE_NONE)),
        page_markup("a", page_date_field(page, "a", params ? params->to : SLICE_NONE,
                                         params ? params->date_to : DATE_NONE)),
        page_markup("annee", ticked_markup(page, params, FIELD_YEAR)),
        page_markup("statut", status_markup(page, params)),
        page_markup("delai", ticked_markup(page, params, FIELD_DELAY)),
        page_markup("ministre", field_markup(page, params, &minister)),
        page_markup("auteur", field_markup(page, params, &author)),
        page_markup("type", field_markup(page, params, &type)),
        page_markup("session", field_markup(page, params, &session)),
        page_markup("dans", places_markup(page, params)),
        page_markup("mode", mode_markup(page, params)),
        page_markup("tri", sort_markup(page, params)),
        page_text("reset", reset_url(page, params)),
        page_markup("hidden", hidden_markup(page, params)),
    };
    size_t mark = page->work.len;
    page_render(&page->work, web_form_html, holes);
    return page_take(page, mark);
}

// Which parameter it is about: the field of the form, else by its name. What is wrong with the words says so itself.
static void append_parameter(struct buf *out, struct slice parameter)
{
    bool is_from = slice_equal(parameter, SLICE("de")), is_to = slice_equal(parameter, SLICE("a"));
    if (parameter.len == 0 || slice_equal(parameter, SLICE("q")))
        return;
    if (is_from || is_to) {
        buf_printf(out, "<a href=\"#%s\">%s</a>" FRENCH_NBSP ": ", is_from ? "de" : "a",
                   is_from ? "Du" : "Au");
        return;
    }
    html_literal(out, "<code>");
    html_text(out, parameter);
    html_literal(out, "</code>" FRENCH_NBSP ": ");
}

struct slice page_problems(struct page *page, const struct param_problems *problems)
{
    struct buf *out = &page->work;
    if (problems == NULL || problems->count == 0)
        return SLICE_NONE;
    size_t mark = out->len;
    html_literal(out, "<div class=\"problems\" role=\"alert\" tabindex=\"-1\" autofocus>\n"
                      "<ul>\n");
    for (size_t i = 0; i < problems->count; i++) {
        html_literal(out, "<li>");
        append_parameter(out, problems->items[i].parameter);
        html_text(out, problems->items[i].detail);
        html_literal(out, "</li>\n");
    }
    html_literal(out, "</ul>\n</div>\n");
    return page_take(page, mark);
}
