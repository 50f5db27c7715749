// Requests that two readers may take apart differently (RFC 9112): what one took for a body the other takes for the
// next request. They are refused, and their connection ends.
#ifndef SEARCHD_NET_FRAMING_H
#define SEARCHD_NET_FRAMING_H

#include "base/slice.h"

struct MHD_Connection;

// The pieces of the request line where the library keeps them; the target as it came.
struct framing_line {
    const char *method, *target, *version;
    size_t target_len;
};

// Which rule the request breaks, as a sentence in French; NULL: none. To be asked when its headers have been read.
const char *framing_fault(struct MHD_Connection *mhd, const struct framing_line *line);

#endif
