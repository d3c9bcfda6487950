/* The simulated town: families who answer, or not, and staff who take alerts, or not. */
#include "gateway/alerts/alerts.h"
#include "gateway/simulate/sim.h"

/* What people text when a number is not all they say. Made up for this simulation. */
static const char *const says[LANGUAGE_N][4] = {
    {"gaat wel",          "druk maar oké",      "we hebben geen geld meer voor eten",  "beetje moe"         },
    {"الحمد لله", "تمام",            "ما معنا مصاري للأكل", "تعبانة شوي"},
    {"لاباس",        "كلشي مزيان", "ما بقاو عندنا فلوس",   "عيانة شوية"},
    {"labas",             "kolchi mzyan",        "ma b9aw 3endna flous",                "3yana chwiya"       },
};
static const char *const crises[LANGUAGE_N] = {
    "hij heeft me geslagen en hij komt terug, help",
    "ضربني وهو الآن في البيت، ساعدوني",
    "ضربني ودابا راه فالدار عاونوني",
    "drebni w daba rah f dar 3awnouni",
};

static usec minutes_from_now(struct sim *sim, uint64_t least, uint64_t most)
{
    return sim->now + (usec)(least + dice_below(&sim->dice, most - least)) * USEC_MIN;
}

static void text_in(struct sim *sim, const char *from, const char *text, usec at, int crisis_of)
{
    SCOPED(text_clear) struct text body = {0};

    text_addf(&body,
              "{\"events\":[{\"type\":\"inbound\",\"from\":\"%s\",\"to\":\"%s\",\"text\":", from,
              sim->options.config->routes[0].sender);
    text_add_json(&body, text, strlen(text));
    text_addf(&body, ",\"reference\":\"sim-%llu\"}]}", (unsigned long long)sim->order);
    sim->report->texts_in++;
    sim_happen(sim, (struct happening){.at = at,
                                       .kind = HAPPENING_WEBHOOK,
                                       .body = text_take(&body),
                                       .text = true,
                                       .phone = crisis_of});
}

/* ---- Families --------------------------------------------------------------------------------- */

static enum rc add_family(struct sim *sim, size_t number, struct fault *why)
{
    static const enum domain domains[] = {DOMAIN_FINANCE, DOMAIN_PARENTING, DOMAIN_MENTAL,
                                          DOMAIN_RELATIONSHIP};
    const struct config *config = sim->options.config;
    struct sim_phone *phone = &sim->phones[number];
    char name[32];
    struct member member = {
        .name = name,
        .language = (enum language)dice_below(&sim->dice, LANGUAGE_N),
        .asked = true,
        .phone = {.number = phone->number, .discretion = DISCRETION_OPEN}
    };
    struct family family = {.name = name,
                            .manager = dice_once_in(&sim->dice, 2) ? config->staff[0].login
                                                                   : config->staff[1].login,
                            .members = &member,
                            .member_n = 1};
    const struct programme *programme =
        &config->programmes[dice_below(&sim->dice, config->programme_n)];
    struct enrolment enrolment = {.programme = programme->name,
                                  .domains = 1U << domains[dice_below(&sim->dice, 4)],
                                  .start_day = zone_day(config->municipality.zone, sim->now),
                                  .planned_at = sim->now,
                                  .next_at = sim->now};

    snprintf(name, sizeof(name), "Sim %zu", number);
    snprintf(phone->number, sizeof(phone->number), "+316%08zu", 10000000 + number);
    phone->language = member.language;
    phone->answers_percent = (int)(30 + dice_below(&sim->dice, 70));
    TRY(store_family_add(sim->store, &family, sim->now, why));
    phone->family_id = family.id;
    phone->phone_id = member.phone.id;
    return store_enrol(sim->store, family.id, &enrolment, "simulate", sim->now, why);
}

enum rc sim_town_add(struct sim *sim, struct fault *why)
{
    sim->phone_n = (size_t)sim->options.families;
    sim->phones = mem_new(sim->phone_n, sizeof(*sim->phones));
    for (size_t i = 0; i < sim->phone_n; i++)
        TRY(add_family(sim, i, why));
    return RC_OK;
}

static struct sim_phone *phone_of(struct sim *sim, const char *number)
{
    for (size_t i = 0; i < sim->phone_n; i++)
        if (strcmp(sim->phones[i].number, number) == 0) return &sim->phones[i];
    return NULL;
}

static enum kind kind_of(struct sim *sim, const struct sim_phone *phone, int64_t id, bool *known)
{
    SCOPED(messages_clear) struct messages messages = {0};
    enum kind kind = KIND_CHECKIN;

