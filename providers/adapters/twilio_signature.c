#include "providers/adapters/twilio_signature.h"

#include <strings.h>

#include "providers/fields.h"
#include "providers/signature.h"

static int by_name_and_value(const void *one, const void *other)
{
    const struct form_field *a = *(const struct form_field *const *)one;
    const struct form_field *b = *(const struct form_field *const *)other;
    int order = strcmp(text_string(&a->name), text_string(&b->name));

    return order ? order : strcmp(text_string(&a->value), text_string(&b->value));
}

/* How a name that comes twice is signed: Twilio's own library sorts its values and drops doubles,
 * courier keeps them all as they came. */
enum doubles { DOUBLES_DROPPED, DOUBLES_KEPT };

static void add_fields(struct text *text, const struct form *form, enum doubles doubles)
{
    const struct form_field **order = form_new_sorted(form);

    if (doubles == DOUBLES_DROPPED)
        qsort(order, form->n, sizeof(const struct form_field *), by_name_and_value);
    for (size_t i = 0; i < form->n; i++) {
        if (i && doubles == DOUBLES_DROPPED && by_name_and_value(&order[i - 1], &order[i]) == 0)
            continue;
        text_add_bytes(text, text_string(&order[i]->name), order[i]->name.n);
        text_add_bytes(text, text_string(&order[i]->value), order[i]->value.n);
    }
    free(order);
}

/* Splits "https://host:443/path?query" at the port, which is empty if there is none. */
struct url_parts {
    const char *rest; /* after the port */
    size_t origin_n;  /* scheme and host */
    size_t port_n;    /* with its colon */
    const char *standard_port;
};

static struct url_parts split_url(const char *url)
{
    const char *host = strstr(url, "://");
    struct url_parts parts = {.standard_port = ":443"};
    size_t authority_n;
    const char *end, *colon;

    if (strncasecmp(url, "http:", 5) == 0) parts.standard_port = ":80";
    host = host ? host + 3 : url;
    authority_n = strcspn(host, "/?#");
    end = host + authority_n;
    colon = memrchr(host, ':', authority_n);
    /* "[::1]" has colons and no port. */
    if (colon && (colon + 1 == end || strspn(colon + 1, "0123456789") != (size_t)(end - colon - 1)))
        colon = NULL;
    parts.origin_n = (size_t)((colon ? colon : end) - url);
    parts.port_n = (size_t)(end - url) - parts.origin_n;
    parts.rest = end;
    return parts;
}

/* The base64 that Twilio would have sent for this spelling of the URL. */
static bool matches(const struct text *url, const struct form *form, enum doubles doubles,
                    const char *token, const char *got)
{
    SCOPED(text_wipe) struct text made = {.limit = (size_t)4 << 20};
    SCOPED(text_clear) struct text want = {0};
    struct digest digest;

    text_add_bytes(&made, text_string(url), url->n);
    if (form) add_fields(&made, form, doubles);
    if (text_over(&made)) return false;
    digest = digest_hmac(DIGEST_SHA1, token, strlen(token), text_string(&made), made.n);
    text_add_base64(&want, digest.at, digest.n);
    return signature_equal(&want, got);
}

/* The URL may be signed with its port, without it, or with the standard one written out, whichever way
 * it reached us. */
static bool matches_any_url(const struct http_request *request, const struct form *form,
                            const char *token, const char *got)
{
    const char *url = text_string(&request->url);
    struct url_parts parts = split_url(url);
    bool found = false;

    for (int with_port = 0; with_port <= 1; with_port++) {
        SCOPED(text_clear) struct text spelling = {0};

        text_add_bytes(&spelling, url, parts.origin_n);
        if (with_port && parts.port_n)
            text_add_bytes(&spelling, url + parts.origin_n, parts.port_n);
        else if (with_port)
            text_add(&spelling, parts.standard_port);
        text_add(&spelling, parts.rest);
        found |= matches(&spelling, form, DOUBLES_DROPPED, token, got);
        if (form) found |= matches(&spelling, form, DOUBLES_KEPT, token, got);
    }
    return found;
}

enum rc twilio_check_signature(const struct http_request *request, const struct form *form,
                               const char *token, struct fault *why)
{
    const char *got = http_header_find(&request->headers, "X-Twilio-Signature");
    SCOPED(form_clear) struct form query = {0};
    struct digest digest;
    const char *hash;

    if (!got) return fault_set(why, RC_DENIED, "twilio: the webhook is not signed");
    form_read_query(&query, text_string(&request->url));
    /* A JSON webhook names the hash of its body in the query, and then signs the URL alone. */
    hash = fields_are_posted(request) ? form_string(&query, "bodySHA256") : NULL;
    if (!matches_any_url(request, fields_are_posted(request) && !hash ? form : NULL, token, got))
        return fault_set(why, RC_DENIED,
                         "twilio: the signature of the webhook is wrong; is public_url what Twilio "
                         "calls, and auth_token the primary one?");
    digest = digest_of(DIGEST_SHA256, text_string(&request->body), request->body.n);
    if (hash && !digest_is_hex(&digest, hash))
        return fault_set(why, RC_DENIED,
                         "twilio: the webhook's body is not the one that was signed");
    return RC_OK;
}
