#ifndef GATEWAY_WEB_ASSETS_H
#define GATEWAY_WEB_ASSETS_H
/* Assets: style sheet, script and sign of the console, from the files that are linked in. */
#include "gateway/web/visit.h"

/* Puts the style sheets together, the dark tokens inside a media query, and names their version. */
enum rc assets_load(struct console *console, struct fault *why) NEEDS_CHECK;

/* Answers /assets/<name>. RC_MISSING: there is none. Cached for a year where the link has the version. */
enum rc assets_show(struct visit *visit, struct fault *why) NEEDS_CHECK;

#endif
