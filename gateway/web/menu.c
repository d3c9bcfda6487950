#include "gateway/web/menu.h"

#include "gateway/web/access.h"

/* A bar at the foot of a phone holds so many with their words, at 320 px; one of them opens the rest. */
#define BAR_MAX 5

struct way {
    const char *href, *word, *count_word;
    const char *icon;
    bool (*open_to)(const struct visit *visit);
    bool rare; /* goes behind the button where the bar has no room for all */
};

static bool sees_alerts(const struct visit *visit)
{
    enum role role = visit->staff->role;

    return role == ROLE_FAMILY_MANAGER || role == ROLE_COORDINATOR || role == ROLE_PROCESS_MANAGER;
}

static bool sees_families(const struct visit *visit)
{
    return visit->staff->role == ROLE_FAMILY_MANAGER || visit->staff->role == ROLE_COORDINATOR;
}

static bool sees_queue(const struct visit *visit)
{
    enum role role = visit->staff->role;

    return role == ROLE_ADMINISTRATOR || role == ROLE_COORDINATOR || role == ROLE_PROCESS_MANAGER;
}

static bool sees_phone(const struct visit *visit)
{
    return visit->console->options.demo && visit->console->options.text_in;
}

static bool sees_findings(const struct visit *visit)
{
    return visit->staff->role == ROLE_COORDINATOR || visit->staff->role == ROLE_AUDITOR;
}

static const struct way ways[] = {
    {"/alerts",     "alerts",       "alerts_count", "icon_alerts",     sees_alerts,   false},
    {"/replies",    "replies",      "unread_count", "icon_replies",    sees_families, false},
    {"/families",   "families",     "",             "icon_families",   sees_families, false},
    {"/programmes", "programmes",   "",             "icon_programmes", sees_families, true },
    {"/calendar",   "calendar",     "",             "icon_calendar",   sees_families, true },
    {"/findings",   "findings_nav", "",             "icon_findings",   sees_findings, true },
    {"/queue",      "queue",        "",             "icon_queue",      sees_queue,    true },
    {"/phone",      "phone_nav",    "",             "icon_phone",      sees_phone,    false},
};

#define UNREAD_COUNTED 100

/* How much waits: alerts nobody has, unread replies. */
static enum rc count_waiting(const struct visit *visit, json_int_t *alerts, json_int_t *unread,
                             struct fault *why)
{
    SCOPED(seen_alerts_clear) struct seen_alerts seen = {0};
    SCOPED(replies_clear) struct replies replies = {0};

    if (!sees_alerts(visit)) return RC_OK;
    TRY(access_alerts(visit, false, &seen, why));
    for (size_t i = 0; i < seen.alerts.n; i++)
        *alerts += seen.alerts.at[i].state == ALERT_OPEN;
    if (!sees_families(visit)) return RC_OK;
    TRY(access_unread(visit, UNREAD_COUNTED, &replies, why));
    *unread = (json_int_t)replies.n;
    return RC_OK;
}

static bool is_here(const struct visit *visit, const struct way *way)
{
    size_t n = strlen(way->href);

    return strncmp(visit->path, way->href, n) == 0 &&
           (visit->path[n] == '\0' || visit->path[n] == '/');
}

static bool fits_bar(const struct visit *visit)
{
    size_t n = 0;

    for (size_t i = 0; i < COUNT(ways); i++)
        n += ways[i].open_to(visit);
    return n <= BAR_MAX;
}

enum rc menu_json(const struct visit *visit, json_t **out, struct fault *why)
{
    json_int_t counts[COUNT(ways)] = {0};
    bool all = fits_bar(visit), rest_here = false;
    json_t *nav, *rest;

    TRY(count_waiting(visit, &counts[0], &counts[1], why));
    nav = json_array();
    rest = json_array();
    for (size_t i = 0; i < COUNT(ways); i++) {
        const struct way *way = &ways[i];
        bool rare = way->rare && !all;
        json_t *entry;

        if (!way->open_to(visit)) continue;
        entry = json_pack("{s:s, s:s, s:b, s:b, s:b, s:s, s:b}", "href", way->href, "word",
                          phrase(visit->phrases, way->word), "current", (int)is_here(visit, way),
                          "rare", (int)rare, "urgent", i == 0, "count_word",
                          phrase(visit->phrases, way->count_word), way->icon, 1);
        if (counts[i]) json_object_set_new(entry, "count", json_integer(counts[i]));
        if (rare) json_array_append(rest, entry);
        rest_here = rest_here || (rare && is_here(visit, way));
        json_array_append_new(nav, entry);
    }
    *out =
        json_pack("{s:o, s:o, s:b, s:b, s:{s:b}}", "nav", nav, "rest", rest, "rest_n",
                  json_array_size(rest) > 0, "rest_here", (int)rest_here, "icon", "icon_more", 1);
    return RC_OK;
}
