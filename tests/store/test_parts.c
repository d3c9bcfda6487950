/* Texts that come in parts: put together, and never lost where one does not come. */
#include "tests/store/fixture.h"

#define A "+31612345601"
#define B "+31612345602"

/* One part as it comes in; the end of a list has no sender. */
struct coming {
    int at_s; /* after NOW */
    const char *from;
    int part, parts;
    const char *concat_reference, *text;
    const char *reference; /* the provider's; NULL: another for each */
};

#define PART(at_s, from, part, parts, concat, text)                                                \
    {                                                                                              \
        at_s, from, part, parts, concat, text, NULL                                                \
    }

static void arrive(struct fixture *fixture, const struct coming *coming, size_t order)
{
    char reference[32];
    struct arrival arrival = {.route = "main",
                              .type = EVENT_INBOUND,
                              .from = coming->from,
                              .to = "+3197010240000",
                              .text = coming->text,
                              .part = coming->part,
                              .parts = coming->parts,
                              .concat_reference = coming->concat_reference,
                              .reference = coming->reference,
                              .arrived_at = NOW + coming->at_s * USEC_SEC};

    snprintf(reference, sizeof(reference), "part-%zu", order);
    if (!arrival.reference) arrival.reference = reference;
    must(store_inbox_record(fixture->store, &arrival, 1, &fixture->why));
}

/* Handles all that is ready, and notes it as "SECOND FROM: TEXT|". */
static void take_ready(struct fixture *fixture, int at_s, struct text *out)
{
    usec now = NOW + at_s * USEC_SEC;

    for (;;) {
        SCOPED(inbox_texts_clear) struct inbox_texts texts = {0};

        must(store_inbox_next(fixture->store, now, 10, &texts, &fixture->why));
        if (texts.n == 0) return;
        for (size_t i = 0; i < texts.n; i++) {
            struct changes changes = {.inbox_id = texts.at[i].id, .appointment_state = -1};

            text_addf(out, "%d %s: %s|", at_s, texts.at[i].from, texts.at[i].text);
            must(store_apply(fixture->store, &changes, now, &fixture->why));
        }
    }
}

static void check_coming(struct fixture *fixture, const char *name, const struct coming *coming,
                         const char *want)
{
    SCOPED(text_clear) struct text got = {0};
    SCOPED(balance_clear) struct balance balance = {0};
    size_t next = 0;

    for (int at_s = 0; at_s <= 1000; at_s++) {
        for (; coming[next].from && coming[next].at_s == at_s; next++)
            arrive(fixture, &coming[next], next);
        take_ready(fixture, at_s, &got);
    }
    assert_null(coming[next].from);
    if (strcmp(text_string(&got), want) != 0) fail_msg("%s: %s", name, text_string(&got));
    balance = fixture_balance(fixture);
    assert_int_equal(balance.waiting, 0);
}

static void parts_become_one_text_whatever_way_they_come(void **state)
{
    static const struct {
        const char *name;
        struct coming coming[8];
        const char *want;
    } cases[] = {
        {"in order",
         {PART(0, A, 1, 2, "7", "een "), PART(1, A, 2, 2, "7", "twee")},
         "1 " A ": een twee|"                                                                             },
        {"out of order",
         {PART(0, A, 3, 3, "7", "drie"), PART(1, A, 1, 3, "7", "een "),
          PART(2, A, 2, 3, "7", "twee ")},
         "2 " A ": een twee drie|"                                                                        },
        {"counted from nothing",
         {PART(0, A, 1, 2, "7", "twee"), PART(1, A, 0, 2, "7", "een ")},
         "1 " A ": een twee|"                                                                             },
        {"delivered twice",
         {{0, A, 1, 2, "7", "een ", "x"},
          {1, A, 1, 2, "7", "een ", "x"},
          PART(2, A, 2, 2, "7", "twee")},
         "2 " A ": een twee|"                                                                             },
        {"delivered twice under two names",
         {PART(0, A, 1, 2, "7", "een "), PART(1, A, 1, 2, "7", "een "),
          PART(2, A, 2, 2, "7", "twee")},
         "2 " A ": een twee|"                                                                             },
        {"delivered again when all is handled",
         {{0, A, 1, 2, "7", "een ", "x"},
          PART(1, A, 2, 2, "7", "twee"),
          {9, A, 1, 2, "7", "een ", "x"}},
         "1 " A ": een twee|"                                                                             },
        {"two phones with one reference",
         {PART(0, A, 1, 2, "7", "een "), PART(0, B, 2, 2, "7", "zwei"),
          PART(1, A, 2, 2, "7", "twee"), PART(2, B, 1, 2, "7", "eins ")},
         "1 " A ": een twee|2 " B ": eins zwei|"                                                          },
        {"two texts with one reference",
         {PART(0, A, 1, 2, "", "a1 "), PART(0, A, 1, 2, "", "b1 "), PART(1, A, 2, 2, "", "a2"),
          PART(1, A, 2, 2, "", "b2")},
         "1 " A ": a1 a2|1 " A ": b1 b2|"                                                                 },
        {"one reference and two counts of parts",
         {PART(0, A, 1, 2, "7", "een "), PART(0, A, 1, 3, "7", "uno "),
          PART(1, A, 2, 2, "7", "twee")},
         "1 " A ": een twee|40 " A ": uno  […]|"                                                        },
        {"the last never comes",
         {PART(0, A, 1, 3, "7", "een "), PART(10, A, 2, 3, "7", "twee")},
         "50 " A ": een twee […]|"                                                                      },
        {"the first never comes",                 {PART(0, A, 2, 2, "7", "twee")}, "40 " A ": […] twee|"},
        {"one in the middle comes late",
         {PART(0, A, 1, 3, "7", "een"), PART(1, A, 3, 3, "7", "drie"),
          PART(90, A, 2, 3, "7", "twee")},
         "41 " A ": een […] drie|130 " A ": […] twee […]|"                                          },
        {"one now and then",
         {PART(0, A, 1, 9, "7", "1"), PART(39, A, 2, 9, "7", "2"), PART(78, A, 3, 9, "7", "3"),
          PART(117, A, 4, 9, "7", "4"), PART(156, A, 5, 9, "7", "5")},
         "196 " A ": 12345 […]|"                                                                        },
        {"a cry for help behind half a text",
         {PART(0, A, 1, 2, "7", "een"), PART(1, A, 0, 0, "", "help")},
         "1 " A ": help|40 " A ": een […]|"                                                             },
    };

    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        void *own = NULL;

        fixture_setup_inline(&own);
        check_coming(own, cases[i].name, cases[i].coming, cases[i].want);
        fixture_teardown(&own);
    }
}

