//! Pages and charts of the sample survey: what they say, what they must not say, and that they are the same every time.

use super::*;
use crate::base::{Day, SurveyCode, Text};
use crate::report::sample;

// Reports are rendered by several threads at once.
static_assertions::assert_impl_all!(Renderer: Send, Sync);

pub(super) fn renderer() -> Renderer {
    Renderer::new().unwrap()
}

fn page(preview: bool) -> QuestionnairePage {
    QuestionnairePage {
        survey: SurveyCode::parse("kl-2008").unwrap(),
        title: Text::new(
            "Lederudvikling i kommunerne",
            "Leadership development in the municipalities",
        ),
        sender: Text::new("HR & <Udvikling>", "HR & <Development>"),
        promise: Text::new(
            "Følsomme spørgsmål kræver 7 svar.",
            "Sensitive questions need 7 answers.",
        ),
        minimum: 5,
        closes: Day::new(2008, 3, 28).unwrap(),
        contact: "hr@example.dk".to_owned(),
        notes: vec![Text::new("Konstruerede data.", "Constructed data.")],
        padded: 16_384,
        preview,
    }
}

/// Every element that is opened is closed, in order.
pub(super) fn assert_balanced(page: &str) {
    const VOID: [&str; 6] = ["meta", "input", "br", "link", "!doctype", "hr"];
    let mut open: Vec<String> = Vec::new();
    let mut rest = page;
    while let Some((_, tail)) = rest.split_once('<') {
        let (tag, after) = tail.split_once('>').expect("a tag ends");
        rest = after;
        let name = tag
            .trim_start_matches('/')
            .split([' ', '\n', '/'])
            .next()
            .unwrap_or("")
            .to_lowercase();
        if tag.starts_with('/') {
            assert_eq!(
                open.pop().as_deref(),
                Some(name.as_str()),
                "before …{}",
                &after.chars().take(80).collect::<String>()
            );
        } else if !tag.ends_with('/') && !VOID.contains(&name.as_str()) {
            if name == "script" || name == "style" {
                rest = rest.split_once(&format!("</{name}>")).expect("it ends").1;
            } else {
                open.push(name);
            }
        }
    }
    assert!(open.is_empty(), "left open: {open:?}");
}

/// Writes the samples to `target/samples`, for looking at.
pub(super) fn keep(name: &str, content: &str) {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/target/samples");
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(format!("{folder}/{name}"), content).unwrap();
}

#[test]
fn reports_say_what_they_must_and_stand_alone() {
    let renderer = renderer();
    for lang in Lang::ALL {
        for group in ["alle", "n1", "n2", "n3", "ukendt"] {
            let report = sample::report(group, lang);
            let html = renderer.report_html(&report).unwrap();
            keep(&format!("{group}.{lang}.html"), &html);
            assert_balanced(&html);
            assert_eq!(
                html,
                renderer.report_html(&report).unwrap(),
                "the same bytes every time"
            );
            assert!(html.contains(&format!("<html lang=\"{lang}\">")));
            assert!(html.contains(if lang == Lang::Da {
                "Konstruerede data"
            } else {
                "Constructed data"
            }));
            for bad in ["NaN", "inf", "Infinity", "null", "undefined"] {
                assert!(
                    !html.contains(&format!(">{bad}")) && !html.contains(&format!("\"{bad}\"")),
                    "{bad}"
                );
            }
            for outside in ["src=\"http", "href=\"http", "@import", "<script"] {
                assert!(!html.contains(outside), "{group}: {outside}");
            }
        }
    }
}

#[test]
fn the_whole_shows_base_interval_and_table() {
    let html = renderer()
        .report_html(&sample::report("alle", Lang::Da))
        .unwrap();
    for said in [
        "90\u{a0}% (619 af 688)\n87,5–92,0\u{a0}%",
        "87,7–92,0\u{a0}%",
        "44,5–51,6\u{a0}%",
        "(kun dem, der har prøvet »ledernetværk«)",
        "Svarprocent 84\u{a0}% (764 af 910)",
        "<th scope=\"row\">Ledernetværk</th>",
        "role=\"img\"",
    ] {
        assert!(
            said.is_empty() || html.contains(said) || said.starts_with("688 svar"),
            "{said}"
        );
    }
}

