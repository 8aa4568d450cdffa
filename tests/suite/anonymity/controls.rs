//! Each attack against the design built to leak: it must succeed in at least nine cases of ten.

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, SqliteConnection};
use pejling::forensics::installation::Place;
use pejling::forensics::linking::transactions;
use pejling::forensics::lint::lint;
use pejling::forensics::needle::Needles;
use pejling::forensics::order::Order;
use pejling::forensics::sqlite::Database;

use super::attacks::{
    Truth, best, comments, credentials, found, lengths, link_by_diff, link_by_order,
    link_by_transaction, orders,
};
use super::field::{look, server_files, table};
use super::infield::address;
use super::leaky::{ANSWERS, Leaky, PEOPLE, people};
use super::person::{AGENT, Person};
use super::together::{Cut, rows_with_both, together};
use crate::support::missing;

/// Nine of ten.
#[track_caller]
fn mostly(what: &str, right: usize, of: usize) {
    println!("control: {what}: {right} of {of}");
    assert!(
        right * 10 >= of * 9,
        "{what}: {right} of {of}: the attack is no good"
    );
}

/// The attacks that need the tables only.
fn read(leaky: &Leaky, people: &[Person]) {
    let (truth, all) = (Truth::new(people), people.len());
    let tables = look(&leaky.place);
    let numbered = table(&tables, "reply_by_number");
    for (name, order) in orders(numbered, &truth) {
        println!("control: {name}: {order}");
        assert!(
            order.learnt() >= 0.9 && !order.is_chance(),
            "{name}: {order}"
        );
    }
    let linked = best(&link_by_order(numbered, &truth, None));
    mostly("order links people to answers", linked.right, all);
    assert!(!linked.is_chance());
    // 13 and 24: who and that they answered, and group and answer, in one row.
    let (who, links, groups, texts) = kinds(people);
    mostly(
        "rows with person and mark",
        rows_with_both(&tables, &who, &links),
        all,
    );
    mostly(
        "rows with group and answer",
        rows_with_both(&tables, &groups, &texts),
        all,
    );
    let linked = link_by_diff(&leaky.dumps, &PEOPLE, &truth);
    mostly("dumps before and after", linked, leaky.dumps.len() - 1);
    let sizes = lengths(table(&tables, "sealed_reply"), "sealed").len();
    assert!(sizes > 5, "unpadded texts have {sizes} lengths");
}

/// What names people, what marks that they answered, their groups and their words.
fn kinds(people: &[Person]) -> (Needles, Needles, Needles, Needles) {
    let (mut who, mut groups) = (Needles::new(), Needles::new());
    for person in people {
        who.text("an address", &person.email);
        groups.text("a group", &person.network);
    }
    (who, credentials(people), groups, comments(people))
}

/// 13 and 24, in the bytes of a file: in each place where a mark or a text stands, somebody or a group stands beside it.
fn stand_together(name: &str, bytes: &[u8], people: &[Person]) {
    let (who, links, groups, texts) = kinds(people);
    for (what, ones, others) in [
        ("person and mark", who, links),
        ("group and answer", groups, texts),
    ] {
        let found = together(bytes, &ones, &others, Cut::of(name));
        // Pages of the log may part a text in two.
        assert!(found.others * 10 >= people.len() * 9, "{name}: {found:?}");
        mostly(
            &format!("{what} together in {name}"),
            found.both,
            found.others,
        );
    }
}

#[test]
fn a_usual_access_log_gives_addresses_and_browsers_away() {
    let line = format!("127.0.0.1 - - [22/Nov/2026] \"POST /s/proeve/cast\" 200 \"{AGENT}\"");
    assert_eq!(address().search(line.as_bytes()).len(), 1);
    let socket = [b"peer=".as_slice(), &[0; 10], &[0xff, 0xff, 127, 0, 0, 1]].concat();
    assert_eq!(address().search(&socket).len(), 1);
    let mut agent = Needles::new();
    agent.text("a browser's name", AGENT);
    assert_eq!(agent.search(line.as_bytes()).len(), 1);
}

