#ifndef GATEWAY_SIGNALS_SIGNALS_H
#define GATEWAY_SIGNALS_SIGNALS_H
/* Signals: what a reply means.
 *
 * The reader turns one text into one intent and at most one signal a domain, with the words that
 * carried it. It never decides about a family: it orders the pile for a person. It knows nothing of
 * the sender; nationality, name, origin and language are never features. */
#include "gateway/base/data.h"
#include "gateway/base/words.h"

enum context { CONTEXT_CHECKIN, CONTEXT_APPOINTMENT };

#define EVIDENCE_MAX 4

/* Words of the text as it came, counted in code points. */
struct evidence {
    size_t at, length;
};

struct signal {
    enum domain domain;
    enum level level;  /* 1 to 3 */
    double confidence; /* 0 to 1 */
    struct evidence evidence[EVIDENCE_MAX];
    size_t evidence_n;
};

struct reading {
    const char *language; /* a constant: nl, ar, ary-Arab, ary-Latn or und */
    enum intent intent;
    bool uncertain;                  /* a person should read this one first */
    struct signal signals[DOMAIN_N]; /* the leading one first, none is above it */
    size_t signal_n;
};

struct reader;

/* Reads the lexicon, `lexicon/` in `data`. RC_INVALID names the file and line. */
enum rc reader_new(const struct data *data, struct reader **out, struct fault *why) NEEDS_CHECK;
void reader_free(struct reader *reader);

/* Reads one reply, also an empty one or one that is no UTF-8. Thread-safe: the reader is constant. */
void reader_read(const struct reader *reader, enum context context, const char *text, size_t n,
                 struct reading *out);

/* The score 1 to 5 that a text gives, in any digits or as a number word ("3", "een 4", "٣", "7 van de
 * 10" halved), or 0: "10", "2 jaar", a date or a phone number is none. */
int reader_score(const char *text, size_t n);

/* Whether a text says that all is well, in a few usual phrases. That it does not says nothing. */
bool reader_all_well(const char *text, size_t n);

/* The part of a text that is evidence: bytes from `*at`, `*length` of them. */
void evidence_bytes(const char *text, size_t n, const struct evidence *evidence, size_t *at,
                    size_t *length);

#endif
