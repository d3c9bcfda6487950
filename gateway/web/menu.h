#ifndef GATEWAY_WEB_MENU_H
#define GATEWAY_WEB_MENU_H
/* Menu: which screens this one has, and how much waits behind them. */
#include "gateway/web/visit.h"

/* {"nav": [{href, word, current, …}], "rest": those that a narrow screen keeps behind one button}. */
enum rc menu_json(const struct visit *visit, json_t **out, struct fault *why) NEEDS_CHECK;

#endif
