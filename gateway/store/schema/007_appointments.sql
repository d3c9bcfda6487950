-- What came of an appointment, as somebody recorded it, and when the rules look at it.
ALTER TABLE appointment ADD COLUMN attendance INTEGER NOT NULL DEFAULT 0 CHECK (attendance BETWEEN 0 AND 2);
ALTER TABLE appointment ADD COLUMN look_at INTEGER NOT NULL DEFAULT 9223372036854775807;
CREATE INDEX appointment_look ON appointment (look_at) WHERE look_at < 9223372036854775807;
