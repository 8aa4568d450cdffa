//! Charts of differences, of funnels and of priorities: where their words stand, and what their marks are.

use super::canvas::{INK, PAPER, TEAL};
use super::measure::width;
use super::*;
use crate::base::Lang;
use crate::render::fonts;
use crate::report::model::{Figure, Funnel, PriorityMap};
use crate::report::overview::{Against, FunnelPlace};
use crate::report::sample::held;

const LAYOUTS: [Layout; 2] = [Layout::WIDE, Layout::NARROW];

/// Every text of a drawing with the box of its letters: left, top, right, bottom.
fn texts(drawing: &Drawing) -> Vec<(String, [i32; 4])> {
    let boxed = |stroke: &Stroke| match stroke {
        Stroke::Text {
            text,
            at: (x, y),
            size,
            anchor,
            bold,
            ..
        } => {
            let wide = width(text, *size, *bold);
            let left = match anchor {
                Anchor::Start => *x,
                Anchor::Middle => x - wide / 2,
                Anchor::End => x - wide,
            };
            let half = size * 2 / 5;
            Some((text.clone(), [left, y - half, left + wide, y + half]))
        }
        _ => None,
    };
    drawing.strokes.iter().filter_map(boxed).collect()
}

/// No words lie on others or leave the sheet.
fn assert_readable(drawing: &Drawing) {
    let texts = texts(drawing);
    for (at, (text, [left, top, right, bottom])) in texts.iter().enumerate() {
        assert!(
            *left >= -1 && *right <= drawing.width + 1 && *top >= 0 && *bottom <= drawing.height,
            "{text} leaves the sheet of {} × {}: {left}, {top}, {right}, {bottom}",
            drawing.width,
            drawing.height
        );
        for (other, [l, t, r, b]) in texts.iter().skip(at + 1) {
            let apart = right <= l || left >= r || bottom <= t || top >= b;
            assert!(apart, "{text} lies on {other}");
        }
    }
}

fn has(drawing: &Drawing, stroke: impl Fn(&Stroke) -> bool) -> usize {
    drawing.strokes.iter().filter(|it| stroke(it)).count()
}

fn rgb(color: plotters::style::RGBColor) -> (u8, u8, u8) {
    (color.0, color.1, color.2)
}

#[test]
fn words_of_differences_stay_apart() {
    assert!(fonts::register());
    for lang in Lang::ALL {
        for layout in LAYOUTS {
            let mut comparison = held::comparison(lang, Against::Whole, "Alle");
            let rows = &comparison.rows;
            assert_readable(&differences(lang, layout, rows, reach(rows)).unwrap());
            for row in &mut comparison.rows {
                row.label.push_str(
                    " i specialundervisningskonsulentfunktionsbeskrivelsesudvalget på øen",
                );
            }
            let rows = &comparison.rows;
            assert_readable(&differences(lang, layout, rows, 100.0).unwrap());
            assert_readable(&differences(lang, layout, &rows[..1], 5.0).unwrap());
        }
    }
}

#[test]
fn a_difference_that_may_be_chance_is_not_filled() {
    assert!(fonts::register());
    let comparison = held::comparison(Lang::Da, Against::Whole, "Alle");
    let ring = |stroke: &Stroke| disc(stroke) == Some((4, rgb(PAPER)));
    let filled = |stroke: &Stroke| disc(stroke) == Some((6, rgb(TEAL)));
    let drawn = |at: usize| {
        let row = std::slice::from_ref(&comparison.rows[at]);
        differences(Lang::Da, Layout::WIDE, row, 20.0).unwrap()
    };
    // The second interval holds zero.
    assert_eq!([0, 1, 2].map(|at| has(&drawn(at), ring)), [0, 1, 0]);
    assert_eq!([0, 1, 2].map(|at| has(&drawn(at), filled)), [1, 1, 1]);
    // Bounds point away from zero or towards it, and what cannot be told has words and no mark.
    let arrow = |stroke: &Stroke| matches!(stroke, Stroke::Shape(corners, _) if corners.len() == 3);
    // One of them is in the legend.
    assert_eq!([3, 4, 5].map(|at| has(&drawn(at), arrow)), [2, 2, 0]);
    assert_eq!(has(&drawn(5), filled), 0);
    assert!(
        texts(&drawn(5))
            .iter()
            .any(|(text, _)| text == "kan ikke siges")
    );
}

fn disc(stroke: &Stroke) -> Option<(i32, (u8, u8, u8))> {
    match stroke {
        Stroke::Disc(_, radius, color) => Some((*radius, *color)),
        _ => None,
    }
}

