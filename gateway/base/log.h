#ifndef GATEWAY_BASE_LOG_H
#define GATEWAY_BASE_LOG_H
/* Log: one JSON object a line on standard error.
 *
 * Only the loops of `serve` and the subcommands log; libraries return faults. A line names ids and
 * counts, never a number, a name or a text of a family. The sink is the one mutable global that this
 * file is allowed. */
#include "gateway/base/base.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

/* Lines below `level` are dropped; the default is LOG_INFO. */
void log_set_level(enum log_level level);

/* Writes {"at","level","event","detail"}; `event` is a fixed word such as "outbox.rejected", the rest
 * (printf form) a short sentence with ids. Safe from every thread. */
void log_line(enum log_level level, const char *event, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
