/* The table of what there is and who may, and the frame round every handler. */
#include "gateway/web/console.h"

#include <sodium.h>

#include "gateway/base/log.h"
#include "gateway/web/api.h"
#include "gateway/web/assets.h"
#include "gateway/web/pages.h"

#define MAY(role)     (1U << (role))
#define ANYBODY       0U         /* also who is not logged in */
#define STAFF         UINT32_MAX /* whoever is logged in */
#define MANAGES       MAY(ROLE_COORDINATOR)
#define SEES_FAMILIES (MAY(ROLE_COORDINATOR) | MAY(ROLE_FAMILY_MANAGER))
#define SEES_ALERTS   (SEES_FAMILIES | MAY(ROLE_PROCESS_MANAGER))
#define SWITCHES      (MAY(ROLE_ADMINISTRATOR) | MAY(ROLE_COORDINATOR))
#define SEES_FINDINGS (MAY(ROLE_COORDINATOR) | MAY(ROLE_AUDITOR))
#define SEES_QUEUE    (MAY(ROLE_ADMINISTRATOR) | MAY(ROLE_COORDINATOR) | MAY(ROLE_PROCESS_MANAGER))

/* What a POST is secured by. */
enum token { TOKEN_OF_VISITOR, TOKEN_OF_LINK, TOKEN_OF_API, TOKEN_OF_UPLOAD };

