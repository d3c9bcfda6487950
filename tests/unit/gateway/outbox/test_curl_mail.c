/* Mail over the real wire, against a mail server of a few lines. */
#include <arpa/inet.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "gateway/base/clock.h"
#include "gateway/outbox/wire.h"

#define CONVERSATION_MAX 4

/* What it says to each command; the defaults take every mail. */
struct answers {
    const char *greeting, *receiver, *body; /* NULL: hang up instead */
};

struct mail_server {
    struct answers answers;
    int listener, port;
    pthread_t thread;
    struct text heard; /* every line of every conversation */
};

static bool say(int fd, const char *line)
{
    size_t n = strlen(line);

    return send(fd, line, n, MSG_NOSIGNAL) == (ssize_t)n && send(fd, "\r\n", 2, MSG_NOSIGNAL) == 2;
}

/* What a line is answered with; NULL: hang up. */
static const char *answer_to(const struct mail_server *server, const char *line, bool *in_body)
{
    if (*in_body && strcmp(line, ".\r\n") != 0) return "";
    if (*in_body) {
        *in_body = false;
        return server->answers.body;
    }
    if (strncmp(line, "EHLO", 4) == 0) return "250 here";
    if (strncmp(line, "RCPT", 4) == 0) return server->answers.receiver;
    if (strncmp(line, "QUIT", 4) == 0) return "221 bye";
    if (strncmp(line, "DATA", 4) != 0) return "250 fine";
    *in_body = true;
    return "354 go on";
}

static void converse(struct mail_server *server, FILE *stream)
{
    char line[1024];
    bool in_body = false;
    int fd = fileno(stream);

    if (!say(fd, server->answers.greeting)) return;
    while (fgets(line, sizeof(line), stream)) {
        const char *answer = answer_to(server, line, &in_body);

        text_add(&server->heard, line);
        if (!answer || (*answer && !say(fd, answer))) return;
    }
}

static void *serve(void *with)
{
    struct mail_server *server = with;

    for (int i = 0; i < CONVERSATION_MAX; i++) {
        int fd = accept(server->listener, NULL, NULL);
        FILE *stream = fd < 0 ? NULL : fdopen(fd, "r");

        if (!stream) break;
        converse(server, stream);
        fclose(stream);
    }
    return NULL;
}

static struct mail_server *mail_server_new(const struct answers *answers)
{
    struct mail_server *server = mem_new(1, sizeof(*server));
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t n = sizeof(address);

