/* vangnet signals train: the reader learns from what people found, and the new model is taken on request. */
#include "gateway/cli/signals.h"
#include "gateway/learn/retrain.h"
#include "gateway/learn/taken.h"

#define LABELLED_MAX 100000

struct order {
    const char *config, *corpus; /* NULL: not given */
    bool take, restore;
};

static enum rc read_options(struct order *order, int argc, char **argv, struct fault *why)
{
    for (int i = 0; i < argc; i++) {
        const char *name = argv[i];

        if (strcmp(name, "--take") == 0 || strcmp(name, "--restore") == 0) {
            *(strcmp(name, "--take") == 0 ? &order->take : &order->restore) = true;
            continue;
        }
        if (strcmp(name, "--config") != 0 && strcmp(name, "--corpus") != 0)
            return fault_set(why, RC_INVALID,
                             "there is no option %.40s, expected --config, --corpus, --take or "
                             "--restore",
                             name);
        if (++i == argc) return fault_set(why, RC_INVALID, "%s stands without a value", name);
        *(strcmp(name, "--config") == 0 ? &order->config : &order->corpus) = argv[i];
    }
    if (!order->config)
        return fault_set(why, RC_INVALID, "--config is missing: the gateway's configuration");
    if (order->restore == (order->corpus != NULL) || (order->restore && order->take))
        return fault_set(why, RC_INVALID,
                         "expected either --corpus with the folder of labelled replies, or "
                         "--restore alone");
    return RC_OK;
}

static enum rc restore(const struct service *service, struct fault *why)
{
    bool shipped;

    TRY(taken_restore(service->config->store, &shipped, why));
    printf("The %s model reads again from the next reload (SIGHUP) or start on.\n",
           shipped ? "shipped" : "previous");
    return RC_OK;
}

static enum rc take(const struct service *service, struct retrained *made, usec now,
                    struct fault *why)
{
    struct taken_model taken = {.at = now,
                                .corpus_n = (int64_t)made->corpus_n,
                                .taught_n = (int64_t)made->taught_n,
                                .packed = made->packed};

    TRY(retrain_check(made, why));
    TRY(taken_save(service->config->store, &taken, why));
    puts(
        "\nTaken. It reads from the next reload (SIGHUP) or start on; --restore brings back what was before.");
    return RC_OK;
}

static enum rc learn(const struct service *service, const struct order *order, usec now,
                     struct fault *why)
{
    SCOPED(labelled_replies_clear) struct labelled_replies replies = {0};
    SCOPED(found_clear) struct found found = {0};
    SCOPED(taken_model_clear) struct taken_model taken = {0};
    SCOPED(retrained_clear) struct retrained made = {0};
    SCOPED(text_clear) struct text lines = {0};
    enum rc rc = taken_load(service->config->store, &taken, why);

    if (rc != RC_OK && rc != RC_MISSING) return rc;
    TRY(store_labelled_list(service->store, LABELLED_MAX, &replies, why));
    found_divide(&replies, &found);
    TRY(retrain(&service->cli->data, order->corpus, rc == RC_OK ? &taken.packed : NULL, &found,
                &made, why));
    retrain_print(&made, &lines);
    fputs(text_string(&lines), stdout);
    if (order->take) return take(service, &made, now, why);
    puts("\nNothing was changed: --take takes the new model.");
    return RC_OK;
}

int signals_train(const struct cli *cli, int argc, char **argv)
{
    struct clock clock = clock_real();
    SCOPED(service_close) struct service service = {.cli = cli, .command = &command_signals};
    struct order order = {0};
    struct fault why;
    enum rc rc;

    if (read_options(&order, argc, argv, &why) != RC_OK)
        return cli_misuse(&command_signals, "%s", why.text);
    service_forbid_dumps(); /* what families wrote is in memory */
    if (!service_peek(&service, order.config, &clock)) return 1;
    rc = order.restore ? restore(&service, &why) : learn(&service, &order, clock_now(&clock), &why);
    return rc == RC_OK ? 0 : cli_fail(&command_signals, &why);
}
