#include "config/values.h"

#include <ctype.h>

#include "providers/phone.h"

#define DAY_MIN (24 * 60)

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
static const char letters[] = LETTERS;
static const char letters_and_digits[] = LETTERS "0123456789";

/* Reads at most `digits_max` digits. */
static bool read_digits(const char **at, size_t digits_max, int *out)
{
    size_t n = 0;

    *out = 0;
    for (; n < digits_max && isdigit((unsigned char)**at); n++)
        *out = 10 * *out + (*(*at)++ - '0');
    return n > 0 && !isdigit((unsigned char)**at);
}

static bool read_char(const char **at, char c)
{
    if (**at != c) return false;
    (*at)++;
    return true;
}

static bool read_minute_of_day(const char **at, int *out)
{
    int hour, minute;
    const char *colon;

    if (!read_digits(at, 2, &hour) || !read_char(at, ':')) return false;
    colon = *at;
    if (!read_digits(at, 2, &minute) || *at - colon != 2) return false;
    *out = 60 * hour + minute;
    return minute < 60 && *out <= DAY_MIN;
}

bool value_window(const char *value, int *from_min, int *till_min)
{
    int from, till;

    if (!read_minute_of_day(&value, &from) || !read_char(&value, '-') ||
        !read_minute_of_day(&value, &till) || *value || from == DAY_MIN)
        return false;
    *from_min = from;
    *till_min = till;
    return true;
}

static bool read_weekday(const char **at, unsigned *out)
{
    static const char days[][4] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

    for (unsigned i = 0; i < COUNT(days); i++) {
        if (strncmp(*at, days[i], 3) != 0) continue;
        *at += 3;
        *out = i;
        return true;
    }
    return false;
}

/* "mon", "mon-fri" or "sat-mon". */
static bool read_weekdays(const char **at, unsigned *days)
{
    unsigned from, till;

    if (!read_weekday(at, &from)) return false;
    till = from;
    if (read_char(at, '-') && !read_weekday(at, &till)) return false;
    for (unsigned day = from;; day = (day + 1) % 7) {
        *days |= 1U << day;
        if (day == till) return true;
    }
}

static bool read_day_list(const char **at, unsigned *days)
{
    do {
        if (!read_weekdays(at, days)) return false;
    } while (read_char(at, ','));
    return true;
}

bool value_weekdays(const char *value, unsigned *days)
{
    unsigned read = 0;

    if (!read_day_list(&value, &read) || *value) return false;
    *days = read;
    return true;
}

bool value_week_hours(const char *value, struct week_hours *out)
{
    struct week_hours hours = {0};

    if (strcmp(value, "always") == 0) {
        *out = (struct week_hours){.days = 0x7F, .from_min = 0, .till_min = DAY_MIN};
        return true;
    }
    if (!read_day_list(&value, &hours.days) || !read_char(&value, ' ') ||
        !value_window(value, &hours.from_min, &hours.till_min) || hours.from_min == hours.till_min)
        return false;
    *out = hours;
    return true;
}

bool value_euros(const char *value, int64_t *micros)
{
    int euros, decimals = 0;

    if (!read_digits(&value, 7, &euros)) return false;
    if (read_char(&value, '.')) {
        const char *from = value;

        if (!read_digits(&value, 6, &decimals)) return false;
        for (size_t n = (size_t)(value - from); n < 6; n++)
            decimals *= 10;
    }
    if (*value || euros > 1000000) return false;
    *micros = euros * INT64_C(1000000) + decimals;
    return true;
}

static bool made_of(const char *value, const char *more)
{
    for (; *value; value++)
        if (!strchr(letters_and_digits, *value) && !strchr(more, *value)) return false;
    return true;
}

bool value_is_name(const char *value)
{
    return isalnum((unsigned char)value[0]) && strlen(value) <= 40 && made_of(value, "-_.");
}

bool value_is_path_word(const char *value)
{
    return strlen(value) <= 128 && made_of(value, "-_.~");
}

/* Reads a host name, an IPv4 address or a bracketed IPv6 address. */
static bool read_host(const char **at)
{
    const char *from = *at;

    if (read_char(at, '[')) {
        size_t n = strspn(*at, "0123456789abcdefABCDEF:.");
        *at += n;
        return n >= 2 && memchr(from, ':', n + 1) && read_char(at, ']');
    }
    while (**at && (strchr(letters_and_digits, **at) || strchr("-._", **at)))
        (*at)++;
    return *at > from && *at - from <= 253;
}

static bool read_port(const char **at)
{
    int port;

    return read_digits(at, 5, &port) && port <= 65535;
}

bool value_is_listen(const char *value)
{
    return read_host(&value) && read_char(&value, ':') && read_port(&value) && !*value;
}

