#include "gateway/signals/decide.h"

/* How sure a match of each kind makes us: set by hand, in the order that the labelled replies in
 * tests/signals give. */
static double confidence_of(const struct finding *finding)
{
    static const double by_kind[] = {
        [KIND_FACT] = 0.85, [KIND_WORRY] = 0.70, [KIND_CRISIS] = 0.92, [KIND_HINT] = 0.55};
    double confidence = by_kind[finding->concept->kind];

    if (finding->match->guessed) confidence -= 0.15;
    if (finding->weakened) confidence -= 0.10;
    return confidence;
}

/* Adds the words of a match, joined where they touch. */
static void add_evidence(const struct recognised *recognised, const struct match *match,
                         struct signal *signal)
{
    for (size_t i = 0; i < match->n; i++) {
        const struct token *token = &recognised->tokens.at[match->tokens[i]];
        struct evidence *last = &signal->evidence[signal->evidence_n - (signal->evidence_n > 0)];

        if (i > 0 && match->tokens[i] == match->tokens[i - 1] + 1) {
            last->length = token->at + token->length - last->at;
        } else if (signal->evidence_n < EVIDENCE_MAX) {
            signal->evidence[signal->evidence_n++] = (struct evidence){token->at, token->length};
        } else {
            return;
        }
    }
}

static bool is_stronger(const struct finding *finding, const struct finding *than)
{
    if (finding->level != than->level) return finding->level > than->level;
    if (confidence_of(finding) != confidence_of(than))
        return confidence_of(finding) > confidence_of(than);
    return finding->match->n > than->match->n;
}

/* The strongest finding of a domain; a second one of that level that shares no word adds to it. */
static void decide_domain(const struct room *room, const struct findings *findings,
                          enum domain domain, struct reading *out)
{
    const struct finding *best = NULL;
    struct signal *signal;
    bool second = false;

    for (size_t i = 0; i < findings->n; i++)
        if (findings->at[i].concept->domain == domain &&
            (!best || is_stronger(&findings->at[i], best)))
            best = &findings->at[i];
    if (!best) return;
    signal = &out->signals[out->signal_n++];
    *signal =
        (struct signal){.domain = domain, .level = best->level, .confidence = confidence_of(best)};
    add_evidence(room->recognised, best->match, signal);
    for (size_t i = 0; i < findings->n; i++) {
        const struct finding *finding = &findings->at[i];

        if (finding->concept->domain != domain || finding->level != best->level) continue;
        if (match_shares_word(finding->match, best->match)) continue;
        if (!second) add_evidence(room->recognised, finding->match, signal);
        second = true;
    }
    if (second) signal->confidence += 0.05;
    /* A crisis that only a hint or a guess carries. */
    if (best->level == LEVEL_CRISIS && signal->confidence < 0.7) out->uncertain = true;
}

static enum level highest_level(const struct reading *reading)
{
    enum level highest = LEVEL_STABLE;

    for (size_t i = 0; i < reading->signal_n; i++)
        if (reading->signals[i].level > highest) highest = reading->signals[i].level;
    return highest;
}

#define UNKNOWN_WORDS_MAX 3

void decide(const struct room *room, const struct findings *findings, struct reading *out)
{
    const struct recognised *recognised = room->recognised;
    bool foreign = strcmp(recognised->language, "und") == 0;

    out->uncertain = findings->doubtful || recognised->tokens.cut || room->matches->over;
    for (enum domain domain = DOMAIN_GENERAL + 1; domain < DOMAIN_N; domain++)
        decide_domain(room, findings, domain, out);
    if (findings->asking && highest_level(out) < LEVEL_RELAPSE) out->uncertain = true;
    if (foreign && recognised->unknown_n >= UNKNOWN_WORDS_MAX) out->uncertain = true;
    if (recognised->tokens.damaged && out->signal_n == 0) out->uncertain = true;
    /* Most of it is unread: no signal means nothing then. */
    if (out->signal_n == 0 && recognised->unknown_n > UNKNOWN_WORDS_MAX &&
        recognised->unknown_n * 2 > recognised->word_n)
        out->uncertain = true;
}
