#ifndef GATEWAY_WEB_API_H
#define GATEWAY_WEB_API_H
/* Api: the same acts as JSON, for a coordinator's own systems. docs/api.md describes it. */
#include "gateway/web/visit.h"

/* Logs in with HTTP Basic for this request alone. RC_DENIED: no or wrong credentials; RC_AGAIN: too many
 * guesses. */
enum rc api_log_in(struct visit *visit, struct fault *why) NEEDS_CHECK;
/* A browser's session must show its token; a body must say that it is of `type` (JSON, a calendar), which no
 * form can. */
enum rc api_check_token(struct visit *visit, const char *type, struct fault *why) NEEDS_CHECK;
/* The body as an object, which the caller gives back; an empty one is an empty object. */
enum rc api_read_body(const struct visit *visit, json_t **out, struct fault *why) NEEDS_CHECK;
void api_error(struct visit *visit, int status, enum rc code, const char *message);

#endif
