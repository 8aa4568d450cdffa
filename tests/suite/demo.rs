//! The demonstration: what it leaves behind, and what none of it may say.

use std::path::PathBuf;
use std::sync::OnceLock;

use pejling::instrument::{Template, built_in};
use serde_json::Value;

use crate::support::program::{bare, files, finish};

/// One demonstration, run once for all tests of this file.
pub(crate) fn demo() -> &'static PathBuf {
    static DEMO: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, data) = DEMO.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let ran = finish(bare(folder.path()).args(["demo", "--data", "d", "--no-serve"]));
        ran.ok();
        let data = folder.path().join("d");
        (folder, data)
    });
    data
}

pub(crate) fn release(survey: &str) -> Value {
    let text = std::fs::read_to_string(demo().join(format!("releases/{survey}.json"))).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The cell of the whole for one item.
fn whole<'a>(release: &'a Value, item: &str) -> &'a Value {
    let table = release["tables"]
        .as_array()
        .unwrap()
        .iter()
        .find(|table| table["about"]["item"] == item)
        .unwrap_or_else(|| panic!("no table for {item}"));
    &table["cells"][0]
}

#[track_caller]
fn assert_interval(proportion: &Value, count: f64, low: f64, high: f64) {
    assert_eq!(
        proportion["count"]["exact"].as_f64(),
        Some(count),
        "{proportion}"
    );
    let percent =
        |end: &str| (proportion["interval"][end].as_f64().unwrap() * 1000.0).round() / 10.0;
    assert_eq!(
        (percent("low"), percent("high")),
        (low, high),
        "{proportion}"
    );
}

#[test]
fn kl_2008_shows_what_kl_published_with_its_uncertainty() {
    let release = release("kl-2008");
    assert_eq!(release["format"], "pejling.release/1");
    assert_eq!(release["groups"][0]["size"]["shown"]["answered"], 764);

    let activities = &whole(&release, "C05");
    assert_eq!(activities["base"]["shown"]["exact"].as_f64(), Some(764.0));
    assert_interval(
        &activities["figures"]["shown"]["options"][0],
        688.0,
        87.7,
        92.0,
    );

    let good_way = whole(&release, "C10");
    assert_eq!(good_way["base"]["shown"]["exact"].as_f64(), Some(688.0));
    assert_interval(
        &good_way["figures"]["shown"]["rating"]["favourable"],
        619.0,
        87.5,
        92.0,
    );

    let wishes = &whole(&release, "C13")["figures"]["shown"]["ranking"];
    assert_interval(&wishes[0]["top"], 367.0, 44.5, 51.6);
    let top = |option: &Value| option["top"]["count"]["exact"].as_f64().unwrap();
    assert!(
        wishes.as_array().unwrap()[1..]
            .iter()
            .all(|option| top(option) < 367.0)
    );

    let how_many = &whole(&release, "C06")["figures"]["shown"]["options"];
    assert!(
        how_many[0]["count"]["exact"].as_f64().unwrap() < 344.0,
        "most are in more than one"
    );
}

#[test]
fn the_kl_report_says_of_those_who_have_tried() {
    let page = std::fs::read_to_string(demo().join("reports/kl-2008/kl.html")).unwrap();
    for words in [
        "619 af 688",
        "87,5",
        "92,0",
        "Konstruerede data",
        "1.200 er et gæt",
        "<svg",
        "<title",
    ] {
        assert!(page.contains(words), "{words}");
    }
}

