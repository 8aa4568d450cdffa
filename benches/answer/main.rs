//! What one answer costs the server beside its cryptography, and what writing many together gains.
//!
//! The server is a process of its own, and only its CPU time counts. A respondent's own work, blinding and unblinding, is done before and
//! between the measured parts. The yardstick, one blind signature, one verification and one seal, is measured between the rounds.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a benchmark stops at the first fault and prints what it found"
)]

mod browser;
mod cpu;
mod rod;
mod writing;

#[expect(
    dead_code,
    reason = "the tests' own site; a benchmark needs a part of it"
)]
mod support;

use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use pejling::base::{Entropy, SystemClock};
use pejling::ops::App;
use pejling::web::Server;
use serde_json::{Value, json};

use browser::{Connection, Respondent};
use rod::Rod;
use support::database::Database;
use support::site::Site;

const TEMPLATE: &str = "netvaerksevaluering";
/// Members of a network.
const MEMBERS: usize = 50;
/// First argument of this program when it is to be a server; the second is the most that is written in one transaction.
const SERVE: &str = "serve-with-batch";
/// As the product has it, and a transaction for each write.
const BATCHES: [usize; 2] = [256, 1];

/// How much is measured.
struct Plan {
    rounds: usize,
    answers: usize,
    crowd: usize,
    crowd_answers: usize,
    written: usize,
    crypto: u32,
}

const WHOLE: Plan = Plan {
    rounds: 5,
    answers: 150,
    crowd: 128,
    crowd_answers: 384,
    written: 20,
    crypto: 75,
};
/// `cargo test` runs benchmarks too, to see that they still work.
const TRIAL: Plan = Plan {
    rounds: 1,
    answers: 10,
    crowd: 8,
    crowd_answers: 16,
    written: 2,
    crypto: 2,
};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.get(1).map(String::as_str) == Some(SERVE) {
        return serve(arguments[2].parse().unwrap());
    }
    let plan = if arguments.iter().any(|argument| argument == "--bench") {
        WHOLE
    } else {
        TRIAL
    };
    let mut rod = Rod::new(&answers());
    for (name, database) in backends() {
        println!("\n== {name}");
        cost(&plan, database, &mut rod);
    }
    for (name, database) in backends() {
        println!("\n== {name}, {} respondents at a time", plan.crowd);
        crowd(&plan, database, &mut rod);
    }
}

fn backends() -> Vec<(&'static str, Database)> {
    let postgres = Database::postgres().map(|database| ("PostgreSQL", database));
    std::iter::once(("SQLite", Database::Sqlite))
        .chain(postgres)
        .collect()
}

/// A server like `pejling serve`, but for the number of writes in a transaction.
fn serve(batch: usize) {
    let settings = pejling::config::load(None).unwrap();
    let entropy = Entropy::system().unwrap();
    let app = App::open_with_batch(settings, Box::new(SystemClock), entropy, batch).unwrap();
    let server = Server::bind(Arc::new(app), ([127, 0, 0, 1], 0).into()).unwrap();
    println!("http://{}", server.address().unwrap());
    server.run().unwrap();
}

/// Answers to the items that every network is asked, with a comment of the length that people write.
fn answers() -> Value {
    let mut answers = json!({
        "B16": "dont_know", "B21": {"number": 5}, "B23": {"number": 8},
        "B25": {"text": "Vi mangler tid til at følge op mellem møderne, og dagsordenen kommer for sent til, at vi kan forberede os."},
    });
    for item in [
        "B08", "B09", "B12", "B13", "B14", "B15", "B18", "B19", "B20",
    ] {
        answers[item] = json!({"number": 4});
    }
    answers
}

/// What the server spent on one part, in microseconds of CPU and of the wall.
#[derive(Clone, Copy, Default)]
struct Spent {
    cpu: f64,
    wall: f64,
}

/// One round of answers: visit, issue, cast.
struct Round([Spent; 3]);

impl Round {
    fn cpu(&self) -> f64 {
        self.0.iter().map(|part| part.cpu).sum()
    }

    fn wall(&self) -> f64 {
        self.0.iter().map(|part| part.wall).sum()
    }
}

/// All respondents of a site, ready to send.
fn ready(site: &Site) -> (Vec<Respondent>, usize) {
    let tokens = site.tokens();
    let respondents = tokens
        .iter()
        .zip(1..)
        .map(|(token, seed)| Respondent::ready(site, token, seed))
        .collect();
    let page = support::http::get(site.address, "/s/proeve").body;
    let (_, after) = page.split_once("data-padded=\"").unwrap();
    let length = after.split(|c: char| !c.is_ascii_digit()).next().unwrap();
    (respondents, length.parse().unwrap())
}

