//! Looks up the names in routes, and refuses what dangles, looks forward, goes round in circles, or does not fit what it asks about.

use super::item::{Choice, ItemKind, Piping};
use super::item_reader::Draft;
use super::reader::Faults;
use super::route_parser::Expression;
use super::routing::{Comparison, Condition, signed};
use super::template::FactDeclaration;

/// The conditions of one item; `None` where there is none, or where it has a fault.
pub(super) struct Routes {
    /// Of the item itself.
    pub(super) route: Option<Condition>,
    /// Of its other wordings.
    pub(super) stems: Vec<Option<Condition>>,
}

/// Resolves every route, reporting each that is wrong.
pub(super) fn resolve(
    drafts: &[Draft],
    facts: &[FactDeclaration],
    faults: &mut Faults<'_>,
) -> Vec<Routes> {
    let mut resolved = Vec::new();
    for (index, draft) in drafts.iter().enumerate() {
        let scope = Scope {
            drafts,
            facts,
            index,
        };
        if let Some(piping) = &draft.piping {
            let (Piping::Rows { from, .. } | Piping::OnlyChosen { from }) = &piping.value;
            if let Some(cause) = scope.absent(*from) {
                draft.fault(piping.at, cause, faults);
            }
        }
        let route = draft.route.as_ref().and_then(|route| {
            let mut causes = Vec::new();
            let condition = scope.condition(&route.value, &mut causes);
            causes.dedup();
            for cause in causes {
                draft.fault(route.at, cause, faults);
            }
            condition
        });
        let mut stems = Vec::new();
        for (when, _) in &draft.stems {
            let mut causes = Vec::new();
            let asks = !when.value.items().is_empty();
            if asks {
                causes.push("other words for an item can depend on facts only; remove the test on an answer".to_owned());
            }
            let condition = if asks {
                None
            } else {
                scope.condition(&when.value, &mut causes)
            };
            for cause in causes {
                draft.fault(when.at, cause, faults);
            }
            stems.push(condition);
        }
        resolved.push(Routes { route, stems });
    }
    resolved
}

struct Scope<'a> {
    drafts: &'a [Draft],
    facts: &'a [FactDeclaration],
    index: usize,
}

