#include "config/reading.h"

#include <stdarg.h>

/* More would help nobody, and a hostile file could fill the memory. */
#define NOTES_MAX      1000
#define PATH_DEPTH_MAX 20

void mistakes_clear(struct mistakes *mistakes)
{
    if (!mistakes) return;
    text_clear(&mistakes->lines);
    text_clear(&mistakes->warnings);
    mistakes->n = 0;
}

void reading_clear(struct reading *reading)
{
    for (size_t i = 0; i < reading->file_n; i++)
        free(reading->files[i]);
    for (size_t i = 0; i < reading->note_n; i++)
        free(reading->notes[i].text);
    for (size_t i = 0; i < reading->telling_n; i++)
        free(reading->telling[i].word);
    free(reading->files);
    free(reading->notes);
    free(reading->origins);
    free(reading->works);
    free(reading->telling);
    *reading = (struct reading){0};
}

void reading_begin_file(struct reading *reading, const char *file)
{
    reading->files = mem_grow(reading->files, reading->file_n + 1, sizeof(reading->files[0]));
    reading->files[reading->file_n++] = mem_copy_string(file);
}

struct spot spot_file(const struct reading *reading, int line)
{
    return (struct spot){.file = (int)reading->file_n - 1, .line = line};
}

/* Writes the path of a setting: groups by name, members of lists by number. */
static void write_path(const config_setting_t *setting, struct text *out)
{
    const config_setting_t *chain[PATH_DEPTH_MAX];
    size_t n = 0;

    for (; setting && !config_setting_is_root(setting) && n < PATH_DEPTH_MAX;
         setting = config_setting_parent(setting))
        chain[n++] = setting;
    while (n-- > 0) {
        if (!config_setting_name(chain[n])) {
            text_addf(out, "[%d]", config_setting_index(chain[n]) + 1);
            continue;
        }
        if (out->n) text_add_char(out, '.');
        text_add(out, config_setting_name(chain[n]));
    }
}

struct spot spot_setting(const struct reading *reading, const config_setting_t *setting)
{
    struct spot spot = spot_file(reading, (int)setting->line);
    SCOPED(text_clear) struct text path = {.limit = sizeof(spot.key) - 1};

    write_path(setting, &path);
    memcpy(spot.key, text_string(&path), path.n + 1);
    /* The root has no line of its own. */
    if (spot.line < 1) spot.line = 1;
    return spot;
}

struct spot spot_absent(const struct reading *reading, const config_setting_t *group,
                        const char *name)
{
    struct spot spot = spot_setting(reading, group);
    size_t n = strlen(spot.key);

    snprintf(spot.key + n, sizeof(spot.key) - n, "%s%s", n ? "." : "", name);
    return spot;
}

struct spot spot_string(const struct reading *reading, const char *string)
{
    /* The newest first: memory that was freed may have been given out again. */
    for (size_t i = reading->origin_n; i-- > 0;)
        if (reading->origins[i].string == string) return reading->origins[i].spot;
    return spot_file(reading, 1);
}

void reading_remember(struct reading *reading, const char *string, const config_setting_t *setting)
{
    if (reading->origin_n == reading->origin_space) {
        reading->origin_space = reading->origin_space ? 2 * reading->origin_space : 64;
        reading->origins =
            mem_grow(reading->origins, reading->origin_space, sizeof(reading->origins[0]));
    }
    reading->origins[reading->origin_n++] =
        (struct origin){.string = string, .spot = spot_setting(reading, setting)};
}

/* What is found at a key whose bare number libconfig cut short follows from that. */
static bool is_masked(const struct reading *reading, const struct spot *spot)
{
    for (size_t i = 0; i < reading->note_n; i++) {
        const struct note *note = &reading->notes[i];

        if (note->masks && note->spot.file == spot->file && strcmp(note->spot.key, spot->key) == 0)
            return true;
    }
    return false;
}

__attribute__((format(printf, 4, 0))) static void note_add(struct reading *reading,
                                                           const struct spot *spot, bool as_warning,
                                                           const char *format, va_list args)
{
    struct text text = {0};

    if (reading->note_n >= NOTES_MAX || (!reading->scanning && is_masked(reading, spot))) return;
    text_addv(&text, format, args);
    reading->notes = mem_grow(reading->notes, reading->note_n + 1, sizeof(reading->notes[0]));
    reading->notes[reading->note_n++] = (struct note){
        .spot = *spot, .warning = as_warning, .masks = reading->scanning, .text = text_take(&text)};
}

void mistake(struct reading *reading, struct spot spot, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    note_add(reading, &spot, false, format, args);
    va_end(args);
}

void warning(struct reading *reading, struct spot spot, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    note_add(reading, &spot, true, format, args);
    va_end(args);
}

size_t reading_mistake_n(const struct reading *reading)
{
    size_t n = 0;

    for (size_t i = 0; i < reading->note_n; i++)
        n += !reading->notes[i].warning;
    return n;
}

/* By file, then line, then the order in which they were found (where they lie in the array). */
static int compare_notes(const void *left, const void *right)
{
    const struct note *a = *(const struct note *const *)left;
    const struct note *b = *(const struct note *const *)right;

    if (a->spot.file != b->spot.file) return a->spot.file < b->spot.file ? -1 : 1;
    if (a->spot.line != b->spot.line) return a->spot.line < b->spot.line ? -1 : 1;
    return a < b ? -1 : a > b;
}

void reading_report(const struct reading *reading, struct mistakes *out)
{
    SCOPED(mem_free) const struct note **order = NULL;

    mistakes_clear(out);
    order = mem_new(reading->note_n, sizeof(const struct note *));
    for (size_t i = 0; i < reading->note_n; i++)
        order[i] = &reading->notes[i];
    qsort(order, reading->note_n, sizeof(const struct note *), compare_notes);
    for (size_t i = 0; i < reading->note_n; i++) {
        const struct note *note = order[i];
        struct text *lines = note->warning ? &out->warnings : &out->lines;

        text_addf(lines, "%s:%d: ", reading->files[note->spot.file], note->spot.line);
        if (note->spot.key[0]) text_addf(lines, "%s: ", note->spot.key);
        text_addf(lines, "%s\n", note->text);
        out->n += !note->warning;
    }
}
