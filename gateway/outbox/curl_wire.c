/* The real wire: libcurl's multi interface over our own epoll.
 *
 * curl_multi_perform looks at every handle on every turn; curl_multi_socket_action only at the ready
 * ones, which is what many requests in flight need. */
#include <errno.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "gateway/base/clock.h"
#include "gateway/outbox/curl_slot.h"

#define READY_MAX 256
/* An idle connection older than this is not used again: most servers would have closed it. */
#define KEEP_IDLE_S 60L
/* No wait is longer, so that a lost timer of the library cannot hang the loop. */
#define WAIT_MAX USEC_SEC

/* What epoll knows of a descriptor and what libcurl wants to know about it. A connection that rests
 * stays registered, which saves two calls a request. */
struct watch {
    uint32_t registered, wanted;
    bool ours; /* a connection, whose closing we hear of; libcurl's resolver has others */
};

struct curl_wire {
    struct wire wire;
    CURLM *multi;
    int epoll, wake;
    usec timer_at;         /* monotonic; when libcurl wants to be called without an event */
    struct watch *watches; /* by descriptor */
    size_t watch_n;
    struct slot *idle;
    struct slot *done, **done_end;
    struct slot **slots; /* all of them */
    size_t slot_n, slot_max;
};

/* ---- What libcurl calls ---------------------------------------------------------------------- */

static struct watch *watch_of(struct curl_wire *wire, int fd)
{
    size_t n = wire->watch_n;

    assert(fd >= 0);
    if ((size_t)fd >= n) {
        wire->watch_n = (size_t)fd + 64;
        wire->watches = mem_grow(wire->watches, wire->watch_n, sizeof(*wire->watches));
        for (; n < wire->watch_n; n++)
            wire->watches[n] = (struct watch){0};
    }
    return &wire->watches[fd];
}

static void register_watch(struct curl_wire *wire, int fd, struct watch *watch)
{
    struct epoll_event event = {.events = watch->wanted, .data.fd = fd};
    int act = !watch->wanted ? EPOLL_CTL_DEL : watch->registered ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;

    if (watch->wanted == watch->registered) return;
    if (epoll_ctl(wire->epoll, act, fd, &event) < 0 && act != EPOLL_CTL_DEL) {
        /* Whatever the library did with the descriptor, what it wants now is what counts. */
        IGNORE(epoll_ctl(wire->epoll, errno == EEXIST ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &event));
    }
    watch->registered = watch->wanted;
}

static int on_interest(CURL *easy, curl_socket_t fd, int what, void *with, void *unused)
{
    struct curl_wire *wire = with;
    struct watch *watch = watch_of(wire, fd);

    (void)easy;
    (void)unused;
    watch->wanted = 0;
    if (what == CURL_POLL_IN || what == CURL_POLL_INOUT) watch->wanted |= EPOLLIN;
    if (what == CURL_POLL_OUT || what == CURL_POLL_INOUT) watch->wanted |= EPOLLOUT;
    if (watch->wanted || !watch->ours) register_watch(wire, fd, watch);
    return 0;
}

static int on_timer(CURLM *multi, long timeout_ms, void *with)
{
    struct curl_wire *wire = with;

    (void)multi;
    wire->timer_at = timeout_ms < 0 ? USEC_NEVER : clock_monotonic() + timeout_ms * USEC_MS;
    return 0;
}

static curl_socket_t on_open(void *with, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct curl_wire *wire = with;
    int fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);

    (void)purpose;
    if (fd < 0) return CURL_SOCKET_BAD;
    *watch_of(wire, fd) = (struct watch){.ours = true};
    return fd;
}

static int on_close(void *with, curl_socket_t fd)
{
    struct curl_wire *wire = with;

    *watch_of(wire, fd) = (struct watch){0}; /* closing takes it out of epoll */
    return close(fd);
}

/* ---- Starting and finishing ------------------------------------------------------------------ */

static void append_done(struct curl_wire *wire, struct slot *slot)
{
    slot->next = NULL;
    *wire->done_end = slot;
    wire->done_end = &slot->next;
}

