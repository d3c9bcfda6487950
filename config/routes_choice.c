/* Routes_choice: whether the routes together carry everything, and share it as they say. */
#include "config/things.h"

#define HOUR_MIN 60

/* A route without a known provider has its own mistake, and is not judged further. */
bool route_sends(const struct route *route)
{
    return route->provider && (route->provider->can & CAN_RENDER);
}

static bool has_country(const struct route *route, const char *country)
{
    for (size_t i = 0; i < route->country_n; i++)
        if (strcmp(route->countries[i], country) == 0) return true;
    return route->country_n == 0;
}

static bool all_countries(const struct route *of, const struct route *in)
{
    if (of->country_n == 0) return in->country_n == 0;
    for (size_t i = 0; i < of->country_n; i++)
        if (!has_country(in, of->countries[i])) return false;
    return true;
}

/* Whether `in` carries everything that `of` does. */
static bool covers(const struct route *in, const struct route *of)
{
    return (in->languages == 0 || (of->languages && !(of->languages & ~in->languages))) &&
           all_countries(of, in);
}

bool route_is_like(const struct route *one, const struct route *other)
{
    return one->languages == other->languages && one->country_n == other->country_n &&
           all_countries(one, other);
}

static bool any_in_common(const struct route *one, const struct route *other)
{
    bool country = one->country_n == 0 || other->country_n == 0;

    for (size_t i = 0; i < one->country_n; i++)
        country = country || has_country(other, one->countries[i]);
    return country && (!one->languages || !other->languages || (one->languages & other->languages));
}

bool route_carries(const struct route *route, enum language language, const char *country)
{
    return has_country(route, country) &&
           (route->languages == 0 || (route->languages & 1U << language));
}

static void check_fallback(struct reading *reading, const struct route *route)
{
    const struct route *next = config_route(reading->config, route->fallback);

    if (!next || !next->provider) return;
    if (!route_sends(next))
        mistake(reading, spot_string(reading, route->fallback),
                "\"%s\" sends no texts, expected a route whose provider does", next->name);
    else if (!any_in_common(route, next))
        mistake(
            reading, spot_string(reading, route->fallback),
            "\"%s\" carries none of the languages or countries of this route, expected one that "
            "carries some",
            next->name);
}

/* Told once, at the first of its likes. */
static void check_share(struct reading *reading, const struct route *route)
{
    const struct config *config = reading->config;
    int sum = 0;

    for (size_t i = 0; i < config->route_n; i++) {
        const struct route *other = &config->routes[i];

        if (!route_sends(other) || !other->share || !route_is_like(route, other)) continue;
        if (other < route) return;
        sum += other->share;
    }
    if (sum != 100)
        mistake(reading, spot_string(reading, route->name),
                "the shares of the routes for the same languages and countries add up to %d, "
                "expected 100",
                sum);
}

/* The first that fits takes all, so what stands behind one that carries more never gets its share. */
static void check_reached(struct reading *reading, const struct route *route)
{
    const struct config *config = reading->config;

    for (const struct route *before = config->routes; before < route; before++) {
        if (!route_sends(before) || before->share || !covers(before, route)) continue;
        mistake(reading, spot_string(reading, route->name),
                "the route gets no share, since \"%s\" stands before it and takes all, expected it "
                "in front or \"%s\" with a share as well",
                before->name, before->name);
        return;
    }
}

static bool any_sends(const struct config *config)
{
    for (size_t i = 0; i < config->route_n; i++)
        if (route_sends(&config->routes[i])) return true;
    return false;
}

static void check_languages(struct reading *reading)
{
    const struct config *config = reading->config;

    for (enum language language = 0; language < LANGUAGE_N; language++) {
        bool carried = false;

        for (size_t i = 0; i < config->route_n; i++) {
            const struct route *route = &config->routes[i];

            carried = carried || (route_sends(route) && route_carries(route, language, "NL"));
        }
        if (!carried)
            warning(reading, spot_string(reading, config->routes[0].name),
                    "no route carries %s to Dutch numbers, so nothing but emergency texts reaches "
                    "families who read it",
                    language_name(language));
    }
}

static bool works_at(const struct route *route, unsigned day, int minute)
{
    return (route->hours.days & 1U << day) && minute >= route->hours.from_min &&
           minute < route->hours.till_min;
}

/* The first hour of the week in which no route works. */
static void check_hours(struct reading *reading)
{
    static const char days[][4] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    const struct config *config = reading->config;

    for (unsigned day = 0; day < COUNT(days); day++) {
        for (int minute = 0; minute < 24 * HOUR_MIN; minute += HOUR_MIN) {
            bool works = false;

            for (size_t i = 0; i < config->route_n; i++)
                works = works || (route_sends(&config->routes[i]) &&
                                  works_at(&config->routes[i], day, minute));
            if (works) continue;
            warning(
                reading, spot_string(reading, config->routes[0].name),
                "no route works on %s at %02d:00; alerts and emergency texts leave all the same, "
                "so make sure that a provider carries them then, or give one route \"always\"",
                days[day], minute / HOUR_MIN);
            return;
        }
    }
}

void routes_check_choice(struct reading *reading)
{
    const struct config *config = reading->config;

    for (size_t i = 0; i < config->route_n; i++) {
        const struct route *route = &config->routes[i];

        if (route->fallback[0]) check_fallback(reading, route);
        if (!route_sends(route) || !route->share) continue;
        check_share(reading, route);
        check_reached(reading, route);
    }
    if (!any_sends(config)) return;
    check_languages(reading);
    check_hours(reading);
}