/// Lets respondents answer, so many at a time. Gives microseconds per answer.
fn answer(site: &Site, respondents: &mut [Respondent], clients: usize, length: usize) -> Round {
    let pid = site.server.as_ref().unwrap().id();
    let address = site.address;
    let count = respondents.len() as f64;
    let each = respondents.len().div_ceil(clients);
    let timed = |work: &mut dyn FnMut()| {
        let (cpu, begun) = (cpu::of_process(pid), Instant::now());
        work();
        let wall = begun.elapsed().as_secs_f64() * 1e6;
        Spent {
            cpu: (cpu::of_process(pid) - cpu) / count,
            wall: wall / count,
        }
    };
    let visit = timed(&mut || {
        std::thread::scope(|scope| {
            for part in respondents.chunks(each) {
                scope.spawn(move || part.iter().for_each(|one| one.visit(address)));
            }
        });
    });
    let mut issued: Vec<(Connection, Value)> = Vec::new();
    let issue = timed(&mut || {
        issued = std::thread::scope(|scope| {
            let signed = |part: &[Respondent]| -> Vec<_> {
                part.iter().map(|one| one.issue(address)).collect()
            };
            let threads: Vec<_> = (respondents.chunks(each))
                .map(|part| scope.spawn(move || signed(part)))
                .collect();
            let replies = threads.into_iter();
            replies.flat_map(|part| part.join().unwrap()).collect()
        });
    });
    let answers = answers();
    for (one, (_, reply)) in respondents.iter_mut().zip(&issued) {
        one.finalize(reply, &answers, length);
    }
    let cast = timed(&mut || {
        std::thread::scope(|scope| {
            for (part, issued) in respondents.chunks(each).zip(issued.chunks_mut(each)) {
                scope.spawn(move || {
                    for (one, (connection, _)) in part.iter().zip(issued) {
                        one.cast(connection);
                    }
                });
            }
        });
    });
    Round([visit, issue, cast])
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = values.len() as f64;
    values.sum::<f64>() / count
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// CPU per answer, beside the bare cryptography.
fn cost(plan: &Plan, database: Database, rod: &mut Rod) {
    const CLIENTS: [usize; 2] = [1, 32];
    let needed = CLIENTS.len() * (plan.rounds + 1) * plan.answers;
    let site = Site::launch_many(database, TEMPLATE, needed.div_ceil(MEMBERS), MEMBERS);
    let (mut respondents, length) = ready(&site);
    let mut parts = respondents.chunks_mut(plan.answers);
    println!("each cast has {length} bytes");
    for clients in CLIENTS {
        // The first round is not counted: connections and threads are made in it.
        answer(&site, parts.next().unwrap(), clients, length);
        let mut rounds = Vec::new();
        for _ in 0..plan.rounds {
            // Before and after, for the machine's other work slows down one as the other.
            let before = rod.measure(plan.crypto);
            let round = answer(&site, parts.next().unwrap(), clients, length);
            rounds.push((round, f64::midpoint(before, rod.measure(plan.crypto))));
        }
        let of = |part: usize| mean(rounds.iter().map(|(round, _)| round.0[part].cpu));
        let bare = mean(rounds.iter().map(|(_, bare)| *bare));
        let (visit, issue, cast) = (of(0), of(1), of(2));
        let wall = mean(rounds.iter().map(|(round, _)| round.wall()));
        println!(
            "{clients:>3} at a time: bare cryptography {bare:.0} µs; server {:.0} µs CPU an answer (page, manifest and context {visit:.0}, issue {issue:.0}, cast {cast:.0}), {wall:.0} µs wall",
            visit + issue + cast,
        );
        let ratios: Vec<f64> = (rounds.iter())
            .map(|(round, bare)| round.cpu() / bare)
            .collect();
        println!(
            "    = {:.2} x the bare cryptography ({:.2} to {:.2} in {} rounds)",
            (visit + issue + cast) / bare,
            ratios.iter().copied().fold(f64::INFINITY, f64::min),
            ratios.iter().copied().fold(0.0, f64::max),
            plan.rounds,
        );
    }
}

/// Throughput of a crowd, with many writes in a transaction and with one.
fn crowd(plan: &Plan, database: Database, rod: &mut Rod) {
    let needed = 2 * plan.rounds * plan.crowd_answers;
    let mut site = Site::launch_many(database, TEMPLATE, needed.div_ceil(MEMBERS), MEMBERS);
    let (mut respondents, length) = ready(&site);
    let mut parts = respondents.chunks_mut(plan.crowd_answers);
    let mut rounds = [Vec::new(), Vec::new()];
    for _ in 0..plan.rounds {
        for (batch, rounds) in BATCHES.into_iter().zip(&mut rounds) {
            site.kill();
            let mut command = Command::new(std::env::current_exe().unwrap());
            command.args([SERVE, &batch.to_string()]);
            command.current_dir(site.program.folder.path());
            command.envs(
                site.program
                    .command()
                    .get_envs()
                    .filter_map(|(k, v)| Some((k, v?))),
            );
            site.serve_with(command);
            rounds.push(answer(&site, parts.next().unwrap(), plan.crowd, length));
        }
    }
    site.kill();
    let rates = rounds.map(|rounds| {
        let wall = median(rounds.iter().map(Round::wall).collect());
        (1e6 / wall, median(rounds.iter().map(Round::cpu).collect()))
    });
    for (batch, (rate, cpu)) in BATCHES.into_iter().zip(rates) {
        println!(
            "whole answers, at most {batch:>3} writes in a transaction: {rate:.0}/s, {cpu:.0} µs CPU an answer"
        );
    }
    println!(
        "    = {:.2} x one transaction a write",
        rates[0].0 / rates[1].0
    );

    let url = site.program.database.url().unwrap_or_else(|| {
        format!(
            "sqlite://{}",
            site.program.data().join("pejling.db").display()
        )
    });
    let sealed = rod.sealed_size();
    let mut written = [Vec::new(), Vec::new()];
    for round in 0..plan.rounds as u64 {
        for (at, batch) in BATCHES.into_iter().enumerate() {
            let seed = 2 * round + at as u64;
            written[at].push(writing::answers_per_second(
                &url,
                batch,
                plan.crowd,
                plan.written,
                sealed,
                seed,
            ));
        }
    }
    let [together, alone] = written.map(median);
    println!(
        "writing alone: {together:.0} answers/s together, {alone:.0}/s with a transaction for each write"
    );
    println!("    = {:.2} x one transaction a write", together / alone);
}
