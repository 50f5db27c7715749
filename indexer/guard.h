// What root must not do by accident.
#ifndef INDEXER_GUARD_H
#define INDEXER_GUARD_H

#include "base/error.h"
#include "indexer/options.h"

// The folder of the package's user: what root makes there nobody else can read or write, the nightly run and the daemon
// least of all. STATUS_INVALID, saying what to do, where this run would write below it as root.
enum status guard_root(const struct options *options, struct error *err) STATUS_NODISCARD;

#endif
