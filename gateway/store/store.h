#ifndef GATEWAY_STORE_STORE_H
#define GATEWAY_STORE_STORE_H
/* Store: what must outlive the process, spoken of in words of the domain.
 *
 * Behind it stands SQLite (later also PostgreSQL); no SQL, row or column type crosses this header.
 * A call that changes something returns when the change is on disk; many callers share one sync
 * (group commit). A step decides first, purely, and then hands over one `struct changes`: all of it
 * happens, or nothing. Personal data (numbers, names, texts, evidence, notes) is sealed inside the
 * store under the key of its family, or of the municipality where no family is known; callers see it
 * in the clear and wipe it with the `_clear` functions. Every function may be called from any thread.
 *
 * Everywhere: RC_BROKEN is the disk or the database (`why` says what to do); ids are above 0, and 0
 * means "none"; strings in results are owned by the result, never NULL, and "" where there is none. */
#include "gateway/base/dice.h"
#include "gateway/base/text.h"
#include "gateway/base/words.h"
#include "providers/provider.h"
#include "scheduler/best_time.h"

struct store;

struct store_options {
    const char *path;                /* the database; the key store lies at "<path>.keys" */
    const unsigned char *master_key; /* 32 bytes */
    struct dice *dice;               /* nonces and keys; not shared: the store's thread draws */
    bool inline_writer;              /* no writer thread: the caller's thread writes (simulate) */
    bool unsynced;  /* no fsync: simulate only, where a crash is not of the machine */
    bool read_only; /* beside a serving gateway, for looking only */
};

/* With `read_only` the store may be served by another process at the same time: everything that reads
 * works, and backup; everything that writes is RC_DENIED, and a missing database is RC_MISSING.
 *
 * Opens or makes the database, checks its integrity, brings its schema up to date. RC_INVALID: the
 * file is damaged, not ours, newer than this program, or sealed under another master key; it is left
 * untouched. RC_TAKEN: another gateway has it. */
enum rc store_open(const struct store_options *options, struct store **out,
                   struct fault *why) NEEDS_CHECK;
/* Finishes what was handed over, then closes. */
void store_close(struct store *store);

/* ---- Families ------------------------------------------------------------------------------- */

struct phone {
    int64_t id;
    char *number; /* E.164 */
    enum discretion discretion;
    int safe_from_min, safe_till_min; /* local; equal: any hour outside quiet hours */
    bool stopped;                     /* STOP: no automatic texts */
    bool stop_pending; /* a sentence was read as stop: paused until a person confirms or lifts it */
    bool consent_asked; /* … or, with this, until they agree anew by JA */
};

struct member {
    int64_t id;
    char *name;
    enum language language;
    enum digits digits;
    bool asked;            /* gets check-ins, in the order of members */
    struct phone phone;    /* the one in use; id 0: none */
    struct best_time best; /* as learned; a new member has none yet, whatever stands here */
    usec check_in_at;      /* due_at of the last check-in in the current enrolment; 0: none */
};

enum enrolment_state { ENROLMENT_ACTIVE, ENROLMENT_PAUSED, ENROLMENT_ENDED };

/* How an enrolment ended. Kept in the database: never renumber. */
enum ending {
    ENDING_NONE,         /* it has not, or nobody said how */
    ENDING_INDEPENDENT,  /* the family manages by itself */
    ENDING_REGULAR_HELP, /* warmly handed over to regular help */
    ENDING_LONGER_HELP,  /* lasting support, of another kind */
    ENDING_MOVED,        /* out of the municipality */
    ENDING_LOST_CONTACT,
    ENDING_REFUSED, /* the family wants no more of it */
    ENDING_OTHER,
    ENDING_REENTERED,   /* trouble came back: the next enrolment follows on this one */
    ENDING_HANDED_OVER, /* to another municipality */
    ENDING_N,
};
const char *ending_name(enum ending ending); /* "regular-help" */
bool ending_find(const char *name, enum ending *out);

struct enrolment {
    int64_t id; /* 0: the family is in no programme */
    char *programme;
    int32_t start_day;
    int first_phase;  /* index of the phase that begins on that day */
    unsigned domains; /* bit per enum domain; at least one */
    enum enrolment_state state;
    int32_t
        paused_till_day; /* while paused: asked again from that day on; INT32_MAX: once somebody resumes it */
    enum ending outcome;         /* once ended */
    int64_t previous_id;         /* the enrolment that this one enters again; 0: none */
    bool learns;                 /* the members' best times are learned and used; a new one does */
    struct plan_change *changes; /* by since_day, then as made */
    size_t change_n;
    struct own_days *own_days; /* by from_day */
    size_t own_day_n;
    usec planned_at; /* cursor: check-ins up to this moment and member are planned */
    int planned_member;
    usec next_at; /* when planning has something to do again */
};

/* Whether a signal of this level counts for the family: crisis always, else what its plan names. Outside
 * of it a signal is shown with the reply, and neither scored nor trended. */
bool enrolment_names(const struct enrolment *enrolment, enum domain domain, enum level level);

struct family {
    int64_t id;
    char *name;
    char *manager;   /* login of the family manager */
    bool allows_113; /* a crisis reply may name 113 */
    struct member *members;
    size_t member_n;
    struct enrolment enrolment; /* the current or last one */
    usec created_at;
};

void family_clear(struct family *family);

struct families {
    struct family *at;
    size_t n;
};
void families_clear(struct families *families);

/* Adds a family with its members and phones (ids are ignored and filled in). RC_TAKEN: a phone is
 * somebody else's already. RC_INVALID: no manager, a number that is not E.164. */
enum rc store_family_add(struct store *store, struct family *family, usec now,
                         struct fault *why) NEEDS_CHECK;
/* RC_MISSING: no such family. */
enum rc store_family_load(struct store *store, int64_t id, struct family *out,
                          struct fault *why) NEEDS_CHECK;
/* RC_MISSING: this family has no such member. */
enum rc store_member_digits(struct store *store, int64_t family_id, int64_t member_id,
                            enum digits digits, struct fault *why) NEEDS_CHECK;
/* Those of one family manager, or with NULL all; by id. */
enum rc store_family_list(struct store *store, const char *manager, struct families *out,
                          struct fault *why) NEEDS_CHECK;
/* RC_TAKEN: the family is in a programme that has not ended. RC_INVALID: no domain. `enrolment->id` is
 * filled in. */
enum rc store_enrol(struct store *store, int64_t family_id, struct enrolment *enrolment,
                    const char *who, usec now, struct fault *why) NEEDS_CHECK;
/* What was done with an enrolment. Kept in the database: add at the end. */
enum enrolment_word {
    WORD_ENROLLED,
    WORD_PAUSED,
    WORD_RESUMED,
    WORD_ENDED,
    WORD_EXTENDED,
    WORD_RHYTHM,
    WORD_OWN_DAYS,
    WORD_OWN_DAYS_ENDED,
    WORD_LEARNING,
    WORD_REENTERED,
    WORD_MANAGER, /* another family manager */
    WORD_SUMMARY, /* somebody looked at the summary for another municipality */
    WORD_N,
};
const char *enrolment_word_name(enum enrolment_word word); /* "own-days" */

