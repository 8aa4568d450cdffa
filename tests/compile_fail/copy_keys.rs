//! The keys of a survey cannot be copied, nor their parts read.
use pejling::ballot::SurveyKeys;

fn copy(keys: &SurveyKeys) -> SurveyKeys {
    let _ = &keys.tokens;
    keys.clone()
}

fn main() {}
