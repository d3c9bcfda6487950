/* Calendar: a file that is read in, how the own feed stands, and the address of the own calendar here. */
#include <sodium.h>

#include "gateway/agenda/agenda.h"
#include "gateway/agenda/family_code.h"
#include "gateway/base/clock.h"
#include "gateway/web/api.h"
#include "gateway/web/pages.h"
#include "gateway/web/view.h"

#define ITEMS_SHOWN 100

static struct agenda_source source_of(const struct visit *visit)
{
    return (struct agenda_source){.login = visit->staff->login,
                                  .manager = access_manages(visit) ? NULL : visit->staff->login};
}

/* ---- What became of a file ---- */

static const struct {
    const char *name, *word;
} acts[AGENDA_ACT_N] = {
    [AGENDA_MADE] = {"made",      "calendar_made"     },
    [AGENDA_MOVED] = {"moved",     "calendar_moved"    },
    [AGENDA_CANCELLED] = {"cancelled", "calendar_cancelled"},
};

static json_t *report_values(const struct visit *visit, const struct agenda_report *report)
{
    json_t *items = json_array(), *troubles = json_array();
    char counts[2][24];

    for (size_t i = 0; i < report->item_n && i < ITEMS_SHOWN; i++) {
        const struct agenda_item *item = &report->items[i];
        char code[FAMILY_CODE_SPACE];

        family_code_write(item->family_id, code);
        json_array_append_new(items,
                              json_pack("{s:s, s:I, s:s, s:o}", "word",
                                        phrase(visit->phrases, acts[item->act].word), "family",
                                        (json_int_t)item->family_id, "code", code, "at",
                                        visit_say(visit, item->starts_at, MOMENT_LONG)));
    }
    for (size_t i = 0; i < report->trouble_n && i < ITEMS_SHOWN; i++)
        json_array_append_new(troubles,
                              json_pack("{s:i, s:o, s:o}", "line", report->troubles[i].line, "uid",
                                        json_text(report->troubles[i].uid), "text",
                                        json_text(report->troubles[i].text)));
    snprintf(counts[0], sizeof(counts[0]), "%zu", report->unchanged);
    snprintf(counts[1], sizeof(counts[1]), "%zu", report->ignored);
    return json_pack("{s:b, s:o, s:b, s:o, s:o}", "items_n", report->item_n > 0, "items", items,
                     "troubles_n", report->trouble_n > 0, "troubles", troubles, "rest",
                     phrase_json(visit->phrases, "calendar_rest", counts[0], counts[1], NULL));
}

/* ---- The page ---- */

/* A moment that may not have been yet. */
static json_t *moment_or_never(const struct visit *visit, usec at)
{
    if (!at) return json_string(phrase(visit->phrases, "calendar_never"));
    return visit_say(visit, at, MOMENT_SHORT);
}

/* What is wrong and what to do, in the reader's language; null: nothing is. */
static json_t *fault_of(const struct visit *visit, const struct calendar *calendar)
{
    if (calendar->trouble == CALENDAR_WELL) return json_null();
    return json_string(phrase_of(visit->phrases, "feed", calendar_trouble_name(calendar->trouble)));
}

static enum rc add_standing(json_t *values, const struct visit *visit, struct fault *why)
{
    SCOPED(calendar_clear) struct calendar calendar = {0};

    TRY(store_calendar_load(visit_store(visit), visit->staff->login, &calendar, why));
    json_object_set_new(values, "has_address", json_boolean(calendar.has_token));
    if (visit->staff->calendar[0])
        json_object_set_new(
            values, "feed",
            json_pack("{s:o, s:o, s:o, s:o}", "looked", moment_or_never(visit, calendar.looked_at),
                      "read", moment_or_never(visit, calendar.read_at), "fault",
                      fault_of(visit, &calendar), "fault_more", json_text(calendar.fault)));
    return RC_OK;
}

/* Takes `values`. */
static enum rc show(struct visit *visit, int status, json_t *values, struct fault *why)
{
    enum rc rc = add_standing(values, visit, why);

    if (rc != RC_OK) {
        json_decref(values);
        return rc;
    }
    return visit_page(visit, status, "calendar", phrase(visit->phrases, "calendar"), values, why);
}

enum rc calendar_show(struct visit *visit, struct fault *why)
{
    return show(visit, 200, json_object(), why);
}

enum rc calendar_upload(struct visit *visit, struct fault *why)
{
    SCOPED(agenda_report_clear) struct agenda_report report = {0};
    const struct agenda_source source = source_of(visit);
    enum rc rc = agenda_take(visit_store(visit), visit_config(visit), &source, &visit->file,
                             visit->now, &report, why);

