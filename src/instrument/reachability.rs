//! Finds items that nobody can ever be asked.
//!
//! Each route, together with the routes of the items it builds on, is written as alternatives of plain tests (disjunctive normal
//! form). An alternative is possible if some value of every fact and some answer to every item asked about satisfies all its
//! tests on that fact or item. An item without a possible alternative is reported; whatever is reported can indeed never be asked.
//!
//! Found: contradictory facts, also over several items (`@phase = before` behind an item asked only in `@phase = after`),
//! choices or numbers that exclude each other, counts that the number of choices or their maximum does not allow.
//! Not found: contradictions that only arise between *different* items' answers through piping, and routes so branched that they
//! have more than 2000 alternatives, or tests on a multiple choice of more than 14 options; these are taken to be reachable.

use std::collections::BTreeSet;

use crate::base::Facts;

use super::item::{Item, ItemKind, Piping};
use super::item_reader::Draft;
use super::reader::Faults;
use super::route_check::{Routes, range};
use super::routing::Condition;
use super::template::FactDeclaration;
use super::{Sensitivity, Value};

const MOST_ALTERNATIVES: usize = 2000;
const MOST_ENUMERATED: usize = 14;

/// A plain test, and whether it must hold or must not.
#[derive(Clone, Debug, PartialEq)]
struct Literal {
    test: Condition,
    holds: bool,
}

/// Tests that must all come out as said.
type Alternative = Vec<Literal>;

/// Reports each item, and each other wording, that can never be used.
pub(super) fn check(
    drafts: &[Draft],
    routes: &[Routes],
    facts: &[FactDeclaration],
    faults: &mut Faults<'_>,
) {
    let mut world = World {
        drafts,
        facts,
        full: Vec::new(),
    };
    for (draft, routes) in drafts.iter().zip(routes) {
        let found = world.alternatives_of(draft, routes.route.as_ref());
        let reachable = found.as_ref().is_none_or(|all| !all.is_empty());
        if !reachable {
            let own = routes
                .route
                .as_ref()
                .and_then(|route| alternatives(route, true));
            let alone = own.is_some_and(|own| own.iter().any(|a| world.possible(a)));
            let cause = if alone {
                "it can never be asked: its route and those of the items it builds on contradict each other; correct one"
            } else {
                "it can never be asked: its route contradicts itself; correct it"
            };
            let at = draft.route.as_ref().map_or(draft.at, |route| route.at);
            draft.fault(at, cause, faults);
        }
        for ((when, _), condition) in draft.stems.iter().zip(&routes.stems) {
            let all = condition
                .as_ref()
                .and_then(|condition| alternatives(condition, true));
            if all.is_some_and(|all| !all.iter().any(|a| world.possible(a))) {
                draft.fault(
                    when.at,
                    "these words can never be used: their condition contradicts itself; correct it",
                    faults,
                );
            }
        }
        // What builds on an unreachable item is not reported once more.
        world.full.push(found.filter(|_| reachable));
    }
}

struct World<'a> {
    drafts: &'a [Draft],
    facts: &'a [FactDeclaration],
    /// Per item so far, its possible alternatives; `None` where they are unknown or nothing is demanded.
    full: Vec<Option<Vec<Alternative>>>,
}

impl World<'_> {
    /// The possible alternatives under which an item is asked; `None` if there are too many to tell, or no condition at all.
    fn alternatives_of(
        &self,
        draft: &Draft,
        route: Option<&Condition>,
    ) -> Option<Vec<Alternative>> {
        let followed = draft
            .piping
            .as_ref()
            .and_then(|piping| self.followed(draft, &piping.value));
        let own: Vec<Condition> = route.cloned().into_iter().chain(followed).collect();
        if own.is_empty() {
            return None;
        }
        let mut all = Vec::new();
        for alternative in alternatives(&Condition::All(own), true)? {
            if !self.possible(&alternative) {
                continue;
            }
            let sources: BTreeSet<usize> = alternative
                .iter()
                .filter(|l| l.holds)
                .flat_map(|l| l.test.items())
                .collect();
            let mut grown = vec![alternative];
            for source in sources {
                if let Some(Some(full)) = self.full.get(source) {
                    grown = crossed(&grown, full)?;
                }
            }
            all.extend(grown.into_iter().filter(|a| self.possible(a)));
            if all.len() > MOST_ALTERNATIVES {
                return None;
            }
        }
        Some(all)
    }

    /// What must have been chosen for a piped item to be asked.
    fn followed(&self, draft: &Draft, piping: &Piping) -> Option<Condition> {
        match piping {
            Piping::Rows { from, rows } => Some(Condition::Chosen {
                item: *from,
                choices: rows.clone(),
            }),
            Piping::OnlyChosen { from } => {
                let source = choices(self.drafts.get(*from)?.kind.as_ref()?);
                let own = choices(draft.kind.as_ref()?);
                let offered =
                    |index: &usize| source.get(*index).is_some_and(|code| own.contains(code));
                Some(Condition::Chosen {
                    item: *from,
                    choices: (0..source.len()).filter(offered).collect(),
                })
            }
        }
    }

    /// Whether some values satisfy all tests, each fact and each item taken by itself.
    fn possible(&self, alternative: &[Literal]) -> bool {
        let names: BTreeSet<&str> = alternative.iter().flat_map(|l| l.test.facts()).collect();
        let items: BTreeSet<usize> = alternative
            .iter()
            .filter(|l| l.holds)
            .flat_map(|l| l.test.items())
            .collect();
        names
            .into_iter()
            .all(|name| self.fact_possible(name, alternative))
            && items
                .into_iter()
                .all(|item| self.answer_possible(item, alternative))
    }

    fn fact_possible(&self, name: &str, alternative: &[Literal]) -> bool {
        let Some(fact) = self.facts.iter().find(|fact| fact.name == name) else {
            return true;
        };
        let tests: Vec<_> = alternative
            .iter()
            .filter(|l| l.test.facts() == [name])
            .collect();
        fact.values.iter().any(|value| {
            let facts = Facts::none().with(name, &value.code);
            tests
                .iter()
                .all(|l| l.test.holds_for_facts(&facts) == l.holds)
        })
    }

    fn answer_possible(&self, item: usize, alternative: &[Literal]) -> bool {
        let Some((draft, kind)) = self
            .drafts
            .get(item)
            .and_then(|d| Some((d, d.kind.as_ref()?)))
        else {
            return true;
        };
        let tests: Vec<_> = alternative
            .iter()
            .filter(|l| l.test.items() == [item])
            .collect();
        let Some(values) = values_of(kind, &tests) else {
            return true;
        };
        let probe = probe(draft, kind);
        values.iter().any(|value| {
            tests
                .iter()
                .all(|l| l.test.holds_for_value(Some(&probe), value) == l.holds)
        })
    }
}

