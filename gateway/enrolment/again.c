/* The end, the way back, and other hands. */
#include "gateway/enrolment/deciding.h"

/* ---- The end ------------------------------------------------------------------------------------ */

#define FAREWELL_VALID_FOR (3 * USEC_DAY)
#define TOLD_VALID_FOR     USEC_DAY

static bool had_it(const struct family *family, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (family->members[j].asked && family->members[j].phone.id == family->members[i].phone.id)
            return true;
    return false;
}

/* To each phone that was asked, once. */
static void say_farewell(const struct acting *by, struct decision *out)
{
    for (size_t i = 0; i < by->family->member_n; i++) {
        const struct member *member = &by->family->members[i];
        struct addressee to = addressee_of(by->family, member);

        if (!member->asked || !member->phone.id || member->phone.stopped ||
            member->phone.stop_pending || had_it(by->family, i))
            continue;
        decision_say(out, by->config, &to, KIND_NOTICE, "aftercare-end", NULL, by->now,
                     by->now + FAREWELL_VALID_FOR);
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
    if (farewell) say_farewell(by, &out->said);
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

enum rc decide_manager(const struct acting *by, const char *manager, struct decided *out,
                       struct fault *why)
{
    const struct staff *staff = manager ? config_staff(by->config, manager) : NULL;
    const struct staff *before = config_staff(by->config, by->family->manager);

    TRY(act_begin(by, WORD_MANAGER, out, why));
    if (!staff || staff->role != ROLE_FAMILY_MANAGER)
        return fault_set(why, RC_INVALID, "manager: expected the login of a family manager");
    if (strcmp(manager, by->family->manager) == 0)
        return fault_set(why, RC_INVALID, "manager: %s has this family already", manager);
    out->act.manager = staff->login;
    text_addf(&out->detail, "%s %s", by->family->manager, manager);
    if (before) decision_tell(&out->said, by->config, before, by->now, by->now + TOLD_VALID_FOR);
    decision_tell(&out->said, by->config, staff, by->now, by->now + TOLD_VALID_FOR);
    return RC_OK;
}
