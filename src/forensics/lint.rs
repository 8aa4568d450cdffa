//! Reads table definitions for what must not stand beside an answer.

/// Tables that hold or guard answers.
pub const ANSWERS: [&str; 5] = ["marker", "ballot_box", "answer", "comment", "bulletin"];

/// Tables that name people or invitations.
pub const PEOPLE: [&str; 4] = ["person", "membership", "invitation", "outbox"];

/// Words that no name of a column beside an answer may contain, as a whole part of the name.
const WORDS: [&str; 36] = [
    "time",
    "timestamp",
    "date",
    "day",
    "at",
    "on",
    "created",
    "updated",
    "modified",
    "submitted",
    "opened",
    "started",
    "finished",
    "used",
    "seq",
    "sequence",
    "serial",
    "number",
    "no",
    "row",
    "rowid",
    "order",
    "position",
    "ip",
    "address",
    "agent",
    "locale",
    "language",
    "lang",
    "referrer",
    "person",
    "invitation",
    "email",
    "mail",
    "token",
    "user",
];

/// Types that count or tell time.
const TYPES: [&str; 11] = [
    "timestamp",
    "timestamptz",
    "date",
    "time",
    "datetime",
    "serial",
    "bigserial",
    "smallserial",
    "identity",
    "autoincrement",
    "inet",
];

/// Something in a definition that tells.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Telling {
    /// Table, or the statement's kind.
    pub place: String,
    /// What is wrong with it.
    pub fault: String,
}

/// Reads all statements of a catalogue (SQLite's, or the text of `pg_dump`, split at semicolons). `sqlite` asks besides that no table of
/// answers has row numbers.
pub fn lint(statements: &[String], sqlite: bool) -> Vec<Telling> {
    let mut found = Vec::new();
    for statement in statements {
        let bare = without_comments(statement);
        let words = words(&bare);
        let has = |word: &str| words.iter().any(|other| other == word);
        let starts = |kinds: &[&str]| {
            words.first().is_some_and(|word| word == "create")
                && words
                    .iter()
                    .skip(1)
                    .take(3)
                    .any(|word| kinds.contains(&word.as_str()))
        };
        if starts(&["trigger"]) && ANSWERS.iter().any(|table| has(table)) {
            found.push(telling("trigger", "acts when an answer is stored"));
        }
        if starts(&["sequence"])
            && ANSWERS
                .iter()
                .any(|table| words.iter().any(|w| w.starts_with(table)))
        {
            found.push(telling("sequence", "counts what is stored beside answers"));
        }
        if has("references") {
            let named: Vec<&str> = words.iter().map(String::as_str).collect();
            let (mine, theirs) = (
                ANSWERS.iter().any(|table| named.contains(table)),
                PEOPLE.iter().any(|table| named.contains(table)),
            );
            if mine && theirs {
                found.push(telling("foreign key", "ties answers to people"));
            }
        }
        if starts(&["index"]) && ANSWERS.iter().any(|table| has(table)) {
            found.push(telling(
                "index",
                "stores answers a second time, in another order",
            ));
        }
        if starts(&["table"])
            && let Some((table, columns)) = table(&bare)
            && ANSWERS.contains(&table.as_str())
        {
            if sqlite && !bare.to_lowercase().contains("without rowid") {
                found.push(telling(
                    &table,
                    "has a hidden row number that counts upwards",
                ));
            }
            for column in columns {
                check(&table, &column, &mut found);
            }
        }
    }
    found.sort();
    found.dedup();
    found
}

fn check(table: &str, column: &str, found: &mut Vec<Telling>) {
    let lower = column.to_lowercase();
    let mut words = lower.split_whitespace();
    let Some(name) = words.next().map(|name| name.trim_matches('"').to_owned()) else {
        return;
    };
    if ["primary", "unique", "constraint", "foreign", "check"].contains(&name.as_str()) {
        return;
    }
    for part in name.split('_') {
        if WORDS.contains(&part) {
            found.push(telling(
                table,
                &format!("column {name}: \"{part}\" has no business beside an answer"),
            ));
        }
    }
    for kind in words {
        let kind = kind.split_once('(').map_or(kind, |(kind, _)| kind);
        if TYPES.contains(&kind) {
            found.push(telling(
                table,
                &format!("column {name} is of type {kind}, which tells when or as which one"),
            ));
        }
        if kind == "default" {
            found.push(telling(
                table,
                &format!("column {name} is filled in by the database"),
            ));
        }
    }
}

fn telling(place: &str, fault: &str) -> Telling {
    Telling {
        place: place.to_owned(),
        fault: fault.to_owned(),
    }
}

fn without_comments(sql: &str) -> String {
    sql.lines()
        .map(|line| line.split_once("--").map_or(line, |(code, _)| code))
        .collect::<Vec<_>>()
        .join("\n")
}

fn words(sql: &str) -> Vec<String> {
    sql.to_lowercase()
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Name and column lines of a statement that makes a table.
fn table(sql: &str) -> Option<(String, Vec<String>)> {
    let (head, rest) = sql.split_once('(')?;
    let name = head.split_whitespace().last()?;
    let name = name.rsplit('.').next()?.trim_matches('"').to_lowercase();
    let body = rest.rsplit_once(')')?.0;
    let (mut depth, mut part, mut parts) = (0_i32, String::new(), Vec::new());
    for c in body.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if c == ',' && depth == 0 {
            parts.push(std::mem::take(&mut part).trim().to_owned());
        } else {
            part.push(c);
        }
    }
    parts.push(part.trim().to_owned());
    Some((name, parts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_telling_column_is_seen() {
        let bad = [
            "CREATE TABLE answer (id INTEGER PRIMARY KEY, packed BLOB, created_at TEXT)",
            "CREATE TABLE public.marker (mark bytea NOT NULL, seen timestamp with time zone DEFAULT now())",
            "CREATE TABLE comment (id TEXT PRIMARY KEY REFERENCES invitation (id)) WITHOUT ROWID",
            "CREATE TRIGGER t AFTER INSERT ON answer BEGIN SELECT 1; END",
            "CREATE INDEX i ON answer (packed)",
            "CREATE SEQUENCE public.answer_id_seq",
        ]
        .map(str::to_owned);
        let said = format!("{:?}", lint(&bad, true));
        for word in [
            "row number",
            "created_at",
            "timestamp",
            "filled in",
            "ties answers",
            "acts when",
            "second time",
            "counts what",
        ] {
            assert!(said.contains(word), "{word} is not in {said}");
        }
        let good = [
            "CREATE TABLE answer (survey TEXT, id TEXT, packed BLOB, PRIMARY KEY (survey, id)) WITHOUT ROWID",
            "CREATE TABLE person (created_at TEXT)",
        ]
        .map(str::to_owned);
        assert_eq!(lint(&good, true), []);
    }
}
