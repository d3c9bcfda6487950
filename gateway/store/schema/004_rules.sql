-- Signals know which rule made them, and the figures that its sentence names (sealed). A table is made anew to
-- let another source in: 4, several signals together; 5, a regular helper.
CREATE TABLE signal_004 (
    id INTEGER PRIMARY KEY,
    family_id INTEGER REFERENCES family,
    reply_id INTEGER REFERENCES reply,
    alert_id INTEGER REFERENCES alert,
    domain INTEGER NOT NULL CHECK (domain BETWEEN 0 AND 13),
    level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 3),
    confidence_percent INTEGER NOT NULL CHECK (confidence_percent BETWEEN 0 AND 100),
    evidence BLOB NOT NULL,
    source INTEGER NOT NULL CHECK (source BETWEEN 0 AND 5),
    in_plan INTEGER NOT NULL CHECK (in_plan IN (0, 1)),
    at INTEGER NOT NULL,
    rule INTEGER NOT NULL DEFAULT 0 CHECK (rule >= 0), -- enum rule_kind
    figures BLOB -- NULL: none
) STRICT;
INSERT INTO signal_004
    SELECT id, family_id, reply_id, alert_id, domain, level, confidence_percent, evidence, source, in_plan, at, 0, NULL
    FROM signal;
DROP TABLE signal;
ALTER TABLE signal_004 RENAME TO signal;
CREATE INDEX signal_family ON signal (family_id, at);
CREATE INDEX signal_reply ON signal (reply_id) WHERE reply_id IS NOT NULL;

-- Scores are looked at by family and member now, not by phone.
DROP INDEX reply_score;
CREATE INDEX reply_score ON reply (family_id, arrived_at) WHERE score > 0;
