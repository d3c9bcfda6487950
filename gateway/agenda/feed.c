#include "gateway/agenda/feed.h"

#include "gateway/agenda/agenda.h"
#include "gateway/base/clock.h"

#define REDIRECTS_MAX 3
#define FETCH_WITHIN  (10 * USEC_SEC)
/* What did not change is read anew after this long: time went on, and with it the window. */
#define READ_EVERY (6 * USEC_HOUR)
#define NOTE_MAX   200 /* bytes of an ETag */

enum rc feed_due(const struct feed_reader *reader, const struct staff *staff, usec *out,
                 struct fault *why)
{
    SCOPED(calendar_clear) struct calendar calendar = {0};

    *out = USEC_NEVER;
    if (!staff->calendar[0]) return RC_OK;
    TRY(store_calendar_load(reader->store, staff->login, &calendar, why));
    *out = calendar.looked_at ? calendar.looked_at + reader->config->calendar_every : 0;
    return RC_OK;
}

/* ---- Fetching -------------------------------------------------------------------------------- */

static void add_conditions(struct http_request *request, const struct calendar *calendar)
{
    if (calendar->etag[0]) http_header_add(&request->headers, "If-None-Match", calendar->etag);
    if (calendar->modified[0])
        http_header_add(&request->headers, "If-Modified-Since", calendar->modified);
}

/* One request. RC_AGAIN: no whole answer came. */
static enum rc ask(const struct feed_reader *reader, const char *url,
                   const struct calendar *calendar, struct exchange *out, struct fault *why)
{
    SCOPED(http_request_clear) struct http_request request = {.method = "GET"};
    usec until = clock_monotonic() + FETCH_WITHIN + USEC_SEC;
    size_t n = 0;

    text_add(&request.url, url);
    http_header_add(&request.headers, "Accept", "text/calendar, */*;q=0.1");
    if (calendar) add_conditions(&request, calendar);
    if (!reader->wire->start(reader->wire, 1, &request, FETCH_WITHIN))
        return fault_set(why, RC_AGAIN, "calendar feed: no room to fetch it");
    while (n == 0 && clock_monotonic() < until && !atomic_load(reader->give_up)) {
        reader->wire->run(reader->wire, 200 * USEC_MS);
        n = reader->wire->take(reader->wire, out, 1);
    }
    if (n == 0) return fault_set(why, RC_AGAIN, "calendar feed: the gateway stopped meanwhile");
    if (out->end == WIRE_ANSWERED) return RC_OK;
    return fault_set(why, RC_AGAIN, "calendar feed: no whole answer (%s)", out->error);
}

/* Where an answer sends us: a whole address, or a path on the same host. */
static bool follow(struct text *url, const struct http_response *response)
{
    const char *to = http_header_find(&response->headers, "Location");
    const char *host = strstr(text_string(url), "://");
    SCOPED(text_wipe) struct text next = {0};

    if (!to || !host) return false;
    if (to[0] == '/' && to[1] != '/')
        text_add_bytes(&next, url->at, (size_t)(host + 3 - url->at) + strcspn(host + 3, "/?#"));
    text_add(&next, to);
    if (!calendar_url_is_safe(text_string(&next))) return false;
    text_reset(url);
    text_add(url, text_string(&next));
    return true;
}

static bool is_redirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/* RC_AGAIN or RC_INVALID: there is no calendar there. */
static enum rc fetch(const struct feed_reader *reader, const char *address,
                     const struct calendar *calendar, struct exchange *out, struct fault *why)
{
    SCOPED(text_wipe) struct text url = {0};

    text_add(&url, address);
    for (int i = 0; i <= REDIRECTS_MAX; i++) {
        TRY(ask(reader, text_string(&url), calendar, out, why));
        if (out->response.status == 304 && calendar) return RC_OK;
        if (out->response.status == 200) return RC_OK;
        if (!is_redirect(out->response.status))
            return fault_set(why, RC_AGAIN, "calendar feed: its server answers %d",
                             out->response.status);
        if (!follow(&url, &out->response))
            return fault_set(why, RC_INVALID,
                             "calendar feed: its server sends on to an address without https");
        exchange_clear(out);
        *out = (struct exchange){0};
    }
    return fault_set(why, RC_INVALID, "calendar feed: its server sends on more than %d times",
                     REDIRECTS_MAX);
}

/* ---- Taking ---------------------------------------------------------------------------------- */

static void copy_header(char **to, const struct http_response *response, const char *name)
{
    const char *value = http_header_find(&response->headers, name);

    free(*to);
    *to = mem_copy_string(value && strlen(value) <= NOTE_MAX ? value : "");
}

/* What the console shows of events that cannot be appointments. */
static void note_troubles(const struct agenda_report *report, struct calendar *calendar)
{
    SCOPED(text_clear) struct text said = {0};

    if (report->trouble_n == 0) return;
    text_addf(&said, "%zu of its events cannot be appointments; line %d: %s", report->trouble_n,
              report->troubles[0].line, report->troubles[0].text);
    free(calendar->fault);
    calendar->fault = text_take(&said);
}

static enum rc take(const struct feed_reader *reader, const struct staff *staff,
                    const struct exchange *exchange, usec now, struct calendar *calendar,
                    struct fault *why)
{
    SCOPED(agenda_report_clear) struct agenda_report report = {0};
    const struct agenda_source source = {
        .login = staff->login,
        .manager = staff->role == ROLE_FAMILY_MANAGER ? staff->login : NULL,
        .feed = true,
    };

    TRY(agenda_take(reader->store, reader->config, &source, &exchange->response.body, now, &report,
                    why));
    calendar->taken_at = now;
    copy_header(&calendar->etag, &exchange->response, "ETag");
    copy_header(&calendar->modified, &exchange->response, "Last-Modified");
    note_troubles(&report, calendar);
    return RC_OK;
}

static enum rc look(const struct feed_reader *reader, const struct staff *staff, usec now,
                    struct calendar *calendar, struct fault *why)
{
    SCOPED(exchange_clear) struct exchange exchange = {0};
    bool anew = calendar->fault[0] || now - calendar->taken_at >= READ_EVERY;

    TRY(fetch(reader, staff->calendar, anew ? NULL : calendar, &exchange, why));
    if (exchange.response.status == 304) return RC_OK;
    free(calendar->fault);
    calendar->fault = mem_copy_string("");
    return take(reader, staff, &exchange, now, calendar, why);
}

enum rc feed_take(const struct feed_reader *reader, const struct staff *staff, usec now, bool *news,
                  struct fault *why)
{
    SCOPED(calendar_clear) struct calendar calendar = {0};
    enum rc rc;

    TRY(store_calendar_load(reader->store, staff->login, &calendar, why));
    rc = look(reader, staff, now, &calendar, why);
    if (rc == RC_BROKEN || atomic_load(reader->give_up)) return rc;
    *news = rc != RC_OK && strcmp(calendar.fault, why->text) != 0;
    if (rc != RC_OK) {
        free(calendar.fault);
        calendar.fault = mem_copy_string(why->text);
    }
    calendar.looked_at = now;
    TRY(store_calendar_keep(reader->store, &calendar, why));
    return rc;
}
