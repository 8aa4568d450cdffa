-- A survey, its frozen groups, its invitations, and the mails still to be sent.

CREATE TABLE survey (
    code TEXT NOT NULL PRIMARY KEY,
    title_da TEXT NOT NULL,
    title_en TEXT NOT NULL,
    sender_da TEXT NOT NULL,
    sender_en TEXT NOT NULL,
    template TEXT NOT NULL,
    variant TEXT,
    instrument TEXT NOT NULL,
    policy TEXT NOT NULL,
    opens TEXT NOT NULL,
    closes TEXT NOT NULL,
    state TEXT NOT NULL,
    notes TEXT NOT NULL
);

-- What a survey lets everybody see of how it works: its manifest from launch on, and after the tally how many ballots were issued.
CREATE TABLE public_record (
    survey TEXT NOT NULL PRIMARY KEY REFERENCES survey (code),
    manifest TEXT NOT NULL,
    issued INTEGER,
    -- Days and words of the whole survey: the last reminder, and the response as it was told that day.
    reminded_on TEXT,
    counted_on TEXT,
    response TEXT
);

CREATE TABLE reporting_group (
    survey TEXT NOT NULL REFERENCES survey (code),
    code TEXT NOT NULL,
    place INTEGER NOT NULL,
    label TEXT NOT NULL,
    kind TEXT NOT NULL,
    parent INTEGER,
    invited INTEGER NOT NULL,
    facts TEXT NOT NULL,
    PRIMARY KEY (survey, code)
);

-- Nothing here says whether an invitation was opened or used.
CREATE TABLE invitation (
    id TEXT NOT NULL PRIMARY KEY,
    survey TEXT NOT NULL REFERENCES survey (code),
    person TEXT NOT NULL REFERENCES person (code),
    stratum TEXT NOT NULL,
    generation INTEGER NOT NULL,
    token_index BLOB,
    code_index BLOB,
    UNIQUE (survey, token_index),
    UNIQUE (survey, code_index),
    UNIQUE (survey, person, stratum),
    FOREIGN KEY (survey, stratum) REFERENCES reporting_group (survey, code)
);

-- Which mail goes to which invitation; never an address, a token or a rendered mail.
CREATE TABLE outbox (
    invitation TEXT NOT NULL REFERENCES invitation (id),
    template TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    due_seconds BIGINT NOT NULL,
    dead BOOLEAN NOT NULL,
    failure TEXT,
    PRIMARY KEY (invitation, template)
);
