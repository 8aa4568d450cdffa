//! What stands out, group by group: what is named, what is not, and why.

use super::model::Block;
use super::overview::{ActionPlan, Audience, Points};
use super::sample::{networks, report, report_of, shown};
use crate::base::Lang;
use crate::disclosure::document::{Figure, Figures, ReleaseDocument, Shown, Subject};

fn of(document: &ReleaseDocument, group: &str, lang: Lang) -> (Points, ActionPlan) {
    let report = report_of(document, group, lang, Audience::Manager);
    let points = report.blocks().iter().find_map(|block| match block {
        Block::Points(points) => Some(points.clone()),
        _ => None,
    });
    let plan = report.blocks().iter().find_map(|block| match block {
        Block::Plan(plan) => Some(plan.clone()),
        _ => None,
    });
    (points.unwrap(), plan.unwrap())
}

fn alone(answered: u32, score: Figure) -> Points {
    of(&networks(&[(answered, Some(score))]), "k0", Lang::Da).0
}

#[test]
fn a_small_group_is_told_what_is_probable() {
    let high = alone(6, Figure::Exact(57.5));
    assert_eq!(
        high.strengths,
        [
            "»Dynamik« ligger sandsynligvis højere end i »Alle ledere«: 57,5 mod 52,0. Usikkerheden er 30,0–90,0."
        ]
    );
    assert_eq!(high.attention, Vec::<String>::new());
    let low = alone(6, Figure::AtMost(40.0));
    assert_eq!(
        low.attention,
        [
            "»Dynamik« ligger sandsynligvis lavere end i »Alle ledere«: højst 40,0 mod 52,0. Usikkerheden er 30,0–90,0."
        ]
    );
    for untold in [Figure::Exact(57.2), Figure::AtMost(80.0)] {
        let nothing = alone(6, untold);
        assert!(nothing.strengths.is_empty() && nothing.attention.is_empty());
        let said = nothing.nothing.as_deref().unwrap_or_default();
        assert!(
            said.starts_with(
                "Ingen skala skiller sig tydeligt ud fra »Alle ledere«. Med så få svar"
            ),
            "{nothing:?}"
        );
    }
}

#[test]
fn a_large_group_is_tested_with_the_spread_of_the_whole() {
    // se = 14 sqrt(1/40 - 1/712) = 2.151, t(711) = 1.963: from 4.22 points on.
    let found = alone(40, Figure::Exact(56.3));
    assert_eq!(
        found.strengths,
        [
            "»Dynamik« ligger højere end i »Alle ledere«: 56,3 mod 52,0. Forskellen er 4,3 point, med en usikkerhed på 0,1–8,5."
        ]
    );
    assert_eq!(
        alone(40, Figure::Exact(56.1)).strengths,
        Vec::<String>::new()
    );
    let nothing = alone(40, Figure::Exact(56.1));
    let said = nothing.nothing.as_deref().unwrap_or_default();
    assert!(
        said.contains("fra »Alle ledere«. Der kan godt være forskelle"),
        "{nothing:?}"
    );
    assert!(nothing.notes[0].contains("højst 5\u{a0}%"), "{nothing:?}");
    let low = alone(40, Figure::Exact(40.0));
    assert!(
        low.attention[0].contains("lavere end i »Alle ledere«: 40,0 mod 52,0. Forskellen er 12,0 point, med en usikkerhed på 7,8–16,2."),
        "{low:?}"
    );
    // A bound is judged by the value it allows that lies nearest.
    assert_eq!(
        alone(40, Figure::AtLeast(40.0)).strengths,
        Vec::<String>::new()
    );
    let bound = alone(40, Figure::AtLeast(60.0));
    assert!(
        bound.strengths[0].contains("mindst 60,0 mod 52,0. Usikkerheden"),
        "{bound:?}"
    );
}

