#include "gateway/web/guard.h"

#include <pthread.h>
#include <sodium.h>

#define NAMES_MAX  64 /* names with wrong guesses; the stalest gives way */
#define PASSED_MAX 32

struct wrong {
    unsigned char name[16]; /* keyed hash */
    int n;
    usec last;
};

struct passed {
    unsigned char both[32]; /* keyed hash of name, password and the hash it fitted */
    usec till;
};

struct guard {
    pthread_mutex_t lock;  /* of the tables */
    pthread_mutex_t check; /* one Argon2id at a time */
    unsigned char key[crypto_generichash_KEYBYTES];
    char nobody[crypto_pwhash_STRBYTES]; /* what a name that is not there is checked against */
    struct wrong wrong[NAMES_MAX];
    struct passed passed[PASSED_MAX];
    usec minute_from;
    int minute_wrong;
};

struct guard *guard_new(void)
{
    struct guard *guard = mem_new(1, sizeof(*guard));

    pthread_mutex_init(&guard->lock, NULL);
    pthread_mutex_init(&guard->check, NULL);
    randombytes_buf(guard->key, sizeof(guard->key));
    return guard;
}

void guard_free(struct guard *guard)
{
    if (!guard) return;
    pthread_mutex_destroy(&guard->lock);
    pthread_mutex_destroy(&guard->check);
    sodium_memzero(guard, sizeof(*guard));
    free(guard);
}

static void hash_of(const struct guard *guard, const char *const *parts, size_t n,
                    unsigned char *out, size_t size)
{
    crypto_generichash_state state;

    crypto_generichash_init(&state, guard->key, sizeof(guard->key), size);
    for (size_t i = 0; i < n; i++)
        crypto_generichash_update(&state, (const unsigned char *)parts[i], strlen(parts[i]) + 1);
    crypto_generichash_final(&state, out, size);
}

/* The row of that name, else the one that was wrong longest ago. */
static struct wrong *find_wrong(struct guard *guard, const unsigned char name[16])
{
    struct wrong *stalest = &guard->wrong[0];

    for (size_t i = 0; i < NAMES_MAX; i++) {
        struct wrong *row = &guard->wrong[i];

        if (row->n && sodium_memcmp(row->name, name, 16) == 0) return row;
        if (row->last < stalest->last) stalest = row;
    }
    return stalest;
}

static bool must_wait(struct guard *guard, const unsigned char name[16], usec now)
{
    const struct wrong *row = find_wrong(guard, name);

    if (now - guard->minute_from >= USEC_MIN) {
        guard->minute_from = now;
        guard->minute_wrong = 0;
    }
    if (guard->minute_wrong >= GUARD_WRONG_ALL_MAX) return true;
    return row->n >= GUARD_WRONG_MAX && sodium_memcmp(row->name, name, 16) == 0 &&
           now - row->last < GUARD_WAIT;
}

static void note_wrong(struct guard *guard, const unsigned char name[16], usec now)
{
    struct wrong *row = find_wrong(guard, name);

    if (sodium_memcmp(row->name, name, 16) != 0) row->n = 0;
    memcpy(row->name, name, 16);
    row->n++;
    row->last = now;
    guard->minute_wrong++;
}

static void note_right(struct guard *guard, const unsigned char name[16],
                       const unsigned char both[32], usec now)
{
    struct wrong *row = find_wrong(guard, name);
    struct passed *oldest = &guard->passed[0];

    if (sodium_memcmp(row->name, name, 16) == 0) *row = (struct wrong){0};
    for (size_t i = 0; i < PASSED_MAX; i++)
        if (guard->passed[i].till < oldest->till) oldest = &guard->passed[i];
    memcpy(oldest->both, both, sizeof(oldest->both));
    oldest->till = now + GUARD_REMEMBER;
}

static bool passed_before(const struct guard *guard, const unsigned char both[32], usec now)
{
    for (size_t i = 0; i < PASSED_MAX; i++)
        if (now < guard->passed[i].till && sodium_memcmp(guard->passed[i].both, both, 32) == 0)
            return true;
    return false;
}

/* Slow on purpose. Without a person it takes the same time and says no. */
static bool verify(struct guard *guard, const char *hash, const char *password)
{
    bool right;

    pthread_mutex_lock(&guard->check);
    if (!guard->nobody[0] &&
        crypto_pwhash_str(guard->nobody, "nobody", 6, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
        guard->nobody[0] = '\0';
    right = crypto_pwhash_str_verify(hash ? hash : guard->nobody, password, strlen(password)) == 0;
    pthread_mutex_unlock(&guard->check);
    return hash && right;
}

enum rc guard_check(struct guard *guard, const char *login, const struct staff *staff,
                    const char *password, usec monotonic)
{
    const char *hash = staff && staff->password_hash[0] ? staff->password_hash : NULL;
    const char *const parts[] = {login, password, hash ? hash : ""};
    unsigned char name[16], both[32];
    bool wait, known, right;

    if (strlen(password) > GUARD_PASSWORD_MAX) return RC_DENIED;
    hash_of(guard, parts, 1, name, sizeof(name));
    hash_of(guard, parts, COUNT(parts), both, sizeof(both));
    pthread_mutex_lock(&guard->lock);
    known = hash && passed_before(guard, both, monotonic);
    wait = !known && must_wait(guard, name, monotonic);
    pthread_mutex_unlock(&guard->lock);
    if (known) return RC_OK;
    if (wait) return RC_AGAIN;

    right = verify(guard, hash, password);
    pthread_mutex_lock(&guard->lock);
    if (right)
        note_right(guard, name, both, monotonic);
    else
        note_wrong(guard, name, monotonic);
    pthread_mutex_unlock(&guard->lock);
    return right ? RC_OK : RC_DENIED;
}
