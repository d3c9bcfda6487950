#ifndef TESTS_UNIT_GATEWAY_STEPS_ASKED_H
#define TESTS_UNIT_GATEWAY_STEPS_ASKED_H
/* Asked: Petra and what a programme of one phase sends her. For tests of the steps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/fixture/fixture.h"

#define PETRA    "+31612345601"
#define SENT_MAX 64

/* A gateway with the programme "test": this script and rhythm between ten and noon, one member, `nudges` as in the
 * file. */
static inline struct fixture *asked_by(const char *script, const char *rhythm, const char *nudges)
{
    SCOPED(text_clear) struct text extra = {0};

    text_addf(
        &extra,
        "programmes = ( { name = \"test\"; title_nl = \"T\"; title_en = \"T\"; %s\n"
        "  phases = ( { name = \"all\"; weeks = 0; rhythm = \"%s\"; between = \"10:00-12:00\";\n"
        "  asks = \"each\"; script = \"%s\"; } ); } );\n",
        nudges, rhythm, script);
    return fixture_new(text_string(&extra));
}

static inline struct fixture *asked_new(const char *rhythm, const char *nudges)
{
    return asked_by("how-is-it", rhythm, nudges);
}

/* Petra's family, in it from now on; returns its enrolment. `safe` are the hours of her phone. */
static inline int64_t asked_family(struct fixture *fixture, int safe_from_min, int safe_till_min)
{
    char name[] = "Jansen", first[] = "Petra", manager[] = "sanne", programme[] = "test";
    char number[] = PETRA;
    struct member member = {.name = first, .asked = true};
    struct family family = {.name = name, .manager = manager, .members = &member, .member_n = 1};
    struct enrolment enrolment = {.programme = programme, .domains = 1U << DOMAIN_FINANCE};

    member.phone = (struct phone){
        .number = number, .safe_from_min = safe_from_min, .safe_till_min = safe_till_min};
    enrolment.start_day = zone_day(fixture->config->municipality.zone, fixture->now);
    enrolment.planned_at = enrolment.next_at = fixture->now;
    assert_int_equal(store_family_add(fixture->store, &family, fixture->now, NULL), RC_OK);
    assert_int_equal(store_enrol(fixture->store, family.id, &enrolment, "noor", fixture->now, NULL),
                     RC_OK);
    return enrolment.id;
}

/* When texts of this kind left for her, oldest first. */
struct sent {
    usec at[SENT_MAX];
    size_t n;
};

static inline struct sent sent_of(struct fixture *fixture, enum kind kind)
{
    SCOPED(messages_clear) struct messages messages = {0};
    SCOPED(conversation_clear) struct conversation talk = {0};
    struct sent sent = {.n = 0};

    assert_int_equal(store_conversation_load(fixture->store, PETRA, fixture->now, &talk, NULL),
                     RC_OK);
    assert_int_equal(store_message_of_phone(fixture->store, talk.phone.id, 0, &messages, NULL),
                     RC_OK);
    for (size_t i = 0; i < messages.n; i++) {
        if (messages.at[i].kind != kind || messages.at[i].state != MESSAGE_SENT) continue;
        assert_true(sent.n < SENT_MAX);
        sent.at[sent.n++] = messages.at[i].sent_at;
    }
    return sent;
}

#endif
