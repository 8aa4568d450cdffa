//! The funnel: groups by how many answered and what they scored, inside the limits of chance. It stands where others put a ranking.
//!
//! Limits are `c ± z sqrt(sigma^2 / n + tau^2)` about the whole's score, with the spread published for the whole. `tau^2` is the
//! over-dispersion of Spiegelhalter (Statistics in Medicine 24, 2005), and 0 unless at least 20 groups show an exact score.
//!
//! A group is drawn at the number of answers that is displayed. Where that is an upper bound, its place is judged by the fewest that can stand
//! behind it.
//!
//! Invariants: every group that shows the same items as the whole stands in it once, at its size, and in no order of scores; a score that is a bound lies outside only if every
//! value it allows does.

use crate::base::Lang;
use crate::disclosure::document::{Figure, Interval};
use crate::stats::heterogeneity::ENOUGH_UNITS;
use crate::stats::{expected_range, mean_dispersion, normal_quantile};

use super::compose::Context;
use super::overview::{Funnel, FunnelLimit, FunnelPlace, FunnelPoint};
use super::words::{exact, group_name, quoted, value};
use super::yardstick::{ScaleScores, allowed};

/// With fewer groups there is nothing to lay side by side.
const FEWEST: usize = 5;
/// So many limits draw a smooth line.
const LIMITS: u32 = 60;
/// Probability inside the inner and the outer limits.
const LEVELS: (f64, f64) = (0.95, 0.998);
/// Share of the groups at each end that does not widen the limits further: one outlier must not hide itself.
const TRIM: f64 = 0.1;

/// The funnel of one scale over the groups that contain no other; `None` with fewer than five of them, or where the whole shows no exact
/// score with its spread.
pub(super) fn funnel(
    context: &Context<'_>,
    scale: &ScaleScores<'_>,
    leaves: &[usize],
) -> Option<Funnel> {
    let (centre, sd, _) = scale.whole()?;
    let units = scale.units(leaves, sd);
    let beyond = if units.len() < ENOUGH_UNITS {
        0.0
    } else {
        // What is not finite has no limits, and a funnel without limits says nothing.
        let Ok(beyond) = mean_dispersion(&units, centre, TRIM) else {
            return None;
        };
        beyond
    };
    let limits = Limits {
        centre,
        variance: sd * sd,
        beyond,
        z: (z(LEVELS.0)?, z(LEVELS.1)?),
    };
    let mut hidden = 0;
    let (mut points, mut fewest) = (Vec::new(), Vec::new());
    for at in leaves {
        let (Some(group), Ok(score)) = (context.document.groups.get(*at), scale.of(*at)) else {
            hidden += 1;
            continue;
        };
        if !score.alike {
            hidden += 1;
            continue;
        }
        fewest.push(score.least);
        points.push(FunnelPoint {
            label: group_name(context.lang, group).to_owned(),
            focus: context.focus == Some(*at),
            answers: score.answers,
            score: score.mean.value,
            place: limits.place(score.mean.value, score.least),
        });
    }
    if points.len() < FEWEST {
        return None;
    }
    let notes = notes(context, &limits, &points, &fewest, hidden)?;
    Some(Funnel {
        scale: scale.label.to_owned(),
        centre,
        limits: limits.line(&points),
        points,
        notes,
    })
}

fn z(level: f64) -> Option<f64> {
    normal_quantile(f64::midpoint(1.0, level))
}

struct Limits {
    centre: f64,
    /// Between persons, in points squared.
    variance: f64,
    /// Between groups, in points squared.
    beyond: f64,
    z: (f64, f64),
}

impl Limits {
    fn error(&self, answers: f64) -> f64 {
        (self.variance / answers + self.beyond).sqrt()
    }

    fn at(&self, answers: f64) -> FunnelLimit {
        let error = self.error(answers);
        let interval = |z: f64| Interval {
            low: (self.centre - z * error).max(0.0),
            high: (self.centre + z * error).min(100.0),
        };
        FunnelLimit {
            answers,
            usual: interval(self.z.0),
            rare: interval(self.z.1),
        }
    }

    /// Limits from below the smallest group to above the largest; whole numbers of answers while they are few.
    fn line(&self, points: &[FunnelPoint]) -> Vec<FunnelLimit> {
        let least = points
            .iter()
            .map(|p| value(p.answers))
            .fold(f64::INFINITY, f64::min);
        let most = points.iter().map(|p| value(p.answers)).fold(0.0, f64::max) + 1.0;
        let least = (least - 1.0).max(1.0);
        if most - least <= f64::from(LIMITS) {
            let steps =
                std::iter::successors(Some(least), |n| (n + 1.0 <= most).then_some(n + 1.0));
            return steps.map(|n| self.at(n)).collect();
        }
        let step = (most / least).powf(1.0 / f64::from(LIMITS));
        let between = (1..LIMITS).map(|at| least * step.powf(f64::from(at)));
        std::iter::once(least)
            .chain(between)
            .chain([most])
            .map(|n| self.at(n))
            .collect()
    }