fn choices(kind: &ItemKind) -> Vec<&str> {
    match kind {
        ItemKind::Single { choices } | ItemKind::Multi { choices, .. } => {
            choices.iter().map(|choice| choice.code.as_str()).collect()
        }
        _ => Vec::new(),
    }
}

/// An item of this kind, for the evaluator.
fn probe(draft: &Draft, kind: &ItemKind) -> Item {
    Item {
        id: draft.id.clone(),
        text: crate::base::Text::default(),
        hint: None,
        stems: Vec::new(),
        kind: kind.clone(),
        piping: None,
        scale: None,
        reverse: false,
        route: None,
        sensitivity: Sensitivity::Ordinary,
        may_not_know: false,
        may_refuse: false,
    }
}

/// Enough answers to an item of this kind to satisfy the tests if any answer does; `None` if there are too many.
fn values_of(kind: &ItemKind, tests: &[&Literal]) -> Option<Vec<Value>> {
    let choice = |index: usize| u8::try_from(index).unwrap_or(u8::MAX);
    match kind {
        ItemKind::Single { choices } => Some(
            (0..choices.len())
                .map(|index| Value::Choice(choice(index)))
                .collect(),
        ),
        ItemKind::Multi {
            choices,
            max,
            exclusive,
        } => {
            if choices.len() > MOST_ENUMERATED {
                return None;
            }
            let sets = (1_u32..1 << choices.len()).map(|bits| -> Vec<u8> {
                let chosen = (0..choices.len()).filter(|index| bits >> index & 1 == 1);
                chosen.map(choice).collect()
            });
            let excludes = |set: &Vec<u8>| {
                exclusive.is_some_and(|index| set.len() > 1 && set.contains(&choice(index)))
            };
            let allowed = sets.filter(|set| set.len() <= *max && !excludes(set));
            Some(allowed.map(Value::Choices).collect())
        }
        ItemKind::Likert { .. } | ItemKind::Recommendation | ItemKind::Number { .. } => {
            let (low, high) = range(kind)?;
            let named = tests.iter().filter_map(|literal| match literal.test {
                Condition::Compare { value, .. } => Some(value),
                _ => None,
            });
            let near = named.flat_map(|value| [value - 1, value, value + 1]);
            let candidates: BTreeSet<i64> = near.chain([low, high]).collect();
            let inside = candidates
                .into_iter()
                .filter(|value| (low..=high).contains(value));
            Some(
                inside
                    .filter_map(|value| i32::try_from(value).ok())
                    .map(Value::Number)
                    .collect(),
            )
        }
        ItemKind::Rank { .. } | ItemKind::Text { .. } => None,
    }
}

/// The alternatives of a condition that must (or must not) hold; `None` if there are too many.
fn alternatives(condition: &Condition, holds: bool) -> Option<Vec<Alternative>> {
    match condition {
        Condition::Not(inner) => alternatives(inner, !holds),
        Condition::All(parts) => joined(parts.iter().cloned(), holds, holds),
        Condition::Any(parts) => joined(parts.iter().cloned(), !holds, holds),
        Condition::Compare { items, by, value } if items.len() > 1 => {
            let single = items.iter().map(|item| Condition::Compare {
                items: vec![*item],
                by: *by,
                value: *value,
            });
            joined(single, !holds, holds)
        }
        test => Some(vec![vec![Literal {
            test: test.clone(),
            holds,
        }]]),
    }
}

/// The alternatives of several conditions: all together, or any of them.
fn joined(
    parts: impl Iterator<Item = Condition>,
    together: bool,
    holds: bool,
) -> Option<Vec<Alternative>> {
    let mut all = if together {
        vec![Vec::new()]
    } else {
        Vec::new()
    };
    for part in parts {
        let part = alternatives(&part, holds)?;
        if together {
            all = crossed(&all, &part)?;
        } else {
            all.extend(part);
        }
        if all.len() > MOST_ALTERNATIVES {
            return None;
        }
    }
    Some(all)
}

/// Every pair of alternatives, as one; `None` if there are too many.
fn crossed(left: &[Alternative], right: &[Alternative]) -> Option<Vec<Alternative>> {
    if left.len().saturating_mul(right.len()) > MOST_ALTERNATIVES {
        return None;
    }
    let pairs = left.iter().flat_map(|l| right.iter().map(move |r| (l, r)));
    Some(
        pairs
            .map(|(l, r)| {
                let mut pair = l.clone();
                pair.extend(r.iter().filter(|literal| !l.contains(literal)).cloned());
                pair
            })
            .collect(),
    )
}
