//! What cannot be attacked is refused with what and where; what time cuts short is told.

use std::time::Duration;

use pejling::forensics::intruder::attack::attack;
use pejling::forensics::intruder::knowledge::Knowledge;
use pejling::forensics::intruder::patience::Patience;
use pejling::forensics::intruder::reading::{read, read_unsealed};

use super::planted::clean;
use super::publisher::{Mistake, document};

#[test]
fn documents_cut_short_or_bent_are_refused_with_what_and_where() {
    let good = document("s", &[("Q1", clean())], Vec::new(), Mistake::None);
    let refusal = |text: &str| read_unsealed(text).unwrap_err().to_string();
    assert!(refusal(&good[..good.len() / 2]).contains("cut short: it ends at line 1"));
    assert!(refusal(&good.replace("release/1", "release/9")).contains("release/9"));
    assert!(refusal(&good.replace("\"no_answer\"", "\"no_answers\"")).contains("no_answers"));
    assert!(
        refusal(&good.replace("\"parent\":\"B\"", "\"parent\":\"X\""))
            .contains("\"X\" does not stand before it")
    );
    let swapped = good.replace("\"group\":\"a1\"", "\"group\":\"a2\"");
    assert!(
        refusal(&swapped).contains("the cell of \"a1\" should stand here"),
        "{}",
        refusal(&swapped)
    );
    assert!(
        refusal(&good.replace("\"at_most\":8}", "\"at_most\":8.5}")).contains("no whole number")
    );
}

#[test]
fn a_document_whose_digest_is_not_that_of_its_content_is_refused() {
    let text = document("s", &[("Q1", clean())], Vec::new(), Mistake::None);
    assert!(read(&text).unwrap_err().to_string().contains("altered"));
}

#[test]
fn knowledge_of_what_no_document_has_is_refused() {
    let text = document("s", &[("Q1", clean())], Vec::new(), Mistake::None);
    let documents = [read_unsealed(&text).unwrap()];
    let refusal = |text: &str| {
        let fits = Knowledge::read(text).and_then(|knowledge| knowledge.fits(&documents));
        fits.unwrap_err().to_string()
    };
    for (text, told) in [
        (r#"{"friends": 3}"#, "friends"),
        (
            r#"{"sizes": [{"survey": "t", "group": "all", "answered": 3}]}"#,
            "survey \"t\"",
        ),
        (
            r#"{"direct": [{"survey": "s", "group": "alle", "answered": 3}]}"#,
            "group \"alle\"",
        ),
        (
            r#"{"own": [{"survey": "s", "group": "a1", "answers": {"Q2": 1}}]}"#,
            "item \"Q2\"",
        ),
        (
            r#"{"waves": [{"first": "s", "second": "s2"}]}"#,
            "survey \"s2\"",
        ),
        (r#"{"scales": {"x": []}}"#, "scale \"x\""),
    ] {
        assert!(refusal(text).contains(told), "{}", refusal(text));
    }
    let known = r#"{"direct": [{"survey": "s", "group": "all", "answered": 0}], "points": {"Q1": 5},
        "own": [{"survey": "s", "group": "a1", "answers": {"Q1": 1}}]}"#;
    assert_eq!(Knowledge::read(known).unwrap().fits(&documents), Ok(()));
}

#[test]
fn what_time_cuts_short_is_told_and_never_held() {
    let documents = [read_unsealed(&document(
        "s",
        &[("Q1", clean())],
        Vec::new(),
        Mistake::None,
    ))
    .unwrap()];
    let hasty = Patience {
        run: Duration::ZERO,
        ..Patience::default()
    };
    let outcome = attack(&documents, &Knowledge::default(), hasty, &mut |_| ());
    assert!(
        !outcome.held() && !outcome.unfinished.is_empty(),
        "{}",
        outcome.words(3)
    );
    let late = Patience {
        all: Duration::ZERO,
        ..Patience::default()
    };
    let outcome = attack(&documents, &Knowledge::default(), late, &mut |_| ());
    assert!(
        outcome
            .unfinished
            .iter()
            .any(|line| line.contains("not begun"))
    );
}
