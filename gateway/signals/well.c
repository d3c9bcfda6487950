/* Well: whether a text says that all is well. Asked only where that would surprise (soon after an alarm), so
 * its few phrases stand here and a miss costs little: every reply is read by a person. */
#include "gateway/signals/normalise.h"
#include "gateway/signals/signals.h"

static const char *const phrases[] = {
    "alles goed",      "alles is goed", "alles gaat goed", "alles oke",        "alles ok",
    "alles prima",     "alles top",     "alles rustig",    "gaat goed",        "gaat prima",
    "gaat beter",      "gaat wel goed", "gaat heel goed",  "gaat super",       "met ons goed",
    "met mij goed",    "goed hoor",     "goed met ons",    "niks aan de hand", "niets aan de hand",
    "geen problemen",  "geen probleem", "geen zorgen",     "كل شيء بخير",      "كل شي بخير",
    "كل شي تمام",      "كلشي تمام",     "كلشي مزيان",      "كلشي بخير",        "نحن بخير",
    "احنا بخير",       "الامور تمام",   "امورنا تمام",     "لا توجد مشاكل",    "ما في مشاكل",
    "ماكاين مشكل",     "ما كاين مشكل",  "لاباس",           "لا باس",           "kolchi mezyan",
    "kolchi mzyan",    "kolchi bikhir", "kolchi mzn",      "kolchi labas",     "makayn mochkil",
    "ma kayn mochkil", "makayn walo",   "7na bikhir",      "7na labas",        "labas",
    "la bas",
};

/* Words that are all the text says: "goed", "prima". */
static const char *const alone[] = {
    "goed",    "prima",  "top",   "super",  "fijn",  "oke",  "ok",    "beter", "rustig",
    "perfect", "تمام",   "بخير",  "جيد",    "ممتاز", "منيح", "كويس",  "مزيان", "بيخير",
    "واخا",    "mezyan", "mzyan", "bikhir", "tamam", "mzn",  "wakha", "labas", "meziane"};

/* What turns it round. */
static const char *const denials[] = {
    "niet", "nie", "nooit", "ليس", "ليست", "مو", "مش", "ماشي", "ما", "machi", "mashi", "mch",
};

/* How far before a phrase a denial still turns it round. */
#define DENIAL_REACH 2

static bool is_among(const char *const *words, size_t n, const struct token *token)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(words[i], token->form) == 0) return true;
    return false;
}

static bool is_denied(const struct tokens *text, size_t at)
{
    for (size_t back = 1; back <= DENIAL_REACH && back <= at; back++)
        if (is_among(denials, COUNT(denials), &text->at[at - back])) return true;
    return false;
}

static bool stands_at(const struct tokens *text, size_t at, const struct tokens *phrase)
{
    for (size_t i = 0; i < phrase->n; i++)
        if (at + i >= text->n || strcmp(text->at[at + i].form, phrase->at[i].form) != 0)
            return false;
    return phrase->n > 0 && !text->at[at + phrase->n - 1].asked;
}

static bool says(const struct tokens *text, const char *words)
{
    SCOPED(tokens_clear) struct tokens phrase = {0};

    tokens_read(&phrase, words, strlen(words));
    for (size_t at = 0; at < text->n; at++)
        if (stands_at(text, at, &phrase) && !is_denied(text, at)) return true;
    return false;
}

/* A single word, with pictures around it or not. */
static bool says_alone(const struct tokens *text)
{
    size_t words = 0, well = 0;

    for (size_t i = 0; i < text->n; i++) {
        if (text->at[i].script == SCRIPT_PICTURE) continue;
        words++;
        well += is_among(alone, COUNT(alone), &text->at[i]) && !text->at[i].asked;
    }
    return words == 1 && well == 1;
}

bool reader_all_well(const char *text, size_t n)
{
    SCOPED(tokens_clear) struct tokens tokens = {0};

    tokens_read(&tokens, text, n);
    if (says_alone(&tokens)) return true;
    for (size_t i = 0; i < COUNT(phrases); i++)
        if (says(&tokens, phrases[i])) return true;
    return false;
}
