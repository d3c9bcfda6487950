#ifndef CONFIG_SCHEMA_H
#define CONFIG_SCHEMA_H
/* Schema: which keys a group may have, what their values look like and where they go.
 *
 * Every group of every file is one table of `struct key`; one reader walks them, so an unknown key, a
 * wrong type, a number out of range and a misspelt word are found and told alike everywhere. Keys are
 * read in the order of the table, not of the file. Every text in quotes may be "env:NAME" or
 * "file:PATH". Inside config/ only. */
#include "config/reading.h"

enum key_kind {
    KEY_STRING, /* char * */
    KEY_SECRET, /* char *, and the value is never shown */
    KEY_NUMBER, /* int */
    KEY_SPAN,   /* usec: a whole number of `unit`s */
    KEY_SWITCH, /* bool */
    KEY_WORD,   /* an enum, by its word */
    KEY_READ,   /* a text that `read` understands */
    KEY_GROUP,  /* a struct in place */
    KEY_LIST,   /* a list of groups: a pointer and, at `n_at`, a size_t; replaces what was there */
    KEY_VISIT,  /* anything: `visit` reads it */
};

#define STRING_MAX 1000

struct key {
    const char *name;
    enum key_kind kind;
    bool required;   /* never empty; and a new thing must have it */
    size_t at, n_at; /* offsets in the thing */
    int min, max;    /* KEY_NUMBER and KEY_SPAN; KEY_LIST: how many, a required one never 0 */
    usec unit;
    int preset;           /* of a new thing without the key: number, span in units, switch, word */
    const char *expected; /* ends "expected …" */

    /* KEY_STRING, may be NULL: is the value well formed? An empty one is not asked about unless the
     * key is required. */
    bool (*valid)(const char *value);
    /* KEY_READ: writes into the thing; false: it cannot be understood. */
    bool (*read)(const char *value, void *thing);
    /* KEY_WORD, and for the guess of a KEY_READ: the words from 0 on, then NULL. An empty word is
     * skipped. */
    const char *(*word)(size_t i);
    void (*visit)(struct reading *reading, const config_setting_t *setting, void *thing);
    const struct group *group; /* KEY_GROUP, KEY_LIST */
};

/* One row of a table of keys. Not bare braces: clang-format 14 would align their parts, and ruins or
 * crashes on rows of different length. */
#define KEY(...)                                                                                   \
    {                                                                                              \
        __VA_ARGS__                                                                                \
    }
/* A KEY_LIST and where it goes. */
#define KEY_LIST_AT(type, things, count)                                                           \
    .kind = KEY_LIST, .at = offsetof(type, things), .n_at = offsetof(type, count)

struct group {
    const char *what; /* "a route", for mistakes */
    size_t size;      /* of the thing */
    const struct key *keys;
    size_t key_n;
    void (*clear)(void *thing); /* of the things in a list */
};

/* Reads `setting` and all groups in it into `thing`. */
void schema_read(struct reading *reading, const config_setting_t *setting,
                 const struct group *group, void *thing, bool fresh);

/* For visitors: queues a group that is read once the visitor is done; `thing` must not move until
 * then. */
void schema_queue(struct reading *reading, const config_setting_t *setting,
                  const struct group *group, void *thing);

/* The text of a setting with "env:" and "file:" looked up, owned by the caller; NULL: it is none, and
 * that is noted. Bytes that are not UTF-8 are refused. */
char *schema_string(struct reading *reading, const config_setting_t *setting, bool secret);

/* Notes it where `setting` is not a group (CONFIG_TYPE_GROUP), list or array. */
bool schema_is(struct reading *reading, const config_setting_t *setting, int type);

/* Grows the array at `things` by `n` zeroed things of `size`; returns the first new one. */
void *schema_grow(void *things, size_t *count, size_t n, size_t size);

/* Things that a later file replaces by name. */
struct merge {
    const char *what; /* plural */
    void *things;
    size_t *n, shipped_n, size, name_at;
    void (*clear)(void *thing);
};

/* Drops the shipped things whose name comes again behind them, and notes names given twice. */
void schema_merge(struct reading *reading, const struct merge *merge);

#endif
