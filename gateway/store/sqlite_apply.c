/* One decision of a step: all of it or nothing. */
#include "gateway/store/sqlite_store.h"

struct apply {
    const struct changes *changes;
    usec now;
    int64_t *question_ids;
    int64_t reply_id, alert_id;
};

static enum rc mark_handled(struct sqlite *db, const struct apply *apply, struct fault *why)
{
    static const char SET_HANDLED[] =
        "UPDATE inbox SET handled_at = ?2, content = NULL WHERE id = ?1 AND handled_at = 0";
    static const char SET_PARTS_HANDLED[] =
        "UPDATE inbox SET handled_at = ?2, content = NULL WHERE joined_id = ?1 AND handled_at = 0";
    int64_t id = apply->changes->inbox_id, handled;

    if (!id) return RC_OK;
    TRY(sqlite_run(db, SET_HANDLED, BIND(as_int(id), as_int(apply->now)), why));
    handled = sqlite_changed(db);
    if (handled == 0)
        return fault_set(why, RC_TAKEN, "text %lld of the inbox was handled already",
                         (long long)id);
    TRY(sqlite_run(db, SET_PARTS_HANDLED, BIND(as_int(id), as_int(apply->now)), why));
    book_add(db, BOOK_HANDLED, KIND_CHECKIN, handled + sqlite_changed(db));
    if (!apply->changes->reply)
        book_add(db, apply->changes->step ? BOOK_KEY : BOOK_STAFF_REPLY, KIND_CHECKIN, 1);
    return RC_OK;
}

static enum rc move_cursor(struct sqlite *db, const struct changes *changes, usec now,
                           struct fault *why)
{
    /* What was planned moves it strictly forward, so the same plan is never written twice; next_at is another where
     * somebody changed the enrolment since it was loaded. */
    static const char SET_CURSOR[] =
        "UPDATE enrolment SET planned_at = ?3, planned_member = ?4, next_at = ?5"
        " WHERE id = ?1 AND planned_at = ?2 AND next_at = ?7 AND state <> 2"
        " AND (?6 = 0 OR (?3, ?4) > (planned_at, planned_member))";
    bool planned = changes->question_n > 0 || changes->message_n > 0;
    const struct enrolment_act resume = {
        .enrolment_id = changes->enrolment_id, .word = WORD_RESUMED, .who = "vangnet"};

    if (!changes->enrolment_id) return RC_OK;
    TRY(sqlite_run(db, SET_CURSOR,
                   BIND(as_int(changes->enrolment_id), as_int(changes->cursor_was),
                        as_int(changes->planned_at), as_int(changes->planned_member),
                        as_int(changes->next_at), as_int(planned), as_int(changes->next_was)),
                   why));
    if (sqlite_changed(db) == 0)
        return fault_set(why, RC_TAKEN, "enrolment %lld was planned or changed meanwhile",
                         (long long)changes->enrolment_id);
    return changes->resumes ? enrolment_act(db, &resume, now, why) : RC_OK;
}

static enum rc add_questions(struct sqlite *db, struct apply *apply, struct fault *why)
{
    const struct changes *changes = apply->changes;

    for (size_t i = 0; i < changes->question_n; i++)
        TRY(question_add(db, &changes->questions[i], &apply->question_ids[i], why));
    for (size_t i = 0; i < changes->answer_n; i++)
        TRY(question_change(db, &changes->answers[i], apply->now, why));
    return RC_OK;
}

static enum level highest_level(const struct changes *changes)
{
    enum level highest = LEVEL_STABLE;

    for (size_t i = 0; i < changes->signal_n; i++)
        if (changes->signals[i].level > highest) highest = changes->signals[i].level;
    return highest;
}

static void count_reply(struct sqlite *db, const struct new_reply *reply)
{
    book_add(db, reply->question_id ? BOOK_MATCHED : BOOK_UNMATCHED, KIND_CHECKIN, 1);
    if (!reply->family_id) book_add(db, BOOK_STRANGER, KIND_CHECKIN, 1);
}

static enum rc add_reply(struct sqlite *db, struct apply *apply, struct fault *why)
{
    static const char INSERT_REPLY[] =
        "INSERT INTO reply (id, family_id, member_id, phone_id, question_id, alert_id, text, sender,"
        " language, intent, uncertain, score, level, arrived_at, read_at, read_by, channel)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, 0, '', ?15)";
    const struct new_reply *reply = apply->changes->reply;
    SCOPED(sealed_clear) struct sealed text = {0};
    SCOPED(sealed_clear) struct sealed sender = {0};
    int64_t id;

