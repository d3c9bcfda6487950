-- What a coordinator changes about one family's enrolment, and what is remembered of it.

ALTER TABLE enrolment ADD COLUMN first_phase INTEGER NOT NULL DEFAULT 0 CHECK (first_phase >= 0);
-- 2147483647: until somebody resumes it.
ALTER TABLE enrolment ADD COLUMN paused_till_day INTEGER NOT NULL DEFAULT 2147483647;
ALTER TABLE enrolment ADD COLUMN outcome INTEGER NOT NULL DEFAULT 0 CHECK (outcome BETWEEN 0 AND 9); -- enum ending
ALTER TABLE enrolment ADD COLUMN previous_id INTEGER REFERENCES enrolment; -- that this one enters again
ALTER TABLE enrolment ADD COLUMN learns INTEGER NOT NULL DEFAULT 1 CHECK (learns IN (0, 1));

-- struct plan_change, never altered once it is there.
CREATE TABLE enrolment_change (
    id INTEGER PRIMARY KEY,
    enrolment_id INTEGER NOT NULL REFERENCES enrolment,
    since_day INTEGER NOT NULL,
    phase INTEGER NOT NULL CHECK (phase >= -1),
    rhythm TEXT NOT NULL,
    from_min INTEGER NOT NULL CHECK (from_min BETWEEN 0 AND 1440),
    till_min INTEGER NOT NULL CHECK (till_min BETWEEN from_min AND 1440),
    extra_weeks INTEGER NOT NULL CHECK (extra_weeks BETWEEN 0 AND 104),
    who TEXT NOT NULL CHECK (who <> ''),
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX enrolment_change_enrolment ON enrolment_change (enrolment_id, since_day, id);

-- Days on which a family is left in peace. Why is written nowhere.
CREATE TABLE own_days (
    enrolment_id INTEGER NOT NULL REFERENCES enrolment,
    from_day INTEGER NOT NULL,
    till_day INTEGER NOT NULL CHECK (till_day > from_day),
    act INTEGER NOT NULL CHECK (act BETWEEN 0 AND 4), -- enum day_act
    PRIMARY KEY (enrolment_id, from_day)
) STRICT, WITHOUT ROWID;

-- What was done, a fixed word (enum enrolment_word), and its particulars: days, weeks, logins; nothing of the family.
ALTER TABLE enrolment_event ADD COLUMN word INTEGER NOT NULL DEFAULT 0 CHECK (word >= 0);
ALTER TABLE enrolment_event ADD COLUMN detail TEXT NOT NULL DEFAULT '';
UPDATE enrolment_event SET word = CASE
    WHEN state = 1 THEN 1
    WHEN state = 2 THEN 3
    WHEN id = (SELECT min(id) FROM enrolment_event AS first WHERE first.enrolment_id = enrolment_event.enrolment_id) THEN 0
    ELSE 2 END;
CREATE INDEX enrolment_event_enrolment ON enrolment_event (enrolment_id, id);

-- struct best_time of each member.
ALTER TABLE member ADD COLUMN best_from_day INTEGER NOT NULL DEFAULT 0;
ALTER TABLE member ADD COLUMN best_minute INTEGER NOT NULL DEFAULT -1 CHECK (best_minute BETWEEN -1 AND 1439);
ALTER TABLE member ADD COLUMN best_before INTEGER NOT NULL DEFAULT -1 CHECK (best_before BETWEEN -1 AND 1439);
