// See root_list.h.
#include "engine/intake/root_list.h"

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "list of source roots: out of memory");
}

enum status root_list_open(struct root_list *list, struct slice record, struct error *err)
{
    arena_init(&list->arena, 0);
    list->roots = (struct roots){.arena = &list->arena};
    list->is_changed = false;
    if (record.len == 0)
        return STATUS_OK;
    struct slice kept = arena_copy(&list->arena, record);
    return kept.ptr ? roots_decode(kept, &list->roots, err) : no_memory(err);
}

void root_list_clear(struct root_list *list)
{
    arena_clear(&list->arena);
}

static bool is_told_already(const struct roots *roots, struct slice told,
                            const struct source_root *sections, size_t count)
{
    size_t known = 0;
    for (size_t i = 0; i < roots->count; i++)
        known += roots->list[i].is_section;
    if (known != count || !slice_equal(roots->told, told))
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct source_root *root = roots_find(roots, sections[i].path);
        if (!root || !root->is_section || root->coverage != sections[i].coverage ||
            !slice_equal(root->licence, sections[i].licence))
            return false;
    }
    return true;
}

enum status root_list_tell(struct root_list *list, struct slice told,
                           const struct source_root *sections, size_t count, struct error *err)
{
    if (is_told_already(&list->roots, told, sections, count))
        return STATUS_OK;
    list->is_changed = true;
    return roots_tell(&list->roots, told, sections, count) ? STATUS_OK : no_memory(err);
}

static enum status root_list_put(struct root_list *list, const struct source_root *root,
                                 struct source_root **out, struct error *err)
{
    struct slice licence = arena_copy(list->roots.arena, root->licence);
    *out = licence.ptr ? roots_put(&list->roots, root->path) : NULL;
    if (!*out)
        return no_memory(err);
    (*out)->licence = licence;
    (*out)->is_section = root->is_section;
    list->is_changed = true;
    return STATUS_OK;
}

enum status root_list_note(struct root_list *list, const struct source_root *root,
                           struct error *err)
{
    if (root->path.len == 0)
        return STATUS_OK;
    struct source_root *known = roots_find(&list->roots, root->path);
    enum status status = known ? STATUS_OK : root_list_put(list, root, &known, err);
    if (status != STATUS_OK)
        return status;
    bool has_answers = root->was_answered && !known->was_answered;
    bool has_none = root->coverage == COVERAGE_NO_ANSWERS && known->is_section &&
                    known->coverage == COVERAGE_UNTOLD && list->roots.told.len == 0;
    known->was_answered = known->was_answered || has_answers;
    known->coverage = has_none ? COVERAGE_NO_ANSWERS : known->coverage;
    list->is_changed = list->is_changed || has_answers || has_none;
    return STATUS_OK;
}

void root_list_answered(struct root_list *list, const struct exchange *exchange)
{
    if (exchange->reply_count == 0 || exchange->source.root.len == 0)
        return;
    struct source_root *root = roots_find(&list->roots, exchange->source.root);
    if (!root || root->was_answered)
        return;
    root->was_answered = true;
    list->is_changed = true;
}

enum status root_list_encode(const struct root_list *list, struct buf *out, struct error *err)
{
    roots_encode(&list->roots, out);
    return out->failed ? no_memory(err) : STATUS_OK;
}
