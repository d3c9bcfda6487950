-- USSD: what was typed waits in the inbox like a text; where its session stands is a row of its own, for a
-- day. Who dials again is led on from the last session that broke off.
CREATE TABLE ussd_session (
    id INTEGER PRIMARY KEY,
    session_hash BLOB NOT NULL UNIQUE CHECK (length(session_hash) = 16), -- of route and session
    number_hash BLOB NOT NULL CHECK (length(number_hash) = 16),
    family_id INTEGER REFERENCES family,
    phone_id INTEGER REFERENCES phone,
    member_id INTEGER REFERENCES member,
    question_id INTEGER REFERENCES question,
    place INTEGER NOT NULL CHECK (place BETWEEN 0 AND 8),
    language INTEGER NOT NULL CHECK (language BETWEEN 0 AND 3),
    keys INTEGER NOT NULL,
    page INTEGER NOT NULL CHECK (page >= 0),
    steps INTEGER NOT NULL CHECK (steps > 0),
    text BLOB NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX ussd_session_number ON ussd_session (number_hash, at);
CREATE INDEX ussd_session_at ON ussd_session (at);

ALTER TABLE inbox ADD COLUMN session_hash INTEGER NOT NULL DEFAULT 0; -- 0: a text
CREATE INDEX inbox_session ON inbox (session_hash, id) WHERE session_hash <> 0;

-- enum channel
ALTER TABLE reply ADD COLUMN channel INTEGER NOT NULL DEFAULT 0 CHECK (channel IN (0, 2));
ALTER TABLE question ADD COLUMN channel INTEGER NOT NULL DEFAULT 0 CHECK (channel IN (0, 2));

-- The page of the books for keys that chose in a menu and are no reply.
INSERT INTO tally (book, kind, n) VALUES (32, 0, 0);
