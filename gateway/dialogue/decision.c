#include "gateway/dialogue/decision.h"

#include "gateway/routes/routes.h"
#include "providers/sms.h"

/* A page that could not leave within this time is late enough that the next one has been made. */
#define PAGE_VALID_FOR (30 * USEC_MIN)

void decision_init(struct decision *decision)
{
    *decision = (struct decision){.changes = {.appointment_state = -1}};
}

void decision_clear(struct decision *decision)
{
    for (size_t i = 0; i < decision->string_n; i++) {
        explicit_bzero(decision->strings[i], strlen(decision->strings[i]));
        free(decision->strings[i]);
    }
    free(decision->strings);
    text_wipe(&decision->screen);
    decision_init(decision);
}

static char *keep(struct decision *decision, char *string)
{
    decision->strings =
        mem_grow(decision->strings, decision->string_n + 1, sizeof(*decision->strings));
    decision->strings[decision->string_n++] = string;
    return string;
}

char *decision_keep(struct decision *decision, struct text *text)
{
    return keep(decision, text_take(text));
}

char *decision_keep_string(struct decision *decision, const char *string)
{
    return keep(decision, mem_copy_string(string));
}

struct addressee addressee_of(const struct family *family, const struct member *member)
{
    return (struct addressee){
        .family_id = family->id,
        .member_id = member->id,
        .phone = &member->phone,
        .language = member->language,
        .digits = member->digits,
        .manager = family->manager,
        .whose = whose_of(family, member),
    };
}

static struct new_message *add_message(struct decision *decision)
{
    assert(decision->changes.message_n < DECISION_MESSAGES_MAX);
    struct new_message *message = &decision->messages[decision->changes.message_n++];

    *message = (struct new_message){.question = -1};
    return message;
}

/* The cheap spelling, where the municipality wants it and it saves segments; never for Arabic. */
static const char *spell(struct decision *decision, const struct config *config,
                         enum language language, struct text *text)
{
    SCOPED(text_clear) struct text cheaper = {0};

    if (config->gsm_spelling && language == LANGUAGE_NL &&
        sms_suggest(text_string(text), text->n, &cheaper))
        return decision_keep(decision, &cheaper);
    return decision_keep(decision, text);
}

static void add_whose(const struct config *config, enum language language, const char *initial,
                      const struct text *said, struct text *out)
{
    wording_fill(config, "for-one", language, &(struct variables){.initial = initial}, out);
    text_addf(out, " %s", text_string(said));
}

/* On a phone that several are asked on, a text that nobody waits for says for whom it is. A letter that the GSM
 * alphabet lacks must not double what a text in it costs. */
static void say_whose(const struct config *config, const struct addressee *to, enum kind kind,
                      struct text *text)
{
    bool unasked = kind == KIND_CHECKIN || kind == KIND_NUDGE || kind == KIND_REMINDER;
    SCOPED(text_wipe) struct text said = {0};

    if (!unasked || !to->whose.initial[0]) return;
    said = *text;
    *text = (struct text){0};
    add_whose(config, to->language, to->whose.initial, &said, text);
    if (sms_measure(text_string(text), text->n).encoding ==
        sms_measure(text_string(&said), said.n).encoding)
        return;
    text_wipe(text);
    add_whose(config, to->language, to->whose.plain, &said, text);
}

static int segments_of(const char *text)
{
    return (int)sms_measure(text, strlen(text)).segments;
}

/* A conversation stays on the route on which they spoke, since that is the number they know; all else
 * leaves from home. */
static const struct route *route_to(const struct config *config, const struct addressee *to,
                                    enum kind kind)
{
    const struct route *spoken = to->route ? config_route(config, to->route) : NULL;
    struct route_wish wish = {.language = to->language,
                              .to = to->phone ? to->phone->number : to->number,
                              .family_id = to->family_id,
                              .urgent = kind == KIND_CRISIS || kind == KIND_PAGE};

    if (!wish.to) wish.to = "";
    return spoken && route_sends(spoken) ? spoken : route_home(config, &wish);
}

/* What is given, and who signs. */
static struct variables all_variables(const struct config *config, const struct addressee *to,
                                      const struct variables *given)
{
    struct variables all = given ? *given : (struct variables){0};
    const struct staff *manager = to->manager ? config_staff(config, to->manager) : NULL;

    all.digits = to->digits;
    if (!all.manager && manager) all.manager = manager->first_name;
    return all;
}

