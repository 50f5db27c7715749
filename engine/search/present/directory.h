// Who is in the index, and under which lasting names: persons by the words of their name, offices by their portfolio.
//
// A slug is folded words with hyphens between them. Of a person, they are in the order in which the name is spoken;
// every other turn of them means the same person (engine/field.h), so that no old address is lost when more is learnt
// of which word is the surname.
#ifndef ENGINE_SEARCH_PRESENT_DIRECTORY_H
#define ENGINE_SEARCH_PRESENT_DIRECTORY_H

#include "base/arena.h"
#include "base/error.h"
#include "base/vec.h"
#include "engine/backend.h"
#include "engine/search/searcher.h"

#include <stdbool.h>
#include <stdint.h>

struct directory_entry {
    struct slice slug, name;            // the spelling to show
    uint64_t asked, received, answered; // exchanges; of an office only `received`
};

struct directory {
    const struct directory_entry *entries; // by slug
    size_t count;
    bool is_cut; // there are more
};

// Reads who is in the view's index, if the searcher does not know; every search does so itself.
enum status directory_begin(struct searcher *searcher, struct view *view,
                            struct error *err) STATUS_NODISCARD;

// Everybody, or every portfolio; the arena's.
enum status directory_persons(struct searcher *searcher, struct view *view, struct arena *arena,
                              struct directory *out, struct error *err) STATUS_NODISCARD;
enum status directory_offices(struct searcher *searcher, struct view *view, struct arena *arena,
                              struct directory *out, struct error *err) STATUS_NODISCARD;

// The names of those who are asked most, at most so many of them, in that order.
enum status directory_most_asked(struct searcher *searcher, struct view *view, size_t most,
                                 struct slice_list *out, struct error *err) STATUS_NODISCARD;

// The one that a slug means, in whatever turn. STATUS_NOT_FOUND.
enum status directory_person(struct searcher *searcher, struct view *view, struct slice slug,
                             struct arena *arena, struct directory_entry *out,
                             struct error *err) STATUS_NODISCARD;
enum status directory_office(struct searcher *searcher, struct view *view, struct slice slug,
                             struct arena *arena, struct directory_entry *out,
                             struct error *err) STATUS_NODISCARD;

// The slug of a name or portfolio as it is written; empty where it is of nobody, and without memory. Of persons, in
// the index that the searcher began with.
struct slice directory_person_slug(struct searcher *searcher, struct slice name,
                                   struct arena *arena);
struct slice directory_office_slug(struct slice portfolio, struct arena *arena);

#endif
