#include "gateway/dialogue/dial.h"

#include "gateway/dialogue/heard.h"
#include "gateway/dialogue/menu.h"

/* ---- Who dials ---- */

static bool is_closed(const struct family *family)
{
    return family->enrolment.id == 0 || family->enrolment.state == ENROLMENT_ENDED;
}

static const struct script_step *step_of(const struct config *config,
                                         const struct question *question)
{
    const struct script *script = question->script ? config_script(config, question->script) : NULL;

    return script ? script_step_find(script, question->step) : NULL;
}

static bool may_answer(const struct turn *turn, const struct question *question)
{
    usec asked_at = question->asked_at ? question->asked_at : question->due_at;
    bool mine = turn->user_n < 2 || question->member_id == turn->now->member_id;

    return question->id && mine && step_of(turn->dialing->config, question) &&
           (question->state == QUESTION_OPEN || question->state == QUESTION_SILENT) &&
           turn->dialing->now - asked_at <= ANSWER_WITHIN;
}

/* Speaks to this member, or before one is known to the first who uses the phone. */
static void speak_to(struct turn *turn)
{
    const struct conversation *conversation = &turn->dialing->dial->conversation;
    const struct member *member = turn->user_n ? turn->users[0] : NULL;

    for (size_t i = 0; i < turn->user_n; i++)
        if (turn->users[i]->id == turn->now->member_id) member = turn->users[i];
    if (turn->user_n == 1) turn->now->member_id = member->id;
    turn->to = (struct addressee){.number = turn->dialing->number, .language = turn->now->language};
    if (conversation->phone.id == 0) return;
    turn->to.phone = &conversation->phone;
    turn->to.family_id = conversation->family.id;
    turn->to.manager = conversation->family.manager;
    if (member) turn->to.language = member->language;
    if (member) turn->to.digits = member->digits;
    turn->now->language = turn->to.language;
    turn->open = NULL;
    for (size_t i = conversation->questions.n; i-- > 0;)
        if (may_answer(turn, &conversation->questions.at[i]))
            turn->open = &conversation->questions.at[i];
}

static void turn_init(struct turn *turn, const struct dialing *dialing, struct decision *out)
{
    const struct dial *dial = dialing->dial;
    const struct family *family = &dial->conversation.family;
    struct new_step *step = &out->step;

    *step = (struct new_step){.route = dialing->route,
                              .session = dialing->session,
                              .number = dialing->number,
                              .family_id = family->id,
                              .phone_id = dial->conversation.phone.id,
                              .session_now = dial->session,
                              .question = -1};
    *turn = (struct turn){.dialing = dialing, .out = out, .now = &step->session_now};
    for (size_t i = 0; i < family->member_n && turn->user_n < MENU_USERS_MAX; i++)
        if (family->members[i].phone.id && family->members[i].phone.id == step->phone_id)
            turn->users[turn->user_n++] = &family->members[i];
    speak_to(turn);
}

/* ---- Where to ---- */

static void show_question(struct turn *turn, const struct question *question, unsigned keys)
{
    turn->now->place = DIAL_QUESTION;
    turn->now->question_id = question->id;
    turn->now->keys = keys;
    turn->now->page = 0;
    menu_say(turn, step_of(turn->dialing->config, question)->text);
}

static enum dial_place start_of(const struct turn *turn)
{
    const struct conversation *conversation = &turn->dialing->dial->conversation;

    if (conversation->phone.id == 0 || is_closed(&conversation->family)) return DIAL_NOTE;
    if (conversation->phone.stopped || conversation->phone.stop_pending) return DIAL_REST;
    return turn->user_n > 1 && turn->now->member_id == 0 ? DIAL_WHO : DIAL_MENU;
}

/* Where the last session broke off, if that place is still there. */
static bool resume(struct turn *turn)
{
    const struct dial *dial = turn->dialing->dial;
    const struct ussd_session *before = &dial->before;

    if (turn->user_n > 1 && before->member_id != turn->now->member_id) return false;
    switch (before->place) {
    case DIAL_QUESTION:
        if (!may_answer(turn, &dial->question) || before->question_id != dial->question.id)
            return false;
        show_question(turn, &dial->question, before->keys);
        return true;
    case DIAL_APPOINTMENT:
        if (!dial->appointment.id) return false;
        menu_show(turn, before->place);
        return true;
    case DIAL_LANGUAGE:
    case DIAL_STOP:
        menu_show(turn, before->place);
        return true;
    case DIAL_OVER:
    case DIAL_NOTE:
    case DIAL_REST:
    case DIAL_WHO:
    case DIAL_MENU:
    case DIAL_N:
        break;
    }
    return false;
}

