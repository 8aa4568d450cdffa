//! Reads what an item asks for: its type, its labels or options, and how it follows an earlier item's choices.

use crate::base::Text;

use super::item::{Choice, ItemKind, Piping};
use super::item_reader::Surroundings;
use super::reader::{Faults, Fields, Placed};
use super::routing::signed;
use super::template_reader::choices;

/// Longest free text where the template says nothing else.
const DEFAULT_CHARS: usize = 1000;

/// The types there are.
pub(super) const TYPES: [&str; 8] = [
    "likert5",
    "likert7",
    "recommend",
    "single",
    "multi",
    "rank",
    "number",
    "text",
];

/// The labels everyone may use by name: agreement, frequency, degree.
pub(super) fn built_in_anchors() -> [(&'static str, Vec<Text>); 3] {
    let set = |labels: [(&str, &str); 5]| labels.map(|(da, en)| Text::new(da, en)).to_vec();
    let agree = set([
        ("Helt uenig", "Strongly disagree"),
        ("Uenig", "Disagree"),
        ("Hverken enig eller uenig", "Neither agree nor disagree"),
        ("Enig", "Agree"),
        ("Helt enig", "Strongly agree"),
    ]);
    let frequency = set([
        ("Aldrig", "Never"),
        ("Sjældent", "Rarely"),
        ("Af og til", "Now and then"),
        ("Ofte", "Often"),
        ("Altid", "Always"),
    ]);
    let degree = set([
        ("Slet ikke", "Not at all"),
        ("I ringe grad", "To a low degree"),
        ("I nogen grad", "To some degree"),
        ("I høj grad", "To a high degree"),
        ("I meget høj grad", "To a very high degree"),
    ]);
    [
        ("agree", agree),
        ("degree", degree),
        ("frequency", frequency),
    ]
}

/// What an item of this type asks for, and what it follows; `None` for what has a fault.
pub(super) fn read(
    word: &str,
    fields: &mut Fields<'_, '_>,
    around: &Surroundings,
    faults: &mut Faults<'_>,
) -> (Option<ItemKind>, Option<Placed<Piping>>) {
    match word {
        "likert5" | "likert7" => {
            let points = if word == "likert5" { 5 } else { 7 };
            let kind = read_anchors(points, fields, around, faults);
            (kind, read_rows(fields, around, faults))
        }
        "recommend" => (Some(ItemKind::Recommendation), None),
        "single" => {
            let (choices, from) = read_choices(fields, around, faults);
            let piping = read_chosen_only(fields, from, around, faults);
            (choices.map(|choices| ItemKind::Single { choices }), piping)
        }
        "multi" => (read_multi(fields, around, faults), None),
        "rank" => (read_rank(fields, around, faults), None),
        "number" => (read_number(fields, faults), None),
        _ => (read_text(fields, faults), None),
    }
}

fn read_multi(
    fields: &mut Fields<'_, '_>,
    around: &Surroundings,
    faults: &mut Faults<'_>,
) -> Option<ItemKind> {
    let (choices, _) = read_choices(fields, around, faults);
    let max = fields.whole("max", 1..=100, faults);
    let exclusive = fields.string("exclusive", faults);
    let choices = choices?;
    let count = choices.len();
    if let Some(max) = max.filter(|max| max.value > signed(count)) {
        let cause = format!(
            "\"max\" is {}, but there are only {count} choices; lower it",
            max.value
        );
        fields.fault(max.at, cause, faults);
    }
    let exclusive = exclusive.and_then(|word| position(fields, &choices, word, faults));
    let max = max.and_then(|max| usize::try_from(max.value).ok());
    Some(ItemKind::Multi {
        max: max.unwrap_or(count),
        choices,
        exclusive,
    })
}

fn read_rank(
    fields: &mut Fields<'_, '_>,
    around: &Surroundings,
    faults: &mut Faults<'_>,
) -> Option<ItemKind> {
    let (choices, _) = read_choices(fields, around, faults);
    let top = fields.whole("top", 1..=100, faults);
    fields.missing("top", faults);
    let choices = choices?;
    let (top, count) = (top?, choices.len());
    if top.value > signed(count) {
        let cause = format!(
            "\"top\" is {}, but the list has only {count} choices; lower it",
            top.value
        );
        fields.fault(top.at, cause, faults);
    }
    let top = usize::try_from(top.value).ok()?;
    Some(ItemKind::Rank { choices, top })
}

fn read_number(fields: &mut Fields<'_, '_>, faults: &mut Faults<'_>) -> Option<ItemKind> {
    let range = i64::from(i32::MIN)..=i64::from(i32::MAX);
    let min = fields.whole("min", range.clone(), faults);
    let max = fields.whole("max", range, faults);
    fields.missing("min", faults);
    fields.missing("max", faults);
    let (min, max) = (min?, max?);
    if min.value >= max.value {
        let cause = format!(
            "\"min\" is {} and \"max\" {}; make min the smaller",
            min.value, max.value
        );
        fields.fault(min.at, cause, faults);
    }
    Some(ItemKind::Number {
        min: i32::try_from(min.value).ok()?,
        max: i32::try_from(max.value).ok()?,
    })
}

fn read_text(fields: &mut Fields<'_, '_>, faults: &mut Faults<'_>) -> Option<ItemKind> {
    let max_chars = fields.whole("max_chars", 1..=10_000, faults);
    let max_chars = match max_chars {
        Some(max) => usize::try_from(max.value).ok()?,
        None if fields.has("max_chars") => return None,
        None => DEFAULT_CHARS,
    };
    Some(ItemKind::Text { max_chars })
}

fn read_anchors(
    points: usize,
    fields: &mut Fields<'_, '_>,
    around: &Surroundings,
    faults: &mut Faults<'_>,
) -> Option<ItemKind> {
    let named = fields.string("anchors", faults);
    if points == 7 && (fields.has("low") || fields.has("high")) {
        let low = fields.required_text("low", faults);
        let high = fields.required_text("high", faults);
        if let Some(named) = named {
            fields.fault(
                named.at,
                "give either \"anchors\" or \"low\" and \"high\", not both",
                faults,
            );
        }
        let mut anchors = vec![low];
        anchors.extend(std::iter::repeat_with(Text::default).take(5));
        anchors.push(high);
        return Some(ItemKind::Likert { anchors });
    }
    if !fields.has("anchors") {
        let advice = if points == 7 {
            ", or \"low\" and \"high\" for its ends"
        } else {
            ""
        };
        let cause = format!("the item lacks \"anchors\"; name a set of {points} labels{advice}");
        fields.fault(fields.at, cause, faults);
    }
    let named = named?;
    let Some(set) = around.anchors.get(named.value) else {
        let known: Vec<&str> = around.anchors.keys().map(String::as_str).collect();
        let cause = format!(
            "there are no anchors \"{}\"; use one of: {}",
            named.value,
            known.join(", ")
        );
        fields.fault(named.at, cause, faults);
        return None;
    };
    let set = set.as_ref()?;
    if set.len() != points {
        let cause = format!(
            "the anchors \"{}\" have {} labels, but the item has {points} points; use other anchors",
            named.value,
            set.len()
        );
        fields.fault(named.at, cause, faults);
        return None;
    }
    let anchors = set.clone();
    Some(ItemKind::Likert { anchors })
}

/// The options, the item's own or those of an earlier item; and the name of that item, where there is one.
fn read_choices<'a>(
    fields: &mut Fields<'a, '_>,
    around: &Surroundings,
    faults: &mut Faults<'_>,
) -> (Option<Vec<Choice>>, Option<Placed<&'a str>>) {
    let own = choices(fields, "choices", faults);
    let from = fields.string("choices_from", faults);
    if !fields.has("choices_from") {
        fields.missing("choices", faults);
        return (own, None);
    }
    if fields.has("choices") {
        let cause = "give either \"choices\" or \"choices_from\", not both";
        fields.fault(fields.place("choices_from"), cause, faults);
    }
    let taken = from.and_then(|from| take_choices(fields, from, around, faults));
    if taken.is_none() {
        fields.ignore("except");
    }
    let from = from.filter(|_| taken.is_some());
    (taken, from)
}

