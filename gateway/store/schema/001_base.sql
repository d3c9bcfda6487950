-- What must outlive the process.
--
-- Times are microseconds UTC; 9223372036854775807 is "never", 0 "not yet". Enumerations are those of
-- store.h and words.h and are never renumbered. A BLOB holds sealed personal data (seal.h) unless its
-- name ends in _hash. 0 for "none" is written as NULL in columns that refer to another table.

-- Binds this file to its key store: both hold the same random number.
CREATE TABLE identity (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    store_hash BLOB NOT NULL CHECK (length(store_hash) = 16)
) STRICT;

-- People, phones, consent ---------------------------------------------------------------------------

CREATE TABLE family (
    id INTEGER PRIMARY KEY,
    key_id INTEGER NOT NULL UNIQUE, -- in the key store
    name BLOB NOT NULL,
    manager TEXT NOT NULL CHECK (manager <> ''),
    allows_113 INTEGER NOT NULL CHECK (allows_113 IN (0, 1)),
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX family_manager ON family (manager);

CREATE TABLE member (
    id INTEGER PRIMARY KEY,
    family_id INTEGER NOT NULL REFERENCES family,
    place INTEGER NOT NULL, -- check-ins ask in this order
    name BLOB NOT NULL,
    language INTEGER NOT NULL CHECK (language BETWEEN 0 AND 3),
    asked INTEGER NOT NULL CHECK (asked IN (0, 1)),
    UNIQUE (family_id, place)
) STRICT;

CREATE TABLE phone (
    id INTEGER PRIMARY KEY,
    family_id INTEGER NOT NULL REFERENCES family,
    number BLOB NOT NULL,
    number_hash BLOB NOT NULL UNIQUE CHECK (length(number_hash) = 16),
    discretion INTEGER NOT NULL CHECK (discretion BETWEEN 0 AND 2),
    safe_from_min INTEGER NOT NULL CHECK (safe_from_min BETWEEN 0 AND 1439),
    safe_till_min INTEGER NOT NULL CHECK (safe_till_min BETWEEN 0 AND 1439),
    stopped INTEGER NOT NULL CHECK (stopped IN (0, 1)),
    stop_pending INTEGER NOT NULL CHECK (stop_pending IN (0, 1)),
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX phone_family ON phone (family_id);

-- Who uses which phone since when. A phone may be shared; a member has one at a time.
CREATE TABLE phone_use (
    id INTEGER PRIMARY KEY,
    member_id INTEGER NOT NULL REFERENCES member,
    phone_id INTEGER NOT NULL REFERENCES phone,
    from_at INTEGER NOT NULL,
    till_at INTEGER CHECK (till_at >= from_at) -- NULL: still
) STRICT;
CREATE UNIQUE INDEX phone_use_now ON phone_use (member_id) WHERE till_at IS NULL;
CREATE INDEX phone_use_phone ON phone_use (phone_id);

CREATE TABLE consent (
    id INTEGER PRIMARY KEY,
    phone_id INTEGER NOT NULL REFERENCES phone,
    member_id INTEGER REFERENCES member,
    act INTEGER NOT NULL CHECK (act BETWEEN 0 AND 3),
    how TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX consent_phone ON consent (phone_id);

CREATE TABLE enrolment (
    id INTEGER PRIMARY KEY,
    family_id INTEGER NOT NULL REFERENCES family,
    programme TEXT NOT NULL CHECK (programme <> ''),
    start_day INTEGER NOT NULL,
    domains INTEGER NOT NULL CHECK (domains > 0),
    state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 2),
    planned_at INTEGER NOT NULL,
    planned_member INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX enrolment_current ON enrolment (family_id) WHERE state <> 2;
CREATE INDEX enrolment_family ON enrolment (family_id, id);
CREATE INDEX enrolment_next ON enrolment (next_at) WHERE state <> 2;

CREATE TABLE enrolment_event (
    id INTEGER PRIMARY KEY,
    enrolment_id INTEGER NOT NULL REFERENCES enrolment,
    at INTEGER NOT NULL,
    state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 2),
    who TEXT NOT NULL,
    reason BLOB NOT NULL
) STRICT;

CREATE TABLE appointment (
    id INTEGER PRIMARY KEY,
    family_id INTEGER NOT NULL REFERENCES family,
    member_id INTEGER REFERENCES member,
    starts_at INTEGER NOT NULL,
    state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 4),
    reminded INTEGER NOT NULL CHECK (reminded >= 0),
    next_at INTEGER NOT NULL
) STRICT;
CREATE INDEX appointment_family ON appointment (family_id, starts_at);
-- Declined (2) and cancelled (4) ones are not reminded of.
CREATE INDEX appointment_next ON appointment (next_at) WHERE state NOT IN (2, 4);

-- Questions and messages ----------------------------------------------------------------------------

CREATE TABLE question (
    id INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL CHECK (kind IN (0, 1, 3)),
    family_id INTEGER NOT NULL REFERENCES family,
    member_id INTEGER REFERENCES member,
    phone_id INTEGER REFERENCES phone,
    enrolment_id INTEGER REFERENCES enrolment,
    appointment_id INTEGER REFERENCES appointment,
    follows INTEGER REFERENCES question,
    script TEXT NOT NULL,
    step TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    window_till INTEGER NOT NULL,
    asked_at INTEGER NOT NULL,
    state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 5),
    skip INTEGER NOT NULL CHECK (skip BETWEEN 0 AND 9),
    score INTEGER NOT NULL CHECK (score BETWEEN 0 AND 5),
    answered_at INTEGER NOT NULL,
    nudges INTEGER NOT NULL CHECK (nudges >= 0),
    nudge_at INTEGER NOT NULL,
    CHECK (state <> 1 OR answered_at > 0),
    CHECK (skip = 0 OR state IN (3, 4, 5))
) STRICT;
-- A check-in is asked at most once per member and moment.
CREATE UNIQUE INDEX question_once ON question (member_id, due_at) WHERE kind = 0;
CREATE INDEX question_unanswered ON question (phone_id, due_at) WHERE state IN (0, 2);
CREATE INDEX question_nudge ON question (nudge_at)
    WHERE state = 0 AND nudge_at < 9223372036854775807;
