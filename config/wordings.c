/* Wordings: what must hold of every text that leaves: variables, numbers, lock screen, length, and that
 * none is missing. */
#include <ctype.h>
#include <strings.h>

#include "config/things.h"
#include "providers/screen.h"
#include "providers/sms.h"

/* What a lock screen shows of a text, in characters. */
#define LOCK_SCREEN_MAX 40
#define SEGMENTS_MAX    2
/* 112 itself and the line that turns the page. */
#define CRISIS_ROOM 20

enum variable {
    MANAGER = 1 << 0,
    DAY = 1 << 1,
    TIME = 1 << 2,
    FROM = 1 << 3,
    TILL = 1 << 4,
    CODE = 1 << 5,
    URL = 1 << 6,
    GP = 1 << 7,
    WAS = 1 << 8,
    PLACE = 1 << 9,
    SLOTS = 1 << 10,
    INITIAL = 1 << 11,
};

#define EXAMPLE_SLOTS                                                                              \
    "1: donderdag 26 november 10.30\n2: woensdag 30 september 10.30\n3: donderdag 31 december 14.00"
#define EXAMPLE_URL "https://vangnet.example.nl/a/0123456789abcdef0123456789abcdef"

/* Long examples, so that a text that fits with them fits. */
static const struct {
    const char *name, *example;
    enum variable variable;
} variables[] = {
    {"manager", "Mohammed",              MANAGER},
    {"day",     "donderdag 26 november", DAY    },
    {"was",     "donderdag 26 november", WAS    },
    {"place",   "Buurthuis De Meent",    PLACE  },
    {"slots",   EXAMPLE_SLOTS,           SLOTS  },
    {"time",    "10.30",                 TIME   },
    {"from",    "14",                    FROM   },
    {"till",    "16",                    TILL   },
    {"code",    "1234",                  CODE   },
    {"url",     EXAMPLE_URL,             URL    },
    {"gp",      "0900 1234567",          GP     },
    {"initial", "Fa",                    INITIAL},
};

enum audience {
    FOR_FAMILY,
    FOR_FAMILY_CRISIS, /* says 112; reaches strangers too, so nobody signs it */
    FOR_STAFF,         /* in Dutch only; no content of a family, ever */
    FOR_MAIL,          /* the same, by e-mail: no segments */
    FOR_DATES,         /* a list of words between blanks */
};

