//! Releases under a policy that was raised after launch: two who lay their answers together, and larger remainders.

use crate::base::{GroupCode, Text};
use crate::disclosure::document::{Figure, Figures, ReleasedGroup, Shown, Size};
use crate::disclosure::fixture::Case;
use crate::disclosure::supplement::proof::verify_with;
use crate::disclosure::tabulate::tabulate;
use crate::disclosure::verify::verify;
use crate::disclosure::{Certificate, CutOrder, Ledger, Policy, Refusal, Release, ReleaseDocument};

/// Everybody answered.
const ALL: [usize; 9] = [0, 0, 0, 7, 7, 6, 7, 8, 7];

/// Network `m2` has 4 answers of 7.
const SOME: [usize; 9] = [0, 0, 0, 6, 7, 6, 4, 8, 5];

fn case(policy: &str, ballots: &[usize], seed: u64) -> Case {
    Case {
        policy: Policy::named(policy).unwrap(),
        ..Case::new(ballots, seed, seed)
    }
}

fn certified(policy: &str, ballots: &[usize], seed: u64) -> (Release, Certificate) {
    case(policy, ballots, seed)
        .certified(&mut Ledger::open(Vec::new()).unwrap())
        .unwrap()
}

/// Exact favourable counts and their distance from nobody and everybody, of groups under 20.
fn distances(document: &ReleaseDocument, answers: impl Fn(usize, usize) -> u32) -> Vec<f64> {
    let mut distances = Vec::new();
    for (place, table) in document.tables.iter().enumerate() {
        for (group, cell) in table.cells.iter().enumerate() {
            if let Shown::Shown(
                Figures::Small { favourable, .. } | Figures::Classes { favourable, .. },
            ) = &cell.figures
                && let Figure::Exact(count) = favourable.count
            {
                distances.push(count.min(f64::from(answers(place, group)) - count));
            }
        }
    }
    distances
}

#[test]
fn against_two_colleagues_bounds_begin_earlier_and_the_certificate_says_so() {
    let mut nearest = [f64::MAX; 2];
    for seed in 0..4 {
        for (at, policy) in ["ordinary", "colleagues"].into_iter().enumerate() {
            let case = case(policy, &ALL, seed);
            let raw = tabulate(&case.microdata(), &case.instrument, &case.tree)
                .unwrap_or_else(|fault| panic!("{fault}"));
            let answers = |table: usize, group: usize| raw.tables[table].groups[group].base;
            let (release, certificate) = certified(policy, &ALL, seed);
            let document = release.document();
            let coalition = u32::try_from(at).unwrap() + 1;
            assert_eq!(document.policy.coalition, coalition);
            assert_eq!(certificate.coalition, coalition);
            verify(document, &certificate).unwrap();
            let found = distances(document, answers);
            nearest[at] = found.into_iter().fold(nearest[at], f64::min);
        }
    }
    assert_eq!(format!("{nearest:?}"), "[3.0, 4.0]");
}

#[test]
fn a_certificate_against_one_does_not_prove_a_release_against_two() {
    let (release, certificate) = certified("colleagues", &ALL, 1);
    let sealed = |coalition| {
        let certificate = Certificate {
            coalition,
            ..certificate.clone()
        };
        certificate.sealed().unwrap()
    };
    assert!(verify(release.document(), &sealed(2)).is_ok());
    for other in [0, 1, 3] {
        assert!(matches!(
            verify(release.document(), &sealed(other)),
            Err(Refusal::NotProven(_))
        ));
    }
    // Whoever writes another number into both has bounds that the display does not make.
    let mut document = release.document().clone();
    document.policy.coalition = 1;
    let altered = Release::seal(document).unwrap();
    let certificate = Certificate {
        release: altered.digest().to_string(),
        coalition: 1,
        ..certificate
    };
    let certificate = certificate.sealed().unwrap();
    assert!(matches!(
        verify(altered.document(), &certificate),
        Err(Refusal::NotProven(_))
    ));
}

#[test]
fn what_is_left_is_as_large_as_the_policy_says() {
    let mut between = 0;
    for seed in 0..4 {
        for (policy, fewest) in [("ordinary", 5), ("ordinary,differences=11", 11)] {
            let case = case(policy, &SOME, seed);
            let raw = tabulate(&case.microdata(), &case.instrument, &case.tree)
                .unwrap_or_else(|fault| panic!("{fault}"));
            let release = case.release();
            let document = release.document();
            assert_eq!(document.policy.differences, fewest);
            for (table, counted) in document.tables.iter().zip(&raw.tables) {
                let shown = |group: usize| matches!(table.cells[group].figures, Shown::Shown(_));
                for (parent, children) in [(0, 1..3), (1, 3..5), (2, 5..9)] {
                    if !shown(parent) {
                        continue;
                    }
                    let base = |group: usize| counted.groups[group].base;
                    let parts: Vec<usize> = children.filter(|child| shown(*child)).collect();
                    let rest = base(parent) - parts.iter().map(|part| base(*part)).sum::<u32>();
                    if !parts.is_empty() && rest > 0 {
                        assert!(
                            rest >= fewest,
                            "{policy}, {:?} in {parent}: {rest}",
                            table.about
                        );
                        between += usize::from(rest < 11);
                    }
                }
            }
        }
    }
    assert!(between > 0, "the ordinary policy never left so few");
}