CREATE INDEX question_family ON question (family_id, due_at);

-- Where a message stands. What it says lies in message_content, so that the rows that change several
-- times a message are short, and so that content can be forgotten while the books stay.
CREATE TABLE message (
    id INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 8),
    channel INTEGER NOT NULL CHECK (channel IN (0, 1)),
    state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 6),
    skip INTEGER NOT NULL CHECK (skip BETWEEN 0 AND 9),
    delivery INTEGER NOT NULL CHECK (delivery BETWEEN 0 AND 5),
    urgency INTEGER NOT NULL CHECK (urgency BETWEEN 0 AND 2), -- 0 first
    route TEXT NOT NULL,                                      -- '': mail
    wake_at INTEGER NOT NULL, -- queued: when to send; sending: end of the lease; unknown: when to look
    family_id INTEGER REFERENCES family,
    member_id INTEGER REFERENCES member,
    phone_id INTEGER REFERENCES phone,
    alert_id INTEGER REFERENCES alert,
    question_id INTEGER REFERENCES question,
    staff TEXT,
    language INTEGER NOT NULL CHECK (language BETWEEN 0 AND 3),
    segments INTEGER NOT NULL CHECK (segments >= 0),
    due_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    sent_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    resends INTEGER NOT NULL CHECK (resends BETWEEN 0 AND 1), -- at most one after an unknown outcome
    reported INTEGER NOT NULL CHECK (reported IN (0, 1)),
    reference_n INTEGER NOT NULL CHECK (reference_n >= -1), -- as recorded; -1: it is our own id
    error TEXT NOT NULL,
    CHECK ((state = 4) = (skip <> 0)),
    CHECK (delivery = 0 OR state = 2),
    CHECK (channel = 0 OR route = '')
) STRICT;
CREATE INDEX message_queued ON message (route, urgency, wake_at) WHERE state = 0;
CREATE INDEX message_held ON message (route, wake_at) WHERE state IN (1, 3);
CREATE INDEX message_family ON message (family_id, made_at) WHERE family_id IS NOT NULL;
CREATE INDEX message_staff ON message (staff, made_at) WHERE staff IS NOT NULL;

