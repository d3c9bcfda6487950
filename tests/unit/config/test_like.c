/* Programmes that are like another. */
#include "tests/unit/config/fixture.h"

#define AFTERCARE_LONGER                                                                           \
    "{ name = \"own\"; like = \"ompg\"; title_nl = \"Ons OMPG\"; nudges_max = 0;\n"                \
    "  phases = ( { name = \"aftercare\"; weeks = 26; } ); }"
#define NEW_PHASE                                                                                  \
    "weeks = 6; rhythm = \"FREQ=WEEKLY;BYDAY=MO\"; between = \"10:00-12:00\"; asks = \"each\"; "   \
    "script = \"how-is-it\";"

static struct loaded load_programmes(const char *programmes)
{
    SCOPED(text_clear) struct text text = {0};

    text_addf(&text, "programmes = (\n%s\n);\n", programmes);
    return load_with_key(text_string(&text));
}

static const struct programme *programme_of(const struct loaded *loaded, const char *name)
{
    if (loaded->rc != RC_OK) fail_msg("%s", text_string(&loaded->mistakes.lines));
    assert_non_null(config_programme(loaded->config, name));
    return config_programme(loaded->config, name);
}

/* Name, weeks and who is asked of every phase, which is all that a case changes. */
static char *phases_new(const struct programme *programme)
{
    struct text text = {0};

    for (size_t i = 0; i < programme->phase_n; i++)
        text_addf(&text, "%s%s %d", i ? ", " : "", programme->phases[i].name,
                  programme->phases[i].weeks);
    return text_take(&text);
}

static void only_what_is_said_differs(void **state)
{
    struct loaded loaded = load_programmes(AFTERCARE_LONGER);
    const struct programme *own = programme_of(&loaded, "own");
    const struct programme *ompg = programme_of(&loaded, "ompg");
    const struct phase *last = &own->phases[own->phase_n - 1];
    const struct phase *shipped = &ompg->phases[ompg->phase_n - 1];
    (void)state;

    assert_string_equal(own->like, "ompg");
    assert_string_equal(own->title_nl, "Ons OMPG");
    assert_string_equal(own->title_en, "");
    assert_int_equal(own->nudges_max, 0);
    assert_int_equal(own->nudge_after, ompg->nudge_after);
    assert_memory_equal(own->reminders, ompg->reminders, sizeof(own->reminders));
    assert_int_equal(own->phase_n, ompg->phase_n);
    assert_string_equal(last->name, shipped->name);
    assert_int_equal(last->weeks, 26);
    assert_int_not_equal(shipped->weeks, 26);
    assert_string_equal(last->rhythm, shipped->rhythm);
    assert_int_equal(last->from_min, shipped->from_min);
    assert_int_equal(last->asks, shipped->asks);
    assert_int_equal(loaded.config->programme_n, 14);
    loaded_clear(&loaded);
}

static const struct {
    const char *what, *programmes, *name, *phases;
} orders[] = {
    {"the other one comes later",
     "{ name = \"b\"; like = \"a\"; phases = ( { name = \"two\"; weeks = 9; } ); }, { name = \"a\"; "
     "title_nl = \"A\"; phases = ( { name = \"one\"; " NEW_PHASE " }, { name = \"two\"; " NEW_PHASE
     " } ); }",                                              "b",   "one 6, two 9"                                  },
    {"three in a row, backwards",
     "{ name = \"c\"; like = \"b\"; }, { name = \"b\"; like = \"own\"; phases = ( { name = "
     "\"fading-out\"; weeks = 5; } ); }, " AFTERCARE_LONGER,
     "c",                                                           "fading-out 5, aftercare 26"                    },
    {"its own name: the shipped one changes",
     "{ name = \"ompg\"; like = \"ompg\"; phases = ( { name = \"aftercare\"; weeks = 1; } ); }, { "
     "name = \"x\"; like = \"ompg\"; }",                     "x",   "fading-out 4, aftercare 1"                     },
    {"a new phase in its place, one left out",
     "{ name = \"own\"; like = \"friesland\"; without = [\"coaching\"]; phases = ( { name = \"new\"; "
     "after = \"fading-out\"; " NEW_PHASE " } ); }",
     "own",                                                         "fading-out 8, new 6, together 10, aftercare 24"},
    {"before the first, behind the last, behind a new one",
     "{ name = \"own\"; like = \"ompg\"; phases = ( { name = \"z\"; " NEW_PHASE
     " }, { name = \"a\"; before = \"fading-out\"; " NEW_PHASE
     " }, { name = \"zz\"; after = \"z\"; " NEW_PHASE
     " }, { name = \"aftercare\"; weeks = 2; } ); }",        "own", "a 6, fading-out 4, aftercare 2, z 6, zz 6"     },
};

