#include "gateway/web/tasks.h"

#include "gateway/people/plan_of.h"
#include "gateway/web/programme_words.h"

/* A task that is past stays in sight so long. */
#define SHOWN_FOR_DAYS 14
/* A task is due from so long before its day until so long after it: nobody ticks it off. */
#define DUE_DAYS 7
/* The moment of a hand-over is nobody's plan. */
#define ANY_DAY INT32_MAX

struct board {
    const struct visit *visit;
    const struct plan *plan;
    json_t *tasks;
    size_t due_n;
};

static void add_task(struct board *board, const struct task *task, int32_t day,
                     const struct phase *phase)
{
    const struct visit *visit = board->visit;
    SCOPED(text_clear) struct text name = {0};
    int32_t today = zone_day(visit_zone(visit), visit->now);
    bool due = day >= today - DUE_DAYS && day <= today + DUE_DAYS;
    json_t *when;

    if (day < today - SHOWN_FOR_DAYS) return;
    board->due_n += due;
    if (phase) phase_add_name(visit->phrases, &name, phase);
    when = day == ANY_DAY ? json_string(phrase(visit->phrases, "tasks_any_day"))
                          : view_day(visit, day);
    json_array_append_new(board->tasks,
                          json_pack("{s:o, s:b, s:o, s:o, s:s}", "when", when, "due", (int)due,
                                    "phase", json_text(text_string(&name)), "text",
                                    json_text(sentence_in(visit->phrases, &task->text)), "who",
                                    phrase_of(visit->phrases, "role", role_name(task->who))));
}

static void add_tasks_at(struct board *board, enum task_when when, int32_t day,
                         const struct phase *phase)
{
    const struct programme *programme = board->plan->programme;

    for (size_t i = 0; i < programme->task_n; i++) {
        const struct task *task = &programme->tasks[i];

        if (task->when != when) continue;
        if (task->phase[0] && (!phase || strcmp(task->phase, phase->name) != 0)) continue;
        add_task(board, task, day, phase);
    }
}

/* Of a programme that runs. */
static void add_all(struct board *board)
{
    const struct plan *plan = board->plan;
    struct plan_phase phase;

    add_tasks_at(board, TASK_AT_START, plan->start_day, NULL);
    for (int32_t day = plan->start_day; plan_phase_on(plan, day, &phase); day = phase.end_day) {
        if (phase.end_day == INT32_MAX) break;
        add_tasks_at(board, TASK_AT_PHASE_END, phase.end_day - 1,
                     &plan->programme->phases[phase.index]);
    }
    if (plan_end_day(plan) != INT32_MAX)
        add_tasks_at(board, TASK_AT_END, plan_end_day(plan) - 1, NULL);
    add_tasks_at(board, TASK_AT_HAND_OVER, ANY_DAY, NULL);
}

size_t tasks_add(json_t *to, const struct visit *visit, const struct family *family)
{
    SCOPED(family_plan_clear) struct family_plan plan = {0};
    struct board board = {.visit = visit, .plan = &plan.plan, .tasks = json_array()};
    bool runs = family->enrolment.state != ENROLMENT_ENDED;

    if (runs && plan_of(visit_config(visit), family, &plan)) add_all(&board);
    json_object_set_new(to, "tasks_n", json_boolean(json_array_size(board.tasks) > 0));
    json_object_set_new(to, "tasks", board.tasks);
    return board.due_n;
}

void tasks_add_hand_over(json_t *to, const struct visit *visit, const struct family *family)
{
    SCOPED(family_plan_clear) struct family_plan plan = {0};
    struct board board = {.visit = visit, .plan = &plan.plan, .tasks = json_array()};

    if (plan_of(visit_config(visit), family, &plan))
        add_tasks_at(&board, TASK_AT_HAND_OVER, ANY_DAY, NULL);
    json_object_set_new(to, "hand_over_n", json_boolean(json_array_size(board.tasks) > 0));
    json_object_set_new(to, "hand_over", board.tasks);
}
