//! What is exported is what the model says: every number, and no other; every bound with its sign; every reason.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::Value as Json;

use super::any::{blocks, held};
use super::table::{Row, Sheet, Table, Value};
use super::{csv, json, pictures, sheets, xlsx};
use crate::base::Lang;
use crate::render::Renderer;
use crate::report::model::{Chapter, Figure, Finding, Interval, OptionRow, Proportion, Question};
use crate::report::overview::Difference;
use crate::report::{Block, Report, sample};

const GROUPS: [&str; 5] = ["alle", "n1", "n2", "n3", "ukendt"];

/// Writes the samples to `target/samples`, for looking at.
pub(super) fn keep(name: &str, content: &[u8]) {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/target/samples");
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(format!("{folder}/{name}"), content).unwrap();
}

/// Numbers as they stand in a model: bare ones, and bounds by their sign.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    pub(super) exact: BTreeSet<u64>,
    at_least: Vec<f64>,
    at_most: Vec<f64>,
}

impl Numbers {
    /// Of the blocks as JSON, bounds told apart by their names. Not read from a file: reading would round.
    pub(super) fn of(report: &Report) -> Self {
        let mut numbers = Self::default();
        numbers.add("", &serde_json::to_value(report.blocks()).unwrap());
        numbers
    }

    fn add(&mut self, name: &str, value: &Json) {
        match value {
            Json::Number(number) => {
                let number = number.as_f64().unwrap();
                match name {
                    "at_least" => self.at_least.push(number),
                    "at_most" => self.at_most.push(number),
                    // How a figure is written, not a figure.
                    "points" | "decimals" => {}
                    _ => drop(self.exact.insert((number + 0.0).to_bits())),
                }
            }
            Json::Array(items) => items.iter().for_each(|item| self.add(name, item)),
            Json::Object(fields) => fields.iter().for_each(|(name, item)| self.add(name, item)),
            Json::Null | Json::Bool(_) | Json::String(_) => {}
        }
    }

    /// Whether a number with this sign is one of the model: a bound may be cut to the side on which it stays true.
    pub(super) fn holds(&self, sign: &str, number: f64) -> bool {
        let near = |bound: &f64| (bound - number).abs() <= 1.0;
        match sign {
            "" | "præcis" | "exactly" => self.exact.contains(&(number + 0.0).to_bits()),
            "mindst" | "at least" => {
                let below = |bound: &f64| number <= *bound + 1e-9 && near(bound);
                self.at_least.iter().any(below)
            }
            "højst" | "at most" => {
                let above = |bound: &f64| number >= *bound - 1e-9 && near(bound);
                self.at_most.iter().any(above)
            }
            other => panic!("{other} is not a sign"),
        }
    }
}

/// The lines of a delimited file, without the first.
fn lines(lang: Lang, file: &[u8]) -> Vec<csv::StringRecord> {
    let text = file
        .strip_prefix(b"\xef\xbb\xbf")
        .expect("a byte order mark");
    csv::ReaderBuilder::new()
        .delimiter(if lang == Lang::Da { b';' } else { b',' })
        .from_reader(text)
        .records()
        .map(Result::unwrap)
        .collect()
}

fn number(lang: Lang, text: &str) -> f64 {
    match lang {
        Lang::Da => {
            assert!(!text.contains('.'), "{text}");
            text.replace(',', ".").parse().unwrap()
        }
        Lang::En => text.parse().unwrap(),
    }
}