/* One act on an enrolment, all of it or nothing, with the event that tells of it. What it does follows from its
 * word; the other fields say how. Strings are borrowed. */
struct enrolment_act {
    int64_t enrolment_id;
    enum enrolment_word word;
    const char *who;    /* login, or "vangnet" */
    const char *detail; /* days, weeks, logins: nothing of the family; NULL: none */
    const char *reason; /* sealed; NULL: none */

    int32_t paused_till_day;           /* PAUSED; 0: until somebody resumes it */
    enum ending outcome;               /* ENDED, REENTERED */
    const struct plan_change *changes; /* EXTENDED, RHYTHM: added */
    size_t change_n;
    struct own_days
        days; /* OWN_DAYS: added. OWN_DAYS_ENDED: those from that day; they end on till_day, and were
                               never there where that is their first day or before */
    bool learns;            /* LEARNING */
    struct enrolment *next; /* REENTERED: enters again by this one; ids are filled in */
    const char
        *manager; /* MANAGER: has the family and its alerts from now on, deadlines as they are */
    bool asks_consent; /* its phones get nothing of our own accord until they agree anew */
    const struct new_message *messages;
    size_t message_n;
};

/* Does it and has planning look again. RC_MISSING: no such enrolment. RC_INVALID: it has ended; only MANAGER, SUMMARY
 * and REENTERED are done with an ended one. RC_TAKEN: another follows on it already, or own days begin on that day. */
enum rc store_enrolment_act(struct store *store, const struct enrolment_act *act, usec now,
                            struct fault *why) NEEDS_CHECK;

struct enrolment_event {
    int64_t enrolment_id;
    usec at;
    enum enrolment_word word;
    char *who, *detail, *reason;
};
struct enrolment_log {
    struct enrolment_event *at;
    size_t n;
};
void enrolment_log_clear(struct enrolment_log *log);
/* Of all enrolments of a family, oldest first. */
enum rc store_enrolment_log(struct store *store, int64_t family_id, struct enrolment_log *out,
                            struct fault *why) NEEDS_CHECK;

enum consent_act {
    CONSENT_GIVEN,
    CONSENT_STOPPED,
    CONSENT_STOP_PENDING,
    CONSENT_STOP_LIFTED,
    CONSENT_ASKED, /* nothing of our own accord until they say yes */
};

/* Who agreed to the channel or withdrew, and how ("sms", "talk", login of the staff). */
struct consent {
    int64_t phone_id, member_id;
    enum consent_act act;
    const char *how;
};

/* Records it and sets the phone's `stopped` and `stop_pending` accordingly. */
enum rc store_consent_record(struct store *store, const struct consent *consent, usec now,
                             struct fault *why) NEEDS_CHECK;

enum appointment_state {
    APPOINTMENT_OPEN,
    APPOINTMENT_CONFIRMED,
    APPOINTMENT_DECLINED,
    APPOINTMENT_RESCHEDULE, /* another time was asked for */
    APPOINTMENT_CANCELLED,
};

/* What came of it; somebody of staff says so. */
enum attendance { ATTENDANCE_UNKNOWN, ATTENDANCE_CAME, ATTENDANCE_MISSED };

/* Other starts that a person can offer at once, to be chosen by a digit. */
#define APPOINTMENT_SLOTS 3
#define UID_HASH_BYTES    16

struct appointment {
    int64_t id, family_id, member_id;
    usec starts_at;
    usec ends_at; /* 0: not known */
    char *place;  /* NULL as well as "": none; sealed */
    enum appointment_state state;
    enum attendance attendance;
    usec
        told_at; /* read only: the start that the family was told last, or may have been; 0: none */
    usec slots[APPOINTMENT_SLOTS]; /* offered, none of them chosen yet; 0: no more */
    unsigned
        slots_taken; /* read only, in a conversation: bits of those at which its family manager is elsewhere */
    unsigned char uid_hash[UID_HASH_BYTES]; /* of an imported one, by store_uid_hash; else zeros */
    int sequence;                           /* of an imported one … */
    usec modified_at;                       /* … and when it was last modified; 0: not said */
    int revision;                           /* read only: how often start, end or state changed */
    char *source;                           /* login of who made it, or what it was read from */
    int reminded;                           /* how many of the programme's reminders are planned */
    usec next_at;                           /* when the next is due; USEC_NEVER: none left */
};
/* Wipes the place. */
void appointment_clear(struct appointment *appointment);

struct appointments {
    struct appointment *at;
    size_t n;
};
void appointments_clear(struct appointments *appointments);

/* The identity of an imported appointment, from its UID and what tells one of a row from another. */
void store_uid_hash(struct store *store, const char *uid, unsigned char out[static UID_HASH_BYTES]);

/* `appointment->id` is filled in. An imported one is added once: where the family has one with this uid_hash
 * that is not cancelled, nothing changes and `id` is that one's. Moves and cancellations: struct changes,
 * `appointment_now`, or with all that follows gateway/appointments. */
enum rc store_appointment_add(struct store *store, struct appointment *appointment, usec now,
                              struct fault *why) NEEDS_CHECK;
/* RC_MISSING: this family has no such appointment. */
enum rc store_appointment_load(struct store *store, int64_t family_id, int64_t id,
                               struct appointment *out, struct fault *why) NEEDS_CHECK;
/* The newest with this identity, also one that was cancelled. RC_MISSING: none. */
enum rc store_appointment_find(struct store *store, int64_t family_id,
                               const unsigned char uid_hash[static UID_HASH_BYTES],
                               struct appointment *out, struct fault *why) NEEDS_CHECK;
/* RC_MISSING: this family has no such appointment that has begun. */
enum rc store_appointment_note(struct store *store, const struct appointment *appointment, usec now,
                               struct fault *why) NEEDS_CHECK;
/* Those that the rules must look at: a day after it began, when it is declined, when somebody noted that it was
 * missed. */
#define APPOINTMENT_LOOK_AFTER USEC_DAY
enum rc store_appointment_unseen(struct store *store, usec now, size_t limit,
                                 struct appointments *out, struct fault *why) NEEDS_CHECK;
/* Of one family, by start. */
enum rc store_appointment_list(struct store *store, int64_t family_id, struct appointments *out,
                               struct fault *why) NEEDS_CHECK;

/* ---- Calendars of staff -------------------------------------------------------------------- */

/* What is wrong with a feed. Kept in the database: add at the end. */
enum calendar_trouble {
    CALENDAR_WELL,
    CALENDAR_NO_ANSWER,   /* no such host, nobody there, cut off, too late, too large */
    CALENDAR_REFUSED,     /* there is no such address (any more), or it wants a log-in */
    CALENDAR_SERVER,      /* its server has trouble of its own */
    CALENDAR_ELSEWHERE,   /* it sends on in a circle, or to where nothing is encrypted */
    CALENDAR_NO_CALENDAR, /* something else is there, such as a page to log in */
    CALENDAR_UNREADABLE,  /* damaged, or with more in it than is followed */
    CALENDAR_EVENTS,      /* it was read, but some of its events cannot be appointments */
    CALENDAR_TROUBLE_N,
};
const char *calendar_trouble_name(enum calendar_trouble trouble); /* "no_answer" */
/* It was not read the last time. */
bool calendar_fails(enum calendar_trouble trouble);

