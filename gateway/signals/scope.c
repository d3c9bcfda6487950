#include "gateway/signals/scope.h"

const struct concept *room_concept(const struct room *room, const struct match *match)
{
    return &room->recognised->lexicon->concepts[match->concept];
}

static bool is_scope(const struct concept *concept, enum scope scope)
{
    return concept->kind == KIND_SCOPE && concept->scope == scope;
}

static void lay_out(struct room *room)
{
    struct place place = {0};

    for (size_t i = 0; i < room->recognised->tokens.n; i++) {
        const struct token *token = &room->recognised->tokens.at[i];
        bool breaks = recognised_is(room->recognised, i, CLASS_BREAK);

        place.sentence = (uint16_t)(place.sentence + (token->pause == PAUSE_SENTENCE));
        place.clause = (uint16_t)(place.clause + (breaks || token->pause != PAUSE_NONE));
        place.breaks = (uint16_t)(place.breaks + breaks);
        place.softs = (uint16_t)(place.softs + recognised_is(room->recognised, i, CLASS_SOFT));
        room->places[i] = place;
    }
}

static bool lies_within(const struct match *inner, const struct match *outer)
{
    return match_first(inner) >= match_first(outer) && match_last(inner) <= match_last(outer);
}

bool match_shares_word(const struct match *a, const struct match *b)
{
    for (size_t i = 0; i < a->n; i++)
        if (match_holds(b, a->tokens[i])) return true;
    return false;
}

size_t match_distance(const struct match *a, const struct match *b)
{
    if (match_first(b) > match_last(a)) return match_first(b) - match_last(a) - 1;
    if (match_first(a) > match_last(b)) return match_first(a) - match_last(b) - 1;
    return 0;
}

/* Figures of speech and neutral phrases hide what lies in them, a domain's own that domain only ("kan
 * niet meer betalen" is no exhaustion, but it is money); a longer claim stands. */
static bool hides(const struct room *room, const struct match *figure, const struct match *match)
{
    const struct concept *by = room_concept(room, figure), *hidden = room_concept(room, match);

    if (by->kind != KIND_FIGURE && by->kind != KIND_NEUTRAL) return false;
    if (hidden->kind == KIND_FIGURE || hidden->kind == KIND_NEUTRAL) return false;
    if (hidden->kind == KIND_SCOPE) return match_shares_word(match, figure);
    if (hidden->kind == KIND_INTENT && figure->n <= match->n) return false;
    if (by->domain != DOMAIN_GENERAL && hidden->kind != KIND_INTENT && by->domain != hidden->domain)
        return false;
    if (by->kind == KIND_FIGURE && by->domain != DOMAIN_GENERAL && match_shares_word(match, figure))
        return true; /* its words do not mean what they say, whatever stands beside them */
    return lies_within(match, figure);
}

/* A "not" that is part of a phrase the lexicon knows ("gaat niet naar school") negates nothing else,
 * and "nu" in "nu niet meer" is no "now". */
static bool spends(const struct room *room, const struct match *longer, const struct match *match)
{
    const struct concept *scope = room_concept(room, match), *other = room_concept(room, longer);

    if (scope->kind != KIND_SCOPE || !match_shares_word(match, longer)) return false;
    if (other->kind == KIND_SCOPE) return longer->n > match->n && lies_within(match, longer);
    return scope->scope == SCOPE_NEGATION && longer->n > match->n;
}

bool match_holds_all(const struct match *longer, const struct match *match)
{
    for (size_t i = 0; i < match->n; i++)
        if (!match_holds(longer, match->tokens[i])) return false;
    return longer->n > match->n;
}

/* The longer phrase knows better: "van school gestuurd" is no lost job. A crisis always stands. */
static bool refines(const struct room *room, const struct match *longer, const struct match *match)
{
    const struct concept *concept = room_concept(room, match), *other = room_concept(room, longer);

    return concept->kind <= KIND_WORRY && other->kind <= KIND_HINT &&
           concept->domain != other->domain && match_holds_all(longer, match);
}

/* "Luistert" in "luistert niet" is no good news, and "wil hulp" in "wil geen hulp" no request: the "not"
 * of the longer phrase takes it back. */
static bool contradicts(const struct room *room, const struct match *longer,
                        const struct match *match)
{
    enum kind kind = room_concept(room, match)->kind;

    if (kind != KIND_BETTER && kind != KIND_INTENT) return false;
    if (room_concept(room, longer)->kind > KIND_HINT || !match_shares_word(longer, match))
        return false;
    for (size_t i = 0; i < room->matches->n; i++) {
        const struct match *negation = &room->matches->at[i];

        if (!is_scope(room_concept(room, negation), SCOPE_NEGATION)) continue;
        if (match_shares_word(negation, longer) && !match_shares_word(negation, match) &&
            match_first(negation) < match_first(match))
            return true;
    }
    return false;
}

static void drop_hidden(struct room *room)
{
    size_t n = room->matches->n;

    for (size_t a = 0; a < n; a++)
        for (size_t b = 0; b < n; b++)
            if (a != b && (hides(room, &room->matches->at[a], &room->matches->at[b]) ||
                           refines(room, &room->matches->at[a], &room->matches->at[b]) ||
                           contradicts(room, &room->matches->at[a], &room->matches->at[b])))
                room->dropped[b] = true;
    for (size_t a = 0; a < n; a++)
        for (size_t b = 0; b < n; b++)
            if (a != b && !room->dropped[a] &&
                spends(room, &room->matches->at[a], &room->matches->at[b]))
                room->dropped[b] = true;
}

