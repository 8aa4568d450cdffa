//! The canonical form of an instrument, whose digest a survey pins.
//!
//! Everything a respondent sees and everything that decides how an answer is read goes in, in a fixed order, each list behind
//! its length; so two instruments share a digest only if they are the same questionnaire.

use crate::base::{Digest, Text};

use super::item::{Choice, Item, ItemKind, Piping, Sensitivity};
use super::routing::signed;
use super::{Condition, Parts};

/// Digest of everything but `parts.digest` itself.
pub(super) fn digest(parts: &Parts) -> Digest {
    let mut form = Form(Vec::new());
    form.word(parts.template.as_str());
    form.word(&parts.version);
    form.option(parts.variant.as_ref(), |form, variant| form.word(variant));
    for text in [&parts.title, &parts.purpose, &parts.thanks] {
        form.text(text);
    }
    form.number(i64::from(parts.minutes));
    form.list(&parts.facts, |form, fact| {
        form.word(&fact.name);
        form.text(&fact.label);
        form.list(&fact.values, Form::choice);
    });
    form.list(&parts.sections, |form, section| {
        form.text(&section.title);
        form.indices(&section.items);
    });
    form.list(&parts.scales, |form, scale| {
        form.word(&scale.code);
        form.text(&scale.label);
        form.list(&scale.dialogue, Form::text);
    });
    form.list(&parts.dialogue, Form::text);
    form.list(&parts.items, Form::item);
    Digest::of("pejling.instrument/1", &[&form.0])
}

struct Form(Vec<u8>);

impl Form {
    fn number(&mut self, number: i64) {
        self.0.extend(number.to_be_bytes());
    }

    fn index(&mut self, index: usize) {
        self.number(signed(index));
    }

    fn flag(&mut self, flag: bool) {
        self.0.push(u8::from(flag));
    }

    fn word(&mut self, word: &str) {
        self.index(word.len());
        self.0.extend(word.as_bytes());
    }

    fn text(&mut self, text: &Text) {
        self.word(&text.da);
        self.word(&text.en);
    }

    fn list<T>(&mut self, list: &[T], each: impl Fn(&mut Self, &T)) {
        self.index(list.len());
        for element in list {
            each(self, element);
        }
    }

    fn indices(&mut self, list: &[usize]) {
        self.list(list, |form, index| form.index(*index));
    }

    fn option<T>(&mut self, option: Option<&T>, each: impl Fn(&mut Self, &T)) {
        self.flag(option.is_some());
        if let Some(value) = option {
            each(self, value);
        }
    }

    fn choice(&mut self, choice: &Choice) {
        self.word(&choice.code);
        self.text(&choice.label);
    }

    fn item(&mut self, item: &Item) {
        self.word(&item.id);
        self.text(&item.text);
        self.option(item.hint.as_ref(), Self::text);
        self.list(&item.stems, |form, stem| {
            form.condition(&stem.when);
            form.text(&stem.text);
        });
        self.kind(&item.kind);
        self.option(item.piping.as_ref(), |form, piping| match piping {
            Piping::Rows { from, rows } => {
                form.word("rows");
                form.index(*from);
                form.indices(rows);
            }
            Piping::OnlyChosen { from } => {
                form.word("only_chosen");
                form.index(*from);
            }
        });
        self.option(item.scale.as_ref(), |form, scale| form.index(*scale));
        self.flag(item.reverse);
        self.option(item.route.as_ref(), Self::condition);
        self.word(match item.sensitivity {
            Sensitivity::Ordinary => "ordinary",
            Sensitivity::Sensitive => "sensitive",
            Sensitivity::MostSensitive => "most_sensitive",
            Sensitivity::Named => "named",
        });
        self.flag(item.may_not_know);
        self.flag(item.may_refuse);
    }

    fn kind(&mut self, kind: &ItemKind) {
        match kind {
            ItemKind::Likert { anchors } => {
                self.word("likert");
                self.list(anchors, Self::text);
            }
            ItemKind::Recommendation => self.word("recommend"),
            ItemKind::Single { choices } => {
                self.word("single");
                self.list(choices, Self::choice);
            }
            ItemKind::Multi {
                choices,
                max,
                exclusive,
            } => {
                self.word("multi");
                self.list(choices, Self::choice);
                self.index(*max);
                self.option(exclusive.as_ref(), |form, index| form.index(*index));
            }
            ItemKind::Rank { choices, top } => {
                self.word("rank");
                self.list(choices, Self::choice);
                self.index(*top);
            }
            ItemKind::Number { min, max } => {
                self.word("number");
                self.number(i64::from(*min));
                self.number(i64::from(*max));
            }
            ItemKind::Text { max_chars } => {
                self.word("text");
                self.index(*max_chars);
            }
        }
    }

    fn condition(&mut self, condition: &Condition) {
        match condition {
            Condition::All(parts) => {
                self.word("all");
                self.list(parts, Self::condition);
            }
            Condition::Any(parts) => {
                self.word("any");
                self.list(parts, Self::condition);
            }
            Condition::Not(inner) => {
                self.word("not");
                self.condition(inner);
            }
            Condition::Chosen { item, choices } => {
                self.word("chosen");
                self.index(*item);
                self.indices(choices);
            }
            Condition::Lacks { item, choices } => {
                self.word("lacks");
                self.index(*item);
                self.indices(choices);
            }
            Condition::Compare { items, by, value } => {
                self.word("compare");
                self.indices(items);
                self.word(by.sign());
                self.number(*value);
            }
            Condition::Count { item, by, value } => {
                self.word("count");
                self.index(*item);
                self.word(by.sign());
                self.number(*value);
            }
            Condition::Fact { name, value } => {
                self.word("fact");
                self.word(name);
                self.word(value);
            }
        }
    }
}
