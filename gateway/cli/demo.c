/* vangnet demo: a made-up municipality to try everything in. */
#include <signal.h>

#include "gateway/cli/place.h"
#include "gateway/cli/service.h"
#include "gateway/run/demo.h"

#define PORT_DEFAULT "8080"

static void print_log_ins(const struct config *config, int port)
{
    printf("Vangnet: http://127.0.0.1:%d/\n\n", port);
    puts("Inloggen / log in:");
    for (size_t i = 0; i < config->staff_n; i++)
        if (config->staff[i].password_hash[0])
            printf("  %-8s wachtwoord / password: vangnet   (%s, %s)\n", config->staff[i].login,
                   config->staff[i].name, role_name(config->staff[i].role));
    puts(
        "\nAlles is verzonnen en verdwijnt met Ctrl-C. / All of it is made up and goes with Ctrl-C.");
    fflush(stdout);
}

static int run_demo(struct service *service, struct story *story, struct demo_clock *clock)
{
    struct gateway_options options = {.data = &service->cli->data,
                                      .config = service->config,
                                      .store = service->store,
                                      .clock = &clock->clock,
                                      .demo_clock = clock,
                                      .story = story};
    struct gateway *gateway;
    struct fault why;

    if (gateway_start(&options, &gateway, &why) != RC_OK) return cli_fail(&command_demo, &why);
    print_log_ins(service->config, gateway_port(gateway));
    while (service_wait_signal() == SIGHUP)
        continue;
    gateway_stop(gateway);
    return 0;
}

static void free_story(struct story **story)
{
    story_free(*story);
}

static bool is_port(const char *port)
{
    size_t n = strlen(port);

    return n >= 1 && n <= 5 && strspn(port, "0123456789") == n && strtol(port, NULL, 10) <= 65535;
}

static int demo(const struct cli *cli, int argc, char **argv)
{
    SCOPED(place_clear) struct place place = {0};
    SCOPED(service_close) struct service service = {.cli = cli, .command = &command_demo};
    SCOPED(free_story) struct story *story = NULL;
    struct clock real = clock_real();
    struct demo_clock clock;
    const char *port = PORT_DEFAULT;
    struct fault why;

    if (argc == 3 && strcmp(argv[1], "--port") == 0)
        port = argv[2];
    else if (argc != 1)
        return cli_misuse(&command_demo, "it takes --port N or nothing");
    if (!is_port(port))
        return cli_misuse(&command_demo, "--port: expected a number from 0 to 65535");
    service_forbid_dumps();
    service_block_signals();
    if (place_make(&place, &cli->data, port, &why) != RC_OK ||
        story_read(&cli->data, &story, &why) != RC_OK)
        return cli_fail(&command_demo, &why);
    demo_clock_init(&clock, clock_now(&real) - (usec)story_weeks(story) * 7 * USEC_DAY);
    if (!service_load(&service, text_string(&place.config), &clock.clock)) return 1;
    return run_demo(&service, story, &clock);
}

const struct command command_demo = {
    .name = "demo",
    .summary = "a made-up municipality in the browser, to try everything in",
    .usage =
        "Usage: vangnet demo [--port N]\n\n"
        "Starts a gateway with made-up families in Dutch, Arabic and Darija, plays their last weeks,\n"
        "and serves the console on this machine only (port 8080 unless N is given; 0 takes any that is\n"
        "free). In the console a family's phone can be answered and the clock moved on by a day or a\n"
        "week. Nothing leaves the machine, and everything is gone when it stops.\n",
    .run = demo,
};
