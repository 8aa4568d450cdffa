-- What was decided on each free text by whoever read it. When the texts of a survey are published the texts themselves go, and this
-- stays. `words` are what stands in the place of a text that was reworded, or why one was taken out; none for a text that was kept.
-- Like the tables of answers: no foreign key, no time, no sequence and no index besides the key.

CREATE TABLE moderation (
    survey TEXT NOT NULL,
    id TEXT NOT NULL,
    decision TEXT NOT NULL,
    words TEXT NOT NULL,
    PRIMARY KEY (survey, id)
);
