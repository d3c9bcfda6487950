#include "config/values.h"

#include "tests/unit/config/fixture.h"

static const struct {
    bool (*valid)(const char *value);
    const char *name, *value;
    bool want;
} values[] = {
    {value_is_listen,        "listen",     "127.0.0.1:8080",                                        true },
    {value_is_listen,        "listen",     "[::1]:8080",                                            true },
    {value_is_listen,        "listen",     "localhost:0",                                           true },
    {value_is_listen,        "listen",     "0.0.0.0:65535",                                         true },
    {value_is_listen,        "listen",     "127.0.0.1",                                             false},
    {value_is_listen,        "listen",     "127.0.0.1:65536",                                       false},
    {value_is_listen,        "listen",     "127.0.0.1:123456",                                      false},
    {value_is_listen,        "listen",     "::1:8080",                                              false},
    {value_is_listen,        "listen",     "[1]:8080",                                              false},
    {value_is_listen,        "listen",     "[::1:8080",                                             false},
    {value_is_listen,        "listen",     ":8080",                                                 false},
    {value_is_listen,        "listen",     "http://127.0.0.1:8080",                                 false},
    {value_is_public_url,    "public_url", "https://sms.example.nl",                                true },
    {value_is_public_url,    "public_url", "http://[::1]:8080",                                     true },
    {value_is_public_url,    "public_url", "https://example.nl/vangnet",                            true },
    {value_is_public_url,    "public_url", "https://sms.example.nl/",                               false},
    {value_is_public_url,    "public_url", "https://",                                              false},
    {value_is_public_url,    "public_url", "ftp://example.nl",                                      false},
    {value_is_public_url,    "public_url", "https://example.nl?x=1",                                false},
    {value_is_public_url,    "public_url", "https://user:word@example.nl",                          false},
    {value_is_public_url,    "public_url", "sms.example.nl",                                        false},
    {value_is_base_url,      "base_url",   "http://127.0.0.1:9999/",                                true },
    {value_is_base_url,      "base_url",   "gw.messaging.cm.com",                                   false},
    {value_is_mail_url,      "mail",       "smtp://mail.example.nl:587",                            true },
    {value_is_mail_url,      "mail",       "smtps://mail.example.nl",                               true },
    {value_is_mail_url,      "mail",       "sandbox:",                                              true },
    {value_is_mail_url,      "mail",       "https://mail.example.nl",                               false},
    {value_is_mail_url,      "mail",       "smtp://u:p@mail.example.nl",                            false},
    {value_is_email,         "email",      "samira@example.nl",                                     true },
    {value_is_email,         "email",      "samira",                                                false},
    {value_is_calendar_url,  "calendar",
     "https://outlook.office365.com/owa/calendar/a@b/c/calendar.ics",                               true },
    {value_is_calendar_url,  "calendar",   "https://cloud.example.nl:8443/remote.php/dav/x?export",
     true                                                                                                },
    {value_is_calendar_url,  "calendar",   "http://127.0.0.1:4000/a.ics",                           true },
    {value_is_calendar_url,  "calendar",   "http://127.0.0.1.example.nl/a.ics",                     false},
    {value_is_calendar_url,  "calendar",   "http://127.0.0.1:1@example.nl/a.ics",                   false},
    {value_is_calendar_url,  "calendar",   "http://127.example.nl/a.ics",                           false},
    {value_is_calendar_url,  "calendar",   "http://localhost.example.nl/a.ics",                     false},
    {value_is_calendar_url,  "calendar",   "https://user@example.nl/a.ics",                         false},
    {value_is_calendar_url,  "calendar",   "http://https://example.nl/a.ics",                       false},
    {value_is_calendar_url,  "calendar",   "http://example.nl/a.ics",                               false},
    {value_is_calendar_url,  "calendar",   "https://example.nl/a b.ics",                            false},
    {value_is_calendar_url,  "calendar",   "webcal://example.nl/a.ics",                             false},
    {value_is_calendar_url,  "calendar",   "https:///a.ics",                                        false},
    {value_is_email,         "email",      "@example.nl",                                           false},
    {value_is_email,         "email",      "a@b@example.nl",                                        false},
    {value_is_email,         "email",      "a b@example.nl",                                        false},
    {value_is_email,         "email",      "samira@example.",                                       false},
    {value_is_phone,         "phone",      "+31612345678",                                          true },
    {value_is_phone,         "phone",      "0612345678",                                            false},
    {value_is_phone,         "phone",      "+316 1234 5678",                                        false},
    {value_is_phone,         "phone",      "+3161234567",                                           false},
    {value_is_sender,        "sender",     "+3197010240000",                                        true },
    {value_is_sender,        "sender",     "7711",                                                  true },
    {value_is_sender,        "sender",     "Vangnet",                                               true },
    {value_is_sender,        "sender",     "MG0123456789abcdef0123456789abcdef",                    true },
    {value_is_sender,        "sender",     "-_.&",                                                  false},
    {value_is_sender,        "sender",     "06-123",                                                false},
    {value_is_sender,        "sender",     "Twaalf letters",                                        false},
    {value_is_sender,        "sender",     "Vangnét",                                              false},
    {value_is_gp,            "gp",         "0900-1515",                                             true },
    {value_is_gp,            "gp",         "0800 0200 600",                                         true },
    {value_is_gp,            "gp",         "the doctor",                                            false},
    {value_is_name,          "name",       "how-is-it",                                             true },
    {value_is_name,          "name",       "-x",                                                    false},
    {value_is_name,          "name",       "a/b",                                                   false},
    {value_is_path_word,     "secret",     "s3cr3t-word_.~",                                        true },
    {value_is_path_word,     "secret",     "a/b",                                                   false},
    {value_is_path_word,     "secret",     "a b",                                                   false},
    {value_is_zone_name,     "zone",       "Europe/Amsterdam",                                      true },
    {value_is_zone_name,     "zone",       "../../etc/passwd",                                      false},
    {value_is_zone_name,     "zone",       "/etc/localtime",                                        false},
    {value_is_password_hash, "hash",       "$argon2id$v=19$m=65536,t=2,p=1$a$b",                    true },
    {value_is_password_hash, "hash",       "vangnet",                                               false},
};

