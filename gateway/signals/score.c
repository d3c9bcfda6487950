/* Score: the 1 to 5 that a reply gives. It needs no lexicon, since the dialogue asks for scores before
 * anything else; so its few number words stand here. */
#include "gateway/signals/score.h"

#include "gateway/signals/signals.h"

#define SCORE_MAX 5

static const struct {
    const char *word;
    int score;
} number_words[] = {
    {"een",        1},
    {"eentje",     1},
    {"one",        1},
    {"واحد",   1},
    {"واحده", 1},
    {"wahed",      1},
    {"wa7ed",      1},
    {"wahd",       1},
    {"wa7d",       1},
    {"twee",       2},
    {"tweetje",    2},
    {"two",        2},
    {"اثنان", 2},
    {"اثنين", 2},
    {"تنين",   2},
    {"اتنين", 2},
    {"ثنين",   2},
    {"جوج",     2},
    {"زوج",     2},
    {"jouj",       2},
    {"joj",        2},
    {"juj",        2},
    {"zouj",       2},
    {"drie",       3},
    {"drietje",    3},
    {"three",      3},
    {"ثلاثه", 3},
    {"ثلاث",   3},
    {"تلاته", 3},
    {"تلات",   3},
    {"تلاتا", 3},
    {"tlata",      3},
    {"tleta",      3},
    {"telata",     3},
    {"vier",       4},
    {"viertje",    4},
    {"four",       4},
    {"اربعه", 4},
    {"اربع",   4},
    {"ربعه",   4},
    {"rb3a",       4},
    {"reb3a",      4},
    {"arb3a",      4},
    {"arba3a",     4},
    {"arba",       4},
    {"vijf",       5},
    {"vijfje",     5},
    {"five",       5},
    {"خمسه",   5},
    {"خمس",     5},
    {"5amsa",      5},
    {"khamsa",     5},
    {"khmsa",      5},
    {"5msa",       5},
    {"khemsa",     5},
};

/* What may stand before a score, or with it in a message that is nothing else. */
static const char *const score_cues[] = {
    "cijfer", "score",  "geef", "een",  "n",     "dus",    "is", "was", "ging", "voel",   "doe",
    "رقم",    "الرقم",  "درجه", "ra9m", "ra9em", "noemer", "nr", "dan", "zeg",  "zeggen", "denk",
    "نقطه",   "numero", "kies", "weer", "toch",  "nog",    "nu", "ok",  "oke",  "على",    "هو",
};

/* What alone may surround a number word: "ik geef het een vier". */
static const char *const score_fillers[] = {
    "ik",     "het",  "deze", "week",   "geef",   "cijfer",   "een",   "n",    "score",   "is",
    "was",    "ging", "van",  "mij",    "voor",   "mijn",     "dit",   "keer", "ons",     "t",
    "zeg",    "maar", "dus",  "ok",     "oke",    "رقم",      "الرقم", "هذا",  "الاسبوع", "had",
    "simana", "ra9m", "ana",  "انا",    "هاد",    "السيمانه", "doe",   "denk", "denken",  "nu",
    "dan",    "hoor", "zou",  "zeggen", "dankje", "aub",      "درجه",
};

