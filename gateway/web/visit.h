#ifndef GATEWAY_WEB_VISIT_H
#define GATEWAY_WEB_VISIT_H
/* Visit: one request to the console on its way to an answer. Only for the files of the console. */
#include "gateway/alerts/alerts.h"
#include "gateway/web/console.h"
#include "gateway/web/guard.h"
#include "gateway/web/phrases.h"
#include "providers/form.h"

#define CONSOLE_LANGUAGES 2
#define ASSET_VERSION     17 /* 16 hex digits and a NUL */

struct console {
    struct console_options options;
    struct phrases phrases[CONSOLE_LANGUAGES]; /* Dutch, English */
    struct guard *guard;
    struct text style; /* all style sheets as one */
    char asset_version[ASSET_VERSION];
};

#define TOKEN_SPACE  44 /* 32 random bytes as base64url, and a NUL */
#define CSRF_SPACE   44
#define SESSION_TIME (12 * USEC_HOUR)
/* The demonstration's clock is moved by weeks, and its visitor stays logged in. */
#define SESSION_TIME_DEMO (3650 * USEC_DAY)

struct visit {
    struct console *console;
    const struct http_request *request;
    struct http_response *response;
    const struct phrases *phrases;
    char path[256];            /* without the query */
    struct form query, form;   /* of the URL; of the body */
    struct text file;          /* that the form brings */
    char session[TOKEN_SPACE]; /* the cookie, or "" */
    char visitor[TOKEN_SPACE]; /* cookie of somebody who is not logged in, or "" */
    const struct staff *staff; /* NULL: not logged in */
    int64_t id;                /* what the path's "#" stands for */
    int64_t part_id;           /* and its second "#" */
    const char *word;          /* what the path's "*" stands for */
    usec now;
};

enum rc visit_begin(struct visit *visit, struct console *console,
                    const struct http_request *request, struct http_response *response,
                    struct fault *why) NEEDS_CHECK;
void visit_clear(struct visit *visit);

/* 32 random bytes as text: a session, a secret address. */
void visit_token(char out[static TOKEN_SPACE]);

/* The token that a form of this visitor must send back. */
void visit_csrf(const struct visit *visit, char out[static CSRF_SPACE]);
/* For a page that is reached by a secret of its own. */
void csrf_of(const char *secret, char out[static CSRF_SPACE]);
/* RC_DENIED: it is missing or somebody else's, or the browser says it comes from another site. */
enum rc visit_check_csrf(const struct visit *visit, const char *secret,
                         struct fault *why) NEEDS_CHECK;
/* The secret that visit_csrf is made of: session or visitor cookie. */
const char *visit_secret(const struct visit *visit);

/* A field of the body; "" where it is not there. */
const char *visit_field(const struct visit *visit, const char *name);
int64_t visit_number(const struct visit *visit, const char *name);

/* Logs in: new session, cookie set. */
enum rc visit_log_in(struct visit *visit, const struct staff *staff, struct fault *why) NEEDS_CHECK;
enum rc visit_log_out(struct visit *visit, struct fault *why) NEEDS_CHECK;

void visit_cookie(struct visit *visit, const char *name, const char *value, bool forget);

/* 303 to `path`, with "said" (a name of a phrase, or NULL) shown there. */
void visit_go(struct visit *visit, const char *path, const char *said);
/* A path of ours: nothing that a browser could read as another host. */
bool visit_is_path(const char *path);
/* To the form's field "back" where that is a path of ours, else to `path`. */
void visit_go_back(struct visit *visit, const char *path, const char *said);

/* Writes a page: takes `values` and adds what every page needs (words, who, menu). */
enum rc visit_page(struct visit *visit, int status, const char *name, const char *title,
                   json_t *values, struct fault *why) NEEDS_CHECK;
/* A part of a page, for the script. */
enum rc visit_part(struct visit *visit, const char *name, json_t *values,
                   struct fault *why) NEEDS_CHECK;
void visit_json(struct visit *visit, int status, json_t *body);

/* Short forms for what handlers do all day. */
json_t *visit_say(const struct visit *visit, usec at, enum moment form);
const struct zone *visit_zone(const struct visit *visit);
struct store *visit_store(const struct visit *visit);
const struct config *visit_config(const struct visit *visit);
/* The name of a member of staff by login; the login itself where the configuration lost it. */
const char *visit_staff_name(const struct visit *visit, const char *login);
/* What the form that takes an alert says about telling the family. False: hours that make no sense. */
bool visit_wish(const struct visit *visit, struct callback_wish *out);

#endif
