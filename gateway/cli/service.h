#ifndef GATEWAY_CLI_SERVICE_H
#define GATEWAY_CLI_SERVICE_H
/* Service: what the commands share that work on a configured store. */
#include "config/config.h"
#include "gateway/base/clock.h"
#include "gateway/cli/cli.h"
#include "gateway/run/gateway.h"
#include "gateway/store/store.h"

struct service {
    const struct cli *cli;
    const struct command *command; /* who complains */
    struct config *config;
    struct config *before; /* the configuration of a gateway that still has to stop, or NULL */
    struct dice dice;
    struct store *store;
};

/* Loads and checks the configuration and opens its store; says on standard error what is wrong. */
bool service_load(struct service *service, const char *path, struct clock *clock);
/* The same without a claim on the store: beside a gateway that serves it, for looking only. */
bool service_peek(struct service *service, const char *path, struct clock *clock);
/* Loads the configuration anew. False: it has mistakes, or would need a restart; nothing changed. The one
 * before stays until service_forget_before: a gateway runs on it. */
bool service_reload(struct service *service, const char *path, struct clock *clock);
/* The gateway of the configuration before has stopped. */
void service_forget_before(struct service *service);
/* For SCOPED. */
void service_close(struct service *service);

/* A crash leaves no dump: it would hold what families wrote. */
void service_forbid_dumps(void);

/* Before any thread is made: the signals that stop or reload are only heard by service_wait_signal. */
void service_block_signals(void);
int service_wait_signal(void);
/* The same for at most `wait_for`; 0: none came. */
int service_wait_signal_for(usec wait_for);

#endif
