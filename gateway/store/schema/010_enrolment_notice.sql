-- The first day on which own days count: nothing is moved to before it.
ALTER TABLE own_days ADD COLUMN since_day INTEGER NOT NULL DEFAULT 0;

-- A notice to a family, kind 9, with its pages of the books: the check that ends at the last kind lets in more. It is
-- changed in place, as https://www.sqlite.org/lang_altertable.html, part 7, has it for checks: what is on disk stays as
-- it is, and a large table need not be written anew.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, 'CHECK (kind BETWEEN 0 AND 8)', 'CHECK (kind BETWEEN 0 AND 15)')
    WHERE type = 'table' AND name = 'message';
PRAGMA writable_schema = RESET;
INSERT INTO tally (book, kind, n) SELECT book, 9, 0 FROM tally WHERE kind = 1;
