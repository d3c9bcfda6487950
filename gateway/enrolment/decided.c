#include "gateway/enrolment/deciding.h"

void decided_clear(struct decided *decided)
{
    free(decided->rhythm);
    free(decided->next.programme);
    text_clear(&decided->detail);
    decision_clear(&decided->said);
    *decided = (struct decided){0};
}

enum rc decided_do(struct store *store, struct decided *decided, usec now, struct fault *why)
{
    struct enrolment_act act = decided->act;

    act.detail = text_string(&decided->detail);
    act.changes = decided->changes;
    act.next = &decided->next;
    act.messages = decided->said.messages;
    act.message_n = decided->said.changes.message_n;
    return store_enrolment_act(store, &act, now, why);
}

/* ---- Imagining ---------------------------------------------------------------------------------- */

static void imagine_changes(const struct decided *decided, struct enrolment *enrolment)
{
    size_t n = enrolment->change_n + decided->act.change_n;

    if (decided->act.change_n == 0) return;
    enrolment->changes = mem_grow(enrolment->changes, n, sizeof(*enrolment->changes));
    for (size_t i = 0; i < decided->act.change_n; i++) {
        struct plan_change *change = &enrolment->changes[enrolment->change_n++];

        *change = decided->changes[i];
        change->rhythm = mem_copy_string(change->rhythm);
    }
}

static void imagine_own_days(const struct own_days *days, struct enrolment *enrolment)
{
    size_t place = 0;

    enrolment->own_days =
        mem_grow(enrolment->own_days, enrolment->own_day_n + 1, sizeof(*enrolment->own_days));
    while (place < enrolment->own_day_n && enrolment->own_days[place].from_day < days->from_day)
        place++;
    memmove(enrolment->own_days + place + 1, enrolment->own_days + place,
            (enrolment->own_day_n - place) * sizeof(*days));
    enrolment->own_days[place] = *days;
    enrolment->own_day_n++;
}

static void imagine_own_days_end(const struct own_days *days, struct enrolment *enrolment)
{
    for (size_t i = 0; i < enrolment->own_day_n; i++) {
        struct own_days *own = &enrolment->own_days[i];

        if (own->from_day != days->from_day || own->ended_day) continue;
        own->ended_day = days->ended_day;
        if (own->since_day < days->ended_day) continue;
        memmove(own, own + 1, (--enrolment->own_day_n - i) * sizeof(*own));
    }
}

static void imagine_next(const struct enrolment *next, struct enrolment *enrolment)
{
    free(enrolment->programme);
    for (size_t i = 0; i < enrolment->change_n; i++)
        free(enrolment->changes[i].rhythm);
    free(enrolment->changes);
    free(enrolment->own_days);
    *enrolment = (struct enrolment){
        .id = enrolment->id,
        .programme = mem_copy_string(next->programme),
        .start_day = next->start_day,
        .first_phase = next->first_phase,
        .domains = next->domains,
        .paused_till_day = INT32_MAX,
        .previous_id = enrolment->id,
        .learns = next->learns,
        .planned_at = next->planned_at,
        .next_at = next->next_at,
    };
}

void decided_imagine(const struct decided *decided, struct family *family)
{
    struct enrolment *enrolment = &family->enrolment;
    const struct enrolment_act *act = &decided->act;

    switch (act->word) {
    case WORD_PAUSED:
        enrolment->state = ENROLMENT_PAUSED;
        enrolment->paused_till_day = act->paused_till_day ? act->paused_till_day : INT32_MAX;
        break;
    case WORD_RESUMED:
        enrolment->state = ENROLMENT_ACTIVE;
        break;
    case WORD_ENDED:
        enrolment->state = ENROLMENT_ENDED;
        enrolment->outcome = act->outcome;
        break;
    case WORD_EXTENDED:
    case WORD_RHYTHM:
        imagine_changes(decided, enrolment);
        break;
    case WORD_OWN_DAYS:
        imagine_own_days(&act->days, enrolment);
        break;
    case WORD_OWN_DAYS_ENDED:
        imagine_own_days_end(&act->days, enrolment);
        break;
    case WORD_LEARNING:
        enrolment->learns = act->learns;
        break;
    case WORD_REENTERED:
        imagine_next(&decided->next, enrolment);
        break;
    case WORD_MANAGER:
        free(family->manager);
        family->manager = mem_copy_string(act->manager);
        break;
    case WORD_ENROLLED:
    case WORD_SUMMARY:
    case WORD_N:
        break;
    }
}

