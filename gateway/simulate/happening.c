/* What will happen outside the gateway, earliest first. */
#include "gateway/simulate/sim.h"

static bool is_before(const struct happening *a, const struct happening *b)
{
    return a->at < b->at || (a->at == b->at && a->order < b->order);
}

static void swap(struct happening *a, struct happening *b)
{
    struct happening kept = *a;

    *a = *b;
    *b = kept;
}

void sim_happen(struct sim *sim, struct happening happening)
{
    size_t i = sim->happening_n++;

    if (sim->happening_n > sim->happening_space) {
        sim->happening_space = sim->happening_space ? 2 * sim->happening_space : 256;
        sim->happenings = mem_grow(sim->happenings, sim->happening_space, sizeof(happening));
    }
    happening.order = sim->order++;
    sim->happenings[i] = happening;
    for (; i > 0 && is_before(&sim->happenings[i], &sim->happenings[(i - 1) / 2]); i = (i - 1) / 2)
        swap(&sim->happenings[i], &sim->happenings[(i - 1) / 2]);
}

struct happening sim_happening_take(struct sim *sim)
{
    struct happening first = sim->happenings[0];
    size_t i = 0, n = --sim->happening_n;

    sim->happenings[0] = sim->happenings[n];
    for (;;) {
        size_t least = i, left = 2 * i + 1;

        for (size_t k = left; k < left + 2 && k < n; k++)
            if (is_before(&sim->happenings[k], &sim->happenings[least])) least = k;
        if (least == i) return first;
        swap(&sim->happenings[i], &sim->happenings[least]);
        i = least;
    }
}

usec sim_next(const struct sim *sim)
{
    return sim->happening_n ? sim->happenings[0].at : USEC_NEVER;
}
