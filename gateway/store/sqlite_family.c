/* Families with their members and phones. */
#include "gateway/store/sqlite_store.h"

/* E.164: a plus and 7 to 15 digits. Source: ITU-T E.164, 6.2; the lower bound is ours. */
static bool is_e164(const char *number)
{
    size_t digits;

    if (!number || number[0] != '+' || number[1] == '0') return false;
    digits = strspn(number + 1, "0123456789");
    return digits >= 7 && digits <= 15 && number[1 + digits] == '\0';
}

struct family_add {
    struct family *family;
    usec now;
};

static enum rc insert_family(struct sqlite *db, struct family *family, usec now, struct fault *why)
{
    static const char INSERT_FAMILY[] =
        "INSERT INTO family (id, key_id, name, manager, allows_113, created_at)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    SCOPED(sealed_clear) struct sealed name = {0};
    struct sqlite_store *store = db->store;
    struct seal_key key;

    /* The key is on disk before the first row that needs it. */
    TRY(keyring_add(store->keyring, &key, why));
    family->id = new_id(db, TABLE_FAMILY);
    family->created_at = now;
    store->last_key = key;
    store->last_key_family = family->id;
    TRY(seal_string(db, family->id, (struct seal_row){SEAL_FAMILY_NAME, family->id}, family->name,
                    &name, why));
    return sqlite_run(db, INSERT_FAMILY,
                      BIND(as_int(family->id), as_int(key.id), as_sealed(&name),
                           as_string(family->manager), as_int(family->allows_113), as_int(now)),
                      why);
}

static enum rc insert_member(struct sqlite *db, int64_t family_id, size_t place,
                             struct member *member, struct fault *why)
{
    static const char INSERT_MEMBER[] =
        "INSERT INTO member (id, family_id, place, name, language, asked, digits)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    SCOPED(sealed_clear) struct sealed name = {0};

    member->id = new_id(db, TABLE_MEMBER);
    TRY(seal_string(db, family_id, (struct seal_row){SEAL_MEMBER_NAME, member->id}, member->name,
                    &name, why));
    return sqlite_run(db, INSERT_MEMBER,
                      BIND(as_int(member->id), as_int(family_id), as_int((int64_t)place),
                           as_sealed(&name), as_int(member->language), as_int(member->asked),
                           as_int(member->digits)),
                      why);
}

static enum rc insert_phone(struct sqlite *db, int64_t family_id, struct phone *phone, usec now,
                            struct fault *why)
{
    static const char INSERT_PHONE[] =
        "INSERT INTO phone (id, family_id, number, number_hash, discretion, safe_from_min,"
        " safe_till_min, stopped, stop_pending, created_at)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    struct hash hash = hash_string(db, SEAL_NUMBER, phone->number);
    SCOPED(sealed_clear) struct sealed number = {0};

    phone->id = new_id(db, TABLE_PHONE);
    TRY(seal_string(db, family_id, (struct seal_row){SEAL_PHONE_NUMBER, phone->id}, phone->number,
                    &number, why));
    return sqlite_run(db, INSERT_PHONE,
                      BIND(as_int(phone->id), as_int(family_id), as_sealed(&number), as_hash(&hash),
                           as_int(phone->discretion), as_int(phone->safe_from_min),
                           as_int(phone->safe_till_min), as_int(phone->stopped),
                           as_int(phone->stop_pending), as_int(now)),
                      why);
}

/* A member's phone: shared with another member of the family, or new. */
static enum rc add_phone(struct sqlite *db, int64_t family_id, struct member *member, usec now,
                         struct fault *why)
{
    static const char INSERT_USE[] =
        "INSERT INTO phone_use (member_id, phone_id, from_at) VALUES (?1, ?2, ?3)";
    int64_t phone_id, owner_id;

    if (!member->phone.number || member->phone.number[0] == '\0') {
        member->phone.id = 0;
        return RC_OK;
    }
    if (!is_e164(member->phone.number)) {
        return fault_set(why, RC_INVALID,
                         "a phone number is not in international form (+31612345678)");
    }
    TRY(phone_find(db, member->phone.number, &phone_id, &owner_id, why));
    if (phone_id && owner_id != family_id)
        return fault_set(why, RC_TAKEN, "a phone number belongs to family %lld already",
                         (long long)owner_id);
    member->phone.id = phone_id;
    if (!phone_id) TRY(insert_phone(db, family_id, &member->phone, now, why));
    return sqlite_run(db, INSERT_USE,
                      BIND(as_int(member->id), as_int(member->phone.id), as_int(now)), why);
}

static enum rc write_family(struct sqlite *db, void *with, struct fault *why)
{
    struct family_add *add = with;
    struct family *family = add->family;

    if (!family->manager || family->manager[0] == '\0')
        return fault_set(why, RC_INVALID, "a family needs a family manager");
    TRY(insert_family(db, family, add->now, why));
    for (size_t i = 0; i < family->member_n; i++) {
        TRY(insert_member(db, family->id, i, &family->members[i], why));
        TRY(add_phone(db, family->id, &family->members[i], add->now, why));
    }
    return RC_OK;
}

enum rc sqlite_family_add(struct store *store, struct family *family, usec now, struct fault *why)
{
    struct family_add add = {.family = family, .now = now};

    return sqlite_write(store, write_family, &add, why);
}

