//! Reads one item of a template file.

use std::collections::BTreeMap;

use crate::base::Text;

use super::item::{Item, ItemKind, Piping, Sensitivity, Stem};
use super::kind_reader::{self, TYPES};
use super::reader::{Faults, Fields, Placed, nearest};
use super::route_check::Routes;
use super::route_parser::{self, Expression, RESERVED};

/// What an item may refer to.
pub(super) struct Surroundings {
    /// Names of all items of the file, in their order.
    pub(super) ids: Vec<Option<String>>,
    /// Codes of the scales.
    pub(super) scales: Vec<String>,
    /// Codes of the variants.
    pub(super) variants: Vec<String>,
    /// Sets of Likert labels; `None` for one that has a fault of its own.
    pub(super) anchors: BTreeMap<String, Option<Vec<Text>>>,
    /// The items read so far.
    pub(super) drafts: Vec<Draft>,
    /// An item named a scale that is not there.
    pub(super) unknown_scale: bool,
}

/// An item as read: routes not yet looked up, parts with faults missing.
pub(super) struct Draft {
    /// Where it begins.
    pub(super) at: usize,
    /// Name; empty if it has none.
    pub(super) id: String,
    text: Text,
    hint: Option<Text>,
    /// What it asks for; `None` if that has a fault.
    pub(super) kind: Option<ItemKind>,
    /// How it follows an earlier item.
    pub(super) piping: Option<Placed<Piping>>,
    /// Index of its scale.
    pub(super) scale: Option<usize>,
    reverse: bool,
    /// Its route, as written.
    pub(super) route: Option<Placed<Expression>>,
    /// Conditions of its other wordings, as written, and the words.
    pub(super) stems: Vec<(Placed<Expression>, Text)>,
    sensitivity: Sensitivity,
    may_not_know: bool,
    may_refuse: bool,
    /// Whether it is in the template without a variant, then in each of the variants.
    pub(super) present: Vec<bool>,
}

impl Draft {
    /// Reports a fault in this item.
    pub(super) fn fault(&self, at: usize, cause: impl Into<String>, faults: &mut Faults<'_>) {
        faults.add(
            at,
            Some(self.id.as_str()).filter(|id| !id.is_empty()),
            cause,
        );
    }

    /// The finished item; `None` if something is missing, which was reported.
    pub(super) fn into_item(self, routes: Routes) -> Option<Item> {
        let stems = self.stems.into_iter().zip(routes.stems);
        let stems = stems.map(|((_, text), when)| Some(Stem { when: when?, text }));
        Some(Item {
            id: self.id,
            text: self.text,
            hint: self.hint,
            stems: stems.collect::<Option<_>>()?,
            kind: self.kind?,
            piping: self.piping.map(|piping| piping.value),
            scale: self.scale,
            reverse: self.reverse,
            route: routes.route,
            sensitivity: self.sensitivity,
            may_not_know: self.may_not_know,
            may_refuse: self.may_refuse,
        })
    }
}

/// Reads an item.
pub(super) fn read(
    mut fields: Fields<'_, '_>,
    around: &mut Surroundings,
    faults: &mut Faults<'_>,
) -> Draft {
    let index = around.drafts.len();
    let id = read_id(&mut fields, index, around, faults);
    let text = fields.required_text("text", faults);
    let hint = fields.text("hint", faults);
    let word = fields.string("type", faults);
    fields.missing("type", faults);
    let known = word.filter(|word| TYPES.contains(&word.value));
    if let (Some(word), None) = (word, known) {
        let cause = format!(
            "there is no type \"{}\"; use one of: {}",
            word.value,
            TYPES.join(", ")
        );
        fields.fault(word.at, cause, faults);
    }
    let (kind, piping) = known.map_or((None, None), |word| {
        kind_reader::read(word.value, &mut fields, around, faults)
    });
    let likert = known.is_some_and(|word| word.value.starts_with("likert"));
    let scale = read_scale(&mut fields, around, faults);
    let reverse = likert
        && fields
            .flag("reverse", faults)
            .is_some_and(|reverse| reverse.value);
    let route = fields
        .string("route", faults)
        .and_then(|r| expression(&fields, r, faults));
    let stems = read_stems(&mut fields, faults);
    let sensitivity = read_sensitivity(&mut fields, faults);
    if let (Sensitivity::Named, Some(kind)) = (sensitivity.value, &kind)
        && !matches!(kind, ItemKind::Text { .. })
    {
        let cause = "only an item of type text can be named, because it is sent apart from the answers; make it text, or choose another sensitivity";
        fields.fault(sensitivity.at, cause, faults);
    }
    let sensitivity = sensitivity.value;
    let sensitive = matches!(
        sensitivity,
        Sensitivity::Sensitive | Sensitivity::MostSensitive
    );
    let may_not_know = fields
        .flag("may_not_know", faults)
        .map_or(likert, |f| f.value);
    let may_refuse = fields
        .flag("may_refuse", faults)
        .map_or(sensitive, |f| f.value);
    let present = read_presence(&mut fields, &around.variants, faults);
    let (at, is_text) = (fields.at, known.is_some_and(|word| word.value == "text"));
    if known.is_some() {
        fields.finish(faults);
    }
    Draft {
        at,
        id,
        text,
        hint: hint.or_else(|| is_text.then(default_hint)),
        kind,
        piping,
        scale,
        reverse,
        route,
        stems,
        sensitivity,
        may_not_know,
        may_refuse,
        present,
    }
}

