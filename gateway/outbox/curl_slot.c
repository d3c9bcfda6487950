#include "gateway/outbox/curl_slot.h"

/* Of a calendar; what providers answer is a thousandth of it. */
#define RESPONSE_BODY_MAX   ((size_t)2 << 20)
#define RESPONSE_HEADER_MAX 100
#define RESPONSE_LINE_MAX   ((size_t)8 << 10)
#define CONNECT_WITHIN      (10 * USEC_SEC)
/* libcurl would first ask with "Expect: 100-continue" past 1 MiB, which many providers ignore. */
#define EXPECT_BYTES ((size_t)64 << 10)

/* ---- What libcurl calls ---------------------------------------------------------------------- */

static size_t on_body(char *bytes, size_t size, size_t n, void *with)
{
    struct slot *slot = with;

    text_add_bytes(&slot->exchange.response.body, bytes, size * n);
    return text_over(&slot->exchange.response.body) ? 0 : size * n; /* 0 ends the transfer */
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Copies one line "Name: value" into the response. */
static void add_header(struct http_headers *headers, const char *line, size_t n)
{
    const char *colon = memchr(line, ':', n);
    SCOPED(mem_free) char *name = NULL;
    SCOPED(mem_free) char *value = NULL;
    const char *from, *till = line + n;

    if (!colon || colon == line) return;
    from = colon + 1;
    while (from < till && is_blank(*from))
        from++;
    while (till > from && is_blank(till[-1]))
        till--;
    name = mem_copy(line, (size_t)(colon - line));
    value = mem_copy(from, (size_t)(till - from));
    http_header_add(headers, name, value);
}

static size_t on_header(char *line, size_t size, size_t n, void *with)
{
    struct slot *slot = with;
    struct http_headers *headers = &slot->exchange.response.headers;

    if (slot->mail) return size * n;
    if (size * n > RESPONSE_LINE_MAX || headers->n >= RESPONSE_HEADER_MAX) return 0;
    if (size * n >= 5 && memcmp(line, "HTTP/", 5) == 0)
        http_headers_clear(headers); /* what came before was a 1xx */
    else
        add_header(headers, line, size * n);
    return size * n;
}

static size_t on_mail_read(char *out, size_t size, size_t n, void *with)
{
    struct slot *slot = with;
    size_t left = slot->body.n - slot->body_read;
    size_t now = size * n < left ? size * n : left;

    if (now) memcpy(out, slot->body.at + slot->body_read, now);
    slot->body_read += now;
    return now;
}

/* Called before each attempt of libcurl to send the request. It makes a second one by itself when a
 * reused connection dies without an answer, also for a POST that the provider may have read and acted
 * on. That would be a text sent twice, so it is refused once a byte has left. Source: Curl_retry_request
 * in curl 7.88 lib/transfer.c. */
/* NOLINTNEXTLINE(readability-non-const-parameter): the type is libcurl's */
static int on_attempt(void *with, char *remote, char *local, int remote_port, int local_port)
{
    struct slot *slot = with;
    long bytes = 0;

    (void)remote;
    (void)local;
    (void)remote_port;
    (void)local_port;
    if (slot->repeatable) return CURL_PREREQFUNC_OK;
    curl_easy_getinfo(slot->easy, CURLINFO_REQUEST_SIZE, &bytes);
    return bytes == 0 ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

/* ---- From request to options ----------------------------------------------------------------- */

/* What every request has in common. */
static bool set_base(struct slot *slot)
{
    CURL *easy = slot->easy;
    bool good = true;

    good &= curl_easy_setopt(easy, CURLOPT_PRIVATE, slot) == CURLE_OK;
    good &= curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L) == CURLE_OK;
    good &= curl_easy_setopt(easy, CURLOPT_PROXY, "") == CURLE_OK;
    good &= curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK;
    good &= curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https,smtp,smtps") == CURLE_OK;
    good &= curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1) == CURLE_OK;
    good &= curl_easy_setopt(easy, CURLOPT_USERAGENT, "Vangnet") == CURLE_OK;
    good &= curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)(CONNECT_WITHIN / USEC_MS)) ==
            CURLE_OK;
    good &= curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body) == CURLE_OK;
    good &= curl_easy_setopt(easy, CURLOPT_WRITEDATA, slot) == CURLE_OK;
    good &= curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header) == CURLE_OK;
    good &= curl_easy_setopt(easy, CURLOPT_HEADERDATA, slot) == CURLE_OK;
    good &= curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, on_attempt) == CURLE_OK;
    good &= curl_easy_setopt(easy, CURLOPT_PREREQDATA, slot) == CURLE_OK;
    return good;
}

