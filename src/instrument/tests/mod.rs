//! Tests of the questionnaire as a whole: the built-in templates, the faults of bad ones, answers checked and packed, scores.

mod answers;
mod built_in;
mod faults;
mod packing;
mod routing;
mod scores;

use super::{Instrument, Template};

/// A built-in template.
fn template(code: &str) -> Template {
    let file = format!("{code}.toml");
    let found = super::built_in().iter().find(|(name, _)| *name == file);
    let (_, source) = found.expect("a built-in template");
    match Template::parse(source) {
        Ok(template) => template,
        Err(faults) => {
            let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
            panic!("{file}:\n{}", lines.join("\n"));
        }
    }
}

/// A built-in template without a variant.
fn instrument(code: &str) -> Instrument {
    template(code).field(None).expect("no variant")
}