fn default_hint() -> Text {
    Text::new(
        "Skriv ikke navne eller noget, der kan genkendes",
        "Do not write names or anything recognisable",
    )
}

fn read_id(
    fields: &mut Fields<'_, '_>,
    index: usize,
    around: &Surroundings,
    faults: &mut Faults<'_>,
) -> String {
    let found = fields.string("id", faults);
    fields.missing("id", faults);
    let Some(found) = found else {
        return String::new();
    };
    let id = found.value;
    fields.item = Some(id.to_owned());
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let starts = id.starts_with(|c: char| c.is_ascii_alphabetic());
    if !starts || id.len() > 32 || !id.chars().all(fits) {
        let cause = "an item's id is a letter, then letters (a-z), digits or underscores, at most 32; rename it";
        fields.fault(found.at, cause, faults);
    } else if RESERVED.contains(&id) {
        fields.fault(
            found.at,
            format!("\"{id}\" is a word of the route language; rename the item"),
            faults,
        );
    }
    let mut earlier = around.ids.iter().take(index);
    if earlier.any(|other| other.as_deref() == Some(id)) {
        fields.fault(
            found.at,
            format!("there is another item {id} before; rename one"),
            faults,
        );
    }
    id.to_owned()
}

fn read_scale(
    fields: &mut Fields<'_, '_>,
    around: &mut Surroundings,
    faults: &mut Faults<'_>,
) -> Option<usize> {
    let named = fields.string("scale", faults)?;
    let place = around.scales.iter().position(|code| code == named.value);
    if place.is_none() {
        around.unknown_scale = true;
        let known: Vec<&str> = around.scales.iter().map(String::as_str).collect();
        let meant = nearest(named.value, &known).map(|m| format!(" (did you mean \"{m}\"?)"));
        let cause = format!(
            "there is no scale \"{}\"{}; add it, or use one of: {}",
            named.value,
            meant.unwrap_or_default(),
            known.join(", ")
        );
        fields.fault(named.at, cause, faults);
    }
    place
}

fn read_sensitivity(fields: &mut Fields<'_, '_>, faults: &mut Faults<'_>) -> Placed<Sensitivity> {
    let words = [
        ("ordinary", Sensitivity::Ordinary),
        ("sensitive", Sensitivity::Sensitive),
        ("most_sensitive", Sensitivity::MostSensitive),
        ("named", Sensitivity::Named),
    ];
    let ordinary = Placed {
        at: fields.at,
        value: Sensitivity::Ordinary,
    };
    let Some(found) = fields.string("sensitivity", faults) else {
        return ordinary;
    };
    if let Some((_, value)) = words.iter().find(|(word, _)| *word == found.value) {
        Placed {
            at: found.at,
            value: *value,
        }
    } else {
        let cause = format!(
            "there is no sensitivity \"{}\"; use ordinary, sensitive, most_sensitive or named",
            found.value
        );
        fields.fault(found.at, cause, faults);
        ordinary
    }
}

fn read_stems(
    fields: &mut Fields<'_, '_>,
    faults: &mut Faults<'_>,
) -> Vec<(Placed<Expression>, Text)> {
    let mut stems = Vec::new();
    for mut table in fields.tables("stems", faults).into_iter().flatten() {
        let when = table.string("when", faults);
        table.missing("when", faults);
        let when = when.and_then(|when| expression(&table, when, faults));
        let text = table.translations(faults);
        table.finish(faults);
        stems.extend(when.zip(text));
    }
    stems
}

fn expression(
    fields: &Fields<'_, '_>,
    source: Placed<&str>,
    faults: &mut Faults<'_>,
) -> Option<Placed<Expression>> {
    match route_parser::parse(source.value) {
        Ok(value) => Some(Placed {
            at: source.at,
            value,
        }),
        Err(cause) => {
            fields.fault(source.at, cause, faults);
            None
        }
    }
}

fn read_presence(
    fields: &mut Fields<'_, '_>,
    variants: &[String],
    faults: &mut Faults<'_>,
) -> Vec<bool> {
    let only = fields.words("variants", faults);
    let not = fields.words("not_in", faults);
    if fields.has("variants") && fields.has("not_in") {
        fields.fault(
            fields.place("not_in"),
            "give either \"variants\" or \"not_in\", not both",
            faults,
        );
    }
    for word in only.iter().chain(&not).flatten() {
        if !variants.iter().any(|variant| variant == word.value) {
            let known = if variants.is_empty() {
                "none".to_owned()
            } else {
                variants.join(", ")
            };
            let cause = format!(
                "there is no variant \"{}\"; the template has: {known}",
                word.value
            );
            fields.fault(word.at, cause, faults);
        }
    }
    let named = |list: &Option<Vec<Placed<&str>>>, variant: &String| {
        list.iter().flatten().any(|word| word.value == variant)
    };
    let mut present = vec![only.is_none()];
    present.extend(variants.iter().map(|variant| match &only {
        Some(_) => named(&only, variant),
        None => !named(&not, variant),
    }));
    present
}
