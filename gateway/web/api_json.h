#ifndef GATEWAY_WEB_API_JSON_H
#define GATEWAY_WEB_API_JSON_H
/* Api_json: what the store knows, written as JSON and read from it. Every mistake names its field. */
#include <jansson.h>

#include "gateway/alerts/alerts.h"
#include "gateway/web/route_report.h"

#define API_MEMBERS_MAX 20

/* "2027-01-18T09:12:00Z", null for no moment; "2027-01-18"; "09:30"; the names of a set of domains. */
json_t *api_write_moment(usec at);
json_t *api_write_day(int32_t day);
json_t *api_write_minutes(int minutes);
json_t *api_write_domains(unsigned domains);
/* The word for active, paused, ended. */
const char *api_enrolment_state(enum enrolment_state state);

json_t *api_write_family(const struct family *family);
/* What was read and found in it; what it says is read in the console. */
json_t *api_write_reply(const struct reply_row *reply);
/* Without `content` neither the family nor the domains are named. */
json_t *api_write_alert(const struct alert *alert, bool content);
json_t *api_write_balance(const struct balance *balance);
json_t *api_write_route(const struct route_report *report);

/* `consents`: per member, whether the channel was agreed to. What was read before a mistake is the
 * caller's to clear. */
enum rc api_read_family(const struct config *config, const json_t *json, struct family *out,
                        bool consents[static API_MEMBERS_MAX], struct fault *why) NEEDS_CHECK;
/* A time of day; untouched where there is none of that name. */
enum rc api_read_minutes(const json_t *json, const char *name, int *out,
                         struct fault *why) NEEDS_CHECK;
/* The life domains that `json` names, at least one. */
enum rc api_read_domains(const json_t *json, unsigned *out, struct fault *why) NEEDS_CHECK;
/* "digits" of a member; absent: left as it is. */
enum rc api_read_digits(const json_t *json, enum digits *out, struct fault *why) NEEDS_CHECK;
enum rc api_read_wish(const json_t *json, struct callback_wish *out, struct fault *why) NEEDS_CHECK;

#endif
