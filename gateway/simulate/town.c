/* The simulated town: families who answer, or not, and strangers. */
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

const char *sim_town_says(struct sim *sim, const struct sim_phone *phone, enum meaning meaning)
{
    if (meaning == MEANS_CRISIS) return crises[phone->language];
    return says[phone->language][dice_below(&sim->dice, 4)];
}

static usec minutes_from_now(struct sim *sim, uint64_t least, uint64_t most)
{
    return sim->now + (usec)(least + dice_below(&sim->dice, most - least)) * USEC_MIN;
}

/* ---- Writing ---------------------------------------------------------------------------------- */

static void text_in(struct sim *sim, const struct happening *meant, const char *from,
                    const char *text, int part)
{
    SCOPED(text_clear) struct text body = {0};
    struct happening happening = *meant;

    text_addf(&body,
              "{\"events\":[{\"type\":\"inbound\",\"from\":\"%s\",\"to\":\"%s\",\"text\":", from,
              sim->routes[0].sender);
    text_add_json(&body, text, strlen(text));
    if (part)
        text_addf(&body, ",\"part\":%d,\"parts\":2,\"concat_reference\":\"c%d\"", part,
                  meant->pair);
    text_addf(&body, ",\"reference\":\"sim-%llu\"}]}", (unsigned long long)sim->order);
    happening.kind = HAPPENING_WEBHOOK;
    happening.body = text_take(&body);
    happening.text = true;
    sim->report->texts_in++;
    sim_happen(sim, happening);
}

void sim_write(struct sim *sim, const struct happening *meant, const char *from, const char *text)
{
    struct happening half = *meant;

    if (meant->meaning == MEANS_CODE || !dice_once_in(&sim->dice, 30)) {
        text_in(sim, meant, from, text, 0);
        return;
    }
    sim->pairs = mem_grow(sim->pairs, sim->pair_n + 1, sizeof(*sim->pairs));
    sim->pairs[sim->pair_n++] = (struct sim_pair){0};
    half.pair = (int)sim->pair_n;
    text_in(sim, &half, from, text, 2);
    half.at = meant->at - USEC_MIN / 2 + (usec)dice_below(&sim->dice, 60) * USEC_SEC;
    text_in(sim, &half, from, "", 1);
}

static void write_from(struct sim *sim, struct sim_phone *phone, enum meaning meaning,
                       const char *text, usec at)
{
    struct happening meant = {
        .at = at, .meaning = meaning, .phone = (int)(phone - sim->phones), .route = 0};

    if (meaning == MEANS_CRISIS) sim->report->crises++;
    if (meaning == MEANS_STOP || meaning == MEANS_STOP_SENTENCE) sim->report->stops++;
    sim_write(sim, &meant, phone->number, text);
}

void sim_stranger_writes(struct sim *sim)
{
    struct sim_phone *phone =
        &sim->phones[sim->phone_n - 1 - dice_below(&sim->dice, SIM_STRANGERS)];

    if (dice_once_in(&sim->dice, 3))
        sim_dial(sim, phone, sim->now + USEC_SEC);
    else if (dice_once_in(&sim->dice, 3))
        write_from(sim, phone, MEANS_CRISIS, crises[phone->language], sim->now + USEC_SEC);
    else
        write_from(sim, phone, MEANS_NOTHING, says[phone->language][0], sim->now + USEC_SEC);
}

/* ---- Families --------------------------------------------------------------------------------- */

static struct sim_phone *add_phone(struct sim *sim, int family)
{
    size_t n = sim->phone_n++;
    struct sim_phone *phone = &sim->phones[n];

    snprintf(phone->number, sizeof(phone->number), "+316%08zu", 10000000 + n);
    phone->family = family;
    phone->language = (enum language)dice_below(&sim->dice, LANGUAGE_N);
    phone->answers_percent = (int)(30 + dice_below(&sim->dice, 70));
    phone->reports = !dice_once_in(&sim->dice, 6);
    phone->dials = dice_once_in(&sim->dice, 4);
    return phone;
}

