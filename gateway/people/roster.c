#include "gateway/people/roster.h"

/* A stranger has no manager. */
static const struct staff *owner_of(const struct config *config, const char *manager)
{
    return manager ? config_staff(config, manager) : NULL;
}

static bool at_work(const struct config *config, const struct staff *staff, usec now)
{
    return week_hours_cover(&staff->hours, config->municipality.zone, now);
}

const struct staff *roster_on_duty(const struct config *config, const char *manager, usec now)
{
    const struct staff *owner = owner_of(config, manager);
    const struct staff *deputy = owner ? config_staff(config, owner->deputy) : NULL;

    if (owner && at_work(config, owner, now)) return owner;
    if (deputy && at_work(config, deputy, now)) return deputy;
    for (size_t i = 0; i < config->duty_n; i++)
        if (week_hours_cover(&config->duties[i].hours, config->municipality.zone, now))
            return config_staff(config, config->duties[i].staff);
    return NULL;
}

bool roster_covers(const struct config *config, const char *manager, usec now)
{
    return roster_on_duty(config, manager, now) != NULL;
}

static size_t with_role(const struct config *config, enum role role,
                        const struct staff *out[static ROSTER_MAX])
{
    size_t n = 0;

    for (size_t i = 0; i < config->staff_n && n < ROSTER_MAX; i++)
        if (role == ROLE_NONE || config->staff[i].role == role) out[n++] = &config->staff[i];
    return n;
}

/* Everyone who may act on a crisis: helpers and auditors see nothing of a family, so they are left out. */
static size_t everyone(const struct config *config, const struct staff *out[static ROSTER_MAX])
{
    size_t all = with_role(config, ROLE_NONE, out), n = 0;

    for (size_t i = 0; i < all; i++) {
        enum role role = out[i]->role;

        if (role == ROLE_FAMILY_MANAGER || role == ROLE_COORDINATOR || role == ROLE_PROCESS_MANAGER)
            out[n++] = out[i];
    }
    return n;
}

size_t roster_rung(const struct config *config, enum rung rung, const char *manager, usec now,
                   const struct staff *out[static ROSTER_MAX])
{
    switch (rung) {
    case RUNG_ON_DUTY:
        out[0] = roster_on_duty(config, manager, now);
        return out[0] != NULL;
    case RUNG_COORDINATOR:
        return with_role(config, ROLE_COORDINATOR, out);
    case RUNG_PROCESS_MANAGER:
        return with_role(config, ROLE_PROCESS_MANAGER, out);
    case RUNG_EVERYONE:
        return everyone(config, out);
    }
    return 0;
}

usec roster_next_hours(const struct config *config, const char *manager, usec now)
{
    const struct staff *owner = owner_of(config, manager);
    usec next;

    if (!owner) return now;
    next = week_hours_next(&owner->hours, config->municipality.zone, now);
    return next == USEC_NEVER ? now : next;
}

const struct staff *roster_by_phone(const struct config *config, const char *number)
{
    for (size_t i = 0; i < config->staff_n; i++)
        if (config->staff[i].phone[0] && strcmp(config->staff[i].phone, number) == 0)
            return &config->staff[i];
    return NULL;
}