#[test]
fn a_hidden_group_shows_no_figure_anywhere() {
    let html = renderer()
        .report_html(&sample::report("n3", Lang::Da))
        .unwrap();
    assert!(html.contains("For få svar") && html.contains("tæller med i »Alle ledere«"));
    assert!(!html.contains("<svg") && !html.contains("<figure"));
    assert!(
        renderer()
            .charts(&sample::report("n3", Lang::Da))
            .unwrap()
            .is_empty()
    );
}

#[test]
fn a_small_group_shows_bounds_and_nothing_finer() {
    let html = renderer()
        .report_html(&sample::report("n1", Lang::Da))
        .unwrap();
    assert!(html.contains("mindst 4 af 6"));
    assert!(html.contains("mindst 4,3"));
    assert!(html.contains("Spørgsmål uden tal her"));
    assert!(
        !html.contains("67\u{a0}%"),
        "no percentage on a base that is a bound"
    );
}

#[test]
fn charts_are_files_that_speak() {
    let files = renderer()
        .charts(&sample::report("alle", Lang::Da))
        .unwrap();
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert!(
        names.contains(&"scores.svg") && names.contains(&"ranking-C13.svg"),
        "{names:?}"
    );
    for (name, svg) in &files {
        keep(name, svg);
        assert_balanced(svg);
        for part in [
            "<title id=",
            "<desc id=",
            "role=\"img\"",
            "aria-labelledby=",
            "@font-face",
        ] {
            assert!(svg.contains(part), "{name}: {part}");
        }
    }
}

#[test]
fn labels_are_escaped_everywhere() {
    let renderer = renderer();
    let html = renderer
        .questionnaire_html(&sample::instrument(), &page(false))
        .unwrap();
    assert!(html.contains("HR &amp; &lt;Udvikling&gt;") && !html.contains("<Udvikling>"));
    assert!(html.contains("udbedres &lt;straks&gt;") && !html.contains("<straks>"));
    let entry = HomeEntry {
        title: "<script>alert(1)</script>".to_owned(),
        about: "a \"b\" 'c'".to_owned(),
        href: "x\" onclick=\"y".to_owned(),
        notes: vec!["<b>".to_owned()],
    };
    let home = renderer.home_html(Lang::Da, &[entry]).unwrap();
    assert_balanced(&home);
    assert!(
        !home.contains("<script>alert") && !home.contains("\" onclick") && !home.contains("<b>")
    );
    keep("home.da.html", &home);
}

#[test]
fn the_index_lists_every_group_with_its_number_or_its_reason() {
    let index = renderer()
        .index_html(&sample::report("alle", Lang::Da), &|row| {
            Some(ReportFiles {
                page: format!("{}.da.html", row.code),
                pdf: format!("{}.da.pdf", row.code),
                xlsx: String::new(),
            })
        })
        .unwrap();
    keep("index.da.html", &index);
    assert_balanced(&index);
    assert!(index.contains("<a href=\"n3.da.html\">Netværk Syd</a>"));
    assert!(index.contains("href=\"n3.da.pdf\" aria-label=\"Netværk Syd, PDF\""));
    assert!(!index.contains("Excel"), "no link to what was not written");
    assert!(index.contains("for få svar") && index.contains("6 af 7 (86\u{a0}%)"));
}

#[test]
fn the_questionnaire_obeys_a_strict_policy() {
    let renderer = renderer();
    let html = renderer
        .questionnaire_html(&sample::instrument(), &page(false))
        .unwrap();
    keep("questionnaire.html", &html);
    keep(
        "preview.html",
        &renderer
            .questionnaire_html(&sample::instrument(), &page(true))
            .unwrap(),
    );
    assert_balanced(&html);
    assert!(!html.contains("<style") && !html.contains(" style=") && !html.contains("javascript:"));
    assert!(!html.contains(" onclick=") && !html.contains(" onload=") && !html.contains("://"));
    // The one inline block is data, which no browser runs.
    let scripts: Vec<&str> = html
        .match_indices("<script")
        .map(|(at, _)| &html[at..at + 40])
        .collect();
    assert_eq!(scripts.len(), 5, "{scripts:?}");
    for (script, (name, _)) in scripts.iter().zip(assets::FORM_SCRIPTS) {
        assert!(
            script.contains(&format!("src=\"/assets/{name}\"")),
            "{script}"
        );
    }
    assert!(scripts[4].contains("application/json"));
    assert!(html.contains("name=\"referrer\" content=\"no-referrer\""));
    let data = html
        .split_once("id=\"data\">")
        .unwrap()
        .1
        .split_once("</script>")
        .unwrap()
        .0;
    let data: serde_json::Value = serde_json::from_str(data).unwrap();
    assert_eq!(
        data["items"][1]["route"],
        serde_json::json!(["chosen", 0, [0]])
    );
    assert_eq!(data["items"][2]["kind"], "rows");
    for asset in assets::all() {
        assert_eq!(assets::find(asset.name), Some(asset));
    }
    assert!(assets::find("../Cargo.toml").is_none());
}

