// See matrix.h.
//
// One search that counts groups by two fields; then the values are ranked by their own counts, and every group is added
// to the cell of its two values, that of the others where a value is not shown.
#include "answer/stats/matrix.h"

#include "base/map.h"

#include <stdlib.h>

enum { DEFAULT_MOST = 20 };

const struct search_profile MATRIX_PROFILE = {
    .known = PARAM_Q | PARAM_MODE | PARAM_FILTERS | PARAM_DATES | PARAM_FIELDS | PARAM_MATRIX,
    .default_limit = 0,
};

// Most frequent first, then by bytes; those without value last.
static int by_rank(const void *a, const void *b)
{
    const struct group_margin *x = a, *y = b;
    if ((x->value.len == 0) != (y->value.len == 0))
        return x->value.len == 0 ? 1 : -1;
    if (x->documents != y->documents)
        return x->documents < y->documents ? 1 : -1;
    return slice_compare(x->value, y->value);
}

static bool choose_values(struct matrix_side *side, const struct group_margin *margin, size_t count,
                          uint32_t most, struct arena *arena)
{
    bool has_none = count > 0 && margin[count - 1].value.len == 0;
    struct group_margin *ranked = arena_calloc(arena, count + 1, sizeof *ranked);
    if (!ranked)
        return false;
    for (size_t i = 0; i < count; i++)
        ranked[i] = margin[i];
    qsort(ranked, count, sizeof *ranked, by_rank);
    side->shown = ranked;
    side->distinct = (uint32_t)(count - has_none);
    side->count = side->distinct < most ? side->distinct : most;
    for (size_t i = side->count; i < side->distinct; i++)
        side->others += ranked[i].documents;
    if (has_none)
        ranked[side->count++] = ranked[count - 1];
    return true;
}

static bool number_values(struct map *numbers, const struct matrix_side *side)
{
    for (size_t i = 0; i < side->count; i++)
        if (map_put(numbers, side->shown[i].value) != i)
            return false;
    return true;
}

static size_t place_of(const struct map *numbers, const struct matrix_side *side,
                       struct slice value)
{
    uint32_t number = map_find(numbers, value);
    return number == MAP_NONE ? side->count : number;
}

static bool fill_cells(struct matrix_answer *matrix, struct arena *arena)
{
    const struct group_result *groups = &matrix->search.result.groups;
    size_t width = matrix->columns.count + 1;
    uint64_t *cells = arena_calloc(arena, (matrix->rows.count + 1) * width, sizeof *cells);
    struct map rows = {.count = 0}, columns = {.count = 0};
    bool enough =
        cells && number_values(&rows, &matrix->rows) && number_values(&columns, &matrix->columns);
    for (size_t g = 0; enough && g < groups->count; g++) {
        const struct exchange_group *group = &groups->groups[g];
        size_t row = place_of(&rows, &matrix->rows, group->value[0]);
        size_t column = place_of(&columns, &matrix->columns, group->value[1]);
        cells[row * width + column] += group->documents;
    }
    map_clear(&rows);
    map_clear(&columns);
    matrix->cells = cells;
    return enough;
}

static enum status read_sides(struct matrix_answer *matrix, struct error *err)
{
    const struct figures_params *figures = &matrix->search.params.figures;
    bool has_rows = figures->sides[0] != FIELD_TITLE,
         has_columns = figures->sides[1] != FIELD_TITLE;
    matrix->rows.field = has_rows ? figures->sides[0] : FIELD_AUTHOR;
    matrix->columns.field = has_columns ? figures->sides[1] : FIELD_MINISTER;
    if (matrix->rows.field != matrix->columns.field)
        return STATUS_OK;
    params_add_problem(&matrix->search.problems, has_columns ? SLICE("colonnes") : SLICE("lignes"),
                       SLICE("Les lignes et les colonnes sont du même champ."), SLICE(""));
    return error_set(err, STATUS_INVALID, "rows and columns by one field");
}