/* NOLINTNEXTLINE(readability-non-const-parameter): the member keeps the name */
static void make_member(struct sim *sim, struct sim_family *family, int place, char *name,
                        struct member *out)
{
    bool shares = place > 0 && dice_once_in(&sim->dice, 3);
    struct sim_phone *phone =
        shares ? &sim->phones[family->phones[0]] : add_phone(sim, (int)(family - sim->families));

    family->phones[place] = (int)(phone - sim->phones);
    *out = (struct member){
        .name = name,
        .language = phone->language,
        .asked = true,
        .phone = {.number = phone->number,
                  .discretion = (enum discretion)dice_below(&sim->dice, 3)}
    };
    if (dice_once_in(&sim->dice, 5)) {
        out->phone.safe_from_min = 9 * 60;
        out->phone.safe_till_min = 20 * 60;
    }
}

static enum rc enrol(struct sim *sim, struct sim_family *family, struct fault *why)
{
    const struct config *config = &sim->config;
    struct enrolment enrolment = {.programme = family->programme->name,
                                  .domains = 1U << DOMAIN_FINANCE | 1U << DOMAIN_MENTAL,
                                  .start_day = zone_day(config->municipality.zone, sim->now),
                                  .planned_at = sim->now,
                                  .next_at = sim->now};

    TRY(store_enrol(sim->store, family->id, &enrolment, "simulate", sim->now, why));
    return sim_stay_begin(sim, family, why);
}

static enum rc add_family(struct sim *sim, size_t number, struct fault *why)
{
    const struct config *config = &sim->config;
    struct sim_family *family = &sim->families[number];
    char name[32], names[SIM_MEMBERS_MAX][32];
    struct member members[SIM_MEMBERS_MAX];
    struct family added = {.name = name,
                           .manager = dice_once_in(&sim->dice, 2) ? config->staff[0].login
                                                                  : config->staff[1].login,
                           .members = members};

    snprintf(name, sizeof(name), "Simgezin %zu", number);
    family->member_n = 1 + (int)dice_below(&sim->dice, SIM_MEMBERS_MAX);
    family->programme = &config->programmes[dice_below(&sim->dice, config->programme_n)];
    if (sim->options.programme) family->programme = sim->options.programme;
    for (int i = 0; i < family->member_n; i++) {
        snprintf(names[i], sizeof(names[i]), "Simlid %zu-%d", number, i);
        make_member(sim, family, i, names[i], &members[i]);
    }
    added.member_n = (size_t)family->member_n;
    TRY(store_family_add(sim->store, &added, sim->now, why));
    family->id = added.id;
    for (int i = 0; i < family->member_n; i++) {
        family->members[i] = members[i].id;
        sim->phones[family->phones[i]].phone_id = members[i].phone.id;
    }
    return enrol(sim, family, why);
}

enum rc sim_town_add(struct sim *sim, struct fault *why)
{
    sim->family_n = (size_t)sim->options.families;
    sim->families = mem_new(sim->family_n, sizeof(*sim->families));
    sim->phones = mem_new(sim->family_n * SIM_MEMBERS_MAX + SIM_STRANGERS, sizeof(*sim->phones));
    for (size_t i = 0; i < sim->family_n; i++)
        TRY(add_family(sim, i, why));
    for (int i = 0; i < SIM_STRANGERS; i++)
        add_phone(sim, -1);
    return RC_OK;
}

/* The numbers are counted on from one, so the place is in the number. */
struct sim_phone *sim_phone_of(struct sim *sim, const char *number)
{
    size_t place;

    if (strlen(number) != 12 || strncmp(number, "+316", 4) != 0) return NULL;
    place = strtoul(number + 4, NULL, 10) - 10000000;
    if (place >= sim->phone_n || strcmp(sim->phones[place].number, number) != 0) return NULL;
    return &sim->phones[place];
}

/* ---- Hearing and answering -------------------------------------------------------------------- */

