#include "tests/unit/config/fixture.h"

/* libconfig 1.5 forgets the text at hand when it stops at a mistake of syntax. */
/* NOLINTNEXTLINE(bugprone-reserved-identifier): the sanitizer's own name */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) /* NOLINT(bugprone-reserved-identifier) */
{
    return "leak:strbuf_append\nleak:libconfig_yylex";
}

static void a_file_with_the_five_keys_loads(void **state)
{
    struct loaded loaded =
        load("listen = \"127.0.0.1:8080\";\n"
             "public_url = \"https://sms.example.nl\";\n"
             "store = \"/var/lib/vangnet/v.db\";\n" KEY_LINE
             "routes = ({ name = \"main\"; provider = \"twilio\"; sender = \"+3197010200300\";\n"
             "  secret = \"abc\"; credentials = { account_sid = \"AC1\"; auth_token = \"t\"; };\n"
             "});\n");
    const struct config *config = loaded.config;
    (void)state;

    if (loaded.rc != RC_OK) fail_msg("%s", text_string(&loaded.mistakes.lines));
    assert_string_equal(config->public_url, "https://sms.example.nl");
    assert_string_equal(config->store, "/var/lib/vangnet/v.db");
    assert_int_equal(config->route_n, 1);
    assert_ptr_equal(config->routes[0].provider, provider_find("twilio"));
    assert_true(config->routes[0].reports);
    assert_int_equal(config->routes[0].inflight_max, 100);
    assert_string_equal(config->routes[0].fallback, "");
    assert_string_equal(config->municipality.zone_name, "Europe/Amsterdam");
    assert_int_equal(config->quiet.from_min, 21 * 60);
    assert_int_equal(config->quiet.till_min, 8 * 60);
    assert_int_equal(config->alerts.ladder_n, 4);
    assert_int_equal(config->alerts.ladder[0].wait_for, 5 * USEC_MIN);
    assert_int_equal(config->alerts.contact_within, 15 * USEC_MIN);
    assert_int_equal(config->staff_n, 0);
    assert_non_null(strstr(text_string(&loaded.mistakes.warnings), "there is no staff"));
    loaded_clear(&loaded);
}

static void the_defaults_load_alone_without_a_mistake(void **state)
{
    struct data data = {0};
    struct loaded loaded = {0};
    (void)state;

    loaded.rc = config_load(&data, NULL, TODAY, &loaded.config, &loaded.mistakes);
    if (loaded.rc != RC_OK) fail_msg("%s", text_string(&loaded.mistakes.lines));
    assert_string_equal(loaded.config->routes[0].provider->name, "sandbox");
    assert_false(loaded.config->has_master_key);
    /* Nobody works there yet; nothing else is to be warned of. */
    assert_string_equal(text_string(&loaded.mistakes.warnings),
                        "default.cfg:1: there is no staff, so nobody can log in and no alert "
                        "reaches anybody\n");
    loaded_clear(&loaded);
}

static void ten_mistakes_are_told_at_once_in_order(void **state)
{
    static const char config[] =
        "listen = \"127.0.0.1\";\n"
        "public_url = \"https://sms.example.nl/\";\n"
        "quiet_hour = \"21:00-08:00\";\n"
        "municipality = { zone = \"Europe/Amsterdm\"; };\n"
        "staff = (\n"
        "  { login = \"sam\"; name = \"Sam\"; role = \"family_manger\";\n"
        "    phone = 31612345678;\n"
        "    deputy = \"jost\"; },\n"
        "  { login = \"joost\"; name = \"Joost\"; role = \"coordinator\"; }\n"
        ");\n"
        "routes = ({ name = \"main\"; provider = \"cmm\"; sender = \"1234\";\n"
        "  rate_per_s = \"50\"; });\n"
        "alerts = { contact_within_minutes = 1000; };\n" KEY_LINE;
    static const char *const want[] = {
        ":1: listen: cannot be right, expected host:port",
        ":2: public_url: cannot be right, expected https://host",
        ":3: quiet_hour: unknown key, expected one of listen,",
        ":4: municipality.zone: \"Europe/Amsterdm\" is no time zone",
        ":6: staff[1].role: \"family_manger\" is unknown, expected one of family_manager,",
        ":7: staff[1].phone: a bare number of 11 digits, expected at most 9",
        ":8: staff[1].deputy: \"jost\" is no staff member, expected a login",
        ":11: routes[1].provider: \"cmm\" is unknown, expected one of",
        ":12: routes[1].rate_per_s: is a text in quotes, expected a whole number from 0",
        ":13: alerts.contact_within_minutes: is 1000, expected 1 to 240",
    };
    struct loaded loaded = load(config);
    SCOPED(mem_free) char *lines = lines_new(&loaded, &loaded.mistakes.lines);
    const char *at = lines;
    (void)state;

    assert_int_equal(loaded.rc, RC_INVALID);
    if (loaded.mistakes.n != COUNT(want)) fail_msg("%s", lines);
    for (size_t i = 0; i < COUNT(want); i++) {
        if (strncmp(at, want[i], strlen(want[i])) != 0) fail_msg("not %s:\n%s", want[i], at);
        at = strchr(at, '\n') + 1;
    }
    assert_non_null(strstr(lines, "did you mean \"quiet_hours\"?"));
    assert_non_null(strstr(lines, "did you mean \"family_manager\"?"));
    assert_non_null(strstr(lines, "did you mean \"joost\"?"));
    assert_non_null(strstr(lines, "did you mean \"cm\"?"));
    loaded_clear(&loaded);
}

