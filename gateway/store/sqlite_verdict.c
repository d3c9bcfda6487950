/* Verdicts: what a person found, beside what the machine read. */
#include "gateway/store/sqlite_store.h"

#define TARGETS_MAX 64 /* signals of one reply or alert; of more the oldest are judged */

/* What a verdict may be about: a signal as the machine read it. */
struct target {
    int64_t id, reply_id;
    enum domain domain;
    enum level level;
};

struct judging {
    const struct new_verdict *verdict;
    int64_t family_id;
    usec now;
    struct target targets[TARGETS_MAX];
    size_t n;
};

static enum rc find_family(struct sqlite *db, struct judging *judging, struct fault *why)
{
    static const char SELECT_OF_REPLY[] = "SELECT ifnull(family_id, 0) FROM reply WHERE id = ?1";
    static const char SELECT_OF_ALERT[] = "SELECT ifnull(family_id, 0) FROM alert WHERE id = ?1";
    const struct new_verdict *verdict = judging->verdict;
    int64_t id = verdict->reply_id ? verdict->reply_id : verdict->alert_id;
    enum rc rc = sqlite_number(db, verdict->reply_id ? SELECT_OF_REPLY : SELECT_OF_ALERT,
                               BIND(as_int(id)), &judging->family_id, why);

    if (rc != RC_MISSING) return rc;
    return fault_set(why, rc, "%s %lld is not in the store", verdict->reply_id ? "reply" : "alert",
                     (long long)id);
}

static enum rc find_targets(struct sqlite *db, struct judging *judging, struct fault *why)
{
    static const char SELECT_TARGETS[] =
        "SELECT id, ifnull(reply_id, 0), domain, level FROM signal"
        " WHERE (?1 IS NULL OR reply_id = ?1) AND (?2 IS NULL OR alert_id = ?2)"
        " AND (?3 IS NULL OR id = ?3) ORDER BY id LIMIT ?4";
    const struct new_verdict *verdict = judging->verdict;
    SCOPED(rows_close)
    struct rows rows = sqlite_query(db, SELECT_TARGETS,
                                    BIND(as_id(verdict->reply_id), as_id(verdict->alert_id),
                                         as_id(verdict->signal_id), as_int(TARGETS_MAX)));

    while (rows_next(&rows) && judging->n < TARGETS_MAX) {
        struct target *target = &judging->targets[judging->n++];

        target->id = take_int(&rows);
        target->reply_id = take_int(&rows);
        target->domain = (enum domain)take_int(&rows);
        target->level = (enum level)take_int(&rows);
    }
    TRY(rows_end(&rows, why));
    if (!verdict->signal_id || judging->n) return RC_OK;
    return fault_set(why, RC_MISSING, "signal %lld is not of it", (long long)verdict->signal_id);
}

/* Keeps those of the highest level that the machine read. */
static void keep_highest(struct judging *judging)
{
    enum level highest = LEVEL_STABLE;
    size_t kept = 0;

    for (size_t i = 0; i < judging->n; i++)
        if (judging->targets[i].level > highest) highest = judging->targets[i].level;
    for (size_t i = 0; i < judging->n; i++)
        if (judging->targets[i].level == highest) judging->targets[kept++] = judging->targets[i];
    judging->n = kept;
}

/* ---- Writing ---- */

/* A domain counts where the plan names it, a crisis always; see messages of the dialogue, which say the same
 * of what the machine reads. */
static enum rc is_in_plan(struct sqlite *db, int64_t family_id, enum domain domain,
                          enum level level, int64_t *out, struct fault *why)
{
    static const char SELECT_IN_PLAN[] =
        "SELECT ifnull((SELECT domains >> ?2 & 1 FROM enrolment WHERE family_id = ?1"
        " ORDER BY id DESC LIMIT 1), 0)";

    *out = 1;
    if (level == LEVEL_CRISIS || domain == DOMAIN_GENERAL) return RC_OK;
    return sqlite_number(db, SELECT_IN_PLAN, BIND(as_int(family_id), as_int(domain)), out, why);
}

