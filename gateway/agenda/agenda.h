#ifndef GATEWAY_AGENDA_AGENDA_H
#define GATEWAY_AGENDA_AGENDA_H
/* Agenda: appointments out of the calendars that staff keep elsewhere, and back into them.
 *
 * An event counts when it holds a family's code (family_code.h); every other event of that calendar is left alone:
 * neither kept nor logged. UID and, of a row, where the rule had it, are its identity: once more is a change,
 * and what a person's feed no longer lists is cancelled. Sentences about what is wrong quote nothing of the
 * event. */
#include "config/config.h"
#include "gateway/store/store.h"

/* Appointments are read this far ahead. */
#define AGENDA_AHEAD (184 * USEC_DAY)

struct agenda_source {
    const char *login;   /* whose calendar, or who handed it in */
    const char *manager; /* only families of this one may be meant; NULL: any */
    bool feed;           /* it lists all there is */
};

enum agenda_act { AGENDA_MADE, AGENDA_MOVED, AGENDA_CANCELLED, AGENDA_ACT_N };

struct agenda_item {
    enum agenda_act act;
    int64_t family_id, appointment_id;
    usec starts_at;
};

/* An event of a family that cannot be an appointment. */
struct agenda_trouble {
    int line;
    char *
        uid; /* "": it has none. May name somebody: for the person whose calendar it is, never for a log */
    char *text;
};

struct agenda_report {
    struct agenda_item *items;
    size_t item_n;
    size_t unchanged; /* times that were known already, or are past */
    size_t ignored;   /* events without a code */
    struct agenda_trouble *troubles;
    size_t trouble_n;
};
void agenda_report_clear(struct agenda_report *report);

/* Takes over a calendar file. RC_INVALID: it cannot be read as a whole, and nothing was changed. */
enum rc agenda_take(struct store *store, const struct config *config,
                    const struct agenda_source *source, const struct text *file, usec now,
                    struct agenda_report *out, struct fault *why) NEEDS_CHECK;

/* The words of a person's own feed; in each {1} stands for the family's code. */
struct agenda_words {
    const char *title, *appointment, *called_off, *follow_up, *call_back;
};

/* Writes the calendar of one family manager: the own families' appointments, from 30 days back on, the deadlines
 * of the alerts that wait for them or that they took, and, until the family was called, when it was told that it
 * would be. Nothing in it names a family or care. What came out of this person's own calendar is left out. */
enum rc agenda_write(struct store *store, const struct config *config, const struct staff *staff,
                     const struct agenda_words *words, usec now, struct text *out,
                     struct fault *why) NEEDS_CHECK;

/* Whether this UID is of such a calendar: it is not read back in. */
bool agenda_is_own_uid(const struct config *config, const char *uid);

#endif
