#include "scheduler/programme.h"

struct silence programme_silence(const struct programme *programme, const struct phase *phase,
                                 struct silence usual)
{
    struct silence silence = usual;

    if (programme->silence.shown) silence.shown = programme->silence.shown;
    if (programme->silence.calls) silence.calls = programme->silence.calls;
    if (phase && phase->silence.shown) silence.shown = phase->silence.shown;
    if (phase && phase->silence.calls) silence.calls = phase->silence.calls;
    return silence;
}
