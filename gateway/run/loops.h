#ifndef GATEWAY_RUN_LOOPS_H
#define GATEWAY_RUN_LOOPS_H
/* Loops: the threads that call the steps. Only run/ includes this. */
#include <pthread.h>
#include <stdatomic.h>

#include "gateway/inbox/inbox.h"
#include "gateway/run/bell.h"
#include "gateway/run/demo.h"
#include "gateway/run/gateway.h"
#include "gateway/run/route_watch.h"
#include "gateway/run/trouble.h"
#include "gateway/steps/steps.h"
#include "gateway/ussd/ussd.h"
#include "gateway/web/console.h"
#include "gateway/web/server.h"

enum loop { LOOP_DISPATCH, LOOP_HANDLE, LOOP_PLAN, LOOP_FEEDS, LOOP_N };

/* Webhooks that could not be kept are no trouble any more after this long without another. */
#define WEBHOOK_TROUBLE_LASTS USEC_MIN

/* A loop that has not turned for this long is stuck, and /readyz says so. */
#define LOOP_STUCK_AFTER (60 * USEC_SEC)

struct gateway {
    struct gateway_options options;
    struct dice dice;
    struct reader *reader;
    struct wire *wire;
    struct wire *feed_wire; /* of the calendars; NULL: nobody has one */
    struct outbox *outbox;
    struct world world;
    struct inbox inbox;  /* of the webhooks */
    struct inbox inside; /* of the sandbox in this process */
    struct console *console;
    struct server *server;
    struct desk *desk; /* of USSD */

    atomic_bool stopping;
    pthread_t threads[LOOP_N];
    bool running[LOOP_N];
    struct bell bells[LOOP_N];      /* dispatch waits on the wire instead */
    _Atomic usec turned_at[LOOP_N]; /* monotonic */
    atomic_ulong faults[LOOP_N];    /* turns that failed */
    struct trouble trouble[LOOP_N]; /* of the last turn */
    struct trouble webhook_trouble; /* of the last webhook */
    struct trouble ussd_trouble;    /* of the last USSD step */
    struct route_watch routes;
    atomic_ulong webhooks; /* requests that came in */

    struct demo demo;     /* demonstration only */
    pthread_mutex_t turn; /* … : who moves its clock or takes a turn holds it */
};

extern const char *const loop_names[LOOP_N];

void *loop_dispatch(void *with);
void *loop_handle(void *with);
void *loop_plan(void *with);
/* Of the calendars of staff (feed_loop.c), where anybody has one. */
void *loop_feeds(void *with);
bool feeds_wanted(const struct config *config);
/* The demonstration's only one, in the place of LOOP_PLAN. */
void *loop_demo(void *with);

/* Everything that is due until `now` + `by`, moment by moment, and the clock moved along. */
void demo_advance(void *with, usec by);
/* A text from a family's phone in the browser, as the sandbox provider would deliver it. */
enum rc demo_text_in(void *with, const char *number, const char *text, struct fault *why);

/* The same for a step of a USSD session: `typed` NULL dials, or shows the screen as it stands. */
enum rc demo_dial(void *with, const char *number, const char *session, const char *typed,
                  struct text *screen, bool *end, struct fault *why);

/* Notes how a turn, or a webhook, ended, and logs what is news; `why` counts where `rc` is no RC_OK. */
void gateway_note(struct trouble *trouble, const char *of, enum rc rc, const struct fault *why);

/* Answers /healthz, /readyz and /metrics; false: it is another page. */
bool health_answer(struct gateway *gateway, const char *path, struct http_response *response);

#endif