    /// Of all that a displayed score allows, the place nearest to the middle.
    fn place(&self, score: Figure, answers: f64) -> FunnelPlace {
        let (least, most) = allowed(score);
        let distance = (self.centre.clamp(least, most) - self.centre).abs();
        let error = self.error(answers);
        if distance > self.z.1 * error {
            FunnelPlace::Rare
        } else if distance > self.z.0 * error {
            FunnelPlace::Unusual
        } else {
            FunnelPlace::Inside
        }
    }
}

fn notes(
    context: &Context<'_>,
    limits: &Limits,
    points: &[FunnelPoint],
    fewest: &[f64],
    hidden: usize,
) -> Option<Vec<String>> {
    let lang = context.lang;
    let whole = quoted(lang, context.whole());
    let mut notes = vec![
        match lang {
            Lang::Da => format!(
                "Hver prik er en gruppe: hvor mange der svarede, og hvad de scorede. Af grupper, der er som {whole}, ligger 95 af 100 mellem de inderste streger og 998 af 1.000 mellem de yderste. Jo færre svar, jo længere kan tilfældet flytte en gruppe. Der er ingen rangliste, for rækkefølgen mellem streger er tilfældig."
            ),
            Lang::En => format!(
                "Each dot is a group: how many answered, and what they scored. Of groups that are like {whole}, 95 of 100 lie between the inner lines and 998 of 1,000 between the outer ones. The fewer answers, the further chance can move a group. There is no ranking, for the order between the lines is chance."
            ),
        },
        chance(lang, limits, fewest)?,
    ];
    if limits.beyond > 0.0 {
        notes.push(match lang {
            Lang::Da => "Grupperne er mere forskellige, end tilfældet alene gør dem. Stregerne er gjort bredere for dem alle, så kun det, der også er usædvanligt blandt dem, ligger uden for.".to_owned(),
            Lang::En => "The groups differ more than chance alone makes them. The lines are widened for all of them, so that only what is unusual among them, too, lies outside.".to_owned(),
        });
    }
    if points
        .iter()
        .zip(fewest)
        .any(|(point, fewest)| *fewest < value(point.answers))
    {
        notes.push(match lang {
            Lang::Da => "Hvor antallet af svar er vist med »højst«, er gruppen bedømt efter de færreste svar, der kan stå bag. Derfor kan en prik ligge uden for stregerne uden at være usædvanlig.".to_owned(),
            Lang::En => "Where the number of answers is shown with “at most”, the group is judged by the fewest that can stand behind it. A dot may therefore lie outside the lines without being unusual.".to_owned(),
        });
    }
    if points.iter().any(|point| !exact(point.score)) {
        notes.push(match lang {
            Lang::Da => "En score med »mindst« eller »højst« ligger kun uden for, hvis alt, hvad den kan være, gør det.".to_owned(),
            Lang::En => "A score of “at least” or “at most” lies outside only if everything it can be does.".to_owned(),
        });
    }
    if hidden > 0 {
        notes.push(match lang {
            Lang::Da => "Grupper, hvis tal ikke vises, eller som viser færre af skalaens spørgsmål, er ikke med.".to_owned(),
            Lang::En => "Groups whose figures are not shown, or that show fewer of the scale's questions, are not in it.".to_owned(),
        });
    }
    Some(notes)
}

