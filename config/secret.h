#ifndef CONFIG_SECRET_H
#define CONFIG_SECRET_H
/* Secret: values that stand elsewhere, as "env:NAME" or "file:PATH", and the master key. Inside config/
 * only. */
#include "config/reading.h"

#define SECRET_FILE_MAX 4096

/* Looks `value` up; anything else is copied as it is. Line ends behind the contents of a file fall off.
 * The fault names the variable or the file, never what is in it. */
enum rc secret_find(const char *value, struct text *out, struct fault *why) NEEDS_CHECK;
bool secret_is_elsewhere(const char *value);

/* Visits `master_key`: 64 hex digits, base64 of 32 bytes, or a file of 32 raw bytes. */
void master_key_visit(struct reading *reading, const config_setting_t *setting, void *thing);

#endif
