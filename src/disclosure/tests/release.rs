//! From sealed ballots to a release: what is shown, what is not, and that nothing else is a release.

use std::collections::BTreeMap;

use crate::base::{Digest, GroupCode, RowId, Threads};
use crate::disclosure::document::{Cell, Figure, Figures, Reason, Shown, Subject};
use crate::disclosure::fixture::{Case, facts};
use crate::disclosure::{
    Ledger, LedgerEntry, Microdata, Policy, Refusal, Release, ReleaseDocument, StoredAnswer,
};

/// Network `m2` has 4 answers of 7.
const BALLOTS: [usize; 9] = [0, 0, 0, 6, 7, 6, 4, 8, 5];

fn cells<'a>(document: &'a ReleaseDocument, about: &Subject) -> BTreeMap<&'a str, &'a Cell> {
    let table = document.tables.iter().find(|t| t.about == *about).unwrap();
    table
        .cells
        .iter()
        .map(|cell| (cell.group.as_str(), cell))
        .collect()
}

fn item(name: &str) -> Subject {
    Subject::Item(name.into())
}

fn reason<T>(shown: &Shown<T>) -> Option<Reason> {
    match shown {
        Shown::Shown(_) => None,
        Shown::Hidden(reason) => Some(*reason),
    }
}

#[test]
fn a_network_with_four_answers_is_hidden_everywhere() {
    let release = Case::new(&BALLOTS, 1, 2).release();
    let document = release.document();
    for group in &document.groups {
        let expected = match group.id.as_str() {
            // The smallest of its siblings has joined it at the tally, or the level less the siblings would be m2.
            "m2" | "m4" => Some(Reason::TooFewAnswers),
            _ => None,
        };
        assert_eq!(reason(&group.size), expected, "{}", group.id);
        assert!(expected.is_none() || group.facts.is_empty());
    }
    for table in &document.tables {
        for cell in table
            .cells
            .iter()
            .filter(|cell| ["m2", "m4"].contains(&cell.group.as_str()))
        {
            assert!(matches!(cell.base, Shown::Hidden(_)), "{:?}", table.about);
            assert!(
                matches!(cell.figures, Shown::Hidden(_)),
                "{:?}",
                table.about
            );
            assert_eq!(cell.no_answer, None);
        }
    }
}

#[test]
fn it_cannot_be_had_by_subtraction() {
    for seed in 0..20 {
        let case = Case::new(&BALLOTS, seed, seed);
        let release = case.release();
        let document = release.document();
        let size = |id: &str| {
            let group = document.groups.iter().find(|g| g.id == id).unwrap();
            match group.size {
                Shown::Shown(size) => Some(size.answered),
                Shown::Hidden(_) => None,
            }
        };
        let rest = |parent: &str, children: &[&str]| {
            size(parent).unwrap() - children.iter().filter_map(|c| size(c)).sum::<u32>()
        };
        assert_eq!(rest("mid", &["m1", "m2", "m3", "m4"]), 9);
        assert_eq!(rest("top", &["t1", "t2"]), 0);
        // Per question, with the true bases: what is left over below a shown level is nothing or at least five.
        let raw =
            crate::disclosure::tabulate::tabulate(&case.microdata(), &case.instrument, &case.tree)
                .unwrap_or_else(|refusal| panic!("{refusal}"));
        for (table, counts) in document.tables.iter().zip(&raw.tables) {
            for (parent, children) in [(0, 1..3), (1, 3..5), (2, 5..9)] {
                if table.cells[parent].figures == Shown::Hidden(Reason::NotAsked)
                    || matches!(table.cells[parent].figures, Shown::Hidden(_))
                {
                    continue;
                }
                let shown: u32 = children
                    .filter(|child| matches!(table.cells[*child].figures, Shown::Shown(_)))
                    .map(|child| counts.groups[child].base)
                    .sum();
                let rest = counts.groups[parent].base - shown;
                assert!(
                    rest == 0 || rest >= 5,
                    "{:?} in {parent}: {rest}",
                    table.about
                );
            }
        }
    }
}

