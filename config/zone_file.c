/* Zone_file: a zone from the folder where the system keeps them. */
#include "config/config.h"
#include "config/values.h"

#define ZONE_BYTES_MAX ((size_t)1 << 20)
#define ZONE_FOLDER    "/usr/share/zoneinfo"

enum rc zone_load(const char *name, struct zone **out, struct fault *why)
{
    SCOPED(text_clear) struct text path = {0}, bytes = {0};

    text_addf(&path, "%s/%s", ZONE_FOLDER, name);
    if (value_is_zone_name(name) &&
        file_read(text_string(&path), ZONE_BYTES_MAX, &bytes, NULL) == RC_OK &&
        zone_new(bytes.at, bytes.n, out, NULL) == RC_OK)
        return RC_OK;
    return fault_set(why, RC_INVALID,
                     "\"%.40s\" is no time zone of this machine, expected one such as "
                     "\"Europe/Amsterdam\" (Debian package tzdata)",
                     name);
}