CREATE TABLE message_content (
    message_id INTEGER PRIMARY KEY REFERENCES message,
    sent_to BLOB, -- NULL: the phone's own number
    text BLOB NOT NULL
) STRICT;

-- The ids that providers gave our messages, where they are not our own id: one a part.
CREATE TABLE reference (
    route TEXT NOT NULL,
    reference TEXT NOT NULL,
    message_id INTEGER NOT NULL REFERENCES message,
    delivery INTEGER NOT NULL CHECK (delivery BETWEEN 0 AND 5),
    old INTEGER NOT NULL CHECK (old IN (0, 1)), -- of a try before the last one
    PRIMARY KEY (route, reference)
) STRICT, WITHOUT ROWID;
CREATE INDEX reference_message ON reference (message_id);

-- Reports that came before their reference was known.
CREATE TABLE orphan_report (
    route TEXT NOT NULL,
    reference TEXT NOT NULL,
    delivery INTEGER NOT NULL CHECK (delivery BETWEEN 0 AND 5),
    error TEXT NOT NULL,
    opt_out INTEGER NOT NULL CHECK (opt_out IN (0, 1)),
    arrived_at INTEGER NOT NULL,
    PRIMARY KEY (route, reference)
) STRICT, WITHOUT ROWID;

-- What comes in -------------------------------------------------------------------------------------

-- One text, or one part of a text. `content` is emptied once it is handled.
CREATE TABLE inbox (
    id INTEGER PRIMARY KEY,
    route TEXT NOT NULL,
    family_id INTEGER REFERENCES family,
    phone_id INTEGER REFERENCES phone,
    sender_hash INTEGER NOT NULL,
    seen_hash INTEGER NOT NULL, -- of what makes it the same as another; loaded into memory at start
    content BLOB,
    part INTEGER NOT NULL CHECK (part >= 0),
    parts INTEGER NOT NULL CHECK (parts >= 0),
    whole_hash INTEGER NOT NULL, -- of the text that a part belongs to; 0: it is whole
    joined_id INTEGER,           -- the part whose row stands for all that were joined
    arrived_at INTEGER NOT NULL,
    handled_at INTEGER NOT NULL,
    CHECK ((handled_at = 0) = (content IS NOT NULL))
) STRICT;
-- Both grow at their end only. An index that is ordered by a hash would touch a page a row, which was
-- measured to cost half the speed of receiving.
CREATE INDEX inbox_waiting ON inbox (id, sender_hash, whole_hash) WHERE handled_at = 0;
CREATE INDEX inbox_parts ON inbox (whole_hash, part) WHERE handled_at = 0 AND whole_hash <> 0;
CREATE INDEX inbox_joined ON inbox (joined_id) WHERE joined_id IS NOT NULL;

-- When a number last got the emergency numbers.
CREATE TABLE crisis_mark (
    number_hash BLOB PRIMARY KEY CHECK (length(number_hash) = 16),
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Replies, signals, alerts --------------------------------------------------------------------------

CREATE TABLE alert (
    id INTEGER PRIMARY KEY,
    family_id INTEGER REFERENCES family,
    level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 3),
    state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 2),
    domains INTEGER NOT NULL,
    owner TEXT NOT NULL,
    happened_at INTEGER NOT NULL,
    opened_at INTEGER NOT NULL,
    deadline_at INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    step INTEGER NOT NULL CHECK (step >= 0),
    taken_at INTEGER NOT NULL,
    taken_by TEXT NOT NULL,
    contact_at INTEGER NOT NULL,
    closed_at INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    note BLOB,
    family_told INTEGER NOT NULL CHECK (family_told IN (0, 1)),
    CHECK ((state = 0) = (taken_at = 0)),
    CHECK ((taken_at = 0) = (taken_by = '')),
    CHECK ((state = 2) = (closed_at > 0)),
    CHECK ((state = 2) = (outcome <> ''))
) STRICT;
CREATE INDEX alert_open ON alert (next_at) WHERE state < 2;
CREATE INDEX alert_family ON alert (family_id);
CREATE INDEX alert_taken ON alert (taken_at) WHERE taken_at > 0;

