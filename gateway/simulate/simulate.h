#ifndef GATEWAY_SIMULATE_SIMULATE_H
#define GATEWAY_SIMULATE_SIMULATE_H
/* Simulate: the same steps on a virtual clock, with a simulated provider, simulated families and staff, and
 * faults; the promises are checked after every step. One seed is one history. */
#include "config/config.h"
#include "gateway/base/dice.h"
#include "gateway/signals/signals.h"

enum fault_kind {
    FAULT_CRASH,          /* the gateway dies before some write of the store and starts again */
    FAULT_RESPONSE_LOST,  /* the provider took the message, the answer never came */
    FAULT_REPORT_LATE,    /* hours late, in any order */
    FAULT_REPORT_DOUBLED, /* the same report twice, and an older one after a newer */
    FAULT_REPORT_LOST,
    FAULT_OUTAGE,       /* the provider cannot be reached for hours */
    FAULT_THROTTLE,     /* it says "slow down" */
    FAULT_CLOCK,        /* the gateway's clock jumps an hour forward or back */
    FAULT_DISK,         /* the store cannot write for a while */
    FAULT_STAFF_ABSENT, /* nobody answers a page for hours */
    FAULT_SWITCH,       /* an operator switches a route off for hours */
    FAULT_N,
};

const char *fault_name(enum fault_kind kind);
/* Reads "all", "none" or names with commas into bits. False: there is no such fault. */
bool faults_read(const char *list, unsigned *out);

struct simulate_options {
    int families, days;
    uint64_t seed;
    unsigned faults; /* bits of enum fault_kind */
    const struct data *data;
    const struct config *config;
    const char *store;     /* path of a database that does not exist yet */
    struct reader *reader; /* NULL: one is made from `data` */
    uint64_t die_at;       /* the gateway dies before this write; 0: only as the faults say */
    const struct programme *programme; /* that every family is in; NULL: any */
    bool lively; /* people answer within minutes, and every third in danger or with a stop */
};

/* What happened, in the order in which it is printed. */
struct simulate_report {
    int64_t corrections, slots_chosen; /* of appointments */
    int64_t check_ins, reminders, nudges, answers, crisis_replies, pages, mails;
    int64_t sessions, sessions_broken; /* of USSD */
    int64_t texts_in, webhook_retries, crises, stops, alerts_closed;
    int64_t crashes, responses_lost, reports_lost, outages, throttled, clock_jumps, disk_faults;
    int64_t resent; /* messages that the provider got twice, of the kinds that may be */
    int64_t by_rule[RULE_KIND_N]; /* signals of each rule, RULE_NONE: of words */
    uint64_t fingerprint;         /* of every byte that left and came in, in order */
    struct text broken;           /* every broken promise, a line each */
    size_t broken_n;
};
void simulate_report_clear(struct simulate_report *report);

/* RC_BROKEN: the simulation itself could not run. A broken promise is no fault: it is in the report. */
enum rc simulate(const struct simulate_options *options, struct simulate_report *out,
                 struct fault *why) NEEDS_CHECK;

#endif
