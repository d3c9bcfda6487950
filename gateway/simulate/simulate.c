#include "gateway/simulate/simulate.h"

#include <stdarg.h>

#include "gateway/simulate/sim.h"

/* More than this is one mistake over and over. */
#define BROKEN_MAX 100

static const char *const names[FAULT_N] = {
    "crash",    "response-lost", "report-late", "report-doubled", "report-lost", "outage",
    "throttle", "clock",         "disk",        "staff-absent",   "switch",
};

const char *fault_name(enum fault_kind kind)
{
    assert(kind < FAULT_N);
    return names[kind];
}

static bool fault_bit(const char *name, size_t n, unsigned *out)
{
    for (int i = 0; i < FAULT_N; i++)
        if (strlen(names[i]) == n && strncmp(names[i], name, n) == 0) {
            *out |= 1U << i;
            return true;
        }
    return false;
}

bool faults_read(const char *list, unsigned *out)
{
    *out = 0;
    if (strcmp(list, "none") == 0) return true;
    if (strcmp(list, "all") == 0) {
        *out = (1U << FAULT_N) - 1;
        return true;
    }
    for (;;) {
        size_t n = strcspn(list, ",");

        if (!fault_bit(list, n, out)) return false;
        if (list[n] == '\0') return true;
        list += n + 1;
    }
}

void simulate_report_clear(struct simulate_report *report)
{
    text_clear(&report->broken);
}

bool sim_fault(struct sim *sim, enum fault_kind kind, uint64_t once_in)
{
    return (sim->options.faults >> kind & 1U) && dice_once_in(&sim->dice, once_in);
}

usec sim_gateway_now(const struct sim *sim)
{
    return sim->now + sim->skew;
}

void sim_broken(struct sim *sim, const char *format, ...)
{
    char at[32];
    va_list args;

    if (sim->report->broken_n++ >= BROKEN_MAX) return;
    clock_write(sim->now, at);
    text_addf(&sim->report->broken, "%s ", at);
    va_start(args, format);
    text_addv(&sim->report->broken, format, args);
    va_end(args);
    text_add_char(&sim->report->broken, '\n');
}

bool sim_calm(const struct sim *sim, usec since)
{
    return sim->troubled_until <= since;
}

void sim_trouble(struct sim *sim, usec until)
{
    if (until > sim->troubled_until) sim->troubled_until = until;
}

/* FNV-1a. Source: datatracker.ietf.org/doc/draft-eastlake-fnv, 64 bits. */
void sim_note(struct sim *sim, const char *what)
{
    uint64_t hash = sim->report->fingerprint;

    for (; *what; what++)
        hash = (hash ^ (unsigned char)*what) * 0x100000001b3;
    sim->report->fingerprint = hash;
}

/* ---- The gateway's process -------------------------------------------------------------------- */

static uint64_t death(struct sim *sim)
{
    if (sim->options.die_at && !sim->died_once) return sim->options.die_at;
    return sim_fault(sim, FAULT_CRASH, 1) ? 20 + dice_below(&sim->dice, 4000) : 0;
}

static enum rc boot(struct sim *sim, struct fault *why)
{
    const struct store_options store = {.path = sim->options.store,
                                        .master_key = sim->config.master_key,
                                        .dice = &sim->store_dice,
                                        .inline_writer = true,
                                        .unsynced = true};
    struct outbox_options outbox = {.config = &sim->config,
                                    .wire = &sim->wire,
                                    .dice = &sim->world_dice,
                                    .poll_for = USEC_NEVER};

    TRY(store_open(&store, &sim->store, why));
    outbox.store = sim->store;
    sim->outbox = outbox_new(&outbox);
    sim->world = (struct world){.store = sim->store,
                                .config = &sim->config,
                                .reader = sim->reader,
                                .dice = &sim->world_dice,
                                .outbox = sim->outbox};
    sim->inbox = (struct inbox){.config = &sim->config, .store = sim->store};
    store_die_at(sim->store, death(sim));
    return RC_OK;
}

static void halt(struct sim *sim)
{
    outbox_free(sim->outbox);
    store_close(sim->store);
    sim->outbox = NULL;
    sim->store = NULL;
    sim_provider_forget(sim);
}

/* The power is back after a minute, mostly; after a long cut everything that waited is old, and once in a while whole
 * weeks were missed. */
static enum rc die(struct sim *sim, usec *next, struct fault *why)
{
    usec dark_for = dice_once_in(&sim->dice, 8) ? (usec)dice_below(&sim->dice, 6) * USEC_HOUR : 0;

    if (dice_once_in(&sim->dice, 40)) dark_for = (usec)(1 + dice_below(&sim->dice, 16)) * USEC_DAY;