static enum rc insert_verdict(struct sqlite *db, const struct judging *judging,
                              const struct target *target, enum domain domain, enum level level,
                              struct fault *why)
{
    static const char INSERT_VERDICT[] =
        "INSERT INTO verdict (id, word, signal_id, reply_id, alert_id, domain, level, who, note, at)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    const struct new_verdict *verdict = judging->verdict;
    SCOPED(sealed_clear) struct sealed note = {0};
    int64_t id = new_id(db, TABLE_VERDICT);

    TRY(seal_string(db, judging->family_id, (struct seal_row){SEAL_VERDICT_NOTE, id}, verdict->note,
                    &note, why));
    return sqlite_run(db, INSERT_VERDICT,
                      BIND(as_int(id), as_int(verdict->word), as_id(target->id),
                           as_id(target->reply_id), as_id(verdict->alert_id), as_int(domain),
                           as_int(level), as_string(verdict->who), as_sealed(&note),
                           as_int(judging->now)),
                      why);
}

/* This signal is now found to be that. */
static enum rc set_found(struct sqlite *db, const struct judging *judging,
                         const struct target *target, enum domain domain, enum level level,
                         struct fault *why)
{
    static const char SET_FOUND[] = "UPDATE signal SET found_domain = ?2, found_level = ?3,"
                                    " found_in_plan = ?4 WHERE id = ?1";
    int64_t in_plan = 0;

    TRY(insert_verdict(db, judging, target, domain, level, why));
    if (!target->id) return RC_OK;
    TRY(is_in_plan(db, judging->family_id, domain, level, &in_plan, why));
    return sqlite_run(db, SET_FOUND,
                      BIND(as_int(target->id), as_int(domain), as_int(level), as_int(in_plan)),
                      why);
}

/* ---- Each word ---- */

/* Of what has no signal: that this is right, or, of an alert, whatever was its outcome. */
static enum rc judge_nothing(struct sqlite *db, const struct judging *judging, struct fault *why)
{
    const struct new_verdict *verdict = judging->verdict;
    const struct target nothing = {.reply_id = verdict->reply_id};

    if (verdict->reply_id && verdict->word != VERDICT_RIGHT)
        return fault_set(why, RC_INVALID,
                         "the machine read no signal in it: say that this is right, or what it "
                         "missed");
    return set_found(db, judging, &nothing, DOMAIN_GENERAL, LEVEL_STABLE, why);
}

static enum rc judge_all(struct sqlite *db, const struct judging *judging, struct fault *why)
{
    bool right = judging->verdict->word == VERDICT_RIGHT;

    for (size_t i = 0; i < judging->n; i++) {
        const struct target *target = &judging->targets[i];

        TRY(set_found(db, judging, target, target->domain, right ? target->level : LEVEL_STABLE,
                      why));
    }
    return RC_OK;
}

static enum rc judge_level(struct sqlite *db, struct judging *judging, struct fault *why)
{
    const struct new_verdict *verdict = judging->verdict;
    bool high = verdict->word == VERDICT_TOO_HIGH;
    int step = high ? -1 : 1;

    keep_highest(judging);
    for (size_t i = 0; i < judging->n; i++) {
        const struct target *target = &judging->targets[i];
        int level = verdict->level ? (int)verdict->level : (int)target->level + step;

        if ((high && level >= (int)target->level) || (!high && level <= (int)target->level) ||
            level <= LEVEL_STABLE || level > LEVEL_CRISIS)
            return fault_set(why, RC_INVALID, "level %d is not %s than %d, which the machine read",
                             level, high ? "lower" : "higher", (int)target->level);
        TRY(set_found(db, judging, target, target->domain, (enum level)level, why));
    }
    return RC_OK;
}

static enum rc judge_domain(struct sqlite *db, struct judging *judging, struct fault *why)
{
    const struct new_verdict *verdict = judging->verdict;
    const struct target *target = &judging->targets[0];

    keep_highest(judging);
    if (judging->n > 1)
        return fault_set(why, RC_INVALID, "%zu signals are of the same level: say which of them",
                         judging->n);
    if (verdict->domain == target->domain || verdict->domain == DOMAIN_GENERAL)
        return fault_set(why, RC_INVALID, "domain: expected another life domain than %s",
                         domain_name(target->domain));
    return set_found(db, judging, target, verdict->domain,
                     verdict->level ? verdict->level : target->level, why);
}

