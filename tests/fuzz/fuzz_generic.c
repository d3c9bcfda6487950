/* The small syntax in which an operator describes a provider: a field, a rule and a template, a line
 * each, and behind them the body that they are read against. */
#include "tests/fuzz/fuzz.h"

#include "providers/adapters/generic_rule.h"
#include "providers/adapters/generic_template.h"

/* Borrowed from `rest`, which is moved behind it. */
static const char *take_line(char **rest)
{
    char *line = *rest, *end = strchr(line, '\n');

    *rest = end ? end + 1 : line + strlen(line);
    if (end) *end = '\0';
    return line;
}

static void check_utf8(const struct text *text)
{
    for (size_t i = 0; i < text->n;) {
        size_t length = utf8_length(text->at + i, text->n - i);

        assert(length > 0);
        i += length;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    SCOPED(mem_free) char *copy = mem_copy(bytes, n);
    char *rest = copy;
    const char *field = take_line(&rest), *rule = take_line(&rest), *template = take_line(&rest);
    SCOPED(text_clear) struct text body = {0};
    SCOPED(json_free) json_t *json = NULL;
    SCOPED(form_clear) struct form fields = {0};
    SCOPED(text_clear) struct text found = {0};
    SCOPED(text_clear) struct text filled = {0};
    SCOPED(values_clear) struct values values = {.credentials = &(struct credentials){0}};
    struct http_headers headers = {0};
    struct fault why = {0};

    text_add(&body, rest);
    json = json_read(&body);
    form_read(&fields, rest, strlen(rest));
    for (int is_json = 0; is_json <= 1; is_json++) {
        struct said said = {.status = 200,
                            .json = is_json ? json : NULL,
                            .top = json,
                            .fields = &fields,
                            .query = &fields,
                            .headers = &headers,
                            .body = &body};

        field_add_to(&found, field, &said);
        rule_fits(rule, &said);
    }
    check_utf8(&found);
    IGNORE(field_check(field, &why)); /* only that they end */
    IGNORE(rule_check(rule, true, &why));
    values_add(&values, "text", rest, strlen(rest));
    template_add(&filled, template, &values, ESCAPE_URL);
    IGNORE(template_check(template, &values, &why));
    return 0;
}
