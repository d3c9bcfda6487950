-- What a person found of what the machine read. Every verdict stays, with who gave it and when; the last one of a
-- signal stands beside the machine's reading, which is never changed, and is what counts from then on.

CREATE TABLE verdict (
    id INTEGER PRIMARY KEY,
    word INTEGER NOT NULL CHECK (word BETWEEN 0 AND 5), -- enum verdict_word
    signal_id INTEGER,                                  -- NULL: of a reply that has no signal
    reply_id INTEGER REFERENCES reply,
    alert_id INTEGER REFERENCES alert, -- given with this alert; NULL: with the reply
    domain INTEGER NOT NULL CHECK (domain BETWEEN 0 AND 13),
    level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 3),
    who TEXT NOT NULL CHECK (who <> ''),
    note BLOB NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX verdict_reply ON verdict (reply_id, id) WHERE reply_id IS NOT NULL;
CREATE INDEX verdict_alert ON verdict (alert_id, id) WHERE alert_id IS NOT NULL;
CREATE TRIGGER verdict_stays BEFORE UPDATE ON verdict BEGIN
    SELECT raise(ABORT, 'a verdict is never changed: a later one counts');
END;

-- NULL: nobody said. A signal that the machine missed has level 0 of its own.
ALTER TABLE signal ADD COLUMN found_domain INTEGER CHECK (found_domain BETWEEN 0 AND 13);
ALTER TABLE signal ADD COLUMN found_level INTEGER CHECK (found_level BETWEEN 0 AND 3);
ALTER TABLE signal ADD COLUMN found_in_plan INTEGER CHECK (found_in_plan IN (0, 1));
CREATE INDEX signal_alert ON signal (alert_id) WHERE alert_id IS NOT NULL;
CREATE INDEX signal_at ON signal (at);

-- The outcomes of before said as much: 'right' of each signal of the alert, 'wrong' that nothing was there. What
-- level it should have been was not asked.
UPDATE signal SET found_domain = domain, found_in_plan = in_plan,
    found_level = (SELECT CASE outcome WHEN 'right' THEN signal.level ELSE 0 END FROM alert WHERE id = signal.alert_id)
    WHERE alert_id IN (SELECT id FROM alert WHERE outcome IN ('right', 'wrong'));
INSERT INTO verdict (word, signal_id, reply_id, alert_id, domain, level, who, note, at)
    SELECT CASE outcome WHEN 'right' THEN 0 ELSE 1 END, signal.id, reply_id, alert.id, found_domain, found_level,
        taken_by, X'', closed_at
    FROM signal JOIN alert ON alert.id = signal.alert_id WHERE found_level IS NOT NULL;
