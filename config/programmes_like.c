/* Programmes that are like another: a municipality says only what is different. The other one is copied, then
 * the operator's lines are read over the copy, so that every mistake is told of those lines. */
#include "config/things.h"

#define PHASES_MAX 30

/* ---- Phases: each by its name, in its place ---- */

void phase_place_visit(struct reading *reading, const config_setting_t *setting, void *thing)
{
    (void)thing;
    schema_is(reading, setting, CONFIG_TYPE_STRING);
}

/* The text of a key in a group; "" where it is not there or no text. */
static const char *text_of(const config_setting_t *group, const char *key)
{
    const config_setting_t *setting = config_setting_get_member(group, key);
    const char *text = setting ? config_setting_get_string(setting) : NULL;

    return text ? text : "";
}

/* The place of the phase; phase_n: there is none of that name. */
static size_t phase_find(const struct programme *programme, const char *name)
{
    size_t i = 0;

    while (i < programme->phase_n &&
           (!programme->phases[i].name || strcmp(programme->phases[i].name, name) != 0))
        i++;
    return i;
}

static void refuse_phase(struct reading *reading, const config_setting_t *setting,
                         const struct programme *programme, const char *name)
{
    struct guess guess = guess_new(name);

    for (size_t i = 0; i < programme->phase_n; i++)
        if (programme->phases[i].name) guess_try(&guess, programme->phases[i].name);
    mistake(reading, spot_setting(reading, setting),
            "\"%.40s\" is no phase of this programme, expected the name of one%s", name,
            guess_say(&guess));
}

/* Where a new phase goes: behind the others unless it says otherwise. */
static size_t place_of(struct reading *reading, const config_setting_t *part,
                       const struct programme *programme)
{
    static const char *const keys[] = {"before", "after"};

    for (size_t i = 0; i < COUNT(keys); i++) {
        const config_setting_t *setting = config_setting_get_member(part, keys[i]);
        size_t at = phase_find(programme, text_of(part, keys[i]));

        if (!setting || setting->type != CONFIG_TYPE_STRING) continue;
        if (at < programme->phase_n) return at + i;
        refuse_phase(reading, setting, programme, text_of(part, keys[i]));
    }
    return programme->phase_n;
}

/* Where the phases of a list go, and whether they are new. */
struct placed {
    const config_setting_t *part;
    size_t at;
    bool is_new;
};

/* An empty phase in its place among the others. */
static void insert_phase(struct programme *programme, struct placed *placed, size_t n, size_t at)
{
    const char *name = text_of(placed[n].part, "name");

    programme->phases =
        schema_grow(programme->phases, &programme->phase_n, 1, sizeof(programme->phases[0]));
    memmove(&programme->phases[at + 1], &programme->phases[at],
            (programme->phase_n - 1 - at) * sizeof(programme->phases[0]));
    programme->phases[at] = (struct phase){.name = name[0] ? mem_copy_string(name) : NULL};
    for (size_t i = 0; i < n; i++)
        placed[i].at += placed[i].at >= at;
    placed[n].at = at;
    placed[n].is_new = true;
}

/* False, and noted: a place was given to a phase that has one, or the list names the phase twice. */
static bool check_name(struct reading *reading, const struct placed *placed, size_t n,
                       const struct programme *programme)
{
    const config_setting_t *part = placed[n].part;
    const char *name = text_of(part, "name");

    for (size_t i = 0; i < n && name[0]; i++) {
        if (strcmp(text_of(placed[i].part, "name"), name) != 0) continue;
        mistake(reading, spot_setting(reading, config_setting_get_member(part, "name")),
                "\"%.40s\" is the name of two phases, expected one each", name);
        return false;
    }
    if (phase_find(programme, name) == programme->phase_n ||
        (!config_setting_get_member(part, "after") && !config_setting_get_member(part, "before")))
        return true;
    mistake(reading, spot_setting(reading, part),
            "the phase \"%.40s\" is there already, expected \"after\" or \"before\" for a new one "
            "only",
            name);
    return false;
}

