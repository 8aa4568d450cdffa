//! PDF files of the sample survey: what stands in them, where it stands, and what a screen reader finds.

use std::collections::BTreeMap;

use super::sheet::{Ink, LEFT, Owner, PAGE, WIDTH};
use super::*;
use crate::base::Lang;
use crate::render::figures::plans;
use crate::render::fonts;
use crate::render::heat;
use crate::report::{Block, sample};

const GROUPS: [&str; 5] = ["alle", "n1", "n2", "n3", "ukendt"];

fn typeface() -> Typeface {
    assert!(fonts::register());
    Typeface::embedded().unwrap()
}

fn file(report: &Report, streams: Streams) -> Vec<u8> {
    assert!(fonts::register());
    render(report, streams).unwrap()
}

/// All words that a reader is told, part by part, without what stands for the eye only; a hyphen at a line's end is left out.
fn told(sheets: &Sheets) -> String {
    let mut parts = BTreeMap::new();
    for (owner, ink) in sheets.pages.iter().flat_map(|page| &page.ink) {
        if let (Owner::Part(part), Ink::Text(_, line, _)) = (owner, ink) {
            let words: &mut String = parts.entry(*part).or_default();
            words.push_str(&line.text);
            if !line.text.ends_with([' ', '\u{ad}', '-']) {
                words.push(' ');
            }
        }
    }
    even(&parts.into_values().collect::<Vec<_>>().join(" "))
}

