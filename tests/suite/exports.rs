//! `pejling report write --formats` and `pejling report bundle` on what the demonstration published.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::cuts_command::{copy, run};
use crate::support::program::files;

#[test]
fn reports_are_written_in_the_formats_asked_for_and_packed_into_one_file() {
    let folder = copy();
    let data = folder.path();
    let reports = data.join("reports/aalborg-2010");
    // The demonstration wrote what is usual.
    let page = std::fs::read_to_string(reports.join("index.html")).unwrap();
    assert!(page.contains("href=\"alle.xlsx\"") && page.contains("href=\"alle.pdf\""));
    assert!(reports.join("led-2.en.xlsx").exists() && !reports.join("alle.csv").exists());

    let write = ["report", "write", "aalborg-2010", "--formats"];
    run(data, &[&write[..], &["csv,json,png"]].concat()).ok();
    let csv = std::fs::read_to_string(reports.join("alle.csv")).unwrap();
    assert!(
        csv.starts_with("\u{feff}undersøgelse;gruppe;blok;del;kode;emne;"),
        "{}",
        csv.lines().next().unwrap()
    );
    assert!(csv.contains("Konstruerede data") && csv.contains(";præcis;"));
    let twin = std::fs::read_to_string(reports.join("alle.en.json")).unwrap();
    let twin: Value = serde_json::from_str(&twin).unwrap();
    assert_eq!(twin["format"], "pejling.report/1");
    let hidden = std::fs::read_to_string(reports.join("led-2.csv")).unwrap();
    assert!(
        !hidden.contains("ratings;") && hidden.contains("explanation;"),
        "{hidden}"
    );
    let ends = |end: &str| {
        files(&reports)
            .iter()
            .filter(|file| file.extension().is_some_and(|e| e == end))
            .count()
    };
    assert_eq!(ends("png"), ends("svg"), "each chart in both");
    let unknown = run(data, &[&write[..], &["docx"]].concat());
    assert_eq!(unknown.code, Some(2));
    assert!(unknown.err.contains("choose from html"), "{}", unknown.err);

    let bundle = [
        "report",
        "bundle",
        "aalborg-2010",
        "--output",
        "all.zip",
        "--json",
    ];
    let told: Value = serde_json::from_str(&run(data, &bundle).ok()).unwrap();
    let bytes = std::fs::read(data.join("all.zip")).unwrap();
    assert_eq!(told["bytes"], bytes.len());
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let names: BTreeSet<String> = archive
        .file_names()
        .map(|name| name.unwrap().into_owned())
        .collect();
    assert_eq!(
        (told["files"].as_u64(), archive.len()),
        (Some(names.len() as u64), names.len())
    );
    // What stands in the folder in these formats stands in the bundle, byte by byte.
    let mut compared = 0;
    for file in files(&reports) {
        let name = file.strip_prefix(&reports).unwrap().to_str().unwrap();
        if name.strip_suffix(".svg").is_some() || name.starts_with("index") {
            continue;
        }
        let mut packed = Vec::new();
        let mut inside = archive.by_name(&format!("aalborg-2010/{name}")).unwrap();
        std::io::Read::read_to_end(&mut inside, &mut packed).unwrap();
        assert!(packed == std::fs::read(&file).unwrap(), "{name}");
        compared += 1;
    }
    assert_eq!(
        names.len(),
        compared + 4,
        "beside two index pages, the release and what explains it all"
    );
    run(
        data,
        &["report", "bundle", "aalborg-2010", "--release", "2"],
    )
    .refused(&["none with number 2"]);
}