#[test]
fn scales_are_tested_as_one_family() {
    let mut document = networks(&[(40, Some(Figure::Exact(56.3)))]);
    assert_eq!(of(&document, "k0", Lang::Da).0.strengths.len(), 1);
    // A second scale that is nothing by itself: 0.046 doubles, and is no find any more.
    let values = document.tables.len() - 2;
    let cell = &mut document.tables[values].cells[1];
    (cell.base, cell.figures) = shown(40, Figure::Exact(74.2));
    // On other items than the whole's it would not be held against it, and be no part of the family.
    for table in &mut document.tables {
        if matches!(&table.about, Subject::Item(id) if ["C10", "B10"].contains(&id.as_str())) {
            table.cells[1].base = shown(40, Figure::Exact(0.0)).0;
            table.cells[1].figures = table.cells[0].figures.clone();
        }
    }
    assert_eq!(
        of(&document, "k0", Lang::Da).0.strengths,
        Vec::<String>::new()
    );
}

#[test]
fn the_whole_is_held_against_the_middle_of_the_scale() {
    let Some(Block::Points(points)) = report("alle", Lang::Da)
        .blocks()
        .iter()
        .find(|block| matches!(block, Block::Points(_)))
        .cloned()
    else {
        panic!("no points");
    };
    assert_eq!(
        points.strengths,
        [
            "»Værdi« ligger over midten af skalaen (50): 74,2. Usikkerheden er 72,8–75,6.",
            "»Dynamik« ligger over midten af skalaen (50): 52,0. Usikkerheden er 50,2–53,8.",
        ]
    );
    assert!(points.nothing.unwrap().contains("ligge lavt"));
    // The control: near the middle, and under it.
    let mut document = networks(&[]);
    for (score, higher, lower) in [(50.5, 1, 0), (45.0, 1, 1)] {
        let cell = &mut document.tables.last_mut().unwrap().cells[0];
        if let Shown::Shown(Figures::Score { mean, .. }) = &mut cell.figures {
            mean.value = Figure::Exact(score);
        }
        let (found, _) = of(&document, "alle", Lang::Da);
        assert_eq!(
            (found.strengths.len(), found.attention.len()),
            (higher, lower),
            "{score}: {found:?}"
        );
    }
}

#[test]
fn what_cannot_be_judged_is_said_so() {
    let mut document = networks(&[(6, Some(Figure::Exact(90.0)))]);
    let cell = &mut document.tables.last_mut().unwrap().cells[0];
    if let Shown::Shown(Figures::Score { sd, .. }) = &mut cell.figures {
        *sd = None;
    }
    let (points, plan) = of(&document, "k0", Lang::En);
    assert!(points.strengths.is_empty() && points.attention.is_empty());
    assert_eq!(points.notes.len(), 2);
    assert!(
        points.notes[1].starts_with("Cannot be judged") && points.notes[1].contains("“Dynamics”")
    );
    assert_eq!(plan.rows, [""; 4]);
}

#[test]
fn the_plan_begins_with_what_lies_low() {
    let (points, plan) = of(&networks(&[(6, Some(Figure::Exact(30.0)))]), "k0", Lang::Da);
    assert_eq!(points.attention.len(), 1);
    assert_eq!(
        plan.rows,
        [
            "»Dynamik« ligger sandsynligvis lavere end i »Alle ledere«",
            "",
            "",
            ""
        ]
    );
}

#[test]
fn at_the_border_it_says_what_the_comparison_says() {
    // se = 14 sqrt(1/40 - 1/712) = 2.151, t(711) = 1.963: 4.223 points alone. Each score is rounded to two decimals, so 0.01 comes on top.
    let claims = |score: f64| {
        let document = networks(&[(40, Some(Figure::Exact(score)))]);
        let report = report_of(&document, "k0", Lang::Da, Audience::Manager);
        let points = of(&document, "k0", Lang::Da).0;
        let standing = report.blocks().iter().find_map(|block| match block {
            Block::Standing(comparison) => Some(comparison.rows[0].words.clone()),
            _ => None,
        });
        (
            points.strengths.len(),
            standing.unwrap().contains("højere end"),
        )
    };
    // Without the rounding the first two would be named.
    for (score, named) in [(56.225, false), (56.23, false), (56.24, true)] {
        assert_eq!(claims(score), (usize::from(named), named), "{score}");
    }
    // Whatever the score, the two blocks say the same.
    for tenths in 0..100 {
        let (named, higher) = claims(52.0 + f64::from(tenths) / 10.0);
        assert_eq!(named == 1, higher, "{tenths}");
    }
}
