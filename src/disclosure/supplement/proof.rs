//! Checks a later release against its certificate and all releases that it adds to: without a solver, without anybody's answers, without
//! the database.

use std::collections::BTreeSet;

use crate::disclosure::cut::Cut;
use crate::disclosure::document::{Cell, Figures, Shown, Subject, Table};
use crate::disclosure::verify::{Prover, Verified, coalition, sizes, tree};
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
    sizes(document)?;
    let tree = tree(base)?;
    let (mut cuts, mut releases) = (Vec::new(), Vec::new());
    for later in earlier.iter().skip(1).copied().chain([document]) {
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
    let coalition = coalition(document, certificate)?;
    let mut verified = Verified::default();
    let mut certified = certificate.tables.iter().peekable();
    for (place, table) in document.tables.iter().enumerate() {
        let Some(proof) = certified.next_if(|proof| proof.table == place) else {
            if adds_nothing_to_prove(table) {
                continue;
            }
            return Err(Refusal::NotProven(format!("table {place} has no proof")));
        };
        let mut cells: Vec<&Cell> = base.tables[place].cells.iter().collect();
        for later in earlier.iter().skip(1).copied().chain([document]) {
            cells.extend(later.tables[place].cells.iter().skip(1));
        }
        if cells.len() != tree.groups().len() + cuts.len() {
            return Err(not("a table has not a figure for every group"));
        }
        let shown: Vec<&[usize]> = joined
            .ids
            .iter()
            .zip(joined.groups.groups())
            .filter(|(id, _)| id.is_some_and(|id| matches!(cells[id].figures, Shown::Shown(_))))
            .map(|(_, atoms)| atoms.as_slice())
            .collect();
        if proof.answers.len() != joined.strata.len()
            || !holds(
                &shown,
                &proof.answers,
                proof.minimum.max(document.policy.differences),
            )
        {
            return Err(Refusal::NotProven(format!(
                "table {place}: that nothing of too few answers can be worked out"
            )));
        }
        let prover = Prover {
            cells,
            ids: &joined.ids,
            groups: &joined.groups,
            least: document.policy.ordinary,
            coalition,
        };
        verified.add(prover.prove(proof)?);
    }
    match certified.next() {
        None => Ok(verified),
        Some(_) => Err(not(
            "it has a part on a table that the release does not have",
        )),
    }
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

/// Whether no cut shows anything that is audited.
fn adds_nothing_to_prove(table: &Table) -> bool {
    matches!(table.about, Subject::Scale(_))
        || table.cells.iter().skip(1).all(|cell| {
            matches!(
                cell.figures,
                Shown::Hidden(_) | Shown::Shown(Figures::Number { .. })
            )
        })
}
