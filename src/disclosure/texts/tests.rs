//! Tests of texts: where they stand, who may read them, what of them leaves.

use std::collections::BTreeSet;

use static_assertions::assert_not_impl_any;

use super::allot::allot;
use super::document::{Entry, TextsDocument};
use super::publish::Beside;
use super::*;
use crate::base::{Day, Digest, Entropy, Facts, Group, GroupCode, GroupKind};
use crate::disclosure::fixture::Case;
use crate::disclosure::{Decision, Ledger, StoredDecision};

assert_not_impl_any!(Wordings: std::fmt::Debug, Clone, serde::Serialize, std::fmt::Display);
assert_not_impl_any!(Wording: std::fmt::Debug, Clone, serde::Serialize, std::fmt::Display);

fn tree(parents: &[usize]) -> GroupTree {
    let group = |(index, parent): (usize, Option<usize>)| Group {
        code: GroupCode::parse(&format!("g{index:03}")).unwrap(),
        label: String::new(),
        kind: match parent {
            None => GroupKind::Whole,
            Some(_) => GroupKind::Unit,
        },
        parent,
        invited: 0,
        facts: Facts::none(),
    };
    let parents = std::iter::once(None).chain(parents.iter().copied().map(Some));
    GroupTree::new(parents.enumerate().map(group).collect()).unwrap()
}

/// What it shows, parents of all groups but the whole, texts and places of all groups.
type Row<'a> = (&'a str, &'a [usize], &'a [u32], &'a [Option<usize>]);

#[test]
fn a_list_stands_at_the_lowest_group_with_enough() {
    let table: [Row<'_>; 12] = [
        (
            "enough in each",
            &[0, 0],
            &[0, 10, 12],
            &[None, Some(1), Some(2)],
        ),
        ("too few in all", &[0, 0], &[0, 4, 5], &[None; 3]),
        (
            "few and few",
            &[0, 0],
            &[0, 6, 7],
            &[None, Some(0), Some(0)],
        ),
        // What is left over would be the texts of one group: the other joins it.
        (
            "one left over",
            &[0, 0],
            &[0, 12, 8],
            &[None, Some(0), Some(0)],
        ),
        (
            "one left over, the smallest joins",
            &[0, 0, 0],
            &[0, 12, 13, 8],
            &[None, Some(0), Some(2), Some(0)],
        ),
        (
            "two left over are a batch",
            &[0, 0, 0],
            &[0, 12, 6, 7],
            &[None, Some(1), Some(0), Some(0)],
        ),
        (
            "two left over are too few",
            &[0, 0, 0],
            &[0, 12, 2, 3],
            &[None, Some(0), Some(0), Some(0)],
        ),
        (
            "those directly in it are a batch",
            &[0],
            &[11, 12],
            &[Some(0), Some(1)],
        ),
        (
            "and one more is none without them",
            &[0],
            &[9, 12],
            &[Some(0), Some(0)],
        ),
        // Of the first department 8 are left over; they do not go to the other's.
        (
            "staying together",
            &[0, 0, 1, 1, 2, 2],
            &[0, 0, 0, 12, 8, 4, 5],
            &[None, None, None, Some(0), Some(0), Some(0), Some(0)],
        ),
        (
            "each in its department",
            &[0, 0, 1, 1, 2, 2],
            &[0, 0, 0, 12, 8, 5, 6],
            &[None, None, None, Some(1), Some(1), Some(2), Some(2)],
        ),
        (
            "one department moving up with the next",
            &[0, 0, 0, 1, 1, 2, 2],
            &[0, 0, 0, 12, 4, 4, 5, 4],
            &[
                None,
                None,
                None,
                Some(3),
                Some(0),
                Some(0),
                Some(0),
                Some(0),
            ],
        ),
    ];
    for (name, parents, own, expected) in table {
        let places = allot(&tree(parents), own, &vec![true; own.len()], 10);
        for (group, place) in expected.iter().enumerate() {
            // Where nobody wrote, no text has a place.
            assert!(
                own[group] == 0 || places[group] == *place,
                "{name}: {places:?}"
            );
        }
    }
    // A hidden group has no list, and what is shown at the whole is not all its own.
    let shown = [true, false, true, true];
    let places = allot(&tree(&[0, 0, 0]), &[0, 15, 12, 14], &shown, 10);
    assert_eq!(places[1..], [Some(0), Some(0), Some(3)]);
}

