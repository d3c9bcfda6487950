#ifndef GATEWAY_PEOPLE_ROSTER_H
#define GATEWAY_PEOPLE_ROSTER_H
/* Roster: which staff member is there now. Pure: reads only the configuration. `manager` is the login of
 * a family's manager, NULL or unknown for a stranger. */
#include "config/config.h"

/* Who answers a level 3 of a family with this manager at `now`: the manager inside the own hours, else
 * the deputy inside the deputy's, else whom the duty roster names; NULL: nobody is on duty. */
const struct staff *roster_on_duty(const struct config *config, const char *manager, usec now);

/* Whether any person would be paged at once, so that a crisis reply may promise a call. */
bool roster_covers(const struct config *config, const char *manager, usec now);

#define ROSTER_MAX 64

/* The people of one rung of the ladder, at most ROSTER_MAX, each once. */
size_t roster_rung(const struct config *config, enum rung rung, const char *manager, usec now,
                   const struct staff *out[static ROSTER_MAX]);

/* When the manager (or, without one, anybody with hours) is next at work, at or after `now`; `now` where
 * no hours are known. */
usec roster_next_hours(const struct config *config, const char *manager, usec now);

/* The staff member with this phone number (E.164), or NULL. */
const struct staff *roster_by_phone(const struct config *config, const char *number);

#endif
