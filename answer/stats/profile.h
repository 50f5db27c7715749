// All about one person or one office: what was asked and received, by year, of whom, how late, and what waits.
//
// A person asks and is asked; an office is asked, whoever holds it. What is counted by year and how late it was
// answered is of written questions, as in stats.h; the whole number is of all types.
#ifndef ANSWER_STATS_PROFILE_H
#define ANSWER_STATS_PROFILE_H

#include "answer/answer_json.h"
#include "answer/csv.h"
#include "answer/stats/stats.h"

struct profile_role {
    enum field field; // FIELD_AUTHOR, FIELD_MINISTER, FIELD_OFFICE: what the exchanges are found by
    uint64_t total;   // exchanges of all types
    struct stats_answer by_year;  // with facets of the others, and the newest exchanges
    struct search_result waiting; // the longest first
};

enum { PROFILE_ROLES = 2, PROFILE_HITS = 5, PROFILE_VALUES = 10 };

struct profile {
    bool is_office;
    struct directory_entry who;
    struct profile_role roles[PROFILE_ROLES];
    size_t role_count;
    struct stats_answer holders; // of an office: its ministers, with first and last day
};

// STATUS_NOT_FOUND where nobody has that slug.
enum status profile_make(const struct search_tools *tools, bool is_office, struct slice slug,
                         struct profile *out, struct error *err) STATUS_NODISCARD;

// "/personne/" or "/fonction/" and the slug, from the arena.
struct slice profile_path(bool is_office, struct slice slug, struct arena *arena);

// What /api/v1/personnes/SLUG and /api/v1/fonctions/SLUG answer.
void profile_write_json(struct json_writer *json, const struct profile *profile,
                        const struct answer_site *site, const struct search_tools *tools);

// What /api/v1/personnes and /api/v1/fonctions answer.
void profile_write_list(struct json_writer *json, const struct directory *directory, bool is_office,
                        const struct answer_site *site);

// And as CSV.
void profile_write_list_csv(struct csv *csv, const struct directory *directory, bool is_office);

#endif
