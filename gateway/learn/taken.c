#include "gateway/learn/taken.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <sodium.h>
#include <unistd.h>

#include "gateway/base/clock.h"
#include "gateway/base/data.h"
#include "gateway/signals/reader.h"

#define HEAD     "vangnet taken model 1 "
#define HEAD_MAX ((size_t)200)
#define SUM_HEX  65 /* 32 bytes, and a NUL */

void taken_model_clear(struct taken_model *taken)
{
    if (!taken) return;
    text_clear(&taken->packed);
    *taken = (struct taken_model){0};
}

static struct text path_of(const char *store, const char *end)
{
    struct text path = {0};

    text_addf(&path, "%s.model%s", store, end);
    return path;
}

static void sum_of(const char *bytes, size_t n, char out[static SUM_HEX])
{
    unsigned char sum[32];

    crypto_generichash(sum, sizeof(sum), (const unsigned char *)bytes, n, NULL, 0);
    sodium_bin2hex(out, SUM_HEX, sum, sizeof(sum));
}

/* ---- Reading ---- */

static bool read_count(const char *word, int64_t *out)
{
    char *end = NULL;

    if (!word || *word < '0' || *word > '9') return false;
    *out = strtoll(word, &end, 10);
    return *end == '\0';
}

/* The line in front: "vangnet taken model 1 AT CORPUS VERDICTS SUM". */
static bool read_head(char *line, const char *sum, struct taken_model *out)
{
    char *rest = NULL;
    const char *at, *said;

    if (strncmp(line, HEAD, strlen(HEAD)) != 0) return false;
    at = strtok_r(line + strlen(HEAD), " ", &rest);
    if (!at || !clock_read(at, &out->at)) return false;
    if (!read_count(strtok_r(NULL, " ", &rest), &out->corpus_n)) return false;
    if (!read_count(strtok_r(NULL, " ", &rest), &out->taught_n)) return false;
    said = strtok_r(NULL, " ", &rest);
    return said && strcmp(said, sum) == 0;
}

static bool read_model(const struct text *file, struct taken_model *out)
{
    const char *bytes = text_string(file), *end = memchr(bytes, '\n', file->n);
    char head[HEAD_MAX], sum[SUM_HEX];
    size_t n;

    if (!end || (size_t)(end - bytes) >= HEAD_MAX) return false;
    snprintf(head, sizeof(head), "%.*s", (int)(end - bytes), bytes);
    n = file->n - (size_t)(end + 1 - bytes);
    sum_of(end + 1, n, sum);
    if (!read_head(head, sum, out)) return false;
    out->packed.limit = TAKEN_BYTES_MAX;
    text_add_bytes(&out->packed, end + 1, n);
    return true;
}

enum rc taken_load(const char *store, struct taken_model *out, struct fault *why)
{
    SCOPED(text_clear) struct text path = path_of(store, "");
    SCOPED(text_clear) struct text file = {.limit = TAKEN_BYTES_MAX + HEAD_MAX};
    struct taken_model taken = {0};

    if (access(text_string(&path), F_OK) != 0)
        return fault_set(why, RC_MISSING, "no model was taken");
    TRY(file_read(text_string(&path), TAKEN_BYTES_MAX + HEAD_MAX - 1, &file, why));
    if (!read_model(&file, &taken)) {
        taken_model_clear(&taken);
        return fault_set(why, RC_INVALID, "%s is damaged, or no model of this program",
                         text_string(&path));
    }
    *out = taken;
    return RC_OK;
}

enum rc taken_teach(const char *store, struct reader *reader, struct taken_model *out,
                    struct fault *why)
{
    struct taken_model taken = {0};
    enum rc rc;

    TRY(taken_load(store, &taken, why));
    rc = reader_teach(reader, taken.packed.at, taken.packed.n, why);
    if (rc != RC_OK) {
        taken_model_clear(&taken);
        return rc;
    }
    *out = taken;
    return RC_OK;
}

/* ---- Writing ---- */

static enum rc broken(const char *path, struct fault *why)
{
    return fault_set(why, RC_BROKEN, "%s: %s", path, strerror(errno));
}

static bool write_all(int fd, const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t wrote = write(fd, bytes, n);

        if (wrote < 0 && errno == EINTR) continue;
        if (wrote <= 0) return false;
        bytes += wrote;
        n -= (size_t)wrote;
    }
    return true;
}

/* For nobody else's eyes: see docs/signals.md on what it may give away. */
static enum rc write_file(const char *path, const struct text *head, const struct text *packed,
                          struct fault *why)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool done;

    if (fd < 0) return broken(path, why);
    done = write_all(fd, text_string(head), head->n) && write_all(fd, packed->at, packed->n) &&
           fsync(fd) == 0;
    if (close(fd) == 0 && done) return RC_OK;
    return broken(path, why);
}

static enum rc sync_folder(const char *path, struct fault *why)
{
    SCOPED(mem_free) char *copy = mem_copy_string(path);
    int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool done;

    if (fd < 0) return broken(path, why);
    done = fsync(fd) == 0;
    close(fd);
    return done ? RC_OK : broken(path, why);
}

enum rc taken_save(const char *store, const struct taken_model *taken, struct fault *why)
{
    SCOPED(text_clear) struct text path = path_of(store, "");
    SCOPED(text_clear) struct text before = path_of(store, ".before");
    SCOPED(text_clear) struct text fresh = path_of(store, ".new");
    SCOPED(text_clear) struct text head = {0};
    char at[32], sum[SUM_HEX];

    clock_write(taken->at, at);
    sum_of(taken->packed.at, taken->packed.n, sum);
    text_addf(&head, HEAD "%s %lld %lld %s\n", at, (long long)taken->corpus_n,
              (long long)taken->taught_n, sum);
    TRY(write_file(text_string(&fresh), &head, &taken->packed, why));
    /* The present one has two names for a moment, so that at any instant one of them reads. */
    if (unlink(text_string(&before)) != 0 && errno != ENOENT)
        return broken(text_string(&before), why);
    if (link(text_string(&path), text_string(&before)) != 0 && errno != ENOENT)
        return broken(text_string(&before), why);
    if (rename(text_string(&fresh), text_string(&path)) != 0)
        return broken(text_string(&path), why);
    return sync_folder(text_string(&path), why);
}

enum rc taken_restore(const char *store, bool *shipped, struct fault *why)
{
    SCOPED(text_clear) struct text path = path_of(store, "");
    SCOPED(text_clear) struct text before = path_of(store, ".before");

    if (rename(text_string(&before), text_string(&path)) == 0) {
        *shipped = false;
        return sync_folder(text_string(&path), why);
    }
    if (errno != ENOENT) return broken(text_string(&before), why);
    if (unlink(text_string(&path)) == 0) {
        *shipped = true;
        return sync_folder(text_string(&path), why);
    }
    if (errno != ENOENT) return broken(text_string(&path), why);
    return fault_set(why, RC_MISSING, "no model was taken: the shipped one reads already");
}
