#ifndef CONFIG_RULES_H
#define CONFIG_RULES_H
/* The rules beside text: when scores, silence and the like become a signal. The group `rules` of the
 * configuration; each rule can be switched off and tuned. What each does is in gateway/rules/rules.h. */
#include "gateway/base/base.h"

/* Scores that a rule may look at, and those that a slope needs at least: with fewer one bad week makes it. */
#define SCORES_MAX       20
#define SLOPE_SCORES_MIN 6

/* Texts to one number that are looked at. */
#define REACH_TEXTS_MAX 20

/* Check-ins that a habit may be made of. */
#define CHECK_INS_MAX 100

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
        int scores; /* each lower than the one before */
    } score_falling;
    struct {
        bool on;
        int scores;      /* looked at, at most … */
        usec days;       /* … and no older than this */
        int fall_tenths; /* of a point, over the whole of them */
    } score_slope;
    struct {
        bool on;
        int falls; /* in a row, down to a low score */
    } score_slide;
    struct {
        bool on;
    } follow_up;
    struct {
        bool on;
        int shown, calls;  /* check-ins in silence in a row: level 1, level 2 */
        usec trouble_days; /* one is enough so soon after trouble; 0: it is not */
    } silence;
    struct {
        bool on;
        int score; /* this or more is well */
        usec days; /* after an alarm */
    } all_well;
    struct {
        bool on;
        usec days;
    } stop_after_violence, stop_after_trouble;
    struct {
        bool on;
        usec half_life;
        int sum_tenths; /* of worries, together */
    } watches;
    struct {
        bool on;
        int check_ins;                    /* before the silence, at most, that make the habit */
        int shown_percent, calls_percent; /* how likely the silence was by that habit, at most */
    } silence_habit;
    struct {
        bool on;
        int points; /* between the scores of two members … */
        usec hours; /* … so soon after each other */
    } observers_score;
    struct {
        bool on;
        int well; /* a score of this or more is well */
        usec hours;
    } observers_told;
    struct {
        bool on; /* texts of regular helpers are taken as reports */
    } helper;
    struct {
        bool on;
        int texts; /* in a row, the last ones, that did not arrive */
    } number_failed;
    struct {
        bool on;
        int texts; /* sent since … */
        usec days; /* … somebody wrote, so long ago */
    } number_silent;
    struct {
        bool on;
        usec hours; /* since the last text was sent */
    } number_unreported;
    struct {
        bool on;
    } number_wrong;
    struct {
        bool on;
        int shown,
            calls; /* points in a row: 2 for one that was missed, 1 for one declined or not answered */
    } appointments;
};

#endif
