// Answers made by hand, for the tests that render pages without an index.
#ifndef TESTS_SEARCHD_PAGE_FIXTURE_H
#define TESTS_SEARCHD_PAGE_FIXTURE_H

#include "searchd/ask/search_service.h"

struct page_fixture {
    struct arena arena;
    struct buf body;
    struct site site;
    struct http_request request;
    struct http_response response;
    struct request_context context;
    struct search_answer answer;
};

// A context without an index on 2 January 2026, and an answer with nothing in it.
void page_fixture_open(struct page_fixture *fixture);
void page_fixture_close(struct page_fixture *fixture);

// Two hits (answered, waiting), facets, a histogram over four years, an interpretation and a notice.
void page_fixture_fill(struct page_fixture *fixture);

// The same where every text that was stored or typed is `text`.
void page_fixture_fill_with(struct page_fixture *fixture, struct slice text);

// One exchange with two answers, every text of which is `text` unless that is empty.
struct exchange page_fixture_exchange(struct page_fixture *fixture, struct slice text);

// A snippet of `text` in which the first occurrence of `word` is marked (nothing when it is empty).
struct snippet page_fixture_snippet(struct page_fixture *fixture, struct slice text,
                                    struct slice word);

#endif