/* How the feed of a member of staff stands. All zero and "" where nothing was ever kept. */
struct calendar {
    char *staff;    /* login */
    bool has_token; /* the own calendar here has an address */
    usec looked_at; /* fetched last; 0: never */
    usec taken_at;  /* what it says was taken over last; 0: never */
    usec read_at;   /* fetched well last, changed or not; 0: never */
    char *etag, *modified;
    enum calendar_trouble trouble; /* the last time */
    char *fault;                   /* its particulars, or "" */
};
void calendar_clear(struct calendar *calendar);

enum rc store_calendar_load(struct store *store, const char *staff, struct calendar *out,
                            struct fault *why) NEEDS_CHECK;
/* Everything but the token. */
enum rc store_calendar_keep(struct store *store, const struct calendar *calendar,
                            struct fault *why) NEEDS_CHECK;
/* The address of the own calendar, of which only a keyed hash is kept; the one before leads nowhere. */
enum rc store_calendar_token(struct store *store, const char *staff, const char *token,
                             struct fault *why) NEEDS_CHECK;
/* Whose it is. RC_MISSING: nobody's. `staff` is freed by the caller. */
enum rc store_calendar_staff(struct store *store, const char *token, char **staff,
                             struct fault *why) NEEDS_CHECK;

/* ---- What goes out -------------------------------------------------------------------------- */

enum kind {
    KIND_CHECKIN,
    KIND_REMINDER,
    KIND_NUDGE,
    KIND_FOLLOW_UP, /* the next question of a script: an answer to the family's own message */
    KIND_ANSWER,    /* thanks and the like, also to the family's own message */
    /* What comes before is counted, so that nobody gets too many texts in a week. */
    KIND_CONFIRMATION, /* of STOP, START, wrong number: goes to a stopped phone too */
    KIND_CRISIS,       /* passes every gate */
    KIND_CALLBACK,     /* who will call and when */
    KIND_PAGE,         /* to staff */
    /* To a family of our own accord, also outside a programme: goodbye, whether it agrees, that an appointment was
     * moved. */
    KIND_NOTICE,
    KIND_N,
};
const char *kind_name(enum kind kind);

enum channel { CHANNEL_SMS, CHANNEL_MAIL, CHANNEL_USSD };

/* Where a message stands between us and the provider. */
enum message_state {
    MESSAGE_QUEUED,
    MESSAGE_SENDING, /* claimed: from here on a crash means "unknown", not "unsent" */
    MESSAGE_SENT,    /* taken by the provider */
    MESSAGE_UNKNOWN, /* may have gone out: look up or wait until check_at */
    MESSAGE_SKIPPED, /* not sent, and `reason` why */
    MESSAGE_EXPIRED, /* its window passed before it could go */
    MESSAGE_FAILED,  /* refused, or given up */
};

/* Why a message was skipped or deferred. */
enum skip {
    SKIP_NONE,
    SKIP_STOPPED,      /* the phone said STOP */
    SKIP_STOP_PENDING, /* a stop waits for a person */
    SKIP_PAUSED,
    SKIP_ENDED,
    SKIP_NO_PHONE,
    SKIP_ANSWERED, /* the question was answered before it or its nudge left */
    SKIP_WITHDRAWN,
    SKIP_NO_ROUTE,
    SKIP_DOWN,   /* the gateway was not running when it was due */
    SKIP_ENOUGH, /* the member got as many texts as may be in a week */
    SKIP_N,
};
const char *skip_name(enum skip skip);

/* A message to put into the outbox. Strings are borrowed. */
struct new_message {
    enum kind kind;
    enum channel channel;
    int64_t family_id, member_id, phone_id; /* 0 where it goes to staff or to a stranger */
    const char *staff;                      /* login, or NULL */
    const char *to;                         /* number or address; NULL: the phone's own number */
    const char *text;                       /* of a mail: first line is the subject */
    const char *route;                      /* NULL for mail */
    enum language language;
    int segments;
    usec due_at, expires_at;
    int question;        /* index in this `struct changes`, or -1 */
    int64_t question_id; /* one that is there already (a nudge is about it), or 0 */
    int64_t alert_id;    /* page or callback */
    enum skip skip;      /* not SKIP_NONE: goes into the books as skipped, never sent */
};

/* One claimed message, with what the last check before the wire must know. */
struct outbox_message {
    int64_t id;
    char public_id[PROVIDER_ID_SPACE]; /* what providers see */
    enum kind kind;
    enum channel channel;
    int64_t family_id, member_id, phone_id, alert_id;
    enum language language;
    char *to, *text, *route, *reference;
    usec due_at, expires_at, sent_at;
    int attempts; /* tries that the provider did not take; counts this one after it fails */
    int resends;  /* after an unknown outcome: at most one */
    enum message_state was; /* QUEUED: send it; UNKNOWN: ask what became of it, or decide */
    bool reported;          /* a report came meanwhile */
    bool stopped, stop_pending, paused, ended, answered; /* as they are at the claim */
    int texts_before; /* other counted texts to this member since the ask's `count_from` */
    bool outdated;    /* tells of an appointment that was moved or cancelled meanwhile */
    int safe_from_min, safe_till_min;
};

struct outbox_messages {
    struct outbox_message *at;
    size_t n;
};
void outbox_messages_clear(struct outbox_messages *messages);

/* Which messages to claim. */
struct outbox_ask {
    const char *route; /* "" for mail */
    usec now, lease_until;
    size_t limit;
    bool urgent_only;       /* of the queued ones only crisis replies and pages */
    usec count_from;        /* texts to a member are counted from then on; 0: not at all */
    int64_t segment_micros; /* what a segment costs by this route today, in millionths of a euro */
};

/* Claims messages that are due and marks them SENDING, durable, before returning: nothing touches the
 * wire before that. Most urgent first: crisis and pages, then answers, then by
 * due_at. Also returns those whose lease ran out (as UNKNOWN) and those UNKNOWN whose check_at came. */
enum rc store_outbox_claim(struct store *store, const struct outbox_ask *ask,
                           struct outbox_messages *out, struct fault *why) NEEDS_CHECK;

/* What became of a claimed message. */
struct outbox_record {
    int64_t id;
    enum message_state state; /* QUEUED: again at `due_at`; UNKNOWN: check again at `due_at` */
    usec due_at;
    const char *route; /* not NULL: from now on this one (fallback) */
    bool attempted;    /* the wire was touched */
    bool resend;       /* QUEUED as the one resend after an unknown outcome */
    enum skip skip;    /* with SKIPPED */
    const char *const *references;
    size_t reference_n;
    const char *error;      /* the provider's code, or ""; no personal data */
    enum delivery delivery; /* with SENT: what a look-up said; DELIVERY_NONE: nothing */
    bool opt_out;           /* the provider says so: the phone is stopped */
};

/* Records many at once; durable on return. */
enum rc store_outbox_record(struct store *store, const struct outbox_record *records, size_t n,
                            usec now, struct fault *why) NEEDS_CHECK;

/* The same two without waiting: `done` is called on the store's own thread, quickly and without
 * calling the store, once the change is durable or has failed. `records` must live until then. */
