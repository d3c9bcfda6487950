#include "gateway/web/months.h"

#include "gateway/web/programme_words.h"
#include "scheduler/special_days.h"

/* Two members, each day, for all months. */
#define PLANNED_MAX 2000

/* What is drawn: the check-ins between two days, in order of time. */
struct board {
    const struct months *shown;
    struct planned planned[PLANNED_MAX];
    size_t n;
    int32_t from_day, till_day; /* till exclusive */
};

static const struct zone *zone_of(const struct board *board)
{
    return board->shown->plan->zone;
}

static int32_t month_after(int32_t day)
{
    struct local local = day_local(day);

    return local.month == 12 ? day_of(local.year + 1, 1, 1)
                             : day_of(local.year, local.month + 1, 1);
}

static bool rests(const struct months *shown, int32_t day)
{
    return day >= shown->rest_from_day && day < shown->rest_till_day;
}

static void fill(struct board *board)
{
    const struct plan *plan = board->shown->plan;
    usec from = zone_day_start(plan->zone, board->from_day);
    struct plan_cursor cursor = {(board->shown->from_at > from ? board->shown->from_at : from) - 1,
                                 INT32_MAX};
    int32_t end_day = plan_end_day(plan);

    board->till_day = board->from_day;
    for (int i = 0; i < board->shown->months_max && board->till_day < end_day; i++)
        board->till_day = month_after(board->till_day);
    while (board->n < PLANNED_MAX && plan_next(plan, cursor, &board->planned[board->n]) &&
           zone_day(plan->zone, board->planned[board->n].due_at) < board->till_day) {
        const struct planned *planned = &board->planned[board->n];

        cursor = (struct plan_cursor){planned->due_at, planned->member};
        board->n += !rests(board->shown, zone_day(plan->zone, planned->due_at));
    }
}

/* ---- One day ---- */

static void add_who(const struct board *board, struct text *out, int member)
{
    const struct months *shown = board->shown;
    char number[16];

    if (shown->names) {
        text_add(out, shown->names[member - 1]);
        return;
    }
    snprintf(number, sizeof(number), "%d", member);
    phrase_add(shown->phrases, out, "calendar_member", number, NULL);
}

static json_t *asked_of(const struct board *board, const struct planned *planned)
{
    const struct phrases *phrases = board->shown->phrases;
    SCOPED(text_clear) struct text who = {0}, phase = {0};

    add_who(board, &who, planned->member);
    phase_add_name(phrases, &phase, planned->phase);
    return json_pack(
        "{s:o, s:o, s:o, s:b, s:b}", "time",
        phrase_moment(phrases, zone_of(board), planned->due_at, MOMENT_TIME, planned->due_at),
        "who", json_text(text_string(&who)), "phase", json_text(text_string(&phase)), "second",
        planned->member > 1, "several", board->shown->plan->member_n > 1);
}

/* Why a day is not like others; NULL: it is. */
static const char *special_of(const struct board *board, int32_t day, enum day_act *act)
{
    const struct plan *plan = board->shown->plan;
    const struct special_day *special = special_day(plan->special, day);

    if (rests(board->shown, day)) {
        *act = DAY_SKIP;
        return "rest";
    }
    for (size_t i = plan->own_day_n; i-- > 0;) {
        if (day < plan->own_days[i].from_day || day >= own_days_end(&plan->own_days[i])) continue;
        *act = plan->own_days[i].act;
        return "own_days";
    }
    if (!special || special->act == DAY_AS_USUAL) return NULL;
    *act = special->act;
    return special->name;
}

static json_t *day_of_month(const struct board *board, int32_t day, size_t *next)
{
    const struct months *shown = board->shown;
    const struct zone *zone = zone_of(board);
    struct plan_phase phase;
    enum day_act act;
    json_t *one = json_object(), *asked = json_array();
    usec noon = zone_day_start(zone, day) + 12 * USEC_HOUR;

    for (; *next < board->n && zone_day(zone, board->planned[*next].due_at) == day; (*next)++)
        json_array_append_new(asked, asked_of(board, &board->planned[*next]));
    json_object_set_new(one, "n", json_integer(day_local(day).day));
    json_object_set_new(one, "long", phrase_moment(shown->phrases, zone, noon, MOMENT_DAY, noon));
    json_object_set_new(one, "asked_n", json_boolean(json_array_size(asked) > 0));
    json_object_set_new(one, "asked", asked);
    json_object_set_new(one, "special", json_boolean(special_of(board, day, &act) != NULL));
    json_object_set_new(
        one, "begins",
        json_boolean(plan_phase_on(shown->plan, day, &phase) && phase.first_day == day));
    json_object_set_new(one, "outside", json_boolean(!plan_phase_on(shown->plan, day, &phase)));
    return one;
}

/* ---- One month ---- */

static json_t *weeks_of(const struct board *board, int32_t first, int32_t end, size_t *next)
{
    json_t *weeks = json_array();

    for (int32_t monday = first - (day_weekday(first) - 1); monday < end; monday += 7) {
        json_t *days = json_array();

        for (int32_t day = monday; day < monday + 7; day++)
            json_array_append_new(days, day < first || day >= end ? json_pack("{s:b}", "blank", 1)
                                                                  : day_of_month(board, day, next));
        json_array_append_new(weeks, json_pack("{s:o}", "days", days));
    }
    return weeks;
}

struct note {
    int32_t from_day, till_day;
    const char *what, *more;
    bool special;
};

