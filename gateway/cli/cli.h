#ifndef GATEWAY_CLI_CLI_H
#define GATEWAY_CLI_CLI_H
/* Cli: the subcommands of `vangnet`, one file each, listed in cli.c.
 *
 * A command reads its arguments and standard input, writes its answer to standard output and what goes
 * wrong to standard error, and returns the exit code: 0 done, 1 it failed, 2 used wrongly. */
#include "gateway/base/data.h"

struct cli {
    struct data data; /* --data DIR, else the files that are linked in */
};

struct command {
    const char *name;
    const char *summary; /* one line, for `vangnet --help` */
    const char *usage;   /* whole help: synopsis, what it does, an example */
    int (*run)(const struct cli *cli, int argc, char **argv); /* argv[0] is the command's name */
};

/* Each defined in the file of its name. */
extern const struct command command_backup;
extern const struct command command_balance;
extern const struct command command_check_config;
extern const struct command command_classify;
extern const struct command command_demo;
extern const struct command command_password;
extern const struct command command_provider;
extern const struct command command_schedule;
extern const struct command command_serve;
extern const struct command command_signals;
extern const struct command command_simulate;
extern const struct command command_sms;

/* In order of name. */
extern const struct command *const commands[];
extern const size_t command_n;

/* "vangnet NAME: sentence" on standard error; returns 1. */
int cli_fail(const struct command *command, const struct fault *why);
/* The same for wrong use (printf form), with a hint to --help; returns 2. */
int cli_misuse(const struct command *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Reads all of standard input, at most `limit` bytes (RC_INVALID past it). */
enum rc cli_read_input(size_t limit, struct text *out, struct fault *why) NEEDS_CHECK;
/* The next line of standard input without its line end; false at the end. An endless line is cut at
 * `line`'s limit and the rest of it dropped. NUL bytes are kept. */
bool cli_read_line(struct text *line);

#endif
