//! CPU time, solver calls, violations and what the ladder keeps, on the instances M1, M8 and M83 (1, 8, 83 municipalities) and M1
//! that groups cross. Arguments: municipalities; questions, decoys per thousand, display, threads of the ladder. Or `all`, `whole`, `strata`
//! (what crosses M1); questions, threads of the ladder; `ladder` to leave out the audit by itself, `untailed` for means that are capped
//! as where nobody is told apart.
//!
//! Displays: `product`; as positive controls `uncapped` (exact means and counts of small groups) and `vendor` (all points of every group).

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::too_many_lines,
    reason = "a benchmark that prints, with the support of the tests"
)]

#[expect(dead_code, reason = "shared with the tests")]
#[path = "../tests/suite/audit/crossed.rs"]
mod crossed;
#[expect(dead_code, reason = "shared with the tests")]
#[path = "../tests/suite/audit/instance.rs"]
mod instance;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use pejling::base::Threads;
use pejling::disclosure::audit::block::split;
use pejling::disclosure::audit::check::check;
use pejling::disclosure::audit::display::{Display, Level, rating};
use pejling::disclosure::audit::ladder::{Case, Steps, settle};
use pejling::disclosure::audit::question::{Fact, Kind, Publisher, Role, Shown, form, unit};
use pejling::disclosure::audit::random::Random;
use pejling::disclosure::audit::search::{Effort, Settings, audit};
use pejling::disclosure::audit::sheet::{Published, Sheet};
use pejling::disclosure::audit::solver::Microlp;
use pejling::disclosure::audit::target::Thresholds;
use pejling::disclosure::audit::walk::Walker;

use crossed::{Asked, Plan};
use instance::{Product, Survey};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shows {
    Product,
    Uncapped,
    Vendor,
}

impl Shows {
    fn row(self, counts: &[u32], step: u8) -> Option<Published> {
        let n: u32 = counts.iter().sum();
        if self == Self::Product || n >= 20 || step > 0 {
            return Product::row(counts, step);
        }
        let kind = Kind::rating(5, false);
        let forms: Vec<Vec<i64>> = match self {
            Self::Vendor => (0..5).map(|at| unit(5, at)).collect(),
            _ => [Role::Favourable, Role::Sum]
                .into_iter()
                .map(|role| kind.weights(role).unwrap().to_vec())
                .collect(),
        };
        let facts = forms.into_iter().map(|weights| {
            let value = form(&weights, counts);
            Fact {
                weights,
                low: value,
                high: value,
            }
        });
        Some(Published {
            facts: facts.collect(),
            exact: (self == Self::Vendor).then(|| counts.to_vec()),
            shown: Shown(format!("{counts:?}").into_bytes()),
        })
    }
}

struct Rungs<'a> {
    survey: &'a Survey,
    shows: Shows,
}

impl Steps for Rungs<'_> {
    fn last(&self) -> u8 {
        5
    }

    fn row(&self, group: usize, step: u8) -> Option<Published> {
        if self.survey.hidden[group] || step >= 5 {
            return None;
        }
        self.shows.row(&self.survey.counts[group], step)
    }
}

/// Seconds of all threads, those that have ended too, to the hundredth.
fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let (_, after) = stat.rsplit_once(')').unwrap();
    let fields: Vec<&str> = after.split_whitespace().collect();
    let ticks = |at: usize| fields[at].parse::<f64>().unwrap();
    // User and system time: fields 14 and 15 of the line, in ticks of the kernel's interface, of which a second has a hundred.
    (ticks(11) + ticks(12)) / 100.0
}

fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    line.unwrap_or_default()
        .split_whitespace()
        .skip(1)
        .collect::<Vec<_>>()
        .join(" ")
}

/// What a crossed publication shows at these steps, to check its certificate by.
struct Ended<'a> {
    rungs: &'a crossed::Rungs<'a>,
    steps: &'a [u8],
}

impl Publisher for Ended<'_> {
    fn publish(&self, group: usize, counts: &[u32]) -> Shown {
        let row = self.rungs.show(group, self.steps[group], counts);
        row.map_or(Shown(Vec::new()), |row| row.shown)
    }
}

