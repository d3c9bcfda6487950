-- Who answered since yesterday, to learn at which minute each is asked best. It grows at its end only.
CREATE INDEX question_answered ON question (answered_at) WHERE kind = 0 AND state = 1;