fn take_choices(
    fields: &mut Fields<'_, '_>,
    from: Placed<&str>,
    around: &Surroundings,
    faults: &mut Faults<'_>,
) -> Option<Vec<Choice>> {
    let source = earlier(fields, from, around, faults)?;
    let kind = around.drafts.get(source)?.kind.as_ref()?;
    let (ItemKind::Single { choices }
    | ItemKind::Multi { choices, .. }
    | ItemKind::Rank { choices, .. }) = kind
    else {
        let cause = format!(
            "the item {} has no choices to take over; name one that has",
            from.value
        );
        fields.fault(from.at, cause, faults);
        return None;
    };
    let except = read_except(fields, choices, faults);
    let kept = choices
        .iter()
        .enumerate()
        .filter(|(index, _)| !except.contains(index));
    Some(kept.map(|(_, choice)| choice.clone()).collect())
}

fn read_except(
    fields: &mut Fields<'_, '_>,
    choices: &[Choice],
    faults: &mut Faults<'_>,
) -> Vec<usize> {
    let words = fields.words("except", faults);
    words
        .into_iter()
        .flatten()
        .filter_map(|word| position(fields, choices, word, faults))
        .collect()
}

/// Looks up an earlier item that this one takes something from.
fn earlier(
    fields: &Fields<'_, '_>,
    named: Placed<&str>,
    around: &Surroundings,
    faults: &mut Faults<'_>,
) -> Option<usize> {
    let place = around
        .ids
        .iter()
        .position(|id| id.as_deref() == Some(named.value));
    match place {
        Some(index) if index < around.drafts.len() => Some(index),
        Some(_) => {
            let cause = format!(
                "the item {} does not come before this one; move it up, or name an earlier one",
                named.value
            );
            fields.fault(named.at, cause, faults);
            None
        }
        None => {
            let cause = format!("there is no item {}; name an earlier item", named.value);
            fields.fault(named.at, cause, faults);
            None
        }
    }
}