/// What chance alone does to as many groups of these sizes. Worked out, not drawn: the expected number outside, the probability of any, and
/// the expected distance from the lowest to the highest if all were alike. Of each group the fewest answers that it may have.
fn chance(lang: Lang, limits: &Limits, fewest: &[f64]) -> Option<String> {
    let count = fewest.len() as f64;
    let outside = lang.number((1.0 - LEVELS.0) * count, 1);
    let any = lang.percent(1.0 - LEVELS.0.powf(count), 0);
    let mut sizes: std::collections::BTreeMap<u64, (f64, u32)> = std::collections::BTreeMap::new();
    for answers in fewest {
        // Whole numbers of answers are few, and what is alike need be worked out once only.
        let size = sizes
            .entry(answers.to_bits())
            .or_insert(((limits.variance / answers).sqrt(), 0));
        size.1 += 1;
    }
    let sizes: Vec<(f64, u32)> = sizes.into_values().collect();
    let Ok(range) = expected_range(&sizes) else {
        return None;
    };
    let range = lang.number(range, 0);
    let groups = lang.count(fewest.len());
    Some(match lang {
        Lang::Da => format!(
            "Sådan ser tilfældet ud: Selv hvis alle {groups} grupper i virkeligheden var ens, ville der i gennemsnit være omkring {range} point mellem den højeste og den laveste. Af {groups} grupper, der er som alle andre, ligger i gennemsnit {outside} uden for de inderste streger; sandsynligheden for, at mindst én gør det, er {any}."
        ),
        Lang::En => format!(
            "This is what chance looks like: even if all {groups} groups were really alike, there would on average be about {range} points between the highest and the lowest. Of {groups} groups that are like all others, {outside} lie outside the inner lines on average; the probability that at least one does is {any}."
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::super::model::Block;
    use super::super::overview::Audience;
    use super::super::sample::{document as sample, networks, report_of};
    use super::*;
    use crate::disclosure::document::{ReleaseDocument, Subject};

    fn limits(beyond: f64) -> Limits {
        Limits {
            centre: 65.0,
            variance: 324.0,
            beyond,
            z: (z(0.95).unwrap(), z(0.998).unwrap()),
        }
    }

    fn point(answers: f64) -> FunnelPoint {
        FunnelPoint {
            label: String::new(),
            focus: false,
            answers: Figure::Exact(answers),
            score: Figure::Exact(65.0),
            place: FunnelPlace::Inside,
        }
    }

    #[test]
    fn places_follow_the_limits_and_bounds_keep_inside_while_they_may() {
        let (limits, wide) = (limits(0.0), limits(144.0));
        // sigma 18, six answers: 65 ± 14.4 and 65 ± 22.7.
        let at = limits.at(6.0);
        assert!((at.usual.low - 50.597).abs() < 1e-3 && (at.usual.high - 79.403).abs() < 1e-3);
        assert!((at.rare.low - 42.292).abs() < 1e-3 && (at.rare.high - 87.708).abs() < 1e-3);
        for (score, place) in [
            (Figure::Exact(51.0), FunnelPlace::Inside),
            (Figure::Exact(50.0), FunnelPlace::Unusual),
            (Figure::Exact(42.0), FunnelPlace::Rare),
            (Figure::Exact(88.0), FunnelPlace::Rare),
            (Figure::AtMost(70.0), FunnelPlace::Inside),
            (Figure::AtMost(50.0), FunnelPlace::Unusual),
            (Figure::AtLeast(50.0), FunnelPlace::Inside),
            (Figure::AtLeast(90.0), FunnelPlace::Rare),
        ] {
            assert_eq!(limits.place(score, 6.0), place, "{score:?}");
        }
        // The same score of many answers is no chance, and of groups that differ anyway it is ordinary.
        assert_eq!(limits.place(Figure::Exact(51.0), 60.0), FunnelPlace::Rare);
        assert_eq!(wide.place(Figure::Exact(50.0), 6.0), FunnelPlace::Inside);
    }

    #[test]
    fn limits_go_from_the_smallest_group_to_the_largest_and_stay_on_the_scale() {
        for (sizes, count) in [([5.0, 9.0], 7), ([5.0, 700.0], 61), ([8.0, 8.0], 3)] {
            let line = limits(400.0).line(&sizes.map(point));
            assert_eq!(line.len(), count);
            assert!((line[0].answers - (sizes[0] - 1.0)).abs() < 1e-9);
            assert!((line[count - 1].answers - (sizes[1] + 1.0)).abs() < 1e-9);
            for pair in line.windows(2) {
                assert!(pair[0].answers < pair[1].answers);
                assert!(pair[0].usual.high >= pair[1].usual.high);
            }
            for limit in line {
                assert!(0.0 <= limit.rare.low && limit.rare.low <= limit.usual.low);
                assert!(limit.usual.high <= limit.rare.high && limit.rare.high <= 100.0);
            }
        }
    }

    #[test]
    fn six_alike_are_told_what_chance_does_to_six() {
        // sigma 15.3 and six answers: one group's score has spread 6.25, and six of them lie 2.534 times as far apart.
        let alike = Limits {
            variance: 15.3 * 15.3,
            ..limits(0.0)
        };
        let said = chance(Lang::Da, &alike, &[6.0; 6]).unwrap();
        assert!(said.contains("omkring 16 point"), "{said}");
        assert!(said.contains("i gennemsnit 0,3 uden for"), "{said}");
        assert!(said.contains("er 26\u{a0}%"), "{said}");
    }

    /// The funnels of the report on all.
    fn funnels(scores: &[(u32, Option<Figure>)]) -> Vec<Funnel> {
        let report = report_of(&networks(scores), "alle", Lang::Da, Audience::Hr);
        let blocks = report.blocks().iter().filter_map(|block| match block {
            Block::Funnel(funnel) => Some(funnel.clone()),
            _ => None,
        });
        blocks.collect()
    }

    #[test]
    fn five_groups_make_a_funnel_and_none_is_ranked() {
        let scores = [40.0, 80.0, 52.0, 20.0, 60.0].map(|x| (6, Some(Figure::Exact(x))));
        assert_eq!(funnels(&scores[..4]), []);
        let found = funnels(&scores);
        // Of "Værdi" the networks show nothing.
        assert_eq!(found.len(), 1);
        let funnel = &found[0];
        assert_eq!(funnel.scale, "Dynamik");
        assert!((funnel.centre - 52.0).abs() < 1e-9);
        let order: Vec<&str> = funnel.points.iter().map(|p| p.label.as_str()).collect();
        assert_eq!(
            order,
            [
                "Netværk 0",
                "Netværk 1",
                "Netværk 2",
                "Netværk 3",
                "Netværk 4"
            ]
        );
        // sigma 14 and six answers: 52 ± 11.2 and 52 ± 17.7.
        let places: Vec<FunnelPlace> = funnel.points.iter().map(|p| p.place).collect();
        assert_eq!(
            places,
            [
                FunnelPlace::Unusual,
                FunnelPlace::Rare,
                FunnelPlace::Inside,
                FunnelPlace::Rare,
                FunnelPlace::Inside,
            ]
        );
        assert!(!funnel.notes.iter().any(|note| note.contains("ikke vises")));
        let mut with_hidden = scores.to_vec();
        with_hidden.push((3, None));
        let notes = &funnels(&with_hidden)[0].notes;
        assert!(notes.iter().any(|note| note.contains("tal ikke vises")));
    }

    #[test]
    fn a_group_is_drawn_at_the_answers_shown_and_judged_by_the_fewest() {
        // sigma 14: of six answers 40.5 lies outside 52 ± 11.2, of five inside 52 ± 12.3.
        let mut document = networks(&[(6, Some(Figure::Exact(40.5))); 5]);
        let places = |document: &ReleaseDocument| {
            let report = report_of(document, "alle", Lang::Da, Audience::Hr);
            let funnel = report.blocks().iter().find_map(|block| match block {
                Block::Funnel(funnel) => Some(funnel.clone()),
                _ => None,
            });
            let funnel = funnel.unwrap();
            let said = funnel.notes.iter().any(|note| note.contains("de færreste"));
            (funnel.points[0].answers, funnel.points[0].place, said)
        };
        let answers = places(&document).0;
        assert_eq!(places(&document), (answers, FunnelPlace::Unusual, false));
        // The items as the small network of the sample shows them.
        for like in sample().tables {
            let Subject::Item(id) = &like.about else {
                continue;
            };
            if ["B14", "B15"].contains(&id.as_str()) {
                let mut tables = document.tables.iter_mut();
                let own = tables.find(|table| table.about == like.about).unwrap();
                own.cells[1].figures = like.cells[1].figures.clone();
            }
        }
        // What is an upper bound is told as one.
        let bound = Figure::AtMost(6.0);
        assert_eq!(places(&document), (bound, FunnelPlace::Inside, true));
    }

    #[test]
    fn twenty_that_differ_widen_the_lines_for_all() {
        let scores = |count: u32| -> Vec<(u32, Option<Figure>)> {
            (0..count)
                .map(|at| {
                    let score = if at % 2 == 0 { 30.0 } else { 74.0 };
                    (8, Some(Figure::Exact(score)))
                })
                .collect()
        };
        let (few, many) = (funnels(&scores(19)), funnels(&scores(20)));
        let outside = |funnel: &Funnel| {
            funnel
                .points
                .iter()
                .filter(|point| point.place != FunnelPlace::Inside)
                .count()
        };
        assert_eq!((outside(&few[0]), outside(&many[0])), (19, 0));
        let said = |funnel: &Funnel| funnel.notes.iter().any(|note| note.contains("bredere"));
        assert!(!said(&few[0]) && said(&many[0]));
        // Twenty that differ as chance lets them leave the lines alone.
        let calm: Vec<(u32, Option<Figure>)> = (0..20_u32)
            .map(|at| (8, Some(Figure::Exact(f64::from(48 + at % 9)))))
            .collect();
        assert!(!said(&funnels(&calm)[0]));
    }
}
