#ifndef TESTS_BENCH_FORMATS_H
#define TESTS_BENCH_FORMATS_H
/* Formats: what the stand-in provider understands and answers. Source: docs/providers.md. */
#include "tests/bench/reporter.h"
#include "tests/bench/standin.h"

/* One text as it came, in whatever format. */
struct sent {
    struct text id, to, from, text, callback_url;
};
void sent_clear(struct sent *sent);

/* Where reports go and what proves them; NULL: not signed, or (CM has no address per text) not sent. */
struct report_options {
    struct reporter *reporter;
    const char *cm_report_url;
    const char *sandbox_secret, *twilio_token;
};

struct format {
    bool (*read)(const struct standin_request *request, struct sent *out);
    void (*accept)(const struct sent *sent, struct standin_answer *answer);
    void (*refuse)(const struct sent *sent, struct standin_answer *answer);
    void (*report)(const struct report_options *options, const struct sent *sent, usec due_at);
};

extern const struct format format_sandbox, format_cm, format_twilio;

#endif
