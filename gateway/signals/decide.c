#include "gateway/signals/decide.h"

#include <math.h>

#include "gateway/signals/intent.h"

/* From which lean on a level is claimed, and from which on a person is asked instead. Chosen on replies of
 * writers that the model had not met (docs/signals.md, "Figures"): a crisis early, since a missed one costs
 * more than a wrong one; asked of at most one reply in ten. */
static const struct {
    float claim, ask;
} bars[] = {
    [LEVEL_STABLE] = {0,     0    },
    [LEVEL_WATCH] = {-0.4F, 0    },
    [LEVEL_RELAPSE] = {-1.3F, -2.0F},
    [LEVEL_CRISIS] = {-2.0F, -2.9F},
};
/* From which lean on a domain beside the leading one is told as well. */
#define BESIDE_BAR (-0.4F)

/* What a lean is worth as a probability: fitted on the same replies (Platt scaling; its slope is so near 1
 * that it is left out). */
#define LEAD_SHIFT   0.5
#define BESIDE_SHIFT 0.2

/* Does the lexicon have a row of kind crisis for these words, without a guess and not taken back by what stands
 * around them? */
static bool names_crisis(const struct finding *finding)
{
    return finding->concept->kind == KIND_CRISIS && finding->level == LEVEL_CRISIS &&
           !finding->weakened && !finding->match->guessed;
}

/* What such a row adds: much where the model has not learnt what it is worth (so a colleague mends the reader), or
 * where so much else is said that the few words would be lost in it. */
#define ROW_LEAN       1.0F
#define ROW_LEAN_ALONE 6.0F
#define LONG_REPLY     60 /* words */

static float lean_of_row(const struct considered *considered, const struct concept *concept)
{
    bool learnt = model_knows(considered->model, features_concept(concept));

    return learnt && considered->room->recognised->tokens.n < LONG_REPLY ? ROW_LEAN
                                                                         : ROW_LEAN_ALONE;
}

static void add_rows(const struct considered *considered, struct opinion *opinion)
{
    float leans[DOMAIN_N] = {0};

    for (size_t i = 0; i < considered->findings->n; i++) {
        const struct finding *finding = &considered->findings->at[i];
        float *lean = &leans[finding->concept->domain];

        if (names_crisis(finding)) *lean = fmaxf(*lean, lean_of_row(considered, finding->concept));
    }
    for (enum domain domain = DOMAIN_GENERAL + 1; domain < DOMAIN_N; domain++) {
        opinion->lean[model_question(domain, LEVEL_CRISIS)] += leans[domain];
        opinion->lean[model_question(DOMAIN_GENERAL, LEVEL_CRISIS)] += leans[domain];
    }
}

static double probability(double lean)
{
    return 1 / (1 + exp(-lean));
}

static float lean_of(const struct opinion *opinion, enum domain domain, enum level level)
{
    return opinion->lean[model_question(domain, level)];
}

static enum domain leading_domain(const struct opinion *opinion, enum level level)
{
    enum domain best = DOMAIN_GENERAL + 1;

    for (enum domain domain = best; domain < DOMAIN_N; domain++)
        if (lean_of(opinion, domain, level) > lean_of(opinion, best, level)) best = domain;
    return best;
}

/* Two views of one question, "any domain" and the likeliest one, are surer together than either. */
static float lean_to_level(const struct opinion *opinion, enum level level)
{
    return (lean_of(opinion, DOMAIN_GENERAL, level) +
            lean_of(opinion, leading_domain(opinion, level), level)) /
           2;
}

/* What sounds like a game, the news or a verse rather than a family must be surer to be claimed as a level; a
 * person is asked about it as about any other. This share of its lean to be such a text is taken off. */
#define ORDINARY_SHARE 0.5F

static enum level claimed_level(const struct opinion *opinion)
{
    float doubt = ORDINARY_SHARE * fmaxf(0, opinion->lean[QUESTION_ORDINARY]);
    enum level level = LEVEL_CRISIS;

