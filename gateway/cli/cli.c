#include "gateway/cli/cli.h"

#include <stdarg.h>

/* Each command's own file defines its entry. */
const struct command *const commands[] = {
    &command_backup,
    &command_balance,
    &command_check_config,
    &command_classify,
    &command_demo,
    &command_password,
    &command_provider,
    &command_schedule,
    &command_serve,
    &command_signals,
    &command_simulate,
    &command_sms,
    NULL,
};
const size_t command_n = COUNT(commands) - 1;

int cli_fail(const struct command *command, const struct fault *why)
{
    fprintf(stderr, "vangnet %s: %s\n", command->name, why->text);
    return 1;
}

int cli_misuse(const struct command *command, const char *format, ...)
{
    va_list args;

    fprintf(stderr, "vangnet %s: ", command->name);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fprintf(stderr, "\nvangnet %s --help tells how it is used\n", command->name);
    return 2;
}

enum rc cli_read_input(size_t limit, struct text *out, struct fault *why)
{
    char block[1 << 14];
    size_t n;

    text_clear(out);
    out->limit = limit;
    while ((n = fread(block, 1, sizeof(block), stdin)) > 0)
        text_add_bytes(out, block, n);
    if (ferror(stdin)) return fault_set(why, RC_BROKEN, "standard input cannot be read");
    if (text_over(out))
        return fault_set(why, RC_INVALID, "standard input: more than %zu bytes", limit);
    return RC_OK;
}

bool cli_read_line(struct text *line)
{
    int c;

    text_reset(line);
    c = getc_unlocked(stdin);
    if (c == EOF) return false;
    for (; c != EOF && c != '\n'; c = getc_unlocked(stdin))
        text_add_char(line, (char)c);
    return true;
}