typedef void store_done(void *with, enum rc rc, const struct fault *why);
void store_outbox_record_later(struct store *store, const struct outbox_record *records, size_t n,
                               usec now, store_done *done, void *with);
void store_outbox_claim_later(struct store *store, const struct outbox_ask *ask,
                              struct outbox_messages *out, store_done *done, void *with);

/* When the outbox of `route` has something to do again, with `urgent_only` as above; USEC_NEVER: empty. */
enum rc store_outbox_next(struct store *store, const char *route, bool urgent_only, usec *out,
                          struct fault *why) NEEDS_CHECK;

/* Gives claims back unsent on a clean stop: only for messages that never touched the wire. */
enum rc store_outbox_release(struct store *store, const int64_t *ids, size_t n,
                             struct fault *why) NEEDS_CHECK;

/* The id that providers see, and back: 16 digits of the number and 16 of a keyed check, so a forged
 * one is refused without a look-up. False: not one of ours. */
void store_public_id(struct store *store, int64_t id, char out[static PROVIDER_ID_SPACE]);
bool store_public_id_read(struct store *store, const char *public_id, int64_t *out);

/* The last time a route was switched off or on. */
struct route_switch {
    char *route, *who;
    bool off;
    usec at;
};
struct route_switches {
    struct route_switch *at;
    size_t n;
};
void route_switches_clear(struct route_switches *switches);

/* Switches a route in the name of `who`; no news if it is that way already. On: what waits for it is looked
 * at again. */
enum rc store_route_switch(struct store *store, const char *route, bool off, const char *who,
                           usec now, struct fault *why) NEEDS_CHECK;
/* Of every route that was ever switched, also of one that the configuration lost. */
enum rc store_route_switches(struct store *store, struct route_switches *out,
                             struct fault *why) NEEDS_CHECK;

/* ---- What comes in -------------------------------------------------------------------------- */

/* One event of a webhook. Strings are borrowed. */
struct arrival {
    const char *route;
    enum event_type type;
    const char *from, *to, *text; /* from: E.164 where it is a number, else as it came */
    const char *reference;        /* provider's id, or "" */
    const char *client_id;        /* report: our public id, or "" */
    int part, parts; /* `parts` below 2: a whole text; else at most 255, and `part` at most that */
    const char *concat_reference;
    const char *session; /* ussd: the provider's id of it; `text` is what was typed */
    bool is_history;     /* ussd: `text` is all that was typed in the session, joined by "*" */
    enum delivery state;
    const char *error;
    bool opt_out;
    usec arrived_at;
};

/* Makes all events of one webhook durable. An inbound that was there already (same route and
 * reference; without a reference: same sender, receiver and text within DUPLICATE_WITHIN) is
 * RC_OK and changes nothing. A report moves its message's delivery forward, and what it cannot find is kept
 * until the message's reference is known. */
#define DUPLICATE_WITHIN (2 * USEC_MIN)
/* What was typed in a USSD session is kept in the same way. Its reference is what tells two steps apart
 * (a number, all that was typed so far); without one, the same keys of the same session so soon after each
 * other are one request that came twice: nobody reads a screen and answers it in that time. */
#define USSD_REPEAT_WITHIN USEC_SEC
/* Of a history only what came after the longest step that is known is kept: a star may have been typed too.
 * The reference of a step is then the history's length in bytes. */
enum rc store_inbox_record(struct store *store, const struct arrival *arrivals, size_t n,
                           struct fault *why) NEEDS_CHECK;
/* Without waiting; the arrivals are copied before it returns. */
void store_inbox_record_later(struct store *store, const struct arrival *arrivals, size_t n,
                              store_done *done, void *with);

/* One text waiting to be handled. */
struct inbox_text {
    int64_t id;
    char *route, *from, *to, *text;
    char *session; /* of a USSD step; else "" */
    usec arrived_at;
    int64_t phone_id, family_id; /* 0: an unknown sender */
};

struct inbox_texts {
    struct inbox_text *at;
    size_t n;
};
void inbox_texts_clear(struct inbox_texts *texts);

/* The oldest unhandled text of each sender, at most `limit`, oldest first: so one phone is handled one
 * at a time and in order. Texts of several parts come whole, or with what came of them and "[…]" for
 * what did not, once no part has come for PARTS_WAIT (half a cry for help is still one, and a page leaves
 * within a minute) or the first is as old as PARTS_WAIT_MAX. What was typed in a USSD session is left to
 * whoever answers that session (store_dial_load) until USSD_WAIT is over. Only one thread handles. */
#define PARTS_WAIT     (40 * USEC_SEC)
#define PARTS_WAIT_MAX (5 * USEC_MIN)
#define USSD_WAIT      (2 * USEC_SEC)
enum rc store_inbox_next(struct store *store, usec now, size_t limit, struct inbox_texts *out,
                         struct fault *why) NEEDS_CHECK;

/* ---- Questions, replies, signals ------------------------------------------------------------ */

enum question_state {
    QUESTION_OPEN, /* planned or asked, not answered */
    QUESTION_ANSWERED,
    QUESTION_SILENT, /* its time passed without an answer; a late one still repairs it */
    QUESTION_SKIPPED,
    QUESTION_EXPIRED, /* never asked in time */
    QUESTION_WITHDRAWN,
};

/* The step of a question about an appointment that offers other starts, to be chosen by a digit. */
#define QUESTION_OFFERS "slots"

struct question {
    int64_t id;
    enum kind kind; /* CHECKIN, REMINDER, FOLLOW_UP */
    int64_t family_id, member_id, phone_id, enrolment_id, appointment_id;
    int64_t follows; /* the question that this one follows up */
    char *script, *step;
    usec starts_at; /* of its appointment, as it was told; else 0 */
    usec due_at, window_till;
    usec asked_at; /* when its message left; 0: not yet */
    enum question_state state;
    int score; /* 0: none */
    usec answered_at;
    int nudges;
    usec
        nudge_at; /* when silence, or that it could not be asked, must be looked at; USEC_NEVER: not any more */
};

struct questions {
    struct question *at;
    size_t n;
};
void questions_clear(struct questions *questions);

enum signal_source {
    SOURCE_REPLY,
    SOURCE_SCORE,
    SOURCE_SILENCE,
    SOURCE_DELIVERY,
    SOURCE_SEVERAL, /* several signals together */
    SOURCE_HELPER,  /* a regular helper told it */
};

struct past_signal {
    int64_t member_id; /* whose reply it was; 0: nobody's */
    enum domain domain;
    enum level level;
    enum signal_source source;
    enum rule_kind rule;
    bool in_plan;
    usec at;
};

struct past_score {
    int64_t member_id;
    int score;
    usec at;
    char *script, *step; /* of the question; "" where none was matched */
};

/* A family's signals and scores of the last PAST_BACK, newest first, some hundreds of each at most. */
#define PAST_BACK (365 * USEC_DAY)
struct past {
    struct past_signal *signals;
    size_t signal_n;
    struct past_score *scores;
    size_t score_n;
};
void past_clear(struct past *past);
enum rc store_past_load(struct store *store, int64_t family_id, usec now, struct past *out,
                        struct fault *why) NEEDS_CHECK;

