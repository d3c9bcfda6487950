#ifndef GATEWAY_CLI_SCHEDULE_H
#define GATEWAY_CLI_SCHEDULE_H
/* The acts of `vangnet schedule` that speak of rhythms in words. Inside gateway/cli/ only. */
#include "gateway/base/words.h"
#include "scheduler/plan.h"

/* Lines of words or rules in, what they mean out. Takes what stands behind "words"; returns the exit
 * code. */
int schedule_words(int argc, char **argv);

/* Prints a line for each phase: LANGUAGE_NL, else English. */
void schedule_show(const struct programme *programme, enum language language);

#endif
