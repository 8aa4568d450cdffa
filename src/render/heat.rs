//! The heat map as words: one sign, one shade and one number per cell, and a key to all of them. Page and PDF show the same.
//!
//! Invariant: the sign alone tells what the shade tells; a hidden cell has a letter in place of a number.

use crate::base::Lang;
use crate::report::model::HeatMap;
use crate::report::overview::{HeatCell, HeatRow, Shade};
use crate::report::words::{self, pick, quoted};

/// What a cell says about the group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    Higher,
    Untold,
    Lower,
    /// What the others are held against.
    Reference,
    /// No number is shown.
    Unseen,
}

impl Tone {
    /// Its class in the style sheet.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Higher => "higher",
            Self::Untold => "untold",
            Self::Lower => "lower",
            Self::Reference => "reference",
            Self::Unseen => "unseen",
        }
    }

    /// Its sign.
    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::Higher => "↑",
            Self::Untold => "•",
            Self::Lower => "↓",
            Self::Reference | Self::Unseen => "",
        }
    }

    /// What the sign means, for those who hear it.
    pub(super) fn aloud(self, lang: Lang) -> &'static str {
        match self {
            Self::Higher => pick(lang, "sandsynligvis højere", "probably higher"),
            Self::Untold => pick(lang, "kan ikke afgøres", "cannot be told"),
            Self::Lower => pick(lang, "sandsynligvis lavere", "probably lower"),
            Self::Reference => reference(lang),
            Self::Unseen => pick(lang, "vises ikke", "not shown"),
        }
    }
}

/// What the row is in which the others' reference stands.
fn reference(lang: Lang) -> &'static str {
    pick(lang, "målestok for de andre", "yardstick for the others")
}

/// What is said beside the name of a group: that the report is about it, that the others are held against it; empty for all others.
pub(super) fn beside(lang: Lang, row: &HeatRow) -> Vec<&'static str> {
    let here = row
        .focus
        .then(|| pick(lang, "denne rapport", "this report"));
    here.into_iter()
        .chain(row.reference.then(|| reference(lang)))
        .collect()
}

/// A cell: what it says, and its number or its letter.
pub(super) fn cell(lang: Lang, cell: &HeatCell) -> (Tone, String) {
    match cell {
        HeatCell::Score { score, shade } => {
            let tone = match shade {
                Shade::ProbablyHigher => Tone::Higher,
                Shade::Untold => Tone::Untold,
                Shade::ProbablyLower => Tone::Lower,
            };
            (tone, words::figure(lang, *score, 1))
        }
        HeatCell::Reference { score } => (Tone::Reference, words::figure(lang, *score, 1)),
        HeatCell::Hidden { mark, .. } => (Tone::Unseen, mark.to_string()),
    }
}

/// The key: each tone with its sign or its letter, and what it means. Letters stand in the order in which they occur.
pub(super) fn key(lang: Lang, map: &HeatMap) -> Vec<(Tone, String, String)> {
    let reference = quoted(lang, &map.reference);
    let mut key: Vec<(Tone, String, String)> = [
        (
            Tone::Higher,
            "Sandsynligvis højere end",
            "Probably higher than",
        ),
        (Tone::Untold, "Kan ikke skelnes fra", "Cannot be told from"),
        (
            Tone::Lower,
            "Sandsynligvis lavere end",
            "Probably lower than",
        ),
    ]
    .into_iter()
    .map(|(tone, da, en)| {
        let words = format!("{} {reference}", pick(lang, da, en));
        (tone, tone.sign().to_owned(), words)
    })
    .collect();
    for cell in map.rows.iter().flat_map(|row| &row.cells) {
        if let HeatCell::Hidden { mark, why } = cell {
            let entry = (Tone::Unseen, mark.to_string(), why.clone());
            if !key.contains(&entry) {
                key.push(entry);
            }
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::model::Figure;

    #[test]
    fn every_letter_of_the_map_stands_once_in_its_key() {
        let hidden = |mark: char| HeatCell::Hidden {
            mark,
            why: format!("Grund {mark}."),
        };
        let row = |cells| HeatRow {
            label: String::new(),
            depth: 0,
            focus: false,
            reference: false,
            cells,
        };
        let map = HeatMap {
            reference: "Alle".to_owned(),
            scales: vec!["A".to_owned(), "B".to_owned()],
            rows: vec![
                row(vec![hidden('f'), hidden('b')]),
                row(vec![hidden('b'), hidden('f')]),
            ],
            notes: Vec::new(),
        };
        let letters: Vec<String> = key(Lang::Da, &map)
            .into_iter()
            .map(|(_, mark, _)| mark)
            .collect();
        assert_eq!(letters, ["↑", "•", "↓", "f", "b"]);
    }

    #[test]
    fn the_reference_is_called_so_and_is_compared_with_nothing() {
        let score = Figure::Exact(61.0);
        for lang in Lang::ALL {
            let (tone, said) = cell(lang, &HeatCell::Reference { score });
            assert_eq!((tone, tone.sign()), (Tone::Reference, ""));
            assert_eq!(said, lang.number(61.0, 1));
            let shade = Shade::Untold;
            let (other, _) = cell(lang, &HeatCell::Score { score, shade });
            assert_ne!(tone.aloud(lang), other.aloud(lang));
            let row = |focus, reference| HeatRow {
                label: String::new(),
                depth: 0,
                focus,
                reference,
                cells: Vec::new(),
            };
            assert_eq!(beside(lang, &row(false, true)), [tone.aloud(lang)]);
            assert_eq!(beside(lang, &row(true, true)).len(), 2);
            assert!(beside(lang, &row(false, false)).is_empty());
        }
    }
}
