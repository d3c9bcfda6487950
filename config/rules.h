#ifndef CONFIG_RULES_H
#define CONFIG_RULES_H
/* The rules beside text: when scores, silence and the like become a signal. The group `rules` of the
 * configuration; each rule can be switched off and tuned. What each does is in gateway/rules/rules.h. */
#include "gateway/base/base.h"

struct rules {
    struct {
        bool on;
        int watch_at;   /* a score of this or less is level 1 … */
        int relapse_at; /* … and of this or less level 2; 0: none is */
    } score_low;
    struct {
        bool on;
        int by; /* points at once */
    } score_drop;
    struct {
        bool on;
    } follow_up;
    struct {
        bool on;
        int shown, calls;  /* check-ins in silence in a row: level 1, level 2 */
        usec trouble_days; /* one is enough so soon after trouble; 0: it is not */
    } silence;
};

#endif