void room_init(struct room *room, const struct recognised *recognised,
               const struct matches *matches)
{
    *room = (struct room){.recognised = recognised, .matches = matches};
    room->places = mem_new(recognised->tokens.n, sizeof(*room->places));
    room->dropped = mem_new(matches->n, sizeof(*room->dropped));
    lay_out(room);
    drop_hidden(room);
}

void room_clear(struct room *room)
{
    if (!room) return;
    free(room->places);
    free(room->dropped);
    *room = (struct room){0};
}

static bool stands_before(const struct match *scope, const struct match *match)
{
    return match_first(scope) < match_first(match);
}

/* Is the scope on the right side and near enough? Within the span of a match it always is. */
static bool reaches(const struct concept *scope, const struct match *at, const struct match *match)
{
    if (match_distance(at, match) > scope->reach) return false;
    if (lies_within(at, match)) return true;
    return (scope->side & (stands_before(at, match) ? SIDE_BEFORE : SIDE_BEHIND)) != 0;
}

/* The ends of scope and match that face each other. */
static void face(const struct room *room, const struct match *at, const struct match *match,
                 const struct place **near, const struct place **far)
{
    bool before = stands_before(at, match);

    *near = &room->places[before ? match_last(at) : match_first(at)];
    *far = &room->places[before ? match_first(match) : match_last(match)];
}

static bool same_clause(const struct room *room, const struct match *at, const struct match *match)
{
    const struct place *near, *far;

    face(room, at, match, &near, &far);
    return near->clause == far->clause;
}

static bool same_thought(const struct room *room, const struct match *at, const struct match *match)
{
    const struct place *near, *far;

    face(room, at, match, &near, &far);
    return near->breaks == far->breaks;
}

/* "geen ruzie en schulden" negates both; "hij werkt niet en drinkt" only the first. */
static bool negation_covers(const struct room *room, const struct concept *scope,
                            const struct match *at, const struct match *match)
{
    const struct place *near, *far;

    face(room, at, match, &near, &far);
    return near->clause == far->clause && (scope->side == SIDE_BEFORE || near->softs == far->softs);
}

static bool is_ours_between(const struct room *room, size_t from, size_t till)
{
    for (size_t i = from; i < till; i++)
        if (recognised_is(room->recognised, i, CLASS_OURS)) return true;
    return false;
}

/* A neighbour's trouble is theirs as long as nobody of ours comes into the sentence. */
static bool third_covers(const struct room *room, const struct match *at, const struct match *match)
{
    if (!stands_before(at, match))
        return same_clause(room, at, match) &&
               !is_ours_between(room, match_first(match), match_first(at));
    return same_thought(room, at, match) &&
           !is_ours_between(room, match_last(at) + 1, match_last(match) + 1);
}

bool room_mends(const struct room *room, const struct match *better, const struct match *match)
{
    uint16_t here = room->places[match_first(better)].sentence;
    uint16_t there = room->places[match_first(match)].sentence;

    if (here == there + 1) return true;
    return here == there && (!stands_before(better, match) || same_clause(room, better, match));
}

static bool covers(const struct room *room, const struct concept *scope, const struct match *at,
                   const struct match *match)
{
    if (!reaches(scope, at, match)) return false;
    if (scope->scope == SCOPE_SOLVED) return room_mends(room, at, match);
    if (room->places[match_first(at)].sentence != room->places[match_first(match)].sentence)
        return false;
    switch (scope->scope) {
    case SCOPE_NEGATION:
        return negation_covers(room, scope, at, match);
    case SCOPE_AGAIN:
        return same_clause(room, at, match);
    case SCOPE_PAST:
        return stands_before(at, match) || same_clause(room, at, match);
    case SCOPE_BETTER:
        return room_mends(room, at, match);
    case SCOPE_THIRD:
        return third_covers(room, at, match);
    case SCOPE_FEAR:
    case SCOPE_IF:
        return same_thought(room, at, match);
    case SCOPE_SOLVED:
    case SCOPE_N:
        break;
    }
    return false;
}

#define NEGATED_WORDS_MAX 2 /* between a "not" and the scope word it takes back */

static bool is_negated(const struct room *room, const struct match *match)
{
    for (size_t i = 0; i < room->matches->n; i++) {
        const struct match *at = &room->matches->at[i];
        const struct concept *concept = room_concept(room, at);

        if (room->dropped[i] || !is_scope(concept, SCOPE_NEGATION)) continue;
        if (match_shares_word(at, match) || !stands_before(at, match)) continue;
        if (match_distance(at, match) <= NEGATED_WORDS_MAX && same_clause(room, at, match))
            return true;
    }
    return false;
}

static const struct match *find(const struct room *room, const struct match *match,
                                enum scope scope, bool negated)
{
    for (size_t i = 0; i < room->matches->n; i++) {
        const struct match *at = &room->matches->at[i];
        const struct concept *concept = room_concept(room, at);

        if (room->dropped[i] || !is_scope(concept, scope) || match_shares_word(at, match)) continue;
        if (!covers(room, concept, at, match)) continue;
        if (scope == SCOPE_NEGATION || is_negated(room, at) == negated) return at;
    }
    return NULL;
}

const struct match *room_find(const struct room *room, const struct match *match, enum scope scope)
{
    return find(room, match, scope, false);
}

bool room_finds_negated(const struct room *room, const struct match *match, enum scope scope)
{
    return find(room, match, scope, true) != NULL;
}

bool room_holds(const struct room *room, const struct match *match, enum scope scope)
{
    for (size_t i = 0; i < room->matches->n; i++) {
        const struct match *at = &room->matches->at[i];

        if (!room->dropped[i] && is_scope(room_concept(room, at), scope) &&
            match_shares_word(at, match))
            return true;
    }
    return false;
}
