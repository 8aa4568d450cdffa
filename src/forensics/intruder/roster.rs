//! Head counts: what the documents and the attacker's own knowledge say of the number of ballots, whatever the question.

use crate::forensics::intruder::document::{Document, Reason};
use crate::forensics::intruder::fact::{Fact, Question};
use crate::forensics::intruder::knowledge::Knowledge;
use crate::forensics::intruder::model::{Source, System};
use crate::forensics::intruder::people::People;
use crate::forensics::intruder::set::Set;

/// The head counts alone: what every question starts from.
pub fn ballots(
    documents: &[Document],
    people: &People,
    knowledge: &Knowledge,
    name: String,
    question: Question,
) -> System {
    let mut system = System {
        name,
        question,
        rows: Vec::new(),
        sources: Vec::new(),
        shown: Vec::new(),
        broken: Vec::new(),
    };
    let all = system.question.ballots();
    for (local, at) in people.documents.iter().enumerate() {
        let document = &documents[*at];
        for (index, group) in document.groups.iter().enumerate() {
            let set = &people.members[local][index];
            let k = i64::from(document.policy.ordinary);
            let (low, high, rule, text) = match (group.size.shown(), group.size.reason()) {
                (Some(size), _) => {
                    let n = i64::from(size.answered);
                    (Some(n), Some(n), false, format!("{n} ballots"))
                }
                (_, Some(Reason::ProtectsAnother)) => {
                    let text = "hidden to protect another, so not under the minimum group";
                    (Some(k), None, true, text.to_owned())
                }
                // "Too few" is no number: a group that the tally joined with a smaller neighbour is hidden for that reason, too.
                _ => continue,
            };
            let fact = Fact {
                weights: all.clone(),
                low,
                high,
                rule,
                text,
            };
            system.add(Some(*at), &group.id, set, fact);
        }
    }
    know(&mut system, documents, people, knowledge);
    system
}

/// Groups of which more stands there than the rules would show: fewer ballots than the minimum group, or figures of a hidden group.
pub(crate) fn too_small(documents: &[Document], people: &People) -> Vec<Source> {
    let mut broken = Vec::new();
    for at in &people.documents {
        let document = &documents[*at];
        for (index, group) in document.groups.iter().enumerate() {
            let text = match group.size.shown() {
                Some(size) if size.answered < document.policy.ordinary => format!(
                    "{} ballots, fewer than the minimum group of {}",
                    size.answered, document.policy.ordinary
                ),
                None if document
                    .tables
                    .iter()
                    .any(|table| table.cells[index].figures.shown().is_some()) =>
                {
                    "it is hidden, and yet figures of it are shown".to_owned()
                }
                _ => continue,
            };
            broken.push(Source {
                document: Some(*at),
                group: group.id.clone(),
                text,
            });
        }
    }
    broken
}

/// What the attacker knows of head counts.
fn know(system: &mut System, documents: &[Document], people: &People, knowledge: &Knowledge) {
    let all = system.question.ballots();
    for known in &knowledge.sizes {
        let n = Some(i64::from(known.answered));
        for (local, index, _) in places(documents, people, &known.survey, &known.group) {
            let text = format!("{} ballots, from the roster", known.answered);
            let fact = Fact {
                weights: all.clone(),
                low: n,
                high: n,
                rule: false,
                text,
            };
            system.add(None, &known.group, &people.members[local][index], fact);
        }
    }
    for known in &knowledge.direct {
        let n = Some(i64::from(known.answered));
        for (local, index, at) in places(documents, people, &known.survey, &known.group) {
            // Whom a document of cuts shows in no cut stands in some group of the first document.
            if index == 0 && !documents[at].adds_to.is_empty() {
                continue;
            }
            let here = people.atoms.iter().enumerate();
            let here = here.filter(|(_, atom)| atom.at[local] == Some(index));
            let text = format!("{} ballots directly in it, from the roster", known.answered);
            let fact = Fact {
                weights: all.clone(),
                low: n,
                high: n,
                rule: false,
                text,
            };
            system.add(None, &known.group, &Set::of(here.map(|(at, _)| at)), fact);
        }
    }
    for wave in &knowledge.waves {
        for moves in &wave.moves {
            let inside = |survey: &str| -> Set {
                let sets = places(documents, people, survey, &moves.group);
                sets.iter().fold(Set::default(), |all, (local, group, _)| {
                    all.with(&people.members[*local][*group])
                })
            };
            let (first, second) = (inside(&wave.first), inside(&wave.second));
            for (number, set, word) in [
                (moves.left, first.without(&second), "left after the first"),
                (
                    moves.joined,
                    second.without(&first),
                    "joined for the second",
                ),
            ] {
                if let Some(n) = number {
                    let text = format!("{n} {word}");
                    let n = Some(i64::from(n));
                    let fact = Fact {
                        weights: all.clone(),
                        low: n,
                        high: n,
                        rule: false,
                        text,
                    };
                    system.add(None, &moves.group, &set, fact);
                }
            }
        }
    }
    for atom in people.known().iter() {
        let fact = Fact {
            weights: all.clone(),
            low: Some(1),
            high: Some(1),
            rule: false,
            text: "one person whose answer is known".to_owned(),
        };
        system.add(None, "", &Set::of([atom]), fact);
    }
}

/// Where a group of a survey stands: document within the family, group, document.
pub(crate) fn places(
    documents: &[Document],
    people: &People,
    survey: &str,
    group: &str,
) -> Vec<(usize, usize, usize)> {
    let mut found = Vec::new();
    for (local, at) in people.documents.iter().enumerate() {
        let document = &documents[*at];
        if document.survey.code == survey
            && let Some(index) = document.groups.iter().position(|g| g.id == group)
        {
            found.push((local, index, *at));
        }
    }
    found
}
