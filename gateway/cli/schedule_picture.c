/* schedule picture: a programme as a small picture. */
#include "gateway/cli/schedule_picture.h"

#include "config/config.h"
#include "config/guess.h"
#include "gateway/base/clock.h"
#include "gateway/web/timeline.h"

/* A Monday, so that a picture is the same whenever it is drawn. */
#define EXAMPLE_START "2027-01-04"

struct picture {
    const char *programme, *language, *config; /* NULL: not given */
};

/* RC_INVALID: an option is not one, or has no value. */
static enum rc read_options(struct picture *picture, int argc, char **argv, struct fault *why)
{
    const struct {
        const char *name;
        const char **value;
    } options[] = {
        {"--programme", &picture->programme},
        {"--language",  &picture->language },
        {"--config",    &picture->config   },
    };

    for (int i = 0; i < argc; i += 2) {
        size_t at = 0;

        while (at < COUNT(options) && strcmp(options[at].name, argv[i]) != 0)
            at++;
        if (at == COUNT(options))
            return fault_set(why, RC_INVALID,
                             "there is no option %.40s, expected --programme, --language or "
                             "--config",
                             argv[i]);
        if (i + 1 == argc)
            return fault_set(why, RC_INVALID, "%.40s stands without a value", argv[i]);
        *options[at].value = argv[i + 1];
    }
    if (!picture->programme)
        return fault_set(why, RC_INVALID, "--programme is missing: the name of a programme");
    if (!picture->language) picture->language = "nl";
    if (strcmp(picture->language, "nl") == 0 || strcmp(picture->language, "en") == 0) return RC_OK;
    return fault_set(why, RC_INVALID, "--language: expected nl or en");
}

static enum rc draw(const struct cli *cli, const struct picture *picture,
                    const struct config *config, struct text *out, struct fault *why)
{
    SCOPED(text_clear) struct text style = {0};
    SCOPED(phrases_clear) struct phrases phrases = {0};
    struct guess guess = guess_new(picture->programme);
    struct plan plan = {.programme = config_programme(config, picture->programme),
                        .zone = config->municipality.zone,
                        .quiet = config->quiet,
                        .member_n = 1};

    for (size_t i = 0; i < config->programme_n; i++)
        guess_try(&guess, config->programmes[i].name);
    if (!plan.programme)
        return fault_set(why, RC_INVALID, "there is no programme \"%.40s\"%s", picture->programme,
                         guess_say(&guess));
    for (size_t i = 0; i < plan.programme->phase_n; i++)
        if (plan.programme->phases[i].asks != ASKS_FIRST) plan.member_n = 2;
    TRY(data_read(&cli->data, "web/assets/timeline.css", &style, why));
    TRY(phrases_load(&cli->data, picture->language, &phrases, why));
    if (!day_read(EXAMPLE_START, &plan.start_day)) return RC_BROKEN;
    timeline_add(out, &phrases, &plan, text_string(&style));
    return text_over(out) ? fault_set(why, RC_BROKEN, "the picture is too large") : RC_OK;
}

int schedule_picture(const struct cli *cli, int argc, char **argv)
{
    SCOPED(mistakes_clear) struct mistakes mistakes = {0};
    SCOPED(text_clear) struct text svg = {0};
    struct clock clock = clock_real();
    struct picture picture = {0};
    struct config *config = NULL;
    struct fault why;
    enum rc rc;

    if (read_options(&picture, argc, argv, &why) != RC_OK)
        return cli_misuse(&command_schedule, "%s", why.text);
    if (config_load(&cli->data, picture.config, clock_now(&clock), &config, &mistakes) != RC_OK) {
        fputs(text_string(&mistakes.lines), stderr);
        return 1;
    }
    rc = draw(cli, &picture, config, &svg, &why);
    config_free(config);
    if (rc == RC_INVALID) return cli_misuse(&command_schedule, "%s", why.text);
    if (rc != RC_OK) return cli_fail(&command_schedule, &why);
    fputs(text_string(&svg), stdout);
    return fflush(stdout) != 0;
}
