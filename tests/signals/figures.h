#ifndef TESTS_SIGNALS_FIGURES_H
#define TESTS_SIGNALS_FIGURES_H
/* Figures in one line, for a table. */
#include "gateway/learn/measure.h"

void figures_print(const char *name, const struct figures *figures);

#endif
