#include "gateway/web/access.h"

bool access_manages(const struct visit *visit)
{
    return visit->staff && visit->staff->role == ROLE_COORDINATOR;
}

bool access_switches(const struct visit *visit)
{
    return visit->staff &&
           (visit->staff->role == ROLE_COORDINATOR || visit->staff->role == ROLE_ADMINISTRATOR);
}

/* The own families; and those of a colleague whose deputy this one is, while that colleague is away. */
static bool looks_after(const struct visit *visit, const char *manager)
{
    const struct staff *staff;

    if (visit->staff->role != ROLE_FAMILY_MANAGER || !manager[0]) return false;
    if (strcmp(manager, visit->staff->login) == 0) return true;
    staff = config_staff(visit_config(visit), manager);
    return staff && strcmp(staff->deputy, visit->staff->login) == 0 &&
           !week_hours_cover(&staff->hours, visit_zone(visit), visit->now);
}

static bool has_role_for_alerts(const struct visit *visit)
{
    enum role role = visit->staff ? visit->staff->role : ROLE_NONE;

    return role == ROLE_FAMILY_MANAGER || role == ROLE_COORDINATOR || role == ROLE_PROCESS_MANAGER;
}

static enum rc was_paged(const struct visit *visit, int64_t alert_id, bool *out, struct fault *why)
{
    SCOPED(alert_log_clear) struct alert_log log = {0};

    TRY(store_alert_log(visit_store(visit), alert_id, &log, why));
    *out = false;
    for (size_t i = 0; i < log.n; i++)
        if (strcmp(log.at[i].what, "paged") == 0 &&
            strcmp(log.at[i].detail, visit->staff->login) == 0)
            *out = true;
    return RC_OK;
}

enum rc access_alert(const struct visit *visit, const struct alert *alert, enum sight *out,
                     struct fault *why)
{
    bool paged = false;

    *out = SIGHT_NONE;
    if (!has_role_for_alerts(visit)) return RC_OK;
    if (access_manages(visit) || looks_after(visit, alert->owner) ||
        strcmp(alert->taken_by, visit->staff->login) == 0) {
        *out = SIGHT_FULL;
        return RC_OK;
    }
    TRY(was_paged(visit, alert->id, &paged, why));
    if (paged)
        *out = SIGHT_FULL;
    else if (visit->staff->role == ROLE_PROCESS_MANAGER)
        *out = SIGHT_OUTLINE;
    return RC_OK;
}

bool access_family(const struct visit *visit, const struct family *family)
{
    return visit->staff && (access_manages(visit) || looks_after(visit, family->manager));
}

static void append_families(struct families *to, struct families *from)
{
    to->at = mem_grow(to->at, to->n + from->n + 1, sizeof(*to->at));
    if (from->n) memcpy(&to->at[to->n], from->at, from->n * sizeof(*from->at));
    to->n += from->n;
    free(from->at);
    *from = (struct families){0};
}

enum rc access_families(const struct visit *visit, struct families *out, struct fault *why)
{
    const struct config *config = visit_config(visit);
    struct families all = {0}, some = {0};

    if (access_manages(visit)) return store_family_list(visit_store(visit), NULL, out, why);
    for (size_t i = 0; i < config->staff_n; i++) {
        enum rc rc;

        if (!looks_after(visit, config->staff[i].login)) continue;
        rc = store_family_list(visit_store(visit), config->staff[i].login, &some, why);
        if (rc != RC_OK) {
            families_clear(&all);
            return rc;
        }
        append_families(&all, &some);
    }
    *out = all;
    return RC_OK;
}

static void append_replies(struct replies *to, struct replies *from)
{
    to->at = mem_grow(to->at, to->n + from->n + 1, sizeof(*to->at));
    if (from->n) memcpy(&to->at[to->n], from->at, from->n * sizeof(*from->at));
    to->n += from->n;
    free(from->at);
    *from = (struct replies){0};
}

