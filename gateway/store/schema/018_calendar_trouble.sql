-- How the feed of a calendar stands: what is wrong with it (enum calendar_trouble), and when it was fetched well last.
ALTER TABLE calendar ADD COLUMN trouble INTEGER NOT NULL DEFAULT 0 CHECK (trouble BETWEEN 0 AND 7);
ALTER TABLE calendar ADD COLUMN read_at INTEGER NOT NULL DEFAULT 0;
-- What was kept until now told of faults in English words only.
UPDATE calendar SET read_at = taken_at, looked_at = 0, etag = '', modified = '', fault = '';
