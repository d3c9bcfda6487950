/* The promises about what leaves, each checked where it would break: at the provider. */
#include "gateway/simulate/sim.h"

static bool is_urgent(enum kind kind)
{
    return kind == KIND_CRISIS || kind == KIND_PAGE;
}

static bool is_of_our_own_accord(enum kind kind)
{
    return kind == KIND_CHECKIN || kind == KIND_REMINDER || kind == KIND_NUDGE ||
           kind == KIND_NOTICE;
}

static void count(struct sim *sim, enum kind kind)
{
    struct simulate_report *report = sim->report;

    switch (kind) {
    case KIND_CHECKIN:
        report->check_ins++;
        break;
    case KIND_REMINDER:
        report->reminders++;
        break;
    case KIND_NUDGE:
        report->nudges++;
        break;
    case KIND_CRISIS:
        report->crisis_replies++;
        break;
    case KIND_FOLLOW_UP:
    case KIND_ANSWER:
    case KIND_CONFIRMATION:
    case KIND_CALLBACK:
    case KIND_NOTICE:
        report->answers++;
        break;
    case KIND_PAGE:
    case KIND_N:
        break;
    }
}

/* What is in doubt again although it is urgent comes no sooner than this after the time before. */
#define URGENT_AGAIN_AFTER (10 * USEC_MIN)

/* How long word is waited for, half its window and at most two hours. The gateway's clock may be a jump away from ours,
 * but stood where it stands when it was sent. */
static usec patience(const struct sim *sim, const struct message_row *row,
                     const struct carried *carried)
{
    usec half = (row->expires_at - (carried->first_at + sim->skew)) / 2;

    return half < 2 * USEC_HOUR ? half : 2 * USEC_HOUR;
}

/* Sent again at most once, and never where the gateway knew, or could have asked and did not. Danger goes at once, and
 * then may go again, by the same rule and ever more seldom. */
static void check_resend(struct sim *sim, const struct message_row *row,
                         const struct carried *carried)
{
    const struct ability *ability = &sim->abilities[carried->route];
    const char *kind = kind_name(carried->kind);

    sim->report->resent++;
    if (is_urgent(carried->kind) && carried->received == 2) return;
    if (carried->received > 2 &&
        (!is_urgent(carried->kind) || (sim->now - carried->last_at < URGENT_AGAIN_AFTER &&
                                       sim->clock_until <= carried->last_at)))
        sim_broken(sim, "message %lld (%s) reached the provider %d times", (long long)row->id, kind,
                   carried->received);
    if (carried->told_at)
        sim_broken(sim, "message %lld (%s) was sent again although the provider had said it has it",
                   (long long)row->id, kind);
    if (ability->asked && (ability->tells || carried->asked == 0))
        sim_broken(sim, "message %lld (%s) was sent again, and the provider could have told",
                   (long long)row->id, kind);
    if ((ability->reports || ability->asked) && !is_urgent(carried->kind) &&
        sim->clock_until <= carried->first_at &&
        sim->now - carried->first_at < patience(sim, row, carried))
        sim_broken(sim, "message %lld (%s) was sent again without waiting for its report",
                   (long long)row->id, kind);
}

static int place_of(const struct sim_family *family, int64_t member_id)
{
    for (int i = 0; i < family->member_n; i++)
        if (family->members[i] == member_id) return i;
    return -1;
}

/* The check-in that the plan has for this member at that moment. */
static bool find_planned(const struct sim_stay *stay, const struct message_row *row, int place,
                         struct planned *out)
{
    struct plan_cursor cursor = {row->due_at - 1, INT32_MAX};

    while (plan_next(&stay->planning.plan, cursor, out) && out->due_at == row->due_at) {
        if (out->member == place + 1) return true;
        cursor = (struct plan_cursor){out->due_at, out->member};
    }
    return false;
}

