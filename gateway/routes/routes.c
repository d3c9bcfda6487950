#include "gateway/routes/routes.h"

#include <sodium.h>

#include "providers/phone.h"

/* As in the table of keys. */
#define ROUTES_MAX 100

/* ---- The home -------------------------------------------------------------------------------- */

static bool carries(const struct route *route, const struct route_wish *wish)
{
    char country[3] = "";

    /* Reading a foreign number takes microseconds, so only where somebody asks. */
    if (route->country_n > 0 && !phone_country(wish->to, country)) country[0] = '\0';
    return route_carries(route, wish->language, country);
}

/* 0 to 99, the same for ever and on every node: the key only keeps our ids from being lined up with the
 * shares by chance. */
static int lot_of(const struct route_wish *wish)
{
    static const unsigned char key[crypto_shorthash_KEYBYTES] = "share of routes";
    unsigned char hash[crypto_shorthash_BYTES];
    SCOPED(text_clear) struct text who = {0};
    unsigned lot = 0;

    if (wish->family_id)
        text_addf(&who, "%lld", (long long)wish->family_id);
    else
        text_add(&who, wish->to);
    crypto_shorthash(hash, (const unsigned char *)text_string(&who), who.n, key);
    for (size_t i = 0; i < sizeof(hash); i++)
        lot = (lot * 256 + hash[i]) % 100;
    return (int)lot;
}

/* Among the likes of `first`, in their order, the one whose part of the hundred the lot falls into. */
static const struct route *share_of(const struct config *config, const struct route *first, int lot)
{
    int upto = 0;

    for (size_t i = 0; i < config->route_n; i++) {
        const struct route *route = &config->routes[i];

        if (!route->share || !route_sends(route) || !route_is_like(first, route)) continue;
        upto += route->share;
        if (lot < upto) return route;
    }
    return first;
}

const struct route *route_home(const struct config *config, const struct route_wish *wish)
{
    const struct route *any = NULL;

    for (size_t i = 0; i < config->route_n; i++) {
        const struct route *route = &config->routes[i];

        if (!route_sends(route)) continue;
        if (carries(route, wish))
            return route->share ? share_of(config, route, lot_of(wish)) : route;
        if (!any) any = route;
    }
    return wish->urgent ? any : NULL;
}

/* ---- What carries it now --------------------------------------------------------------------- */

struct candidates {
    const struct route *at[ROUTES_MAX];
    size_t n;
};

static void add_candidate(struct candidates *candidates, const struct route *route)
{
    for (size_t i = 0; i < candidates->n; i++)
        if (candidates->at[i] == route) return;
    if (route_sends(route) && candidates->n < ROUTES_MAX) candidates->at[candidates->n++] = route;
}

/* The route where it stands, the fallbacks, and for danger all the others. */
static struct candidates candidates_of(const struct config *config, const struct route *at,
                                       bool urgent)
{
    struct candidates found = {0};
    const struct route *route = at;

    for (size_t i = 0; route && i < config->route_n; i++) {
        add_candidate(&found, route);
        route = route->fallback[0] ? config_route(config, route->fallback) : NULL;
    }
    for (size_t i = 0; urgent && i < config->route_n; i++)
        add_candidate(&found, &config->routes[i]);
    return found;
}

static const struct route_state *state_of(const struct route_view *view, const struct route *route)
{
    return &view->states[route - view->config->routes];
}

static bool is_open(const struct route_view *view, const struct route *route)
{
    return week_hours_cover(&route->hours, view->config->municipality.zone, view->now);
}

/* What speaks against a route, worst last. Only danger may leave by one that is not FINE. */
enum drawback {
    FINE,
    UNASKED, /* outside its hours, or not meant for this language or country */
    UNTRIED, /* broken, and due for a probe */
    BROKEN,
    OFF,
};

static enum drawback drawback_of(const struct route_view *view, const struct route *route,
                                 bool fits, const struct route_wish *wish)
{
    const struct route_state *state = state_of(view, route);

    if (state->off) return OFF;
    if (state->broken) return view->now < state->until ? BROKEN : UNTRIED;
    return is_open(view, route) && (fits || carries(route, wish)) ? FINE : UNASKED;
}

/* When a route that carries it may do so again. */
static usec waits_until(const struct route_view *view, const struct route *route)
{
    const struct route_state *state = state_of(view, route);
    usec at = state->broken && state->until > view->now ? state->until : view->now;

    if (state->off) return USEC_NEVER;
    return week_hours_next(&route->hours, view->config->municipality.zone, at);
}

struct route_choice route_choose(const struct route_view *view, const struct route *at,
                                 const struct route_wish *wish)
{
    struct candidates candidates = candidates_of(view->config, at, wish->urgent);
    struct route_choice choice = {.until = USEC_NEVER};
    enum drawback least = OFF;

    for (size_t i = 0; i < candidates.n; i++) {
        const struct route *route = candidates.at[i];
        bool fits = route == at; /* it was put there: at home, or where the family spoke */
        enum drawback drawback = drawback_of(view, route, fits, wish);
        usec until = waits_until(view, route);

        if (drawback == FINE || (wish->urgent && (drawback < least || !choice.route))) {
            least = drawback;
            choice.route = route;
        }
        if (drawback == FINE) break;
        if (until < choice.until && (fits || carries(route, wish))) choice.until = until;
    }
    return choice;
}

const struct route *route_after(const struct route_view *view, const struct route *at,
                                const struct route_wish *wish)
{
    struct candidates candidates = candidates_of(view->config, at, wish->urgent);
    const struct route *unasked = NULL;

    for (size_t i = 0; i < candidates.n; i++) {
        if (candidates.at[i] == at) continue;
        switch (drawback_of(view, candidates.at[i], false, wish)) {
        case FINE:
            return candidates.at[i];
        case UNASKED:
            if (!unasked) unasked = candidates.at[i];
            break;
        case UNTRIED:
        case BROKEN:
        case OFF:
            break;
        }
    }
    return wish->urgent ? unasked : NULL;
}

int route_budget_percent(const struct route *route, int64_t spent_micros)
{
    int64_t percent;

    if (route->budget_micros == 0) return -1;
    percent = spent_micros / (route->budget_micros / 100 > 0 ? route->budget_micros / 100 : 1);
    return percent < INT32_MAX ? (int)percent : INT32_MAX;
}