static bool read_scheme(const char **at, const char *scheme)
{
    size_t n = strlen(scheme);

    if (strncmp(*at, scheme, n) != 0) return false;
    *at += n;
    return true;
}

/* Reads what follows the scheme up to the path. */
static bool read_authority(const char **at)
{
    return read_host(at) && (!read_char(at, ':') || read_port(at));
}

bool value_is_base_url(const char *value)
{
    if (!read_scheme(&value, "https://") && !read_scheme(&value, "http://")) return false;
    return read_authority(&value) && (!*value || *value == '/') && made_of(value, "/-._~%+:@");
}

bool value_is_public_url(const char *value)
{
    size_t n = strlen(value);

    return value_is_base_url(value) && value[n - 1] != '/' && n <= 200;
}

bool value_is_mail_url(const char *value)
{
    if (strcmp(value, "sandbox:") == 0) return true;
    if (!read_scheme(&value, "smtps://") && !read_scheme(&value, "smtp://")) return false;
    return read_authority(&value) && !*value;
}

/* Reads an address of the block that always means the own machine: 127.0.0.0/8, in four plain decimal
 * numbers. Its other spellings (0x7f.1, 2130706433) need not be understood. */
static bool read_loopback(const char **at)
{
    const char *from = *at;
    int part;

    if (!read_scheme(at, "127.")) return false;
    for (int i = 0; i < 3; i++) {
        if ((i > 0 && !read_char(at, '.')) || !read_digits(at, 3, &part) || part > 255) {
            *at = from;
            return false;
        }
    }
    return true;
}

/* Reads a host that is this machine itself, whatever a name server says. */
static bool read_this_machine(const char **at)
{
    return read_loopback(at) || read_scheme(at, "localhost") || read_scheme(at, "[::1]");
}

/* Reads a port where there is one. False: more of the host follows, or what stood there was a name for a log-in. */
static bool read_rest_of_authority(const char **at)
{
    return (!read_char(at, ':') || read_port(at)) && (!**at || strchr("/?#", **at));
}

bool value_is_calendar_url(const char *value)
{
    const char *at = value;

    if (read_scheme(&at, "http://") ? !read_this_machine(&at)
                                    : !read_scheme(&at, "https://") || !read_host(&at))
        return false;
    if (!read_rest_of_authority(&at) || *at == '#' || strlen(value) > 2000) return false;
    for (; *at; at++)
        if (*at <= ' ' || *at > '~') return false;
    return true;
}

bool value_is_email(const char *value)
{
    const char *at = strchr(value, '@');

    return at && at > value && strlen(value) <= 254 && made_of(value, "@.-_+'") &&
           strchr(at + 1, '@') == NULL && at[1] != '\0' && at[1] != '.' &&
           isalnum((unsigned char)value[strlen(value) - 1]);
}

bool value_is_phone(const char *value)
{
    char number[PHONE_SPACE];

    return value[0] == '+' && phone_normalise(value, number) && strcmp(number, value) == 0;
}

bool value_is_number(const char *sender)
{
    if (*sender == '+') sender++;
    return *sender && sender[strspn(sender, "0123456789")] == '\0';
}

bool value_is_sender(const char *value)
{
    size_t n = strlen(value);

    if (value_is_number(value)) return n >= 3 && n <= 16;
    /* A Messaging Service of Twilio stands in for its senders. Source: docs/providers.md, "Twilio". */
    if (n == 34 && strncmp(value, "MG", 2) == 0) return made_of(value, "");
    return n <= 11 && made_of(value, " -_.&+") && strpbrk(value, letters) != NULL;
}

bool value_is_ussd_code(const char *value)
{
    size_t n = strlen(value);

    return n >= 3 && n <= 32 && (value[0] == '*' || value[0] == '#') && value[n - 1] == '#' &&
           strspn(value, "*#0123456789") == n && strpbrk(value, "0123456789");
}

bool value_is_header(const char *value)
{
    return strlen(value) <= 64 && made_of(value, "-_");
}

bool value_is_gp(const char *value)
{
    return strlen(value) <= 20 && value[strspn(value, "0123456789 -")] == '\0' &&
           isdigit((unsigned char)value[0]);
}

bool value_is_zone_name(const char *value)
{
    return isalpha((unsigned char)value[0]) && strlen(value) <= 64 && made_of(value, "/_-+") &&
           !strstr(value, "//");
}

bool value_is_password_hash(const char *value)
{
    return strncmp(value, "$argon2id$", strlen("$argon2id$")) == 0 && strlen(value) < 128;
}

bool value_is_local(const char *url)
{
    return (read_scheme(&url, "http://") || read_scheme(&url, "https://")) &&
           read_this_machine(&url) && read_rest_of_authority(&url);
}
