-- Appointments that are moved and cancelled, with what the family was told of them, and what files and feeds say.
ALTER TABLE appointment ADD COLUMN ends_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE appointment ADD COLUMN place BLOB; -- sealed; NULL: none
ALTER TABLE appointment ADD COLUMN uid_hash BLOB CHECK (length(uid_hash) = 16); -- NULL: made here
ALTER TABLE appointment ADD COLUMN sequence INTEGER NOT NULL DEFAULT 0;
ALTER TABLE appointment ADD COLUMN source TEXT NOT NULL DEFAULT '';
-- Other starts that a person offered.
ALTER TABLE appointment ADD COLUMN slot_1 INTEGER NOT NULL DEFAULT 0;
ALTER TABLE appointment ADD COLUMN slot_2 INTEGER NOT NULL DEFAULT 0;
ALTER TABLE appointment ADD COLUMN slot_3 INTEGER NOT NULL DEFAULT 0;
-- One that was cancelled (4) may come again.
CREATE UNIQUE INDEX appointment_uid ON appointment (family_id, uid_hash) WHERE uid_hash IS NOT NULL AND state <> 4;

-- The start that a question about an appointment tells of.
ALTER TABLE question ADD COLUMN starts_at INTEGER NOT NULL DEFAULT 0;
UPDATE question SET starts_at = (SELECT starts_at FROM appointment WHERE appointment.id = question.appointment_id)
    WHERE appointment_id IS NOT NULL;
CREATE INDEX question_appointment ON question (appointment_id) WHERE appointment_id IS NOT NULL;
