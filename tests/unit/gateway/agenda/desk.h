#ifndef TESTS_UNIT_GATEWAY_AGENDA_DESK_H
#define TESTS_UNIT_GATEWAY_AGENDA_DESK_H
/* Desk: sanne's calendar beside a municipality with one family of hers. */
#include "gateway/agenda/agenda.h"
#include "tests/fixture/fixture.h"

#define PETRA "+31612345601"

struct desk_of_sanne {
    struct fixture *fixture;
    int64_t family_id;
    struct agenda_source source;
    struct fault why;
};

static inline struct desk_of_sanne desk_open(const char *extra)
{
    struct desk_of_sanne desk = {
        .fixture = fixture_new(extra), .source = {.login = "sanne", .manager = "sanne"}
    };

    desk.family_id = fixture_family(desk.fixture, PETRA, LANGUAGE_NL);
    return desk;
}

static inline void desk_close(struct desk_of_sanne *desk)
{
    fixture_free(desk->fixture);
}

/* "VN" in a calendar stands for the family's code. */
static inline void desk_write(const struct desk_of_sanne *desk, const char *lines, struct text *out)
{
    text_add(out, "BEGIN:VCALENDAR\r\n");
    for (const char *at = lines; *at; at++) {
        if (strncmp(at, "VN", 2) == 0 && at[2] != ':' && at[2] != 'C') {
            text_addf(out, "vn-%lld", (long long)desk->family_id);
            at++;
        } else {
            text_add_char(out, *at);
        }
    }
    text_add(out, "END:VCALENDAR\r\n");
}

static inline void desk_appointments(const struct desk_of_sanne *desk, struct appointments *out)
{
    if (store_appointment_list(desk->fixture->store, desk->family_id, out, NULL) != RC_OK) abort();
}

#define EVENT(lines) "BEGIN:VEVENT\r\n" lines "END:VEVENT\r\n"

#endif
