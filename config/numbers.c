/* Numbers: the service numbers that people may be told to call, and until when they are trusted. */
#include "config/things.h"
#include "config/values.h"
#include "scheduler/zone.h"

#define NUMBERS_MAX 100
/* A wrong number costs lives: look again twice a year. */
#define CHECKED_DAYS_MAX 184

static const char *use_word(size_t i)
{
    static const char *const words[] = {
        [NUMBER_STAFF] = "staff", [NUMBER_FAMILY] = "family", [NUMBER_SUICIDE] = "suicide"};

    return i < COUNT(words) ? words[i] : NULL;
}

static bool read_checked_on(const char *value, void *thing)
{
    struct service_number *number = thing;

    return day_read(value, &number->checked_on);
}

static const struct key number_keys[] = {
    KEY(.name = "number", .kind = KEY_STRING, .at = offsetof(struct service_number, number),
        .required = true, .valid = value_is_gp,
        .expected = "a number in its national form, such as \"0800-0113\""),
    KEY(.name = "name", .kind = KEY_STRING, .at = offsetof(struct service_number, name),
        .required = true, .expected = "who answers there"),
    KEY(.name = "hours", .kind = KEY_STRING, .at = offsetof(struct service_number, hours)),
    KEY(.name = "cost", .kind = KEY_STRING, .at = offsetof(struct service_number, cost)),
    KEY(.name = "use", .kind = KEY_WORD, .at = offsetof(struct service_number, use),
        .word = use_word, .preset = NUMBER_STAFF),
    KEY(.name = "checked_on", .kind = KEY_READ, .required = true, .read = read_checked_on,
        .expected = "the day on which somebody called it, such as \"2026-11-22\""),
};

static const struct group number_group = {.what = "a number",
                                          .size = sizeof(struct service_number),
                                          .keys = number_keys,
                                          .key_n = COUNT(number_keys),
                                          .clear = service_number_clear};

static const struct key numbers_keys[] = {
    KEY(.name = "numbers", .kind = KEY_VISIT, .required = true, .visit = numbers_visit),
};

const struct group numbers_group = {.what = "the list of numbers",
                                    .size = sizeof(struct config),
                                    .keys = numbers_keys,
                                    .key_n = COUNT(numbers_keys)};

void service_number_clear(void *thing)
{
    struct service_number *number = thing;

    free(number->number);
    free(number->name);
    free(number->hours);
    free(number->cost);
    *number = (struct service_number){0};
}

void numbers_visit(struct reading *reading, const config_setting_t *setting, void *thing)
{
    struct config *config = thing;
    size_t first = config->number_n, n = (size_t)config_setting_length(setting);

    if (!schema_is(reading, setting, CONFIG_TYPE_LIST)) return;
    if (n > NUMBERS_MAX) {
        mistake(reading, spot_setting(reading, setting), "has %zu numbers, expected at most %d", n,
                NUMBERS_MAX);
        return;
    }
    config->numbers =
        schema_grow(config->numbers, &config->number_n, n, sizeof(config->numbers[0]));
    for (size_t i = 0; i < n; i++)
        schema_queue(reading, config_setting_get_elem(setting, (unsigned)i), &number_group,
                     &config->numbers[first + i]);
}

void numbers_merge(struct reading *reading)
{
    struct config *config = reading->config;
    const struct merge merge = {.what = "numbers",
                                .things = config->numbers,
                                .n = &config->number_n,
                                .shipped_n = reading->number_shipped_n,
                                .size = sizeof(config->numbers[0]),
                                .name_at = offsetof(struct service_number, number),
                                .clear = service_number_clear};

    schema_merge(reading, &merge);
}

void numbers_check(struct reading *reading)
{
    const struct config *config = reading->config;
    int32_t today = (int32_t)(reading->now / USEC_DAY);

    for (size_t i = 0; i < config->number_n; i++) {
        const struct service_number *number = &config->numbers[i];

        if (number->number[0] && today - number->checked_on > CHECKED_DAYS_MAX)
            warning(reading, spot_string(reading, number->number),
                    "was last called more than six months ago, expected somebody to call it and "
                    "to write the day into checked_on");
    }
}
