// Who has used how much of the processors lately? No address may take more than its share while others wait.
//
// Computing is what is shared, not requests: a thousand cheap ones are welcome. An address that has used its share
// up is told so (429) until it has waited. Who has an empty name (proxies.h) is never refused: a proxy in front of us
// that says for nobody that it asks limits its clients itself.
#ifndef SEARCHD_WORK_RATE_LIMIT_H
#define SEARCHD_WORK_RATE_LIMIT_H

#include "base/error.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

struct rate_limit;

// `percent` of all processors for each address; 0: no limit.
enum status rate_limit_open(unsigned percent, struct rate_limit **limit,
                            struct error *err) STATUS_NODISCARD;
void rate_limit_close(struct rate_limit *limit);

// 0: the client may ask; else how many seconds it should wait. Safe from any thread, like the next.
unsigned rate_limit_wait_seconds(struct rate_limit *limit, struct slice client);

// Begins an answer. True: the client should let others go first, which is no refusal. It has been asking for long
// answers lately (more than a twentieth of a processor, and a tenth of a second at once), or another is being made for
// it. The caller must say rate_limit_end when the answer is made, whatever this returned.
bool rate_limit_begin(struct rate_limit *limit, struct slice client);
void rate_limit_end(struct rate_limit *limit, struct slice client);

// Whether it has been asking for long answers lately.
bool rate_limit_is_heavy(struct rate_limit *limit, struct slice client);

// Counts the exports being sent to a client, and tells how many there are.
void rate_limit_begin_export(struct rate_limit *limit, struct slice client);
void rate_limit_end_export(struct rate_limit *limit, struct slice client);
unsigned rate_limit_exports(struct rate_limit *limit, struct slice client);

// The number under which a client is counted, of whatever length its address is; 0: nobody's.
uint64_t rate_limit_number(struct slice client);

// Notes that `used_us` of a processor went into an answer for the client.
void rate_limit_charge(struct rate_limit *limit, struct slice client, uint64_t used_us);

#endif
