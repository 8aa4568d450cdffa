//! Stage A that fails closed: level by level, each proved before the next, and where a proof is not finished nothing further is shown.
//!
//! Method: the dearest groups are decided and proved as if no others were planned; then the next dearest with those standing, and so on.
//! A set that only later groups would single out is met when they are decided. A crossing that cannot be proved in time is
//! hidden whole, and so is everything cheaper.
//!
//! # Invariants
//! - What is shown is proved, or was published before.
//! - A smaller budget shows a part of what a larger one shows: up to the first unfinished proof both do the same.

use std::collections::BTreeSet;

use super::classes::Classes;
use super::decision::{
    Case, Proof, Reason, Standing, Structure, StructureFault, Verdict, decide_proved,
};
use super::incidence::IncidenceFault;

/// Decides, with at most `budget` steps for each proof.
pub fn decide_closed(case: &Case<'_>, budget: u64) -> Result<(Structure, Proof), StructureFault> {
    let groups = case.incidence.groups();
    if case.standing.len() != groups.len() {
        return Err(IncidenceFault::Length {
            given: case.standing.len(),
            expected: groups.len(),
        }
        .into());
    }
    let mut standing = case.standing.to_vec();
    let mut made = undecided(case)?;
    let mut last = Proof::NoSmallSet;
    let levels: BTreeSet<u32> = groups.iter().map(|group| group.priority).collect();
    for level in levels {
        let is_in = |group: &usize| {
            groups[*group].priority <= level || case.standing[*group] == Standing::Published
        };
        let places: Vec<usize> = (0..groups.len()).filter(is_in).collect();
        let incidence = case.incidence.restricted_to(&places)?;
        let now: Vec<Standing> = places.iter().map(|group| standing[*group]).collect();
        let part = Case {
            incidence: &incidence,
            standing: &now,
            ..*case
        };
        let (structure, proof) = decide_proved(&part, budget)?;
        if proof == Proof::Unknown {
            // Nothing has been shown yet that was not published before, so nothing stands on an earlier proof.
            if made.rounds == 0 && case.standing.contains(&Standing::Published) {
                last = Proof::Unknown;
            }
            return Ok((made, last));
        }
        made.rounds += structure.rounds;
        made.targets = structure.targets;
        made.breaches = structure
            .breaches
            .into_iter()
            .map(|target| target.placed(&places))
            .collect();
        last = match proof {
            Proof::Breached(targets) => Proof::Breached(
                targets
                    .into_iter()
                    .map(|target| target.placed(&places))
                    .collect(),
            ),
            other => other,
        };
        for (verdict, &group) in structure.verdicts.into_iter().zip(&places) {
            if groups[group].priority == level && case.standing[group] == Standing::Open {
                standing[group] = if verdict == Verdict::Shown {
                    Standing::Published
                } else {
                    Standing::Hidden
                };
                made.verdicts[group] = match verdict {
                    Verdict::Secondary(Reason::Protects(target)) => {
                        Verdict::Secondary(Reason::Protects(target.placed(&places)))
                    }
                    other => other,
                };
            }
        }
    }
    Ok((made, last))
}

/// What is shown before anything is decided: what was published before.
fn undecided(case: &Case<'_>) -> Result<Structure, StructureFault> {
    let classes = Classes::new(case.incidence, case.answers)?;
    let answers = classes.group_answers().to_vec();
    let verdict = |group: usize| match case.standing[group] {
        Standing::Published => Verdict::Shown,
        _ if answers[group] < u64::from(case.threshold) => Verdict::Primary,
        Standing::Hidden => Verdict::Secondary(Reason::HiddenBefore),
        Standing::Open => Verdict::Secondary(Reason::Unproved),
    };
    let verdicts = (0..answers.len()).map(verdict).collect();
    Ok(Structure {
        verdicts,
        answers,
        breaches: Vec::new(),
        targets: 0,
        rounds: 0,
    })
}
