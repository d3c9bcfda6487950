#ifndef CONFIG_THINGS_H
#define CONFIG_THINGS_H
/* Things: the groups that make up the configuration's files, each described in the file of its name, and
 * the checks between them. Inside config/ only. */
#include "config/schema.h"

extern const struct group settings_group;   /* default.cfg and the operator's file: struct config */
extern const struct group staff_group;      /* struct staff */
extern const struct group duty_group;       /* struct duty */
extern const struct group route_group;      /* struct route */
extern const struct group programme_group;  /* programmes/NAME.cfg: struct programme */
extern const struct group phase_group;      /* struct phase */
extern const struct group sentence_group;   /* struct sentence */
extern const struct group script_group;     /* scripts/NAME.cfg: struct script */
extern const struct group texts_file_group; /* texts/LANGUAGE.cfg: struct texts_file */
extern const struct group special_rule_group;       /* struct special_rule */
extern const struct group islamic_correction_group; /* struct islamic_correction */
extern const struct group rules_group;              /* `rules` in settings: struct rules */
extern const struct group numbers_group;            /* numbers.cfg: struct config */
extern const struct group keywords_group;           /* keywords.cfg: struct config */
extern const struct group telling_group;            /* telling-words.cfg: struct reading */

/* The head of a file of texts. */
struct texts_file {
    struct config *config;
    enum language language;
    char *author;
};

/* Visitors of the operator's file, whose thing is the configuration: what it adds to the shipped things or
 * replaces of them, by name. */
void programmes_visit(struct reading *reading, const config_setting_t *setting, void *thing);
void scripts_visit(struct reading *reading, const config_setting_t *setting, void *thing);
void texts_visit(struct reading *reading, const config_setting_t *setting, void *thing);
void numbers_visit(struct reading *reading, const config_setting_t *setting, void *thing);
void trusted_proxies_visit(struct reading *reading, const config_setting_t *setting, void *thing);
void keywords_visit(struct reading *reading, const config_setting_t *setting, void *thing);

/* Visitors of a programme: its phases, whose places `after` and `before` say, and those it goes without. */
void phases_visit(struct reading *reading, const config_setting_t *setting, void *thing);
void phases_visit_without(struct reading *reading, const config_setting_t *setting, void *thing);
void phase_place_visit(struct reading *reading, const config_setting_t *setting, void *thing);

/* Reads the programmes of the operator's file (`root`) that are like another, each once that one is read. */
void programmes_derive(struct reading *reading, const config_setting_t *root);

/* Drops the shipped things that the operator's file replaced, and notes names given twice. */
void programmes_merge(struct reading *reading);
void scripts_merge(struct reading *reading);
void numbers_merge(struct reading *reading);

/* Every check that needs more than one value; notes what it finds. */
void staff_check(
    struct reading *reading); /* also fills first names and splits duties at midnight */
void routes_check(struct reading *reading);
void routes_check_choice(struct reading *reading); /* which of them carries what */
void programmes_check(struct reading *reading);
void scripts_check(struct reading *reading);
void texts_check(struct reading *reading);
void numbers_check(struct reading *reading);
void keywords_check(struct reading *reading);
void settings_check(struct reading *reading);
void special_days_check(struct reading *reading); /* also makes the table of days */

void staff_clear(void *thing);
void duty_clear(void *thing);
void route_clear(void *thing);
void programme_clear(void *thing);
void phase_clear(void *thing);
void task_clear(void *thing);
void script_clear(void *thing);
void special_rule_clear(void *thing);
void service_number_clear(void *thing);

#endif