/* What the dialogue must know to make sense of a text. */
struct conversation {
    struct phone phone;   /* id 0: an unknown sender */
    struct family family; /* id 0 likewise */
    struct questions
        questions; /* of this phone: open or silent, what was asked or nudged last first, at most 20 */
    struct appointments
        appointments; /* of this family, those that these ask about or with other times on offer */
    struct past past; /* of this family */
    usec crisis_reply_at; /* when this number last got one; 0: never */
};
void conversation_clear(struct conversation *conversation);

/* By the number as in struct inbox_text. */
enum rc store_conversation_load(struct store *store, const char *number, usec now,
                                struct conversation *out, struct fault *why) NEEDS_CHECK;

/* ---- One decision, all of it or nothing ----------------------------------------------------- */

struct new_question {
    enum kind kind;
    int64_t family_id, member_id, phone_id, enrolment_id, appointment_id, follows;
    const char *script, *step;
    usec starts_at; /* of the appointment, as it is told; an answer holds for no other start */
    usec due_at, window_till, nudge_at;
    enum question_state state; /* OPEN, SKIPPED or EXPIRED */
    enum skip skip;
    usec asked_at; /* on a screen; 0: by a message */
};

struct question_change {
    int64_t id;
    enum question_state state;
    int score;
    int nudges;
    usec nudge_at;
    usec
        nudge_at_was; /* RC_TAKEN: it is another, so somebody answered or looked; nothing is changed. 0: any */
};

/* A text that came in, as it was understood; kept for a person to read. */
struct new_reply {
    const char *text, *from; /* sealed; `from` only matters for strangers */
    int64_t family_id, member_id, phone_id, question_id;
    const char *language;
    enum intent intent;
    enum channel channel; /* SMS or USSD */
    bool uncertain;
    int score;
    usec arrived_at;
};

struct new_signal {
    int64_t family_id; /* 0: a stranger's crisis */
    enum domain domain;
    enum level level;
    int confidence_percent;
    const char *evidence; /* the words, one a line; sealed */
    enum signal_source source;
    enum rule_kind rule;
    const char *figures; /* what the rule's sentence names, see gateway/rules; NULL: none; sealed */
    bool in_plan;        /* its domain is named by the plan, or level 3, or `general` */
};

/* An alert to open, or to join: a level 2 joins the family's level-2 alert that was opened at or after
 * `day_start` and is not closed; a level 3 always opens its own. */
struct new_alert {
    int64_t family_id; /* 0: a stranger */
    enum level level;
    usec day_start, deadline_at;
    usec next_at;      /* when the first page is due */
    const char *owner; /* login of the family manager; "" for a stranger */
};

enum alert_state {
    ALERT_OPEN,  /* nobody has it yet */
    ALERT_TAKEN, /* acknowledged: a person has it */
    ALERT_CLOSED,
};

/* Where the ladder of an alert stands after a step of `watch`. */
struct alert_step {
    int64_t id;
    int step; /* ladder steps taken so far, over all rounds */
    usec next_at;
    bool reopen; /* taken but not followed by a contact attempt */
    const char
        *note; /* for the alert's log: "nobody on duty", …; NULL: none. A constant, not personal */
};

/* One attempt to reach one staff member about an alert; its messages are in the same changes. */
struct new_page {
    int64_t alert_id;
    const char *staff;
    const char *code;  /* digits that acknowledge by SMS */
    const char *token; /* of the link; only its hash is kept */
};

/* Where in its menus a family is that dials. Kept in the database: add at the end. */
enum dial_place {
    DIAL_OVER, /* the last word was said */
    DIAL_NOTE, /* a stranger, a closed case: whatever is typed is read by a person */
    DIAL_REST, /* no texts are wanted */
    DIAL_WHO,  /* a shared phone */
    DIAL_QUESTION,
    DIAL_MENU,
    DIAL_APPOINTMENT,
    DIAL_LANGUAGE,
    DIAL_STOP,
    DIAL_N,
};

/* A USSD session as its last step left it. */
struct ussd_session {
    int64_t id; /* 0: none */
    int64_t member_id, question_id;
    enum dial_place place;
    enum language language;
    unsigned keys; /* a bit for each choice on the screen */
    int page;      /* of the text, from 0 */
    int steps;     /* taken so far */
    char *text;    /* shown */
};

/* The step that a decision takes in a session. */
struct new_step {
    const char *route, *session, *number;
    int64_t family_id, phone_id;
    struct ussd_session session_now; /* `text` borrowed; `steps` as it was before this one */
    int question;                    /* index of the new one that is on the screen, or -1 */
};

struct changes {
    int64_t inbox_id; /* handled: marked in the same transaction, its copy of the text emptied.
                           * RC_TAKEN: it was handled already; nothing is changed. 0: none */
    int64_t
        enrolment_id; /* planned: its cursor moves from `cursor_was`. RC_TAKEN: it is elsewhere, or somebody changed
                             the enrolment since, so that its next_at is not `next_was` */
    usec cursor_was, next_was, planned_at, next_at;
    bool resumes; /* its pause is over */
    int planned_member;
    int64_t appointment_id; /* reminded or answered */
    usec
        appointment_starts_at; /* as it was when that was decided. RC_TAKEN: it was moved or cancelled */
    int appointment_reminded; /* RC_TAKEN: it was not one below; 0: unchanged */
    usec appointment_next_at;
    int appointment_state; /* enum appointment_state, or -1: unchanged */
    bool appointment_seen; /* the rules have looked at it */
    /* An appointment as it is from now on: moved, cancelled, or with other slots to choose from. Where its start
     * changes or it is cancelled, what waits to be sent about it is withdrawn, and so are its questions: an answer
     * to the old time does not count for the new one. RC_TAKEN: it is not `appointment_was` any more, or the family
     * was told meanwhile. RC_INVALID: it has begun or is cancelled, or the new start is past. */
    const struct appointment *appointment_was, *appointment_now;
    bool
        appointment_chosen; /* by the family, of its slots. RC_TAKEN: the family manager is elsewhere then */

    const struct new_reply *reply; /* NULL: none */
    const struct new_question *questions;
    size_t question_n;
    const struct question_change *answers;
    size_t answer_n;
    const struct new_message *messages;
    size_t message_n;
    const struct new_signal *signals;
    size_t signal_n;
    const struct new_alert *alert; /* gets the reply and the signals of these changes */
    const struct consent *consents;
    size_t consent_n;
    const struct alert_step *alert_step;
    const struct new_page *pages;
    size_t page_n;
    int64_t
        looked_phone_id; /* its stop by the provider was looked at; RC_TAKEN: already. 0: none */
    int64_t withdraw_phone_id; /* its queued check-ins, reminders and nudges are skipped … */
    enum skip withdraw_reason; /* … for this reason */
    bool crisis_reply;         /* the sender got one now: remembered by number */
    const char *crisis_number;
    const struct new_step
        *step;                  /* RC_TAKEN: another node took it; nothing is changed. NULL: none */
    int64_t language_member_id; /* speaks `language` from now on; 0: none */
    enum language language;
};