/* What was queued still goes where the family entered again on that day. */
static bool find_in_stays(const struct sim_family *family, const struct message_row *row, int place,
                          struct planned *out)
{
    for (int i = family->stay_n - 1; i >= 0; i--)
        if (find_planned(&family->stays[i], row, place, out)) return true;
    return false;
}

/* The last check-in that the plan had for this member before that moment. */
static bool find_planned_before(const struct sim_stay *stay, usec at, int place,
                                struct planned *out)
{
    struct plan_cursor cursor = {stay->from, 0};
    struct planned planned;
    bool found = false;

    while (plan_next(&stay->planning.plan, cursor, &planned) && planned.due_at < at) {
        if (planned.member == place + 1) {
            *out = planned;
            found = true;
        }
        cursor = (struct plan_cursor){planned.due_at, planned.member};
    }
    return found;
}

/* What makes up for a check-in that was missed: at the member's own moment and once. No other is near, unless the
 * plan was changed just now. */
static bool makes_up(const struct sim *sim, const struct sim_family *family,
                     const struct message_row *row, int place, struct planned *out)
{
    const struct sim_stay *stay = &family->stays[family->stay_n - 1];
    const struct plan *plan = &stay->planning.plan;
    int32_t day = zone_day(sim->config.municipality.zone, row->due_at);
    struct planned missed, next;

    return plan_moment(plan, day, place + 1, out) && out->due_at == row->due_at &&
           find_planned_before(stay, row->due_at, place, &missed) &&
           (family->asked_at[place] < missed.due_at || family->asked_at[place] == row->due_at) &&
           (plan->change_n > 0 || plan->own_day_n > 0 ||
            !plan_next_on_phone(plan, day, place + 1, row->due_at + 3 * USEC_DAY - 1, &next));
}

/* A moment of the plan, or of one that makes up for another. What the gateway learned of when the family answers is
 * believed: the plan keeps it in the window. */
static bool find_moment(struct sim *sim, struct sim_family *family, const struct message_row *row,
                        int place, struct planned *out)
{
    for (int look = 0; look < 2; look++) {
        if (find_in_stays(family, row, place, out) || makes_up(sim, family, row, place, out))
            return true;
        if (look == 0 && !sim_stay_learn(sim, family)) return false;
    }
    return false;
}

/* Asked at a moment of the plan, inside its window, once a moment and once a day. */
static void check_moment(struct sim *sim, struct sim_family *family, const struct message_row *row,
                         bool first)
{
    int place = place_of(family, row->member_id);
    int32_t day = zone_day(sim->config.municipality.zone, row->due_at);
    struct planned planned;

    if (place < 0 || !find_moment(sim, family, row, place, &planned)) {
        sim_broken(sim, "check-in %lld was asked at a moment that is not in the plan",
                   (long long)row->id);
        return;
    }
    if (sim_gateway_now(sim) >= planned.window_till)
        sim_broken(sim, "check-in %lld left past its window", (long long)row->id);
    if (!first) return;
    if (family->asked_at[place] == row->due_at || family->asked_day[place] == day)
        sim_broken(sim, "check-in %lld asks a member a second time about one moment",
                   (long long)row->id);
    family->asked_at[place] = row->due_at;
    family->asked_day[place] = day;
    family->question[place] = row->question_id;
    family->answered_at[place] = 0;
    family->nudges[place] = 0;
}

/* A week after the question, or when that phone is asked again. */
static usec nudge_till(const struct sim_family *family, int place)
{
    usec till = family->asked_at[place] + 7 * USEC_DAY;
    struct planned next;

    return plan_next_on_phone(&family->stays[family->stay_n - 1].planning.plan,
                              family->asked_day[place], place + 1, till, &next)
               ? next.due_at
               : till;
}

