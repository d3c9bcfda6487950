/* Generic_check: whether a description can work, before the first message needs it.
 *
 * A fault names the key and what is expected, never a value: a template may hold a password. */
#include "providers/adapters/generic.h"

#define HEADER_NAME "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"

/* What a key's value must look like. */
enum shape {
    SHAPE_TEXT,
    SHAPE_LINE, /* of a request: "POST /path" */
    SHAPE_HEADERS,
    SHAPE_TEMPLATE,
    SHAPE_BODY,
    SHAPE_SIGNED, /* a template of what a webhook signs */
    SHAPE_ANSWER, /* a rule about an answer */
    SHAPE_HOOK,   /* a rule about a webhook */
    SHAPE_FIELD,
    SHAPE_NUMBER,
    SHAPE_BODY_TYPE,
    SHAPE_KIND,
    SHAPE_ENCODING,
};

static const struct {
    const char *name;
    enum shape shape;
} keys[] = {
    {"base_url",           SHAPE_TEXT     },
    {"send",               SHAPE_LINE     },
    {"headers",            SHAPE_HEADERS  },
    {"basic",              SHAPE_TEMPLATE },
    {"body",               SHAPE_BODY     },
    {"body_type",          SHAPE_BODY_TYPE},
    {"accepted",           SHAPE_ANSWER   },
    {"retry",              SHAPE_ANSWER   },
    {"throttled",          SHAPE_ANSWER   },
    {"rejected",           SHAPE_ANSWER   },
    {"unauthorised",       SHAPE_ANSWER   },
    {"opt_out",            SHAPE_ANSWER   },
    {"maybe_sent",         SHAPE_ANSWER   },
    {"reference",          SHAPE_FIELD    },
    {"code",               SHAPE_FIELD    },
    {"retry_after",        SHAPE_FIELD    },
    {"lookup",             SHAPE_LINE     },
    {"lookup_body",        SHAPE_BODY     },
    {"lookup_state",       SHAPE_FIELD    },
    {"lookup_error",       SHAPE_FIELD    },
    {"lookup_reference",   SHAPE_FIELD    },
    {"lookup_absent",      SHAPE_ANSWER   },
    {"events",             SHAPE_FIELD    },
    {"ignore_if",          SHAPE_HOOK     },
    {"report_if",          SHAPE_HOOK     },
    {"report_state",       SHAPE_FIELD    },
    {"report_reference",   SHAPE_FIELD    },
    {"report_client_id",   SHAPE_FIELD    },
    {"report_error",       SHAPE_FIELD    },
    {"report_opt_out",     SHAPE_HOOK     },
    {"state_sent",         SHAPE_TEXT     },
    {"state_delivered",    SHAPE_TEXT     },
    {"state_failed",       SHAPE_TEXT     },
    {"state_expired",      SHAPE_TEXT     },
    {"inbound_if",         SHAPE_HOOK     },
    {"inbound_from",       SHAPE_FIELD    },
    {"inbound_to",         SHAPE_FIELD    },
    {"inbound_text",       SHAPE_FIELD    },
    {"inbound_reference",  SHAPE_FIELD    },
    {"inbound_part",       SHAPE_FIELD    },
    {"inbound_parts",      SHAPE_FIELD    },
    {"inbound_concat",     SHAPE_FIELD    },
    {"opt_out_if",         SHAPE_HOOK     },
    {"signature",          SHAPE_FIELD    },
    {"signature_kind",     SHAPE_KIND     },
    {"signature_encoding", SHAPE_ENCODING },
    {"signature_key",      SHAPE_TEXT     },
    {"signature_of",       SHAPE_SIGNED   },
    {"signature_time",     SHAPE_FIELD    },
    {"signature_age_s",    SHAPE_NUMBER   },
    {"reply_status",       SHAPE_NUMBER   },
    {"reply_body",         SHAPE_TEXT     },
    {"reply_type",         SHAPE_TEXT     },
};