/* What makes a number count things, time or money. */
static const char *const units[] = {
    "jaar",
    "jr",
    "jaren",
    "maand",
    "maanden",
    "mnd",
    "week",
    "weken",
    "dag",
    "dagen",
    "nacht",
    "nachten",
    "uur",
    "uren",
    "u",
    "min",
    "minuten",
    "keer",
    "x",
    "maal",
    "kind",
    "kinderen",
    "kids",
    "zoon",
    "zoons",
    "zonen",
    "dochter",
    "dochters",
    "man",
    "mannen",
    "vrouwen",
    "mensen",
    "personen",
    "euro",
    "eur",
    "procent",
    "huur",
    "boetes",
    "brieven",
    "banen",
    "kilo",
    "kg",
    "meter",
    "km",
    "biertjes",
    "bier",
    "pillen",
    "kamers",
    "afspraken",
    "lessen",
    "schulden",
    "deurwaarders",
    "jan",
    "januari",
    "feb",
    "februari",
    "maart",
    "mrt",
    "apr",
    "april",
    "mei",
    "jun",
    "juni",
    "jul",
    "juli",
    "aug",
    "augustus",
    "sep",
    "sept",
    "september",
    "okt",
    "oktober",
    "nov",
    "november",
    "dec",
    "december",
    "ochtends",
    "avonds",
    "middags",
    "k",
    "rooie",
    "meiden",
    "jongens",
    "vrienden",
    "politie",
    "agenten",
    "hulpverleners",
    "am",
    "pm",
    "nd",
    "de",
    "e",
    "سنه",
    "سنين",
    "سنوات",
    "شهر",
    "شهور",
    "اشهر",
    "اسبوع",
    "اسابيع",
    "يوم",
    "ايام",
    "ساعه",
    "ساعات",
    "دقيقه",
    "دقايق",
    "مره",
    "مرات",
    "اطفال",
    "اولاد",
    "ولاد",
    "بنات",
    "يورو",
    "درهم",
    "اشخاص",
    "ليالي",
    "عام",
    "اعوام",
    "نفر",
    "ديال",
    "3am",
    "snin",
    "chhor",
    "chhoura",
    "yam",
    "ayam",
    "simanat",
    "nhar",
    "swaye3",
    "sa3at",
    "mrat",
    "drari",
    "wlad",
    "bnat",
    "dyal",
    "euros",
    "merat",
    "liyali",
    "ans",
};

/* What makes the number behind it a time, a place or a date. */
static const char *const leads[] = {
    "om",        "tot",     "rond",     "sinds",  "na",     "groep",   "klas",    "nummer",
    "huis",      "kamer",   "lijn",     "bus",    "tegen",  "elke",    "over",    "bij",
    "deel",      "al",      "heb",      "hebben", "met",    "maandag", "dinsdag", "woensdag",
    "donderdag", "vrijdag", "zaterdag", "zondag", "الساعه", "ساعه",    "منذ",     "من",
    "بعد",       "عندي",    "عندنا",    "مع",     "رقمي",   "m3a",     "3ndi",    "3endi",
    "3andi",     "3ndna",   "3endna",   "mn",     "men",    "vanaf",   "voor",    "in",
    "de",        "onze",    "mijn",     "alle",   "andere", "fase",    "euro",    "nog",
    "artikel",
};

static bool is_among(const char *const *words, size_t n, const struct token *token)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(words[i], token->form) == 0) return true;
    return false;
}

#define IS_AMONG(words, token) is_among(words, COUNT(words), token)

static int word_score(const struct token *token)
{
    for (size_t i = 0; i < COUNT(number_words); i++)
        if (strcmp(number_words[i].word, token->form) == 0) return number_words[i].score;
    return 0;
}

/* The value of a short number, or -1. */
static int number_of(const struct token *token)
{
    if (token->script != SCRIPT_DIGITS || token->form_bytes > 2) return -1;
    if (token->form_bytes == 1) return token->form[0] - '0';
    return (token->form[0] - '0') * 10 + token->form[1] - '0';
}

static bool is_word(const struct token *token, const char *word)
{
    return strcmp(token->form, word) == 0;
}

static bool means_of(const struct token *token)
{
    static const char *const words[] = {"van", "uit", "op", "vd",  "sur", "of",  "out",
                                        "من",  "على", "mn", "men", "3la", "ala", "3ala"};

    return IS_AMONG(words, token);
}

