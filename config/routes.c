/* Routes: which provider carries a text, as whom, and what comes after it. */
#include "config/things.h"
#include "config/values.h"
#include "providers/phone.h"
#include "providers/screen.h"

#define CREDENTIALS_MAX 100

static const char *provider_word(size_t i)
{
    size_t n;
    const struct provider *const *all = provider_all(&n);

    return i < n ? all[i]->name : NULL;
}

static bool read_provider(const char *value, void *thing)
{
    struct route *route = thing;
    const struct provider *provider = provider_find(value);

    if (!provider) return false;
    route->provider = provider;
    return true;
}

static void add_credential(struct reading *reading, const config_setting_t *setting,
                           const char *value, struct credentials *out)
{
    credentials_add(out, config_setting_name(setting), value);
    reading_remember(reading, out->at[out->n - 1].value, setting);
}

/* The names differ from provider to provider, which may check them: see check_credentials. */
static void visit_credentials(struct reading *reading, const config_setting_t *setting, void *thing)
{
    struct route *route = thing;

    if (!schema_is(reading, setting, CONFIG_TYPE_GROUP)) return;
    if (config_setting_length(setting) > CREDENTIALS_MAX)
        mistake(reading, spot_setting(reading, setting),
                "has too many settings, expected at most %d", CREDENTIALS_MAX);
    for (int i = 0; i < config_setting_length(setting) && i < CREDENTIALS_MAX; i++) {
        const config_setting_t *one = config_setting_get_elem(setting, (unsigned)i);
        char *value = schema_string(reading, one, true);

        if (!value) continue;
        if (strcmp(config_setting_name(one), "base_url") == 0 && !value_is_base_url(value))
            mistake(reading, spot_setting(reading, one),
                    "cannot be right, expected https://host or http://host:port");
        else
            add_credential(reading, one, value, &route->credentials);
        explicit_bzero(value, strlen(value));
        free(value);
    }
}

/* Each word of an array or list goes to `read`, until one is refused. */
static void visit_words(struct reading *reading, const config_setting_t *setting, void *thing,
                        bool (*read)(const char *word, void *thing), const char *expected)
{
    int type = config_setting_type(setting);

    if (type != CONFIG_TYPE_LIST && !schema_is(reading, setting, CONFIG_TYPE_ARRAY)) return;
    for (int i = 0; i < config_setting_length(setting); i++) {
        const config_setting_t *one = config_setting_get_elem(setting, (unsigned)i);
        SCOPED(mem_free) char *word = schema_string(reading, one, false);

        if (!word) return; /* an array holds one type: one mistake is enough */
        if (read(word, thing)) continue;
        mistake(reading, spot_setting(reading, one), "\"%.40s\" cannot be read, expected %s", word,
                expected);
    }
}

static bool add_language(const char *word, void *thing)
{
    struct route *route = thing;
    enum language language;

    if (!language_find(word, &language)) return false;
    route->languages |= 1U << language;
    return true;
}

static void visit_languages(struct reading *reading, const config_setting_t *setting, void *thing)
{
    visit_words(reading, setting, thing, add_language, "nl, ar, ary-Arab or ary-Latn");
}

static bool add_country(const char *word, void *thing)
{
    struct route *route = thing;

    if (!phone_is_country(word) || route->country_n == ROUTE_COUNTRIES_MAX) return false;
    memcpy(route->countries[route->country_n++], word, 3);
    return true;
}

static void visit_countries(struct reading *reading, const config_setting_t *setting, void *thing)
{
    visit_words(reading, setting, thing, add_country,
                "a country in two capitals such as \"NL\", and at most 30 of them");
}

static bool add_network(const char *word, void *thing)
{
    struct networks *networks = thing;

    return networks->n < NETWORKS_MAX && network_read(word, &networks->at[networks->n]) &&
           ++networks->n > 0;
}

