//! How often each interval holds the truth at the size of a network, and how often each test cries wolf: tables in Markdown.
//!
//! `cargo bench --bench coverage`; the seed is fixed, so the tables are the same everywhere. They stand in `docs/coverage.md`.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark prints tables and may stop"
)]

use pejling::base::Entropy;
use pejling::stats::beta_prior::{BetaFit, Counts, beta_by_likelihood, beta_by_moments};
use pejling::stats::finite_share::CountSet;
use pejling::stats::funnel::{Place, funnel_limits};
use pejling::stats::heterogeneity::{Estimate, Method};
use pejling::stats::recommendation::Recommendations;
use pejling::stats::{
    Interval, cliffs_delta, clopper_pearson, count_set, cronbach_alpha, funnel_place, hedges_g,
    mann_whitney, mean_of_members, mean_of_process, newcombe, permutation, random_effects,
    share_bounds, welch, wilson, wilson_finite,
};

/// Rounds behind each figure: a standard error of 0.15 points at 95 %.
const ROUNDS: u32 = 20_000;
const LEVEL: f64 = 0.95;
/// A network with fewer answers is not reported.
const FEWEST: usize = 5;
const SIZES: [usize; 3] = [6, 7, 8];
const RESPONSE: [f64; 3] = [0.7, 0.85, 1.0];

/// How often something was so.
#[derive(Clone, Copy, Default)]
struct Rate {
    yes: u32,
    of: u32,
    width: f64,
    /// Without an interval: no spread seen.
    none: u32,
}

impl Rate {
    fn add(&mut self, yes: bool) {
        self.yes += u32::from(yes);
        self.of += 1;
    }

    /// Whether the interval holds the truth, and how wide it is.
    fn hold(&mut self, found: Option<Interval>, truth: f64) {
        if let Some(found) = found {
            self.add(found.low - 1e-9 <= truth && truth <= found.high + 1e-9);
            self.width += found.high - found.low;
        } else {
            self.none += 1;
        }
    }

    fn percent(self) -> String {
        format!("{:.1}", 100.0 * f64::from(self.yes) / f64::from(self.of))
    }

    fn with_width(self, digits: usize) -> String {
        let width = self.width / f64::from(self.of);
        let none = 100.0 * f64::from(self.none) / f64::from(self.of + self.none);
        let percent = self.percent();
        if self.none == 0 {
            format!("{percent} ({width:.digits$})")
        } else {
            format!("{percent} ({width:.digits$}; none in {none:.2} %)")
        }
    }
}

fn head(columns: &[&str]) {
    println!("| {} |", columns.join(" | "));
    println!("|{}", "---|".repeat(columns.len()));
}

fn row(cells: &[String]) {
    println!("| {} |", cells.join(" | "));
}

fn normal(chance: &mut Entropy) -> f64 {
    let radius = (-2.0 * (1.0 - chance.unit()).ln()).sqrt();
    radius * (std::f64::consts::TAU * chance.unit()).cos()
}

/// The scale score of one person, 0 to 100: the mean of four answers on a scale of five steps, about `level`.
fn score(chance: &mut Entropy, level: f64) -> f64 {
    let own = level + 16.0 * normal(chance);
    let answers = (0..4).map(|_| {
        ((own + 20.0 * normal(chance)) / 25.0)
            .round()
            .clamp(0.0, 4.0)
    });
    answers.sum::<f64>() * 25.0 / 4.0
}

/// Which members answer: each by itself; drawn again until enough did.
fn answering(chance: &mut Entropy, of: usize, response: impl Fn(usize) -> f64) -> Vec<usize> {
    loop {
        let found: Vec<usize> = (0..of)
            .filter(|member| chance.unit() < response(*member))
            .collect();
        if found.len() >= FEWEST {
            return found;
        }
    }
}

fn pick(values: &[f64], which: &[usize]) -> Vec<f64> {
    which.iter().map(|at| values[*at]).collect()
}