/* ---- What the acts share ------------------------------------------------------------------------ */

enum rc act_begin(const struct acting *by, enum enrolment_word word, struct decided *out,
                  struct fault *why)
{
    const struct enrolment *enrolment = &by->family->enrolment;

    if (!enrolment->id) return fault_set(why, RC_MISSING, "the family is in no programme");
    if (enrolment->state == ENROLMENT_ENDED && word != WORD_MANAGER && word != WORD_REENTERED &&
        word != WORD_SUMMARY)
        return fault_set(why, RC_INVALID, "the enrolment has ended; enrol the family anew");
    decision_init(&out->said);
    out->act = (struct enrolment_act){
        .enrolment_id = enrolment->id, .word = word, .who = by->who, .reason = by->reason};
    return RC_OK;
}

int32_t act_today(const struct acting *by)
{
    return zone_day(by->config->municipality.zone, by->now);
}

int32_t act_since_day(const struct acting *by)
{
    int32_t today = act_today(by);
    /* Later than today only where the clock was ahead. */
    int32_t asked = zone_day(by->config->municipality.zone, by->family->enrolment.planned_at);

    return (asked > today ? asked : today) + 1;
}

void act_add_day(struct text *out, int32_t day)
{
    struct local local = day_local(day);

    text_addf(out, "%04d-%02d-%02d", local.year, local.month, local.day);
}

enum rc act_read_day(const struct acting *by, const char *field, const char *string, int32_t least,
                     int32_t *out, struct fault *why)
{
    SCOPED(text_clear) struct text first = {0};
    int32_t day;

    if (!string || !day_read(string, &day))
        return fault_set(why, RC_INVALID, "%s: expected a date such as 2027-01-18", field);
    act_add_day(&first, least);
    if (day < least)
        return fault_set(why, RC_INVALID, "%s: %s is too early, expected %s or later", field,
                         string, text_string(&first));
    if (day > act_today(by) + ENROLMENT_DAYS_AHEAD_MAX)
        return fault_set(why, RC_INVALID, "%s: %s is more than %d days from now", field, string,
                         ENROLMENT_DAYS_AHEAD_MAX);
    *out = day;
    return RC_OK;
}

enum rc act_find_phase(const struct programme *programme, const char *name, int *out,
                       struct fault *why)
{
    struct guess guess = guess_new(name);

    for (size_t i = 0; i < programme->phase_n; i++) {
        if (strcmp(programme->phases[i].name, name) == 0) {
            *out = (int)i;
            return RC_OK;
        }
        guess_try(&guess, programme->phases[i].name);
    }
    return fault_set(why, RC_INVALID, "phase: the programme %s has none of that name%s",
                     programme->name, guess_say(&guess));
}

enum rc act_present_phase(const struct acting *by, const struct plan *plan, struct plan_phase *out,
                          struct fault *why)
{
    int32_t today = act_today(by);
    SCOPED(text_clear) struct text end = {0};

    if (plan_phase_on(plan, today < plan->start_day ? plan->start_day : today, out)) return RC_OK;
    act_add_day(&end, plan_end_day(plan));
    return fault_set(why, RC_INVALID,
                     "phase: the programme is over since %s; end the enrolment, or enter again",
                     text_string(&end));
}

enum rc act_need_plan(const struct acting *by, struct family_plan *out, struct fault *why)
{
    if (plan_of(by->config, by->family, out)) return RC_OK;
    return fault_set(why, RC_INVALID,
                     "programme: nobody of the family is asked, or the configuration has the "
                     "programme no more");
}
