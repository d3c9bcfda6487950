#include "gateway/store/store.h"

#include <sodium.h>

#include "gateway/store/store_ops.h"

/* Asserts what only our own bug can break, for every backend at once; what the world can do is the
 * backend's to handle. */

enum rc store_open(const struct store_options *options, struct store **out, struct fault *why)
{
    assert(options && options->path && options->master_key && options->dice && out);
    return sqlite_open(options, out, why);
}

void store_close(struct store *store)
{
    if (store) store->ops->close(store);
}

/* ---- Families ---- */

enum rc store_family_add(struct store *store, struct family *family, usec now, struct fault *why)
{
    assert(family);
    assert(now > 0);
    return store->ops->family_add(store, family, now, why);
}

enum rc store_family_load(struct store *store, int64_t id, struct family *out, struct fault *why)
{
    assert(id > 0);
    assert(out);
    return store->ops->family_load(store, id, out, why);
}

enum rc store_member_digits(struct store *store, int64_t family_id, int64_t member_id,
                            enum digits digits, struct fault *why)
{
    assert(family_id > 0 && member_id > 0);
    assert(digits < DIGITS_N);
    return store->ops->member_digits(store, family_id, member_id, digits, why);
}

enum rc store_family_list(struct store *store, const char *manager, struct families *out,
                          struct fault *why)
{
    assert(out);
    return store->ops->family_list(store, manager, out, why);
}

enum rc store_enrol(struct store *store, int64_t family_id, struct enrolment *enrolment,
                    const char *who, usec now, struct fault *why)
{
    assert(family_id > 0);
    assert(enrolment);
    assert(who);
    assert(now > 0);
    return store->ops->enrol(store, family_id, enrolment, who, now, why);
}

enum rc store_enrolment_act(struct store *store, const struct enrolment_act *act, usec now,
                            struct fault *why)
{
    assert(act && act->enrolment_id > 0);
    assert(act->word > WORD_ENROLLED && act->word < WORD_N);
    assert(act->who);
    assert(now > 0);
    return store->ops->enrolment_act(store, act, now, why);
}

enum rc store_enrolment_log(struct store *store, int64_t family_id, struct enrolment_log *out,
                            struct fault *why)
{
    assert(family_id > 0);
    assert(out);
    return store->ops->enrolment_log(store, family_id, out, why);
}

enum rc store_consent_record(struct store *store, const struct consent *consent, usec now,
                             struct fault *why)
{
    assert(consent && consent->phone_id > 0);
    assert(now > 0);
    return store->ops->consent_record(store, consent, now, why);
}

/* ---- What goes out ---- */

static void check_ask(const struct outbox_ask *ask)
{
    assert(ask->route);
    assert(ask->now > 0);
    assert(ask->lease_until > ask->now);
    assert(ask->limit > 0);
    assert(ask->segment_micros >= 0);
}

enum rc store_outbox_claim(struct store *store, const struct outbox_ask *ask,
                           struct outbox_messages *out, struct fault *why)
{
    check_ask(ask);
    assert(out);
    return store->ops->outbox_claim(store, ask, out, why);
}

enum rc store_outbox_record(struct store *store, const struct outbox_record *records, size_t n,
                            usec now, struct fault *why)
{
    assert(records || n == 0);
    assert(now > 0);
    return store->ops->outbox_record(store, records, n, now, why);
}

void store_outbox_record_later(struct store *store, const struct outbox_record *records, size_t n,
                               usec now, store_done *done, void *with)
{
    assert(records || n == 0);
    assert(now > 0);
    assert(done);
    store->ops->outbox_record_later(store, records, n, now, done, with);
}

void store_outbox_claim_later(struct store *store, const struct outbox_ask *ask,
                              struct outbox_messages *out, store_done *done, void *with)
{
    check_ask(ask);
    assert(out);
    assert(done);
    store->ops->outbox_claim_later(store, ask, out, done, with);
}

enum rc store_outbox_next(struct store *store, const char *route, bool urgent_only, usec *out,
                          struct fault *why)
{
    assert(route);
    assert(out);
    return store->ops->outbox_next(store, route, urgent_only, out, why);
}

enum rc store_outbox_release(struct store *store, const int64_t *ids, size_t n, struct fault *why)
{
    assert(ids || n == 0);
    return store->ops->outbox_release(store, ids, n, why);
}

