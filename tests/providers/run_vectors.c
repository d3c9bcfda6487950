/* Run_vectors: every case in tests/providers/<name>/<subject>.json against the adapter of that name.
 *
 * A file is {"source", "cases": [{"name", "act", "in", "out"}]}: `in` and `out` are what `vangnet
 * provider ACT NAME` reads and writes, so a body in them is the exact bytes. `fails` in place of `out`
 * is a part of the sentence that refuses the input. Whatever is said about a failure must hold no
 * credential, no number and no text of the case, nor any of its "secrets"; each request is also made of
 * a spoilt input, once for every member, and what is said then held to the same. */
#include <dirent.h>
#include <stdio.h>

#include "gateway/cli/provider_json.h"
#include "providers/json.h"

struct tally {
    size_t cases, failed;
};

struct vector {
    const struct provider *provider;
    json_t *json, *in;
    const char *name, *act;
};

/* What the adapter printed, and what it said about a failure. */
struct made {
    struct text out;
    struct text said;
    enum rc rc;
    struct fault why;
};

static void made_clear(struct made *made)
{
    text_clear(&made->out);
    text_clear(&made->said);
}

static enum rc make_request(const struct vector *vector, struct made *made)
{
    SCOPED(http_request_clear) struct http_request request = {0};
    SCOPED(credentials_clear) struct credentials credentials = {0};
    const struct provider *provider = vector->provider;
    struct message message;
    enum rc rc;

    TRY(message_from_json(vector->in, &message, &made->why));
    TRY(credentials_from_json(vector->in, &credentials, &made->why));
    if (strcmp(vector->act, "render") == 0) {
        rc = provider->render(&message, &credentials, &request, &made->why);
    } else {
        rc = provider->lookup ? provider->lookup(&message, &credentials, &request, &made->why)
                              : RC_MISSING;
        if (rc == RC_MISSING) text_add(&made->out, "{\"unsupported\":true}");
        if (rc == RC_MISSING) return RC_OK;
    }
    if (rc == RC_OK) text_add_request(&made->out, &request);
    return rc;
}

static enum rc make_result(const struct vector *vector, struct made *made)
{
    SCOPED(http_response_clear) struct http_response response = {0};
    SCOPED(result_clear) struct result result = {0};
    SCOPED(credentials_clear) struct credentials credentials = {0};
    struct message message;

    TRY(message_from_json(vector->in, &message, &made->why));
    TRY(credentials_from_json(vector->in, &credentials, &made->why));
    message.credentials = &credentials;
    TRY(response_from_json(vector->in, &response, &made->why));
    vector->provider->result(&message, &response, &result);
    text_add_result(&made->out, &result);
    text_add(&made->said, text_string(&result.reason));
    return RC_OK;
}

static enum rc make_receipt(const struct vector *vector, struct made *made)
{
    SCOPED(http_request_clear) struct http_request request = {0};
    SCOPED(credentials_clear) struct credentials credentials = {0};
    SCOPED(receipt_clear) struct receipt receipt = {0};
    struct ussd_screen screen;
    usec now;
    enum rc rc;

    TRY(now_from_json(vector->in, &now, &made->why));
    TRY(request_from_json(vector->in, &request, &made->why));
    TRY(credentials_from_json(vector->in, &credentials, &made->why));
    TRY(screen_from_json(vector->in, &screen, &made->why));
    rc = vector->provider->receive(&request, &credentials, &screen, now, &receipt, &made->why);
    text_add_receipt(&made->out, &receipt);
    for (size_t i = 0; i < receipt.event_n; i++)
        text_add(&made->said, text_string(&receipt.events[i].error));
    /* A refusal is an answer, and always says why. */
    if (rc != RC_OK && made->why.text[0] == '\0') return RC_BROKEN;
    if (rc == RC_DENIED && receipt.event_n > 0) return RC_BROKEN;
    return RC_OK;
}

static enum rc make_status(const struct vector *vector, struct made *made)
{
    SCOPED(http_response_clear) struct http_response response = {0};
    SCOPED(event_clear) struct event event = {0};
    SCOPED(credentials_clear) struct credentials credentials = {0};
    struct message message;

    TRY(object_from_json(vector->in, "lookup", &made->why));
    TRY(object_from_json(vector->in, "response", &made->why));
    TRY(message_from_json(json_object_get(vector->in, "lookup"), &message, &made->why));
    TRY(credentials_from_json(json_object_get(vector->in, "lookup"), &credentials, &made->why));
    message.credentials = &credentials;
    TRY(now_from_json(vector->in, &message.now, &made->why));
    TRY(response_from_json(json_object_get(vector->in, "response"), &response, &made->why));
    vector->provider->status(&message, &response, &event);
    text_add_event(&made->out, &event);
    text_add(&made->said, text_string(&event.error));
    return RC_OK;
}

