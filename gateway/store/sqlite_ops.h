#ifndef GATEWAY_STORE_SQLITE_OPS_H
#define GATEWAY_STORE_SQLITE_OPS_H
/* The functions behind store.h on SQLite, one act each, in the files of their subjects. */
#include "gateway/store/store_ops.h"

enum rc sqlite_family_add(struct store *store, struct family *family, usec now, struct fault *why);
enum rc sqlite_family_load(struct store *store, int64_t id, struct family *out, struct fault *why);
enum rc sqlite_member_digits(struct store *store, int64_t family_id, int64_t member_id,
                             enum digits digits, struct fault *why);
enum rc sqlite_family_list(struct store *store, const char *manager, struct families *out,
                           struct fault *why);
enum rc sqlite_enrol(struct store *store, int64_t family_id, struct enrolment *enrolment,
                     const char *who, usec now, struct fault *why);
enum rc sqlite_enrolment_act(struct store *store, const struct enrolment_act *act, usec now,
                             struct fault *why);
enum rc sqlite_enrolment_log(struct store *store, int64_t family_id, struct enrolment_log *out,
                             struct fault *why);
enum rc sqlite_consent_record(struct store *store, const struct consent *consent, usec now,
                              struct fault *why);
enum rc sqlite_appointment_add(struct store *store, struct appointment *appointment, usec now,
                               struct fault *why);
enum rc sqlite_appointment_load(struct store *store, int64_t family_id, int64_t id,
                                struct appointment *out, struct fault *why);
enum rc sqlite_appointment_find(struct store *store, int64_t family_id,
                                const unsigned char uid_hash[static UID_HASH_BYTES],
                                struct appointment *out, struct fault *why);
enum rc sqlite_appointment_list(struct store *store, int64_t family_id, struct appointments *out,
                                struct fault *why);
enum rc sqlite_outbox_claim(struct store *store, const struct outbox_ask *ask,
                            struct outbox_messages *out, struct fault *why);
enum rc sqlite_outbox_record(struct store *store, const struct outbox_record *records, size_t n,
                             usec now, struct fault *why);
void sqlite_outbox_record_later(struct store *store, const struct outbox_record *records, size_t n,
                                usec now, store_done *done, void *with);
void sqlite_outbox_claim_later(struct store *store, const struct outbox_ask *ask,
                               struct outbox_messages *out, store_done *done, void *with);
enum rc sqlite_outbox_next(struct store *store, const char *route, bool urgent_only, usec *out,
                           struct fault *why);
enum rc sqlite_outbox_release(struct store *store, const int64_t *ids, size_t n, struct fault *why);
enum rc sqlite_route_switch(struct store *store, const char *route, bool off, const char *who,
                            usec now, struct fault *why);
enum rc sqlite_route_switches(struct store *store, struct route_switches *out, struct fault *why);
enum rc sqlite_inbox_record(struct store *store, const struct arrival *arrivals, size_t n,
                            struct fault *why);
void sqlite_inbox_record_later(struct store *store, const struct arrival *arrivals, size_t n,
                               store_done *done, void *with);
enum rc sqlite_inbox_next(struct store *store, usec now, size_t limit, struct inbox_texts *out,
                          struct fault *why);
enum rc sqlite_conversation_load(struct store *store, const char *number, usec now,
                                 struct conversation *out, struct fault *why);
enum rc sqlite_past_load(struct store *store, int64_t family_id, usec now, struct past *out,
                         struct fault *why);
enum rc sqlite_apply(struct store *store, const struct changes *changes, usec now,
                     struct fault *why);
enum rc sqlite_apply_each(struct store *store, const struct changes *const *changes, size_t n,
                          usec now, struct fault *why);
void sqlite_apply_later(struct store *store, const struct changes *changes, usec now,
                        store_done *done, void *with);
enum rc sqlite_dial_load(struct store *store, const char *route, const char *session,
                         const char *number, usec now, struct dial *out, struct fault *why);
enum rc sqlite_plan_due(struct store *base, usec now, size_t limit, struct families *out,
                        struct fault *why);
enum rc sqlite_answerers(struct store *store, usec since, usec till, size_t limit,
                         struct answerers *out, struct fault *why);
enum rc sqlite_best_learn(struct store *store, const struct new_best *bests, size_t n,
                          usec learned_at, struct fault *why);
enum rc sqlite_plan_anew(struct store *store, struct fault *why);
enum rc sqlite_reminders_due(struct store *store, usec now, size_t limit, struct appointments *out,
                             struct fault *why);
enum rc sqlite_silence_due(struct store *store, usec now, size_t limit, struct questions *out,
                           struct fault *why);
enum rc sqlite_appointment_note(struct store *store, const struct appointment *appointment,
                                usec now, struct fault *why);
enum rc sqlite_appointment_unseen(struct store *store, usec now, size_t limit,
                                  struct appointments *out, struct fault *why);
enum rc sqlite_calendar_load(struct store *store, const char *staff, struct calendar *out,
                             struct fault *why);
enum rc sqlite_calendar_keep(struct store *store, const struct calendar *calendar,
                             struct fault *why);