static void a_mistake_of_syntax_or_a_doubled_key_is_told_alone_with_its_line(void **state)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"a = 1;\nb = (1, 2,);\n",                          ":2: syntax error"                                                      },
        {"listen = \"x\";\n\n  listen = \"y\";\n",          ":3: listen: doubled key"                                               },
        {"routes = ({ name = \"a\";\n name = \"b\"; });\n", ":2: name: doubled key"                                                 },
        {"a = 1;\nb\n",                                     ":3: syntax error"                                                      },
        {"municipality = {\n name = \"x\";\n",              ":3: syntax error"                                                      },
        {"a = [1, \"x\"];\n",                               ":1: mismatched element type"                                           },
        {"listen = \"x;\nstore = \"y\";\n",                 ":2: a text begins here and never ends"                                 },
        {"listen = \"x;\nstore = \"y\"; mail = \"\n",       ":2: syntax error, expected a closing quote: "
                                                      "a text begins on line 1"},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct loaded loaded = load(cases[i].text);
        SCOPED(mem_free) char *lines = lines_new(&loaded, &loaded.mistakes.lines);

        if (loaded.mistakes.n != 1 || strncmp(lines, cases[i].want, strlen(cases[i].want)) != 0)
            fail_msg("%s\n%s", cases[i].text, lines);
        loaded_clear(&loaded);
    }
}

static void a_file_that_is_not_there_is_told_by_its_name(void **state)
{
    struct data data = {0};
    struct mistakes mistakes = {0};
    struct config *config = NULL;
    (void)state;

    assert_int_equal(config_load(&data, "/nowhere/v.cfg", TODAY, &config, &mistakes), RC_INVALID);
    assert_null(config);
    assert_non_null(strstr(text_string(&mistakes.lines), "/nowhere/v.cfg"));
    assert_int_equal(mistakes.n, 1);
    mistakes_clear(&mistakes);
}

static void marks_of_other_editors_do_no_harm(void **state)
{
    struct loaded loaded = load("\xEF\xBB\xBF" KEY_LINE "listen = \"127.0.0.1:1\"\r\n"
                                "gsm_spelling = true;\r\nquiet_hours = \"none\"\r\n");
    (void)state;

    if (loaded.rc != RC_OK) fail_msg("%s", text_string(&loaded.mistakes.lines));
    assert_string_equal(loaded.config->listen, "127.0.0.1:1");
    assert_true(loaded.config->gsm_spelling);
    assert_int_equal(loaded.config->quiet.from_min, loaded.config->quiet.till_min);
    loaded_clear(&loaded);
}

static void a_file_of_mistakes_without_end_is_cut(void **state)
{
    SCOPED(text_clear) struct text config = {0};
    struct loaded loaded;
    (void)state;

    for (int i = 0; i < 3000; i++)
        text_addf(&config, "unknown_%d = 1;\n", i);
    loaded = load(text_string(&config));
    assert_int_equal(loaded.mistakes.n, 1000);
    loaded_clear(&loaded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_with_the_five_keys_loads),
        cmocka_unit_test(the_defaults_load_alone_without_a_mistake),
        cmocka_unit_test(ten_mistakes_are_told_at_once_in_order),
        cmocka_unit_test(a_mistake_of_syntax_or_a_doubled_key_is_told_alone_with_its_line),
        cmocka_unit_test(a_file_that_is_not_there_is_told_by_its_name),
        cmocka_unit_test(marks_of_other_editors_do_no_harm),
        cmocka_unit_test(a_file_of_mistakes_without_end_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
