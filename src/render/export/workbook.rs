//! A report as a workbook: what it is about first, then a sheet per block, with native charts.
//!
//! Invariants: numbers are numbers and words are words, so that no word becomes a formula; a bound stands beside its sign; a hidden figure is
//! its reason; the same model gives the same bytes, whenever and wherever it is written.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};

use super::cell::{Looks, across, fitting, heighten, lines, paragraph, value as cells};
use super::columns::{Columns, widths};
use super::sheet_name::Names;
use super::table::{Sheet, Table};
use super::{front, plots, sheets};
use crate::base::Lang;
use crate::render::RenderError;
use crate::report::Report;
use crate::report::words::pick;

/// The file.
pub(in crate::render) fn xlsx(report: &Report) -> Result<Vec<u8>, RenderError> {
    write(report, &sheets::sheets(report))
        .map_err(|error| RenderError::Export("XLSX", error.to_string()))
}

fn write(report: &Report, sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
    let lang = report.lang();
    let mut workbook = Workbook::new();
    let day = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let properties = DocProperties::new()
        .set_title(report.title())
        .set_subject(report.group())
        .set_author("Pejling")
        // A fixed day: the file says nothing of when it was made.
        .set_creation_datetime(&day);
    workbook.set_properties(&properties);
    let looks = Looks::new();
    let mut names = Names::default();
    // What the report is about stands in front, even where the model has it last.
    let about = |sheet: &&Sheet| ["cover", "method"].contains(&sheet.kind);
    let first = workbook.add_worksheet();
    first.set_name(names.name(pick(lang, "Om", "About"), ""))?;
    let others: Vec<(String, &Sheet)> = sheets
        .iter()
        .filter(|sheet| !about(sheet))
        .map(|sheet| (names.name(&sheet.name, kind(lang, sheet.kind)), sheet))
        .collect();
    front::front(first, report, sheets.iter().filter(about), &others, &looks)?;
    for (name, sheet) in others {
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(&name)?;
        block(worksheet, &name, report, sheet, &looks)?;
    }
    workbook.save_to_buffer()
}

/// What tells sheets of the same name apart.
fn kind(lang: Lang, kind: &str) -> &'static str {
    match kind {
        "ratings" => pick(lang, "vurderinger", "ratings"),
        "choices" => pick(lang, "valg", "choices"),
        "rankings" => pick(lang, "rangordning", "ranking"),
        _ => "",
    }
}

/// So many lines of notes stand above a table; more stand below it.
const MOST_ABOVE: u32 = 5;

/// How a sheet is printed: across, as wide as the paper unless it would be too small to read, with what it is about and every note at its foot.
pub(super) fn printed(worksheet: &mut Worksheet, report: &Report, letters: f64) {
    worksheet.set_landscape();
    let pages = if letters > 260.0 { 2 } else { 1 };
    worksheet.set_print_fit_to_pages(pages, 0);
    let mut foot = format!("{} · {}", report.group(), report.title());
    for note in report.notes() {
        foot.push_str(" · ");
        foot.push_str(note);
    }
    // An ampersand would be a command, and a footer holds 255 letters in all.
    let foot: String = foot.chars().take(100).collect();
    worksheet.set_footer(format!("&L{}&R&P", foot.replace('&', "&&")));
}

