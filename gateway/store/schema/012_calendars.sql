-- Calendars of staff: the feed that is read in, and the one that is read here.

CREATE TABLE calendar (
    staff TEXT PRIMARY KEY CHECK (staff <> ''),
    token_hash BLOB UNIQUE CHECK (length(token_hash) = 16), -- of the address of the own calendar; NULL: none
    looked_at INTEGER NOT NULL DEFAULT 0,
    taken_at INTEGER NOT NULL DEFAULT 0,
    etag TEXT NOT NULL DEFAULT '',
    modified TEXT NOT NULL DEFAULT '',
    fault TEXT NOT NULL DEFAULT '' -- what was wrong the last time; holds neither the address nor an event's words
) STRICT, WITHOUT ROWID;

-- LAST-MODIFIED of an imported appointment.
ALTER TABLE appointment ADD COLUMN modified_at INTEGER NOT NULL DEFAULT 0;

-- How often what a calendar shows of it changed, whoever changed it.
ALTER TABLE appointment ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
CREATE TRIGGER appointment_revised AFTER UPDATE OF starts_at, ends_at, state ON appointment
    WHEN new.starts_at <> old.starts_at OR new.ends_at <> old.ends_at OR new.state <> old.state
BEGIN
    UPDATE appointment SET revision = revision + 1 WHERE id = new.id;
END;
