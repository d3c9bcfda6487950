/* Appointments of a family: made, moved, called off, with other times to choose from, and who came. */
#include "gateway/appointments/appointments.h"
#include "gateway/dialogue/reminder.h"

#include "gateway/web/pages.h"
#include "gateway/web/view.h"

/* So long one can still say who was there. */
#define APPOINTMENTS_SHOWN (14 * USEC_DAY)
/* Texts that told of an appointment are looked for this far back. */
#define QUESTIONS_BACK (60 * USEC_DAY)
/* What was said stays so long beside what nobody said yet, to be corrected. */
#define NOTED_SHOWN (3 * USEC_DAY)

/* ---- Showing ---- */

static json_t *field_day(const struct visit *visit, usec at)
{
    struct local local = zone_local(visit_zone(visit), at);
    char day[16];

    snprintf(day, sizeof(day), "%04d-%02d-%02d", local.year, local.month, local.day);
    return json_string(day);
}

static json_t *field_time(const struct visit *visit, usec at)
{
    struct local local = zone_local(visit_zone(visit), at);
    char time[8];

    if (at == 0) return json_string("");
    snprintf(time, sizeof(time), "%02d:%02d", local.hour, local.minute);
    return json_string(time);
}

static json_t *slots_of(const struct visit *visit, const struct appointment *one)
{
    json_t *slots = json_array();

    for (size_t i = 0; i < APPOINTMENT_SLOTS && one->slots[i]; i++)
        json_array_append_new(slots, visit_say(visit, one->slots[i], MOMENT_LONG));
    return slots;
}

static json_t *numbers_of_slots(void)
{
    json_t *numbers = json_array();

    for (int i = 1; i <= APPOINTMENT_SLOTS; i++)
        json_array_append_new(numbers, json_integer(i));
    return numbers;
}

static bool asks_who_came(const struct visit *visit, const struct appointment *one)
{
    return one->starts_at <= visit->now && !one->attendance && one->state != APPOINTMENT_DECLINED &&
           one->state != APPOINTMENT_CANCELLED;
}

/* Who is reminded of it: those who come and have a phone that takes texts. */
static json_t *reminded_of(const struct visit *visit, const struct family *family,
                           const struct appointment *one)
{
    SCOPED(text_wipe) struct text names = {0};
    struct reminded who;

    reminder_members(visit_config(visit), family, one, &who);
    for (size_t i = 0; i < who.n; i++)
        if (who.at[i]->phone.id && !who.at[i]->phone.stopped)
            text_addf(&names, "%s%s", names.n ? ", " : "", who.at[i]->name);
    if (names.n == 0 || reminder_at(visit_config(visit), family, one, 0) == USEC_NEVER)
        return json_string(phrase(visit->phrases, "appointment_reminds_nobody"));
    return phrase_json(visit->phrases, "appointment_reminds", text_string(&names), NULL);
}

/* Whether the last text that was to tell of its time never left. */
static bool is_untold(const struct appointment *one, const struct questions *questions)
{
    const struct question *last = NULL;

    for (size_t i = 0; i < questions->n; i++)
        if (questions->at[i].appointment_id == one->id) last = &questions->at[i];
    return last && last->starts_at == one->starts_at && one->told_at != one->starts_at &&
           (last->state == QUESTION_SKIPPED || last->state == QUESTION_EXPIRED);
}