/* As often as the programme says, and in time, by what the gateway has learned of when the family answers. */
static void check_nudge(struct sim *sim, struct sim_family *family, const struct message_row *row)
{
    int place = place_of(family, row->member_id);
    usec now = sim_gateway_now(sim);

    if (place < 0 || family->asked_at[place] == 0) {
        sim_broken(sim, "nudge %lld is about nothing that was asked", (long long)row->id);
        return;
    }
    if (family->question[place] != row->question_id)
        sim_broken(sim, "nudge %lld is not about the check-in that was asked last",
                   (long long)row->id);
    if (family->answered_at[place] && sim->now > family->answered_at[place])
        sim_broken(sim, "nudge %lld left after its check-in was answered", (long long)row->id);
    if (++family->nudges[place] > family->programme->nudges_max)
        sim_broken(sim, "nudge %lld is one more than the programme allows", (long long)row->id);
    if (now >= nudge_till(family, place) && sim_stay_learn(sim, family) &&
        now >= nudge_till(family, place))
        sim_broken(sim, "nudge %lld left when its check-in's time was over", (long long)row->id);
}

static void check_gate(struct sim *sim, const struct sim_phone *phone,
                       const struct sim_family *family, const struct message_row *row)
{
    const struct config *config = &sim->config;
    const char *kind = kind_name(row->kind);
    long long id = row->id;

    if (quiet_hours_cover(&config->quiet, config->municipality.zone, sim_gateway_now(sim)))
        sim_broken(sim, "message %lld (%s) left in quiet hours", id, kind);
    if (sim_gateway_now(sim) >= row->expires_at)
        sim_broken(sim, "message %lld (%s) left after it had expired", id, kind);
    if (phone->stop_from && sim->now > phone->stop_from)
        sim_broken(sim, "message %lld (%s) left after STOP", id, kind);
    if (row->kind == KIND_NOTICE) return; /* also outside a programme */
    if (sim_rests(sim, family) && sim->now > family->paused_from)
        sim_broken(sim, "message %lld (%s) left in a pause", id, kind);
    if (family->ended_from && sim->now > family->ended_from)
        sim_broken(sim, "message %lld (%s) left after the end of the enrolment", id, kind);
}

/* The gateway's clock may have been an hour slow for the first text and an hour fast for the last. */
#define CLOCKS_DIFFER (2 * USEC_HOUR)

/* Nobody gets more texts in seven days than the municipality allows. */
static void check_enough(struct sim *sim, struct sim_family *family, const struct message_row *row)
{
    int place = place_of(family, row->member_id), max = sim->config.texts_a_week_max;
    usec *texts_at;
    int n;

    if (place < 0 || max == 0 || row->kind > KIND_ANSWER) return;
    assert(max < SIM_TEXTS_KEPT);
    texts_at = family->texts_at[place];
    n = family->text_n[place]++;
    texts_at[n % SIM_TEXTS_KEPT] = sim->now;
    if (n >= max && sim->now - texts_at[(n - max) % SIM_TEXTS_KEPT] < 7 * USEC_DAY - CLOCKS_DIFFER)
        sim_broken(sim, "message %lld (%s) is more than a member may get in a week",
                   (long long)row->id, kind_name(row->kind));
}

void sim_check_carried(struct sim *sim, const struct message_row *row, struct carried *carried)
{
    struct sim_phone *phone = sim_phone_of(sim, carried->to);
    struct sim_family *family = phone && phone->family >= 0 ? &sim->families[phone->family] : NULL;

    if (carried->received == 1)
        count(sim, row->kind);
    else
        check_resend(sim, row, carried);
    carried->last_at = sim->now;
    if (carried->by_off && !is_urgent(row->kind))
        sim_broken(sim, "message %lld (%s) left by a route that is switched off",
                   (long long)row->id, kind_name(row->kind));
    if (family && carried->received == 1) check_enough(sim, family, row);
    if (!family || !is_of_our_own_accord(row->kind)) return;
    if (row->kind == KIND_REMINDER || row->kind == KIND_NOTICE) sim_check_reminder(sim, row);
    check_gate(sim, phone, family, row);
    if (row->kind == KIND_NUDGE && carried->received == 1) check_nudge(sim, family, row);
    if (row->kind == KIND_CHECKIN) check_moment(sim, family, row, carried->received == 1);
}
