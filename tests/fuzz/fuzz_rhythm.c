/* Rhythms: one that passes the check comes round, from whatever day. */
#include "tests/fuzz/fuzz.h"

#include "scheduler/plan.h"
#include "scheduler/rhythm.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    SCOPED(mem_free) char *string = mem_copy(bytes, n);
    int32_t first = day_of(2027, 1, 1), day = first;
    struct rhythm rhythm;
    struct fault why = {0};
    enum rc rc = rhythm_check(string, &why);

    assert((rc == RC_OK) == (why.text[0] == '\0'));
    if (rc != RC_OK) return 0;
    rc = rhythm_read(string, &rhythm, &why);
    assert(rc == RC_OK);
    for (int i = 0; i < 20 && rhythm_next(&rhythm, first, day, first + 10 * 366, &day); i++, day++)
        assert(rhythm_names(&rhythm, first, day));
    assert(day > first);
    return 0;
}