#[test]
fn signs_are_typographic_and_zero_has_none() {
    for (number, da, en) in [
        (4.24, "+4,2", "+4.2"),
        (-1.0, "\u{2212}1,0", "\u{2212}1.0"),
        (-0.04, "0,0", "0.0"),
        (0.0, "0,0", "0.0"),
    ] {
        assert_eq!(signed(Lang::Da, number, 1), da);
        assert_eq!(signed(Lang::En, number, 1), en);
    }
}

/// Funnels with few and many groups, and one whose groups all lie at one place.
fn funnels(lang: Lang) -> Vec<Funnel> {
    let mut crowd = held::funnel(lang, 40, 30.0);
    for point in &mut crowd.points {
        point.answers = Figure::Exact(12.0);
        point.score = Figure::Exact(99.0);
        point
            .label
            .push_str(", område Øst for åen og vest for skoven");
    }
    vec![
        held::funnel(lang, 1, 6.0),
        held::funnel(lang, 26, 32.0),
        held::funnel(lang, 240, 700.0),
        crowd,
    ]
}

#[test]
fn words_of_funnels_stay_apart_and_no_ordinary_group_is_named() {
    assert!(fonts::register());
    for lang in Lang::ALL {
        for it in funnels(lang) {
            for layout in LAYOUTS {
                let drawing = funnel(lang, layout, &it).unwrap();
                assert_readable(&drawing);
                let texts = texts(&drawing);
                for point in &it.points {
                    let named = texts.iter().any(|(text, _)| *text == point.label);
                    let notable = point.focus || point.place != FunnelPlace::Inside;
                    assert!(!named || notable, "{}", point.label);
                }
            }
        }
        let known = funnel(lang, Layout::WIDE, &held::funnel(lang, 26, 32.0)).unwrap();
        assert!(texts(&known).iter().any(|(text, _)| text == "Netværk 3"));
    }
}

#[test]
fn places_in_the_funnel_differ_by_shape() {
    assert!(fonts::register());
    let diamond = |stroke: &Stroke| matches!(stroke, Stroke::Shape(corners, color) if corners.len() == 4 && *color == rgb(TEAL));
    let square =
        |stroke: &Stroke| matches!(stroke, Stroke::Fill(_, (10, 10), color) if *color == rgb(INK));
    for (place, marks) in [
        (FunnelPlace::Inside, (0, 0)),
        (FunnelPlace::Unusual, (1, 0)),
        (FunnelPlace::Rare, (0, 1)),
    ] {
        let mut it = held::funnel(Lang::Da, 1, 9.0);
        it.points[0].place = place;
        let drawing = funnel(Lang::Da, Layout::WIDE, &it).unwrap();
        // Each mark once in the chart and once in the legend.
        let found = (has(&drawing, diamond), has(&drawing, square));
        assert_eq!(found, (2 * marks.0, 2 * marks.1), "{place:?}");
        let dashed = |stroke: &Stroke| matches!(stroke, Stroke::Path(.., true));
        assert_eq!(has(&drawing, dashed), 3, "two outer lines and their legend");
    }
}

/// Maps with points apart, with all at one place, and divided near an edge.
fn maps(lang: Lang) -> Vec<PriorityMap> {
    let apart = held::priorities(lang);
    let mut crowd = apart.clone();
    let first = crowd.points[0].clone();
    for point in &mut crowd.points {
        point.score = first.score;
        point.importance = first.importance;
    }
    let mut edge = apart.clone();
    (edge.middle_score, edge.middle_share) = (96.0, 0.05);
    vec![apart, crowd, edge]
}

#[test]
fn words_of_priorities_stay_apart_and_every_area_has_its_name() {
    assert!(fonts::register());
    for lang in Lang::ALL {
        for map in maps(lang) {
            for layout in LAYOUTS {
                let drawing = priorities(lang, layout, &map).unwrap();
                assert_readable(&drawing);
                let said: Vec<String> = texts(&drawing).into_iter().map(|(text, _)| text).collect();
                let said = said.join(" ");
                for name in areas(lang) {
                    assert!(said.contains(name), "{name}: {said}");
                }
            }
        }
    }
}

#[test]
fn a_scale_is_in_an_area_only_with_both_uncertainties() {
    let map = held::priorities(Lang::Da);
    let found: Vec<Option<usize>> = map.points.iter().map(|point| area(&map, point)).collect();
    assert_eq!(found, [Some(0), Some(1), Some(2), Some(3), None, None]);
}
