// Where an exchange is found on a site: "/question/ID".
#ifndef ANSWER_PERMALINK_H
#define ANSWER_PERMALINK_H

#include "answer/csv.h"
#include "answer/json_writer.h"
#include "base/buf.h"
#include "base/slice.h"

// The path, percent-encoded, without the site's address: as text, as a member of an object, and as a
// cell of a row; the last two begin with the writer's links.
void permalink_append(struct buf *out, struct slice id);
void permalink_put(struct json_writer *json, const char *key, struct slice id);
void permalink_put_cell(struct csv *csv, struct slice id);

#endif
