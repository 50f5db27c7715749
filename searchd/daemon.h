// The daemon from start to end: puts the parts together, minds signals and the clock.
#ifndef SEARCHD_DAEMON_H
#define SEARCHD_DAEMON_H

#include "base/error.h"
#include "searchd/options.h"

// Serves until SIGTERM or SIGINT. STATUS_OK after an orderly end.
enum status daemon_run(const struct options *options, struct error *err) STATUS_NODISCARD;

#endif
