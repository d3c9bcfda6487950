/* vangnet demo: a made-up municipality to try everything in. */
#include <errno.h>
#include <signal.h>
#include <sodium.h>
#include <unistd.h>

#include "gateway/cli/service.h"
#include "gateway/run/demo.h"

extern const struct command command_demo;

#define PORT_DEFAULT "8080"

/* A folder of its own that goes when the demonstration ends. */
struct place {
    char dir[64];
    struct text config, store, key;
};

static void place_clear(struct place *place)
{
    static const char *const behind[] = {"",          "-wal",      "-shm", ".keys",
                                         ".keys-wal", ".keys-shm", ".lock"};

    for (size_t i = 0; i < COUNT(behind) && place->dir[0]; i++) {
        SCOPED(text_clear) struct text path = {0};

        text_addf(&path, "%s%s", text_string(&place->store), behind[i]);
        unlink(text_string(&path));
    }
    unlink(text_string(&place->config));
    unlink(text_string(&place->key));
    if (place->dir[0]) rmdir(place->dir);
    text_clear(&place->config);
    text_clear(&place->store);
    text_clear(&place->key);
}

static enum rc write_file(const char *path, const void *bytes, size_t n, struct fault *why)
{
    FILE *file = fopen(path, "wbe");
    bool written = file && fwrite(bytes, 1, n, file) == n;

    if (file && fclose(file) != 0) written = false;
    if (!written)
        return fault_set(why, RC_BROKEN, "%s: cannot be written: %s", path, strerror(errno));
    return RC_OK;
}

/* The shipped configuration with the lines that only this start knows. */
static enum rc make_place(struct place *place, const struct data *data, const char *port,
                          struct fault *why)
{
    SCOPED(text_clear) struct text config = {0};
    const char *tmp = P_tmpdir;
    unsigned char key[32];

    TRY(data_read(data, "demo/demo.cfg", &config, why));
    snprintf(place->dir, sizeof(place->dir), "%s/vangnet-demo-XXXXXX", tmp);
    if (!mkdtemp(place->dir)) {
        place->dir[0] = '\0';
        return fault_set(why, RC_BROKEN, "%s: no folder can be made there: %s", tmp,
                         strerror(errno));
    }
    text_addf(&place->config, "%s/demo.cfg", place->dir);
    text_addf(&place->store, "%s/demo.db", place->dir);
    text_addf(&place->key, "%s/master.key", place->dir);
    randombytes_buf(key, sizeof(key));
    TRY(write_file(text_string(&place->key), key, sizeof(key), why));
    text_addf(&config, "\nlisten = \"127.0.0.1:%s\";\npublic_url = \"http://127.0.0.1:%s\";\n",
              port, port);
    text_addf(&config, "store = \"%s\";\nmaster_key = \"file:%s\";\n", text_string(&place->store),
              text_string(&place->key));
    return write_file(text_string(&place->config), config.at, config.n, why);
}

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
    service_block_signals();
    if (make_place(&place, &cli->data, port, &why) != RC_OK ||
        story_read(&cli->data, &story, &why) != RC_OK)
        return cli_fail(&command_demo, &why);
    demo_clock_init(&clock, clock_now(&real) - story_weeks(story) * 7 * USEC_DAY);
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
