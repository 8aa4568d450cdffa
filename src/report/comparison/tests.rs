//! Comparisons of the sample release with itself, an earlier wave and figures from outside.

use super::*;
use crate::base::Lang;
use crate::disclosure::ReleaseDocument;
use crate::disclosure::document::{Cell, Figures, Reason, Shown, Subject};
use crate::instrument::Instrument;
use crate::report::overview::{Audience, ComparedRow, Difference};
use crate::report::sample::{document, instrument};
use crate::stats::golden;

const FIGURES: &str = include_str!("../../../tests/golden/comparisons/differences.csv");
const REFERENCE: &str = r#"
name = { da = "Landet", en = "The country" }
source = { da = "Konstrueret til prøven.", en = "Constructed for the test." }
year = 2007
template = "proeve"
scale = [
  { code = "vaerdi", mean = 71, sd = 17.5, n = 1200 },
  { code = "dynamik", mean = 55.5, sd = 19, n = 1180 },
]
"#;

/// The figures of one scale in one group of a document, to change.
fn figures<'d>(document: &'d mut ReleaseDocument, scale: &str, group: usize) -> &'d mut Cell {
    let about = Subject::Scale(scale.to_owned());
    let tables = &mut document.tables;
    let table = tables
        .iter_mut()
        .find(|table| table.about == about)
        .unwrap();
    &mut table.cells[group]
}

fn put(
    document: &mut ReleaseDocument,
    (scale, group): (&str, usize),
    base: Figure,
    score: Figure,
    new_sd: Option<f64>,
) {
    let cell = figures(document, scale, group);
    cell.base = Shown::Shown(base);
    let Shown::Shown(Figures::Score { mean, sd, .. }) = &mut cell.figures else {
        panic!("a score")
    };
    mean.value = score;
    *sd = new_sd;
}

/// The wave before the sample.
fn wave() -> ReleaseDocument {
    let mut then = document();
    then.survey.code = "kl-2007".to_owned();
    then.survey.opened = "2007-03-05".to_owned();
    then.survey.closed = "2007-03-30".to_owned();
    let (exact, most) = (Figure::Exact, Figure::AtMost);
    put(
        &mut then,
        ("vaerdi", 0),
        exact(650.0),
        exact(72.0),
        Some(15.5),
    );
    put(
        &mut then,
        ("dynamik", 0),
        exact(660.0),
        exact(55.1),
        Some(16.0),
    );
    put(&mut then, ("vaerdi", 1), most(6.0), exact(66.0), None);
    put(&mut then, ("dynamik", 1), most(6.0), exact(20.0), None);
    put(&mut then, ("vaerdi", 2), most(14.0), exact(80.4), None);
    put(&mut then, ("dynamik", 2), most(14.0), most(60.0), None);
    then
}

/// What the group is held against, with the other two where they are given.
fn told(
    now: &ReleaseDocument,
    then: Option<(&Instrument, &ReleaseDocument)>,
    beside: Option<&Reference>,
    group: &str,
    lang: Lang,
) -> Vec<Block> {
    let asked = instrument();
    let context = Context {
        instrument: &asked,
        document: now,
        lang,
        audience: Audience::Hr,
        focus: now.groups.iter().position(|own| own.id == group),
        earlier: then.map(|(instrument, release)| EarlierDocument {
            instrument,
            release,
        }),
        outside: beside,
    };
    blocks(&context)
}

fn held(blocks: &[Block], against: Against) -> Option<Comparison> {
    blocks.iter().find_map(|block| match block {
        Block::Change(found) | Block::Standing(found) if found.against == against => {
            Some(found.clone())
        }
        _ => None,
    })
}

/// The sample held against its earlier wave.
fn changed(group: &str, lang: Lang) -> Comparison {
    let (before, then) = (instrument(), wave());
    let blocks = told(&document(), Some((&before, &then)), None, group, lang);
    held(&blocks, Against::Earlier).unwrap()
}