fn shares(chance: &mut Entropy) {
    println!("## A share: coverage in percent (mean width)\n");
    head(&[
        "members",
        "response",
        "share",
        "Wilson",
        "Clopper-Pearson",
        "Wilson, finite",
        "count set",
        "bounds",
    ]);
    for size in SIZES {
        for response in [(0.7, 0.7), (0.85, 0.85), (1.0, 1.0), (0.95, 0.6)] {
            for share in [0.5, 0.8, 0.95] {
                let mut rates = [Rate::default(); 5];
                for _ in 0..ROUNDS {
                    let members: Vec<bool> = (0..size).map(|_| chance.unit() < share).collect();
                    let who = answering(chance, size, |m| {
                        if members[m] { response.0 } else { response.1 }
                    });
                    let of_all = members.iter().filter(|yes| **yes).count() as f64 / size as f64;
                    let x = who.iter().filter(|m| members[**m]).count() as u64;
                    let (n, all) = (who.len() as u64, size as u64);
                    rates[0].hold(wilson(x, n, LEVEL), share);
                    rates[1].hold(clopper_pearson(x, n, LEVEL).ok(), share);
                    rates[2].hold(wilson_finite(x, n, all, LEVEL).ok(), of_all);
                    rates[3].hold(
                        count_set(x, n, all, LEVEL).ok().map(CountSet::shares),
                        of_all,
                    );
                    rates[4].hold(share_bounds(x, n, all).ok(), of_all);
                }
                let said = if response.0 > response.1 {
                    format!("{:.0} % / {:.0} %", 100.0 * response.0, 100.0 * response.1)
                } else {
                    format!("{:.0} %", 100.0 * response.0)
                };
                let mut cells = vec![format!("{size}"), said, format!("{share}")];
                cells.extend(rates.iter().map(|rate| rate.with_width(2)));
                row(&cells);
            }
        }
    }
}

/// The mean and the standard deviation of scores, from very many.
fn truth_of_scores(chance: &mut Entropy, level: f64) -> (f64, f64) {
    let many: Vec<f64> = (0..1_000_000).map(|_| score(chance, level)).collect();
    let mean = many.iter().sum::<f64>() / 1e6;
    let variance = many.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 1e6;
    (mean, variance.sqrt())
}

fn means(chance: &mut Entropy) {
    println!("\n## A mean on a scale of 100: coverage in percent (mean width)\n");
    head(&["members", "response", "scores", "process", "members'"]);
    for (name, level) in [("middle", 62.0), ("high", 92.0)] {
        let (truth, sd) = truth_of_scores(chance, level);
        let name = format!("{name}: mean {truth:.0}, sd {sd:.0}");
        for size in SIZES {
            for response in RESPONSE {
                let mut rates = [Rate::default(); 2];
                for _ in 0..ROUNDS {
                    let members: Vec<f64> = (0..size).map(|_| score(chance, level)).collect();
                    let who = answering(chance, size, |_| response);
                    let values = pick(&members, &who);
                    let process = mean_of_process(&values, LEVEL).ok();
                    rates[0].hold(process.map(|e| e.interval), truth);
                    let own = mean_of_members(&values, size as u64, LEVEL).ok();
                    let of_all = members.iter().sum::<f64>() / size as f64;
                    rates[1].hold(own.map(|e| e.interval), of_all);
                }
                let mut cells = vec![
                    format!("{size}"),
                    format!("{:.0} %", 100.0 * response),
                    name.clone(),
                ];
                cells.extend(rates.iter().map(|rate| rate.with_width(1)));
                row(&cells);
            }
        }
    }
}

fn differences(chance: &mut Entropy) {
    println!("\n## A difference between two waves: coverage in percent (mean width)\n");
    head(&[
        "members",
        "response",
        "Newcombe",
        "Welch",
        "Hedges g",
        "Cliff delta",
    ]);
    let (before, after) = (52.0, 68.0);
    let (mean_before, _) = truth_of_scores(chance, before);
    let (mean_after, _) = truth_of_scores(chance, after);
    let pairs = (0..1_000_000).map(|_| {
        let (second, first) = (score(chance, after), score(chance, before));
        f64::from(i8::from(second > first) - i8::from(second < first))
    });
    let delta = pairs.sum::<f64>() / 1e6;
    for size in SIZES {
        for response in RESPONSE {
            let mut rates = [Rate::default(); 4];
            for _ in 0..ROUNDS {
                let [n, m] = [(); 2].map(|()| answering(chance, size, |_| response).len());
                let count = |chance: &mut Entropy, of: usize, share: f64| {
                    (0..of).filter(|_| chance.unit() < share).count() as u64
                };
                let second = (count(chance, n, 0.85), n as u64);
                let first = (count(chance, m, 0.5), m as u64);
                let found = newcombe(second, first, LEVEL).unwrap();
                rates[0].hold(Some(found.interval), 0.35);
                let a: Vec<f64> = (0..n).map(|_| score(chance, after)).collect();
                let b: Vec<f64> = (0..m).map(|_| score(chance, before)).collect();
                rates[1].hold(
                    welch(&a, &b, LEVEL).ok().map(|t| t.interval),
                    mean_after - mean_before,
                );
                rates[3].hold(cliffs_delta(&a, &b, LEVEL).ok().map(|d| d.interval), delta);
                // g is made for normal values: a true difference of 0.8.
                let a: Vec<f64> = (0..n).map(|_| 0.8 + normal(chance)).collect();
                let b: Vec<f64> = (0..m).map(|_| normal(chance)).collect();
                rates[2].hold(hedges_g(&a, &b, LEVEL).ok().map(|g| g.interval), 0.8);
            }
            let mut cells = vec![format!("{size}"), format!("{:.0} %", 100.0 * response)];
            cells.extend(
                rates
                    .iter()
                    .enumerate()
                    .map(|(at, r)| r.with_width(if at == 1 { 1 } else { 2 })),
            );
            row(&cells);
        }
    }
    println!(
        "\nTruth: shares 0.85 and 0.5; scores {mean_after:.1} and {mean_before:.1}; g 0.8; delta {delta:.3}."
    );
}

