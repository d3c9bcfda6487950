#include "tests/unit/config/fixture.h"

#define SECRET "Zeer-Geheim-4711"

static const unsigned char key_bytes[32] = {
    15,   14,   13,   12,   11,   10,   9,    8,    7,    6,    5,    4,    3,    2,    1,    0,
    0xf0, 0xe0, 0xd0, 0xc0, 0xb0, 0xa0, 0x90, 0x80, 0x70, 0x60, 0x50, 0x40, 0x30, 0x20, 0x10, 0};

static struct loaded load_key_file(const void *bytes, size_t n)
{
    SCOPED(text_clear) struct text config = {0};
    char path[64];
    struct loaded loaded;

    write_temporary(path, bytes, n);
    text_addf(&config, "master_key = \"file:%s\";\n", path);
    loaded = load(text_string(&config));
    unlink(path);
    return loaded;
}

static void a_master_key_may_be_written_in_every_usual_way(void **state)
{
    static const char base64[] = "Dw4NDAsKCQgHBgUEAwIBAPDg0MCwoJCAcGBQQDAgEAA=";
    (void)state;

    setenv("VANGNET_TEST_KEY", KEY_HEX, 1);
    struct loaded all[] = {
        load(KEY_LINE),
        load("master_key = \"Dw4NDAsKCQgHBgUEAwIBAPDg0MCwoJCAcGBQQDAgEAA=\";"),
        load("master_key = \"Dw4NDAsKCQgHBgUEAwIBAPDg0MCwoJCAcGBQQDAgEAA\";"),
        load("master_key = \"env:VANGNET_TEST_KEY\";"),
        load_key_file(key_bytes, sizeof(key_bytes)),
        load_key_file(KEY_HEX "\n", 65),
        load_key_file(base64, sizeof(base64) - 1),
    };
    for (size_t i = 0; i < COUNT(all); i++) {
        if (all[i].rc != RC_OK) fail_msg("%zu: %s", i, text_string(&all[i].mistakes.lines));
        assert_true(all[i].config->has_master_key);
        assert_memory_equal(all[i].config->master_key, key_bytes, sizeof(key_bytes));
        loaded_clear(&all[i]);
    }
}

static void a_key_of_another_length_is_refused_and_not_shown(void **state)
{
    static const char *const keys[] = {"",
                                       "0f0e0d0c",
                                       KEY_HEX_LONG,
                                       "geen sleutel maar een zin",
                                       "env:VANGNET_TEST_UNSET",
                                       "file:/nowhere/key"};
    (void)state;

    unsetenv("VANGNET_TEST_UNSET");
    for (size_t i = 0; i < COUNT(keys); i++) {
        SCOPED(text_clear) struct text config = {0};
        struct loaded loaded;

        text_addf(&config, "\nmaster_key = \"%s\";\n", keys[i]);
        loaded = load(text_string(&config));
        assert_int_equal(loaded.mistakes.n, 1);
        assert_non_null(strstr(text_string(&loaded.mistakes.lines), ":2: master_key: "));
        if (i == 1 || i == 2 || i == 3)
            assert_null(strstr(text_string(&loaded.mistakes.lines), keys[i]));
        loaded_clear(&loaded);
    }
}

static void a_file_without_a_key_is_refused(void **state)
{
    struct loaded loaded = load("listen = \"127.0.0.1:1\";");
    (void)state;

    assert_non_null(strstr(text_string(&loaded.mistakes.lines), "master_key: is missing"));
    loaded_clear(&loaded);
}

static void any_text_may_stand_in_the_environment_or_in_a_file(void **state)
{
    SCOPED(text_clear) struct text config = {0};
    struct loaded loaded;
    char path[64];
    (void)state;

    setenv("VANGNET_TEST_LISTEN", "127.0.0.1:4711", 1);
    write_temporary(path, SECRET "\r\n", strlen(SECRET) + 2);
    text_addf(
        &config,
        "listen = \"env:VANGNET_TEST_LISTEN\";\n"
        "routes = ({ name = \"a\"; provider = \"cm\"; sender = \"1234\"; secret = \"file:%s\";"
        " credentials = { product_token = \"file:%s\"; }; });\n",
        path, path);
    loaded = load_with_key(text_string(&config));
    unlink(path);
    if (loaded.rc != RC_OK) fail_msg("%s", text_string(&loaded.mistakes.lines));
    assert_string_equal(loaded.config->listen, "127.0.0.1:4711");
    assert_string_equal(loaded.config->routes[0].secret, SECRET);
    assert_string_equal(credentials_find(&loaded.config->routes[0].credentials, "product_token"),
                        SECRET);
    loaded_clear(&loaded);
}

/* The secret stands in every place where a text may, most of them wrong ones. */
static void no_mistake_and_no_warning_ever_shows_a_secret(void **state)
{
    static const char config[] =
        "master_key = \"" SECRET "\";\n"
        "store = [\"" SECRET "\"];\n"
        "public_url = \"https://u:" SECRET "@example.nl\";\n"
        "listen = \"env:VANGNET_TEST_SECRET\";\n"
        "quiet_hours = \"env:VANGNET_TEST_SECRET\";\n"
        "mail = { url = \"smtp://u:" SECRET "@example.nl\"; password = \"" SECRET "\"; };\n"
        "staff = ({ login = \"a\"; name = \"A\"; role = \"env:VANGNET_TEST_SECRET\";\n"
        "  password_hash = \"" SECRET "\"; });\n"
        "routes = ({ name = \"a\"; provider = \"env:VANGNET_TEST_SECRET\"; sender = \"1234\";\n"
        "  secret = \"/" SECRET "\"; sercet = \"" SECRET "\";\n"
        "  credentials = { base_url = \"" SECRET "\"; token = \"env:" SECRET "\"; }; });\n";
    struct loaded loaded;
    (void)state;

    setenv("VANGNET_TEST_SECRET", SECRET, 1);
    loaded = load(config);
    assert_true(loaded.mistakes.n >= 11);
    if (strstr(text_string(&loaded.mistakes.lines), "Geheim") ||
        strstr(text_string(&loaded.mistakes.warnings), "Geheim"))
        fail_msg("%s", text_string(&loaded.mistakes.lines));
    loaded_clear(&loaded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_master_key_may_be_written_in_every_usual_way),
        cmocka_unit_test(a_key_of_another_length_is_refused_and_not_shown),
        cmocka_unit_test(a_file_without_a_key_is_refused),
        cmocka_unit_test(any_text_may_stand_in_the_environment_or_in_a_file),
        cmocka_unit_test(no_mistake_and_no_warning_ever_shows_a_secret),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
