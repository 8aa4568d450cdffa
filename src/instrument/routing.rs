//! Routing: who is asked what, as typed expressions over earlier answers and the group's facts.
//!
//! An item that is not asked, unanswered, "don't know" or refused satisfies no test on its value, so `not` is needed only where
//! silence should count too.

use crate::base::Facts;

use super::{Item, ItemKind, Value};

/// How two numbers are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

/// A condition. Items and choices are indices into the template, so a checked condition cannot dangle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// All hold.
    All(Vec<Condition>),
    /// At least one holds.
    Any(Vec<Condition>),
    /// Does not hold.
    Not(Box<Condition>),
    /// A single choice is one of these, or a multiple choice contains one of these.
    Chosen {
        /// Item index.
        item: usize,
        /// Choice indices.
        choices: Vec<usize>,
    },
    /// A multiple choice was answered and contains none of these.
    Lacks {
        /// Item index.
        item: usize,
        /// Choice indices.
        choices: Vec<usize>,
    },
    /// At least one of these items' values compares so. Likert points count from 1.
    Compare {
        /// Item indices: Likert, recommendation or number.
        items: Vec<usize>,
        /// How.
        by: Comparison,
        /// With what.
        value: i64,
    },
    /// The number of options chosen in a multiple choice compares so; an exclusive option does not count.
    Count {
        /// Item index.
        item: usize,
        /// How.
        by: Comparison,
        /// With what.
        value: i64,
    },
    /// A fact of the group has this value.
    Fact {
        /// Name of the fact.
        name: String,
        /// Value; `yes` for a yes/no fact.
        value: String,
    },
}

impl Comparison {
    /// Whether `left` compares so with `right`.
    pub fn holds(self, left: i64, right: i64) -> bool {
        match self {
            Self::Equal => left == right,
            Self::Less => left < right,
            Self::AtMost => left <= right,
            Self::More => left > right,
            Self::AtLeast => left >= right,
        }
    }

    /// The sign it is written with.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
        }
    }
}

/// A condition as the page's script reads it: tagged arrays, to be written as JSON.
///
/// `["all",c…]` `["any",c…]` `["not",c]` `["chosen",item,[choices]]` `["lacks",item,[choices]]` `["compare",[items],sign,number]`
/// `["count",item,sign,number,[exclusive]]` `["fact",name,value]`; items and choices are indices into the instrument.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(untagged)]
pub enum Script {
    /// A tag, a sign, a name.
    Word(String),
    /// An index or a number to compare with.
    Number(i64),
    /// A condition, or a list of indices.
    List(Vec<Script>),
}

impl Condition {
    /// Whether it holds, given the values of the items before (a value not there yet counts as not asked) and the group's facts.
    pub fn holds(&self, items: &[Item], values: &[Value], facts: &Facts) -> bool {
        let value = |item: &usize| values.get(*item).unwrap_or(&Value::NotAsked);
        match self {
            Self::All(all) => all.iter().all(|c| c.holds(items, values, facts)),
            Self::Any(any) => any.iter().any(|c| c.holds(items, values, facts)),
            Self::Not(inner) => !inner.holds(items, values, facts),
            Self::Fact { .. } => self.holds_for_facts(facts),
            Self::Chosen { item, .. } | Self::Lacks { item, .. } | Self::Count { item, .. } => {
                self.holds_for_value(items.get(*item), value(item))
            }
            Self::Compare { items: of, .. } => of
                .iter()
                .any(|item| self.holds_for_value(items.get(*item), value(item))),
        }
    }

    /// Whether a test on one item holds for a value of that item; `false` for everything that is no such test.
    pub(super) fn holds_for_value(&self, item: Option<&Item>, value: &Value) -> bool {
        match (self, value) {
            (Self::Chosen { choices, .. }, Value::Choice(chosen)) => {
                choices.contains(&usize::from(*chosen))
            }
            (Self::Chosen { choices, .. }, Value::Choices(chosen)) => {
                chosen.iter().any(|c| choices.contains(&usize::from(*c)))
            }
            (Self::Lacks { choices, .. }, Value::Choices(chosen)) => {
                !chosen.iter().any(|c| choices.contains(&usize::from(*c)))
            }
            (Self::Compare { by, value, .. }, Value::Choice(point)) => {
                by.holds(i64::from(*point) + 1, *value)
            }
            (Self::Compare { by, value, .. }, Value::Number(number)) => {
                by.holds(i64::from(*number), *value)
            }
            (Self::Count { by, value, .. }, Value::Choices(chosen)) => {
                let exclusive = item.and_then(exclusive);
                let counted = chosen
                    .iter()
                    .filter(|c| Some(usize::from(**c)) != exclusive);
                by.holds(signed(counted.count()), *value)
            }
            _ => false,
        }
    }