/// M1 with groups that cross: every need before the ladder, and what the ladder leaves of the tree and of what crosses.
fn crossing(plan: Plan, questions: usize, threads: Threads, said: &[&str]) {
    let alone = !said.contains(&"ladder");
    let made = crossed::crossed(plan, questions, 1);
    let kind = Arc::new(Kind::rating(5, false));
    let rules = Thresholds::default();
    let settings = Settings {
        threads,
        ..Settings::default()
    };
    let solver = Microlp::default();
    let mut walker = Walker::new();
    println!(
        "{plan:?}: questions {questions}, groups {}, atoms {}",
        made.instance.frame.groups().len(),
        made.instance.frame.atoms()
    );
    let start = cpu();
    let asked: Vec<Asked> = (0..questions)
        .map(|question| made.asked(question))
        .map(|asked| {
            if said.contains(&"untailed") {
                asked.untailed()
            } else {
                asked
            }
        })
        .collect();
    println!("structure: {:.2} s CPU", cpu() - start);
    let (start, mut worst) = (cpu(), 0.0_f64);
    let (mut effort, mut worlds, mut proven, mut open) = (Effort::default(), 0, 0, 0);
    for asked in asked.iter().filter(|_| alone) {
        let before = cpu();
        for part in &split(&crossed::open(&made, asked, &kind), &rules).questions {
            let done = audit(part, &rules, &mut walker, &solver, &settings, &[]).unwrap();
            effort.add(&done.effort);
            worlds += done.worlds.len();
            let sure = done.violations.iter().filter(|violation| violation.proven);
            proven += sure.count();
            open += done.violations.len();
        }
        worst = worst.max(cpu() - before);
    }
    println!(
        "audit: {:.2} s CPU, worst question {worst:.2}; {effort:?}; worlds {worlds}; needs not met {open}, of these proven {proven}",
        cpu() - start
    );
    let (start, clock, mut worst) = (cpu(), Instant::now(), 0.0_f64);
    let (mut settling, mut fallbacks) = (Effort::default(), 0);
    let mut steps: BTreeMap<(u32, u8), usize> = BTreeMap::new();
    let mut means = [0; 3];
    let (mut needs, mut checking) = (0, 0.0);
    for (question, asked) in asked.iter().enumerate() {
        let before = cpu();
        let rungs = crossed::Rungs {
            crossed: &made,
            asked,
        };
        let case = Case {
            frame: &made.instance.frame,
            kind: Arc::clone(&kind),
            n: &asked.n,
            question,
            steps: &rungs,
            decoy: &|_, _| false,
        };
        let settled = settle(&case, &rules, &mut walker, &solver, &settings).unwrap();
        settling.add(&settled.effort);
        fallbacks += settled.fallbacks;
        for (group, step) in settled.steps.iter().enumerate() {
            if asked.levels[group].is_some() {
                let priority = made.incidence.groups()[group].priority;
                *steps.entry((priority, *step)).or_default() += 1;
                if let (2, Some(tails)) = (priority, &asked.tails[group]) {
                    let shown = tails.show(&asked.counts[group]);
                    let usual = rating(&asked.counts[group], Level::Small, false);
                    let gone = matches!(shown, Display::Band { .. });
                    means[usize::from(shown != usual) + usize::from(gone)] += 1;
                }
            }
        }
        worst = worst.max(cpu() - before);
        let before = cpu();
        let sheet = Sheet {
            published: (0..settled.steps.len())
                .map(|group| rungs.row(group, settled.steps[group]))
                .collect(),
            ..crossed::open(&made, asked, &kind)
        };
        let ended = Ended {
            rungs: &rungs,
            steps: &settled.steps,
        };
        needs += check(&sheet, &rules, &ended, &settled.entries)
            .unwrap()
            .needs;
        checking += cpu() - before;
    }
    println!(
        "certificates checked: {needs} needs, {checking:.2} s CPU, counted in with the ladder"
    );
    println!(
        "ladder: {:.2} s CPU, {:.2} s by the clock on {} threads, worst question {worst:.2}; fallbacks {fallbacks}; {settling:?}",
        cpu() - start,
        clock.elapsed().as_secs_f64(),
        threads.count()
    );
    println!(
        "group-questions shown, by priority (2 networks, 3 crossing, 4 crossing in departments) and step: {steps:?}"
    );
    println!(
        "means of networks: {} exact or capped in any case, {} a bound because people are told apart, {} gone",
        means[0], means[1], means[2]
    );
    println!("peak memory {}", memory());
}