    if (!reply) return RC_OK;
    id = apply->reply_id = new_id(db, TABLE_REPLY);
    TRY(seal_string(db, reply->family_id, (struct seal_row){SEAL_REPLY_TEXT, id}, reply->text,
                    &text, why));
    TRY(seal_string(db, reply->family_id, (struct seal_row){SEAL_REPLY_SENDER, id}, reply->from,
                    &sender, why));
    count_reply(db, reply);
    return sqlite_run(db, INSERT_REPLY,
                      BIND(as_int(id), as_id(reply->family_id), as_id(reply->member_id),
                           as_id(reply->phone_id), as_id(reply->question_id),
                           as_id(apply->alert_id), as_sealed(&text), as_sealed(&sender),
                           as_string(reply->language ? reply->language : "und"),
                           as_int(reply->intent), as_int(reply->uncertain), as_int(reply->score),
                           as_int(highest_level(apply->changes)), as_int(reply->arrived_at),
                           as_int(reply->channel)),
                      why);
}

static enum rc add_signal(struct sqlite *db, const struct apply *apply,
                          const struct new_signal *signal, struct fault *why)
{
    static const char INSERT_SIGNAL[] =
        "INSERT INTO signal (id, family_id, reply_id, alert_id, domain, level, confidence_percent,"
        " evidence, source, in_plan, at, rule, figures)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
    const struct new_reply *reply = apply->changes->reply;
    SCOPED(sealed_clear) struct sealed evidence = {0};
    SCOPED(sealed_clear) struct sealed figures = {0};
    int64_t id = new_id(db, TABLE_SIGNAL);

    TRY(seal_string(db, signal->family_id, (struct seal_row){SEAL_SIGNAL_EVIDENCE, id},
                    signal->evidence, &evidence, why));
    if (signal->figures)
        TRY(seal_string(db, signal->family_id, (struct seal_row){SEAL_SIGNAL_FIGURES, id},
                        signal->figures, &figures, why));
    return sqlite_run(db, INSERT_SIGNAL,
                      BIND(as_int(id), as_id(signal->family_id), as_id(apply->reply_id),
                           as_id(apply->alert_id), as_int(signal->domain), as_int(signal->level),
                           as_int(signal->confidence_percent), as_sealed(&evidence),
                           as_int(signal->source), as_int(signal->in_plan),
                           as_int(reply ? reply->arrived_at : apply->now), as_int(signal->rule),
                           as_sealed(&figures)),
                      why);
}

/* A page or callback without an alert is about the one that these changes open. */
static int64_t alert_of(const struct apply *apply, const struct new_message *message)
{
    bool about_alert = message->kind == KIND_PAGE || message->kind == KIND_CALLBACK;

    return message->alert_id || !about_alert ? message->alert_id : apply->alert_id;
}

/* The question that a message asks or nudges about. A nudge that names none is about the one question
 * that changes with it. */
static int64_t question_of(const struct apply *apply, const struct new_message *message)
{
    const struct changes *changes = apply->changes;

    assert(message->question < (int)changes->question_n);
    if (message->question >= 0) return apply->question_ids[message->question];
    if (message->question_id || message->kind != KIND_NUDGE || changes->answer_n != 1)
        return message->question_id;
    return changes->answers[0].id;
}

static enum rc add_messages(struct sqlite *db, const struct apply *apply, struct fault *why)
{
    const struct changes *changes = apply->changes;

    for (size_t i = 0; i < changes->message_n; i++) {
        const struct new_message *message = &changes->messages[i];

        TRY(message_add(db, message, question_of(apply, message), alert_of(apply, message),
                        apply->now, why));
    }
    return RC_OK;
}

static enum rc add_alert_work(struct sqlite *db, const struct apply *apply, struct fault *why)
{
    const struct changes *changes = apply->changes;

    for (size_t i = 0; i < changes->page_n; i++) {
        const struct new_page *page = &changes->pages[i];

        TRY(page_add(db, page, page->alert_id ? page->alert_id : apply->alert_id, apply->now, why));
    }
    if (changes->alert_step) {
        struct alert_step step = *changes->alert_step;

        if (!step.id) step.id = apply->alert_id;
        TRY(alert_step_apply(db, &step, apply->now, why));
    }
    return RC_OK;
}

static enum rc mark_crisis(struct sqlite *db, const struct apply *apply, struct fault *why)
{
    static const char SET_MARK[] = "INSERT INTO crisis_mark (number_hash, at) VALUES (?1, ?2)"
                                   " ON CONFLICT (number_hash) DO UPDATE SET at = ?2";
    struct hash hash;

    if (!apply->changes->crisis_reply || !apply->changes->crisis_number) return RC_OK;
    hash = hash_string(db, SEAL_NUMBER, apply->changes->crisis_number);
    return sqlite_run(db, SET_MARK, BIND(as_hash(&hash), as_int(apply->now)), why);
}

