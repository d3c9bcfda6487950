-- A check-in that expired before it could be asked (4) is looked at like one that is open (0): it may be made up.
DROP INDEX question_nudge;
CREATE INDEX question_nudge ON question (nudge_at)
    WHERE state IN (0, 4) AND nudge_at < 9223372036854775807;
