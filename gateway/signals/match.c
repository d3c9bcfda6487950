#include "gateway/signals/match.h"

#define STATES_MAX      1024 /* half-made matches at one token */
#define LIGHT_WORDS_MAX 2

/* A pattern that fits so far. */
struct state {
    uint32_t node;
    uint8_t n, left; /* words found; words that a gap may still swallow */
    uint8_t light;   /* light words passed since the last one */
    bool guessed;
    uint16_t tokens[PATTERN_SETS_MAX];
};

struct run {
    const struct recognised *recognised;
    const struct trie *trie;
    struct state *now, *next;
    size_t now_n, next_n;
    struct matches *out;
    size_t first, last; /* the message without fillers: "please", a heart */
};

void matches_clear(struct matches *matches)
{
    if (!matches) return;
    free(matches->at);
    *matches = (struct matches){0};
}

bool match_holds(const struct match *match, size_t token)
{
    for (size_t i = 0; i < match->n; i++)
        if (match->tokens[i] == token) return true;
    return false;
}

static void add_match(struct run *run, const struct state *state, const struct trie_accept *accept)
{
    struct matches *out = run->out;
    struct match *match;

    if (accept->at_start && state->tokens[0] > run->first) return;
    if (accept->at_end && state->tokens[state->n - 1] < run->last) return;
    if (out->n == MATCHES_MAX) {
        out->over = true;
        return;
    }
    if (out->n == out->space) {
        out->space = out->space ? out->space * 2 : 64;
        out->at = mem_grow(out->at, out->space, sizeof(*out->at));
    }
    match = &out->at[out->n++];
    *match = (struct match){.concept = accept->concept, .n = state->n, .guessed = state->guessed};
    memcpy(match->tokens, state->tokens, sizeof(match->tokens));
}

static void add_state(struct run *run, const struct state *state)
{
    if (run->next_n == STATES_MAX)
        run->out->over = true;
    else
        run->next[run->next_n++] = *state;
}

/* The state after one more word: reports what ends here, and waits for what may follow. */
static void arrive(struct run *run, const struct state *from, uint32_t node_at, size_t token)
{
    const struct trie_node *node = &run->trie->nodes[node_at];
    struct state state = *from;

    assert(state.n < PATTERN_SETS_MAX);
    state.node = node_at;
    state.left = state.light = 0;
    state.tokens[state.n++] = (uint16_t)token;
    state.guessed |= run->recognised->seen[token].guessed;
    for (size_t i = 0; i < node->accepts_n; i++)
        add_match(run, &state, &run->trie->accepts[node->accepts_at + i]);
    if (node->edges_n) add_state(run, &state);
    for (uint8_t gap = 1; gap <= GAP_WORDS_MAX; gap++) {
        if (!node->gap_node[gap]) continue;
        state.node = node->gap_node[gap];
        state.left = gap;
        add_state(run, &state);
    }
}

static void advance(struct run *run, const struct state *state, size_t token)
{
    const struct seen *seen = &run->recognised->seen[token];
    const struct trie_node *node = &run->trie->nodes[state->node];

    if (node->edges_n < seen->sets_n) {
        for (size_t i = 0; i < node->edges_n; i++) {
            const struct trie_edge *edge = &run->trie->edges[node->edges_at + i];

            if (recognised_has(run->recognised, token, edge->set))
                arrive(run, state, edge->node, token);
        }
        return;
    }
    for (size_t i = 0; i < seen->sets_n; i++) {
        uint32_t set = run->recognised->sets[seen->sets_at + i], next;

        if (i > 0 && run->recognised->sets[seen->sets_at + i - 1] == set) continue;
        next = trie_follow(run->trie, state->node, set);
        if (next) arrive(run, state, next, token);
    }
}

/* Does a new thought begin here, so that no pattern may reach over it? */
static bool cuts(const struct recognised *recognised, size_t token, const struct state *state)
{
    const struct token *t = &recognised->tokens.at[token];

    if (t->pause == PAUSE_SENTENCE) return true;
    return state->left > 0 &&
           (t->pause == PAUSE_CLAUSE || recognised_is(recognised, token, CLASS_BREAK));
}

static void step(struct run *run, size_t token)
{
    struct state *old;

    run->next_n = 0;
    for (size_t i = 0; i < run->now_n; i++) {
        struct state state = run->now[i];

        if (cuts(run->recognised, token, &state)) continue;
        advance(run, &state, token);
        if (state.light < LIGHT_WORDS_MAX && recognised_is(run->recognised, token, CLASS_LIGHT))
            state.light++;
        else if (state.left > 0)
            state.left--;
        else
            continue;
        add_state(run, &state);
    }
    advance(run, &(struct state){0}, token);
    old = run->now;
    run->now = run->next;
    run->now_n = run->next_n;
    run->next = old;
}

static void find_edges(struct run *run)
{
    size_t n = run->recognised->tokens.n;

    run->first = 0;
    run->last = n - 1;
    while (run->first + 1 < n && recognised_is(run->recognised, run->first, CLASS_FILLER))
        run->first++;
    while (run->last > run->first && recognised_is(run->recognised, run->last, CLASS_FILLER))
        run->last--;
}

void match_all(const struct recognised *recognised, struct matches *out)
{
    struct state now[STATES_MAX], next[STATES_MAX];
    struct run run = {.recognised = recognised,
                      .trie = &recognised->lexicon->trie,
                      .now = now,
                      .next = next,
                      .out = out};

    out->n = 0;
    out->over = false;
    if (recognised->tokens.n == 0) return;
    find_edges(&run);
    for (size_t i = 0; i < recognised->tokens.n; i++)
        step(&run, i);
}