static const struct text_rule {
    const char *name;
    enum audience audience;
    unsigned variables;
    int word_n;          /* FOR_DATES */
    bool may_be_missing; /* another text stands in: see config_wording */
} rules[] = {
    {"opt-in",                FOR_FAMILY,        MANAGER,                      0,  false},
    {"score",                 FOR_FAMILY,        MANAGER,                      0,  false},
    {"score-again",           FOR_FAMILY,        MANAGER,                      0,  false},
    {"score-hello",           FOR_FAMILY,        MANAGER,                      0,  false},
    {"score-since",           FOR_FAMILY,        MANAGER,                      0,  false},
    {"score-since-hello",     FOR_FAMILY,        MANAGER,                      0,  false},
    {"tell",                  FOR_FAMILY,        MANAGER,                      0,  false},
    {"tell-hello",            FOR_FAMILY,        MANAGER,                      0,  false},
    {"about",                 FOR_FAMILY,        MANAGER,                      0,  false},
    {"offer",                 FOR_FAMILY,        MANAGER,                      0,  false},
    {"thanks-good",           FOR_FAMILY,        MANAGER,                      0,  false},
    {"thanks",                FOR_FAMILY,        MANAGER,                      0,  false},
    {"heard",                 FOR_FAMILY,        MANAGER,                      0,  false},
    {"nudge",                 FOR_FAMILY,        MANAGER,                      0,  false},
    {"nudge-tell",            FOR_FAMILY,        MANAGER,                      0,  false},
    {"for-one",               FOR_FAMILY,        INITIAL,                      0,  false},
    {"reminder-days",         FOR_FAMILY,        MANAGER | DAY | TIME,         0,  false},
    {"reminder-hours",        FOR_FAMILY,        MANAGER | DAY | TIME,         0,  false},
    {"reminder-days-place",   FOR_FAMILY,        MANAGER | DAY | TIME | PLACE, 0,  false},
    {"appointment-slots",     FOR_FAMILY,        MANAGER | SLOTS,              0,  false},
    {"slot-chosen",           FOR_FAMILY,        MANAGER | DAY | TIME,         0,  false},
    {"slot-gone",             FOR_FAMILY,        MANAGER,                      0,  false},
    {"ussd-slots",            FOR_FAMILY,        0,                            0,  false},
    {"appointment-moved",     FOR_FAMILY,        MANAGER | WAS | DAY | TIME,   0,  false},
    {"appointment-cancelled", FOR_FAMILY,        MANAGER | WAS,                0,  false},
    {"confirmed",             FOR_FAMILY,        MANAGER,                      0,  false},
    {"declined",              FOR_FAMILY,        MANAGER,                      0,  false},
    {"reschedule-asked",      FOR_FAMILY,        MANAGER,                      0,  false},
    {"call-asked",            FOR_FAMILY,        MANAGER,                      0,  false},
    {"stop-confirm",          FOR_FAMILY,        0,                            0,  false},
    {"stop-paused",           FOR_FAMILY,        0,                            0,  false},
    {"start-confirm",         FOR_FAMILY,        MANAGER,                      0,  false},
    {"wrong-number",          FOR_FAMILY,        0,                            0,  false},
    {"info",                  FOR_FAMILY,        0,                            0,  false},
    {"callback",              FOR_FAMILY,        MANAGER | FROM | TILL,        0,  false},
    {"callback-soon",         FOR_FAMILY,        MANAGER,                      0,  false},
    {"callback-tomorrow",     FOR_FAMILY,        MANAGER,                      0,  false},
    {"aftercare-end",         FOR_FAMILY,        MANAGER,                      0,  false},
    {"crisis-duty",           FOR_FAMILY_CRISIS, 0,                            0,  false},
    {"crisis-nobody",         FOR_FAMILY_CRISIS, 0,                            0,  true },
    {"crisis-nobody-gp",      FOR_FAMILY_CRISIS, GP,                           0,  true },
    {"crisis-113",            FOR_FAMILY_CRISIS, 0,                            0,  true },
    {"ussd-menu",             FOR_FAMILY,        0,                            0,  false},
    {"ussd-answer",           FOR_FAMILY,        0,                            0,  false},
    {"ussd-call",             FOR_FAMILY,        0,                            0,  false},
    {"ussd-my-appointment",   FOR_FAMILY,        0,                            0,  false},
    {"ussd-my-language",      FOR_FAMILY,        0,                            0,  false},
    {"ussd-no-more",          FOR_FAMILY,        0,                            0,  false},
    {"ussd-appointment",      FOR_FAMILY,        MANAGER | DAY | TIME,         0,  false},
    {"ussd-come",             FOR_FAMILY,        0,                            0,  false},
    {"ussd-not-come",         FOR_FAMILY,        0,                            0,  false},
    {"ussd-other-time",       FOR_FAMILY,        0,                            0,  false},
    {"ussd-language",         FOR_FAMILY,        0,                            0,  false},
    {"ussd-language-name",    FOR_FAMILY,        0,                            0,  false},
    {"ussd-stop",             FOR_FAMILY,        0,                            0,  false},
    {"ussd-stop-yes",         FOR_FAMILY,        0,                            0,  false},
    {"ussd-rest",             FOR_FAMILY,        0,                            0,  false},
    {"ussd-begin",            FOR_FAMILY,        0,                            0,  false},
    {"ussd-note",             FOR_FAMILY,        0,                            0,  false},
    {"ussd-who",              FOR_FAMILY,        0,                            0,  false},
    {"ussd-kept",             FOR_FAMILY,        0,                            0,  false},
    {"ussd-again",            FOR_FAMILY,        0,                            0,  false},
    {"ussd-back",             FOR_FAMILY,        0,                            0,  false},
    {"ussd-start",            FOR_FAMILY,        0,                            0,  false},
    {"ussd-more",             FOR_FAMILY,        0,                            0,  false},
    {"ussd-previous",         FOR_FAMILY,        0,                            0,  false},
    {"ussd-promised",         FOR_FAMILY,        0,                            0,  false},
    {"ussd-busy",             FOR_FAMILY,        0,                            0,  false},
    {"ussd-unsure",           FOR_FAMILY,        0,                            0,  false},
    {"ussd-unsure-crisis",    FOR_FAMILY_CRISIS, 0,                            0,  false},
    {"page",                  FOR_STAFF,         CODE | URL,                   0,  false},
    {"page-urgent",           FOR_STAFF,         CODE | URL,                   0,  false},
    {"page-mail",             FOR_MAIL,          CODE | URL,                   0,  false},
    {"page-nobody",           FOR_MAIL,          URL,                          0,  false},
    {"report-how",            FOR_STAFF,         0,                            0,  false},
    {"report-kept",           FOR_STAFF,         0,                            0,  false},
    {"report-unknown",        FOR_STAFF,         0,                            0,  false},
    {"staff-look",            FOR_STAFF,         URL,                          0,  false},
    {"staff-look-mail",       FOR_MAIL,          URL,                          0,  false},
    {"staff-how",             FOR_STAFF,         0,                            0,  false},
    {"staff-taken",           FOR_STAFF,         0,                            0,  false},
    {"staff-too-late",        FOR_STAFF,         0,                            0,  false},
    {"weekdays",              FOR_DATES,         0,                            7,  false},
    {"months",                FOR_DATES,         0,                            12, false},
    {"months-levantine",      FOR_DATES,         0,                            12, true },
    {"months-moroccan",       FOR_DATES,         0,                            12, true },
};

