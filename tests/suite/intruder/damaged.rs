//! A published document that is cut short anywhere, or of which any one byte is changed, is refused by whoever verifies it and by whoever
//! attacks it, unless it still says the same.

use pejling::disclosure::ReleaseDocument;
use pejling::forensics::intruder::reading::read;

use crate::demo::demo;
use crate::support::program::{bare, finish};

fn published() -> String {
    std::fs::read_to_string(demo().join("releases/aalborg-2010.json")).unwrap()
}

/// What both readers make of a text: refusals, or nothing where both read it.
fn refusals(text: &str) -> Option<[String; 2]> {
    match (ReleaseDocument::parse(text), read(text)) {
        (Err(verify), Err(attack)) => Some([verify.to_string(), attack.to_string()]),
        (Ok(_), Ok(_)) => None,
        (verify, attack) => panic!(
            "they do not agree: {:?} and {:?}",
            verify.err(),
            attack.err()
        ),
    }
}

/// So many places, the same each time, spread over the text.
fn places(length: usize, count: usize) -> impl Iterator<Item = usize> {
    (0..count).map(move |at| at * (length - 1) / (count - 1))
}

#[test]
fn cut_short_anywhere_it_is_refused_with_the_place() {
    let text = published();
    assert_eq!(refusals(&text), None);
    // The line feed at its end may be lost.
    let end = text.len() - 2;
    assert_eq!(refusals(&text[..=end]), None);
    let cuts = places(end, 60).chain(0..40).chain(end - 40..=end);
    for cut in cuts.filter(|cut| text.is_char_boundary(*cut)) {
        let part = &text[..cut];
        let line = format!("line {}", part.lines().count().max(1));
        let refused = refusals(part).unwrap_or_else(|| panic!("cut at {cut} went unnoticed"));
        for told in refused {
            assert!(told.contains("cut short"), "{cut}: {told}");
            assert!(
                told.contains(&line) || part.ends_with('\n') || cut == 0,
                "{cut}, {line}: {told}"
            );
        }
    }
}

#[test]
fn with_any_byte_changed_it_is_refused_or_says_the_same() {
    let text = published();
    let document = ReleaseDocument::parse(&text).unwrap();
    // Without spaces nearly every byte is content.
    let compact = serde_json::to_string(&document).unwrap();
    assert_eq!(refusals(&compact), None);
    let mut unheard = 0;
    for (count, at) in places(compact.len(), 120).enumerate() {
        for change in [1_u8, 3 + u8::try_from(count % 29).unwrap()] {
            let mut bytes = compact.clone().into_bytes();
            bytes[at] ^= change;
            // A reader of files refuses what is no text.
            let Ok(altered) = String::from_utf8(bytes) else {
                continue;
            };
            let Some(told) = refusals(&altered) else {
                assert_eq!(ReleaseDocument::parse(&altered).unwrap(), document, "{at}");
                unheard += 1;
                continue;
            };
            let words = [
                "line 1",
                "altered",
                "format",
                "group \"",
                "stands twice",
                "parent",
            ];
            let named = |told: &String| words.iter().any(|word| told.contains(word));
            assert!(told.iter().all(named), "{told:?}");
        }
    }
    assert!(unheard < 5, "{unheard}");
}

#[test]
fn the_program_names_file_and_place() {
    let folder = tempfile::tempdir().unwrap();
    let text = published();
    // Not cut right after the end of a line: it would end at the next one.
    let half: String = text.chars().take(text.len() / 2).collect();
    let half = half.trim_end();
    let lines = half.lines().count();
    std::fs::write(folder.path().join("half.json"), half).unwrap();
    let altered = text.replacen("\"answered\": ", "\"answered\": 1", 1);
    assert_ne!(altered, text);
    std::fs::write(folder.path().join("altered.json"), altered).unwrap();
    for command in ["verify", "attack"] {
        let run = |file: &str| {
            let ran = finish(
                bare(folder.path())
                    .args([command, "release", file])
                    .env_remove("PEJLING_DATABASE_URL"),
            );
            assert_ne!(ran.code, Some(0), "{command} {file}");
            ran.err
        };
        let cut = run("half.json");
        assert!(cut.contains("half.json"), "{cut}");
        assert!(cut.contains(&format!("it ends at line {lines}")), "{cut}");
        let other = run("altered.json");
        assert!(
            other.contains("altered.json") && other.contains("was altered"),
            "{other}"
        );
    }
}