static bool let_open_sockets(struct curl_wire *wire, struct slot *slot)
{
    return curl_easy_setopt(slot->easy, CURLOPT_OPENSOCKETFUNCTION, on_open) == CURLE_OK &&
           curl_easy_setopt(slot->easy, CURLOPT_OPENSOCKETDATA, wire) == CURLE_OK &&
           curl_easy_setopt(slot->easy, CURLOPT_CLOSESOCKETFUNCTION, on_close) == CURLE_OK &&
           curl_easy_setopt(slot->easy, CURLOPT_CLOSESOCKETDATA, wire) == CURLE_OK &&
           curl_easy_setopt(slot->easy, CURLOPT_MAXAGE_CONN, KEEP_IDLE_S) == CURLE_OK;
}

static struct slot *take_slot(struct curl_wire *wire)
{
    struct slot *slot = wire->idle;

    if (slot) {
        wire->idle = slot->next;
        return slot;
    }
    if (wire->slot_n == wire->slot_max) return NULL;
    slot = slot_new();
    if (slot) wire->slots[wire->slot_n++] = slot;
    return slot;
}

static bool start(struct wire *base, uint64_t tag, const struct http_request *request,
                  usec timeout_for)
{
    struct curl_wire *wire = (struct curl_wire *)base;
    struct slot *slot = take_slot(wire);

    if (!slot) return false;
    if (!slot_prepare(slot, tag, request, timeout_for) || !let_open_sockets(wire, slot) ||
        curl_multi_add_handle(wire->multi, slot->easy) != CURLM_OK) {
        slot->exchange.end = WIRE_NEVER_SENT;
        append_done(wire, slot);
    }
    return true;
}

static size_t take(struct wire *base, struct exchange *out, size_t max)
{
    struct curl_wire *wire = (struct curl_wire *)base;
    size_t n = 0;

    while (n < max && wire->done) {
        struct slot *slot = wire->done;

        wire->done = slot->next;
        if (!wire->done) wire->done_end = &wire->done;
        out[n++] = slot->exchange;
        slot->exchange = (struct exchange){0};
        slot_reset(slot);
        slot->next = wire->idle;
        wire->idle = slot;
    }
    return n;
}

static void collect(struct curl_wire *wire)
{
    struct CURLMsg *message;
    int left;

    while ((message = curl_multi_info_read(wire->multi, &left))) {
        CURLcode code = message->data.result;
        CURL *easy = message->easy_handle;
        struct slot *slot = NULL;

        if (message->msg != CURLMSG_DONE) continue;
        curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&slot);
        slot_finish(slot, code);
        curl_multi_remove_handle(wire->multi, easy);
        append_done(wire, slot);
    }
}

/* ---- Waiting --------------------------------------------------------------------------------- */

static void tell(struct curl_wire *wire, int fd, int what)
{
    int running;

    IGNORE(
        curl_multi_socket_action(wire->multi, fd, what, &running)); /* each handle tells its own */
}

static void on_ready(struct curl_wire *wire, const struct epoll_event *event)
{
    int fd = event->data.fd, what = 0;
    struct watch *watch = watch_of(wire, fd);

    if (!watch->wanted) { /* a resting connection was closed at the other end */
        register_watch(wire, fd, watch);
        return;
    }
    if (event->events & EPOLLIN) what |= CURL_CSELECT_IN;
    if (event->events & EPOLLOUT) what |= CURL_CSELECT_OUT;
    if (event->events & (EPOLLERR | EPOLLHUP)) what |= CURL_CSELECT_ERR;
    tell(wire, fd, what);
}