#[test]
fn each_kind_of_question_has_its_floor() {
    let release = Case::new(&BALLOTS, 1, 2).release();
    let document = release.document();
    let why = |name: &str, group: &str| reason(&cells(document, &item(name))[group].figures);
    // A choice, several, a ranking, a recommendation and a number: the whole and a level of 23, not a level of 13 or a network.
    for name in ["C", "H", "I", "J", "K"] {
        assert_eq!(why(name, "all"), None, "{name}");
        assert_eq!(why(name, "t1"), Some(Reason::LargerGroupsOnly), "{name}");
        assert_eq!(why(name, "m3"), Some(Reason::LargerGroupsOnly), "{name}");
    }
    // Asked by an earlier answer: its base would tell that answer.
    assert_eq!(why("D", "t1"), Some(Reason::LargerGroupsOnly));
    // Asked of networks with a facilitator.
    assert_eq!(why("E", "top"), Some(Reason::NotAsked));
    assert_eq!(why("E", "m3"), Some(Reason::NotAsked));
    // Most sensitive: the whole only. Sensitive: from 10.
    assert_eq!(why("F", "mid"), Some(Reason::LargerGroupsOnly));
    assert_eq!(why("F", "all"), None);
    assert!(why("G", "t1").is_some() && why("G", "m3").is_some());
    // Texts and what is not anonymous are in no table.
    assert!(
        document
            .tables
            .iter()
            .all(|t| t.about != item("L") && t.about != item("N"))
    );
    let whole = cells(document, &item("A"))["all"];
    assert!(matches!(
        whole.figures,
        Shown::Shown(Figures::Rating { .. })
    ));
    assert!(whole.no_answer.is_some());
    let network = cells(document, &item("A"))["t2"];
    assert!(
        matches!(network.figures, Shown::Shown(Figures::Small { .. })),
        "{network:?}"
    );
    assert_eq!(network.base, Shown::Shown(Figure::AtMost(7.0)));
    assert_eq!(network.no_answer, None);
    let score = cells(document, &Subject::Scale("trust".into()))["all"];
    assert!(
        matches!(
            &score.figures,
            Shown::Shown(Figures::Score { items: (2, 2), .. })
        ),
        "{score:?}"
    );
}

#[test]
fn redrawn_answers_hide_the_same() {
    let hidden = |content| {
        let release = Case::new(&BALLOTS, 5, content).release();
        let document = release.document().clone();
        let sizes: Vec<_> = document.groups.iter().map(|g| reason(&g.size)).collect();
        let tables: Vec<Vec<_>> = document
            .tables
            .iter()
            // Scores follow what is shown of their items.
            .filter(|table| !matches!(table.about, Subject::Scale(_)))
            .map(|table| {
                table
                    .cells
                    .iter()
                    .map(|cell| reason(&cell.figures))
                    .collect()
            })
            .collect();
        (sizes, tables)
    };
    // Only the audit looks at figures, and all it says is that something protects another group.
    let audited = |reason| {
        if reason == Some(Reason::ProtectsAnother) {
            None
        } else {
            reason
        }
    };
    let (sizes, tables) = hidden(0);
    let mut by_audit = 0;
    for content in 1..30 {
        let (redrawn_sizes, redrawn) = hidden(content);
        assert_eq!(sizes, redrawn_sizes, "{content}");
        for (before, after) in tables.iter().flatten().zip(redrawn.iter().flatten()) {
            assert_eq!(audited(*before), audited(*after), "{content}");
            by_audit += usize::from(before != after);
        }
    }
    assert!(by_audit > 0, "the audit never had anything to take away");
}

#[test]
fn figures_do_not_depend_on_the_order_of_answers() {
    let mut case = Case::new(&BALLOTS, 1, 2);
    let first = case.release();
    case.sealed.reverse();
    assert_eq!(first, case.release());
}

