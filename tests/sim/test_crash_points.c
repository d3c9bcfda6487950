/* The gateway dies before its n-th write, for every n of a short and eventful history, starts again, and
 * every promise holds each time. Before the power comes back some minutes or hours go by. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "gateway/simulate/simulate.h"
#include "tests/fixture/fixture.h"

/* More writes than any of the histories has. */
#define WRITES_MAX 20000

static void forget(const char *store)
{
    static const char *const behind[] = {"",          "-wal",      "-shm", ".keys",
                                         ".keys-wal", ".keys-shm", ".lock"};

    for (size_t i = 0; i < COUNT(behind); i++) {
        char path[256];

        snprintf(path, sizeof(path), "%s%s", store, behind[i]);
        unlink(path);
    }
}

/* Lives one history. False: it was over before the n-th write. */
static bool dies_and_recovers(struct fixture *fixture, const char *store, uint64_t seed, uint64_t n)
{
    SCOPED(simulate_report_clear) struct simulate_report report = {0};
    struct simulate_options options = {.families = 2,
                                       .days = 2,
                                       .seed = seed,
                                       .data = &fixture->data,
                                       .config = fixture->config,
                                       .store = store,
                                       .reader = fixture->reader,
                                       .die_at = n,
                                       .lively = true};
    struct fault why;

    forget(store);
    if (simulate(&options, &report, &why) != RC_OK)
        fail_msg("seed %d, died before write %d: %s", (int)seed, (int)n, why.text);
    if (report.broken_n > 0)
        fail_msg("seed %d, died before write %d:\n%s", (int)seed, (int)n,
                 text_string(&report.broken));
    return report.crashes > 0;
}

static void whoever_dies_before_any_write_keeps_every_promise(void **state)
{
    static const uint64_t seeds[] = {VANGNET_SEEDS};
    struct fixture *fixture = fixture_new("");
    char store[128];

    (void)state;
    snprintf(store, sizeof(store), "%s/sim.db", fixture->dir);
    for (size_t i = 0; i < COUNT(seeds); i++) {
        uint64_t n = 1;

        while (n < WRITES_MAX && dies_and_recovers(fixture, store, seeds[i], n))
            n += VANGNET_STRIDE;
        assert_in_range(n, 100, WRITES_MAX - 1); /* something happened, and it ended */
    }
    fixture_free(fixture);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(whoever_dies_before_any_write_keeps_every_promise),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
