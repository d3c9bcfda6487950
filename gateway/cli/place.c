#include "gateway/cli/place.h"

#include <errno.h>
#include <sodium.h>
#include <unistd.h>

void place_clear(struct place *place)
{
    static const char *const behind[] = {"",          "-wal",      "-shm", ".keys",
                                         ".keys-wal", ".keys-shm", ".lock"};

    for (size_t i = 0; i < COUNT(behind) && place->dir[0]; i++) {
        SCOPED(text_clear) struct text path = {0};

        text_addf(&path, "%s%s", text_string(&place->store), behind[i]);
        unlink(text_string(&path));
    }
    unlink(text_string(&place->config));
    unlink(text_string(&place->key));
    if (place->dir[0]) rmdir(place->dir);
    text_clear(&place->config);
    text_clear(&place->store);
    text_clear(&place->key);
}

static enum rc write_file(const char *path, const void *bytes, size_t n, struct fault *why)
{
    FILE *file = fopen(path, "wbe");
    bool written = file && fwrite(bytes, 1, n, file) == n;

    if (file && fclose(file) != 0) written = false;
    if (!written)
        return fault_set(why, RC_BROKEN, "%s: cannot be written: %s", path, strerror(errno));
    return RC_OK;
}

/* The shipped configuration with the lines that only this start knows. */
enum rc place_make(struct place *place, const struct data *data, const char *port,
                   struct fault *why)
{
    SCOPED(text_clear) struct text config = {0};
    const char *tmp = P_tmpdir;
    unsigned char key[32];

    TRY(data_read(data, "demo/demo.cfg", &config, why));
    snprintf(place->dir, sizeof(place->dir), "%s/vangnet-demo-XXXXXX", tmp);
    if (!mkdtemp(place->dir)) {
        place->dir[0] = '\0';
        return fault_set(why, RC_BROKEN, "%s: no folder can be made there: %s", tmp,
                         strerror(errno));
    }
    text_addf(&place->config, "%s/demo.cfg", place->dir);
    text_addf(&place->store, "%s/demo.db", place->dir);
    text_addf(&place->key, "%s/master.key", place->dir);
    randombytes_buf(key, sizeof(key));
    TRY(write_file(text_string(&place->key), key, sizeof(key), why));
    text_addf(&config, "\nlisten = \"127.0.0.1:%s\";\npublic_url = \"http://127.0.0.1:%s\";\n",
              port, port);
    text_addf(&config, "store = \"%s\";\nmaster_key = \"file:%s\";\n", text_string(&place->store),
              text_string(&place->key));
    return write_file(text_string(&place->config), config.at, config.n, why);
}
