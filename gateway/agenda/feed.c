#include "gateway/agenda/feed.h"

#include <strings.h>

#include "gateway/agenda/agenda.h"
#include "gateway/base/clock.h"

#define REDIRECTS_MAX 3
#define FETCH_WITHIN  (10 * USEC_SEC)
/* What did not change is read anew after this long: time went on, and with it the window. */
#define READ_EVERY (6 * USEC_HOUR)
#define NOTE_MAX   200 /* bytes of an ETag */

/* One look at a feed. */
struct look {
    const struct feed_reader *reader;
    const struct staff *staff;
    usec now;
    struct calendar calendar;      /* as it was kept, then as it is */
    enum calendar_trouble trouble; /* of this time */
};

static void look_clear(struct look *look)
{
    calendar_clear(&look->calendar);
}

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

/* One request, with the conditions of what is known already unless it is read `anew`. RC_AGAIN: no whole answer
 * came. */
static enum rc ask(struct look *look, const char *url, bool anew, struct exchange *out,
                   struct fault *why)
{
    SCOPED(http_request_clear) struct http_request request = {.method = "GET"};
    const struct feed_reader *reader = look->reader;
    usec until = clock_monotonic() + FETCH_WITHIN + USEC_SEC;
    size_t n = 0;

    text_add(&request.url, url);
    http_header_add(&request.headers, "Accept", "text/calendar, */*;q=0.1");
    if (!anew) add_conditions(&request, &look->calendar);
    look->trouble = CALENDAR_NO_ANSWER;
    if (!reader->wire->start(reader->wire, 1, &request, FETCH_WITHIN))
        return fault_set(why, RC_AGAIN, "calendar feed: no room to fetch it");
    while (n == 0 && clock_monotonic() < until && !atomic_load(reader->give_up)) {
        reader->wire->run(reader->wire, 200 * USEC_MS);
        n = reader->wire->take(reader->wire, out, 1);
    }
    if (n == 0) return fault_set(why, RC_AGAIN, "calendar feed: the gateway stopped meanwhile");
    if (out->end != WIRE_ANSWERED)
        return fault_set(why, RC_AGAIN, "calendar feed: no whole answer (%s)", out->error);
    look->trouble = CALENDAR_WELL;
    return RC_OK;
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

static enum rc tell_status(struct look *look, int status, struct fault *why)
{
    look->trouble = status >= 400 && status < 500 ? CALENDAR_REFUSED : CALENDAR_SERVER;
    return fault_set(why, RC_AGAIN, "calendar feed: its server answers %d", status);
}

/* RC_AGAIN or RC_INVALID: there is no calendar there. */
static enum rc fetch(struct look *look, bool anew, struct exchange *out, struct fault *why)
{
    SCOPED(text_wipe) struct text url = {0};

    text_add(&url, look->staff->calendar);
    for (int i = 0; i <= REDIRECTS_MAX; i++) {
        TRY(ask(look, text_string(&url), anew, out, why));
        if (out->response.status == 304 && !anew) return RC_OK;
        if (out->response.status == 200) return RC_OK;
        if (!is_redirect(out->response.status)) return tell_status(look, out->response.status, why);
        look->trouble = CALENDAR_ELSEWHERE;
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

/* Whether the file begins as a calendar does; a page to log in does not. */
static bool is_calendar(const struct text *body)
{
    static const char begin[] = "BEGIN:VCALENDAR";
    const char *at = text_string(body);

    if (strncmp(at, "\xEF\xBB\xBF", 3) == 0) at += 3;
    at += strspn(at, " \t\r\n");
    return strncasecmp(at, begin, strlen(begin)) == 0;
}

static void set_fault(struct look *look, const char *fault)
{
    free(look->calendar.fault);
    look->calendar.fault = mem_copy_string(fault);
}

/* What the console shows of events that cannot be appointments. */
static void note_troubles(const struct agenda_report *report, struct look *look)
{
    SCOPED(text_clear) struct text said = {0};

    if (report->trouble_n == 0) return;
    text_addf(&said, "%zu of its events cannot be appointments; line %d: %s", report->trouble_n,
              report->troubles[0].line, report->troubles[0].text);
    set_fault(look, text_string(&said));
    look->trouble = CALENDAR_EVENTS;
}

static enum rc take(struct look *look, const struct exchange *exchange, struct fault *why)
{
    SCOPED(agenda_report_clear) struct agenda_report report = {0};
    const struct agenda_source source = {
        .login = look->staff->login,
        .manager = look->staff->role == ROLE_FAMILY_MANAGER ? look->staff->login : NULL,
        .feed = true,
    };
    const struct text *body = &exchange->response.body;
    enum rc rc = agenda_take(look->reader->store, look->reader->config, &source, body, look->now,
                             &report, why);

    if (rc != RC_OK) {
        look->trouble = is_calendar(body) ? CALENDAR_UNREADABLE : CALENDAR_NO_CALENDAR;
        return rc;
    }
    look->calendar.taken_at = look->now;
    copy_header(&look->calendar.etag, &exchange->response, "ETag");
    copy_header(&look->calendar.modified, &exchange->response, "Last-Modified");
    set_fault(look, "");
    note_troubles(&report, look);
    return RC_OK;
}

static enum rc look_once(struct look *look, struct fault *why)
{
    SCOPED(exchange_clear) struct exchange exchange = {0};
    bool anew = look->calendar.trouble != CALENDAR_WELL ||
                look->now - look->calendar.taken_at >= READ_EVERY;

    TRY(fetch(look, anew, &exchange, why));
    if (exchange.response.status == 304) return RC_OK;
    return take(look, &exchange, why);
}

enum rc feed_take(const struct feed_reader *reader, const struct staff *staff, usec now, bool *news,
                  struct fault *why)
{
    SCOPED(look_clear) struct look look = {.reader = reader, .staff = staff, .now = now};
    struct calendar *calendar = &look.calendar;
    bool failed;
    enum rc rc;

    TRY(store_calendar_load(reader->store, staff->login, calendar, why));
    failed = calendar_fails(calendar->trouble);
    rc = look_once(&look, why);
    if (rc == RC_BROKEN || atomic_load(reader->give_up)) return rc;
    *news = rc == RC_OK ? failed : !failed || strcmp(calendar->fault, why->text) != 0;
    if (rc != RC_OK)
        set_fault(&look, why->text);
    else
        calendar->read_at = now;
    calendar->trouble = look.trouble;
    calendar->looked_at = now;
    TRY(store_calendar_keep(reader->store, calendar, why));
    return rc;
}

enum rc feed_count(struct store *store, const struct config *config, struct feed_counts *out,
                   struct fault *why)
{
    struct feed_counts counts = {.read_at = USEC_NEVER};

    for (size_t i = 0; i < config->staff_n; i++) {
        SCOPED(calendar_clear) struct calendar calendar = {0};

        if (!config->staff[i].calendar[0]) continue;
        TRY(store_calendar_load(store, config->staff[i].login, &calendar, why));
        counts.n++;
        counts.failing += calendar_fails(calendar.trouble);
        if (calendar.read_at < counts.read_at) counts.read_at = calendar.read_at;
    }
    *out = counts;
    return RC_OK;
}