#[track_caller]
fn agrees(rows: &[ComparedRow], kind: &str) {
    let cases = golden::cases(FIGURES, kind);
    assert_eq!(rows.len(), cases.len());
    for (row, case) in rows.iter().zip(&cases) {
        match row.difference {
            Difference::Points { value, interval } => {
                golden::near(value, case.one("value"), 1e-4, case);
                golden::near(interval.low, case.one("low"), 1e-4, case);
                golden::near(interval.high, case.one("high"), 1e-4, case);
                golden::near(row.detectable.unwrap(), case.one("least"), 1e-7, case);
            }
            Difference::Bound(Figure::AtLeast(least)) => {
                golden::near(least, case.one("at_least"), 1e-12, case);
            }
            Difference::Bound(Figure::AtMost(most)) => {
                golden::near(most, case.one("at_most"), 1e-12, case);
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(row.detectable.is_some(), case.has("least"));
        let claim =
            ["higher than", "risen", "lower than", "fallen"].map(|word| row.words.contains(word));
        let claim = i8::from(claim[0] || claim[1]) - i8::from(claim[2] || claim[3]);
        golden::near(f64::from(claim), case.one("claim"), 0.0, case);
        golden::near(
            f64::from(u8::from(row.words.contains("together"))),
            case.one("alone"),
            0.0,
            case,
        );
    }
}

#[test]
fn figures_agree_with_scipy() {
    let (before, then) = (instrument(), wave());
    let reference = Reference::parse(REFERENCE, &before).unwrap();
    for (group, name) in [("alle", "whole"), ("n1", "n1"), ("n2", "n2")] {
        let blocks = told(
            &document(),
            Some((&before, &then)),
            Some(&reference),
            group,
            Lang::En,
        );
        let rows = |against| held(&blocks, against).unwrap().rows;
        agrees(&rows(Against::Earlier), &format!("{name} then"));
        agrees(&rows(Against::Outside), &format!("{name} outside"));
        if group == "alle" {
            assert_eq!(held(&blocks, Against::Whole), None);
        } else {
            agrees(&rows(Against::Whole), &format!("{name} whole"));
        }
        assert_eq!(held(&blocks, Against::Parent), None);
    }
}

#[test]
fn a_network_is_held_against_the_unit_around_it_too() {
    let mut nested = document();
    nested.groups[1].parent = Some("n2".to_owned());
    let blocks = told(&nested, None, None, "n1", Lang::En);
    let found = held(&blocks, Against::Parent).unwrap();
    assert_eq!(found.name, "Netværk Ådalen");
    agrees(&found.rows, "n1 parent");
    // Held against the whole, it is what it was.
    agrees(&held(&blocks, Against::Whole).unwrap().rows, "n1 whole");
}

#[test]
fn sentences_say_no_more_than_the_figures_bear() {
    let whole = |group, lang| {
        let blocks = told(&document(), None, None, group, lang);
        held(&blocks, Against::Whole).unwrap()
    };
    let said = |found: Comparison| -> Vec<String> {
        found.rows.into_iter().map(|row| row.words).collect()
    };
    assert_eq!(
        said(whole("n2", Lang::Da)),
        [
            "»Værdi«: lavere end »Alle ledere« (−11 point; 95\u{a0}%-interval −19 til −3).",
            "»Dynamik«: ingen påviselig forskel (−2 point; 95\u{a0}%-interval −10 til 5). En forskel på mindst 13 point ville være set fire gange ud af fem.",
        ]
    );
    assert_eq!(
        said(whole("n1", Lang::Da))[0],
        "»Værdi«: kun en grænse er vist: forskellen er mindst −4,3 point. Det kan være tilfældigt."
    );
    assert_eq!(
        said(changed("n1", Lang::Da)),
        [
            "»Værdi«: kun en grænse er vist: ændringen er mindst +2,7 point. Det kan være tilfældigt.",
            "»Dynamik«: steget (+28 point; 95\u{a0}%-interval 7 til 49).",
        ]
    );
    assert_eq!(
        said(changed("alle", Lang::En)),
        [
            "“Value”: risen (+2.2 points; 95% interval 0.6 to 3.8).",
            "“Dynamics”: fallen (−3.1 points; 95% interval −4.7 to −1.5).",
        ]
    );
}

#[test]
fn a_bound_is_claimed_to_its_own_side_only() {
    let mut now = document();
    put(
        &mut now,
        ("vaerdi", 1),
        Figure::AtMost(6.0),
        Figure::AtLeast(95.8),
        None,
    );
    put(
        &mut now,
        ("dynamik", 1),
        Figure::AtMost(6.0),
        Figure::AtMost(20.2),
        None,
    );
    let words = |lang| -> Vec<String> {
        let blocks = told(&now, None, None, "n1", lang);
        let rows = held(&blocks, Against::Whole).unwrap().rows;
        rows.into_iter().map(|row| row.words).collect()
    };
    assert_eq!(
        words(Lang::Da),
        [
            "»Værdi«: højere end »Alle ledere«, mindst 21,5 point. Kun en grænse er vist.",
            "»Dynamik«: lavere end »Alle ledere«, mindst 31,7 point. Kun en grænse er vist.",
        ]
    );
    assert!(words(Lang::En)[1].contains("lower than “Alle ledere”, at least 31.7 points."));
    // Two bounds that point apart bear nothing, and so does a whole without a spread.
    let (before, mut then) = (instrument(), wave());
    put(
        &mut then,
        ("vaerdi", 1),
        Figure::AtMost(6.0),
        Figure::AtLeast(70.0),
        None,
    );
    let blocks = told(&now, Some((&before, &then)), None, "n1", Lang::Da);
    let row = &held(&blocks, Against::Earlier).unwrap().rows[0];
    assert_eq!(row.difference, Difference::Untold);
    assert!(
        row.words.contains("begge tal er vist som grænser"),
        "{}",
        row.words
    );
    put(
        &mut now,
        ("dynamik", 0),
        Figure::Exact(712.0),
        Figure::Exact(52.0),
        None,
    );
    let blocks = told(&now, None, None, "n2", Lang::Da);
    let row = &held(&blocks, Against::Whole).unwrap().rows[1];
    assert_eq!((row.difference, row.detectable), (Difference::Untold, None));
    assert!(
        row.words.contains("spredningen i svarene er ikke vist"),
        "{}",
        row.words
    );
}

#[test]
fn what_cannot_be_compared_is_left_out_and_said() {
    let (before, then) = (instrument(), wave());
    let notes = |now: &ReleaseDocument, before: &Instrument, then: &ReleaseDocument| {
        let blocks = told(now, Some((before, then)), None, "n1", Lang::Da);
        let found = held(&blocks, Against::Earlier).unwrap();
        (found.rows.len(), found.notes.join("\n"))
    };
    // Withheld now, because whoever joined or left would be given away.
    let mut now = document();
    let hide = |document: &mut ReleaseDocument, why| {
        let cell = figures(document, "vaerdi", 1);
        cell.base = Shown::Hidden(why);
        cell.figures = Shown::Hidden(why);
    };
    hide(&mut now, Reason::ProtectsAnother);
    let (rows, said) = notes(&now, &before, &then);
    assert_eq!(rows, 1);
    assert!(
        said.contains("ikke vises denne gang (vises ikke: beskytter en mindre gruppe): »Værdi«."),
        "{said}"
    );
    let mut hidden = then.clone();
    hide(&mut hidden, Reason::LargerGroupsOnly);
    let (rows, said) = notes(&document(), &before, &hidden);
    assert_eq!(rows, 1);
    assert!(said.contains("(kun for større grupper): »Værdi«"), "{said}");
    // Another wording.
    let mut parts = before.parts().clone();
    parts.items[1].text = crate::base::Text::new("Andet", "Other");
    let (rows, said) = notes(&document(), &Instrument::new(parts), &then);
    assert_eq!(rows, 1);
    assert!(said.contains("spørgsmålene er ændret siden »Lederudvikling i kommunerne (5. marts 2007 – 30. marts 2007)«: »Værdi«"), "{said}");
    // The score rests on one of the two items only.
    let mut fewer = document();
    let about = Subject::Item("C10".to_owned());
    let table = fewer
        .tables
        .iter_mut()
        .find(|table| table.about == about)
        .unwrap();
    table.cells[1].figures = Shown::Hidden(Reason::ProtectsAnother);
    let (rows, said) = notes(&fewer, &before, &then);
    assert_eq!(rows, 1);
    assert!(said.contains("ikke bygger på de samme spørgsmål"), "{said}");
    let blocks = told(&fewer, None, None, "n1", Lang::En);
    let standing = held(&blocks, Against::Whole).unwrap();
    assert_eq!(standing.rows.len(), 1);
    assert!(
        standing
            .notes
            .join("\n")
            .contains("does not rest on the same questions")
    );
    // A scale that did not stand there, and a group that was not there.
    let mut new = then.clone();
    new.tables.pop();
    let (rows, said) = notes(&document(), &before, &new);
    assert_eq!(rows, 1);
    assert!(said.contains("ikke er i »Lederudvikling"), "{said}");
    let mut gone = then.clone();
    gone.groups[1].id = "n9".to_owned();
    let blocks = told(&document(), Some((&before, &gone)), None, "n1", Lang::Da);
    assert_eq!(held(&blocks, Against::Earlier), None);
}

#[test]
fn notes_tell_of_families_bounds_and_sources() {
    let reference = Reference::parse(REFERENCE, &instrument()).unwrap();
    let blocks = told(&document(), None, Some(&reference), "n1", Lang::Da);
    let outside = held(&blocks, Against::Outside).unwrap();
    assert_eq!(outside.name, "Landet, 2007");
    let said = held(&blocks, Against::Whole).unwrap().notes.join("\n");
    for part in ["alle 2 skalaer under ét", "»højst«", "Holms metode"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    // What was told of the first comparison is not told again of the second.
    let [own] = outside.notes.as_slice() else {
        panic!("{:?}", outside.notes)
    };
    assert!(own.ends_with("Kilde: Konstrueret til prøven."), "{own}");
    // With exact numbers of answers nothing is said of bounds.
    let blocks = told(&document(), None, None, "n2", Lang::Da);
    let whole = held(&blocks, Against::Whole).unwrap();
    assert!(!whole.notes.join("\n").contains("»højst«"));
    let said = changed("n1", Lang::En).notes.join("\n");
    assert!(
        said.contains("Many may be the same people") && said.contains("risen or fallen"),
        "{said}"
    );
}

#[test]
fn of_a_small_group_nothing_is_used_but_the_score_that_is_shown() {
    let (before, then) = (instrument(), wave());
    let report = |now: &ReleaseDocument, then: &ReleaseDocument| {
        let blocks = told(now, Some((&before, then)), None, "n1", Lang::Da);
        [Against::Earlier, Against::Whole].map(|against| held(&blocks, against))
    };
    let first = report(&document(), &then);
    // Not even a spread of the small group's own would be used.
    let mut own = document();
    let cell = figures(&mut own, "dynamik", 1);
    if let Shown::Shown(Figures::Score { mean, sd, .. }) = &mut cell.figures {
        *sd = Some(3.0);
        mean.interval = None;
    }
    let differences = |found: &[Option<Comparison>; 2]| -> Vec<Difference> {
        let rows = found.iter().flatten().flat_map(|found| &found.rows);
        rows.map(|row| row.difference).collect()
    };
    assert_eq!(differences(&report(&own, &then)), differences(&first));
    // The control: the whole's spread and the group's figure are used.
    let mut other = document();
    put(
        &mut other,
        ("dynamik", 0),
        Figure::Exact(712.0),
        Figure::Exact(52.0),
        Some(15.0),
    );
    assert_ne!(differences(&report(&other, &then)), differences(&first));
    let mut other = document();
    put(
        &mut other,
        ("dynamik", 1),
        Figure::AtMost(6.0),
        Figure::Exact(47.0),
        None,
    );
    assert_ne!(differences(&report(&other, &then)), differences(&first));
}
