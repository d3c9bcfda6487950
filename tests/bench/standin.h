#ifndef TESTS_BENCH_STANDIN_H
#define TESTS_BENCH_STANDIN_H
/* Standin: a small and fast HTTP server on one thread, to play the other side in tests and benches. */
#include "gateway/base/text.h"

struct standin_request {
    const char *method, *path; /* path with its query; both end with a NUL */
    const char *head;          /* the lines of the header, one NUL behind */
    const char *body;          /* NUL behind */
    size_t body_n;
};

struct standin_answer {
    int status;
    const char *type; /* NULL: application/json */
    struct text body; /* kept for the next answer */
    usec delay;       /* before it is written */
    bool drop;        /* close without a word instead */
    bool close;       /* close after it */
};

typedef void standin_handle(void *with, const struct standin_request *request,
                            struct standin_answer *answer);

struct standin;

/* Listens on 127.0.0.1; port 0: any. NULL: it cannot. */
struct standin *standin_open(int port, standin_handle *handle, void *with);
int standin_port(const struct standin *standin);
/* Serves until standin_stop, which any thread or signal handler may call. */
void standin_run(struct standin *standin);
void standin_stop(struct standin *standin);
void standin_close(struct standin *standin);

/* Value of a header line, without blanks around; "" where it is missing. */
void standin_header(const char *head, const char *name, struct text *out);
/* Decoded value of a field in a query or form; false where it is missing. */
bool standin_field(const char *form, const char *name, struct text *out);

#endif
