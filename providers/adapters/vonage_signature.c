#include "providers/adapters/vonage_signature.h"

#include "providers/signature.h"

/* Vonage repeats an unanswered webhook for a day, and whether it stamps it anew is not documented; what
 * comes twice within it the store recognises by its id. */
#define AGE_MAX USEC_DAY
/* How far their clock may be ahead of ours. */
#define AHEAD_MAX        (5 * USEC_MIN)
#define SIGNED_BYTES_MAX ((size_t)4 << 20)
#define TIME_DIGITS_MAX  12

static const struct method {
    const char *name;
    enum digest_kind kind;
    bool keyed; /* HMAC; else the secret stands behind the fields */
} methods[] = {
    {"md5hash", DIGEST_MD5,    false},
    {"md5",     DIGEST_MD5,    true },
    {"sha1",    DIGEST_SHA1,   true },
    {"sha256",  DIGEST_SHA256, true },
    {"sha512",  DIGEST_SHA512, true },
};

static const struct method *find_method(const char *name)
{
    if (!name || !*name) return &methods[0];
    for (size_t i = 0; i < COUNT(methods); i++)
        if (strcmp(methods[i].name, name) == 0) return &methods[i];
    return NULL;
}

/* What Vonage's own libraries leave open: the one for Java passes blank fields over, the one for Node
 * signs them; and none says whether the "m" that our callback URL carries already is signed. */
struct spelling {
    bool blanks, ours;
};

static bool is_signed(const struct form_field *field, struct spelling spelling)
{
    const char *name = text_string(&field->name), *value = text_string(&field->value);

    if (strcmp(name, "sig") == 0) return false;
    if (!spelling.ours && strcmp(name, "m") == 0) return false;
    return spelling.blanks || strspn(value, " \t\r\n") < field->value.n;
}

static void add_value(struct text *text, const struct text *value)
{
    for (size_t i = 0; i < value->n; i++) {
        if (value->at[i] == '&' || value->at[i] == '=')
            text_add_char(text, '_');
        else
            text_add_char(text, value->at[i]);
    }
}

static bool matches(const struct form_field *const *fields, size_t n, struct spelling spelling,
                    const struct method *method, const char *secret, const char *got)
{
    SCOPED(text_wipe) struct text made = {.limit = SIGNED_BYTES_MAX};
    struct digest digest;

    for (size_t i = 0; i < n; i++) {
        if (!is_signed(fields[i], spelling)) continue;
        text_add_char(&made, '&');
        add_value(&made, &fields[i]->name);
        text_add_char(&made, '=');
        add_value(&made, &fields[i]->value);
    }
    if (!method->keyed) text_add(&made, secret);
    if (text_over(&made)) return false;
    if (method->keyed)
        digest = digest_hmac(method->kind, secret, strlen(secret), text_string(&made), made.n);
    else
        digest = digest_of(method->kind, text_string(&made), made.n);
    return digest_is_hex(&digest, got);
}

/* Vonage names nothing twice. Whoever does may want a blank that nobody signed to be read first. */
static bool has_doubles(const struct form_field *const *sorted, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (strcmp(text_string(&sorted[i - 1]->name), text_string(&sorted[i]->name)) == 0)
            return true;
    return false;
}

static bool matches_any(const struct form *form, const struct method *method, const char *secret,
                        const char *got)
{
    const struct form_field **fields = form_new_sorted(form);
    bool found = false;

    for (unsigned i = 0; i < 4 && !has_doubles(fields, form->n); i++) {
        struct spelling spelling = {.blanks = i / 2 == 0, .ours = i % 2 == 0};

        found |= matches(fields, form->n, spelling, method, secret, got);
    }
    free(fields);
    return found;
}

static bool is_recent(const char *seconds, usec now)
{
    size_t n = strspn(seconds, "0123456789");
    usec at;

    if (n == 0 || n > TIME_DIGITS_MAX || seconds[n]) return false;
    at = (usec)strtoll(seconds, NULL, 10) * USEC_SEC;
    return at >= now - AGE_MAX && at <= now + AHEAD_MAX;
}

enum rc vonage_check_method(const char *method, struct fault *why)
{
    if (find_method(method)) return RC_OK;
    return fault_set(why, RC_INVALID,
                     "vonage: signature_method must be md5hash, md5, sha1, sha256 or sha512");
}

enum rc vonage_check_signature(const struct form *form, const char *secret, const char *method,
                               usec now, struct fault *why)
{
    const char *got = form_string(form, "sig"), *seconds = form_string(form, "timestamp");

    if (vonage_check_method(method, why) != RC_OK) return RC_DENIED;
    if (!got)
        return fault_set(why, RC_DENIED,
                         "vonage: the webhook is not signed; is that switched on at Vonage?");
    if (!matches_any(form, find_method(method), secret, got))
        return fault_set(why, RC_DENIED,
                         "vonage: the signature of the webhook is wrong; are signature_secret and "
                         "signature_method those of the account?");
    if (!seconds || !is_recent(seconds, now))
        return fault_set(why, RC_DENIED,
                         "vonage: the webhook's timestamp is missing or more than a day off");
    return RC_OK;
}