void decision_show(struct decision *decision, const struct config *config,
                   const struct addressee *to, const char *name, const struct variables *variables)
{
    struct variables all = all_variables(config, to, variables);

    if (decision->screen.n) text_add_char(&decision->screen, '\n');
    wording_fill_screen(config, name, to->language, &all, &decision->screen);
}

struct new_message *decision_say(struct decision *decision, const struct config *config,
                                 const struct addressee *to, enum kind kind, const char *name,
                                 const struct variables *variables, usec due_at, usec expires_at)
{
    SCOPED(text_clear) struct text text = {0};
    struct variables all = all_variables(config, to, variables);
    const struct route *route = route_to(config, to, kind);
    struct new_message *message = add_message(decision);

    wording_fill(config, name, to->language, &all, &text);
    say_whose(config, to, kind, &text);
    message->kind = kind;
    message->channel = CHANNEL_SMS;
    message->family_id = to->family_id;
    message->member_id = to->member_id;
    message->phone_id = to->phone ? to->phone->id : 0;
    message->to = to->phone ? NULL : decision_keep_string(decision, to->number);
    message->language = to->language;
    message->text = spell(decision, config, to->language, &text);
    message->segments = segments_of(message->text);
    message->route = route ? route->name : NULL;
    if (!route) message->skip = SKIP_NO_ROUTE;
    message->due_at = due_at;
    message->expires_at = expires_at;
    return message;
}

static void random_code(struct dice *dice, char out[static 5])
{
    snprintf(out, 5, "%04u", (unsigned)dice_below(dice, 10000));
}

static void random_token(struct dice *dice, char out[static 33])
{
    unsigned char bytes[16];

    dice->fill(dice, bytes, sizeof(bytes));
    for (size_t i = 0; i < sizeof(bytes); i++)
        snprintf(out + 2 * i, 3, "%02x", bytes[i]);
}

static const struct route *route_to_staff(const struct config *config, const struct staff *staff)
{
    return route_home(
        config, &(struct route_wish){.language = LANGUAGE_NL, .to = staff->phone, .urgent = true});
}

/* By SMS or by mail, the text `name` about no alert. */
static struct new_message *say_to_staff(struct decision *decision, const struct config *config,
                                        const struct staff *staff, enum channel channel,
                                        const char *name, const struct variables *variables)
{
    SCOPED(text_clear) struct text text = {0};
    struct new_message *message = add_message(decision);

    wording_fill(config, name, LANGUAGE_NL, variables, &text);
    message->kind = KIND_PAGE;
    message->channel = channel;
    message->staff = staff->login;
    message->to = channel == CHANNEL_SMS ? staff->phone : staff->email;
    message->text = decision_keep(decision, &text);
    message->segments = channel == CHANNEL_SMS ? segments_of(message->text) : 0;
    message->route = channel == CHANNEL_SMS ? route_to_staff(config, staff)->name : NULL;
    message->language = LANGUAGE_NL;
    return message;
}

static void page_by(struct decision *decision, const struct config *config,
                    const struct alert *alert, const struct staff *staff, enum channel channel,
                    const struct variables *variables, usec due_at)
{
    const char *name = channel == CHANNEL_MAIL        ? "page-mail"
                       : alert->level == LEVEL_CRISIS ? "page-urgent"
                                                      : "page";
    struct new_message *message = say_to_staff(decision, config, staff, channel, name, variables);

    message->due_at = due_at;
    message->expires_at = due_at + PAGE_VALID_FOR;
    message->alert_id = alert->id;
}

static bool has_sms(const struct config *config, const struct staff *staff)
{
    return staff->phone[0] && route_to_staff(config, staff);
}

static bool has_mail(const struct config *config, const struct staff *staff)
{
    return staff->email[0] && config->mail.url[0];
}

bool decision_page(struct decision *decision, const struct config *config, struct dice *dice,
                   const struct alert *alert, const struct staff *staff, usec due_at)
{
    bool by_sms = has_sms(config, staff), by_mail = has_mail(config, staff);
    SCOPED(text_clear) struct text url = {0};
    struct variables variables = {0};
    char code[5], token[33];

    if (!by_sms && !by_mail) return false;
    assert(decision->changes.page_n < DECISION_PAGES_MAX);
    random_code(dice, code);
    random_token(dice, token);
    text_addf(&url, "%s/a/%s", config->public_url, token);
    variables.code = code;
    variables.url = text_string(&url);
    decision->pages[decision->changes.page_n++] = (struct new_page){
        .alert_id = alert->id,
        .staff = staff->login,
        .code = decision_keep_string(decision, code),
        .token = decision_keep_string(decision, token),
    };
    if (by_sms) page_by(decision, config, alert, staff, CHANNEL_SMS, &variables, due_at);
    if (by_mail) page_by(decision, config, alert, staff, CHANNEL_MAIL, &variables, due_at);
    return true;
}