/// Every number of a delimited file is one of the model, and every number of the model stands in it.
fn assert_told(report: &Report) {
    let lang = report.lang();
    let model = Numbers::of(report);
    let mut found = BTreeSet::new();
    for line in lines(lang, &csv(report).unwrap()) {
        for (column, sign) in [(10, &line[9]), (11, ""), (12, "")] {
            if line[column].is_empty() {
                continue;
            }
            let told = number(lang, &line[column]);
            assert!(model.holds(sign, told), "{line:?}");
            found.insert((told + 0.0).to_bits());
        }
    }
    for wanted in &model.exact {
        let kept = found.contains(wanted);
        assert!(kept, "{} is lost", f64::from_bits(*wanted));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_number_told_is_one_of_the_model_and_none_is_lost(blocks in blocks(), danish: bool) {
        let lang = if danish { Lang::Da } else { Lang::En };
        let report = sample::with_blocks(lang, blocks);
        assert_told(&report);
        super::workbook::tests::assert_told(&report);
    }
}

#[test]
fn the_sample_is_told_whole_in_both_languages() {
    for lang in Lang::ALL {
        for group in GROUPS {
            let report = sample::report(group, lang);
            let file = csv(&report).unwrap();
            keep(&format!("{group}.{lang}.csv"), &file);
            keep(&format!("{group}.{lang}.json"), &json(&report).unwrap());
            keep(&format!("{group}.{lang}.xlsx"), &xlsx(&report).unwrap());
            for line in lines(lang, &file) {
                for (column, sign) in [(10, &line[9]), (11, ""), (12, "")] {
                    if !line[column].is_empty() {
                        let told = number(lang, &line[column]);
                        assert!(Numbers::of(&report).holds(sign, told), "{line:?}");
                    }
                }
            }
        }
        keep(&format!("held.{lang}.xlsx"), &xlsx(&held(lang)).unwrap());
    }
}

#[test]
fn the_numbers_of_the_twin_are_those_of_the_model() {
    // Read off the model by another way: how Rust prints it.
    let report = held(Lang::Da);
    let printed = format!("{:?}", report.blocks());
    let is_number = |c: char| c.is_ascii_digit() || c == '.' || c == '-';
    let printed: BTreeSet<u64> = printed
        .split(|c| !is_number(c))
        .filter_map(|word| word.parse::<f64>().ok())
        .map(|number| (number + 0.0).to_bits())
        .collect();
    let text = String::from_utf8(json(&report).unwrap()).unwrap();
    let value: Json = serde_json::from_str(&text).unwrap();
    assert_eq!(
        value["blocks"],
        serde_json::to_value(report.blocks()).unwrap()
    );
    let twin = Numbers::of(&report);
    let bounds = twin.at_least.iter().chain(&twin.at_most);
    let mut all = twin.exact.clone();
    all.extend(bounds.map(|bound| (bound + 0.0).to_bits()));
    let words: BTreeSet<u64> = [2008.0_f64.to_bits()].into();
    assert_eq!(
        printed.difference(&words).copied().collect::<BTreeSet<_>>(),
        all
    );
}

#[test]
fn the_twin_names_its_format_its_signs_and_its_reasons() {
    let twin: Json =
        serde_json::from_slice(&json(&sample::report("n1", Lang::Da)).unwrap()).unwrap();
    assert_eq!(twin["format"], "pejling.report/1");
    assert_eq!(twin["lang"], "da");
    let blocks = twin["blocks"].as_array().unwrap();
    let block = |kind: &str| {
        let mut of_kind = blocks.iter().filter(|block| block["kind"] == kind);
        of_kind.next().unwrap_or_else(|| panic!("{kind}"))
    };
    let favourable =
        &block("ratings")["content"]["questions"][0]["finding"]["rating"]["favourable"];
    assert_eq!(favourable["count"]["at_least"], 4.0);
    let reason = block("withheld")["content"][0]["reason"].as_str().unwrap();
    assert!(
        reason.starts_with("Vises kun for større grupper"),
        "{reason}"
    );
}

#[test]
fn a_hidden_group_has_no_figure_in_any_export() {
    for lang in Lang::ALL {
        let report = sample::report("n3", lang);
        for line in lines(lang, &csv(&report).unwrap()) {
            assert!(line[2] == *"groups" || line[10].is_empty(), "{line:?}");
        }
        assert!(pictures(&report).unwrap().is_empty());
        let told = |row: &Row| {
            row.values
                .iter()
                .any(|value| matches!(value, Value::Figure(_)))
        };
        let rows = |table: &Table| table.rows.iter().any(told);
        let figures = |sheet: &Sheet| sheet.tables.iter().any(rows);
        assert!(!sheets::sheets(&report).iter().any(figures));
    }
}

#[test]
fn every_line_of_a_delimited_file_says_what_it_is() {
    let mut found = BTreeSet::new();
    for lang in Lang::ALL {
        let [exact, least, most, hidden, interval, text] = match lang {
            Lang::Da => ["præcis", "mindst", "højst", "skjult", "interval", "tekst"],
            Lang::En => [
                "exactly", "at least", "at most", "hidden", "interval", "text",
            ],
        };
        let reports = GROUPS.map(|group| sample::report(group, lang));
        for report in reports.iter().chain([&held(lang)]) {
            for line in lines(lang, &csv(report).unwrap()) {
                let (status, value, low) = (&line[9], &line[10], &line[11]);
                let (reason, words) = (&line[14], &line[15]);
                let numbers = [!value.is_empty(), !low.is_empty(), !reason.is_empty()];
                match status {
                    _ if [exact, least, most].contains(&status) => {
                        assert!(numbers[0] && !numbers[2], "{line:?}");
                    }
                    _ if status == hidden => assert_eq!(numbers, [false, false, true], "{line:?}"),
                    _ if status == interval => assert_eq!(numbers, [false, true, true], "{line:?}"),
                    _ if status == text => {
                        assert!(numbers == [false; 3] && !words.is_empty(), "{line:?}");
                    }
                    other => panic!("{other}"),
                }
                assert_eq!((&line[0], &line[1]), (report.survey(), report.group()));
                found.insert(status.to_owned());
            }
        }
    }
    assert_eq!(found.len(), 11, "{found:?}");
}

#[test]
fn no_cell_of_a_delimited_file_is_a_formula() {
    let question = OptionRow {
        label: "\t=cmd|' /C calc'!A0".into(),
        chosen: Proportion {
            count: Figure::Exact(3.0),
            share: Figure::Exact(0.5),
            interval: Interval {
                low: 0.2,
                high: 0.8,
            },
        },
    };
    let options = ["=1+1", "+1", "-1", "@SUM(1)", " =2", "＝1", "\r=3"].map(|label| OptionRow {
        label: label.into(),
        ..question.clone()
    });
    let questions = vec![Question {
        id: "C05".into(),
        text: "=HYPERLINK(\"http://x\")".into(),
        asked_of: None,
        base: Figure::Exact(6.0),
        no_answer: None,
        finding: Finding::Options([vec![question], options.to_vec()].concat()),
    }];
    let chapter = Chapter {
        title: "@Del".into(),
        questions,
    };
    let below = Difference::Points {
        value: -4.5,
        interval: Interval {
            low: -9.0,
            high: -0.5,
        },
    };
    let mut blocks = vec![Block::Choices(chapter)];
    blocks.extend(
        held(Lang::Da)
            .blocks()
            .iter()
            .filter_map(|block| match block {
                Block::Change(comparison) => {
                    let mut comparison = comparison.clone();
                    comparison.rows[0].difference = below;
                    Some(Block::Change(comparison))
                }
                _ => None,
            }),
    );
    let report = sample::with_blocks(Lang::Da, blocks);
    let mut guarded = 0;
    for line in lines(Lang::Da, &csv(&report).unwrap()) {
        for (column, cell) in line.iter().enumerate() {
            let begins = cell.trim_start().starts_with(['=', '+', '-', '@', '＝']);
            // Numbers below zero begin with a minus, and are numbers.
            let is_number = (10..13).contains(&column);
            assert!(!begins || is_number, "{line:?}");
            guarded += usize::from(cell.starts_with('\''));
        }
    }
    assert!(guarded > 20, "{guarded}");
    let text = String::from_utf8(csv(&report).unwrap()).unwrap();
    assert!(
        text.contains(";-4,5;-9;-0,5;point;"),
        "numbers stay numbers"
    );
}

#[test]
fn every_chart_is_a_picture_too() {
    let renderer = Renderer::new().unwrap();
    for group in ["alle", "n1", "n2"] {
        let report = sample::report(group, Lang::Da);
        let drawings = renderer.charts(&report).unwrap();
        let pictures = renderer.pictures(&report).unwrap();
        let names: Vec<String> = pictures
            .iter()
            .map(|(name, _)| format!("{name}.svg"))
            .collect();
        assert_eq!(
            names,
            drawings
                .iter()
                .map(|(name, _)| name.clone())
                .collect::<Vec<_>>()
        );
        for (name, png) in &pictures {
            keep(&format!("{group}-{name}.png"), png);
            assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"));
            // Twice the 720 of the drawing and its margins.
            assert_eq!(png[16..20], 1_536_u32.to_be_bytes());
        }
        assert_eq!(
            pictures,
            renderer.pictures(&report).unwrap(),
            "the same bytes every time"
        );
    }
    // Charts that hold groups against something.
    let pictures = renderer.pictures(&held(Lang::Da)).unwrap();
    assert!(pictures.len() >= 3, "{}", pictures.len());
    for (name, png) in &pictures {
        keep(&format!("held-{name}.png"), png);
    }
}
