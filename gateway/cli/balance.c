/* vangnet balance: the books. */
#include "gateway/cli/service.h"

static void print_kind(const char *name, const struct tally *tally)
{
    printf("%-13s %8lld = %lld sent", name, (long long)tally->planned, (long long)tally->sent);
    for (int skip = SKIP_NONE + 1; skip < SKIP_N; skip++)
        if (tally->skipped[skip])
            printf(" + %lld skipped (%s)", (long long)tally->skipped[skip],
                   skip_name((enum skip)skip));
    printf(" + %lld expired + %lld open\n", (long long)tally->expired, (long long)tally->open);
    if (tally->sent)
        printf("%-13s %8lld = %lld delivered + %lld failed + %lld expired + %lld unknown + %lld "
               "open\n",
               "  sent", (long long)tally->sent, (long long)tally->delivered,
               (long long)tally->failed, (long long)tally->expired_sent, (long long)tally->unknown,
               (long long)tally->open_sent);
}

static void print_balance(const struct balance *balance)
{
    for (int kind = 0; kind < KIND_N; kind++)
        if (balance->kinds[kind].planned)
            print_kind(kind_name((enum kind)kind), &balance->kinds[kind]);
    printf("%-13s %8lld = %lld handled + %lld waiting (%lld doubles were recognised)\n", "texts in",
           (long long)balance->arrived, (long long)balance->handled, (long long)balance->waiting,
           (long long)balance->duplicates);
    printf("%-13s %8lld = %lld matched to a question + %lld unmatched (%lld of strangers)\n",
           "replies", (long long)balance->replies, (long long)balance->matched,
           (long long)balance->unmatched, (long long)balance->strangers);
    puts(balance->balances ? "The books balance." : "THE BOOKS DO NOT BALANCE:");
    if (!balance->balances) fputs(text_string(&balance->imbalance), stdout);
}

static int balance(const struct cli *cli, int argc, char **argv)
{
    struct clock clock = clock_real();
    SCOPED(service_close) struct service service = {.cli = cli, .command = &command_balance};
    SCOPED(balance_clear) struct balance books = {0};
    struct fault why;

    if (argc != 3 || strcmp(argv[1], "--config") != 0)
        return cli_misuse(&command_balance, "it takes --config FILE");
    if (!service_peek(&service, argv[2], &clock)) return 1;
    if (store_balance(service.store, &books, &why) != RC_OK)
        return cli_fail(&command_balance, &why);
    print_balance(&books);
    return books.balances ? 0 : 1;
}

const struct command command_balance = {
    .name = "balance",
    .summary = "what was planned, sent, skipped, delivered and answered, and whether it adds up",
    .usage =
        "Usage: vangnet balance --config FILE\n\n"
        "Prints, for every kind of message, planned = sent + skipped (why) + expired + open and\n"
        "sent = delivered + failed + expired + unknown + open; then the texts that came in and the\n"
        "replies. The rows are counted and compared with the books that every change kept. Exit code 1\n"
        "if anything does not add up. May be run beside a serving gateway.\n",
    .run = balance,
};
