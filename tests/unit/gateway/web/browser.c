#include "tests/unit/gateway/web/browser.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sodium.h>

static usec office_now(struct clock *clock)
{
    return ((struct office_clock *)clock)->fixture->now;
}

static void advance(void *with, usec by)
{
    ((struct office *)with)->advanced += by;
}

static enum rc text_in(void *with, const char *number, const char *text, struct fault *why)
{
    struct office *office = with;
    (void)why;

    snprintf(office->typed, sizeof(office->typed), "%s", text);
    snprintf(office->typed_at, sizeof(office->typed_at), "%s", number);
    return RC_OK;
}

static struct office *open_office(const char *extra, bool demo)
{
    struct office *office = mem_new(1, sizeof(*office));
    struct console_options options = {.demo = demo, .with = office};
    struct fault why;

    office->fixture = fixture_new(extra);
    office->clock = (struct office_clock){{office_now}, office->fixture};
    options.store = office->fixture->store;
    options.config = office->fixture->config;
    options.data = &office->fixture->data;
    options.clock = &office->clock.clock;
    if (demo) options.advance = advance;
    if (demo) options.text_in = text_in;
    if (console_new(&options, &office->console, &why) != RC_OK) fail_msg("%s", why.text);
    return office;
}

struct office *office_new(bool demo)
{
    return open_office("", demo);
}

struct office *office_with(const char *extra)
{
    return open_office(extra, true);
}

void office_free(struct office *office)
{
    console_free(office->console);
    fixture_free(office->fixture);
    free(office);
}

void browser_clear(struct browser *browser)
{
    http_response_clear(&browser->page);
}

static void keep_cookie(struct browser *browser, const char *cookie)
{
    size_t name = strcspn(cookie, "="), n = strcspn(cookie, ";"), i = 0;

    while (i < browser->cookie_n && strncmp(browser->cookies[i], cookie, name + 1) != 0)
        i++;
    assert_true(i < COUNT(browser->cookies));
    if (i == browser->cookie_n) browser->cookie_n++;
    snprintf(browser->cookies[i], sizeof(browser->cookies[i]), "%.*s", (int)n, cookie);
}

static void keep(struct browser *browser)
{
    static const char field[] = "name=\"csrf\" value=\"";
    const char *at = strstr(browser_page(browser), field);

    for (size_t i = 0; i < browser->page.headers.n; i++)
        if (strcasecmp(browser->page.headers.at[i].name, "Set-Cookie") == 0)
            keep_cookie(browser, browser->page.headers.at[i].value);
    if (at)
        snprintf(browser->csrf, sizeof(browser->csrf), "%.*s",
                 (int)strcspn(at + sizeof(field) - 1, "\""), at + sizeof(field) - 1);
}

int browser_send(struct browser *browser, const char *method, const char *url,
                 const struct http_headers *headers, const char *body)
{
    SCOPED(http_request_clear) struct http_request request = {.method = method};
    SCOPED(text_clear) struct text cookies = {0};

    text_add(&request.url, url);
    for (size_t i = 0; i < browser->cookie_n; i++)
        text_addf(&cookies, "%s%s", i ? "; " : "", browser->cookies[i]);
    if (cookies.n) http_header_add(&request.headers, "Cookie", text_string(&cookies));
    for (size_t i = 0; headers && i < headers->n; i++)
        http_header_add(&request.headers, headers->at[i].name, headers->at[i].value);
    if (body) text_add(&request.body, body);
    http_response_clear(&browser->page); /* only now: `url` may be from it */
    console_answer(browser->console, &request, &browser->page);
    keep(browser);
    return browser->page.status;
}

int browser_get(struct browser *browser, const char *url)
{
    return browser_send(browser, "GET", url, NULL, NULL);
}

int browser_post(struct browser *browser, const char *url, const char *form)
{
    SCOPED(http_headers_clear) struct http_headers headers = {0};
    SCOPED(text_clear) struct text body = {0};

    http_header_add(&headers, "Content-Type", "application/x-www-form-urlencoded");
    text_addf(&body, "csrf=%s&%s", browser->csrf, form);
    return browser_send(browser, "POST", url, &headers, text_string(&body));
}

const char *browser_page(const struct browser *browser)
{
    return text_string(&browser->page.body);
}

const char *browser_header(const struct browser *browser, const char *name)
{
    const char *value = http_header_find(&browser->page.headers, name);

    return value ? value : "";
}

bool browser_sees(const struct browser *browser, const char *words)
{
    return strstr(browser_page(browser), words) != NULL;
}

struct browser browser_as(struct office *office, const char *login)
{
    struct browser browser = {.console = office->console};
    SCOPED(text_clear) struct text form = {0};

    assert_int_equal(browser_get(&browser, "/login"), 200);
    text_addf(&form, "login=%s", login);
    assert_int_equal(browser_post(&browser, "/demo/login", text_string(&form)), 303);
    return browser;
}

struct staff *office_staff(struct office *office, const char *login)
{
    struct config *config = office->fixture->config;

    for (size_t i = 0; i < config->staff_n; i++)
        if (strcmp(config->staff[i].login, login) == 0) return &config->staff[i];
    fail_msg("no staff %s", login);
    return NULL;
}

void office_password(struct office *office, const char *login, const char *password)
{
    struct staff *staff = office_staff(office, login);
    char hash[crypto_pwhash_STRBYTES];

    assert_int_equal(crypto_pwhash_str(hash, password, strlen(password), crypto_pwhash_OPSLIMIT_MIN,
                                       crypto_pwhash_MEMLIMIT_MIN),
                     0);
    free(staff->password_hash);
    staff->password_hash = mem_copy_string(hash);
}

int64_t office_crisis(struct office *office, int64_t *family_id)
{
    SCOPED(alerts_clear) struct alerts alerts = {0};

    *family_id = fixture_family(office->fixture, PETRA, LANGUAGE_NL);
    fixture_text(office->fixture, PETRA, CRISIS);
    assert_int_equal(store_alert_list(office->fixture->store, NULL, false, &alerts, NULL), RC_OK);
    assert_int_equal(alerts.n, 1);
    return alerts.at[0].id;
}

const char *url_of(char out[static 64], const char *path, int64_t id)
{
    int before = (int)strcspn(path, "#");

    snprintf(out, 64, "%.*s%lld%s", before, path, (long long)id, path + before + 1);
    return out;
}

#define PASSWORD "goed"

struct office *office_with_api(struct browser *system)
{
    struct office *office = office_new(false);

    office_password(office, "noor", PASSWORD);
    office_password(office, "sanne", PASSWORD);
    *system = (struct browser){.console = office->console};
    return office;
}

int browser_call(struct browser *system, const char *login, const char *url, const char *body)
{
    SCOPED(http_headers_clear) struct http_headers headers = {0};
    char both[64], basic[96], encoded[80];

    snprintf(both, sizeof(both), "%s:" PASSWORD, login);
    sodium_bin2base64(encoded, sizeof(encoded), (const unsigned char *)both, strlen(both),
                      sodium_base64_VARIANT_ORIGINAL);
    snprintf(basic, sizeof(basic), "Basic %s", encoded);
    http_header_add(&headers, "Authorization", basic);
    if (body) http_header_add(&headers, "Content-Type", "application/json");
    return browser_send(system, body ? "POST" : "GET", url, &headers, body);
}
