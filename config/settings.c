/* Settings: the keys of default.cfg and of the operator's file. */
#include "config/secret.h"
#include "config/things.h"
#include "config/values.h"

#define LADDER_MAX 20

static bool read_quiet_hours(const char *value, void *thing)
{
    struct config *config = thing;
    struct quiet_hours *quiet = &config->quiet;

    if (strcmp(value, "none") == 0) {
        *quiet = (struct quiet_hours){0};
        return true;
    }
    return value_window(value, &quiet->from_min, &quiet->till_min) &&
           quiet->from_min != quiet->till_min;
}

static bool read_working_days(const char *value, void *thing)
{
    struct config *config = thing;

    return value_weekdays(value, &config->special_rules.working_days);
}

static const char *rung_word(size_t i)
{
    static const char *const words[] = {
        [RUNG_ON_DUTY] = "on_duty",
        [RUNG_COORDINATOR] = "coordinator",
        [RUNG_PROCESS_MANAGER] = "process_manager",
        [RUNG_EVERYONE] = "everyone",
    };

    return i < COUNT(words) ? words[i] : NULL;
}

static const char *months_word(size_t i)
{
    static const char *const words[] = {
        [MONTHS_STANDARD] = "standard",
        [MONTHS_LEVANTINE] = "levantine",
        [MONTHS_MOROCCAN] = "moroccan",
    };

    return i < COUNT(words) ? words[i] : NULL;
}

static const struct key municipality_keys[] = {
    KEY(.name = "name", .kind = KEY_STRING, .at = offsetof(struct municipality, name),
        .required = true, .expected = "the municipality's name"),
    KEY(.name = "zone", .kind = KEY_STRING, .at = offsetof(struct municipality, zone_name),
        .valid = value_is_zone_name, .expected = "a time zone such as \"Europe/Amsterdam\""),
    KEY(.name = "gp", .kind = KEY_STRING, .at = offsetof(struct municipality, gp),
        .valid = value_is_gp,
        .expected = "the number of the huisartsenpost as people dial it, such as \"0900-1515\""),
};

static const struct group municipality_group = {.what = "municipality",
                                                .size = sizeof(struct municipality),
                                                .keys = municipality_keys,
                                                .key_n = COUNT(municipality_keys)};

static const struct key mail_keys[] = {
    KEY(.name = "url", .kind = KEY_STRING, .at = offsetof(struct mail, url),
        .valid = value_is_mail_url,
        .expected =
            "smtp://host:port or smtps://host:port without user or password, or \"sandbox:\""),
    KEY(.name = "from", .kind = KEY_STRING, .at = offsetof(struct mail, from),
        .valid = value_is_email, .expected = "an e-mail address such as \"vangnet@example.nl\""),
    KEY(.name = "user", .kind = KEY_STRING, .at = offsetof(struct mail, user)),
    KEY(.name = "password", .kind = KEY_SECRET, .at = offsetof(struct mail, password)),
};

static const struct group mail_group = {
    .what = "mail", .size = sizeof(struct mail), .keys = mail_keys, .key_n = COUNT(mail_keys)};

static const struct key ladder_keys[] = {
    KEY(.name = "who", .kind = KEY_WORD, .at = offsetof(struct ladder_step, rung), .required = true,
        .word = rung_word, .expected = "on_duty, coordinator, process_manager or everyone"),
    KEY(.name = "minutes", .kind = KEY_SPAN, .at = offsetof(struct ladder_step, wait_for), .min = 1,
        .max = 60, .unit = USEC_MIN, .preset = 5),
};

static const struct group ladder_group = {.what = "a step of the ladder",
                                          .size = sizeof(struct ladder_step),
                                          .keys = ladder_keys,
                                          .key_n = COUNT(ladder_keys)};

static const struct key alert_keys[] = {
    KEY(.name = "ladder", KEY_LIST_AT(struct alert_rules, ladder, ladder_n), .min = 1,
        .max = LADDER_MAX, .group = &ladder_group),
    KEY(.name = "contact_within_minutes", .kind = KEY_SPAN,
        .at = offsetof(struct alert_rules, contact_within), .min = 1, .max = 240, .unit = USEC_MIN),
    KEY(.name = "relapse_within_hours", .kind = KEY_SPAN,
        .at = offsetof(struct alert_rules, relapse_within), .min = 1, .max = 168,
        .unit = USEC_HOUR),
};

static const struct group alerts_group = {.what = "alerts",
                                          .size = sizeof(struct alert_rules),
                                          .keys = alert_keys,
                                          .key_n = COUNT(alert_keys)};

