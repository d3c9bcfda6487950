#include "gateway/web/timeline.h"

#include "gateway/web/programme_words.h"

/* In the picture's own units; a page or a style sheet scales it. */
#define WIDTH       360
#define SIDE        4
#define TOP         4
#define NAME_AT     13 /* in a row: base lines of the two lines of words … */
#define RHYTHM_AT   29
#define BAR_AT      51 /* … the line of the phase … */
#define BAR_HEIGHT  5
#define STROKE      11 /* … and the strokes above and below it */
#define ROW_ONE     64 /* where only one is asked */
#define ROW_SEVERAL 78
#define AXIS_HEIGHT 26

#define PHASES_MAX 30
/* Strokes of one phase that are drawn; of a daily rhythm so many are four years. */
#define STROKES_MAX 1500

struct canvas {
    struct text *out;
    const struct phrases *phrases;
    const struct plan *plan;
    struct plan_phase phases[PHASES_MAX];
    size_t phase_n;
    int32_t till_day; /* right side */
    int row;
};

static const struct phase *phase_at(const struct canvas *canvas, size_t i)
{
    return &canvas->plan->programme->phases[canvas->phases[i].index];
}

static bool is_open(const struct canvas *canvas, size_t i)
{
    return canvas->phases[i].end_day == INT32_MAX;
}

static int32_t end_of(const struct canvas *canvas, size_t i)
{
    return is_open(canvas, i) ? canvas->till_day : canvas->phases[i].end_day;
}

/* In tenths, so that the bytes do not hang on how a machine rounds. */
static void add_x(const struct canvas *canvas, int32_t day)
{
    int32_t start = canvas->plan->start_day;
    int64_t width = WIDTH - 2 * SIDE, days = day - start;
    int64_t tenths = 10 * width * days / (canvas->till_day - start) + INT64_C(10) * SIDE;

    text_addf(canvas->out, "%d.%d", (int)(tenths / 10), (int)(tenths % 10));
}

static int y_of(const struct canvas *canvas, size_t row)
{
    return TOP + (int)row * canvas->row;
}

/* ---- What there is to draw ---- */

static void find_phases(struct canvas *canvas)
{
    const struct plan *plan = canvas->plan;
    int32_t day = plan->start_day;

    while (canvas->phase_n < PHASES_MAX &&
           plan_phase_on(plan, day, &canvas->phases[canvas->phase_n])) {
        const struct plan_phase *phase = &canvas->phases[canvas->phase_n++];

        canvas->till_day = phase->end_day;
        if (phase->end_day == INT32_MAX) canvas->till_day = day + 7 * TIMELINE_OPEN_WEEKS;
        day = phase->end_day;
    }
    /* A year is what people have in mind: a programme without end is drawn so far at least. */
    if (day == INT32_MAX && canvas->till_day < plan->start_day + 52 * 7)
        canvas->till_day = plan->start_day + 52 * 7;
}

/* Strokes of the check-ins of one phase; returns how many check-ins that is. */
static int add_strokes(const struct canvas *canvas, size_t i, int y, bool draw)
{
    const struct plan *plan = canvas->plan;
    struct plan_cursor cursor = {.at = zone_day_start(plan->zone, canvas->phases[i].first_day) - 1,
                                 .member = INT32_MAX};
    struct planned planned;
    int n = 0;

    while (n < STROKES_MAX && plan_next(plan, cursor, &planned)) {
        int32_t day = zone_day(plan->zone, planned.due_at);

        if (day >= end_of(canvas, i)) break;
        cursor = (struct plan_cursor){planned.due_at, planned.member};
        n++;
        if (!draw) continue;
        text_add(canvas->out, "M");
        add_x(canvas, day);
        text_addf(canvas->out, " %d", planned.member == 1 ? y : y + BAR_HEIGHT);
        text_addf(canvas->out, "v%d", planned.member == 1 ? -STROKE : STROKE);
    }
    return n;
}

/* ---- Words ---- */

static int weeks_of(const struct canvas *canvas, size_t i)
{
    return is_open(canvas, i) ? 0
                              : (canvas->phases[i].end_day - canvas->phases[i].first_day + 6) / 7;
}

static void describe(const struct canvas *canvas)
{
    for (size_t i = 0; i < canvas->phase_n; i++) {
        SCOPED(text_clear) struct text name = {0}, weeks = {0}, rhythm = {0}, said = {0};
        char n[16];

        phase_add_name(canvas->phrases, &name, phase_at(canvas, i));
        phase_add_weeks(canvas->phrases, &weeks, weeks_of(canvas, i));
        phase_add_rhythm(canvas->phrases, &rhythm, phase_at(canvas, i), false);
        snprintf(n, sizeof(n), "%d", add_strokes(canvas, i, 0, false));
        phrase_add(canvas->phrases, &said, is_open(canvas, i) ? "timeline_open" : "timeline_phase",
                   text_string(&name), text_string(&weeks), text_string(&rhythm), n, NULL);
        if (i) text_add(canvas->out, " ");
        text_add_html(canvas->out, text_string(&said));
    }
}

