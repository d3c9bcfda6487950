-- Regular helpers report on a family by a code of their own for it, put in front of a text.
CREATE TABLE report_code (
    id INTEGER PRIMARY KEY,
    family_id INTEGER NOT NULL REFERENCES family,
    helper TEXT NOT NULL CHECK (helper <> ''), -- login
    code TEXT NOT NULL CHECK (code GLOB '[1-9][0-9][0-9][0-9][0-9]'),
    made_by TEXT NOT NULL CHECK (made_by <> ''),
    made_at INTEGER NOT NULL,
    ended_by TEXT NOT NULL,
    ended_at INTEGER NOT NULL,
    CHECK ((ended_at = 0) = (ended_by = ''))
) STRICT;
CREATE UNIQUE INDEX report_code_helper ON report_code (helper, code) WHERE ended_at = 0;
CREATE UNIQUE INDEX report_code_family ON report_code (family_id, helper) WHERE ended_at = 0;