impl Scope<'_> {
    /// The condition, or `None` with at least one cause, unless an item it asks about has a fault of its own.
    fn condition(&self, expression: &Expression, causes: &mut Vec<String>) -> Option<Condition> {
        match expression {
            Expression::All(parts) => self.each(parts, causes).map(Condition::All),
            Expression::Any(parts) => self.each(parts, causes).map(Condition::Any),
            Expression::Not(inner) => {
                let inner = self.condition(inner, causes)?;
                Some(Condition::Not(Box::new(inner)))
            }
            Expression::Fact { name, values } => self.fact(name, values, causes),
            Expression::Is { item, word } => {
                let place = self.item(item, causes)?;
                match self.kind(place)? {
                    ItemKind::Likert { .. }
                    | ItemKind::Recommendation
                    | ItemKind::Number { .. } => {
                        let Ok(value) = word.parse() else {
                            causes.push(format!("{item} has numbers for answers, and \"{word}\" is none; use a whole number"));
                            return None;
                        };
                        self.compare(std::slice::from_ref(item), Comparison::Equal, value, causes)
                    }
                    _ => self.chosen(item, std::slice::from_ref(word), "=", causes),
                }
            }
            Expression::In { item, codes } => self.chosen(item, codes, "in", causes),
            Expression::Has { item, codes } => {
                let (item, choices) = self.multi(item, codes, "has", causes)?;
                Some(Condition::Chosen { item, choices })
            }
            Expression::Lacks { item, codes } => {
                let (item, choices) = self.multi(item, codes, "lacks", causes)?;
                Some(Condition::Lacks { item, choices })
            }
            Expression::Compare { items, by, value } => self.compare(items, *by, *value, causes),
            Expression::Count { item, by, value } => {
                let place = self.item(item, causes)?;
                let ItemKind::Multi { .. } = self.kind(place)? else {
                    causes.push(format!("count() needs an item of type multi, and {item} is none; ask about its value instead"));
                    return None;
                };
                Some(Condition::Count {
                    item: place,
                    by: *by,
                    value: *value,
                })
            }
        }
    }

    fn each(&self, parts: &[Expression], causes: &mut Vec<String>) -> Option<Vec<Condition>> {
        let all: Vec<_> = parts
            .iter()
            .map(|part| self.condition(part, causes))
            .collect();
        all.into_iter().collect()
    }

    fn fact(&self, name: &str, values: &[String], causes: &mut Vec<String>) -> Option<Condition> {
        let Some(fact) = self.facts.iter().find(|fact| fact.name == name) else {
            let known: Vec<&str> = self.facts.iter().map(|fact| fact.name.as_str()).collect();
            let known = if known.is_empty() {
                "none".to_owned()
            } else {
                known.join(", ")
            };
            causes.push(format!(
                "there is no fact @{name}; declare it with [[fact]], or use one of: {known}"
            ));
            return None;
        };
        let codes: Vec<&str> = fact
            .values
            .iter()
            .map(|value| value.code.as_str())
            .collect();
        if values.is_empty() && !fact.is_yes_no() {
            causes.push(format!(
                "@{name} is no yes/no fact; say @{name} = one of: {}",
                codes.join(", ")
            ));
            return None;
        }
        let unknown = values
            .iter()
            .filter(|value| !codes.contains(&value.as_str()));
        let unknown: Vec<String> = unknown
            .map(|value| {
                format!(
                    "the fact @{name} has no value \"{value}\"; use one of: {}",
                    codes.join(", ")
                )
            })
            .collect();
        if !unknown.is_empty() {
            causes.extend(unknown);
            return None;
        }
        let test = |value: &str| Condition::Fact {
            name: name.to_owned(),
            value: value.to_owned(),
        };
        Some(match values {
            [] => test("yes"),
            [value] => test(value),
            several => Condition::Any(several.iter().map(|value| test(value)).collect()),
        })
    }

    /// A test that a single choice is one of these.
    fn chosen(
        &self,
        item: &str,
        codes: &[String],
        sign: &str,
        causes: &mut Vec<String>,
    ) -> Option<Condition> {
        let place = self.item(item, causes)?;
        let choices = match self.kind(place)? {
            ItemKind::Single { choices } => choices,
            ItemKind::Multi { .. } => {
                causes.push(format!(
                    "{item} takes several choices; use \"{item} has …\" instead of \"{sign}\""
                ));
                return None;
            }
            _ => {
                causes.push(format!(
                    "{item} is no single choice, so \"{sign}\" does not fit; compare with <= or >="
                ));
                return None;
            }
        };
        let choices = indices(item, choices, codes, causes)?;
        Some(Condition::Chosen {
            item: place,
            choices,
        })
    }

    fn multi(
        &self,
        item: &str,
        codes: &[String],
        word: &str,
        causes: &mut Vec<String>,
    ) -> Option<(usize, Vec<usize>)> {
        let place = self.item(item, causes)?;
        let ItemKind::Multi { choices, .. } = self.kind(place)? else {
            causes.push(format!("\"{word}\" needs an item of type multi, and {item} is none; use \"{item} in [...]\""));
            return None;
        };
        Some((place, indices(item, choices, codes, causes)?))
    }

    fn compare(
        &self,
        items: &[String],
        by: Comparison,
        value: i64,
        causes: &mut Vec<String>,
    ) -> Option<Condition> {
        let mut places = Vec::new();
        let before = causes.len();
        for item in items {
            let Some(place) = self.item(item, causes) else {
                continue;
            };
            places.push(place);
            let Some(kind) = self.kind(place) else {
                continue;
            };
            match range(kind) {
                Some((low, high)) if (low..=high).contains(&value) => {}
                Some((low, high)) => causes.push(format!("{item} runs from {low} to {high}, so comparing it with {value} decides nothing; use a number in between")),
                None => causes.push(format!("{item} has no number to compare; use \"in\" or \"has\" with its choices")),
            }
        }
        (causes.len() == before && places.len() == items.len()).then_some(Condition::Compare {
            items: places,
            by,
            value,
        })
    }

    fn kind(&self, place: usize) -> Option<&ItemKind> {
        self.drafts.get(place)?.kind.as_ref()
    }

    /// The place of an item a route asks about, if that item can be asked about here.
    fn item(&self, name: &str, causes: &mut Vec<String>) -> Option<usize> {
        let Some(place) = self.drafts.iter().position(|draft| draft.id == name) else {
            causes.push(format!(
                "the route asks about {name}, and there is no such item; correct the name"
            ));
            return None;
        };
        if let Some(circle) = self.circle(place) {
            causes.push(format!(
                "the route goes round in a circle: {circle}; break it"
            ));
            return None;
        }
        if place > self.index {
            causes.push(format!("the route asks about {name}, which comes later; move {name} up, or ask about an earlier item"));
            return None;
        }
        let draft = self.drafts.get(place)?;
        if matches!(&draft.piping, Some(piping) if matches!(piping.value, Piping::Rows { .. })) {
            causes.push(format!("{name} is asked once per row, so a route cannot depend on it; ask about another item"));
            return None;
        }
        match self.absent(place) {
            None => Some(place),
            Some(cause) => {
                causes.push(cause);
                None
            }
        }
    }

    /// One cause if this item is somewhere where the item at `place` is not.
    fn absent(&self, place: usize) -> Option<String> {
        let (here, there) = (self.drafts.get(self.index)?, self.drafts.get(place)?);
        let mut columns = here.present.iter().zip(&there.present);
        let alone = columns.any(|(here, there)| *here && !*there);
        let name = &there.id;
        alone.then(|| format!("it depends on {name}, which is not in every variant this item is in; make \"variants\" or \"not_in\" of both agree"))
    }

    /// The circle that leads from this item over the one at `place` back to this one, as `A → B → A`.
    fn circle(&self, place: usize) -> Option<String> {
        let mut path = vec![self.index];
        let found = self.leads_back(place, &mut path);
        let name = |index: &usize| {
            self.drafts
                .get(*index)
                .map_or("", |draft| draft.id.as_str())
        };
        found.then(|| path.iter().map(name).collect::<Vec<_>>().join(" → "))
    }

    /// Depth first over the routes; an item once passed is not tried again.
    fn leads_back(&self, place: usize, path: &mut Vec<usize>) -> bool {
        let mut stack = vec![(place, 1)];
        let mut passed = vec![false; self.drafts.len()];
        while let Some((place, depth)) = stack.pop() {
            path.truncate(depth);
            path.push(place);
            if place == self.index {
                return true;
            }
            let Some(draft) = self.drafts.get(place) else {
                continue;
            };
            if passed
                .get_mut(place)
                .is_none_or(|p| std::mem::replace(p, true))
            {
                continue;
            }
            let names = draft.route.iter().flat_map(|route| route.value.items());
            let places = names.filter_map(|name| self.drafts.iter().position(|d| d.id == name));
            stack.extend(places.map(|place| (place, depth + 1)));
        }
        false
    }
}

/// Smallest and largest answer that a comparison can meet; Likert points count from 1.
pub(super) fn range(kind: &ItemKind) -> Option<(i64, i64)> {
    match kind {
        ItemKind::Likert { anchors } => Some((1, signed(anchors.len()))),
        ItemKind::Recommendation => Some((0, 10)),
        ItemKind::Number { min, max } => Some((i64::from(*min), i64::from(*max))),
        _ => None,
    }
}

fn indices(
    item: &str,
    choices: &[Choice],
    codes: &[String],
    causes: &mut Vec<String>,
) -> Option<Vec<usize>> {
    let mut found = Vec::new();
    for code in codes {
        if let Some(index) = choices.iter().position(|choice| choice.code == *code) {
            found.push(index);
        } else {
            let known: Vec<&str> = choices.iter().map(|choice| choice.code.as_str()).collect();
            let known = known.join(", ");
            causes.push(format!(
                "{item} has no choice \"{code}\"; use one of: {known}"
            ));
        }
    }
    found.sort_unstable();
    found.dedup();
    let complete = codes
        .iter()
        .all(|code| choices.iter().any(|choice| choice.code == *code));
    complete.then_some(found)
}
