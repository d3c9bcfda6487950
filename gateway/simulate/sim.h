#ifndef GATEWAY_SIMULATE_SIM_H
#define GATEWAY_SIMULATE_SIM_H
/* Sim: the parts of a simulation that see each other. Only simulate/ includes this.
 *
 * What people did is kept here as well as in the gateway's store, so that a promise is checked against
 * what happened and not against what the gateway believes. */
#include "gateway/inbox/inbox.h"
#include "gateway/people/plan_of.h"
#include "gateway/simulate/simulate.h"
#include "gateway/steps/steps.h"

#define SIM_ROUTES      2
#define SIM_MEMBERS_MAX 2
#define SIM_STRANGERS   3
#define SIM_STAFF_MAX   8
#define SIM_TEXTS_KEPT  16 /* more than the limit of a week that a seed may draw */

/* What a person's text means to the simulation once it was answered 200. */
enum meaning {
    MEANS_NOTHING, /* a report, or a text that asks for nothing */
    MEANS_CRISIS,
    MEANS_STOP,          /* the bare word */
    MEANS_STOP_SENTENCE, /* rests until a person confirms or lifts it */
    MEANS_START,
    MEANS_LOW,   /* the score 1 to a check-in … */
    MEANS_SCORE, /* … or a higher one */
    MEANS_CODE,  /* of a page: its writer takes the alert */
};

/* Something that will happen outside the gateway. */
enum happening_kind {
    HAPPENING_ANSWER,  /* of the provider to a request: `body` */
    HAPPENING_WEBHOOK, /* a report or a text: `body`; tried again until it is answered 200 */
    HAPPENING_CONTACT, /* whoever took `alert` tries to reach the family */
    HAPPENING_DIAL,    /* `phone` dials or, with a body, types it in the USSD session `tag` */
};

struct happening {
    usec at;
    uint64_t order; /* of creation: breaks ties, so that one seed is one history */
    enum happening_kind kind;
    uint64_t tag;
    enum wire_end end;
    int status;
    char *body;
    int route;
    int64_t message;     /* that a report or an answer tells of; 0: none */
    enum delivery state; /* … and what it says */
    int final;           /* … the last word about this part, from 1; 0: not the last word */
    bool forged;         /* posted by somebody who does not know the route's secret */
    bool text;           /* a text of a person, which must not be lost */
    enum meaning meaning;
    int phone;     /* of the person who wrote it, or -1 */
    int64_t alert; /* with MEANS_CODE and CONTACT */
    int pair;      /* of the text's two halves, from 1; 0: it is whole */
};

/* What the provider has of one message, and what the gateway can know of it. */
struct carried {
    char *to;
    int received; /* requests that it took */
    int route;    /* of the first; of a later one once it was held against what came before */
    bool by_off;  /* the last came by a route that is switched off */
    int parts;
    unsigned told;       /* bits of the parts of which the gateway was told the last word */
    enum delivery state; /* of the whole, on the handset */
    enum delivery seen;  /* in the gateway's books, at the last look */
    enum kind kind;
    bool known;   /* its kind was looked up */
    int asked;    /* look-ups that the gateway started */
    usec told_at; /* when the gateway heard that it was taken; 0: not yet */
    usec first_at, last_at;
    bool unheard; /* the gateway was dead when it arrived, and could not be asked about it */
};

/* What a provider can do; it differs by seed. */
struct ability {
    bool reports;
    bool asked; /* it can be asked … */
    bool tells; /* … and knows */
    bool names; /* its reports carry our id */
};

/* One phone and how its owner is. */
struct sim_phone {
    char number[20];
    int family; /* index, or -1: a stranger's */
    int64_t phone_id;
    enum language language;
    int answers_percent;
    bool dials;       /* answers on USSD screens, mostly */
    bool reports;     /* its network sends delivery reports */
    usec stop_from;   /* nothing automatic may leave from then on; 0: no stop */
    bool stop_asked;  /* by a sentence: a person decides */
    usec crisis_at;   /* when a crisis text was accepted and waits for what must follow; 0: none */
    usec crisis_from; /* … its first part */
    usec replied_at;  /* when the last emergency number arrived here */
    usec low_at;      /* when a 1 was accepted and waits for its alert; 0: none */
    bool asked;       /* what a digit answers last is a check-in, and nothing was answered since */
    bool looked_at;   /* nothing happened since the last check */
};

