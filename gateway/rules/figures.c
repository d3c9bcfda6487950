#include "gateway/rules/figures.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add(struct figures *figures, const char *between, const char *mark, int64_t value)
{
    size_t n = strlen(figures->string);
    int written = snprintf(figures->string + n, FIGURES_SPACE - n, "%s%s%" PRId64, n ? between : "",
                           mark, value);

    if (written < 0 || (size_t)written >= FIGURES_SPACE - n) figures->string[n] = '\0';
}

void figures_number(struct figures *figures, int64_t number)
{
    add(figures, " ", "", number);
}

void figures_day(struct figures *figures, usec at)
{
    add(figures, " ", "@", at);
}

void figures_and_number(struct figures *figures, int64_t number)
{
    add(figures, ",", "", number);
}

void figures_and_day(struct figures *figures, usec at)
{
    add(figures, ",", "@", at);
}

bool figure_next(const char **at, struct figure *out)
{
    const char *from = *at;
    struct figure figure = {.begins = *from != ','};
    char *end;

    if (*from == ' ' || *from == ',') from++;
    figure.is_day = *from == '@';
    if (figure.is_day) from++;
    figure.value = strtoll(from, &end, 10);
    if (end == from) return false;
    *at = end;
    *out = figure;
    return true;
}