fn block(
    worksheet: &mut Worksheet,
    name: &str,
    report: &Report,
    sheet: &Sheet,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let lang = report.lang();
    let tables: Vec<(&Table, Columns)> = sheet
        .tables
        .iter()
        .map(|table| (table, Columns::of(lang, table)))
        .collect();
    let widths = widths(&tables);
    for (at, width) in (0..).zip(&widths) {
        worksheet.set_column_width(at, *width)?;
    }
    let figures = tables.iter().any(|(table, _)| table.has_figures());
    worksheet.set_screen_gridlines(figures);
    worksheet.write_string_with_format(0, 0, fitting(&sheet.name), &looks.title)?;
    let left_out = tables.iter().flat_map(|(_, columns)| &columns.left_out);
    let said: Vec<&String> = report.notes().iter().chain(left_out).collect();
    let (columns, wide) = across(&widths);
    let high = |notes: &[String]| notes.iter().map(|note| lines(note, wide)).sum::<u32>();
    // Long notes would push the headings down, out of the window.
    let (above, below) = if high(&sheet.notes) <= MOST_ABOVE {
        (sheet.notes.as_slice(), [].as_slice())
    } else {
        ([].as_slice(), sheet.notes.as_slice())
    };
    let put = |worksheet: &mut Worksheet, row: u32, note: &str| {
        paragraph(worksheet, row, note, (columns, wide), looks)
    };
    let mut row = 1;
    for note in said.into_iter().chain(above) {
        row = put(worksheet, row, note)?;
    }
    row += 1;
    let mut placed = Vec::new();
    for (table, columns) in tables {
        headings(worksheet, row, &columns, looks)?;
        heighten(worksheet, row, columns.heading_lines())?;
        let top = row + 1;
        if sheet.tables.len() == 1 {
            // On every printed page.
            worksheet.set_repeat_rows(row, row)?;
            let names = table.keys.len().min(2);
            worksheet.set_freeze_panes(top, u16::try_from(names).unwrap_or(0))?;
            let last = columns.headings.len().saturating_sub(1);
            if figures && !table.rows.is_empty() {
                let below = row + u32::try_from(table.rows.len()).unwrap_or(0);
                worksheet.autofilter(row, 0, below, u16::try_from(last).unwrap_or(0))?;
            }
        }
        row = top;
        for told in &table.rows {
            for (at, key) in (0..).zip(&told.keys) {
                worksheet.write_string_with_format(row, at, fitting(key), &looks.words)?;
            }
            for (at, value) in told.values.iter().enumerate() {
                cells(worksheet, row, (table, &columns, at), value, lang, looks)?;
            }
            heighten(worksheet, row, columns.lines(told))?;
            row += 1;
        }
        placed.push((table, columns, top));
        row += 1;
    }
    for note in below {
        row = put(worksheet, row, note)?;
    }
    row += u32::from(!below.is_empty());
    let spots: Vec<plots::Spot<'_>> = placed
        .iter()
        .map(|(table, columns, top)| plots::Spot {
            sheet: name,
            table,
            columns,
            top: *top,
        })
        .collect();
    for (spot, next) in spots
        .iter()
        .zip(spots.iter().skip(1).map(Some).chain([None]))
    {
        for plot in &spot.table.plots {
            if let Some((chart, high)) = plots::chart(lang, spot, next, plot) {
                worksheet.insert_chart(row, 0, &chart)?;
                // A row is twenty pixels high; two stay free.
                row += high / 20 + 2;
            }
        }
    }
    printed(worksheet, report, widths.iter().sum());
    Ok(())
}

