//! Why a need cannot be met: a smallest set of published facts that forces it, and what they force, for a person to follow.
//!
//! Method: deletion filter. Facts are left out one group at a time, then one at a time, as long as the rest still forces the disclosure;
//! what stays is irreducible: without any one of the facts named, the disclosure would not follow. Invariant: only proofs of the solver
//! count; where it has no answer a fact stays, and the derivation says that it may not be the smallest.

use crate::disclosure::audit::model::{Model, Span, shifted};
use crate::disclosure::audit::question::{Fact, Group, Kind, Question, Role, form};
use crate::disclosure::audit::ranges::wish;
use crate::disclosure::audit::search::Violation;
use crate::disclosure::audit::solver::{Outcome, Solver};
use crate::disclosure::audit::target::{Need, Origin, Want};

/// One published fact in a derivation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The group, as in the frame.
    pub group: usize,
    /// Its answers.
    pub n: u32,
    /// The fact in words.
    pub words: String,
}

/// A derivation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derivation {
    /// Who.
    pub origin: Origin,
    /// How many.
    pub n: u32,
    /// The facts that force it; no head count is named, all are known.
    pub reasons: Vec<Reason>,
    /// What they force, in words.
    pub conclusion: String,
    /// None of the facts can be spared.
    pub minimal: bool,
}

impl Derivation {
    /// Lines of text, with groups named by the caller.
    pub fn text(&self, name: impl Fn(usize) -> String) -> String {
        use std::fmt::Write as _;
        let mut text = String::new();
        for reason in &self.reasons {
            let Reason { group, n, words } = reason;
            let _ = writeln!(text, "{} ({n} answers): {words}", name(*group));
        }
        let who = match self.origin {
            Origin::Hidden(group) => format!("the hidden group {}", name(group)),
            Origin::Shown(group) => name(group),
            Origin::Remainder(group) => format!("what is not shown of {}", name(group)),
            Origin::Atom(_) => "those who stand in the same groups".to_owned(),
            Origin::Difference(outer, inner) => format!("{} without {}", name(outer), name(inner)),
        };
        let _ = writeln!(text, "so {} of {who}", self.conclusion);
        text
    }
}

/// Explains a violation, or nothing if the solver cannot prove it.
pub fn explain(
    question: &Question,
    violation: &Violation,
    solver: &dyn Solver,
) -> Option<Derivation> {
    let need = &violation.need;
    let mut kept: Vec<(usize, usize)> = Vec::new();
    for (group, row) in question.groups.iter().enumerate() {
        kept.extend((0..row.facts.len()).map(|fact| (group, fact)));
    }
    if forces(question, need, &kept, solver) != Some(true) {
        return None;
    }
    let mut minimal = true;
    let mut spare = |kept: &mut Vec<(usize, usize)>, out: &dyn Fn(&(usize, usize)) -> bool| {
        let rest: Vec<(usize, usize)> = kept.iter().copied().filter(|at| !out(at)).collect();
        if rest.len() < kept.len() {
            match forces(question, need, &rest, solver) {
                Some(true) => *kept = rest,
                Some(false) => {}
                None => minimal = false,
            }
        }
    };
    for group in 0..question.groups.len() {
        spare(&mut kept, &|at| at.0 == group);
    }
    for one in kept.clone() {
        spare(&mut kept, &|at| *at == one);
    }
    let target = &question.targets[need.target];
    let reasons = kept.iter().map(|(group, fact)| {
        let group = &question.groups[*group];
        Reason {
            group: group.id,
            n: group.n,
            words: words(&question.kind, &group.facts[*fact]),
        }
    });
    Some(Derivation {
        origin: target.origin,
        n: target.n,
        reasons: reasons.collect(),
        conclusion: conclusion(question, need, &kept, solver),
        minimal,
    })
}