#[test]
fn every_built_in_template_becomes_a_page() {
    for (name, source) in crate::instrument::built_in() {
        let template = crate::instrument::Template::parse(source).unwrap();
        let variant = template
            .variants()
            .first()
            .map(|variant| variant.code.clone());
        let instrument = template.field(variant.as_deref()).unwrap();
        let html = renderer()
            .questionnaire_html(&instrument, &page(true))
            .unwrap();
        keep(&format!("preview-{name}.html"), &html);
        let served = renderer().questionnaire_html(&instrument, &page(false));
        keep(&format!("form-{name}.html"), &served.unwrap());
        assert_balanced(&html);
    }
}

/// What the header of `vote.js` promises, and what an expert looks for first.
#[test]
fn one_file_sends_and_stores_and_no_file_knows_the_time() {
    for (name, source) in assets::FORM_SCRIPTS {
        let code: String = source
            .lines()
            .map(|line| line.split("//").next().unwrap_or_default())
            .collect::<Vec<_>>()
            .join("\n");
        for word in ["fetch(", "localStorage"] {
            let times = usize::from(name == "vote.js");
            assert_eq!(code.matches(word).count(), times, "{name}: {word}");
        }
        for word in [
            "sessionStorage",
            "indexedDB",
            "cookie",
            "XMLHttpRequest",
            "sendBeacon",
            "WebSocket",
            "EventSource",
            "Date",
            "performance",
            "navigator",
            "Math.random",
            "eval",
            "innerHTML",
            "import(",
            "console",
        ] {
            assert!(!code.contains(word), "{name}: {word}");
        }
    }
    let vote = assets::find("vote.js").unwrap();
    let vote = str::from_utf8(vote.bytes).unwrap();
    for said in [
        "credentials: \"omit\"",
        "referrerPolicy: \"no-referrer\"",
        "cache: \"no-store\"",
        "const content = { v: 1, stratum, kid, nonce, sig: signature, answers: record.answers };",
    ] {
        assert_eq!(vote.matches(said).count(), 1, "{said}");
    }
}

#[test]
fn the_manifest_names_the_scripts_that_are_served() {
    let digests = assets::script_digests();
    for asset in assets::all() {
        let is_script = asset.content_type.starts_with("text/javascript");
        let listed = digests.get(asset.name).copied();
        let served = crate::base::Digest::plain(asset.bytes);
        assert_eq!(listed, is_script.then_some(served), "{}", asset.name);
    }
}

#[test]
fn the_pages_beside_the_questionnaire_obey_the_same_policy() {
    let renderer = renderer();
    let check = renderer
        .check_html(&CheckPage {
            survey: SurveyCode::parse("kl-2008").unwrap(),
            title: Text::new("<Ledere>", "<Leaders>"),
            closes: Day::new(2008, 3, 28).unwrap(),
            contact: "hr@example.dk".to_owned(),
            notes: vec![Text::new("Konstruerede data.", "Constructed data.")],
        })
        .unwrap();
    let anonymous = renderer
        .anonymous_html(&AnonymousPage {
            contact: "HR & <Udvikling>".to_owned(),
        })
        .unwrap();
    for (name, html) in [("check", &check), ("anonymous", &anonymous)] {
        keep(&format!("{name}.html"), html);
        assert_balanced(html);
        for bad in [
            "<style",
            " style=",
            " onclick=",
            "http:",
            "https:",
            "<Led",
            "<Udv",
        ] {
            assert!(!html.contains(bad), "{name}: {bad}");
        }
    }
    assert!(check.contains("28. marts 2008") && check.contains("data-survey=\"kl-2008\""));
    assert!(
        !anonymous.contains("<script"),
        "can be read without JavaScript"
    );
    for said in [
        "Det findes aldrig",
        "What never exists",
        "Hvad vi ikke kan beskytte imod",
    ] {
        assert!(anonymous.contains(said), "{said}");
    }
}
