#ifndef GATEWAY_RUN_STORY_CAST_H
#define GATEWAY_RUN_STORY_CAST_H
/* Cast: the families of the story as they were read. Only story.c and story_read.c include this. */
#include "gateway/run/story.h"

#define CAST_MAX    64
#define LINES_MAX   64
#define MEETS_MAX   4
#define MEMBERS_MAX 4

/* An answer to a question of that week, or (`week` below 0) a text of its own accord. */
struct line {
    int week;
    int days, hour, minute; /* of its own accord: when */
    usec after;             /* of an answer: how long after the question */
    char *text;
    bool said;
};

struct actor {
    struct line lines[LINES_MAX];
    size_t line_n;
    struct {
        int days, hour, minute;
    } meets[MEETS_MAX];
    size_t meet_n;
    char *number;
    int64_t answered;   /* the question that got its line */
    struct line *ready; /* the line to say … */
    usec speaks_at;     /* … then; USEC_NEVER: nothing to say now */
};

struct cast_family {
    struct family family;
    struct member members[MEMBERS_MAX];
    struct actor actors[MEMBERS_MAX];
    char *programme;
    int weeks;
    unsigned domains;
};

struct story {
    struct cast_family cast[CAST_MAX];
    size_t cast_n;
    usec today, staff_until;
    usec next_at;
};

#endif
