/* Staff: who works here, who stands in for whom, and who answers at which hours. */
#include "config/things.h"
#include "config/values.h"

static const char *role_word(size_t i)
{
    if (i >= ROLE_N) return NULL;
    return i == ROLE_NONE ? "" : role_name((enum role)i);
}

/* The console speaks Dutch or English; LANGUAGE_N stands for English. */
static const char *console_word(size_t i)
{
    if (i == LANGUAGE_NL) return "nl";
    if (i > LANGUAGE_N) return NULL;
    return i == LANGUAGE_N ? "en" : "";
}

static bool read_own_hours(const char *value, void *thing)
{
    struct staff *staff = thing;
    struct week_hours hours;

    if (!value_week_hours(value, &hours) || hours.till_min <= hours.from_min) return false;
    staff->hours = hours;
    return true;
}

static bool read_duty_hours(const char *value, void *thing)
{
    struct duty *duty = thing;

    return value_week_hours(value, &duty->hours);
}

static const struct key staff_keys[] = {
    KEY(.name = "login", .kind = KEY_STRING, .at = offsetof(struct staff, login), .required = true,
        .valid = value_is_name,
        .expected =
            "a word to log in with, such as \"samira\": letters, digits, - _ . and at most 40"),
    KEY(.name = "name", .kind = KEY_STRING, .at = offsetof(struct staff, name), .required = true,
        .expected = "a person's name"),
    KEY(.name = "first_name", .kind = KEY_STRING, .at = offsetof(struct staff, first_name)),
    KEY(.name = "role", .kind = KEY_WORD, .at = offsetof(struct staff, role), .required = true,
        .word = role_word, .expected = "a role such as \"family_manager\""),
    KEY(.name = "phone", .kind = KEY_STRING, .at = offsetof(struct staff, phone),
        .valid = value_is_phone,
        .expected = "an existing number in international form, such as \"+31612345678\""),
    KEY(.name = "email", .kind = KEY_STRING, .at = offsetof(struct staff, email),
        .valid = value_is_email, .expected = "an e-mail address"),
    KEY(.name = "password_hash", .kind = KEY_SECRET, .at = offsetof(struct staff, password_hash),
        .valid = value_is_password_hash,
        .expected = "what \"vangnet password\" printed, beginning with $argon2id$"),
    KEY(.name = "deputy", .kind = KEY_STRING, .at = offsetof(struct staff, deputy),
        .expected = "the login of another staff member"),
    KEY(.name = "hours", .kind = KEY_READ, .read = read_own_hours,
        .expected =
            "days and hours such as \"mon-fri 08:30-17:30\", within one day, or \"always\""),
    KEY(.name = "calendar", .kind = KEY_SECRET, .at = offsetof(struct staff, calendar),
        .valid = value_is_calendar_url,
        .expected = "the https address at which the own calendar is published"),
    KEY(.name = "language", .kind = KEY_WORD, .at = offsetof(struct staff, language),
        .word = console_word, .preset = LANGUAGE_NL),
};

const struct group staff_group = {.what = "a staff member",
                                  .size = sizeof(struct staff),
                                  .keys = staff_keys,
                                  .key_n = COUNT(staff_keys),
                                  .clear = staff_clear};

static const struct key duty_keys[] = {
    KEY(.name = "hours", .kind = KEY_READ, .required = true, .read = read_duty_hours,
        .expected = "days and hours such as \"mon-sun 17:30-08:30\", or \"always\""),
    KEY(.name = "staff", .kind = KEY_STRING, .at = offsetof(struct duty, staff), .required = true,
        .expected = "the login of a staff member"),
};

const struct group duty_group = {.what = "a duty",
                                 .size = sizeof(struct duty),
                                 .keys = duty_keys,
                                 .key_n = COUNT(duty_keys),
                                 .clear = duty_clear};