fn false_alarms(chance: &mut Entropy) {
    println!("\n## Tests where nothing changed: found at 5 %, in percent\n");
    head(&[
        "members",
        "response",
        "who",
        "Welch",
        "Mann-Whitney",
        "permutation",
    ]);
    for persists in [false, true] {
        for size in SIZES {
            for response in RESPONSE {
                let mut rates = [Rate::default(); 3];
                for _ in 0..ROUNDS / 4 {
                    let people: Vec<f64> =
                        (0..size).map(|_| 62.0 + 16.0 * normal(chance)).collect();
                    let wave = |chance: &mut Entropy| -> Vec<f64> {
                        answering(chance, size, |_| response)
                            .into_iter()
                            .map(|who| {
                                let own = if persists {
                                    people[who]
                                } else {
                                    62.0 + 16.0 * normal(chance)
                                };
                                let answers = (0..4).map(|_| {
                                    ((own + 20.0 * normal(chance)) / 25.0)
                                        .round()
                                        .clamp(0.0, 4.0)
                                });
                                answers.sum::<f64>() * 25.0 / 4.0
                            })
                            .collect()
                    };
                    let (a, b) = (wave(chance), wave(chance));
                    rates[0].add(welch(&a, &b, LEVEL).is_ok_and(|t| t.p <= 0.05));
                    rates[1].add(mann_whitney(&a, &b).unwrap().p.two_sided <= 0.05);
                    rates[2].add(permutation::permutation_exact(&a, &b).unwrap().p <= 0.05);
                }
                let who = if persists {
                    "the same people"
                } else {
                    "other people"
                };
                let mut cells = vec![
                    format!("{size}"),
                    format!("{:.0} %", 100.0 * response),
                    who.to_owned(),
                ];
                cells.extend(rates.iter().map(|rate| rate.percent()));
                row(&cells);
            }
        }
    }
}

/// Five items, each a share of a common factor, in five steps: one list an item.
fn items(chance: &mut Entropy, people: usize) -> Vec<Vec<f64>> {
    let mut found = vec![Vec::new(); 5];
    for _ in 0..people {
        let common = normal(chance);
        for item in &mut found {
            let own = 0.7 * common + 0.51_f64.sqrt() * normal(chance);
            item.push((3.5 + 1.1 * own).round().clamp(1.0, 5.0));
        }
    }
    found
}

fn reliability(chance: &mut Entropy) {
    println!(
        "\n## Cronbach's alpha of five items in five steps: coverage in percent (mean width)\n"
    );
    head(&["answers", "Feldt"]);
    let truth = cronbach_alpha(&items(chance, 500_000), LEVEL).unwrap().raw;
    for people in [6, 8, 30, 100, 764] {
        let mut rate = Rate::default();
        for _ in 0..ROUNDS / 4 {
            let found = cronbach_alpha(&items(chance, people), LEVEL);
            rate.hold(found.ok().map(|alpha| alpha.interval), truth);
        }
        row(&[format!("{people}"), rate.with_width(2)]);
    }
    println!("\nTruth: alpha {truth:.3}.");
}

fn recommendation(chance: &mut Entropy) {
    println!("\n## Recommendation score: coverage in percent (mean width, points)\n");
    head(&["answers", "40/30/30", "70/20/10", "90/8/2"]);
    for n in [6, 8, 30, 100, 764] {
        let mut cells = vec![format!("{n}")];
        for (promoters, passives) in [(0.4, 0.3), (0.7, 0.2), (0.9, 0.08)] {
            let mut rate = Rate::default();
            let truth = 100.0 * (promoters - (1.0 - promoters - passives));
            for _ in 0..ROUNDS {
                let answers: Vec<u8> = (0..n)
                    .map(|_| match chance.unit() {
                        u if u < promoters => 10,
                        u if u < promoters + passives => 7,
                        _ => 0,
                    })
                    .collect();
                let found = Recommendations::of(&answers).unwrap().score(LEVEL).unwrap();
                rate.hold(Some(found.interval), truth);
            }
            cells.push(rate.with_width(0));
        }
        row(&cells);
    }
}

