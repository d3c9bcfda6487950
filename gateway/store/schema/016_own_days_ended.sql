-- Own days that were ended stay: what they moved, and was asked, is not asked again. Others may begin on their day.
CREATE TABLE own_days_016 (
    enrolment_id INTEGER NOT NULL REFERENCES enrolment,
    from_day INTEGER NOT NULL,
    till_day INTEGER NOT NULL CHECK (till_day > from_day),
    act INTEGER NOT NULL CHECK (act BETWEEN 0 AND 4), -- enum day_act
    since_day INTEGER NOT NULL,
    ended_day INTEGER NOT NULL CHECK (ended_day = 0 OR ended_day > since_day), -- 0: they were not
    PRIMARY KEY (enrolment_id, from_day, since_day)
) STRICT, WITHOUT ROWID;
INSERT INTO own_days_016 (enrolment_id, from_day, till_day, act, since_day, ended_day)
    SELECT enrolment_id, from_day, till_day, act, since_day, 0 FROM own_days;
DROP TABLE own_days;
ALTER TABLE own_days_016 RENAME TO own_days;
