-- What was decided on each free text by whoever read it. When the texts of a survey are published the texts themselves go, and this
-- stays. Like the tables of answers: no foreign key, no time, no sequence and no index besides the key.

CREATE TABLE moderation (
    survey TEXT NOT NULL,
    id TEXT NOT NULL,
    decision TEXT NOT NULL,
    body TEXT,
    reason TEXT,
    PRIMARY KEY (survey, id)
);
