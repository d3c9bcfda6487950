#ifndef GATEWAY_STORE_SQLITE_SCHEMA_H
#define GATEWAY_STORE_SQLITE_SCHEMA_H
/* The schema: numbered migrations, store/schema/NNN_words.sql, applied in order and never edited after
 * release. `user_version` is the number of the last one. */
#include "gateway/store/sqlite_db.h"

/* Applies what is missing, each migration in a transaction of its own. RC_INVALID: the database is of a
 * newer program. */
enum rc sqlite_migrate(struct sqlite *sqlite, struct fault *why) NEEDS_CHECK;
/* The same without changing anything. RC_INVALID: older or newer than this program. */
enum rc sqlite_schema_check(struct sqlite *sqlite, struct fault *why) NEEDS_CHECK;

#endif