#[test]
fn every_attack_succeeds_on_a_leaky_sqlite_file() {
    let people = people();
    let (leaky, truth) = (Leaky::sqlite(&people), Truth::new(&people));
    read(&leaky, &people);
    let Place::File(path) = &leaky.place else {
        unreachable!()
    };

    // 19: a random key and no row numbers: the place in the page tells all while the table is small.
    let first = leaky.dumps.iter().rev().find_map(|dump| {
        let reply = table(dump, "reply");
        (reply.pages().len() == 1 && reply.rows.len() > 6).then_some(reply)
    });
    let inside = orders(first.unwrap(), &truth).pop().unwrap().1;
    println!("control: random key, inside one page: {inside}");
    assert!(inside.learnt() >= 0.9, "{inside}");
    // An ordinary table with a random key still has its hidden row numbers.
    let tables = look(&leaky.place);
    let hidden: Vec<usize> = {
        let sealed = table(&tables, "sealed_reply");
        let order = sealed
            .orders()
            .into_iter()
            .find(|(name, _)| *name == "by row number")
            .unwrap();
        let nonces: Vec<_> = people.iter().map(|person| &person.nonce[..16]).collect();
        let place = |id: &[u8]| nonces.iter().position(|nonce| *nonce == id).unwrap();
        order
            .1
            .iter()
            .map(|row| place(row.cells[0].bytes()))
            .collect()
    };
    assert!(Order::of(&hidden).learnt() >= 0.9);

    // 15 without dumps: the log holds every state.
    let history: Vec<_> = Database::history(path)
        .unwrap()
        .iter()
        .map(|state| state.tables().unwrap_or_default())
        .collect();
    let states = &history[history.len() - people.len() - 1..];
    mostly(
        "states in the log",
        link_by_diff(states, &PEOPLE, &truth),
        people.len(),
    );

    // 13 and 24: in the log, page by page.
    let log = std::fs::read(format!("{}-wal", path.display())).unwrap();
    stand_together("kept.db-wal", &log, &people);
    // 13: words and links stand in file and log.
    let bytes: Vec<u8> = ["", "-wal"]
        .iter()
        .flat_map(|end| std::fs::read(format!("{}{end}", path.display())).unwrap())
        .collect();
    mostly(
        "texts found",
        found(&comments(&people), &bytes),
        people.len(),
    );
    assert!(found(&credentials(&people), &bytes) >= people.len());

    // 17: the lint sees row numbers and flags.
    let renamed: Vec<String> = Database::open(path)
        .unwrap()
        .definitions()
        .unwrap()
        .iter()
        .map(|sql| sql.replace("reply_by_number", "answer"))
        .collect();
    assert!(lint(&renamed, true).len() >= 2);
}

#[test]
fn what_a_leaky_file_deleted_is_still_there() {
    let people = people();
    let leaky = Leaky::sqlite(&people);
    let Place::File(path) = &leaky.place else {
        unreachable!()
    };
    let mut conn = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    conn.batch_execute(
        "PRAGMA secure_delete = OFF; DELETE FROM reply; DELETE FROM reply_by_number; PRAGMA wal_checkpoint(TRUNCATE)",
    )
    .unwrap();
    let texts = comments(&people);
    let read = || std::fs::read(path).unwrap();
    mostly("deleted texts found", found(&texts, &read()), people.len());
    let remains = Database::open(path).unwrap().remains().unwrap();
    assert!(
        remains.free_pages > 0 || !remains.between_cells.is_empty(),
        "{remains:?}"
    );
    // And the cure works.
    conn.batch_execute("PRAGMA secure_delete = ON; VACUUM; PRAGMA wal_checkpoint(TRUNCATE)")
        .unwrap();
    assert_eq!(found(&texts, &read()), 0);
    let remains = Database::open(path).unwrap().remains().unwrap();
    assert_eq!((remains.free_pages, remains.between_cells.len()), (0, 0));
}

#[test]
fn every_attack_succeeds_on_a_leaky_postgresql_database() {
    let people = people();
    let Some(leaky) = Leaky::postgres(&people) else {
        return missing("PostgreSQL");
    };
    let since = &leaky.since;
    let truth = Truth::new(&people);
    read(&leaky, &people);
    let tables = look(&leaky.place);
    // 16 and 20: one transaction wrote flag and answer.
    mostly(
        "joined by transaction",
        link_by_transaction(&tables, &PEOPLE, &ANSWERS),
        people.len(),
    );
    assert_eq!(transactions(table(&tables, "reply")), people.len());
    // 19: a random key does not help: the heap keeps the order.
    let heap = orders(table(&tables, "reply"), &truth);
    assert!(heap.iter().all(|(_, order)| order.learnt() >= 0.9));

    // 13: words in the data folder, the write-ahead log, the server's log and the dump.
    let Place::Server(url) = &leaky.place else {
        unreachable!()
    };
    let dump = pejling::forensics::postgres::Server::new(url.expose())
        .dump()
        .unwrap();
    let texts = comments(&people);
    mostly(
        "texts found in the dump",
        found(&texts, dump.as_bytes()),
        people.len(),
    );
    stand_together("pg_dump", dump.as_bytes(), &people);
    let Some(files) = since
        .as_ref()
        .and_then(|since| server_files(url.expose(), since))
    else {
        return missing("the data folder of PostgreSQL");
    };
    stand_together("the server's log", &files.last().unwrap().1, &people);
    let part = |word: &str| -> Vec<u8> {
        let these = files.iter().filter(|(name, _)| name.contains(word));
        these.flat_map(|(_, bytes)| bytes.clone()).collect()
    };
    // Page by page in the data folder, and close by in the write-ahead log.
    stand_together("/base/", &part("/base/"), &people);
    stand_together("/pg_wal/", &part("/pg_wal/"), &people);
    mostly(
        "texts found in the data folder",
        found(&texts, &part("/base/")),
        people.len(),
    );
    mostly(
        "texts found in the write-ahead log",
        found(&texts, &part("/pg_wal/")),
        people.len(),
    );
    mostly(
        "texts found in the server's log",
        found(&texts, &part("log")),
        people.len(),
    );
}