/* One enrolment, as the coordinator was told that it stands. */
struct sim_stay {
    struct family enrolled; /* as it was when it was enrolled, with all that was agreed since … */
    struct family_plan planning; /* … and its plan */
    usec from, till;             /* till 0: it goes on */
};

#define SIM_STAYS_MAX 6

struct sim_family {
    int64_t id;
    const struct programme *programme;
    struct sim_stay stays[SIM_STAYS_MAX]; /* the last is the current one */
    int stay_n;
    int64_t members[SIM_MEMBERS_MAX];
    int phones[SIM_MEMBERS_MAX];
    int member_n;
    usec paused_from, ended_from; /* 0: not */
    int32_t paused_till_day;
    usec asked_at[SIM_MEMBERS_MAX]; /* due_at of the last check-in that was carried */
    int32_t asked_day[SIM_MEMBERS_MAX];
    int64_t question[SIM_MEMBERS_MAX]; /* … what it asked … */
    usec answered_at[SIM_MEMBERS_MAX]; /* … and when that was answered for certain; 0: perhaps */
    int nudges[SIM_MEMBERS_MAX];       /* since then */
    usec texts_at[SIM_MEMBERS_MAX][SIM_TEXTS_KEPT]; /* the last that counted, a ring … */
    int text_n[SIM_MEMBERS_MAX];                    /* … of which so many came in all */
};

/* An appointment as it was agreed on. */
struct sim_meeting {
    int64_t id, family_id;
    usec starts_at;
    usec told_at; /* the start that the last text to the family named; 0: none */
    usec slots[APPOINTMENT_SLOTS];
    bool cancelled;
};

/* What is known of one alert. */
struct sim_alert {
    int64_t id, family_id;
    enum level level;
    enum alert_state state;
    usec opened_at;  /* on the simulation's clock: opened, or opened again */
    usec pages_from; /* … and pages from then on are about that */
    usec first_at;   /* first seen */
    usec paged_at;   /* last */
    usec sms_at[SIM_STAFF_MAX], mail_at[SIM_STAFF_MAX]; /* last page of each */
    usec taken_at;
    usec taken_mark; /* as the gateway wrote it */
    bool code_written, closed, contacted;
};

/* The two halves of a text, which arrive apart. */
struct sim_pair {
    usec first_at, second_at;
};

struct sim {
    struct simulate_options options;
    struct simulate_report *report;
    struct config config; /* the given one with the routes below; borrows the rest */
    struct route routes[SIM_ROUTES];
    struct provider providers[SIM_ROUTES];
    struct ability abilities[SIM_ROUTES];
    struct dice dice;
    usec now, end_at, skew; /* the gateway's clock shows now + skew */
    usec fault_until[FAULT_N];
    bool off[SIM_ROUTES]; /* the operator switched it off */
    bool both_out;        /* an outage of all routes, not of the first alone */
    usec troubled_until;  /* crashes, disks, outages excuse what took longer */
    usec clock_until;     /* a clock that jumped excuses what is timed */
    usec disk_full_at;    /* when the last full disk began */
    usec dark_until;      /* the power is off */
    usec woke_at;         /* when it came back after so long that working hours may have passed */
    bool died_once;

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
    struct sim_family *families;
    size_t family_n;
    struct sim_meeting *meetings;
    size_t meeting_n;
    struct sim_alert *alerts; /* by id */
    size_t alert_space;
    struct sim_pair *pairs;
    size_t pair_n;
    int64_t texts_accepted;            /* webhooks with a text that were answered 200 */
    int64_t pairs_whole, pairs_unsure; /* read as one, perhaps as two */
    int64_t crises_accepted, read_n;
    usec swept_at, checked_at, alerts_looked_at;
    int64_t memory_before;
    bool alerts_stirred;
};