#[test]
fn a_network_with_too_few_answers_has_no_figure_anywhere() {
    let release = release("aalborg-2010");
    let hidden: Vec<&Value> = release["groups"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|g| g["size"]["hidden"].is_string())
        .collect();
    let names: Vec<_> = hidden
        .iter()
        .map(|g| g["label"].as_str().unwrap())
        .collect();
    assert!(names.contains(&"Ledernetværk Kastetvej"), "{names:?}");
    assert!(
        names.len() >= 2,
        "one hidden network alone is the total minus its parts: {names:?}"
    );
    for table in release["tables"].as_array().unwrap() {
        for cell in table["cells"].as_array().unwrap() {
            if hidden.iter().any(|group| group["id"] == cell["group"]) {
                assert!(cell["base"]["hidden"].is_string(), "{cell}");
                assert!(cell["figures"]["hidden"].is_string(), "{cell}");
                assert!(cell["no_answer"].is_null(), "{cell}");
            }
        }
    }
    let page = std::fs::read_to_string(demo().join("reports/aalborg-2010/led-2.html")).unwrap();
    assert!(page.contains("For få svar") || page.contains("for få svar"));
    assert!(!page.contains("<svg"), "a hidden network has no chart");
    // In every page's list of groups its row has words, and no digit.
    for page in files(&demo().join("reports/aalborg-2010"))
        .iter()
        .filter(|p| p.extension().is_some_and(|e| e == "html"))
    {
        let text = std::fs::read_to_string(page).unwrap();
        let rows: Vec<_> = text
            .split("<tr")
            .skip(1)
            .filter(|row| row.contains("Ledernetværk Kastetvej"))
            .collect();
        assert!(!rows.is_empty(), "{}", page.display());
        for row in rows {
            let words = strip_tags(row.split("</tr").next().unwrap());
            assert!(
                !words.chars().any(|c| c.is_ascii_digit()),
                "{}: {words}",
                page.display()
            );
        }
    }
}

/// Whether the page says of a rating what the release shows of it in this group.
fn holds(release: &Value, group: &str, sentence: &str) -> bool {
    let (_, source) = built_in()
        .iter()
        .find(|(name, _)| *name == "laeringsrum.toml")
        .unwrap();
    let instrument = Template::parse(source).unwrap().field(None).unwrap();
    let about = |text: &str| {
        let said = format!(": »{text}«. Usikkerheden");
        sentence.contains(&said)
    };
    let items = instrument.items().iter();
    let mut asked = items
        .filter(|item| about(&item.text.da) || item.stems.iter().any(|stem| about(&stem.text.da)));
    let Some(item) = asked.next() else {
        return false;
    };
    let tables = release["tables"].as_array().unwrap();
    let table = tables
        .iter()
        .find(|table| table["about"]["item"] == *item.id);
    let cells = table.unwrap()["cells"].as_array().unwrap();
    let cell = cells.iter().find(|cell| cell["group"] == group).unwrap();
    let shown = &cell["figures"]["shown"]["small"]["favourable"];
    let (bound, count) = shown["count"].as_object().unwrap().iter().next().unwrap();
    let count = count.as_f64().unwrap();
    let base = cell["base"]["shown"]["at_most"].as_f64().unwrap();
    let how_many = match bound.as_str() {
        "at_least" => format!("Mindst {count} af de {base}, der har svaret,"),
        "at_most" => format!("Højst {count} af de {base}, der har svaret,"),
        _ => format!("{count} af de {base}, der har svaret,"),
    };
    let percent = |end: &str| format!("{:.0}", 100.0 * shown["interval"][end].as_f64().unwrap());
    let sure = format!(
        "Usikkerheden er {}–{}\u{a0}%.",
        percent("low"),
        percent("high")
    );
    sentence.starts_with(&how_many) && sentence.contains(&sure)
}

#[test]
fn every_sentence_on_a_network_of_six_of_seven_is_what_the_release_shows() {
    let release = release("aalborg-2010");
    let mut sentences = 0;
    for group in release["groups"].as_array().unwrap() {
        let size = &group["size"]["shown"];
        let six_of_seven = size["invited"] == 7 && size["answered"] == 6;
        if group["kind"] != "network" || !six_of_seven {
            continue;
        }
        let code = group["id"].as_str().unwrap();
        let page = demo().join(format!("reports/aalborg-2010/{code}.html"));
        let page = std::fs::read_to_string(page).unwrap();
        assert!(page.contains("Svarprocent 86\u{a0}% (6 af 7)"), "{code}");
        let part = page.split("<section class=\"sentences\">").nth(1).unwrap();
        let part = part.split("</section>").next().unwrap();
        for item in part.split("<li>").skip(1) {
            let sentence = item.split("</li>").next().unwrap();
            assert!(holds(&release, code, sentence), "{code}: {sentence}");
            // The control: one more or less of the six, and it does not hold.
            assert!(!holds(
                &release,
                code,
                &sentence.replacen(" af de 6", " af de 7", 1)
            ));
            assert!(!holds(
                &release,
                code,
                &sentence.replacen(" af de", "1 af de", 1)
            ));
            sentences += 1;
        }
    }
    assert!(sentences >= 2, "{sentences}");
}