    if (rc == RC_INVALID)
        return show(visit, 400, json_pack("{s:o}", "wrong", json_text(why->text)), why);
    TRY(rc);
    return show(visit, 200, json_pack("{s:o}", "report", report_values(visit, &report)), why);
}

/* It is looked at again at once. */
enum rc calendar_look(struct visit *visit, struct fault *why)
{
    SCOPED(calendar_clear) struct calendar calendar = {0};

    TRY(store_calendar_load(visit_store(visit), visit->staff->login, &calendar, why));
    calendar.looked_at = 0;
    TRY(store_calendar_keep(visit_store(visit), &calendar, why));
    visit_go(visit, "/calendar", "calendar_looks");
    return RC_OK;
}

enum rc calendar_address(struct visit *visit, struct fault *why)
{
    SCOPED(text_wipe) struct text address = {0};
    char token[TOKEN_SPACE];

    visit_token(token);
    TRY(store_calendar_token(visit_store(visit), visit->staff->login, token, why));
    text_addf(&address, "%s/calendar/%s.ics", visit_config(visit)->public_url, token);
    sodium_memzero(token, sizeof(token));
    return show(visit, 200, json_pack("{s:s}", "address", text_string(&address)), why);
}

/* ---- The own calendar, by its address ---- */

/* "TOKEN.ics" -> "TOKEN". */
static bool read_token(const char *word, char out[static TOKEN_SPACE])
{
    if (strlen(word) != TOKEN_SPACE - 1 + strlen(".ics") ||
        strcmp(word + TOKEN_SPACE - 1, ".ics") != 0)
        return false;
    memcpy(out, word, TOKEN_SPACE - 1);
    out[TOKEN_SPACE - 1] = '\0';
    return true;
}

enum rc calendar_feed(struct visit *visit, struct fault *why)
{
    SCOPED(mem_free) char *login = NULL;
    char token[TOKEN_SPACE];
    const struct staff *staff;
    const struct phrases *phrases;
    struct agenda_words words;

    if (!read_token(visit->word, token))
        return fault_set(why, RC_MISSING, "there is no calendar at this address");
    TRY(store_calendar_staff(visit_store(visit), token, &login, why));
    staff = config_staff(visit_config(visit), login);
    if (!staff) return fault_set(why, RC_MISSING, "the calendar was of somebody who left");
    phrases = &visit->console->phrases[staff->language == LANGUAGE_N];
    words = (struct agenda_words){.title = phrase(phrases, "calendar_title"),
                                  .appointment = phrase(phrases, "calendar_appointment"),
                                  .called_off = phrase(phrases, "calendar_called_off"),
                                  .follow_up = phrase(phrases, "calendar_follow_up"),
                                  .call_back = phrase(phrases, "calendar_call_back")};
    TRY(agenda_write(visit_store(visit), visit_config(visit), staff, &words, visit->now,
                     &visit->response->body, why));
    http_header_add(&visit->response->headers, "Content-Type", "text/calendar; charset=utf-8");
    visit->response->status = 200;
    return RC_OK;
}

/* ---- For other systems ---- */

static json_t *items_json(const struct agenda_report *report, enum agenda_act act)
{
    json_t *list = json_array();

    for (size_t i = 0; i < report->item_n; i++) {
        char at[32];

        if (report->items[i].act != act) continue;
        clock_write(report->items[i].starts_at, at);
        json_array_append_new(list, json_pack("{s:I, s:I, s:s}", "family",
                                              (json_int_t)report->items[i].family_id, "appointment",
                                              (json_int_t)report->items[i].appointment_id,
                                              "starts_at", at));
    }
    return list;
}

enum rc api_calendar(struct visit *visit, struct fault *why)
{
    SCOPED(agenda_report_clear) struct agenda_report report = {0};
    const struct agenda_source source = source_of(visit);
    json_t *errors, *body;

    TRY(agenda_take(visit_store(visit), visit_config(visit), &source, &visit->request->body,
                    visit->now, &report, why));
    errors = json_array();
    for (size_t i = 0; i < report.trouble_n; i++)
        json_array_append_new(errors, json_pack("{s:i, s:o, s:o}", "line", report.troubles[i].line,
                                                "uid", json_text(report.troubles[i].uid), "message",
                                                json_text(report.troubles[i].text)));
    body = json_pack("{s:I, s:I, s:o}", "unchanged", (json_int_t)report.unchanged, "ignored",
                     (json_int_t)report.ignored, "errors", errors);
    for (int act = 0; act < AGENDA_ACT_N; act++)
        json_object_set_new(body, acts[act].name, items_json(&report, (enum agenda_act)act));
    visit_json(visit, 200, body);
    return RC_OK;
}
