/* Reads the story, demo/story.tsv: its first lines say how it is written. */
#include "gateway/run/story_cast.h"

/* The `n`-th tab-separated field, cut off in place; "" where there is none. */
static char *next_field(char **rest)
{
    char *field = *rest;
    char *tab = strchr(field, '\t');

    if (tab) {
        *tab = '\0';
        *rest = tab + 1;
    } else {
        *rest = field + strlen(field);
    }
    return field;
}

static bool read_number(const char *field, int *out)
{
    char *end;
    long value = strtol(field, &end, 10);

    if (end == field || *end || value < 0 || value > 100000) return false;
    *out = (int)value;
    return true;
}

static bool read_domains(char *field, unsigned *out)
{
    enum domain domain;

    *out = 0;
    while (*field) {
        size_t n = strcspn(field, ",");
        bool last = field[n] == '\0';

        field[n] = '\0';
        if (!domain_find(field, &domain)) return false;
        *out |= 1U << domain;
        field += n + !last;
    }
    return *out != 0;
}

static bool read_family(struct story *story, char *rest)
{
    struct cast_family *cast;

    if (story->cast_n == CAST_MAX) return false;
    cast = &story->cast[story->cast_n++];
    cast->family.name = mem_copy_string(next_field(&rest));
    cast->family.manager = mem_copy_string(next_field(&rest));
    cast->programme = mem_copy_string(next_field(&rest));
    return read_number(next_field(&rest), &cast->weeks) &&
           read_domains(next_field(&rest), &cast->domains);
}

static bool read_discretion(const char *field, enum discretion *out)
{
    static const char *const names[] = {"neutral", "code_phrase", "open"};

    for (size_t i = 0; i < COUNT(names); i++)
        if (strcmp(field, names[i]) == 0) {
            *out = (enum discretion)i;
            return true;
        }
    return false;
}

static bool read_member(struct story *story, char *rest)
{
    struct cast_family *cast = story->cast_n ? &story->cast[story->cast_n - 1] : NULL;
    struct member *member;
    struct actor *actor;

    if (!cast || cast->family.member_n == MEMBERS_MAX) return false;
    member = &cast->members[cast->family.member_n];
    actor = &cast->actors[cast->family.member_n++];
    actor->speaks_at = USEC_NEVER;
    member->name = mem_copy_string(next_field(&rest));
    if (!language_find(next_field(&rest), &member->language)) return false;
    member->phone.number = mem_copy_string(next_field(&rest));
    actor->number = mem_copy_string(member->phone.number);
    if (!read_discretion(next_field(&rest), &member->phone.discretion)) return false;
    member->asked = strcmp(next_field(&rest), "yes") == 0;
    return true;
}

static struct actor *last_actor(struct story *story)
{
    struct cast_family *cast = story->cast_n ? &story->cast[story->cast_n - 1] : NULL;

    return cast && cast->family.member_n ? &cast->actors[cast->family.member_n - 1] : NULL;
}

static struct line *add_line(struct story *story)
{
    struct actor *actor = last_actor(story);

    return actor && actor->line_n < LINES_MAX ? &actor->lines[actor->line_n++] : NULL;
}

static bool read_says(struct story *story, char *rest)
{
    struct line *line = add_line(story);
    int minutes;

    if (!line || !read_number(next_field(&rest), &line->week) ||
        !read_number(next_field(&rest), &minutes) || !*rest)
        return false;
    line->after = minutes * USEC_MIN;
    line->text = mem_copy_string(rest);
    return true;
}

static bool read_time(char *field, int *hour, int *minute)
{
    char *colon = strchr(field, ':');

    if (!colon) return false;
    *colon = '\0';
    return read_number(field, hour) && read_number(colon + 1, minute) && *hour < 24 && *minute < 60;
}

static bool read_texts(struct story *story, char *rest)
{
    struct line *line = add_line(story);

    if (!line) return false;
    line->week = -1;
    if (!read_number(next_field(&rest), &line->days) ||
        !read_time(next_field(&rest), &line->hour, &line->minute) || !*rest)
        return false;
    line->text = mem_copy_string(rest);
    return true;
}

static bool read_meets(struct story *story, char *rest)
{
    struct actor *actor = last_actor(story);
    size_t n = actor ? actor->meet_n : MEETS_MAX;

    if (n == MEETS_MAX || !read_number(next_field(&rest), &actor->meets[n].days) ||
        !read_time(rest, &actor->meets[n].hour, &actor->meets[n].minute))
        return false;
    actor->meet_n++;
    return true;
}

static bool read_line(struct story *story, char *line)
{
    static const struct {
        const char *word;
        bool (*read)(struct story *story, char *rest);
    } readers[] = {
        {"family", read_family},
        {"member", read_member},
        {"says",   read_says  },
        {"texts",  read_texts },
        {"meets",  read_meets },
    };
    char *rest = line;
    char *word = next_field(&rest);

    if (*word == '\0' || *word == '#') return true;
    for (size_t i = 0; i < COUNT(readers); i++)
        if (strcmp(word, readers[i].word) == 0) return readers[i].read(story, rest);
    return false;
}

enum rc story_read(const struct data *data, struct story **out, struct fault *why)
{
    SCOPED(text_clear) struct text file = {0};
    struct story *story;
    char *line;
    int number = 0;

    TRY(data_read(data, "demo/story.tsv", &file, why));
    story = mem_new(1, sizeof(*story));
    story->staff_until = story->next_at = USEC_NEVER;
    for (line = file.at; line && *line;) {
        char *end = line + strcspn(line, "\n");
        bool last = *end == '\0';

        *end = '\0';
        number++;
        if (!read_line(story, line)) {
            story_free(story);
            return fault_set(why, RC_INVALID, "demo/story.tsv:%d: cannot be read", number);
        }
        line = end + !last;
    }
    *out = story;
    return RC_OK;
}

void story_free(struct story *story)
{
    if (!story) return;
    for (size_t i = 0; i < story->cast_n; i++) {
        struct cast_family *cast = &story->cast[i];

        free(cast->family.name);
        free(cast->family.manager);
        free(cast->programme);
        for (size_t k = 0; k < cast->family.member_n; k++) {
            free(cast->members[k].name);
            free(cast->members[k].phone.number);
            free(cast->actors[k].number);
            for (size_t l = 0; l < cast->actors[k].line_n; l++)
                free(cast->actors[k].lines[l].text);
        }
    }
    free(story);
}

int story_weeks(const struct story *story)
{
    int most = 0;

    for (size_t i = 0; i < story->cast_n; i++)
        if (story->cast[i].weeks > most) most = story->cast[i].weeks;
    return most;
}
