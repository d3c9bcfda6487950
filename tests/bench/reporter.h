#ifndef TESTS_BENCH_REPORTER_H
#define TESTS_BENCH_REPORTER_H
/* Reporter: posts webhooks to the gateway from a thread of its own, and again until it is heard. */
#include "gateway/base/text.h"

struct reporter;

struct reporter *reporter_open(void);
/* Copies what it needs. `url` is http://host:port/path; `header` one more line or NULL. */
void reporter_add(struct reporter *reporter, const char *url, const char *type, const char *header,
                  const struct text *body, usec due_at);
/* Posts that were answered 2xx, and those given up. */
void reporter_count(struct reporter *reporter, uint64_t *posted, uint64_t *given_up);
/* Drops what waits. */
void reporter_close(struct reporter *reporter);

#endif
