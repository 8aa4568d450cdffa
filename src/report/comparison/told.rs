//! Which sentences of a comparison a reader gets: one for each scale that has something to say, and one for all others together.
//!
//! Invariants: what may be claimed, and what is shown as a bound or not at all, always has its own sentence; of the rest nothing is claimed,
//! and the figures of every scale stand in the table.

use crate::base::Lang;

use super::super::overview::{Against, ComparedRow, Difference};
use super::super::words::{listed, pick, quoted};

/// From so many scales on that say nothing, they say it together.
const MANY: usize = 4;

/// The sentences, in the order of the scales; the one for many comes last.
pub(super) fn told(lang: Lang, against: Against, rows: &[ComparedRow]) -> Vec<String> {
    let is_open =
        |row: &&ComparedRow| !row.claimed && matches!(row.difference, Difference::Points { .. });
    let open: Vec<&ComparedRow> = rows.iter().filter(is_open).collect();
    if open.len() < MANY {
        return rows.iter().map(|row| row.words.clone()).collect();
    }
    let others = rows.iter().filter(|row| !is_open(row));
    let mut told: Vec<String> = others.map(|row| row.words.clone()).collect();
    told.push(together(lang, against, &open));
    told
}

fn together(lang: Lang, against: Against, open: &[&ComparedRow]) -> String {
    let names: Vec<String> = open.iter().map(|row| quoted(lang, &row.label)).collect();
    let names = listed(lang, &names);
    let change = against == Against::Earlier;
    let mut sentence = match (lang, change) {
        (Lang::Da, true) => format!("Ingen påviselig ændring i {names}."),
        (Lang::Da, false) => format!("Ingen påviselig forskel i {names}."),
        (Lang::En, true) => format!("No change can be shown in {names}."),
        (Lang::En, false) => format!("No difference can be shown in {names}."),
    };
    // Rounded up, as in the sentence of a scale by itself.
    let least = open.iter().filter_map(|row| row.detectable).map(f64::ceil);
    let (low, high) = least.fold((f64::INFINITY, 0.0), |(low, high): (f64, f64), points| {
        (low.min(points), high.max(points))
    });
    if low <= high && high <= 100.0 {
        let (low, high) = (lang.number(low, 0), lang.number(high, 0));
        let points = if low == high {
            low
        } else {
            format!("{low} {} {high}", pick(lang, "til", "to"))
        };
        let (before, after) = match (lang, change) {
            (Lang::Da, true) => (
                " En ændring på mindst ",
                " point, alt efter skalaen, ville være set fire gange ud af fem.",
            ),
            (Lang::Da, false) => (
                " En forskel på mindst ",
                " point, alt efter skalaen, ville være set fire gange ud af fem.",
            ),
            (Lang::En, true) => (
                " A change of at least ",
                " points, depending on the scale, would have been seen four times out of five.",
            ),
            (Lang::En, false) => (
                " A difference of at least ",
                " points, depending on the scale, would have been seen four times out of five.",
            ),
        };
        for part in [before, &points, after] {
            sentence.push_str(part);
        }
    }
    sentence
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::document::{Figure, Interval, Mean};

    fn row(label: &str, claimed: bool, difference: Difference) -> ComparedRow {
        let mean = Mean {
            value: Figure::Exact(50.0),
            interval: None,
        };
        ComparedRow {
            label: label.to_owned(),
            here: mean,
            there: mean,
            difference,
            claimed,
            detectable: Some(9.2 + f64::from(u8::from(label == "d")) * 4.0),
            words: format!("{label}!"),
        }
    }

    #[test]
    fn many_scales_that_say_nothing_say_it_in_one_sentence_and_no_other_is_lost() {
        let points = Difference::Points {
            value: 3.0,
            interval: Interval {
                low: -2.0,
                high: 8.0,
            },
        };
        let bound = Difference::Bound(Figure::AtLeast(4.0));
        let mut rows = vec![
            row("a", false, points),
            row("sure", true, points),
            row("b", false, points),
            row("bound", false, bound),
            row("c", false, points),
        ];
        let alone = told(Lang::Da, Against::Earlier, &rows);
        assert_eq!(alone, ["a!", "sure!", "b!", "bound!", "c!"]);
        rows.push(row("d", false, points));
        assert_eq!(
            told(Lang::Da, Against::Earlier, &rows),
            [
                "sure!",
                "bound!",
                "Ingen påviselig ændring i »a«, »b«, »c« og »d«. En ændring på mindst 10 til 14 point, alt efter skalaen, ville være set fire gange ud af fem."
            ]
        );
        for row in &mut rows {
            row.detectable = None;
        }
        let english = told(Lang::En, Against::Whole, &rows);
        assert_eq!(
            english.last().unwrap(),
            "No difference can be shown in “a”, “b”, “c” and “d”."
        );
    }
}