/// Whoever may have written what stands in a list, as whole groups without a list; worked out from where the texts stand alone.
fn authors(
    tree: &GroupTree,
    own: &[u32],
    places: &[Option<usize>],
    list: usize,
) -> BTreeSet<usize> {
    let lists: BTreeSet<usize> = (0..own.len())
        .filter(|group| own[*group] > 0)
        .filter_map(|group| places[group])
        .collect();
    let holds = |outer: usize| {
        lists
            .iter()
            .any(|inner| tree.path(*inner).any(|at| at == outer))
    };
    (0..own.len())
        .filter(|group| own[*group] > 0 && places[*group] == Some(list))
        .map(|group| {
            // The outermost group below the list that no list is in.
            let below = tree.path(group).take_while(|at| *at != list);
            below.filter(|at| !holds(*at)).last().unwrap_or(group)
        })
        .collect()
}

#[test]
fn no_list_is_of_few_or_of_one_group() {
    let mut entropy = Entropy::seeded(15);
    let (mut cut, mut moved) = (0, 0);
    for _ in 0..4_000 {
        let groups = 2 + entropy.below(9);
        let parents: Vec<usize> = (1..groups).map(|at| entropy.below(at)).collect();
        let tree = tree(&parents);
        let leaf = |group: usize| !parents.contains(&group);
        let most = 4 + entropy.below(20);
        let own: Vec<u32> = (0..groups)
            .map(|group| {
                let texts = u32::try_from(entropy.below(most)).unwrap();
                if leaf(group) || entropy.below(4) == 0 {
                    texts
                } else {
                    0
                }
            })
            .collect();
        let mut shown = vec![true; groups];
        for group in 1..groups {
            shown[group] = shown[parents[group - 1]] && entropy.below(6) > 0;
        }
        let places = allot(&tree, &own, &shown, 10);
        let total: u32 = own.iter().sum();
        for list in 0..groups {
            let here: Vec<usize> = (0..groups)
                .filter(|group| own[*group] > 0 && places[*group] == Some(list))
                .collect();
            if here.is_empty() {
                continue;
            }
            assert!(shown[list]);
            assert!(here.iter().map(|group| own[*group]).sum::<u32>() >= 10);
            assert!(
                here.iter()
                    .all(|group| tree.path(*group).any(|at| at == list))
            );
            let inside = (0..groups).filter(|group| tree.path(*group).any(|at| at == list));
            let all = inside.filter(|group| own[*group] > 0).count();
            let authors = authors(&tree, &own, &places, list);
            if all > here.len() {
                cut += 1;
                assert!(
                    authors.len() >= 2 || authors.contains(&list),
                    "{parents:?} {own:?} {shown:?}: {places:?}"
                );
            }
        }
        // Nobody's words are lost where everybody's together are enough.
        let lost = (0..groups).any(|group| own[group] > 0 && places[group].is_none());
        assert_eq!(lost, total > 0 && total < 10);
        moved += usize::from((0..groups).any(|group| {
            places[group].is_some_and(|place| place != group && own[group] >= 10 && shown[group])
        }));
    }
    assert!(
        cut > 100 && moved > 100,
        "{cut} remainders, {moved} moved up"
    );
}

const BALLOTS: [usize; 9] = [0, 0, 0, 6, 7, 6, 4, 8, 5];

struct Published {
    case: Case,
    release: Release,
    ledger: Ledger,
}

impl Published {
    fn new() -> Self {
        let case = Case::new(&BALLOTS, 1, 2);
        let mut ledger = Ledger::open(Vec::new()).unwrap();
        let release = case.protect(&mut ledger).unwrap();
        Self {
            case,
            release,
            ledger,
        }
    }

