#include "engine/search/match/counts/column_number.h"

#include "engine/counts/field_number.h"

int64_t column_number_of(const struct segment *segment, enum field field, uint32_t document)
{
    switch (field) {
    case FIELD_YEAR:
        return column_value(&segment->columns[COLUMN_ANNEE], document);
    case FIELD_STATUS:
        return segment_status(segment, document);
    default:
        return field_number_of_delay(column_value(&segment->columns[COLUMN_DELAI], document));
    }
}
