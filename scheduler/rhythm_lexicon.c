#include "scheduler/rhythm_lexicon.h"

#include <strings.h>

#include "gateway/base/text.h"
#include "scheduler/rhythm.h"

#define EVERY(n)    ((n)*16)     /* + the unit */
#define FROM(first) ((first)*16) /* + the last */

/* Of several for one thing the first is shown. */
static const struct {
    enum token_kind kind;
    int value;
    const char *nl, *en; /* NULL: the other language has no such word */
} lexicon[] = {
    {TOKEN_WEEKDAY,  1,                  "maandag",         "Monday"     },
    {TOKEN_WEEKDAY,  2,                  "dinsdag",         "Tuesday"    },
    {TOKEN_WEEKDAY,  3,                  "woensdag",        "Wednesday"  },
    {TOKEN_WEEKDAY,  4,                  "donderdag",       "Thursday"   },
    {TOKEN_WEEKDAY,  5,                  "vrijdag",         "Friday"     },
    {TOKEN_WEEKDAY,  6,                  "zaterdag",        "Saturday"   },
    {TOKEN_WEEKDAY,  7,                  "zondag",          "Sunday"     },
    {TOKEN_WEEKDAY,  1,                  "maandagen",       "Mondays"    },
    {TOKEN_WEEKDAY,  2,                  "dinsdagen",       "Tuesdays"   },
    {TOKEN_WEEKDAY,  3,                  "woensdagen",      "Wednesdays" },
    {TOKEN_WEEKDAY,  4,                  "donderdagen",     "Thursdays"  },
    {TOKEN_WEEKDAY,  5,                  "vrijdagen",       "Fridays"    },
    {TOKEN_WEEKDAY,  6,                  "zaterdagen",      "Saturdays"  },
    {TOKEN_WEEKDAY,  7,                  "zondagen",        "Sundays"    },
    {TOKEN_WEEKDAY,  1,                  "ma",              "Mon"        },
    {TOKEN_WEEKDAY,  2,                  "di",              "Tue"        },
    {TOKEN_WEEKDAY,  3,                  "wo",              "Wed"        },
    {TOKEN_WEEKDAY,  4,                  "do",              "Thu"        },
    {TOKEN_WEEKDAY,  5,                  "vr",              "Fri"        },
    {TOKEN_WEEKDAY,  6,                  "za",              "Sat"        },
    {TOKEN_WEEKDAY,  7,                  "zo",              "Sun"        },
    {TOKEN_WEEKDAYS, FROM(1) + 5,        "werkdag",         "weekday"    },
    {TOKEN_WEEKDAYS, FROM(1) + 5,        "werkdagen",       "weekdays"   },
    {TOKEN_WEEKDAYS, FROM(1) + 5,        "doordeweeks",     "workday"    },
    {TOKEN_WEEKDAYS, FROM(1) + 5,        NULL,              "workdays"   },
    {TOKEN_WEEKDAYS, FROM(6) + 7,        "weekend",         "weekend"    },
    {TOKEN_WEEKDAYS, FROM(6) + 7,        "weekeinde",       "weekends"   },
    {TOKEN_MONTH,    1,                  "januari",         "January"    },
    {TOKEN_MONTH,    2,                  "februari",        "February"   },
    {TOKEN_MONTH,    3,                  "maart",           "March"      },
    {TOKEN_MONTH,    4,                  "april",           "April"      },
    {TOKEN_MONTH,    5,                  "mei",             "May"        },
    {TOKEN_MONTH,    6,                  "juni",            "June"       },
    {TOKEN_MONTH,    7,                  "juli",            "July"       },
    {TOKEN_MONTH,    8,                  "augustus",        "August"     },
    {TOKEN_MONTH,    9,                  "september",       "September"  },
    {TOKEN_MONTH,    10,                 "oktober",         "October"    },
    {TOKEN_MONTH,    11,                 "november",        "November"   },
    {TOKEN_MONTH,    12,                 "december",        "December"   },
    {TOKEN_UNIT,     DAILY,              "dag",             "day"        },
    {TOKEN_UNIT,     WEEKLY,             "week",            "week"       },
    {TOKEN_UNIT,     MONTHLY,            "maand",           "month"      },
    {TOKEN_UNIT,     YEARLY,             "jaar",            "year"       },
    {TOKEN_UNIT,     DAILY,              "dagen",           "days"       },
    {TOKEN_UNIT,     WEEKLY,             "weken",           "weeks"      },
    {TOKEN_UNIT,     MONTHLY,            "maanden",         "months"     },
    {TOKEN_UNIT,     YEARLY,             "jaren",           "years"      },
    {TOKEN_OFTEN,    EVERY(1) + DAILY,   "dagelijks",       "daily"      },
    {TOKEN_OFTEN,    EVERY(1) + WEEKLY,  "wekelijks",       "weekly"     },
    {TOKEN_OFTEN,    EVERY(1) + MONTHLY, "maandelijks",     "monthly"    },
    {TOKEN_OFTEN,    EVERY(1) + YEARLY,  "jaarlijks",       "yearly"     },
    {TOKEN_OFTEN,    EVERY(1) + YEARLY,  NULL,              "annually"   },
    {TOKEN_OFTEN,    EVERY(2) + WEEKLY,  "tweewekelijks",   "fortnightly"},
    {TOKEN_OFTEN,    EVERY(2) + WEEKLY,  "veertiendaags",   "fortnight"  },
    {TOKEN_OFTEN,    EVERY(3) + MONTHLY, "kwartaal",        "quarter"    },
    {TOKEN_OFTEN,    EVERY(3) + MONTHLY, NULL,              "quarterly"  },
    {TOKEN_OFTEN,    EVERY(6) + MONTHLY, "halfjaar",        NULL         },
    {TOKEN_ORDINAL,  1,                  "eerste",          "first"      },
    {TOKEN_ORDINAL,  2,                  "tweede",          "second"     },
    {TOKEN_ORDINAL,  3,                  "derde",           "third"      },
    {TOKEN_ORDINAL,  4,                  "vierde",          "fourth"     },
    {TOKEN_ORDINAL,  5,                  "vijfde",          "fifth"      },
    {TOKEN_NUMBER,   1,                  "een",             "one"        },
    {TOKEN_NUMBER,   2,                  "twee",            "two"        },
    {TOKEN_NUMBER,   3,                  "drie",            "three"      },
    {TOKEN_NUMBER,   4,                  "vier",            "four"       },
    {TOKEN_NUMBER,   5,                  "vijf",            "five"       },
    {TOKEN_NUMBER,   6,                  "zes",             "six"        },
    {TOKEN_NUMBER,   7,                  "zeven",           "seven"      },
    {TOKEN_NUMBER,   8,                  "acht",            "eight"      },
    {TOKEN_NUMBER,   9,                  "negen",           "nine"       },
    {TOKEN_NUMBER,   10,                 "tien",            "ten"        },
    {TOKEN_NUMBER,   11,                 "elf",             "eleven"     },
    {TOKEN_NUMBER,   12,                 "twaalf",          "twelve"     },
    {TOKEN_NUMBER,   1,                  "één",           NULL         },
    {TOKEN_EVERY,    0,                  "elke",            "every"      },
    {TOKEN_EVERY,    0,                  "elk",             "each"       },
    {TOKEN_EVERY,    0,                  "iedere",          NULL         },
    {TOKEN_EVERY,    0,                  "ieder",           NULL         },
    {TOKEN_OTHER,    0,                  NULL,              "other"      },
    {TOKEN_SKIP,     0,                  "om",              NULL         },
    {TOKEN_ONCE,     0,                  "eens",            "once"       },
    {TOKEN_ONCE,     0,                  "eenmaal",         NULL         },
    {TOKEN_TWICE,    0,                  "tweemaal",        "twice"      },
    {TOKEN_TIMES,    0,                  "keer",            "times"      },
    {TOKEN_TIMES,    0,                  "maal",            "time"       },
    {TOKEN_UNSURE,   0,                  NULL,              "biweekly"   },
    {TOKEN_UNSURE,   0,                  "tweemaandelijks", "bimonthly"  },
    {TOKEN_A,        0,                  "per",             "a"          },
    {TOKEN_A,        0,                  NULL,              "an"         },
    {TOKEN_THE,      0,                  "de",              "the"        },
    {TOKEN_THE,      0,                  "het",             NULL         },
    {TOKEN_ON,       0,                  "op",              "on"         },
    {TOKEN_IN,       0,                  "in",              "in"         },
    {TOKEN_OF,       0,                  "van",             "of"         },
    {TOKEN_OF,       0,                  NULL,              "from"       },
    {TOKEN_AND,      0,                  "en",              "and"        },
    {TOKEN_TO,       0,                  "tot",             "to"         },
    {TOKEN_TO,       0,                  NULL,              "till"       },
    {TOKEN_TO,       0,                  NULL,              "until"      },
    {TOKEN_AFTER,    0,                  "na",              NULL         },
    {TOKEN_LAST,     0,                  "laatste",         "last"       },
    {TOKEN_SAME,     0,                  "dezelfde",        "same"       },
    {TOKEN_DATE,     0,                  "datum",           "date"       },
    {TOKEN_BUT,      0,                  "maar",            "but"        },
    {TOKEN_ONLY,     0,                  "alleen",          "only"       },
    {TOKEN_WITH,     0,                  "met",             "with"       },
    {TOKEN_THAT,     0,                  "die",             "that"       },
    {TOKEN_BEGIN,    0,                  "beginnen",        "begin"      },
    {TOKEN_BETWEEN,  0,                  "tussen",          "between"    },
    {TOKEN_HOUR,     0,                  "uur",             "o'clock"    },
};

