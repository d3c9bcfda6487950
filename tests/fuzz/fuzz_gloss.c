/* A file of any bytes as a gloss and as labelled replies: it is read, or its mistake is told; a glossary made of it
 * then reads those bytes. */
#include "tests/fuzz/fuzz.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gateway/signals/gloss.h"
#include "gateway/signals/model/corpus.h"

/* A folder in which each gloss is the same file. */
static char folder[] = "/tmp/vangnet-fuzz-gloss-XXXXXX";
static char file_path[64];
static int file = -1;

static const char *const names[] = {
    "", "/nl.tsv", "/ar.tsv", "/ary-Arab.tsv", "/ary-Latn.tsv", "/kinds.tsv"};

static void name_path(size_t i, struct text *out)
{
    text_addf(out, "%s/gloss%s", folder, names[i]);
}

static void remove_folder(void)
{
    for (size_t i = COUNT(names); i-- > 0;) {
        SCOPED(text_clear) struct text path = {0};

        name_path(i, &path);
        remove(text_string(&path));
    }
    rmdir(folder);
}

static void make_folder(void)
{
    file = memfd_create("gloss", 0);
    snprintf(file_path, sizeof(file_path), "/proc/self/fd/%d", file);
    if (file < 0 || !mkdtemp(folder)) abort();
    atexit(remove_folder);
    for (size_t i = 0; i < COUNT(names); i++) {
        SCOPED(text_clear) struct text path = {0};

        name_path(i, &path);
        if ((i == 0 ? mkdir(text_string(&path), 0700) : symlink(file_path, text_string(&path))) !=
            0)
            abort();
    }
}

static void try_gloss(const char *bytes, size_t n)
{
    static const char *const languages[] = {"nl", "ar", "ary-Arab", "ary-Latn", "und"};
    const struct data data = {folder};
    struct glossary *glossary = NULL;
    struct fault why = {0};
    enum rc rc = glossary_new(&data, &glossary, &why);

    assert(rc == RC_OK || rc == RC_INVALID);
    assert((rc == RC_OK) == (glossary != NULL) && (rc == RC_OK) == (why.text[0] == '\0'));
    for (size_t i = 0; rc == RC_OK && i < COUNT(languages); i++) {
        struct recognised recognised = {.language = languages[i]};
        struct senses senses;

        tokens_read(&recognised.tokens, bytes, n);
        glossary_read(glossary, &recognised, &senses);
        assert(senses.n <= SENSES_MAX);
        for (size_t k = 0; k < senses.n; k++)
            assert((size_t)senses.at[k].token + senses.at[k].token_n <= recognised.tokens.n);
        tokens_clear(&recognised.tokens);
    }
    glossary_free(glossary);
}

static void try_corpus(void)
{
    SCOPED(corpus_clear) struct corpus corpus = {0};
    struct fault why = {0};
    enum rc rc = corpus_add(&corpus, file_path, &why);

    assert(rc == RC_OK || rc == RC_INVALID);
    assert((rc == RC_OK) == (why.text[0] == '\0'));
    for (size_t i = 0; i < corpus.n; i++) {
        const struct labelled *labelled = &corpus.at[i];

        assert(labelled->intent <= INTENT_N && labelled->writer == 0);
        assert(strlen(labelled->text) <= TEXT_LIMIT_DEFAULT);
        for (enum domain domain = DOMAIN_GENERAL; domain < DOMAIN_N; domain++)
            assert(labelled->levels[domain] <= labelled->levels[DOMAIN_GENERAL]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    if (file < 0) make_folder();
    if (ftruncate(file, 0) != 0 || pwrite(file, bytes, n, 0) != (ssize_t)n) abort();
    try_gloss((const char *)bytes, n);
    try_corpus();
    return 0;
}
