#ifndef GATEWAY_ENROLMENT_ENROLMENT_H
#define GATEWAY_ENROLMENT_ENROLMENT_H
/* Enrolment: what a coordinator does with a family's place in a programme.
 *
 * Each act is decided here, purely, and says which field is wrong where it cannot be; then it is done in the store, or
 * only imagined, so that a person sees what a plan will be before anything is saved. Every change counts from the day
 * after it is made: what was asked today stays asked once. */
#include "gateway/dialogue/decision.h"
#include "gateway/people/plan_of.h"

#define ENROLMENT_DAYS_AHEAD_MAX 730 /* of a start, the end of a pause, own days */
#define ENROLMENT_WEEKS_MAX      104 /* of one extension */
#define ENROLMENT_CHANGES_MAX    200 /* of one enrolment */
#define ENROLMENT_OWN_DAYS_MAX   100
#define ENROLMENT_PHASES_MAX     32

/* Who does it to which family, why and when. Borrowed. */
struct acting {
    const struct config *config;
    const struct family *family;
    const char *who, *reason;
    usec now;
};

/* An act that can be done. It borrows from its acting. Valid as {0}. */
struct decided {
    struct enrolment_act act;
    struct enrolment next; /* of a re-entry */
    struct plan_change changes[ENROLMENT_PHASES_MAX];
    char *rhythm; /* that the changes borrow */
    struct text detail;
    struct decision said; /* to the family, to staff */
};
void decided_clear(struct decided *decided);

/* Does it. What can come back: see store_enrolment_act. */
enum rc decided_do(struct store *store, struct decided *decided, usec now,
                   struct fault *why) NEEDS_CHECK;
/* Makes the family look as it will when it is done, in memory alone. A re-entry is imagined without its id, by which
 * its moments are spread: days are right, minutes are not. */
void decided_imagine(const struct decided *decided, struct family *family);

/* ---- Enrolling -------------------------------------------------------------------------------- */

/* What somebody wrote; strings may be NULL where they are not said. */
struct enrolment_wish {
    const char *programme, *start_day, *phase;
    unsigned domains;
};
/* Fills in an enrolment for store_enrol; the caller frees `programme`. RC_INVALID also for a start in the past. */
enum rc enrolment_read(const struct config *config, const struct enrolment_wish *wish, usec now,
                       struct enrolment *out, struct fault *why) NEEDS_CHECK;

/* ---- Acts, all RC_INVALID with a sentence, or RC_MISSING where the family is in no programme -------- */

/* Nothing is asked until that day; NULL: until somebody resumes it. */
enum rc decide_pause(const struct acting *by, const char *till, struct decided *out,
                     struct fault *why) NEEDS_CHECK;
enum rc decide_resume(const struct acting *by, struct decided *out, struct fault *why) NEEDS_CHECK;
enum rc decide_learning(const struct acting *by, bool learns, struct decided *out,
                        struct fault *why) NEEDS_CHECK;
/* Makes a phase longer: NULL the present one, "last" the last, else by its name. */
enum rc decide_extend(const struct acting *by, const char *phase, int weeks, struct decided *out,
                      struct fault *why) NEEDS_CHECK;

struct rhythm_wish {
    const char *rhythm;     /* words or a rule; NULL: the days stay */
    int from_min, till_min; /* equal: the hours stay */
    const char *phase;      /* NULL: from now on; "this" or a name: in that phase alone */
    bool own;               /* back to what the programme says */
};
enum rc decide_rhythm(const struct acting *by, const struct rhythm_wish *wish, struct decided *out,
                      struct fault *why) NEEDS_CHECK;

/* `till` is the first day on which all is as usual again; `act` skip, earlier or later. */
enum rc decide_own_days(const struct acting *by, const char *from, const char *till,
                        const char *act, struct decided *out, struct fault *why) NEEDS_CHECK;
enum rc decide_own_days_end(const struct acting *by, const char *from, struct decided *out,
                            struct fault *why) NEEDS_CHECK;
const char *day_act_name(enum day_act act);

/* `outcome` NULL: nobody says. With `farewell` the family hears it, at a decent hour. */
enum rc decide_end(const struct acting *by, const char *outcome, bool farewell, struct decided *out,
                   struct fault *why) NEEDS_CHECK;
/* Ends a running one as re-entered and enrols anew from tomorrow; NULL and 0: the same programme, its first phase, the
 * same domains. */
enum rc decide_reenter(const struct acting *by, const struct enrolment_wish *wish,
                       struct decided *out, struct fault *why) NEEDS_CHECK;
/* To whom a family goes: another family manager, or another municipality. */
struct handover_wish {
    const char *manager, *municipality; /* one of the two */
    const char *
        consent; /* "carried", or "anew": the phones get nothing of our own accord until they agree by JA; NULL:
                            carried */
};
/* Another manager is told, as is the one who had the family, and asks for the agreement; to another municipality the
 * enrolment ends. */
enum rc decide_handover(const struct acting *by, const struct handover_wish *wish,
                        struct decided *out, struct fault *why) NEEDS_CHECK;
/* Somebody looked at the summary for another municipality. */
enum rc decide_summary(const struct acting *by, struct decided *out, struct fault *why) NEEDS_CHECK;

/* ---- How it stands ---------------------------------------------------------------------------- */

/* What the end of a programme asks of a person; it never ends a family's enrolment by itself. */
enum end_task { END_NOT_YET, END_SOON, END_OVER };
#define END_SOON_DAYS 14

#define NEXT_MAX 5

struct standing {
    bool planned;            /* false: nothing can be planned, and the rest is empty */
    struct plan_phase phase; /* index -1: it has not begun, or is over */
    int32_t end_day;         /* INT32_MAX: without end */
    enum end_task task;
    struct rhythm_held {
        const char *
            rhythm; /* as it holds in that phase from tomorrow on; borrowed from family or configuration */
        int from_min, till_min;
    } held;
    struct planned next[NEXT_MAX]; /* the check-ins to come, none while it rests */
    size_t next_n;
};
/* Of a family at `now`. What it points at is the configuration's or the family's. */
void standing_of(const struct config *config, const struct family *family, usec now,
                 struct standing *out);

#endif
