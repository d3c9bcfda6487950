#ifndef GATEWAY_RULES_RULES_H
#define GATEWAY_RULES_RULES_H
/* Rules: what is a signal beside the words of a reply.
 *
 * Each rule is a pure function: figures and its part of the configuration in, a ruling out. It knows nothing
 * of who somebody is. A ruling becomes a signal with the rule's name and its figures, so that a sentence can
 * say why (web/pages/words.*.json, "rule_NAME"). No rule decides about a family: it shows something to a
 * person, or calls one. Which rules there are and why: docs/signals.md, "Beside text". */
#include "config/config.h"
#include "gateway/rules/figures.h"
#include "gateway/store/store.h"

struct ruling {
    enum level level; /* LEVEL_STABLE: nothing to say */
    enum rule_kind rule;
    struct figures figures;
};

/* ---- Scores (scores.c) ---- */

/* The scores of one member in one domain, the newest last. */
struct scores {
    struct {
        usec at;
        int score; /* 1 to 5 */
    } at[SCORES_MAX];
    size_t n;
};

/* What the newest score says, by itself and beside those before it: of these rules the highest level, and of
 * those alike the one that tells most. One signal a score. */
struct ruling rule_scores(const struct rules *rules, const struct scores *scores);

/* By itself, and beside the last one. */
struct ruling rule_score_low(const struct rules *rules, const struct scores *scores);
struct ruling rule_score_drop(const struct rules *rules, const struct scores *scores);
/* Beside all (trend.c). Each speaks once, when what it looks for begins to hold. */
struct ruling rule_score_falling(const struct rules *rules, const struct scores *scores);
struct ruling rule_score_slope(const struct rules *rules, const struct scores *scores);
struct ruling rule_score_slide(const struct rules *rules, const struct scores *scores);

/* The family named what its score was about: level 2 where the score was, else 1, in that domain. */
struct ruling rule_follow_up(const struct rules *rules, const struct scores *scores);

/* The member's scores before now in one domain of the script's questions, the newest last. */
void scores_of(const struct config *config, const struct past *past, int64_t member_id,
               enum domain domain, struct scores *out);
/* The same in the domain in which the member last gave one. */
void scores_of_last(const struct config *config, const struct past *past, int64_t member_id,
                    struct scores *out);
/* Adds the newest; the oldest goes where there are SCORES_MAX. */
void scores_add(struct scores *scores, int score, usec at);

/* ---- Silence (silence.c) ---- */

/* The rules for a family in that programme (may be NULL) and phase (may be NULL): they may say more exactly
 * what silence means. */
struct rules rules_within(const struct rules *rules, const struct programme *programme,
                          const struct phase *phase);

/* One more check-in without an answer, after those of `habit`: the higher of the two that follow, and of
 * those alike the one that knows the habit. */
struct ruling rule_silences(const struct rules *rules, const struct habit *habit,
                            bool trouble_before);

/* `run` check-ins in a row without an answer, this one with them. */
struct ruling rule_silence(const struct rules *rules, int run, bool trouble_before);
/* The same run, by what is usual for this member: with a uniform prior (Beta(1, 1)) on the share that is
 * answered, how likely so many in a row without an answer are after `answered` of the `n` before. */
struct ruling rule_silence_habit(const struct rules *rules, const struct habit *habit);

/* ---- What does not go with what was told before (contrast.c) ---- */

/* The newest signal of level 2 or 3, or of violence, that somebody gave in words or scores and that counts for
 * the family; NULL: none in that time. Silence alone is no trouble before. */
const struct past_signal *last_alarm(const struct past *past, usec now, usec within);
const struct past_signal *last_violence(const struct past *past, usec now, usec within);

/* Whether a rule is one of these: then another hand may hold the phone. */
bool rule_is_contrast(enum rule_kind rule);
/* Somebody says that all is well: soon after an alarm it is shown, once; after violence or a crisis a person is
 * called. */
struct ruling rule_all_well(const struct rules *rules, const struct past *past, usec now);
/* Somebody wants no more messages, or says that the number is wrong: after violence, else after trouble. */
struct ruling rule_stop(const struct rules *rules, const struct past *past, usec now);
/* Somebody declines an appointment: after violence only. */
struct ruling rule_decline(const struct rules *rules, const struct past *past, usec now);

/* ---- Many watches make a relapse (watches.c) ---- */

/* Worries in one domain since a person was last called about it, one a local day, the newest first. */
#define WATCHES_MAX 60
struct watches {
    usec at[WATCHES_MAX];
    size_t n;
};

/* What several signals made, and what became of texts, is no worry of its own. */
bool is_worry(enum signal_source source);
struct ruling rule_watches(const struct rules *rules, const struct watches *watches, usec now);
/* Those of the past with a new one at `now`. */
void watches_of(const struct config *config, const struct past *past, enum domain domain, usec now,
                struct watches *out);

/* ---- Appointments (missed.c) ---- */

/* A member's appointments in a row, back from the newest, that came to nothing. One that was kept ends the row; of
 * what was called off or moved, and of what nobody knows, nothing is said. Speaks when the newest, that is looked at now, makes the level higher. `all` of the family, by start. */
struct ruling rule_appointments(const struct rules *rules, const struct appointments *all,
                                const struct appointment *newest, usec now);

/* ---- Whether the number is still the family's (number.c) ---- */

/* The last texts did not arrive; or were sent and nobody has written since, for long; or nobody knows whether
 * they arrived. `since` is the first of them: who was told after it need not be told again. */
struct ruling rule_number_failed(const struct rules *rules, const struct reach *reach, usec *since);
struct ruling rule_number_silent(const struct rules *rules, const struct reach *reach, usec now,
                                 usec *since);
struct ruling rule_number_unreported(const struct config *config, const struct reach *reach,
                                     usec now, usec *since);
/* Somebody said that it is not theirs. */
struct ruling rule_number_wrong(const struct rules *rules);

/* ---- Two members of one family (observers.c) ---- */

/* What one member told lately. */
struct observation {
    int score;        /* the newest; 0: none */
    enum level level; /* highest in the plan, of words and scores */
};

/* `mine` has just been told, `other` is of another member: their scores lie far apart; one told of trouble
 * where the other gives a good score. Shown to a person; no member hears of it. */
struct ruling rule_observers_score(const struct rules *rules, const struct observation *mine,
                                   const struct observation *other);
struct ruling rule_observers_told(const struct rules *rules, const struct observation *mine,
                                  const struct observation *other);

/* What a member told in `within` before now, in the domain of the script's questions: the newest score, the
 * highest level. */
struct observation observation_of(const struct config *config, const struct past *past,
                                  int64_t member_id, enum domain domain, usec now, usec within);

#endif
