/* Zone_file: a zone from the folder where the system keeps them. */
#include <stdlib.h>
#include <sys/stat.h>

#include "config/config.h"
#include "config/values.h"

#define ZONE_BYTES_MAX ((size_t)1 << 20)
#define ZONE_FOLDER    "/usr/share/zoneinfo"

static void add_path(struct text *out, const char *name)
{
    const char *folder = getenv("TZDIR");

    text_addf(out, "%s/%s", folder && folder[0] == '/' ? folder : ZONE_FOLDER, name);
}

enum rc zone_load(const char *name, struct zone **out, struct fault *why)
{
    SCOPED(text_clear) struct text path = {0}, bytes = {0};

    add_path(&path, name);
    if (value_is_zone_name(name) &&
        file_read(text_string(&path), ZONE_BYTES_MAX, &bytes, NULL) == RC_OK &&
        zone_new(bytes.at, bytes.n, out, NULL) == RC_OK)
        return RC_OK;
    return fault_set(why, RC_INVALID,
                     "\"%.40s\" is no time zone of this machine, expected one such as "
                     "\"Europe/Amsterdam\" (Debian package tzdata)",
                     name);
}

bool zone_look(const char *name, struct zone_stamp *out)
{
    SCOPED(text_clear) struct text path = {0};
    struct stat seen;

    add_path(&path, name);
    if (!value_is_zone_name(name) || stat(text_string(&path), &seen) != 0) return false;
    *out = (struct zone_stamp){
        .inode = (int64_t)seen.st_ino,
        .bytes = seen.st_size,
        .changed_at = seen.st_mtim.tv_sec * USEC_SEC + seen.st_mtim.tv_nsec / 1000,
    };
    return true;
}

bool zone_stamp_is(const struct zone_stamp *one, const struct zone_stamp *other)
{
    return one->inode == other->inode && one->bytes == other->bytes &&
           one->changed_at == other->changed_at;
}
