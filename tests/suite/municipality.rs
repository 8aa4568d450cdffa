//! A whole municipality through the engine: ten departments of twelve networks of 6 to 8, of whom 60 to 100 of 100 answer.
//!
//! The certificate proves the release, and nearly every network that is shown keeps the full display of a small group.

mod town;
mod union;

use std::num::NonZeroUsize;

use pejling::base::{Digest, Threads};
use pejling::disclosure::ReleaseDocument;
use pejling::disclosure::document::{Figures, Shown};
use pejling::disclosure::verify::verify;
use pejling::forensics::intruder::knowledge::Knowledge;
use pejling::forensics::intruder::reading::read;
use pejling::forensics::intruder::report::{Find, Outcome};
use pejling::forensics::intruder::verdict::Kind;

use union::{Leak, Union};

pub(crate) use town::{Likeness, Municipality, instrument};

fn attacked(release: &str, knowledge: &Knowledge) -> Outcome {
    union::attacked(&[read(release).unwrap()], knowledge, &mut |_| ())
}

#[test]
fn an_attacker_who_knows_every_head_count_pins_nobody_in_a_municipality() {
    let municipality = Municipality::new(4, 2);
    let (release, _) = municipality.release();
    let knowledge = municipality.head_counts();
    let outcome = attacked(release.to_json(), &knowledge);
    assert!(outcome.unfinished.is_empty(), "{:?}", outcome.unfinished);
    assert!(outcome.finds.is_empty(), "{}", outcome.words(20));
    assert!(
        outcome.tried.sets_and_classes > 5_000,
        "{:?}",
        outcome.tried
    );

    // The control: one network's mean shown exactly where the rule shows a bound, as a tool without caps would.
    let mut leaky: serde_json::Value = serde_json::from_str(release.to_json()).unwrap();
    let tables = leaky["tables"].as_array_mut().unwrap();
    let cells = tables
        .iter_mut()
        .flat_map(|table| table["cells"].as_array_mut().unwrap());
    let bounded = cells
        .filter(|cell| cell["figures"]["shown"]["small"]["mean"]["value"]["at_least"].is_number())
        .find(|cell| {
            cell["figures"]["shown"]["small"]["favourable"]["count"]["at_least"].is_number()
        })
        .unwrap();
    bounded["figures"]["shown"]["small"]["mean"]["value"] = serde_json::json!({"exact": 5.0});
    bounded["figures"]["shown"]["small"]["mean"]["interval"] = serde_json::Value::Null;
    let mut document: ReleaseDocument = serde_json::from_value(leaky).unwrap();
    document.digest = String::new();
    let digest = Digest::plain(&serde_json::to_vec(&document).unwrap());
    document.digest = digest.to_string();
    let outcome = attacked(&serde_json::to_string(&document).unwrap(), &knowledge);
    assert!(!outcome.finds.is_empty(), "the control found nothing");
}

#[test]
fn cuts_by_level_and_by_type_across_departments_give_nobody_away() {
    // Ten departments: `cargo bench --bench intruder -- crossed`.
    let likeness = Likeness {
        departments: 3,
        questions: 2,
        least: 60,
        scale: false,
        crossed: true,
    };
    let municipality = Municipality::like(likeness, 2);
    let releases = municipality.with_cuts(&["type", "level"]);
    let cuts = releases[1..].iter().flat_map(|release| {
        let document = release.document();
        document.tables.iter().flat_map(|table| &table.cells[1..])
    });
    let shown = cuts.filter(|cell| matches!(cell.figures, Shown::Shown(_)));
    assert!(shown.count() > 3);
    let union = Union {
        municipality: &municipality,
        releases: &releases,
    };
    let knowledge = municipality.head_counts();
    let documents = union.documents();
    knowledge.fits(&documents).unwrap();
    let outcome = union::attacked(&documents, &knowledge, &mut |_| ());
    println!("{:?}", outcome.tried);
    assert!(outcome.unfinished.is_empty(), "{:?}", outcome.unfinished);
    assert!(outcome.finds.is_empty(), "{}", outcome.words(20));
    assert!(outcome.tried.sets_and_classes > 1_500);

    // The controls: a cap that is left out, and a cut of everybody but one network.
    for leak in [Leak::Cap, Leak::Cut] {
        let (documents, network) = union.leaking(leak);
        let outcome = union::attacked(&documents, &knowledge, &mut |_| ());
        let known = |find: &Find| find.kind == Kind::Attribute && find.who.contains(&network);
        let found = outcome.finds.iter().any(known);
        assert!(found, "{leak:?} of {network}: {}", outcome.words(20));
    }
}

#[test]
fn two_colleagues_who_lay_their_answers_together_are_promised_more_and_get_it() {
    let municipality = Municipality::new(1, 2);
    let knowledge = municipality.head_counts();
    let (release, certificate) = municipality.release_under("colleagues");
    verify(release.document(), &certificate).unwrap();
    let outcome = attacked(release.to_json(), &knowledge);
    assert!(outcome.unfinished.is_empty(), "{:?}", outcome.unfinished);
    assert!(outcome.finds.is_empty(), "{}", outcome.words(20));
    // The control: an ordinary release that claims to hold against two.
    let mut document = municipality.release().0.document().clone();
    document.policy.coalition = 2;
    document.digest = String::new();
    let digest = Digest::plain(&serde_json::to_vec(&document).unwrap());
    document.digest = digest.to_string();
    let outcome = attacked(&serde_json::to_string(&document).unwrap(), &knowledge);
    assert!(!outcome.finds.is_empty(), "the control found nothing");
}

#[test]
fn any_number_of_threads_publishes_the_same_of_a_municipality() {
    let published = |threads: usize| {
        let threads = Threads::new(NonZeroUsize::new(threads).unwrap());
        let municipality = Municipality::new(2, 3).with_threads(threads);
        let (release, certificate) = municipality.release();
        (release.to_json().to_owned(), certificate.to_json().unwrap())
    };
    let one = published(1);
    for threads in [2, 3, 5] {
        assert!(published(threads) == one, "{threads} threads");
    }
}

#[test]
fn nearly_every_network_of_a_municipality_keeps_its_full_display() {
    let municipality = Municipality::new(40, 1);
    let (release, certificate) = municipality.release();
    let verified = verify(release.document(), &certificate).unwrap();
    assert_eq!(verified.tables, 40);
    let (mut shown, mut kept) = (0, 0);
    let document = release.document();
    for (question, table) in document.tables.iter().enumerate() {
        for (group, cell) in table.cells.iter().enumerate().skip(11) {
            let enough = municipality.counts[group][question] >= 5;
            let published = matches!(document.groups[group].size, Shown::Shown(_));
            if enough && published {
                shown += 1;
                kept += usize::from(matches!(cell.figures, Shown::Shown(Figures::Small { .. })));
            }
        }
    }
    println!(
        "{kept} of {shown} network questions keep the full display of a small group; {verified:?}"
    );
    assert!(shown > 2_500, "{shown}");
    assert!(100 * kept >= 98 * shown, "{kept} of {shown}");
}
