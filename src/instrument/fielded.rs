//! The instrument: a template in one variant, ready to be asked.

use crate::base::{Digest, Facts, TemplateCode, Text};

use super::{FactDeclaration, FactFault, Item, ItemKind, Scale};

/// A page of the questionnaire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Heading.
    pub title: Text,
    /// Indices of its items.
    pub items: Vec<usize>,
}

/// Everything an instrument consists of.
#[derive(Clone, Debug)]
pub struct Parts {
    /// Code of the template.
    pub template: TemplateCode,
    /// Version of the template, as its author counts.
    pub version: String,
    /// Variant, where the template has any.
    pub variant: Option<String>,
    /// Title.
    pub title: Text,
    /// What it is for, in a sentence or two.
    pub purpose: Text,
    /// Shown on the thank-you page, to everybody alike.
    pub thanks: Text,
    /// Minutes it takes.
    pub minutes: u32,
    /// What must be known of each group, because routes or words of this variant depend on it.
    pub facts: Vec<FactDeclaration>,
    /// Pages.
    pub sections: Vec<Section>,
    /// Items, in the order they are asked.
    pub items: Vec<Item>,
    /// Scales.
    pub scales: Vec<Scale>,
    /// Questions to talk about whatever the result.
    pub dialogue: Vec<Text>,
    /// Digest of the canonical template and variant; a survey pins it.
    pub digest: Digest,
}

/// A questionnaire ready to be asked.
#[derive(Clone, Debug)]
pub struct Instrument(Parts);

/// One thing that is tabulated: an item, or one row of a piped item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Variable {
    /// Item index.
    pub item: usize,
    /// For a piped item, the index of the source's choice.
    pub row: Option<usize>,
}

impl Instrument {
    /// Made by [`super::Template::field`] from a checked template.
    pub(crate) fn new(parts: Parts) -> Self {
        Self(parts)
    }

    /// All its parts, to read.
    pub fn parts(&self) -> &Parts {
        &self.0
    }

    /// Items, in the order they are asked.
    pub fn items(&self) -> &[Item] {
        &self.0.items
    }

    /// Scales.
    pub fn scales(&self) -> &[Scale] {
        &self.0.scales
    }

    /// An item by its name, with its index.
    pub fn item(&self, id: &str) -> Option<(usize, &Item)> {
        self.0
            .items
            .iter()
            .enumerate()
            .find(|(_, item)| item.id == id)
    }

    /// What must be known of each group.
    pub fn facts(&self) -> &[FactDeclaration] {
        &self.0.facts
    }

    /// Checks what is known of a group before launch: every fact of this instrument given, with a value it can have. Other facts do no harm.
    pub fn check_facts(&self, facts: &Facts) -> Result<(), Vec<FactFault>> {
        let checks = self.0.facts.iter().map(|fact| fact.check(facts));
        let faults: Vec<FactFault> = checks.filter_map(Result::err).collect();
        if faults.is_empty() {
            Ok(())
        } else {
            Err(faults)
        }
    }

    /// What is tabulated, in the order of the items: every item but free text, and one per possible row of a piped item.
    pub fn variables(&self) -> Vec<Variable> {
        let mut variables = Vec::new();
        for (index, item) in self.0.items.iter().enumerate() {
            if matches!(item.kind, ItemKind::Text { .. }) {
                continue;
            }
            match &item.piping {
                Some(super::Piping::Rows { rows, .. }) => {
                    variables.extend(rows.iter().map(|row| Variable {
                        item: index,
                        row: Some(*row),
                    }));
                }
                _ => variables.push(Variable {
                    item: index,
                    row: None,
                }),
            }
        }
        variables
    }
}
