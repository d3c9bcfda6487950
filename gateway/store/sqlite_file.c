#include "gateway/store/sqlite_file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEADER_BYTES 100

char *sqlite_file_beside(const char *path, const char *suffix)
{
    struct text text = {0};

    text_add(&text, path);
    text_add(&text, suffix);
    return text_take(&text);
}

bool sqlite_file_there(const char *path)
{
    return access(path, F_OK) == 0;
}

static uint32_t read_u32(const unsigned char *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static void close_fd(const int *fd)
{
    if (*fd >= 0) close(*fd);
}

/* Pages of the log beside the database: while there are some, the database alone may be behind. */
static bool has_log(const char *path)
{
    SCOPED(mem_free) char *log = sqlite_file_beside(path, "-wal");
    struct stat about;

    return stat(log, &about) == 0 && about.st_size > 0;
}

/* Source: https://www.sqlite.org/fileformat.html, "The Database Header", read 2026-04-02. */
static enum rc check_header(const char *path, int application_id, struct fault *why)
{
    SCOPED(close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
    unsigned char header[HEADER_BYTES];
    struct stat about;
    size_t page_bytes, page_n;

    if (fd < 0) {
        return fault_set(why, errno == ENOENT ? RC_MISSING : RC_BROKEN, "%s: %s", path,
                         strerror(errno));
    }
    if (fstat(fd, &about) != 0 || read(fd, header, sizeof(header)) != (ssize_t)sizeof(header)) {
        return fault_set(
            why, RC_INVALID,
            "%s: is empty or cut short: restore the last backup, or move the file away", path);
    }
    if (memcmp(header, "SQLite format 3", 16) != 0 ||
        read_u32(header + 68) != (uint32_t)application_id) {
        return fault_set(
            why, RC_INVALID,
            "%s: is not a file of Vangnet: check the path `store` in the configuration", path);
    }
    page_bytes = (size_t)header[16] << 8 | header[17];
    if (page_bytes == 1) page_bytes = 65536;
    page_n = read_u32(header + 28);
    if (!has_log(path) && (size_t)about.st_size < page_n * page_bytes) {
        return fault_set(why, RC_INVALID,
                         "%s: is cut short (%zu of %zu bytes): restore the last backup", path,
                         (size_t)about.st_size, page_n * page_bytes);
    }
    return RC_OK;
}

/* Reads every page and compares every index with its table. */
static enum rc check_pages(const char *path, struct fault *why)
{
    static const char QUICK_CHECK[] = "PRAGMA quick_check(1)";
    SCOPED(sqlite_disconnect) struct sqlite sqlite = {0};
    SCOPED(rows_close) struct rows rows = {0};
    bool sound;

    TRY(sqlite_connect(&sqlite, path, SQLITE_OPEN_READONLY, why));
    /* A look must not move the log into the database. */
    sqlite3_db_config(sqlite.handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    rows = sqlite_query(&sqlite, QUICK_CHECK, BIND_NONE);
    sound = rows_next(&rows) && strcmp(take_string(&rows), "ok") == 0;
    rows_close(&rows);
    if (!sound) return fault_set(why, RC_INVALID, "%s: is damaged: restore the last backup", path);
    return RC_OK;
}

enum rc sqlite_file_check(const char *path, int application_id, struct fault *why)
{
    TRY(check_header(path, application_id, why));
    return check_pages(path, why);
}

enum rc sqlite_file_new(const char *path, struct fault *why)
{
    int fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);

    if (fd < 0 && errno == EEXIST)
        return fault_set(why, RC_TAKEN, "%s: is there already; it is not overwritten", path);
    if (fd < 0) return fault_set(why, RC_BROKEN, "%s: cannot be made: %s", path, strerror(errno));
    close(fd);
    return RC_OK;
}

enum rc sqlite_file_sync_folder(const char *path, struct fault *why)
{
    SCOPED(mem_free) char *copy = mem_copy_string(path);
    SCOPED(close_fd) int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0 || fsync(fd) != 0)
        return fault_set(why, RC_BROKEN, "%s: its folder cannot be synced: %s", path,
                         strerror(errno));
    return RC_OK;
}

enum rc sqlite_file_lock(const char *path, int *fd, struct fault *why)
{
    SCOPED(mem_free) char *lock = sqlite_file_beside(path, ".lock");
    int opened = open(lock, O_CREAT | O_RDWR | O_CLOEXEC, 0600);

    if (opened < 0)
        return fault_set(why, RC_BROKEN, "%s: cannot be opened: %s", lock, strerror(errno));
    if (flock(opened, LOCK_EX | LOCK_NB) != 0) {
        close(opened);
        return fault_set(why, RC_TAKEN,
                         "%s: another gateway has this store open; stop that one first", path);
    }
    *fd = opened;
    return RC_OK;
}

enum rc sqlite_file_copy(struct sqlite *from, const char *to, struct fault *why)
{
    SCOPED(sqlite_disconnect) struct sqlite target = {0};
    sqlite3_backup *backup;
    int status;

    TRY(sqlite_connect(&target, to, SQLITE_OPEN_READWRITE, why));
    backup = sqlite3_backup_init(target.handle, "main", from->handle, "main");
    if (!backup) return sqlite_fault(&target, why);
    /* All in one step: readers do not hinder the writer, and the copy is of one moment. */
    status = sqlite3_backup_step(backup, -1);
    if (sqlite3_backup_finish(backup) != SQLITE_OK || status != SQLITE_DONE)
        return fault_set(why, RC_BROKEN, "%s: the copy failed: %s", to, sqlite3_errstr(status));
    return RC_OK;
}
