//! From the text of a template file to a checked [`Template`]: the frame around the items, and what concerns several items at once.

use std::collections::{BTreeMap, BTreeSet};

use toml::de::{DeTable, DeValue};

use crate::base::{TemplateCode, Text};

use super::item::Choice;
use super::item_reader::{self, Draft, Surroundings};
use super::reader::{Faults, Fields, Placed, TemplateFault};
use super::template::{FactDeclaration, Template, Variant};
use super::{Scale, Section, kind_reader, reachability, route_check};

/// No form is longer; an item's index must fit in the packed answers.
const MOST_ITEMS: usize = 200;

/// Reads a whole file.
pub(super) fn read(source: &str) -> Result<Template, Vec<TemplateFault>> {
    let mut faults = Faults::of(source);
    let (document, errors) = DeTable::parse_recoverable(source);
    for error in &errors {
        let at = error.span().map_or(0, |span| span.start);
        // A duplicate key leaves the rest readable; after any other error of syntax all else is guesswork.
        let twice = error.message().contains("duplicate key");
        let advice = if twice {
            "remove one of the two"
        } else {
            "the file is not TOML; correct this first"
        };
        faults.add(at, None, format!("{}; {advice}", error.message()));
        if !twice {
            let mut only = Faults::of(source);
            only.add(at, None, format!("{}; {advice}", error.message()));
            return Err(only.into_sorted());
        }
    }
    let template = document_of(document.get_ref(), &mut faults);
    match template {
        Some(template) if faults.none() => Ok(template),
        _ => {
            if faults.none() {
                faults.add(0, None, "the template is incomplete");
            }
            Err(faults.into_sorted())
        }
    }
}

fn document_of(table: &DeTable<'_>, faults: &mut Faults<'_>) -> Option<Template> {
    let mut top = Fields::new(table, 0, "the template");
    let code = top.string("code", faults);
    top.missing("code", faults);
    let code = code.and_then(|code| match TemplateCode::parse(code.value) {
        Ok(parsed) => Some(parsed),
        Err(error) => {
            top.fault(code.at, error.to_string(), faults);
            None
        }
    });
    let version = top.string("version", faults).map(|v| v.value.to_owned());
    top.missing("version", faults);
    let title = top.required_text("title", faults);
    let purpose = top.required_text("purpose", faults);
    let thanks = top.required_text("thanks", faults);
    let minutes = top.whole("minutes", 1..=120, faults);
    top.missing("minutes", faults);
    let dialogue = top.texts("dialogue", faults);
    let variants = variants(&mut top, faults);
    let facts = facts(&mut top, faults);
    let anchors = anchors(&mut top, faults);
    let (scale_codes, scales) = scales(&mut top, faults);
    let pages = top.tables("section", faults);
    top.missing("section", faults);
    top.finish(faults);

    let mut surroundings = Surroundings {
        ids: item_ids(table),
        scales: scale_codes.iter().map(|code| code.value.clone()).collect(),
        variants: variants.iter().map(|v| v.code.clone()).collect(),
        anchors,
        drafts: Vec::new(),
        unknown_scale: false,
    };
    let sections = sections(pages.unwrap_or_default(), &mut surroundings, faults);
    // A misspelt name would leave its scale unused, too: that is one fault, not two.
    if !surroundings.unknown_scale {
        for (index, code) in scale_codes.iter().enumerate() {
            if !surroundings.drafts.iter().any(|d| d.scale == Some(index)) {
                let cause = format!(
                    "no item belongs to the scale \"{}\"; remove it or give it items",
                    code.value
                );
                faults.add(code.at, None, cause);
            }
        }
    }
    let drafts = surroundings.drafts;
    let routes = route_check::resolve(&drafts, &facts, faults);
    reachability::check(&drafts, &routes, &facts, faults);

    let present = drafts.iter().map(|draft| draft.present.clone()).collect();
    let built = drafts.into_iter().zip(routes);
    let items = built
        .map(|(draft, routes)| draft.into_item(routes))
        .collect::<Option<Vec<_>>>()?;
    Some(Template {
        code: code?,
        version: version?,
        title,
        purpose,
        thanks,
        minutes: u32::try_from(minutes?.value).ok()?,
        dialogue,
        variants,
        facts,
        scales,
        sections,
        items,
        present,
    })
}