enum rc store_apply(struct store *store, const struct changes *changes, usec now,
                    struct fault *why) NEEDS_CHECK;
/* Several that do not need each other, under one sync: each happens, or nothing of it, whatever becomes of
 * the others. RC_TAKEN of one is no failure; else the first code that is not RC_OK, with its `why`. */
enum rc store_apply_each(struct store *store, const struct changes *const *changes, size_t n,
                         usec now, struct fault *why) NEEDS_CHECK;
/* One, without waiting; `changes` must live until `done` was called (see store_outbox_record_later). */
void store_apply_later(struct store *store, const struct changes *changes, usec now,
                       store_done *done, void *with);

/* What the next screen of a USSD session is made of, as it is at one moment. */
struct dial {
    struct ussd_session session; /* id 0: it has just begun */
    struct ussd_session before;  /* the last one of this phone that broke off in the last hour */
    struct inbox_text input;     /* what was typed and waits to be handled; id 0: nothing */
    struct conversation conversation;
    struct question question,
        follows;                    /* of the session, or of `before`; and the one it follows up */
    struct appointment appointment; /* the family's next that is not called off */
};
void dial_clear(struct dial *dial);
/* By route, the provider's session and number as in struct inbox_text. */
enum rc store_dial_load(struct store *store, const char *route, const char *session,
                        const char *number, usec now, struct dial *out,
                        struct fault *why) NEEDS_CHECK;

/* Enrolments, also paused ones, whose next_at has come, with their families. */
enum rc store_plan_due(struct store *store, usec now, size_t limit, struct families *out,
                       struct fault *why) NEEDS_CHECK;
/* Members with a check-in whose answer came after `since` and not after `till`, by that moment, each with the last
 * check-ins that they answered, newest first. */
struct answerer {
    int64_t family_id, member_id;
    usec answered_at;
    struct answered answers[BEST_ANSWERS_MAX];
    size_t n;
};
struct answerers {
    struct answerer *at;
    size_t n;
};
void answerers_clear(struct answerers *answerers);
enum rc store_answerers(struct store *store, usec since, usec till, size_t limit,
                        struct answerers *out, struct fault *why) NEEDS_CHECK;
/* What was learned of all that answered until `learned_at`, and that it was (the note "learned_at"). */
struct new_best {
    int64_t member_id;
    struct best_time best;
};
enum rc store_best_learn(struct store *store, const struct new_best *bests, size_t n,
                         usec learned_at, struct fault *why) NEEDS_CHECK;
/* Marks all enrolments that will be planned again: their next_at is PLAN_ANEW, before every moment. */
#define PLAN_ANEW ((usec)1)
enum rc store_plan_anew(struct store *store, struct fault *why) NEEDS_CHECK;
/* Appointments whose next_at has come. */
enum rc store_reminders_due(struct store *store, usec now, size_t limit, struct appointments *out,
                            struct fault *why) NEEDS_CHECK;
/* Questions whose nudge_at has come: open ones, and check-ins that expired before they were asked. */
enum rc store_silence_due(struct store *store, usec now, size_t limit, struct questions *out,
                          struct fault *why) NEEDS_CHECK;
/* Which of a member's last check-ins were answered, newest first. What was never asked, or may still be
 * answered, is left out. */
#define HABIT_MAX 100
struct habit {
    bool answered[HABIT_MAX];
    size_t n;
};
enum rc store_habit_load(struct store *store, int64_t member_id, struct habit *out,
                         struct fault *why) NEEDS_CHECK;
/* A phone that a provider stopped by itself (it keeps STOP from us, or says so in a report), and at which
 * nobody has looked yet: struct changes, `looked_phone_id`. */
struct provider_stop {
    int64_t phone_id, family_id;
    usec at;
};
struct provider_stops {
    struct provider_stop *at;
    size_t n;
};
void provider_stops_clear(struct provider_stops *stops);
enum rc store_provider_stops(struct store *store, size_t limit, struct provider_stops *out,
                             struct fault *why) NEEDS_CHECK;
/* The earliest moment at which one of plan, reminders, silence or alerts has something to do. */
enum rc store_next_due(struct store *store, usec *out, struct fault *why) NEEDS_CHECK;

/* ---- Whether a number still reaches the family ------------------------------------------------ */

/* One text to a phone. What still waits, and what never left for reasons of ours, is no such text. */
struct reach_text {
    usec at; /* sent, or given up */
    bool failed, arrived;
    char *route;
};
/* The last texts to a phone that is in use, newest first, and when somebody last wrote from it. */
struct reach {
    int64_t phone_id, family_id;
    usec heard_at; /* 0: never */
    struct reach_text *texts;
    size_t text_n;
};
struct reaches {
    struct reach *at;
    size_t n;
};
void reaches_clear(struct reaches *reaches);

/* Phones above `after` by id, at most `limit`, of families whose enrolment is active; not those that stopped. Of
 * each at most `texts` texts. */
struct reach_ask {
    int64_t after;
    size_t limit, texts;
};
enum rc store_reach_list(struct store *store, const struct reach_ask *ask, struct reaches *out,
                         struct fault *why) NEEDS_CHECK;

/* ---- Reports of regular helpers -------------------------------------------------------------- */

/* A helper's code for one family: with it in front, a text of this helper is about that family. */
#define REPORT_CODE_DIGITS 5
struct report_code {
    int64_t id, family_id;
    char *helper; /* login */
    char code[REPORT_CODE_DIGITS + 1];
    usec made_at;
};
struct report_codes {
    struct report_code *at;
    size_t n;
};
void report_codes_clear(struct report_codes *codes);

/* Draws one; no news where the helper has a code for this family. */
enum rc store_report_code_add(struct store *store, int64_t family_id, const char *helper,
                              const char *who, usec now, struct fault *why) NEEDS_CHECK;
/* It stands for nothing any more. RC_MISSING: this family has no such code in use. */
enum rc store_report_code_end(struct store *store, int64_t family_id, int64_t id, const char *who,
                              usec now, struct fault *why) NEEDS_CHECK;
/* Those in use of one family, the oldest first. */
enum rc store_report_code_list(struct store *store, int64_t family_id, struct report_codes *out,
                               struct fault *why) NEEDS_CHECK;
/* What a helper's code stands for; 0: nothing. */
enum rc store_report_code_family(struct store *store, const char *helper, const char *code,
                                 int64_t *out, struct fault *why) NEEDS_CHECK;

/* ---- Alerts --------------------------------------------------------------------------------- */

struct alert {
    int64_t id, family_id;
    enum level level;
    enum alert_state state;
    unsigned domains;
    char *owner;
    usec happened_at; /* arrival of the first reply: time to a human counts from here */
    usec opened_at, deadline_at, next_at;
    int step;
    usec taken_at, contact_at, closed_at;
    char *taken_by;
    char *outcome, *note; /* of who closed it; note sealed */
    char *family_name;
    bool family_told;
    usec callback_from, callback_till; /* when it was told that somebody calls; 0: it was not */
    char *programme;                   /* that the family is or was last in, or "" */
};
void alert_clear(struct alert *alert);

struct alerts {
    struct alert *at;
    size_t n;
};
void alerts_clear(struct alerts *alerts);

