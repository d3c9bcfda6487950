#include "gateway/people/plan_of.h"

void family_plan_clear(struct family_plan *plan)
{
    free(plan->best);
    free(plan->phones);
    *plan = (struct family_plan){0};
}

const struct member *plan_member_of(const struct family *family, int number)
{
    for (size_t i = 0; i < family->member_n; i++)
        if (family->members[i].asked && --number == 0) return &family->members[i];
    return NULL;
}

int plan_number_of(const struct family *family, int64_t member_id)
{
    const struct member *member;

    for (int number = 1; (member = plan_member_of(family, number)); number++)
        if (member->id == member_id) return number;
    return 0;
}

static int asked_count(const struct family *family)
{
    int n = 0;

    for (size_t i = 0; i < family->member_n; i++)
        n += family->members[i].asked;
    return n;
}

/* The first of those asked who has the phone of this one; 0 without a phone. */
static int phone_of(const struct family *family, int number)
{
    int64_t id = plan_member_of(family, number)->phone.id;
    int first = 1;

    while (id && first < number && plan_member_of(family, first)->phone.id != id)
        first++;
    return id ? first : 0;
}

bool plan_of(const struct config *config, const struct family *family, struct family_plan *out)
{
    const struct enrolment *enrolment = &family->enrolment;
    const struct programme *programme =
        enrolment->id ? config_programme(config, enrolment->programme) : NULL;
    int member_n = asked_count(family);

    *out = (struct family_plan){0};
    if (!programme || member_n == 0) return false;
    out->best = mem_new((size_t)member_n, sizeof(*out->best));
    out->phones = mem_new((size_t)member_n, sizeof(*out->phones));
    for (int i = 0; i < member_n; i++) {
        out->best[i] = plan_member_of(family, i + 1)->best;
        out->phones[i] = phone_of(family, i + 1);
    }
    out->plan = (struct plan){
        .programme = programme,
        .zone = config->municipality.zone,
        .quiet = config->quiet,
        .start_day = enrolment->start_day,
        .first_phase = enrolment->first_phase,
        .changes = enrolment->changes,
        .change_n = enrolment->change_n,
        .own_days = enrolment->own_days,
        .own_day_n = enrolment->own_day_n,
        .special = config->special,
        .member_n = member_n,
        .best = enrolment->learns && config->learn_best_time ? out->best : NULL,
        .phones = out->phones,
        .seed = (uint64_t)enrolment->id,
    };
    return true;
}
