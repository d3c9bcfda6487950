#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H
/* Configuration: everything that a municipality decides, checked as a whole before anything starts.
 *
 * The shipped defaults (municipality apart) are in `data`: default.cfg, programmes/, scripts/, texts/,
 * numbers.cfg, keywords.cfg. The operator's file overrides them by name. Strings are owned by the
 * configuration and live as long; none is NULL unless said. Constant once loaded, so every thread may
 * read it. */
#include "config/networks.h"
#include "config/rules.h"
#include "gateway/base/data.h"
#include "gateway/base/words.h"
#include "providers/provider.h"
#include "scheduler/special_days.h"

struct staff {
    char *login;
    char *name;
    char *first_name; /* signs texts to families: defaults to the first word of `name` */
    enum role role;
    char *phone;         /* E.164, or "" */
    char *email;         /* or "" */
    char *password_hash; /* libsodium's Argon2id string, or "": no log-in */
    char *deputy;        /* login of who stands in outside the own hours, or "" */
    struct week_hours hours;
    enum language language; /* of the console: only nl, or LANGUAGE_N for English */
    char *calendar;         /* secret: where the own calendar is published (https), or "" */
};

/* Who answers level 3 at which hours. */
struct duty {
    struct week_hours hours;
    char *staff; /* login */
};

#define ROUTE_COUNTRIES_MAX 30

/* One way out. Which of them carries a message is decided in gateway/routes. */
struct route {
    char *name;
    const struct provider *provider;
    char *sender;
    char *secret; /* of the webhook's path, or "" */
    struct credentials credentials;
    unsigned languages;                     /* bit per enum language that it carries; 0: all */
    char countries[ROUTE_COUNTRIES_MAX][3]; /* of the numbers it carries, "NL"; none: all */
    size_t country_n;
    int share;                /* percent of the families among its likes; 0: not shared */
    struct week_hours hours;  /* when it works; urgent messages do not ask */
    int rate_per_s;           /* at most; 0: no limit */
    int inflight_max;         /* requests at once */
    char *fallback;           /* route tried after this one fails, or "" */
    int64_t cost_micros;      /* of one segment, in millionths of a euro; 0: not known */
    int64_t budget_micros;    /* of a month, likewise; warns and stops nothing; 0: none */
    struct networks networks; /* from which its webhooks come; none: from anywhere */
    bool reports;             /* the provider sends delivery reports */
    char *ussd_code;          /* that families dial, as in "*140#"; "" */
    int ussd_gsm_units;       /* room on a screen … */
    int ussd_ucs2_units;      /* … with a character outside the GSM alphabet */
};

/* Euros in millionths, so that the 0.075 of a segment is a whole number. */
#define EURO_MICROS INT64_C(1000000)

/* E-mail to staff, over SMTP. */
struct mail {
    char *url; /* smtp://host:port or smtps://…; "": no mail leaves, pages say so */
    char *from;
    char *user, *password; /* or "" */
};

enum expects {
    EXPECTS_SCORE,  /* 1 to 5 */
    EXPECTS_CHOICE, /* one of the choices, by its digit */
    EXPECTS_TEXT,   /* words; a bare 1 to 5 is a score all the same */
};

struct choice {
    int digit;
    enum domain domain; /* DOMAIN_GENERAL: something else */
};

/* What follows an answer: a text to say, a step to go to, or neither. */
struct rule {
    unsigned scores; /* bits 1 to 5; 0: any answer that no other rule takes */
    char *say;       /* name of a text, or "" */
    char *go;        /* name of a step of this script, or "" */
};

struct script_step {
    char *name;
    char *text; /* name of the text that asks */
    char *also; /* of another that asks the same of a check-in, in turn with it; or "" */
    enum expects expects;
    enum domain domain; /* that a score is about; DOMAIN_GENERAL: life as a whole */
    struct choice *choices;
    size_t choice_n;
    struct rule *rules; /* the first that fits */
    size_t rule_n;
};

struct script {
    char *name;
    char *nudge;               /* name of the text that reminds of it */
    struct script_step *steps; /* begins at the first */
    size_t step_n;
};

/* A text that leaves, per language: config/texts/<language>.cfg. Variables are {manager}, {day},
 * {time}, {from}, {till}, {code}, {url}, {gp} (huisartsenpost), {initial}; which text may use which is in
 * texts.c. */
struct wording {
    char *name;
    enum language language;
    char *text;
    char *author;      /* who wrote it, and whether readers tested it */
    char *approved_by; /* a second person, for a text of more than 2 segments; or "" */
};

/* A reply that is only this word acts by itself. */
enum keyword_kind {
    KEYWORD_NONE,
    KEYWORD_YES,
    KEYWORD_NO,
    KEYWORD_CALL,
    KEYWORD_STOP,
    KEYWORD_OTHER_TIME,
    KEYWORD_START,
    KEYWORD_INFO,
};

struct keyword {
    enum keyword_kind kind;
    char *word; /* as written in the file; compared after folding: see gateway/dialogue */
};

/* Where a service number may stand. The reader of a family's phone may be the perpetrator. */
enum number_use {
    NUMBER_STAFF,   /* on screens of staff only */
    NUMBER_FAMILY,  /* in every text */
    NUMBER_SUICIDE, /* in the text "crisis-113" only */
};

/* A phone number that people may be told to call: config/numbers.cfg. */
struct service_number {
    char *number, *name, *hours, *cost; /* the number in its national form, as in "0800-0113" */
    enum number_use use;
    int32_t checked_on; /* day */
};

