#ifndef CONFIG_READING_H
#define CONFIG_READING_H
/* Reading: what the loader carries while it reads: where it is, what it found wrong, where every string
 * came from, and which settings still wait.
 *
 * Inside config/ only. A mistake names a spot (file, line, key); spots come from a setting while it is
 * read, or from the string that was read, for checks between things afterwards. */
#include <libconfig.h>

#include "config/config.h"
#include "config/guess.h"

#define KEY_PATH_SPACE 128

struct spot {
    int file; /* index into `files` */
    int line;
    char key[KEY_PATH_SPACE]; /* "routes[2].sender", counted from 1; "" for a whole file */
};

struct note {
    struct spot spot;
    bool warning;
    bool masks; /* found by the scan: whatever else is found at this key follows from it */
    char *text; /* what, expected, guess */
};

/* Where a string of the configuration was read. */
struct origin {
    const char *string; /* the configuration's own pointer */
    struct spot spot;
};

struct group;

/* A group that still has to be read into a thing. */
struct work {
    const config_setting_t *setting;
    const struct group *group;
    void *thing;
    bool fresh; /* the thing is new: keys that are absent get their presets */
};

/* Words that may not stand where a lock screen shows them. */
struct telling_word {
    enum language language;
    char *word;
};

struct reading {
    const struct data *data;
    struct config *config;
    usec now;
    char **files;
    size_t file_n; /* the last is being read */
    struct note *notes;
    size_t note_n;
    struct origin *origins;
    size_t origin_n, origin_space;
    struct work *works;
    size_t work_n;
    struct telling_word *telling;
    size_t telling_n;
    bool scanning;
    bool master_key_seen;
    bool shipped; /* the file being read is one of ours */
    /* What the operator's file replaces by name: things before these came with the program. */
    size_t programme_shipped_n, script_shipped_n, number_shipped_n;
};

void reading_clear(struct reading *reading);

/* From now on spots are in `file`. */
void reading_begin_file(struct reading *reading, const char *file);

struct spot spot_file(const struct reading *reading, int line);
struct spot spot_setting(const struct reading *reading, const config_setting_t *setting);
/* A key that is not there, in the group where it should be. */
struct spot spot_absent(const struct reading *reading, const config_setting_t *group,
                        const char *name);
/* Where `string` was read; the last file where it was not. */
struct spot spot_string(const struct reading *reading, const char *string);

void reading_remember(struct reading *reading, const char *string, const config_setting_t *setting);

/* Both in printf form: "what, expected this". At most NOTES_MAX are kept. */
void mistake(struct reading *reading, struct spot spot, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void warning(struct reading *reading, struct spot spot, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Writes all notes into `out`, in order of file and line. */
void reading_report(const struct reading *reading, struct mistakes *out);
size_t reading_mistake_n(const struct reading *reading);

#endif