/// The earlier multiple choice that rows or choices follow.
fn multi_source<'a>(
    fields: &Fields<'_, '_>,
    named: Placed<&str>,
    around: &'a Surroundings,
    faults: &mut Faults<'_>,
) -> Option<(usize, &'a [Choice])> {
    let index = earlier(fields, named, around, faults)?;
    if let ItemKind::Multi { choices, .. } = around.drafts.get(index)?.kind.as_ref()? {
        Some((index, choices))
    } else {
        let cause = format!(
            "only the choices of an item of type multi can be followed, and {} is none; name another",
            named.value
        );
        fields.fault(named.at, cause, faults);
        None
    }
}

fn read_rows(
    fields: &mut Fields<'_, '_>,
    around: &Surroundings,
    faults: &mut Faults<'_>,
) -> Option<Placed<Piping>> {
    let named = fields.string("rows_from", faults);
    if !fields.has("rows_from") {
        return None;
    }
    let found = named.and_then(|named| multi_source(fields, named, around, faults));
    let Some((from, choices)) = found else {
        fields.ignore("except");
        return None;
    };
    let except = read_except(fields, choices, faults);
    let rows = (0..choices.len())
        .filter(|row| !except.contains(row))
        .collect();
    let value = Piping::Rows { from, rows };
    Some(Placed {
        at: named?.at,
        value,
    })
}

fn read_chosen_only(
    fields: &mut Fields<'_, '_>,
    from: Option<Placed<&str>>,
    around: &Surroundings,
    faults: &mut Faults<'_>,
) -> Option<Placed<Piping>> {
    let only = fields
        .flag("chosen_only", faults)
        .filter(|only| only.value)?;
    if !fields.has("choices_from") {
        let cause =
            "\"chosen_only\" needs \"choices_from\"; name the item whose choices it follows";
        fields.fault(only.at, cause, faults);
    }
    let (from, _) = multi_source(fields, from?, around, faults)?;
    let value = Piping::OnlyChosen { from };
    Some(Placed { at: only.at, value })
}

fn position(
    fields: &Fields<'_, '_>,
    choices: &[Choice],
    word: Placed<&str>,
    faults: &mut Faults<'_>,
) -> Option<usize> {
    let place = choices.iter().position(|choice| choice.code == word.value);
    if place.is_none() {
        let known: Vec<&str> = choices.iter().map(|choice| choice.code.as_str()).collect();
        let cause = format!(
            "there is no choice \"{}\"; use one of: {}",
            word.value,
            known.join(", ")
        );
        fields.fault(word.at, cause, faults);
    }
    place
}
