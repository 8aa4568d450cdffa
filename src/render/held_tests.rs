//! Pages of the blocks that hold groups against something: what they say, in which elements, and that nothing else gets in.

use std::collections::BTreeSet;

use super::tests::{assert_balanced, keep, renderer};
use crate::base::Lang;
use crate::report::Block;
use crate::report::sample::held;

/// What stands between the quotation marks of every attribute of this name.
fn attributes<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let before = format!(" {name}=\"");
    html.match_indices(&before)
        .map(|(at, _)| {
            let rest = &html[at + before.len()..];
            rest.split_once('"').unwrap().0
        })
        .collect()
}

/// Every element of this name, up to the next of its kind or its end.
fn elements<'a>(html: &'a str, open: &str, close: &str) -> Vec<&'a str> {
    html.split(open)
        .skip(1)
        .map(|rest| rest.split_once(close).unwrap().0)
        .collect()
}

#[test]
fn the_page_is_whole_escaped_and_the_same_every_time() {
    let renderer = renderer();
    for lang in Lang::ALL {
        let report = held::held(lang);
        let html = renderer.report_html(&report).unwrap();
        keep(&format!("held.{lang}.html"), &html);
        assert_balanced(&html);
        assert_eq!(html, renderer.report_html(&report).unwrap());
        for raw in [
            "<udbytte", "<benefit", "<Familie", "<Søndre", "<2019", "<måling",
        ] {
            assert!(!html.contains(raw), "{raw}");
        }
        for safe in ["&lt;Familie&gt;", "&lt;Søndre&gt;", "&lt;2019&gt;"] {
            assert!(html.contains(safe), "{safe}");
        }
        assert!(!html.contains("<!--") && !html.contains(" style="));
        let ids = attributes(&html, "id");
        let once: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), once.len(), "each name stands for one thing");
        for names in attributes(&html, "aria-labelledby") {
            for name in names.split(' ') {
                assert!(once.contains(name), "{name} names nothing");
            }
        }
    }
}

#[test]
fn tables_have_heads_for_columns_and_rows_and_can_be_scrolled_by_keyboard() {
    let html = renderer().report_html(&held::held(Lang::Da)).unwrap();
    for head in elements(&html, "<th", ">") {
        let scoped = head.contains(" scope=\"col\"") || head.contains(" scope=\"row\"");
        assert!(head == "ead" || scoped, "<th{head}>");
    }
    assert_eq!(
        html.matches("<table>").count(),
        html.matches("class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=")
            .count()
    );
    // A plan's row that is still to be named has no empty head.
    assert!(!html.contains("<th scope=\"row\"></th>"));
    let plan = elements(&html, "<section class=\"plan\">", "</section>");
    assert_eq!(plan[0].matches("<td></td>").count(), 5 + 3 * 6);
}

#[test]
fn a_cell_of_the_heat_map_says_by_sign_and_words_what_its_shade_says() {
    for lang in Lang::ALL {
        let map = held::heat_map(lang, 14);
        let count: usize = map.rows.iter().map(|row| row.cells.len()).sum();
        let report = held::report_of(lang, vec![Block::HeatMap(map)]);
        let html = renderer().report_html(&report).unwrap();
        let cells = elements(&html, "<td class=\"", "</td>");
        assert_eq!(cells.len(), count);
        for cell in cells {
            let (class, words) = cell.split_once("\">").unwrap();
            let (sign, aloud) = match (class, lang) {
                ("higher", Lang::Da) => ("↑", "sandsynligvis højere"),
                ("higher", Lang::En) => ("↑", "probably higher"),
                ("lower", Lang::Da) => ("↓", "sandsynligvis lavere"),
                ("lower", Lang::En) => ("↓", "probably lower"),
                ("untold", Lang::Da) => ("•", "kan ikke afgøres"),
                ("untold", Lang::En) => ("•", "cannot be told"),
                ("reference", Lang::Da) => ("", "målestok for de andre"),
                ("reference", Lang::En) => ("", "yardstick for the others"),
                ("unseen", Lang::Da) => ("", "vises ikke"),
                ("unseen", Lang::En) => ("", "not shown"),
                other => panic!("{other:?}"),
            };
            assert!(words.contains(sign) && words.contains(aloud), "{cell}");
            let digits = words.chars().any(|letter| letter.is_ascii_digit());
            assert_eq!(digits, class != "unseen", "{cell}");
        }
    }
}

#[test]
fn every_chart_speaks_in_both_widths_and_as_a_file() {
    let renderer = renderer();
    for lang in Lang::ALL {
        let report = held::held(lang);
        let html = renderer.report_html(&report).unwrap();
        let charts = elements(&html, "<svg", "</svg>");
        assert_eq!(charts.len(), 12);
        for chart in &charts {
            assert!(chart.contains("<title id=") && chart.contains("<desc id="));
        }
        let files = renderer.charts(&report).unwrap();
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            names,
            [
                "change-0.svg",
                "standing-1.svg",
                "standing-2.svg",
                "funnel-5.svg",
                "funnel-6.svg",
                "priorities-7.svg"
            ]
        );
        for (name, svg) in &files {
            keep(&format!("{lang}-{name}"), svg);
            assert_balanced(svg);
        }
    }
}

#[test]
fn what_stands_out_of_the_funnel_is_listed_in_the_order_of_the_groups() {
    let funnel = held::funnel(Lang::Da, 26, 32.0);
    let order: Vec<String> = funnel
        .points
        .iter()
        .filter(|point| point.place != crate::report::overview::FunnelPlace::Inside)
        .map(|point| super::templates::escape(&point.label))
        .collect();
    let report = held::report_of(Lang::Da, vec![Block::Funnel(funnel)]);
    let html = renderer().report_html(&report).unwrap();
    let (_, table) = html.split_once("Uden for tragten").unwrap();
    let (table, _) = table.split_once("</table>").unwrap();
    let listed: Vec<String> = elements(table, "<th scope=\"row\">", "</th>")
        .into_iter()
        .map(str::to_owned)
        .collect();
    assert_eq!(listed, order);
}

#[test]
fn a_comparison_without_scales_and_an_empty_funnel_have_words_and_no_chart() {
    let mut comparison = held::comparison(Lang::En, crate::report::overview::Against::Outside, "X");
    comparison.rows.clear();
    comparison.told.clear();
    let mut funnel = held::funnel(Lang::En, 1, 6.0);
    funnel.points.clear();
    let mut map = held::priorities(Lang::En);
    map.points.clear();
    let report = held::report_of(
        Lang::En,
        vec![
            Block::Standing(comparison),
            Block::Funnel(funnel),
            Block::Priorities(map),
        ],
    );
    let html = renderer().report_html(&report).unwrap();
    assert!(!html.contains("<svg") && !html.contains("<table"));
    assert!(html.contains("No scale has figures on both sides."));
    assert!(renderer().charts(&report).unwrap().is_empty());
}
