#include "gateway/dialogue/dialogue.h"

#include "gateway/dialogue/heard.h"
#include "gateway/people/roster.h"

static void take_signals(struct heard *heard)
{
    for (size_t i = 0; i < heard->reading.signal_n; i++) {
        const struct signal *signal = &heard->reading.signals[i];

        heard_signal(heard, &(struct new_signal){
                                .domain = signal->domain,
                                .level = signal->level,
                                .confidence_percent = (int)(signal->confidence * 100),
                                .evidence = decision_evidence(heard->out,
                                                              heard->hearing->text->text, signal),
                                .source = SOURCE_REPLY,
                            });
    }
}

static bool danger_to_self(const struct heard *heard)
{
    for (size_t i = 0; i < heard->reading.signal_n; i++)
        if (heard->reading.signals[i].domain == DOMAIN_MENTAL &&
            heard->reading.signals[i].level == LEVEL_CRISIS)
            return true;
    return false;
}

/* A screen costs nothing and nobody knows whether it was seen, so it is neither counted nor held back. */
static bool answered_just_now(const struct heard *heard)
{
    usec at = heard->hearing->conversation->crisis_reply_at;

    return !heard->hearing->on_screen && at > 0 && heard->hearing->now - at < 10 * USEC_MIN;
}

/* Who answers a crisis gets 112 and no more, unless the family's profile allows 113: the reader of the
 * phone may be the perpetrator. One such reply a number in ten minutes; alerts without limit. */
static void answer_crisis(struct heard *heard)
{
    const struct conversation *conversation = heard->hearing->conversation;
    const struct config *config = heard->hearing->config;
    usec now = heard->hearing->now;
    const char *name;

    if (answered_just_now(heard)) return;
    if (!roster_covers(config, conversation->family.manager, now))
        name = config->municipality.gp[0] ? "crisis-nobody-gp" : "crisis-nobody";
    else
        name =
            conversation->family.allows_113 && danger_to_self(heard) ? "crisis-113" : "crisis-duty";
    if (!heard_say(heard, KIND_CRISIS, name, NULL)) return;
    heard->out->changes.crisis_reply = true;
    heard->out->changes.crisis_number = heard->hearing->text->from;
}

static void keep_reply(struct heard *heard)
{
    const struct inbox_text *text = heard->hearing->text;

    heard->out->reply = (struct new_reply){
        .text = text->text,
        .from = text->from,
        .family_id = heard->to.family_id,
        .member_id = heard->to.member_id,
        .phone_id = heard->hearing->conversation->phone.id,
        .question_id = heard->question ? heard->question->id : 0,
        .language = heard->reading.language,
        .intent = heard->intent,
        .channel = heard->hearing->channel,
        .uncertain = heard->reading.uncertain,
        .score = heard->score,
        .arrived_at = text->arrived_at,
    };
    heard->out->changes.reply = &heard->out->reply;
    heard->out->changes.inbox_id = text->id;
}

static const char *how(const struct heard *heard)
{
    return heard->hearing->channel == CHANNEL_USSD ? "ussd" : "sms";
}

/* Withdraws what waits for this phone and records the stop. A bare word stops; a sentence only pauses, and
 * a person confirms or lifts it. A stop after trouble can be a sign itself, so a person looks. */
static void stop_texts(struct heard *heard, enum consent_act act)
{
    const struct conversation *conversation = heard->hearing->conversation;
    struct ruling ruling =
        rule_stop(&heard->hearing->config->rules, &conversation->past, heard->hearing->now);

    decision_consent(heard->out, &(struct consent){.phone_id = conversation->phone.id,
                                                   .member_id = heard->to.member_id,
                                                   .act = act,
                                                   .how = how(heard)});
    heard->out->changes.withdraw_phone_id = conversation->phone.id;
    heard->out->changes.withdraw_reason = act == CONSENT_STOPPED ? SKIP_STOPPED : SKIP_STOP_PENDING;
    if (act == CONSENT_STOP_PENDING || ruling.level > LEVEL_STABLE) heard->verdict.contact = true;
    heard_ruling(heard, &ruling, DOMAIN_GENERAL, SOURCE_SEVERAL, "");
}

static bool says_all_well(const struct heard *heard)
{
    const char *said = heard->hearing->text->text;

    if (heard->out->changes.signal_n > 0 || heard->reading.uncertain) return false;
    if (heard->score > 0) return heard->score >= heard->hearing->config->rules.all_well.score;
    return heard->intent == INTENT_ANSWER && reader_all_well(said, strlen(said));
}

