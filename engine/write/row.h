// What is known of an exchange besides its texts, as a row of the columns.
#ifndef ENGINE_WRITE_ROW_H
#define ENGINE_WRITE_ROW_H

#include "engine/exchange.h"
#include "engine/field.h"
#include "engine/format/columns.h"
#include "engine/text/sketch.h"

#include <stdint.h>

// Puts it into the next row; `lengths` in words per text field, and the sketch of the question.
void row_add(struct columns_builder *columns, const struct exchange *exchange,
             const uint32_t lengths[TEXT_FIELD_COUNT], const struct sketch *sketch);

#endif
