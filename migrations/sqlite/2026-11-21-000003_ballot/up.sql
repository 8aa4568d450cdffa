-- What people answered, sealed until the tally and without order after it. On purpose there is no foreign key, no time,
-- no sequence and no index besides the key in any of these tables.
-- SQLite: no rowid either, for a rowid is a sequence.

CREATE TABLE marker (
    survey TEXT NOT NULL,
    mark BLOB NOT NULL,
    request BLOB NOT NULL,
    PRIMARY KEY (survey, mark)
) WITHOUT ROWID;

CREATE TABLE ballot_box (
    survey TEXT NOT NULL,
    ballot_key BLOB NOT NULL,
    check_mac BLOB NOT NULL,
    tag BLOB NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (survey, ballot_key)
) WITHOUT ROWID;

CREATE TABLE answer (
    survey TEXT NOT NULL,
    id TEXT NOT NULL,
    group_code TEXT NOT NULL,
    packed BLOB NOT NULL,
    PRIMARY KEY (survey, id)
) WITHOUT ROWID;

CREATE TABLE comment (
    survey TEXT NOT NULL,
    id TEXT NOT NULL,
    group_code TEXT NOT NULL,
    item TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (survey, id)
) WITHOUT ROWID;

CREATE TABLE bulletin (
    survey TEXT NOT NULL,
    receipt TEXT NOT NULL,
    PRIMARY KEY (survey, receipt)
) WITHOUT ROWID;

CREATE TABLE note (
    survey TEXT NOT NULL,
    id TEXT NOT NULL,
    group_code TEXT NOT NULL,
    item TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (survey, id)
) WITHOUT ROWID;
