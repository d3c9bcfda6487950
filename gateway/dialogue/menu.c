#include "gateway/dialogue/menu.h"

#define INITIALS_MAX 4

static const struct menu_entry root[] = {
    {"answer",         KEYWORD_NONE, DIAL_QUESTION   },
    {"call",           KEYWORD_CALL, DIAL_OVER       },
    {"my-appointment", KEYWORD_NONE, DIAL_APPOINTMENT},
    {"my-language",    KEYWORD_NONE, DIAL_LANGUAGE   },
    {"no-more",        KEYWORD_NONE, DIAL_STOP       },
};
/* First the times that are offered, then the usual answers. */
static const struct menu_entry appointment[] = {
    {NULL,         KEYWORD_NONE,       DIAL_OVER},
    {NULL,         KEYWORD_NONE,       DIAL_OVER},
    {NULL,         KEYWORD_NONE,       DIAL_OVER},
    {"come",       KEYWORD_YES,        DIAL_OVER},
    {"not-come",   KEYWORD_NO,         DIAL_OVER},
    {"other-time", KEYWORD_OTHER_TIME, DIAL_OVER},
};
static const struct menu_entry stop[] = {
    {"stop-yes", KEYWORD_STOP, DIAL_OVER},
};
static const struct menu_entry rest[] = {
    {"begin", KEYWORD_START, DIAL_OVER},
};

/* A place without entries of its own and without a title is no menu. */
static const struct menu {
    const char *title;
    const struct menu_entry *entries;
    size_t entry_n;
} menus[DIAL_N] = {
    [DIAL_NOTE] = {"note",        NULL,        0                 },
    [DIAL_REST] = {"rest",        rest,        COUNT(rest)       },
    [DIAL_WHO] = {"who",         NULL,        0                 },
    [DIAL_MENU] = {"menu",        root,        COUNT(root)       },
    [DIAL_APPOINTMENT] = {"appointment", appointment, COUNT(appointment)},
    [DIAL_LANGUAGE] = {"language",    NULL,        0                 },
    [DIAL_STOP] = {"stop",        stop,        COUNT(stop)       },
};

void menu_say(struct turn *turn, const char *name)
{
    struct variables variables = {.at = turn->dialing->dial->appointment.starts_at};

    decision_show(turn->out, turn->dialing->config, &turn->to, name, &variables);
}

const struct menu_entry *menu_entry(enum dial_place place, int choice)
{
    assert(place < DIAL_N);
    if (!menus[place].entries) return NULL;
    assert((size_t)choice < menus[place].entry_n);
    return &menus[place].entries[choice];
}

/* The first characters of a name, so many that no other user's begins with them. */
static void add_initials(const struct turn *turn, size_t user, struct text *out)
{
    const char *name = turn->users[user]->name;
    size_t n = 0;
    bool alone = false;

    for (int i = 0; i < INITIALS_MAX && name[n] && !alone; i++) {
        n += utf8_length(name + n, strlen(name + n));
        alone = true;
        for (size_t other = 0; other < turn->user_n; other++)
            if (other != user && strncmp(turn->users[other]->name, name, n) == 0) alone = false;
    }
    text_add_bytes(out, name, n);
}

/* Whoever may read along learns no name. */
static void add_user(const struct turn *turn, size_t user, struct text *out)
{
    const char *name = turn->users[user]->name;

    if (turn->to.phone->discretion == DISCRETION_OPEN)
        text_add_bytes(out, name, strcspn(name, " "));
    else
        add_initials(turn, user, out);
}

int menu_slot(int choice)
{
    static_assert(COUNT(appointment) == APPOINTMENT_SLOTS + 3, "a choice for each slot");
    return choice < APPOINTMENT_SLOTS ? choice : -1;
}

static void add_label(struct turn *turn, enum dial_place place, size_t choice)
{
    const struct config *config = turn->dialing->config;
    const struct menu_entry *entry = menu_entry(place, (int)choice);
    struct text *out = &turn->out->screen;

    if (place == DIAL_APPOINTMENT && menu_slot((int)choice) >= 0)
        wording_add_slot(config, turn->to.language, turn->to.digits,
                         turn->dialing->dial->appointment.slots[choice], out);
    else if (place == DIAL_LANGUAGE)
        wording_fill_screen(config, "language-name", (enum language)choice, &(struct variables){0},
                            out);
    else if (place == DIAL_WHO)
        add_user(turn, choice, out);
    else
        wording_fill_screen(config, entry->label, turn->to.language, &(struct variables){0}, out);
}

static size_t choices_of(const struct turn *turn, enum dial_place place)
{
    if (place == DIAL_LANGUAGE) return LANGUAGE_N;
    return place == DIAL_WHO ? turn->user_n : menus[place].entry_n;
}

/* Other times in place of "I come" and "I do not", while they are offered. */
static bool is_offered_slot(const struct turn *turn, int choice)
{
    const struct appointment *of = &turn->dialing->dial->appointment;
    int slot = menu_slot(choice);

    if (slot < 0) return of->slots[0] == 0 || appointment[choice].means == KEYWORD_OTHER_TIME;
    return of->slots[slot] > turn->dialing->now && !(of->slots_taken >> slot & 1U);
}

static bool is_offered(const struct turn *turn, enum dial_place place, size_t choice)
{
    if (place == DIAL_APPOINTMENT) return is_offered_slot(turn, (int)choice);
    if (place != DIAL_MENU) return true;
    switch (root[choice].to) {
    case DIAL_QUESTION:
        return turn->open != NULL;
    case DIAL_APPOINTMENT:
        return turn->dialing->dial->appointment.id != 0;
    default:
        return true;
    }
}

void menu_show(struct turn *turn, enum dial_place place)
{
    int key = 0;

    assert(menus[place].title);
    turn->now->place = place;
    turn->now->question_id = 0;
    turn->now->keys = 0;
    turn->now->page = 0;
    menu_say(turn, place == DIAL_APPOINTMENT && turn->dialing->dial->appointment.slots[0] > 0
                       ? "slots"
                       : menus[place].title);
    for (size_t i = 0; i < choices_of(turn, place); i++) {
        if (!is_offered(turn, place, i)) continue;
        turn->now->keys |= 1U << i;
        text_addf(&turn->out->screen, "\n%d ", ++key);
        add_label(turn, place, i);
    }
}

int menu_choice(const struct ussd_session *session, long key)
{
    int choice = 0;

    for (unsigned left = session->keys; left; left >>= 1, choice++)
        if ((left & 1U) && --key == 0) return choice;
    return -1;
}
