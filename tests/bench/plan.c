/* Planning: the next day of many families on SQLite, and what a turn costs in which nothing is due. Each number
 * of families has a store of its own in FOLDER, filled first without syncs; what is measured syncs as in service. */
#include <stdio.h>

#include "gateway/steps/steps.h"
#include "tests/bench/usage.h"

/* As in the gateway's loop. */
#define AT_ONCE_MAX 200
#define IDLE_TURNS  2000

struct run {
    const char *folder;
    struct text path; /* of the store */
    struct config *config;
    struct store *store;
    struct wire *wire;
    struct outbox *outbox;
    struct dice dice;
    struct world world;
    long families;
    usec idle_cpu; /* of one turn, with nothing planned yet */
};

static void close_store(struct run *run)
{
    outbox_free(run->outbox);
    if (run->wire) run->wire->free(run->wire);
    store_close(run->store);
    run->outbox = NULL;
    run->wire = NULL;
    run->store = NULL;
}

static void run_clear(struct run *run)
{
    close_store(run);
    config_free(run->config);
    text_clear(&run->path);
}

/* Everybody is asked every day, at any hour. */
static enum rc load_config(struct run *run, struct fault *why)
{
    static const char settings[] =
        "master_key = \"0f0e0d0c0b0a09080706050403020100f0e0d0c0b0a090807060504030201000\";\n"
        "quiet_hours = \"none\"; special_days = ();\n"
        "staff = ({ login = \"bench\"; name = \"Bench\"; role = \"coordinator\"; phone = \"+31612345678\"; });\n"
        "programmes = ({ name = \"bench\"; title_nl = \"Bench\"; phases = ({ name = \"bench\"; weeks = 0;\n"
        "    rhythm = \"FREQ=DAILY\"; between = \"00:00-24:00\"; script = \"how-is-it\"; }); });\n";
    SCOPED(mistakes_clear) struct mistakes mistakes = {0};
    SCOPED(text_clear) struct text path = {0};
    struct clock clock = clock_real();
    struct data data = {0};
    FILE *file;

    text_addf(&path, "%s/plan.cfg", run->folder);
    file = fopen(text_string(&path), "w");
    if (!file || fputs(settings, file) < 0 || fclose(file) != 0)
        return fault_set(why, RC_BROKEN, "%s cannot be written", text_string(&path));
    if (config_load(&data, text_string(&path), clock_now(&clock), &run->config, &mistakes) == RC_OK)
        return RC_OK;
    return fault_set(why, RC_INVALID, "%s", text_string(&mistakes.lines));
}

static enum rc open_store(struct run *run, bool filling, struct fault *why)
{
    struct store_options store = {.path = text_string(&run->path),
                                  .master_key = run->config->master_key,
                                  .dice = &run->dice,
                                  .inline_writer = filling,
                                  .unsynced = filling};
    struct outbox_options outbox = {.dice = &run->dice, .config = run->config};

    TRY(store_open(&store, &run->store, why));
    TRY(wire_curl_new(1, &run->wire, why));
    outbox.store = run->store;
    outbox.wire = run->wire;
    run->outbox = outbox_new(&outbox);
    run->world = (struct world){
        .store = run->store, .config = run->config, .dice = &run->dice, .outbox = run->outbox};
    return RC_OK;
}

/* A family with one phone, whose first day is `start_day`. */
static enum rc add_family(struct run *run, long i, int32_t start_day, struct fault *why)
{
    char name[32], number[32];
    struct member member = {.name = name, .asked = true, .phone.number = number};
    struct family family = {
        .name = name, .manager = (char[]){"bench"}, .members = &member, .member_n = 1};
    struct enrolment enrolment = {
        .programme = (char[]){"bench"}, .start_day = start_day, .domains = 1U << DOMAIN_FINANCE};
    usec at = zone_day_start(run->config->municipality.zone, start_day);

    snprintf(name, sizeof(name), "Gezin %ld", i + 1);
    snprintf(number, sizeof(number), "+316%08ld", 10000000 + i);
    TRY(store_family_add(run->store, &family, at, why));
    enrolment.next_at = at; /* from then on its plan is looked at */
    return store_enrol(run->store, family.id, &enrolment, "bench", at, why);
}

