#include "gateway/dialogue/wording.h"

/* The `n`-th word of a list, from 0; the lists are checked when the configuration is loaded. */
static void add_nth_word(const char *list, int n, struct text *out)
{
    for (; n > 0 && *list; n--) {
        list += strcspn(list, " ");
        list += strspn(list, " ");
    }
    text_add_bytes(out, list, strcspn(list, " "));
}

void wording_add_day(const struct config *config, enum language language, usec at, struct text *out)
{
    struct local local = zone_local(config->municipality.zone, at);
    int weekday = day_weekday(day_of(local.year, local.month, local.day));

    add_nth_word(config_wording(config, "weekdays", language), weekday - 1, out);
    text_addf(out, " %d ", local.day);
    add_nth_word(config_wording(config, "months", language), local.month - 1, out);
}

void wording_add_time(const struct config *config, enum language language, usec at,
                      struct text *out)
{
    struct local local = zone_local(config->municipality.zone, at);

    /* Arabic: digits 0-9 and a colon, which phones make tappable; Dutch writes a full stop. */
    text_addf(out, language_is_rtl(language) ? "%d:%02d" : "%d.%02d", local.hour, local.minute);
}

static void add_variable(const struct config *config, enum language language, const char *name,
                         size_t n, const struct variables *variables, struct text *out)
{
    const struct {
        const char *name, *value;
    } strings[] = {
        {"manager", variables->manager     },
        {"member",  variables->member      },
        {"code",    variables->code        },
        {"url",     variables->url         },
        {"gp",      config->municipality.gp},
    };

    for (size_t i = 0; i < COUNT(strings); i++)
        if (strlen(strings[i].name) == n && strncmp(strings[i].name, name, n) == 0 &&
            strings[i].value)
            text_add(out, strings[i].value);
    if (n == 3 && strncmp(name, "day", n) == 0)
        wording_add_day(config, language, variables->at, out);
    else if (n == 3 && strncmp(name, "was", n) == 0)
        wording_add_day(config, language, variables->was, out);
    else if (n == 4 && strncmp(name, "time", n) == 0)
        wording_add_time(config, language, variables->at, out);
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
