/* Who is there: log in, log out, and which language. */
#include "gateway/web/access.h"
#include "gateway/web/pages.h"

/* Everyone who may log in, for the demonstration's list. */
static json_t *demo_people(const struct visit *visit)
{
    const struct config *config = visit_config(visit);
    json_t *people = json_array();

    for (size_t i = 0; i < config->staff_n; i++) {
        const struct staff *staff = &config->staff[i];
        char initial[8] = "";

        if (staff->role == ROLE_NONE || staff->role == ROLE_HELPER || staff->role == ROLE_AUDITOR)
            continue;
        memcpy(initial, staff->name, utf8_length(staff->name, strlen(staff->name)));
        json_array_append_new(
            people, json_pack("{s:s, s:s, s:s, s:s}", "login", staff->login, "name", staff->name,
                              "role", phrase_of(visit->phrases, "role", role_name(staff->role)),
                              "initial", initial));
    }
    return people;
}

static enum rc show(struct visit *visit, int status, const char *error, struct fault *why)
{
    const char *after = form_string(&visit->query, "after");
    json_t *values = json_object();

    if (!after) after = visit_field(visit, "back");
    json_object_set_new(values, "after", json_text(after));
    json_object_set_new(values, "login", json_text(visit_field(visit, "login")));
    json_object_set_new(values, "error",
                        error ? json_string(phrase(visit->phrases, error)) : json_null());
    if (visit->console->options.demo)
        json_object_set_new(values, "demo",
                            json_pack("{s:o, s:o}", "now",
                                      visit_say(visit, visit->now, MOMENT_LONG), "people",
                                      demo_people(visit)));
    return visit_page(visit, status, "login", phrase(visit->phrases, "log_in"), values, why);
}

enum rc login_show(struct visit *visit, struct fault *why)
{
    if (visit->staff) {
        visit_go(visit, "/", NULL);
        return RC_OK;
    }
    return show(visit, 200, NULL, why);
}

enum rc login_enter(struct visit *visit, struct fault *why)
{
    const char *login = visit_field(visit, "login");
    const struct staff *staff = config_staff(visit_config(visit), login);

    switch (guard_check(visit->console->guard, login, staff, visit_field(visit, "password"),
                        clock_monotonic())) {
    case RC_OK:
        TRY(visit_log_in(visit, staff, why));
        visit_go_back(visit, "/", NULL);
        return RC_OK;
    case RC_AGAIN:
        return show(visit, 429, "login_wait", why);
    case RC_DENIED:
    case RC_INVALID:
    case RC_MISSING:
    case RC_TAKEN:
    case RC_BROKEN:
        break;
    }
    return show(visit, 403, "login_wrong", why);
}

/* Without a password: only where no real family can be behind it. */
enum rc login_demo(struct visit *visit, struct fault *why)
{
    const struct staff *staff = config_staff(visit_config(visit), visit_field(visit, "login"));

    if (!visit->console->options.demo || !staff)
        return fault_set(why, RC_MISSING, "there is no such demonstration log-in");
    TRY(visit_log_in(visit, staff, why));
    visit_go(visit, "/", NULL);
    return RC_OK;
}

enum rc login_leave(struct visit *visit, struct fault *why)
{
    TRY(visit_log_out(visit, why));
    visit_go(visit, "/login", "logged_out");
    return RC_OK;
}

enum rc login_language(struct visit *visit, struct fault *why)
{
    const char *language = visit_field(visit, "language");
    (void)why;

    visit_cookie(visit, "vangnet_language", strcmp(language, "en") == 0 ? "en" : "nl", false);
    visit_go_back(visit, "/", NULL);
    return RC_OK;
}
