//! Answers cannot be logged.
use pejling::instrument::Answers;

fn log(answers: &Answers) -> String {
    format!("{answers:?}")
}

fn main() {}
