/* vangnet password: what stands in a staff member's password_hash. */
#include <sodium.h>
#include <termios.h>
#include <unistd.h>

#include "gateway/cli/cli.h"

#define PASSWORD_BYTES_MAX 512
/* Length before anything else: what families wrote lies behind it. */
#define PASSWORD_CHARACTERS_MIN 12

/* Turns the echo of a terminal off or on again; does nothing where input is a file or a pipe. */
static void set_echo(bool on)
{
    struct termios terminal;

    if (tcgetattr(STDIN_FILENO, &terminal) != 0) return;
    if (on)
        terminal.c_lflag |= ECHO;
    else
        terminal.c_lflag &= ~(tcflag_t)ECHO;
    tcsetattr(STDIN_FILENO, TCSANOW, &terminal);
}

static bool read_password(struct text *password)
{
    bool asks = isatty(STDIN_FILENO);
    bool read;

    if (asks) fputs("Password (not shown): ", stderr);
    set_echo(false);
    read = cli_read_line(password);
    set_echo(true);
    if (asks) fputs("\n", stderr);
    return read;
}

static int run(const struct cli *cli, int argc, char **argv)
{
    static const struct fault too_short = {"a password has at least 12 characters"};
    static const struct fault no_memory = {"64 MB of memory are needed and not there"};
    SCOPED(text_wipe) struct text password = {.limit = PASSWORD_BYTES_MAX};
    char hash[crypto_pwhash_STRBYTES];

    (void)cli, (void)argv;
    if (argc != 1) return cli_misuse(&command_password, "it takes nothing: the password is read");
    if (!read_password(&password) ||
        utf8_count(text_string(&password), password.n) < PASSWORD_CHARACTERS_MIN)
        return cli_fail(&command_password, &too_short);
    if (crypto_pwhash_str(hash, password.at, password.n, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
        return cli_fail(&command_password, &no_memory);
    puts(hash);
    return 0;
}

const struct command command_password = {
    .name = "password",
    .summary = "reads a password and prints its hash for the configuration",
    .usage =
        "Usage: vangnet password\n\n"
        "Reads a password from the terminal, or one line of standard input, and prints its hash\n"
        "(Argon2id) for password_hash in the list staff. Each run prints another hash; all of\n"
        "them fit. At least 12 characters.\n\n"
        "Example: vangnet password >/etc/vangnet/samira.hash\n",
    .run = run,
};