/* Waits once and lets libcurl act on what is ready. True: `wake` was called. */
static bool turn(struct curl_wire *wire, usec wait_for)
{
    struct epoll_event ready[READY_MAX];
    usec now = clock_monotonic();
    bool woken = false;
    int n;

    if (wire->timer_at <= now)
        wait_for = 0;
    else if (wire->timer_at - now < wait_for)
        wait_for = wire->timer_at - now;
    n = epoll_wait(wire->epoll, ready, READY_MAX, (int)((wait_for + USEC_MS - 1) / USEC_MS));
    for (int i = 0; i < n; i++) {
        uint64_t count;

        if (ready[i].data.fd == wire->wake) {
            IGNORE(read(wire->wake, &count, sizeof(count)) < 0); /* empty: somebody was faster */
            woken = true;
        } else {
            on_ready(wire, &ready[i]);
        }
    }
    if (wire->timer_at <= clock_monotonic()) {
        wire->timer_at = USEC_NEVER;
        tell(wire, CURL_SOCKET_TIMEOUT, 0);
    }
    collect(wire);
    return woken;
}

static void run(struct wire *base, usec wait_for)
{
    struct curl_wire *wire = (struct curl_wire *)base;
    usec now = clock_monotonic();
    usec until = wait_for > USEC_DAY ? now + USEC_DAY : now + wait_for;
    bool woken = false;

    do {
        usec left = wire->done ? 0 : until - now;

        woken = turn(wire, left < 0 ? 0 : left < WAIT_MAX ? left : WAIT_MAX);
        now = clock_monotonic();
    } while (!woken && !wire->done && now < until);
}

static void wake(struct wire *base)
{
    struct curl_wire *wire = (struct curl_wire *)base;
    uint64_t one = 1;

    IGNORE(write(wire->wake, &one, sizeof(one)) < 0); /* full: it is awake already */
}

/* ---- Life ------------------------------------------------------------------------------------ */

static void close_if_open(int fd)
{
    if (fd >= 0) close(fd);
}

static void free_wire(struct wire *base)
{
    struct curl_wire *wire = (struct curl_wire *)base;

    if (!wire) return;
    for (size_t i = 0; i < wire->slot_n; i++) {
        curl_multi_remove_handle(wire->multi,
                                 wire->slots[i]->easy); /* also one that is not in it */
        slot_free(wire->slots[i]);
    }
    curl_multi_cleanup(wire->multi); /* closes the connections, which calls on_close */
    close_if_open(wire->wake);
    close_if_open(wire->epoll);
    free(wire->watches);
    free(wire->slots);
    free(wire);
    curl_global_cleanup();
}

static bool set_multi(struct curl_wire *wire)
{
    CURLM *multi = wire->multi;

    return curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_interest) == CURLM_OK &&
           curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, wire) == CURLM_OK &&
           curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timer) == CURLM_OK &&
           curl_multi_setopt(multi, CURLMOPT_TIMERDATA, wire) == CURLM_OK &&
           curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)wire->slot_max) == CURLM_OK &&
           curl_multi_setopt(multi, CURLMOPT_PIPELINING, (long)CURLPIPE_NOTHING) == CURLM_OK;
}

enum rc wire_curl_new(size_t inflight_max, struct wire **out, struct fault *why)
{
    static const struct wire acts = {start, take, run, wake, free_wire};
    struct epoll_event event = {.events = EPOLLIN};
    struct curl_wire *wire;

    assert(inflight_max > 0 && inflight_max <= 65536);
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return fault_set(why, RC_BROKEN, "libcurl does not start");
    wire = mem_new(1, sizeof(*wire));
    wire->wire = acts;
    wire->done_end = &wire->done;
    wire->timer_at = USEC_NEVER;
    wire->slot_max = inflight_max;
    wire->slots = mem_new(inflight_max, sizeof(struct slot *));
    wire->multi = curl_multi_init();
    wire->epoll = epoll_create1(EPOLL_CLOEXEC);
    wire->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    event.data.fd = wire->wake;
    if (!wire->multi || wire->epoll < 0 || wire->wake < 0 || !set_multi(wire) ||
        epoll_ctl(wire->epoll, EPOLL_CTL_ADD, wire->wake, &event) < 0) {
        free_wire(&wire->wire);
        return fault_set(why, RC_BROKEN, "no sockets for sending: %s", strerror(errno));
    }
    *out = &wire->wire;
    return RC_OK;
}
