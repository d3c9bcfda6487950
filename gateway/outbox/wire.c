#include "gateway/outbox/wire.h"

void exchange_clear(struct exchange *exchange)
{
    if (!exchange) return;
    http_response_clear(&exchange->response);
    *exchange = (struct exchange){0};
}
