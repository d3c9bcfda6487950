#ifndef GATEWAY_DIALOGUE_REMINDER_H
#define GATEWAY_DIALOGUE_REMINDER_H
/* Reminder: when an appointment is reminded of, and in which words. Pure. */
#include "gateway/dialogue/decision.h"

/* When the `number`-th reminder (from 0) of the family's programme is due: outside the quiet hours of the
 * municipality, inside the safe hours of the phone. USEC_NEVER: there is none. */
usec reminder_at(const struct config *config, const struct family *family,
                 const struct appointment *appointment, int number);

/* Plans the reminders of a start anew: those that were due before `from` are passed over. */
void reminder_plan(const struct config *config, const struct family *family, usec from,
                   struct appointment *appointment);

/* Who comes. */
#define REMINDED_MAX 4
struct reminded {
    const struct member *at[REMINDED_MAX]; /* of the family */
    size_t n;
};
/* The member who is named, if still there. Where nobody is, the family comes: everybody whom the programme asks in the
 * phase of that day (the first only, or all, be it in turn), of those who share a phone the first. */
void reminder_members(const struct config *config, const struct family *family,
                      const struct appointment *appointment, struct reminded *out);

/* A text that tells of an appointment, and how it is told. */
struct telling {
    const struct family *family;
    const struct member *member;
    const struct appointment *appointment;
    enum kind kind;
    const char *name; /* of the text */
    struct variables variables;
    usec expires_at;
};
/* Adds the text and the question whether somebody comes. */
struct new_question *reminder_tell(struct decision *out, const struct config *config,
                                   const struct telling *telling, usec now);

/* The municipality's quiet hours and those of a phone outside its safe hours. */
struct decent_hours {
    struct quiet_hours quiet[2];
};
struct decent_hours decent_hours_of(const struct config *config, const struct member *member);

#endif
