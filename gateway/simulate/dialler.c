/* Who dials instead of texting: reads each screen, types, breaks off, dials again. */
#include "gateway/simulate/sim.h"
#include "gateway/ussd/ussd.h"
#include "providers/json.h"
#include "providers/screen.h"
#include "providers/sms.h"

/* A family gives up after so many screens. */
#define SCREENS_MAX 12

struct shown {
    struct text text;
    bool end;
};

static void shown_clear(struct shown *shown)
{
    text_clear(&shown->text);
}

/* Whether the screen shows this text, in whatever language; only for texts without variables. */
static bool shows(const struct sim *sim, const struct shown *shown, const char *name)
{
    for (enum language language = LANGUAGE_NL; language < LANGUAGE_N; language++)
        if (strstr(text_string(&shown->text), config_screen_wording(&sim->config, name, language)))
            return true;
    return false;
}

/* The question of a script that stands on the screen, or NULL. */
static const struct script_step *question_on(const struct sim *sim, const struct shown *shown)
{
    for (size_t i = 0; i < sim->config.script_n; i++)
        for (size_t j = 0; j < sim->config.scripts[i].step_n; j++)
            if (shows(sim, shown, sim->config.scripts[i].steps[j].text))
                return &sim->config.scripts[i].steps[j];
    return NULL;
}

/* ---- One step --------------------------------------------------------------------------------- */

static void post_step(struct sim *sim, const struct happening *step, struct shown *out)
{
    SCOPED(http_request_clear) struct http_request request = {.method = "POST"};
    SCOPED(http_response_clear) struct http_response answer = {0};
    SCOPED(json_free) json_t *json = NULL;

    text_addf(&request.url, "/ussd/%s/%s", sim->routes[0].name, sim->routes[0].secret);
    text_addf(&request.body, "{\"events\":[{\"type\":\"ussd\",\"session\":\"sim-%llu\"",
              (unsigned long long)step->tag);
    text_add_member(&request.body, "from", sim->phones[step->phone].number);
    text_add_member(&request.body, "input", step->body ? step->body : "");
    text_add(&request.body, "}]}");
    sim_note(sim, text_string(&request.body));
    ussd_exchange(&sim->world, &sim->inbox, &request, sim_gateway_now(sim), &answer);
    json = json_read(&answer.body);
    if (answer.status != 200 || !json_add_to(&out->text, json_at(json, "text")))
        sim_broken(sim, "a USSD step was answered %d", answer.status);
    out->end = json_true_at(json, "end");
}

static void check_room(struct sim *sim, const struct shown *shown)
{
    struct sms_size size = sms_measure(text_string(&shown->text), shown->text.n);

    if (size.units > (size.encoding == SMS_GSM7 ? SCREEN_GSM_UNITS : SCREEN_UCS2_UNITS))
        sim_broken(sim, "a USSD screen is too long for a handset: %zu units", size.units);
}

/* The same request once more, as after an answer that got lost on its way. */
static void check_repeated(struct sim *sim, const struct happening *step, const struct shown *shown)
{
    SCOPED(shown_clear) struct shown again = {0};

    post_step(sim, step, &again);
    if (strcmp(text_string(&again.text), text_string(&shown->text)) != 0 &&
        sim_calm(sim, sim->now) && sim->now >= sim->fault_until[FAULT_DISK] && !sim_is_dead(sim))
        sim_broken(sim, "a USSD request that came twice was shown two screens");
}

/* What was typed counts once the screen does not say that nobody knows. */
static bool take_effect(struct sim *sim, const struct happening *step, const struct shown *shown)
{
    struct sim_phone *phone = &sim->phones[step->phone];
    bool safe = !shows(sim, shown, "unsure") && !shows(sim, shown, "unsure-crisis");
    bool helps = strstr(text_string(&shown->text), "112") != NULL;

    if (step->meaning == MEANS_CRISIS && !helps)
        sim_broken(sim, "a cry for help on a USSD screen got no emergency number");
    if (!step->body || !safe) return safe && !shows(sim, shown, "busy");
    sim->texts_accepted++;
    sim_town_accepted(sim, step);
    if (helps) phone->replied_at = sim->now;
    /* Promised: it waits for whoever handles texts. */
    if (step->meaning == MEANS_STOP && shows(sim, shown, "promised")) phone->stop_from += USEC_MIN;
    return true;
}