/* ---- Public ids ---- */

static_assert(PROVIDER_ID_SPACE == 33, "8 bytes of the number, 8 of the check, and a NUL");

void store_public_id(struct store *store, int64_t id, char out[static PROVIDER_ID_SPACE])
{
    unsigned char bytes[16];

    assert(id > 0);
    seal_write_u64(bytes, (uint64_t)id);
    seal_write_u64(bytes + 8, seal_short_hash(&store->index, SEAL_PUBLIC_ID, bytes, 8));
    sodium_bin2hex(out, PROVIDER_ID_SPACE, bytes, sizeof(bytes));
}

bool store_public_id_read(struct store *store, const char *public_id, int64_t *out)
{
    char again[PROVIDER_ID_SPACE];
    unsigned char bytes[8];
    uint64_t id;

    if (!public_id || strlen(public_id) != PROVIDER_ID_SPACE - 1) return false;
    if (sodium_hex2bin(bytes, sizeof(bytes), public_id, 16, NULL, NULL, NULL) != 0) return false;
    id = seal_read_u64(bytes);
    if (id == 0 || id > INT64_MAX) return false;
    store_public_id(store, (int64_t)id, again);
    if (sodium_memcmp(again, public_id, PROVIDER_ID_SPACE - 1) != 0) return false;
    *out = (int64_t)id;
    return true;
}

enum rc store_route_switch(struct store *store, const char *route, bool off, const char *who,
                           usec now, struct fault *why)
{
    assert(route && route[0]);
    assert(who && who[0]);
    assert(now > 0);
    return store->ops->route_switch(store, route, off, who, now, why);
}

enum rc store_route_switches(struct store *store, struct route_switches *out, struct fault *why)
{
    assert(out);
    return store->ops->route_switches(store, out, why);
}

/* ---- What comes in ---- */

enum rc store_inbox_record(struct store *store, const struct arrival *arrivals, size_t n,
                           struct fault *why)
{
    assert(arrivals || n == 0);
    return store->ops->inbox_record(store, arrivals, n, why);
}

void store_inbox_record_later(struct store *store, const struct arrival *arrivals, size_t n,
                              store_done *done, void *with)
{
    assert(arrivals || n == 0);
    assert(done);
    store->ops->inbox_record_later(store, arrivals, n, done, with);
}

enum rc store_inbox_next(struct store *store, usec now, size_t limit, struct inbox_texts *out,
                         struct fault *why)
{
    assert(now > 0);
    assert(limit > 0);
    assert(out);
    return store->ops->inbox_next(store, now, limit, out, why);
}

/* ---- Decisions ---- */

enum rc store_conversation_load(struct store *store, const char *number, usec now,
                                struct conversation *out, struct fault *why)
{
    assert(number);
    assert(now > 0);
    assert(out);
    return store->ops->conversation_load(store, number, now, out, why);
}

enum rc store_apply(struct store *store, const struct changes *changes, usec now, struct fault *why)
{
    assert(changes);
    assert(now > 0);
    return store->ops->apply(store, changes, now, why);
}

enum rc store_apply_each(struct store *store, const struct changes *const *changes, size_t n,
                         usec now, struct fault *why)
{
    for (size_t i = 0; i < n; i++)
        assert(changes[i]);
    assert(now > 0);
    return n == 0 ? RC_OK : store->ops->apply_each(store, changes, n, now, why);
}

void store_apply_later(struct store *store, const struct changes *changes, usec now,
                       store_done *done, void *with)
{
    assert(changes);
    assert(now > 0);
    assert(done);
    store->ops->apply_later(store, changes, now, done, with);
}

enum rc store_dial_load(struct store *store, const char *route, const char *session,
                        const char *number, usec now, struct dial *out, struct fault *why)
{
    assert(route && session && number);
    assert(now > 0);
    assert(out);
    return store->ops->dial_load(store, route, session, number, now, out, why);
}

enum rc store_plan_due(struct store *store, usec now, size_t limit, struct families *out,
                       struct fault *why)
{
    assert(now > 0);
    assert(limit > 0);
    assert(out);
    return store->ops->plan_due(store, now, limit, out, why);
}

enum rc store_plan_anew(struct store *store, struct fault *why)
{
    return store->ops->plan_anew(store, why);
}

