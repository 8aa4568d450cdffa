//! Checks a later release against its certificate and all releases that it adds to: without a solver, without anybody's answers, without
//! the database.

use std::collections::BTreeSet;

use crate::disclosure::cut::Cut;
use crate::disclosure::verify::tables::{Checker, Whole};
use crate::disclosure::verify::{Verified, shape, sizes, thresholds, tree};
use crate::disclosure::{Certificate, Refusal, ReleaseDocument};

use super::after;
use super::audit::Joined;
use super::joint::holds;

/// Checks that the certificate proves the document, taken together with `earlier`: every release of the survey before it, the first first.
pub fn verify_with(
    document: &ReleaseDocument,
    earlier: &[&ReleaseDocument],
    certificate: &Certificate,
) -> Result<Verified, Refusal> {
    let not = |why: &str| Refusal::NotProven(why.to_owned());
    if certificate.release != document.digest {
        return Err(not("it belongs to another release"));
    }
    let base = chained(document, earlier)?;
    for one in earlier.iter().copied().chain([document]) {
        shape(one)?;
    }
    let tree = tree(base)?;
    let (mut cuts, mut releases) = (Vec::new(), Vec::new());
    let adding = || earlier.iter().skip(1).copied().chain([document]);
    for later in adding() {
        repeats_the_whole(base, later)?;
        let more = Cut::of_document(later, &tree)?;
        releases.push(after(&tree, cuts.len(), more.len()));
        cuts.extend(more);
    }
    let codes: BTreeSet<_> = cuts.iter().map(|cut| &cut.code).collect();
    if codes.len() != cuts.len() {
        return Err(not("two cuts have the same code"));
    }
    let mut own = vec![0; tree.groups().len()];
    for code in &certificate.strata {
        let mut groups = tree.groups().iter();
        let at = groups.position(|group| group.code.as_str() == code);
        let at = at.ok_or_else(|| not("it names a group that the releases do not have"))?;
        own[at] = 1;
    }
    let joined = Joined::new(&tree, &own, &cuts, &releases)?;
    if joined.strata.len() != certificate.strata.len() {
        return Err(not("it names a group twice"));
    }
    thresholds(document, certificate)?;
    let mut known = sizes(&base.groups);
    for later in adding() {
        known.extend(sizes(&later.groups).into_iter().skip(1));
    }
    let tables: Vec<Whole<'_>> = (0..document.tables.len())
        .map(|place| Whole {
            about: &document.tables[place].about,
            cells: base.tables[place]
                .cells
                .iter()
                .chain(adding().flat_map(|later| later.tables[place].cells.iter().skip(1)))
                .collect(),
        })
        .collect();
    let left = |shown: &[bool], answers: &[u32], minimum: u32, remainder: u32| {
        let sets: Vec<&[usize]> = joined
            .ids
            .iter()
            .zip(joined.groups.groups())
            .filter(|(id, _)| id.is_some_and(|id| shown.get(id) == Some(&true)))
            .map(|(_, atoms)| atoms.as_slice())
            .collect();
        if holds(&sets, answers, minimum, remainder) {
            Ok(())
        } else {
            Err("that nothing of too few answers can be worked out".to_owned())
        }
    };
    let fresh = known.len() - document.groups.len().saturating_sub(1);
    Checker {
        policy: &document.policy,
        certificate,
        sizes: &known,
        fresh,
        ids: &joined.ids,
        groups: &joined.groups,
        left: &left,
    }
    .check(&tables)
}

/// The first release, if `earlier` are the releases that the document adds to, and each of them adds to those before it.
fn chained<'a>(
    document: &ReleaseDocument,
    earlier: &[&'a ReleaseDocument],
) -> Result<&'a ReleaseDocument, Refusal> {
    let digests: Vec<&String> = earlier.iter().map(|one| &one.digest).collect();
    let follows = |later: &ReleaseDocument, at: usize| {
        later.adds_to.iter().eq(digests[..at].iter().copied())
            && later.survey == document.survey
            && later.policy == document.policy
    };
    let mut each = earlier.iter().enumerate();
    match earlier.first() {
        Some(base)
            if follows(document, earlier.len()) && each.all(|(at, one)| follows(one, at)) =>
        {
            Ok(base)
        }
        _ => Err(Refusal::NotProven(
            "it adds to other releases than those given: give each of them, the oldest first"
                .to_owned(),
        )),
    }
}

/// Of the whole a later release shows what the first one showed.
fn repeats_the_whole(base: &ReleaseDocument, later: &ReleaseDocument) -> Result<(), Refusal> {
    let same = later.groups.first() == base.groups.first()
        && later.tables.len() == base.tables.len()
        && later.tables.iter().zip(&base.tables).all(|(now, then)| {
            now.about == then.about
                && now.cells.len() == later.groups.len()
                && then.cells.len() == base.groups.len()
                && now.cells.first() == then.cells.first()
        });
    if same {
        Ok(())
    } else {
        Err(Refusal::NotProven(
            "it does not repeat the figures of the whole as the first release shows them"
                .to_owned(),
        ))
    }
}
