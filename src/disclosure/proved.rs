//! The rule of complements, and the proof that it did what it is for: whatever is added and subtracted among the groups shown, no set
//! of people with fewer answers than the threshold can be worked out, nor a difference of two such sets.
//!
//! The proof does not trust the rule: it knows only who is in which shown group and how many answered, and searches. What it finds,
//! and a search that was not finished, stop the publication.
//!
//! # Invariants
//! - No answers are read, only numbers of them.
//! - What is hidden later, by the audit, needs no proof of its own: from fewer groups no more can be worked out.
//! - A refusal names groups and what to do with them, and no number of answers.

use crate::base::GroupTree;

use super::Refusal;
use super::complement::{Guarded, Shape, complement};
use super::document::Reason;
use super::structure::classes::Classes;
use super::structure::derivation::{Derivation, derive_contrast};
use super::structure::incidence::{Group, Incidence, IncidenceFault};
use super::structure::small_set::{self, Contrast, Search};

/// Steps of the search, far above what a tree of groups needs.
const BUDGET: u64 = 1_000_000;

/// Hides what must be hidden besides, so that nothing of too few answers can be worked out from what is shown.
pub(in crate::disclosure) trait Guard: Sync {
    /// `hidden` holds the primary reasons per group, and is completed in place. `audited` says what the audit took from releases that are
    /// out already.
    fn protect(
        &self,
        guarded: &[Guarded<'_>],
        audited: &[Option<Reason>],
        hidden: &mut [Option<Reason>],
    ) -> Result<(), Refusal>;
}

/// Along the tree of groups, by the rule of complements.
pub(in crate::disclosure) struct Along<'a> {
    /// The groups.
    pub(in crate::disclosure) tree: &'a GroupTree,
    /// What it says of each.
    pub(in crate::disclosure) shape: &'a Shape,
}

impl Guard for Along<'_> {
    fn protect(
        &self,
        guarded: &[Guarded<'_>],
        _: &[Option<Reason>],
        hidden: &mut [Option<Reason>],
    ) -> Result<(), Refusal> {
        protected(self.tree, self.shape, guarded, hidden)
    }
}

/// Hides what the rule of complements hides, and proves for each of `guarded` that it is enough.
pub(in crate::disclosure) fn protected(
    tree: &GroupTree,
    shape: &Shape,
    guarded: &[Guarded<'_>],
    hidden: &mut [Option<Reason>],
) -> Result<(), Refusal> {
    complement(tree, shape, guarded, hidden);
    let shown: Vec<bool> = hidden.iter().map(Option::is_none).collect();
    guarded.iter().try_for_each(|numbers| {
        prove(tree, numbers.own, &shown, numbers.minimum)?;
        if numbers.remainder > numbers.minimum {
            prove_differences(tree, numbers.own, &shown, numbers.remainder)?;
        }
        Ok(())
    })
}

/// Proves that no set of fewer than `remainder` answers follows that is not put together of groups shown. It is enough to look at sets in
/// which no whole shown group lies, for what is left without it would follow, too; so a shown group with no other inside counts as
/// too large.
pub(in crate::disclosure) fn prove_differences(
    tree: &GroupTree,
    own: &[u32],
    shown: &[bool],
    remainder: u32,
) -> Result<(), Refusal> {
    let around = |stratum: usize| tree.path(stratum).find(|group| shown[*group]);
    let mut parted = vec![false; shown.len()];
    for stratum in (0..own.len()).filter(|stratum| own[*stratum] > 0) {
        let within = tree.path(stratum).filter(|group| shown[*group]);
        within.skip(1).for_each(|group| parted[group] = true);
    }
    let enlarged: Vec<u32> = own
        .iter()
        .enumerate()
        .map(|(stratum, own)| match around(stratum) {
            Some(group) if *own > 0 && !parted[group] => remainder.max(*own),
            _ => *own,
        })
        .collect();
    prove(tree, &enlarged, shown, remainder)
}

/// Proves that from the groups shown nothing about fewer than `minimum` answers follows; `own` are the answers that stand directly in
/// each group.
pub(in crate::disclosure) fn prove(
    tree: &GroupTree,
    own: &[u32],
    shown: &[bool],
    minimum: u32,
) -> Result<(), Refusal> {
    let published: Vec<usize> = (0..shown.len()).filter(|group| shown[*group]).collect();
    let broken = |fault: IncidenceFault| Refusal::NotAudited(fault.to_string());
    let classes = classes(tree, own, &published).map_err(broken)?;
    let all = vec![true; published.len()];
    let most = u64::from(minimum).saturating_sub(1);
    match small_set::all(&classes, &all, most, BUDGET) {
        Search::None => Ok(()),
        Search::Unknown => Err(Refusal::NotAudited(
            "the search for small groups that could be worked out was not finished".into(),
        )),
        Search::Found(found) => {
            let told = found.first().and_then(|found| {
                let derivation = derive_contrast(&classes, &all, found)?;
                let name = |place: usize| label(tree, published[place]);
                Some(told(&derivation, found, minimum, name))
            });
            Err(Refusal::NotAudited(told.unwrap_or_else(|| {
                format!("fewer than {minimum} answers could be worked out")
            })))
        }
    }
}

/// Answers, those taken together that stand in the same published groups.
fn classes(tree: &GroupTree, own: &[u32], published: &[usize]) -> Result<Classes, IncidenceFault> {
    let mut atoms = vec![Vec::new(); own.len()];
    let mut answers = Vec::new();
    for (stratum, own) in own.iter().enumerate().filter(|(_, own)| **own > 0) {
        for group in tree.path(stratum) {
            atoms[group].push(answers.len());
        }
        answers.push(*own);
    }
    let groups = (0_u64..)
        .zip(published)
        .map(|(id, group)| Group {
            id,
            priority: 0,
            family: Some(0),
            atoms: std::mem::take(&mut atoms[*group]),
        })
        .collect();
    Classes::new(&Incidence::new(answers.len(), groups)?, &answers)
}

fn label(tree: &GroupTree, group: usize) -> String {
    tree.get(group)
        .map_or_else(String::new, |group| format!("\"{}\"", group.label))
}

/// How it is worked out, for a person to follow.
fn told(
    derivation: &Derivation,
    found: &Contrast,
    minimum: u32,
    name: impl Fn(usize) -> String,
) -> String {
    let listed = |sign: i64| -> String {
        let terms = derivation
            .terms
            .iter()
            .filter(|(_, factor)| factor.signum() == sign);
        let named = terms.map(|(group, factor)| match factor.abs() {
            1 => name(*group),
            times => format!("{times} times {}", name(*group)),
        });
        named.collect::<Vec<_>>().join(", ")
    };
    let (plus, minus) = (listed(1), listed(-1));
    let less = if minus.is_empty() {
        String::new()
    } else {
        format!(" take away {minus}")
    };
    let shared = match derivation.divisor {
        1 => String::new(),
        divisor => format!(", divided by {divisor}"),
    };
    let left = if found.iter().all(|(_, sign)| *sign) {
        "what is left are"
    } else {
        "what is left is the difference of two groups with together"
    };
    format!("from {plus}{less}{shared}: {left} fewer than {minimum} answers")
}
