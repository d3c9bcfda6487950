-- When somebody calls the family back, as it was told; zeros: it was told nothing.
ALTER TABLE alert ADD COLUMN callback_from INTEGER NOT NULL DEFAULT 0;
ALTER TABLE alert ADD COLUMN callback_till INTEGER NOT NULL DEFAULT 0 CHECK (callback_till >= callback_from);