/// Without the differences that lines make.
fn even(text: &str) -> String {
    let text = text.replace('\u{ad}', "");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Every word of a report, as the model holds them.
fn every_word(report: &Report) -> Vec<String> {
    let mut words: Vec<String> = report.notes().to_vec();
    words.push(report.title().to_owned());
    words.push(report.group().to_owned());
    for (number, block) in report.blocks().iter().enumerate() {
        match block {
            Block::Cover(terms) | Block::Method(terms) => {
                for (term, meaning) in terms {
                    words.extend([term.clone(), meaning.clone()]);
                }
            }
            Block::Explanation(lines) | Block::Sentences(lines) | Block::Dialogue(lines) => {
                words.extend(lines.iter().cloned());
            }
            Block::Withheld(reasons) => {
                for withheld in reasons {
                    words.push(withheld.reason.clone());
                    words.extend(withheld.questions.iter().cloned());
                }
            }
            Block::Groups(rows) => {
                for row in rows {
                    words.extend([row.label.clone(), row.answers.clone()]);
                    words.extend(row.counts_in.clone());
                }
            }
            Block::HeatMap(map) => {
                words.extend(map.scales.iter().cloned());
                for (_, sign, said) in heat::key(report.lang(), map) {
                    words.extend([sign, said]);
                }
                for row in &map.rows {
                    words.push(row.label.clone());
                    words.extend(
                        heat::beside(report.lang(), row)
                            .into_iter()
                            .map(str::to_owned),
                    );
                    for cell in &row.cells {
                        let (tone, said) = heat::cell(report.lang(), cell);
                        words.push(format!("{} {said}", tone.sign()).trim().to_owned());
                    }
                }
                words.extend(map.notes.iter().cloned());
            }
            Block::Points(points) => {
                words.extend(points.strengths.iter().chain(&points.attention).cloned());
                words.extend(points.nothing.iter().chain(&points.notes).cloned());
            }
            Block::Plan(plan) => {
                words.extend(plan.columns.iter().chain(&plan.rows).cloned());
                words.extend(plan.notes.iter().cloned());
            }
            Block::Card(card) => {
                for (title, lines) in &card.parts {
                    words.push(title.clone());
                    words.extend(lines.iter().cloned());
                }
            }
            _ => {
                for plan in plans(report.lang(), number, block) {
                    words.extend([plan.title, plan.base]);
                    if plan.said.is_empty() {
                        words.push(plan.caption);
                    }
                    words.extend(plan.said.iter().map(|&said| said.to_owned()));
                    words.extend(plan.notes.iter().cloned());
                    if plan.rows.is_empty() {
                        continue;
                    }
                    let (mut heads, mut rows) = (plan.head, plan.rows);
                    if let Some(apart) = plan.apart {
                        words.extend([apart.label.to_owned(), apart.all.to_owned()]);
                        heads.extend(apart.head);
                        rows.extend(apart.rows);
                    }
                    words.extend(heads.iter().map(|&head| head.to_owned()));
                    for row in rows {
                        words.push(row.name);
                        words.extend(row.cells);
                    }
                }
            }
        }
    }
    words
}

/// Nothing reaches beyond its page, into the footer, or into something else that is read.
fn assert_placed(flow: &Flow<'_>, sheets: &Sheets) {
    for (number, page) in sheets.pages.iter().enumerate() {
        let mut boxes: Vec<(f32, f32, f32, f32)> = Vec::new();
        for (owner, ink) in &page.ink {
            let area = match ink {
                Ink::Text((x, y), line, style) => {
                    let from = y - 0.75 * style.size;
                    (*x, from, x + line.width, y + 0.22 * style.size)
                }
                Ink::Chart((x, y), at, scale) => {
                    let drawing = &flow.drawings[*at];
                    let (wide, high) = (drawing.width as f32, drawing.height as f32);
                    (*x, *y, x + wide * scale, y + high * scale)
                }
                Ink::Area(..) | Ink::Hatch(..) => continue,
            };
            let (left, top, right, bottom) = area;
            assert!(
                left >= LEFT - 0.1
                    && right <= LEFT + WIDTH + 0.1
                    && top > 20.0
                    && bottom < PAGE.1 - 20.0,
                "page {}: {owner:?} at {area:?}",
                number + 1
            );
            for (l, t, r, b) in &boxes {
                let apart =
                    right <= *l + 0.1 || left >= r - 0.1 || bottom <= *t + 0.1 || top >= b - 0.1;
                assert!(
                    apart,
                    "page {}: {ink:?} lies on {:?}",
                    number + 1,
                    (l, t, r, b)
                );
            }
            boxes.push(area);
        }
    }
}

/// Structure elements of a file with plain streams: kind, and the whole element.
fn elements(file: &[u8]) -> Vec<(String, String)> {
    let text: String = file.iter().map(|&byte| char::from(byte)).collect();
    text.split("endobj")
        .filter(|object| object.contains("/Type /StructElem"))
        .map(|object| {
            let kind = object.split_once("/S /").unwrap().1;
            let kind = kind.split_whitespace().next().unwrap();
            (kind.to_owned(), object.to_owned())
        })
        .collect()
}

#[test]
fn every_word_of_the_model_stands_in_the_file_and_nothing_lies_on_anything() {
    let typeface = typeface();
    for lang in Lang::ALL {
        for group in GROUPS {
            let report = sample::report(group, lang);
            let (flow, sheets) = lay_out(&report, &typeface).unwrap();
            let told = told(&sheets);
            for words in every_word(&report) {
                assert!(told.contains(&even(&words)), "{group}.{lang}: {words}");
            }
            assert_placed(&flow, &sheets);
            assert!(
                (1..=12).contains(&sheets.pages.len()),
                "{group}: {}",
                sheets.pages.len()
            );
        }
    }
}

/// How many tables a report has on paper.
fn tables(report: &Report) -> usize {
    let blocks = report.blocks().iter().enumerate();
    blocks
        .map(|(number, block)| match block {
            Block::Groups(_) | Block::Plan(_) => 1,
            Block::HeatMap(map) => {
                story::heat_parts(&Flow::new(&typeface()), report.lang(), map).len()
            }
            _ => plans(report.lang(), number, block)
                .iter()
                .map(|plan| usize::from(!plan.rows.is_empty()) + usize::from(plan.apart.is_some()))
                .sum(),
        })
        .sum()
}

#[test]
fn blocks_that_hold_groups_against_something_are_whole_and_tagged() {
    let typeface = typeface();
    for lang in Lang::ALL {
        let report = sample::held::held(lang);
        let (flow, sheets) = lay_out(&report, &typeface).unwrap();
        let told = told(&sheets);
        for words in every_word(&report) {
            assert!(told.contains(&even(&words)), "{lang}: {words}");
        }
        assert_placed(&flow, &sheets);
        let file = file(&report, Streams::Plain);
        let elements = elements(&file);
        let of = |kind: &str| elements.iter().filter(|(found, _)| found == kind).count();
        assert_eq!(of("Table"), tables(&report));
        assert_eq!(of("Figure"), 6);
        for (kind, object) in &elements {
            if kind == "Figure" {
                assert!(object.contains("/Alt"), "{object}");
            }
            if kind == "TH" {
                assert!(object.contains("/Scope /Row") || object.contains("/Scope /Column"));
            }
        }
        let packed = self::file(&report, Streams::Packed);
        assert_eq!(packed, self::file(&report, Streams::Packed));
    }
}

#[test]
fn a_comparison_without_scales_has_words_and_no_empty_table() {
    let typeface = typeface();
    let against = crate::report::overview::Against::Outside;
    let mut comparison = sample::held::comparison(Lang::Da, against, "X");
    comparison.rows.clear();
    let blocks = vec![Block::Standing(comparison)];
    let report = sample::held::report_of(Lang::Da, blocks);
    let (flow, sheets) = lay_out(&report, &typeface).unwrap();
    assert!(flow.drawings.is_empty() && flow.heads.is_empty());
    for words in every_word(&report) {
        assert!(told(&sheets).contains(&even(&words)), "{words}");
    }
}

#[test]
fn a_wide_and_long_heat_map_is_parted_and_repeats_its_heads() {
    let typeface = typeface();
    let mut map = sample::held::heat_map(Lang::Da, 70);
    map.scales = (0..20).map(|at| format!("Skala nummer {at}")).collect();
    for row in &mut map.rows {
        let cells: Vec<_> = row.cells.iter().cycle().take(20).cloned().collect();
        row.cells = cells;
    }
    let report = sample::held::report_of(Lang::Da, vec![Block::HeatMap(map)]);
    let (flow, sheets) = lay_out(&report, &typeface).unwrap();
    assert_placed(&flow, &sheets);
    let told = told(&sheets);
    for words in every_word(&report) {
        assert!(told.contains(&even(&words)), "{words}");
    }
    assert_eq!(story::parts(20, 8), [0..7, 7..14, 14..20]);
    assert_eq!((story::parts(8, 8).len(), story::parts(0, 8).len()), (1, 0));
    assert!(flow.heads.len() >= 3);
    assert_eq!(flow.heads.len(), tables(&report));
    let inks = || sheets.pages.iter().flat_map(|page| &page.ink);
    let heads = inks().filter(|(owner, _)| *owner == Owner::Repetition);
    assert!(heads.count() > 3 * 7);
    // A hidden cell is told from a shown one without its colour.
    assert!(inks().any(|(_, ink)| matches!(ink, Ink::Hatch(..))));
}

#[test]
fn the_plan_of_action_leaves_room_to_write() {
    let typeface = typeface();
    let plan = crate::report::model::ActionPlan {
        columns: vec!["A".to_owned(); 6],
        rows: vec![String::new(); 20],
        notes: Vec::new(),
    };
    let report = sample::held::report_of(Lang::En, vec![Block::Plan(plan)]);
    let (flow, sheets) = lay_out(&report, &typeface).unwrap();
    assert_placed(&flow, &sheets);
    assert!(sheets.pages.len() > 1);
    let rows = flow.rows.iter().filter(|row| row.head.is_some());
    assert!(rows.clone().count() == 20 && rows.clone().all(|row| row.height >= 50.0));
}

#[test]
fn a_screen_reader_finds_headings_tables_and_charts() {
    for lang in Lang::ALL {
        for group in GROUPS {
            let report = sample::report(group, lang);
            // The writer refuses what does not conform to PDF/UA-1.
            let file = file(&report, Streams::Plain);
            let elements = elements(&file);
            let mut counts = BTreeMap::new();
            for (kind, _) in &elements {
                *counts.entry(kind.as_str()).or_insert(0) += 1;
            }
            let all: Vec<_> = report
                .blocks()
                .iter()
                .enumerate()
                .flat_map(|(number, block)| plans(lang, number, block))
                .collect();
            let count = |kind: &str| counts.get(kind).copied().unwrap_or(0);
            assert_eq!(count("H1"), 1);
            assert_eq!(count("H2"), count("Sect"));
            assert_eq!(count("Table"), tables(&report));
            assert_eq!(
                count("Figure"),
                all.iter().filter(|plan| plan.chart.is_some()).count()
            );
            for (kind, object) in &elements {
                if kind == "Figure" {
                    assert!(object.contains("/Alt"), "{object}");
                    assert!(object.contains("/BBox"), "{object}");
                }
                if kind == "TH" {
                    assert!(object.contains("/Scope /Row") || object.contains("/Scope /Column"));
                }
            }
            let text: String = file.iter().map(|&byte| char::from(byte)).collect();
            assert!(text.contains(&format!("/Lang ({lang})")));
            for said in [
                "/MarkInfo",
                "/Outlines",
                "pdfuaid:part",
                "/DisplayDocTitle true",
            ] {
                assert!(text.contains(said), "{said}");
            }
            for when in ["CreationDate", "ModDate", "CreateDate"] {
                assert!(!text.contains(when), "{when}");
            }
        }
    }
}

#[test]
fn a_hidden_group_has_no_chart_and_no_table_of_figures() {
    let report = sample::report("n3", Lang::Da);
    let typeface = typeface();
    let (flow, sheets) = lay_out(&report, &typeface).unwrap();
    assert!(flow.drawings.is_empty());
    assert!(told(&sheets).contains("For få svar"));
}

#[test]
fn the_same_report_gives_the_same_bytes_and_they_are_few() {
    let report = sample::report("alle", Lang::Da);
    let once = file(&report, Streams::Packed);
    assert_eq!(once, file(&report, Streams::Packed));
    assert!(once.starts_with(b"%PDF-1.7"));
    assert!(once.len() < 150_000, "{}", once.len());
}

#[test]
fn two_hundred_questions_and_labels_without_end_are_neither_cut_nor_refused() {
    let typeface = typeface();
    let long =
        " Specialundervisningskonsulentfunktionsbeskrivelsesudvalgsformandskabet og de øvrige"
            .repeat(3);
    let endless = " meget lang tekst".repeat(30);
    for (questions, options, more) in [
        (200, 20, ""),
        (7, 5, long.as_str()),
        (1, 2, endless.as_str()),
    ] {
        let report = sample::swollen(Lang::Da, questions, options, more);
        let (flow, sheets) = lay_out(&report, &typeface).unwrap();
        assert_placed(&flow, &sheets);
        let told = told(&sheets);
        for words in every_word(&report) {
            assert!(told.contains(&even(&words)), "{words}");
        }
        file(&report, Streams::Packed);
    }
}

#[test]
fn a_table_over_pages_repeats_its_head_for_the_eye_only() {
    let typeface = typeface();
    let report = sample::swollen(Lang::En, 60, 5, "");
    let (_, sheets) = lay_out(&report, &typeface).unwrap();
    let repeated: Vec<usize> = sheets
        .pages
        .iter()
        .map(|page| {
            let of = |(owner, _): &&(Owner, Ink)| *owner == Owner::Repetition;
            page.ink.iter().filter(of).count()
        })
        .collect();
    assert!(repeated.iter().any(|&count| count > 0), "{repeated:?}");
    let numbers: Vec<String> = sheets
        .pages
        .iter()
        .flat_map(|page| &page.ink)
        .filter_map(|(owner, ink)| match (owner, ink) {
            (Owner::Footer, Ink::Text(_, line, _)) if line.text.starts_with("Page ") => {
                Some(line.text.clone())
            }
            _ => None,
        })
        .collect();
    let count = sheets.pages.len();
    let wanted: Vec<String> = (1..=count)
        .map(|n| format!("Page {n} of {count}"))
        .collect();
    assert_eq!(numbers, wanted);
}

#[test]
fn letters_that_the_typeface_lacks_are_still_read_out() {
    let typeface = typeface();
    let line = typeface.line("Łódź 東京 ok\u{7}", flow::BODY);
    assert_eq!(line.text, "Łódź 東京 ok");
    assert!(line.glyphs.iter().all(|glyph| glyph.id != 0));
    let ends = line.glyphs.iter().map(|glyph| glyph.range.end).max();
    assert_eq!(ends, Some(line.text.len()));
}
