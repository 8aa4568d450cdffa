//! What three tools reveal of a municipality: the table of docs/disclosure-proof.md, printed.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark that prints, with the support of the tests"
)]

#[path = "../tests/suite/audit"]
mod audit {
    #[expect(dead_code, reason = "shared with the tests")]
    #[path = "crossed.rs"]
    pub(crate) mod crossed;
    #[expect(dead_code, reason = "shared with the tests")]
    #[path = "instance.rs"]
    pub(crate) mod instance;
}

#[path = "../tests/suite/intruder/table.rs"]
mod table;

use audit::crossed::{Plan, crossed};
use audit::instance::municipalities;
use table::{Tool, attack};

fn main() {
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let tree = municipalities(1, 40, 1);
    for tool in [Tool::Threshold, Tool::Suppression] {
        println!(
            "M1, 40 questions, {tool:?}: {:?}",
            attack(tool, &tree, 40, false)
        );
    }
    for tool in [Tool::Threshold, Tool::Suppression, Tool::Own] {
        println!(
            "M1, 20 questions, {tool:?}: {:?}",
            attack(tool, &tree, 20, true)
        );
    }
    let crossing = crossed(Plan::All, 4, 1);
    for tool in [Tool::Threshold, Tool::Suppression] {
        println!(
            "M1x, 4 questions, {tool:?}: {:?}",
            attack(tool, &crossing.instance, 4, false)
        );
    }
}
