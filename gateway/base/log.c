#include "gateway/base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <unistd.h>

#include "gateway/base/clock.h"
#include "gateway/base/text.h"

static atomic_int lowest = LOG_INFO;

void log_set_level(enum log_level level)
{
    atomic_store(&lowest, (int)level);
}

void log_line(enum log_level level, const char *event, const char *format, ...)
{
    static const char *const names[] = {"debug", "info", "warning", "error"};
    SCOPED(text_clear) struct text line = {0};
    SCOPED(text_clear) struct text detail = {0};
    struct clock clock = clock_real();
    char at[32];
    va_list args;

    if ((int)level < atomic_load(&lowest)) return;
    va_start(args, format);
    text_addv(&detail, format, args);
    va_end(args);
    clock_write(clock_now(&clock), at);
    text_addf(&line, "{\"at\":\"%s\",\"level\":\"%s\",\"event\":\"%s\",\"detail\":", at,
              names[level], event);
    text_add_json(&line, text_string(&detail), detail.n);
    text_add(&line, "}\n");
    IGNORE(write(STDERR_FILENO, line.at, line.n) < 0); /* nowhere left to complain */
}
