//! The sample release with other networks.

use crate::disclosure::document::{
    Cell, Figure, Figures, Interval, Mean, Reason, ReleaseDocument, Shown, Size, Subject,
};

use super::{document, instrument};
use crate::instrument::scale::scored_items;

/// [`document`] with these networks in place of its own, named `k0`, `k1`, …: answers, and the score on "Dynamik", the last table; of "Værdi"
/// and of everything but the items of "Dynamik" they show nothing. A network without a score is hidden. The whole scores 52.0 of 712 answers with spread 14.
pub(crate) fn networks(scores: &[(u32, Option<Figure>)]) -> ReleaseDocument {
    let mut document = document();
    let like = document.groups[1].clone();
    document.groups.truncate(1);
    for (at, (answered, score)) in scores.iter().enumerate() {
        let size = Size {
            invited: answered + 1,
            answered: *answered,
        };
        let mut group = like.clone();
        group.id = format!("k{at}");
        group.label = format!("Netværk {at}");
        group.size = match score {
            Some(_) => Shown::Shown(size),
            None => Shown::Hidden(Reason::TooFewAnswers),
        };
        document.groups.push(group);
    }
    let items: Vec<String> = scored_items(&instrument(), 1)
        .map(|(_, item)| item.id.clone())
        .collect();
    for table in &mut document.tables {
        table.cells.truncate(1);
        let whole = table.cells[0].clone();
        let item = matches!(&table.about, Subject::Item(id) if items.contains(id));
        let here = table.about == Subject::Scale("dynamik".to_owned());
        let cells = scores.iter().enumerate().map(|(at, (answered, score))| {
            let why = match score {
                Some(_) => Reason::LargerGroupsOnly,
                None => Reason::TooFewAnswers,
            };
            let mut cell = Cell {
                group: format!("k{at}"),
                base: Shown::Hidden(why),
                figures: Shown::Hidden(why),
                no_answer: None,
            };
            if let Some(score) = score.filter(|_| here) {
                (cell.base, cell.figures) = shown(*answered, score);
            }
            if let Some(score) = score.filter(|_| item) {
                // What the score rests on is shown as it is of the whole.
                cell.base = shown(*answered, score).0;
                cell.figures = whole.figures.clone();
            }
            cell
        });
        table.cells.extend(cells);
    }
    document
}

/// A score with its base, as a cell shows it.
pub(crate) fn shown(answered: u32, score: Figure) -> (Shown<Figure>, Shown<Figures>) {
    let base = if answered < 20 {
        Figure::AtMost(f64::from(answered))
    } else {
        Figure::Exact(f64::from(answered))
    };
    let figures = Figures::Score {
        mean: Mean {
            value: score,
            interval: Some(Interval {
                low: 30.0,
                high: 90.0,
            }),
        },
        sd: None,
        items: (2, 2),
    };
    (Shown::Shown(base), Shown::Shown(figures))
}
