//! Killed under load: the server while it issues and takes ballots, the close while it tallies.
//!
//! Several browsers at a time send what they would send, and send it again unchanged when the reply was lost, as `vote.js` does.
//! In the end the bulletin must hold exactly the receipts that were shown.

use std::net::{SocketAddr, TcpListener};
use std::process::Stdio;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use diesel::dsl::sql;
use diesel::sql_types::BigInt;
use diesel::{Connection as _, PgConnection, RunQueryDsl as _, SqliteConnection};
use pejling::base::Entropy;
use serde_json::{Value, json};

use crate::support::database::{Database, on_each_backend};
use crate::support::http::{get, post, try_post};
use crate::support::site::Site;
use crate::support::voter::{Signed, Voter, answer};

const TEMPLATE: &str = "netvaerksevaluering";
/// Browsers that send at the same time.
const BROWSERS: usize = 8;
/// How often the server is killed in one storm.
const KILLS: usize = 6;
/// After this many tries in vain the server is not coming back.
const TRIES: usize = 5_000;

/// Somebody who answers, as far as they have come.
struct Respondent {
    token: String,
    number: usize,
    voter: Voter,
    reply: Option<Value>,
    ballot: Option<Signed>,
    receipt: Option<String>,
}

/// Tries that got no whole reply.
#[derive(Default)]
struct Lost {
    /// Of a server that was not there.
    refused: AtomicUsize,
    /// Of a server that was killed after it had taken the connection.
    torn: AtomicUsize,
}

impl Lost {
    fn tries(&self) -> (usize, usize) {
        (
            self.refused.load(Ordering::SeqCst),
            self.torn.load(Ordering::SeqCst),
        )
    }
}