static json_t *appointment_of(const struct visit *visit, const struct family *family,
                              const struct appointment *one, const struct questions *questions)
{
    static const char *const states[] = {"open", "confirmed", "declined", "reschedule",
                                         "cancelled"};
    static const char *const outcomes[] = {"", "came", "missed"};
    const struct member *member = view_member(family, one->member_id);
    const char *name = member ? member->name : phrase(visit->phrases, "appointment_family");
    const char *state = one->attendance ? outcomes[one->attendance] : states[one->state];
    bool begun = one->starts_at <= visit->now;
    json_t *json = json_object(), *slots = slots_of(visit, one);

    json_object_set_new(json, "id", json_integer(one->id));
    json_object_set_new(json, "at", visit_say(visit, one->starts_at, MOMENT_LONG));
    json_object_set_new(json, "till",
                        one->ends_at ? visit_say(visit, one->ends_at, MOMENT_TIME) : json_null());
    json_object_set_new(json, "place", json_text(one->place));
    json_object_set_new(json, "who", json_text(name));
    json_object_set_new(json, "state",
                        json_string(phrase_of(visit->phrases, "appointment", state)));
    json_object_set_new(json, "was",
                        asks_who_came(visit, one)
                            ? phrase_json(visit->phrases, "appointment_was", name, NULL)
                            : json_null());
    json_object_set_new(json, "noted", json_boolean(one->attendance != ATTENDANCE_UNKNOWN));
    json_object_set_new(json, "came", json_boolean(one->attendance == ATTENDANCE_CAME));
    json_object_set_new(json, "can_change",
                        json_boolean(!begun && one->state != APPOINTMENT_CANCELLED));
    if (!begun && one->state != APPOINTMENT_CANCELLED)
        json_object_set_new(json, "reminds", reminded_of(visit, family, one));
    json_object_set_new(json, "untold", json_boolean(!begun && is_untold(one, questions)));
    json_object_set_new(json, "told", json_boolean(one->told_at > 0));
    json_object_set_new(json, "day_value", field_day(visit, one->starts_at));
    json_object_set_new(json, "time_value", field_time(visit, one->starts_at));
    json_object_set_new(json, "till_value", field_time(visit, one->ends_at));
    json_object_set_new(json, "slots_n", json_boolean(json_array_size(slots) > 0));
    json_object_set_new(json, "slots", slots);
    json_object_set_new(json, "numbers", numbers_of_slots());
    return json;
}

enum rc view_add_appointments(json_t *to, const struct visit *visit, const struct family *family,
                              struct fault *why)
{
    SCOPED(appointments_clear) struct appointments appointments = {0};
    SCOPED(questions_clear) struct questions questions = {0};
    bool named = visit_config(visit)->texts_name_place;
    json_t *list = json_array();
    bool asks = false;

    json_object_set_new(to, "appointments", list);
    json_object_set_new(to, "place_hint",
                        json_string(phrase(visit->phrases, named ? "appointment_place_named"
                                                                 : "appointment_place_unnamed")));
    TRY(store_appointment_list(visit_store(visit), family->id, &appointments, why));
    TRY(store_question_list(visit_store(visit), family->id, visit->now - QUESTIONS_BACK, &questions,
                            why));
    for (size_t i = 0; i < appointments.n; i++) {
        const struct appointment *one = &appointments.at[i];

        if (one->starts_at < visit->now - APPOINTMENTS_SHOWN) continue;
        json_array_append_new(list, appointment_of(visit, family, one, &questions));
        asks = asks || asks_who_came(visit, one);
    }
    json_object_set_new(to, "attendance_n", json_boolean(asks));
    json_object_set_new(to, "appointments_n", json_boolean(json_array_size(list) > 0));
    return RC_OK;
}

static enum rc add_family_attendance(json_t *list, const struct visit *visit,
                                     const struct family *family, struct fault *why)
{
    SCOPED(appointments_clear) struct appointments appointments = {0};

    TRY(store_appointment_list(visit_store(visit), family->id, &appointments, why));
    for (size_t i = 0; i < appointments.n; i++) {
        const struct appointment *one = &appointments.at[i];
        usec since = visit->now - (one->attendance ? NOTED_SHOWN : APPOINTMENTS_SHOWN);
        json_t *json;

        if (one->starts_at < since || !(one->attendance || asks_who_came(visit, one))) continue;
        json = appointment_of(visit, family, one, &(struct questions){0});
        json_object_set_new(json, "family_id", json_integer(family->id));
        json_object_set_new(json, "family", json_text(family->name));
        json_array_append_new(list, json);
    }
    return RC_OK;
}

enum rc view_add_attendance(json_t *to, const struct visit *visit, struct fault *why)
{
    SCOPED(families_clear) struct families families = {0};
    json_t *list = json_array();

    json_object_set_new(to, "attendance", list);
    if (visit->staff->role != ROLE_FAMILY_MANAGER) return RC_OK;
    TRY(access_families(visit, &families, why));
    for (size_t i = 0; i < families.n; i++)
        TRY(add_family_attendance(list, visit, &families.at[i], why));
    json_object_set_new(to, "attendance_n", json_boolean(json_array_size(list) > 0));
    return RC_OK;
}

/* ---- Changing ---- */

/* A day and a time of the form as a moment; 0: they are none. */
static usec moment_of(const struct visit *visit, const char *day_field, const char *time_field)
{
    struct local local;
    int32_t day;
    int minutes;

    if (!day_read(visit_field(visit, day_field), &day) ||
        !time_read(visit_field(visit, time_field), &minutes))
        return 0;
    local = day_local(day);
    local.minute = minutes;
    return zone_usec(visit_zone(visit), local);
}