void phases_visit(struct reading *reading, const config_setting_t *setting, void *thing)
{
    struct programme *programme = thing;
    struct placed placed[PHASES_MAX] = {{0}};
    int parts = config_setting_length(setting), most = PHASES_MAX - (int)programme->phase_n;
    size_t n = 0;

    if (!schema_is(reading, setting, CONFIG_TYPE_LIST)) return;
    if (parts < 1 || parts > most) {
        mistake(reading, spot_setting(reading, setting), "has %d parts, expected 1 to %d", parts,
                most);
        return;
    }
    for (int i = 0; i < parts; i++) {
        struct placed *next = &placed[n];

        next->part = config_setting_get_elem(setting, (unsigned)i);
        if (!check_name(reading, placed, n, programme)) continue;
        next->at = phase_find(programme, text_of(next->part, "name"));
        if (next->at == programme->phase_n)
            insert_phase(programme, placed, n, place_of(reading, next->part, programme));
        n++;
    }
    /* Only now, since a phase that is read must not move. */
    for (size_t i = 0; i < n; i++) {
        schema_queue(reading, placed[i].part, &phase_group, &programme->phases[placed[i].at]);
        reading->works[reading->work_n - 1].fresh = placed[i].is_new;
    }
}

/* What was to be done when it ends goes with the phase. */
static void drop_phase(struct programme *programme, size_t at)
{
    size_t kept = 0;

    for (size_t i = 0; i < programme->task_n; i++) {
        if (strcmp(programme->tasks[i].phase, programme->phases[at].name) == 0)
            task_clear(&programme->tasks[i]);
        else
            programme->tasks[kept++] = programme->tasks[i];
    }
    programme->task_n = kept;
    phase_clear(&programme->phases[at]);
    programme->phase_n--;
    memmove(&programme->phases[at], &programme->phases[at + 1],
            (programme->phase_n - at) * sizeof(programme->phases[0]));
}

void phases_visit_without(struct reading *reading, const config_setting_t *setting, void *thing)
{
    struct programme *programme = thing;

    if (!schema_is(reading, setting, CONFIG_TYPE_ARRAY)) return;
    for (int i = 0; i < config_setting_length(setting); i++) {
        const config_setting_t *part = config_setting_get_elem(setting, (unsigned)i);
        const char *name = config_setting_get_string(part);
        size_t at = phase_find(programme, name ? name : "");

        if (at == programme->phase_n) {
            refuse_phase(reading, part, programme, name ? name : "");
            continue;
        }
        drop_phase(programme, at);
    }
}

/* ---- The copy ---- */

/* What is wrong with an inherited text is told of the line that inherits it. */
struct heir {
    struct reading *reading;
    const config_setting_t *like;
};

static void own(const struct heir *heir, char **string)
{
    *string = mem_copy_string(*string);
    if (*string) reading_remember(heir->reading, *string, heir->like);
}

static void own_sentence(const struct heir *heir, struct sentence *sentence)
{
    own(heir, &sentence->nl);
    own(heir, &sentence->en);
}

static void *copy_things(const void *things, size_t n, size_t size)
{
    return n ? memcpy(mem_new(n, size), things, n * size) : NULL;
}

static struct programme copy_programme(const struct heir *heir, const struct programme *from)
{
    struct programme copy = *from;

    copy.name = copy.like = NULL;
    own(heir, &copy.title_nl);
    own(heir, &copy.title_en);
    own_sentence(heir, &copy.whom);
    own_sentence(heir, &copy.calls_for);
    own_sentence(heir, &copy.intensity);
    own_sentence(heir, &copy.aftercare);
    own_sentence(heir, &copy.beyond);
    copy.ladder = copy_things(from->ladder, from->ladder_n, sizeof(from->ladder[0]));
    copy.phases = copy_things(from->phases, from->phase_n, sizeof(from->phases[0]));
    copy.tasks = copy_things(from->tasks, from->task_n, sizeof(from->tasks[0]));
    for (size_t i = 0; i < copy.phase_n; i++) {
        own(heir, &copy.phases[i].name);
        own_sentence(heir, &copy.phases[i].title);
        own(heir, &copy.phases[i].rhythm);
        own(heir, &copy.phases[i].script);
    }
    for (size_t i = 0; i < copy.task_n; i++) {
        own(heir, &copy.tasks[i].phase);
        own_sentence(heir, &copy.tasks[i].text);
    }
    return copy;
}

/* A sentence that is written anew does not keep the other one's English beside it. */
static void forget_rewritten(const config_setting_t *part, struct programme *programme)
{
    for (size_t i = 0; i < programme_group.key_n; i++) {
        const struct key *key = &programme_group.keys[i];
        struct sentence *sentence = (void *)((char *)programme + key->at);

        if (key->group != &sentence_group || !config_setting_get_member(part, key->name)) continue;
        free(sentence->nl);
        free(sentence->en);
        *sentence = (struct sentence){0};
    }
    if (!config_setting_get_member(part, "title_nl")) return;
    free(programme->title_en);
    programme->title_en = NULL;
}

