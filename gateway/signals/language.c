#include "gateway/signals/language.h"

/* What one token says, over all words it may be. */
struct votes {
    unsigned dutch, moroccan, moroccan_arabic, arabic, foreign;
    bool is_dutch, is_moroccan, is_bones;
};

static void take_max(unsigned *at, unsigned value)
{
    if (value > *at) *at = value;
}

static void vote(const struct recognised *recognised, const struct candidate *candidate,
                 struct votes *votes)
{
    const struct word *word = &recognised->lexicon->vocabulary.words[candidate->word];

    switch (candidate->how) {
    case HOW_DUTCH:
        take_max(&votes->foreign, word->foreign);
        if (word->foreign) break;
        take_max(&votes->dutch, word->marks[0]);
        votes->is_dutch = true;
        break;
    case HOW_SPELLED:
    case HOW_SOUND:
        take_max(&votes->moroccan, word->marks[3]);
        votes->is_moroccan = true;
        break;
    case HOW_ARABIC:
        take_max(&votes->arabic, word->varieties == VARIETY_AR ? 1 : 0);
        take_max(&votes->moroccan_arabic, word->varieties == VARIETY_ARY_ARAB ? 1 : 0);
        take_max(&votes->arabic, word->marks[1]);
        take_max(&votes->moroccan_arabic, word->marks[2]);
        break;
    case HOW_TYPO:
        votes->is_dutch = true;
        break;
    case HOW_BONES:
        votes->is_bones = true;
        break;
    case HOW_SIGN:
        break;
    }
}

/* "3ayt", "bz7f", "m9ll9": a digit that stands for a sound. "3x", "10uur" and "2jaar" do not. */
static bool writes_digits_for_sounds(const struct token *token)
{
    bool sound = false, behind = false;
    size_t letters = 0;

    for (size_t i = 0; i < token->form_bytes; i++) {
        char c = token->form[i];

        if (c == '0' || c == '1' || c == '4' || c == '8') return false;
        if (c >= '2' && c <= '9') {
            sound = true;
            behind |= letters > 0;
        } else {
            letters++;
        }
    }
    return sound && letters >= 2 &&
           (behind || token->form[0] == '3' || token->form[0] == '7' || token->form[0] == '9');
}

static bool starts_with(const struct token *token, const char *start)
{
    for (size_t i = 0; start[i]; i++)
        if (token->form[i] != start[i]) return false;
    return true;
}

static bool ends_with(const struct token *token, const char *end)
{
    size_t n = strlen(end);

    return token->form_bytes >= n && memcmp(token->form + token->form_bytes - n, end, n) == 0;
}

/* Verbs of Darija in Arabic letters begin with كي, كت, كن or غاد, "in the" is فال, and its "not" is
 * written around the verb: ما ... ش. */
static bool has_moroccan_shape(const struct token *token, const struct token *before)
{
    static const char *const starts[] = {"كي", "كن", "كت", "غاد", "غن", "فال", "وكي", "وكن", "وكت"};
    static const char *const others[] = {"كنت",  "كيف",  "كنا",  "كتب",  "كنز", "كتاب",
                                         "كنب",  "كيلو", "كتير", "كنيس", "غني", "غنا",
                                         "وكنت", "وكيف", "وكتي", "وكنا", "وكتب"};

    if (token->form_bytes < 8) return false;
    if (before && ends_with(before, "ما") && ends_with(token, "ش")) return true;
    for (size_t i = 0; i < COUNT(others); i++)
        if (starts_with(token, others[i])) return false;
    for (size_t i = 0; i < COUNT(starts); i++)
        if (starts_with(token, starts[i])) return true;
    return false;
}

static void vote_latin(const struct token *token, const struct votes *votes,
                       struct variety *variety)
{
    bool moroccan_only = votes->is_moroccan && !votes->is_dutch;

    variety->foreign += votes->foreign;
    if (votes->foreign) return;
    variety->dutch += votes->dutch;
    if (votes->is_dutch)
        variety->shared += votes->moroccan;
    else
        variety->moroccan += votes->moroccan;
    if (votes->is_dutch && !votes->is_moroccan && !votes->dutch) variety->dutch++;
    if (moroccan_only && !votes->moroccan) variety->moroccan++;
    if (!votes->is_dutch && writes_digits_for_sounds(token)) variety->moroccan += 2;
}

struct counts {
    size_t latin, arabic, other;
    unsigned moroccan_arabic, arabic_marks, bones;
};

static const char *name_of(const struct counts *counts, const struct variety *variety)
{
    if (counts->other > counts->latin + counts->arabic) return "und";
    if (counts->arabic > 0 && counts->arabic >= counts->latin)
        return counts->moroccan_arabic > counts->arabic_marks ? "ary-Arab" : "ar";
    if (variety->moroccan == 0 && variety->dutch == 0) return "und";
    if (variety->foreign > variety->moroccan + variety->dutch) return "und";
    /* Families mix Dutch words into their Darija, seldom the other way round. */
    return variety->moroccan * 3 > variety->dutch * 2 ? "ary-Latn" : "nl";
}

struct variety variety_of(const struct recognised *recognised)
{
    struct variety variety = {0};
    struct counts counts = {0};
    size_t next = 0;

    for (size_t i = 0; i < recognised->tokens.n; i++) {
        const struct token *token = &recognised->tokens.at[i];
        struct votes votes = {0};

        for (; next < recognised->candidate_n && recognised->candidates[next].token == i; next++)
            vote(recognised, &recognised->candidates[next], &votes);
        counts.other += token->script == SCRIPT_OTHER;
        counts.latin += token->script == SCRIPT_LATIN;
        counts.bones += votes.is_bones && token->script == SCRIPT_LATIN;
        if (token->script == SCRIPT_LATIN) vote_latin(token, &votes, &variety);
        if (token->script != SCRIPT_ARABIC) continue;
        counts.arabic++;
        counts.arabic_marks += votes.arabic;
        counts.moroccan_arabic += votes.moroccan_arabic;
        if (has_moroccan_shape(token, i > 0 ? token - 1 : NULL)) counts.moroccan_arabic += 2;
    }
    if (variety.dutch == 0 && variety.moroccan == 0) variety.moroccan = counts.bones;
    /* "ma", "had" and "la" tell Darija only in the company of words that are nothing else. */
    if (variety.moroccan > 0 || variety.dutch == 0) variety.moroccan += variety.shared;
    variety.name = name_of(&counts, &variety);
    return variety;
}

bool variety_allows(const struct variety *variety, const struct recognised *recognised,
                    const struct candidate *candidate)
{
    if (recognised->lexicon->vocabulary.words[candidate->word].foreign) return false;
    switch (candidate->how) {
    case HOW_DUTCH:
    case HOW_ARABIC:
    case HOW_SIGN:
        return true;
    case HOW_SPELLED:
    case HOW_SOUND: /* one odd word in a Dutch text is no Darija */
        return variety->moroccan > 0 && variety->moroccan * 4 >= variety->dutch;
    case HOW_BONES:
        if (recognised->tokens.at[candidate->token].script == SCRIPT_ARABIC)
            return strcmp(variety->name, "ary-Arab") == 0;
        return variety->dutch == 0 || variety->moroccan * 2 > variety->dutch;
    case HOW_TYPO:
        return variety->moroccan <= variety->dutch;
    }
    return false;
}