/// The words of a piece of HTML.
fn strip_tags(html: &str) -> String {
    html.split('<')
        .map(|part| part.split_once('>').map_or("", |(_, words)| words))
        .collect()
}

#[test]
fn no_difference_of_published_groups_is_a_small_group() {
    let release = release("aalborg-2010");
    let groups = release["groups"].as_array().unwrap();
    let size = |group: &Value| group["size"]["shown"]["answered"].as_u64();
    for parent in groups {
        let Some(all) = size(parent) else { continue };
        let children: Vec<_> = groups
            .iter()
            .filter(|g| g["parent"] == parent["id"])
            .collect();
        if children.is_empty() {
            continue;
        }
        let shown: u64 = children.iter().filter_map(|child| size(child)).sum();
        let rest = all - shown;
        let hidden = children
            .iter()
            .filter(|child| size(child).is_none())
            .count();
        assert!(
            rest == 0 || (rest >= 5 && hidden >= 2),
            "{}: {rest} in {hidden} groups",
            parent["id"]
        );
    }
}

/// The reports on the whole of the survey that was asked twice: the first time, and the second.
fn twice() -> [String; 2] {
    [2022, 2025].map(|year| {
        let page = format!("reports/eksempelby-{year}/eksempelby.html");
        std::fs::read_to_string(demo().join(page)).unwrap()
    })
}

#[test]
fn the_second_survey_tells_what_changed_and_only_that() {
    let [first, second] = twice();
    assert!(!first.contains("Siden sidst"));
    let change = second.split("Siden sidst").nth(1).unwrap();
    let change = change.split("</section>").next().unwrap();
    // By construction.
    for said in [
        "»Arbejdsmængde«: steget",
        "»Restitution«: steget",
        "»Klarhed«: faldet",
    ] {
        assert!(change.contains(said), "{said}");
    }
    assert_eq!(
        change.matches("«: steget").count() + change.matches("«: faldet").count(),
        3
    );
    // All that show no change say so together, and how large one would have been seen.
    let (_, together) = change.split_once("Ingen påviselig ændring i ").unwrap();
    let (names, large) = together.split_once(". En ændring på mindst ").unwrap();
    assert!(names.matches('»').count() >= 8, "{names}");
    let size = large.split_once(" point, alt efter skalaen, ville være set fire gange ud af fem");
    let (least, most) = size.unwrap().0.split_once(" til ").unwrap();
    let least: u32 = least.parse().unwrap();
    assert!(
        least >= 5 && least < most.parse().unwrap(),
        "{least} {most}"
    );
}

#[test]
fn every_kind_of_block_for_an_organisation_is_met_in_the_demonstration() {
    let [_, second] = twice();
    for heading in [
        "Siden sidst",
        "Det skiller sig ud",
        "Hvor grupperne ligger",
        "Forskel eller tilfældighed",
        "Handlingsplan",
    ] {
        assert!(second.contains(heading), "{heading}");
    }
    // Of any question more may be left out than there is need for, by chance.
    let wishes = &release("eksempelby-2025");
    let shown = whole(wishes, "A31")["figures"]["shown"].is_object();
    assert_eq!(second.contains("Det vigtigste, og hvordan det går"), shown);
}

#[test]
fn who_left_and_who_came_is_not_told_by_two_surveys() {
    let folder = tempfile::tempdir().unwrap();
    let path = |survey: &str| {
        let file = demo().join(format!("releases/{survey}.json"));
        file.display().to_string()
    };
    let (first, second) = (path("eksempelby-2022"), path("eksempelby-2025"));
    let ran = finish(bare(folder.path()).args(["attack", "release", &first, &second]));
    assert!(ran.ok().contains("Nothing was found."));
    // More is left out than the first time, although as many answered.
    let left_out = [2022, 2025].map(|year| {
        let release = release(&format!("eksempelby-{year}"));
        let tables = release["tables"].as_array().unwrap().iter();
        let partly = tables.filter(|table| {
            let cells = table["cells"].as_array().unwrap();
            let hidden = |cell: &&Value| cell["figures"]["hidden"] == "protects_another";
            // Questions that nothing but the whole is shown of may be left out by chance.
            (1..cells.len() - 1).contains(&cells.iter().filter(hidden).count())
        });
        partly.count()
    });
    assert!(left_out[0] + 4 < left_out[1], "{left_out:?}");
}