#[test]
fn a_release_opens_again_only_unaltered_and_on_record() {
    let case = Case::new(&BALLOTS, 1, 2);
    let mut ledger = Ledger::open(Vec::new()).unwrap();
    let release = case.protect(&mut ledger).unwrap();
    let json = release.to_json();
    assert_eq!(Release::reopen(json, &ledger), Ok(release.clone()));
    assert_eq!(
        ReleaseDocument::parse(json).as_ref(),
        Ok(release.document())
    );
    assert_eq!(
        ledger.newest().map(|entry| entry.release),
        Some(*release.digest())
    );
    let altered = json.replacen("\"answered\": 36", "\"answered\": 35", 1);
    assert_ne!(altered, json);
    assert_eq!(
        Release::reopen(&altered, &ledger),
        Err(Refusal::AlteredDocument)
    );
    let empty = Ledger::open(Vec::new()).unwrap();
    assert_eq!(Release::reopen(json, &empty), Err(Refusal::NotInLedger));
    let other = json.replacen("pejling.release/1", "pejling.release/9", 1);
    for bad in [other.as_str(), "{}", "", "[1]"] {
        assert!(
            matches!(Release::reopen(bad, &ledger), Err(Refusal::BadDocument(_))),
            "{bad}"
        );
    }
    let mut entries: Vec<LedgerEntry> = ledger.entries().to_vec();
    entries[0].release = Digest::plain(b"another");
    assert_eq!(Ledger::open(entries), Err(Refusal::BrokenLedger(1)));
}

#[test]
fn the_digest_is_that_of_the_compact_document_without_it() {
    let release = Case::new(&BALLOTS, 1, 2).release();
    let mut value: serde_json::Value = serde_json::from_str(release.to_json()).unwrap();
    assert_eq!(value["digest"], release.digest().to_string());
    let mut document = release.document().clone();
    document.digest.clear();
    let compact = serde_json::to_vec(&document).unwrap();
    assert_eq!(Digest::plain(&compact), *release.digest());
    value["digest"] = "".into();
    assert_eq!(serde_json::to_value(&document).unwrap(), value);
}

#[test]
fn refusals_change_nothing_and_say_why() {
    let case = Case::new(&BALLOTS, 1, 2);
    let mut ledger = Ledger::open(Vec::new()).unwrap();
    let mut attempt = |change: fn(&mut Case)| {
        let mut case = Case::new(&BALLOTS, 1, 2);
        change(&mut case);
        let before = ledger.clone();
        let refusal = case.protect(&mut ledger).err();
        assert_eq!(ledger, before);
        refusal
    };
    let weaker = attempt(|case| case.policy = Policy::custom("ordinary", 3, 3, 3).unwrap());
    assert_eq!(weaker, Some(Refusal::WeakerPolicy("ordinary".into())));
    let few = attempt(|case| case.sealed.truncate(4));
    assert_eq!(few, Some(Refusal::TooFewAnswers { minimum: 5 }));
    case.protect(&mut ledger).unwrap();
    assert_eq!(
        case.protect(&mut ledger),
        Err(Refusal::AlreadyReleased(case.survey.code.clone()))
    );
    let stricter = Case {
        policy: Policy::preset("aarhus").unwrap(),
        ..Case::new(&BALLOTS, 1, 2)
    };
    assert_eq!(stricter.release().document().policy.ordinary, 10);
}

#[test]
fn microdata_takes_only_what_fits_the_survey() {
    let case = Case::new(&BALLOTS, 1, 2);
    let closed = case.survey.closed().unwrap();
    let stray = |group: &str, packed: &[u8]| StoredAnswer {
        id: RowId::from_stored("x".into()),
        group: GroupCode::parse(group).unwrap(),
        packed: packed.to_vec(),
    };
    let open = |answers| Microdata::open(&closed, &case.instrument, &case.tree, answers);
    assert_eq!(
        open(vec![stray("zz", b"")]).err(),
        Some(Refusal::UnknownGroup(GroupCode::parse("zz").unwrap()))
    );
    let mut answers = case.tally(1).answers;
    answers[0].packed = b"no answers".to_vec();
    let corrupt = open(answers).unwrap_or_else(|refusal| panic!("{refusal}"));
    let mut ledger = Ledger::open(Vec::new()).unwrap();
    let result = crate::disclosure::protect(
        corrupt,
        &case.instrument,
        &case.tree,
        facts(&case.survey),
        &crate::disclosure::Terms {
            policy: &case.policy,
            day: case.survey.closes,
            solver: &crate::disclosure::audit::solver::Microlp::default(),
            decoys: [7; 32],
            waves: &[],
            threads: Threads::ONE,
            progress: &|_, _| (),
        },
        &mut ledger,
    );
    assert_eq!(result, Err(Refusal::CorruptAnswers(1)));
}
