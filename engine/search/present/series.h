// The series that an exchange is in, with the others of it.
#ifndef ENGINE_SEARCH_PRESENT_SERIES_H
#define ENGINE_SEARCH_PRESENT_SERIES_H

#include "base/arena.h"
#include "base/error.h"
#include "base/slice.h"
#include "engine/backend.h"
#include "engine/search/types.h"

// Of a document, without answers. Borrowed from the arena and the view.
enum status series_load(struct view *view, struct doc_key doc, struct arena *arena,
                        struct search_series *out, struct error *err) STATUS_NODISCARD;

// Says to the view that series_load will follow (view_expect).
enum status series_expect(struct view *view, struct doc_key doc,
                          struct error *err) STATUS_NODISCARD;

// Of the exchange with that id, with the beginnings of the answers. STATUS_NOT_FOUND.
enum status search_series(struct view *view, struct slice id, struct arena *arena,
                          struct search_series *out, struct error *err) STATUS_NODISCARD;

#endif
