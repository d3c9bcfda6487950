#ifndef GATEWAY_AGENDA_TAKING_H
#define GATEWAY_AGENDA_TAKING_H
/* Taking: one file on its way to appointments, between the steps that take it there. Inside agenda/ only. */
#include "gateway/agenda/agenda.h"
#include "gateway/agenda/family_code.h"
#include "scheduler/ical.h"

#define HALF_HASH (UID_HASH_BYTES / 2)

/* What the store knows of a family that the file is about. */
struct known {
    int64_t id;
    bool theirs; /* it is there, and the file may be about it */
    struct family family;
    struct appointments appointments;
};

/* First half: the UID; second half: the UID and where the rule had it. */
struct identity {
    unsigned char bytes[UID_HASH_BYTES];
};

struct taking {
    struct store *store;
    const struct config *config;
    const struct agenda_source *source;
    usec now;
    struct ical ical;
    struct family_code *codes; /* of each event */
    struct ical_instances instances;
    struct known *known;
    size_t known_n;
    struct identity *heard; /* of each instance */
    struct agenda_report report;
};

void taking_clear(struct taking *taking);

/* What is told of it. */
void taking_item(struct taking *taking, enum agenda_act act, const struct appointment *appointment);
void taking_trouble(struct taking *taking, const struct ical_event *event, const char *text);
/* Whose file it is, as an appointment keeps it: "feed:sanne". */
void taking_source(const struct agenda_source *source, struct text *out);

/* The place of a family among those that are known; it is loaded where it is new. */
enum rc taking_know(struct taking *taking, int64_t family_id, size_t *out,
                    struct fault *why) NEEDS_CHECK;
/* Sets the member of a code; 0: all who come, see gateway/dialogue/reminder.h. False: no such member. */
bool known_member(const struct family *family, int place, int64_t *out);

/* Whether an event may give an appointment at all. What is long past, or far ahead, need not make sense any more:
 * its family may have been erased. */
bool taking_is_near(const struct taking *taking, const struct ical_event *event);
/* Whether it is still to come and not cancelled; NULL is not. */
bool appointment_is_on(const struct appointment *appointment, usec now);
/* Cancels it by a file of this SEQUENCE. */
enum rc taking_cancel(struct taking *taking, const struct appointment *appointment, int sequence,
                      struct fault *why) NEEDS_CHECK;

/* The steps. Which events count; makes, moves and cancels what they say; cancels what the file does not hold any
 * more. */
enum rc taking_choose(struct taking *taking, struct fault *why) NEEDS_CHECK;
enum rc taking_hold(struct taking *taking, struct fault *why) NEEDS_CHECK;
enum rc taking_drop_gone(struct taking *taking, struct fault *why) NEEDS_CHECK;

#endif