static void phases_are_found_by_name_and_put_in_their_place(void **state)
{
    (void)state;

    for (size_t i = 0; i < COUNT(orders); i++) {
        struct loaded loaded = load_programmes(orders[i].programmes);
        SCOPED(mem_free) char *got = phases_new(programme_of(&loaded, orders[i].name));

        if (strcmp(got, orders[i].phases) != 0) fail_msg("%s: %s", orders[i].what, got);
        loaded_clear(&loaded);
    }
}

static const struct {
    const char *programmes, *want;
} mistaken[] = {
    {"{ name = \"x\"; like = \"omgp\"; }",
     ":3: programmes[1].like: \"omgp\" is no programme, expected the name of one; did you mean "
     "\"ompg\"?"                                                                                                                                                                                                      },
    {"{ name = \"x\"; like = 3; }",                                                                                                        ":3: programmes[1].like: is a whole number"                                },
    {"{ like = \"ompg\"; }",                                                                                                               ":3: programmes[1].name: is missing"                                       },
    {"{ name = \"x\"; like = \"x\"; }",                                                                                                    "\"x\" is no programme"                                                    },
    {"{ name = \"x\"; like = \"y\"; },\n{ name = \"y\"; like = \"x\"; }",
     ":4: programmes[2].like: \"x\" leads back to this programme"                                                                                                                                                     },
    {"{ name = \"x\"; like = \"ompg\";\nwithout = [\"aftercar\"]; }",
     ":4: programmes[1].without[1]: \"aftercar\" is no phase of this programme, expected the name of "
     "one; did you mean \"aftercare\"?"                                                                                                                                                                               },
    {"{ name = \"x\"; like = \"ompg\";\nwithout = [\"aftercare\", \"fading-out\"]; }",
     "programmes[1].like: no phase is left"                                                                                                                                                                           },
    {"{ name = \"x\"; like = \"ompg\"; phases = (\n{ name = \"new\"; after = \"care\"; " NEW_PHASE
     " } ); }",                                                                                                                       ":4: programmes[1].phases[1].after: \"care\" is no phase"                  },
    {"{ name = \"x\"; like = \"ompg\"; phases = (\n{ name = \"aftercare\"; after = \"fading-out\"; } ); }",
     ":4: programmes[1].phases[1]: the phase \"aftercare\" is there already"                                                                                                                                          },
    {"{ name = \"x\"; like = \"ompg\"; phases = ( { name = \"new\"; weeks = 2; between = \"10:00-12:00\"; script = \"how-is-it\"; } ); }",
     "programmes[1].phases[1].rhythm: is missing from a phase"                                                                                                                                                        },
    {"{ name = \"x\"; like = \"ompg\"; phases = (\n{ name = \"aftercare\"; },\n{ name = "
     "\"aftercare\"; } ); }",                                                                                                         ":5: programmes[1].phases[2].name: \"aftercare\" is the name of two phases"},
    {"{ name = \"x\"; like = \"ompg\"; phases = (\n{ name = \"fading-out\"; weeks = 0; } ); }",
     ":4: programmes[1].phases[1].name: a phase without end"                                                                                                                                                          },
    {"{ name = \"x\"; like = \"ompg\"; phases = (\n{ name = \"aftercare\"; between = "
     "\"06:00-07:30\"; } ); }",                                                                                                       ":4: programmes[1].phases[1].name: its window lies in quiet hours"         },
    {"{ name = \"x\"; like = \"ompg\"; ladder = (); }",
     "programmes[1].ladder: has 0 parts, expected 1 to 8"                                                                                                                                                             },
    {"{ name = \"x\"; like = \"ompg\"; ladder = ( { who = \"coordinator\"; hours = 0; } ); }",
     "programmes[1].ladder[1].hours: is 0, expected 1 to 168"                                                                                                                                                         },
    {"{ name = \"x\"; like = \"ompg\"; ladder = ( { who = \"helper\"; } ); }",
     "\"helper\" is unknown, expected one of family_manager, coordinator, process_manager"                                                                                                                            },
    {"{ name = \"x\"; like = \"ompg\"; silence = { shown = 4; calls = 2; }; }",
     "programmes[1].name: silence calls a person after 2 check-ins and is shown after 4"                                                                                                                              },
    {"{ name = \"x\"; like = \"ompg\"; phases = ( { name = \"aftercare\"; silence = { shown = 0; }; } ); }",
     "programmes[1].phases[1].silence.shown: is 0, expected 1 to 20"                                                                                                                                                  },
    {"{ name = \"x\"; like = \"ompg\"; tasks = ( { when = \"end\"; } ); }",
     "programmes[1].tasks[1].nl: is missing from a task"                                                                                                                                                              },
    {"{ name = \"x\"; like = \"ompg\"; tasks = ( { when = \"ends\"; nl = \"x\"; } ); }",
     "did you mean \"end\"?"                                                                                                                                                                                          },
    {"{ name = \"x\"; like = \"ompg\"; tasks = ( { when = \"end\"; phase = \"aftercare\"; nl = \"x\"; } ); }",
     "tasks[1].phase: the task has a phase, which goes with when = \"phase-end\" only"                                                                                                                                },
    {"{ name = \"x\"; like = \"ompg\"; tasks = ( { when = \"phase-end\"; phase = \"care\"; nl = \"x\"; } ); }",
     "tasks[1].phase: \"care\" is no phase of this programme"                                                                                                                                                         },
};