/* What holds for texts that only the municipality's own scripts use. */
static const struct text_rule own_rule = {.name = "", .variables = MANAGER};

/* "ussd-score" is what a USSD screen says in place of "score". */
static const char *without_ussd(const char *name)
{
    return strncmp(name, "ussd-", 5) == 0 ? name + 5 : name;
}

static const struct text_rule *find_rule(const char *name)
{
    for (size_t i = 0; i < COUNT(rules); i++)
        if (strcmp(rules[i].name, name) == 0) return &rules[i];
    return NULL;
}

static bool is_for_family(const struct text_rule *rule)
{
    return rule->audience == FOR_FAMILY || rule->audience == FOR_FAMILY_CRISIS;
}

/* One text under check. */
struct checked {
    struct reading *reading;
    const struct wording *wording;
    const struct text_rule *rule;
    struct spot spot;
    struct text filled; /* with examples for the variables */
};

static void refuse_variable(struct checked *checked, const char *name, size_t n)
{
    SCOPED(mem_free) char *wrong = mem_copy(name, n < 40 ? n : 40);
    SCOPED(text_clear) struct text allowed = {0};
    struct guess guess = guess_new(wrong);

    for (size_t i = 0; i < COUNT(variables); i++) {
        if (!(checked->rule->variables & variables[i].variable)) continue;
        text_addf(&allowed, "%s{%s}", allowed.n ? ", " : "", variables[i].name);
        guess_try(&guess, variables[i].name);
    }
    mistake(checked->reading, checked->spot, "{%s} cannot be filled in here, expected %s%s", wrong,
            allowed.n ? text_string(&allowed) : "no variable", guess_say(&guess));
}

static void fill_variable(struct checked *checked, const char *name, size_t n)
{
    for (size_t i = 0; i < COUNT(variables); i++) {
        if (strlen(variables[i].name) != n || strncmp(variables[i].name, name, n) != 0) continue;
        if (!(checked->rule->variables & variables[i].variable)) break;
        text_add(&checked->filled, variables[i].example);
        return;
    }
    refuse_variable(checked, name, n);
}

/* Fills the text with examples; notes braces that do not fit. */
static void fill(struct checked *checked)
{
    const char *at = checked->wording->text;

    for (;;) {
        size_t plain = strcspn(at, "{}"), n;

        text_add_bytes(&checked->filled, at, plain);
        at += plain;
        if (!*at) return;
        n = strcspn(at + 1, "{}");
        if (*at == '}' || at[1 + n] != '}') {
            mistake(checked->reading, checked->spot,
                    "has a brace without its fellow, expected variables as in {manager}");
            return;
        }
        fill_variable(checked, at + 1, n);
        at += n + 2;
    }
}

