// See row.h.
#include "engine/write/row.h"

void row_add(struct columns_builder *columns, const struct exchange *exchange,
             const uint32_t lengths[TEXT_FIELD_COUNT], const struct sketch *sketch)
{
    columns_builder_next(columns);
    for (int i = 0; i < COLUMN_SKETCHES; i++)
        columns_builder_set(columns, (enum column_id)(COLUMN_SKETCH + i), sketch_pair(sketch, i));
    columns_builder_set_string(columns, COLUMN_TYPE, exchange->type);
    columns_builder_set_string(columns, COLUMN_SESSION, exchange->session);
    columns_builder_set_string(columns, COLUMN_AUTEUR, exchange->author);
    columns_builder_set_string(columns, COLUMN_MINISTRE, exchange->minister);
    columns_builder_set_string(columns, COLUMN_REPONDANT, exchange_respondent(exchange));
    columns_builder_set_string(columns, COLUMN_NUMERO, exchange->number);
    columns_builder_set_string(columns, COLUMN_ASSEMBLEE, exchange->assembly);
    columns_builder_set_string(columns, COLUMN_GROUPE, exchange->group);
    columns_builder_set_string(columns, COLUMN_ID, exchange->id);
    columns_builder_set_string(columns, COLUMN_RENVOI, exchange_referral_name(exchange));
    columns_builder_set_string(columns, COLUMN_FONCTION, exchange->office);
    columns_builder_set_string(columns, COLUMN_CITE, exchange->cites);
    columns_builder_set_string(columns, COLUMN_LIEUX, exchange->places);
    columns_builder_set_string(columns, COLUMN_ROOT, exchange->source.root);
    columns_builder_set(columns, COLUMN_ANNEE, exchange->year);
    columns_builder_set(columns, COLUMN_DATE, exchange->date_question);
    columns_builder_set(columns, COLUMN_DATE_REPONSE, exchange_reply_date(exchange));
    columns_builder_set(columns, COLUMN_DELAI, exchange_delay_days(exchange));
    columns_builder_set(columns, COLUMN_STATUT, exchange_status(exchange));
    columns_builder_set(columns, COLUMN_MODIFIE, exchange_day_changed(exchange));
    columns_builder_set(columns, COLUMN_LENGTH_TITRE, lengths[FIELD_TITLE]);
    columns_builder_set(columns, COLUMN_LENGTH_QUESTION, lengths[FIELD_QUESTION]);
    columns_builder_set(columns, COLUMN_LENGTH_REPONSE, lengths[FIELD_ANSWER]);
}