/* "7/10", "7 van de 10", "٧ من ١٠", "4/5": the score out of ten is halved, rounded down, at least 1. */
static bool read_fraction(const struct tokens *tokens, size_t at, int *score)
{
    int value = number_of(&tokens->at[at]), whole = -1;
    size_t next = at + 1;

    if (value < 0 || next >= tokens->n) return false;
    if (tokens->at[next].joint == '/') {
        whole = number_of(&tokens->at[next]);
    } else if (means_of(&tokens->at[next])) {
        next++;
        if (next < tokens->n &&
            (is_word(&tokens->at[next], "de") || is_word(&tokens->at[next], "of")))
            next++;
        if (next < tokens->n) whole = number_of(&tokens->at[next]);
    }
    if (whole != 10 && whole != SCORE_MAX) return false;
    /* A third part makes it a date: 3/10/2026. */
    if (next + 1 < tokens->n && tokens->at[next + 1].joint == '/') return false;
    if (value > whole) return false;
    *score = whole == SCORE_MAX ? value : value / 2;
    if (*score == 0) *score = value > 0 || whole == 10 ? 1 : 0;
    return *score > 0;
}

/* Is the digit part of a date, a time, an amount or a phone number? */
static bool is_glued(const struct tokens *tokens, size_t at)
{
    const struct token *token = &tokens->at[at];
    const char *signs = "/-:.,+_@#";

    if (token->joint && strchr(signs, token->joint) && at > 0 &&
        tokens->at[at - 1].script == SCRIPT_DIGITS)
        return true;
    return at + 1 < tokens->n && tokens->at[at + 1].joint &&
           strchr(signs, tokens->at[at + 1].joint) && tokens->at[at + 1].script == SCRIPT_DIGITS;
}

static bool is_unit(const struct token *token)
{
    return IS_AMONG(units, token);
}

/* A digit in a sentence is a score where it begins or ends a thought or follows a word such as
 * "cijfer", and counts nothing. */
static bool stands_as_score(const struct tokens *tokens, size_t at)
{
    const struct token *token = &tokens->at[at];
    const struct token *before = at > 0 ? &tokens->at[at - 1] : NULL;
    const struct token *behind = at + 1 < tokens->n ? &tokens->at[at + 1] : NULL;
    bool ends = !behind || behind->pause != PAUSE_NONE || behind->script == SCRIPT_PICTURE;

    if (is_glued(tokens, at)) return false;
    if (behind && !ends && (is_unit(behind) || behind->script == SCRIPT_DIGITS)) return false;
    if (!before || before->script == SCRIPT_PICTURE) return true;
    if (before->script == SCRIPT_DIGITS) return false;
    if (IS_AMONG(score_cues, before)) return true;
    if (IS_AMONG(leads, before)) return false;
    return token->pause != PAUSE_NONE || ends;
}

/* A number word counts only where nothing else is said. */
static int lone_word_score(const struct tokens *tokens)
{
    int score = 0;

    for (size_t i = 0; i < tokens->n; i++) {
        const struct token *token = &tokens->at[i];
        int here = word_score(token);
        bool article = is_word(token, "een") && tokens->n > 1;

        if (token->script == SCRIPT_PICTURE) continue;
        if (here && !article) {
            if (score) return 0;
            score = here;
        } else if (!article && !IS_AMONG(score_fillers, token)) {
            return 0;
        }
    }
    return score;
}

int tokens_score(const struct tokens *tokens)
{
    int score = 0;

    for (size_t i = 0; i < tokens->n; i++) {
        int value = number_of(&tokens->at[i]);

        if (value < 0) continue;
        if (!is_glued(tokens, i) || (i + 1 < tokens->n && tokens->at[i + 1].joint == '/'))
            if (read_fraction(tokens, i, &score)) return score;
        if (value >= 1 && value <= SCORE_MAX && tokens->at[i].form_bytes == 1 &&
            stands_as_score(tokens, i))
            return value;
    }
    return lone_word_score(tokens);
}

int reader_score(const char *text, size_t n)
{
    SCOPED(tokens_clear) struct tokens tokens = {0};

    tokens_read(&tokens, text, n);
    return tokens_score(&tokens);
}
