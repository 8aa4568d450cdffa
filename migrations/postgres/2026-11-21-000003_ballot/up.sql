-- What people answered, sealed until the tally and without order after it. On purpose there is no foreign key, no time,
-- no sequence and no index besides the key in any of these tables.

CREATE TABLE marker (
    survey TEXT NOT NULL,
    mark BYTEA NOT NULL,
    request BYTEA NOT NULL,
    PRIMARY KEY (survey, mark)
);

CREATE TABLE ballot_box (
    survey TEXT NOT NULL,
    ballot_key BYTEA NOT NULL,
    check_mac BYTEA NOT NULL,
    tag BYTEA NOT NULL,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (survey, ballot_key)
);

CREATE TABLE answer (
    survey TEXT NOT NULL,
    id TEXT NOT NULL,
    group_code TEXT NOT NULL,
    packed BYTEA NOT NULL,
    PRIMARY KEY (survey, id)
);

CREATE TABLE comment (
    survey TEXT NOT NULL,
    id TEXT NOT NULL,
    group_code TEXT NOT NULL,
    item TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (survey, id)
);

CREATE TABLE bulletin (
    survey TEXT NOT NULL,
    receipt TEXT NOT NULL,
    PRIMARY KEY (survey, receipt)
);

CREATE TABLE note (
    survey TEXT NOT NULL,
    id TEXT NOT NULL,
    group_code TEXT NOT NULL,
    item TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (survey, id)
);
