// Where an exchange is found on a site: "/question/ID".
#ifndef ANSWER_PERMALINK_H
#define ANSWER_PERMALINK_H

#include "answer/csv.h"
#include "answer/json_writer.h"
#include "base/buf.h"
#include "base/slice.h"
#include "engine/search/search.h"

// The path, percent-encoded, without the site's address: as text, as a member of an object, and as a
// cell of a row; the last two begin with the writer's links.
void permalink_append(struct buf *out, struct slice id);
void permalink_put(struct json_writer *json, const char *key, struct slice id);
void permalink_put_cell(struct csv *csv, struct slice id);

// The same of a paragraph: "/question/ID#r-p3".
void permalink_put_place(struct json_writer *json, const char *key, struct slice id,
                         struct said_place place);
void permalink_put_place_cell(struct csv *csv, struct slice id, struct said_place place);

// Its name alone: "r-p3"; empty for none. In the room of so many bytes.
enum { PERMALINK_PLACE_SIZE = 16 };
struct slice permalink_place(struct said_place place, char room[PERMALINK_PLACE_SIZE]);

#endif