/* Alerts for which `watch` must do the next ladder step. */
enum rc store_alerts_due(struct store *store, usec now, size_t limit, struct alerts *out,
                         struct fault *why) NEEDS_CHECK;
enum rc store_alert_load(struct store *store, int64_t id, struct alert *out,
                         struct fault *why) NEEDS_CHECK;
/* Open and taken ones of one family manager or, with NULL, all: level first, then oldest. With
 * `closed` also the last 100 closed ones, newest first, behind them. */
enum rc store_alert_list(struct store *store, const char *owner, bool closed, struct alerts *out,
                         struct fault *why) NEEDS_CHECK;

/* The open ones of this person, and those that this person took, whoever's families they are of. */
enum rc store_alert_held(struct store *store, const char *staff, struct alerts *out,
                         struct fault *why) NEEDS_CHECK;

/* What the family is told of who calls back, and between which moments that is. */
struct callback {
    const struct new_message *told;
    usec from_at, till_at;
};
/* A person takes it. Without a contact attempt by `contact_by` (USEC_NEVER: no such demand) it is due
 * again and `watch` reopens it. `callback` NULL: the family is told nothing, and what it was told before holds.
 * RC_TAKEN: somebody has it already (load it to see who). RC_MISSING: no such alert. */
enum rc store_alert_take(struct store *store, int64_t id, const char *who, const char *how,
                         usec contact_by, const struct callback *callback, usec now,
                         struct fault *why) NEEDS_CHECK;
/* An attempt to reach the family; the alert is not due any more. RC_INVALID: nobody has taken it. */
enum rc store_alert_contact(struct store *store, int64_t id, const char *who, const char *note,
                            usec now, struct fault *why) NEEDS_CHECK;
/* Closes with an outcome (the name of a verdict, see below) and a sealed note; only one that was taken. The
 * verdict is given on its signals with it; a level that was too high or too low is meant one step off. */
enum rc store_alert_close(struct store *store, int64_t id, const char *who, const char *outcome,
                          const char *note, usec now, struct fault *why) NEEDS_CHECK;

/* The open alert that `staff` was paged about with this code; RC_MISSING: none. An empty code gives the
 * only open one, RC_INVALID where there are several. */
enum rc store_page_by_code(struct store *store, const char *staff, const char *code,
                           int64_t *alert_id, struct fault *why) NEEDS_CHECK;
/* Who was paged about what by the link's token. `staff` is freed by the caller. */
enum rc store_page_by_token(struct store *store, const char *token, int64_t *alert_id, char **staff,
                            struct fault *why) NEEDS_CHECK;

/* What happened to an alert, oldest first. */
struct alert_event {
    usec at;
    char *who; /* login, or "" for the gateway */
    char *
        what; /* a fixed word: opened, joined, paged, taken, contact, reopened, closed, told, note */
    char *detail;
};
struct alert_log {
    struct alert_event *at;
    size_t n;
};
void alert_log_clear(struct alert_log *log);
enum rc store_alert_log(struct store *store, int64_t id, struct alert_log *out,
                        struct fault *why) NEEDS_CHECK;

/* ---- For the console ------------------------------------------------------------------------ */

struct signal_row {
    int64_t id;
    enum domain domain; /* as a person found it, else as the machine read it */
    enum level level;
    bool judged;                /* a person said so; also that nothing was there (level 0) */
    enum domain machine_domain; /* what the machine read; level 0: it missed it */
    enum level machine_level;
    int confidence_percent;
    char *evidence;
    enum signal_source source;
    enum rule_kind rule;
    char *figures;
    bool in_plan;
    usec at;
    int64_t reply_id, alert_id;
};

struct reply_row {
    int64_t id, family_id, member_id, phone_id, question_id;
    char *text, *from, *language, *family_name, *member_name;
    enum intent intent;
    enum channel channel;
    bool uncertain;
    int score;
    usec arrived_at, read_at;
    char *read_by;
    struct signal_row *signals;
    size_t signal_n;
};
struct replies {
    struct reply_row *at;
    size_t n;
};
void replies_clear(struct replies *replies);

/* Unread replies of one family manager's families (NULL: all families and the strangers'): highest
 * level first, then uncertain, then oldest. At most `limit`. */
enum rc store_reply_unread(struct store *store, const char *manager, size_t limit,
                           struct replies *out, struct fault *why) NEEDS_CHECK;
/* Of one family since a moment, newest first; or of one alert. */
enum rc store_reply_list(struct store *store, int64_t family_id, usec since, struct replies *out,
                         struct fault *why) NEEDS_CHECK;
enum rc store_reply_of_alert(struct store *store, int64_t alert_id, struct replies *out,
                             struct fault *why) NEEDS_CHECK;
/* From unknown senders, newest first, at most `limit`. */
enum rc store_reply_strangers(struct store *store, size_t limit, struct replies *out,
                              struct fault *why) NEEDS_CHECK;
/* One, alone in `out`. RC_MISSING: no such reply. */
enum rc store_reply_load(struct store *store, int64_t id, struct replies *out,
                         struct fault *why) NEEDS_CHECK;
enum rc store_reply_read(struct store *store, int64_t id, const char *who, usec now,
                         struct fault *why) NEEDS_CHECK;

/* Signals of one family since a moment, oldest first (for the chart); free with signals_free. */
enum rc store_signal_list(struct store *store, int64_t family_id, usec since,
                          struct signal_row **out, size_t *n, struct fault *why) NEEDS_CHECK;
void signals_free(struct signal_row *signals, size_t n);

/* Questions of one family since a moment, oldest first. */
enum rc store_question_list(struct store *store, int64_t family_id, usec since,
                            struct questions *out, struct fault *why) NEEDS_CHECK;

struct message_row {
    int64_t id, family_id, member_id, phone_id, question_id;
    enum kind kind;
    enum channel channel;
    char *staff, *to, *text, *route, *error;
    enum language language;
    int segments, attempts;
    enum message_state state;
    enum skip skip;
    enum delivery delivery;
    usec due_at, expires_at, sent_at, made_at;
};
struct messages {
    struct message_row *at;
    size_t n;
};
void messages_clear(struct messages *messages);

/* To one family since a moment; to one phone (the demonstration's phone); to one staff member; all
 * oldest first. */
enum rc store_message_of_family(struct store *store, int64_t family_id, usec since,
                                struct messages *out, struct fault *why) NEEDS_CHECK;
enum rc store_message_of_phone(struct store *store, int64_t phone_id, usec since,
                               struct messages *out, struct fault *why) NEEDS_CHECK;
enum rc store_message_of_staff(struct store *store, const char *staff, usec since,
                               struct messages *out, struct fault *why) NEEDS_CHECK;

/* ---- Verdicts: what a person found of what the machine read --------------------------------- */

/* Kept in the database: never renumber. */
enum verdict_word {
    VERDICT_RIGHT,
    VERDICT_WRONG, /* nothing is there */
    VERDICT_TOO_HIGH,
    VERDICT_TOO_LOW,
    VERDICT_DOMAIN, /* it is about something else */
    VERDICT_MISSED, /* the machine saw nothing of it */
    VERDICT_N,
};
const char *verdict_name(enum verdict_word word); /* "too-high" */
bool verdict_find(const char *name, enum verdict_word *out);