#[test]
fn every_page_says_that_the_data_are_constructed() {
    let pages: Vec<_> = files(&demo().join("reports"))
        .into_iter()
        .filter(|file| file.extension().is_some_and(|e| e == "html"))
        .collect();
    assert!(pages.len() >= 20, "{}", pages.len());
    for page in pages {
        let text = std::fs::read_to_string(&page).unwrap();
        assert!(
            text.contains("Konstruerede data") || text.contains("Constructed data"),
            "{}",
            page.display()
        );
        assert!(!text.contains("NaN"), "{}", page.display());
        if page
            .file_stem()
            .is_some_and(|stem| !stem.to_string_lossy().starts_with("index"))
        {
            let pdf = std::fs::read(page.with_extension("pdf")).unwrap();
            assert!(pdf.starts_with(b"%PDF-1.7") && pdf.len() < 400_000);
        }
    }
}

#[test]
fn what_is_left_has_no_keys_and_names_no_person_outside_the_mails() {
    assert!(files(&demo().join("keys")).is_empty());
    for folder in ["releases", "reports"] {
        for file in files(&demo().join(folder)) {
            // A PDF packs its words; it holds those of the page beside it.
            let text = std::fs::read(&file).unwrap();
            let text = String::from_utf8_lossy(&text);
            assert!(
                !text.contains("@aalborg.example")
                    && !text.contains("@eksempelby.example")
                    && !text.contains("Eksempelsen"),
                "{}",
                file.display()
            );
        }
    }
    let mails = files(&demo().join("mail"));
    assert_eq!(mails.len(), 1200 + 39 + 87 + 89);
}

#[test]
fn the_release_verifies_and_an_altered_one_does_not() {
    let file = demo().join("releases/aalborg-2010.json");
    let folder = tempfile::tempdir().unwrap();
    let verify = |path: &str| finish(bare(folder.path()).args(["verify", "release", path]));
    verify(&file.display().to_string()).ok();
    let altered =
        std::fs::read_to_string(&file)
            .unwrap()
            .replacen("\"answered\": 6", "\"answered\": 7", 1);
    std::fs::write(folder.path().join("altered.json"), altered).unwrap();
    verify("altered.json").refused(&["altered.json", "digest"]);
}

#[test]
fn what_the_leaders_wrote_stands_once_and_gives_nobody_away() {
    let file = demo().join("releases/aalborg-2010+texts.json");
    let texts = std::fs::read_to_string(&file).unwrap();
    assert!(texts.contains("[telefon]") && !texts.contains("20 30 40 50"));
    let document: Value = serde_json::from_str(&texts).unwrap();
    let lists = document["questions"][0]["lists"].as_array().unwrap();
    let sizes: Vec<_> = lists
        .iter()
        .map(|list| {
            (
                list["group"].as_str().unwrap(),
                list["texts"].as_array().unwrap().len(),
            )
        })
        .collect();
    assert_eq!(sizes, [("niveau-ledere", 15), ("niveau-topledere", 11)]);
    let reports = demo().join("reports/aalborg-2010");
    for (group, expected) in [
        ("niveau-ledere", 15),
        ("niveau-topledere", 11),
        ("alle", 0),
        ("top-1", 0),
    ] {
        let page = std::fs::read_to_string(reports.join(format!("{group}.html"))).unwrap();
        assert_eq!(page.matches("class=\"own\"").count(), expected, "{group}");
    }
    let folder = tempfile::tempdir().unwrap();
    let attack = |path: &str| finish(bare(folder.path()).args(["attack", "release", path]));
    attack(&file.display().to_string()).ok();
    // The control: the same lists, and the smaller one at the whole as well.
    let mut planted: pejling::disclosure::TextsDocument = serde_json::from_str(&texts).unwrap();
    let mut copied = planted.questions[0].lists[1].clone();
    copied.group = "alle".into();
    planted.questions[0].lists.insert(0, copied);
    planted.digest = String::new();
    let canonical = serde_json::to_vec(&planted).unwrap();
    planted.digest = pejling::base::Digest::plain(&canonical).to_string();
    let planted = serde_json::to_string(&planted).unwrap();
    std::fs::write(folder.path().join("planted.json"), planted).unwrap();
    let ran = attack("planted.json");
    assert!(ran.out.contains("text shown twice: 1"), "{}", ran.out);
    ran.refused(&["1 things can be worked out"]);
}