CREATE TABLE alert_event (
    id INTEGER PRIMARY KEY,
    alert_id INTEGER NOT NULL REFERENCES alert,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL CHECK (what IN ('opened', 'joined', 'paged', 'taken', 'contact', 'reopened',
                                       'closed', 'told', 'note')),
    detail BLOB NOT NULL
) STRICT;
CREATE INDEX alert_event_alert ON alert_event (alert_id, id);

CREATE TABLE page (
    id INTEGER PRIMARY KEY,
    alert_id INTEGER NOT NULL REFERENCES alert,
    staff TEXT NOT NULL CHECK (staff <> ''),
    code TEXT NOT NULL,
    token_hash BLOB UNIQUE CHECK (length(token_hash) = 16),
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX page_staff ON page (staff, alert_id);

CREATE TABLE reply (
    id INTEGER PRIMARY KEY,
    family_id INTEGER REFERENCES family,
    member_id INTEGER REFERENCES member,
    phone_id INTEGER REFERENCES phone,
    question_id INTEGER REFERENCES question,
    alert_id INTEGER REFERENCES alert,
    text BLOB NOT NULL,
    sender BLOB NOT NULL,
    language TEXT NOT NULL,
    intent INTEGER NOT NULL CHECK (intent BETWEEN 0 AND 10),
    uncertain INTEGER NOT NULL CHECK (uncertain IN (0, 1)),
    score INTEGER NOT NULL CHECK (score BETWEEN 0 AND 5),
    level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 3), -- highest of its signals
    arrived_at INTEGER NOT NULL,
    read_at INTEGER NOT NULL,
    read_by TEXT NOT NULL,
    CHECK ((read_at = 0) = (read_by = ''))
) STRICT;
CREATE INDEX reply_unread ON reply (level DESC, uncertain DESC, arrived_at) WHERE read_at = 0;
CREATE INDEX reply_family ON reply (family_id, arrived_at);
CREATE INDEX reply_score ON reply (phone_id, id) WHERE score > 0;
CREATE INDEX reply_alert ON reply (alert_id) WHERE alert_id IS NOT NULL;

CREATE TABLE signal (
    id INTEGER PRIMARY KEY,
    family_id INTEGER REFERENCES family,
    reply_id INTEGER REFERENCES reply,
    alert_id INTEGER REFERENCES alert,
    domain INTEGER NOT NULL CHECK (domain BETWEEN 0 AND 13),
    level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 3),
    confidence_percent INTEGER NOT NULL CHECK (confidence_percent BETWEEN 0 AND 100),
    evidence BLOB NOT NULL,
    source INTEGER NOT NULL CHECK (source BETWEEN 0 AND 3),
    in_plan INTEGER NOT NULL CHECK (in_plan IN (0, 1)),
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX signal_family ON signal (family_id, at);
CREATE INDEX signal_reply ON signal (reply_id) WHERE reply_id IS NOT NULL;

-- The running books and the rest --------------------------------------------------------------------

-- Written in the same transaction as the rows that it counts.
CREATE TABLE tally (
    book INTEGER NOT NULL,
    kind INTEGER NOT NULL, -- of message; 0 for the books of texts and replies
    n INTEGER NOT NULL CHECK (n >= 0),
    PRIMARY KEY (book, kind)
) STRICT, WITHOUT ROWID;
-- Every page of the books is there from the start: 25 books (16 and one for each reason to skip) of 9
-- kinds, see enum book in sqlite_store.h.
WITH RECURSIVE
    books (book) AS (SELECT 1 UNION ALL SELECT book + 1 FROM books WHERE book < 25),
    kinds (kind) AS (SELECT 0 UNION ALL SELECT kind + 1 FROM kinds WHERE kind < 8)
INSERT INTO tally (book, kind, n) SELECT book, kind, 0 FROM books, kinds;

CREATE TABLE session (
    token_hash BLOB PRIMARY KEY CHECK (length(token_hash) = 16),
    staff TEXT NOT NULL CHECK (staff <> ''),
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE note (
    name TEXT PRIMARY KEY CHECK (name <> ''),
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