    server->answers = *answers;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    server->listener = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(server->listener, (struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(listen(server->listener, 8), 0);
    assert_int_equal(getsockname(server->listener, (struct sockaddr *)&address, &n), 0);
    server->port = ntohs(address.sin_port);
    assert_int_equal(pthread_create(&server->thread, NULL, serve, server), 0);
    return server;
}

/* After the wire is gone, so that nobody talks any more. */
static void mail_server_free(struct mail_server *server)
{
    shutdown(server->listener, SHUT_RDWR);
    pthread_join(server->thread, NULL);
    close(server->listener);
    text_clear(&server->heard);
    free(server);
}

static struct exchange send_mail(struct wire *wire, int port, const char *body)
{
    struct http_request request = {.method = "MAIL"};
    struct exchange exchange = {0};
    usec until = clock_monotonic() + 20 * USEC_SEC;

    text_addf(&request.url, "smtp://127.0.0.1:%d", port);
    http_header_add(&request.headers, "From", "Vangnet <gateway@example.nl>");
    http_header_add(&request.headers, "To", "manager@example.nl");
    text_add(&request.body, body);
    assert_true(wire->start(wire, 3, &request, 5 * USEC_SEC));
    http_request_clear(&request);
    while (wire->take(wire, &exchange, 1) == 0 && clock_monotonic() < until)
        wire->run(wire, USEC_SEC);
    assert_int_equal(exchange.tag, 3);
    return exchange;
}

static struct wire *wire_new(void)
{
    struct fault why;
    struct wire *wire = NULL;

    if (wire_curl_new(2, &wire, &why) != RC_OK) fail_msg("%s", why.text);
    return wire;
}

static void a_mail_arrives_as_it_was_written(void **state)
{
    static const struct answers takes_all = {"220 here", "250 fine", "250 taken"};
    struct mail_server *server = mail_server_new(&takes_all);
    struct wire *wire = wire_new();
    struct exchange exchange;
    (void)state;

    for (int i = 0; i < 2; i++) { /* the second on the same connection */
        exchange = send_mail(wire, server->port, "Subject: new message\r\n\r\nLog in.\n.\nEnd\r\n");
        assert_int_equal(exchange.end, WIRE_ANSWERED);
        assert_int_equal(exchange.response.status, 250);
        exchange_clear(&exchange);
    }
    wire->free(wire);
    shutdown(server->listener, SHUT_RDWR);
    pthread_join(server->thread, NULL);
    assert_non_null(strstr(text_string(&server->heard), "MAIL FROM:<gateway@example.nl>"));
    assert_non_null(strstr(text_string(&server->heard), "RCPT TO:<manager@example.nl>\r\n"));
    /* A dot alone on a line would have ended the mail. */
    assert_non_null(strstr(text_string(&server->heard), "\r\nLog in.\r\n..\r\nEnd\r\n.\r\n"));
    close(server->listener);
    text_clear(&server->heard);
    free(server);
}

static void every_end_of_a_mail_is_told_apart(void **state)
{
    static const struct {
        const char *name;
        struct answers answers;
        enum wire_end end;
        int status;
    } cases[] = {
        {"nobody by that name",  {"220 here", "550 nobody", "250 taken"},  WIRE_ANSWERED,   550},
        {"the server is full",   {"220 here", "250 fine", "452 full"},     WIRE_ANSWERED,   452},
        {"refused at the door",  {"554 go away", "250 fine", "250 taken"}, WIRE_ANSWERED,   554},
        {"gone before the text", {"220 here", NULL, "250 taken"},          WIRE_NEVER_SENT, 0  },
        {"gone after the text",  {"220 here", "250 fine", NULL},           WIRE_CUT,        0  },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct mail_server *server = mail_server_new(&cases[i].answers);
        struct wire *wire = wire_new();
        struct exchange exchange = send_mail(wire, server->port, "Subject: x\r\n\r\nx\r\n");

        if (exchange.end != cases[i].end || exchange.response.status != cases[i].status)
            fail_msg("%s: end %d, status %d, %s", cases[i].name, (int)exchange.end,
                     exchange.response.status, exchange.error);
        exchange_clear(&exchange);
        wire->free(wire);
        mail_server_free(server);
    }
}

static void a_password_does_not_leave_without_tls(void **state)
{
    struct wire *wire = wire_new();
    static const struct answers takes_all = {"220 here", "250 fine", "250 taken"};
    struct mail_server *server = mail_server_new(&takes_all);
    struct http_request request = {.method = "MAIL"};
    struct exchange exchange = {0};
    usec until = clock_monotonic() + 20 * USEC_SEC;
    (void)state;

    /* 127.1 is this machine too, but not by one of the names that are let off. */
    text_addf(&request.url, "smtp://127.1:%d", server->port);
    http_header_add(&request.headers, "From", "a@example.nl");
    http_header_add(&request.headers, "To", "b@example.nl");
    http_header_add(&request.headers, "User", "gateway");
    http_header_add(&request.headers, "Password", "not-for-all");
    text_add(&request.body, "Subject: x\r\n\r\nx\r\n");
    assert_true(wire->start(wire, 3, &request, 5 * USEC_SEC));
    http_request_clear(&request);
    while (wire->take(wire, &exchange, 1) == 0 && clock_monotonic() < until)
        wire->run(wire, USEC_SEC);
    assert_int_equal(exchange.tag, 3);
    assert_int_equal(exchange.end, WIRE_NEVER_SENT);
    exchange_clear(&exchange);
    wire->free(wire);
    mail_server_free(server);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mail_arrives_as_it_was_written),
        cmocka_unit_test(every_end_of_a_mail_is_told_apart),
        cmocka_unit_test(a_password_does_not_leave_without_tls),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
