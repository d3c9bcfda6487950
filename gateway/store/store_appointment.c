/* Appointments: what goes in and comes out, for every backend. */
#include "gateway/store/store_ops.h"

void store_uid_hash(struct store *store, const char *uid, unsigned char out[static UID_HASH_BYTES])
{
    static_assert(UID_HASH_BYTES == SEAL_HASH_BYTES, "one is the other");
    assert(uid);
    seal_hash(&store->index, SEAL_UID, uid, strlen(uid), out);
}

enum rc store_appointment_add(struct store *store, struct appointment *appointment, usec now,
                              struct fault *why)
{
    assert(appointment);
    assert(appointment->family_id > 0 && appointment->starts_at > 0);
    assert(now > 0);
    return store->ops->appointment_add(store, appointment, now, why);
}

enum rc store_appointment_load(struct store *store, int64_t family_id, int64_t id,
                               struct appointment *out, struct fault *why)
{
    assert(family_id > 0);
    assert(out);
    return store->ops->appointment_load(store, family_id, id, out, why);
}

enum rc store_appointment_find(struct store *store, int64_t family_id,
                               const unsigned char uid_hash[static UID_HASH_BYTES],
                               struct appointment *out, struct fault *why)
{
    assert(family_id > 0);
    assert(out);
    return store->ops->appointment_find(store, family_id, uid_hash, out, why);
}

enum rc store_appointment_list(struct store *store, int64_t family_id, struct appointments *out,
                               struct fault *why)
{
    assert(family_id > 0);
    assert(out);
    return store->ops->appointment_list(store, family_id, out, why);
}

enum rc store_appointment_note(struct store *store, const struct appointment *appointment, usec now,
                               struct fault *why)
{
    assert(appointment && appointment->id > 0 && appointment->family_id > 0);
    return store->ops->appointment_note(store, appointment, now, why);
}

enum rc store_appointment_unseen(struct store *store, usec now, size_t limit,
                                 struct appointments *out, struct fault *why)
{
    assert(limit > 0);
    assert(out);
    return store->ops->appointment_unseen(store, now, limit, out, why);
}
