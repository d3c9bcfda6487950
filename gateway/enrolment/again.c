/* The end, the way back, and other hands. */
#include "gateway/enrolment/deciding.h"

/* ---- The end ------------------------------------------------------------------------------------ */

#define NOTICE_VALID_FOR (3 * USEC_DAY)
#define TOLD_VALID_FOR   USEC_DAY

static bool had_it(const struct family *family, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (family->members[j].asked && family->members[j].phone.id == family->members[i].phone.id)
            return true;
    return false;
}

/* The text `name` to each phone that is asked, once; `manager` signs. */
static void say_to_phones(const struct acting *by, const char *name, const char *manager,
                          struct decision *out)
{
    for (size_t i = 0; i < by->family->member_n; i++) {
        const struct member *member = &by->family->members[i];
        struct addressee to = addressee_of(by->family, member);

        if (!member->asked || !member->phone.id || member->phone.stopped ||
            member->phone.stop_pending || had_it(by->family, i))
            continue;
        to.manager = manager;
        decision_say(out, by->config, &to, KIND_NOTICE, name, NULL, by->now,
                     by->now + NOTICE_VALID_FOR);
    }
}

static enum rc read_outcome(const char *name, enum ending *out, struct fault *why)
{
    struct guess guess = guess_new(name);

    if (ending_find(name, out) && *out > ENDING_NONE && *out <= ENDING_OTHER) return RC_OK;
    if (ending_find(name, out) && *out == ENDING_HANDED_OVER) return RC_OK;
    for (int ending = ENDING_INDEPENDENT; ending <= ENDING_OTHER; ending++)
        guess_try(&guess, ending_name((enum ending)ending));
    return fault_set(why, RC_INVALID,
                     "outcome: expected independent, regular-help, longer-help, moved, "
                     "lost-contact, refused, handed-over or other%s",
                     guess_say(&guess));
}

enum rc decide_end(const struct acting *by, const char *outcome, bool farewell, struct decided *out,
                   struct fault *why)
{
    enum ending ending = ENDING_NONE;

    TRY(act_begin(by, WORD_ENDED, out, why));
    if (outcome) TRY(read_outcome(outcome, &ending, why));
    out->act.outcome = ending;
    if (ending != ENDING_NONE) text_add(&out->detail, ending_name(ending));
    if (farewell) say_to_phones(by, "aftercare-end", by->family->manager, &out->said);
    return RC_OK;
}

/* ---- The way back ------------------------------------------------------------------------------- */

enum rc decide_reenter(const struct acting *by, const struct enrolment_wish *wish,
                       struct decided *out, struct fault *why)
{
    const struct enrolment *before = &by->family->enrolment;
    struct enrolment_wish all = *wish;
    SCOPED(text_clear) struct text tomorrow = {0};

    TRY(act_begin(by, WORD_REENTERED, out, why));
    act_add_day(&tomorrow, act_since_day(by));
    all.start_day = text_string(&tomorrow);
    if (!all.programme) all.programme = before->programme;
    if (!all.domains) all.domains = before->domains;
    TRY(enrolment_read(by->config, &all, by->now, &out->next, why));
    out->next.learns = before->learns;
    out->next.previous_id = before->id;
    out->act.outcome = ENDING_REENTERED;
    text_add(&out->detail,
             config_programme(by->config, out->next.programme)->phases[out->next.first_phase].name);
    return RC_OK;
}

/* ---- Other hands -------------------------------------------------------------------------------- */

static enum rc read_consent(const char *name, bool *anew, struct fault *why)
{
    *anew = name && strcmp(name, "anew") == 0;
    if (!name || *anew || strcmp(name, "carried") == 0) return RC_OK;
    return fault_set(why, RC_INVALID, "consent: expected carried or anew");
}

static enum rc to_manager(const struct acting *by, const char *manager, struct decided *out,
                          struct fault *why)
{
    const struct staff *staff = config_staff(by->config, manager);
    const struct staff *before = config_staff(by->config, by->family->manager);

    if (!staff || staff->role != ROLE_FAMILY_MANAGER)
        return fault_set(why, RC_INVALID, "manager: expected the login of a family manager");
    if (strcmp(manager, by->family->manager) == 0)
        return fault_set(why, RC_INVALID, "manager: %s has this family already", manager);
    out->act.manager = staff->login;
    text_addf(&out->detail, "%s %s", by->family->manager, manager);
    if (before) decision_tell(&out->said, by->config, before, by->now, by->now + TOLD_VALID_FOR);
    decision_tell(&out->said, by->config, staff, by->now, by->now + TOLD_VALID_FOR);
    if (out->act.asks_consent) say_to_phones(by, "opt-in", staff->login, &out->said);
    return RC_OK;
}

#define MUNICIPALITY_MAX 100 /* bytes of its name */

enum rc decide_handover(const struct acting *by, const struct handover_wish *wish,
                        struct decided *out, struct fault *why)
{
    bool anew, leaves = wish->municipality != NULL;

    if (leaves == (wish->manager != NULL))
        return fault_set(why, RC_INVALID, "manager: expected manager or municipality, one of them");
    TRY(read_consent(wish->consent, &anew, why));
    TRY(act_begin(by, leaves ? WORD_ENDED : WORD_MANAGER, out, why));
    out->act.asks_consent = anew;
    if (!leaves) return to_manager(by, wish->manager, out, why);
    if (!*wish->municipality || strlen(wish->municipality) > MUNICIPALITY_MAX)
        return fault_set(why, RC_INVALID, "municipality: expected a name of 1 to %d bytes",
                         MUNICIPALITY_MAX);
    out->act.outcome = ENDING_HANDED_OVER;
    text_addf(&out->detail, "%s: %s", ending_name(ENDING_HANDED_OVER), wish->municipality);
    return RC_OK;
}

enum rc decide_summary(const struct acting *by, struct decided *out, struct fault *why)
{
    return act_begin(by, WORD_SUMMARY, out, why);
}
