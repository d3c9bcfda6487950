#include "gateway/web/chart.h"

/* In the picture's own units; the style sheet scales it to the page. */
#define WIDTH        760
#define LEFT         120
#define RIGHT        16
#define TOP          20
#define SCORE_STEP   34
#define SCORES_BELOW (TOP + 4 * SCORE_STEP)
#define SIGNALS_AT   (SCORES_BELOW + 46)
#define ANSWERS_AT   (SIGNALS_AT + 34)
#define HEIGHT       (ANSWERS_AT + 44)
#define STACK_STEP   13 /* signals of one day stand beside each other, not on top */

struct canvas {
    struct text *out;
    const struct phrases *phrases;
    const struct zone *zone;
    usec from, till;
};

static int x_of(const struct canvas *canvas, usec at)
{
    double part = (double)(at - canvas->from) / (double)(canvas->till - canvas->from);

    if (part < 0) part = 0;
    if (part > 1) part = 1;
    return LEFT + (int)(part * (WIDTH - LEFT - RIGHT));
}

static int y_of(int score)
{
    return TOP + (5 - score) * SCORE_STEP;
}

static void add_label(struct text *out, int x, int y, const char *anchor, const char *words)
{
    text_addf(out, "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">", x, y, anchor);
    text_add_html(out, words);
    text_add(out, "</text>");
}

/* A ring, a square, a full dot. */
static void add_score(struct text *out, int who, int x, int y)
{
    if (who == 1)
        text_addf(out, "<path class=\"c-score\" d=\"M%d %dh11v11h-11z\"/>", x - 5, y - 5);
    else
        text_addf(out, "<circle class=\"c-score%s\" cx=\"%d\" cy=\"%d\" r=\"6\"/>",
                  who ? " c-full" : "", x, y);
}

static void add_sign_at(struct text *out, const struct mark *mark, int x, int y)
{
    switch (mark->kind) {
    case MARK_SCORE:
        add_score(out, mark->who, x, y);
        return;
    case MARK_WORDS:
        text_addf(out, "<path class=\"c-words\" d=\"M%d %dl4 4l8-9\"/>", x - 6, y);
        return;
    case MARK_SILENT:
        text_addf(out, "<path class=\"c-silent\" d=\"M%d %dl10 10m0-10l-10 10\"/>", x - 5, y - 5);
        return;
    case MARK_SIGNAL:
        break;
    }
    if (mark->value >= LEVEL_CRISIS)
        text_addf(out, "<path class=\"c-3\" d=\"M%d %dh6l5 5v6l-5 5h-6l-5-5v-6z\"/>", x - 3, y - 8);
    else if (mark->value == LEVEL_RELAPSE)
        text_addf(out, "<path class=\"c-2\" d=\"M%d %dl8.500 15h-17z\"/>", x, y - 9);
    else
        text_addf(out, "<path class=\"c-1\" d=\"M%d %dl7 7l-7 7l-7-7z\"/>", x, y - 7);
}

void chart_add_sign(struct text *out, const struct mark *mark)
{
    text_add(out, "<svg class=\"vn-sign vn-chart-sign\" viewBox=\"0 0 20 20\" width=\"20\" "
                  "height=\"20\" aria-hidden=\"true\" focusable=\"false\">");
    add_sign_at(out, mark, 10, 10);
    text_add(out, "</svg>");
}

static void add_grid(const struct canvas *canvas)
{
    struct text *out = canvas->out;

    for (int score = 1; score <= 5; score++) {
        char number[4];

        snprintf(number, sizeof(number), "%d", score);
        text_addf(out, "<path class=\"c-grid\" d=\"M%d %dH%d\"/>", LEFT, y_of(score),
                  WIDTH - RIGHT);
        add_label(out, LEFT - 10, y_of(score) + 5, "end", number);
    }
    add_label(out, LEFT - 26, y_of(5) + 5, "end", phrase(canvas->phrases, "chart_good"));
    add_label(out, LEFT - 26, y_of(1) + 5, "end", phrase(canvas->phrases, "chart_bad"));
    add_label(out, LEFT - 10, SIGNALS_AT + 5, "end", phrase(canvas->phrases, "chart_signals"));
    add_label(out, LEFT - 10, ANSWERS_AT + 5, "end", phrase(canvas->phrases, "chart_answers"));
}

/* A dotted line each Monday, and its date where there is room for one. */
static void add_weeks(const struct canvas *canvas)
{
    int32_t first = zone_day(canvas->zone, canvas->from);
    int32_t last = zone_day(canvas->zone, canvas->till);
    int weeks = (last - first) / 7 + 1, each = weeks > 16 ? 4 : weeks > 8 ? 2 : 1, seen = 0;

    for (int32_t day = first + (8 - day_weekday(first)) % 7; day <= last; day += 7, seen++) {
        usec at = zone_day_start(canvas->zone, day);
        struct local local = day_local(day);
        SCOPED(text_clear) struct text date = {0};
        const char *months = phrase(canvas->phrases, "months_short");

        text_addf(canvas->out, "<path class=\"c-week\" d=\"M%d %dV%d\"/>", x_of(canvas, at),
                  TOP - 8, ANSWERS_AT + 12);
        if (seen % each || x_of(canvas, at) > WIDTH - RIGHT - 20) continue;
        for (int month = 1; month < local.month; month++)
            months += strcspn(months, " "), months += strspn(months, " ");
        text_addf(&date, "%d %.*s", local.day, (int)strcspn(months, " "), months);
        add_label(canvas->out, x_of(canvas, at), HEIGHT - 10, "middle", text_string(&date));
    }
}

static void add_line(const struct canvas *canvas, int who, const struct mark *marks, size_t n)
{
    bool begun = false;

    for (size_t i = 0; i < n; i++) {
        if (marks[i].kind != MARK_SCORE || marks[i].who != who) continue;
        if (!begun) text_addf(canvas->out, "<path class=\"c-line c-who-%d\" d=\"", who);
        text_addf(canvas->out, "%s%d %d", begun ? "L" : "M", x_of(canvas, marks[i].at),
                  y_of(marks[i].value));
        begun = true;
    }
    if (begun) text_add(canvas->out, "\"/>");
}

static void add_marks(const struct canvas *canvas, const struct mark *marks, size_t n)
{
    int last_x = -WIDTH;

    for (size_t i = 0; i < n; i++) {
        int x = x_of(canvas, marks[i].at);

        switch (marks[i].kind) {
        case MARK_SCORE:
            add_sign_at(canvas->out, &marks[i], x, y_of(marks[i].value));
            break;
        case MARK_SIGNAL:
            if (x < last_x + STACK_STEP) x = last_x + STACK_STEP;
            last_x = x;
            if (x > WIDTH - 8) x = WIDTH - 8;
            add_sign_at(canvas->out, &marks[i], x, SIGNALS_AT);
            break;
        case MARK_WORDS:
        case MARK_SILENT:
            add_sign_at(canvas->out, &marks[i], x, ANSWERS_AT);
            break;
        }
    }
}

static void describe(const struct canvas *canvas, const struct mark *marks, size_t n)
{
    SCOPED(text_clear) struct text scores = {0}, signals = {0}, said = {0};
    const struct phrases *phrases = canvas->phrases;
    const char *none = phrase(phrases, "chart_none");
    char silent[16], words[16], level[4];
    int silences = 0, worded = 0;

    for (size_t i = 0; i < n; i++) {
        if (marks[i].kind == MARK_SCORE)
            text_addf(&scores, "%s%d", scores.n ? ", " : "", marks[i].value);
        if (marks[i].kind == MARK_SILENT) silences++;
        if (marks[i].kind == MARK_WORDS) worded++;
        if (marks[i].kind != MARK_SIGNAL) continue;
        snprintf(level, sizeof(level), "%d", marks[i].value & 3);
        text_addf(&signals, "%s%s (%s)", signals.n ? ", " : "",
                  phrase_of(phrases, "domain", domain_name(marks[i].domain)),
                  phrase_of(phrases, "level", level));
    }
    snprintf(silent, sizeof(silent), "%d", silences);
    snprintf(words, sizeof(words), "%d", worded);
    phrase_add(phrases, &said, "chart_desc", scores.n ? text_string(&scores) : none,
               signals.n ? text_string(&signals) : none, worded ? words : none,
               silences ? silent : none, NULL);
    text_add(canvas->out, "<desc id=\"chart-desc\">");
    text_add_html(canvas->out, text_string(&said));
    text_add(canvas->out, "</desc>");
}

void chart_add(struct text *out, const struct phrases *phrases, const struct zone *zone, usec from,
               usec till, const struct mark *marks, size_t n)
{
    const struct canvas canvas = {out, phrases, zone, from, till};
    SCOPED(text_clear) struct text title = {0};
    char weeks[16];

    assert(from < till);
    snprintf(weeks, sizeof(weeks), "%d", (int)((till - from) / (7 * USEC_DAY)));
    phrase_add(phrases, &title, "chart_title", weeks, NULL);
    text_addf(out,
              "<svg class=\"vn-chart\" viewBox=\"0 0 %d %d\" role=\"img\" "
              "aria-labelledby=\"chart-title chart-desc\"><title id=\"chart-title\">",
              WIDTH, HEIGHT);
    text_add_html(out, text_string(&title));
    text_add(out, "</title>");
    describe(&canvas, marks, n);
    add_grid(&canvas);
    add_weeks(&canvas);
    for (int who = 0; who < CHART_WHO_MAX; who++)
        add_line(&canvas, who, marks, n);
    add_marks(&canvas, marks, n);
    text_add(out, "</svg>");
}
