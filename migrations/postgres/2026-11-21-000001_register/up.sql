-- Who exists: one tree of units, networks across them, people, memberships.

CREATE TABLE unit (
    code TEXT NOT NULL PRIMARY KEY,
    label TEXT NOT NULL,
    parent TEXT REFERENCES unit (code) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE network (
    code TEXT NOT NULL PRIMARY KEY,
    label TEXT NOT NULL,
    kind TEXT NOT NULL,
    obligatory BOOLEAN NOT NULL,
    purposes TEXT NOT NULL,
    facilitator TEXT NOT NULL,
    start_day TEXT,
    trial_end TEXT,
    planned_evaluation TEXT,
    rhythm TEXT NOT NULL,
    level TEXT
);

-- No unique address: two people may exchange theirs in one import. The import itself refuses a shared one.
CREATE TABLE person (
    code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    language TEXT NOT NULL,
    unit TEXT NOT NULL REFERENCES unit (code)
);

CREATE TABLE membership (
    person TEXT NOT NULL REFERENCES person (code),
    network TEXT NOT NULL REFERENCES network (code),
    joined TEXT,
    left_on TEXT,
    PRIMARY KEY (person, network)
);
