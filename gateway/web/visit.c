#include "gateway/web/visit.h"

#include <sodium.h>

#include "gateway/web/menu.h"
#include "gateway/web/render.h"
#include "gateway/web/server.h"
#include "gateway/web/upload.h"

#define SESSION_COOKIE  "vangnet"
#define VISITOR_COOKIE  "vangnet_visitor"
#define LANGUAGE_COOKIE "vangnet_language"
#define BACK_MAX        200

/* ---- What came ---- */

/* The value of one cookie, where it is no longer than `space` allows. */
static void read_cookie(const struct http_request *request, const char *name, char *out,
                        size_t space)
{
    const char *at = http_header_find(&request->headers, "Cookie");
    size_t n = strlen(name);

    out[0] = '\0';
    while (at && *at) {
        size_t length;

        at += strspn(at, "; ");
        length = strcspn(at, ";");
        if (strncmp(at, name, n) == 0 && at[n] == '=' && length > n && length - n - 1 < space) {
            memcpy(out, at + n + 1, length - n - 1);
            out[length - n - 1] = '\0';
            return;
        }
        at += length;
    }
}

static const struct phrases *choose_language(const struct visit *visit)
{
    const struct phrases *all = visit->console->phrases;
    char cookie[4];

    read_cookie(visit->request, LANGUAGE_COOKIE, cookie, sizeof(cookie));
    for (size_t i = 0; i < CONSOLE_LANGUAGES; i++)
        if (strcmp(cookie, all[i].language) == 0) return &all[i];
    return visit->staff && visit->staff->language == LANGUAGE_N ? &all[1] : &all[0];
}

static enum rc find_session(struct visit *visit, struct fault *why)
{
    SCOPED(mem_free) char *login = NULL;
    enum rc rc;

    read_cookie(visit->request, SESSION_COOKIE, visit->session, sizeof(visit->session));
    read_cookie(visit->request, VISITOR_COOKIE, visit->visitor, sizeof(visit->visitor));
    if (strlen(visit->session) != TOKEN_SPACE - 1) visit->session[0] = '\0';
    if (strlen(visit->visitor) != TOKEN_SPACE - 1) visit->visitor[0] = '\0';
    if (!visit->session[0]) return RC_OK;
    rc = store_session_find(visit_store(visit), visit->session, visit->now, &login, why);
    /* Somebody who left the configuration is nobody from that moment on. */
    if (rc == RC_OK) visit->staff = config_staff(visit_config(visit), login);
    if (!visit->staff) sodium_memzero(visit->session, sizeof(visit->session));
    return rc == RC_MISSING ? RC_OK : rc;
}

static bool body_is_form(const struct http_request *request)
{
    const char *type = http_header_find(&request->headers, "Content-Type");

    return type && strncasecmp(type, "application/x-www-form-urlencoded", 33) == 0;
}

enum rc visit_begin(struct visit *visit, struct console *console,
                    const struct http_request *request, struct http_response *response,
                    struct fault *why)
{
    const char *url = text_string(&request->url);
    size_t n = strcspn(url, "?#");

    *visit = (struct visit){.console = console, .request = request, .response = response};
    visit->now = clock_now(console->options.clock);
    visit->phrases = &console->phrases[0];
    if (n >= sizeof(visit->path)) return fault_set(why, RC_MISSING, "the path is too long");
    memcpy(visit->path, url, n);
    form_read_query(&visit->query, url);
    if (body_is_form(request))
        form_read(&visit->form, text_string(&request->body), request->body.n);
    visit->file.limit = SERVER_UPLOAD_BYTES;
    if (upload_is(request)) upload_read(request, &visit->form, &visit->file);
    TRY(find_session(visit, why));
    visit->phrases = choose_language(visit);
    return RC_OK;
}

void visit_clear(struct visit *visit)
{
    form_clear(&visit->query);
    form_clear(&visit->form);
    text_wipe(&visit->file);
    sodium_memzero(visit, sizeof(*visit));
}

const char *visit_field(const struct visit *visit, const char *name)
{
    const char *value = form_string(&visit->form, name);

    return value ? value : "";
}

int64_t visit_number(const struct visit *visit, const char *name)
{
    const char *value = visit_field(visit, name);
    char *end;
    long long number = strtoll(value, &end, 10);

    return *value && !*end && number > 0 ? number : 0;
}

/* ---- Tokens ---- */

