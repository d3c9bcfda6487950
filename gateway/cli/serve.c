/* vangnet serve: the gateway, until it is told to stop. */
#include <signal.h>

#include "gateway/base/log.h"
#include "gateway/cli/service.h"
#include "gateway/steps/rezone.h"

/* How often it is looked whether the system has new zone data. */
#define ZONE_LOOK_EVERY (2 * USEC_SEC)

/* A signal, or SIGHUP where the file of the zone is another than was last `seen`. */
static int wait_for_news(const struct config *config, struct zone_stamp *seen)
{
    for (;;) {
        int signal = service_wait_signal_for(ZONE_LOOK_EVERY);
        struct zone_stamp stamp;

        if (signal) return signal;
        if (!zone_look(config->municipality.zone_name, &stamp) || zone_stamp_is(&stamp, seen))
            continue;
        *seen = stamp;
        log_line(LOG_INFO, "serve.zone", "there is new data for the zone %s",
                 config->municipality.zone_name);
        return SIGHUP;
    }
}

/* What was planned by the zone as it was goes on by the zone as it is. */
static void take_zone(const struct service *service, usec now)
{
    const struct municipality *from = &service->before->municipality;
    const struct municipality *to = &service->config->municipality;
    struct fault why;

    if (strcmp(from->zone_name, to->zone_name) == 0 &&
        zone_stamp_is(&from->zone_stamp, &to->zone_stamp))
        return;
    if (rezone(service->store, from->zone, to->zone, now, &why) != RC_OK)
        log_line(LOG_ERROR, "serve.zone", "%s", why.text);
}

static int serve(const struct cli *cli, int argc, char **argv)
{
    struct clock clock = clock_real();
    SCOPED(service_close) struct service service = {.cli = cli, .command = &command_serve};
    struct fault why;
    const char *path;
    int signal;

    if (argc != 3 || strcmp(argv[1], "--config") != 0)
        return cli_misuse(&command_serve, "it takes --config FILE");
    path = argv[2];
    service_forbid_dumps();
    service_block_signals();
    if (!service_load(&service, path, &clock)) return 1;
    do {
        struct gateway_options options = {
            .data = &cli->data, .config = service.config, .store = service.store, .clock = &clock};
        struct zone_stamp seen = service.config->municipality.zone_stamp;
        struct gateway *gateway;

        if (gateway_start(&options, &gateway, &why) != RC_OK) return cli_fail(&command_serve, &why);
        log_line(LOG_INFO, "serve.ready", "listening on port %d", gateway_port(gateway));
        do
            signal = wait_for_news(service.config, &seen);
        while (signal == SIGHUP && !service_reload(&service, path, &clock));
        log_line(LOG_INFO, signal == SIGHUP ? "serve.reload" : "serve.stop", "signal %d", signal);
        gateway_stop(gateway);
        if (signal == SIGHUP) take_zone(&service, clock_now(&clock));
        service_forget_before(&service);
    } while (signal == SIGHUP);
    return 0;
}

const struct command command_serve = {
    .name = "serve",
    .summary = "run the gateway with a configuration",
    .usage =
        "Usage: vangnet serve --config FILE\n\n"
        "Runs the gateway: sends what is due, takes webhooks, reads replies, raises alerts and serves\n"
        "the console, until SIGTERM or SIGINT, which lose nothing. SIGHUP reads FILE again; with a\n"
        "mistake in it the gateway goes on as it was and says so. New data for the municipality's zone\n"
        "(package tzdata) is noticed and taken in by itself.\n\n"
        "  webhooks       /in/<route>[/<secret>] and /report/<route>[/<secret>]\n"
        "  console        /            API  /api/v1/\n"
        "  for machines   /healthz  /readyz  /metrics\n\n"
        "vangnet check-config FILE finds the mistakes first. Log lines (JSON) go to standard error and\n"
        "hold no personal data.\n",
    .run = serve,
};
