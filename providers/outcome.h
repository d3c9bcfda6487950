#ifndef PROVIDERS_OUTCOME_H
#define PROVIDERS_OUTCOME_H
/* Outcome: what the HTTP status of an answer to a send means, where the provider's own codes do not
 * say it, and the tables in which adapters keep those codes. */
#include "providers/provider.h"

/* One row of an adapter's table of numbers. */
struct code_meaning {
    int code;
    enum outcome outcome;
    bool maybe_sent;
    bool opt_out;
    const char *words; /* ours, since a provider's own sentence may hold a number or a text */
};
/* NULL: no such row. */
const struct code_meaning *code_find(const struct code_meaning *table, size_t n, int64_t code);

/* One row of an adapter's table of status words. */
struct word_state {
    const char *word;
    enum delivery state;
};
/* Without regard to case; DELIVERY_UNKNOWN where the word is not in the table. */
enum delivery word_state_find(const struct word_state *table, size_t n, const char *word);

/* Fills in outcome, maybe_sent, retry_after and a reason such as "HTTP 503". A 2xx is OUTCOME_UNKNOWN
 * here: only a body says accepted. */
void result_from_status(struct result *result, const struct http_response *response, usec now);
/* Accepted under that id: nothing is left to explain. */
void result_accept(struct result *result, const char *reference);
/* The span of a Retry-After header in seconds or as an HTTP date, at most a day; 0: none. */
usec retry_after_read(const struct http_response *response, usec now);
/* Fills in from a row; the reason becomes "303: words". */
void result_from_code(struct result *result, const struct code_meaning *meaning);

/* Puts a code that is in no table in front of the reason of the HTTP status; one that cannot be a code
 * is left out. */
void result_name_code(struct result *result, int64_t code);

/* What a look-up says of an id that the provider once gave and no longer knows: unknown, since somebody
 * may have deleted it, and that must not send it again. */
void event_set_gone(struct event *event);

/* The same for a code that is a word, such as "E404", in a table or not. NULL and what cannot be one are
 * left out. */
void result_name_word(struct result *result, const char *word);

/* Adds `word` as far as it is a code: letters, digits, "_", "-" and ".", at most 48 of them. One that
 * holds six digits in a row is left out, since it might be a phone number. False: nothing was added. */
bool text_add_code(struct text *text, const char *word);

#endif
