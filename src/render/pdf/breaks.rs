//! Where pages end: tried with every height of what stands above, so that what must stay together meets the end of a page at every place.

use super::flow::{BODY, SMALL};
use super::sheet::{Content, Ink, Keep, Owner, Row};
use super::table::Entry;
use super::*;

/// Step between the heights tried: less than any line.
const STEP: f32 = 7.0;

fn typeface() -> Typeface {
    Typeface::embedded().unwrap()
}

/// Lays out what `tell` tells below empty space of every height, and gives each of them to `check`.
fn below_everything(tell: impl Fn(&mut Flow<'_>), check: impl Fn(&Sheets)) {
    let typeface = typeface();
    let mut height = 0.0;
    while height < sheet::room(0.0) {
        let mut flow = Flow::new(&typeface);
        flow.rows.push(Row::of(Content::Cells(Vec::new()), height));
        tell(&mut flow);
        check(&sheet::stack(&flow.rows, &flow.heads, 0.0));
        height += STEP;
    }
}

/// The page on which these words stand for the first time.
fn page_of(sheets: &Sheets, words: &str) -> usize {
    let says = |(owner, ink): &(Owner, Ink)| match ink {
        Ink::Text(_, line, _) => *owner != Owner::Repetition && line.text.trim() == words,
        _ => false,
    };
    let mut pages = sheets.pages.iter();
    pages
        .position(|page| page.ink.iter().any(says))
        .unwrap_or_else(|| panic!("no {words}"))
}

fn table(flow: &mut Flow<'_>, rows: usize) {
    let head = ["Navn".to_owned(), "Svar".to_owned()];
    let entries = (0..rows).map(|row| Entry {
        name: format!("Række {row}"),
        cells: vec![row.to_string()],
        ..Entry::default()
    });
    flow.table(&head, entries.collect());
}

/// The pages on which the rows of such a table stand.
fn pages_of(sheets: &Sheets, rows: usize) -> Vec<usize> {
    (0..rows)
        .map(|row| page_of(sheets, &format!("Række {row}")))
        .collect()
}

#[test]
fn a_table_of_twelve_rows_is_never_divided() {
    for rows in [2, 7, 12] {
        below_everything(
            |flow| table(flow, rows),
            |sheets| {
                let pages = pages_of(sheets, rows);
                assert!(pages.iter().all(|page| *page == pages[0]), "{pages:?}");
                assert_eq!(page_of(sheets, "Navn"), pages[0]);
            },
        );
    }
}

#[test]
fn a_longer_table_is_divided_with_company_and_a_head_on_both_sides() {
    let divided = std::cell::Cell::new(0);
    below_everything(
        |flow| table(flow, 30),
        |sheets| {
            let pages = pages_of(sheets, 30);
            let on_first = pages.iter().filter(|page| **page == pages[0]).count();
            assert!(on_first >= 2 && on_first != 29, "{pages:?}");
            let heads = sheets.pages.iter().flat_map(|page| &page.ink);
            let repeated = heads.filter(|(owner, _)| *owner == Owner::Repetition);
            // Two columns.
            assert_eq!(repeated.count(), if on_first < 30 { 2 } else { 0 });
            divided.set(divided.get() + usize::from(on_first < 30));
        },
    );
    assert!(divided.get() > 10, "{}", divided.get());
}

#[test]
fn a_heading_stands_with_what_follows_it() {
    below_everything(
        |flow| {
            flow.section("Afsnit", "Indledning");
            flow.heading("Overskrift");
            flow.lead("12 svar", SMALL);
            flow.paragraph("Ord", BODY);
        },
        |sheets| {
            let last = page_of(sheets, "Ord");
            for words in ["Afsnit", "Indledning", "Overskrift", "12 svar"] {
                assert_eq!(page_of(sheets, words), last, "{words}");
            }
        },
    );
    // The control: without what binds them, one of them stands last on a page.
    let typeface = typeface();
    let mut parted = 0;
    for step in 0_u16..100 {
        let mut flow = Flow::new(&typeface);
        let above = STEP * f32::from(step);
        flow.rows.push(Row::of(Content::Cells(Vec::new()), above));
        flow.heading("Overskrift");
        flow.paragraph("Ord", BODY);
        for row in &mut flow.rows {
            row.keep = Keep::Free;
        }
        let sheets = sheet::stack(&flow.rows, &flow.heads, 0.0);
        parted += usize::from(page_of(&sheets, "Overskrift") != page_of(&sheets, "Ord"));
    }
    assert!(parted > 0);
}

#[test]
fn a_table_follows_its_summary_unless_much_of_a_page_would_stay_empty() {
    let free = std::cell::RefCell::new(Vec::new());
    below_everything(
        |flow| {
            flow.heading("Overskrift");
            flow.summary("Sammenfatning");
            table(flow, 12);
        },
        |sheets| {
            let of = |words| page_of(sheets, words);
            let (heading, summary, first) = (of("Overskrift"), of("Sammenfatning"), of("Række 0"));
            assert_eq!(heading, summary);
            free.borrow_mut().push((heading, first));
        },
    );
    let found = free.into_inner();
    // High on a page both fit below it; where little is left, both go to the next; in between, the table alone.
    assert_eq!(found.first(), Some(&(0, 0)));
    assert_eq!(found.last(), Some(&(1, 1)));
    assert!(found.windows(2).all(|pair| pair[0] <= pair[1]), "{found:?}");
}

#[test]
fn the_ground_of_a_panel_begins_below_the_space_above_it() {
    let typeface = typeface();
    let mut flow = Flow::new(&typeface);
    flow.section("Grupper", "");
    table(&mut flow, 2);
    let from = flow.rows.len();
    flow.section("Tal om det", "");
    flow.numbered(&["Hvorfor?".to_owned()]);
    flow.washed(from);
    let sheets = sheet::stack(&flow.rows, &flow.heads, 0.0);
    let ink = sheets.pages.iter().flat_map(|page| &page.ink);
    // Rules are thin; grounds are not.
    let areas: Vec<_> = ink
        .filter_map(|(_, ink)| match ink {
            Ink::Area(area, _) => Some(*area),
            _ => None,
        })
        .collect();
    let rules = areas.iter().filter(|area| area.3 < 2.0);
    let end = rules.map(|area| area.1 + area.3).fold(0.0, f32::max);
    let grounds = areas.iter().filter(|area| area.3 > 10.0);
    let begin = grounds.map(|area| area.1).fold(f32::INFINITY, f32::min);
    assert!(end > sheet::TOP && begin - end > 20.0, "{end} {begin}");
}

#[test]
fn neither_the_first_nor_the_last_of_a_list_is_alone() {
    let lines: Vec<String> = (0..9).map(|line| format!("Linje {line}")).collect();
    below_everything(
        |flow| {
            flow.heading("Overskrift");
            flow.bullets(&lines);
        },
        |sheets| {
            let of = |line: &str| page_of(sheets, line);
            assert_eq!(of("Overskrift"), of("Linje 1"));
            assert_eq!(of("Linje 7"), of("Linje 8"));
        },
    );
}
