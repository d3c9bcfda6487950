#ifndef PROVIDERS_PROVIDER_H
#define PROVIDERS_PROVIDER_H
/* Provider: the wire format of one SMS or USSD aggregator, and nothing else.
 *
 * An adapter is one file and one `const struct provider` in the registry. It is pure: no socket, no
 * file, no clock, no state; the same input gives the same output. docs/providers.md tells how to add
 * one. */
#include "providers/http.h"

/* Ours: 32 lower-case hex digits and a NUL. */
#define PROVIDER_ID_SPACE 33
/* A reference longer than this is cut; no provider's comes near. */
#define PROVIDER_REFERENCE_BYTES_MAX 256

/* Named secrets and settings of one route, `base_url` among them. */
struct credential {
    char *name;
    char *value;
};

struct credentials {
    struct credential *at;
    size_t n;
};

void credentials_add(struct credentials *credentials, const char *name, const char *value);
/* NULL where it is not set. Borrowed. */
const char *credentials_find(const struct credentials *credentials, const char *name);
/* RC_INVALID, with a sentence that names it, where it is not set or empty. Borrowed. */
enum rc credentials_need(const struct credentials *credentials, const char *name, const char **out,
                         struct fault *why) NEEDS_CHECK;
/* Begins `url` with `base_url` or, where that is not set, with the provider's `usual` one; no slash at
 * its end. */
void credentials_add_base_url(const struct credentials *credentials, const char *usual,
                              struct text *url);
/* Overwrites the values first. */
void credentials_clear(struct credentials *credentials);

/* One text to send, all strings borrowed and UTF-8. */
struct message {
    const char *id;   /* ours */
    const char *to;   /* E.164 with + */
    const char *from; /* sender id of the route */
    const char *text;
    const char *callback_url; /* complete, with our id as `m`; NULL: none wanted */
    usec validity_for;        /* how long the provider may try; 0: its own default */
    usec now;
    /* For look-up only: */
    const char *reference; /* the provider's id, NULL if the answer was lost */
    usec sent_at;
    /* For `result` and `status`, of the adapter whose answers the operator describes; NULL: none. */
    const struct credentials *credentials;
};

/* RC_INVALID where a part is missing that every provider needs: id, receiver, text. */
enum rc message_check(const struct message *message, struct fault *why) NEEDS_CHECK;
/* RC_INVALID unless the receiver has 7 to 15 digits and the sender is a word of 1 to 11 characters or up
 * to 15 digits, as most providers want it. `name` begins the sentence. */
enum rc message_check_numbers(const struct message *message, const char *name,
                              struct fault *why) NEEDS_CHECK;
/* `validity_for` in whole units, rounded down since a text that comes late is worse than none; at least
 * 1, and 0 where the provider's own default serves. */
int64_t message_validity(const struct message *message, usec unit);

enum outcome {
    OUTCOME_UNKNOWN, /* no sense could be made of it: ask or wait before sending again */
    OUTCOME_ACCEPTED,
    OUTCOME_RETRY,
    OUTCOME_THROTTLED,
    OUTCOME_REJECTED,     /* this message will never be taken */
    OUTCOME_UNAUTHORISED, /* key, account or credit: the route is the problem, not the message */
};

struct result {
    enum outcome outcome;
    struct text *references; /* ids at the provider, one a part; the first is the reference */
    size_t reference_n;
    bool maybe_sent;    /* not accepted, but it may have gone out */
    bool opt_out;       /* the provider says that this number wants no more */
    usec retry_after;   /* span; 0: it did not say */
    struct text reason; /* begins with the provider's own code or word; no number, no text */
};

void result_add_reference(struct result *result, const char *reference);
void result_clear(struct result *result);

enum event_type { EVENT_INBOUND, EVENT_REPORT, EVENT_OPT_OUT, EVENT_USSD };

/* What became of a sent message. Only ever moves forward: see store.h. */
enum delivery {
    DELIVERY_NONE, /* nothing heard */
    DELIVERY_SENT, /* on its way */
    DELIVERY_UNKNOWN,
    DELIVERY_EXPIRED,
    DELIVERY_FAILED,
    DELIVERY_DELIVERED,
    DELIVERY_ABSENT, /* only from a look-up: it never arrived, so it may be sent */
};

