/* Rules beside text: the group `rules` of default.cfg and of the operator's file. */
#include "config/things.h"

#define SCORE_MAX 5
#define DAYS_MAX  365 /* as far back as a family's past is looked at */

/* Every rule is a group of its own, with this first. */
#define KEY_ON(where) KEY(.name = "on", .kind = KEY_SWITCH, .at = (where))
#define KEY_INT(key, where, least, most)                                                           \
    KEY(.name = (key), .kind = KEY_NUMBER, .at = (where), .min = (least), .max = (most))
#define KEY_DAYS(key, where, least, most)                                                          \
    KEY(.name = (key), .kind = KEY_SPAN, .at = (where), .min = (least), .max = (most),             \
        .unit = USEC_DAY)
#define KEY_HOURS(key, where, most)                                                                \
    KEY(.name = (key), .kind = KEY_SPAN, .at = (where), .min = 1, .max = (most), .unit = USEC_HOUR)
#define RULE_GROUP(rule)                                                                           \
    static const struct group rule##_group = {.what = "rules." #rule,                              \
                                              .size = sizeof(struct rules),                        \
                                              .keys = rule##_keys,                                 \
                                              .key_n = COUNT(rule##_keys)}
#define KEY_RULE(rule) KEY(.name = #rule, .kind = KEY_GROUP, .group = &rule##_group)

/* A rule's group is read into the whole, so that its keys say where they go. */
static const struct key all_well_keys[] = {
    KEY_ON(offsetof(struct rules, all_well.on)),
    KEY_INT("score", offsetof(struct rules, all_well.score), 1, SCORE_MAX),
    KEY_DAYS("days", offsetof(struct rules, all_well.days), 1, DAYS_MAX),
};
RULE_GROUP(all_well);

static const struct key follow_up_keys[] = {
    KEY_ON(offsetof(struct rules, follow_up.on)),
};
RULE_GROUP(follow_up);

static const struct key appointments_keys[] = {
    KEY_ON(offsetof(struct rules, appointments.on)),
    KEY_INT("shown", offsetof(struct rules, appointments.shown), 1, 20),
    KEY_INT("calls", offsetof(struct rules, appointments.calls), 1, 20),
};
RULE_GROUP(appointments);

static const struct key helper_keys[] = {
    KEY_ON(offsetof(struct rules, helper.on)),
};
RULE_GROUP(helper);

static const struct key number_failed_keys[] = {
    KEY_ON(offsetof(struct rules, number_failed.on)),
    KEY_INT("texts", offsetof(struct rules, number_failed.texts), 1, REACH_TEXTS_MAX),
};
RULE_GROUP(number_failed);

static const struct key number_silent_keys[] = {
    KEY_ON(offsetof(struct rules, number_silent.on)),
    KEY_INT("texts", offsetof(struct rules, number_silent.texts), 1, REACH_TEXTS_MAX),
    KEY_DAYS("days", offsetof(struct rules, number_silent.days), 1, DAYS_MAX),
};
RULE_GROUP(number_silent);

static const struct key number_unreported_keys[] = {
    KEY_ON(offsetof(struct rules, number_unreported.on)),
    KEY_HOURS("hours", offsetof(struct rules, number_unreported.hours), 24 * 14),
};
RULE_GROUP(number_unreported);

static const struct key number_wrong_keys[] = {
    KEY_ON(offsetof(struct rules, number_wrong.on)),
};
RULE_GROUP(number_wrong);

static const struct key observers_score_keys[] = {
    KEY_ON(offsetof(struct rules, observers_score.on)),
    KEY_INT("points", offsetof(struct rules, observers_score.points), 1, SCORE_MAX - 1),
    KEY_HOURS("hours", offsetof(struct rules, observers_score.hours), 24 * 14),
};
RULE_GROUP(observers_score);

static const struct key observers_told_keys[] = {
    KEY_ON(offsetof(struct rules, observers_told.on)),
    KEY_INT("well", offsetof(struct rules, observers_told.well), 1, SCORE_MAX),
    KEY_HOURS("hours", offsetof(struct rules, observers_told.hours), 24 * 14),
};
RULE_GROUP(observers_told);

static const struct key score_drop_keys[] = {
    KEY_ON(offsetof(struct rules, score_drop.on)),
    KEY_INT("by", offsetof(struct rules, score_drop.by), 1, SCORE_MAX - 1),
};
RULE_GROUP(score_drop);

static const struct key score_falling_keys[] = {
    KEY_ON(offsetof(struct rules, score_falling.on)),
    KEY_INT("scores", offsetof(struct rules, score_falling.scores), 2, SCORE_MAX),
};
RULE_GROUP(score_falling);

static const struct key score_low_keys[] = {
    KEY_ON(offsetof(struct rules, score_low.on)),
    KEY_INT("watch_at", offsetof(struct rules, score_low.watch_at), 0, SCORE_MAX - 1),
    KEY_INT("relapse_at", offsetof(struct rules, score_low.relapse_at), 0, SCORE_MAX - 1),
};
RULE_GROUP(score_low);

static const struct key score_slide_keys[] = {
    KEY_ON(offsetof(struct rules, score_slide.on)),
    KEY_INT("falls", offsetof(struct rules, score_slide.falls), 1, SCORE_MAX - 1),
};
RULE_GROUP(score_slide);

static const struct key score_slope_keys[] = {
    KEY_ON(offsetof(struct rules, score_slope.on)),
    KEY_INT("scores", offsetof(struct rules, score_slope.scores), SLOPE_SCORES_MIN, SCORES_MAX),
    KEY_DAYS("days", offsetof(struct rules, score_slope.days), 1, DAYS_MAX),
    KEY_INT("fall_tenths", offsetof(struct rules, score_slope.fall_tenths), 1, 40),
};
RULE_GROUP(score_slope);

static const struct key silence_keys[] = {
    KEY_ON(offsetof(struct rules, silence.on)),
    KEY_INT("shown", offsetof(struct rules, silence.shown), 1, 20),
    KEY_INT("calls", offsetof(struct rules, silence.calls), 1, 20),
    KEY_DAYS("trouble_days", offsetof(struct rules, silence.trouble_days), 0, DAYS_MAX),
};
RULE_GROUP(silence);

static const struct key silence_habit_keys[] = {
    KEY_ON(offsetof(struct rules, silence_habit.on)),
    KEY_INT("check_ins", offsetof(struct rules, silence_habit.check_ins), 1, CHECK_INS_MAX),
    KEY_INT("shown_percent", offsetof(struct rules, silence_habit.shown_percent), 0, 100),
    KEY_INT("calls_percent", offsetof(struct rules, silence_habit.calls_percent), 0, 100),
};
RULE_GROUP(silence_habit);

static const struct key stop_after_trouble_keys[] = {
    KEY_ON(offsetof(struct rules, stop_after_trouble.on)),
    KEY_DAYS("days", offsetof(struct rules, stop_after_trouble.days), 1, DAYS_MAX),
};
RULE_GROUP(stop_after_trouble);

static const struct key stop_after_violence_keys[] = {
    KEY_ON(offsetof(struct rules, stop_after_violence.on)),
    KEY_DAYS("days", offsetof(struct rules, stop_after_violence.days), 1, DAYS_MAX),
};
RULE_GROUP(stop_after_violence);

static const struct key watches_keys[] = {
    KEY_ON(offsetof(struct rules, watches.on)),
    KEY_DAYS("half_life_days", offsetof(struct rules, watches.half_life), 1, DAYS_MAX),
    KEY_INT("sum_tenths", offsetof(struct rules, watches.sum_tenths), 11, 100),
};
RULE_GROUP(watches);

static const struct key rules_keys[] = {
    KEY_RULE(all_well),
    KEY_RULE(appointments),
    KEY_RULE(follow_up),
    KEY_RULE(helper),
    KEY_RULE(number_failed),
    KEY_RULE(number_silent),
    KEY_RULE(number_unreported),
    KEY_RULE(number_wrong),
    KEY_RULE(observers_score),
    KEY_RULE(observers_told),
    KEY_RULE(score_drop),
    KEY_RULE(score_falling),
    KEY_RULE(score_low),
    KEY_RULE(score_slide),
    KEY_RULE(score_slope),
    KEY_RULE(silence),
    KEY_RULE(silence_habit),
    KEY_RULE(stop_after_trouble),
    KEY_RULE(stop_after_violence),
    KEY_RULE(watches),
};

const struct group rules_group = {
    .what = "rules", .size = sizeof(struct rules), .keys = rules_keys, .key_n = COUNT(rules_keys)};