static void arrive(struct turn *turn)
{
    enum dial_place start = start_of(turn);

    if (start != DIAL_MENU)
        menu_show(turn, start);
    else if (resume(turn))
        return;
    else if (turn->open)
        show_question(turn, turn->open, 0);
    else
        menu_show(turn, DIAL_MENU);
}

/* ---- What is said ---- */

/* The screen after something was heard: the next question, the same one again, or the last word. */
static void show_heard(struct turn *turn)
{
    const struct changes *changes = &turn->out->changes;
    bool again = changes->answer_n > 0 && turn->out->answers[0].state == QUESTION_OPEN;

    turn->now->page = 0;
    if (turn->out->screen.n == 0 && !turn->dialing->late) menu_say(turn, "kept");
    if (changes->question_n > 0 &&
        turn->out->questions[changes->question_n - 1].kind == KIND_FOLLOW_UP) {
        turn->now->place = DIAL_QUESTION;
        turn->now->keys = DIAL_FOLLOWS;
        turn->now->question_id = 0;
        turn->out->step.question = (int)changes->question_n - 1;
    } else if (!again) {
        turn->now->place = DIAL_OVER;
        turn->now->question_id = 0;
        turn->now->keys = 0;
    }
}

static void hear(struct turn *turn, const char *text, enum keyword_kind meant,
                 const struct question *about)
{
    const struct dialing *dialing = turn->dialing;
    struct inbox_text said = dialing->dial->input; /* of which the decision keeps what it needs */
    struct hearing hearing = {.config = dialing->config,
                              .reader = dialing->reader,
                              .text = &said,
                              .conversation = &dialing->dial->conversation,
                              .now = dialing->now,
                              .channel = CHANNEL_USSD,
                              .on_screen = !dialing->late,
                              .meant = meant,
                              .about =
                                  about && (about->id || meant || is_offer(about)) ? about : NULL,
                              .member_id = turn->user_n > 1 ? turn->now->member_id : 0};

    said.text = decision_keep_string(turn->out, text);
    said.from = decision_keep_string(turn->out, said.from);
    turn->verdict = dialogue_hear(&hearing, turn->out);
    show_heard(turn);
}

static void listen(struct turn *turn, const char *text)
{
    bool asked = turn->now->place == DIAL_QUESTION;

    hear(turn, text, KEYWORD_NONE, asked ? &turn->dialing->dial->question : NULL);
}

/* ---- Keys ---- */

/* The reminder that asked about the appointment, or one as good as asked. */
static struct question reminder_of(const struct turn *turn)
{
    const struct dial *dial = turn->dialing->dial;
    const struct questions *open = &dial->conversation.questions;

    for (size_t i = 0; i < open->n; i++)
        if (open->at[i].kind == KIND_REMINDER && open->at[i].appointment_id == dial->appointment.id)
            return open->at[i];
    return (struct question){.kind = KIND_REMINDER,
                             .member_id = dial->appointment.member_id,
                             .appointment_id = dial->appointment.id,
                             .starts_at = dial->appointment.starts_at};
}

/* A choice that means a word is heard as if it had been texted; a person reads its label. */
static void mean(struct turn *turn, const struct menu_entry *entry)
{
    const struct dialing *dialing = turn->dialing;
    SCOPED(text_clear) struct text label = {0};
    struct question reminder = reminder_of(turn);
    bool about = turn->now->place == DIAL_APPOINTMENT && dialing->dial->appointment.id;

    wording_fill_screen(dialing->config, entry->label, turn->to.language, &(struct variables){0},
                        &label);
    hear(turn, text_string(&label), entry->means, about ? &reminder : NULL);
}

/* The offer that the screen showed, or one as good as sent. */
static struct question offer_of(const struct turn *turn, char *step)
{
    const struct dial *dial = turn->dialing->dial;
    const struct questions *open = &dial->conversation.questions;

