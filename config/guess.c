/* By edit distance, where swapped neighbours are one slip. */
#include "config/guess.h"

#include <ctype.h>

#define GUESS_WORD_MAX 48

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

static char lower(char c)
{
    return (char)tolower((unsigned char)c);
}

/* Letters to insert, drop, change or swap with a neighbour to make `b` of `a`. */
static unsigned edit_distance(const char *a, size_t a_n, const char *b, size_t b_n)
{
    unsigned rows[3][GUESS_WORD_MAX + 1];
    unsigned *before = rows[0], *last = rows[1], *row = rows[2];

    for (unsigned j = 0; j <= b_n; j++)
        last[j] = before[j] = j;
    for (unsigned i = 1; i <= a_n; i++) {
        unsigned *spare = before;

        row[0] = i;
        for (size_t j = 1; j <= b_n; j++) {
            bool same = lower(a[i - 1]) == lower(b[j - 1]);

            row[j] = least(least(last[j] + 1, row[j - 1] + 1), last[j - 1] + !same);
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
                lower(a[i - 2]) == lower(b[j - 1]))
                row[j] = least(row[j], before[j - 2] + 1);
        }
        before = last;
        last = row;
        row = spare;
    }
    return last[b_n];
}

struct guess guess_new(const char *wrong)
{
    size_t n = strlen(wrong);

    /* One slip in a short word, up to three in a long one. */
    return (struct guess){.wrong = wrong, .distance = n < 4 ? 2 : n < 8 ? 3 : 4};
}

void guess_try(struct guess *guess, const char *candidate)
{
    size_t n = strlen(guess->wrong), candidate_n = strlen(candidate);
    unsigned distance;

    if (n == 0 || candidate_n == 0 || n > GUESS_WORD_MAX || candidate_n > GUESS_WORD_MAX) return;
    distance = edit_distance(guess->wrong, n, candidate, candidate_n);
    /* "duty" for "on_duty", "managers" for "manager": part of it is as near as two slips. */
    if ((n >= 4 && strstr(candidate, guess->wrong)) ||
        (candidate_n >= 4 && strstr(guess->wrong, candidate)))
        distance = least(distance, 2);
    if (distance >= guess->distance) return;
    guess->distance = distance;
    guess->best = candidate;
}

const char *guess_say(struct guess *guess)
{
    guess->said[0] = '\0';
    if (guess->best)
        snprintf(guess->said, sizeof(guess->said), "; did you mean \"%s\"?", guess->best);
    return guess->said;
}
