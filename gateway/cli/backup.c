/* vangnet backup: a copy while the gateway runs. */
#include "gateway/cli/service.h"

static int backup(const struct cli *cli, int argc, char **argv)
{
    struct clock clock = clock_real();
    SCOPED(service_close) struct service service = {.cli = cli, .command = &command_backup};
    bool keys = argc == 5 && strcmp(argv[3], "--keys") == 0;
    struct fault why;

    if ((argc != 4 && !keys) || strcmp(argv[1], "--config") != 0)
        return cli_misuse(&command_backup, "it takes --config FILE [--keys] TARGET");
    if (!service_peek(&service, argv[2], &clock)) return 1;
    if (store_backup(service.store, argv[argc - 1], keys, &why) != RC_OK)
        return cli_fail(&command_backup, &why);
    return 0;
}

const struct command command_backup = {
    .name = "backup",
    .summary = "copy the database, or the key store, while the gateway runs",
    .usage =
        "Usage: vangnet backup --config FILE TARGET\n"
        "       vangnet backup --config FILE --keys TARGET\n\n"
        "Writes a consistent copy of the database to TARGET, which may not exist yet. With --keys the\n"
        "key store is copied instead. Keep the two apart, and keep copies of the key store 30 days at\n"
        "most: erasing a family is erasing its key, and an old copy would undo that.\n",
    .run = backup,
};