enum rc sqlite_calendar_token(struct store *store, const char *staff, const char *token,
                              struct fault *why);
enum rc sqlite_calendar_staff(struct store *store, const char *token, char **staff,
                              struct fault *why);
enum rc sqlite_reach_list(struct store *store, const struct reach_ask *ask, struct reaches *out,
                          struct fault *why);
enum rc sqlite_report_code_add(struct store *store, int64_t family_id, const char *helper,
                               const char *who, usec now, struct fault *why);
enum rc sqlite_report_code_end(struct store *store, int64_t family_id, int64_t id, const char *who,
                               usec now, struct fault *why);
enum rc sqlite_report_code_list(struct store *store, int64_t family_id, struct report_codes *out,
                                struct fault *why);
enum rc sqlite_report_code_family(struct store *store, const char *helper, const char *code,
                                  int64_t *out, struct fault *why);
enum rc sqlite_habit_load(struct store *store, int64_t member_id, struct habit *out,
                          struct fault *why);
enum rc sqlite_provider_stops(struct store *store, size_t limit, struct provider_stops *out,
                              struct fault *why);
enum rc sqlite_next_due(struct store *store, usec *out, struct fault *why);
enum rc sqlite_alerts_due(struct store *store, usec now, size_t limit, struct alerts *out,
                          struct fault *why);
enum rc sqlite_alert_load(struct store *store, int64_t id, struct alert *out, struct fault *why);
enum rc sqlite_alert_list(struct store *store, const char *owner, bool closed, struct alerts *out,
                          struct fault *why);
enum rc sqlite_alert_held(struct store *store, const char *staff, struct alerts *out,
                          struct fault *why);
enum rc sqlite_alert_take(struct store *store, int64_t id, const char *who, const char *how,
                          usec contact_by, const struct callback *callback, usec now,
                          struct fault *why);
enum rc sqlite_alert_contact(struct store *store, int64_t id, const char *who, const char *note,
                             usec now, struct fault *why);
enum rc sqlite_alert_close(struct store *store, const struct new_verdict *verdict, usec now,
                           struct fault *why);
enum rc sqlite_verdict_add(struct store *store, const struct new_verdict *verdict, usec now,
                           struct fault *why);
enum rc sqlite_verdict_list(struct store *store, int64_t reply_id, int64_t alert_id,
                            struct verdicts *out, struct fault *why);
enum rc sqlite_labelled_list(struct store *store, size_t limit, struct labelled_replies *out,
                             struct fault *why);
enum rc sqlite_verdict_counts(struct store *store, usec since, struct found_counts *out,
                              struct fault *why);
enum rc sqlite_page_by_code(struct store *store, const char *staff, const char *code,
                            int64_t *alert_id, struct fault *why);
enum rc sqlite_page_by_token(struct store *store, const char *token, int64_t *alert_id,
                             char **staff, struct fault *why);
enum rc sqlite_alert_log(struct store *store, int64_t id, struct alert_log *out, struct fault *why);
enum rc sqlite_reply_unread(struct store *store, const char *manager, size_t limit,
                            struct replies *out, struct fault *why);
enum rc sqlite_reply_list(struct store *store, int64_t family_id, usec since, struct replies *out,
                          struct fault *why);
enum rc sqlite_reply_of_alert(struct store *store, int64_t alert_id, struct replies *out,
                              struct fault *why);
enum rc sqlite_reply_strangers(struct store *store, size_t limit, struct replies *out,
                               struct fault *why);
enum rc sqlite_reply_load(struct store *store, int64_t id, struct replies *out, struct fault *why);
enum rc sqlite_reply_read(struct store *store, int64_t id, const char *who, usec now,
                          struct fault *why);
enum rc sqlite_signal_list(struct store *store, int64_t family_id, usec since,
                           struct signal_row **out, size_t *n, struct fault *why);
enum rc sqlite_question_list(struct store *store, int64_t family_id, usec since,
                             struct questions *out, struct fault *why);
enum rc sqlite_message_of_family(struct store *store, int64_t family_id, usec since,
                                 struct messages *out, struct fault *why);
enum rc sqlite_message_of_phone(struct store *store, int64_t phone_id, usec since,
                                struct messages *out, struct fault *why);
enum rc sqlite_message_of_staff(struct store *store, const char *staff, usec since,
                                struct messages *out, struct fault *why);
enum rc sqlite_balance(struct store *store, struct balance *out, struct fault *why);
enum rc sqlite_health(struct store *store, usec now, struct health *out, struct fault *why);
enum rc sqlite_session_add(struct store *store, const char *token, const char *staff,
                           usec expires_at, usec now, struct fault *why);
enum rc sqlite_session_find(struct store *store, const char *token, usec now, char **staff,
                            struct fault *why);
enum rc sqlite_session_remove(struct store *store, const char *token, struct fault *why);
enum rc sqlite_tidy(struct store *store, usec now, struct fault *why);
enum rc sqlite_backup(struct store *store, const char *path, bool keys, struct fault *why);
enum rc sqlite_note_write(struct store *store, const char *name, int64_t value, struct fault *why);
enum rc sqlite_note_read(struct store *store, const char *name, int64_t *value, struct fault *why);

#endif