static void stop(struct sim *sim, struct sim_phone *phone, usec at)
{
    if (dice_once_in(&sim->dice, 3)) {
        write_from(sim, phone, MEANS_STOP_SENTENCE, "ik wil geen berichten meer", at);
        return;
    }
    write_from(sim, phone, MEANS_STOP, "STOP", at);
    /* Some come back, and some are in danger although they said stop. */
    if (dice_once_in(&sim->dice, 2))
        write_from(sim, phone, MEANS_START, "start",
                   at + (usec)dice_below(&sim->dice, 14) * USEC_DAY);
    if (dice_once_in(&sim->dice, 3))
        write_from(sim, phone, MEANS_CRISIS, "stop, hij slaat me, kom snel", at + USEC_DAY);
}

static void answer_question(struct sim *sim, struct sim_phone *phone)
{
    uint64_t fate = dice_below(&sim->dice, 1000) / (sim->options.lively ? 8 : 1);
    usec at = minutes_from_now(sim, 1, sim->options.lively ? 20 : 400);
    char score[2] = {(char)('1' + dice_below(&sim->dice, 5)), '\0'};

    if (fate < 12)
        write_from(sim, phone, MEANS_CRISIS, crises[phone->language], at);
    else if (fate < 22)
        stop(sim, phone, at);
    else if (fate < 200)
        write_from(sim, phone, MEANS_NOTHING, says[phone->language][dice_below(&sim->dice, 4)], at);
    else if ((int)dice_below(&sim->dice, 100) < phone->answers_percent)
        write_from(sim, phone, score[0] == '1' ? MEANS_LOW : MEANS_SCORE, score, at);
}

static void answer_reminder(struct sim *sim, struct sim_phone *phone)
{
    static const char *const words[] = {"ja", "nee", "anders", "ok"};

    if ((int)dice_below(&sim->dice, 100) < phone->answers_percent)
        write_from(sim, phone, MEANS_NOTHING, words[dice_below(&sim->dice, COUNT(words))],
                   minutes_from_now(sim, 1, 60));
}

/* Other times are on offer: one of them, or none. */
static void answer_offer(struct sim *sim, struct sim_phone *phone)
{
    static const char *const digits[] = {"0", "1", "2", "3"};

    if ((int)dice_below(&sim->dice, 100) < phone->answers_percent)
        write_from(sim, phone, MEANS_NOTHING, digits[dice_below(&sim->dice, COUNT(digits))],
                   minutes_from_now(sim, 1, 600));
    phone->asked = false;
}

static void family_hears(struct sim *sim, struct sim_phone *phone, enum kind kind)
{
    switch (kind) {
    case KIND_CHECKIN:
        phone->asked = true;
        if (phone->dials && !dice_once_in(&sim->dice, 4))
            sim_dial(sim, phone, minutes_from_now(sim, 1, sim->options.lively ? 20 : 400));
        else
            answer_question(sim, phone);
        break;
    case KIND_NUDGE:
    case KIND_FOLLOW_UP:
        phone->asked = kind == KIND_NUDGE;
        if (!dice_once_in(&sim->dice, 3)) answer_question(sim, phone); /* some fall silent here */
        break;
    case KIND_REMINDER:
        answer_reminder(sim, phone);
        break;
    case KIND_CRISIS: /* seen in the text itself, see sim_town_hear */
    case KIND_CONFIRMATION:
    case KIND_ANSWER:
    case KIND_CALLBACK:
    case KIND_PAGE:
    case KIND_NOTICE:
    case KIND_N:
        break;
    }
}

/* What the gateway's books say of the message; false: it is dead at this moment. */
static bool find_row(struct sim *sim, const struct sim_phone *phone, int64_t id,
                     struct messages *messages, const struct message_row **out)
{
    if (store_message_of_phone(sim->store, phone->phone_id, sim->now - 3 * USEC_DAY, messages,
                               NULL) != RC_OK)
        return false;
    for (size_t i = 0; i < messages->n; i++)
        if (messages->at[i].id == id) {
            *out = &messages->at[i];
            return true;
        }
    return false;
}

