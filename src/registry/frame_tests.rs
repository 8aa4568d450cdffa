//! The laws of a frame, and two frames by hand.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::base::{EmailAddress, GroupKind, Lang, Redacted};
use crate::registry::{Facilitator, Membership, Network, Person, Purposes, Unit};

fn day() -> Day {
    Day::new(2026, 3, 1).unwrap()
}

fn unit(roster: &mut Roster, code: &str, parent: Option<&str>) {
    let code = UnitCode::parse(code).unwrap();
    let unit = Unit {
        code: code.clone(),
        label: format!("Enhed {code}"),
        parent: parent.map(|parent| UnitCode::parse(parent).unwrap()),
    };
    roster.units.insert(code, unit);
}

fn person(roster: &mut Roster, code: &str, unit: &str) -> PersonCode {
    let code = PersonCode::parse(code).unwrap();
    let person = Person {
        code: code.clone(),
        name: Redacted::new("N. N.".to_owned()),
        email: EmailAddress::parse(&format!("{code}@kommune.dk")).unwrap(),
        language: Lang::Da,
        unit: UnitCode::parse(unit).unwrap(),
    };
    roster.people.insert(code.clone(), person);
    code
}

fn network(roster: &mut Roster, code: &str, level: Option<&str>, purposes: &str) {
    let code = NetworkCode::parse(code).unwrap();
    let mut network = Network::named(code.clone(), format!("Netværk {code}"));
    network.level = level.map(str::to_owned);
    network.purposes = Purposes::parse(purposes).unwrap();
    network.facilitator = Facilitator::Internal;
    roster.networks.insert(code, network);
}

fn member(roster: &mut Roster, person: &PersonCode, network: &str, left: Option<Day>) {
    let membership = Membership {
        person: person.clone(),
        network: NetworkCode::parse(network).unwrap(),
        joined: Some(day().plus(-100)),
        left,
    };
    let key = (membership.person.clone(), membership.network.clone());
    roster.memberships.insert(key, membership);
}

fn freeze(roster: &Roster, scope: &Scope, minimum: u32) -> Result<Frame, FrameFault> {
    let facts = Facts::none().with("phase", "after");
    Frame::freeze(roster, scope, &facts, day(), minimum)
}

#[test]
fn small_units_are_merged_into_the_unit_around_them() {
    let mut roster = Roster::default();
    for (code, parent) in [
        ("K", None),
        ("A", Some("K")),
        ("A1", Some("A")),
        ("B", Some("K")),
    ] {
        unit(&mut roster, code, parent);
    }
    for i in 0..15 {
        let at = ["A", "A", "A1", "B", "K"][i % 5];
        person(&mut roster, &format!("p{i}"), at);
    }
    let root = |code: &str| Scope::Units {
        root: UnitCode::parse(code).unwrap(),
    };
    let frame = freeze(&roster, &root("K"), 5).unwrap();
    let groups: Vec<(&str, u32)> = frame
        .groups()
        .groups()
        .iter()
        .map(|group| (group.code.as_str(), group.invited))
        .collect();
    assert_eq!(groups, [("K", 15), ("A", 9)]);
    let merged: Vec<String> = frame
        .merged()
        .iter()
        .map(|(a, b)| format!("{a}>{b}"))
        .collect();
    assert_eq!(merged, ["Enhed B>Enhed K", "Enhed A1>Enhed A"]);
    assert_eq!(
        freeze(&roster, &root("B"), 5),
        Err(FrameFault::TooFew {
            invited: 3,
            minimum: 5
        })
    );
    assert!(matches!(
        freeze(&roster, &root("X"), 5),
        Err(FrameFault::UnknownUnit(_))
    ));
}

#[test]
fn units_inside_each_other_have_no_frame() {
    let mut roster = Roster::default();
    for (code, parent) in [("K", None), ("A", Some("B")), ("B", Some("A"))] {
        unit(&mut roster, code, parent);
    }
    for i in 0..6 {
        person(&mut roster, &format!("p{i}"), ["A", "B", "K"][i % 3]);
    }
    // An import refuses them; so does a launch, for whoever writes into the database asks nobody.
    for root in ["A", "K"] {
        let scope = Scope::Units {
            root: UnitCode::parse(root).unwrap(),
        };
        assert_eq!(
            freeze(&roster, &scope, 1),
            Err(FrameFault::Cycle("A → B → A".into()))
        );
    }
    unit(&mut roster, "A", Some("K"));
    let root = Scope::Units {
        root: UnitCode::parse("K").unwrap(),
    };
    assert!(freeze(&roster, &root, 1).is_ok());
}

