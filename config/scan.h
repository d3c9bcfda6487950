#ifndef CONFIG_SCAN_H
#define CONFIG_SCAN_H
/* Scan: a look at the bytes of a configuration file before libconfig 1.5 sees them.
 *
 * libconfig cuts integers silently to 32 bits, accepts a comment that never ends, opens the files that
 * @include names, and blames the last line for a quote forgotten on the first. */
#include "config/reading.h"

/* What helps to explain a mistake of syntax that libconfig finds afterwards. */
struct scan {
    int last_line;      /* of the file */
    int long_text_line; /* where the first text begins that runs over its line's end; 0: none */
};

/* Notes every bare whole number that would be cut short. False: the file cannot be given to libconfig;
 * that one mistake is noted. */
bool scan_file(struct reading *reading, const char *bytes, size_t n, struct scan *out);

/* The name of the key that is set on `line`, for the mistake "doubled key"; "" where there is none. */
void scan_key_on_line(const char *bytes, size_t n, int line, char *name, size_t space);

#endif
