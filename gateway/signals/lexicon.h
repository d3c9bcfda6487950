#ifndef GATEWAY_SIGNALS_LEXICON_H
#define GATEWAY_SIGNALS_LEXICON_H
/* Lexicon: what config/lexicon/ says, checked and made ready for reading.
 *
 * The files explain themselves (config/lexicon/00-how-to.tsv): one row is one concept in one variety,
 * with the forms people text it in. Constant once made. */
#include "gateway/base/data.h"
#include "gateway/base/words.h"
#include "gateway/signals/signals.h"
#include "gateway/signals/trie.h"
#include "gateway/signals/vocabulary.h"

/* What a match of a row means. */
enum kind {
    KIND_FACT,    /* so it is now: level 1 or 2 */
    KIND_WORRY,   /* a strain or a fear: level 1 */
    KIND_CRISIS,  /* level 3 */
    KIND_HINT,    /* may well be a crisis: level 3, and a person should look first */
    KIND_BETTER,  /* this domain is mended or mending */
    KIND_FIGURE,  /* a figure of speech: the words in it do not mean what they say */
    KIND_NEUTRAL, /* says nothing; its words, a "not" above all, belong to it alone */
    KIND_ASK, /* no claim, but a word that a person should see first where nothing explains it */
    KIND_INTENT,
    KIND_SCOPE,
};

/* What changes the meaning of the words around it. */
enum scope {
    SCOPE_NEGATION,
    SCOPE_PAST,   /* long ago */
    SCOPE_AGAIN,  /* now, still, again: what is past is not */
    SCOPE_SOLVED, /* over and done with */
    SCOPE_BETTER, /* improving */
    SCOPE_THIRD,  /* somebody unrelated: a neighbour, a film, the news */
    SCOPE_FEAR,   /* afraid that, no fact yet */
    SCOPE_IF,     /* a condition or a mere thought */
    SCOPE_N,
};

/* Where a scope stands: before the words that it works on, behind them, or either. */
enum side { SIDE_BEFORE = 1, SIDE_BEHIND = 2, SIDE_AROUND = 3 };

enum { IN_CHECKIN = 1, IN_APPOINTMENT = 2 };

struct concept {
    const char *name; /* "finance.debts"; borrowed from the lexicon */
    enum kind kind;
    enum domain domain;
    enum level level;
    enum intent intent;
    unsigned contexts; /* of an intent: IN_CHECKIN, IN_APPOINTMENT */
    enum scope scope;
    enum side side;
    unsigned reach; /* words */
};

/* Classes of words that the rules ask for by name; config/lexicon/words.tsv has them all. */
enum class {
    CLASS_BREAK,  /* begins a new clause: but, because */
    CLASS_SOFT,   /* and, then: a "not" does not reach over it */
    CLASS_OURS,   /* we, us, my: the sender's family */
    CLASS_FILLER, /* please, thanks: nothing changes without it */
    CLASS_LIGHT,  /* still, really, my: may stand between the words of any pattern */
    CLASS_N,
};

struct lexicon {
    struct vocabulary vocabulary;
    struct trie trie;
    struct concept *concepts;
    size_t concept_n, concept_space;
    char **names;
    size_t name_n, name_space;
    uint32_t classes[CLASS_N]; /* sets */
};

/* RC_INVALID names the file, the line and what is wrong. */
enum rc lexicon_new(const struct data *data, struct lexicon **out, struct fault *why) NEEDS_CHECK;
void lexicon_free(struct lexicon *lexicon);

#endif
