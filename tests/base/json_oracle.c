// See json_oracle.h. Every value is compared, from jansson's side and from ours.
#include "tests/base/json_oracle.h"

#include "base/json/tree.h"

#include <jansson.h>

#include <stdlib.h>
#include <string.h>

enum { MAX_NAME = 1000 };

static bool is_same(const struct json_node *ours, const json_t *theirs);

static bool is_same_real(struct slice written, double theirs)
{
    char *copy = malloc(written.len + 1), *end = NULL;
    if (!copy)
        return false;
    memcpy(copy, written.ptr, written.len);
    copy[written.len] = '\0';
    bool is_same = strtod(copy, &end) == theirs && *end == 0;
    free(copy);
    return is_same;
}

static bool is_same_list(const struct json_node *ours, const json_t *theirs)
{
    size_t at = 0;
    if (json_node_count(ours) != json_array_size(theirs))
        return false;
    for (const struct json_node *e = json_node_first(ours); e; e = json_node_after(ours, e))
        if (!is_same(e, json_array_get(theirs, at++)))
            return false;
    return true;
}

// Names that come more than once are one member there and several here.
static bool is_same_object(const struct json_node *ours, json_t *theirs)
{
    const char *name;
    json_t *value;
    json_object_foreach(theirs, name,
                        value) if (!is_same(json_node_get(ours, name), value)) return false;
    for (uint32_t i = 1; i < ours->size; i += ours[i].size) {
        char own_name[MAX_NAME + 1] = {0};
        struct slice its = ours[i].name;
        memcpy(own_name, its.ptr, its.len < MAX_NAME ? its.len : MAX_NAME);
        bool is_theirs = strlen(own_name) == its.len && json_object_get(theirs, own_name) != NULL;
        if (!is_theirs)
            return false;
    }
    return true;
}

static bool is_same(const struct json_node *ours, const json_t *theirs)
{
    if (!ours)
        return false;
    switch (json_typeof(theirs)) {
    case JSON_OBJECT:
        return ours->kind == JSON_NODE_OBJECT && is_same_object(ours, (json_t *)(uintptr_t)theirs);
    case JSON_ARRAY:
        return ours->kind == JSON_NODE_LIST && is_same_list(ours, theirs);
    case JSON_STRING:
        return ours->kind == JSON_NODE_STRING &&
               slice_equal(ours->is.text,
                           slice_of(json_string_value(theirs), json_string_length(theirs)));
    case JSON_INTEGER:
        return ours->kind == JSON_NODE_INTEGER && ours->is.integer == json_integer_value(theirs);
    case JSON_REAL:
        return ours->kind == JSON_NODE_REAL && is_same_real(ours->is.text, json_real_value(theirs));
    case JSON_TRUE:
        return ours->kind == JSON_NODE_TRUE;
    case JSON_FALSE:
        return ours->kind == JSON_NODE_FALSE;
    case JSON_NULL:
        return ours->kind == JSON_NODE_NULL;
    }
    return false;
}

enum json_verdict json_oracle(struct slice text)
{
    struct json_tree tree = {.count = 0};
    const struct json_node *ours = NULL;
    json_error_t error;
    char *copy = malloc(text.len ? text.len : 1); // so that a byte read behind the end is seen
    if (!copy)
        return JSON_THEY_DIFFER;
    if (text.len > 0)
        memcpy(copy, text.ptr, text.len);
    enum status status = json_tree_read(&tree, slice_of(copy, text.len), JSON_STRICT, &ours);
    json_t *theirs = json_loadb(text.ptr, text.len, JSON_DECODE_ANY, &error);
    // A NUL is nowhere JSON, but jansson forgets one that it looked at behind a number: "0\0" is 0 to it.
    bool do_refuse = !theirs || memchr(copy, '\0', text.len);
    enum json_verdict verdict = JSON_THEY_DIFFER;
    if (!do_refuse && status == STATUS_OK && is_same(ours, theirs))
        verdict = JSON_BOTH_READ;
    if (do_refuse && status == STATUS_INVALID)
        verdict = JSON_BOTH_REFUSE;
    json_decref(theirs);
    json_tree_clear(&tree);
    free(copy);
    return verdict;
}
