/* Reports: what a regular helper (a teacher, a nurse) writes about a family. */
#include <ctype.h>

#include "gateway/dialogue/dialogue.h"

bool report_read(const char *text, char code[static REPORT_CODE_DIGITS + 1], const char **said)
{
    size_t n = 0;

    while (isspace((unsigned char)*text))
        text++;
    while (text[n] >= '0' && text[n] <= '9')
        n++;
    if (n != REPORT_CODE_DIGITS) return false;
    memcpy(code, text, n);
    code[n] = '\0';
    text += n;
    text += strspn(text, " \t\r\n.,:;-");
    if (!*text) return false;
    *said = text;
    return true;
}

static void take_signals(const struct report *report, const struct reading *reading,
                         struct decision *out)
{
    for (size_t i = 0; i < reading->signal_n; i++) {
        const struct signal *signal = &reading->signals[i];

        decision_signal(out, &(struct new_signal){
                                 .family_id = report->family->id,
                                 .domain = signal->domain,
                                 .level = signal->level,
                                 .confidence_percent = (int)(signal->confidence * 100),
                                 .evidence = decision_evidence(out, report->said, signal),
                                 .source = SOURCE_HELPER,
                                 .rule = RULE_HELPER,
                                 .in_plan = enrolment_names(&report->family->enrolment,
                                                            signal->domain, signal->level),
                             });
    }
}

struct verdict dialogue_report(const struct hearing *hearing, const struct report *report,
                               struct decision *out)
{
    struct reading reading;

    reader_read(hearing->reader, CONTEXT_CHECKIN, report->said, strlen(report->said), &reading);
    take_signals(report, &reading, out);
    if (report->family->id)
        decision_watches(out, hearing->config, report->family, report->past, hearing->now);
    out->reply = (struct new_reply){
        .text = report->said,
        .from = hearing->text->from,
        .family_id = report->family->id,
        .language = decision_keep_string(out, reading.language),
        .intent = reading.intent,
        .channel = CHANNEL_SMS,
        .uncertain = reading.uncertain,
        .arrived_at = hearing->text->arrived_at,
    };
    out->changes.reply = &out->reply;
    out->changes.inbox_id = hearing->text->id;
    return (struct verdict){.level = decision_level(out),
                            .contact = report->family->id && reading.intent == INTENT_CONTACT};
}
