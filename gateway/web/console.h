#ifndef GATEWAY_WEB_CONSOLE_H
#define GATEWAY_WEB_CONSOLE_H
/* Console: the pages that staff work in, and the JSON API beside them.
 *
 * Pages are written by the server and work without script. Each handler stands in one table with the
 * roles that may call it; what a person may see of one family or alert is decided in access.c. Nothing
 * is cached, no page runs anything that is not in a file of ours, every POST carries a token. */
#include "config/config.h"
#include "gateway/base/clock.h"
#include "gateway/store/store.h"
#include "providers/http.h"

struct outbox;

struct console_options {
    struct store *store;
    const struct config *config;
    const struct data *data;
    struct clock *clock;
    struct outbox *outbox; /* whose routes are asked about; NULL: nobody's */

    /* Log in without a password, the phone, the clock: never with real families. */
    bool demo;
    /* What only the demonstration can do; NULL: the button is not there. */
    void *with;
    /* Moves the demonstration's clock on, and does what became due. */
    void (*advance)(void *with, usec by);
    /* A text typed on the phone with this number (E.164) comes in. */
    enum rc (*text_in)(void *with, const char *number, const char *text, struct fault *why);
    /* The phone dials, or types in that session (NULL: looks at it); adds the screen. */
    enum rc (*dial)(void *with, const char *number, const char *session, const char *typed,
                    struct text *screen, bool *end, struct fault *why);
};

struct console;

/* Reads words and style sheets. Everything in `options` must outlive the console. */
enum rc console_new(const struct console_options *options, struct console **out,
                    struct fault *why) NEEDS_CHECK;
void console_free(struct console *console);

/* Writes one page (a server_page). `request->url` is path and query as they came. Thread-safe as long
 * as the hooks are. */
void console_answer(void *console, const struct http_request *request,
                    struct http_response *response);

#endif
