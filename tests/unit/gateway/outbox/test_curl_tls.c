/* A server that anybody could have put up hears nothing. OpenSSL's headers come first, since they use names
 * that base/banned.h poisons. */
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <arpa/inet.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "gateway/base/clock.h"
#include "gateway/outbox/wire.h"

struct tls_server {
    SSL_CTX *context;
    int listener, port;
    pthread_t thread;
    atomic_int heard; /* bytes of requests */
};

/* A certificate for 127.0.0.1 that nobody but itself vouches for. */
static void sign_own_certificate(SSL_CTX *context)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = X509_new();
    X509_NAME *name = X509_get_subject_name(certificate);

    assert_non_null(key);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"127.0.0.1", -1, -1,
                               0);
    X509_set_issuer_name(certificate, name);
    assert_true(X509_sign(certificate, key, EVP_sha256()) > 0);
    assert_int_equal(SSL_CTX_use_certificate(context, certificate), 1);
    assert_int_equal(SSL_CTX_use_PrivateKey(context, key), 1);
    X509_free(certificate);
    EVP_PKEY_free(key);
}

static void *serve(void *with)
{
    struct tls_server *server = with;
    int fd = accept(server->listener, NULL, NULL);
    SSL *tls = SSL_new(server->context);
    char bytes[256];
    int n;

    SSL_set_fd(tls, fd);
    if (SSL_accept(tls) == 1)
        while ((n = SSL_read(tls, bytes, sizeof(bytes))) > 0)
            atomic_fetch_add(&server->heard, n);
    SSL_free(tls);
    close(fd);
    return NULL;
}

static void tls_server_start(struct tls_server *server)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t n = sizeof(address);

    server->context = SSL_CTX_new(TLS_server_method());
    sign_own_certificate(server->context);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    server->listener = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(server->listener, (struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(listen(server->listener, 1), 0);
    assert_int_equal(getsockname(server->listener, (struct sockaddr *)&address, &n), 0);
    server->port = ntohs(address.sin_port);
    assert_int_equal(pthread_create(&server->thread, NULL, serve, server), 0);
}

static void a_certificate_that_nobody_vouches_for_is_not_spoken_to(void **state)
{
    static const struct {
        const char *method, *scheme;
    } cases[] = {
        {"POST", "https"},
        {"MAIL", "smtps"}
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct tls_server server = {0};
        struct http_request request = {.method = cases[i].method};
        struct exchange exchange = {0};
        struct wire *wire = NULL;
        usec until = clock_monotonic() + 20 * USEC_SEC;

        tls_server_start(&server);
        assert_int_equal(wire_curl_new(1, &wire, NULL), RC_OK);
        text_addf(&request.url, "%s://127.0.0.1:%d", cases[i].scheme, server.port);
        http_header_add(&request.headers, "From", "a@example.nl");
        http_header_add(&request.headers, "To", "b@example.nl");
        text_add(&request.body, "a secret");
        assert_true(wire->start(wire, 1, &request, 10 * USEC_SEC));
        while (wire->take(wire, &exchange, 1) == 0 && clock_monotonic() < until)
            wire->run(wire, USEC_SEC);
        assert_int_equal(exchange.tag, 1);
        assert_int_equal(exchange.end, WIRE_NEVER_SENT);
        if (!strstr(exchange.error, "certificate")) fail_msg("%s", exchange.error);
        wire->free(wire);
        pthread_join(server.thread, NULL);
        assert_int_equal(atomic_load(&server.heard), 0);
        exchange_clear(&exchange);
        http_request_clear(&request);
        close(server.listener);
        SSL_CTX_free(server.context);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_certificate_that_nobody_vouches_for_is_not_spoken_to),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
