-- What was published, and the chain that records it.

CREATE TABLE release_document (
    digest TEXT NOT NULL PRIMARY KEY,
    survey TEXT NOT NULL REFERENCES survey (code),
    document TEXT NOT NULL
);

CREATE TABLE ledger (
    sequence INTEGER NOT NULL PRIMARY KEY,
    survey TEXT NOT NULL REFERENCES survey (code),
    release_digest TEXT NOT NULL REFERENCES release_document (digest),
    previous TEXT NOT NULL,
    hash TEXT NOT NULL,
    day TEXT NOT NULL,
    reason TEXT NOT NULL
);
