// The description of the API, compiled in.
#ifndef SEARCHD_API_SITE_H
#define SEARCHD_API_SITE_H

#include "base/slice.h"

// searchd/api/openapi.json. Static storage.
struct slice site_openapi_text(void);

#endif
