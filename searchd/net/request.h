// From the library's request to ours.
#ifndef SEARCHD_NET_REQUEST_H
#define SEARCHD_NET_REQUEST_H

#include "searchd/net/connections.h"

// Fills in the handling of the connection's call, whose method_text, version_text, target, fault and has_body are
// known.
void request_read(struct connection *connection);

// Whether its headers announce a body.
bool request_has_body(struct MHD_Connection *mhd);

#endif
