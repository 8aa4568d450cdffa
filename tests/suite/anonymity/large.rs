//! A thousand people, sixty networks of seven among them: the attacks by order at the numbers that they need.
//!
//! People answer through several clients at once, and their true order is that in which the server's replies came. Whatever the
//! respondents draw comes from a seed that is drawn anew and printed; what the server draws cannot be seeded, so that a run that fails
//! cannot be repeated exactly, and the limits are set so that a sound run fails once in ten thousand times (see `looks.rs`).

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use pejling::base::Entropy;
use pejling::forensics::order::Order;
use pejling::forensics::table::{Cell, Place, Row, Table};

use super::attacks::{Truth, best, link_by_order};
use super::field::{Field, Plan};
use super::person::{Person, Sent};
use super::stored::Run;
use crate::support::database::Database;
use crate::support::missing;

const PLAN: Plan = Plan {
    sevens: 60,
    small: 0,
    many: 588,
    logged: false,
};
/// Clients that answer at the same time.
const CLIENTS: usize = 4;

#[test]
fn a_thousand_answers_on_sqlite_stand_in_no_order() {
    run(Database::Sqlite);
}

#[test]
fn a_thousand_answers_on_postgresql_stand_in_no_order() {
    match Database::postgres() {
        Some(database) => run(database),
        None => missing("PostgreSQL"),
    }
}

fn run(database: Database) {
    let [high, low] = Entropy::system().unwrap().bytes::<2>();
    let seed = u64::from(u16::from_be_bytes([high, low]));
    println!("seed of the respondents: {seed}");
    let mut entropy = Entropy::seeded(seed);
    let field = Field::launch(database, PLAN);
    let people = field.people(&mut entropy);
    let (people, sent) = answer(&field, people, u64::from_be_bytes(entropy.bytes()));
    assert_eq!(people.len(), PLAN.all());
    assert!(people.len() >= 1000);
    let mut truth = Truth::new(&people);
    for (person, sent) in people.iter().zip(&sent) {
        truth.learn(sent.receipt.as_bytes(), person.number);
        truth.learn(sent.receipt.replace('-', "").as_bytes(), person.number);
    }
    control(&people, &truth);
    let mut run = Run {
        field,
        people,
        sent,
        truth,
    };
    run.field.close();
    run.learn_whose_answers();
    run.no_order_is_left();
}

/// Everybody answers, through several clients. Numbers them in the order in which their answers were taken.
fn answer(field: &Field, people: Vec<Person>, seed: u64) -> (Vec<Person>, Vec<Sent>) {
    let (next, taken) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for client in 0..CLIENTS {
            let (next, taken, people) = (&next, &taken, &people);
            let mut entropy = Entropy::seeded(seed ^ client as u64);
            scope.spawn(move || {
                while let Some(person) = people.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let sent = person.answer(field, &mut entropy);
                    taken.lock().unwrap().push((person.number, sent));
                }
            });
        }
    });
    let taken = taken.into_inner().unwrap();
    let mut people: Vec<Option<Person>> = people.into_iter().map(Some).collect();
    let mut ordered = Vec::new();
    let mut all_sent = Vec::new();
    for (place, (number, sent)) in taken.into_iter().enumerate() {
        let mut person = people[number].take().unwrap();
        person.number = place;
        ordered.push(person);
        all_sent.push(sent);
    }
    (ordered, all_sent)
}

/// The same people, stored by a program that writes answers down as they come, with neighbours that come at once changing places: all of
/// the measures must see it.
fn control(people: &[Person], truth: &Truth) {
    let row = |at: usize| Row {
        cells: vec![
            Cell::Text(people[at].network.clone()),
            Cell::Text(people[at].comment.clone()),
        ],
        place: Place {
            page: 1,
            within: u32::try_from(at).unwrap(),
        },
        rowid: None,
        transaction: None,
    };
    let mut order: Vec<usize> = (0..people.len()).collect();
    order.chunks_mut(CLIENTS).for_each(<[usize]>::reverse);
    let table = Table {
        name: "as they came".into(),
        columns: vec!["group_code".into(), "body".into()],
        rows: order.iter().map(|at| row(*at)).collect(),
    };
    let (found, linked) = (
        Order::of(&order),
        best(&link_by_order(&table, truth, Some(7))),
    );
    println!("control: {found}; {linked}");
    assert!(found.learnt() >= 0.9);
    assert!(linked.tried == PLAN.sevens * 7 && linked.rate() >= 0.9);
}
