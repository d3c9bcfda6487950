#ifndef GATEWAY_STORE_SQLITE_FILE_H
#define GATEWAY_STORE_SQLITE_FILE_H
/* The files of a store on the disk: made, looked at, locked, copied. */
#include "gateway/store/sqlite_db.h"

/* In the header of every file of ours, so that another program's database is told apart. */
#define SQLITE_FILE_STORE 0x56676e74 /* "Vgnt" */
#define SQLITE_FILE_KEYS  0x56676e6b /* "Vgnk" */

/* Looks at a database without changing a byte of it. RC_MISSING: there is none. RC_INVALID: empty, cut
 * short, damaged, or not of this kind. */
enum rc sqlite_file_check(const char *path, int application_id, struct fault *why) NEEDS_CHECK;

/* An empty file that only its owner may read. RC_TAKEN: it is there already. */
enum rc sqlite_file_new(const char *path, struct fault *why) NEEDS_CHECK;

/* The same path with `suffix` behind, to be freed. */
char *sqlite_file_beside(const char *path, const char *suffix);
bool sqlite_file_there(const char *path);
/* Makes a rename or a new file in the folder of `path` last. */
enum rc sqlite_file_sync_folder(const char *path, struct fault *why) NEEDS_CHECK;

/* Takes the lock of a store; it is released by closing `*fd`. RC_TAKEN: another process has it. */
enum rc sqlite_file_lock(const char *path, int *fd, struct fault *why) NEEDS_CHECK;

/* Copies a database in use into the new, empty file `to` (SQLite's backup interface). */
enum rc sqlite_file_copy(struct sqlite *from, const char *to, struct fault *why) NEEDS_CHECK;

#endif
