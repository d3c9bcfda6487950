#include "gateway/signals/signals.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* One reader for all tests: it is constant. */
static struct reader *reader;

static int open_reader(void **state)
{
    const struct data data = {0};
    struct fault why = {0};

    (void)state;
    if (reader_new(&data, &reader, &why) == RC_OK) return 0;
    print_error("%s\n", why.text);
    return 1;
}

static int close_reader(void **state)
{
    (void)state;
    reader_free(reader);
    return 0;
}

static void read_text(enum context context, const char *text, struct reading *out)
{
    reader_read(reader, context, text, strlen(text), out);
}

static enum level level_of(const struct reading *reading, enum domain domain)
{
    for (size_t i = 0; i < reading->signal_n; i++)
        if (reading->signals[i].domain == domain) return reading->signals[i].level;
    return LEVEL_STABLE;
}

static void an_intent_depends_on_what_was_asked(void **state)
{
    static const struct {
        enum context context;
        enum intent intent;
        const char *text;
    } cases[] = {
        {CONTEXT_APPOINTMENT, INTENT_CONFIRM,      "ja"                                        },
        {CONTEXT_CHECKIN,     INTENT_ANSWER,       "ja"                                        },
        {CONTEXT_APPOINTMENT, INTENT_CONFIRM,      "👍"                                      },
        {CONTEXT_APPOINTMENT, INTENT_RESCHEDULE,   "lukt niet, kan het volgende week?"         },
        {CONTEXT_APPOINTMENT, INTENT_DECLINE,      "لا"                                      },
        {CONTEXT_APPOINTMENT, INTENT_CONFIRM,      "wakha"                                     },
        {CONTEXT_CHECKIN,     INTENT_CONTACT,      "bel me aub"                                },
        {CONTEXT_CHECKIN,     INTENT_CONTACT,      "اتصلوا بي"                         },
        {CONTEXT_CHECKIN,     INTENT_CONTACT,      "عيطو ليا"                           },
        {CONTEXT_CHECKIN,     INTENT_CONTACT,      "3ayt liya"                                 },
        {CONTEXT_CHECKIN,     INTENT_STOP,         "STOP"                                      },
        {CONTEXT_CHECKIN,     INTENT_STOP,         "قف"                                      },
        {CONTEXT_CHECKIN,     INTENT_STOP,         "ik wil geen berichten meer"                },
        {CONTEXT_CHECKIN,     INTENT_ANSWER,       "het gaat goed, hij kan er niet mee stoppen"},
        {CONTEXT_CHECKIN,     INTENT_WRONG_NUMBER, "verkeerd nummer"                           },
        {CONTEXT_CHECKIN,     INTENT_INFO,         "wie is dit?"                               },
        {CONTEXT_CHECKIN,     INTENT_LANGUAGE,     "kan het in het arabisch"                   },
        {CONTEXT_CHECKIN,     INTENT_ANSWER,       "3"                                         },
        {CONTEXT_CHECKIN,     INTENT_UNCLEAR,      ""                                          },
        {CONTEXT_CHECKIN,     INTENT_UNCLEAR,      "sdkfjh"                                    },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct reading got;

        read_text(cases[i].context, cases[i].text, &got);
        if (got.intent != cases[i].intent)
            fail_msg("\"%s\": %s", cases[i].text, intent_name(got.intent));
    }
}

static void the_words_around_decide(void **state)
{
    static const struct {
        const char *text;
        enum domain domain;
        enum level level;
    } cases[] = {
        {"mijn man heeft me gisteren geslagen",       DOMAIN_VIOLENCE, LEVEL_CRISIS},
        {"ik word thuis geslagen",                    DOMAIN_VIOLENCE, LEVEL_CRISIS},
        {"thuis worden we mishandeld",                DOMAIN_VIOLENCE, LEVEL_CRISIS},
        {"we worden niet meer geslagen",              DOMAIN_VIOLENCE, LEVEL_STABLE},
        {"ik ben uit het veld geslagen",              DOMAIN_VIOLENCE, LEVEL_STABLE},
        {"زوجي ضربني أمس",                DOMAIN_VIOLENCE, LEVEL_CRISIS},
        {"راجلي كيضربني",                 DOMAIN_VIOLENCE, LEVEL_CRISIS},
        {"rajli kaydrebni",                           DOMAIN_VIOLENCE, LEVEL_CRISIS},
        {"hij slaat me niet meer",                    DOMAIN_VIOLENCE, LEVEL_STABLE},
        {"de buurvrouw wordt geslagen door haar man", DOMAIN_VIOLENCE, LEVEL_STABLE},
        {"dat slaat nergens op",                      DOMAIN_VIOLENCE, LEVEL_STABLE},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct reading got;

        read_text(CONTEXT_CHECKIN, cases[i].text, &got);
        if (level_of(&got, cases[i].domain) != cases[i].level)
            fail_msg("\"%s\": level %d", cases[i].text, (int)level_of(&got, cases[i].domain));
    }
}

