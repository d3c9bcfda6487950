#ifndef GATEWAY_APPOINTMENTS_APPOINTMENTS_H
#define GATEWAY_APPOINTMENTS_APPOINTMENTS_H
/* Appointments: made, moved and cancelled, with all that follows for the family.
 *
 * Whoever changes an appointment, a person at the console, the API or a calendar that is read, does it here:
 * reminders are planned, withdrawn and corrected in the same transaction (gateway/dialogue/moved.h). */
#include "config/config.h"
#include "gateway/store/store.h"

/* Plans its reminders, then adds it; see store_appointment_add. RC_INVALID: the start is past, the end lies
 * before it, the place is too long, or nobody of the family has this `member_id`. */
enum rc appointments_add(struct store *store, const struct config *config,
                         struct appointment *appointment, usec now, struct fault *why) NEEDS_CHECK;

/* What is to change of an appointment. */
struct appointment_wish {
    int64_t family_id, id;
    const int64_t *member_id; /* in it 0: the whole family's; NULL: as it is */
    usec starts_at;           /* 0: as it is */
    usec ends_at;             /* 0: as it is, or as long after the new start */
    char *place;              /* only read; NULL: as it is */
    int sequence;             /* of an imported one; 0: as it is */
    usec modified_at;         /* likewise */
};

/* RC_MISSING: this family has no such appointment. RC_INVALID: it has begun or was cancelled, or the wish makes
 * no sense. No news where nothing is different. */
enum rc appointments_move(struct store *store, const struct config *config,
                          const struct appointment_wish *wish, usec now,
                          struct fault *why) NEEDS_CHECK;
/* The same; one that was cancelled already is no news. */
enum rc appointments_cancel(struct store *store, const struct config *config, int64_t family_id,
                            int64_t id, usec now, struct fault *why) NEEDS_CHECK;

/* Offers up to three other starts (0: no more), of which the family chooses one by a digit, or none. What was
 * offered before does not count any more. */
enum rc appointments_offer(struct store *store, const struct config *config, int64_t family_id,
                           int64_t id, const usec slots[static APPOINTMENT_SLOTS], usec now,
                           struct fault *why) NEEDS_CHECK;

#define APPOINTMENT_PLACE_MAX 80 /* bytes */

#endif