    while (level > LEVEL_STABLE && lean_to_level(opinion, level) - doubt < bars[level].claim)
        level--;
    return level;
}

/* Words that carry at least this share of what the strongest one does are shown; where they stand in more places
 * than can be shown, a larger share is asked. */
#define EVIDENCE_SHARE      0.4F
#define EVIDENCE_SHARE_STEP 0.2F

static float most_of(const float *words, size_t n)
{
    float most = words[0];

    for (size_t i = 1; i < n; i++)
        most = fmaxf(most, words[i]);
    return most;
}

/* What the lexicon itself found there carries as much as the strongest word. Returns how much that is. */
static float mark_findings(const struct considered *considered, enum domain domain, float *words,
                           size_t n)
{
    float most = most_of(words, n);

    for (size_t i = 0; i < considered->findings->n; i++) {
        const struct finding *finding = &considered->findings->at[i];

        if (finding->concept->domain != domain) continue;
        for (size_t k = 0; k < finding->match->n; k++)
            words[finding->match->tokens[k]] = most;
    }
    return most;
}

static size_t count_places(const float *words, size_t n, float bar)
{
    size_t places = 0;

    for (size_t i = 0; i < n; i++)
        places += words[i] >= bar && (i == 0 || words[i - 1] < bar);
    return places;
}

/* The words that spoke most for it, joined where they touch; there is always one. */
static void add_evidence(const struct considered *considered, struct signal *signal)
{
    const struct tokens *tokens = &considered->room->recognised->tokens;
    float words[TOKEN_MAX], most, bar, share = EVIDENCE_SHARE;
    size_t n = tokens->n;

    model_explain(considered->model, considered->known,
                  model_question(signal->domain, signal->level), words, n);
    most = mark_findings(considered, signal->domain, words, n);
    do {
        bar = most > 0 ? fminf(share, 1) * most : most;
        share += EVIDENCE_SHARE_STEP;
    } while (share < 1 + EVIDENCE_SHARE_STEP && count_places(words, n, bar) > EVIDENCE_MAX);
    for (size_t i = 0; i < n; i++) {
        const struct token *token = &tokens->at[i];

        if (words[i] < bar) continue;
        if (i > 0 && words[i - 1] >= bar) {
            struct evidence *evidence = &signal->evidence[signal->evidence_n - 1];

            evidence->length = token->at + token->length - evidence->at;
        } else if (signal->evidence_n < EVIDENCE_MAX) {
            signal->evidence[signal->evidence_n++] = (struct evidence){token->at, token->length};
        } else {
            return;
        }
    }
}

static void add_signal(const struct considered *considered, enum domain domain, enum level level,
                       double confidence, struct reading *out)
{
    struct signal *signal = &out->signals[out->signal_n++];

    *signal = (struct signal){.domain = domain, .level = level, .confidence = confidence};
    add_evidence(considered, signal);
}

/* The highest level at which the domain is told beside the leading one; never above that. */
static enum level beside_level(const struct opinion *opinion, enum domain domain, enum level most)
{
    enum level level = most;

    while (level > LEVEL_STABLE && lean_of(opinion, domain, level) < BESIDE_BAR)
        level--;
    return level;
}

static void decide_signals(const struct considered *considered, const struct opinion *opinion,
                           struct reading *out)
{
    enum level most = claimed_level(opinion);
    enum domain lead = leading_domain(opinion, most);

    if (most == LEVEL_STABLE) return;
    add_signal(considered, lead, most,
               probability((double)lean_to_level(opinion, most) + LEAD_SHIFT), out);
    for (enum domain domain = DOMAIN_GENERAL + 1; domain < DOMAIN_N; domain++) {
        enum level level = domain == lead ? LEVEL_STABLE : beside_level(opinion, domain, most);

        if (level > LEVEL_STABLE)
            add_signal(considered, domain, level,
                       probability((double)lean_of(opinion, domain, level) + BESIDE_SHIFT), out);
    }
}