    fn wordings(&self, comments: Vec<StoredComment>) -> Result<Wordings, Refusal> {
        let case = &self.case;
        let closed = case.survey.closed().unwrap();
        Wordings::open(
            &closed,
            &case.instrument,
            &case.tree,
            &case.policy,
            &self.release,
            comments,
        )
    }

    fn publish(
        &mut self,
        comments: Vec<StoredComment>,
        decisions: Vec<StoredDecision>,
        seed: u64,
    ) -> Result<TextsRelease, Refusal> {
        let wordings = self.wordings(comments)?;
        let beside = Beside {
            instrument: &self.case.instrument,
            groups: &self.case.tree,
            policy: &self.case.policy,
            release: &self.release,
        };
        let day = Day::new(2026, 4, 2).unwrap();
        let mut entropy = Entropy::seeded(seed);
        publish(
            wordings,
            decisions,
            &beside,
            day,
            &mut entropy,
            &mut self.ledger,
        )
    }
}

fn kept(comments: &[StoredComment]) -> Vec<StoredDecision> {
    comments
        .iter()
        .map(|comment| StoredDecision {
            id: comment.id.clone(),
            decision: Decision::Keep,
        })
        .collect()
}

/// The texts of a small survey, all of them kept.
pub(in crate::disclosure) fn published() -> TextsRelease {
    let mut survey = Published::new();
    let comments = survey.case.tally(1).comments;
    let decisions = kept(&comments);
    survey.publish(comments, decisions, 1).unwrap()
}

fn texts(document: &TextsDocument, group: &str) -> Vec<String> {
    let entries = document.of(group).flat_map(|(_, list)| &list.texts);
    entries
        .map(|entry| match entry {
            Entry::Text(text) => text.clone(),
            Entry::LeftOut => "-".to_owned(),
        })
        .collect()
}

#[test]
fn each_text_is_published_once_and_in_no_order() {
    let mut survey = Published::new();
    let comments = survey.case.tally(1).comments;
    let decisions = kept(&comments);
    let written: Vec<String> = comments
        .iter()
        .map(|comment| comment.text.clone())
        .collect();
    let first = survey.publish(comments, decisions, 1).unwrap();
    // Two levels of 13 and 23; no network has ten.
    let places = |release: &TextsRelease| -> Vec<(String, usize)> {
        let lists = release.document().questions.iter().flat_map(|q| &q.lists);
        lists
            .map(|list| (list.group.clone(), list.texts.len()))
            .collect()
    };
    assert_eq!(
        places(&first),
        [("top".to_owned(), 13), ("mid".to_owned(), 23)]
    );
    let sorted = |mut texts: Vec<String>| {
        texts.sort();
        texts
    };
    let all = [
        texts(first.document(), "top"),
        texts(first.document(), "mid"),
    ]
    .concat();
    assert_eq!(sorted(all), sorted(written.clone()));

    // By another key: the same texts in another order, and neither is that of the store.
    let mut again = Published::new();
    let comments = again.case.tally(1).comments;
    let decisions = kept(&comments);
    let second = again.publish(comments, decisions, 2).unwrap();
    let (one, other) = (
        texts(first.document(), "mid"),
        texts(second.document(), "mid"),
    );
    assert_ne!(one, other);
    assert_eq!(sorted(one.clone()), sorted(other.clone()));
    let stored: Vec<&String> = written.iter().filter(|text| one.contains(text)).collect();
    assert_ne!(one.iter().collect::<Vec<_>>(), stored);

    // The ledger holds them as an entry of its own, and admits no second list.
    let entries = survey.ledger.entries();
    assert_eq!(entries.len(), 2);
    assert!(entries[1].is_texts() && !entries[0].is_texts());
    assert!(Ledger::open(entries.to_vec()).is_ok());
    let comments = survey.case.tally(2).comments;
    let decisions = kept(&comments);
    let refused = survey.publish(comments, decisions, 3);
    assert!(matches!(refused, Err(Refusal::TextsAlreadyReleased(_))));
    assert_eq!(survey.ledger.entries().len(), 2);

    let json = first.to_json().to_owned();
    assert_eq!(TextsRelease::reopen(&json, &survey.ledger).unwrap(), first);
    let altered = json.replacen("Ord ", "ord ", 1);
    assert_eq!(
        TextsRelease::reopen(&altered, &survey.ledger),
        Err(Refusal::AlteredDocument)
    );
    let empty = Ledger::open(Vec::new()).unwrap();
    assert_eq!(
        TextsRelease::reopen(&json, &empty),
        Err(Refusal::NotInLedger)
    );
}