/* "#" stands for a number above 0, "*" for one word. */
static const struct entry {
    const char *method, *path;
    page_handler *handle;
    uint32_t roles;
    enum token token;
} entries[] = {
    {"GET",  "/assets/*",                           assets_show,               ANYBODY,       0               },
    {"GET",  "/login",                              login_show,                ANYBODY,       0               },
    {"POST", "/login",                              login_enter,               ANYBODY,       TOKEN_OF_VISITOR},
    {"POST", "/demo/login",                         login_demo,                ANYBODY,       TOKEN_OF_VISITOR},
    {"POST", "/logout",                             login_leave,               STAFF,         TOKEN_OF_VISITOR},
    {"POST", "/language",                           login_language,            ANYBODY,       TOKEN_OF_VISITOR},
    {"GET",  "/a/*",                                link_show,                 ANYBODY,       0               },
    {"POST", "/a/*",                                link_take,                 ANYBODY,       TOKEN_OF_LINK   },
    {"GET",  "/alerts",                             alerts_show,               SEES_ALERTS,   0               },
    {"GET",  "/alerts/#",                           alert_show,                SEES_ALERTS,   0               },
    {"POST", "/alerts/#/take",                      alert_take,                SEES_ALERTS,   TOKEN_OF_VISITOR},
    {"POST", "/alerts/#/contact",                   alert_contact,             SEES_ALERTS,   TOKEN_OF_VISITOR},
    {"POST", "/alerts/#/close",                     alert_close,               SEES_ALERTS,   TOKEN_OF_VISITOR},
    {"POST", "/alerts/#/verdict",                   verdict_of_alert,          SEES_ALERTS,   TOKEN_OF_VISITOR},
    {"GET",  "/replies",                            replies_show,              SEES_FAMILIES, 0               },
    {"POST", "/replies/#/read",                     replies_read,              SEES_FAMILIES, TOKEN_OF_VISITOR},
    {"GET",  "/replies/#/verdict",                  verdict_show,              SEES_FAMILIES, 0               },
    {"POST", "/replies/#/verdict",                  verdict_give,              SEES_FAMILIES, TOKEN_OF_VISITOR},
    {"GET",  "/findings",                           findings_show,             SEES_FINDINGS, 0               },
    {"GET",  "/strangers",                          replies_strangers,         MANAGES,       0               },
    {"GET",  "/families",                           families_show,             SEES_FAMILIES, 0               },
    {"POST", "/families",                           families_add,              MANAGES,       TOKEN_OF_VISITOR},
    {"GET",  "/families/new",                       families_new,              MANAGES,       0               },
    {"GET",  "/families/#",                         family_show,               SEES_FAMILIES, 0               },
    {"POST", "/families/#/enrol",                   family_enrol,              MANAGES,       TOKEN_OF_VISITOR},
    {"GET",  "/families/#/enrolment",               enrolment_show,            MANAGES,       0               },
    {"POST", "/families/#/enrolment",               enrolment_change,          MANAGES,       TOKEN_OF_VISITOR},
    {"GET",  "/families/#/handover",                handover_show,             MANAGES,       0               },
    {"POST", "/families/#/appointments",            family_appointment,        SEES_FAMILIES, TOKEN_OF_VISITOR},
    {"POST", "/families/#/appointments/change",     family_appointment_change, SEES_FAMILIES,
     TOKEN_OF_VISITOR                                                                                         },
    {"POST", "/families/#/reports",                 report_code_add,           MANAGES,       TOKEN_OF_VISITOR},
    {"POST", "/families/#/reports/end",             report_code_end,           MANAGES,       TOKEN_OF_VISITOR},
    {"POST", "/families/#/consent",                 family_consent,            SEES_FAMILIES, TOKEN_OF_VISITOR},
    {"POST", "/families/#/member",                  family_member,             SEES_FAMILIES, TOKEN_OF_VISITOR},
    {"GET",  "/calendar",                           calendar_show,             SEES_FAMILIES, 0               },
    {"POST", "/calendar",                           calendar_upload,           SEES_FAMILIES, TOKEN_OF_VISITOR},
    {"POST", "/calendar/look",                      calendar_look,             SEES_FAMILIES, TOKEN_OF_VISITOR},
    {"POST", "/calendar/address",                   calendar_address,          SEES_FAMILIES, TOKEN_OF_VISITOR},
    {"GET",  "/calendar/*",                         calendar_feed,             ANYBODY,       0               },
    {"GET",  "/programmes",                         programmes_show,           SEES_FAMILIES, 0               },
    {"GET",  "/programmes/*",                       programme_show,            SEES_FAMILIES, 0               },
    {"GET",  "/queue",                              queue_show,                SEES_QUEUE,    0               },
    {"POST", "/queue/routes/*",                     routes_switch,             SWITCHES,      TOKEN_OF_VISITOR},
    {"GET",  "/phone",                              phone_show,                STAFF,         0               },
    {"GET",  "/phone/#",                            phone_family,              STAFF,         0               },
    {"POST", "/phone/#",                            phone_send,                STAFF,         TOKEN_OF_VISITOR},
    {"POST", "/phone/#/dial",                       phone_dial,                STAFF,         TOKEN_OF_VISITOR},
    {"GET",  "/phone/staff/*",                      phone_staff,               STAFF,         0               },
    {"POST", "/demo/advance",                       phone_advance,             STAFF,         TOKEN_OF_VISITOR},
    {"GET",  "/api/v1/families",                    api_families,              SEES_FAMILIES, TOKEN_OF_API    },
    {"POST", "/api/v1/families",                    api_family_add,            MANAGES,       TOKEN_OF_API    },
    {"GET",  "/api/v1/families/#",                  api_family,                SEES_FAMILIES, TOKEN_OF_API    },
    {"POST", "/api/v1/families/#/members/#/*",      api_member_change,         SEES_FAMILIES, TOKEN_OF_API    },
    {"GET",  "/api/v1/families/#/enrolment",        api_enrolment_show,        SEES_FAMILIES, TOKEN_OF_API    },
    {"POST", "/api/v1/families/#/enrolment",        api_enrol,                 MANAGES,       TOKEN_OF_API    },
    {"GET",  "/api/v1/families/#/handover",         api_handover,              MANAGES,       TOKEN_OF_API    },
    {"POST", "/api/v1/families/#/enrolment/*",      api_enrolment,             MANAGES,       TOKEN_OF_API    },
    {"GET",  "/api/v1/families/#/appointments",     api_appointments,          SEES_FAMILIES, TOKEN_OF_API    },
    {"POST", "/api/v1/families/#/appointments",     api_appointment_add,       SEES_FAMILIES, TOKEN_OF_API    },
    {"POST", "/api/v1/families/#/appointments/#/*", api_appointment_change,    SEES_FAMILIES,
     TOKEN_OF_API                                                                                             },
    {"GET",  "/api/v1/families/#/replies",          api_replies,               SEES_FAMILIES, TOKEN_OF_API    },
    {"POST", "/api/v1/replies/#/verdict",           api_verdict_reply,         SEES_FAMILIES, TOKEN_OF_API    },
    {"GET",  "/api/v1/findings",                    api_findings,              SEES_FINDINGS, TOKEN_OF_API    },
    {"POST", "/api/v1/calendar",                    api_calendar,              SEES_FAMILIES, TOKEN_OF_UPLOAD },
    {"GET",  "/api/v1/alerts",                      api_alerts,                SEES_ALERTS,   TOKEN_OF_API    },
    {"POST", "/api/v1/alerts/#/take",               api_alert_take,            SEES_ALERTS,   TOKEN_OF_API    },
    {"POST", "/api/v1/alerts/#/close",              api_alert_close,           SEES_ALERTS,   TOKEN_OF_API    },
    {"POST", "/api/v1/alerts/#/verdict",            api_verdict_alert,         SEES_ALERTS,   TOKEN_OF_API    },
    {"GET",  "/api/v1/routes",                      api_routes,                SEES_QUEUE,    TOKEN_OF_API    },
    {"POST", "/api/v1/routes/*",                    api_route_switch,          SWITCHES,      TOKEN_OF_API    },
    {"GET",  "/api/v1/balance",                     api_balance,               SEES_QUEUE,    TOKEN_OF_API    },
};

