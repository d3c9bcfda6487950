#include "providers/basic.h"

#include <strings.h>

#include "providers/signature.h"

#define SCHEME "Basic "

static void add_value(struct text *value, const char *user, const char *password)
{
    SCOPED(text_wipe) struct text pair = {0};

    text_addf(&pair, "%s:%s", user, password);
    text_add_base64(value, pair.at, pair.n);
}

void basic_add(struct http_headers *headers, const char *user, const char *password)
{
    SCOPED(text_wipe) struct text value = {0};

    text_add(&value, SCHEME);
    add_value(&value, user, password);
    http_header_add(headers, "Authorization", text_string(&value));
}

enum rc basic_check(const struct http_request *request, const struct credentials *credentials,
                    bool *verified, struct fault *why)
{
    const char *user = credentials_find(credentials, "webhook_user");
    const char *password = credentials_find(credentials, "webhook_password");
    const char *got = http_header_find(&request->headers, "Authorization");
    SCOPED(text_wipe) struct text want = {0};

    if (!(user && *user) && !(password && *password)) return RC_OK;
    if (!got || strncasecmp(got, SCHEME, strlen(SCHEME)) != 0)
        return fault_set(why, RC_DENIED, "the webhook came without user and password");
    add_value(&want, user ? user : "", password ? password : "");
    got += strlen(SCHEME);
    if (!signature_equal(&want, got + strspn(got, " ")))
        return fault_set(why, RC_DENIED,
                         "the webhook's user or password is wrong; are webhook_user and "
                         "webhook_password what the provider was given?");
    *verified = true;
    return RC_OK;
}
