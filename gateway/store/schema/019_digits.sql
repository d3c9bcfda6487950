-- The digits in which a member reads dates and times in Arabic (enum digits).
ALTER TABLE member ADD COLUMN digits INTEGER NOT NULL DEFAULT 0 CHECK (digits BETWEEN 0 AND 2);
