/* The text of a session on the screens of its route, with the keys below it. */
#include "gateway/dialogue/menu.h"
#include "providers/screen.h"

/* A text laid out, and what it is made of. */
struct layout {
    struct screen screen;
    struct text more, previous, footer;
};

static void layout_clear(struct layout *layout)
{
    text_clear(&layout->more);
    text_clear(&layout->previous);
    text_clear(&layout->footer);
}

static const char *footer_of(const struct ussd_session *session)
{
    switch (session->place) {
    case DIAL_QUESTION:
        return session->keys & DIAL_FOLLOWS ? "back" : "start";
    case DIAL_APPOINTMENT:
    case DIAL_LANGUAGE:
    case DIAL_STOP:
        return "back";
    case DIAL_OVER:
    case DIAL_NOTE:
    case DIAL_REST:
    case DIAL_WHO:
    case DIAL_MENU:
    case DIAL_N:
        break;
    }
    return NULL;
}

static void layout_init(struct layout *layout, const struct config *config, const char *route,
                        const struct ussd_session *session)
{
    const struct route *found = config_route(config, route);
    const struct variables none = {0};
    const char *footer = footer_of(session);

    *layout = (struct layout){.screen.text = session->text};
    if (found)
        layout->screen.limits =
            (struct screen_limits){(size_t)found->ussd_gsm_units, (size_t)found->ussd_ucs2_units};
    wording_fill_screen(config, "more", session->language, &none, &layout->more);
    wording_fill_screen(config, "previous", session->language, &none, &layout->previous);
    if (footer) wording_fill_screen(config, footer, session->language, &none, &layout->footer);
    layout->screen.more = text_string(&layout->more);
    layout->screen.previous = text_string(&layout->previous);
    layout->screen.footer = text_string(&layout->footer);
}

size_t dial_pages(const struct config *config, const char *route,
                  const struct ussd_session *session)
{
    SCOPED(layout_clear) struct layout layout;

    layout_init(&layout, config, route, session);
    return screen_pages(&layout.screen);
}

void dial_show(const struct config *config, const char *route, const struct ussd_session *session,
               struct text *out, bool *end)
{
    SCOPED(layout_clear) struct layout layout;
    size_t pages, page = (size_t)session->page;

    layout_init(&layout, config, route, session);
    pages = screen_pages(&layout.screen);
    if (page >= pages) page = 0;
    /* Limits that leave no room at all: the network cuts what it must. */
    if (!screen_page(&layout.screen, page, out)) text_add(out, session->text);
    *end = session->place == DIAL_OVER && page + 1 >= pages;
}