fn threads(said: Option<&String>) -> Threads {
    said.map_or(Threads::ONE, |text| Threads::new(text.parse().unwrap()))
}

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .collect();
    let plan = match arguments.first().map(String::as_str) {
        Some("all") => Some(Plan::All),
        Some("whole") => Some(Plan::Whole),
        Some("strata") => Some(Plan::Strata),
        _ => None,
    };
    if let Some(plan) = plan {
        let questions = arguments.get(1).map_or(40, |text| text.parse().unwrap());
        let said: Vec<&str> = arguments.iter().skip(3).map(String::as_str).collect();
        crossing(plan, questions, threads(arguments.get(2)), &said);
        return;
    }
    let number = |at: usize, default: usize| {
        arguments
            .get(at)
            .map_or(default, |text| text.parse().unwrap())
    };
    let (count, questions, decoys) = (number(0, 1), number(1, 40), number(2, 0));
    let shows = match arguments.get(3).map(String::as_str) {
        Some("vendor") => Shows::Vendor,
        Some("uncapped") => Shows::Uncapped,
        _ => Shows::Product,
    };
    let instance = instance::municipalities(count, questions, 1);
    let kind = Arc::new(Kind::rating(5, false));
    let rules = Thresholds::default();
    let settings = Settings::default();
    let solver = Microlp::default();
    let mut walker = Walker::new();
    println!(
        "municipalities {count}, questions {questions}, groups {}, atoms {}",
        instance.frame.groups().len(),
        instance.frame.atoms()
    );
    let surveys: Vec<Survey> = (0..questions)
        .map(|question| instance.survey(question))
        .collect();

    // The audit alone, every need.
    let start = cpu();
    let (mut effort, mut worst, mut splitting) = (Effort::default(), 0.0_f64, 0.0);
    let (mut blocks, mut bad, mut worlds, mut violations) = (0_usize, 0_usize, 0, 0);
    for survey in &surveys {
        let before = cpu();
        let sheet = Sheet {
            frame: &instance.frame,
            kind: Arc::clone(&kind),
            n: &survey.n,
            published: (survey.counts.iter().zip(&survey.hidden))
                .map(|(counts, hidden)| if *hidden { None } else { shows.row(counts, 0) })
                .collect(),
        };
        let parts = split(&sheet, &rules).questions;
        splitting += cpu() - before;
        for part in &parts {
            let before = cpu();
            let done = audit(part, &rules, &mut walker, &solver, &settings, &[]).unwrap();
            worst = worst.max(cpu() - before);
            effort.add(&done.effort);
            blocks += 1;
            worlds += done.worlds.len();
            bad += usize::from(!done.is_safe());
            violations += done.violations.len();
        }
    }
    println!(
        "audit: {:.2} s CPU (splitting {splitting:.2}, worst block {worst:.4}); {effort:?}; worlds {worlds}",
        cpu() - start
    );
    println!(
        "by walk alone {:.3} %; blocks {blocks}, violated {bad} ({:.2} %) in {violations} needs",
        100.0 * effort.by_walk as f64 / effort.needs.max(1) as f64,
        100.0 * bad as f64 / blocks.max(1) as f64
    );

    // With the ladder, as for a release.
    let threads = threads(arguments.get(4));
    let settings = Settings {
        threads,
        ..settings
    };
    let (start, clock) = (cpu(), Instant::now());
    let decoy = |block: usize, question: usize| {
        Random::new(7, (block * 1000 + question) as u64).below(1000) < decoys
    };
    let mut settling = Effort::default();
    let (mut small, mut kept, mut fallbacks, mut chosen, mut lost) = (0_usize, 0_usize, 0, 0, 0);
    for (question, survey) in surveys.iter().enumerate() {
        let rungs = Rungs { survey, shows };
        let case = Case {
            frame: &instance.frame,
            kind: Arc::clone(&kind),
            n: &survey.n,
            question,
            steps: &rungs,
            decoy: &decoy,
        };
        let settled = settle(&case, &rules, &mut walker, &solver, &settings).unwrap();
        settling.add(&settled.effort);
        fallbacks += settled.fallbacks;
        chosen += settled.decoys;
        for (group, step) in settled.steps.iter().enumerate() {
            if !survey.hidden[group] && survey.group_n[group] < 10 {
                small += 1;
                kept += usize::from(*step == 0);
            } else if !survey.hidden[group] && *step >= 3 {
                lost += 1;
            }
        }
    }
    println!(
        "ladder: {:.2} s CPU, {:.2} s by the clock on {} threads; fallbacks {fallbacks}, decoys {chosen}; small groups shown {small}, full display kept {kept} ({:.2} %); larger groups coarser {lost}",
        cpu() - start,
        clock.elapsed().as_secs_f64(),
        threads.count(),
        100.0 * kept as f64 / small.max(1) as f64
    );
    println!("{settling:?}");
    println!("peak memory {}", memory());
}