/* Every beginning and end of awkward texts, cut anywhere in the bytes. */
static void any_bytes_are_read_and_evidence_lies_within(void **state)
{
    static const char *const texts[] = {
        "mijn man slaat me 😭😭 échte بسكين",
        "\xFF\xFE rajli kaydrebni b lmous \xC3",
        "زوجي \xE2\x80\x8Fضَرَبَني أمسِ وهددني بالقتل",
        "makaydrebnich walo wmakaynch 3onf",
    };
    (void)state;

    for (size_t i = 0; i < COUNT(texts); i++) {
        size_t whole = strlen(texts[i]);

        for (size_t from = 0; from <= whole; from++) {
            for (size_t till = from; till <= whole; till++) {
                struct reading got;
                size_t n = till - from, count = utf8_count(texts[i] + from, n);

                reader_read(reader, CONTEXT_CHECKIN, texts[i] + from, n, &got);
                for (size_t s = 0; s < got.signal_n; s++) {
                    const struct signal *signal = &got.signals[s];

                    assert_in_range(signal->level, LEVEL_WATCH, LEVEL_CRISIS);
                    assert_true(signal->confidence > 0 && signal->confidence <= 1);
                    assert_in_range(signal->evidence_n, 1, EVIDENCE_MAX);
                    for (size_t e = 0; e < signal->evidence_n; e++) {
                        size_t at, length;

                        assert_true(signal->evidence[e].at + signal->evidence[e].length <= count);
                        evidence_bytes(texts[i] + from, n, &signal->evidence[e], &at, &length);
                        assert_true(length > 0 && at + length <= n);
                    }
                }
            }
        }
    }
}

static void evidence_is_cut_from_the_text_as_it_came(void **state)
{
    const char *text = "Oké: hij SLÁÁT me 😭";
    struct reading got;
    size_t at, length;
    (void)state;

    read_text(CONTEXT_CHECKIN, text, &got);
    assert_int_equal(got.signal_n, 1);
    evidence_bytes(text, strlen(text), &got.signals[0].evidence[0], &at, &length);
    assert_memory_equal(text + at, "hij SLÁÁT", strlen("hij SLÁÁT"));
}

/* A long story in which the blow comes last: the person who is called sees the blow. */
static void evidence_is_found_at_the_end_of_a_long_reply(void **state)
{
    static const char blow[] = "gisteren heeft mijn man me geslagen";
    SCOPED(text_clear) struct text text = {0};
    struct reading got;
    size_t at, length;
    bool shown = false;
    (void)state;

    for (size_t i = 0; i < 60; i++)
        text_add(&text, "en toen gingen we naar de markt om groente te kopen en daarna naar huis ");
    text_add(&text, blow);
    reader_read(reader, CONTEXT_CHECKIN, text.at, text.n, &got);
    assert_int_equal(level_of(&got, DOMAIN_VIOLENCE), LEVEL_CRISIS);
    for (size_t i = 0; i < got.signals[0].evidence_n; i++) {
        evidence_bytes(text.at, text.n, &got.signals[0].evidence[i], &at, &length);
        shown |= at >= text.n - strlen(blow) && strstr(text_string(&text) + at, "geslagen");
    }
    assert_true(shown);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_intent_depends_on_what_was_asked),
        cmocka_unit_test(the_words_around_decide),
        cmocka_unit_test(any_bytes_are_read_and_evidence_lies_within),
        cmocka_unit_test(evidence_is_cut_from_the_text_as_it_came),
        cmocka_unit_test(evidence_is_found_at_the_end_of_a_long_reply),
    };

    return cmocka_run_group_tests(tests, open_reader, close_reader);
}