/* What the form says of start, end and place. False: a moment that makes no sense. */
static bool read_form(const struct visit *visit, struct appointment_wish *out)
{
    out->starts_at = moment_of(visit, "day", "time");
    out->ends_at = moment_of(visit, "day", "till");
    if (visit_field(visit, "till")[0] && out->ends_at <= out->starts_at) return false;
    return out->starts_at > visit->now;
}

enum rc family_appointment(struct visit *visit, struct fault *why)
{
    SCOPED(family_clear) struct family family = {0};
    SCOPED(appointment_clear) struct appointment appointment = {0};
    struct appointment_wish form = {0};

    TRY(access_load_family(visit, visit->id, &family, why));
    if (strcmp(visit_field(visit, "member"), "0") != 0 &&
        !view_member(&family, visit_number(visit, "member")))
        return fault_set(why, RC_INVALID, "member: nobody of this family");
    if (!read_form(visit, &form)) {
        view_go_to_family(visit, family.id, "wrong_moment");
        return RC_OK;
    }
    appointment.family_id = family.id;
    appointment.member_id = visit_number(visit, "member");
    appointment.starts_at = form.starts_at;
    appointment.ends_at = form.ends_at;
    appointment.place = mem_copy_string(visit_field(visit, "place"));
    appointment.source = mem_copy_string(visit->staff->login);
    TRY(appointments_add(visit_store(visit), visit_config(visit), &appointment, visit->now, why));
    view_go_to_family(visit, family.id, "saved");
    return RC_OK;
}

static enum rc move(struct visit *visit, int64_t family_id, int64_t id, const char **said,
                    struct fault *why)
{
    SCOPED(text_wipe) struct text place = {0};
    struct appointment_wish wish = {0};

    if (!read_form(visit, &wish)) {
        *said = "wrong_moment";
        return RC_OK;
    }
    text_add(&place, visit_field(visit, "place"));
    wish.family_id = family_id;
    wish.id = id;
    wish.place = place.n ? place.at : NULL;
    return appointments_move(visit_store(visit), visit_config(visit), &wish, visit->now, why);
}

static enum rc offer(struct visit *visit, int64_t family_id, int64_t id, const char **said,
                     struct fault *why)
{
    usec slots[APPOINTMENT_SLOTS] = {0};
    size_t n = 0;

    for (int i = 1; i <= APPOINTMENT_SLOTS; i++) {
        char day[8], time[8];
        usec at;

        snprintf(day, sizeof(day), "day%d", i);
        snprintf(time, sizeof(time), "time%d", i);
        at = moment_of(visit, day, time);
        if (at > visit->now)
            slots[n++] = at;
        else if (visit_field(visit, day)[0])
            *said = "wrong_moment";
    }
    if (n == 0) *said = "wrong_moment";
    if (strcmp(*said, "saved") != 0) return RC_OK;
    return appointments_offer(visit_store(visit), visit_config(visit), family_id, id, slots,
                              visit->now, why);
}

/* Whether somebody was there. */
static enum rc note(struct visit *visit, int64_t family_id, int64_t id, enum attendance attendance,
                    struct fault *why)
{
    struct appointment appointment = {.id = id, .family_id = family_id, .attendance = attendance};

    return store_appointment_note(visit_store(visit), &appointment, visit->now, why);
}

enum rc family_appointment_change(struct visit *visit, struct fault *why)
{
    SCOPED(family_clear) struct family family = {0};
    const char *act = visit_field(visit, "act"), *said = "saved";
    int64_t id = visit_number(visit, "appointment");
    enum rc rc;

    TRY(access_load_family(visit, visit->id, &family, why));
    if (id <= 0) return fault_set(why, RC_INVALID, "appointment: expected its number");
    if (strcmp(act, "move") == 0)
        rc = move(visit, family.id, id, &said, why);
    else if (strcmp(act, "offer") == 0)
        rc = offer(visit, family.id, id, &said, why);
    else if (strcmp(act, "cancel") == 0)
        rc = appointments_cancel(visit_store(visit), visit_config(visit), family.id, id, visit->now,
                                 why);
    else if (strcmp(act, "came") == 0)
        rc = note(visit, family.id, id, ATTENDANCE_CAME, why);
    else if (strcmp(act, "missed") == 0)
        rc = note(visit, family.id, id, ATTENDANCE_MISSED, why);
    else
        rc = fault_set(why, RC_INVALID, "act: expected move, offer, cancel, came or missed");
    if (rc == RC_OK) view_go_to_family(visit, family.id, said);
    return rc;
}
