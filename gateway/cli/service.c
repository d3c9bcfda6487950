#include "gateway/cli/service.h"

#include <signal.h>
#include <sys/resource.h>

#include "gateway/base/log.h"

/* Loads it; what is wrong goes to standard error, a line each, and what follows from it. NULL: it has
 * mistakes. */
static struct config *load_config(const struct service *service, const char *path, usec now,
                                  const char *so)
{
    SCOPED(mistakes_clear) struct mistakes mistakes = {0};
    struct config *config = NULL;
    enum rc rc = config_load(&service->cli->data, path, now, &config, &mistakes);

    fputs(text_string(&mistakes.warnings), stderr);
    if (rc == RC_OK) return config;
    fputs(text_string(&mistakes.lines), stderr);
    fprintf(stderr, "vangnet %s: %zu mistake%s in %s; %s\n", service->command->name, mistakes.n,
            mistakes.n == 1 ? "" : "s", path, so);
    return NULL;
}

static bool load(struct service *service, const char *path, struct clock *clock, bool read_only)
{
    struct store_options options = {.read_only = read_only};
    struct fault why;

    service->config = load_config(service, path, clock_now(clock), "nothing was started");
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

/* What of a new configuration cannot be taken over while it runs, or NULL. */
static const char *needs_restart(const struct config *from, const struct config *to)
{
    if (strcmp(from->store, to->store) != 0) return "store";
    if (strcmp(from->listen, to->listen) != 0) return "listen";
    if (!to->has_master_key ||
        memcmp(from->master_key, to->master_key, sizeof(to->master_key)) != 0)
        return "master_key";
    return NULL;
}

bool service_reload(struct service *service, const char *path, struct clock *clock)
{
    static const char so[] = "the old configuration stays";
    struct config *config = load_config(service, path, clock_now(clock), so);
    const char *other;

    assert(!service->before);
    if (!config) return false;
    other = needs_restart(service->config, config);
    if (other) {
        log_line(LOG_ERROR, "serve.reload", "another %s needs a restart; %s", other, so);
        config_free(config);
        return false;
    }
    service->before = service->config;
    service->config = config;
    return true;
}

void service_forget_before(struct service *service)
{
    config_free(service->before);
    service->before = NULL;
}

void service_close(struct service *service)
{
    store_close(service->store);
    config_free(service->before);
    config_free(service->config);
}

void service_forbid_dumps(void)
{
    const struct rlimit none = {0, 0};

    IGNORE(setrlimit(RLIMIT_CORE, &none)); /* lowering a limit is always allowed */
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
    signal(SIGXFSZ, SIG_IGN); /* a limit on the size of files is a full disk: the store says so */
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

int service_wait_signal_for(usec wait_for)
{
    const struct timespec span = {.tv_sec = wait_for / USEC_SEC,
                                  .tv_nsec = wait_for % USEC_SEC * 1000};
    sigset_t set = heard_signals();
    int heard = sigtimedwait(&set, NULL, &span);

    return heard > 0 ? heard : 0;
}