static enum rc make(const struct vector *vector, struct made *made)
{
    static const struct {
        const char *act;
        enum rc (*make)(const struct vector *vector, struct made *made);
    } acts[] = {
        {"render",  make_request},
        {"lookup",  make_request},
        {"result",  make_result },
        {"status",  make_status },
        {"receive", make_receipt},
    };

    for (size_t i = 0; i < COUNT(acts); i++)
        if (strcmp(acts[i].act, vector->act) == 0) return acts[i].make(vector, made);
    return fault_set(&made->why, RC_BROKEN, "there is no act \"%s\"", vector->act);
}

static bool is_said(const struct made *made, const char *secret)
{
    return secret && *secret &&
           (strstr(text_string(&made->said), secret) || strstr(made->why.text, secret));
}

/* A request carries credentials and a text; nothing else that is written may. */
static bool is_request(const struct vector *vector)
{
    return strcmp(vector->act, "render") == 0 || strcmp(vector->act, "lookup") == 0;
}

/* Of a provider that is described in its credentials only what the description fills in is secret. */
static bool is_secret(const struct vector *vector, json_t *among, const char *name)
{
    SCOPED(text_clear) struct text mark = {0};
    const char *other;
    json_t *value;

    /* Where a provider is, everybody may know. */
    if (strcmp(name, "base_url") == 0 || strcmp(name, "region") == 0) return false;
    if (strcmp(vector->provider->name, "generic") != 0 || strcmp(name, "signature_key") == 0 ||
        among == json_object_get(vector->json, "secrets"))
        return true;
    text_addf(&mark, "{%s}", name);
    json_object_foreach(among, other, value)
    {
        if (json_is_string(value) && strstr(json_string_value(value), text_string(&mark)))
            return true;
    }
    return false;
}

/* The first of `secrets` that was said, or written outside of a request; NULL: none. */
static const char *find_secret(const struct vector *vector, const struct made *made,
                               json_t *secrets)
{
    const char *name;
    json_t *value;

    json_object_foreach(secrets, name, value)
    {
        const char *secret = json_string_value(value);

        if (!secret || !is_secret(vector, secrets, name)) continue;
        if (is_said(made, secret)) return name;
        if (!is_request(vector) && *secret && strstr(text_string(&made->out), secret)) return name;
    }
    return NULL;
}

/* Numbers and texts, of our message and of what families sent. */
static const char *find_personal(const struct vector *vector, const struct made *made)
{
    SCOPED(json_free) json_t *out = json_loads(text_string(&made->out), 0, NULL);
    json_t *events = json_object_get(out, "events");
    static const char *const ours[] = {"to", "text", "lookup.to", "lookup.text"};
    static const char *const theirs[] = {"from", "text", "input"};

    for (size_t i = 0; i < COUNT(ours); i++)
        if (is_said(made, json_string_at(vector->in, ours[i]))) return ours[i];
    for (size_t i = 0; i < json_array_size(events); i++)
        for (size_t j = 0; j < COUNT(theirs); j++)
            if (is_said(made, json_string_at(json_array_get(events, i), theirs[j])))
                return theirs[j];
    return NULL;
}

/* The first secret of the case that was said, or NULL. */
static const char *find_leak(const struct vector *vector, const struct made *made)
{
    json_t *const where[] = {
        json_object_get(vector->in, "credentials"),
        json_at(vector->in, "lookup.credentials"),
        json_object_get(vector->json, "secrets"),
    };
    const char *leak = find_personal(vector, made);

    for (size_t i = 0; !leak && i < COUNT(where); i++)
        leak = find_secret(vector, made, where[i]);
    return leak;
}

static bool fail(const struct vector *vector, const char *what, const char *got)
{
    printf("%s: %s: %s\n  got  %s\n", vector->provider->name, vector->name, what, got);
    return false;
}

static bool check(const struct vector *vector, const struct made *made)
{
    const char *fails = json_string_at(vector->json, "fails");
    json_t *want = json_object_get(vector->json, "out");
    SCOPED(json_free) json_t *got = json_loads(text_string(&made->out), 0, NULL);
    const char *leak = find_leak(vector, made);
    char *wanted;

    if (leak) return fail(vector, "this is a secret and was said", leak);
    if (fails) {
        if (made->rc == RC_OK) return fail(vector, "was not refused", text_string(&made->out));
        return strstr(made->why.text, fails) || fail(vector, fails, made->why.text);
    }
    if (made->rc != RC_OK) return fail(vector, "was refused", made->why.text);
    if (want && json_equal(want, got)) return true;
    wanted = json_dumps(want, JSON_COMPACT);
    printf("  want %s\n", wanted ? wanted : "(the case has no \"out\")");
    free(wanted);
    return fail(vector, "another answer", text_string(&made->out));
}

