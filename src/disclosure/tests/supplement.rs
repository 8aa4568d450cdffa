//! Cuts published after the first release: what is shown, that it is proved with all that is out, and what is refused.

use crate::base::{GroupCode, Text};
use crate::disclosure::audit::model::{Model, Span};
use crate::disclosure::audit::solver::{Outcome, Solver};
use crate::disclosure::document::{Cell, Figure, Figures, Reason, Shown, Subject};
use crate::disclosure::fixture::Case;
use crate::disclosure::matter::{Class, Matter};
use crate::disclosure::supplement::proof::verify_with;
use crate::disclosure::verify::{asks, verify};
use crate::disclosure::{Certificate, CutOrder, Ledger, Refusal, Release, ReleaseDocument};

/// Every network has enough answers.
const BALLOTS: [usize; 9] = [0, 0, 0, 7, 7, 6, 7, 8, 7];

fn groups(codes: &[&str]) -> CutOrder {
    CutOrder::Groups {
        codes: codes.iter().map(|c| GroupCode::parse(c).unwrap()).collect(),
        label: Text::new("Et udsnit", "A cut"),
    }
}

fn ledger() -> Ledger {
    Ledger::open(Vec::new()).unwrap()
}

/// Which questions a cut shows.
fn shows(release: &Release, place: usize) -> Vec<bool> {
    let tables = release.document().tables.iter();
    tables
        .map(|table| matches!(table.cells[place].figures, Shown::Shown(_)))
        .collect()
}

#[test]
fn a_cut_by_a_fact_is_published_proved_and_adds_up() {
    let case = Case::new(&BALLOTS, 1, 2);
    let mut ledger = ledger();
    let first = case.protect(&mut ledger).unwrap();
    let order = CutOrder::By("facilitator".into());
    let (second, certificate) = case
        .supplement(std::slice::from_ref(&first), &order, &mut ledger)
        .unwrap();
    let document = second.document();
    let told: Vec<_> = document
        .groups
        .iter()
        .map(|group| (group.id.as_str(), group.members.clone(), group.size.clone()))
        .collect();
    let members = |codes: &[&str]| Some(codes.iter().map(|c| (*c).to_owned()).collect());
    let size =
        |invited, answered| Shown::Shown(crate::disclosure::document::Size { invited, answered });
    assert_eq!(
        told,
        [
            ("all", None, size(42, 42)),
            ("cut-2-1", members(&["m1", "m2"]), size(13, 13)),
            ("cut-2-2", members(&["t1", "t2", "m3", "m4"]), size(29, 29)),
        ]
    );
    assert_eq!(document.adds_to, [first.document().digest.clone()]);
    assert!(shows(&second, 2).iter().any(|shown| *shown));
    for (then, now) in first.document().tables.iter().zip(&document.tables) {
        assert_eq!((&then.about, &then.cells[0]), (&now.about, &now.cells[0]));
    }
    // Read again, and checked with nothing but the documents.
    let [first, second] = [&first, &second].map(|r| ReleaseDocument::parse(r.to_json()).unwrap());
    let certificate = Certificate::parse(&certificate.to_json().unwrap()).unwrap();
    let verified = verify_with(&second, &[&first], &certificate).unwrap();
    assert_eq!(verified.tables + verified.numbers, certificate.tables.len());
    assert!(verified.worlds > 0 && verified.needs > 50, "{verified:?}");
    // The whole's scores were looked at with the first release.
    assert_eq!(verified.scores + verified.own_scores, 2, "{verified:?}");
    asks(&second, &certificate, &case.instrument).unwrap();
    for wrong in [&[][..], &[&second], &[&first, &second], &[&first, &first]] {
        assert!(verify_with(&second, wrong, &certificate).is_err());
    }
    assert!(verify(&second, &certificate).is_err());
    let entries = ledger.entries();
    assert_eq!(entries.len(), 2);
    assert_eq!(entries[1].reason, "HR asks");
    assert!(Ledger::open(entries.to_vec()).is_ok());
}

/// Moves a score by more than any answers that are shown the same allow.
fn alter_score(cell: &mut Cell) {
    match &mut cell.figures {
        Shown::Shown(Figures::Score { mean, .. }) => {
            let (Figure::Exact(x) | Figure::AtLeast(x) | Figure::AtMost(x)) = &mut mean.value;
            *x += 15.0;
        }
        other => panic!("{other:?}"),
    }
}

type Change<'a> = &'a dyn Fn(&mut ReleaseDocument, &mut Certificate);

