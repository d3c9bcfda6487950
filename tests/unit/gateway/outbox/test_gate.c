#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/outbox/gate.h"
#include "tests/fixture/fixture.h"

#define NIGHT (FIXTURE_NOW + 13 * USEC_HOUR) /* 23:00 */

static const struct {
    const char *name;
    struct outbox_message message;
    usec now;
    enum gate gate;
    enum skip skip;
} questions[] = {
    {"check-in by day",                                                     {.kind = KIND_CHECKIN},  FIXTURE_NOW, GATE_SEND,   SKIP_NONE},
    {"check-in at night waits",                                             {.kind = KIND_CHECKIN},  NIGHT,       GATE_DEFER,  SKIP_NONE},
    {"check-in after STOP",
     {.kind = KIND_CHECKIN, .stopped = true},
     FIXTURE_NOW,                                                                                                 GATE_SKIP,
     SKIP_STOPPED                                                                                                                       },
    {"check-in while a stop waits",
     {.kind = KIND_CHECKIN, .stop_pending = true},
     FIXTURE_NOW,                                                                                                 GATE_SKIP,
     SKIP_STOP_PENDING                                                                                                                  },
    {"check-in in a pause",
     {.kind = KIND_CHECKIN, .paused = true},
     FIXTURE_NOW,                                                                                                 GATE_SKIP,
     SKIP_PAUSED                                                                                                                        },
    {"check-in after the end",
     {.kind = KIND_CHECKIN, .ended = true},
     FIXTURE_NOW,                                                                                                 GATE_SKIP,
     SKIP_ENDED                                                                                                                         },
    {"nudge about an answered question",
     {.kind = KIND_NUDGE, .answered = true},
     FIXTURE_NOW,                                                                                                 GATE_SKIP,
     SKIP_ANSWERED                                                                                                                      },
    {"reminder at night waits",                                             {.kind = KIND_REMINDER}, NIGHT,       GATE_DEFER,  SKIP_NONE},
    {"check-in past its window",
     {.kind = KIND_CHECKIN, .expires_at = FIXTURE_NOW},
     FIXTURE_NOW,                                                                                                 GATE_EXPIRE,
     SKIP_NONE                                                                                                                          },
    {"check-in whose window ends in the night",
     {.kind = KIND_CHECKIN, .expires_at = NIGHT + USEC_HOUR},
     NIGHT,                                                                                                       GATE_EXPIRE,
     SKIP_NONE                                                                                                                          },
    {"check-in outside the phone's safe hours",
     {.kind = KIND_CHECKIN, .safe_from_min = 720, .safe_till_min = 900},
     FIXTURE_NOW,                                                                                                 GATE_DEFER,
     SKIP_NONE                                                                                                                          },
    {"answer at night",                                                     {.kind = KIND_ANSWER},   NIGHT,       GATE_SEND,   SKIP_NONE},
    {"answer after STOP",
     {.kind = KIND_ANSWER, .stopped = true},
     FIXTURE_NOW,                                                                                                 GATE_SKIP,
     SKIP_STOPPED                                                                                                                       },
    {"confirmation of STOP",
     {.kind = KIND_CONFIRMATION, .stopped = true},
     NIGHT,                                                                                                       GATE_SEND,
     SKIP_NONE                                                                                                                          },
    {"crisis reply passes everything",
     {.kind = KIND_CRISIS, .stopped = true, .ended = true, .stop_pending = true},
     NIGHT,                                                                                                       GATE_SEND,
     SKIP_NONE                                                                                                                          },
    {"nudge at eight of twelve texts",
     {.kind = KIND_NUDGE, .texts_before = 8},
     FIXTURE_NOW,                                                                                                 GATE_SKIP,
     SKIP_ENOUGH                                                                                                                        },
    {"check-in at nine of twelve texts",
     {.kind = KIND_CHECKIN, .texts_before = 9},
     FIXTURE_NOW,                                                                                                 GATE_SEND,
     SKIP_NONE                                                                                                                          },
    {"check-in at ten of twelve texts",
     {.kind = KIND_CHECKIN, .texts_before = 10},
     FIXTURE_NOW,                                                                                                 GATE_SKIP,
     SKIP_ENOUGH                                                                                                                        },
    {"reminder at ten of twelve texts",
     {.kind = KIND_REMINDER, .texts_before = 10},
     FIXTURE_NOW,                                                                                                 GATE_SEND,
     SKIP_NONE                                                                                                                          },
    {"reminder at eleven texts, to which an answer could not be confirmed",
     {.kind = KIND_REMINDER, .texts_before = 11},
     FIXTURE_NOW,                                                                                                 GATE_SKIP,
     SKIP_ENOUGH                                                                                                                        },
    {"the next question at eleven texts",
     {.kind = KIND_FOLLOW_UP, .texts_before = 11},
     FIXTURE_NOW,                                                                                                 GATE_SKIP,
     SKIP_ENOUGH                                                                                                                        },
    {"answer at eleven texts",
     {.kind = KIND_ANSWER, .texts_before = 11},
     FIXTURE_NOW,                                                                                                 GATE_SEND,
     SKIP_NONE                                                                                                                          },
    {"answer at twelve texts",
     {.kind = KIND_ANSWER, .texts_before = 12},
     FIXTURE_NOW,                                                                                                 GATE_SKIP,
     SKIP_ENOUGH                                                                                                                        },
    {"check-in at twelve texts that waits for the morning",
     {.kind = KIND_CHECKIN, .texts_before = 12},
     NIGHT,                                                                                                       GATE_DEFER,
     SKIP_NONE                                                                                                                          },
    {"what may have left, at eight of twelve other texts",
     {.kind = KIND_NUDGE, .texts_before = 8, .resends = 1},
     FIXTURE_NOW,                                                                                                 GATE_SKIP,
     SKIP_ENOUGH                                                                                                                        },
    {"who calls back, after any number of texts",
     {.kind = KIND_CALLBACK, .texts_before = 99},
     FIXTURE_NOW,                                                                                                 GATE_SEND,
     SKIP_NONE                                                                                                                          },
    {"confirmation of STOP, after any number of texts",
     {.kind = KIND_CONFIRMATION, .texts_before = 99},
     FIXTURE_NOW,                                                                                                 GATE_SEND,
     SKIP_NONE                                                                                                                          },
    {"crisis reply, after any number of texts",
     {.kind = KIND_CRISIS, .texts_before = 99},
     FIXTURE_NOW,                                                                                                 GATE_SEND,
     SKIP_NONE                                                                                                                          },
    {"page at night",                                                       {.kind = KIND_PAGE},     NIGHT,       GATE_SEND,   SKIP_NONE},
};

