/* Codes by which regular helpers report on a family. */
#include "gateway/store/sqlite_store.h"

/* A code that the helper has for another family is drawn again, at most so often. */
#define DRAWS_MAX 20

struct code_change {
    int64_t family_id, id;
    const char *helper, *who;
    usec now;
};

static enum rc count_used(struct sqlite *db, const char *helper, const char *code, int64_t *out,
                          struct fault *why)
{
    static const char COUNT_USED[] =
        "SELECT count(*) FROM report_code WHERE helper = ?1 AND code = ?2 AND ended_at = 0";

    return sqlite_number(db, COUNT_USED, BIND(as_string(helper), as_string(code)), out, why);
}

/* No 0 in front: somebody would leave it out. */
static enum rc draw_code(struct sqlite *db, const char *helper,
                         char out[static REPORT_CODE_DIGITS + 1], struct fault *why)
{
    for (int i = 0; i < DRAWS_MAX; i++) {
        unsigned number = 10000 + (unsigned)dice_below(db->store->dice, 90000);
        int64_t used;

        snprintf(out, REPORT_CODE_DIGITS + 1, "%05u", number % 100000);
        TRY(count_used(db, helper, out, &used, why));
        if (used == 0) return RC_OK;
    }
    return fault_set(why, RC_AGAIN, "no free code was found: end codes of this helper");
}

static enum rc write_code(struct sqlite *db, void *with, struct fault *why)
{
    static const char COUNT_OF_FAMILY[] =
        "SELECT count(*) FROM report_code WHERE family_id = ?1 AND helper = ?2 AND ended_at = 0";
    static const char INSERT_CODE[] =
        "INSERT INTO report_code (family_id, helper, code, made_by, made_at, ended_by, ended_at)"
        " VALUES (?1, ?2, ?3, ?4, ?5, '', 0)";
    const struct code_change *change = with;
    char code[REPORT_CODE_DIGITS + 1];
    int64_t has;

    TRY(sqlite_number(db, COUNT_OF_FAMILY,
                      BIND(as_int(change->family_id), as_string(change->helper)), &has, why));
    if (has > 0) return RC_OK;
    TRY(draw_code(db, change->helper, code, why));
    return sqlite_run(db, INSERT_CODE,
                      BIND(as_int(change->family_id), as_string(change->helper), as_string(code),
                           as_string(change->who), as_int(change->now)),
                      why);
}

enum rc sqlite_report_code_add(struct store *store, int64_t family_id, const char *helper,
                               const char *who, usec now, struct fault *why)
{
    struct code_change change = {.family_id = family_id, .helper = helper, .who = who, .now = now};

    return sqlite_write(store, write_code, &change, why);
}

static enum rc write_end(struct sqlite *db, void *with, struct fault *why)
{
    static const char END_CODE[] = "UPDATE report_code SET ended_by = ?3, ended_at = ?4"
                                   " WHERE id = ?1 AND family_id = ?2 AND ended_at = 0";
    const struct code_change *change = with;

    TRY(sqlite_run(db, END_CODE,
                   BIND(as_int(change->id), as_int(change->family_id), as_string(change->who),
                        as_int(change->now)),
                   why));
    if (sqlite_changed(db) == 1) return RC_OK;
    return fault_set(why, RC_MISSING, "family %lld has no code %lld in use",
                     (long long)change->family_id, (long long)change->id);
}

enum rc sqlite_report_code_end(struct store *store, int64_t family_id, int64_t id, const char *who,
                               usec now, struct fault *why)
{
    struct code_change change = {.family_id = family_id, .id = id, .who = who, .now = now};

    return sqlite_write(store, write_end, &change, why);
}

enum rc sqlite_report_code_list(struct store *store, int64_t family_id, struct report_codes *out,
                                struct fault *why)
{
    static const char SELECT_CODES[] =
        "SELECT id, family_id, helper, code, made_at FROM report_code"
        " WHERE family_id = ?1 AND ended_at = 0 ORDER BY id";
    SCOPED(report_codes_clear) struct report_codes codes = {0};
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;
    SCOPED(rows_close) struct rows rows = {0};

    TRY(sqlite_read(store, &db, why));
    rows = sqlite_query(db, SELECT_CODES, BIND(as_int(family_id)));
    while (rows_next(&rows)) {
        struct report_code *code;

        codes.at = mem_grow(codes.at, codes.n + 1, sizeof(*codes.at));
        code = &codes.at[codes.n++];
        *code = (struct report_code){.id = take_int(&rows)};
        code->family_id = take_int(&rows);
        code->helper = take_copy(&rows);
        snprintf(code->code, sizeof(code->code), "%s", take_string(&rows));
        code->made_at = take_int(&rows);
    }
    TRY(rows_end(&rows, why));
    hand_over(out, &codes, sizeof(codes));
    return RC_OK;
}

enum rc sqlite_report_code_family(struct store *store, const char *helper, const char *code,
                                  int64_t *out, struct fault *why)
{
    static const char SELECT_FAMILY[] = "SELECT ifnull((SELECT family_id FROM report_code"
                                        " WHERE helper = ?1 AND code = ?2 AND ended_at = 0), 0)";
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;

    TRY(sqlite_read(store, &db, why));
    return sqlite_number(db, SELECT_FAMILY, BIND(as_string(helper), as_string(code)), out, why);
}