/// Sends one request until a whole reply comes.
fn insist(address: SocketAddr, step: &str, body: &Value, lost: &Lost) -> (u16, Value) {
    for _ in 0..TRIES {
        match try_post(address, &format!("/s/proeve/{step}"), body) {
            Ok(reply) if reply.status != 503 => return (reply.status, reply.json()),
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
                lost.refused.fetch_add(1, Ordering::SeqCst);
            }
            Err(_) => {
                lost.torn.fetch_add(1, Ordering::SeqCst);
            }
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("{step}: the server did not come back");
}

impl Respondent {
    fn begin(site: &Site, token: &str, number: usize) -> Self {
        Self {
            token: token.to_owned(),
            number,
            voter: Voter::begin(site, token, number as u64),
            reply: None,
            ballot: None,
            receipt: None,
        }
    }

    /// Gets the ballot signed. Whoever asks again gets the same signature.
    fn issue(&mut self, address: SocketAddr, lost: &Lost) {
        let (status, reply) = insist(address, "issue", &self.voter.request(), lost);
        assert_eq!(status, 200, "{reply}");
        if let Some(before) = &self.reply {
            assert_eq!(reply, *before, "another signature for the same request");
        }
        self.ballot = Some(self.voter.unblind(&reply));
        self.reply = Some(reply);
    }

    /// Casts the ballot; `false` if the survey is closed. Whoever asks again gets the same receipt.
    fn cast(&mut self, address: SocketAddr, lost: &Lost) -> bool {
        let answers = json!({"B08": {"number": 1 + self.number % 5}});
        let body = self.ballot.as_ref().unwrap().body(&answers);
        let (status, reply) = insist(address, "cast", &body, lost);
        if status == 410 {
            return false;
        }
        assert_eq!(status, 200, "{reply}");
        let receipt = reply["receipt"].as_str().unwrap().to_owned();
        if let Some(before) = &self.receipt {
            assert_eq!(receipt, *before, "another receipt for the same ballot");
        }
        self.receipt = Some(receipt);
        true
    }
}

fn issue(who: &mut Respondent, address: SocketAddr, lost: &Lost) {
    who.issue(address, lost);
    if who.number.is_multiple_of(3) {
        who.issue(address, lost);
    }
}

fn cast(who: &mut Respondent, address: SocketAddr, lost: &Lost) {
    assert!(who.cast(address, lost), "the survey is open");
    if who.number.is_multiple_of(3) {
        assert!(who.cast(address, lost), "the survey is open");
    }
}

fn issue_and_cast(who: &mut Respondent, address: SocketAddr, lost: &Lost) {
    issue(who, address, lost);
    cast(who, address, lost);
}

/// Lets all of these act, several at a time, and kills the server again and again while the first half do.
fn storm(
    site: &mut Site,
    people: &mut [Respondent],
    act: fn(&mut Respondent, SocketAddr, &Lost),
    lost: &Lost,
) {
    let (address, done) = (site.address, AtomicUsize::new(0));
    let (all, each) = (people.len(), people.len().div_ceil(BROWSERS));
    let mut entropy = Entropy::seeded(all as u64);
    let before = lost.tries();
    std::thread::scope(|scope| {
        let browsers: Vec<_> = people
            .chunks_mut(each)
            .map(|part| {
                let done = &done;
                scope.spawn(move || {
                    for who in part {
                        act(who, address, lost);
                        done.fetch_add(1, Ordering::SeqCst);
                    }
                })
            })
            .collect();
        for kill in 1..=KILLS {
            // Whatever is under way then: the rest of a millisecond decides, not the count.
            while done.load(Ordering::SeqCst) < kill * all / (2 * KILLS)
                && !browsers
                    .iter()
                    .all(std::thread::ScopedJoinHandle::is_finished)
            {
                std::thread::sleep(Duration::from_micros(200));
            }
            std::thread::sleep(Duration::from_micros(entropy.below(5_000) as u64));
            site.kill();
            site.serve_again();
        }
    });
    let after = lost.tries();
    assert!(
        after.0 + after.1 >= before.0 + before.1 + KILLS,
        "a kill that nobody notices proves nothing: {before:?} {after:?}"
    );
}

/// Kills the close at moments ever later, until one comes through; gives how often.
fn close_in_spite_of_kills(site: &Site) -> usize {
    let mut patience = Duration::from_millis(5);
    for kills in 0.. {
        let mut close = site
            .program
            .command()
            .args(["survey", "close", "proeve", "--now"])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let begun = Instant::now();
        while begun.elapsed() < patience {
            if let Some(status) = close.try_wait().unwrap() {
                assert!(status.success(), "the close failed after {kills} kills");
                return kills;
            }
            std::thread::sleep(Duration::from_micros(500));
        }
        close.kill().unwrap();
        close.wait().unwrap();
        patience = patience * 8 / 7;
    }
    unreachable!("the loop has no end")
}

/// Whether the bulletin holds exactly the receipts that were shown, each once.
fn check(bulletin: &Value, shown: &[String]) -> Result<(), String> {
    let listed: Vec<&str> = bulletin["receipts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|receipt| receipt.as_str().unwrap())
        .collect();
    for receipt in shown {
        match listed.iter().filter(|listed| *listed == receipt).count() {
            1 => {}
            times => return Err(format!("{receipt} was shown and is there {times} times")),
        }
    }
    if listed.len() != shown.len() || bulletin["total"] != json!(shown.len()) {
        let (listed, total) = (listed.len(), &bulletin["total"]);
        return Err(format!(
            "{} receipts were shown, {listed} are listed, {total} are counted",
            shown.len()
        ));
    }
    Ok(())
}

/// Moves the site to a port that no outgoing connection can be given: a browser that knocks while the server is away must not find itself.
fn settle(site: &mut Site) {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let first = 12_000 + std::process::id() % 15_000 + 20 * NEXT.fetch_add(1, Ordering::SeqCst);
    let free = (first..32_000)
        .map(|port| SocketAddr::from(([127, 0, 0, 1], u16::try_from(port).unwrap())))
        .find(|address| TcpListener::bind(address).is_ok());
    site.kill();
    site.address = free.unwrap();
    site.serve_again();
}

fn run_sql(site: &Site, statement: &str) {
    match site.program.database.url() {
        Some(url) => PgConnection::establish(&url)
            .unwrap()
            .batch_execute(statement)
            .unwrap(),
        None => file(site).batch_execute(statement).unwrap(),
    }
}

fn rows(site: &Site, table: &str) -> usize {
    let count = diesel::select(sql::<BigInt>(&format!("(SELECT count(*) FROM {table})")));
    let rows: i64 = match site.program.database.url() {
        Some(url) => count.get_result(&mut PgConnection::establish(&url).unwrap()),
        None => count.get_result(&mut file(site)),
    }
    .unwrap();
    usize::try_from(rows).unwrap()
}

fn file(site: &Site) -> SqliteConnection {
    let path = site.program.data().join("pejling.db");
    let mut conn = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    conn.batch_execute("PRAGMA busy_timeout = 10000").unwrap();
    conn
}

fn bulletin(site: &Site) -> Value {
    get(site.address, "/s/proeve/bulletin").json()
}

fn shown(people: &[Respondent]) -> Vec<String> {
    people
        .iter()
        .filter_map(|who| who.receipt.clone())
        .collect()
}

#[test]
fn every_receipt_shown_counts_once_though_server_and_close_are_killed_under_load() {
    on_each_backend(|database| {
        let mut site = Site::launch_many(database, TEMPLATE, 10, 12);
        settle(&mut site);
        let mut people: Vec<_> = (site.tokens().iter().enumerate())
            .map(|(number, token)| Respondent::begin(&site, token, number))
            .collect();
        let lost = Lost::default();
        let (by_steps, rest) = people.split_at_mut(48);
        storm(&mut site, by_steps, issue, &lost);
        storm(&mut site, by_steps, cast, &lost);
        let (in_one_go, late) = rest.split_at_mut(48);
        storm(&mut site, in_one_go, issue_and_cast, &lost);
        let (refused, torn) = lost.tries();
        assert!(
            torn > 0,
            "no reply was lost on its way; {refused} were refused"
        );

        // Of the last ones some are signed and never cast, and some are cast while the survey closes.
        let address = site.address;
        for who in late.iter_mut() {
            who.issue(address, &lost);
        }
        assert_eq!(rows(&site, "ballot_box"), 96);
        let (silent, late) = late.split_at_mut(4);
        let kills = std::thread::scope(|scope| {
            for part in late.chunks_mut(5) {
                let lost = &lost;
                scope.spawn(move || part.iter_mut().all(|who| who.cast(address, lost)));
            }
            close_in_spite_of_kills(&site)
        });
        println!("{refused} tries refused, {torn} torn, the close killed {kills} times");
        assert!(kills > 0, "no close was killed");
        assert!(silent.iter().all(|who| who.receipt.is_none()));

        let bulletin = bulletin(&site);
        check(&bulletin, &shown(&people)).unwrap();
        assert_eq!(bulletin["issued"], json!(people.len()), "one each");
        assert_eq!(rows(&site, "answer"), shown(&people).len());
        let again = ["survey", "close", "proeve", "--now"];
        let said = site.program.run(&again).ok();
        let counted = format!("{} answers counted", shown(&people).len());
        assert!(said.contains(&counted), "{said}");
        // What was answered before the close is answered after it, or refused; never otherwise.
        assert!(!people[0].cast(address, &lost), "closed");
    });
}

#[test]
fn a_used_link_gives_no_second_ballot_though_the_server_was_killed_as_it_gave_the_first() {
    on_each_backend(|database| {
        let mut site = Site::launch_many(database, TEMPLATE, 2, 12);
        settle(&mut site);
        let mut people: Vec<_> = (site.tokens().iter().enumerate())
            .map(|(number, token)| Respondent::begin(&site, token, number))
            .collect();
        let lost = Lost::default();
        storm(&mut site, &mut people, issue, &lost);
        for who in &mut people {
            let other = who.voter.again(&who.token, 1_000 + who.number as u64);
            let reply = post(site.address, "/s/proeve/issue", &other.request());
            assert_eq!(reply.status, 409, "{}", reply.body);
            who.issue(site.address, &lost);
        }
        assert_eq!(rows(&site, "marker"), people.len());
    });
}

/// Ten answers, one deed by somebody who can write into the database, and what the check says after the close.
fn checked_after(database: Database, deed: &str, then: impl Fn(&Site, &str)) -> Result<(), String> {
    // Nobody's network is full: the tally refuses more ballots than invitations before any check.
    let site = Site::launch_many(database, TEMPLATE, 2, 12);
    let tokens = site.tokens();
    let mut shown = Vec::new();
    for (token, seed) in tokens.iter().zip(0..10) {
        let (status, reply) = answer(&site, token, seed, &json!({"B08": {"number": 2}}));
        assert_eq!(status, 200, "{reply}");
        shown.push(reply["receipt"].as_str().unwrap().to_owned());
    }
    run_sql(&site, deed);
    then(&site, &tokens[0]);
    let close = ["survey", "close", "proeve", "--now"];
    site.program.run(&close).ok();
    check(&bulletin(&site), &shown)
}

#[test]
fn the_check_finds_a_ballot_that_was_lost_and_one_that_counts_twice() {
    on_each_backend(|database| {
        let lost = "DELETE FROM ballot_box WHERE ballot_key = (SELECT ballot_key FROM ballot_box ORDER BY ballot_key LIMIT 1)";
        let found = checked_after(database, lost, |_, _| ());
        assert!(found.unwrap_err().contains("is there 0 times"));
    });
    on_each_backend(|database| {
        let found = checked_after(database, "DELETE FROM marker", |site, token| {
            let (status, reply) = answer(site, token, 99, &json!({"B08": {"number": 1}}));
            assert_eq!(status, 200, "{reply}");
        });
        assert!(
            found
                .unwrap_err()
                .contains("10 receipts were shown, 11 are listed")
        );
    });
    on_each_backend(|database| {
        assert_eq!(checked_after(database, "SELECT 1", |_, _| ()), Ok(()));
    });
}