bool sim_fault(struct sim *sim, enum fault_kind kind, uint64_t once_in);
usec sim_gateway_now(const struct sim *sim);
void sim_broken(struct sim *sim, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Whether nothing hindered the gateway since then. */
bool sim_calm(const struct sim *sim, usec since);
void sim_trouble(struct sim *sim, usec until);
/* Whether the gateway died at this moment, which nobody has noticed yet. */
bool sim_is_dead(const struct sim *sim);
/* Adds to the fingerprint of this history. */
void sim_note(struct sim *sim, const char *what);

/* happening.c */
void sim_happen(struct sim *sim, struct happening happening);
struct happening sim_happening_take(struct sim *sim);
usec sim_next(const struct sim *sim);

/* provider.c */
void sim_wire_init(struct sim *sim);
void sim_routes_init(struct sim *sim);
void sim_provider_clear(struct sim *sim);
/* The gateway's process ended: nobody takes its answers any more. */
void sim_provider_forget(struct sim *sim);
struct carried *sim_carried(struct sim *sim, const char *public_id, int64_t *id);
void sim_hand_over(struct sim *sim, const struct happening *happening);

/* play.c: lets everything happen that is due; returns how much. */
size_t sim_play(struct sim *sim);

/* town.c */
enum rc sim_town_add(struct sim *sim, struct fault *why) NEEDS_CHECK;
struct sim_phone *sim_phone_of(struct sim *sim, const char *number);
/* A text of a person, in one webhook, or where `halves` in two. */
void sim_write(struct sim *sim, const struct happening *meant, const char *from, const char *text);
/* A text arrived on a phone, of a family or of the staff. */
void sim_town_hear(struct sim *sim, const char *to, const char *text, int64_t id,
                   struct carried *carried);
/* What arrived while the gateway was dead is held to the promises once it lives again. */
void sim_town_hear_late(struct sim *sim);
void sim_town_accepted(struct sim *sim, const struct happening *text);
void sim_stranger_writes(struct sim *sim);

/* What somebody says, in the language of the phone: something, or a cry for help. */
const char *sim_town_says(struct sim *sim, const struct sim_phone *phone, enum meaning meaning);

/* dialler.c */
void sim_dial(struct sim *sim, const struct sim_phone *phone, usec at);
void sim_dial_step(struct sim *sim, const struct happening *step);

/* office.c: staff */
void sim_staff_hear(struct sim *sim, const char *number, const char *text);
void sim_staff_mail(struct sim *sim, const char *address, const char *text);
/* What staff do behind their desks. RC_BROKEN: the gateway died. */
enum rc sim_office_sweep(struct sim *sim, struct fault *why) NEEDS_CHECK;
/* RC_BROKEN: try again later. */
enum rc sim_contact(struct sim *sim, int64_t alert_id) NEEDS_CHECK;
struct sim_alert *sim_alert_of(struct sim *sim, int64_t id);

/* coordinator.c: RC_BROKEN as above */
enum rc sim_coordinate(struct sim *sim, struct sim_family *family, struct fault *why) NEEDS_CHECK;
/* Writes down the enrolment that the family is in from now on. */
enum rc sim_stay_begin(struct sim *sim, struct sim_family *family, struct fault *why) NEEDS_CHECK;
/* Takes over when its members are asked best, as learned. False: the gateway is dead at this moment. */
bool sim_stay_learn(struct sim *sim, struct sim_family *family);
/* Whether it is paused now, as was agreed. */
bool sim_rests(const struct sim *sim, const struct sim_family *family);

/* meetings.c: RC_BROKEN as above */
enum rc sim_meet(struct sim *sim, struct sim_family *family, struct fault *why) NEEDS_CHECK;
enum rc sim_change_meeting(struct sim *sim, struct sim_family *family,
                           struct fault *why) NEEDS_CHECK;
/* A reminder, correction or offer is at the provider: what it tells must hold. */
void sim_check_reminder(struct sim *sim, const struct message_row *row);

/* promises.c: at the provider */
void sim_check_carried(struct sim *sim, const struct message_row *row, struct carried *carried);

/* audit.c: in the books. RC_BROKEN: the gateway died meanwhile. */
enum rc sim_check(struct sim *sim, bool at_end, struct fault *why) NEEDS_CHECK;

/* watchers.c: alerts */
enum rc sim_check_alerts(struct sim *sim, bool all, struct fault *why) NEEDS_CHECK;

#endif
