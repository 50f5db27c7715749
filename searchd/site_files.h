// The description of the API, compiled in.
#ifndef SEARCHD_SITE_FILES_H
#define SEARCHD_SITE_FILES_H

#include "base/slice.h"

// searchd/openapi.json. Static storage.
struct slice site_openapi_text(void);

#endif
