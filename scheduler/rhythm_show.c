/* Showing: a rule in words. What is written here is read in rhythm_words.c. */
#include "scheduler/rhythm_lexicon.h"
#include "scheduler/rhythm_words.h"

struct shower {
    const struct rhythm *rhythm;
    enum language language;
    bool nl;
    bool began; /* the days or months that follow only narrow it down */
    struct text *out;
};

static const char *word(const struct shower *shower, enum token_kind kind, int value)
{
    return rhythm_word(shower->language, kind, value);
}

/* What comes before the thing at `i` of `n`. */
static void show_between(struct shower *shower, size_t i, size_t n)
{
    if (i == 0) return;
    text_add(shower->out, i + 1 < n ? ", " : shower->nl ? " en " : " and ");
}

/* "15th", "15e". */
static void show_digits(struct shower *shower, int number)
{
    static const char *const suffixes[] = {"th", "st", "nd", "rd"};
    int last = number % 10;
    bool teen = number % 100 / 10 == 1;

    text_addf(shower->out, "%d%s", number,
              shower->nl ? "e" : suffixes[last > 3 || teen ? 0 : last]);
}

static void show_word_or_digits(struct shower *shower, int number)
{
    if (number <= 5)
        text_add(shower->out, word(shower, TOKEN_ORDINAL, number));
    else
        show_digits(shower, number);
}

/* "first", "20th", "last", "second-to-last". */
static void show_ordinal(struct shower *shower, int number)
{
    if (number < -1 && shower->nl) {
        if (number < -13)
            text_addf(shower->out, "op %d na ", -number - 1);
        else
            text_addf(shower->out, "op %s na ", word(shower, TOKEN_NUMBER, -number - 1));
    } else if (number < -1) {
        show_word_or_digits(shower, -number);
        text_add(shower->out, "-to-");
    }
    if (number < 0)
        text_add(shower->out, word(shower, TOKEN_LAST, 0));
    else
        show_word_or_digits(shower, number);
}

static void show_the_ordinal(struct shower *shower, int number, enum token_kind kind, int value)
{
    text_add(shower->out, shower->nl ? "de " : "the ");
    show_ordinal(shower, number);
    text_addf(shower->out, " %s", word(shower, kind, value));
}

static void show_on(struct shower *shower)
{
    text_add(shower->out, shower->began ? shower->nl ? ", alleen op " : ", only on "
                          : shower->nl  ? " op "
                                        : " on ");
    shower->began = true;
}

static void show_weekdays(struct shower *shower)
{
    const struct rhythm *rhythm = shower->rhythm;
    bool plain = rhythm->frequency == DAILY || rhythm->frequency == WEEKLY || rhythm->week_number_n;
    bool numbered = false;

    if (rhythm->weekday_n == 0) return;
    show_on(shower);
    for (size_t i = 0; i < rhythm->weekday_n; i++) {
        int ordinal = rhythm->weekdays[i].ordinal, weekday = rhythm->weekdays[i].weekday;

        show_between(shower, i, rhythm->weekday_n);
        if (ordinal)
            show_the_ordinal(shower, ordinal, TOKEN_WEEKDAY, weekday);
        else
            text_addf(shower->out, "%s%s",
                      plain        ? ""
                      : shower->nl ? "elke "
                                   : "every ",
                      word(shower, TOKEN_WEEKDAY, weekday));
        numbered = numbered || ordinal;
    }
    if (numbered && rhythm->frequency == YEARLY && !rhythm->months)
        text_add(shower->out, shower->nl ? " van het jaar" : " of the year");
}

/* Dates say days and months at once. */
static bool are_dates(const struct rhythm *rhythm)
{
    int days[RHYTHM_MONTH_DAYS_MAX], months[12];
    size_t month_n = rhythm_months(rhythm, months);

    return rhythm->frequency == YEARLY && month_n > 0 && rhythm->month_days &&
           !rhythm->month_days_from_end && (month_n == 1 || rhythm_month_days(rhythm, days) == 1);
}

static void show_dates(struct shower *shower)
{
    int days[RHYTHM_MONTH_DAYS_MAX], months[12];
    size_t day_n = rhythm_month_days(shower->rhythm, days);
    size_t n = rhythm_months(shower->rhythm, months) * day_n;

    show_on(shower);
    for (size_t i = 0; i < n; i++) {
        show_between(shower, i, n);
        text_addf(shower->out, "%d %s", days[i % day_n],
                  word(shower, TOKEN_MONTH, months[i / day_n]));
    }
}

static void show_month_days(struct shower *shower)
{
    int days[RHYTHM_MONTH_DAYS_MAX];
    size_t n = rhythm_month_days(shower->rhythm, days);

    if (n == 0) return;
    show_on(shower);
    for (size_t i = 0; i < n; i++) {
        show_between(shower, i, n);
        if (days[i] < 0) {
            show_the_ordinal(shower, days[i], TOKEN_UNIT, DAILY);
        } else {
            text_add(shower->out, shower->nl ? "de " : "the ");
            show_digits(shower, days[i]);
        }
    }
    if (shower->rhythm->frequency == YEARLY && !shower->rhythm->months)
        text_add(shower->out, shower->nl ? " van elke maand" : " of every month");
}

