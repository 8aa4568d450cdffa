//! The certificate of a whole release: it proves the release it was made for, and no other; damaged or altered it proves nothing.

use crate::disclosure::audit::model::{Model, Span};
use crate::disclosure::audit::solver::{Outcome, Solver};
use crate::disclosure::document::{Figures, Shown};
use crate::disclosure::fixture::Case;
use crate::disclosure::verify::verify;
use crate::disclosure::{Certificate, Ledger, Refusal, Release, ReleaseDocument};

const BALLOTS: [usize; 9] = [0, 0, 0, 6, 7, 6, 4, 8, 5];

fn certified(seed: u64) -> (Release, Certificate) {
    Case::new(&BALLOTS, seed, seed)
        .certified(&mut Ledger::open(Vec::new()).unwrap())
        .unwrap()
}

/// A document with one change, and a digest that fits.
fn altered(release: &Release, change: impl FnOnce(&mut ReleaseDocument)) -> ReleaseDocument {
    let mut document = release.document().clone();
    change(&mut document);
    Release::seal(document).unwrap().document().clone()
}

/// A certificate for another document.
fn moved(certificate: &Certificate, document: &ReleaseDocument) -> Certificate {
    let certificate = Certificate {
        release: document.digest.clone(),
        ..certificate.clone()
    };
    certificate.sealed().unwrap()
}

#[test]
fn a_certificate_proves_its_release_and_no_other() {
    let (release, certificate) = certified(1);
    let read = Certificate::parse(&certificate.to_json().unwrap()).unwrap();
    assert_eq!(read, certificate);
    let verified = verify(release.document(), &read).unwrap();
    // Worlds stand behind every question but the number.
    assert_eq!(verified.numbers, 1);
    assert_eq!(verified.tables + 1, certificate.tables.len());
    assert!(verified.worlds > 20 && verified.needs > 200, "{verified:?}");
    let (other, _) = certified(2);
    assert!(matches!(
        verify(other.document(), &certificate),
        Err(Refusal::NotProven(_))
    ));
    let forced = moved(&certificate, other.document());
    assert!(matches!(
        verify(other.document(), &forced),
        Err(Refusal::NotProven(_))
    ));
}

#[test]
fn a_damaged_certificate_is_refused() {
    let (release, certificate) = certified(1);
    let json = certificate.to_json().unwrap();
    for length in [0, 1, json.len() / 2, json.len() - 3] {
        assert!(matches!(
            Certificate::parse(&json[..length]),
            Err(Refusal::BadCertificate(_))
        ));
    }
    for (from, to) in [
        ("certificate/2", "certificate/3"),
        ("\"table\":0", "\"table\":1"),
        ("[[", "[[9,"),
    ] {
        let damaged = json.replacen(from, to, 1);
        assert_ne!(damaged, json);
        assert!(
            matches!(
                Certificate::parse(&damaged),
                Err(Refusal::BadCertificate(_))
            ),
            "{to}"
        );
    }
    // Altered by somebody who also mends the digest.
    let mend = |change: &dyn Fn(&mut Certificate)| {
        let mut altered = certificate.clone();
        change(&mut altered);
        let mended = moved(&altered, release.document());
        verify(release.document(), &mended)
    };
    assert!(mend(&|_| ()).is_ok());
    let changes: [&dyn Fn(&mut Certificate); 7] = [
        &|one| one.coalition = 2,
        &|one| drop(one.tables.remove(0)),
        &|one| drop(one.strata.pop()),
        &|one| one.tables[0].aspects[0].clear(),
        &|one| {
            one.tables[0].aspects[0]
                .iter_mut()
                .for_each(|entry| entry.worlds.truncate(1));
        },
        &|one| one.tables[0].answers[0] += 1,
        &|one| one.tables[0].details.truncate(1),
    ];
    for (at, change) in changes.iter().enumerate() {
        assert!(mend(change).is_err(), "change {at} went unnoticed");
    }
}

#[test]
fn another_figure_is_not_what_the_worlds_publish() {
    let (release, certificate) = certified(1);
    let changed = altered(&release, |document| {
        let mut shown = document
            .tables
            .iter_mut()
            .flat_map(|table| &mut table.cells);
        let mean = shown
            .find_map(|cell| match &mut cell.figures {
                Shown::Shown(Figures::Small { mean, .. }) => Some(mean),
                _ => None,
            })
            .unwrap();
        mean.value = crate::disclosure::document::Figure::Exact(2.9);
    });
    let proof = moved(&certificate, &changed);
    assert!(matches!(
        verify(&changed, &proof),
        Err(Refusal::NotProven(_))
    ));
}

/// A solver that never finds anything in time.
struct Silent;

impl Solver for Silent {
    fn feasible(&self, _: &Model, _: Option<&Span>) -> Outcome {
        Outcome::TimedOut
    }
}

#[test]
fn without_a_solver_less_is_shown_or_nothing_and_never_more() {
    let count = |release: &Release| -> Vec<bool> {
        let cells = release
            .document()
            .tables
            .iter()
            .flat_map(|table| &table.cells);
        cells
            .map(|cell| matches!(cell.figures, Shown::Shown(_)))
            .collect()
    };
    let mut outcomes = 0;
    for seed in 0..6 {
        let case = Case::new(&BALLOTS, seed, seed);
        let mut ledger = Ledger::open(Vec::new()).unwrap();
        let all = count(&certified(seed).0);
        match case.certified_by(&Silent, &mut ledger) {
            Ok((release, certificate)) => {
                verify(release.document(), &certificate).unwrap();
                for (with, without) in all.iter().zip(count(&release)) {
                    assert!(*with || !without, "seed {seed}");
                }
                outcomes += 1;
            }
            Err(refusal) => {
                assert!(matches!(refusal, Refusal::NotAudited(_)), "{refusal}");
                assert!(ledger.entries().is_empty());
                outcomes += 1;
            }
        }
    }
    assert_eq!(outcomes, 6);
}
