//! Whether a scale asks the same now as then: the same items, in the same words, with the same answers, of the same people.

use crate::base::Facts;
use crate::disclosure::document::ReleasedGroup;
use crate::instrument::scale::scored_items;
use crate::instrument::{Condition, Instrument, Item};

/// A scale of a questionnaire, as one group was asked.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) instrument: &'a Instrument,
    pub(super) scale: usize,
    pub(super) group: &'a ReleasedGroup,
}

impl<'a> Asked<'a> {
    fn items(self) -> Vec<&'a Item> {
        let items = scored_items(self.instrument, self.scale);
        items.map(|(_, item)| item).collect()
    }

    fn facts(self) -> Facts {
        let known = self.group.facts.iter();
        known.fold(Facts::none(), |facts, (name, value)| {
            facts.with(name, value)
        })
    }
}

/// Whether both ask the same. The order of the items is nothing.
pub(super) fn unchanged(now: Asked<'_>, then: Asked<'_>) -> bool {
    let (items, others) = (now.items(), then.items());
    let (facts, other_facts) = (now.facts(), then.facts());
    items.len() == others.len()
        && items.iter().all(|item| {
            others.iter().any(|other| {
                item.id == other.id
                    && item.text_for(&facts) == other.text_for(&other_facts)
                    && item.kind == other.kind
                    && item.reverse == other.reverse
                    && match (&item.route, &other.route) {
                        (None, None) => true,
                        (Some(route), Some(other)) => {
                            same(now.instrument, route, then.instrument, other)
                        }
                        _ => false,
                    }
            })
        })
}

/// Whether two routes ask for the same answers; items and choices stand at other places where something was put in before them.
fn same(now: &Instrument, route: &Condition, then: &Instrument, other: &Condition) -> bool {
    let lists = |a: &[Condition], b: &[Condition]| {
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(now, a, then, b))
    };
    match (route, other) {
        (Condition::All(a), Condition::All(b)) | (Condition::Any(a), Condition::Any(b)) => {
            lists(a, b)
        }
        (Condition::Not(a), Condition::Not(b)) => same(now, a, then, b),
        (
            Condition::Chosen { item, choices },
            Condition::Chosen {
                item: other,
                choices: others,
            },
        )
        | (
            Condition::Lacks { item, choices },
            Condition::Lacks {
                item: other,
                choices: others,
            },
        ) => codes(now, *item, choices) == codes(then, *other, others),
        (
            Condition::Compare { items, by, value },
            Condition::Compare {
                items: others,
                by: other_by,
                value: other_value,
            },
        ) => by == other_by && value == other_value && ids(now, items) == ids(then, others),
        (
            Condition::Count { item, by, value },
            Condition::Count {
                item: other,
                by: other_by,
                value: other_value,
            },
        ) => by == other_by && value == other_value && ids(now, &[*item]) == ids(then, &[*other]),
        (Condition::Fact { .. }, Condition::Fact { .. }) => route == other,
        _ => false,
    }
}

fn ids<'a>(instrument: &'a Instrument, items: &[usize]) -> Vec<Option<&'a str>> {
    let of = |item: &usize| instrument.items().get(*item).map(|item| item.id.as_str());
    items.iter().map(of).collect()
}

fn codes<'a>(
    instrument: &'a Instrument,
    item: usize,
    choices: &[usize],
) -> (Option<&'a str>, Vec<Option<&'a str>>) {
    let item = instrument.items().get(item);
    let code = |choice: &usize| Some(item?.choices().get(*choice)?.code.as_str());
    (
        item.map(|item| item.id.as_str()),
        choices.iter().map(code).collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::super::super::sample::{document, instrument};
    use super::*;
    use crate::base::Text;
    use crate::instrument::Parts;

    /// Whether the first scale of the sample is the same for its first network after a change of the questionnaire or the group.
    fn after(change: impl FnOnce(&mut Parts, &mut ReleasedGroup)) -> bool {
        let (now, group) = (instrument(), document().groups.remove(1));
        let (mut parts, mut other) = (now.parts().clone(), group.clone());
        change(&mut parts, &mut other);
        let then = Instrument::new(parts);
        let asked = |instrument, group| Asked {
            instrument,
            scale: 0,
            group,
        };
        unchanged(asked(&now, &group), asked(&then, &other))
    }

    #[test]
    fn what_does_not_touch_the_scale_leaves_it_the_same() {
        assert!(after(|_, _| ()));
        assert!(after(|parts, _| {
            parts.version = "2".to_owned();
            parts.items[5].text = Text::new("Andet", "Other");
            parts.scales[0].label = Text::new("Andet", "Other");
        }));
        // The first item is routed on a choice, which now stands at another place.
        assert!(after(|parts, _| {
            parts.items.rotate_right(1);
            for item in &mut parts.items {
                if let Some(Condition::Chosen { item, .. }) = &mut item.route {
                    *item += 1;
                }
            }
        }));
        // This group reads the words of its stem, so others' words are nothing to it.
        assert!(after(
            |parts, _| parts.items[4].text = Text::new("Andet", "Other")
        ));
    }

    #[test]
    fn other_words_answers_routes_or_items_are_another_scale() {
        assert!(!after(
            |parts, _| parts.items[1].text = Text::new("Andet", "Other")
        ));
        assert!(!after(|parts, _| parts.items[4].stems.clear()));
        assert!(!after(|parts, _| parts.items[1].reverse = true));
        assert!(!after(|parts, _| parts.items[1].route = None));
        assert!(!after(|parts, _| parts.items[1].scale = None));
        assert!(!after(|parts, _| parts.items[6].scale = Some(0)));
        assert!(!after(|parts, _| parts.items[1].id = "C99".to_owned()));
        assert!(!after(|parts, _| {
            let route = Condition::Chosen {
                item: 0,
                choices: vec![1],
            };
            parts.items[1].route = Some(route);
        }));
        assert!(!after(|parts, _| {
            let crate::instrument::ItemKind::Likert { anchors } = &mut parts.items[1].kind else {
                panic!("a rating")
            };
            anchors[0] = Text::new("Nej", "No");
        }));
        // Without a facilitator the words are others.
        assert!(!after(|_, group| group.facts.clear()));
    }
}
