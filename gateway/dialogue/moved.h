#ifndef GATEWAY_DIALOGUE_MOVED_H
#define GATEWAY_DIALOGUE_MOVED_H
/* Moved: what follows when an appointment is moved or cancelled. Pure.
 *
 * Reminders of the old time that wait are withdrawn by the store. Where one has left, or may have, the family
 * gets a correction, also in a pause and however many texts it got this week. It waits for decent hours, and the
 * next move withdraws one that waits, so two moves give one correction, from the time that the family knows. */
#include "gateway/dialogue/reminder.h"

struct moved_choice {
    usec starts_at;
    int64_t member_id;
};

/* Fills `appointment_was` and `appointment_now` of the changes, and adds the correction where one is due. `was`
 * is as the store gave it, `to` the same with what is to change. Of a new start the reminders are planned anew
 * and it is open again. Without a new start nothing is said. */
void moved_change(struct decision *out, const struct config *config, const struct family *family,
                  const struct appointment *was, const struct appointment *to, usec now);
/* The family chose this one of its slots: it comes. The caller confirms it to who chose; others who come hear that
 * it was moved. */
void moved_choose(struct decision *out, const struct config *config, const struct family *family,
                  const struct appointment *was, const struct moved_choice *choice, usec now);
/* Offers other starts, the first of which is not 0; what was offered before does not count any more. */
void moved_offer(struct decision *out, const struct config *config, const struct family *family,
                 const struct appointment *was, const usec slots[static APPOINTMENT_SLOTS],
                 usec now);
void moved_cancel(struct decision *out, const struct config *config, const struct family *family,
                  const struct appointment *was, usec now);

#endif
