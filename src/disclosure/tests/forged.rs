//! A release with its certificate, altered by somebody who mends both digests.

use crate::disclosure::document::{Cell, Figure, Shown, Subject};
use crate::disclosure::fixture::Case;
use crate::disclosure::verify::{Verified, verify};
use crate::disclosure::{Certificate, Ledger, Refusal, Release, ReleaseDocument};
use crate::instrument::Instrument;

/// Everybody answered.
pub(super) const ALL: [usize; 9] = [0, 0, 0, 7, 7, 6, 7, 8, 7];

/// Network `m2` has 4 answers of 7.
pub(super) const SOME: [usize; 9] = [0, 0, 0, 6, 7, 6, 4, 8, 5];

/// A release as the engine made it.
pub(super) struct Made {
    pub(super) instrument: Instrument,
    pub(super) release: Release,
    pub(super) certificate: Certificate,
}

pub(super) type Change<'a> = &'a dyn Fn(&mut ReleaseDocument, &mut Certificate);

impl Made {
    pub(super) fn of(case: Case) -> Self {
        let mut ledger = Ledger::open(Vec::new()).unwrap();
        let (release, certificate) = case.certified(&mut ledger).unwrap();
        Self {
            instrument: case.instrument,
            release,
            certificate,
        }
    }

    pub(super) fn new(ballots: &[usize; 9], seed: u64) -> Self {
        Self::of(Case::new(ballots, seed, seed))
    }

    /// Release and certificate, altered by somebody who mends both digests.
    pub(super) fn forged(
        &self,
        change: impl Fn(&mut ReleaseDocument, &mut Certificate),
    ) -> (ReleaseDocument, Certificate) {
        let (mut document, mut proof) = (self.release.document().clone(), self.certificate.clone());
        change(&mut document, &mut proof);
        let document = Release::seal(document).unwrap().document().clone();
        proof.release.clone_from(&document.digest);
        (document, proof.sealed().unwrap())
    }

    pub(super) fn verdict(
        &self,
        change: impl Fn(&mut ReleaseDocument, &mut Certificate),
    ) -> Result<Verified, Refusal> {
        let (document, proof) = self.forged(change);
        verify(&document, &proof)
    }

    /// Sees to it that this is refused for this reason, and that without it all passes.
    pub(super) fn refused(
        &self,
        what: &str,
        change: impl Fn(&mut ReleaseDocument, &mut Certificate),
    ) {
        self.verdict(|_, _| ()).unwrap();
        match self.verdict(change) {
            Err(Refusal::NotProven(told)) => assert!(told.contains(what), "{told}, not {what}"),
            other => panic!("{other:?}, not {what}"),
        }
    }

    pub(super) fn table(&self, about: &Subject) -> usize {
        let mut tables = self.release.document().tables.iter();
        tables.position(|table| table.about == *about).unwrap()
    }

    pub(super) fn item(&self, name: &str) -> usize {
        self.table(&Subject::Item(name.into()))
    }

    pub(super) fn scale(&self) -> usize {
        self.table(&Subject::Scale("trust".into()))
    }

    /// The first group of which a table shows something that is so.
    pub(super) fn group(&self, table: usize, is: impl Fn(&Cell) -> bool) -> usize {
        let cells = self.release.document().tables[table].cells.iter();
        let shown = |cell: &&Cell| matches!(cell.figures, Shown::Shown(_));
        let mut at = cells.enumerate().filter(|(_, cell)| shown(cell));
        at.find(|(_, cell)| is(cell)).unwrap().0
    }
}

/// A figure with so much more in it.
pub(super) fn raised(figure: Figure, by: f64) -> Figure {
    let up = |x: f64| ((x + by) * 100.0).round() / 100.0;
    match figure {
        Figure::Exact(x) => Figure::Exact(up(x)),
        Figure::AtLeast(x) => Figure::AtLeast(up(x)),
        Figure::AtMost(x) => Figure::AtMost(up(x)),
    }
}
