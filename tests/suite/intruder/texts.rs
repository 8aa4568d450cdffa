//! Lists of texts: a publisher with a mistake planted is caught, one without is not.

use pejling::forensics::intruder::report::Outcome;
use pejling::forensics::intruder::texts::{attack, read, read_unsealed};
use pejling::forensics::intruder::verdict::Kind;
use serde_json::{Value, json};

/// A whole with two departments, of which the first has three networks.
const GROUPS: [(&str, Option<&str>); 6] = [
    ("alle", None),
    ("d1", Some("alle")),
    ("d2", Some("alle")),
    ("n1", Some("d1")),
    ("n2", Some("d1")),
    ("n3", Some("d1")),
];

/// `count` texts that nobody else writes.
fn wrote(group: &str, count: usize) -> Vec<Value> {
    let words = "Vi mangler tid til at følge op på det, vi aftaler";
    (0..count)
        .map(|number| json!({"text": format!("{words} ({group}, {number})")}))
        .collect()
}

fn document(lists: &[(&str, Vec<Value>)], direct: &[&str]) -> Value {
    let groups: Vec<Value> = GROUPS
        .iter()
        .map(|(id, parent)| {
            json!({"id": id, "label": id, "kind": "unit", "parent": parent, "direct": direct.contains(id)})
        })
        .collect();
    let lists: Vec<Value> = lists
        .iter()
        .map(|(group, texts)| json!({"group": group, "texts": texts}))
        .collect();
    json!({
        "format": "pejling.texts/1",
        "survey": {
            "code": "s", "title": {"da": "", "en": ""}, "template": "t", "variant": null, "instrument": "",
            "opened": "2026-03-01", "closed": "2026-03-15", "notes": [],
        },
        "policy": {"name": "ordinary", "ordinary": 5, "sensitive": 10, "most_sensitive": 20, "coalition": 1, "differences": 5},
        "release": "",
        "groups": groups,
        "questions": [{"item": "F27", "asked": {"da": "", "en": ""}, "minimum": 10, "lists": lists}],
        "digest": "",
    })
}

fn attacked(lists: &[(&str, Vec<Value>)], direct: &[&str]) -> Vec<(Kind, String)> {
    let texts = read_unsealed(&document(lists, direct).to_string()).unwrap();
    let mut outcome = Outcome::default();
    attack(&[texts], &mut outcome);
    outcome
        .finds
        .iter()
        .map(|find| (find.kind, format!("{}: {}", find.who, find.says)))
        .collect()
}

/// Lists with their lengths, and groups in which somebody stands directly.
type Good<'a> = (&'a [(&'a str, usize)], &'a [&'a str]);

#[test]
fn lists_by_the_rule_give_nobody_away() {
    let none: [(Kind, String); 0] = [];
    let good: [Good<'_>; 4] = [
        (&[("d1", 14), ("d2", 11)], &[]),
        // What is left over at the department is by two networks.
        (&[("n1", 12), ("d1", 13), ("d2", 10)], &[]),
        // By one network and those directly in the department.
        (&[("n1", 12), ("n2", 11), ("d1", 10)], &["d1"]),
        (&[("alle", 40)], &[]),
    ];
    for (lists, direct) in good {
        let lists: Vec<_> = lists.iter().map(|(at, n)| (*at, wrote(at, *n))).collect();
        assert_eq!(attacked(&lists, direct), none);
    }
    // Words that many write are no text shown twice.
    let mut common = [wrote("n1", 12), wrote("d1", 13)];
    for list in &mut common {
        list.extend((0..4).map(|_| json!({"text": "Ved ikke"})));
        list.push(json!({"text": "Der skal være tid og ro til det"}));
    }
    let [inner, outer] = common;
    assert_eq!(attacked(&[("n1", inner), ("d1", outer)], &[]), none);
}

#[test]
fn a_list_shown_at_the_parent_too_is_found() {
    let own = wrote("n1", 12);
    let parent = [own.clone(), wrote("d1", 3)].concat();
    let found = attacked(&[("n1", own.clone()), ("d1", parent)], &[]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, Kind::TextTwice);
    assert!(found[0].1.contains("d1 without n1") && found[0].1.contains("3 are by the others"));
    // Reworded in part, in another order, and with one taken out, it is the same list still.
    let mut parent = [wrote("d1", 9), own.clone()].concat();
    parent.reverse();
    parent.truncate(18);
    parent[0] = json!("left_out");
    let found = attacked(&[("n1", own), ("d1", parent)], &[]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, Kind::TextTwice);
}

#[test]
fn a_list_of_few_or_of_one_group_is_found() {
    let found = attacked(&[("d1", wrote("d1", 9)), ("d2", wrote("d2", 10))], &[]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, Kind::FewTexts);
    // n1 and n2 have lists of their own, so the department's is n3's.
    let lists = ["n1", "n2", "d1"].map(|at| (at, wrote(at, 11)));
    let found = attacked(&lists, &[]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, Kind::TextsOfOne);
    assert!(
        found[0].1.starts_with("n3: all 11 texts of d1"),
        "{found:?}"
    );
    // The same from further up: what is left over of the first department is n3's, and the second has its own list.
    let lists = ["n1", "n2", "d2", "alle"].map(|at| (at, wrote(at, 11)));
    let found = attacked(&lists, &[]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].1.starts_with("n3: all 11 texts of alle"),
        "{found:?}"
    );
    // An answer that was taken out counts: somebody wrote it.
    let mut marked = wrote("d1", 8);
    marked.extend([json!("left_out"), json!("left_out")]);
    assert!(attacked(&[("d1", marked)], &[]).is_empty());
}

#[test]
fn damaged_documents_are_refused() {
    let whole = document(&[("alle", wrote("alle", 10))], &[]);
    assert!(read_unsealed(&whole.to_string()).is_ok());
    assert!(read(&whole.to_string()).is_err(), "no digest");
    for (place, value) in [
        ("/format", json!("pejling.release/1")),
        ("/questions/0/lists/0/group", json!("nowhere")),
        ("/groups/3/parent", json!("n3")),
        ("/groups/3/parent", json!(null)),
        ("/questions/0/lists/0/texts/0", json!({"words": ""})),
    ] {
        let mut damaged = whole.clone();
        *damaged.pointer_mut(place).unwrap() = value;
        assert!(read_unsealed(&damaged.to_string()).is_err(), "{place}");
    }
}