/* ---- Opening ---- */

enum rc console_new(const struct console_options *options, struct console **out, struct fault *why)
{
    static const char *const languages[CONSOLE_LANGUAGES] = {"nl", "en"};
    struct console *console = mem_new(1, sizeof(*console));
    enum rc rc = RC_OK;

    console->options = *options;
    console->guard = guard_new();
    for (size_t i = 0; rc == RC_OK && i < CONSOLE_LANGUAGES; i++)
        rc = phrases_load(options->data, languages[i], &console->phrases[i], why);
    if (rc == RC_OK) rc = assets_load(console, why);
    if (rc != RC_OK) {
        console_free(console);
        return rc;
    }
    *out = console;
    return RC_OK;
}

void console_free(struct console *console)
{
    if (!console) return;
    for (size_t i = 0; i < CONSOLE_LANGUAGES; i++)
        phrases_clear(&console->phrases[i]);
    guard_free(console->guard);
    text_clear(&console->style);
    free(console);
}

/* ---- Finding the way ---- */

/* Reads one segment of the path into what `pattern` says it stands for. */
static bool fits_segment(struct visit *visit, const char *pattern, size_t pattern_n,
                         const char *segment, size_t n)
{
    if (pattern_n == 1 && *pattern == '#') {
        char *end;
        long long id = strtoll(segment, &end, 10);

        if (end != segment + n || id <= 0 || *segment < '0' || *segment > '9') return false;
        *(visit->id ? &visit->part_id : &visit->id) = id;
        return true;
    }
    if (pattern_n == 1 && *pattern == '*') {
        visit->word = segment;
        return n > 0;
    }
    return pattern_n == n && strncmp(pattern, segment, n) == 0;
}

static bool fits(struct visit *visit, const char *pattern)
{
    const char *path = visit->path;

    visit->id = visit->part_id = 0;
    while (*pattern == '/' && *path == '/') {
        size_t pattern_n = strcspn(++pattern, "/"), n = strcspn(++path, "/");

        if (!fits_segment(visit, pattern, pattern_n, path, n)) return false;
        pattern += pattern_n;
        path += n;
    }
    /* A "*" is the last of its pattern, so the word ends where the path does. */
    return !*pattern && !*path;
}

