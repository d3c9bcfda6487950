#include "gateway/agenda/taking.h"

#include "gateway/appointments/appointments.h"

void taking_clear(struct taking *taking)
{
    for (size_t i = 0; i < taking->known_n; i++) {
        family_clear(&taking->known[i].family);
        appointments_clear(&taking->known[i].appointments);
    }
    free(taking->known);
    free(taking->codes);
    free(taking->heard);
    ical_instances_clear(&taking->instances);
    ical_clear(&taking->ical);
    agenda_report_clear(&taking->report);
}

void agenda_report_clear(struct agenda_report *report)
{
    if (!report) return;
    for (size_t i = 0; i < report->trouble_n; i++) {
        free(report->troubles[i].uid);
        free(report->troubles[i].text);
    }
    free(report->troubles);
    free(report->items);
    *report = (struct agenda_report){0};
}

void taking_item(struct taking *taking, enum agenda_act act, const struct appointment *appointment)
{
    struct agenda_report *report = &taking->report;

    report->items = mem_grow(report->items, report->item_n + 1, sizeof(*report->items));
    report->items[report->item_n++] =
        (struct agenda_item){act, appointment->family_id, appointment->id, appointment->starts_at};
}

void taking_trouble(struct taking *taking, const struct ical_event *event, const char *text)
{
    struct agenda_report *report = &taking->report;

    report->troubles = mem_grow(report->troubles, report->trouble_n + 1, sizeof(*report->troubles));
    report->troubles[report->trouble_n++] =
        (struct agenda_trouble){.line = event->line,
                                .uid = mem_copy_string(event->uid ? event->uid : ""),
                                .text = mem_copy_string(text)};
}

void taking_source(const struct agenda_source *source, struct text *out)
{
    text_addf(out, "%s:%s", source->feed ? "feed" : "file", source->login);
}

static enum rc load_known(struct taking *taking, int64_t family_id, struct known *out,
                          struct fault *why)
{
    enum rc rc = store_family_load(taking->store, family_id, &out->family, why);

    if (rc == RC_MISSING) return RC_OK;
    TRY(rc);
    out->theirs =
        !taking->source->manager || strcmp(out->family.manager, taking->source->manager) == 0;
    if (!out->theirs) return RC_OK;
    return store_appointment_list(taking->store, family_id, &out->appointments, why);
}

enum rc taking_know(struct taking *taking, int64_t family_id, size_t *out, struct fault *why)
{
    struct known *known;

    for (*out = 0; *out < taking->known_n; ++*out)
        if (taking->known[*out].id == family_id) return RC_OK;
    taking->known = mem_grow(taking->known, taking->known_n + 1, sizeof(*taking->known));
    known = &taking->known[taking->known_n++];
    *known = (struct known){.id = family_id};
    return load_known(taking, family_id, known, why);
}

bool known_member(const struct family *family, int place, int64_t *out)
{
    if ((size_t)place > family->member_n) return false;
    *out = place > 0 ? family->members[place - 1].id : 0;
    return true;
}

bool taking_is_near(const struct taking *taking, const struct ical_event *event)
{
    int32_t today = (int32_t)(taking->now / USEC_DAY);
    int32_t last = (int32_t)((taking->now + AGENDA_AHEAD) / USEC_DAY);
    const struct local *at = &event->start.local;
    int32_t day = day_of(at->year, at->month, at->day);

    if (event->rrule || event->rdate_n || event->start.clock == ICAL_NONE) return true;
    return day >= today - 1 && day <= last + 1;
}

bool appointment_is_on(const struct appointment *appointment, usec now)
{
    return appointment && appointment->state != APPOINTMENT_CANCELLED &&
           appointment->starts_at > now;
}

enum rc taking_cancel(struct taking *taking, const struct appointment *appointment, int sequence,
                      struct fault *why)
{
    /* So that an older version of the file does not bring it back. */
    struct appointment_wish wish = {
        .family_id = appointment->family_id, .id = appointment->id, .sequence = sequence};

    if (sequence > appointment->sequence)
        TRY(appointments_move(taking->store, taking->config, &wish, taking->now, why));
    TRY(appointments_cancel(taking->store, taking->config, appointment->family_id, appointment->id,
                            taking->now, why));
    taking_item(taking, AGENDA_CANCELLED, appointment);
    return RC_OK;
}