static const struct key settings_keys[] = {
    KEY(.name = "listen", .kind = KEY_STRING, .at = offsetof(struct config, listen),
        .required = true, .valid = value_is_listen,
        .expected = "host:port such as \"127.0.0.1:8080\" or \"[::1]:8080\""),
    KEY(.name = "public_url", .kind = KEY_STRING, .at = offsetof(struct config, public_url),
        .required = true, .valid = value_is_public_url,
        .expected =
            "https://host or http://host:port as providers and staff reach it, without a slash "
            "behind"),
    KEY(.name = "store", .kind = KEY_SECRET, .at = offsetof(struct config, store), .required = true,
        .expected = "the path of the database"),
    KEY(.name = "master_key", .kind = KEY_VISIT, .visit = master_key_visit),
    KEY(.name = "routes", KEY_LIST_AT(struct config, routes, route_n), .max = 100,
        .group = &route_group),
    KEY(.name = "trusted_proxies", .kind = KEY_VISIT, .visit = trusted_proxies_visit),
    KEY(.name = "proxy_header", .kind = KEY_STRING, .at = offsetof(struct config, proxy_header),
        .required = true, .valid = value_is_header,
        .expected = "the name of a header, such as \"X-Forwarded-For\""),
    KEY(.name = "municipality", .kind = KEY_GROUP, .at = offsetof(struct config, municipality),
        .group = &municipality_group),
    KEY(.name = "quiet_hours", .kind = KEY_READ, .read = read_quiet_hours,
        .expected = "from-till such as \"21:00-08:00\", or \"none\""),
    KEY(.name = "texts_a_week_max", .kind = KEY_NUMBER,
        .at = offsetof(struct config, texts_a_week_max), .min = 0, .max = 100,
        .expected = "how many texts a member may get in seven days, 1 to 100; 0: no limit"),
    KEY(.name = "working_days", .kind = KEY_READ, .read = read_working_days,
        .expected = "days of the week such as \"mon-fri\""),
    KEY(.name = "special_days",
        KEY_LIST_AT(struct config, special_rules.rules, special_rules.rule_n),
        .max = SPECIAL_RULES_MAX, .group = &special_rule_group),
    KEY(.name = "islamic_correction_days", .kind = KEY_NUMBER,
        .at = offsetof(struct config, special_rules.islamic_days), .min = -2, .max = 2),
    KEY(.name = "islamic_corrections",
        KEY_LIST_AT(struct config, special_rules.corrections, special_rules.correction_n),
        .max = 50, .group = &islamic_correction_group),
    KEY(.name = "staff", KEY_LIST_AT(struct config, staff, staff_n), .max = 1000,
        .group = &staff_group),
    KEY(.name = "duties", KEY_LIST_AT(struct config, duties, duty_n), .max = 1000,
        .group = &duty_group),
    KEY(.name = "alerts", .kind = KEY_GROUP, .at = offsetof(struct config, alerts),
        .group = &alerts_group),
    KEY(.name = "rules", .kind = KEY_GROUP, .at = offsetof(struct config, rules),
        .group = &rules_group),
    KEY(.name = "mail", .kind = KEY_GROUP, .at = offsetof(struct config, mail),
        .group = &mail_group),
    KEY(.name = "learn_best_time", .kind = KEY_SWITCH,
        .at = offsetof(struct config, learn_best_time)),
    KEY(.name = "arabic_months", .kind = KEY_WORD, .at = offsetof(struct config, arabic_months),
        .word = months_word, .expected = "levantine, moroccan or standard"),
    KEY(.name = "arabic_digits", .kind = KEY_SWITCH, .at = offsetof(struct config, arabic_digits)),
    KEY(.name = "texts_name_place", .kind = KEY_SWITCH,
        .at = offsetof(struct config, texts_name_place)),
    KEY(.name = "calendar_every_minutes", .kind = KEY_SPAN,
        .at = offsetof(struct config, calendar_every), .min = 5, .max = 1440, .unit = USEC_MIN),
    KEY(.name = "gsm_spelling", .kind = KEY_SWITCH, .at = offsetof(struct config, gsm_spelling)),
    KEY(.name = "programmes", .kind = KEY_VISIT, .visit = programmes_visit),
    KEY(.name = "scripts", .kind = KEY_VISIT, .visit = scripts_visit),
    KEY(.name = "texts", .kind = KEY_VISIT, .visit = texts_visit),
    KEY(.name = "keywords", .kind = KEY_VISIT, .visit = keywords_visit),
    KEY(.name = "numbers", .kind = KEY_VISIT, .visit = numbers_visit),
};

const struct group settings_group = {.what = "the configuration",
                                     .size = sizeof(struct config),
                                     .keys = settings_keys,
                                     .key_n = COUNT(settings_keys)};

static void check_public_url(struct reading *reading)
{
    const char *url = reading->config->public_url;

    if (strncmp(url, "http://", strlen("http://")) == 0 && !value_is_local(url))
        warning(reading, spot_string(reading, url),
                "is not encrypted, expected https://: what families write and staff read would "
                "cross the network in the open");
}

static void check_mail(struct reading *reading)
{
    const struct mail *mail = &reading->config->mail;

    if (mail->url[0] && !mail->from[0])
        mistake(reading, spot_string(reading, mail->url),
                "mail has a server but no sender, expected mail.from as well");
    if (mail->password[0] && !mail->user[0])
        mistake(reading, spot_string(reading, mail->password),
                "there is a password without a user, expected mail.user as well");
}

void settings_check(struct reading *reading)
{
    check_public_url(reading);
    check_mail(reading);
}
