#include "gateway/signals/trie.h"

static void grow(void **array, size_t *space, size_t n, size_t size)
{
    if (n < *space) return;
    *space = *space ? *space * 2 : 256;
    *array = mem_grow(*array, *space, size);
}

void trie_clear(struct trie *trie)
{
    if (!trie) return;
    free(trie->nodes);
    free(trie->links);
    free(trie->reaches);
    free(trie->edges);
    free(trie->accepts);
    free(trie->starts);
    free(trie->first_link);
    *trie = (struct trie){0};
}

static uint32_t add_node(struct trie *trie, uint8_t gap)
{
    grow((void **)&trie->nodes, &trie->node_space, trie->node_n, sizeof(*trie->nodes));
    trie->nodes[trie->node_n] = (struct trie_node){.gap = gap};
    return (uint32_t)trie->node_n++;
}

static size_t link_slot(const struct trie *trie, uint32_t from, uint32_t set)
{
    uint64_t mixed = ((uint64_t)from << 32 | set) * 0x9E3779B97F4A7C15u;
    size_t slot = (size_t)(mixed >> 20) & trie->first_mask;

    while (trie->first_link[slot]) {
        const struct trie_link *link = &trie->links[trie->first_link[slot] - 1];

        if (link->from == from && link->set == set) break;
        slot = (slot + 1) & trie->first_mask;
    }
    return slot;
}

/* Keeps the table of links at most half full. */
static void widen_links(struct trie *trie)
{
    size_t size = trie->first_mask ? (trie->first_mask + 1) * 2 : 4096;

    if (trie->first_mask && trie->link_n * 2 <= trie->first_mask) return;
    free(trie->first_link);
    trie->first_link = mem_new(size, sizeof(*trie->first_link));
    trie->first_mask = size - 1;
    for (size_t i = 0; i < trie->link_n; i++)
        trie->first_link[link_slot(trie, trie->links[i].from, trie->links[i].set)] =
            (uint32_t)i + 1;
}

static uint32_t step_to(struct trie *trie, uint32_t from, uint32_t set)
{
    size_t slot;

    widen_links(trie);
    slot = link_slot(trie, from, set);
    if (!trie->first_link[slot]) {
        uint32_t node = add_node(trie, 0);

        grow((void **)&trie->links, &trie->link_space, trie->link_n, sizeof(*trie->links));
        trie->links[trie->link_n++] = (struct trie_link){from, set, node};
        trie->first_link[slot] = (uint32_t)trie->link_n;
    }
    return trie->links[trie->first_link[slot] - 1].node;
}

static uint32_t wait_at(struct trie *trie, uint32_t node, uint8_t gap)
{
    assert(gap <= GAP_WORDS_MAX);
    if (!trie->nodes[node].gap_node[gap]) {
        uint32_t made = add_node(trie, gap);

        trie->nodes[node].gap_node[gap] = made;
    }
    return trie->nodes[node].gap_node[gap];
}

void trie_add(struct trie *trie, const struct pattern *pattern)
{
    uint32_t node = 0;

    assert(pattern->n > 0 && pattern->n <= PATTERN_SETS_MAX);
    if (trie->node_n == 0) node = add_node(trie, 0);
    for (size_t i = 0; i < pattern->n; i++) {
        if (pattern->gap[i]) node = wait_at(trie, node, pattern->gap[i]);
        node = step_to(trie, node, pattern->sets[i]);
    }
    grow((void **)&trie->reaches, &trie->reach_space, trie->reach_n, sizeof(*trie->reaches));
    trie->reaches[trie->reach_n++] = (struct trie_reach){
        node, {pattern->concept, pattern->at_start, pattern->at_end}
    };
}

static int order_links(const void *a, const void *b)
{
    const struct trie_link *x = a, *y = b;

    if (x->from != y->from) return x->from < y->from ? -1 : 1;
    return x->set < y->set ? -1 : x->set > y->set;
}

static int order_reaches(const void *a, const void *b)
{
    const struct trie_reach *x = a, *y = b;

    if (x->node != y->node) return x->node < y->node ? -1 : 1;
    return x->accept.concept < y->accept.concept ? -1 : x->accept.concept > y->accept.concept;
}

/* The edges of the root, by set. */
static void lay_starts(struct trie *trie)
{
    const struct trie_node *root = &trie->nodes[0];

    if (root->edges_n == 0) return;
    trie->start_n = (size_t)trie->edges[root->edges_at + root->edges_n - 1].set + 1;
    trie->starts = mem_new(trie->start_n, sizeof(*trie->starts));
    for (size_t i = root->edges_at; i < root->edges_at + root->edges_n; i++)
        trie->starts[trie->edges[i].set] = trie->edges[i].node;
}

void trie_finish(struct trie *trie)
{
    if (trie->node_n == 0) add_node(trie, 0);
    if (trie->link_n) qsort(trie->links, trie->link_n, sizeof(*trie->links), order_links);
    if (trie->reach_n) qsort(trie->reaches, trie->reach_n, sizeof(*trie->reaches), order_reaches);
    trie->edges = mem_new(trie->link_n, sizeof(*trie->edges));
    trie->accepts = mem_new(trie->reach_n, sizeof(*trie->accepts));
    for (size_t i = 0; i < trie->link_n; i++) {
        struct trie_node *node = &trie->nodes[trie->links[i].from];

        if (node->edges_n++ == 0) node->edges_at = (uint32_t)i;
        trie->edges[i] = (struct trie_edge){trie->links[i].set, trie->links[i].node};
    }
    for (size_t i = 0; i < trie->reach_n; i++) {
        struct trie_node *node = &trie->nodes[trie->reaches[i].node];

        if (node->accepts_n++ == 0) node->accepts_at = (uint32_t)i;
        trie->accepts[i] = trie->reaches[i].accept;
    }
    lay_starts(trie);
    mem_free(&trie->links);
    mem_free(&trie->reaches);
    mem_free(&trie->first_link);
    trie->first_mask = 0;
}

uint32_t trie_follow(const struct trie *trie, uint32_t node, uint32_t set)
{
    const struct trie_node *from = &trie->nodes[node];
    size_t low = from->edges_at, high = low + from->edges_n;

    if (node == 0) return set < trie->start_n ? trie->starts[set] : 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (trie->edges[middle].set == set) return trie->edges[middle].node;
        if (trie->edges[middle].set < set)
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}
