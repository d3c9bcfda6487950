#ifndef SCHEDULER_PROGRAMME_H
#define SCHEDULER_PROGRAMME_H
/* Programme: a named plan of phases with check-ins, and what goes with it: what silence means, who hears of a
 * relapse, what is done when a phase ends. plan.h says when a family in it is asked; pure data. */
#include "gateway/base/words.h"

enum asks {
    ASKS_FIRST,   /* the first member only */
    ASKS_EACH,    /* every member, each at an own moment in the window */
    ASKS_IN_TURN, /* one member a time, in turn */
};

/* Check-ins in a row without an answer: shown (level 1), and a person is called (level 2). */
struct silence {
    int shown, calls; /* 0: not said, so the phase's programme or the municipality says it */
};

/* What staff read in the console. `en` may be "": then `nl` stands for it. */
struct sentence {
    char *nl, *en;
};

struct phase {
    char *name;
    struct sentence title; /* what the console calls it; "": as its name */
    int weeks;             /* length; 0: without end, only for the last */
    char *rhythm; /* RRULE that passed rhythm_check; it counts from the phase's first day */
    int from_min, till_min; /* allowed window, local, within one day; till exclusive */
    enum asks asks;
    char *script;
    struct silence silence;
};

/* Who is called about a relapse, and how long that person has. */
struct relapse_step {
    enum role who; /* ROLE_FAMILY_MANAGER, ROLE_COORDINATOR or ROLE_PROCESS_MANAGER */
    usec wait_for; /* until the next step; the last is repeated */
};

enum task_when {
    TASK_AT_START,
    TASK_AT_PHASE_END,
    TASK_AT_END, /* of the programme */
    TASK_AT_HAND_OVER,
};

/* Something that staff do at that moment. */
struct task {
    enum task_when when;
    char *phase; /* that ends then; "": every phase */
    enum role who;
    struct sentence text;
};

#define PROGRAMME_REMINDERS_MAX 4

struct programme {
    char *name;
    char *like; /* name of the one that it was derived from, or "" */
    char *title_nl, *title_en;
    struct sentence whom, calls_for, intensity, aftercare; /* remarks about it, may be "" */
    struct phase *phases;
    size_t phase_n;
    usec reminders[PROGRAMME_REMINDERS_MAX]; /* before an appointment, longest first; 0 ends */
    usec nudge_after; /* silence after a check-in before the nudge; 0: none */
    int nudges_max;
    struct silence silence;
    struct relapse_step *ladder; /* of a relapse; none: see gateway/alerts/ladder.c */
    size_t ladder_n;
    struct sentence beyond; /* to whom a relapse goes beyond our staff, or "" */
    struct task *tasks;
    size_t task_n;
};

/* How many check-ins in silence are shown and call a person in that phase (may be NULL), where the
 * municipality's own are `usual`. */
struct silence programme_silence(const struct programme *programme, const struct phase *phase,
                                 struct silence usual);

#endif
