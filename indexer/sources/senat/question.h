// A question of the French Senate, from either of its publications, which do not know each other's numbers.
#ifndef INDEXER_SOURCES_SENAT_QUESTION_H
#define INDEXER_SOURCES_SENAT_QUESTION_H

#include "indexer/sources/rows.h"
#include "indexer/sources/source.h"

// « Question écrite » for QE; the code itself when it is not known.
struct slice senat_type(struct slice code);

// The two publications.
enum status senat_parse_csv(const struct source_input *input, const struct source_sink *sink,
                            struct error *err) STATUS_NODISCARD;
enum status senat_parse_dump(const struct source_input *input, const struct source_sink *sink,
                             struct error *err) STATUS_NODISCARD;

// What the source calls the lot of a question (« Retirée », « Caduque », « En cours ») as closure and motive.
void senat_close(struct exchange *exchange, struct slice lot);

// Whether the lot says that there is an answer, whatever else is known of it.
bool senat_is_answered(struct slice lot);

// The ministry asked first and the one that the question was passed on to, from the columns of those names.
void senat_read_ministers(const struct row *row, const char *first, const char *last,
                          struct exchange *exchange);

// A title without the entities that some have; borrowed from the arena.
struct slice senat_title(const struct row *row, const char *name, struct arena *arena);

#endif