fn headings(
    worksheet: &mut Worksheet,
    row: u32,
    columns: &Columns,
    looks: &Looks,
) -> Result<(), XlsxError> {
    for (at, heading) in (0..).zip(&columns.headings) {
        worksheet.write_string_with_format(row, at, fitting(heading), &looks.heading)?;
    }
    Ok(())
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::{Cursor, Read as _};

    use calamine::{Data, DataType as _, Reader as _, Xlsx};

    use super::super::any::held;
    use super::super::tests::{Numbers, keep};
    use super::*;
    use crate::report::sample;

    type Cells = Vec<Vec<Data>>;

    /// Sheets with their cells.
    fn opened(bytes: &[u8]) -> Vec<(String, Cells)> {
        let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
        let names = workbook.sheet_names();
        names
            .into_iter()
            .map(|name| {
                let range = workbook.worksheet_range(&name).unwrap();
                let formulas = workbook.worksheet_formula(&name).unwrap();
                assert!(formulas.used_cells().next().is_none(), "{name}");
                (name, range.rows().map(<[Data]>::to_vec).collect())
            })
            .collect()
    }

    /// A file inside.
    fn part(bytes: &[u8], name: &str) -> Option<String> {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes.to_vec())).unwrap();
        let mut text = String::new();
        let mut file = archive.by_name(name).ok()?;
        file.read_to_string(&mut text).unwrap();
        Some(text)
    }

    /// Every number in the workbook is one of the model with its sign, or for a chart: the length from it to an end of its interval.
    pub(in crate::render::export) fn assert_told(report: &Report) {
        let model = Numbers::of(report);
        let mut found = std::collections::BTreeSet::new();
        for (name, rows) in opened(&xlsx(report).unwrap()) {
            let mut headings: Vec<String> = Vec::new();
            for row in rows {
                let text = |at: usize| row.get(at).and_then(|cell: &Data| cell.as_string());
                if !row
                    .iter()
                    .any(|cell| matches!(cell, Data::Float(_) | Data::Int(_)))
                {
                    headings = (0..row.len())
                        .map(|at| text(at).unwrap_or_default())
                        .collect();
                }
                for (at, cell) in row.iter().enumerate() {
                    let (Data::Float(_) | Data::Int(_)) = cell else {
                        continue;
                    };
                    let number = cell.as_f64().unwrap();
                    let before = at.checked_sub(1).and_then(text).unwrap_or_default();
                    let signs = [
                        "præcis", "mindst", "højst", "exactly", "at least", "at most",
                    ];
                    let sign = if signs.contains(&before.as_str()) {
                        before.as_str()
                    } else {
                        ""
                    };
                    let drawn = headings.get(at).is_some_and(|heading| {
                        heading.contains("til diagrammet") || heading.contains("for the chart")
                    });
                    assert!(
                        drawn || model.holds(sign, number),
                        "{name}: {number} in {row:?}"
                    );
                    found.insert((number + 0.0).to_bits());
                }
            }
        }
        for wanted in &model.exact {
            assert!(
                found.contains(wanted),
                "{} is lost",
                f64::from_bits(*wanted)
            );
        }
    }

    #[test]
    fn a_workbook_begins_with_what_it_is_about_and_has_a_sheet_per_block() {
        let sheets = opened(&xlsx(&sample::report("alle", Lang::Da)).unwrap());
        let names: Vec<&str> = sheets.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names[..3], ["Om", "Kort fortalt", "Skalaer"]);
        assert!(names.contains(&"Grupperne") && !names.contains(&"Metode"));
        let front = format!("{:?}", sheets[0].1);
        for said in [
            "Konstruerede data",
            "Formål",
            "Periode",
            "Usikkerhed",
            "Kilde",
            "Læg ikke tal sammen",
        ] {
            assert!(front.contains(said), "{said}");
        }
        let english = opened(&xlsx(&sample::report("alle", Lang::En)).unwrap());
        let names: Vec<&str> = english.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names[..3], ["About", "In short", "Scales"]);
        assert!(
            english
                .iter()
                .all(|(_, rows)| format!("{rows:?}").contains("Constructed data"))
        );
    }

    #[test]
    fn a_bound_stands_beside_its_sign_and_a_hidden_figure_is_its_reason() {
        let report = sample::report("n1", Lang::Da);
        let sheets = opened(&xlsx(&report).unwrap());
        let rows = sheets.iter().flat_map(|(_, rows)| rows);
        let bound = [Data::String("mindst".into()), Data::Float(4.0)];
        let told = rows
            .clone()
            .find(|row| row.windows(2).any(|pair| pair == bound));
        let told = format!("{:?}", told.expect("at least four"));
        assert!(told.contains("kun som antal"), "{told}");
        let all = format!("{sheets:?}");
        assert!(all.contains("vises ikke i en lille gruppe"), "{all}");
        assert!(
            !told.contains("0.66"),
            "no share of a base that is a bound: {told}"
        );
    }

    #[test]
    fn nothing_but_numbers_stands_in_a_column_of_numbers() {
        let mut columns = 0;
        let reports = ["alle", "n1", "n3"].map(|group| sample::report(group, Lang::Da));
        for report in reports.iter().chain([&held(Lang::Da)]) {
            for (name, rows) in opened(&xlsx(report).unwrap()) {
                for (at, row) in rows.iter().enumerate() {
                    for (column, heading) in row.iter().enumerate() {
                        let heading = heading.as_string().unwrap_or_default();
                        if !heading.ends_with(": status") {
                            continue;
                        }
                        columns += 1;
                        // Down to where the table ends.
                        let below = rows[at + 1..]
                            .iter()
                            .take_while(|row| !row[column].is_empty());
                        for row in below {
                            let value = &row[column + 1];
                            let number = matches!(value, Data::Float(_) | Data::Int(_));
                            assert!(number || value.is_empty(), "{name}: {row:?}");
                        }
                    }
                }
            }
        }
        assert!(columns > 20, "{columns}");
    }

    #[test]
    fn the_groups_have_numbers_to_sort_by_or_the_reason_for_none() {
        let sheets = opened(&xlsx(&sample::report("alle", Lang::Da)).unwrap());
        let (_, rows) = sheets.iter().find(|(name, _)| name == "Grupperne").unwrap();
        let heading = Data::String("Har svaret".into());
        let place = rows
            .iter()
            .find_map(|row| row.iter().position(|cell| *cell == heading))
            .unwrap();
        let row = |code: &str| {
            let code = Data::String(code.into());
            rows.iter().find(|row| row[0] == code).unwrap()
        };
        let told = &row("n1")[place - 1..place + 3];
        assert_eq!(
            told[..3],
            [
                Data::String("præcis".into()),
                Data::Float(6.0),
                Data::Float(7.0)
            ]
        );
        assert!(
            (told[3].as_f64().unwrap() - 6.0 / 7.0).abs() < 1e-12,
            "{told:?}"
        );
        let hidden = &row("n3")[place - 1..place + 3];
        assert!(
            hidden[0].is_string() && hidden[1..].iter().all(Data::is_empty),
            "{hidden:?}"
        );
    }

    #[test]
    fn charts_are_native_with_intervals_and_hatched_bounds() {
        let bytes = xlsx(&sample::report("alle", Lang::Da)).unwrap();
        let charts: Vec<String> = (1..)
            .map_while(|at| part(&bytes, &format!("xl/charts/chart{at}.xml")))
            .collect();
        let having = |word: &str| charts.iter().filter(|chart| chart.contains(word)).count();
        assert!(having("<c:errBars>") >= 3, "{}", having("<c:errBars>"));
        assert!(having("<c:grouping val=\"stacked\"/>") >= 1);
        let bytes = xlsx(&held(Lang::Da)).unwrap();
        let all: String = (1..)
            .map_while(|at| part(&bytes, &format!("xl/charts/chart{at}.xml")))
            .collect();
        for word in [
            "<c:scatterChart>",
            "<c:barChart>",
            "<c:errDir val=\"y\"/>",
            "prst=\"ltUpDiag\"",
        ] {
            assert!(all.contains(word), "{word}");
        }
    }

    #[test]
    fn words_never_become_formulas() {
        let report = sample::swollen(Lang::Da, 3, 3, " =1+1");
        let mut told = 0;
        for (_, rows) in opened(&xlsx(&report).unwrap()) {
            let words = rows.iter().flatten().filter_map(|cell| cell.get_string());
            told += words.filter(|text| text.ends_with(" =1+1")).count();
        }
        assert!(told > 10, "{told}");
        let question = "=HYPERLINK(\"http://x\",\"y\")";
        let chapter = crate::report::Chapter {
            title: "=1+1".into(),
            questions: Vec::new(),
        };
        let blocks = vec![
            crate::report::Block::Sentences(vec![
                question.into(),
                "+1".into(),
                "@x".into(),
                "-1".into(),
            ]),
            crate::report::Block::Ratings(chapter),
        ];
        let bytes = xlsx(&sample::with_blocks(Lang::Da, blocks)).unwrap();
        let sheets = opened(&bytes);
        let said = Data::String(question.into());
        assert!(sheets[1].1.iter().flatten().any(|cell| *cell == said));
        for at in 1..=sheets.len() {
            let sheet = part(&bytes, &format!("xl/worksheets/sheet{at}.xml")).unwrap();
            assert!(!sheet.contains("<f>"), "{at}");
            // Links lead to sheets of the workbook, and nowhere else.
            for link in sheet.split("<hyperlink ").skip(1) {
                let link = link.split_once("/>").unwrap().0;
                assert!(
                    link.contains("location=") && !link.contains("r:id"),
                    "{link}"
                );
            }
        }
    }

    #[test]
    fn the_same_model_gives_the_same_bytes_on_any_day() {
        for group in ["alle", "n1", "n3"] {
            let report = sample::report(group, Lang::Da);
            let bytes = xlsx(&report).unwrap();
            assert_eq!(bytes, xlsx(&report).unwrap());
            let core = part(&bytes, "docProps/core.xml").unwrap();
            assert_eq!(core.matches("2000-01-01T00:00:00Z").count(), 2, "{core}");
            keep(&format!("{group}.xlsx"), &bytes);
        }
    }

    #[test]
    fn a_text_too_long_for_a_cell_is_cut_with_a_mark() {
        let long = "å".repeat(40_000);
        let blocks = vec![crate::report::Block::Sentences(vec![long])];
        let sheets = opened(&xlsx(&sample::with_blocks(Lang::Da, blocks)).unwrap());
        let cells = sheets[1].1.iter().flatten();
        assert!(
            cells
                .filter_map(|cell| cell.get_string())
                .any(|text| text.ends_with(" …"))
        );
    }
}