static const struct entry *find_entry(struct visit *visit, bool *other_method)
{
    *other_method = false;
    for (size_t i = 0; i < COUNT(entries); i++) {
        if (!fits(visit, entries[i].path)) continue;
        if (strcmp(entries[i].method, visit->request->method) == 0) return &entries[i];
        *other_method = true;
    }
    return NULL;
}

static bool is_api(const struct visit *visit)
{
    return strncmp(visit->path, "/api/", 5) == 0;
}

/* ---- What went wrong, as a page ---- */

static const struct {
    enum rc rc;
    int status;
    const char *heading, *text;
} errors[] = {
    {RC_INVALID, 400, "error_400", NULL            },
    {RC_DENIED,  403, "error_403", "error_403_more"},
    {RC_MISSING, 404, "error_404", "error_404_more"},
    {RC_TAKEN,   409, "error_400", NULL            },
    {RC_AGAIN,   503, "error_500", "error_500_more"},
    {RC_BROKEN,  500, "error_500", "error_500_more"},
};

static void show_message(struct visit *visit, int status, const char *heading, const char *text)
{
    struct fault why = {0};
    json_t *values =
        json_pack("{s:s, s:o, s:s, s:s}", "heading", phrase(visit->phrases, heading), "text",
                  json_text(text), "href", "/", "link", phrase(visit->phrases, "error_home"));

    /* A page that cannot even say so: the status and a line of plain text. */
    if (visit_page(visit, status, "message", phrase(visit->phrases, heading), values, &why) ==
        RC_OK)
        return;
    text_reset(&visit->response->body);
    text_add(&visit->response->body, phrase(visit->phrases, "error_500_more"));
    http_header_add(&visit->response->headers, "Content-Type", "text/plain; charset=utf-8");
    visit->response->status = status;
}

static void show_error(struct visit *visit, enum rc rc, const struct fault *why)
{
    text_reset(&visit->response->body);
    if (rc == RC_BROKEN) log_line(LOG_ERROR, "console.broken", "%s", why->text);
    for (size_t i = 0; i < COUNT(errors); i++) {
        if (errors[i].rc != rc) continue;
        if (is_api(visit))
            api_error(visit, errors[i].status, rc, why->text);
        else
            show_message(visit, errors[i].status, errors[i].heading,
                         errors[i].text ? phrase(visit->phrases, errors[i].text) : why->text);
        return;
    }
}

/* ---- One request ---- */

static void ask_to_log_in(struct visit *visit)
{
    SCOPED(text_clear) struct text to = {0};

    if (is_api(visit)) {
        http_header_add(&visit->response->headers, "WWW-Authenticate",
                        "Basic realm=\"Vangnet\", charset=\"UTF-8\"");
        api_error(visit, 401, RC_DENIED, "log in, with HTTP Basic or a session");
        return;
    }
    text_add(&to, "/login");
    if (strcmp(visit->request->method, "GET") == 0 && strcmp(visit->path, "/") != 0) {
        text_add(&to, "?after=");
        text_add_url(&to, visit->path, strlen(visit->path));
    }
    visit_go(visit, text_string(&to), NULL);
}

static enum rc check_token(struct visit *visit, const struct entry *entry, struct fault *why)
{
    if (strcmp(entry->method, "POST") != 0) return RC_OK;
    switch (entry->token) {
    case TOKEN_OF_VISITOR:
        return visit_check_csrf(visit, visit_secret(visit), why);
    case TOKEN_OF_LINK:
        return visit_check_csrf(visit, visit->word, why);
    case TOKEN_OF_API:
        return api_check_token(visit, "application/json", why);
    case TOKEN_OF_UPLOAD:
        return api_check_token(visit, "text/calendar", why);
    }
    return RC_OK;
}

