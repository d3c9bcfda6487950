#ifndef GATEWAY_WEB_VERDICTS_H
#define GATEWAY_WEB_VERDICTS_H
/* Verdicts: what a person says of what the machine read, as forms and the API bring it. */
#include "gateway/web/view.h"

/* Adds outcomes, {"value","id","word"}, and verdict_domains, {"value","word"}: the choices about an alert. */
void verdicts_add_outcomes(json_t *to, const struct visit *visit, const struct alert *alert);
/* Adds verdict_domains alone. */
void verdicts_add_domains(json_t *to, const struct visit *visit);

/* The outcome in a form about an alert ("right", "too-high:1", "domain" with the field "domain"). False: it
 * is none. */
bool verdicts_read_outcome(const struct visit *visit, struct new_verdict *out);

/* Which word it is to say that this signal is in truth of that domain and level. */
enum verdict_word verdicts_word(const struct signal_row *signal, enum domain domain,
                                enum level level);

/* From JSON: the word under `name`, "level", "domain" and "note", whose strings stay the JSON's. */
enum rc verdicts_read_json(const json_t *json, const char *name, struct new_verdict *out,
                           struct fault *why) NEEDS_CHECK;

#endif
