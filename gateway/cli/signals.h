#ifndef GATEWAY_CLI_SIGNALS_H
#define GATEWAY_CLI_SIGNALS_H
/* Signals: the second half of `vangnet signals`, in a file of its own. */
#include "gateway/cli/service.h"

int signals_train(const struct cli *cli, int argc, char **argv); /* from behind "train" */

#endif