static void half_a_text_waits_no_longer_than_its_limit(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(text_clear) struct text got = {0};

    for (int at_s = 0; at_s < 330; at_s += 30) {
        struct coming coming = {at_s, A, 1 + at_s / 30, 20, "7", "x", NULL};

        take_ready(fixture, at_s, &got);
        arrive(fixture, &coming, (size_t)at_s);
    }
    static_assert(PARTS_WAIT_MAX == 300 * USEC_SEC, "as in what is expected");
    assert_string_equal(text_string(&got), "300 " A ": xxxxxxxxxx […]|");
}

static void more_parts_than_a_text_has_are_not_lost(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(text_clear) struct text got = {0};
    size_t commas = 0;

    for (size_t i = 0; i < 300; i++) {
        char text[8];
        struct coming coming = {0, A, i == 0 ? 200 : 1, 250, "7", text, NULL};

        snprintf(text, sizeof(text), "%zu,", i);
        arrive(fixture, &coming, i);
    }
    take_ready(fixture, 40, &got);
    for (const char *at = text_string(&got); *at; at++)
        commas += *at == ',';
    assert_int_equal(commas, 300);
    fixture_check_books(fixture);
}

/* ---- Any way at all -------------------------------------------------------------------------- */

#define TEXTS 6

/* One text; its parts are named "<TEXT.PART>", so that each can be found again. */
struct cut_text {
    const char *from;
    int parts, reference;
    int lost; /* the part that never comes; -1: none */
};

/* Adds what one text must be read as, "FROM: TEXT|". */
static void add_whole(struct text *out, const struct cut_text *text, size_t which)
{
    text_addf(out, "%s: ", text->from);
    for (int part = 1; part <= text->parts; part++) {
        bool first = part == 1, last = part == text->parts;

        if (part != text->lost)
            text_addf(out, "<%zu.%d>", which, part);
        else
            text_addf(out, "%s[…]%s", first ? "" : " ", last ? "" : " ");
    }
    text_add_char(out, '|');
}

/* Each of `todo` comes at least once, in an order that chance finds, with many of them doubled. */
static void arrive_shuffled(struct fixture *fixture, struct dice *dice,
                            const struct cut_text *texts, size_t todo)
{
    bool came[TEXTS][8] = {{false}};

    for (size_t i = 0; todo > 0; i++) {
        size_t which = dice_below(dice, TEXTS);
        int part = 1 + (int)dice_below(dice, (uint64_t)texts[which].parts);
        char name[16], reference[8];
        struct coming coming =
            PART(0, texts[which].from, part, texts[which].parts, reference, name);

        if (part == texts[which].lost) continue;
        snprintf(name, sizeof(name), "<%zu.%d>", which, part);
        snprintf(reference, sizeof(reference), "%d", texts[which].reference);
        arrive(fixture, &coming, i);
        todo -= !came[which][part];
        came[which][part] = true;
    }
}

static void every_order_of_parts_gives_every_text_once(void **state)
{
    struct dice dice = dice_seeded(42);

    for (int round = 0; round < 25; round++) {
        struct cut_text texts[TEXTS];
        SCOPED(text_clear) struct text got = {0};
        size_t todo = 0;

        fixture_teardown(state);
        fixture_setup_inline(state);
        for (size_t i = 0; i < TEXTS; i++) {
            texts[i] = (struct cut_text){.from = dice_below(&dice, 2) ? A : B,
                                         .parts = 2 + (int)dice_below(&dice, 4),
                                         .reference = (int)i,
                                         .lost = -1};
            if (dice_once_in(&dice, 3)) texts[i].lost = 1 + (int)dice_below(&dice, 2);
            todo += (size_t)texts[i].parts - (texts[i].lost > 0);
        }
        arrive_shuffled(*state, &dice, texts, todo);
        for (int at_s = 0; at_s <= 40; at_s += 40)
            take_ready(*state, at_s, &got);
        for (size_t i = 0; i < TEXTS; i++) {
            SCOPED(text_clear) struct text want = {0};
            const char *found;

            add_whole(&want, &texts[i], i);
            found = strstr(text_string(&got), text_string(&want));
            if (!found || strstr(found + 1, text_string(&want)))
                fail_msg("round %d: %s, not once in %s", round, text_string(&want),
                         text_string(&got));
        }
        fixture_check_books(*state);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup_inline, fixture_teardown)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_become_one_text_whatever_way_they_come),
        TEST(half_a_text_waits_no_longer_than_its_limit),
        TEST(more_parts_than_a_text_has_are_not_lost),
        TEST(every_order_of_parts_gives_every_text_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