    /// The items it asks about.
    pub fn items(&self) -> Vec<usize> {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::items).collect(),
            Self::Not(inner) => inner.items(),
            Self::Chosen { item, .. } | Self::Lacks { item, .. } | Self::Count { item, .. } => {
                vec![*item]
            }
            Self::Compare { items, .. } => items.clone(),
            Self::Fact { .. } => Vec::new(),
        }
    }

    /// The facts it asks about.
    pub fn facts(&self) -> Vec<&str> {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::facts).collect(),
            Self::Not(inner) => inner.facts(),
            Self::Fact { name, .. } => vec![name],
            _ => Vec::new(),
        }
    }

    /// The same condition over other item indices.
    pub(super) fn renumbered(&self, new: &dyn Fn(usize) -> usize) -> Self {
        let each = |parts: &[Self]| parts.iter().map(|c| c.renumbered(new)).collect();
        match self.clone() {
            Self::All(parts) => Self::All(each(&parts)),
            Self::Any(parts) => Self::Any(each(&parts)),
            Self::Not(inner) => Self::Not(Box::new(inner.renumbered(new))),
            Self::Chosen { item, choices } => Self::Chosen {
                item: new(item),
                choices,
            },
            Self::Lacks { item, choices } => Self::Lacks {
                item: new(item),
                choices,
            },
            Self::Compare { items, by, value } => Self::Compare {
                items: items.into_iter().map(new).collect(),
                by,
                value,
            },
            Self::Count { item, by, value } => Self::Count {
                item: new(item),
                by,
                value,
            },
            fact @ Self::Fact { .. } => fact,
        }
    }

    /// What the page's script evaluates to show and hide items; the server's own judgement stays the only one that counts.
    pub fn script(&self, items: &[Item]) -> Script {
        let word = |word: &str| Script::Word(word.to_owned());
        let index = |index: &usize| Script::Number(signed(*index));
        let indices = |list: &[usize]| Script::List(list.iter().map(index).collect());
        let each = |tag: &str, parts: &[Self]| {
            let parts = parts.iter().map(|part| part.script(items));
            std::iter::once(word(tag)).chain(parts).collect()
        };
        Script::List(match self {
            Self::All(parts) => each("all", parts),
            Self::Any(parts) => each("any", parts),
            Self::Not(inner) => vec![word("not"), inner.script(items)],
            Self::Chosen { item, choices } => {
                vec![word("chosen"), index(item), indices(choices)]
            }
            Self::Lacks { item, choices } => vec![word("lacks"), index(item), indices(choices)],
            Self::Compare {
                items: of,
                by,
                value,
            } => vec![
                word("compare"),
                indices(of),
                word(by.sign()),
                Script::Number(*value),
            ],
            Self::Count { item, by, value } => {
                let exclusive: Vec<usize> =
                    items.get(*item).and_then(exclusive).into_iter().collect();
                vec![
                    word("count"),
                    index(item),
                    word(by.sign()),
                    Script::Number(*value),
                    indices(&exclusive),
                ]
            }
            Self::Fact { name, value } => vec![word("fact"), word(name), word(value)],
        })
    }

    /// Whether a condition on facts alone holds. Tests on answers count as not holding; the template check lets none of them in where facts are wanted.
    pub fn holds_for_facts(&self, facts: &Facts) -> bool {
        match self {
            Self::All(all) => all.iter().all(|c| c.holds_for_facts(facts)),
            Self::Any(any) => any.iter().any(|c| c.holds_for_facts(facts)),
            Self::Not(inner) => !inner.holds_for_facts(facts),
            Self::Fact { name, value } => facts.get(name) == Some(value),
            Self::Chosen { .. }
            | Self::Lacks { .. }
            | Self::Compare { .. }
            | Self::Count { .. } => false,
        }
    }
}

/// A count or index as a number to compare or write.
pub(super) fn signed(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn exclusive(item: &Item) -> Option<usize> {
    match &item.kind {
        ItemKind::Multi { exclusive, .. } => *exclusive,
        _ => None,
    }
}