#[test]
fn an_altered_cut_or_certificate_proves_nothing() {
    let case = Case::new(&BALLOTS, 1, 2);
    let mut ledger = ledger();
    let first = case.protect(&mut ledger).unwrap();
    let order = CutOrder::By("facilitator".into());
    let (second, certificate) = case
        .supplement(std::slice::from_ref(&first), &order, &mut ledger)
        .unwrap();
    let attempt = |change: &dyn Fn(&mut ReleaseDocument, &mut Certificate)| {
        let (mut document, mut proof) = (second.document().clone(), certificate.clone());
        change(&mut document, &mut proof);
        let sealed = Release::seal(document).unwrap();
        proof.release = sealed.digest().to_string();
        let proof = proof.sealed().unwrap();
        verify_with(sealed.document(), &[first.document()], &proof)
    };
    assert!(attempt(&|_, _| ()).is_ok());
    let shown = (0..second.document().tables.len())
        .find(|at| shows(&second, 2)[*at] && certificate.tables.iter().any(|t| t.table == *at))
        .unwrap();
    let scale = second.document().tables.len() - 1;
    assert!(shows(&second, 1)[scale] && shows(&second, 2)[scale]);
    let changes: [Change<'_>; 17] = [
        &|document, _| document.groups[1].members = None,
        &|document, _| {
            document.groups[1]
                .members
                .as_mut()
                .unwrap()
                .push("t1".into());
        },
        &|document, _| {
            document.groups[1]
                .members
                .as_mut()
                .unwrap()
                .swap_remove(0)
                .clear();
        },
        &|document, _| document.groups[1].kind = "network".into(),
        &|document, _| document.groups[2].id = "cut-2-1".into(),
        &|document, _| document.tables[0].cells.swap(0, 1),
        &|document, _| {
            let cell = document.tables[shown].cells[1].figures.clone();
            document.tables[shown].cells[2].figures = cell;
        },
        &|_, proof| drop(proof.tables.remove(0)),
        &|_, proof| proof.tables[0].answers[0] += 1,
        // Scores, what makes them, and how sensitive questions are.
        &|document, _| alter_score(&mut document.tables[scale].cells[1]),
        &|document, _| alter_score(&mut document.tables[scale].cells[2]),
        &|document, _| {
            let cell = document.tables[scale].cells[1].figures.clone();
            document.tables[scale].cells[2].figures = cell;
        },
        &|_, proof| proof.about[scale] = Matter::Scale(vec![0]),
        &|_, proof| drop(proof.about.pop()),
        &|_, proof| proof.about[scale] = proof.about[0].clone(),
        &|_, proof| proof.scores.clear(),
        &|_, proof| match &mut proof.about[shown] {
            Matter::Question { class, .. } => *class = Class::MostSensitive,
            Matter::Scale(_) => panic!("a cut shows a scale before any question"),
        },
    ];
    for (at, change) in changes.iter().enumerate() {
        assert!(attempt(*change).is_err(), "change {at} went unnoticed");
    }
}

#[test]
fn a_cut_that_leaves_a_small_group_over_is_refused_and_named_so() {
    // m2 has 5 answers, and is published; all networks but two, without one of four: what is left would be small.
    let case = Case::new(&[0, 0, 0, 6, 7, 6, 5, 8, 5], 1, 2);
    let mut ledger = ledger();
    let first = case.protect(&mut ledger).unwrap();
    let before = ledger.clone();
    let attempt = |order: &CutOrder| {
        let mut ledger = before.clone();
        let outcome = case.supplement(std::slice::from_ref(&first), order, &mut ledger);
        let entries = ledger.entries().len();
        assert_eq!(entries, 1 + usize::from(outcome.is_ok()));
        outcome.map(|(release, _)| release)
    };
    assert_eq!(
        attempt(&groups(&["zz"])).unwrap_err(),
        Refusal::NoCut("the survey has no group zz".into())
    );
    assert!(matches!(attempt(&groups(&["all"])), Err(Refusal::NoCut(_))));
    assert!(matches!(attempt(&groups(&[])), Err(Refusal::NoCut(_))));
    let unknown = attempt(&CutOrder::By("phase".into()))
        .unwrap_err()
        .to_string();
    assert!(
        unknown.contains("facts known at launch: facilitator"),
        "{unknown}"
    );
    assert!(attempt(&groups(&["t1", "m1"])).is_ok());
}