    sim->report->crashes++;
    sim->died_once = true;
    halt(sim);
    *next = sim->dark_until = sim->now + USEC_MIN + dark_for;
    if (dark_for > 0) sim->woke_at = *next;
    sim_trouble(sim, *next + 5 * USEC_MIN);
    TRY(boot(sim, why));
    sim_town_hear_late(sim);
    return RC_OK;
}

/* ---- Faults that come and go ------------------------------------------------------------------ */

static void start_outage(struct sim *sim)
{
    if (sim->now < sim->fault_until[FAULT_OUTAGE] || !sim_fault(sim, FAULT_OUTAGE, 3000)) return;
    sim->fault_until[FAULT_OUTAGE] = sim->now + (usec)(1 + dice_below(&sim->dice, 6)) * USEC_HOUR;
    sim->both_out = dice_once_in(&sim->dice, 2);
    /* While the second route works, nothing urgent may notice. */
    if (sim->both_out || sim->off[1])
        sim_trouble(sim, sim->fault_until[FAULT_OUTAGE] + 15 * USEC_MIN);
    sim->report->outages++;
}

static void switch_one(struct sim *sim, int route, bool off)
{
    /* A store that is dead or full refuses, and the operator sees that nothing has changed. */
    if (store_route_switch(sim->store, sim->routes[route].name, off, "operator",
                           sim_gateway_now(sim), NULL) == RC_OK)
        sim->off[route] = off;
}

/* Not while another is out: danger then has to knock at what is left. */
static void switch_routes(struct sim *sim)
{
    if (sim->now < sim->fault_until[FAULT_SWITCH]) return;
    for (int i = 0; i < SIM_ROUTES; i++)
        if (sim->off[i]) switch_one(sim, i, false);
    if (sim->now < sim->fault_until[FAULT_OUTAGE] || !sim_fault(sim, FAULT_SWITCH, 3000)) return;
    switch_one(sim, (int)dice_below(&sim->dice, SIM_ROUTES), true);
    sim->fault_until[FAULT_SWITCH] = sim->now + (usec)(1 + dice_below(&sim->dice, 6)) * USEC_HOUR;
}

static void jump_clock(struct sim *sim)
{
    if (!sim_fault(sim, FAULT_CLOCK, 2000)) return;
    sim->skew = sim->skew ? 0 : dice_once_in(&sim->dice, 2) ? USEC_HOUR : -USEC_HOUR;
    sim->clock_until = sim->now + USEC_HOUR + 10 * USEC_MIN;
    sim->report->clock_jumps++;
}

static void fill_disk(struct sim *sim)
{
    if (sim->now < sim->fault_until[FAULT_DISK]) return;
    store_fill_disk(sim->store, false);
    if (!sim_fault(sim, FAULT_DISK, 3000)) return;
    sim->fault_until[FAULT_DISK] = sim->now + 20 * USEC_MIN;
    sim_trouble(sim, sim->fault_until[FAULT_DISK] + 5 * USEC_MIN);
    sim->disk_full_at = sim->now;
    store_fill_disk(sim->store, true);
    sim->report->disk_faults++;
}

static void start_faults(struct sim *sim)
{
    start_outage(sim);
    jump_clock(sim);
    fill_disk(sim);
    switch_routes(sim);
    if (sim->now >= sim->fault_until[FAULT_STAFF_ABSENT] &&
        sim_fault(sim, FAULT_STAFF_ABSENT, 2000))
        sim->fault_until[FAULT_STAFF_ABSENT] =
            sim->now + (usec)(1 + dice_below(&sim->dice, 12)) * USEC_HOUR;
}

/* ---- Time ------------------------------------------------------------------------------------- */

static size_t deliver(void *with, usec now)
{
    (void)now;
    return sim_play(with);
}

/* Everything at this moment. RC_BROKEN: the gateway died, or its disk is full. */
static enum rc live_moment(struct sim *sim, usec *next, struct fault *why)
{
    usec world_next;

    TRY(world_settle(&sim->world, sim_gateway_now(sim), deliver, sim, &world_next, why));
    TRY(sim_office_sweep(sim, why));
    TRY(sim_check(sim, false, why));
    *next = world_next == USEC_NEVER ? USEC_NEVER : world_next - sim->skew;
    return RC_OK;
}

/* After its death every call of the store fails, also one that only reads. */
bool sim_is_dead(const struct sim *sim)
{
    int64_t value;

    return store_note_read(sim->store, "kept_at", &value, NULL) == RC_BROKEN;
}

static enum rc live_on(struct sim *sim, usec *next, struct fault *why)
{
    enum rc rc = live_moment(sim, next, why);