static void add_note(json_t *notes, const struct board *board, const struct note *note)
{
    const struct phrases *phrases = board->shown->phrases;
    SCOPED(text_clear) struct text days = {0};
    char first[8], last[8];

    snprintf(first, sizeof(first), "%d", day_local(note->from_day).day);
    snprintf(last, sizeof(last), "%d", day_local(note->till_day - 1).day);
    phrase_add(phrases, &days,
               note->till_day - note->from_day > 1 ? "calendar_days" : "calendar_day", first, last,
               NULL);
    json_array_append_new(notes,
                          json_pack("{s:o, s:o, s:o, s:b}", "days", json_text(text_string(&days)),
                                    "what", json_text(note->what), "more", json_text(note->more),
                                    "special", (int)note->special));
}

static void note_phase(json_t *notes, const struct board *board, int32_t day)
{
    const struct months *shown = board->shown;
    SCOPED(text_clear) struct text begins = {0};
    struct plan_phase phase;

    if (!plan_phase_on(shown->plan, day, &phase) || phase.first_day != day) return;
    phase_add_name(shown->phrases, &begins, &shown->plan->programme->phases[phase.index]);
    add_note(notes, board,
             &(struct note){.from_day = day,
                            .till_day = day + 1,
                            .what = text_string(&begins),
                            .more = phrase(shown->phrases, "calendar_begins")});
}

/* Where phases begin, and the special days, those in a row as one. */
static json_t *notes_of(const struct board *board, int32_t first, int32_t end)
{
    static const char *const acts[] = {[DAY_AS_USUAL] = "",
                                       [DAY_SKIP] = "skip",
                                       [DAY_EARLIER] = "earlier",
                                       [DAY_LATER] = "later",
                                       [DAY_WINDOW] = "window"};
    const struct phrases *phrases = board->shown->phrases;
    json_t *notes = json_array();

    for (int32_t day = first; day < end; day++)
        note_phase(notes, board, day);
    for (int32_t day = first, till; day < end; day = till) {
        enum day_act act = DAY_AS_USUAL, other;
        const char *name = special_of(board, day, &act), *same;

        till = day + 1;
        if (!name) continue;
        while (till < end && (same = special_of(board, till, &other)) != NULL &&
               strcmp(same, name) == 0 && act == other)
            till++;
        add_note(notes, board,
                 &(struct note){.from_day = day,
                                .till_day = till,
                                .what = phrase_of(phrases, "special", name),
                                .more = phrase_of(phrases, "day_act", acts[act]),
                                .special = true});
    }
    return notes;
}

static json_t *month_of(const struct board *board, int32_t first, size_t *next)
{
    const struct phrases *phrases = board->shown->phrases;
    int32_t end = month_after(first);
    struct local local = day_local(first);
    SCOPED(text_clear) struct text name = {0};
    json_t *notes = notes_of(board, first, end);
    bool has_notes = json_array_size(notes) > 0;

    phrase_add_nth(phrases, &name, "months", local.month);
    text_addf(&name, " %d", local.year);
    return json_pack("{s:o, s:o, s:o, s:b}", "name", json_text(text_string(&name)), "weeks",
                     weeks_of(board, first, end, next), "notes", notes, "notes_n", has_notes);
}

static json_t *weekdays_of(const struct phrases *phrases)
{
    json_t *days = json_array();

    for (int i = 1; i <= 7; i++) {
        SCOPED(text_clear) struct text brief = {0}, whole = {0};

        phrase_add_nth(phrases, &brief, "days_short", i);
        phrase_add_nth(phrases, &whole, "days", i);
        json_array_append_new(days, json_pack("{s:o, s:o}", "brief", json_text(text_string(&brief)),
                                              "whole", json_text(text_string(&whole))));
    }
    return days;
}

/* ---- The whole ---- */

static void add_date(const struct board *board, struct text *out, usec at)
{
    phrase_add_moment(board->shown->phrases, out, zone_of(board), at, MOMENT_DAY, at);
    text_addf(out, " %d", zone_local(zone_of(board), at).year);
}

static json_t *said_of(const struct board *board)
{
    const struct phrases *phrases = board->shown->phrases;
    bool goes_on = board->till_day < plan_end_day(board->shown->plan);
    SCOPED(text_clear) struct text first = {0}, last = {0};
    char n[24];

    if (board->n == 0) return json_string(phrase(phrases, "calendar_none"));
    snprintf(n, sizeof(n), "%zu", board->n);
    add_date(board, &first, board->planned[0].due_at);
    add_date(board, &last, board->planned[board->n - 1].due_at);
    return phrase_json(phrases, goes_on ? "calendar_said_part" : "calendar_said", n,
                       text_string(&first), text_string(&last), NULL);
}

/* Who is who in the tables. */
static json_t *people_of(const struct board *board)
{
    json_t *people = json_array();

    for (int member = 1; member <= board->shown->plan->member_n; member++) {
        SCOPED(text_clear) struct text who = {0};

        add_who(board, &who, member);
        json_array_append_new(people, json_pack("{s:o, s:b}", "who", json_text(text_string(&who)),
                                                "second", member > 1));
    }
    return people;
}

json_t *months_json(const struct months *shown, int32_t from_day)
{
    SCOPED(mem_free) struct board *board = mem_new(1, sizeof(*board));
    struct local local = day_local(from_day);
    json_t *months = json_array();
    size_t next = 0;

    assert(shown->months_max <= MONTHS_MAX);
    board->shown = shown;
    board->from_day = day_of(local.year, local.month, 1);
    fill(board);
    for (int32_t day = board->from_day; day < board->till_day; day = month_after(day))
        json_array_append_new(months, month_of(board, day, &next));
    return json_pack("{s:o, s:o, s:o, s:o, s:b}", "said", said_of(board), "weekdays",
                     weekdays_of(shown->phrases), "months", months, "people", people_of(board),
                     "several", shown->plan->member_n > 1);
}