enum rc access_unread(const struct visit *visit, size_t limit, struct replies *out,
                      struct fault *why)
{
    const struct config *config = visit_config(visit);
    struct replies all = {0}, some = {0};

    if (access_manages(visit)) return store_reply_unread(visit_store(visit), NULL, limit, out, why);
    for (size_t i = 0; i < config->staff_n; i++) {
        enum rc rc;

        if (!looks_after(visit, config->staff[i].login)) continue;
        rc = store_reply_unread(visit_store(visit), config->staff[i].login, limit, &some, why);
        if (rc != RC_OK) {
            replies_clear(&all);
            return rc;
        }
        append_replies(&all, &some);
    }
    *out = all;
    return RC_OK;
}

void seen_alerts_clear(struct seen_alerts *seen)
{
    alerts_clear(&seen->alerts);
    free(seen->sights);
    *seen = (struct seen_alerts){0};
}

enum rc access_alerts(const struct visit *visit, bool closed, struct seen_alerts *out,
                      struct fault *why)
{
    struct seen_alerts seen = {0};
    size_t kept = 0;
    enum rc rc;

    TRY(store_alert_list(visit_store(visit), NULL, closed, &seen.alerts, why));
    seen.sights = mem_new(seen.alerts.n + 1, sizeof(*seen.sights));
    for (size_t i = 0; i < seen.alerts.n; i++) {
        struct alert *alert = &seen.alerts.at[i];
        enum sight sight = SIGHT_NONE;

        rc = access_alert(visit, alert, &sight, why);
        if (rc != RC_OK) {
            seen_alerts_clear(&seen);
            return rc;
        }
        if (sight == SIGHT_NONE) continue;
        if (kept != i) {
            struct alert swap = seen.alerts.at[kept];
            seen.alerts.at[kept] = *alert;
            *alert = swap;
        }
        seen.sights[kept++] = sight;
    }
    for (size_t i = kept; i < seen.alerts.n; i++)
        alert_clear(&seen.alerts.at[i]);
    seen.alerts.n = kept;
    *out = seen;
    return RC_OK;
}

enum rc access_load_family(const struct visit *visit, int64_t id, struct family *out,
                           struct fault *why)
{
    struct family family = {0};

    TRY(store_family_load(visit_store(visit), id, &family, why));
    if (!access_family(visit, &family)) {
        family_clear(&family);
        return fault_set(why, RC_DENIED, "family %lld is not theirs", (long long)id);
    }
    *out = family;
    return RC_OK;
}

static enum rc may_read(const struct visit *visit, const struct reply_row *reply, bool *out,
                        struct fault *why)
{
    SCOPED(family_clear) struct family family = {0};

    *out = access_manages(visit);
    if (*out || !reply->family_id) return RC_OK;
    TRY(store_family_load(visit_store(visit), reply->family_id, &family, why));
    *out = access_family(visit, &family);
    return RC_OK;
}

enum rc access_load_reply(const struct visit *visit, int64_t id, struct replies *out,
                          struct fault *why)
{
    SCOPED(replies_clear) struct replies replies = {0};
    bool may = false;

    TRY(store_reply_load(visit_store(visit), id, &replies, why));
    TRY(may_read(visit, &replies.at[0], &may, why));
    if (!may) return fault_set(why, RC_DENIED, "reply %lld is not theirs", (long long)id);
    *out = replies;
    replies = (struct replies){0};
    return RC_OK;
}

enum rc access_load_alert(const struct visit *visit, int64_t id, struct alert *out,
                          enum sight *sight, struct fault *why)
{
    struct alert alert = {0};
    enum rc rc;

    TRY(store_alert_load(visit_store(visit), id, &alert, why));
    rc = access_alert(visit, &alert, sight, why);
    if (rc == RC_OK && *sight == SIGHT_NONE)
        rc = fault_set(why, RC_DENIED, "alert %lld is not theirs", (long long)id);
    if (rc != RC_OK) {
        alert_clear(&alert);
        return rc;
    }
    *out = alert;
    return RC_OK;
}
