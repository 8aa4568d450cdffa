//! The map of priorities: what people call important against how it stands.
//!
//! Importance is stated, never derived from correlations: the share that ranked an area among the most important. An option of a ranking is
//! an area where its code is that of a scale (`docs/templates.md`).
//!
//! Invariant: only for groups whose rankings are shown, which takes 20 answers.

use crate::base::Lang;
use crate::disclosure::document::{Figures, Shown, Subject};
use crate::instrument::{Item, ItemKind};

use super::compose::Context;
use super::findings::Found;
use super::overview::{Priority, PriorityMap};
use super::words::{pick, quoted, small_number, value};

/// Rankings are shown from so many answers on, and this map with them.
const FEWEST: f64 = 20.0;
/// Where the map is divided: the score of somebody who chooses the middle of every question.
const MIDDLE: f64 = 50.0;

/// The map of the first ranking of which at least two options are scales with a score here; `None` without one.
pub(super) fn priorities(context: &Context<'_>, found: &Found) -> Option<PriorityMap> {
    context.document.tables.iter().find_map(|table| {
        let Subject::Item(id) = &table.about else {
            return None;
        };
        let (_, item) = context.instrument.item(id)?;
        let ItemKind::Rank { choices, top } = &item.kind else {
            return None;
        };
        let cell = context.cell(table)?;
        let (Shown::Shown(base), Shown::Shown(Figures::Ranking(ranked))) =
            (&cell.base, &cell.figures)
        else {
            return None;
        };
        if value(*base) < FEWEST {
            return None;
        }
        let mut points = Vec::new();
        let mut without = Vec::new();
        for (choice, ranked) in choices.iter().zip(ranked) {
            let label = choice.label.get(context.lang).to_owned();
            let scales = context.instrument.scales();
            let of_scale = found.scores.iter().find(|(scale, _)| {
                scales
                    .get(*scale)
                    .is_some_and(|scale| scale.code == choice.code)
            });
            match of_scale {
                Some((_, row)) => points.push(Priority {
                    label,
                    base: *base,
                    importance: ranked.top,
                    score: row.mean,
                }),
                None => without.push(quoted(context.lang, &label)),
            }
        }
        if points.len() < 2 {
            return None;
        }
        let middle_share = *top as f64 / choices.len() as f64;
        Some(PriorityMap {
            question: asked(found, item),
            middle_share,
            middle_score: MIDDLE,
            points,
            notes: notes(context.lang, *top, middle_share, &without),
        })
    })
}

/// The words that this group was asked.
fn asked(found: &Found, item: &Item) -> String {
    let question = found.questions.iter().find(|(_, q)| q.id == item.id);
    question.map_or_else(String::new, |(_, question)| question.text.clone())
}