const char *rhythm_word(enum language language, enum token_kind kind, int value)
{
    for (size_t i = 0; i < COUNT(lexicon); i++) {
        const char *word = language == LANGUAGE_NL ? lexicon[i].nl : lexicon[i].en;

        if (lexicon[i].kind == kind && lexicon[i].value == value && word) return word;
    }
    assert(false && "a word that is in the table");
    return "";
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Bytes of the sign at `at` that stands between words; 0: it is part of one. */
static size_t separator_length(const char *at)
{
    static const char *const separators[] = {" ", "\t", "-", "\u00a0", "\u2013"};

    for (size_t i = 0; i < COUNT(separators); i++)
        if (strncmp(at, separators[i], strlen(separators[i])) == 0) return strlen(separators[i]);
    return 0;
}

static bool is_word(const struct token *token, const char *word)
{
    return word && token->n == strlen(word) && strncasecmp(token->at, word, token->n) == 0;
}

/* What may stand behind a number: a time, or what makes it an ordinal. False: neither. */
static bool read_behind_number(struct token *token, size_t digits)
{
    static const char *const suffixes[] = {"e", "de", "ste", "st", "nd", "rd", "th"};
    const char *at = token->at + digits;
    size_t n = token->n - digits;

    if (n == 3 && (*at == ':' || *at == '.') && is_digit(at[1]) && is_digit(at[2])) {
        int minute = (at[1] - '0') * 10 + at[2] - '0';

        token->kind = TOKEN_TIME;
        token->value = token->value * 60 + minute;
        return minute < 60 && token->value <= 24 * 60;
    }
    token->kind = TOKEN_ORDINAL;
    for (size_t i = 0; i < COUNT(suffixes); i++)
        if (n == strlen(suffixes[i]) && strncasecmp(at, suffixes[i], n) == 0) return true;
    return false;
}

static bool read_number(struct token *token)
{
    size_t digits = 0;

    token->value = 0;
    for (; digits < token->n && digits < 5 && is_digit(token->at[digits]); digits++)
        token->value = token->value * 10 + (token->at[digits] - '0');
    if (digits == 0) return false;
    token->kind = TOKEN_NUMBER;
    return digits == token->n || read_behind_number(token, digits);
}

static bool read_word(struct token *token)
{
    for (size_t i = 0; i < COUNT(lexicon); i++) {
        if (!is_word(token, lexicon[i].nl) && !is_word(token, lexicon[i].en)) continue;
        token->kind = lexicon[i].kind;
        token->value = lexicon[i].value;
        return true;
    }
    return false;
}

/* Takes the token at `*at` and steps over it. */
static struct token take_token(const char **at)
{
    struct token token = {.kind = TOKEN_COMMA, .at = *at, .n = 1};

    if (**at != ',') {
        token = (struct token){.at = *at};
        while (token.at[token.n] && token.at[token.n] != ',' &&
               separator_length(token.at + token.n) == 0)
            token.n++;
    }
    *at += token.n;
    /* The full stop of a sentence; the one in "10.00" has digits behind. */
    if (token.n > 1 && token.at[token.n - 1] == '.') token.n--;
    return token;
}

/* Bytes of `token` that a sentence may show, in whole characters. */
static int shown_length(const struct token *token)
{
    size_t n = 0;

    while (n < token->n && n < 60)
        n += utf8_length(token->at + n, token->n - n);
    return (int)n;
}

static bool is_text(const char *line)
{
    size_t n = strlen(line), length;

    for (; n > 0; line += length, n -= length) {
        length = utf8_length(line, n);
        if (length == 0 || ((unsigned char)*line < ' ' && *line != '\t')) return false;
    }
    return true;
}

enum rc rhythm_tokens(const char *line, struct token out[static TOKENS_MAX], struct fault *why)
{
    size_t n = 0;

    if (!is_text(line)) return fault_set(why, RC_INVALID, "expected one line of text in UTF-8");
    while (*line) {
        size_t separator = separator_length(line);

        if (separator > 0) {
            line += separator;
            continue;
        }
        if (n + 1 == TOKENS_MAX)
            return fault_set(why, RC_INVALID, "more than %d words", TOKENS_MAX - 1);
        out[n] = take_token(&line);
        if (out[n].kind != TOKEN_COMMA && !read_number(&out[n]) && !read_word(&out[n]))
            return fault_set(why, RC_INVALID,
                             "\"%.*s\" is not understood; write for example " RHYTHM_EXAMPLE,
                             shown_length(&out[n]), out[n].at);
        n++;
    }
    out[n] = (struct token){.kind = TOKEN_END, .at = line};
    return RC_OK;
}