static bool has_line_end(const char *string)
{
    return strpbrk(string, "\r\n") != NULL;
}

static bool add_line(struct slot *slot, const char *line)
{
    struct curl_slist *longer = curl_slist_append(slot->headers, line);

    if (longer) slot->headers = longer;
    return longer != NULL;
}

/* libcurl takes "Name: value", and "Name;" for an empty value. */
static bool add_lines(struct slot *slot, const struct http_request *request)
{
    SCOPED(text_clear) struct text line = {0};

    for (size_t i = 0; i < request->headers.n; i++) {
        const struct http_header *header = &request->headers.at[i];

        if (has_line_end(header->name) || has_line_end(header->value)) return false;
        text_reset(&line);
        text_add(&line, header->name);
        text_add(&line, *header->value ? ": " : ";");
        text_add(&line, header->value);
        if (!add_line(slot, text_string(&line))) return false;
    }
    if (request->body.n && !http_header_find(&request->headers, "Content-Type") &&
        !add_line(slot, "Content-Type:")) {
        return false;
    }
    return request->body.n < EXPECT_BYTES || add_line(slot, "Expect:");
}

static bool prepare_http(struct slot *slot, const struct http_request *request)
{
    CURL *easy = slot->easy;
    bool get = strcmp(request->method, "GET") == 0, post = strcmp(request->method, "POST") == 0;
    bool good = add_lines(slot, request);

    slot->repeatable = get;
    if (get) {
        good &= curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L) == CURLE_OK;
    } else {
        good &= curl_easy_setopt(easy, CURLOPT_POST, 1L) == CURLE_OK;
        good &= curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)slot->body.n) ==
                CURLE_OK;
        good &= curl_easy_setopt(easy, CURLOPT_POSTFIELDS, text_string(&slot->body)) == CURLE_OK;
    }
    good &= curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, get || post ? NULL : request->method) ==
            CURLE_OK;
    good &= curl_easy_setopt(easy, CURLOPT_HTTPHEADER, slot->headers) == CURLE_OK;
    return good;
}

/* A mail server on this machine is spoken to without TLS: its certificate names nobody. Elsewhere a
 * password never leaves without it. */
static curl_usessl mail_tls(const char *url, const char *user)
{
    static const char *const here[] = {"smtp://127.0.0.1", "smtp://localhost", "smtp://[::1]"};

    for (size_t i = 0; i < COUNT(here); i++) {
        size_t n = strlen(here[i]);

        if (strncasecmp(url, here[i], n) == 0 && strchr(":/", url[n])) return CURLUSESSL_NONE;
    }
    return user && *user ? CURLUSESSL_ALL : CURLUSESSL_TRY;
}

/* "Name <address>" or "address" -> address. */
static void add_address(struct text *out, const char *written)
{
    const char *from = strchr(written, '<');
    const char *till = from ? strchr(from, '>') : NULL;

    if (from && till)
        text_add_bytes(out, from + 1, (size_t)(till - from) - 1);
    else
        text_add(out, written);
}

/* Mail servers count on CR LF; what was written with LF alone gets it here. */
static void add_mail_body(struct text *out, const struct text *body)
{
    for (size_t i = 0; i < body->n; i++) {
        if (body->at[i] == '\n' && (i == 0 || body->at[i - 1] != '\r')) text_add_char(out, '\r');
        text_add_char(out, body->at[i]);
    }
}

static bool prepare_mail(struct slot *slot, const struct http_request *request)
{
    const char *from = http_header_find(&request->headers, "From");
    const char *to = http_header_find(&request->headers, "To");
    const char *user = http_header_find(&request->headers, "User");
    const char *password = http_header_find(&request->headers, "Password");
    SCOPED(text_clear) struct text sender = {0};
    SCOPED(text_clear) struct text receiver = {0};
    CURL *easy = slot->easy;
    bool good = true;

    if (!from || !to || has_line_end(from) || has_line_end(to)) return false;
    slot->dirty = true;
    add_address(&sender, from);
    add_address(&receiver, to);
    slot->receivers = curl_slist_append(NULL, text_string(&receiver));
    good &= slot->receivers != NULL;
    good &= curl_easy_setopt(easy, CURLOPT_MAIL_FROM, text_string(&sender)) == CURLE_OK;
    good &= curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, slot->receivers) == CURLE_OK;
    good &= curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L) == CURLE_OK;
    good &= curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)slot->body.n) == CURLE_OK;
    good &= curl_easy_setopt(easy, CURLOPT_READFUNCTION, on_mail_read) == CURLE_OK;
    good &= curl_easy_setopt(easy, CURLOPT_READDATA, slot) == CURLE_OK;
    good &= curl_easy_setopt(easy, CURLOPT_USE_SSL,
                             (long)mail_tls(text_string(&request->url), user)) == CURLE_OK;
    if (user && *user) {
        good &= curl_easy_setopt(easy, CURLOPT_USERNAME, user) == CURLE_OK;
        good &= curl_easy_setopt(easy, CURLOPT_PASSWORD, password ? password : "") == CURLE_OK;
    }
    return good;
}