#[test]
fn nothing_is_published_before_it_is_read_or_beside_no_figures() {
    let mut survey = Published::new();
    let comments = survey.case.tally(1).comments;
    let mut decisions = kept(&comments);
    let last = decisions.pop().unwrap();
    let code = survey.case.survey.code.clone();
    let refused = survey.publish(comments.clone(), decisions.clone(), 1);
    let waiting = Refusal::TextsWaiting {
        survey: code.clone(),
        waiting: 1,
    };
    assert_eq!(refused, Err(waiting));
    decisions.push(last);
    let filled = std::mem::replace(&mut survey.ledger, Ledger::open(Vec::new()).unwrap());
    let refused = survey.publish(comments.clone(), decisions.clone(), 1);
    assert_eq!(refused, Err(Refusal::FiguresFirst(code.clone())));
    survey.ledger = filled;
    let few = comments[..9].to_vec();
    assert_eq!(
        survey.publish(few, decisions, 1),
        Err(Refusal::TooFewTexts(code))
    );
}

#[test]
fn what_was_decided_is_what_is_published() {
    let mut survey = Published::new();
    let mut comments = survey.case.tally(1).comments;
    for comment in &mut comments {
        comment.text.insert_str(0, "Ring 20304050. ");
    }
    let mut decisions = kept(&comments);
    decisions[0].decision = Decision::Redact("Skriv til a@b.dk i stedet.".into());
    decisions[1].decision = Decision::Drop("navngiver en kollega".into());
    let json = survey.publish(comments, decisions, 1).unwrap();
    let json = json.to_json();
    assert!(!json.contains("20304050") && !json.contains("kollega") && !json.contains("a@b.dk"));
    assert_eq!(json.matches("Ring [telefon]. Ord").count(), 34);
    assert_eq!(json.matches("Skriv til [e-mail] i stedet.").count(), 1);
    assert_eq!(json.matches("\"left_out\"").count(), 1);
}

#[test]
fn a_sensitive_question_needs_more_and_the_most_sensitive_stands_at_the_whole() {
    let mut survey = Published::new();
    let lists = |survey: &Published| -> Vec<usize> {
        let wordings = survey.wordings(survey.case.tally(1).comments).unwrap();
        wordings.lists().iter().map(|list| list.group).collect()
    };
    assert_eq!(lists(&survey), [1, 2]);
    let mut parts = survey.case.instrument.parts().clone();
    let text = parts.items.iter_mut().find(|item| item.id == "L").unwrap();
    text.sensitivity = Sensitivity::MostSensitive;
    survey.case.instrument = Instrument::new(parts.clone());
    assert_eq!(lists(&survey), [0]);
    // 20 for a sensitive question: one level of 13 is too few, so everything is.
    let text = parts.items.iter_mut().find(|item| item.id == "L").unwrap();
    text.sensitivity = Sensitivity::Sensitive;
    survey.case.instrument = Instrument::new(parts.clone());
    survey.case.policy = Policy::custom("x", 5, 20, 20).unwrap();
    assert_eq!(lists(&survey), [0]);
    // Texts that are not anonymous are not published at all, nor those of another questionnaire.
    let text = parts.items.iter_mut().find(|item| item.id == "L").unwrap();
    text.sensitivity = Sensitivity::Named;
    survey.case.instrument = Instrument::new(parts.clone());
    assert!(lists(&survey).is_empty());
    parts.digest = Digest::plain(b"other");
    survey.case.instrument = Instrument::new(parts);
    let refused = survey.wordings(Vec::new()).err();
    assert!(matches!(refused, Some(Refusal::OtherInstrument(_))));
}