fn conclusion(
    question: &Question,
    need: &Need,
    kept: &[(usize, usize)],
    solver: &dyn Solver,
) -> String {
    let name = &question.kind.measures[need.measure].name;
    let n = question.targets[need.target].n;
    let model = part(question, kept);
    let range = match need.want {
        Want::AtMost(cap) => {
            let least = (cap + 1..=i64::from(n)).find(|most| {
                let wish = wish(question, need, (i64::MIN / 4, *most));
                solver.feasible(&model, Some(&wish)) != Outcome::None
            });
            format!(
                "at least {} of the {n} answers are \"{name}\"",
                least.unwrap_or(cap + 1)
            )
        }
        Want::Width(_) => match range(question, need, &model, solver) {
            Some((low, high)) if low == high => {
                format!("\"{name}\" is exactly {low} in the {n} answers")
            }
            Some((low, high)) => format!("\"{name}\" is {low} to {high} in the {n} answers"),
            None => format!("\"{name}\" is nearly known in the {n} answers"),
        },
    };
    format!("{range} (this tells {})", need.rule.words(name, n))
}

/// Whether these facts alone force the disclosure; nothing if the solver cannot say.
fn forces(
    question: &Question,
    need: &Need,
    kept: &[(usize, usize)],
    solver: &dyn Solver,
) -> Option<bool> {
    let model = part(question, kept);
    match need.want {
        Want::AtMost(cap) => {
            let wish = wish(question, need, (i64::MIN / 4, cap));
            match solver.feasible(&model, Some(&wish)) {
                Outcome::None => Some(true),
                Outcome::World(_) => Some(false),
                Outcome::TimedOut => None,
            }
        }
        Want::Width(_) => {
            let (low, high) = range(question, need, &model, solver)?;
            Some(!need.want.met(low, high))
        }
    }
}

/// The least and greatest value, or any two values far enough apart to meet the need.
fn range(
    question: &Question,
    need: &Need,
    model: &Model,
    solver: &dyn Solver,
) -> Option<(i64, i64)> {
    let mut found: Option<(i64, i64)> = None;
    loop {
        let wishes: Vec<Option<Span>> = match found {
            None => vec![None],
            Some((low, high)) if need.want.met(low, high) => return found,
            Some((low, high)) => need
                .want
                .sought(low, high)
                .into_iter()
                .map(|bounds| Some(wish(question, need, bounds)))
                .collect(),
        };
        let mut grew = false;
        for wish in &wishes {
            match solver.feasible(model, wish.as_ref()) {
                Outcome::World(world) => {
                    let target = &question.targets[need.target];
                    let counts =
                        world.counts(question.kind.categories, &target.atoms, &target.offset);
                    let value = form(&question.kind.measures[need.measure].weights, &counts);
                    let (low, high) = found.unwrap_or((value, value));
                    grew = found.is_none() || value < low || value > high;
                    found = Some((low.min(value), high.max(value)));
                    break;
                }
                Outcome::None => {}
                Outcome::TimedOut => return None,
            }
        }
        if !grew {
            return found;
        }
    }
}

/// The model with only some facts.
fn part(question: &Question, kept: &[(usize, usize)]) -> Model {
    let span = |(index, group): (usize, &Group)| Span {
        atoms: group.atoms.clone(),
        facts: kept
            .iter()
            .filter(|(at, _)| *at == index)
            .map(|(_, fact)| shifted(&group.facts[*fact], &group.offset))
            .collect(),
    };
    Model {
        categories: question.kind.categories,
        n: question.n.clone(),
        spans: question.groups.iter().enumerate().map(span).collect(),
    }
}

fn words(kind: &Kind, fact: &Fact) -> String {
    let same = |role_is_sum: bool| {
        kind.measures.iter().find(|measure| {
            (measure.role == Role::Sum) == role_is_sum && measure.weights == fact.weights
        })
    };
    let name = match same(true).or_else(|| same(false)) {
        Some(measure) => measure.name.clone(),
        None => format!("counts weighted {:?}", fact.weights),
    };
    match (fact.low, fact.high) {
        (low, high) if low == high => format!("\"{name}\" is {low}"),
        (low, high) => format!("\"{name}\" is {low} to {high}"),
    }
}