#[test]
fn a_leader_alone_above_a_unit_answers_with_the_others_further_up() {
    let mut roster = Roster::default();
    for (code, parent) in [
        ("K", None),
        ("A", Some("K")),
        ("A1", Some("A")),
        ("A2", Some("A")),
        ("B", Some("K")),
    ] {
        unit(&mut roster, code, parent);
    }
    // One leader of the whole, one of A, and people in A1, A2 and B.
    person(&mut roster, "head", "K");
    person(&mut roster, "leader", "A");
    for i in 0..19 {
        let at = ["A1", "A1", "A2", "B", "B"][i % 5];
        person(&mut roster, &format!("p{i}"), at);
    }
    let scope = Scope::Units {
        root: UnitCode::parse("K").unwrap(),
    };
    let frame = freeze(&roster, &scope, 4).unwrap();
    let tree = frame.groups();
    let groups: Vec<(&str, u32, u32)> = tree
        .groups()
        .iter()
        .enumerate()
        .map(|(at, group)| (group.code.as_str(), group.invited, tree.direct(at)))
        .collect();
    // Head and leader are two: A2 with its four joins them, and is no group any more.
    assert_eq!(
        groups,
        [("K", 21, 6), ("A", 8, 0), ("B", 7, 7), ("A1", 8, 8)]
    );
    assert_eq!(
        frame.merged(),
        [
            ("those directly in Enhed A".to_owned(), "Enhed K".to_owned()),
            ("Enhed A2".to_owned(), "Enhed K".to_owned())
        ]
    );
}

#[test]
fn two_networks_are_two_invitations_unless_both_are_merged() {
    let mut roster = Roster::default();
    unit(&mut roster, "K", None);
    for (code, level, purposes) in [
        ("N1", Some("Topledere"), "1,3"),
        ("N2", None, "1"),
        ("N3", None, "1,2"),
    ] {
        network(&mut roster, code, level, purposes);
    }
    let people: Vec<PersonCode> = (0..6)
        .map(|i| person(&mut roster, &format!("p{i}"), "K"))
        .collect();
    for who in &people {
        member(&mut roster, who, "N1", None);
    }
    for who in &people[..2] {
        member(&mut roster, who, "N2", Some(day()));
    }
    member(&mut roster, &people[1], "N3", None);
    member(&mut roster, &people[4], "N3", None);
    member(&mut roster, &people[3], "N3", Some(day().plus(-1)));
    let frame = freeze(&roster, &Scope::Networks { only: None }, 3).unwrap();
    let groups = frame.groups().groups();
    let shown: Vec<(&str, GroupKind, u32)> = groups
        .iter()
        .map(|group| (group.code.as_str(), group.kind, group.invited))
        .collect();
    assert_eq!(
        shown,
        [
            ("alle", GroupKind::Whole, 9),
            ("niveau-topledere", GroupKind::Level, 6),
            ("N1", GroupKind::Network, 6),
        ]
    );
    let facts: Vec<(&str, &str)> = groups[0].facts.iter().collect();
    assert_eq!(
        facts,
        [
            ("facilitator", "yes"),
            ("network_type", "professional"),
            ("phase", "after"),
            ("purpose_1", "yes")
        ]
    );
    assert_eq!(groups[2].facts.get("purpose_3"), Some("yes"));
    assert_eq!(groups[1].facts.get("network_level"), Some("Topledere"));
    assert_eq!(frame.merged().len(), 2);
    let nobody = Scope::Networks {
        only: Some(Vec::new()),
    };
    assert_eq!(freeze(&roster, &nobody, 3), Err(FrameFault::Empty));
}

#[test]
fn a_group_that_lives_on_is_not_said_to_have_joined_the_whole() {
    let mut roster = Roster::default();
    for (code, parent) in [("K", None), ("A", Some("K")), ("A1", Some("A"))] {
        unit(&mut roster, code, parent);
    }
    for (at, people) in [("K", 2), ("A", 4), ("A1", 8)] {
        for i in 0..people {
            person(&mut roster, &format!("{at}-{i}"), at);
        }
    }
    let scope = Scope::Units {
        root: UnitCode::parse("K").unwrap(),
    };
    let frame = freeze(&roster, &scope, 4).unwrap();
    let tree = frame.groups();
    let groups: Vec<(&str, u32, u32)> = tree
        .groups()
        .iter()
        .enumerate()
        .map(|(at, group)| (group.code.as_str(), group.invited, tree.direct(at)))
        .collect();
    assert_eq!(groups, [("K", 14, 6), ("A", 8, 0), ("A1", 8, 8)]);
    assert_eq!(
        frame.merged(),
        [("those directly in Enhed A".to_owned(), "Enhed K".to_owned())]
    );
}