/* Which keys are of no use without another. */
static const struct {
    const char *key, *needs;
} needs[] = {
    {"report_state",   "state_delivered"},
    {"inbound_text",   "inbound_from"   },
    {"inbound_part",   "inbound_parts"  },
    {"inbound_parts",  "inbound_part"   },
    {"opt_out_if",     "inbound_from"   },
    {"signature_key",  "signature"      },
    {"signature_time", "signature"      },
};

/* A message with everything, and one with as little as there may be; both with what JSON must escape. */
static const struct message samples[] = {
    {.id = "0",
     .to = "+310",
     .from = "\"",
     .text = "\"\\\n\xC3\xAB",
     .callback_url = "https://\"",
     .validity_for = USEC_DAY,
     .now = USEC_DAY,
     .reference = "\"",
     .sent_at = USEC_DAY},
    {.id = "0", .to = "0", .from = "", .text = "0"     },
};

static enum rc check_line(const struct values *values, const char *line, struct fault *why)
{
    const char *base_url = credentials_find(values->credentials, "base_url"), *url;

    if (!generic_method(line, &url))
        return fault_set(why, RC_INVALID, "expected GET, POST or PUT, a blank and an address");
    if (*url == '/' && !(base_url && *base_url))
        return fault_set(why, RC_INVALID, "an address that begins with / needs base_url");
    if (*url != '/' && strncmp(url, "https://", 8) != 0 && strncmp(url, "http://", 7) != 0)
        return fault_set(why, RC_INVALID, "expected an address that begins with / or https://");
    if (url[strcspn(url, " \t\n")])
        return fault_set(why, RC_INVALID, "expected an address without blanks; write %%20");
    return template_check(url, values, why);
}

static enum rc check_headers(const struct values *values, const char *headers, struct fault *why)
{
    const char *at = headers, *end = at + strlen(at);
    size_t n;

    for (; (n = piece_next(&at, end, "\n")) > 0; at += n) {
        size_t name_n = strspn(at, HEADER_NAME);

        if (name_n == 0 || at[name_n] != ':')
            return fault_set(why, RC_INVALID, "expected \"Name: value\", a line each");
    }
    return template_check(headers, values, why);
}

/* A template of JSON must be JSON whatever is filled in. */
static enum rc check_body(const struct values *values, const char *body, struct fault *why)
{
    const struct credentials *credentials = values->credentials;

    TRY(template_check(body, values, why));
    if (!generic_is_json(credentials, body)) return RC_OK;
    for (size_t i = 0; i < COUNT(samples); i++) {
        SCOPED(values_clear) struct values filled = {.credentials = credentials};
        SCOPED(text_wipe) struct text made = {0};
        SCOPED(json_free) json_t *json = NULL;
        json_error_t error;

        generic_add_message(&filled, &samples[i]);
        template_add(&made, body, &filled, ESCAPE_JSON);
        json = json_loadb(text_string(&made), made.n, 0, &error);
        if (!json)
            return fault_set(why, RC_INVALID, "filled in%s it is no JSON (line %d, column %d)",
                             i ? ", without callback_url and validity," : "", error.line,
                             error.column);
    }
    return RC_OK;
}

static enum rc check_known(bool is_known, const char *expected, struct fault *why)
{
    return is_known ? RC_OK : fault_set(why, RC_INVALID, "expected %s", expected);
}

static enum rc check_signed(const struct credentials *credentials, const char *value,
                            struct fault *why)
{
    static const char *const names[] = {"body", "url", "timestamp"};
    SCOPED(values_clear) struct values values = {.credentials = credentials};

    for (size_t i = 0; i < COUNT(names); i++)
        values_add(&values, names[i], "", 0);
    return template_check(value, &values, why);
}