static void every_kind_asks_what_it_must(void **state)
{
    struct fixture *fixture = fixture_new("");

    (void)state;
    for (size_t i = 0; i < COUNT(questions); i++) {
        struct outbox_message message = questions[i].message;
        struct gate_verdict got;

        if (message.expires_at == 0) message.expires_at = FIXTURE_NOW + 2 * USEC_DAY;
        got = gate_check(fixture->config, &message, questions[i].now);
        if (got.gate != questions[i].gate ||
            (got.gate == GATE_SKIP && got.skip != questions[i].skip))
            fail_msg("%s: gate %d, skip %d", questions[i].name, (int)got.gate, (int)got.skip);
        if (got.gate == GATE_DEFER) assert_true(got.due_at > questions[i].now);
    }
    fixture_free(fixture);
}

static void a_deferred_check_in_goes_when_quiet_hours_end(void **state)
{
    struct fixture *fixture = fixture_new("");
    struct outbox_message message = {.kind = KIND_CHECKIN,
                                     .expires_at = FIXTURE_NOW + 2 * USEC_DAY};
    struct gate_verdict got = gate_check(fixture->config, &message, NIGHT);

    (void)state;
    assert_true(got.due_at == FIXTURE_NOW + 22 * USEC_HOUR); /* 08:00 */
    fixture_free(fixture);
}

static void without_a_limit_nothing_is_enough(void **state)
{
    struct fixture *fixture = fixture_new("texts_a_week_max = 0;");
    struct outbox_message message = {
        .kind = KIND_NUDGE, .expires_at = FIXTURE_NOW + USEC_DAY, .texts_before = 1000};

    (void)state;
    assert_int_equal(gate_check(fixture->config, &message, FIXTURE_NOW).gate, GATE_SEND);
    fixture_free(fixture);
}

static void a_limit_of_one_lets_each_kind_have_it(void **state)
{
    static const enum kind kinds[] = {KIND_CHECKIN, KIND_REMINDER, KIND_NUDGE, KIND_ANSWER};
    struct fixture *fixture = fixture_new("texts_a_week_max = 1;");

    (void)state;
    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct outbox_message message = {.kind = kinds[i], .expires_at = FIXTURE_NOW + USEC_DAY};

        assert_int_equal(gate_check(fixture->config, &message, FIXTURE_NOW).gate, GATE_SEND);
        message.texts_before = 1;
        assert_int_equal(gate_check(fixture->config, &message, FIXTURE_NOW).skip, SKIP_ENOUGH);
    }
    fixture_free(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_asks_what_it_must),
        cmocka_unit_test(a_deferred_check_in_goes_when_quiet_hours_end),
        cmocka_unit_test(without_a_limit_nothing_is_enough),
        cmocka_unit_test(a_limit_of_one_lets_each_kind_have_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