/// People in units (a path or a bush), members of up to four networks on two levels.
fn any_roster() -> impl Strategy<Value = Roster> {
    let parents = proptest::collection::vec(any::<prop::sample::Index>(), 1..8);
    let people = proptest::collection::vec((any::<prop::sample::Index>(), 0_u8..16), 1..60);
    (parents, people).prop_map(|(parents, people)| {
        let mut roster = Roster::default();
        unit(&mut roster, "u0", None);
        for (i, parent) in parents.iter().enumerate() {
            unit(
                &mut roster,
                &format!("u{}", i + 1),
                Some(&format!("u{}", parent.index(i + 1))),
            );
        }
        for (i, level) in [None, Some("A"), Some("a"), Some("A")]
            .into_iter()
            .enumerate()
        {
            network(&mut roster, &format!("n{i}"), level, "1");
        }
        for (i, (at, networks)) in people.iter().enumerate() {
            let at = at.index(parents.len() + 1);
            let who = person(&mut roster, &format!("p{i}"), &format!("u{at}"));
            for n in (0..4).filter(|n| networks & (1 << n) != 0) {
                member(&mut roster, &who, &format!("n{n}"), None);
            }
        }
        roster
    })
}

proptest! {
    #[test]
    fn counts_add_up_and_no_group_is_too_small(roster in any_roster(), minimum in 1_u32..9, units: bool) {
        let scope = if units {
            Scope::Units { root: UnitCode::parse("u0").unwrap() }
        } else {
            Scope::Networks { only: None }
        };
        let Ok(frame) = freeze(&roster, &scope, minimum) else { return Ok(()) };
        let tree = frame.groups();
        let mut counted: BTreeMap<usize, u32> = BTreeMap::new();
        for index in 0..tree.groups().len() {
            let own = frame.invitees().iter().filter(|invitee| invitee.stratum == index).count();
            prop_assert!(own == 0 || own >= minimum as usize, "{own} invited directly in {:?}", tree.get(index));
            prop_assert_eq!(tree.direct(index) as usize, own);
        }
        for invitee in frame.invitees() {
            prop_assert!(tree.get(invitee.stratum).is_some());
            for group in tree.path(invitee.stratum) {
                *counted.entry(group).or_default() += 1;
            }
        }
        for (index, group) in tree.groups().iter().enumerate() {
            prop_assert!(group.invited >= minimum, "{group:?}");
            prop_assert_eq!(Some(&group.invited), counted.get(&index));
        }
        let mut invitees = frame.invitees().to_vec();
        invitees.dedup();
        prop_assert_eq!(invitees.len(), frame.invitees().len());
        if units {
            prop_assert_eq!(frame.invitees().len(), roster.people.len());
        }
    }
}

#[test]
fn units_of_one_name_are_told_apart_by_the_unit_around_them_or_by_code() {
    let mut roster = Roster::default();
    for (code, parent) in [
        ("K", None),
        ("A", Some("K")),
        ("B", Some("K")),
        ("A1", Some("A")),
        ("B1", Some("B")),
        ("B2", Some("B")),
    ] {
        unit(&mut roster, code, parent);
    }
    for (code, label) in [
        ("A1", "Hjemmepleje"),
        ("B1", "hjemmepleje "),
        ("B2", "Hjemme-pleje"),
    ] {
        let code = UnitCode::parse(code).unwrap();
        roster.units.get_mut(&code).unwrap().label = label.to_owned();
    }
    for i in 0..15 {
        person(&mut roster, &format!("p{i}"), ["A1", "B1", "B2"][i % 3]);
    }
    let scope = Scope::Units {
        root: UnitCode::parse("K").unwrap(),
    };
    let frame = freeze(&roster, &scope, 5).unwrap();
    let labels: Vec<&str> = (frame.groups().groups().iter())
        .map(|group| group.label.as_str())
        .collect();
    assert_eq!(
        labels,
        [
            "Enhed K",
            "Enhed A",
            "Enhed B",
            "Hjemmepleje (Enhed A)",
            "hjemmepleje  (Enhed B) (B1)",
            "Hjemme-pleje (Enhed B) (B2)",
        ]
    );
}
