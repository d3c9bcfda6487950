#ifndef GATEWAY_SIGNALS_FINDINGS_H
#define GATEWAY_SIGNALS_FINDINGS_H
/* Findings: what is left of each claim of trouble once its surroundings are read. */
#include "gateway/signals/scope.h"

struct finding {
    const struct match *match;
    const struct concept *concept;
    enum level level; /* LEVEL_STABLE: nothing is left of it */
    bool weakened;    /* feared or supposed: less sure */
};

struct findings {
    struct finding *at;
    size_t n;
    bool asking;   /* an alarming word is there that no finding or scope explains */
    bool doubtful; /* something was taken back that is too serious to take back on words alone */
};

void findings_read(const struct room *room, struct findings *out);
void findings_clear(struct findings *findings);

#endif
