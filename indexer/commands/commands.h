// The commands of the indexer; each prints its own results. Those that judge what they read say
// in *exit_code how a run ended that went through: 0, 65 when some input was rejected, 74 when the index is
// damaged.
#ifndef INDEXER_COMMANDS_COMMANDS_H
#define INDEXER_COMMANDS_COMMANDS_H

#include "base/error.h"
#include "indexer/options.h"

// add and sync
enum status command_ingest(const struct options *options, int *exit_code,
                           struct error *err) STATUS_NODISCARD;
enum status command_remove(const struct options *options, int *exit_code,
                           struct error *err) STATUS_NODISCARD;
enum status command_optimize(const struct options *options, struct error *err) STATUS_NODISCARD;
enum status command_check(const struct options *options, int *exit_code,
                          struct error *err) STATUS_NODISCARD;
enum status command_stats(const struct options *options, struct error *err) STATUS_NODISCARD;
enum status command_analyze(const struct options *options, struct error *err) STATUS_NODISCARD;

enum status command_search(const struct options *options, int *exit_code,
                           struct error *err) STATUS_NODISCARD;
enum status command_dump(const struct options *options, struct error *err) STATUS_NODISCARD;
// receive, send, list and remove
enum status command_alerts(const struct options *options, int *exit_code,
                           struct error *err) STATUS_NODISCARD;
enum status command_verify_citation(const struct options *options, int *exit_code,
                                    struct error *err) STATUS_NODISCARD;
enum status command_backup(const struct options *options, struct error *err) STATUS_NODISCARD;
enum status command_copy(const struct options *options, struct error *err) STATUS_NODISCARD;

#endif