/// The names of all items in their order, before anything else is read: so a route can tell "later" from "nowhere".
fn item_ids(table: &DeTable<'_>) -> Vec<Option<String>> {
    let list = |value: Option<&DeValue<'_>>| -> Vec<Option<String>> {
        let sections = value
            .and_then(DeValue::as_array)
            .into_iter()
            .flat_map(|a| a.iter());
        let items = sections.filter_map(|section| section.get_ref().get("item"));
        let items = items
            .filter_map(|items| items.get_ref().as_array())
            .flat_map(|a| a.iter());
        items
            .filter(|item| item.get_ref().is_table())
            .map(|item| {
                item.get_ref()
                    .get("id")
                    .and_then(|id| id.get_ref().as_str().map(str::to_owned))
            })
            .collect()
    };
    let found = table.iter().find(|(name, _)| name.get_ref() == "section");
    list(found.map(|(_, value)| value.get_ref()))
}

/// A name for use in routes and files: lower-case ASCII letters, digits and underscores.
pub(super) fn is_plain_name(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    !name.is_empty() && name.len() <= 64 && name.chars().all(fits)
}

/// Reads a name that must be plain and new.
fn new_name(
    fields: &mut Fields<'_, '_>,
    key: &'static str,
    seen: &mut BTreeSet<String>,
    faults: &mut Faults<'_>,
) -> Option<Placed<String>> {
    let found = fields.string(key, faults);
    fields.missing(key, faults);
    let found = found?;
    if !is_plain_name(found.value) {
        let cause = format!(
            "\"{}\" cannot be a name; use lower-case letters a-z, digits and _",
            found.value
        );
        fields.fault(found.at, cause, faults);
    } else if !seen.insert(found.value.to_owned()) {
        fields.fault(
            found.at,
            format!("\"{}\" is there twice; rename one", found.value),
            faults,
        );
    }
    Some(Placed {
        at: found.at,
        value: found.value.to_owned(),
    })
}

fn variants(top: &mut Fields<'_, '_>, faults: &mut Faults<'_>) -> Vec<Variant> {
    let mut seen = BTreeSet::new();
    let mut variants = Vec::new();
    for mut table in top.tables("variant", faults).unwrap_or_default() {
        let code = new_name(&mut table, "code", &mut seen, faults);
        let label = table.required_text("label", faults);
        table.finish(faults);
        if let Some(code) = code {
            let code = code.value;
            variants.push(Variant { code, label });
        }
    }
    variants
}

fn facts(top: &mut Fields<'_, '_>, faults: &mut Faults<'_>) -> Vec<FactDeclaration> {
    let mut seen = BTreeSet::new();
    let mut facts = Vec::new();
    for mut table in top.tables("fact", faults).unwrap_or_default() {
        let name = new_name(&mut table, "name", &mut seen, faults);
        let label = table.required_text("label", faults);
        let values = if table.has("values") {
            choices(&mut table, "values", faults).unwrap_or_default()
        } else {
            let choice = |code: &str, da, en| Choice {
                code: code.to_owned(),
                label: Text::new(da, en),
            };
            vec![choice("yes", "Ja", "Yes"), choice("no", "Nej", "No")]
        };
        table.finish(faults);
        if let Some(name) = name {
            let name = name.value;
            facts.push(FactDeclaration {
                name,
                label,
                values,
            });
        }
    }
    facts
}

