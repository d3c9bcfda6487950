#ifndef GATEWAY_BASE_WORDS_H
#define GATEWAY_BASE_WORDS_H
/* Words: the vocabulary that configuration, store, reader and console share, with the names that go
 * into files, rows and JSON. Numbers are kept in the database: add at the end, never renumber. */
#include "gateway/base/base.h"

/* Life domains (leefgebieden). */
enum domain {
    DOMAIN_GENERAL, /* only from scores and silence; the reader never gives it */
    DOMAIN_FINANCE,
    DOMAIN_HOUSING,
    DOMAIN_WORK,
    DOMAIN_SCHOOL,
    DOMAIN_PARENTING,
    DOMAIN_RELATIONSHIP,
    DOMAIN_VIOLENCE,
    DOMAIN_ADDICTION,
    DOMAIN_MENTAL,
    DOMAIN_HEALTH,
    DOMAIN_JUSTICE,
    DOMAIN_CARE,
    DOMAIN_SOCIAL,
    DOMAIN_N,
};

enum level { LEVEL_STABLE, LEVEL_WATCH, LEVEL_RELAPSE, LEVEL_CRISIS };

enum intent {
    INTENT_UNCLEAR,
    INTENT_ANSWER,
    INTENT_CONTACT,
    INTENT_CONFIRM,
    INTENT_DECLINE,
    INTENT_RESCHEDULE,
    INTENT_STOP,
    INTENT_START,
    INTENT_INFO,
    INTENT_LANGUAGE,
    INTENT_WRONG_NUMBER,
    INTENT_N,
};

enum role {
    ROLE_NONE,
    ROLE_FAMILY_MANAGER,
    ROLE_COORDINATOR,
    ROLE_PROCESS_MANAGER,
    ROLE_HELPER,
    ROLE_AUDITOR,
    ROLE_ADMINISTRATOR,
    ROLE_N,
};

/* Why there is a signal: the rules beside text (gateway/rules), each a group of its name in the
 * configuration. */
enum rule_kind {
    RULE_NONE, /* the words of a reply */
    RULE_SCORE_LOW,
    RULE_SCORE_DROP,
    RULE_FOLLOW_UP, /* the family named the domain of a low score */
    RULE_SILENCE,
    RULE_SCORE_FALLING,
    RULE_SCORE_SLOPE,
    RULE_SCORE_SLIDE,
    RULE_ALL_WELL,
    RULE_STOP_AFTER_VIOLENCE,
    RULE_STOP_AFTER_TROUBLE,
    RULE_WATCHES,
    RULE_SILENCE_HABIT,
    RULE_OBSERVERS_SCORE, /* two members of a family in one round */
    RULE_OBSERVERS_TOLD,
    RULE_APPOINTMENTS,  /* missed, declined, without an answer to the reminder */
    RULE_NUMBER_FAILED, /* nothing arrives there any more */
    RULE_NUMBER_SILENT, /* nobody has written from it for long */
    RULE_NUMBER_UNREPORTED,
    RULE_NUMBER_WRONG, /* somebody said so */
    RULE_HELPER,       /* the words of a regular helper's report */
    RULE_KIND_N,
};

/* What texts are written in; `und` is only a reading. */
enum language { LANGUAGE_NL, LANGUAGE_AR, LANGUAGE_ARY_ARAB, LANGUAGE_ARY_LATN, LANGUAGE_N };

/* In which digits somebody reads dates and times in Arabic. Kept in the database: add at the end. */
enum digits {
    DIGITS_USUAL,    /* as the municipality writes them */
    DIGITS_EUROPEAN, /* 0 to 9 */
    DIGITS_ARABIC,   /* U+0660 to U+0669 */
    DIGITS_N,
};

/* How careful a phone must be spoken to. */
enum discretion {
    DISCRETION_NEUTRAL,     /* somebody else may read along: never more than the texts as shipped */
    DISCRETION_CODE_PHRASE, /* the family knows by a phrase that it is us */
    DISCRETION_OPEN,
};

const char *domain_name(enum domain domain);
const char *intent_name(enum intent intent);
const char *role_name(enum role role);
const char *rule_name(enum rule_kind rule);
const char *language_name(enum language language); /* nl, ar, ary-Arab, ary-Latn */
const char *digits_name(enum digits digits);       /* usual, european, arabic */

/* False: there is no such word. */
bool domain_find(const char *name, enum domain *out);
bool role_find(const char *name, enum role *out);
bool language_find(const char *name, enum language *out);
bool digits_find(const char *name, enum digits *out);

/* Right-to-left script. */
bool language_is_rtl(enum language language);

#endif
