#ifndef GATEWAY_OUTBOX_MAIL_H
#define GATEWAY_OUTBOX_MAIL_H
/* Mail: a page to staff as an e-mail message. */
#include "config/config.h"
#include "gateway/store/store.h"

/* Writes the request for the wire: RFC 5322 with CRLF, UTF-8, the text's first line as subject. The
 * Message-ID is our public id, so a mail sent twice can be told apart from two mails. */
void mail_render(const struct config *config, const struct outbox_message *message, usec now,
                 struct http_request *out);

/* Reads the SMTP code of the answer (RFC 5321, 4.2.1): 2yz taken, 4yz try again, 5yz never; 530, 534 and
 * 535 are about the account (RFC 4954). */
void mail_result(const struct http_response *response, struct result *out);

#endif