/// Reads a list of options: at least two, codes plain and distinct, labels in both languages.
pub(super) fn choices(
    fields: &mut Fields<'_, '_>,
    key: &'static str,
    faults: &mut Faults<'_>,
) -> Option<Vec<Choice>> {
    let tables = fields.tables(key, faults)?;
    if !(2..=100).contains(&tables.len()) {
        let cause = format!("\"{key}\" lists {} options; give 2 to 100", tables.len());
        fields.fault(fields.place(key), cause, faults);
    }
    let mut seen = BTreeSet::new();
    let mut choices = Vec::new();
    for mut table in tables {
        let code = new_name(&mut table, "code", &mut seen, faults);
        let label = table.translations(faults);
        table.finish(faults);
        // A choice without a label is reported, but stays a choice that routes may name.
        choices.extend(code.map(|code| Choice {
            code: code.value,
            label: label.unwrap_or_default(),
        }));
    }
    Some(choices)
}

/// The named sets of Likert labels, the built-in ones included; a set with a fault stands as `None`.
fn anchors(
    top: &mut Fields<'_, '_>,
    faults: &mut Faults<'_>,
) -> BTreeMap<String, Option<Vec<Text>>> {
    let mut sets: BTreeMap<String, Option<Vec<Text>>> = kind_reader::built_in_anchors()
        .into_iter()
        .map(|(name, labels)| (name.to_owned(), Some(labels)))
        .collect();
    let mut seen: BTreeSet<String> = sets.keys().cloned().collect();
    for mut table in top.tables("anchor", faults).unwrap_or_default() {
        let name = new_name(&mut table, "name", &mut seen, faults);
        let labels = table.texts("labels", faults);
        table.missing("labels", faults);
        if table.has("labels") && ![5, 7].contains(&labels.len()) {
            let cause = format!("the anchors have {} labels; give 5 or 7", labels.len());
            table.fault(table.place("labels"), cause, faults);
        }
        table.finish(faults);
        if let Some(name) = name {
            let good = [5, 7].contains(&labels.len());
            sets.insert(name.value, good.then_some(labels));
        }
    }
    sets
}

fn scales(top: &mut Fields<'_, '_>, faults: &mut Faults<'_>) -> (Vec<Placed<String>>, Vec<Scale>) {
    let mut seen = BTreeSet::new();
    let mut codes = Vec::new();
    let mut scales = Vec::new();
    for mut table in top.tables("scale", faults).unwrap_or_default() {
        let code = new_name(&mut table, "code", &mut seen, faults);
        let label = table.required_text("label", faults);
        let dialogue = table.texts("dialogue", faults);
        table.missing("dialogue", faults);
        if table.has("dialogue") && dialogue.is_empty() && faults.none() {
            let cause = "\"dialogue\" is empty; give at least one question to talk about";
            table.fault(table.place("dialogue"), cause, faults);
        }
        table.finish(faults);
        if let Some(code) = code {
            scales.push(Scale {
                code: code.value.clone(),
                label,
                dialogue,
            });
            codes.push(code);
        }
    }
    (codes, scales)
}

fn sections(
    pages: Vec<Fields<'_, '_>>,
    surroundings: &mut Surroundings,
    faults: &mut Faults<'_>,
) -> Vec<Section> {
    let mut sections = Vec::new();
    for mut page in pages {
        let title = page.required_text("title", faults);
        let tables = page.tables("item", faults);
        page.missing("item", faults);
        let first = surroundings.drafts.len();
        for table in tables.unwrap_or_default() {
            let draft: Draft = item_reader::read(table, surroundings, faults);
            surroundings.drafts.push(draft);
        }
        let last = surroundings.drafts.len();
        if last > MOST_ITEMS && first <= MOST_ITEMS {
            let cause = format!("the template has more than {MOST_ITEMS} items; split it");
            page.fault(page.at, cause, faults);
        }
        page.finish(faults);
        sections.push(Section {
            title,
            items: (first..last).collect(),
        });
    }
    sections
}
