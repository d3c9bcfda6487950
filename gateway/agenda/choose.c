/* Choose: which events of a file are appointments of a family. */
#include <strings.h>

#include "gateway/agenda/taking.h"

/* Only the first thing that is wrong is told. */
static void set_wrong(struct ical_event *event, const char *text)
{
    if (!event->wrong) event->wrong = mem_copy_string(text);
}

/* Outlook leaves a meeting that its organiser called off in the calendar of who was invited, as confirmed as before, and
 * says so in the title alone. Source: github.com/derekantrican/GAS-ICS-Sync/issues/218, read 2026-11-22; the Dutch and
 * German words are those of Outlook in these languages (GUESS: ask who has it in another one). */
static bool is_called_off(const struct ical_event *event)
{
    static const char *const words[] = {"Canceled:", "Cancelled:", "Geannuleerd:", "Abgesagt:"};

    for (size_t i = 0; i < COUNT(words) && event->summary; i++)
        if (strncasecmp(event->summary, words[i], strlen(words[i])) == 0) return true;
    return false;
}

static enum rc check_family(struct taking *taking, struct ical_event *event,
                            const struct family_code *code, struct fault *why)
{
    int64_t member_id;
    size_t i;

    TRY(taking_know(taking, code->family_id, &i, why));
    if (!taking_is_near(taking, event)) return RC_OK;
    if (event->start.clock == ICAL_DATE && !event->cancelled)
        set_wrong(event, "it is of whole days; an appointment has a time");
    if (!taking->known[i].theirs)
        set_wrong(event, "its code is of no family here, or of somebody else's");
    else if (!known_member(&taking->known[i].family, code->member, &member_id))
        set_wrong(event, "its code names a member that the family does not have");
    return RC_OK;
}

/* A change of one of a row may leave out the code that the row has. */
static void inherit_codes(struct taking *taking)
{
    const struct ical *ical = &taking->ical;

    for (size_t i = 0; i < ical->event_n; i++) {
        const struct ical_event *row = &ical->events[i];

        if (!taking->codes[i].family_id || row->recurrence.clock != ICAL_NONE || !row->uid)
            continue;
        for (size_t j = 0; j < ical->event_n; j++)
            if (!taking->codes[j].family_id && ical->events[j].uid &&
                strcmp(ical->events[j].uid, row->uid) == 0)
                taking->codes[j] = taking->codes[i];
    }
}

enum rc taking_choose(struct taking *taking, struct fault *why)
{
    struct ical *ical = &taking->ical;

    taking->codes = mem_new(ical->event_n + 1, sizeof(*taking->codes));
    for (size_t i = 0; i < ical->event_n; i++)
        if (!family_code_find(&ical->events[i], &taking->codes[i]))
            set_wrong(&ical->events[i], "it has the codes of two families, or of two members");
    inherit_codes(taking);
    for (size_t i = 0; i < ical->event_n; i++) {
        struct ical_event *event = &ical->events[i];

        event->left_out = !taking->codes[i].family_id ||
                          (event->uid && agenda_is_own_uid(taking->config, event->uid));
        taking->report.ignored += event->left_out;
        event->cancelled = event->cancelled || is_called_off(event);
        if (!event->left_out) TRY(check_family(taking, event, &taking->codes[i], why));
    }
    return RC_OK;
}