/* ---- What is said of a request that cannot be made --------------------------------------------- */

/* One member of the input spoilt: left out, or with a line break and more behind it. */
static bool check_spoilt(const struct vector *vector, json_t *object, const char *name,
                         bool leave_out)
{
    SCOPED(made_clear) struct made made = {.out = {.limit = (size_t)4 << 20}};
    json_t *whole = json_incref(json_object_get(object, name));
    const char *leak;

    if (leave_out)
        json_object_del(object, name);
    else
        json_object_set_new(object, name, json_sprintf("%s\r\nX: y", json_string_value(whole)));
    made.rc = make(vector, &made);
    json_object_set_new(object, name, whole);
    leak = made.rc == RC_OK ? NULL : find_leak(vector, &made);
    return !leak || fail(vector, name, made.why.text);
}

/* Every refusal that a render or look-up can be brought to by a wrong input, beside those that have a
 * case of their own. */
static bool check_refusals(const struct vector *vector)
{
    json_t *const objects[] = {vector->in, json_object_get(vector->in, "credentials")};
    bool good = true;

    for (size_t i = 0; i < COUNT(objects); i++) {
        SCOPED(json_free) json_t *names = json_copy(objects[i]);
        const char *name;
        json_t *value;

        json_object_foreach(names, name, value)
        {
            if (!json_is_string(value)) continue;
            good = check_spoilt(vector, objects[i], name, true) && good;
            good = check_spoilt(vector, objects[i], name, false) && good;
        }
    }
    return good;
}

static void run_case(const struct provider *provider, json_t *json, struct tally *tally)
{
    struct vector vector = {
        .provider = provider,
        .json = json,
        .in = json_object_get(json, "in"),
        .name = json_string_at(json, "name"),
        .act = json_string_at(json, "act"),
    };
    SCOPED(made_clear) struct made made = {.out = {.limit = (size_t)4 << 20}};

    tally->cases++;
    if (!vector.name || !vector.act || !json_is_object(vector.in)) {
        printf("%s: case %zu has no name, act or in\n", provider->name, tally->cases);
        tally->failed++;
        return;
    }
    made.rc = make(&vector, &made);
    if (!check(&vector, &made) || (is_request(&vector) && !check_refusals(&vector)))
        tally->failed++;
}

static void run_file(const struct provider *provider, const char *path, struct tally *tally)
{
    json_error_t error;
    SCOPED(json_free)
    json_t *file = json_load_file(path, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
    json_t *cases = json_object_get(file, "cases");

    if (json_array_size(cases) == 0 || !json_string_at(file, "source")) {
        printf("%s: %s\n", path, file ? "needs a source and cases" : error.text);
        tally->failed++;
        return;
    }
    for (size_t i = 0; i < json_array_size(cases); i++)
        run_case(provider, json_array_get(cases, i), tally);
}

static int is_vectors(const struct dirent *entry)
{
    size_t n = strlen(entry->d_name);

    return n > 5 && strcmp(entry->d_name + n - 5, ".json") == 0;
}

static void run_provider(const struct provider *provider, const char *dir, struct tally *tally)
{
    SCOPED(text_clear) struct text folder = {0};
    struct dirent **files = NULL;
    int n;

    text_addf(&folder, "%s/%s", dir, provider->name);
    n = scandir(text_string(&folder), &files, is_vectors, alphasort);
    if (n <= 0) {
        printf("%s: there are no vectors\n", text_string(&folder));
        tally->failed++;
    }
    for (int i = 0; i < n; i++) {
        SCOPED(text_clear) struct text path = {0};

        text_addf(&path, "%s/%s", text_string(&folder), files[i]->d_name);
        run_file(provider, text_string(&path), tally);
        free(files[i]);
    }
    free(files);
}

int main(int argc, char **argv)
{
    struct tally tally = {0};
    size_t n;
    const struct provider *const *all = provider_all(&n);

    if (argc != 2) {
        fputs("usage: provider_vectors DIR\n", stderr);
        return 2;
    }
    for (size_t i = 0; i < n; i++)
        run_provider(all[i], argv[1], &tally);
    printf("%zu cases, %zu failed\n", tally.cases, tally.failed);
    return tally.failed > 0 || tally.cases == 0;
}
