// GET /dumps/NAME: the files of the folder that the operator gives out (--dumps).
#ifndef SEARCHD_DUMPS_DUMP_FILE_H
#define SEARCHD_DUMPS_DUMP_FILE_H

#include "searchd/ask/context.h"
#include "searchd/handle/http.h"

enum status dump_file_serve(struct request_context *context, struct slice name,
                            struct http_response *response, struct error *err) STATUS_NODISCARD;

#endif
