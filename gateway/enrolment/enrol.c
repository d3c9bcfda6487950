/* Enrolling: what somebody wrote becomes an enrolment, or a sentence that says what is wrong. */
#include "gateway/enrolment/deciding.h"

/* NULL: there is none, and `why` says so. */
static const struct programme *find_programme(const struct config *config, const char *name,
                                              struct fault *why)
{
    const struct programme *programme = name ? config_programme(config, name) : NULL;
    struct guess guess = guess_new(name ? name : "");

    if (programme) return programme;
    for (size_t i = 0; i < config->programme_n; i++)
        guess_try(&guess, config->programmes[i].name);
    IGNORE(fault_set(why, RC_INVALID, "programme: expected the name of one%s", guess_say(&guess)));
    return NULL; /* which the caller makes RC_INVALID */
}

enum rc enrolment_read(const struct config *config, const struct enrolment_wish *wish, usec now,
                       struct enrolment *out, struct fault *why)
{
    const struct acting by = {.config = config, .now = now};
    const struct programme *programme = find_programme(config, wish->programme, why);
    int32_t start_day;
    int phase = 0;

    if (!programme) return RC_INVALID;
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
