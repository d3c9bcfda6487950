/* The summary for who takes a family over: what was done and how it went, nothing of the texts themselves. */
#include "gateway/web/handover.h"

#include "gateway/enrolment/enrolment.h"
#include "gateway/web/api_json.h"
#include "gateway/web/pages.h"

static json_t *write_phases(const struct config *config, const struct family *family)
{
    SCOPED(family_plan_clear) struct family_plan plan = {0};
    int32_t day = family->enrolment.start_day;
    json_t *list = json_array();
    struct plan_phase phase;

    if (!plan_of(config, family, &plan)) return list;
    while (day < INT32_MAX && plan_phase_on(&plan.plan, day, &phase)) {
        json_array_append_new(
            list,
            json_pack("{s:s, s:o, s:o}", "name", plan.plan.programme->phases[phase.index].name,
                      "since", api_write_day(phase.first_day), "till",
                      phase.end_day == INT32_MAX ? json_null() : api_write_day(phase.end_day)));
        day = phase.end_day;
    }
    return list;
}

struct handover_counts handover_count(const struct questions *questions)
{
    struct handover_counts counts = {0};

    for (size_t i = 0; i < questions->n; i++) {
        const struct question *question = &questions->at[i];

        if (question->kind != KIND_CHECKIN) continue;
        counts.asked += question->asked_at > 0;
        counts.not_asked += question->asked_at == 0;
        counts.answered += question->state == QUESTION_ANSWERED;
        counts.silent += question->state == QUESTION_SILENT;
    }
    return counts;
}

static json_t *write_check_ins(const struct questions *questions)
{
    struct handover_counts counts = handover_count(questions);

    return json_pack("{s:I, s:I, s:I, s:I}", "asked", (json_int_t)counts.asked, "answered",
                     (json_int_t)counts.answered, "silent", (json_int_t)counts.silent, "not_asked",
                     (json_int_t)counts.not_asked);
}

/* The mean of each month that has scores; questions come oldest first. */
static json_t *write_scores(const struct visit *visit, const struct questions *questions)
{
    json_t *list = json_array();
    char month[16] = "", this_month[16];
    int64_t sum = 0, n = 0;

    for (size_t i = 0; i <= questions->n; i++) {
        const struct question *question = i < questions->n ? &questions->at[i] : NULL;
        struct local local;

        if (question && !question->score) continue;
        this_month[0] = '\0';
        if (question) {
            local = zone_local(visit_zone(visit), question->due_at);
            snprintf(this_month, sizeof(this_month), "%04d-%02d", local.year, local.month);
        }
        if (n > 0 && strcmp(month, this_month) != 0) {
            json_array_append_new(list, json_pack("{s:s, s:I, s:f}", "month", month, "n",
                                                  (json_int_t)n, "mean", (double)sum / (double)n));
            sum = n = 0;
        }
        memcpy(month, this_month, sizeof(month));
        if (question) sum += question->score;
        n += question != NULL;
    }
    return list;
}

static enum rc write_alerts(const struct visit *visit, int64_t family_id, json_t **out,
                            struct fault *why)
{
    static const char *const states[] = {"open", "taken", "closed"};
    SCOPED(alerts_clear) struct alerts alerts = {0};

    TRY(store_alert_list(visit_store(visit), NULL, false, &alerts, why));
    *out = json_array();
    for (size_t i = 0; i < alerts.n; i++) {
        const struct alert *alert = &alerts.at[i];

        if (alert->family_id != family_id) continue;
        json_array_append_new(*out, json_pack("{s:i, s:s, s:o, s:o}", "level", (int)alert->level,
                                              "state", states[alert->state], "opened_at",
                                              api_write_moment(alert->opened_at), "domains",
                                              api_write_domains(alert->domains)));
    }
    return RC_OK;
}

const char *handover_consent(const struct phone *phone)
{
    if (!phone->id) return "no-phone";
    if (phone->stopped) return "stopped";
    if (phone->consent_asked) return "asked-anew";
    return phone->stop_pending ? "stop-pending" : "agreed";
}

static json_t *write_members(const struct family *family)
{
    json_t *list = json_array();

    for (size_t i = 0; i < family->member_n; i++) {
        const struct member *member = &family->members[i];

        json_array_append_new(
            list, json_pack("{s:o, s:s, s:b, s:s}", "name", json_text(member->name), "language",
                            language_name(member->language), "asked", (int)member->asked, "consent",
                            handover_consent(&member->phone)));
    }
    return list;
}

static json_t *write_enrolment(const struct visit *visit, const struct family *family)
{
    const struct enrolment *enrolment = &family->enrolment;

    return json_pack("{s:s, s:s, s:s?, s:o, s:o, s:o}", "programme", enrolment->programme, "state",
                     api_enrolment_state(enrolment->state), "outcome",
                     enrolment->outcome ? ending_name(enrolment->outcome) : NULL, "start_day",
                     api_write_day(enrolment->start_day), "domains",
                     api_write_domains(enrolment->domains), "phases",
                     write_phases(visit_config(visit), family));
}

enum rc handover_note_look(const struct visit *visit, const struct family *family,
                           struct fault *why)
{
    SCOPED(decided_clear) struct decided decided = {0};
    const struct acting by = {.config = visit_config(visit),
                              .family = family,
                              .who = visit->staff->login,
                              .now = visit->now};

    TRY(decide_summary(&by, &decided, why));
    return decided_do(visit_store(visit), &decided, visit->now, why);
}

enum rc api_handover(struct visit *visit, struct fault *why)
{
    SCOPED(family_clear) struct family family = {0};
    SCOPED(questions_clear) struct questions questions = {0};
    json_t *alerts;

    TRY(access_load_family(visit, visit->id, &family, why));
    TRY(handover_note_look(visit, &family, why));
    TRY(store_question_list(visit_store(visit), family.id, family.created_at, &questions, why));
    TRY(write_alerts(visit, family.id, &alerts, why));
    visit_json(visit, 200,
               json_pack("{s:{s:I, s:o, s:s}, s:o, s:o, s:o, s:o, s:o}", "family", "id",
                         (json_int_t)family.id, "name", json_text(family.name), "manager",
                         family.manager, "enrolment", write_enrolment(visit, &family), "check_ins",
                         write_check_ins(&questions), "scores", write_scores(visit, &questions),
                         "alerts", alerts, "members", write_members(&family)));
    return RC_OK;
}