static bool is_word_byte(char c)
{
    return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* Latin words are looked for where a word begins; Arabic ones anywhere, since "and" and "the" are
 * written onto them. */
static bool holds_word(const char *text, size_t n, const char *word)
{
    size_t word_n = strlen(word);
    bool anywhere = (unsigned char)word[0] >= 0x80;

    for (size_t i = 0; word_n > 0 && i + word_n <= n; i++) {
        if (!anywhere && i > 0 && is_word_byte(text[i - 1])) continue;
        if (strncasecmp(text + i, word, word_n) == 0) return true;
    }
    return false;
}

static void check_lock_screen(struct checked *checked)
{
    const struct reading *reading = checked->reading;
    const char *text = text_string(&checked->filled);
    size_t n = 0;

    for (int i = 0; i < LOCK_SCREEN_MAX && n < checked->filled.n; i++)
        n += utf8_length(text + n, checked->filled.n - n);
    for (size_t i = 0; i < reading->telling_n; i++) {
        const struct telling_word *telling = &reading->telling[i];

        if (telling->language != checked->wording->language || !holds_word(text, n, telling->word))
            continue;
        mistake(checked->reading, checked->spot,
                "\"%s\" stands in the first %d characters, which a lock screen shows to anybody, "
                "expected a beginning that tells nothing",
                telling->word, LOCK_SCREEN_MAX);
        return;
    }
}

/* Whether a number, as written, may stand in this text. */
static bool number_may_stand(const struct checked *checked, const char *number)
{
    const struct config *config = checked->reading->config;

    for (size_t i = 0; i < config->number_n; i++) {
        if (strcmp(config->numbers[i].number, number) != 0) continue;
        switch (config->numbers[i].use) {
        case NUMBER_STAFF:
            return false;
        case NUMBER_FAMILY:
            return true;
        case NUMBER_SUICIDE:
            return strcmp(without_ussd(checked->wording->name), "crisis-113") == 0;
        }
    }
    return false;
}

/* Three digits or more are a phone number: no text of ours holds another. */
static void check_numbers(struct checked *checked)
{
    const char *text = checked->wording->text;
    bool emergency = false;

    while (*(text += strcspn(text, "0123456789"))) {
        size_t n = strspn(text, "0123456789-");
        SCOPED(mem_free) char *number = NULL;

        while (text[n - 1] == '-')
            n--;
        number = mem_copy(text, n);
        text += n;
        emergency |= strcmp(number, "112") == 0;
        if (n < 3 || number_may_stand(checked, number)) continue;
        mistake(checked->reading, checked->spot,
                "the number %s may not stand here, expected one of numbers.cfg whose use allows it",
                number);
    }
    if (checked->rule->audience == FOR_FAMILY_CRISIS && !emergency)
        mistake(checked->reading, checked->spot, "does not name 112, expected it in a crisis text");
}

/* Nobody in danger turns a page: 112 stands on the first screen, with room for the line below it. */
static void check_first_screen(struct checked *checked)
{
    const struct config *config = checked->reading->config;
    const struct wording *wording = checked->wording;
    const char *shown = config_screen_wording(config, wording->name, wording->language);
    const char *text = text_string(&checked->filled), *number = strstr(text, "112");
    struct sms_size size = sms_measure(text, checked->filled.n);
    size_t room = size.encoding == SMS_GSM7 ? SCREEN_GSM_UNITS : SCREEN_UCS2_UNITS;

    if (shown != wording->text || !number || size.units <= room) return;
    if (utf8_count(text, (size_t)(number - text)) + CRISIS_ROOM > room)
        mistake(checked->reading, checked->spot,
                "112 is not on the first USSD screen, expected it there, here or in a text "
                "\"ussd-%s\"",
                wording->name);
}

static void check_family_text(struct checked *checked)
{
    const char *text = text_string(&checked->filled);

    check_lock_screen(checked);
    check_numbers(checked);
    if (strstr(text, "http://") || strstr(text, "https://") || strstr(text, "www."))
        mistake(checked->reading, checked->spot,
                "holds a link, expected none in a text to a family");
}

/* ٠ to ٩ (U+0660) and ۰ to ۹ (U+06F0): phones do not dial them. */
static bool has_arabic_digits(const char *text)
{
    for (; *text; text++) {
        unsigned char first = (unsigned char)text[0], second = (unsigned char)text[1];

        if ((first == 0xD9 && second >= 0xA0 && second <= 0xA9) ||
            (first == 0xDB && second >= 0xB0 && second <= 0xB9))
            return true;
    }
    return false;
}

/* What a few letters of a Dutch text cost, unless they are written plainly anyway. */
static void check_spelling(struct checked *checked)
{
    const char *text = text_string(&checked->filled);
    size_t n = checked->filled.n;
    SCOPED(text_clear) struct text plain = {0};
    SCOPED(text_clear) struct text strangers = {0};

    if (checked->wording->language != LANGUAGE_NL || checked->reading->config->gsm_spelling) return;
    if (!sms_suggest(text, n, &plain)) return;
    sms_add_strangers(&strangers, text, n);
    warning(
        checked->reading, checked->spot,
        "takes %zu SMS segments, and %zu without letters that SMS lacks: %s; gsm_spelling = true "
        "does that",
        sms_measure(text, n).segments, sms_measure(text_string(&plain), plain.n).segments,
        text_string(&strangers));
}

static void check_length(struct checked *checked)
{
    struct sms_size size = sms_measure(text_string(&checked->filled), checked->filled.n);

    if (size.segments > SEGMENTS_MAX && !checked->wording->approved_by[0])
        warning(checked->reading, checked->spot,
                "takes %zu SMS segments, expected at most %d, or approved_by = \"a second person\"",
                size.segments, SEGMENTS_MAX);
    check_spelling(checked);
}

static void check_dates(struct checked *checked)
{
    const char *at = checked->wording->text;
    int n = 0;

    for (at += strspn(at, " "); *at; at += strspn(at, " "), n++)
        at += strcspn(at, " ");
    if (n != checked->rule->word_n)
        mistake(checked->reading, checked->spot, "holds %d words, expected %d with blanks between",
                n, checked->rule->word_n);
}

static void check_text(struct reading *reading, const struct wording *wording,
                       const struct text_rule *rule)
{
    struct checked checked = {.reading = reading,
                              .wording = wording,
                              .rule = rule,
                              .spot = spot_string(reading, wording->text)};

    fill(&checked);
    if (!wording->text[0]) mistake(reading, checked.spot, "is empty, expected a text");
    if (has_arabic_digits(wording->text))
        mistake(reading, checked.spot, "holds Arabic digits, expected 0 to 9, which a phone dials");
    if (rule->audience == FOR_DATES)
        check_dates(&checked);
    else if (rule->audience != FOR_MAIL)
        check_length(&checked);
    if (is_for_family(rule)) check_family_text(&checked);
    if (rule->audience == FOR_FAMILY_CRISIS) check_first_screen(&checked);
    text_clear(&checked.filled);
}

static bool is_used(const struct config *config, const char *name)
{
    for (size_t i = 0; i < config->script_n; i++) {
        if (strcmp(config->scripts[i].nudge, name) == 0) return true;
        for (size_t j = 0; j < config->scripts[i].step_n; j++) {
            const struct script_step *step = &config->scripts[i].steps[j];

            if (strcmp(step->text, name) == 0 || strcmp(step->also, name) == 0) return true;
            for (size_t k = 0; k < step->rule_n; k++)
                if (strcmp(step->rules[k].say, name) == 0) return true;
        }
    }
    return false;
}

static void refuse_name(struct reading *reading, const struct wording *wording)
{
    struct guess guess = guess_new(wording->name);

    for (size_t i = 0; i < COUNT(rules); i++)
        guess_try(&guess, rules[i].name);
    mistake(reading, spot_string(reading, wording->text),
            "no such text is ever sent, expected a name that the program or a script uses%s",
            guess_say(&guess));
}

static bool has_text(const struct config *config, const char *name, enum language language)
{
    for (size_t i = 0; i < config->wording_n; i++)
        if (config->wordings[i].language == language && strcmp(config->wordings[i].name, name) == 0)
            return true;
    return false;
}

static void check_missing(struct reading *reading, const struct text_rule *rule)
{
    bool staff_only = rule->audience == FOR_STAFF || rule->audience == FOR_MAIL;
    enum language end = staff_only ? LANGUAGE_NL + 1 : LANGUAGE_N;

    for (enum language language = LANGUAGE_NL; language < end; language++) {
        if (rule->may_be_missing || has_text(reading->config, rule->name, language)) continue;
        mistake(reading, spot_file(reading, 1),
                "texts.%s.%s is missing, expected that text in every language",
                language_name(language), rule->name);
    }
}

/* A script of the municipality speaks all languages too. */
static void check_own(struct reading *reading, const struct wording *wording)
{
    for (enum language language = LANGUAGE_NL; language < LANGUAGE_N; language++) {
        if (has_text(reading->config, wording->name, language)) continue;
        mistake(reading, spot_string(reading, wording->text),
                "there is no such text in %s, expected it in every language",
                language_name(language));
    }
}

void texts_check(struct reading *reading)
{
    const struct config *config = reading->config;

    for (size_t i = 0; i < config->wording_n; i++) {
        const struct wording *wording = &config->wordings[i];
        const char *name = without_ussd(wording->name);
        const struct text_rule *rule = find_rule(wording->name);

        if (!rule) rule = find_rule(name);
        if (rule) {
            check_text(reading, wording, rule);
        } else if (is_used(config, name)) {
            check_text(reading, wording, &own_rule);
            if (name == wording->name) check_own(reading, wording);
        } else {
            refuse_name(reading, wording);
        }
    }
    for (size_t i = 0; i < COUNT(rules); i++)
        check_missing(reading, &rules[i]);
}
