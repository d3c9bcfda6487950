#ifndef TESTS_UNIT_GATEWAY_WEB_BROWSER_H
#define TESTS_UNIT_GATEWAY_WEB_BROWSER_H
/* Browser: somebody at the console, who keeps cookies and fills in forms, without a socket. */
#include "gateway/web/console.h"
#include "tests/fixture/fixture.h"

struct browser {
    struct console *console;
    char cookies[8][160]; /* "name=value" */
    size_t cookie_n;
    struct http_response page; /* the last answer */
    char csrf[64];             /* of the last page that had a form */
};

/* A console over the fixture's store, with the fixture's clock. */
struct office {
    struct fixture *fixture;
    struct office_clock {
        struct clock clock;
        struct fixture *fixture;
    } clock;
    struct console *console;
    usec advanced;   /* what the demonstration's button asked for */
    char typed[200]; /* what was typed on the demonstration's phone */
    char typed_at[32];
};

struct office *office_new(bool demo);
/* That of a demonstration, with these lines of configuration more. */
struct office *office_with(const char *extra);
void office_free(struct office *office);

#define PETRA  "+31612345601"
#define CRISIS "hij heeft me geslagen en hij komt zo terug"

/* The staff of the configuration, to be changed before anybody comes in. */
struct staff *office_staff(struct office *office, const char *login);
void office_password(struct office *office, const char *login, const char *password);
/* A family of sanne's that wrote about a crisis; returns the alert's id. */
int64_t office_crisis(struct office *office, int64_t *family_id);
/* The path with the number in the place of its "#". */
const char *url_of(char out[static 64], const char *path, int64_t id);

void browser_clear(struct browser *browser);
/* The status of the answer; `form` NULL: a GET. The last page's token is put into a form by itself. */
int browser_get(struct browser *browser, const char *url);
int browser_post(struct browser *browser, const char *url, const char *form);
/* With any headers and body, and no token added. */
int browser_send(struct browser *browser, const char *method, const char *url,
                 const struct http_headers *headers, const char *body);

/* An office whose coordinator noor and family manager sanne have passwords, and another system that calls its API. */
struct office *office_with_api(struct browser *system);
/* One call of that API with HTTP Basic; `body` is JSON, NULL: a GET. */
int browser_call(struct browser *system, const char *login, const char *url, const char *body);

const char *browser_page(const struct browser *browser);
/* A header of the last answer, or "". */
const char *browser_header(const struct browser *browser, const char *name);
bool browser_sees(const struct browser *browser, const char *words);

/* A browser of the demonstration in which this one is logged in. */
struct browser browser_as(struct office *office, const char *login);

#endif