static const char network_expected[] =
    "an address or network such as \"185.3.0.0/16\" or \"2001:db8::/32\" with nothing behind its "
    "length, and at most 32 of them";

static void visit_networks(struct reading *reading, const config_setting_t *setting, void *thing)
{
    struct route *route = thing;

    visit_words(reading, setting, &route->networks, add_network, network_expected);
}

void trusted_proxies_visit(struct reading *reading, const config_setting_t *setting, void *thing)
{
    struct config *config = thing;

    visit_words(reading, setting, &config->trusted_proxies, add_network, network_expected);
}

static bool read_hours(const char *value, void *thing)
{
    struct route *route = thing;
    struct week_hours hours;

    if (!value_week_hours(value, &hours) || hours.till_min <= hours.from_min) return false;
    route->hours = hours;
    return true;
}

static bool read_cost(const char *value, void *thing)
{
    return value_euros(value, &((struct route *)thing)->cost_micros);
}

static bool read_budget(const char *value, void *thing)
{
    return value_euros(value, &((struct route *)thing)->budget_micros);
}

static const struct key route_keys[] = {
    KEY(.name = "name", .kind = KEY_STRING, .at = offsetof(struct route, name), .required = true,
        .valid = value_is_name,
        .expected = "a word for addresses and logs, such as \"main\": letters, digits, - _ ."),
    KEY(.name = "provider", .kind = KEY_READ, .required = true, .read = read_provider,
        .word = provider_word, .expected = "a provider; \"vangnet provider list\" shows them"),
    KEY(.name = "sender", .kind = KEY_STRING, .at = offsetof(struct route, sender),
        .valid = value_is_sender,
        .expected =
            "a number such as \"+3197010240000\", or a name of at most 11 letters and digits"),
    KEY(.name = "secret", .kind = KEY_SECRET, .at = offsetof(struct route, secret),
        .valid = value_is_path_word,
        .expected = "letters, digits, - _ . ~ that can stand in an address (openssl rand -hex 16)"),
    KEY(.name = "credentials", .kind = KEY_VISIT, .visit = visit_credentials),
    KEY(.name = "languages", .kind = KEY_VISIT, .visit = visit_languages),
    KEY(.name = "countries", .kind = KEY_VISIT, .visit = visit_countries),
    KEY(.name = "share", .kind = KEY_NUMBER, .at = offsetof(struct route, share), .min = 1,
        .max = 100),
    KEY(.name = "hours", .kind = KEY_READ, .read = read_hours,
        .expected =
            "days and hours such as \"mon-fri 08:30-17:30\", within one day, or \"always\""),
    KEY(.name = "rate_per_s", .kind = KEY_NUMBER, .at = offsetof(struct route, rate_per_s),
        .min = 0, .max = 1000000),
    KEY(.name = "inflight_max", .kind = KEY_NUMBER, .at = offsetof(struct route, inflight_max),
        .min = 1, .max = 10000, .preset = 100),
    KEY(.name = "fallback", .kind = KEY_STRING, .at = offsetof(struct route, fallback),
        .expected = "the name of another route"),
    KEY(.name = "cost", .kind = KEY_READ, .read = read_cost,
        .expected = "euros for one segment such as \"0.075\", with at most six decimals"),
    KEY(.name = "budget", .kind = KEY_READ, .read = read_budget,
        .expected = "euros for a month such as \"250\""),
    KEY(.name = "networks", .kind = KEY_VISIT, .visit = visit_networks),
    KEY(.name = "reports", .kind = KEY_SWITCH, .at = offsetof(struct route, reports),
        .preset = true),
    KEY(.name = "ussd_code", .kind = KEY_STRING, .at = offsetof(struct route, ussd_code),
        .valid = value_is_ussd_code,
        .expected =
            "the code that families dial, such as \"*140#\": digits and stars between * and #"),
    KEY(.name = "ussd_gsm_units", .kind = KEY_NUMBER, .at = offsetof(struct route, ussd_gsm_units),
        .min = 60, .max = 182, .preset = SCREEN_GSM_UNITS),
    KEY(.name = "ussd_ucs2_units", .kind = KEY_NUMBER,
        .at = offsetof(struct route, ussd_ucs2_units), .min = 30, .max = 91,
        .preset = SCREEN_UCS2_UNITS),
};

