#include "gateway/ussd/call.h"
#include "gateway/ussd/ussd.h"

static void answer_stranger(struct world *world, const struct call *call,
                            struct http_response *answer)
{
    enum blind blind = BLIND_NOTE;

    if (call->typed)
        blind = store_inbox_record(world->store, call->arrival, 1, NULL) == RC_OK ? BLIND_KEPT
                                                                                  : BLIND_UNSURE;
    call_show_blind(call, world->reader, blind, answer);
}

static void answer_known(struct world *world, const struct call *call, struct http_response *answer)
{
    SCOPED(dialled_screen_clear) struct dialled_screen screen = {0};
    const struct dialled dialled = call_dialled(call);

    if (call->typed && store_inbox_record(world->store, call->arrival, 1, NULL) != RC_OK)
        call_show_blind(call, world->reader, BLIND_UNSURE, answer);
    else if (dial_take(world, &dialled, call->now, &screen, NULL) == RC_OK)
        call_show(call, text_string(&screen.text), screen.end, answer);
    else
        call_show_blind(call, world->reader, call->typed ? BLIND_PROMISED : BLIND_BUSY, answer);
}

void ussd_exchange(struct world *world, const struct inbox *inbox,
                   const struct http_request *request, usec now, struct http_response *answer)
{
    SCOPED(call_clear) struct call call;

    if (!call_read(inbox, request, now, &call, answer)) return;
    if (call.webhook.vouched)
        answer_known(world, &call, answer);
    else
        answer_stranger(world, &call, answer);
}
