#ifndef GATEWAY_SIMULATE_SIM_H
#define GATEWAY_SIMULATE_SIM_H
/* Sim: the parts of a simulation that see each other. Only simulate/ includes this. */
#include "gateway/inbox/inbox.h"
#include "gateway/simulate/simulate.h"
#include "gateway/steps/steps.h"

/* Something that will happen outside the gateway. */
enum happening_kind {
    HAPPENING_ANSWER,  /* of the provider to a request: `exchange` */
    HAPPENING_WEBHOOK, /* a report or a text: `body`; tried again until it is answered 200 */
};

struct happening {
    usec at;
    uint64_t order; /* of creation: breaks ties, so that one seed is one history */
    enum happening_kind kind;
    uint64_t tag;
    enum wire_end end;
    int status;
    char *body;
    bool text; /* a text of a person, which must not be lost */
    int phone; /* of the person who wrote it, or -1 */
};

/* What the provider has of one message. */
struct carried {
    char *to;
    int received; /* requests that it took */
    enum delivery state, reported, seen;
    enum kind kind;
    bool known; /* its kind was looked up */
    usec first_at;
};

/* One family's phone and how its owner is. */
struct sim_phone {
    char number[20];
    int64_t family_id, phone_id;
    enum language language;
    int answers_percent;
    usec stopped_at;   /* when the provider carried the confirmation of a STOP; 0: never */
    usec crisis_at;    /* when a crisis text was accepted and waits for its reply; 0: none */
    usec crisis_paged; /* … for its first page */
    usec crisis_replied_at;
    bool wants_stop;
};

struct sim {
    struct simulate_options options;
    struct simulate_report *report;
    struct dice dice;
    usec now, end_at, skew; /* the gateway's clock shows now + skew */
    usec fault_until[FAULT_N];

    struct store *store;
    struct reader *reader;
    struct outbox *outbox;
    struct world world;
    struct inbox inbox;
    struct wire wire;
    struct dice store_dice, world_dice;

    struct happening *happenings; /* a heap, earliest first */
    size_t happening_n, happening_space;
    uint64_t order;
    struct exchange *answers; /* ready to be taken */
    size_t answer_n, answer_space;
    uint64_t generation; /* of the gateway's process: answers to a dead one are lost */

    struct carried *carried; /* by message id */
    size_t carried_space;
    struct sim_phone *phones;
    size_t phone_n;
    int64_t texts_accepted; /* texts of people that were answered 200 */
    usec swept_at;
};

bool sim_fault(struct sim *sim, enum fault_kind kind, uint64_t once_in);
usec sim_gateway_now(const struct sim *sim);
void sim_broken(struct sim *sim, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* provider.c */
void sim_wire_init(struct sim *sim);
void sim_happen(struct sim *sim, struct happening happening);
/* Lets everything happen that is due; returns how much. */
size_t sim_play(struct sim *sim);
usec sim_next(const struct sim *sim);
void sim_provider_clear(struct sim *sim);
/* The gateway's process ended: nobody takes its answers any more. */
void sim_provider_forget(struct sim *sim);

/* town.c */
enum rc sim_town_add(struct sim *sim, struct fault *why) NEEDS_CHECK;
/* A text arrived on a phone, of a family or of the staff. */
void sim_town_hear(struct sim *sim, const char *to, const char *text, struct carried *carried);
/* What staff do behind their desks: contact attempts, closing alerts. RC_BROKEN: the gateway died. */
enum rc sim_town_sweep(struct sim *sim, struct fault *why) NEEDS_CHECK;

/* promises.c */
void sim_check_carried(struct sim *sim, int64_t id, struct carried *carried);
/* RC_BROKEN: the gateway died meanwhile. */
enum rc sim_check(struct sim *sim, bool at_end, struct fault *why) NEEDS_CHECK;

#endif
