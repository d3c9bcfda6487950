-- What routes cost, and who switched them off.

-- What one segment costs by the message's route, in millionths of a euro: the price on the day of the claim.
ALTER TABLE message ADD COLUMN segment_micros INTEGER NOT NULL DEFAULT 0 CHECK (segment_micros >= 0);

-- What each route carried in a month (UTC; 202611). Written in the transaction that makes a message sent, so
-- that it can be compared with the rows.
CREATE TABLE route_month (
    route TEXT NOT NULL CHECK (route <> ''),
    month INTEGER NOT NULL,
    messages INTEGER NOT NULL CHECK (messages >= 0),
    segments INTEGER NOT NULL CHECK (segments >= 0),
    micros INTEGER NOT NULL CHECK (micros >= 0),
    PRIMARY KEY (route, month)
) STRICT, WITHOUT ROWID;
INSERT INTO route_month (route, month, messages, segments, micros)
    SELECT route, CAST(strftime('%Y%m', sent_at / 1000000, 'unixepoch') AS INTEGER), count(*), sum(segments), 0
    FROM message WHERE state = 2 AND route <> '' GROUP BY 1, 2;

-- Every time a route was switched. The last of each counts; one that is not here is on.
CREATE TABLE route_switch (
    id INTEGER PRIMARY KEY,
    route TEXT NOT NULL CHECK (route <> ''),
    off INTEGER NOT NULL CHECK (off IN (0, 1)),
    who TEXT NOT NULL CHECK (who <> ''),
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX route_switch_route ON route_switch (route, id);