static void encode(const unsigned char bytes[32], char out[static TOKEN_SPACE])
{
    sodium_bin2base64(out, TOKEN_SPACE, bytes, 32, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

void visit_token(char out[static TOKEN_SPACE])
{
    unsigned char bytes[32];

    randombytes_buf(bytes, sizeof(bytes));
    encode(bytes, out);
}

void csrf_of(const char *secret, char out[static CSRF_SPACE])
{
    static const char purpose[] = "vangnet form";
    unsigned char hash[32];
    size_t n = strlen(secret);

    /* The secret is the key, so nothing has to be remembered, and a restart does not expire a form. */
    if (n > crypto_generichash_KEYBYTES_MAX) n = crypto_generichash_KEYBYTES_MAX;
    crypto_generichash(hash, sizeof(hash), (const unsigned char *)purpose, sizeof(purpose),
                       (const unsigned char *)secret, n);
    encode(hash, out);
}

const char *visit_secret(const struct visit *visit)
{
    return visit->session[0] ? visit->session : visit->visitor;
}

void visit_csrf(const struct visit *visit, char out[static CSRF_SPACE])
{
    csrf_of(visit_secret(visit), out);
}

enum rc visit_check_csrf(const struct visit *visit, const char *secret, struct fault *why)
{
    const char *site = http_header_find(&visit->request->headers, "Sec-Fetch-Site");
    const char *header = http_header_find(&visit->request->headers, "X-CSRF-Token");
    const char *sent = header ? header : visit_field(visit, "csrf");
    char want[CSRF_SPACE];

    if (site && strcmp(site, "same-origin") != 0 && strcmp(site, "none") != 0)
        return fault_set(why, RC_DENIED, "the form was sent from another site");
    csrf_of(secret, want);
    if (!secret[0] || strlen(sent) != strlen(want) || sodium_memcmp(sent, want, strlen(want)) != 0)
        return fault_set(why, RC_DENIED, "the form's token does not fit");
    return RC_OK;
}

void visit_cookie(struct visit *visit, const char *name, const char *value, bool forget)
{
    SCOPED(text_wipe) struct text cookie = {0};
    bool https = strncmp(visit_config(visit)->public_url, "https:", 6) == 0;

    text_addf(&cookie, "%s=%s; Path=/; SameSite=Strict; HttpOnly%s%s", name, value,
              https ? "; Secure" : "", forget ? "; Max-Age=0" : "");
    http_header_add(&visit->response->headers, "Set-Cookie", text_string(&cookie));
}

enum rc visit_log_in(struct visit *visit, const struct staff *staff, struct fault *why)
{
    usec lasts = visit->console->options.demo ? SESSION_TIME_DEMO : SESSION_TIME;
    char token[TOKEN_SPACE];

    visit_token(token);
    TRY(store_session_add(visit_store(visit), token, staff->login, visit->now + lasts, visit->now,
                          why));
    if (visit->session[0]) TRY(store_session_remove(visit_store(visit), visit->session, why));
    visit_cookie(visit, SESSION_COOKIE, token, false);
    visit_cookie(visit, VISITOR_COOKIE, "", true);
    return RC_OK;
}

enum rc visit_log_out(struct visit *visit, struct fault *why)
{
    if (visit->session[0]) TRY(store_session_remove(visit_store(visit), visit->session, why));
    visit_cookie(visit, SESSION_COOKIE, "", true);
    return RC_OK;
}

/* ---- What goes back ---- */

void visit_go(struct visit *visit, const char *path, const char *said)
{
    SCOPED(text_clear) struct text to = {0};

    text_add(&to, path);
    if (said) text_addf(&to, "%ssaid=%s", strchr(path, '?') ? "&" : "?", said);
    visit->response->status = 303;
    http_header_add(&visit->response->headers, "Location", text_string(&to));
}

bool visit_is_path(const char *back)
{
    if (back[0] != '/' || back[1] == '/' || strlen(back) > BACK_MAX) return false;
    for (const char *at = back; *at; at++)
        if (*at <= ' ' || *at > '~' || *at == '\\') return false;
    return true;
}

void visit_go_back(struct visit *visit, const char *path, const char *said)
{
    const char *back = visit_field(visit, "back");

    visit_go(visit, visit_is_path(back) ? back : path, said);
}

/* What a page may say after a form: a fixed list, so that a link cannot put words on our pages. */
static const struct {
    const char *name, *kind;
} notices[] = {
    {"you_took",        "ok"     },
    {"you_took_told",   "ok"     },
    {"contact_saved",   "ok"     },
    {"close_saved",     "ok"     },
    {"saved",           "ok"     },
    {"calendar_looks",  "ok"     },
    {"verdict_saved",   "ok"     },
    {"family_saved",    "ok"     },
    {"logged_out",      "ok"     },
    {"route_is_on",     "ok"     },
    {"route_is_off",    "warning"},
    {"taken_already",   "warning"},
    {"take_first",      "warning"},
    {"verdict_there",   "warning"},
    {"pick_outcome",    "error"  },
    {"pick_verdict",    "error"  },
    {"pick_hours",      "error"  },
    {"pick_domain",     "error"  },
    {"wrong_moment",    "error"  },
    {"wrong_day",       "error"  },
    {"wrong_day_past",  "error"  },
    {"wrong_day_far",   "error"  },
    {"wrong_programme", "error"  },
};

static json_t *notice_of(const struct visit *visit)
{
    const char *said = form_string(&visit->query, "said");

    for (size_t i = 0; said && i < COUNT(notices); i++)
        if (strcmp(said, notices[i].name) == 0)
            return json_pack("{s:s, s:s}", "kind", notices[i].kind, "text",
                             phrase(visit->phrases, said));
    return json_null();
}

static void add_initial(json_t *to, const char *name)
{
    size_t n = utf8_length(name, strlen(name));

    json_object_set_new(to, "initial", json_stringn(name, n));
}

static json_t *user_of(const struct visit *visit)
{
    json_t *user;

    if (!visit->staff) return json_null();
    user = json_object();
    json_object_set_new(user, "name", json_text(visit->staff->name));
    json_object_set_new(
        user, "role", json_text(phrase_of(visit->phrases, "role", role_name(visit->staff->role))));
    add_initial(user, visit->staff->name);
    return user;
}

static json_t *demo_of(const struct visit *visit)
{
    if (!visit->console->options.demo) return json_null();
    return json_pack("{s:o}", "now", visit_say(visit, visit->now, MOMENT_LONG));
}

/* A visitor's first page with a form gives the cookie that the form's token hangs on. */
static void ensure_visitor(struct visit *visit)
{
    if (visit_secret(visit)[0]) return;
    visit_token(visit->visitor);
    visit_cookie(visit, VISITOR_COOKIE, visit->visitor, false);
}

static void add_frame(struct visit *visit, const char *title, json_t *values)
{
    const struct phrases *phrases = visit->phrases;
    char csrf[CSRF_SPACE];

    ensure_visitor(visit);
    visit_csrf(visit, csrf);
    json_object_set(values, "w", phrases->words);
    json_object_set_new(values, "lang", json_string(phrases->language));
    json_object_set_new(values, "other_language",
                        json_string(strcmp(phrases->language, "nl") == 0 ? "en" : "nl"));
    json_object_set_new(values, "title", json_text(title));
    if (!json_object_get(values, "csrf")) json_object_set_new(values, "csrf", json_string(csrf));
    json_object_set_new(values, "assets", json_string(visit->console->asset_version));
    json_object_set_new(values, "municipality", json_text(visit_config(visit)->municipality.name));
    json_object_set_new(values, "back", json_text(visit->path));
    json_object_set_new(values, "notice", notice_of(visit));
    json_object_set_new(values, "user", user_of(visit));
    if (!json_object_get(values, "demo")) json_object_set_new(values, "demo", demo_of(visit));
    if (!visit->console->options.advance || !visit->staff)
        json_object_set_new(values, "demo_still", json_true());
}

static enum rc write_html(struct visit *visit, const char *name, json_t *values, struct fault *why)
{
    struct text *body = &visit->response->body;

    TRY(render_page(visit->console->options.data, name, values, body, why));
    http_header_add(&visit->response->headers, "Content-Type", "text/html; charset=utf-8");
    if (text_over(body)) return fault_set(why, RC_BROKEN, "page %s is too large", name);
    return RC_OK;
}

enum rc visit_page(struct visit *visit, int status, const char *name, const char *title,
                   json_t *values, struct fault *why)
{
    json_t *menu = NULL;
    enum rc rc = RC_OK;

    add_frame(visit, title, values);
    if (visit->staff) rc = menu_json(visit, &menu, why);
    json_object_set_new(values, "menu", menu ? menu : json_null());
    if (rc == RC_OK) rc = write_html(visit, name, values, why);
    if (rc == RC_OK) visit->response->status = status;
    json_decref(values);
    return rc;
}

enum rc visit_part(struct visit *visit, const char *name, json_t *values, struct fault *why)
{
    SCOPED(text_clear) struct text at = {0};
    enum rc rc;

    add_frame(visit, "", values);
    json_object_set_new(
        values, "back",
        json_text(strncmp(visit->path, "/alerts", 7) == 0 ? "/alerts" : visit->path));
    rc = write_html(visit, name, values, why);
    json_decref(values);
    if (rc != RC_OK) return rc;
    phrase_add_moment(visit->phrases, &at, visit_zone(visit), visit->now, MOMENT_SHORT, visit->now);
    http_header_add(&visit->response->headers, "X-Now", text_string(&at));
    visit->response->status = 200;
    return RC_OK;
}

void visit_json(struct visit *visit, int status, json_t *body)
{
    char *bytes = json_dumps(body, JSON_COMPACT | JSON_ENCODE_ANY);

    http_header_add(&visit->response->headers, "Content-Type", "application/json");
    text_add(&visit->response->body, bytes ? bytes : "null");
    visit->response->status = status;
    if (bytes) sodium_memzero(bytes, strlen(bytes));
    free(bytes);
    json_decref(body);
}

json_t *visit_say(const struct visit *visit, usec at, enum moment form)
{
    return phrase_moment(visit->phrases, visit_zone(visit), at, form, visit->now);
}

const struct zone *visit_zone(const struct visit *visit)
{
    return visit_config(visit)->municipality.zone;
}

struct store *visit_store(const struct visit *visit)
{
    return visit->console->options.store;
}

const struct config *visit_config(const struct visit *visit)
{
    return visit->console->options.config;
}

const char *visit_staff_name(const struct visit *visit, const char *login)
{
    const struct staff *staff = config_staff(visit_config(visit), login);

    return staff ? staff->name : login;
}