bool slot_prepare(struct slot *slot, uint64_t tag, const struct http_request *request,
                  usec timeout_for)
{
    const char *url = text_string(&request->url);
    usec timeout_ms = timeout_for / USEC_MS;
    bool good;

    assert(timeout_for > 0);
    slot->exchange = (struct exchange){.tag = tag};
    slot->exchange.response.body.limit = RESPONSE_BODY_MAX;
    slot->mail = strcmp(request->method, "MAIL") == 0;
    if (slot->mail)
        add_mail_body(&slot->body, &request->body);
    else if (request->body.n)
        text_add_bytes(&slot->body, request->body.at, request->body.n);
    good = slot->mail ? prepare_mail(slot, request) : prepare_http(slot, request);
    good &= strlen(url) == request->url.n && !text_over(&slot->body);
    good &= (strncasecmp(url, "smtp", 4) == 0) == slot->mail;
    good &= curl_easy_setopt(slot->easy, CURLOPT_URL, url) == CURLE_OK;
    good &= curl_easy_setopt(slot->easy, CURLOPT_TIMEOUT_MS,
                             timeout_ms > 0 ? (long)timeout_ms : 1L) == CURLE_OK;
    if (!good)
        snprintf(slot->exchange.error, sizeof(slot->exchange.error),
                 "the request cannot be written: URL, header or address");
    return good;
}

/* ---- From result to exchange ----------------------------------------------------------------- */

/* Counted by libcurl over all attempts of this request; a TLS handshake is not part of it. */
static bool http_bytes_left(const struct slot *slot)
{
    long bytes = 0;

    curl_easy_getinfo(slot->easy, CURLINFO_REQUEST_SIZE, &bytes);
    return bytes > 0;
}

/* A mail that the server refused was answered; one whose body began to leave may have arrived. */
static enum wire_end mail_end(const struct slot *slot, CURLcode code, long status)
{
    if (code == CURLE_OK || status >= 400) return WIRE_ANSWERED;
    return slot->body_read > 0 ? WIRE_CUT : WIRE_NEVER_SENT;
}

static enum wire_end http_end(const struct slot *slot, CURLcode code, long status)
{
    if (code == CURLE_OK && status > 0) return WIRE_ANSWERED;
    return http_bytes_left(slot) ? WIRE_CUT : WIRE_NEVER_SENT;
}

void slot_finish(struct slot *slot, CURLcode code)
{
    struct exchange *exchange = &slot->exchange;
    long status = 0, system = 0;

    curl_easy_getinfo(slot->easy, CURLINFO_RESPONSE_CODE, &status);
    exchange->end = slot->mail ? mail_end(slot, code, status) : http_end(slot, code, status);
    if (exchange->end == WIRE_ANSWERED) {
        exchange->response.status = (int)status;
        return;
    }
    http_response_clear(&exchange->response); /* half an answer is none */
    curl_easy_getinfo(slot->easy, CURLINFO_OS_ERRNO, &system);
    snprintf(exchange->error, sizeof(exchange->error), "%s%s%s", curl_easy_strerror(code),
             system ? ": " : "", system ? strerrordesc_np((int)system) : "");
}

/* ---- Life ------------------------------------------------------------------------------------ */

void slot_reset(struct slot *slot)
{
    curl_slist_free_all(slot->headers);
    curl_slist_free_all(slot->receivers);
    slot->headers = slot->receivers = NULL;
    if (slot->body.n) explicit_bzero(slot->body.at, slot->body.n);
    text_reset(&slot->body);
    slot->body_read = 0;
    exchange_clear(&slot->exchange);
    if (slot->dirty) {
        curl_easy_reset(slot->easy);
        slot->dirty = !set_base(slot);
    }
}

struct slot *slot_new(void)
{
    struct slot *slot = mem_new(1, sizeof(*slot));

    slot->easy = curl_easy_init();
    if (slot->easy && set_base(slot)) return slot;
    slot_free(slot);
    return NULL;
}

void slot_free(struct slot *slot)
{
    if (!slot) return;
    curl_easy_cleanup(slot->easy);
    curl_slist_free_all(slot->headers);
    curl_slist_free_all(slot->receivers);
    text_wipe(&slot->body);
    exchange_clear(&slot->exchange);
    free(slot);
}
