#ifndef GATEWAY_SIGNALS_TRIE_H
#define GATEWAY_SIGNALS_TRIE_H
/* Trie: all patterns of the lexicon as one automaton.
 *
 * A pattern is a run of sets of words (see vocabulary.h), with gaps of a few unread words between
 * them where it says so. Filled once, then constant; match.c runs it. */
#include "gateway/base/base.h"

#define PATTERN_SETS_MAX 7 /* places of one pattern */
#define GAP_WORDS_MAX    5

struct pattern {
    uint32_t sets[PATTERN_SETS_MAX];
    uint8_t gap[PATTERN_SETS_MAX]; /* unread words allowed in front of this place */
    size_t n;
    bool at_start, at_end; /* it must begin or end the message */
    uint32_t concept;
};

struct trie_accept {
    uint32_t concept;
    bool at_start, at_end;
};

struct trie_edge {
    uint32_t set, node;
};

struct trie_node {
    uint32_t edges_at, edges_n;
    uint32_t accepts_at, accepts_n;
    uint32_t gap_node[GAP_WORDS_MAX + 1]; /* where to wait through n words; 0: none */
    uint8_t gap;                          /* this node waits so many words itself */
};

struct trie_link {
    uint32_t from, set, node;
};

struct trie_reach {
    uint32_t node;
    struct trie_accept accept;
};

struct trie {
    struct trie_node *nodes; /* nodes[0] is the root */
    size_t node_n, node_space;
    struct trie_link *links;
    size_t link_n, link_space;
    struct trie_reach *reaches;
    size_t reach_n, reach_space;
    struct trie_edge *edges; /* of a node: sorted by set */
    struct trie_accept *accepts;
    uint32_t
        *starts; /* by set: where it leads from the root, or 0; every word is looked for there */
    size_t start_n;
    uint32_t *first_link; /* while filling: hash of (from, set) */
    size_t first_mask;
};

void trie_clear(struct trie *trie);
void trie_add(struct trie *trie, const struct pattern *pattern);
void trie_finish(struct trie *trie);

/* Where a set leads from a node, or 0. */
uint32_t trie_follow(const struct trie *trie, uint32_t node, uint32_t set);

#endif