/* A duty that crosses midnight becomes each day's evening and the morning of the day after. */
static void split_duties(struct config *config)
{
    size_t n = config->duty_n;

    for (size_t i = 0; i < n; i++) {
        struct week_hours hours = config->duties[i].hours, evening = hours, morning = hours;

        if (hours.days == 0 || hours.from_min < hours.till_min) continue;
        evening.till_min = 24 * 60;
        morning.from_min = 0;
        morning.days = ((hours.days << 1) | (hours.days >> 6)) & 0x7F;
        config->duties[i].hours = evening;
        if (morning.till_min == 0) continue;
        config->duties = schema_grow(config->duties, &config->duty_n, 1, sizeof(config->duties[0]));
        config->duties[config->duty_n - 1] =
            (struct duty){.hours = morning, .staff = mem_copy_string(config->duties[i].staff)};
    }
}

static void refuse_login(struct reading *reading, const char *login, const char *needs)
{
    const struct config *config = reading->config;
    struct guess guess = guess_new(login);

    for (size_t i = 0; i < config->staff_n; i++)
        guess_try(&guess, config->staff[i].login);
    mistake(reading, spot_string(reading, login), "\"%.40s\" is no staff member, expected %s%s",
            login, needs, guess_say(&guess));
}

static void default_first_name(struct staff *staff)
{
    if (staff->first_name[0]) return;
    free(staff->first_name);
    staff->first_name = mem_copy(staff->name, strcspn(staff->name, " "));
}

static void check_one(struct reading *reading, struct staff *staff, size_t i)
{
    const struct config *config = reading->config;

    default_first_name(staff);
    for (size_t j = 0; j < i; j++) {
        if (staff->login[0] && strcmp(config->staff[j].login, staff->login) == 0)
            mistake(reading, spot_string(reading, staff->login),
                    "\"%s\" is the login of two people, expected one each", staff->login);
    }
    if (staff->deputy[0] && strcmp(staff->deputy, staff->login) == 0)
        mistake(reading, spot_string(reading, staff->deputy),
                "nobody can be the own deputy, expected the login of somebody else");
    else if (staff->deputy[0] && !config_staff(config, staff->deputy))
        refuse_login(reading, staff->deputy, "a login from the list staff");
    if (staff->login[0] && !staff->phone[0] && !staff->email[0])
        warning(reading, spot_string(reading, staff->login),
                "has neither phone nor email, so no alert reaches this person");
    else if (staff->email[0] && !config->mail.url[0])
        warning(reading, spot_string(reading, staff->email),
                "no mail leaves without mail.url, so alerts reach this person on one road at most");
}

static bool has_role(const struct config *config, enum role role)
{
    for (size_t i = 0; i < config->staff_n; i++)
        if (config->staff[i].role == role) return true;
    return false;
}

static bool covers(const struct config *config, unsigned day, int minute)
{
    for (size_t i = 0; i < config->duty_n; i++) {
        const struct week_hours *hours = &config->duties[i].hours;

        if (hours->days & (1U << day) && hours->from_min <= minute && minute < hours->till_min)
            return true;
    }
    return false;
}

/* Finds the first quarter of an hour of the week that no duty covers. */
static void check_cover(struct reading *reading)
{
    static const char *const days[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

    for (unsigned day = 0; day < COUNT(days); day++) {
        for (int minute = 0; minute < 24 * 60; minute += 15) {
            if (covers(reading->config, day, minute)) continue;
            warning(reading, spot_file(reading, 1),
                    "nobody has duty on %s at %02d:%02d, and maybe at other hours: a family in "
                    "danger then hears that nobody calls back",
                    days[day], minute / 60, minute % 60);
            return;
        }
    }
}

void staff_check(struct reading *reading)
{
    struct config *config = reading->config;

    for (size_t i = 0; i < config->staff_n; i++)
        check_one(reading, &config->staff[i], i);
    for (size_t i = 0; i < config->duty_n; i++) {
        const char *login = config->duties[i].staff;

        if (login && login[0] && !config_staff(config, login))
            refuse_login(reading, login, "a login from the list staff");
    }
    split_duties(config);
    if (config->staff_n == 0) {
        warning(reading, spot_file(reading, 1),
                "there is no staff, so nobody can log in and no alert reaches anybody");
        return;
    }
    if (!has_role(config, ROLE_COORDINATOR))
        warning(reading, spot_file(reading, 1),
                "no staff member is a coordinator, so that step of the ladder reaches nobody");
    check_cover(reading);
}
