#include "gateway/dialogue/whose.h"

#include <unicode/uchar.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

#define LETTERS_MAX 3
/* What is looked at of a name, in UTF-16 units; twice that in Latin letters. */
#define NAME_MAX 32

/* A name as somebody would write it. */
struct written {
    UChar at[2 * NAME_MAX];
    int32_t n;
};

static struct written write_name(const char *name)
{
    UErrorCode status = U_ZERO_ERROR;
    struct written written = {.n = 0};

    u_strFromUTF8WithSub(written.at, NAME_MAX, &written.n, name, -1, 0xFFFD, NULL, &status);
    if (status == U_BUFFER_OVERFLOW_ERROR) written.n = NAME_MAX; /* its beginning is there */
    return written;
}

/* As Latin letters write it, without accents and signs for sounds they lack: فاطمة begins with an F. A name of which
 * nothing would be left stays as it is. */
static void romanise(UTransliterator *to_latin, struct written *name)
{
    struct written latin = *name;
    UErrorCode status = U_ZERO_ERROR;
    int32_t limit = latin.n, n = 0;

    utrans_transUChars(to_latin, latin.at, &latin.n, 2 * NAME_MAX, 0, &limit, &status);
    for (int32_t i = 0; i < latin.n && U_SUCCESS(status); i++)
        if (latin.at[i] < 0x80) latin.at[n++] = latin.at[i];
    latin.n = n;
    if (n > 0) *name = latin;
}

/* The first letters of a name, the first of them a capital. The few that UTF-16 writes as pairs are passed over. */
static void first_letters(const struct written *name, int letters, char out[static WHOSE_SPACE])
{
    UErrorCode status = U_ZERO_ERROR;
    UChar taken[LETTERS_MAX];
    int n = 0;

    for (int32_t i = 0; i < name->n && n < letters; i++) {
        if (!u_isalpha(name->at[i])) continue;
        taken[n] = (UChar)(n ? u_tolower(name->at[i]) : u_toupper(name->at[i]));
        n++;
    }
    static_assert(WHOSE_SPACE > 3 * LETTERS_MAX, "three bytes a letter and the end");
    u_strToUTF8(out, WHOSE_SPACE, NULL, taken, n, &status);
    assert(U_SUCCESS(status));
}

static bool shares_phone(const struct member *one, const struct member *other)
{
    return one->id != other->id && other->asked && one->phone.id != 0 &&
           other->phone.id == one->phone.id;
}

/* As few letters as tell the member from the others on the phone. */
static void tell_apart(const struct family *family, const struct member *member,
                       const struct written *names, char out[static WHOSE_SPACE])
{
    bool alike = true;

    for (int letters = 1; letters <= LETTERS_MAX && alike; letters++) {
        first_letters(&names[member - family->members], letters, out);
        alike = false;
        for (size_t i = 0; i < family->member_n; i++) {
            char other[WHOSE_SPACE];

            if (!shares_phone(member, &family->members[i])) continue;
            first_letters(&names[i], letters, other);
            alike |= strcmp(other, out) == 0;
        }
    }
}

static bool is_alone(const struct family *family, const struct member *member)
{
    for (size_t i = 0; i < family->member_n; i++)
        if (shares_phone(member, &family->members[i])) return false;
    return true;
}

struct whose whose_of(const struct family *family, const struct member *member)
{
    static const UChar rule[] = u"Any-Latin; Latin-ASCII";
    UErrorCode status = U_ZERO_ERROR;
    UTransliterator *to_latin;
    struct whose whose = {.initial = ""};
    struct written *names;

    if (!member->asked || is_alone(family, member)) return whose;
    names = mem_new(family->member_n, sizeof(*names));
    for (size_t i = 0; i < family->member_n; i++)
        names[i] = write_name(family->members[i].name);
    tell_apart(family, member, names, whose.initial);
    to_latin = utrans_openU(rule, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
    for (size_t i = 0; i < family->member_n && U_SUCCESS(status); i++)
        romanise(to_latin, &names[i]);
    tell_apart(family, member, names, whose.plain);
    if (U_SUCCESS(status)) utrans_close(to_latin);
    explicit_bzero(names, family->member_n * sizeof(*names));
    free(names);
    return whose;
}