#[test]
fn a_proof_of_larger_remainders_is_asked_for() {
    // An ordinary release that claims larger remainders than it has.
    let (release, certificate) = (0..8)
        .map(|seed| certified("ordinary", &SOME, seed))
        .find(|(release, certificate)| {
            claims(release, certificate, 5).is_ok() && claims(release, certificate, 20).is_err()
        })
        .unwrap();
    let refused = claims(&release, &certificate, 20).unwrap_err().to_string();
    assert!(
        refused.contains("less is left than the policy allows"),
        "{refused}"
    );
}

fn claims(release: &Release, certificate: &Certificate, differences: u32) -> Result<(), Refusal> {
    let mut document = release.document().clone();
    document.policy.differences = differences;
    let altered = Release::seal(document)?;
    let certificate = Certificate {
        release: altered.digest().to_string(),
        ..certificate.clone()
    };
    verify(altered.document(), &certificate.sealed()?).map(drop)
}

#[test]
fn what_was_promised_against_two_is_not_taken_back() {
    let mut case = case("colleagues", &ALL, 1);
    case.survey.policy = "colleagues".into();
    assert!(case.protect(&mut Ledger::open(Vec::new()).unwrap()).is_ok());
    for (policy, kept) in [
        ("ordinary,minimum=9", false),
        ("aarhus", false),
        ("most-sensitive,coalition=2", true),
        ("colleagues,differences=9", true),
    ] {
        case.policy = Policy::named(policy).unwrap();
        let refused = case.protect(&mut Ledger::open(Vec::new()).unwrap()).err();
        assert_eq!(
            refused == Some(Refusal::WeakerPolicy("colleagues".into())),
            !kept,
            "{policy}: {refused:?}"
        );
    }
    // A raised policy that gives people away by itself is refused with the answers that do.
    case.survey.policy = "ordinary".into();
    case.policy = Policy::named("ordinary,coalition=2").unwrap();
    let refused = case.protect(&mut Ledger::open(Vec::new()).unwrap());
    let Err(Refusal::UnfitPolicy(told)) = refused else {
        panic!("{refused:?}");
    };
    assert!(told.contains("who know their own answers"), "{told}");
}

#[test]
fn groups_that_are_shown_lawfully_refuse_no_cut_whatever_differences_need() {
    // Networks of 6, 7 and 8 are shown, and a difference needs ten.
    let case = case("ordinary,differences=10", &ALL, 1);
    let mut ledger = Ledger::open(Vec::new()).unwrap();
    let first = [case.protect(&mut ledger).unwrap()];
    let is_small = |size: &Shown<Size>| matches!(size, Shown::Shown(size) if size.answered < 10);
    let groups = &first[0].document().groups;
    assert!(groups.iter().any(|group| is_small(&group.size)));
    let order = CutOrder::By("facilitator".into());
    let (second, proof) = case.supplement(&first, &order, &mut ledger).unwrap();
    verify_with(second.document(), &[first[0].document()], &proof).unwrap();
    let shown = |group: &ReleasedGroup| matches!(group.size, Shown::Shown(_));
    assert!(second.document().groups.iter().all(shown));
    let tables = &second.document().tables;
    let told = tables
        .iter()
        .filter(|table| matches!(table.cells[2].figures, Shown::Shown(_)))
        .count();
    assert!(told > 0, "{told} tables");
}

#[test]
fn a_cut_that_would_give_a_small_difference_is_refused() {
    // Of mid 9 answers stand in no network that is shown: too few for a difference, so a network is hidden with them.
    let codes = |codes: &[&str]| CutOrder::Groups {
        codes: codes.iter().map(|c| GroupCode::parse(c).unwrap()).collect(),
        label: Text::new("Et udsnit", "A cut"),
    };
    let refused = |policy: &str| {
        let case = case(policy, &SOME, 1);
        let mut ledger = Ledger::open(Vec::new()).unwrap();
        let first = [case.protect(&mut ledger).unwrap()];
        let attempt = |order: &CutOrder| {
            let outcome = case.supplement(&first, order, &mut ledger.clone());
            outcome.err()
        };
        [
            attempt(&codes(&["t1", "m1"])),
            attempt(&codes(&["t1", "m3"])),
        ]
    };
    assert_eq!(refused("ordinary"), [None, None]);
    // What a cut with the hidden network leaves when the one beside it is taken away is that network.
    assert_eq!(
        refused("ordinary,differences=10"),
        [Some(Refusal::NothingToShow), None]
    );
}
