//! Cuts published after the first release: what is shown, that it is proved with all that is out, and that the order of days lets out nothing.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::base::{Entropy, Facts, Group, GroupCode, GroupKind, GroupTree, Text};
use crate::disclosure::audit::model::{Model, Span};
use crate::disclosure::audit::solver::{Outcome, Solver};
use crate::disclosure::complement::{Guarded, Shape};
use crate::disclosure::cut::Cut;
use crate::disclosure::document::{Reason, Shown, Subject};
use crate::disclosure::fixture::Case;
use crate::disclosure::proved::{Along, Guard};
use crate::disclosure::structure::decision::{self, Proof, Standing, decide_proved};
use crate::disclosure::structure::incidence::{self, Incidence};
use crate::disclosure::supplement::joint::Joint;
use crate::disclosure::supplement::proof::verify_with;
use crate::disclosure::verify::verify;
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
    assert_eq!(verified.tables, certificate.tables.len());
    assert!(verified.worlds > 0 && verified.needs > 50, "{verified:?}");
    for wrong in [&[][..], &[&second], &[&first, &second], &[&first, &first]] {
        assert!(verify_with(&second, wrong, &certificate).is_err());
    }
    assert!(verify(&second, &certificate).is_err());
    let entries = ledger.entries();
    assert_eq!(entries.len(), 2);
    assert_eq!(entries[1].reason, "HR asks");
    assert!(Ledger::open(entries.to_vec()).is_ok());
}

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
        let proof = Certificate::seal(sealed.digest(), proof.strata, proof.tables).unwrap();
        verify_with(sealed.document(), &[first.document()], &proof)
    };
    assert!(attempt(&|_, _| ()).is_ok());
    let shown = (0..second.document().tables.len())
        .find(|at| shows(&second, 2)[*at] && certificate.tables.iter().any(|t| t.table == *at))
        .unwrap();
    type Change<'a> = &'a dyn Fn(&mut ReleaseDocument, &mut Certificate);
    let changes: [Change<'_>; 9] = [
        &|document, _| document.groups[1].members = None,
        &|document, _| {
            document.groups[1]
                .members
                .as_mut()
                .unwrap()
                .push("t1".into())
        },
        &|document, _| {
            document.groups[1]
                .members
                .as_mut()
                .unwrap()
                .swap_remove(0)
                .clear()
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
    let mut by_audit = 0;
    for content in 1..12 {
        let (redrawn_groups, redrawn) = cells(content);
        assert_eq!(redrawn_groups, groups, "{content}");
        for (before, after) in first.iter().zip(&redrawn) {
            assert_eq!(audited(before), audited(after), "{content}");
            by_audit += usize::from(before != after);
        }
    }
    assert!(by_audit > 0, "the audit never had anything to take away");
}

/// Two levels of three networks with these numbers of answers.
fn small_tree(own: &[u32]) -> GroupTree {
    let group = |code: String, kind, parent, invited| Group {
        label: code.clone(),
        code: GroupCode::parse(&code).unwrap(),
        kind,
        parent,
        invited,
        facts: Facts::none(),
    };
    let total = |part: &[u32]| part.iter().map(|n| n + 1).sum();
    let mut groups = vec![group("all".into(), GroupKind::Whole, None, total(own))];
    for level in 0..2 {
        let invited = total(&own[3 * level..3 * level + 3]);
        groups.push(group(
            format!("l{level}"),
            GroupKind::Level,
            Some(0),
            invited,
        ));
    }
    for (network, n) in own.iter().enumerate() {
        let parent = Some(1 + network / 3);
        groups.push(group(
            format!("n{network}"),
            GroupKind::Network,
            parent,
            n + 1,
        ));
    }
    GroupTree::new(groups).unwrap()
}

/// Numbers of answers of a tree of [`small_tree`] with cuts, each given by its networks.
struct Numbers {
    tree: GroupTree,
    own: Vec<u32>,
    cuts: Vec<Cut>,
}

impl Numbers {
    fn new(answers: &[u32], cuts: &[Vec<usize>]) -> Self {
        let cuts = cuts.iter().enumerate().map(|(at, networks)| Cut {
            code: GroupCode::parse(&format!("cut-2-{at}")).unwrap(),
            label: Text::default(),
            members: networks.iter().map(|network| 3 + network).collect(),
        });
        Self {
            tree: small_tree(answers),
            own: [&[0; 3], answers].concat(),
            cuts: cuts.collect(),
        }
    }

    /// The networks of each group and cut.
    fn sets(&self) -> Vec<Vec<usize>> {
        let inside = |group: usize| {
            (3..9)
                .filter(|n| self.tree.path(*n).any(|up| up == group))
                .collect()
        };
        let groups = (0..9).map(inside);
        groups
            .chain(self.cuts.iter().map(|cut| cut.members.clone()))
            .collect()
    }

    /// What is hidden if the cuts are released in these parts.
    fn hidden(&self, releases: &[Range<usize>]) -> Vec<Option<Reason>> {
        let total: Vec<u32> = self
            .sets()
            .iter()
            .map(|set| set.iter().map(|n| self.own[*n]).sum())
            .collect();
        let shape = Shape::new(&self.tree, &total);
        let along = Along {
            tree: &self.tree,
            shape: &shape,
        };
        let joint = Joint::new(along, &self.cuts, releases).unwrap();
        let few = |n: &u32| (*n < 5).then_some(Reason::TooFewAnswers);
        let mut hidden: Vec<_> = total.iter().map(few).collect();
        let guarded = [Guarded {
            total: &total,
            own: &self.own,
            minimum: 5,
        }];
        joint.protect(&guarded, &[], &mut hidden).unwrap();
        hidden
    }

    /// Every set of one to four answers that is a sum of these groups, each added, left out or taken away.
    fn small_sets(&self, shown: &[Vec<usize>]) -> BTreeSet<Vec<usize>> {
        let mut found = BTreeSet::new();
        for combination in 0..3_usize.pow(u32::try_from(shown.len()).unwrap()) {
            let mut sum = [0_i32; 9];
            let mut digits = combination;
            for group in shown {
                let factor = i32::try_from(digits % 3).unwrap() - 1;
                digits /= 3;
                group.iter().for_each(|n| sum[*n] += factor);
            }
            let peopled = (3..9).filter(|n| self.own[*n] > 0);
            let set: Vec<usize> = peopled.clone().filter(|n| sum[*n] == 1).collect();
            let answers: u32 = set.iter().map(|n| self.own[*n]).sum();
            let pure = peopled.clone().all(|n| [0, 1].contains(&sum[n]));
            if pure && (1..5).contains(&answers) {
                found.insert(set);
            }
        }
        found
    }
}

#[test]
fn on_two_days_nothing_comes_out_that_one_day_would_have_hidden() {
    let mut entropy = Entropy::seeded(11);
    let (mut refused, mut shown_cuts, mut naive) = (0, 0, 0);
    for _ in 0..150 {
        let answers: Vec<u32> = (0..6)
            .map(|_| u32::try_from(entropy.below(7) + 2).unwrap())
            .collect();
        let mut cut = || -> Vec<usize> {
            loop {
                let some: Vec<usize> = (0..6).filter(|_| entropy.below(2) == 0).collect();
                if (1..6).contains(&some.len()) {
                    return some;
                }
            }
        };
        let numbers = Numbers::new(&answers, &[cut(), cut(), cut()]);
        let sets = numbers.sets();
        let out = |hidden: &[Option<Reason>]| -> Vec<Vec<usize>> {
            let shown = (0..sets.len()).filter(|at| hidden[*at].is_none());
            shown.map(|at| sets[at].clone()).collect()
        };
        let days = numbers.hidden(&[9..10, 10..11, 11..12]);
        // The days before are decided as if there were no later ones.
        for (known, releases) in [(9, vec![]), (10, vec![9..10]), (11, vec![9..10, 10..11])] {
            let first = Numbers {
                cuts: numbers.cuts[..known - 9].to_vec(),
                tree: numbers.tree.clone(),
                own: numbers.own.clone(),
            };
            assert_eq!(first.hidden(&releases), days[..known]);
        }
        assert_eq!(
            numbers.small_sets(&out(&days)),
            BTreeSet::new(),
            "{answers:?}"
        );
        // A decision for all at once that is given what came out finds nothing to object to.
        let groups = (0_u64..).zip(&sets).map(|(id, atoms)| incidence::Group {
            id,
            priority: 0,
            family: None,
            atoms: atoms.clone(),
        });
        let incidence = Incidence::new(9, groups.collect()).unwrap();
        let standing = |until: usize| -> Vec<Standing> {
            let stands = |(at, hidden): (usize, &Option<Reason>)| match hidden {
                None if at < until => Standing::Published,
                _ => Standing::Hidden,
            };
            days.iter().enumerate().map(stands).collect()
        };
        let decided = |until: usize| {
            let standing = standing(until);
            let case = decision::Case {
                incidence: &incidence,
                answers: &numbers.own,
                threshold: 5,
                standing: &standing,
            };
            decide_proved(&case, 100_000).unwrap()
        };
        let (structure, proof) = decided(sets.len());
        assert_eq!(proof, Proof::NoSmallSet, "{answers:?}");
        assert_eq!(structure.breaches, [], "{answers:?}");
        // The control: all cuts with enough answers.
        let all: Vec<Option<Reason>> = days
            .iter()
            .enumerate()
            .map(|(at, hidden)| hidden.filter(|why| at < 9 || *why == Reason::TooFewAnswers))
            .collect();
        naive += usize::from(!numbers.small_sets(&out(&all)).is_empty());
        shown_cuts += days[9..].iter().filter(|hidden| hidden.is_none()).count();
        let protects = Some(Reason::ProtectsAnother);
        refused += days[9..]
            .iter()
            .filter(|hidden| **hidden == protects)
            .count();
    }
    assert!(
        shown_cuts > 50 && refused > 50 && naive > 50,
        "{shown_cuts} {refused} {naive}"
    );
}

#[test]
fn of_two_cuts_that_cannot_stand_together_the_later_is_refused() {
    // In each level two networks are hidden, and their sum is known. Either cut ties one of the one level to one of the other; both
    // together tell the network that stands in both.
    let cuts = [vec![1, 3], vec![1, 5]];
    for order in [[0, 1], [1, 0]] {
        let cuts = order.map(|at: usize| cuts[at].clone());
        let numbers = Numbers::new(&[3, 7, 8, 3, 9, 8], &cuts);
        let days = numbers.hidden(&[9..10, 10..11]);
        let hidden: Vec<usize> = (3..9).filter(|at| days[*at].is_some()).collect();
        assert_eq!(hidden, [3, 4, 6, 8]);
        assert_eq!(days[9..], [None, Some(Reason::ProtectsAnother)]);
    }
}