/* A row for a signal that the machine did not see: its own reading is level 0. */
static enum rc insert_missed(struct sqlite *db, const struct judging *judging, int64_t *id,
                             struct fault *why)
{
    static const char INSERT_MISSED[] =
        "INSERT INTO signal (id, family_id, reply_id, alert_id, domain, level, confidence_percent,"
        " evidence, source, in_plan, at) SELECT ?1, family_id, id, NULL, ?3, 0, 0, ?4, ?5, 0,"
        " arrived_at FROM reply WHERE id = ?2";
    const struct new_verdict *verdict = judging->verdict;
    SCOPED(sealed_clear) struct sealed evidence = {0};

    *id = new_id(db, TABLE_SIGNAL);
    TRY(seal_string(db, judging->family_id, (struct seal_row){SEAL_SIGNAL_EVIDENCE, *id}, "",
                    &evidence, why));
    return sqlite_run(db, INSERT_MISSED,
                      BIND(as_int(*id), as_int(verdict->reply_id), as_int(verdict->domain),
                           as_sealed(&evidence), as_int(SOURCE_REPLY)),
                      why);
}

static enum rc judge_missed(struct sqlite *db, const struct judging *judging, struct fault *why)
{
    const struct new_verdict *verdict = judging->verdict;
    struct target target = {.reply_id = verdict->reply_id, .domain = verdict->domain};

    if (!verdict->reply_id || verdict->domain == DOMAIN_GENERAL || verdict->level == LEVEL_STABLE)
        return fault_set(why, RC_INVALID,
                         "missed: expected a reply, a life domain and a level from 1 to 3");
    for (size_t i = 0; i < judging->n; i++) {
        if (judging->targets[i].domain != verdict->domain) continue;
        target.id = judging->targets[i].id;
        if (judging->targets[i].level > LEVEL_STABLE)
            return fault_set(why, RC_TAKEN, "there is a signal of %s already: say what level it is",
                             domain_name(verdict->domain));
    }
    if (!target.id) TRY(insert_missed(db, judging, &target.id, why));
    return set_found(db, judging, &target, verdict->domain, verdict->level, why);
}

static enum rc mark_read(struct sqlite *db, const struct judging *judging, struct fault *why)
{
    static const char SET_READ[] =
        "UPDATE reply SET read_at = ?2, read_by = ?3 WHERE id = ?1 AND read_at = 0";

    if (!judging->verdict->reply_id) return RC_OK;
    return sqlite_run(db, SET_READ,
                      BIND(as_int(judging->verdict->reply_id), as_int(judging->now),
                           as_string(judging->verdict->who)),
                      why);
}

static enum rc judge(struct sqlite *db, struct judging *judging, struct fault *why)
{
    enum verdict_word word = judging->verdict->word;

    if (word != VERDICT_MISSED && judging->n == 0) return judge_nothing(db, judging, why);
    switch (word) {
    case VERDICT_RIGHT:
    case VERDICT_WRONG:
        return judge_all(db, judging, why);
    case VERDICT_TOO_HIGH:
    case VERDICT_TOO_LOW:
        return judge_level(db, judging, why);
    case VERDICT_DOMAIN:
        return judge_domain(db, judging, why);
    case VERDICT_MISSED:
        return judge_missed(db, judging, why);
    case VERDICT_N:
        break;
    }
    return fault_set(why, RC_INVALID, "there is no such verdict");
}

enum rc verdict_add(struct sqlite *db, const struct new_verdict *verdict, usec now,
                    struct fault *why)
{
    struct judging judging = {.verdict = verdict, .now = now};

    TRY(find_family(db, &judging, why));
    TRY(find_targets(db, &judging, why));
    TRY(judge(db, &judging, why));
    return mark_read(db, &judging, why);
}

struct giving {
    const struct new_verdict *verdict;
    usec now;
};

static enum rc write_verdict(struct sqlite *db, void *with, struct fault *why)
{
    const struct giving *giving = with;

    return verdict_add(db, giving->verdict, giving->now, why);
}

enum rc sqlite_verdict_add(struct store *store, const struct new_verdict *verdict, usec now,
                           struct fault *why)
{
    struct giving giving = {.verdict = verdict, .now = now};

    return sqlite_write(store, write_verdict, &giving, why);
}