/* One verdict, about the signals of a reply or of an alert. RIGHT and WRONG are about each of them; TOO_HIGH
 * and TOO_LOW about those of the highest level that the machine read; DOMAIN about the one of them; MISSED
 * gives a reply a signal that the machine did not see. Strings are borrowed. */
struct new_verdict {
    int64_t reply_id, alert_id; /* one of the two */
    int64_t signal_id;          /* not 0: about this one of them alone */
    enum verdict_word word;
    enum domain domain; /* DOMAIN, MISSED: which it is */
    enum level level;   /* TOO_HIGH, TOO_LOW, MISSED: which it is. DOMAIN: which, or 0: as it was */
    const char *who, *note;
};

/* Writes it down beside the machine's reading; what counts from now on (chart, timeline, rules) is the last
 * verdict. A reply counts as read by it. Opens no alert and closes none. RC_MISSING: no such reply, alert or
 * signal. RC_INVALID: it makes no sense (a level that is not higher or lower; a domain of several signals;
 * wrong or too high where there is no signal). RC_TAKEN: missed, but there is one of that domain already. */
enum rc store_verdict_add(struct store *store, const struct new_verdict *verdict, usec now,
                          struct fault *why) NEEDS_CHECK;
/* Closes an alert that was taken with this verdict about it (`alert_id`), which is its outcome. */
enum rc store_alert_close_with(struct store *store, const struct new_verdict *verdict, usec now,
                               struct fault *why) NEEDS_CHECK;

/* All verdicts of one reply or (with reply_id 0) of one alert, oldest first. */
struct verdict_row {
    enum verdict_word word;
    int64_t signal_id, reply_id, alert_id;
    enum domain domain;
    enum level level;
    char *who, *note;
    usec at;
};
struct verdicts {
    struct verdict_row *at;
    size_t n;
};
void verdicts_clear(struct verdicts *list);
enum rc store_verdict_list(struct store *store, int64_t reply_id, int64_t alert_id,
                           struct verdicts *out, struct fault *why) NEEDS_CHECK;

/* A reply on which people said all there is to say: each signal that was read in its words has a verdict, or it has
 * none and a person says that this is right, or what was missed. What scores and other rules gave is left out. */
struct labelled_reply {
    int64_t id;
    char *text, *language;
    enum intent intent;          /* as the machine read it: nobody is asked about it */
    bool appointment;            /* it answers a reminder */
    enum level levels[DOMAIN_N]; /* as found; [DOMAIN_GENERAL]: the highest */
};
struct labelled_replies {
    struct labelled_reply *at;
    size_t n;
};
void labelled_replies_clear(struct labelled_replies *replies);
/* The newest `limit` of them, oldest first. */
enum rc store_labelled_list(struct store *store, size_t limit, struct labelled_replies *out,
                            struct fault *why) NEEDS_CHECK;

/* How signals since a moment were read and found: one row for each combination that occurs. */
struct found_count {
    enum signal_source source;
    char language[12]; /* of the reply; "" without one */
    enum domain machine_domain, found_domain;
    enum level machine_level, found_level;
    bool judged; /* else found_ is nothing */
    int64_t n;
};
struct read_count {
    char language[12];
    int64_t replies, uncertain, confirmed_empty; /* without a signal, and a person says so too */
};
struct found_counts {
    struct found_count *signals;
    size_t signal_n;
    struct read_count *replies;
    size_t reply_n;
    int64_t alerts, closed,
        unjudged; /* opened since then; of the closed ones those without a verdict */
};
void found_counts_clear(struct found_counts *counts);
enum rc store_verdict_counts(struct store *store, usec since, struct found_counts *out,
                             struct fault *why) NEEDS_CHECK;

/* ---- The books ------------------------------------------------------------------------------ */

struct tally {
    int64_t planned, skipped[SKIP_N], expired, open;                   /* planned = sent + … */
    int64_t sent, delivered, failed, expired_sent, unknown, open_sent; /* sent = … */
};

struct balance {
    struct tally kinds[KIND_N];
    int64_t arrived, duplicates, handled, waiting; /* texts: arrived = handled + waiting */
    int64_t replies, matched, unmatched, staff_replies,
        strangers; /* replies = matched + unmatched */
    int64_t keys;  /* typed in a menu, and no reply */
    bool balances;
    struct text imbalance; /* what does not add up, a line each */
};
void balance_clear(struct balance *balance);

/* Counts the rows and compares them with the running books that every change keeps in the same
 * transaction. An imbalance is a bug or a damaged file. */
enum rc store_balance(struct store *store, struct balance *out, struct fault *why) NEEDS_CHECK;

struct route_health {
    char *route;
    int64_t queued, due, sending, unknown, sent_hour, failed_hour;
    int64_t month_messages, month_segments, month_micros; /* sent in this month of UTC */
    usec oldest_due_at;
    char *last_error;
};
struct health {
    struct route_health *routes;
    size_t route_n;
    int64_t inbox_waiting, unread, strangers_unread, alerts_open[4], alerts_taken[4];
    usec oldest_inbox_at, oldest_unread_at;
    int64_t taken_n;                                    /* alerts taken in the last 90 days … */
    usec to_human_median, to_human_p90, to_human_worst; /* … and their time to a human */
    int64_t database_bytes;
};
void health_clear(struct health *health);
enum rc store_health(struct store *store, usec now, struct health *out,
                     struct fault *why) NEEDS_CHECK;

/* ---- Log-ins -------------------------------------------------------------------------------- */

/* A session by its token (only a keyed hash is kept). */
enum rc store_session_add(struct store *store, const char *token, const char *staff,
                          usec expires_at, usec now, struct fault *why) NEEDS_CHECK;
/* RC_MISSING: none, or expired. `staff` is freed by the caller. */
enum rc store_session_find(struct store *store, const char *token, usec now, char **staff,
                           struct fault *why) NEEDS_CHECK;
enum rc store_session_remove(struct store *store, const char *token, struct fault *why) NEEDS_CHECK;

/* ---- Keeping -------------------------------------------------------------------------------- */

/* Expired sessions, old crisis marks, reports that never found their message, USSD sessions of yesterday. */
enum rc store_tidy(struct store *store, usec now, struct fault *why) NEEDS_CHECK;
/* A consistent copy while running, of the database, or with `keys` of the key store instead.
 * RC_TAKEN: the file is there already. */
enum rc store_backup(struct store *store, const char *path, bool keys,
                     struct fault *why) NEEDS_CHECK;
/* Small named values that must outlive the process (the demonstration's clock, marks of `keep`). */
enum rc store_note_write(struct store *store, const char *name, int64_t value,
                         struct fault *why) NEEDS_CHECK;
/* RC_MISSING: never written. */
enum rc store_note_read(struct store *store, const char *name, int64_t *value,
                        struct fault *why) NEEDS_CHECK;

/* For simulate: dies before the `n`-th write from now; every call after it is RC_BROKEN. 0: never. */
void store_die_at(struct store *store, uint64_t n);
/* For simulate: while `full`, every write fails as on a full disk (RC_BROKEN) and changes nothing. */
void store_fill_disk(struct store *store, bool full);

#endif