static void each_form_takes_what_it_should_and_nothing_else(void **state)
{
    (void)state;

    for (size_t i = 0; i < COUNT(values); i++)
        if (values[i].valid(values[i].value) != values[i].want)
            fail_msg("%s \"%s\" should be %s", values[i].name, values[i].value,
                     values[i].want ? "taken" : "refused");
}

static void only_the_loopback_itself_is_local(void **state)
{
    static const struct {
        const char *host;
        bool want;
    } cases[] = {
        {"127.0.0.1",            true },
        {"127.0.0.1:8080",       true },
        {"127.1.2.3",            true },
        {"127.255.255.255",      true },
        {"localhost",            true },
        {"localhost:8080",       true },
        {"[::1]",                true },
        {"[::1]:8080",           true },
        {"127.evil.nl",          false},
        {"127.0.0.1.evil.nl",    false},
        {"127.0.0.evil.nl",      false},
        {"127.0.0.256",          false},
        {"127.0.0.0001",         false},
        {"127.0.1",              false},
        {"127.0.0.1.",           false},
        {"127.0.0.1x",           false},
        {"localhost.evil.nl",    false},
        {"localhost-evil.nl",    false},
        {"evil.localhost.nl",    false},
        {"[::1]evil.nl",         false},
        {"[::1.evil.nl]",        false},
        {"[::2]",                false},
        {"127.0.0.1@evil.nl",    false},
        {"127.0.0.1:80@evil.nl", false},
        {"localhost:@evil.nl",   false},
        {"user@127.0.0.1",       false},
        {"user:word@localhost",  false},
        {"0x7f.0.0.1",           false},
        {"0x7f000001",           false},
        {"2130706433",           false},
        {"0177.0.0.1",           false},
        {"0.0.0.0",              false},
        {"",                     false},
    };
    static const char *const around[][2] = {
        {"http://",  ""    },
        {"https://", "/a/b"}
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++)
        for (size_t k = 0; k < COUNT(around); k++) {
            char url[80];

            snprintf(url, sizeof(url), "%s%s%s", around[k][0], cases[i].host, around[k][1]);
            if (value_is_local(url) != cases[i].want) fail_msg("%s", url);
        }
    assert_false(value_is_local("ftp://localhost"));
    assert_false(value_is_local("localhost"));
}

static void weekly_hours_are_days_and_a_window(void **state)
{
    static const struct {
        const char *value;
        bool want;
        struct week_hours hours;
    } cases[] = {
        {"mon-fri 08:30-17:30",     true,  {.days = 0x1F, .from_min = 510, .till_min = 1050}},
        {"sat,sun 10:00-16:00",     true,  {.days = 0x60, .from_min = 600, .till_min = 960} },
        {"fri-mon 00:00-24:00",     true,  {.days = 0x71, .from_min = 0, .till_min = 1440}  },
        {"mon,wed-thu 09:00-10:00", true,  {.days = 0x0D, .from_min = 540, .till_min = 600} },
        {"mon-sun 17:30-08:30",     true,  {.days = 0x7F, .from_min = 1050, .till_min = 510}},
        {"always",                  true,  {.days = 0x7F, .from_min = 0, .till_min = 1440}  },
        {"ma-vr 08:30-17:30",       false, {0}                                              },
        {"mon-fri",                 false, {0}                                              },
        {"mon-fri 9-17",            false, {0}                                              },
        {"mon-fri 08:30-17:60",     false, {0}                                              },
        {"mon-fri 08:30-24:01",     false, {0}                                              },
        {"mon-fri 08:30-08:30",     false, {0}                                              },
        {"mon-fri 24:00-08:00",     false, {0}                                              },
        {"mon-fri 08:30-17:30 x",   false, {0}                                              },
        {"mon- 08:30-17:30",        false, {0}                                              },
        {"",                        false, {0}                                              },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct week_hours got = {0};
        const struct week_hours *want = &cases[i].hours;

        if (value_week_hours(cases[i].value, &got) != cases[i].want || got.days != want->days ||
            got.from_min != want->from_min || got.till_min != want->till_min)
            fail_msg("%s: days %x, %d to %d", cases[i].value, got.days, got.from_min, got.till_min);
    }
}

static void euros_are_read_exactly(void **state)
{
    static const struct {
        const char *value;
        int64_t want; /* -1: they cannot be read */
    } cases[] = {
        {"0.075",     75000        },
        {"250",       250000000    },
        {"0.07285",   72850        },
        {"0.000001",  1            },
        {"1000000",   1000000000000},
        {"0",         0            },
        {"0.0000001", -1           },
        {"0,075",     -1           },
        {".5",        -1           },
        {"5.",        -1           },
        {"-1",        -1           },
        {"1e3",       -1           },
        {"2000000",   -1           },
        {"",          -1           },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        int64_t got = -1;

        if (value_euros(cases[i].value, &got) != (cases[i].want >= 0) || got != cases[i].want)
            fail_msg("\"%s\": %lld", cases[i].value, (long long)got);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_form_takes_what_it_should_and_nothing_else),
        cmocka_unit_test(only_the_loopback_itself_is_local),
        cmocka_unit_test(weekly_hours_are_days_and_a_window),
        cmocka_unit_test(euros_are_read_exactly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
