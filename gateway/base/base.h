#ifndef GATEWAY_BASE_BASE_H
#define GATEWAY_BASE_BASE_H
/* Base: the few words that every file speaks.
 *
 * Time, result codes, the sentence that explains a failure, scoped clean-up and memory that cannot
 * fail. Nothing here does I/O. */
#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gateway/base/banned.h"

/* A moment (microseconds since 1970-01-01 UTC) or a span (microseconds). Local time exists only in
 * scheduler/. */
typedef int64_t usec;

#define USEC_MS   ((usec)1000)
#define USEC_SEC  ((usec)1000 * USEC_MS)
#define USEC_MIN  (60 * USEC_SEC)
#define USEC_HOUR (60 * USEC_MIN)
#define USEC_DAY  (24 * USEC_HOUR)
/* Later than everything: "no need to call again". */
#define USEC_NEVER INT64_MAX

/* What the caller can do about it, not where it came from. */
enum rc {
    RC_OK,
    RC_AGAIN,   /* it will pass: try later */
    RC_INVALID, /* the input is wrong */
    RC_MISSING, /* no such thing */
    RC_TAKEN,   /* somebody has it already, or it is there already */
    RC_DENIED,  /* not allowed: signature, password, role */
    RC_BROKEN,  /* ours or the machine's: disk, database, library */
};

/* The sentence for a person: what, where, what to do. Never holds personal data or secrets. */
struct fault {
    char text[512];
};

/* Writes the sentence (printf form) into `why`, which may be NULL, and returns `code`. */
enum rc fault_set(struct fault *why, enum rc code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#define NEEDS_CHECK __attribute__((warn_unused_result))

/* Returns from the calling function with the code of `call` unless it is RC_OK. The only macro that
 * hides control flow. */
#define TRY(call)                                                                                  \
    do {                                                                                           \
        enum rc try_rc_ = (call);                                                                  \
        if (try_rc_ != RC_OK) return try_rc_;                                                      \
    } while (0)

/* A result dropped on purpose; say why beside it. */
#define IGNORE(call)                                                                               \
    do {                                                                                           \
        if (call) {                                                                                \
        }                                                                                          \
    } while (0)

#define SCOPED(fn)   __attribute__((cleanup(fn)))
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Memory that is there: out of memory ends the process with one line. Freed with free(). */
void *mem_new(size_t n, size_t size);             /* zeroed */
void *mem_grow(void *old, size_t n, size_t size); /* the new part is not zeroed */
char *mem_copy_string(const char *string);        /* NULL gives NULL */
void *mem_copy(const void *bytes, size_t n);      /* adds a NUL behind */

/* For SCOPED: frees what a `char *` (or any pointer) variable points at. */
void mem_free(void *pointer_to_pointer);

#endif
