#include "config/config.h"

#include <sodium.h>

#include "config/things.h"
#include "config/values.h"

/* Overwrites a secret before its memory is given back. */
static void wipe(char *secret)
{
    if (secret) explicit_bzero(secret, strlen(secret));
    free(secret);
}

void staff_clear(void *thing)
{
    struct staff *staff = thing;

    free(staff->login);
    free(staff->name);
    free(staff->first_name);
    free(staff->phone);
    free(staff->email);
    wipe(staff->password_hash);
    free(staff->deputy);
    wipe(staff->calendar);
    *staff = (struct staff){0};
}

bool calendar_url_is_safe(const char *url)
{
    return value_is_calendar_url(url);
}

void duty_clear(void *thing)
{
    struct duty *duty = thing;

    free(duty->staff);
    *duty = (struct duty){0};
}

void route_clear(void *thing)
{
    struct route *route = thing;

    free(route->name);
    free(route->sender);
    wipe(route->secret);
    credentials_clear(&route->credentials);
    free(route->fallback);
    free(route->ussd_code);
    *route = (struct route){0};
}

static void wording_clear(void *thing)
{
    struct wording *wording = thing;

    free(wording->name);
    free(wording->text);
    free(wording->author);
    free(wording->approved_by);
}

static void keyword_clear(void *thing)
{
    struct keyword *keyword = thing;

    free(keyword->word);
}

static void free_things(void *things, size_t n, size_t size, void (*clear)(void *thing))
{
    for (size_t i = 0; i < n; i++)
        clear((char *)things + i * size);
    free(things);
}

void config_free(struct config *config)
{
    if (!config) return;
    free(config->municipality.name);
    free(config->municipality.zone_name);
    free(config->municipality.gp);
    zone_free(config->municipality.zone);
    free(config->listen);
    free(config->public_url);
    wipe(config->store);
    free(config->proxy_header);
    free(config->mail.url);
    free(config->mail.from);
    free(config->mail.user);
    wipe(config->mail.password);
    free(config->alerts.ladder);
    free_things(config->special_rules.rules, config->special_rules.rule_n,
                sizeof(config->special_rules.rules[0]), special_rule_clear);
    free(config->special_rules.corrections);
    special_days_free(config->special);
    free_things(config->staff, config->staff_n, sizeof(config->staff[0]), staff_clear);
    free_things(config->duties, config->duty_n, sizeof(config->duties[0]), duty_clear);
    free_things(config->routes, config->route_n, sizeof(config->routes[0]), route_clear);
    free_things(config->programmes, config->programme_n, sizeof(config->programmes[0]),
                programme_clear);
    free_things(config->scripts, config->script_n, sizeof(config->scripts[0]), script_clear);
    free_things(config->wordings, config->wording_n, sizeof(config->wordings[0]), wording_clear);
    free_things(config->keywords, config->keyword_n, sizeof(config->keywords[0]), keyword_clear);
    free_things(config->numbers, config->number_n, sizeof(config->numbers[0]),
                service_number_clear);
    sodium_memzero(config->master_key, sizeof(config->master_key));
    free(config);
}

const struct staff *config_staff(const struct config *config, const char *login)
{
    for (size_t i = 0; i < config->staff_n; i++)
        if (strcmp(config->staff[i].login, login) == 0) return &config->staff[i];
    return NULL;
}

const struct route *config_route(const struct config *config, const char *name)
{
    for (size_t i = 0; i < config->route_n; i++)
        if (strcmp(config->routes[i].name, name) == 0) return &config->routes[i];
    return NULL;
}

const struct programme *config_programme(const struct config *config, const char *name)
{
    for (size_t i = 0; i < config->programme_n; i++)
        if (strcmp(config->programmes[i].name, name) == 0) return &config->programmes[i];
    return NULL;
}

const struct script *config_script(const struct config *config, const char *name)
{
    for (size_t i = 0; i < config->script_n; i++)
        if (strcmp(config->scripts[i].name, name) == 0) return &config->scripts[i];
    return NULL;
}

const struct script_step *script_step_find(const struct script *script, const char *name)
{
    for (size_t i = 0; i < script->step_n; i++)
        if (strcmp(script->steps[i].name, name) == 0) return &script->steps[i];
    return NULL;
}

const char *script_nudge(const struct script *script)
{
    return script && script->nudge[0] ? script->nudge : "nudge";
}

static const char *find_wording(const struct config *config, const char *name,
                                enum language language)
{
    for (size_t i = 0; i < config->wording_n; i++) {
        const struct wording *wording = &config->wordings[i];

        if (wording->language == language && strcmp(wording->name, name) == 0) return wording->text;
    }
    return NULL;
}

const char *config_wording(const struct config *config, const char *name, enum language language)
{
    const char *text = find_wording(config, name, language);

    if (!text && strcmp(name, "crisis-nobody-gp") == 0)
        text = find_wording(config, "crisis-nobody", language);
    if (!text && strncmp(name, "crisis-", strlen("crisis-")) == 0)
        text = find_wording(config, "crisis-duty", language);
    return text ? text : find_wording(config, name, LANGUAGE_NL);
}

const char *config_screen_wording(const struct config *config, const char *name,
                                  enum language language)
{
    SCOPED(text_clear) struct text own = {0};
    const char *text;

    text_addf(&own, "ussd-%s", name);
    text = find_wording(config, text_string(&own), language);
    return text ? text : config_wording(config, name, language);
}
