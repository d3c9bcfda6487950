#include "gateway/base/clock.h"

#include <ctype.h>

static usec read_system(clockid_t which)
{
    struct timespec at;

    clock_gettime(which, &at);
    return (usec)at.tv_sec * USEC_SEC + at.tv_nsec / 1000;
}

static usec real_now(struct clock *clock)
{
    (void)clock;
    return read_system(CLOCK_REALTIME);
}

struct clock clock_real(void)
{
    return (struct clock){.now = real_now};
}

usec clock_now(struct clock *clock)
{
    return clock->now(clock);
}

usec clock_monotonic(void)
{
    return read_system(CLOCK_MONOTONIC);
}

void clock_write(usec at, char out[static 32])
{
    time_t seconds = (time_t)(at / USEC_SEC - (at % USEC_SEC < 0));
    struct tm utc;

    if (!gmtime_r(&seconds, &utc) || strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &utc) == 0)
        out[0] = '\0';
}

/* The fraction behind the seconds, at most six digits counted; moves `at` past it. */
static usec read_fraction(const char **at)
{
    usec fraction = 0, unit = USEC_SEC / 10;

    if (**at != '.') return 0;
    for ((*at)++; isdigit((unsigned char)**at); (*at)++, unit /= 10)
        fraction += (**at - '0') * unit;
    return fraction;
}

bool clock_read(const char *string, usec *out)
{
    struct tm utc = {0};
    const char *rest = strptime(string, "%Y-%m-%dT%H:%M:%S", &utc);
    int day = utc.tm_mday;
    usec fraction;
    time_t seconds;

    if (!rest) return false;
    fraction = read_fraction(&rest);
    if (strcmp(rest, "Z") != 0) return false;
    seconds = timegm(&utc);
    if (utc.tm_mday != day) return false; /* 30 February */
    *out = (usec)seconds * USEC_SEC + fraction;
    return true;
}