static enum rc load_members(struct sqlite *db, struct family *family, struct fault *why)
{
    static const char SELECT_MEMBERS[] =
        "SELECT member.id, name, language, digits, asked, best_from_day, best_minute, best_before,"
        " (SELECT due_at FROM question INDEXED BY question_once"
        "  WHERE member_id = member.id AND kind = 0"
        "  AND enrolment_id = (SELECT max(id) FROM enrolment WHERE family_id = ?1)"
        "  ORDER BY due_at DESC LIMIT 1), phone_id"
        " FROM member LEFT JOIN phone_use ON member_id = member.id AND till_at IS NULL"
        " WHERE family_id = ?1 ORDER BY place";
    SCOPED(rows_close)
    struct rows rows = sqlite_query(db, SELECT_MEMBERS, BIND(as_int(family->id)));

    while (rows_next(&rows)) {
        struct member *member;
        int64_t phone_id;

        family->members = mem_grow(family->members, family->member_n + 1, sizeof(*member));
        member = &family->members[family->member_n++];
        *member = (struct member){.id = take_int(&rows)};
        TRY(take_sealed(&rows, (struct seal_row){SEAL_MEMBER_NAME, member->id}, &member->name,
                        why));
        member->language = (enum language)take_int(&rows);
        member->digits = (enum digits)take_int(&rows);
        member->asked = take_bool(&rows);
        member->best.from_day = (int32_t)take_int(&rows);
        member->best.minute = (int)take_int(&rows);
        member->best.before = (int)take_int(&rows);
        member->check_in_at = take_int(&rows);
        phone_id = take_int(&rows);
        if (phone_id)
            TRY(phone_load(db, phone_id, &member->phone, why));
        else
            member->phone.number = mem_copy_string("");
    }
    return rows_end(&rows, why);
}

static enum rc load_parts(struct sqlite *db, int64_t id, struct family *family, struct fault *why)
{
    static const char SELECT_FAMILY[] =
        "SELECT name, manager, allows_113, created_at FROM family WHERE id = ?1";
    SCOPED(rows_close) struct rows rows = sqlite_query(db, SELECT_FAMILY, BIND(as_int(id)));

    if (!rows_next(&rows)) {
        TRY(rows_end(&rows, why));
        return fault_set(why, RC_MISSING, "family %lld is not in the store", (long long)id);
    }
    family->id = id;
    TRY(take_sealed(&rows, (struct seal_row){SEAL_FAMILY_NAME, id}, &family->name, why));
    family->manager = take_copy(&rows);
    family->allows_113 = take_bool(&rows);
    family->created_at = take_int(&rows);
    TRY(rows_end(&rows, why));
    TRY(load_members(db, family, why));
    return enrolment_load(db, family->id, &family->enrolment, why);
}

enum rc family_load(struct sqlite *db, int64_t id, struct family *out, struct fault *why)
{
    struct family family = {0};
    enum rc rc = load_parts(db, id, &family, why);

    if (rc == RC_OK)
        *out = family;
    else
        family_clear(&family);
    return rc;
}

enum rc sqlite_family_load(struct store *store, int64_t id, struct family *out, struct fault *why)
{
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;

    TRY(sqlite_read(store, &db, why));
    return family_load(db, id, out, why);
}

enum rc families_load(struct sqlite *db, struct rows *rows, struct families *out, struct fault *why)
{
    SCOPED(families_clear) struct families families = {0};

    while (rows_next(rows)) {
        families.at = mem_grow(families.at, families.n + 1, sizeof(*families.at));
        TRY(family_load(db, take_int(rows), &families.at[families.n], why));
        families.n++;
    }
    TRY(rows_end(rows, why));
    hand_over(out, &families, sizeof(families));
    return RC_OK;
}

enum rc sqlite_family_list(struct store *store, const char *manager, struct families *out,
                           struct fault *why)
{
    static const char SELECT_ALL[] = "SELECT id FROM family ORDER BY id";
    static const char SELECT_OF_MANAGER[] = "SELECT id FROM family WHERE manager = ?1 ORDER BY id";
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;
    SCOPED(rows_close) struct rows rows = {0};

    TRY(sqlite_read(store, &db, why));
    rows = manager ? sqlite_query(db, SELECT_OF_MANAGER, BIND(as_string(manager)))
                   : sqlite_query(db, SELECT_ALL, BIND_NONE);
    return families_load(db, &rows, out, why);
}

struct digits_write {
    int64_t family_id, member_id;
    enum digits digits;
};

static enum rc write_digits(struct sqlite *db, void *with, struct fault *why)
{
    static const char SET_DIGITS[] =
        "UPDATE member SET digits = ?3 WHERE family_id = ?1 AND id = ?2";
    const struct digits_write *write = with;

    TRY(sqlite_run(db, SET_DIGITS,
                   BIND(as_int(write->family_id), as_int(write->member_id), as_int(write->digits)),
                   why));
    if (sqlite_changed(db) == 1) return RC_OK;
    return fault_set(why, RC_MISSING, "family %lld has no member %lld", (long long)write->family_id,
                     (long long)write->member_id);
}

enum rc sqlite_member_digits(struct store *store, int64_t family_id, int64_t member_id,
                             enum digits digits, struct fault *why)
{
    struct digits_write write = {family_id, member_id, digits};

    return sqlite_write(store, write_digits, &write, why);
}
