//! The heat map: groups by scales, shaded by what the figures bear and never by the score alone.
//!
//! Invariants: the whole is what the others are held against, and is held against nothing itself; a cell that is hidden holds its reason and no number; a bound is shaded only where every value it allows is.

use crate::base::Lang;
use crate::disclosure::document::Reason;

use super::compose::Context;
use super::order::Placed;
use super::overview::{HeatCell, HeatMap, HeatRow, Shade};
use super::words::{group_name, quoted, reason};
use super::yardstick::{REGISTERED_SPREAD, SURE, ScaleScores, Yardstick};

/// Place of the whole in a release.
const WHOLE: usize = 0;

/// The map of these groups; `None` where it would show no group beside the one the report is about.
pub(super) fn heat_map(
    context: &Context<'_>,
    scales: &[ScaleScores<'_>],
    leaves: &[usize],
    groups: &[Placed],
) -> Option<HeatMap> {
    let scales: Vec<&ScaleScores<'_>> = scales
        .iter()
        .filter(|scale| groups.iter().any(|group| scale.of(group.at).is_ok()))
        .collect();
    let others = groups
        .iter()
        .filter(|group| group.at != WHOLE && Some(group.at) != context.focus);
    let shown = others
        .filter(|group| scales.iter().any(|scale| scale.of(group.at).is_ok()))
        .count();
    if shown == 0 {
        return None;
    }
    let columns: Vec<(&ScaleScores<'_>, Option<Yardstick>)> = scales
        .iter()
        .map(|scale| (*scale, Yardstick::of(scale, leaves)))
        .collect();
    let mut partial = false;
    let rows = groups.iter().map(|group| {
        let cells = columns.iter().map(|(scale, yardstick)| {
            partial |= scale.of(group.at).is_ok_and(|score| !score.alike);
            cell(context, scale, yardstick.as_ref(), group.at)
        });
        let cells = cells.collect();
        HeatRow {
            label: context
                .document
                .groups
                .get(group.at)
                .map_or_else(String::new, |one| group_name(context.lang, one).to_owned()),
            depth: group.depth,
            focus: Some(group.at) == context.focus,
            reference: group.at == WHOLE,
            cells,
        }
    });
    let rows: Vec<HeatRow> = rows.collect();
    let told = columns.iter().all(|(_, yardstick)| yardstick.is_some());
    Some(HeatMap {
        reference: context.whole().to_owned(),
        scales: scales.iter().map(|scale| scale.label.to_owned()).collect(),
        rows,
        notes: notes(context, told, partial),
    })
}

fn cell(
    context: &Context<'_>,
    scale: &ScaleScores<'_>,
    yardstick: Option<&Yardstick>,
    group: usize,
) -> HeatCell {
    match scale.of(group) {
        Ok(score) if group == WHOLE => HeatCell::Reference {
            score: score.mean.value,
        },
        Ok(score) => HeatCell::Score {
            score: score.mean.value,
            shade: yardstick.map_or(Shade::Untold, |yardstick| yardstick.leans(&score).0),
        },
        Err(why) => HeatCell::Hidden {
            mark: mark(context.lang, why),
            why: reason(context.lang, why, &context.document.policy),
        },
    }
}

/// One letter per reason, explained in the key.
fn mark(lang: Lang, why: Reason) -> char {
    let (danish, english) = match why {
        Reason::TooFewAnswers => ('f', 'f'),
        Reason::ProtectsAnother => ('b', 'p'),
        Reason::WithinHidden => ('o', 'w'),
        Reason::LargerGroupsOnly => ('s', 'l'),
        Reason::NotAsked => ('i', 'n'),
    };
    match lang {
        Lang::Da => danish,
        Lang::En => english,
    }
}

fn notes(context: &Context<'_>, told: bool, partial: bool) -> Vec<String> {
    let lang = context.lang;
    let whole = quoted(lang, context.whole());
    let (sure, spread) = (lang.number(SURE, 1), lang.number(REGISTERED_SPREAD, 0));
    let mut notes = vec![match lang {
        Lang::Da => format!(
            "En skygge betyder, at gruppen med en sandsynlighed på mindst {sure} ligger over eller under {whole}. Uden skygge siger tallene ikke, på hvilken side gruppen ligger, hvor stor forskellen end ser ud. Op til hver femte skygge kan være forkert, så brug dem som begyndelsen på en samtale."
        ),
        Lang::En => format!(
            "A shade says that the group lies above or below {whole} with a probability of at least {sure}. Without a shade the figures do not tell on which side the group lies, however large the difference looks. Up to one shade in five may be wrong, so take them as the beginning of a conversation."
        ),
    }];
    notes.push(match lang {
        Lang::Da => format!(
            "Sandsynligheden er regnet af de viste scorer og spredningen i {whole}: jo færre svar, jo mere trækkes gruppen mod helheden. Hvor meget grupper plejer at være forskellige, er regnet ud af dem selv, når mindst 20 af de mindste grupper viser en præcis score; ellers er det sat på forhånd til {spread} point. Hvor antallet af svar er vist med »højst«, er der regnet med de færreste, der kan stå bag. En score med »mindst« eller »højst« får kun en skygge, hvis den gælder for alt, hvad scoren kan være."
        ),
        Lang::En => format!(
            "The probability follows from the scores shown and the spread in {whole}: the fewer answers, the more a group is drawn towards the whole. How much groups differ is worked out from themselves where at least 20 of the smallest groups show an exact score; otherwise it was fixed beforehand at {spread} points. Where the number of answers is shown with “at most”, the fewest that can stand behind it are taken. A score of “at least” or “at most” gets a shade only if that holds for everything the score can be."
        ),
    });
    if !told {
        notes.push(match lang {
            Lang::Da => format!("På skalaer, hvor {whole} ikke viser en præcis score med spredning, er der ingen skygger."),
            Lang::En => format!("On scales where {whole} does not show an exact score with its spread, there are no shades."),
        });
    }
    if partial {
        notes.push(match lang {
            Lang::Da => "Hvor en gruppe ikke viser de samme af skalaens spørgsmål som helheden, er der ingen skygge: så kan en forskel ligge i spørgsmålene.".to_owned(),
            Lang::En => "Where a group does not show the same of the scale's questions as the whole, there is no shade: a difference may then lie in the questions.".to_owned(),
        });
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::super::model::Block;
    use super::super::overview::Audience;
    use super::super::sample::{networks, report_of};
    use super::*;
    use crate::disclosure::document::{Figure, Figures, ReleaseDocument, Shown};

    fn map(document: &ReleaseDocument, group: &str, audience: Audience) -> Option<HeatMap> {
        let report = report_of(document, group, Lang::Da, audience);
        report.blocks().iter().find_map(|block| match block {
            Block::HeatMap(map) => Some(map.clone()),
            _ => None,
        })
    }

    fn labels(map: &HeatMap) -> Vec<&str> {
        map.rows.iter().map(|row| row.label.as_str()).collect()
    }

    #[test]
    fn shades_follow_what_the_figures_bear_and_hidden_cells_say_why() {
        let document = networks(&[
            (6, Some(Figure::Exact(57.2))),
            (6, Some(Figure::Exact(57.5))),
            (40, Some(Figure::Exact(47.0))),
            (6, Some(Figure::AtLeast(50.0))),
            (4, None),
        ]);
        let map = map(&document, "alle", Audience::Hr).unwrap();
        assert_eq!(map.reference, "Alle ledere");
        assert_eq!(map.scales, ["Værdi", "Dynamik"]);
        let dynamics: Vec<&HeatCell> = map.rows.iter().map(|row| &row.cells[1]).collect();
        let shade = |cell: &HeatCell| match cell {
            HeatCell::Score { shade, .. } => Some(*shade),
            HeatCell::Reference { .. } | HeatCell::Hidden { .. } => None,
        };
        assert_eq!(
            dynamics.iter().map(|cell| shade(cell)).collect::<Vec<_>>(),
            [
                None,
                Some(Shade::Untold),
                Some(Shade::ProbablyHigher),
                Some(Shade::ProbablyLower),
                Some(Shade::Untold),
                None,
            ]
        );
        // The whole is held against nothing, and nothing else is the reference.
        assert!(
            matches!(dynamics[0], HeatCell::Reference { score: Figure::Exact(x) } if (*x - 52.0).abs() < 1e-9)
        );
        let references: Vec<bool> = map.rows.iter().map(|row| row.reference).collect();
        assert_eq!(references, [true, false, false, false, false, false]);
        let of_others = map.rows[1..].iter().flat_map(|row| &row.cells);
        assert!(
            !of_others
                .clone()
                .any(|cell| matches!(cell, HeatCell::Reference { .. }))
        );
        // Of 57.2 and 57.5 one is shaded: the shade is no rounding of the score, and the bound of 50 may be anything above.
        assert!(matches!(
            dynamics[4],
            HeatCell::Score { score: Figure::AtLeast(x), .. } if (*x - 50.0).abs() < 1e-9
        ));
        match dynamics[5] {
            HeatCell::Hidden { mark: 'f', why } => assert!(why.starts_with("For få svar"), "{why}"),
            other => panic!("{other:?}"),
        }
        assert!(map.rows[0].focus && map.rows.iter().filter(|row| row.focus).count() == 1);
    }

    #[test]
    fn managers_see_what_lies_inside_and_human_resources_everything() {
        let mut document = networks(&[(40, Some(Figure::Exact(50.0))); 4]);
        // The second and third network lie in the first group.
        document.groups[1].kind = "unit".to_owned();
        for inside in [2, 3] {
            document.groups[inside].parent = Some("k0".to_owned());
        }
        let own = map(&document, "k0", Audience::Manager).unwrap();
        assert_eq!(labels(&own), ["Netværk 0", "Netværk 1", "Netværk 2"]);
        assert!(own.rows[0].focus && !own.rows[1].focus);
        // Where the whole stands in no row, none is the reference.
        assert!(own.rows.iter().all(|row| !row.reference));
        assert_eq!(own.rows[1].depth, 2);
        let all = map(&document, "k0", Audience::Hr).unwrap();
        assert_eq!(all.rows.len(), 5);
        assert_eq!(
            all.rows.iter().position(|row| row.focus),
            Some(1),
            "{:?}",
            labels(&all)
        );
        assert_eq!(map(&document, "k0", Audience::Members), None);
        // A group that contains no other.
        for reader in [Audience::Manager, Audience::Hr] {
            assert_eq!(map(&document, "k3", reader), None);
        }
    }

    #[test]
    fn there_is_no_map_of_nothing() {
        let hidden = networks(&[(4, None), (4, None)]);
        assert_eq!(map(&hidden, "alle", Audience::Hr), None);
        let one = networks(&[(4, None), (6, Some(Figure::Exact(50.0)))]);
        assert!(map(&one, "alle", Audience::Hr).is_some());
    }

    #[test]
    fn without_a_spread_of_the_whole_nothing_is_shaded_and_that_is_said() {
        let mut document = networks(&[(40, Some(Figure::Exact(99.0)))]);
        let shaded =
            |map: &HeatMap| {
                map.rows.iter().flat_map(|row| &row.cells).filter(|cell| {
            matches!(cell, HeatCell::Score { shade, .. } if *shade != Shade::Untold)
        }).count()
            };
        assert_eq!(shaded(&map(&document, "alle", Audience::Hr).unwrap()), 1);
        let cell = &mut document.tables.last_mut().unwrap().cells[0];
        if let Shown::Shown(Figures::Score { sd, .. }) = &mut cell.figures {
            *sd = None;
        }
        let bare = map(&document, "alle", Audience::Hr).unwrap();
        assert_eq!(shaded(&bare), 0);
        assert!(bare.notes.iter().any(|note| note.contains("ingen skygger")));
    }
}