static const char *home_of(const struct staff *staff)
{
    switch (staff->role) {
    case ROLE_FAMILY_MANAGER:
    case ROLE_COORDINATOR:
    case ROLE_PROCESS_MANAGER:
        return "/alerts";
    case ROLE_ADMINISTRATOR:
        return "/queue";
    case ROLE_AUDITOR:
        return "/findings";
    case ROLE_NONE:
    case ROLE_HELPER:
    case ROLE_N:
        break;
    }
    return NULL;
}

static void go_home(struct visit *visit)
{
    const char *home = home_of(visit->staff);

    if (home)
        visit_go(visit, home, NULL);
    else
        show_message(visit, 200, "none_for_role", phrase(visit->phrases, "none_for_role_more"));
}

/* False: whoever this is has to log in first, and was told so. */
static bool let_in(struct visit *visit, const struct entry *entry, struct fault *why)
{
    if (visit->staff) return true;
    if (is_api(visit) && api_log_in(visit, why) == RC_AGAIN) {
        api_error(visit, 429, RC_AGAIN, why->text);
        return false;
    }
    if (visit->staff || (entry && entry->roles == ANYBODY)) return true;
    ask_to_log_in(visit);
    return false;
}

/* No such path for this method. */
static void refuse_path(struct visit *visit, bool other_method, struct fault *why)
{
    if (!other_method)
        show_error(visit, fault_set(why, RC_MISSING, "there is no such path"), why);
    else if (is_api(visit))
        api_error(visit, 405, RC_INVALID, "this path knows other methods");
    else
        show_message(visit, 405, "error_405", visit->request->method);
}

static void refuse_token(struct visit *visit, const struct fault *why)
{
    if (is_api(visit))
        api_error(visit, 403, RC_DENIED, why->text);
    else
        show_message(visit, 403, "error_csrf", phrase(visit->phrases, "error_csrf_more"));
}

static void answer(struct visit *visit, struct fault *why)
{
    bool other_method;
    const struct entry *entry = find_entry(visit, &other_method);
    enum rc rc;

    if (!let_in(visit, entry, why)) return;
    if (strcmp(visit->path, "/") == 0) {
        go_home(visit);
        return;
    }
    if (!entry) {
        refuse_path(visit, other_method, why);
        return;
    }
    if (entry->roles != ANYBODY && !(entry->roles & MAY(visit->staff->role))) {
        show_error(visit, fault_set(why, RC_DENIED, "the role gives no access"), why);
        return;
    }
    if (check_token(visit, entry, why) != RC_OK) {
        refuse_token(visit, why);
        return;
    }
    rc = entry->handle(visit, why);
    if (rc != RC_OK) show_error(visit, rc, why);
}

/* Nothing from elsewhere, nothing inline, nobody around us, nothing kept. */
static void add_headers(struct http_response *response)
{
    static const struct {
        const char *name, *value;
    } headers[] = {
        {"Content-Security-Policy",
         "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
         "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"},
        {"X-Content-Type-Options",     "nosniff"                                          },
        {"X-Frame-Options",            "DENY"                                             },
        {"Referrer-Policy",            "no-referrer"                                      },
        {"Cross-Origin-Opener-Policy", "same-origin"                                      },
        {"Permissions-Policy",         "camera=(), microphone=(), geolocation=()"         },
    };

    for (size_t i = 0; i < COUNT(headers); i++)
        http_header_add(&response->headers, headers[i].name, headers[i].value);
    if (!http_header_find(&response->headers, "Cache-Control"))
        http_header_add(&response->headers, "Cache-Control", "no-store");
}

void console_answer(void *console, const struct http_request *request,
                    struct http_response *response)
{
    SCOPED(visit_clear) struct visit visit = {0};
    struct fault why = {0};
    enum rc rc = visit_begin(&visit, console, request, response, &why);

    if (rc == RC_OK)
        answer(&visit, &why);
    else
        show_error(&visit, rc, &why);
    add_headers(response);
}
