#ifndef GATEWAY_DIALOGUE_MENU_H
#define GATEWAY_DIALOGUE_MENU_H
/* Menu: the choices of a place that somebody dials to, as text, and back from a key. Only dialogue/ includes
 * this. */
#include "gateway/dialogue/dial.h"

/* A shared phone has at most this many users who can choose who they are. */
#define MENU_USERS_MAX 9

/* One step of a session while it is taken. */
struct turn {
    const struct dialing *dialing;
    struct decision *out;
    struct ussd_session *now; /* of the step that is taken */
    const struct member *users[MENU_USERS_MAX];
    size_t user_n;
    struct addressee to;
    const struct question *open; /* the newest that may be answered; NULL: none */
    struct verdict verdict;
};

/* The bit of `keys` at a question: "0" leads to the one before it. */
#define DIAL_FOLLOWS 1U

/* How many screens the text of a session takes. */
size_t dial_pages(const struct config *config, const char *route,
                  const struct ussd_session *session);

/* Adds the text "ussd-`name`" to the screen. */
void menu_say(struct turn *turn, const char *name);

/* Shows the place with its choices and goes there. */
void menu_show(struct turn *turn, enum dial_place place);

/* The choice (from 0, also of those that were not offered) that a key stands for; -1: none. */
int menu_choice(const struct ussd_session *session, long key);

/* The offered time that a choice at DIAL_APPOINTMENT stands for, from 0; -1: none. */
int menu_slot(int choice);

/* What a choice means as a word that is texted, or where it leads. */
struct menu_entry {
    const char *label;
    enum keyword_kind means;
    enum dial_place to; /* where it means nothing */
};
/* NULL: the choices of this place are languages or people. */
const struct menu_entry *menu_entry(enum dial_place place, int choice);

#endif