fn units(chance: &mut Entropy) {
    println!("\n## Many networks of 6 to 8 at once: coverage in percent (mean width)\n");
    head(&[
        "networks",
        "response",
        "own mean alone",
        "DerSimonian-Laird",
        "REML",
        "own share alone (Wilson)",
        "beta, moments",
        "beta, likelihood",
    ]);
    for count in [20, 40, 120] {
        for response in RESPONSE {
            let mut rates = [Rate::default(); 6];
            for _ in 0..ROUNDS / 100 {
                let mut truths = Vec::new();
                let mut seen = Vec::new();
                let mut shares = Vec::new();
                let mut counts: Vec<Counts> = Vec::new();
                for _ in 0..count {
                    let size = SIZES[chance.below(3)];
                    let n = answering(chance, size, |_| response).len();
                    let truth = 65.0 + 12.0 * normal(chance);
                    let variance = 324.0 / n as f64;
                    truths.push(truth);
                    seen.push(Estimate {
                        value: truth + variance.sqrt() * normal(chance),
                        variance,
                    });
                    // Beta(8, 2): the eighth least of nine even draws.
                    let mut draws: Vec<f64> = (0..9).map(|_| chance.unit()).collect();
                    draws.sort_by(f64::total_cmp);
                    shares.push(draws[7]);
                    let x = (0..n).filter(|_| chance.unit() < draws[7]).count();
                    counts.push((x as u64, n as u64));
                }
                for (unit, truth) in seen.iter().zip(&truths) {
                    let half = 1.959_963_984_540_054 * unit.variance.sqrt();
                    let own = Interval {
                        low: unit.value - half,
                        high: unit.value + half,
                    };
                    rates[0].hold(Some(own), *truth);
                }
                for (at, method) in [(1, Method::DerSimonianLaird), (2, Method::Reml)] {
                    let prior = random_effects(&seen, method).unwrap().prior().unwrap();
                    for (unit, truth) in seen.iter().zip(&truths) {
                        let found = prior.posterior(*unit).unwrap().interval(LEVEL).ok();
                        rates[at].hold(found, *truth);
                    }
                }
                for ((x, n), truth) in counts.iter().zip(&shares) {
                    rates[3].hold(wilson(*x, *n, LEVEL), *truth);
                }
                for (at, fit) in [
                    (4, beta_by_moments(&counts)),
                    (5, beta_by_likelihood(&counts)),
                ] {
                    let Ok(BetaFit::Spread(prior)) = fit else {
                        for truth in &shares {
                            rates[at].hold(None, *truth);
                        }
                        continue;
                    };
                    for ((x, n), truth) in counts.iter().zip(&shares) {
                        let found = prior.after(*x, *n).unwrap().interval(LEVEL).ok();
                        rates[at].hold(found, *truth);
                    }
                }
            }
            let mut cells = vec![format!("{count}"), format!("{:.0} %", 100.0 * response)];
            cells.extend(
                rates
                    .iter()
                    .enumerate()
                    .map(|(at, r)| r.with_width(if at < 3 { 1 } else { 2 })),
            );
            row(&cells);
        }
    }
}

fn funnels(chance: &mut Entropy) {
    println!("\n## Networks outside the funnel where all are alike, in percent\n");
    head(&[
        "answers",
        "share",
        "place at 95 %",
        "place at 99.8 %",
        "printed limits, 95 %",
        "printed limits, 99.8 %",
    ]);
    for n in [5, 6, 7, 8] {
        for share in [0.5, 0.8, 0.95] {
            let mut rates = [Rate::default(); 4];
            for _ in 0..ROUNDS {
                let x = (0..n).filter(|_| chance.unit() < share).count() as u64;
                for (at, level) in [0.95, 0.998].into_iter().enumerate() {
                    let place = funnel_place(x, n, share, level).unwrap();
                    rates[at].add(place != Place::Within);
                    let limits = funnel_limits(share, n, level).unwrap();
                    let seen = x as f64 / n as f64;
                    rates[at + 2].add(seen < limits.low || seen > limits.high);
                }
            }
            let mut cells = vec![format!("{n}"), format!("{share}")];
            cells.extend(rates.iter().map(|rate| rate.percent()));
            row(&cells);
        }
    }
}

fn main() {
    let mut chance = Entropy::seeded(2026);
    shares(&mut chance);
    means(&mut chance);
    differences(&mut chance);
    false_alarms(&mut chance);
    reliability(&mut chance);
    recommendation(&mut chance);
    units(&mut chance);
    funnels(&mut chance);
}
