/* The promises about what is written down: after every moment for the phones on which something happened,
 * once a simulated day for everything. */
#include <malloc.h>

#include "gateway/simulate/sim.h"

/* Reports may come this late, so messages are looked at this far back. */
#define LOOK_BACK (3 * USEC_DAY)
/* What is due and may leave is gone by then. */
#define QUEUE_WITHIN (2 * USEC_HOUR)
#define UNREAD_MAX   100000
/* What the gateway may hold in memory beyond what it held on the first day. */
#define MEMORY_MAX (32LL << 20)

/* ---- Phones ----------------------------------------------------------------------------------- */

/* Delivery only moves forward, and says what became of it. */
static void check_delivery(struct sim *sim, const struct message_row *row)
{
    struct carried none = {0};
    struct carried *carried = (size_t)row->id < sim->carried_space ? &sim->carried[row->id] : &none;
    long long id = row->id;

    if (row->delivery < carried->seen)
        sim_broken(sim, "message %lld went back from %s to %s", id, delivery_name(carried->seen),
                   delivery_name(row->delivery));
    carried->seen = row->delivery;
    if (row->state == MESSAGE_SENT && carried->received == 0)
        sim_broken(sim, "message %lld is in the books as sent, and no provider has it", id);
    if (carried->received != 1) return; /* of two sendings either may have arrived */
    if (row->delivery == DELIVERY_DELIVERED && carried->state != DELIVERY_DELIVERED)
        sim_broken(sim, "message %lld is in the books as delivered, and was not", id);
    if (carried->told + 1U == 1U << carried->parts && carried->told_at &&
        row->delivery != carried->state &&
        (row->state == MESSAGE_SENT || row->state == MESSAGE_UNKNOWN))
        sim_broken(sim, "message %lld is %s, the books say %s", id, delivery_name(carried->state),
                   delivery_name(row->delivery));
}

static enum rc check_phone(struct sim *sim, struct sim_phone *phone, struct fault *why)
{
    SCOPED(messages_clear) struct messages messages = {0};

    if (phone->family < 0) return RC_OK;
    TRY(store_message_of_phone(sim->store, phone->phone_id, sim->now - LOOK_BACK, &messages, why));
    for (size_t i = 0; i < messages.n; i++)
        check_delivery(sim, &messages.at[i]);
    phone->looked_at = true;
    return RC_OK;
}

/* ---- The books -------------------------------------------------------------------------------- */

static int64_t planned_in(const struct sim_stay *stay, usec at)
{
    usec till = stay->till ? stay->till : at;
    struct plan_cursor cursor = {stay->from, 0};
    struct plan plan = stay->planning.plan;
    struct planned planned;
    int64_t n = 0;

    plan.best = NULL; /* the same days, at the moments of the beginning */
    for (; plan_next(&plan, cursor, &planned) && planned.due_at <= till; n++)
        cursor = (struct plan_cursor){planned.due_at, planned.member};
    return n;
}

/* Every check-in that the plans had until now, once the clock is right and nothing has failed for a day. At which minute
 * of today somebody is asked may have been learned; those of enrolments that ended may have been planned by a clock that
 * ran an hour ahead. */
static void check_plan(struct sim *sim, const struct balance *books)
{
    const struct zone *zone = sim->config.municipality.zone;
    int32_t today = zone_day(zone, sim->now);
    int64_t planned = books->kinds[KIND_CHECKIN].planned, least = 0, most = 0;

    /* Any that was missed may have been made up for. */
    most += books->kinds[KIND_CHECKIN].skipped[SKIP_DOWN] + books->kinds[KIND_CHECKIN].expired;
    for (size_t i = 0; i < sim->family_n; i++) {
        for (int j = 0; j < sim->families[i].stay_n; j++) {
            const struct sim_stay *stay = &sim->families[i].stays[j];

            least +=
                planned_in(stay, zone_day_start(zone, today)) - (stay->till ? SIM_MEMBERS_MAX : 0);
            most += planned_in(stay, zone_day_start(zone, today + 1)) +
                    (stay->till ? SIM_MEMBERS_MAX : 0);
        }
    }
    if (planned < least || planned > most)
        sim_broken(sim, "the plans had %lld to %lld check-ins, the books have %lld",
                   (long long)least, (long long)most, (long long)planned);
}

/* Each text is kept once, and those of two halves once together. */
static void check_replies(struct sim *sim, const struct balance *books)
{
    int64_t kept = books->replies + books->staff_replies + books->keys;
    int64_t most = books->handled - sim->pairs_whole;

    if (books->waiting == 0 && (kept > most || kept < most - sim->pairs_unsure))
        sim_broken(sim, "%lld texts handled, %lld of them halves, %lld kept",
                   (long long)books->handled, (long long)sim->pairs_whole + sim->pairs_unsure,
                   (long long)kept);
}

