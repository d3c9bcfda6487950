#ifndef TESTS_UNIT_GATEWAY_ENROLMENT_DESK_H
#define TESTS_UNIT_GATEWAY_ENROLMENT_DESK_H
/* Desk: a coordinator with one family of the programme oosterhout, which begins on Monday 4 January 2027 at 10:00: four
 * weeks fading out, thirteen of a finger on the pulse, asked on Wednesdays between 13:00 and 15:00. Included after
 * cmocka. */
#include "gateway/enrolment/enrolment.h"
#include "tests/fixture/fixture.h"

#define PETRA "+31612345600"

struct desk {
    struct fixture *fixture;
    struct family family;
    struct acting by;
    struct decided decided; /* what desk_finish does */
    struct fault why;
};

/* Looks at the family again, as a page does. */
static inline void desk_look(struct desk *desk)
{
    int64_t id = desk->family.id;

    family_clear(&desk->family);
    assert_int_equal(store_family_load(desk->fixture->store, id, &desk->family, NULL), RC_OK);
    desk->by = (struct acting){.config = desk->fixture->config,
                               .family = &desk->family,
                               .who = "noor",
                               .now = desk->fixture->now};
}

static inline struct desk *desk_new(const char *extra)
{
    struct desk *desk = mem_new(1, sizeof(*desk));

    desk->fixture = fixture_new(extra);
    desk->family.id = fixture_family(desk->fixture, PETRA, LANGUAGE_NL);
    desk_look(desk);
    return desk;
}

/* The books balance, whatever was done. */
static inline void desk_free(struct desk *desk)
{
    SCOPED(balance_clear) struct balance balance = {0};

    assert_int_equal(store_balance(desk->fixture->store, &balance, NULL), RC_OK);
    if (!balance.balances) fail_msg("%s", text_string(&balance.imbalance));
    family_clear(&desk->family);
    fixture_free(desk->fixture);
    free(desk);
}

/* Does what was decided, of which `rc` and `why` tell, and looks again. */
static inline void desk_finish(struct desk *desk, enum rc rc)
{
    if (rc != RC_OK ||
        decided_do(desk->fixture->store, &desk->decided, desk->fixture->now, &desk->why) != RC_OK)
        fail_msg("%s", desk->why.text);
    decided_clear(&desk->decided);
    desk_look(desk);
}

#endif
