//! A template: what a file in `survey-templates/` says, checked as a whole.
//!
//! Invariant: a `Template` has no faults. Every route, piping and scale refers to something that is there in each variant in
//! which the referring item is there, so fielding it cannot fail.

use crate::base::{Digest, Facts, TemplateCode, Text};

use super::canonical;
use super::item::{Choice, Item, Piping};
use super::reader::TemplateFault;
use super::{Instrument, Parts, Scale, Section, template_reader};

/// A version of the questionnaire with other items, such as the one for a trial period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// Stable name within the template.
    pub code: String,
    /// What people call it.
    pub label: Text,
}

/// Something that must be known of each group before the survey opens, because routes or words depend on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactDeclaration {
    /// Name, as in [`Facts`].
    pub name: String,
    /// The question it answers, for whoever sets up the survey.
    pub label: Text,
    /// The values it can have; `yes` and `no` for a yes/no fact.
    pub values: Vec<Choice>,
}

impl FactDeclaration {
    /// A yes/no fact may be left out, which means no; any other must be given.
    pub fn is_yes_no(&self) -> bool {
        self.values
            .iter()
            .map(|v| v.code.as_str())
            .eq(["yes", "no"])
    }

    /// Checks what is known of a group against this declaration.
    pub fn check(&self, facts: &Facts) -> Result<(), FactFault> {
        let values = || self.values.iter().map(|v| v.code.clone()).collect();
        match facts.get(&self.name) {
            None if self.is_yes_no() => Ok(()),
            None => Err(FactFault::Missing {
                name: self.name.clone(),
                values: values(),
            }),
            Some(value) if self.values.iter().any(|v| v.code == value) => Ok(()),
            Some(value) => Err(FactFault::Unknown {
                name: self.name.clone(),
                value: value.to_owned(),
                values: values(),
            }),
        }
    }
}

/// Why a group's facts do not fit an instrument.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FactFault {
    /// Not given.
    #[error("the fact \"{name}\" is not given; set it to one of: {}", values.join(", "))]
    Missing {
        /// Name of the fact.
        name: String,
        /// What it can be.
        values: Vec<String>,
    },
    /// Not one of the declared values.
    #[error("the fact \"{name}\" cannot be \"{value}\"; set it to one of: {}", values.join(", "))]
    Unknown {
        /// Name of the fact.
        name: String,
        /// What was given.
        value: String,
        /// What it can be.
        values: Vec<String>,
    },
}

/// A variant was asked for that the template does not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the template {template} has no variant \"{variant}\"; it has: {}", if known.is_empty() { "none".to_owned() } else { known.join(", ") })]
pub struct UnknownVariant {
    /// Code of the template.
    pub template: String,
    /// What was asked for.
    pub variant: String,
    /// The variants there are.
    pub known: Vec<String>,
}

/// A checked survey template.
#[derive(Clone, Debug)]
pub struct Template {
    pub(super) code: TemplateCode,
    pub(super) version: String,
    pub(super) title: Text,
    pub(super) purpose: Text,
    pub(super) thanks: Text,
    pub(super) minutes: u32,
    pub(super) dialogue: Vec<Text>,
    pub(super) variants: Vec<Variant>,
    pub(super) facts: Vec<FactDeclaration>,
    pub(super) scales: Vec<Scale>,
    pub(super) sections: Vec<Section>,
    pub(super) items: Vec<Item>,
    /// Per item: whether it is in the template without a variant, then in each of the variants.
    pub(super) present: Vec<Vec<bool>>,
}

impl Template {
    /// Reads and checks a template file; on failure all its faults at once, in the order of their lines.
    pub fn parse(source: &str) -> Result<Self, Vec<TemplateFault>> {
        template_reader::read(source)
    }

    /// Code.
    pub fn code(&self) -> &TemplateCode {
        &self.code
    }

    /// Version, as the author counts.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Title.
    pub fn title(&self) -> &Text {
        &self.title
    }