fn notes(lang: Lang, top: usize, middle_share: f64, without: &[String]) -> Vec<String> {
    let (places, share) = (small_number(lang, top), lang.percent(middle_share, 0));
    let middle = lang.number(MIDDLE, 0);
    let mut notes = vec![
        match lang {
            Lang::Da => format!(
                "Vigtighed er andelen, der har valgt området blandt de {places} vigtigste: det, folk selv siger. Scoren er områdets egen skala, 0–100."
            ),
            Lang::En => format!(
                "Importance is the share that chose the area among the top {places}: what people say themselves. The score is that of the area's own scale, 0–100."
            ),
        },
        match lang {
            Lang::Da => format!(
                "Kortet er delt ved {share}, som er den andel, et område ville få ved lodtrækning, og ved {middle}, som er midten af skalaen. Krydset viser usikkerheden på begge tal: når det en delelinje, kan området ligge på begge sider."
            ),
            Lang::En => format!(
                "The map is divided at {share}, the share an area would get by drawing lots, and at {middle}, the middle of the scale. The cross shows the uncertainty of both figures: where it reaches a dividing line, the area may lie on either side."
            ),
        },
    ];
    if !without.is_empty() {
        let names = without.join(", ");
        notes.push(format!(
            "{}: {names}.",
            pick(
                lang,
                "Ikke på kortet, fordi der ikke er en skala med en score til området her",
                "Not on the map, because there is no scale with a score for the area here",
            )
        ));
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::super::model::{Block, Report};
    use super::super::overview::Audience;
    use super::super::sample::{document, instrument, report_with};
    use super::*;
    use crate::disclosure::document::{Figure, ReleaseDocument};
    use crate::instrument::{Instrument, Parts, Template, built_in};

    /// The sample with its scales named as two options of its ranking.
    fn linked() -> (Instrument, ReleaseDocument) {
        let mut parts: Parts = instrument().parts().clone();
        let mut document = document();
        let names = [("vaerdi", "netvaerk"), ("dynamik", "kurser")];
        for (old, new) in names {
            for scale in parts.scales.iter_mut().filter(|scale| scale.code == old) {
                scale.code = new.to_owned();
            }
            for table in &mut document.tables {
                if table.about == Subject::Scale(old.to_owned()) {
                    table.about = Subject::Scale(new.to_owned());
                }
            }
        }
        (Instrument::new(parts), document)
    }

    fn composed(sample: &(Instrument, ReleaseDocument), group: &str, reader: Audience) -> Report {
        report_with(&sample.0, &sample.1, group, Lang::Da, reader)
    }

    fn map(report: &Report) -> Option<&PriorityMap> {
        report.blocks().iter().find_map(|block| match block {
            Block::Priorities(map) => Some(map),
            _ => None,
        })
    }

    #[test]
    fn options_that_are_scales_stand_on_the_map_with_share_and_score() {
        let sample = linked();
        let report = composed(&sample, "alle", Audience::Manager);
        let map = map(&report).unwrap();
        assert_eq!(
            map.question,
            "Hvilke tre tilbud ville gøre dig til en bedre leder?"
        );
        assert!((map.middle_share - 0.6).abs() < 1e-9);
        let points: Vec<(&str, Figure, Figure)> = map
            .points
            .iter()
            .map(|p| (p.label.as_str(), p.importance.count, p.score.value))
            .collect();
        assert_eq!(
            points,
            [
                ("Ledernetværk", Figure::Exact(367.0), Figure::Exact(74.2)),
                ("Korte kurser", Figure::Exact(290.0), Figure::Exact(52.0)),
            ]
        );
        let last = map.notes.last().unwrap();
        assert!(
            last.contains("»Coaching«") && !last.contains("»Ledernetværk«"),
            "{last}"
        );
    }

    #[test]
    fn there_is_no_map_without_links_without_rankings_or_for_members() {
        let sample = linked();
        assert_eq!(map(&composed(&sample, "n1", Audience::Manager)), None);
        assert_eq!(map(&composed(&sample, "alle", Audience::Members)), None);
        let unlinked = (instrument(), document());
        assert_eq!(map(&composed(&unlinked, "alle", Audience::Hr)), None);
        // A ranking of fewer than twenty, which no release shows.
        let mut few = linked();
        for table in &mut few.1.tables {
            if table.about == Subject::Item("C13".to_owned()) {
                table.cells[0].base = Shown::Shown(Figure::Exact(19.0));
            }
        }
        assert_eq!(map(&composed(&few, "alle", Audience::Hr)), None);
    }

    #[test]
    fn the_templates_that_ask_for_priorities_name_their_scales() {
        for (template, id, linked) in [("leder-apv", "A31", 8), ("ledelsesevaluering", "G23", 11)] {
            let (_, source) = built_in()
                .iter()
                .find(|(name, _)| *name == format!("{template}.toml"))
                .unwrap();
            let instrument = Template::parse(source).unwrap().field(None).unwrap();
            let (_, item) = instrument.item(id).unwrap();
            let codes: Vec<&str> = instrument
                .scales()
                .iter()
                .map(|s| s.code.as_str())
                .collect();
            let found = item
                .choices()
                .iter()
                .filter(|choice| codes.contains(&choice.code.as_str()))
                .count();
            assert!(found >= linked, "{template}: {found}");
        }
    }
}