static enum rc fill(struct run *run, int32_t start_day, struct fault *why)
{
    TRY(open_store(run, true, why));
    for (long i = 0; i < run->families; i++)
        TRY(add_family(run, i, start_day, why));
    close_store(run);
    return RC_OK;
}

/* What the gateway does each turn; nothing may be due. */
static enum rc idle_turn(struct run *run, usec now, struct fault *why)
{
    struct step_done watched, planned;
    usec next_at;

    TRY(step_watch(&run->world, now, AT_ONCE_MAX, &watched, why));
    TRY(step_plan(&run->world, now, AT_ONCE_MAX, &planned, why));
    TRY(store_next_due(run->store, &next_at, why));
    if (watched.n + planned.n > 0 || next_at <= now)
        return fault_set(why, RC_BROKEN, "something was due");
    return RC_OK;
}

/* Once a day every number is looked at; that is not what a turn costs. */
static enum rc look_at_numbers(struct run *run, usec now, struct fault *why)
{
    struct usage before = usage_now(), after;
    struct step_done watched = {.n = 1};

    while (watched.n > 0)
        TRY(step_watch(&run->world, now, AT_ONCE_MAX, &watched, why));
    after = usage_now();
    printf("plan: %7ld families: all numbers looked at, once a day, in %.1f s\n", run->families,
           (double)(after.at - before.at) / USEC_SEC);
    return RC_OK;
}

static enum rc measure_idle(struct run *run, usec now, const char *when, struct fault *why)
{
    struct usage before = usage_now(), after;

    for (int i = 0; i < IDLE_TURNS; i++)
        TRY(idle_turn(run, now, why));
    after = usage_now();
    printf("plan: %7ld families, %s: a turn with nothing due takes %.1f us of CPU\n", run->families,
           when, usage_each(&before, &after, IDLE_TURNS));
    return RC_OK;
}

static enum rc plan_all(struct run *run, usec now, size_t *n, struct fault *why)
{
    struct step_done done = {.next_at = now};

    while (done.next_at <= now) {
        TRY(step_plan(&run->world, now, AT_ONCE_MAX, &done, why));
        *n += done.n;
    }
    return RC_OK;
}

/* The day before, the first look at midnight, and all of the day when the last moment has come. */
static enum rc measure(struct run *run, struct fault *why)
{
    int32_t day = day_of(2027, 1, 18);
    usec midnight = zone_day_start(run->config->municipality.zone, day);
    struct usage before, between, after;
    size_t looked = 0, planned = 0;

    TRY(fill(run, day, why));
    TRY(open_store(run, false, why));
    TRY(look_at_numbers(run, midnight - USEC_HOUR, why));
    TRY(measure_idle(run, midnight - USEC_HOUR, "before", why));
    before = usage_now();
    TRY(plan_all(run, midnight, &looked, why));
    between = usage_now();
    TRY(plan_all(run, midnight + 19 * USEC_HOUR, &planned, why));
    after = usage_now();
    if (planned + looked != (size_t)run->families)
        return fault_set(why, RC_BROKEN, "%zu check-ins were planned", planned + looked);
    printf(
        "plan: %7ld families: looked at %.0f a second, their check-ins planned %.0f a second, each durable, "
        "%.1f us of CPU each; all in %.1f s\n",
        run->families, usage_rate(&before, &between, (size_t)run->families),
        usage_rate(&between, &after, planned), usage_each(&between, &after, planned),
        (double)(after.at - before.at) / USEC_SEC);
    TRY(measure_idle(run, midnight + 19 * USEC_HOUR, "after", why));
    printf("plan: %7ld families: at most %.1f MB of memory\n", run->families, usage_memory_mb());
    fflush(stdout);
    return RC_OK;
}

int main(int argc, char **argv)
{
    struct fault why = {""};

    if (argc < 3) {
        fputs("bench_plan FOLDER FAMILIES...\n", stderr);
        return 2;
    }
    for (int i = 2; i < argc; i++) {
        SCOPED(run_clear)
        struct run run = {
            .folder = argv[1], .dice = dice_system(), .families = strtol(argv[i], NULL, 10)};

        text_addf(&run.path, "%s/plan-%s.db", run.folder, argv[i]);
        if (load_config(&run, &why) != RC_OK || measure(&run, &why) != RC_OK) {
            fprintf(stderr, "bench_plan: %s\n", why.text);
            return 1;
        }
    }
    return 0;
}