    for (size_t i = 0; i < open->n; i++)
        if (is_offer(&open->at[i]) && open->at[i].appointment_id == dial->appointment.id)
            return open->at[i];
    return (struct question){.kind = KIND_REMINDER,
                             .member_id = dial->appointment.member_id,
                             .appointment_id = dial->appointment.id,
                             .starts_at = dial->appointment.starts_at,
                             .step = step};
}

static void choose_slot(struct turn *turn, int slot)
{
    char digit[2] = {(char)('1' + slot), '\0'}, step[] = QUESTION_OFFERS;
    struct question offer = offer_of(turn, step);

    hear(turn, digit, KEYWORD_NONE, &offer);
}

static void choose(struct turn *turn, int choice)
{
    enum dial_place place = turn->now->place;
    const struct menu_entry *entry = menu_entry(place, choice);

    if (place == DIAL_LANGUAGE) {
        turn->out->changes.language_member_id = turn->now->member_id;
        turn->out->changes.language = turn->now->language = (enum language)choice;
        turn->to.language = (enum language)choice;
        menu_show(turn, DIAL_MENU);
    } else if (place == DIAL_WHO && (size_t)choice < turn->user_n) {
        turn->now->member_id = turn->users[choice]->id;
        speak_to(turn);
        arrive(turn);
    } else if (place == DIAL_APPOINTMENT && menu_slot(choice) >= 0) {
        choose_slot(turn, menu_slot(choice));
    } else if (entry && entry->means) {
        mean(turn, entry);
    } else if (entry && entry->to == DIAL_QUESTION && turn->open) {
        show_question(turn, turn->open, 0);
    } else if (entry && entry->to != DIAL_QUESTION) {
        menu_show(turn, entry->to);
    } else {
        arrive(turn);
    }
}

/* The question before this one, to answer it anew: what follows from that answer is asked again. */
static void go_back(struct turn *turn)
{
    const struct dial *dial = turn->dialing->dial;
    bool follows = turn->now->place == DIAL_QUESTION && (turn->now->keys & DIAL_FOLLOWS);

    if (!follows || !dial->follows.id || !step_of(turn->dialing->config, &dial->follows)) {
        menu_show(turn, start_of(turn));
        return;
    }
    decision_answer(turn->out, &(struct question_change){.id = dial->question.id,
                                                         .state = QUESTION_WITHDRAWN,
                                                         .nudge_at = USEC_NEVER});
    show_question(turn, &dial->follows, 0);
}

/* False: there is no such page. */
static bool turn_page(struct turn *turn, int by)
{
    const struct ussd_session *session = &turn->dialing->dial->session;
    size_t pages = dial_pages(turn->dialing->config, turn->dialing->route, session);

    int page = session->page + by;

    if (page < 0 || (size_t)page >= pages) return false;
    turn->now->page = page;
    text_add(&turn->out->screen, session->text);
    return true;
}

/* A key that stands for nothing: the choices once more. */
static void repeat(struct turn *turn)
{
    if (turn->now->place == DIAL_OVER) {
        arrive(turn);
        return;
    }
    menu_say(turn, "again");
    menu_show(turn, turn->now->place);
}

static void press(struct turn *turn, const char *digits)
{
    long key = strtol(digits, NULL, 10);
    int choice = menu_choice(turn->now, key);

    if (strcmp(digits, "99") == 0 && turn_page(turn, 1)) return;
    if (strcmp(digits, "98") == 0 && turn_page(turn, -1)) return;
    if (strcmp(digits, "0") == 0)
        go_back(turn);
    else if (strcmp(digits, "00") == 0)
        menu_show(turn, start_of(turn));
    else if (turn->now->place == DIAL_QUESTION || turn->now->place == DIAL_NOTE)
        listen(turn, turn->dialing->dial->input.text);
    else if (choice >= 0)
        choose(turn, choice);
    else
        repeat(turn);
}

struct verdict dial_step(const struct dialing *dialing, struct decision *out)
{
    const struct inbox_text *input = &dialing->dial->input;
    char digits[KEYWORD_DIGITS_SPACE];
    struct turn turn;

    turn_init(&turn, dialing, out);
    out->changes.step = &out->step;
    out->changes.inbox_id = input->id;
    if (input->id && !keyword_digits(input->text, digits))
        listen(&turn, input->text);
    else if (input->id && turn.now->id)
        press(&turn, digits);
    else
        arrive(&turn); /* digits behind the code that was dialled answer nothing that was asked */
    turn.now->text = decision_keep(out, &out->screen);
    return turn.verdict;
}
