-- A phone whose agreement is asked anew, and that act in the ledger: 4. The check is changed in place, as for the kind of a
-- message before.
ALTER TABLE phone ADD COLUMN consent_asked INTEGER NOT NULL DEFAULT 0 CHECK (consent_asked IN (0, 1));
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, 'CHECK (act BETWEEN 0 AND 3)', 'CHECK (act BETWEEN 0 AND 7)')
    WHERE type = 'table' AND name = 'consent';
PRAGMA writable_schema = RESET;