enum rc store_reminders_due(struct store *store, usec now, size_t limit, struct appointments *out,
                            struct fault *why)
{
    assert(now > 0);
    assert(limit > 0);
    assert(out);
    return store->ops->reminders_due(store, now, limit, out, why);
}

enum rc store_silence_due(struct store *store, usec now, size_t limit, struct questions *out,
                          struct fault *why)
{
    assert(now > 0);
    assert(limit > 0);
    assert(out);
    return store->ops->silence_due(store, now, limit, out, why);
}

enum rc store_habit_load(struct store *store, int64_t member_id, struct habit *out,
                         struct fault *why)
{
    assert(member_id > 0);
    assert(out);
    return store->ops->habit_load(store, member_id, out, why);
}

enum rc store_next_due(struct store *store, usec *out, struct fault *why)
{
    assert(out);
    return store->ops->next_due(store, out, why);
}

/* ---- Alerts ---- */

enum rc store_alerts_due(struct store *store, usec now, size_t limit, struct alerts *out,
                         struct fault *why)
{
    assert(now > 0);
    assert(limit > 0);
    assert(out);
    return store->ops->alerts_due(store, now, limit, out, why);
}

enum rc store_alert_load(struct store *store, int64_t id, struct alert *out, struct fault *why)
{
    assert(id > 0);
    assert(out);
    return store->ops->alert_load(store, id, out, why);
}

enum rc store_alert_list(struct store *store, const char *owner, bool closed, struct alerts *out,
                         struct fault *why)
{
    assert(out);
    return store->ops->alert_list(store, owner, closed, out, why);
}

enum rc store_alert_held(struct store *store, const char *staff, struct alerts *out,
                         struct fault *why)
{
    assert(staff);
    assert(out);
    return store->ops->alert_held(store, staff, out, why);
}

enum rc store_alert_take(struct store *store, int64_t id, const char *who, const char *how,
                         usec contact_by, const struct callback *callback, usec now,
                         struct fault *why)
{
    assert(id > 0);
    assert(who);
    assert(contact_by > 0);
    assert(!callback || (callback->told && callback->from_at <= callback->till_at));
    assert(now > 0);
    return store->ops->alert_take(store, id, who, how, contact_by, callback, now, why);
}

enum rc store_alert_contact(struct store *store, int64_t id, const char *who, const char *note,
                            usec now, struct fault *why)
{
    assert(id > 0);
    assert(who);
    assert(now > 0);
    return store->ops->alert_contact(store, id, who, note, now, why);
}

enum rc store_alert_close_with(struct store *store, const struct new_verdict *verdict, usec now,
                               struct fault *why)
{
    assert(verdict->alert_id > 0);
    assert(verdict->who && *verdict->who);
    assert(verdict->word < VERDICT_N);
    assert(now > 0);
    return store->ops->alert_close(store, verdict, now, why);
}

enum rc store_alert_close(struct store *store, int64_t id, const char *who, const char *outcome,
                          const char *note, usec now, struct fault *why)
{
    struct new_verdict verdict = {.alert_id = id, .who = who, .note = note};

    if (!outcome || !verdict_find(outcome, &verdict.word))
        return fault_set(why, RC_INVALID, "an outcome is right, wrong, too-high or too-low");
    return store_alert_close_with(store, &verdict, now, why);
}

enum rc store_page_by_code(struct store *store, const char *staff, const char *code,
                           int64_t *alert_id, struct fault *why)
{
    assert(staff);
    assert(code);
    assert(alert_id);
    return store->ops->page_by_code(store, staff, code, alert_id, why);
}

enum rc store_page_by_token(struct store *store, const char *token, int64_t *alert_id, char **staff,
                            struct fault *why)
{
    assert(token);
    assert(alert_id);
    assert(staff);
    return store->ops->page_by_token(store, token, alert_id, staff, why);
}

enum rc store_alert_log(struct store *store, int64_t id, struct alert_log *out, struct fault *why)
{
    assert(id > 0);
    assert(out);
    return store->ops->alert_log(store, id, out, why);
}

/* ---- For the console ---- */

enum rc store_reply_unread(struct store *store, const char *manager, size_t limit,
                           struct replies *out, struct fault *why)
{
    assert(limit > 0);
    assert(out);
    return store->ops->reply_unread(store, manager, limit, out, why);
}

