/* Rhythms in words: whatever is understood is shown in both languages so that it reads back the same. */
#include "tests/fuzz/fuzz.h"

#include "scheduler/rhythm_words.h"

static void write_line(const struct rhythm_line *line, struct text *out)
{
    rhythm_write(&line->rhythm, out);
    text_addf(out, " %d %d", line->from_min, line->till_min);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static const enum language languages[] = {LANGUAGE_NL, LANGUAGE_N};
    SCOPED(mem_free) char *string = mem_copy(bytes, n);
    SCOPED(text_clear) struct text rule = {0};
    struct rhythm_line line;
    struct fault why = {0};

    if (rhythm_line_read(string, &line, &why) != RC_OK) {
        assert(why.text[0] != '\0');
        return 0;
    }
    write_line(&line, &rule);
    for (size_t i = 0; i < COUNT(languages); i++) {
        SCOPED(text_clear) struct text words = {0};
        SCOPED(text_clear) struct text again = {0};
        struct rhythm_line read;
        enum rc rc;

        rhythm_line_show(&line, languages[i], &words);
        rc = rhythm_line_read(text_string(&words), &read, &why);
        assert(rc == RC_OK);
        write_line(&read, &again);
        assert(strcmp(text_string(&rule), text_string(&again)) == 0);
    }
    return 0;
}