static enum level highest_level(const struct reading *reading)
{
    return reading->signal_n ? reading->signals[0].level : LEVEL_STABLE;
}

#define UNKNOWN_WORDS_MAX 3

static bool is_foreign(const struct recognised *recognised)
{
    return recognised->unknown_n >= UNKNOWN_WORDS_MAX && strcmp(recognised->language, "und") == 0;
}

/* Is it in words that cannot be read well enough for "no signal" to mean anything? */
static bool is_unread(const struct recognised *recognised, const struct matches *matches)
{
    if (recognised->tokens.cut || matches->over) return true;
    if (recognised->tokens.damaged) return true;
    return is_foreign(recognised) || (recognised->unknown_n >= UNKNOWN_WORDS_MAX &&
                                      recognised->unknown_n * 2 > recognised->word_n);
}

static bool has_crisis_row(const struct findings *findings)
{
    for (size_t i = 0; i < findings->n; i++)
        if (names_crisis(&findings->at[i])) return true;
    return false;
}

/* Should a person look first? Only where the machine has not called one already. */
static bool is_uncertain(const struct considered *considered, const struct opinion *opinion,
                         const struct reading *reading)
{
    if (highest_level(reading) >= LEVEL_RELAPSE) return false;
    return lean_to_level(opinion, LEVEL_CRISIS) >= bars[LEVEL_CRISIS].ask ||
           lean_to_level(opinion, LEVEL_RELAPSE) >= bars[LEVEL_RELAPSE].ask ||
           has_crisis_row(considered->findings) ||
           is_unread(considered->room->recognised, considered->room->matches);
}

/* Only a reminder is confirmed, declined or moved. */
static bool is_possible(enum intent intent, enum context context)
{
    return context == CONTEXT_APPOINTMENT ||
           (intent != INTENT_CONFIRM && intent != INTENT_DECLINE && intent != INTENT_RESCHEDULE);
}

#define KEYWORDS_MAX 2 /* so short a reply is a word that the lexicon knows, or does not */

static enum intent decide_intent(const struct considered *considered, const struct opinion *opinion,
                                 bool telling)
{
    enum intent said = intent_read(considered->room, considered->context, telling);
    enum intent best = 0;

    if (said == INTENT_UNCLEAR || considered->room->recognised->tokens.n <= KEYWORDS_MAX)
        return said;
    for (enum intent intent = 0; intent < INTENT_N; intent++)
        if (is_possible(intent, considered->context) && opinion->lean[intent] > opinion->lean[best])
            best = intent;
    return best;
}

/* The lexicon tells the script and what is no language of ours; which of the two that are written in that script, the
 * model tells better. */
static const char *decide_language(const char *said, const struct opinion *opinion)
{
    bool moroccan = opinion->lean[QUESTION_MOROCCAN] > 0;

    if (strcmp(said, "nl") == 0 || strcmp(said, "ary-Latn") == 0)
        return language_name(moroccan ? LANGUAGE_ARY_LATN : LANGUAGE_NL);
    if (strcmp(said, "ar") == 0 || strcmp(said, "ary-Arab") == 0)
        return language_name(moroccan ? LANGUAGE_ARY_ARAB : LANGUAGE_AR);
    return said;
}

void decide(const struct considered *considered, struct reading *out)
{
    const struct recognised *recognised = considered->room->recognised;
    struct opinion opinion;

    model_ask(considered->model, considered->known, &opinion);
    out->language = decide_language(recognised->language, &opinion);
    add_rows(considered, &opinion);
    /* What the model makes of the letters of a language that it never met is chance. */
    if (recognised->word_n > 0 && (considered->findings->n > 0 || !is_foreign(recognised)))
        decide_signals(considered, &opinion, out);
    out->uncertain = recognised->tokens.n > 0 && is_uncertain(considered, &opinion, out);
    out->intent = decide_intent(considered, &opinion, out->signal_n > 0 || considered->scored);
}
