// What an operator wants to know before a restart: would these settings serve?
#ifndef SEARCHD_CONFIG_CHECK_H
#define SEARCHD_CONFIG_CHECK_H

#include "base/error.h"
#include "searchd/options.h"

// Tries the index, the files that the settings name and the address, and prints a line on standard output for each.
// Nothing is created, and the address may be in use: a daemon may be running with the same settings. The status of the
// first that is wrong.
enum status config_check(const struct options *options);

#endif