/* ---- What comes next -------------------------------------------------------------------------- */

void sim_dial(struct sim *sim, const struct sim_phone *phone, usec at)
{
    sim->report->sessions++;
    sim_happen(sim, (struct happening){.at = at,
                                       .kind = HAPPENING_DIAL,
                                       .tag = sim->order,
                                       .phone = (int)(phone - sim->phones)});
}

static usec seconds_later(struct sim *sim, uint64_t least, uint64_t most)
{
    return sim->now + (usec)(least + dice_below(&sim->dice, most - least)) * USEC_SEC;
}

static void type(struct sim *sim, const struct happening *step, const char *keys,
                 enum meaning meaning)
{
    if (meaning == MEANS_CRISIS) sim->report->crises++;
    if (meaning == MEANS_STOP) sim->report->stops++;
    sim->report->texts_in++;
    sim_happen(sim, (struct happening){.at = seconds_later(sim, 3, 20),
                                       .kind = HAPPENING_DIAL,
                                       .tag = step->tag,
                                       .body = mem_copy_string(keys),
                                       .meaning = meaning,
                                       .phone = step->phone,
                                       .final = step->final + 1});
}

static void read_and_type(struct sim *sim, const struct happening *step, const struct shown *shown)
{
    static const char *const keys[] = {"1", "2", "3", "4", "0", "00", "99", "9", "٢", "98"};
    const struct sim_phone *phone = &sim->phones[step->phone];
    uint64_t fate = dice_below(&sim->dice, 1000) / (sim->options.lively ? 6 : 1);
    char score[2] = {(char)('1' + dice_below(&sim->dice, 5)), '\0'};
    const struct script_step *question = question_on(sim, shown);
    bool words = question && question->expects == EXPECTS_TEXT && dice_once_in(&sim->dice, 2);
    bool asks = question ? question->expects != EXPECTS_CHOICE : shows(sim, shown, "score-again");

    if (fate < 10)
        type(sim, step, sim_town_says(sim, phone, MEANS_CRISIS), MEANS_CRISIS);
    else if (fate < 15 && phone->family >= 0)
        type(sim, step, "STOP", MEANS_STOP);
    else if (fate < 100 || words)
        type(sim, step, sim_town_says(sim, phone, MEANS_NOTHING), MEANS_NOTHING);
    else if (asks)
        type(sim, step, score, score[0] == '1' ? MEANS_LOW : MEANS_NOTHING);
    else if (shows(sim, shown, "rest"))
        type(sim, step, "start", MEANS_START);
    else if (shows(sim, shown, "stop"))
        type(sim, step, "0", MEANS_NOTHING);
    else
        type(sim, step, keys[dice_below(&sim->dice, COUNT(keys))], MEANS_NOTHING);
}

void sim_dial_step(struct sim *sim, const struct happening *step)
{
    SCOPED(shown_clear) struct shown shown = {0};
    bool understood;

    post_step(sim, step, &shown);
    check_room(sim, &shown);
    understood = take_effect(sim, step, &shown);
    if (understood && dice_once_in(&sim->dice, 8)) check_repeated(sim, step, &shown);
    if (understood && (shown.end || step->final > SCREENS_MAX)) return;
    if (understood && !dice_once_in(&sim->dice, 6)) {
        read_and_type(sim, step, &shown);
        return;
    }
    sim->report->sessions_broken++;
    if (!dice_once_in(&sim->dice, 3))
        sim_dial(sim, &sim->phones[step->phone], seconds_later(sim, 30, 3600));
}
