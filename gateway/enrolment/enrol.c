/* Enrolling: what somebody wrote becomes an enrolment, or a sentence that says what is wrong. */
#include "gateway/enrolment/deciding.h"

static enum rc need_programme(const struct config *config, const char *name,
                              const struct programme **out, struct fault *why)
{
    struct guess guess = guess_new(name ? name : "");

    if (!name || !*name)
        return fault_set(why, RC_INVALID, "programme: expected a string that is not empty");
    *out = config_programme(config, name);
    if (*out) return RC_OK;
    for (size_t i = 0; i < config->programme_n; i++)
        guess_try(&guess, config->programmes[i].name);
    return fault_set(why, RC_INVALID, "programme: there is none of that name%s", guess_say(&guess));
}

enum rc enrolment_read(const struct config *config, const struct enrolment_wish *wish, usec now,
                       struct enrolment *out, struct fault *why)
{
    const struct acting by = {.config = config, .now = now};
    const struct programme *programme;
    int32_t start_day;
    int phase = 0;

    TRY(need_programme(config, wish->programme, &programme, why));
    TRY(act_read_day(&by, "start_day", wish->start_day, act_today(&by), &start_day, why));
    if (wish->phase && *wish->phase) TRY(act_find_phase(programme, wish->phase, &phase, why));
    if (!wish->domains)
        return fault_set(why, RC_INVALID, "domains: expected at least one life domain");
    *out = (struct enrolment){.programme = mem_copy_string(programme->name),
                              .start_day = start_day,
                              .first_phase = phase,
                              .domains = wish->domains,
                              .paused_till_day = INT32_MAX,
                              .learns = true,
                              .planned_at = now,
                              .next_at = now};
    return RC_OK;
}