static void show_year_days(struct shower *shower)
{
    const struct rhythm *rhythm = shower->rhythm;

    if (rhythm->year_day_n == 0) return;
    show_on(shower);
    for (size_t i = 0; i < rhythm->year_day_n; i++) {
        show_between(shower, i, rhythm->year_day_n);
        if (rhythm->year_days[i] < 0)
            show_the_ordinal(shower, rhythm->year_days[i], TOKEN_UNIT, DAILY);
        else
            text_addf(shower->out, "%s %d", word(shower, TOKEN_UNIT, DAILY), rhythm->year_days[i]);
    }
    text_add(shower->out, shower->nl ? " van het jaar" : " of the year");
}

static void show_weeks(struct shower *shower)
{
    const struct rhythm *rhythm = shower->rhythm;

    for (size_t i = 0; i < rhythm->week_number_n; i++) {
        if (i == 0) text_add(shower->out, " in ");
        show_between(shower, i, rhythm->week_number_n);
        if (rhythm->week_numbers[i] < 0)
            show_the_ordinal(shower, rhythm->week_numbers[i], TOKEN_UNIT, WEEKLY);
        else
            text_addf(shower->out, "week %d", rhythm->week_numbers[i]);
    }
}

static void show_months(struct shower *shower)
{
    bool narrows = shower->rhythm->frequency != YEARLY || shower->rhythm->week_number_n;
    int months[12];
    size_t n = rhythm_months(shower->rhythm, months);

    if (n == 0) return;
    text_add(shower->out, narrows ? shower->nl ? ", alleen in " : ", only in " : " in ");
    for (size_t i = 0; i < n; i++) {
        show_between(shower, i, n);
        text_add(shower->out, word(shower, TOKEN_MONTH, months[i]));
    }
}

static void show_often(struct shower *shower)
{
    static const char *const many[2][9] = {
        {[DAILY] = "days",  [WEEKLY] = "weeks", [MONTHLY] = "months",  [YEARLY] = "years"},
        {[DAILY] = "dagen", [WEEKLY] = "weken", [MONTHLY] = "maanden", [YEARLY] = "jaar" },
    };
    const struct rhythm *rhythm = shower->rhythm;

    if (rhythm->interval > 1)
        text_addf(shower->out, "%s %d %s", shower->nl ? "elke" : "every", rhythm->interval,
                  many[shower->nl][rhythm->frequency]);
    else
        text_addf(shower->out, "%s %s",
                  !shower->nl                   ? "every"
                  : rhythm->frequency == YEARLY ? "elk"
                                                : "elke",
                  word(shower, TOKEN_UNIT, (int)rhythm->frequency));
}

/* Where no day is named, the first day says which. */
static void show_same(struct shower *shower)
{
    const struct rhythm *rhythm = shower->rhythm;

    if (rhythm->frequency == DAILY || rhythm->weekday_n || rhythm->month_days ||
        rhythm->month_days_from_end || rhythm->year_day_n)
        return;
    if (rhythm->frequency == WEEKLY)
        text_add(shower->out,
                 shower->nl ? " op dezelfde dag van de week" : " on the same day of the week");
    else if (rhythm->frequency == MONTHLY || rhythm->months)
        text_add(shower->out,
                 shower->nl ? " op dezelfde dag van de maand" : " on the same day of the month");
    else
        text_add(shower->out, shower->nl ? " op dezelfde datum" : " on the same date");
}

static void show_window(struct shower *shower, const struct rhythm_line *line)
{
    if (line->till_min == 0) return;
    text_addf(shower->out,
              shower->nl ? " tussen %02d:%02d en %02d:%02d" : " between %02d:%02d and %02d:%02d",
              line->from_min / 60, line->from_min % 60, line->till_min / 60, line->till_min % 60);
}

void rhythm_line_show(const struct rhythm_line *line, enum language language, struct text *out)
{
    const struct rhythm *rhythm = &line->rhythm;
    struct shower shower = {.rhythm = rhythm,
                            .language = language,
                            .nl = language == LANGUAGE_NL,
                            .began = rhythm->frequency == DAILY,
                            .out = out};

    show_often(&shower);
    show_same(&shower);
    show_weekdays(&shower);
    if (are_dates(rhythm))
        show_dates(&shower);
    else
        show_month_days(&shower);
    show_year_days(&shower);
    show_weeks(&shower);
    if (!are_dates(rhythm)) show_months(&shower);
    if (rhythm->week_start != 1)
        text_addf(out, shower.nl ? " met weken die beginnen op %s" : " with weeks that begin on %s",
                  word(&shower, TOKEN_WEEKDAY, rhythm->week_start));
    show_window(&shower, line);
}