static enum status count_cells(const struct search_tools *tools, struct matrix_answer *matrix,
                               struct error *err)
{
    matrix->search.request.groups = (struct group_wish){
        .is_wanted = true, .by = {matrix->rows.field, matrix->columns.field}, .by_count = 2};
    enum status status = search_answer_run(tools, &matrix->search, err);
    if (status == STATUS_TOO_LARGE) {
        params_add_problem(&matrix->search.problems, SLICE("lignes"),
                           arena_copy(tools->arena, slice_from(err->message)), SLICE(""));
        return error_set(err, STATUS_INVALID, "too many groups");
    }
    if (status != STATUS_OK)
        return status;
    const uint32_t *most = matrix->search.params.figures.side_most;
    const struct group_result *groups = &matrix->search.result.groups;
    if (!choose_values(&matrix->rows, groups->margins[0], groups->margin_count[0],
                       most[0] ? most[0] : DEFAULT_MOST, tools->arena) ||
        !choose_values(&matrix->columns, groups->margins[1], groups->margin_count[1],
                       most[1] ? most[1] : DEFAULT_MOST, tools->arena) ||
        !fill_cells(matrix, tools->arena))
        return error_set(err, STATUS_NO_MEMORY, "matrix: out of memory");
    return STATUS_OK;
}

enum status matrix_answer_make(const struct search_tools *tools,
                               const struct search_profile *profile, struct parameter_list list,
                               struct matrix_answer *out, struct error *err)
{
    *out = (struct matrix_answer){.cells = NULL};
    enum status status = search_answer_read(tools, profile, list, &out->search, err);
    if (status == STATUS_OK)
        status = read_sides(out, err);
    return status == STATUS_OK ? count_cells(tools, out, err) : status;
}

// --- JSON --------------------------------------------------------------------------------------

static void put_side(struct json_writer *json, const char *name, const struct matrix_side *side)
{
    json_writer_key(json, name);
    json_writer_object(json);
    json_writer_put_text(json, "champ", field_short_name(side->field));
    json_writer_put_int(json, "distinct", side->distinct);
    json_writer_put_int(json, "autres", (int64_t)side->others);
    json_writer_key(json, "valeurs");
    json_writer_array(json);
    for (size_t i = 0; i < side->count; i++) {
        json_writer_object(json);
        json_writer_put_optional(json, "valeur", side->shown[i].value);
        json_writer_put_int(json, "nombre", side->shown[i].documents);
        json_writer_end(json);
    }
    json_writer_end(json);
    json_writer_end(json);
}

void matrix_write_json(struct json_writer *json, const struct matrix_answer *matrix,
                       const struct answer_site *site)
{
    size_t width = matrix->columns.count + 1;
    json_writer_object(json);
    answer_json_query(json, &matrix->search);
    answer_json_index(json, site);
    json_writer_put_int(json, "total", (int64_t)matrix->search.result.total);
    put_side(json, "lignes", &matrix->rows);
    put_side(json, "colonnes", &matrix->columns);
    json_writer_key(json, "cellules");
    json_writer_array(json);
    for (size_t row = 0; row <= matrix->rows.count; row++) {
        json_writer_array(json);
        for (size_t column = 0; column < width; column++)
            json_writer_int(json, (int64_t)matrix->cells[row * width + column]);
        json_writer_end(json);
    }
    json_writer_end(json);
    json_writer_end(json);
}

// --- CSV ---------------------------------------------------------------------------------------

static struct slice csv_value(const struct matrix_side *side, size_t place)
{
    if (place == side->count)
        return SLICE("(autres)");
    return side->shown[place].value.len > 0 ? side->shown[place].value : SLICE("(sans)");
}

static int64_t csv_total(const struct matrix_side *side, size_t place)
{
    return place == side->count ? (int64_t)side->others : side->shown[place].documents;
}

void matrix_write_csv(struct csv *csv, const struct matrix_answer *matrix)
{
    const struct matrix_side *rows = &matrix->rows, *columns = &matrix->columns;
    csv_text(csv, slice_from(field_short_name(rows->field)));
    for (size_t column = 0; column <= columns->count; column++)
        csv_text(csv, csv_value(columns, column));
    csv_text(csv, SLICE("(total)"));
    csv_end_row(csv);
    for (size_t row = 0; row <= rows->count; row++) {
        csv_text(csv, csv_value(rows, row));
        for (size_t column = 0; column <= columns->count; column++)
            csv_number(csv, (int64_t)matrix->cells[row * (columns->count + 1) + column]);
        csv_number(csv, csv_total(rows, row));
        csv_end_row(csv);
    }
    csv_text(csv, SLICE("(total)"));
    for (size_t column = 0; column <= columns->count; column++)
        csv_number(csv, csv_total(columns, column));
    csv_number(csv, (int64_t)matrix->search.result.total);
    csv_end_row(csv);
}