static void add_words(const struct canvas *canvas, size_t i)
{
    SCOPED(text_clear) struct text name = {0}, weeks = {0}, rhythm = {0};
    int y = y_of(canvas, i);

    phase_add_name(canvas->phrases, &name, phase_at(canvas, i));
    phase_add_weeks(canvas->phrases, &weeks, weeks_of(canvas, i));
    phase_add_rhythm(canvas->phrases, &rhythm, phase_at(canvas, i), false);
    text_addf(canvas->out, "<text class=\"t-name\" x=\"%d\" y=\"%d\">", SIDE, y + NAME_AT);
    text_add_html(canvas->out, text_string(&name));
    text_addf(canvas->out, "</text><text class=\"t-weeks\" x=\"%d\" y=\"%d\">", WIDTH - SIDE,
              y + NAME_AT);
    text_add_html(canvas->out, text_string(&weeks));
    text_addf(canvas->out, "</text><text class=\"t-rhythm\" x=\"%d\" y=\"%d\">", SIDE,
              y + RHYTHM_AT);
    text_add_html(canvas->out, text_string(&rhythm));
    text_add(canvas->out, "</text>");
}

/* ---- Lines ---- */

/* The line of the phase; one without end goes on in dashes. */
static void add_bar(const struct canvas *canvas, size_t i)
{
    int y = y_of(canvas, i) + BAR_AT, middle = y + BAR_HEIGHT / 2;

    text_addf(canvas->out, "<path class=\"t-bar%s\" d=\"M", is_open(canvas, i) ? " t-open" : "");
    add_x(canvas, canvas->phases[i].first_day);
    text_addf(canvas->out, " %dH", middle);
    add_x(canvas, end_of(canvas, i));
    text_add(canvas->out, "\"/><path class=\"t-ask\" d=\"");
    add_strokes(canvas, i, y, true);
    text_add(canvas->out, "\"/>");
}

/* A thin line down where a phase ends, so that the rows are seen as one time. */
static void add_guides(const struct canvas *canvas, int bottom)
{
    for (size_t i = 0; i + 1 < canvas->phase_n; i++) {
        text_add(canvas->out, "<path class=\"t-guide\" d=\"M");
        add_x(canvas, end_of(canvas, i));
        text_addf(canvas->out, " %dV%d\"/>", y_of(canvas, i) + BAR_AT, bottom);
    }
}

static void add_axis(const struct canvas *canvas, int y)
{
    int weeks = (canvas->till_day - canvas->plan->start_day) / 7;
    int each = weeks <= 30 ? 4 : weeks <= 60 ? 13 : 26;

    text_addf(canvas->out, "<path class=\"t-axis\" d=\"M%d %dH%d\"/>", SIDE, y, WIDTH - SIDE);
    for (int week = each; week <= weeks; week += each) {
        int32_t day = canvas->plan->start_day + 7 * week;
        bool at_side = (weeks - week) * 20 < weeks;
        char number[16];

        snprintf(number, sizeof(number), "%d", week);
        text_add(canvas->out, "<path class=\"t-axis\" d=\"M");
        add_x(canvas, day);
        text_addf(canvas->out, " %dv4\"/><text class=\"t-week%s\" x=\"", y,
                  at_side ? " t-last" : "");
        add_x(canvas, day);
        text_addf(canvas->out, "\" y=\"%d\">", y + 18);
        phrase_add(canvas->phrases, canvas->out, "timeline_week", number, NULL);
        text_add(canvas->out, "</text>");
    }
}

/* ---- The picture ---- */

static void add_head(const struct canvas *canvas, int height, const char *style)
{
    const struct programme *programme = canvas->plan->programme;
    struct text *out = canvas->out;
    SCOPED(text_clear) struct text title = {0};

    phrase_add(canvas->phrases, &title, "timeline_title",
               programme_title(canvas->phrases, programme), NULL);
    text_addf(out, "<svg%s class=\"t-picture%s\" viewBox=\"0 0 %d %d\"",
              style ? " xmlns=\"http://www.w3.org/2000/svg\"" : "", style ? " t-alone" : "", WIDTH,
              height);
    if (style) text_addf(out, " width=\"%d\" height=\"%d\"", WIDTH * 3 / 2, height * 3 / 2);
    text_addf(out,
              " lang=\"%s\" role=\"img\" aria-labelledby=\"t-%s-title t-%s-desc\"><title "
              "id=\"t-%s-title\">",
              canvas->phrases->language, programme->name, programme->name, programme->name);
    text_add_html(out, text_string(&title));
    text_addf(out, "</title><desc id=\"t-%s-desc\">", programme->name);
    describe(canvas);
    text_add(out, "</desc>");
    if (!style) return;
    text_addf(out, "<style>%s</style><rect class=\"t-ground\" width=\"%d\" height=\"%d\"/>", style,
              WIDTH, height);
}

void timeline_add(struct text *out, const struct phrases *phrases, const struct plan *plan,
                  const char *style)
{
    struct canvas canvas = {.out = out,
                            .phrases = phrases,
                            .plan = plan,
                            .row = plan->member_n > 1 ? ROW_SEVERAL : ROW_ONE};
    int bottom;

    find_phases(&canvas);
    if (canvas.phase_n == 0) return;
    bottom = y_of(&canvas, canvas.phase_n) + 4;
    add_head(&canvas, bottom + AXIS_HEIGHT, style);
    add_guides(&canvas, bottom);
    for (size_t i = 0; i < canvas.phase_n; i++) {
        add_words(&canvas, i);
        add_bar(&canvas, i);
    }
    add_axis(&canvas, bottom);
    text_add(out, "</svg>");
    if (style) text_add_char(out, '\n');
}
