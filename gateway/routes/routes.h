#ifndef GATEWAY_ROUTES_ROUTES_H
#define GATEWAY_ROUTES_ROUTES_H
/* Routes: which of them carries a message. Pure: no clock, no store.
 *
 * A message has a home, by its language, the country of its number and, where routes share, by its
 * family, so that a family always sees the same sender. Where the home cannot carry it now, its fallbacks
 * can, in their order. Danger asks for less: it leaves outside working hours, by a route that is no
 * fallback, and where nothing is healthy by the least bad one. */
#include "config/config.h"

/* What the choice asks about a message. */
struct route_wish {
    enum language language;
    const char *to;    /* E.164, or a short code */
    int64_t family_id; /* 0: of none, and the number decides its share */
    bool urgent;       /* crisis replies and pages */
};

/* What a route is able to at this moment. */
struct route_state {
    bool off;    /* somebody switched it off */
    bool broken; /* its provider does not answer, or refuses to work */
    usec until;  /* … and is tried again then */
};

/* The routes of `config` as they are at `now`; `states` in their order. */
struct route_view {
    const struct config *config;
    const struct route_state *states;
    usec now;
};

/* The home of a message. NULL: no route carries it (never for an urgent one, if any route sends). */
const struct route *route_home(const struct config *config, const struct route_wish *wish);

struct route_choice {
    const struct route *route; /* NULL: it has to wait … */
    usec until;                /* … for this; USEC_NEVER: for somebody to switch a route on */
};

/* By which route a message that stands on `at` leaves now: that one, a fallback or, for an urgent one, any.
 * An urgent one never waits. */
struct route_choice route_choose(const struct route_view *view, const struct route *at,
                                 const struct route_wish *wish);

/* Where to try after `at` did not take it. NULL: nowhere else that is in order. */
const struct route *route_after(const struct route_view *view, const struct route *at,
                                const struct route_wish *wish);

/* How much of its budget a route has spent this month; -1: it has none. Nothing but warnings follow from it:
 * the first at BUDGET_WARN_PERCENT, the second at 100. */
#define BUDGET_WARN_PERCENT 80
int route_budget_percent(const struct route *route, int64_t spent_micros);

#endif