static enum rc change_phones(struct sqlite *db, const struct apply *apply, struct fault *why)
{
    const struct changes *changes = apply->changes;

    for (size_t i = 0; i < changes->consent_n; i++)
        TRY(phone_set_consent(db, &changes->consents[i], apply->now, why));
    if (!changes->withdraw_phone_id) return RC_OK;
    return phone_withdraw(db, changes->withdraw_phone_id, changes->withdraw_reason, why);
}

/* The marks that say it was done, so that it is done once. */
static enum rc mark_done(struct sqlite *db, const struct apply *apply, struct fault *why)
{
    TRY(mark_handled(db, apply, why));
    TRY(move_cursor(db, apply->changes, apply->now, why));
    TRY(appointment_apply(db, apply->changes, apply->now, why));
    TRY(phone_looked(db, apply->changes->looked_phone_id, why));
    return mark_crisis(db, apply, why);
}

/* What was understood: the alert first, since reply and signals name it. */
static enum rc add_understanding(struct sqlite *db, struct apply *apply, struct fault *why)
{
    const struct changes *changes = apply->changes;

    if (changes->alert) TRY(alert_open(db, changes, apply->now, &apply->alert_id, why));
    TRY(add_reply(db, apply, why));
    for (size_t i = 0; i < changes->signal_n; i++)
        TRY(add_signal(db, apply, &changes->signals[i], why));
    return RC_OK;
}

/* The step of a USSD session, and what its keys changed of whom it speaks to. */
static enum rc take_step(struct sqlite *db, const struct apply *apply, struct fault *why)
{
    static const char SET_LANGUAGE[] = "UPDATE member SET language = ?2 WHERE id = ?1";
    const struct changes *changes = apply->changes;
    const struct new_step *step = changes->step;

    if (changes->language_member_id)
        TRY(sqlite_run(db, SET_LANGUAGE,
                       BIND(as_int(changes->language_member_id), as_int(changes->language)), why));
    if (!step) return RC_OK;
    return ussd_step_apply(db, step, step->question < 0 ? 0 : apply->question_ids[step->question],
                           apply->now, why);
}

/* What refers to a thing comes after it; what was queued is withdrawn before the new messages come. */
static enum rc write_changes(struct sqlite *db, void *with, struct fault *why)
{
    struct apply *apply = with;

    TRY(mark_done(db, apply, why));
    TRY(change_phones(db, apply, why));
    TRY(add_questions(db, apply, why));
    TRY(add_understanding(db, apply, why));
    TRY(add_messages(db, apply, why));
    TRY(take_step(db, apply, why));
    return add_alert_work(db, apply, why);
}

enum rc sqlite_apply(struct store *store, const struct changes *changes, usec now,
                     struct fault *why)
{
    struct apply apply = {.changes = changes, .now = now};
    enum rc rc;

    apply.question_ids = mem_new(changes->question_n, sizeof(*apply.question_ids));
    rc = sqlite_write(store, write_changes, &apply, why);
    free(apply.question_ids);
    return rc;
}

/* One that nobody waits for. */
struct apply_later {
    struct apply apply;
    store_done *done;
    void *with;
};

static void later_applied(void *with, enum rc rc, const struct fault *why)
{
    struct apply_later *later = with;

    later->done(later->with, rc, why);
    free(later->apply.question_ids);
    free(later);
}

void sqlite_apply_later(struct store *store, const struct changes *changes, usec now,
                        store_done *done, void *with)
{
    struct apply_later *later = mem_new(1, sizeof(*later));

    *later = (struct apply_later){
        .apply = {.changes = changes, .now = now},
          .done = done, .with = with
    };
    later->apply.question_ids = mem_new(changes->question_n, sizeof(int64_t));
    sqlite_write_later(store, write_changes, &later->apply, later_applied, later);
}

/* The first failure counts. */
enum rc sqlite_apply_each(struct store *store, const struct changes *const *changes, size_t n,
                          usec now, struct fault *why)
{
    SCOPED(mem_free) struct apply *applies = mem_new(n, sizeof(*applies));
    SCOPED(mem_free) struct write *writes = mem_new(n, sizeof(*writes));
    enum rc rc = RC_OK;

    for (size_t i = 0; i < n; i++) {
        applies[i] = (struct apply){.changes = changes[i], .now = now};
        applies[i].question_ids = mem_new(changes[i]->question_n, sizeof(int64_t));
        writes[i] = (struct write){.run = write_changes, .with = &applies[i]};
    }
    sqlite_write_each(store, writes, n);
    for (size_t i = 0; i < n; i++) {
        free(applies[i].question_ids);
        if (rc != RC_OK || writes[i].rc == RC_OK || writes[i].rc == RC_TAKEN) continue;
        rc = writes[i].rc;
        if (why) *why = writes[i].why;
    }
    return rc;
}