enum rc store_reply_list(struct store *store, int64_t family_id, usec since, struct replies *out,
                         struct fault *why)
{
    assert(family_id > 0);
    assert(out);
    return store->ops->reply_list(store, family_id, since, out, why);
}

enum rc store_reply_of_alert(struct store *store, int64_t alert_id, struct replies *out,
                             struct fault *why)
{
    assert(out);
    return store->ops->reply_of_alert(store, alert_id, out, why);
}

enum rc store_reply_strangers(struct store *store, size_t limit, struct replies *out,
                              struct fault *why)
{
    assert(limit > 0);
    assert(out);
    return store->ops->reply_strangers(store, limit, out, why);
}

enum rc store_reply_load(struct store *store, int64_t id, struct replies *out, struct fault *why)
{
    assert(id > 0);
    assert(out);
    return store->ops->reply_load(store, id, out, why);
}

enum rc store_reply_read(struct store *store, int64_t id, const char *who, usec now,
                         struct fault *why)
{
    assert(id > 0);
    assert(who);
    assert(now > 0);
    return store->ops->reply_read(store, id, who, now, why);
}

enum rc store_signal_list(struct store *store, int64_t family_id, usec since,
                          struct signal_row **out, size_t *n, struct fault *why)
{
    assert(family_id > 0);
    assert(out);
    return store->ops->signal_list(store, family_id, since, out, n, why);
}

enum rc store_question_list(struct store *store, int64_t family_id, usec since,
                            struct questions *out, struct fault *why)
{
    assert(family_id > 0);
    assert(out);
    return store->ops->question_list(store, family_id, since, out, why);
}

enum rc store_message_of_family(struct store *store, int64_t family_id, usec since,
                                struct messages *out, struct fault *why)
{
    assert(family_id > 0);
    assert(out);
    return store->ops->message_of_family(store, family_id, since, out, why);
}

enum rc store_message_of_phone(struct store *store, int64_t phone_id, usec since,
                               struct messages *out, struct fault *why)
{
    assert(phone_id > 0);
    assert(out);
    return store->ops->message_of_phone(store, phone_id, since, out, why);
}

enum rc store_message_of_staff(struct store *store, const char *staff, usec since,
                               struct messages *out, struct fault *why)
{
    assert(staff);
    assert(out);
    return store->ops->message_of_staff(store, staff, since, out, why);
}

/* ---- The books ---- */

enum rc store_balance(struct store *store, struct balance *out, struct fault *why)
{
    assert(out);
    return store->ops->balance(store, out, why);
}

enum rc store_health(struct store *store, usec now, struct health *out, struct fault *why)
{
    assert(now > 0);
    assert(out);
    return store->ops->health(store, now, out, why);
}

/* ---- Log-ins ---- */

enum rc store_session_add(struct store *store, const char *token, const char *staff,
                          usec expires_at, usec now, struct fault *why)
{
    assert(token);
    assert(staff);
    assert(now > 0);
    return store->ops->session_add(store, token, staff, expires_at, now, why);
}

enum rc store_session_find(struct store *store, const char *token, usec now, char **staff,
                           struct fault *why)
{
    assert(token);
    assert(now > 0);
    assert(staff);
    return store->ops->session_find(store, token, now, staff, why);
}

enum rc store_session_remove(struct store *store, const char *token, struct fault *why)
{
    assert(token);
    return store->ops->session_remove(store, token, why);
}

/* ---- Keeping ---- */

enum rc store_tidy(struct store *store, usec now, struct fault *why)
{
    assert(now > 0);
    return store->ops->tidy(store, now, why);
}

enum rc store_backup(struct store *store, const char *path, bool keys, struct fault *why)
{
    assert(path);
    return store->ops->backup(store, path, keys, why);
}

enum rc store_note_write(struct store *store, const char *name, int64_t value, struct fault *why)
{
    assert(name);
    return store->ops->note_write(store, name, value, why);
}

enum rc store_note_read(struct store *store, const char *name, int64_t *value, struct fault *why)
{
    assert(name);
    assert(value);
    return store->ops->note_read(store, name, value, why);
}

void store_die_at(struct store *store, uint64_t n)
{
    store->ops->die_at(store, n);
}

void store_fill_disk(struct store *store, bool full)
{
    store->ops->fill_disk(store, full);
}
