#include "gateway/dialogue/wording.h"

/* A name of two words is one word in the list. */
#define WORD_JOINER "_"

/* The `n`-th word of a list, from 0; the lists are checked when the configuration is loaded. */
static void add_nth_word(const char *list, int n, struct text *out)
{
    for (; n > 0 && *list; n--) {
        list += strcspn(list, " ");
        list += strspn(list, " ");
    }
    while (*list && *list != ' ') {
        size_t part_n = strcspn(list, " " WORD_JOINER);

        text_add_bytes(out, list, part_n);
        list += part_n;
        if (*list == *WORD_JOINER) {
            text_add_char(out, ' ');
            list++;
        }
    }
}

static const char *months_of(const struct config *config, enum language language)
{
    static const char *const lists[] = {
        [MONTHS_STANDARD] = "months",
        [MONTHS_LEVANTINE] = "months-levantine",
        [MONTHS_MOROCCAN] = "months-moroccan",
    };

    return config_wording(config, language == LANGUAGE_AR ? lists[config->arabic_months] : "months",
                          language);
}

static bool reads_arabic(const struct config *config, enum language language, enum digits digits)
{
    if (digits == DIGITS_USUAL) return language == LANGUAGE_AR && config->arabic_digits;
    return language_is_rtl(language) && digits == DIGITS_ARABIC;
}

/* Written in 0 to 9, or in the digits of Arabic. */
static void add_figures(bool arabic, const char *figures, struct text *out)
{
    for (; *figures; figures++) {
        if (arabic && *figures >= '0' && *figures <= '9')
            text_addf(out, "\xD9%c", 0xA0 + (*figures - '0')); /* U+0660 and so on */
        else
            text_add_char(out, *figures);
    }
}

void wording_add_day(const struct config *config, enum language language, enum digits digits,
                     usec at, struct text *out)
{
    struct local local = zone_local(config->municipality.zone, at);
    int weekday = day_weekday(day_of(local.year, local.month, local.day));
    char day[8];

    snprintf(day, sizeof(day), " %d ", local.day);
    add_nth_word(config_wording(config, "weekdays", language), weekday - 1, out);
    add_figures(reads_arabic(config, language, digits), day, out);
    add_nth_word(months_of(config, language), local.month - 1, out);
}

void wording_add_time(const struct config *config, enum language language, enum digits digits,
                      usec at, struct text *out)
{
    struct local local = zone_local(config->municipality.zone, at);
    char time[8];

    /* Arabic: a colon, which phones make tappable; Dutch writes a full stop. */
    snprintf(time, sizeof(time), language_is_rtl(language) ? "%d:%02d" : "%d.%02d", local.hour,
             local.minute);
    add_figures(reads_arabic(config, language, digits), time, out);
}

void wording_add_slot(const struct config *config, enum language language, enum digits digits,
                      usec at, struct text *out)
{
    wording_add_day(config, language, digits, at, out);
    text_add_char(out, ' ');
    wording_add_time(config, language, digits, at, out);
}

static void add_slots(const struct config *config, enum language language,
                      const struct variables *variables, struct text *out)
{
    for (size_t i = 0; i < variables->slot_n; i++) {
        text_addf(out, "%s%zu: ", i ? "\n" : "", i + 1);
        wording_add_slot(config, language, variables->digits, variables->slots[i], out);
    }
}

static void add_variable(const struct config *config, enum language language, const char *name,
                         size_t n, const struct variables *variables, struct text *out)
{
    const struct {
        const char *name, *value;
    } strings[] = {
        {"manager", variables->manager     },
        {"member",  variables->member      },
        {"initial", variables->initial     },
        {"code",    variables->code        },
        {"url",     variables->url         },
        {"place",   variables->place       },
        {"gp",      config->municipality.gp},
    };

    for (size_t i = 0; i < COUNT(strings); i++)
        if (strlen(strings[i].name) == n && strncmp(strings[i].name, name, n) == 0 &&
            strings[i].value)
            text_add(out, strings[i].value);
    if (n == 3 && strncmp(name, "day", n) == 0)
        wording_add_day(config, language, variables->digits, variables->at, out);
    else if (n == 5 && strncmp(name, "slots", n) == 0)
        add_slots(config, language, variables, out);
    else if (n == 3 && strncmp(name, "was", n) == 0)
        wording_add_day(config, language, variables->digits, variables->was, out);
    else if (n == 4 && strncmp(name, "time", n) == 0)
        wording_add_time(config, language, variables->digits, variables->at, out);
    else if (n == 4 && strncmp(name, "from", n) == 0)
        text_addf(out, "%d", variables->from);
    else if (n == 4 && strncmp(name, "till", n) == 0)
        text_addf(out, "%d", variables->till);
}

static void fill(const struct config *config, const char *at, enum language language,
                 const struct variables *variables, struct text *out)
{
    assert(at);
    while (*at) {
        size_t plain = strcspn(at, "{");
        const char *end = strchr(at + plain, '}');

        text_add_bytes(out, at, plain);
        if (!end) break; /* the configuration refuses a brace without its fellow */
        add_variable(config, language, at + plain + 1, (size_t)(end - at) - plain - 1, variables,
                     out);
        at = end + 1;
    }
}

void wording_fill(const struct config *config, const char *name, enum language language,
                  const struct variables *variables, struct text *out)
{
    fill(config, config_wording(config, name, language), language, variables, out);
}

void wording_fill_screen(const struct config *config, const char *name, enum language language,
                         const struct variables *variables, struct text *out)
{
    fill(config, config_screen_wording(config, name, language), language, variables, out);
}