const struct group route_group = {.what = "a route",
                                  .size = sizeof(struct route),
                                  .keys = route_keys,
                                  .key_n = COUNT(route_keys),
                                  .clear = route_clear};

static void check_fallback(struct reading *reading, const struct route *route)
{
    const struct config *config = reading->config;
    const struct route *next = config_route(config, route->fallback);
    struct guess guess = guess_new(route->fallback);

    if (!next) {
        for (size_t i = 0; i < config->route_n; i++)
            guess_try(&guess, config->routes[i].name);
        mistake(reading, spot_string(reading, route->fallback),
                "\"%.40s\" is no route, expected the name of another one%s", route->fallback,
                guess_say(&guess));
        return;
    }
    /* Follows the chain as far as there are routes: a longer one runs in a circle. */
    for (size_t i = 0; next && i <= config->route_n; i++) {
        if (next == route) {
            mistake(reading, spot_string(reading, route->fallback),
                    "leads back to this route, expected a fallback that ends");
            return;
        }
        next = next->fallback[0] ? config_route(config, next->fallback) : NULL;
    }
}

/* The built-in pretender, in-process: no webhook of it comes over the network. */
static bool is_sandbox(const struct route *route)
{
    return strcmp(route->provider->name, "sandbox") == 0;
}

static void check_sender(struct reading *reading, const struct route *route)
{
    if (!(route->provider->can & CAN_RENDER)) return;
    if (!route->sender[0])
        mistake(reading, spot_string(reading, route->name),
                "the route has no sender, expected the number or name that families see");
    else if (!value_is_number(route->sender) && !is_sandbox(route))
        warning(
            reading, spot_string(reading, route->sender),
            "is no number, so families cannot answer its questions nor stop the texts; expected "
            "a number, unless nothing but alerts to staff leaves by this route");
}

static void check_credentials(struct reading *reading, const struct route *route)
{
    const char *name = NULL, *value;
    struct fault why = {0};

    if (!route->provider->check) return;
    if (route->provider->check(&route->credentials, &name, &why) == RC_OK) return;
    value = name ? credentials_find(&route->credentials, name) : NULL;
    mistake(reading, spot_string(reading, value ? value : route->name), "%s", why.text);
}

static void check_one(struct reading *reading, struct route *route, size_t i)
{
    const struct config *config = reading->config;

    for (size_t j = 0; j < i; j++) {
        if (route->name[0] && strcmp(config->routes[j].name, route->name) == 0)
            mistake(reading, spot_string(reading, route->name),
                    "\"%s\" is the name of two routes, expected one each", route->name);
    }
    if (route->fallback[0]) check_fallback(reading, route);
    if (route->hours.days == 0) value_week_hours("always", &route->hours);
    if (route->budget_micros && !route->cost_micros)
        mistake(reading, spot_string(reading, route->name),
                "the route has a budget and no cost, expected what a segment costs as well");
    if (!route->provider) return;
    if (!(route->provider->can & CAN_RECEIVE)) route->reports = false;
    check_sender(reading, route);
    check_credentials(reading, route);
    if (!route->secret[0] && !is_sandbox(route))
        warning(reading, spot_string(reading, route->name),
                "the route has no secret, so whoever guesses its address can pose as the provider "
                "unless the provider signs");
}

void routes_check(struct reading *reading)
{
    struct config *config = reading->config;

    for (size_t i = 0; i < config->route_n; i++)
        check_one(reading, &config->routes[i], i);
    if (config->route_n == 0)
        warning(reading, spot_file(reading, 1), "there is no route, so no text leaves");
    else
        routes_check_choice(reading);
}
