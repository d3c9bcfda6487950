#include "gateway/cli/service.h"

#include <signal.h>

#include "gateway/base/log.h"

/* Loads it; what is wrong goes to standard error, a line each. NULL: it has mistakes. */
static struct config *load_config(const struct service *service, const char *path, usec now)
{
    SCOPED(mistakes_clear) struct mistakes mistakes = {0};
    struct config *config = NULL;
    enum rc rc = config_load(&service->cli->data, path, now, &config, &mistakes);

    fputs(text_string(&mistakes.warnings), stderr);
    if (rc == RC_OK) return config;
    fputs(text_string(&mistakes.lines), stderr);
    fprintf(stderr, "vangnet %s: %zu mistake%s in %s; nothing was started\n",
            service->command->name, mistakes.n, mistakes.n == 1 ? "" : "s", path);
    return NULL;
}

static bool load(struct service *service, const char *path, struct clock *clock, bool read_only)
{
    struct store_options options = {.read_only = read_only};
    struct fault why;

    service->config = load_config(service, path, clock_now(clock));
    if (!service->config) return false;
    if (!service->config->has_master_key) {
        fprintf(
            stderr,
            "vangnet %s: %s: master_key is not set, and without one nothing can be sealed; make "
            "one with \"head -c 32 /dev/urandom >FILE\" and write master_key = \"file:FILE\"\n",
            service->command->name, path);
        return false;
    }
    service->dice = dice_system();
    options.path = service->config->store;
    options.master_key = service->config->master_key;
    options.dice = &service->dice;
    if (store_open(&options, &service->store, &why) == RC_OK) return true;
    IGNORE(cli_fail(service->command, &why)); /* the caller's exit code says it too */
    return false;
}

bool service_load(struct service *service, const char *path, struct clock *clock)
{
    return load(service, path, clock, false);
}

bool service_peek(struct service *service, const char *path, struct clock *clock)
{
    return load(service, path, clock, true);
}

bool service_reload(struct service *service, const char *path, struct clock *clock)
{
    struct config *config = load_config(service, path, clock_now(clock));

    if (!config) return false;
    if (strcmp(config->store, service->config->store) != 0 ||
        memcmp(config->master_key, service->config->master_key, sizeof(config->master_key)) != 0) {
        log_line(LOG_ERROR, "serve.reload",
                 "another store or master_key needs a restart; the old configuration stays");
        config_free(config);
        return false;
    }
    config_free(service->config);
    service->config = config;
    return true;
}

void service_close(struct service *service)
{
    store_close(service->store);
    config_free(service->config);
}

static sigset_t heard_signals(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    return set;
}

void service_block_signals(void)
{
    sigset_t set = heard_signals();

    signal(SIGPIPE, SIG_IGN);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
}

int service_wait_signal(void)
{
    sigset_t set = heard_signals();
    int heard = 0;

    while (sigwait(&set, &heard) != 0)
        continue;
    return heard;
}
