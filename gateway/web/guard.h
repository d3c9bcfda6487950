#ifndef GATEWAY_WEB_GUARD_H
#define GATEWAY_WEB_GUARD_H
/* Guard: passwords, and how fast they may be guessed.
 *
 * Hashes are libsodium's Argon2id strings. One check runs at a time, so that guessing cannot take the
 * machine's memory; five wrong ones in a row make a name wait, and thirty a minute make everybody wait.
 * What was right is remembered (as a keyed hash) for a few minutes, since the API sends the password with
 * every request. Safe from every thread; the times are monotonic. */
#include "config/config.h"

struct guard;

struct guard *guard_new(void);
void guard_free(struct guard *guard);

#define GUARD_WRONG_MAX     5
#define GUARD_WAIT          (60 * USEC_SEC)
#define GUARD_WRONG_ALL_MAX 30
#define GUARD_REMEMBER      (5 * USEC_MIN)
#define GUARD_PASSWORD_MAX  256

/* RC_OK: it is theirs. RC_DENIED: it is not, or `staff` is NULL (which takes as long). RC_AGAIN: too many
 * guesses, this one was not looked at. */
enum rc guard_check(struct guard *guard, const char *login, const struct staff *staff,
                    const char *password, usec monotonic) NEEDS_CHECK;

#endif