/* Beside what another member told in the same days; call it when this text's own signals are there. The first
 * difference is said: a person looks at the rest. */
static void look_beside(struct heard *heard)
{
    const struct hearing *hearing = heard->hearing;
    const struct conversation *conversation = hearing->conversation;
    const struct rules *rules = &hearing->config->rules;
    enum domain domain = heard->step ? heard->step->domain : DOMAIN_GENERAL;
    struct observation mine = {.score = heard->score, .level = decision_level(heard->out)};

    for (size_t i = 0; i < conversation->family.member_n; i++) {
        int64_t id = conversation->family.members[i].id;
        struct observation other;
        struct ruling ruling;

        if (id == heard->to.member_id) continue;
        other = observation_of(hearing->config, &conversation->past, id, domain, hearing->now,
                               rules->observers_score.hours);
        ruling = rule_observers_score(rules, &mine, &other);
        if (ruling.level == LEVEL_STABLE) {
            other = observation_of(hearing->config, &conversation->past, id, domain, hearing->now,
                                   rules->observers_told.hours);
            ruling = rule_observers_told(rules, &mine, &other);
        }
        if (ruling.level == LEVEL_STABLE) continue;
        heard_ruling(heard, &ruling, domain, SOURCE_SEVERAL, "");
        return;
    }
}

/* What the text says beside all that came before it; call it when its own signals are there. */
static void look_back(struct heard *heard)
{
    const struct hearing *hearing = heard->hearing;
    const struct conversation *conversation = hearing->conversation;
    struct ruling ruling;

    if (says_all_well(heard)) {
        ruling = rule_all_well(&hearing->config->rules, &conversation->past, hearing->now);
        heard_ruling(heard, &ruling, DOMAIN_GENERAL, SOURCE_SEVERAL, "");
    }
    look_beside(heard);
    decision_watches(heard->out, hearing->config, &conversation->family, &conversation->past,
                     hearing->now);
}

static void hear_stranger(struct heard *heard)
{
    /* Kept apart for the coordinator; nobody is answered who is not known, danger aside. */
    keep_reply(heard);
}

/* A person looks in any case; this says why. */
static void say_wrong_number(struct heard *heard)
{
    struct ruling ruling = rule_number_wrong(&heard->hearing->config->rules);

    heard_ruling(heard, &ruling, DOMAIN_GENERAL, SOURCE_DELIVERY, "");
}

static void hear_act(struct heard *heard, enum act act)
{
    switch (act) {
    case ACT_STOP:
        stop_texts(heard, CONSENT_STOPPED);
        heard_say(heard, KIND_CONFIRMATION, "stop-confirm", NULL);
        break;
    case ACT_STOP_SENTENCE:
        stop_texts(heard, CONSENT_STOP_PENDING);
        heard_say(heard, KIND_CONFIRMATION, "stop-paused", NULL);
        break;
    case ACT_START:
        decision_consent(heard->out,
                         &(struct consent){.phone_id = heard->hearing->conversation->phone.id,
                                           .member_id = heard->to.member_id,
                                           .act = CONSENT_GIVEN,
                                           .how = how(heard)});
        heard_say(heard, KIND_CONFIRMATION, "start-confirm", NULL);
        break;
    case ACT_WRONG_NUMBER:
        stop_texts(heard, CONSENT_STOP_PENDING);
        say_wrong_number(heard);
        heard_say(heard, KIND_CONFIRMATION, "wrong-number", NULL);
        break;
    case ACT_INFO:
        heard_say(heard, KIND_CONFIRMATION, "info", NULL);
        break;
    case ACT_CONTACT:
        heard->verdict.contact = true;
        heard_close_question(heard, QUESTION_ANSWERED);
        if (!heard->crisis) heard_say(heard, KIND_ANSWER, "call-asked", NULL);
        break;
    case ACT_APPOINTMENT:
        heard_appointment(heard);
        break;
    case ACT_ANSWER:
        heard_answer(heard);
        break;
    }
}

struct verdict dialogue_hear(const struct hearing *hearing, struct decision *out)
{
    struct heard heard;

    heard_init(&heard, hearing, out);
    take_signals(&heard);
    if (heard.crisis) answer_crisis(&heard);
    if (hearing->conversation->phone.id == 0) {
        hear_stranger(&heard);
    } else {
        hear_act(&heard, heard_act(&heard));
        look_back(&heard);
        keep_reply(&heard);
    }
    heard.verdict.level = decision_level(out);
    return heard.verdict;
}
