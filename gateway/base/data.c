#include "gateway/base/data.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

/* Made at build time by cmake/embed.cmake; sorted by path. */
extern const struct data_file data_files[];
extern const size_t data_file_n;

#define DATA_FILE_MAX ((size_t)64 << 20)

static void close_file(FILE **file)
{
    if (*file) fclose(*file);
}

enum rc file_read(const char *path, size_t limit, struct text *out, struct fault *why)
{
    SCOPED(close_file) FILE *file = fopen(path, "rbe");
    SCOPED(text_clear) struct text read = {.limit = limit + 1};
    char block[1 << 14];
    struct stat about;
    size_t n;

    if (!file) {
        return fault_set(why, errno == ENOENT ? RC_MISSING : RC_BROKEN, "%s: %s", path,
                         strerror(errno));
    }
    if (fstat(fileno(file), &about) == 0 && S_ISDIR(about.st_mode))
        return fault_set(why, RC_INVALID, "%s: is a folder, not a file", path);
    while ((n = fread(block, 1, sizeof(block), file)) > 0)
        text_add_bytes(&read, block, n);
    if (ferror(file)) return fault_set(why, RC_BROKEN, "%s: cannot be read to its end", path);
    if (read.n > limit) return fault_set(why, RC_INVALID, "%s: more than %zu bytes", path, limit);
    text_reset(out);
    if (read.n) text_add_bytes(out, read.at, read.n);
    return RC_OK;
}

static const struct data_file *find_linked(const char *path)
{
    size_t low = 0, high = data_file_n;

    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(path, data_files[middle].path);

        if (order == 0) return &data_files[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

static enum rc read_linked(const char *path, struct text *out, struct fault *why)
{
    const struct data_file *file = find_linked(path);

    if (!file) return fault_set(why, RC_MISSING, "%s: no such file ships with the program", path);
    text_reset(out);
    text_add_bytes(out, file->bytes, file->n);
    return RC_OK;
}

enum rc data_read(const struct data *data, const char *path, struct text *out, struct fault *why)
{
    SCOPED(text_clear) struct text full = {0};

    if (!data->dir) return read_linked(path, out, why);
    text_addf(&full, "%s/%s", data->dir, path);
    return file_read(text_string(&full), DATA_FILE_MAX, out, why);
}

static bool matches(const char *path, const char *prefix, const char *suffix)
{
    size_t n = strlen(path), ends = strlen(suffix);

    return strncmp(path, prefix, strlen(prefix)) == 0 && n >= ends &&
           strcmp(path + n - ends, suffix) == 0;
}

struct listing {
    struct dirent **at;
    int n;
};

static void listing_clear(struct listing *listing)
{
    for (int i = 0; i < listing->n; i++)
        free(listing->at[i]);
    free(listing->at);
}

/* Lists one folder of the disk: prefixes are folders with a slash behind, never deeper. */
static enum rc list_folder(const struct data *data, const char *prefix, const char *suffix,
                           enum rc (*each)(void *with, const char *path, struct fault *why),
                           void *with, struct fault *why)
{
    SCOPED(listing_clear) struct listing listing = {0};
    SCOPED(text_clear) struct text folder = {0};

    text_addf(&folder, "%s/%s", data->dir, prefix);
    listing.n = scandir(text_string(&folder), &listing.at, NULL, alphasort);
    if (listing.n < 0) {
        listing.n = 0;
        return fault_set(why, RC_MISSING, "%s: %s", text_string(&folder), strerror(errno));
    }
    for (int i = 0; i < listing.n; i++) {
        SCOPED(text_clear) struct text path = {0};

        text_addf(&path, "%s%s", prefix, listing.at[i]->d_name);
        if (matches(text_string(&path), prefix, suffix)) TRY(each(with, text_string(&path), why));
    }
    return RC_OK;
}

enum rc data_list(const struct data *data, const char *prefix, const char *suffix,
                  enum rc (*each)(void *with, const char *path, struct fault *why), void *with,
                  struct fault *why)
{
    if (data->dir) return list_folder(data, prefix, suffix, each, with, why);
    for (size_t i = 0; i < data_file_n; i++)
        if (matches(data_files[i].path, prefix, suffix)) TRY(each(with, data_files[i].path, why));
    return RC_OK;
}
