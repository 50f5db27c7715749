// What every page is made of: the frame around it, and the small pieces that say who, when, how late.
// Private to page/.
#ifndef SEARCHD_PAGE_PARTS_H
#define SEARCHD_PAGE_PARTS_H

#include "answer/params.h"
#include "base/buf.h"
#include "base/slice.h"
#include "engine/exchange.h"
#include "searchd/ask/context.h"
#include "searchd/handle/http.h"
#include "searchd/web/html.h"

// The parameters that /recherche takes, those its exports and feed take, and the hits on a page.
#define PAGE_PARAMS \
    (PARAM_Q | PARAM_MODE | PARAM_FILTERS | PARAM_DATES | PARAM_SORT | PARAM_PAGE | PARAM_FIELDS | \
     PARAM_GROUP | PARAM_PARTIALS | PARAM_FOLDED)
enum { PAGE_HITS = 10 };

// A page under construction. Pieces are written at the end of `work` and then taken from there into
// the request's arena, so that pieces may be built while another one is.
struct page {
    const struct request_context *context;
    struct buf work;
    bool is_search; // it stands at /recherche itself
};

void page_open(struct page *page, const struct request_context *context);
void page_close(struct page *page);

// The bytes written to work since work.len was `mark`, moved to the arena.
struct slice page_take(struct page *page, size_t mark);

// french_number by itself, in the arena.
struct slice page_number(struct page *page, uint64_t number);

// The frame. Text members are escaped here.
struct page_frame {
    struct slice title;       // in front of " – Hémicycle"; empty: the site's name alone
    struct slice description; // may be empty
    struct slice canonical;   // path and query; empty: none
    struct slice head;        // markup: alternates, JSON-LD
    const char *robots;       // "noindex, follow"; NULL: none
    const char *section;      // path of the entry of the navigation that is current; NULL: none
    const char *kind;         // class of <body>
    struct slice list_id;     // of the hits, for who skips all before them; may be empty
};

// Puts the frame around `main` into the response. STATUS_NO_MEMORY when anything ran out on the way.
enum status page_finish(struct page *page, const struct page_frame *frame, struct slice main,
                        struct http_response *response, struct error *err) STATUS_NODISCARD;

static inline struct html_hole page_text(const char *name, struct slice text)
{
    return (struct html_hole){name, text, HTML_TEXT};
}
static inline struct html_hole page_markup(const char *name, struct slice markup)
{
    return (struct html_hole){name, markup, HTML_MARKUP};
}
#define page_render(out, file, holes) \
    html_render((out), (file).bytes, (holes), sizeof(holes) / sizeof *(holes))

// Whether a form sent fields that say nothing: then its answer has a shorter address.
bool page_has_empty_fields(const struct http_request *request);

// Answers with a redirection to a path and query of this site, of HTTP_MAX_HEADER_LEN bytes at most.
enum status page_send_to(struct slice url, unsigned status, struct http_response *response,
                         struct error *err) STATUS_NODISCARD;

// Where readers may write to, as a link; empty when the operator gave none.
struct slice page_contact(struct page *page);

// Markup of small pieces: <bdi>Amandine Pavet</bdi>; <time datetime="…">19 juin 2023</time>;
// « qui → à qui »; « Question écrite du 19 juin 2023, réponse du 13 juillet 2023 ».
void page_person(struct buf *out, struct slice name);
void page_time(struct buf *out, uint32_t date);

// « du 3 mai 2021 au 4 juin 2023 », « d’avril 2021 à 2023 ».
void page_times(struct buf *out, uint32_t first, uint32_t last);
void page_who(struct buf *out, const struct exchange *exchange);
void page_who_links(struct page *page, const struct exchange *exchange); // each name to its page
void page_when(struct buf *out, const struct exchange *exchange);

// « répondu en 24 jours », plain text, and the class that colours it. Days without an answer are counted up to today.
// « hors délai » only where the operator gave a deadline.
void page_delay(struct buf *out, const struct exchange *exchange,
                const struct request_context *context);
const char *page_delay_class(const struct exchange *exchange);

// One <li> of a short list of exchanges: link, who, when, delay; and `more`, markup.
void page_brief(struct page *page, const struct exchange *exchange);
void page_brief_with(struct page *page, const struct exchange *exchange, struct slice more);

// "Avec réponse", "Retirée"… Static storage.
const char *page_status_label(enum exchange_status status);

// "Pertinence", "Plus récentes"… Static storage.
const char *page_sort_label(enum search_sort sort);

// A value of a column as the page shows it: names as spoken, « Avec réponse »; plain text.
void page_column_value(struct buf *out, enum field field, struct slice value);

#endif