static void every_mistake_is_told_of_the_operators_line(void **state)
{
    (void)state;

    for (size_t i = 0; i < COUNT(mistaken); i++) {
        struct loaded loaded = load_programmes(mistaken[i].programmes);
        SCOPED(mem_free) char *got = lines_new(&loaded, &loaded.mistakes.lines);

        if (!strstr(got, mistaken[i].want))
            fail_msg("%s\nwant %s\ngot %s", mistaken[i].programmes, mistaken[i].want, got);
        if (loaded.mistakes.n != 1 + (strstr(mistaken[i].want, "leads back") != NULL))
            fail_msg("%s: also\n%s", mistaken[i].programmes, got);
        loaded_clear(&loaded);
    }
}

static void a_mistake_that_is_inherited_is_told_of_who_inherits_it_too(void **state)
{
    struct loaded loaded = load_programmes(
        "{ name = \"a\"; title_nl = \"A\"; phases = ( { name = \"p\"; weeks = 1; rhythm = "
        "\"FREQ=DAILY\"; between = \"06:00-07:30\"; script = \"how-is-it\"; } ); },\n"
        "{ name = \"b\";\n like = \"a\"; }");
    SCOPED(mem_free) char *got = lines_new(&loaded, &loaded.mistakes.lines);
    (void)state;

    if (!strstr(got, ":3: programmes[1].phases[1].name: ") ||
        !strstr(got, ":5: programmes[2].like: "))
        fail_msg("%s", got);
    assert_int_equal(loaded.mistakes.n, 2);
    loaded_clear(&loaded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_what_is_said_differs),
        cmocka_unit_test(phases_are_found_by_name_and_put_in_their_place),
        cmocka_unit_test(every_mistake_is_told_of_the_operators_line),
        cmocka_unit_test(a_mistake_that_is_inherited_is_told_of_who_inherits_it_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
