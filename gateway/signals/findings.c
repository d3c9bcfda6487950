#include "gateway/signals/findings.h"

void findings_clear(struct findings *findings)
{
    if (!findings) return;
    free(findings->at);
    *findings = (struct findings){0};
}

static bool is_crisis(const struct concept *concept)
{
    return concept->kind == KIND_CRISIS || concept->kind == KIND_HINT;
}

/* A "not" this near to a crisis leaves no doubt: "geen geweld", "slaat niet meer". */
#define PLAIN_NEGATION_WORDS 2

/* Takes a finding back; a crisis that is taken back loosely is for a person to look at. */
static void take_back(struct finding *finding, bool plain, struct findings *out)
{
    if (is_crisis(finding->concept) && !plain) out->doubtful = true;
    finding->level = LEVEL_STABLE;
}

static bool negate(const struct room *room, struct finding *finding, struct findings *out)
{
    const struct match *negation = room_find(room, finding->match, SCOPE_NEGATION);

    if (negation)
        take_back(finding, match_distance(negation, finding->match) <= PLAIN_NEGATION_WORDS, out);
    else if (room_finds_negated(room, finding->match, SCOPE_FEAR))
        take_back(finding, false, out);
    else
        return false;
    return true;
}

/* Long ago, and not said to go on. */
static bool is_past(const struct room *room, const struct match *match)
{
    return room_find(room, match, SCOPE_PAST) && !room_find(room, match, SCOPE_AGAIN) &&
           !room_holds(room, match, SCOPE_AGAIN);
}

/* The domain's own "mended" rows: "betaalregeling loopt", "drinkt niet meer". */
static bool is_mended(const struct room *room, const struct finding *finding)
{
    for (size_t i = 0; i < room->matches->n; i++) {
        const struct match *better = &room->matches->at[i];
        const struct concept *concept = room_concept(room, better);

        if (room->dropped[i] || concept->kind != KIND_BETTER) continue;
        if (concept->domain != finding->concept->domain) continue;
        if (room_find(room, better, SCOPE_NEGATION)) continue;
        if (is_crisis(finding->concept) && !match_shares_word(better, finding->match)) continue;
        /* "vandaag niet geslagen" knows more than "niet geslagen". */
        if (match_holds_all(finding->match, better)) continue;
        if (match_shares_word(better, finding->match) || room_mends(room, better, finding->match))
            return true;
    }
    return false;
}

/* Fear of a person, and for one's own life, is danger; other fear is a worry. */
static void fear(const struct room *room, struct finding *finding, struct findings *out)
{
    if (!room_find(room, finding->match, SCOPE_FEAR)) return;
    if (finding->concept->domain == DOMAIN_VIOLENCE || is_crisis(finding->concept)) {
        if (finding->concept->domain != DOMAIN_VIOLENCE) out->doubtful = true;
        return;
    }
    if (finding->level > LEVEL_WATCH) finding->level = LEVEL_WATCH;
    finding->weakened = true;
}

/* Somebody else's, or said to be mending; what mends leaves a crisis as it is. */
static bool is_plainly_other(const struct room *room, const struct finding *finding)
{
    return room_find(room, finding->match, SCOPE_THIRD) ||
           (!is_crisis(finding->concept) && room_find(room, finding->match, SCOPE_BETTER));
}

static void weigh(const struct room *room, struct finding *finding, struct findings *out)
{
    const struct match *match = finding->match;

    if (is_mended(room, finding) || is_plainly_other(room, finding)) {
        take_back(finding, true, out);
    } else if (negate(room, finding, out)) {
        return;
    } else if (is_past(room, match)) {
        take_back(finding, room_find(room, match, SCOPE_SOLVED) != NULL, out);
    } else if (room_find(room, match, SCOPE_SOLVED)) {
        take_back(finding, false, out);
    } else if (room_find(room, match, SCOPE_IF)) {
        if (is_crisis(finding->concept))
            out->doubtful = true;
        else
            finding->level = LEVEL_STABLE;
        finding->weakened = true;
    } else {
        fear(room, finding, out);
    }
}

/* Does an alarming word stand there that nothing around it explains? */
static bool asks(const struct room *room, const struct match *match)
{
    return !room_find(room, match, SCOPE_NEGATION) && !room_find(room, match, SCOPE_THIRD) &&
           !room_find(room, match, SCOPE_PAST) && !room_find(room, match, SCOPE_SOLVED);
}

void findings_read(const struct room *room, struct findings *out)
{
    *out = (struct findings){0};
    out->at = mem_new(room->matches->n, sizeof(*out->at));
    for (size_t i = 0; i < room->matches->n; i++) {
        const struct match *match = &room->matches->at[i];
        const struct concept *concept = room_concept(room, match);
        struct finding finding = {.match = match, .concept = concept, .level = concept->level};

        if (room->dropped[i]) continue;
        if (concept->kind == KIND_ASK && asks(room, match)) out->asking = true;
        if (concept->kind > KIND_HINT || concept->domain == DOMAIN_GENERAL) continue;
        weigh(room, &finding, out);
        if (finding.level != LEVEL_STABLE) out->at[out->n++] = finding;
    }
}