void decision_tell(struct decision *decision, const struct config *config,
                   const struct staff *staff, usec due_at, usec expires_at)
{
    const struct variables variables = {.url = config->public_url};
    size_t first = decision->changes.message_n;

    if (has_sms(config, staff))
        say_to_staff(decision, config, staff, CHANNEL_SMS, "staff-look", &variables);
    if (has_mail(config, staff))
        say_to_staff(decision, config, staff, CHANNEL_MAIL, "staff-look-mail", &variables);
    for (size_t i = first; i < decision->changes.message_n; i++) {
        decision->messages[i].due_at = due_at;
        decision->messages[i].expires_at = expires_at;
    }
}

struct new_question *decision_ask(struct decision *decision)
{
    assert(decision->changes.question_n < DECISION_QUESTIONS_MAX);
    struct new_question *question = &decision->questions[decision->changes.question_n++];

    *question = (struct new_question){.nudge_at = USEC_NEVER};
    return question;
}

void decision_answer(struct decision *decision, const struct question_change *change)
{
    assert(decision->changes.answer_n < DECISION_ANSWERS_MAX);
    decision->answers[decision->changes.answer_n++] = *change;
}

void decision_signal(struct decision *decision, const struct new_signal *signal)
{
    assert(decision->changes.signal_n < COUNT(decision->signals));
    decision->signals[decision->changes.signal_n++] = *signal;
}

void decision_ruling(struct decision *decision, const struct family *family,
                     const struct ruling *ruling, enum domain domain, enum signal_source source)
{
    if (ruling->level == LEVEL_STABLE) return;
    decision_signal(decision,
                    &(struct new_signal){
                        .family_id = family->id,
                        .domain = domain,
                        .level = ruling->level,
                        .confidence_percent = 100,
                        .evidence = "",
                        .source = source,
                        .rule = ruling->rule,
                        .figures = decision_keep_string(decision, ruling->figures.string),
                        .in_plan = enrolment_names(&family->enrolment, domain, ruling->level),
                    });
}

/* Whether the decision holds a new worry in this domain, and nothing for which a person is called anyway. */
static bool has_worry(const struct decision *decision, enum domain domain)
{
    bool worry = false;

    for (size_t i = 0; i < decision->changes.signal_n; i++) {
        const struct new_signal *signal = &decision->signals[i];

        if (signal->domain != domain || !signal->in_plan) continue;
        if (signal->level >= LEVEL_RELAPSE) return false;
        if (is_worry(signal->source)) worry = true;
    }
    return worry;
}

void decision_watches(struct decision *decision, const struct config *config,
                      const struct family *family, const struct past *past, usec now)
{
    for (int domain = 0; domain < DOMAIN_N; domain++) {
        struct watches watches;
        struct ruling ruling;

        if (!has_worry(decision, (enum domain)domain)) continue;
        watches_of(config, past, (enum domain)domain, now, &watches);
        ruling = rule_watches(&config->rules, &watches, now);
        decision_ruling(decision, family, &ruling, (enum domain)domain, SOURCE_SEVERAL);
    }
}

enum level decision_level(const struct decision *decision)
{
    enum level level = LEVEL_STABLE;

    for (size_t i = 0; i < decision->changes.signal_n; i++)
        if (decision->signals[i].in_plan && decision->signals[i].level > level)
            level = decision->signals[i].level;
    return level;
}

const char *decision_evidence(struct decision *decision, const char *said,
                              const struct signal *signal)
{
    SCOPED(text_wipe) struct text words = {0};
    size_t n = strlen(said);

    for (size_t i = 0; i < signal->evidence_n; i++) {
        size_t at, length;

        evidence_bytes(said, n, &signal->evidence[i], &at, &length);
        if (i > 0) text_add_char(&words, '\n');
        text_add_bytes(&words, said + at, length);
    }
    return decision_keep(decision, &words);
}

void decision_consent(struct decision *decision, const struct consent *consent)
{
    assert(decision->changes.consent_n < COUNT(decision->consents));
    decision->consents[decision->changes.consent_n++] = *consent;
}

const struct changes *decision_changes(struct decision *decision)
{
    struct changes *changes = &decision->changes;

    changes->questions = decision->questions;
    changes->answers = decision->answers;
    changes->messages = decision->messages;
    changes->signals = decision->signals;
    changes->consents = decision->consents;
    changes->pages = decision->pages;
    return changes;
}