static void phone_hears(struct sim *sim, struct sim_phone *phone, int64_t id,
                        struct carried *carried)
{
    SCOPED(messages_clear) struct messages messages = {0};
    const struct message_row *row;

    phone->looked_at = false;
    carried->unheard = !find_row(sim, phone, id, &messages, &row);
    if (carried->unheard) return;
    carried->kind = row->kind;
    carried->known = true;
    sim_check_carried(sim, row, carried);
    if (carried->received > 1) return;
    if (carried->kind == KIND_REMINDER && strstr(row->text, "\n1: "))
        answer_offer(sim, phone);
    else
        family_hears(sim, phone, carried->kind);
}

void sim_town_hear(struct sim *sim, const char *to, const char *text, int64_t id,
                   struct carried *carried)
{
    struct sim_phone *phone = sim_phone_of(sim, to);
    struct message_row row = {.id = id};

    /* Whoever holds the phone reads the emergency number, also while the gateway is dead. */
    if (phone && strstr(text, "112")) phone->replied_at = sim->now;
    if (phone && phone->family >= 0) {
        phone_hears(sim, phone, id, carried);
        return;
    }
    /* Strangers get nothing but the emergency number; everybody else is staff. */
    row.kind = carried->kind = phone ? KIND_CRISIS : KIND_PAGE;
    carried->known = true;
    sim_check_carried(sim, &row, carried);
    if (!phone && carried->received == 1) sim_staff_hear(sim, to, text);
}

void sim_town_hear_late(struct sim *sim)
{
    for (size_t id = 0; id < sim->carried_space; id++)
        if (sim->carried[id].unheard)
            phone_hears(sim, sim_phone_of(sim, sim->carried[id].to), (int64_t)id,
                        &sim->carried[id]);
}

/* ---- What a text means once it was accepted --------------------------------------------------- */

/* A text waits behind an earlier one of which a half is missing. */
static usec takes_effect(const struct sim *sim)
{
    return sim->now + 2 * USEC_SEC + (sim->pairs_unsure ? PARTS_WAIT : 0);
}

/* Whether a score can be about nothing but the check-in that was asked last. */
static bool answers_check_in(const struct sim *sim, const struct sim_phone *phone)
{
    const struct sim_family *family = &sim->families[phone->family];

    return phone->asked && !phone->stop_from && !sim_rests(sim, family) && !family->ended_from &&
           family->member_n == 1;
}

static void score_accepted(struct sim *sim, struct sim_phone *phone, bool low)
{
    if (!answers_check_in(sim, phone)) return;
    sim->families[phone->family].answered_at[0] = takes_effect(sim);
    if (low && phone->low_at == 0) phone->low_at = sim->now;
}

void sim_town_accepted(struct sim *sim, const struct happening *text)
{
    struct sim_phone *phone = text->phone >= 0 ? &sim->phones[text->phone] : NULL;

    /* Without a phone of the town it is staff who write. */
    assert(phone || text->meaning == MEANS_NOTHING || text->meaning == MEANS_CODE);
    switch (text->meaning) {
    case MEANS_CRISIS:
        sim->crises_accepted++;
        if (phone->crisis_at == 0) {
            phone->crisis_at = sim->now;
            phone->crisis_from = text->at;
        }
        break;
    case MEANS_STOP:
        phone->stop_from = takes_effect(sim);
        phone->stop_asked = false;
        break;
    case MEANS_STOP_SENTENCE:
        if (phone->stop_from) break;
        phone->stop_from = takes_effect(sim);
        phone->stop_asked = true;
        break;
    case MEANS_START:
        phone->stop_from = 0;
        phone->stop_asked = false;
        break;
    case MEANS_LOW:
    case MEANS_SCORE:
        score_accepted(sim, phone, text->meaning == MEANS_LOW);
        break;
    case MEANS_CODE:
        sim_alert_of(sim, text->alert)->code_written = true;
        break;
    case MEANS_NOTHING:
        break;
    }
    if (phone) {
        phone->asked = false;
        phone->looked_at = false;
    }
    sim->alerts_stirred = true;
}