#[test]
fn the_answers_of_a_group_that_was_joined_are_cut_with_its_level_or_not_at_all() {
    // m2 has 4 answers; m4 joined it, and both count in mid.
    let case = Case::new(&[0, 0, 0, 6, 7, 6, 4, 8, 5], 1, 2);
    let mut ledger = ledger();
    let first = [case.protect(&mut ledger).unwrap()];
    let refused = case.supplement(&first, &groups(&["t1", "m2"]), &mut ledger);
    let refused = refused.unwrap_err().to_string();
    assert!(
        refused.contains("the answers of group m2 count in mid"),
        "{refused}"
    );
    let order = CutOrder::By("facilitator".into());
    let (second, _) = case.supplement(&first, &order, &mut ledger).unwrap();
    let members: Vec<_> = second.document().groups[1..]
        .iter()
        .map(|group| group.members.clone().unwrap().join(" "))
        .collect();
    assert_eq!(members, ["m1", "mid t1 t2 m2 m3 m4"]);
}

#[test]
fn what_is_out_must_be_what_the_answers_give_and_all_of_it() {
    let case = Case::new(&BALLOTS, 1, 2);
    let mut ledger = ledger();
    let first = case.protect(&mut ledger).unwrap();
    let order = CutOrder::By("facilitator".into());
    let survey = case.survey.code.clone();
    assert_eq!(
        case.supplement(&[], &order, &mut ledger).err(),
        Some(Refusal::NotYetReleased(survey.clone()))
    );
    let earlier = std::slice::from_ref(&first);
    let other = Case::new(&BALLOTS, 1, 3);
    assert_eq!(
        other.supplement(earlier, &order, &mut ledger).err(),
        Some(Refusal::NotAsPublished(survey.clone()))
    );
    let (second, _) = case.supplement(earlier, &order, &mut ledger).unwrap();
    let next = groups(&["t1", "m1"]);
    assert_eq!(
        case.supplement(earlier, &next, &mut ledger).err(),
        Some(Refusal::OtherReleases(survey))
    );
    let both = [first, second];
    let again = case.supplement(&both, &order, &mut ledger).err();
    assert!(matches!(again, Some(Refusal::NoCut(_))), "{again:?}");
    let (third, proof) = case.supplement(&both, &next, &mut ledger).unwrap();
    assert_eq!(third.document().groups[1].id, "cut-3-1");
    let out = [both[0].document(), both[1].document()];
    verify_with(third.document(), &out, &proof).unwrap();
    assert!(verify_with(third.document(), &out[..1], &proof).is_err());
    assert_eq!(ledger.entries().len(), 3);
}

/// A solver that never finds anything in time.
struct Silent;

impl Solver for Silent {
    fn feasible(&self, _: &Model, _: Option<&Span>) -> Outcome {
        Outcome::TimedOut
    }
}

#[test]
fn without_a_solver_cuts_show_less_and_never_more() {
    let order = groups(&["t1", "m1", "m3"]);
    for seed in 0..4 {
        let case = Case::new(&BALLOTS, seed, seed);
        let mut ledger = ledger();
        let first = [case.protect(&mut ledger).unwrap()];
        let mut other = ledger.clone();
        let (all, _) = case.supplement(&first, &order, &mut ledger).unwrap();
        let (few, proof) = case
            .supplement_by(&Silent, &first, &order, &mut other)
            .unwrap();
        verify_with(few.document(), &[first[0].document()], &proof).unwrap();
        for (with, without) in shows(&all, 1).iter().zip(shows(&few, 1)) {
            assert!(*with || !without, "seed {seed}");
        }
    }
}

#[test]
fn redrawn_answers_refuse_the_same_cuts() {
    let cells = |content| {
        let case = Case::new(&[0, 0, 0, 6, 7, 6, 4, 8, 5], 5, content);
        let mut ledger = ledger();
        let first = [case.protect(&mut ledger).unwrap()];
        let order = CutOrder::By("facilitator".into());
        let (second, _) = case.supplement(&first, &order, &mut ledger).unwrap();
        let document = second.document().clone();
        let tables = document.tables.iter();
        let cells: Vec<Option<Reason>> = tables
            // Scores follow what is shown of their items.
            .filter(|table| !matches!(table.about, Subject::Scale(_)))
            .flat_map(|table| &table.cells[1..])
            .map(|cell| match cell.figures {
                Shown::Hidden(reason) => Some(reason),
                Shown::Shown(_) => None,
            })
            .collect();
        (document.groups[1..].to_vec(), cells)
    };
    // Only the audit looks at figures, and all it says is that something protects another group.
    let audited = |reason: &Option<Reason>| reason.filter(|why| *why != Reason::ProtectsAnother);
    let (groups, first) = cells(0);
    for content in 1..6 {
        let (redrawn_groups, redrawn) = cells(content);
        assert_eq!(redrawn_groups, groups, "{content}");
        for (before, after) in first.iter().zip(&redrawn) {
            assert_eq!(audited(before), audited(after), "{content}");
        }
    }
}
