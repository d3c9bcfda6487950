/* main: finds the subcommand. What each does is in cli/. */
#include <sodium.h>

#include "gateway/cli/cli.h"

static int print_help(FILE *out)
{
    fputs("Vangnet keeps a finger on the pulse of families after a family manager has left.\n\n"
          "Usage: vangnet COMMAND [OPTION ...]\n\n",
          out);
    for (size_t i = 0; i < command_n; i++)
        fprintf(out, "  %-14s %s\n", commands[i]->name, commands[i]->summary);
    fputs(
        "\n  --data DIR     before COMMAND: read defaults, texts and lexicon from DIR instead of\n"
        "                 those that are linked in\n"
        "\nvangnet COMMAND --help tells more about one. A newcomer starts with: vangnet demo\n",
        out);
    return out == stdout ? 0 : 2;
}

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; i < command_n; i++)
        if (strcmp(commands[i]->name, name) == 0) return commands[i];
    return NULL;
}

static bool asks_for_help(const char *argument)
{
    return strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0 ||
           strcmp(argument, "help") == 0;
}

static int run(const struct cli *cli, int argc, char **argv)
{
    const struct command *command;

    if (argc < 1) return print_help(stderr);
    command = find_command(argv[0]);
    if (asks_for_help(argv[0])) {
        command = argc > 1 ? find_command(argv[1]) : NULL;
        return command ? fputs(command->usage, stdout) < 0 : print_help(stdout);
    }
    if (!command) {
        fprintf(stderr, "vangnet: there is no command \"%s\"; vangnet --help lists them\n",
                argv[0]);
        return 2;
    }
    if (argc > 1 && asks_for_help(argv[1])) return fputs(command->usage, stdout) < 0;
    return command->run(cli, argc, argv);
}

int main(int argc, char **argv)
{
    struct cli cli = {0};
    int first = 1;

    if (sodium_init() < 0) {
        fputs("vangnet: the crypto library does not start\n", stderr);
        return 1;
    }
    if (argc > 1 && strcmp(argv[1], "--data") == 0) {
        if (argc == 2) {
            fputs("vangnet: --data stands without a folder; vangnet --help tells more\n", stderr);
            return 2;
        }
        cli.data.dir = argv[2];
        first = 3;
    }
    return run(&cli, argc - first, argv + first);
}
