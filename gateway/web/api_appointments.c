/* Appointments for other systems. */
#include "gateway/appointments/appointments.h"

#include "gateway/web/access.h"
#include "gateway/web/api.h"
#include "gateway/web/api_json.h"
#include "gateway/web/pages.h"
#include "providers/json.h"

static json_t *write_attendance(enum attendance attendance)
{
    if (attendance == ATTENDANCE_UNKNOWN) return json_null();
    return json_string(attendance == ATTENDANCE_CAME ? "came" : "missed");
}

static json_t *write_appointment(const struct appointment *one)
{
    static const char *const states[] = {"open", "confirmed", "declined", "reschedule",
                                         "cancelled"};
    json_t *slots = json_array();

    for (size_t i = 0; i < APPOINTMENT_SLOTS && one->slots[i]; i++)
        json_array_append_new(slots, api_write_moment(one->slots[i]));
    return json_pack("{s:I, s:o, s:o, s:o, s:o, s:s, s:o, s:o, s:o}", "id", (json_int_t)one->id,
                     "member", one->member_id ? json_integer(one->member_id) : json_null(),
                     "starts_at", api_write_moment(one->starts_at), "ends_at",
                     api_write_moment(one->ends_at), "place",
                     json_text(one->place ? one->place : ""), "state", states[one->state],
                     "attendance", write_attendance(one->attendance), "told_at",
                     api_write_moment(one->told_at), "slots", slots);
}

enum rc api_appointments(struct visit *visit, struct fault *why)
{
    SCOPED(family_clear) struct family family = {0};
    SCOPED(appointments_clear) struct appointments appointments = {0};
    json_t *list;

    TRY(access_load_family(visit, visit->id, &family, why));
    TRY(store_appointment_list(visit_store(visit), family.id, &appointments, why));
    list = json_array();
    for (size_t i = 0; i < appointments.n; i++)
        json_array_append_new(list, write_appointment(&appointments.at[i]));
    visit_json(visit, 200, json_pack("{s:o}", "appointments", list));
    return RC_OK;
}

static enum rc answer_with(struct visit *visit, int64_t family_id, int64_t id, int status,
                           struct fault *why)
{
    SCOPED(appointment_clear) struct appointment now = {0};

    TRY(store_appointment_load(visit_store(visit), family_id, id, &now, why));
    visit_json(visit, status, write_appointment(&now));
    return RC_OK;
}

/* Absent or null: `*out` stays 0. */
static enum rc read_moment(const json_t *value, const char *name, usec *out, struct fault *why)
{
    const char *string = json_string_value(value);

    if (!value || json_is_null(value) || (string && clock_read(string, out))) return RC_OK;
    return fault_set(why, RC_INVALID, "%s: expected a moment such as 2027-04-02T08:30:00Z", name);
}

/* `*place` is the caller's to free; NULL: none is given. */
static enum rc read_wish(const json_t *body, struct appointment_wish *out, char **place,
                         struct fault *why)
{
    const json_t *given = json_object_get(body, "place");

    TRY(read_moment(json_object_get(body, "starts_at"), "starts_at", &out->starts_at, why));
    TRY(read_moment(json_object_get(body, "ends_at"), "ends_at", &out->ends_at, why));
    if (given && !json_is_string(given))
        return fault_set(why, RC_INVALID, "place: expected a string");
    if (given) out->place = *place = mem_copy_string(json_string_value(given));
    return RC_OK;
}

enum rc api_appointment_add(struct visit *visit, struct fault *why)
{
    SCOPED(json_free) json_t *body = NULL;
    SCOPED(family_clear) struct family family = {0};
    SCOPED(appointment_clear) struct appointment appointment = {0};
    struct appointment_wish wish = {0};
    const json_t *member;

    TRY(access_load_family(visit, visit->id, &family, why));
    TRY(api_read_body(visit, &body, why));
    member = json_object_get(body, "member");
    TRY(read_wish(body, &wish, &appointment.place, why));
    appointment.family_id = family.id;
    if (member && !json_is_null(member) && json_integer_value(member) <= 0)
        return fault_set(why, RC_INVALID,
                         "member: expected the id of a member, or null for the family");
    appointment.member_id = json_integer_value(member);
    appointment.starts_at = wish.starts_at;
    appointment.ends_at = wish.ends_at;
    appointment.source = mem_copy_string(visit->staff->login);
    TRY(appointments_add(visit_store(visit), visit_config(visit), &appointment, visit->now, why));
    return answer_with(visit, family.id, appointment.id, 201, why);
}

static enum rc move(struct visit *visit, const json_t *body, struct fault *why)
{
    SCOPED(mem_free) char *place = NULL;
    struct appointment_wish wish = {.family_id = visit->id, .id = visit->part_id};

    TRY(read_wish(body, &wish, &place, why));
    return appointments_move(visit_store(visit), visit_config(visit), &wish, visit->now, why);
}

static enum rc cancel(struct visit *visit, const json_t *body, struct fault *why)
{
    (void)body; /* there is nothing to say */
    return appointments_cancel(visit_store(visit), visit_config(visit), visit->id, visit->part_id,
                               visit->now, why);
}

static enum rc offer(struct visit *visit, const json_t *body, struct fault *why)
{
    const json_t *list = json_object_get(body, "slots");
    usec slots[APPOINTMENT_SLOTS] = {0};
    size_t n = json_array_size(list);

    if (n == 0 || n > APPOINTMENT_SLOTS)
        return fault_set(why, RC_INVALID, "slots: expected 1 to %d moments", APPOINTMENT_SLOTS);
    for (size_t i = 0; i < n; i++)
        TRY(read_moment(json_array_get(list, i), "slots", &slots[i], why));
    return appointments_offer(visit_store(visit), visit_config(visit), visit->id, visit->part_id,
                              slots, visit->now, why);
}

static enum rc attend(struct visit *visit, const json_t *body, struct fault *why)
{
    const json_t *came = json_object_get(body, "came");
    struct appointment note = {.family_id = visit->id,
                               .id = visit->part_id,
                               .attendance =
                                   json_is_true(came) ? ATTENDANCE_CAME : ATTENDANCE_MISSED};

    if (!json_is_boolean(came)) return fault_set(why, RC_INVALID, "came: expected true or false");
    return store_appointment_note(visit_store(visit), &note, visit->now, why);
}

enum rc api_appointment_change(struct visit *visit, struct fault *why)
{
    static const struct {
        const char *word;
        enum rc (*act)(struct visit *visit, const json_t *body, struct fault *why);
    } acts[] = {
        {"move",       move  },
        {"cancel",     cancel},
        {"slots",      offer },
        {"attendance", attend},
    };
    SCOPED(json_free) json_t *body = NULL;
    SCOPED(family_clear) struct family family = {0};

    TRY(access_load_family(visit, visit->id, &family, why));
    TRY(api_read_body(visit, &body, why));
    for (size_t i = 0; i < COUNT(acts); i++) {
        if (strcmp(visit->word, acts[i].word) != 0) continue;
        TRY(acts[i].act(visit, body, why));
        return answer_with(visit, visit->id, visit->part_id, 200, why);
    }
    return fault_set(why, RC_MISSING,
                     "expected …/appointments/ID/move, /cancel, /slots or /attendance");
}