    *known = false;
    if (store_message_of_phone(sim->store, phone->phone_id, sim->now - 2 * USEC_DAY, &messages,
                               NULL) != RC_OK)
        return kind;
    for (size_t i = 0; i < messages.n; i++)
        if (messages.at[i].id == id) {
            *known = true;
            kind = messages.at[i].kind;
        }
    return kind;
}

static void answer_question(struct sim *sim, struct sim_phone *phone)
{
    uint64_t fate = dice_below(&sim->dice, 1000);
    usec at = minutes_from_now(sim, 1, 400);
    char score[2] = {(char)('1' + dice_below(&sim->dice, 5)), '\0'};

    if (fate < 12) {
        sim->report->crises++;
        text_in(sim, phone->number, crises[phone->language], at, (int)(phone - sim->phones));
    } else if (fate < 20) {
        sim->report->stops++;
        text_in(sim, phone->number, "STOP", at, -1);
    } else if (fate < 200) {
        text_in(sim, phone->number, says[phone->language][dice_below(&sim->dice, 4)], at, -1);
    } else if ((int)dice_below(&sim->dice, 100) < phone->answers_percent) {
        text_in(sim, phone->number, score, at, -1);
    }
}

static void family_hears(struct sim *sim, struct sim_phone *phone, struct carried *carried)
{
    int64_t id = carried - sim->carried;

    carried->kind = kind_of(sim, phone, id, &carried->known);
    if (!carried->known) return; /* the gateway is dead at this moment */
    switch (carried->kind) {
    case KIND_CHECKIN:
    case KIND_NUDGE:
    case KIND_FOLLOW_UP:
    case KIND_REMINDER:
        answer_question(sim, phone);
        break;
    case KIND_CRISIS:
        phone->crisis_replied_at = sim->now;
        break;
    case KIND_CONFIRMATION:
    case KIND_ANSWER:
    case KIND_CALLBACK:
    case KIND_PAGE:
    case KIND_N:
        break;
    }
}

/* ---- Staff ------------------------------------------------------------------------------------ */

/* The page's code: its only run of four digits. */
static bool find_code(const char *text, char out[static 8])
{
    for (; *text; text++) {
        if (strspn(text, "0123456789") == 4) {
            snprintf(out, 8, "%.4s", text);
            return true;
        }
        text += strspn(text, "0123456789") > 0 ? strspn(text, "0123456789") - 1 : 0;
    }
    return false;
}

static void staff_hears(struct sim *sim, const char *number, const char *text)
{
    char code[8];

    sim->report->pages++;
    if (sim->now < sim->fault_until[FAULT_STAFF_ABSENT] || !find_code(text, code)) return;
    if (dice_below(&sim->dice, 10) < 7) text_in(sim, number, code, minutes_from_now(sim, 1, 9), -1);
}

void sim_town_hear(struct sim *sim, const char *to, const char *text, struct carried *carried)
{
    struct sim_phone *phone = phone_of(sim, to);

    if (carried->received > 1) return; /* a person reads the same text once */
    if (phone) {
        family_hears(sim, phone, carried);
    } else {
        carried->kind = KIND_PAGE;
        carried->known = true;
        staff_hears(sim, to, text);
    }
}

/* What comes of one alert while somebody sits at it. */
static enum rc work_on(struct sim *sim, const struct alert *alert, struct fault *why)
{
    usec now = sim_gateway_now(sim);

    if (alert->state != ALERT_TAKEN || dice_once_in(&sim->dice, 3)) return RC_OK;
    if (alert->contact_at == 0)
        return store_alert_contact(sim->store, alert->id, alert->taken_by, "gebeld", now, why);
    if (!dice_once_in(&sim->dice, 6)) return RC_OK;
    sim->report->alerts_closed++;
    return store_alert_close(sim->store, alert->id, alert->taken_by, "right", "", now, why);
}

/* Every hour or so somebody sits down at the console. */
enum rc sim_town_sweep(struct sim *sim, struct fault *why)
{
    SCOPED(alerts_clear) struct alerts alerts = {0};

    if (sim->now - sim->swept_at < USEC_HOUR || sim->now < sim->fault_until[FAULT_STAFF_ABSENT])
        return RC_OK;
    sim->swept_at = sim->now;
    TRY(store_alert_list(sim->store, NULL, false, &alerts, why));
    for (size_t i = 0; i < alerts.n; i++)
        TRY(work_on(sim, &alerts.at[i], why));
    return RC_OK;
}