static enum rc check_value(const struct values *values, enum shape shape, const char *value,
                           struct fault *why)
{
    switch (shape) {
    case SHAPE_TEXT:
        return RC_OK;
    case SHAPE_LINE:
        return check_line(values, value, why);
    case SHAPE_HEADERS:
        return check_headers(values, value, why);
    case SHAPE_TEMPLATE:
        return template_check(value, values, why);
    case SHAPE_BODY:
        return check_body(values, value, why);
    case SHAPE_SIGNED:
        return check_signed(values->credentials, value, why);
    case SHAPE_ANSWER:
        return rule_check(value, true, why);
    case SHAPE_HOOK:
        return rule_check(value, false, why);
    case SHAPE_FIELD:
        return field_check(value, why);
    case SHAPE_NUMBER:
        return check_known(*value && strspn(value, "0123456789") == strlen(value),
                           "a whole number in quotes", why);
    case SHAPE_BODY_TYPE:
        return check_known(generic_is_body_type(value), "json, form, xml or text", why);
    case SHAPE_KIND:
        return check_known(generic_is_signature_kind(value),
                           "hmac-sha256, hmac-sha1, hmac-sha384, hmac-sha512, hmac-md5, sha256, "
                           "sha1, sha512, md5 or plain",
                           why);
    case SHAPE_ENCODING:
        return check_known(generic_is_encoding(value), "hex, base64, base64url or none", why);
    }
    return RC_OK;
}

/* Whether some template fills it in: then it is no misspelt key. */
static bool is_filled_in(const struct credentials *credentials, const char *name)
{
    for (size_t i = 0; i < credentials->n; i++)
        if (template_uses(credentials->at[i].value, name)) return true;
    return false;
}

/* NULL: not a key. */
static const enum shape *find_shape(const char *name)
{
    for (size_t i = 0; i < COUNT(keys); i++)
        if (strcmp(keys[i].name, name) == 0) return &keys[i].shape;
    return NULL;
}

static enum rc check_each(const struct credentials *credentials, const char **name,
                          struct fault *why)
{
    const char *body_type = credentials_find(credentials, "body_type");
    SCOPED(values_clear) struct values values = {.credentials = credentials};

    generic_add_message(&values, &samples[0]);
    /* First what the others rely on. */
    *name = "body_type";
    if (body_type) TRY(check_value(&values, SHAPE_BODY_TYPE, body_type, why));
    for (size_t i = 0; i < credentials->n; i++) {
        const enum shape *shape = find_shape(credentials->at[i].name);

        *name = credentials->at[i].name;
        if (shape) TRY(check_value(&values, *shape, credentials->at[i].value, why));
    }
    for (size_t i = 0; i < credentials->n; i++) {
        *name = credentials->at[i].name;
        if (!find_shape(*name) && !is_filled_in(credentials, *name))
            return fault_set(why, RC_INVALID,
                             "no such key, and nothing fills in {%s}; docs/providers.md has the "
                             "keys",
                             *name);
    }
    return RC_OK;
}

static enum rc check_together(const struct credentials *credentials, const char **name,
                              struct fault *why)
{
    static const char *const required[] = {"send", "accepted"};

    for (size_t i = 0; i < COUNT(required); i++) {
        *name = required[i];
        if (!credentials_find(credentials, *name))
            return fault_set(why, RC_INVALID, "it is missing, and without it nothing is sent");
    }
    for (size_t i = 0; i < COUNT(needs); i++) {
        *name = needs[i].key;
        if (credentials_find(credentials, *name) && !credentials_find(credentials, needs[i].needs))
            return fault_set(why, RC_INVALID, "it is of no use without %s", needs[i].needs);
    }
    *name = "signature";
    if (credentials_find(credentials, *name) && generic_needs_key(credentials) &&
        !credentials_find(credentials, "signature_key"))
        return fault_set(why, RC_INVALID, "it needs signature_key");
    return RC_OK;
}

enum rc generic_check(const struct credentials *credentials, const char **name, struct fault *why)
{
    struct fault found = {0};

    if (check_each(credentials, name, &found) == RC_OK &&
        check_together(credentials, name, &found) == RC_OK)
        return RC_OK;
    return fault_set(why, RC_INVALID, "credential \"%.60s\": %.400s", *name, found.text);
}
