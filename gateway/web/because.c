#include "gateway/web/because.h"

#include "gateway/rules/figures.h"

/* A signal came at most so long before the alert that it joined or opened. */
#define ALERT_SIGNALS_BACK USEC_DAY

/* What a sentence can name. */
#define FIELDS_MAX 4

static void add_figure(const struct visit *visit, struct text *out, const struct figure *figure)
{
    if (out->n) text_add(out, ", ");
    if (figure->is_day)
        phrase_add_moment(visit->phrases, out, visit_zone(visit), figure->value, MOMENT_DAY,
                          visit->now);
    else
        text_addf(out, "%lld", (long long)figure->value);
}

static json_t *fill(const struct visit *visit, const char *name, const char *figures)
{
    struct text fields[FIELDS_MAX] = {{0}};
    struct figure figure;
    size_t n = 0;
    json_t *sentence;

    while (figure_next(&figures, &figure)) {
        n += figure.begins;
        if (n > FIELDS_MAX) break;
        if (n > 0) add_figure(visit, &fields[n - 1], &figure);
    }
    sentence = phrase_json(visit->phrases, name, text_string(&fields[0]), text_string(&fields[1]),
                           text_string(&fields[2]), text_string(&fields[3]), NULL);
    for (size_t i = 0; i < FIELDS_MAX; i++)
        text_wipe(&fields[i]);
    return sentence;
}

json_t *because_of(const struct visit *visit, const struct signal_row *signal)
{
    char name[40];

    if (signal->rule == RULE_NONE || signal->rule >= RULE_KIND_N) return json_null();
    snprintf(name, sizeof(name), "rule_%s", rule_name(signal->rule));
    return fill(visit, name, signal->figures);
}

enum rc because_alert(const struct visit *visit, const struct alert *alert, bool unsaid,
                      json_t **out, struct fault *why)
{
    struct signal_row *signals = NULL;
    size_t n = 0;
    json_t *sentences;

    if (alert->family_id)
        TRY(store_signal_list(visit_store(visit), alert->family_id,
                              alert->happened_at - ALERT_SIGNALS_BACK, &signals, &n, why));
    sentences = json_array();
    for (size_t i = 0; i < n; i++)
        if (signals[i].alert_id == alert->id && signals[i].rule != RULE_NONE &&
            !(unsaid && signals[i].reply_id))
            json_array_append_new(sentences, because_of(visit, &signals[i]));
    signals_free(signals, n);
    *out = sentences;
    return RC_OK;
}