    if (rc == RC_OK) return RC_OK;
    *next = sim->now + USEC_MIN;
    if (sim_is_dead(sim)) return die(sim, next, why);
    if (sim->now < sim->fault_until[FAULT_DISK] + 2 * USEC_MIN) { /* told with the next try */
        sim_play(sim); /* webhooks are answered 503 meanwhile and come again */
        return RC_OK;
    }
    sim_broken(sim, "a step failed: %s", why->text);
    return sim->report->broken_n < BROKEN_MAX ? RC_OK : rc;
}

static enum rc live(struct sim *sim, struct fault *why)
{
    while (sim->now < sim->end_at && sim->report->broken_n < BROKEN_MAX) {
        usec next = USEC_NEVER;

        start_faults(sim);
        TRY(live_on(sim, &next, why));
        if (sim->dark_until > sim->now) {
            sim->now = sim->dark_until; /* nobody is there to hear what happens */
            continue;
        }
        if (sim_next(sim) < next) next = sim_next(sim);
        if (next > sim->now + USEC_HOUR) next = sim->now + USEC_HOUR;
        sim->now = next > sim->now ? next : sim->now + USEC_MS;
    }
    return RC_OK;
}

/* A last day without faults, in which everything must come right. */
static enum rc come_to_rest(struct sim *sim, struct fault *why)
{
    sim->options.faults = 0;
    if (sim->skew) sim->clock_until = sim->now + USEC_HOUR + 10 * USEC_MIN;
    sim->skew = 0;
    for (int i = 0; i < FAULT_N; i++)
        sim->fault_until[i] = 0;
    store_fill_disk(sim->store, false);
    store_die_at(sim->store, 0);
    sim->end_at = (sim->now > sim->end_at ? sim->now : sim->end_at) + USEC_DAY;
    TRY(live(sim, why));
    return sim_check(sim, true, why);
}

static enum rc found_town(struct sim *sim, struct fault *why)
{
    TRY(boot(sim, why));
    store_die_at(sim->store, 0); /* the town is there before anything dies */
    TRY(sim_town_add(sim, why));
    halt(sim);
    return RC_OK;
}

/* How loud the rules were. */
static enum rc count_rules(struct sim *sim, struct fault *why)
{
    SCOPED(families_clear) struct families families = {0};

    TRY(store_family_list(sim->store, NULL, &families, why));
    for (size_t i = 0; i < families.n; i++) {
        struct signal_row *signals = NULL;
        size_t n = 0;

        TRY(store_signal_list(sim->store, families.at[i].id, 0, &signals, &n, why));
        for (size_t j = 0; j < n; j++)
            sim->report->by_rule[signals[j].rule]++;
        signals_free(signals, n);
    }
    return RC_OK;
}

static enum rc run(struct sim *sim, struct fault *why)
{
    if (!sim->reader) TRY(reader_new(sim->options.data, &sim->reader, why));
    TRY(found_town(sim, why));
    TRY(boot(sim, why));
    TRY(live(sim, why));
    TRY(come_to_rest(sim, why));
    return count_rules(sim, why);
}

static void sim_clear(struct sim *sim)
{
    if (sim->store) halt(sim);
    sim_provider_clear(sim);
    if (!sim->options.reader) reader_free(sim->reader);
    for (size_t i = 0; i < sim->family_n; i++) {
        for (int j = 0; j < sim->families[i].stay_n; j++) {
            family_plan_clear(&sim->families[i].stays[j].planning);
            family_clear(&sim->families[i].stays[j].enrolled);
        }
    }
    free(sim->phones);
    free(sim->families);
    free(sim->alerts);
    free(sim->meetings);
    free(sim->pairs);
}

enum rc simulate(const struct simulate_options *options, struct simulate_report *out,
                 struct fault *why)
{
    struct sim sim = {.options = *options, .report = out, .reader = options->reader};
    enum rc rc;

    sim.dice = dice_seeded(options->seed);
    sim.store_dice = dice_seeded(options->seed ^ 0x5742);
    sim.world_dice = dice_seeded(options->seed ^ 0x9d31);
    /* Any Monday will do; this one has both changes of the clock within a year. */
    sim.now = (usec)1798448400 * USEC_SEC; /* 2026-12-28T09:00:00Z */
    sim.end_at = sim.now + options->days * USEC_DAY;
    sim.checked_at = sim.alerts_looked_at = sim.now;
    sim_routes_init(&sim);
    sim_wire_init(&sim);
    rc = run(&sim, why);
    /* One mistake over and over is told, not a fault of the simulation. */
    if (rc != RC_OK && out->broken_n > 0) rc = RC_OK;
    sim_clear(&sim);
    return rc;
}