    /// What it is for.
    pub fn purpose(&self) -> &Text {
        &self.purpose
    }

    /// Minutes it takes.
    pub fn minutes(&self) -> u32 {
        self.minutes
    }

    /// Its variants; it can always be fielded without one, too.
    pub fn variants(&self) -> &[Variant] {
        &self.variants
    }

    /// What must be known of each group.
    pub fn facts(&self) -> &[FactDeclaration] {
        &self.facts
    }

    /// Makes the questionnaire of one variant, or the one without a variant.
    pub fn field(&self, variant: Option<&str>) -> Result<Instrument, UnknownVariant> {
        let column = match variant {
            None => 0,
            Some(code) => match self.variants.iter().position(|v| v.code == code) {
                Some(index) => index + 1,
                None => return Err(self.unknown(code)),
            },
        };
        let present = |item: &usize| {
            let columns = self.present.get(*item);
            columns.is_some_and(|columns| columns.get(column) == Some(&true))
        };
        let kept: Vec<usize> = (0..self.items.len()).filter(present).collect();
        let kept_items: Vec<&Item> = kept.iter().filter_map(|i| self.items.get(*i)).collect();
        let used = |scale: &usize| kept_items.iter().any(|item| item.scale == Some(*scale));
        let kept_scales: Vec<usize> = (0..self.scales.len()).filter(used).collect();
        // What is kept never refers to what is dropped (checked when the template was read), so every position exists.
        let place = |list: &[usize], old: usize| list.iter().position(|i| *i == old);
        let new_item = |old: usize| place(&kept, old).unwrap_or(usize::MAX);
        let items: Vec<Item> = kept_items
            .iter()
            .map(|item| renumbered(item, &new_item, &|old| place(&kept_scales, old)))
            .collect();
        let sections = self.sections.iter().map(|section| Section {
            title: section.title.clone(),
            items: section
                .items
                .iter()
                .filter_map(|i| place(&kept, *i))
                .collect(),
        });
        let asks_about = |fact: &FactDeclaration| {
            let conditions = items.iter().flat_map(|item| {
                let stems = item.stems.iter().map(|stem| &stem.when);
                item.route.iter().chain(stems)
            });
            conditions
                .flat_map(super::Condition::facts)
                .any(|name| name == fact.name)
        };
        let mut parts = Parts {
            template: self.code.clone(),
            version: self.version.clone(),
            variant: variant.map(str::to_owned),
            title: self.title.clone(),
            purpose: self.purpose.clone(),
            thanks: self.thanks.clone(),
            minutes: self.minutes,
            facts: self
                .facts
                .iter()
                .filter(|f| asks_about(f))
                .cloned()
                .collect(),
            sections: sections
                .filter(|section| !section.items.is_empty())
                .collect(),
            scales: kept_scales
                .iter()
                .filter_map(|i| self.scales.get(*i))
                .cloned()
                .collect(),
            dialogue: self.dialogue.clone(),
            items,
            digest: Digest::plain(b""),
        };
        parts.digest = canonical::digest(&parts);
        Ok(Instrument::new(parts))
    }

    fn unknown(&self, variant: &str) -> UnknownVariant {
        UnknownVariant {
            template: self.code.to_string(),
            variant: variant.to_owned(),
            known: self.variants.iter().map(|v| v.code.clone()).collect(),
        }
    }
}

fn renumbered(
    item: &Item,
    new_item: &dyn Fn(usize) -> usize,
    new_scale: &dyn Fn(usize) -> Option<usize>,
) -> Item {
    let mut item = item.clone();
    item.scale = item.scale.and_then(new_scale);
    item.route = item.route.map(|route| route.renumbered(new_item));
    item.piping = item.piping.map(|piping| match piping {
        Piping::Rows { from, rows } => Piping::Rows {
            from: new_item(from),
            rows,
        },
        Piping::OnlyChosen { from } => Piping::OnlyChosen {
            from: new_item(from),
        },
    });
    item
}
