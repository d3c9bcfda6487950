#include "gateway/signals/model/corpus.h"

#define FILE_BYTES_MAX ((size_t)8 << 20)
#define COLUMNS        7

void corpus_clear(struct corpus *corpus)
{
    if (!corpus) return;
    for (size_t i = 0; i < corpus->writer_n; i++)
        free(corpus->files[i]);
    free(corpus->files);
    free(corpus->at);
    *corpus = (struct corpus){0};
}

static bool split(char *line, char *columns[static COLUMNS])
{
    columns[0] = line;
    for (size_t i = 1; i < COLUMNS; i++) {
        columns[i] = strchr(columns[i - 1], '\t');
        if (!columns[i]) return false;
        *columns[i]++ = '\0';
    }
    return !strchr(columns[COLUMNS - 1], '\t');
}

static bool read_signals(char *signals, enum level levels[static DOMAIN_N])
{
    char *rest = NULL;

    if (strcmp(signals, "-") == 0) return true;
    if (*signals == '\0') return false;
    for (char *one = strtok_r(signals, ";", &rest); one; one = strtok_r(NULL, ";", &rest)) {
        char *colon = strchr(one, ':');
        enum domain domain;

        if (!colon || colon[1] < '1' || colon[1] > '3' || colon[2]) return false;
        *colon = '\0';
        if (!domain_find(one, &domain) || domain == DOMAIN_GENERAL || levels[domain]) return false;
        levels[domain] = (enum level)(colon[1] - '0');
        if (levels[domain] > levels[DOMAIN_GENERAL]) levels[DOMAIN_GENERAL] = levels[domain];
    }
    return true;
}

/* "-": nothing is said of it. */
static bool read_intent(const char *name, enum intent *out)
{
    *out = INTENT_N;
    if (strcmp(name, "-") == 0) return true;
    for (enum intent intent = 0; intent < INTENT_N; intent++)
        if (strcmp(intent_name(intent), name) == 0) {
            *out = intent;
            return true;
        }
    return false;
}

static bool read_context(const char *name, enum context *out)
{
    *out = strcmp(name, "appointment") == 0 ? CONTEXT_APPOINTMENT : CONTEXT_CHECKIN;
    return *out == CONTEXT_APPOINTMENT || strcmp(name, "checkin") == 0;
}

/* What is wrong with the line, or NULL. */
static const char *read_line(char *line, struct labelled *out)
{
    char *columns[COLUMNS];

    if (!split(line, columns)) return "seven columns are expected, set apart by tabs";
    *out = (struct labelled){
        .id = columns[0], .language = columns[1], .text = columns[3], .kind = columns[6]};
    if (!read_context(columns[2], &out->context)) return "the context is checkin or appointment";
    if (!read_intent(columns[4], &out->intent)) return "there is no such intent";
    if (!read_signals(columns[5], out->levels))
        return "signals are domain:level, each domain once, set apart by ; or a single -";
    return NULL;
}

enum rc corpus_add(struct corpus *corpus, const char *path, struct fault *why)
{
    SCOPED(text_clear) struct text text = {.limit = FILE_BYTES_MAX};
    char *line, *next, *bytes;
    size_t number = 0;

    TRY(file_read(path, FILE_BYTES_MAX, &text, why));
    if (strlen(text_string(&text)) != text.n)
        return fault_set(why, RC_INVALID, "%s: holds a zero byte; is it a text file?", path);
    if (strncmp(text_string(&text), "id\t", 3) != 0)
        return fault_set(why, RC_INVALID, "%s:1: the names of the columns are expected, id first",
                         path);
    bytes = text_take(&text);
    corpus->files = mem_grow(corpus->files, corpus->writer_n + 1, sizeof(*corpus->files));
    corpus->files[corpus->writer_n++] = bytes;
    for (line = bytes; line; line = next) {
        struct labelled labelled;
        const char *wrong;

        next = strchr(line, '\n');
        if (next) *next++ = '\0';
        number++;
        if (number == 1 || *line == '\0') continue;
        wrong = read_line(line, &labelled);
        if (wrong) return fault_set(why, RC_INVALID, "%s:%zu: %s", path, number, wrong);
        labelled.writer = corpus->writer_n - 1;
        if (corpus->n == corpus->space) {
            corpus->space = corpus->space ? corpus->space * 2 : 1024;
            corpus->at = mem_grow(corpus->at, corpus->space, sizeof(*corpus->at));
        }
        corpus->at[corpus->n++] = labelled;
    }
    return RC_OK;
}
