#ifndef GATEWAY_WEB_VIEW_H
#define GATEWAY_WEB_VIEW_H
/* View: what the store knows as values for the templates, in the reader's words. */
#include "gateway/web/access.h"

/* Adds level, its word, and is0 to is3 for the sign. */
void view_add_level(json_t *to, const struct visit *visit, enum level level);

/* A text cut into runs, those of its evidence marked: {"text","marked"}. Evidence is words of the text,
 * one a line. */
json_t *view_runs(const char *text, const struct signal_row *signals, size_t n);

/* Adds who wrote what when, with its signals; also text_lang ("" where it is unknown). */
void view_add_reply(json_t *to, const struct visit *visit, const struct reply_row *reply);

/* Life domains of a bit set, in words, joined by commas; "" for none. */
json_t *view_domains(const struct visit *visit, unsigned domains);

/* Ticks and hours of the form that takes an alert; `family` may be empty (id 0: a stranger's alert). */
enum rc view_add_take(json_t *to, const struct visit *visit, const struct alert *alert,
                      const struct family *family, struct fault *why) NEEDS_CHECK;

/* The family of an alert; untouched where a stranger raised it. */
enum rc view_alert_family(const struct visit *visit, const struct alert *alert, struct family *out,
                          struct fault *why) NEEDS_CHECK;

/* The family's name, or for a stranger's alert that it is one. */
json_t *view_alert_name(const struct visit *visit, const struct alert *alert, enum sight sight);

/* "zaterdag 20 maart", with the year where it is another; null of INT32_MAX. */
json_t *view_day(const struct visit *visit, int32_t day);

/* The family's programme in words, null where it is in none. */
json_t *view_programme(const struct visit *visit, const struct enrolment *enrolment);
/* "nazorg, week 3", the third of that phase as the family's own plan has it, or when it begins; null once it is
 * over. */
json_t *view_phase(const struct visit *visit, const struct family *family);
const char *view_enrolment_state(const struct visit *visit, const struct enrolment *enrolment);

/* Programmes, start day and life domains of the form that enrols, which goes to `action`; the phrase `word` is on its
 * button. */
void view_add_enrol_fields(json_t *to, const struct visit *visit, const char *action,
                           const char *word);
/* What that form says. The name of a phrase that tells what is wrong, or NULL; then the caller frees
 * `programme`. */
const char *view_read_enrolment(const struct visit *visit, struct enrolment *out);
/* Bits of the life domains that the form has ticked. */
unsigned view_ticked_domains(const struct visit *visit);

/* The language tag of a text of a member or a reading; NULL where it says nothing. */
const char *view_language_tag(const char *language);

/* What a page of one family begins with: its name, its number and code, and its manager. */
void view_add_head(json_t *to, const struct visit *visit, const struct family *family);

/* The members with their phones, as the family's page shows them. */
json_t *view_members(const struct visit *visit, const struct family *family);

/* Regular helpers with a code for this family (reporting), and those without (helpers). */
enum rc view_add_helpers(json_t *to, const struct visit *visit, const struct family *family,
                         struct fault *why) NEEDS_CHECK;

/* The family's appointments, with what may be done with them (appointments.html, attendance.html). */
enum rc view_add_appointments(json_t *to, const struct visit *visit, const struct family *family,
                              struct fault *why) NEEDS_CHECK;

/* A family manager's own appointments that have been, of which somebody says who came; nobody else's. */
enum rc view_add_attendance(json_t *to, const struct visit *visit, struct fault *why) NEEDS_CHECK;

/* Back to where the form says or else to the page of a family, which says `said`: the name of a notice. */
void view_go_to_family(struct visit *visit, int64_t id, const char *said);

const struct member *view_member(const struct family *family, int64_t member_id);

/* The choices of digits, of which one is chosen by its name ("": the usual ones). */
json_t *view_digits(const struct visit *visit, const char *chosen);

#endif
