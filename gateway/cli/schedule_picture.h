#ifndef GATEWAY_CLI_SCHEDULE_PICTURE_H
#define GATEWAY_CLI_SCHEDULE_PICTURE_H
/* Schedule_picture: the second half of `vangnet schedule`. */
#include "gateway/cli/cli.h"

/* With the arguments behind "picture"; returns the exit code. */
int schedule_picture(const struct cli *cli, int argc, char **argv);

#endif
