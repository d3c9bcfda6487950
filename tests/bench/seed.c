/* Fills the store of a configuration: families with a phone each, and messages that are due now. They are
 * of a kind that passes quiet hours, so that a bench may run at night. */
#include <stdio.h>

#include "config/config.h"
#include "gateway/base/clock.h"
#include "gateway/store/store.h"

#define MESSAGES_AT_ONCE 500

struct seed {
    struct store *store;
    const struct config *config;
    long families, messages;
    int64_t *family_ids, *member_ids, *phone_ids;
    usec now;
};

static enum rc add_family(struct seed *seed, long i, struct fault *why)
{
    char name[32], number[32];
    struct family family = {.name = name, .manager = (char[]){"bench"}, .member_n = 1};
    struct member member = {.name = name, .asked = true};
    enum rc rc;

    snprintf(name, sizeof(name), "Gezin %ld", i + 1);
    snprintf(number, sizeof(number), "+316%08ld", 10000000 + i);
    member.phone.number = number;
    family.members = &member;
    rc = store_family_add(seed->store, &family, seed->now, why);
    seed->family_ids[i] = family.id;
    seed->member_ids[i] = member.id;
    seed->phone_ids[i] = member.phone.id;
    return rc;
}

/* Has a programme, so that it sees a menu when it dials, and is asked nothing. */
static enum rc enrol(struct seed *seed, int64_t family_id, struct fault *why)
{
    struct enrolment enrolment = {.programme = seed->config->programmes[0].name,
                                  .domains = 1U << DOMAIN_FINANCE,
                                  .next_at = USEC_NEVER};

    return store_enrol(seed->store, family_id, &enrolment, "bench", seed->now, why);
}

static enum rc add_messages(struct seed *seed, long from, long n, struct fault *why)
{
    struct new_message messages[MESSAGES_AT_ONCE];
    struct changes changes = {
        .appointment_state = -1, .messages = messages, .message_n = (size_t)n};

    for (long i = 0; i < n; i++) {
        long family = (from + i) % seed->families;

        messages[i] =
            (struct new_message){.kind = KIND_ANSWER,
                                 .channel = CHANNEL_SMS,
                                 .family_id = seed->family_ids[family],
                                 .member_id = seed->member_ids[family],
                                 .phone_id = seed->phone_ids[family],
                                 .text = "Hoe gaat het thuis? Antwoord met 1 (slecht) tot 5.",
                                 .route = seed->config->routes[0].name,
                                 .segments = 1,
                                 .due_at = seed->now,
                                 .expires_at = seed->now + USEC_DAY,
                                 .question = -1};
    }
    return store_apply(seed->store, &changes, seed->now, why);
}

static enum rc fill(struct seed *seed, struct fault *why)
{
    for (long i = 0; i < seed->families; i++) {
        TRY(add_family(seed, i, why));
        TRY(enrol(seed, seed->family_ids[i], why));
    }
    for (long i = 0; i < seed->messages; i += MESSAGES_AT_ONCE) {
        long left = seed->messages - i;

        TRY(add_messages(seed, i, left < MESSAGES_AT_ONCE ? left : MESSAGES_AT_ONCE, why));
    }
    return RC_OK;
}

int main(int argc, char **argv)
{
    struct clock clock = clock_real();
    struct dice dice = dice_system();
    struct data data = {0};
    struct config *config = NULL;
    struct store_options options = {.dice = &dice};
    SCOPED(mistakes_clear) struct mistakes mistakes = {0};
    struct seed seed = {.now = clock_now(&clock)};
    struct fault why = {""};
    enum rc rc;

    seed.families = argc == 4 ? strtol(argv[2], NULL, 10) : 0;
    seed.messages = argc == 4 ? strtol(argv[3], NULL, 10) : 0;
    if (seed.families < 1 || seed.messages < 0) {
        fputs("bench_seed CONFIG FAMILIES MESSAGES\n", stderr);
        return 2;
    }
    if (config_load(&data, argv[1], seed.now, &config, &mistakes) != RC_OK) {
        fputs(text_string(&mistakes.lines), stderr);
        return 1;
    }
    seed.config = config;
    seed.family_ids = mem_new((size_t)seed.families, sizeof(int64_t));
    seed.member_ids = mem_new((size_t)seed.families, sizeof(int64_t));
    seed.phone_ids = mem_new((size_t)seed.families, sizeof(int64_t));
    options.path = config->store;
    options.master_key = config->master_key;
    rc = store_open(&options, &seed.store, &why);
    if (rc == RC_OK) rc = fill(&seed, &why);
    if (rc != RC_OK) fprintf(stderr, "bench_seed: %s\n", why.text);
    store_close(seed.store);
    config_free(config);
    free(seed.family_ids);
    free(seed.member_ids);
    free(seed.phone_ids);
    return rc == RC_OK ? 0 : 1;
}