/* ---- Who is like whom ---- */

/* The programmes of the operator's file; those that are like another have no name until they are read. */
struct kin {
    struct reading *reading;
    const config_setting_t *list;
    struct programme *own;
    size_t own_n;
};

static const config_setting_t *part_of(const struct kin *kin, size_t i)
{
    return config_setting_get_elem(kin->list, (unsigned)i);
}

/* The programme that own programme `i` is like: one of the operator's, else a shipped one, so that one that
 * is like its own name changes the shipped one. NULL: none has that name. */
static struct programme *base_of(const struct kin *kin, size_t i)
{
    const char *like = text_of(part_of(kin, i), "like");
    struct config *config = kin->reading->config;

    for (size_t j = 0; j < kin->own_n; j++)
        if (j != i && strcmp(text_of(part_of(kin, j), "name"), like) == 0) return &kin->own[j];
    for (size_t j = 0; j < kin->reading->programme_shipped_n; j++)
        if (strcmp(config->programmes[j].name, like) == 0) return &config->programmes[j];
    return NULL;
}

static void derive(const struct kin *kin, size_t i, const struct programme *base)
{
    const config_setting_t *part = part_of(kin, i);
    const struct heir heir = {kin->reading, config_setting_get_member(part, "like")};
    struct programme *programme = &kin->own[i];

    *programme = copy_programme(&heir, base);
    forget_rewritten(part, programme);
    schema_read(kin->reading, part, &programme_group, programme, false);
    if (config_setting_get_member(part, "name")) return;
    mistake(kin->reading, spot_absent(kin->reading, part, "name"),
            "is missing from a programme, expected a word of its own");
}

/* What is left after all others are read: its kin is unknown, or leads back to itself. */
static void refuse_kin(const struct kin *kin, size_t i)
{
    const config_setting_t *like = config_setting_get_member(part_of(kin, i), "like");
    const struct config *config = kin->reading->config;
    const char *name = text_of(part_of(kin, i), "like");
    const struct programme *base = base_of(kin, i);
    struct guess guess = guess_new(name);

    if (!schema_is(kin->reading, like, CONFIG_TYPE_STRING)) return;
    if (!base) {
        for (size_t j = 0; j < config->programme_n; j++)
            if (config->programmes[j].name) guess_try(&guess, config->programmes[j].name);
        mistake(kin->reading, spot_setting(kin->reading, like),
                "\"%.40s\" is no programme, expected the name of one%s", name, guess_say(&guess));
        return;
    }
    for (size_t steps = 0; base && !base->name && steps < kin->own_n; steps++) {
        if (base == &kin->own[i]) {
            mistake(kin->reading, spot_setting(kin->reading, like),
                    "\"%.40s\" leads back to this programme, expected one that does not", name);
            return;
        }
        base = base_of(kin, (size_t)(base - kin->own));
    }
}

/* A programme that could not be read is no part of the configuration; the load fails anyway. */
static void drop_unread(struct kin *kin)
{
    size_t kept = 0;

    for (size_t i = 0; i < kin->own_n; i++)
        if (!kin->own[i].name) refuse_kin(kin, i);
    for (size_t i = 0; i < kin->own_n; i++)
        if (kin->own[i].name) kin->own[kept++] = kin->own[i];
    kin->reading->config->programme_n -= kin->own_n - kept;
}

void programmes_derive(struct reading *reading, const config_setting_t *root)
{
    struct config *config = reading->config;
    struct kin kin = {.reading = reading, .list = config_setting_get_member(root, "programmes")};
    bool again = true;

    kin.own_n = config->programme_n - reading->programme_shipped_n;
    if (kin.own_n == 0) return;
    kin.own = &config->programmes[reading->programme_shipped_n];
    /* Each round reads at least one, so there are at most as many as programmes. */
    while (again) {
        again = false;
        for (size_t i = 0; i < kin.own_n; i++) {
            const struct programme *base = kin.own[i].name ? NULL : base_of(&kin, i);

            if (!base || !base->name) continue;
            derive(&kin, i, base);
            again = true;
        }
    }
    drop_unread(&kin);
}
