#ifndef CONFIG_VALUES_H
#define CONFIG_VALUES_H
/* Values: what the texts in quotes look like: moments of the day, addresses, numbers, names. Pure. Inside
 * config/ only. */
#include "scheduler/quiet_hours.h"

/* "21:00-08:00"; "24:00" may end it. */
bool value_window(const char *value, int *from_min, int *till_min);
/* "mon-fri" or "sat,sun": bit 0 Monday … bit 6 Sunday. */
bool value_weekdays(const char *value, unsigned *days);
/* "mon-fri 08:30-17:30", "sat,sun 10:00-16:00" or "always"; where it crosses midnight, till_min lies
 * before from_min. */
bool value_week_hours(const char *value, struct week_hours *out);
/* "0.075": euros with at most six decimals, as millionths; at most a million. */
bool value_euros(const char *value, int64_t *micros);

/* Starts with a letter or digit; letters, digits, "-", "_" and "."; at most 40. */
bool value_is_name(const char *value);
bool value_is_path_word(const char *value); /* may stand in a URL as it is; at most 128 */
bool value_is_listen(const char *value);    /* host:port or [IPv6]:port */
bool value_is_public_url(const char *value);
bool value_is_base_url(const char *value); /* as above; a slash behind is allowed */
bool value_is_mail_url(const char *value); /* smtp:// or smtps:// host[:port], or sandbox: */
/* https://host[:port], or http:// where only this machine reaches it, and any path and query behind; at most 2000 */
bool value_is_calendar_url(const char *value);
bool value_is_email(const char *value);
bool value_is_phone(const char *value);     /* E.164: +31612345678 */
bool value_is_sender(const char *value);    /* E.164, a short code, a name of 1 to 11 characters */
bool value_is_ussd_code(const char *value); /* *140# or *140*7# */
bool value_is_header(const char *value);    /* name of an HTTP header */
bool value_is_gp(const char *value);        /* a number in its national form: 0900-1515 */
bool value_is_zone_name(const char *value); /* Area/City, nothing that leaves the folder */
bool value_is_password_hash(const char *value);

/* Only this machine reaches it: http(s)://localhost, [::1] or 127.x.x.x[:port], not a name that begins like one. */
bool value_is_local(const char *url);
/* A sender that families can answer. */
bool value_is_number(const char *sender);

#endif
