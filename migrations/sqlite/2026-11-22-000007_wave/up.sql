-- Of a survey that repeats an earlier one: how many of each group that both have were invited to the one, the other, and both. Numbers only,
-- counted at launch; nothing here says who, or who answered.

CREATE TABLE wave_group (
    survey TEXT NOT NULL REFERENCES survey (code),
    earlier TEXT NOT NULL REFERENCES survey (code),
    code TEXT NOT NULL,
    invited_before INTEGER NOT NULL,
    invited_now INTEGER NOT NULL,
    invited_both INTEGER NOT NULL,
    PRIMARY KEY (survey, earlier, code)
);
