#include "base/program.h"

#include <string.h>

const char *program_name(const char *argv0, const char *otherwise)
{
    const char *slash = argv0 ? strrchr(argv0, '/') : NULL;
    const char *name = slash ? slash + 1 : argv0;
    return name && name[0] ? name : otherwise;
}