enum rung { RUNG_ON_DUTY, RUNG_COORDINATOR, RUNG_PROCESS_MANAGER, RUNG_EVERYONE };

struct ladder_step {
    enum rung rung;
    usec wait_for; /* until the next step */
};

/* How the file of a zone lies on the disk, to see that new zone data took its place. */
struct zone_stamp {
    int64_t inode, bytes;
    usec changed_at;
};

struct municipality {
    char *name;
    char *zone_name; /* Europe/Amsterdam */
    struct zone *zone;
    struct zone_stamp zone_stamp; /* of the file that it was read from */
    char *gp;                     /* number of the huisartsenpost, or "" */
};

/* Deadlines of the alerts. */
struct alert_rules {
    struct ladder_step *ladder; /* level 3; repeated from the start until acknowledged */
    size_t ladder_n;
    usec contact_within; /* level 3 taken but no contact attempt: opens again */
    usec relapse_within; /* level 2: deadline */
};

/* How Arabic names the months: as in Egypt and on the news of all countries, in Syria, Iraq, Jordan and Lebanon,
 * or in Morocco. Source: CLDR, locales ar, ar-SY and ar-MA, read 2026-11-22. */
enum arabic_months { MONTHS_STANDARD, MONTHS_LEVANTINE, MONTHS_MOROCCAN };

struct config {
    struct municipality municipality;
    char *listen;     /* "127.0.0.1:8080" */
    char *public_url; /* "https://sms.example.nl", no slash behind */
    char *store;      /* path of the database; its key store lies beside it, ".keys" behind */
    unsigned char master_key[32];
    bool has_master_key;
    struct quiet_hours quiet;
    int texts_a_week_max; /* to one member in any seven days, crisis handling aside; 0: no limit */
    struct special_rules special_rules;
    struct special_days *special; /* made of those rules */
    struct staff *staff;
    size_t staff_n;
    struct duty *duties;
    size_t duty_n;
    struct route *routes; /* the first is the default */
    size_t route_n;
    struct networks trusted_proxies; /* they say for whom they ask; nobody else is believed */
    char *proxy_header;              /* … in this header */
    struct mail mail;
    struct programme *programmes;
    size_t programme_n, programme_shipped_n; /* those that came with the program come first */
    struct script *scripts;
    size_t script_n;
    struct wording *wordings;
    size_t wording_n;
    struct keyword *keywords;
    size_t keyword_n;
    struct service_number *numbers;
    size_t number_n;
    struct alert_rules alerts;
    struct rules rules;
    bool learn_best_time; /* members are asked when they answer best, within the window */
    enum arabic_months arabic_months;
    bool arabic_digits;    /* dates and times in Arabic in the digits ٠ to ٩ */
    bool texts_name_place; /* a reminder says where */
    usec calendar_every;   /* how often the calendars of staff are looked at */
    bool gsm_spelling; /* write ë as e and the like in outgoing Dutch where that saves segments */
};

/* Every mistake found, one a line: "FILE:LINE: KEY: what, expected, guess". */
struct mistakes {
    struct text lines;
    size_t n;
    struct text warnings; /* the same form; do not stop anything */
};

void mistakes_clear(struct mistakes *mistakes);

/* Loads the defaults and then `path` (NULL: the defaults alone, without a master key). RC_INVALID:
 * `mistakes` has them all, in order of file and line; a mistake of syntax is reported alone. No value
 * of a secret is ever in them. The zone's bytes are read from the system's zone folder. */
enum rc config_load(const struct data *data, const char *path, usec now, struct config **out,
                    struct mistakes *mistakes) NEEDS_CHECK;
void config_free(struct config *config);

/* The folder is /usr/share/zoneinfo or, as for every program, what TZDIR names. RC_INVALID: the system has no zone of
 * that name, or its file cannot be read. Later changes of the file
 * (new zone data) are seen by loading it anew. */
enum rc zone_load(const char *name, struct zone **out, struct fault *why) NEEDS_CHECK;
/* False: the system has no such file now; a package may be in the middle of replacing it. */
bool zone_look(const char *name, struct zone_stamp *out);
bool zone_stamp_is(const struct zone_stamp *one, const struct zone_stamp *other);

/* Whether a calendar may be fetched there: https, or http on this machine only. */
bool calendar_url_is_safe(const char *url);

/* NULL: there is none of that name. Borrowed from the configuration. */
const struct staff *config_staff(const struct config *config, const char *login);
const struct route *config_route(const struct config *config, const char *name);
/* Whether texts leave by it at all, and in this language to numbers of this country ("": of none). */
bool route_sends(const struct route *route);
bool route_carries(const struct route *route, enum language language, const char *country);
/* Whether they carry the same, so that they can share it. */
bool route_is_like(const struct route *one, const struct route *other);
const struct programme *config_programme(const struct config *config, const char *name);
const struct script *config_script(const struct config *config, const char *name);
const struct script_step *script_step_find(const struct script *script, const char *name);
/* The name of the text that reminds of it; `script` may be NULL. */
const char *script_nudge(const struct script *script);
/* The text of that name in that language, with its variables still in braces. Where the language lacks
 * it: crisis-nobody-gp falls back to crisis-nobody, the other crisis texts to crisis-duty (the 112
 * reply), a text for staff to Dutch. NULL only for a name that no script and no table knows. */
const char *config_wording(const struct config *config, const char *name, enum language language);
/* The text that stands on a USSD screen in its place: "ussd-NAME" where that language has one. */
const char *config_screen_wording(const struct config *config, const char *name,
                                  enum language language);

#endif