struct event {
    enum event_type type;
    struct text from, to, text; /* inbound, opt_out; `from` and `to` as the provider writes them */
    struct text reference;      /* the provider's id of this message */
    /* Our id, where the provider gives it back. Report: of the message it is about. Inbound: of the
     * message it answers, a hint and never a key. */
    struct text client_id;
    int part, parts; /* inbound of several parts, from 1; 0: whole */
    struct text concat_reference;
    enum delivery state;                      /* report */
    struct text error;                        /* report: begins with the provider's own code */
    bool opt_out;                             /* report: the error says that the number opted out */
    struct text session, service_code, input; /* ussd; its `reference` tells the steps apart */
    struct text
        history; /* ussd: all that was typed in the session, where that is sent; see ussd.h */
    bool ended;
};

#define RECEIPT_EVENTS_MAX 1000

/* What a webhook said, and what the provider wants to hear. */
struct receipt {
    struct event *events;
    size_t event_n;
    /* The signature was made with a configured key. False: nothing was configured or the provider signs
     * nothing, so only the secret in our own path vouches for it. */
    bool verified;
    struct http_response answer; /* send it only once the events are durable */
};

void event_clear(struct event *event);
/* A new zeroed event at the end, or NULL past RECEIPT_EVENTS_MAX. */
struct event *receipt_add(struct receipt *receipt, enum event_type type);
void event_clear(struct event *event);
void receipt_clear(struct receipt *receipt);

/* The next USSD screen. */
struct ussd_screen {
    const char *text;
    bool end;
};

enum provider_can {
    CAN_RENDER = 1 << 0,
    CAN_RESULT = 1 << 1,
    CAN_RECEIVE = 1 << 2,
    CAN_LOOKUP = 1 << 3,
    CAN_STATUS = 1 << 4,
    CAN_USSD = 1 << 5,
};

struct provider {
    const char *name; /* as in routes, tests/providers/<name>/ and docs/providers.md */
    unsigned can;     /* enum provider_can */

    /* Whether a message could be rendered with these, before there is one. RC_INVALID: no, and `name` is
     * the credential at fault (a constant or borrowed from them; it may be one that is missing). NULL:
     * whatever is missing is told when it is needed. */
    enum rc (*check)(const struct credentials *credentials, const char **name, struct fault *why);

    /* Writes the request that sends `message`. RC_INVALID: this provider can never carry it, or a
     * credential is missing; `out` is then cleared by the caller and not used. */
    enum rc (*render)(const struct message *message, const struct credentials *credentials,
                      struct http_request *out, struct fault *why);

    /* Reads any response to a send, also an empty or hostile one, also status 0. What it does not
     * understand it leaves OUTCOME_UNKNOWN. `message` is the one that was rendered. */
    void (*result)(const struct message *message, const struct http_response *response,
                   struct result *out);

    /* Reads a webhook. RC_DENIED: bad signature, no events; `out->answer` is filled in every case.
     * `screen` is only for USSD; NULL: an empty screen. */
    enum rc (*receive)(const struct http_request *request, const struct credentials *credentials,
                       const struct ussd_screen *screen, usec now, struct receipt *out,
                       struct fault *why);

    /* Writes the request that asks what became of `message`. NULL: the provider cannot tell.
     * RC_MISSING: not for this message. */
    enum rc (*lookup)(const struct message *message, const struct credentials *credentials,
                      struct http_request *out, struct fault *why);

    /* Reads the answer to a look-up into a report event; DELIVERY_NONE: it does not say. */
    void (*status)(const struct message *message, const struct http_response *response,
                   struct event *out);
};

/* By name; NULL: there is none. */
const struct provider *provider_find(const char *name);
/* All of them in order of name. */
const struct provider *const *provider_all(size_t *n);

const char *outcome_name(enum outcome outcome);
const char *delivery_name(enum delivery delivery);
const char *event_type_name(enum event_type type);

#endif