static enum rc check_books(struct sim *sim, bool at_end, struct fault *why)
{
    SCOPED(balance_clear) struct balance books = {0};
    SCOPED(replies_clear) struct replies unread = {0};

    TRY(store_balance(sim->store, &books, why));
    TRY(store_reply_unread(sim->store, NULL, UNREAD_MAX, &unread, why));
    if (!books.balances)
        sim_broken(sim, "the books do not balance: %s", text_string(&books.imbalance));
    if (books.arrived != sim->texts_accepted)
        sim_broken(sim, "%lld texts were answered 200, %lld are in the books",
                   (long long)sim->texts_accepted, (long long)books.arrived);
    if ((int64_t)unread.n != books.replies - sim->read_n)
        sim_broken(sim, "%lld replies were not read by anybody, %zu are in the pile",
                   (long long)(books.replies - sim->read_n), unread.n);
    check_replies(sim, &books);
    if (!at_end) return RC_OK;
    if (books.waiting != 0)
        sim_broken(sim, "%lld texts were never handled", (long long)books.waiting);
    check_plan(sim, &books);
    return RC_OK;
}

/* ---- The gateway's own health ------------------------------------------------------------------- */

static enum rc check_queues(struct sim *sim, struct fault *why)
{
    SCOPED(health_clear) struct health health = {0};
    usec now = sim_gateway_now(sim);

    TRY(store_health(sim->store, now, &health, why));
    if (!sim_calm(sim, sim->now - QUEUE_WITHIN) || sim->clock_until > sim->now - QUEUE_WITHIN)
        return RC_OK;
    for (size_t i = 0; i < health.route_n; i++)
        if (health.routes[i].due > 0 && now - health.routes[i].oldest_due_at > QUEUE_WITHIN)
            sim_broken(sim, "a message has been due on route %s for hours", health.routes[i].route);
    if (health.inbox_waiting > 0 && now - health.oldest_inbox_at > QUEUE_WITHIN)
        sim_broken(sim, "a text has waited for hours");
    return RC_OK;
}

static int64_t memory_of_simulation(const struct sim *sim)
{
    return (int64_t)(sim->carried_space * (sizeof(*sim->carried) + 32) +
                     sim->happening_space * sizeof(*sim->happenings) + sim->happening_n * 256 +
                     sim->alert_space * sizeof(*sim->alerts) + sim->pair_n * sizeof(*sim->pairs) +
                     sim->meeting_n * sizeof(*sim->meetings));
}

/* Under sanitizers the allocator counts nothing, and this says nothing. */
static void check_memory(struct sim *sim)
{
    struct mallinfo2 info = mallinfo2();
    int64_t held = (int64_t)(info.uordblks + info.hblkhd) - memory_of_simulation(sim);

    if (sim->memory_before == 0) sim->memory_before = held;
    if (held > sim->memory_before + MEMORY_MAX)
        sim_broken(sim, "the gateway holds %lld MB more than on its first day",
                   (long long)((held - sim->memory_before) >> 20));
}

static bool holds(const char *bytes, size_t n, const char *needle)
{
    return n > 0 && memmem(bytes, n, needle, strlen(needle)) != NULL;
}

/* No number, name or text of a family can be read in the file, nor in its log. */
static void check_file(struct sim *sim, const char *behind)
{
    static const char *const needles[] = {"+3161000", "Simgezin",  "Simlid",
                                          "geslagen", "geld meer", "w daba rah"};
    SCOPED(text_clear) struct text path = {0};
    SCOPED(mem_free) char *bytes = NULL;
    FILE *file;
    long size;
    size_t n;

    text_addf(&path, "%s%s", sim->options.store, behind);
    file = fopen(text_string(&path), "rbe");
    if (!file) return;
    if (fseek(file, 0, SEEK_END) != 0)
        size = 0;
    else
        size = ftell(file);
    rewind(file);
    bytes = mem_new(size > 0 ? (size_t)size : 1, 1);
    n = fread(bytes, 1, size > 0 ? (size_t)size : 0, file);
    fclose(file);
    for (size_t i = 0; i < COUNT(needles); i++)
        if (holds(bytes, n, needles[i]))
            sim_broken(sim, "\"%s\" can be read in the database%s", needles[i], behind);
}

enum rc sim_check(struct sim *sim, bool at_end, struct fault *why)
{
    bool all = at_end || sim->now - sim->checked_at >= USEC_DAY;

    TRY(sim_check_alerts(sim, all, why));
    for (size_t i = 0; i < sim->phone_n; i++)
        if (all || !sim->phones[i].looked_at) TRY(check_phone(sim, &sim->phones[i], why));
    if (!all) return RC_OK;
    TRY(check_queues(sim, why));
    TRY(check_books(sim, at_end, why));
    check_memory(sim);
    if (at_end) {
        check_file(sim, "");
        check_file(sim, "-wal");
    }
    sim->checked_at = sim->now;
    return RC_OK;
}
