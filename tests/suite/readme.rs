//! The README's commands are run as they stand, and what it says of the tests is what CI does.

use std::path::Path;

use crate::support::program::{bare, finish};

fn text(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// The lines of the README's shell blocks.
fn commands() -> Vec<String> {
    let readme = text("README.md");
    readme
        .split("```sh\n")
        .skip(1)
        .flat_map(|block| {
            block
                .split("```")
                .next()
                .unwrap()
                .lines()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .collect()
}

/// Splits a line as a shell does, double quotes included.
fn words(line: &str) -> Vec<String> {
    line.split('"')
        .enumerate()
        .flat_map(|(index, part)| {
            if index % 2 == 1 {
                vec![part.to_owned()]
            } else {
                part.split_whitespace().map(str::to_owned).collect()
            }
        })
        .collect()
}

#[test]
fn the_commands_for_real_use_do_what_they_say() {
    let folder = tempfile::tempdir().unwrap();
    let examples = folder.path().join("docs/examples");
    std::fs::create_dir_all(&examples).unwrap();
    for name in ["units", "networks", "people", "memberships"] {
        std::fs::write(
            examples.join(format!("{name}.csv")),
            text(&format!("docs/examples/{name}.csv")),
        )
        .unwrap();
    }
    let lines: Vec<_> = commands()
        .into_iter()
        .filter(|line| line.starts_with("pejling "))
        .collect();
    assert!(lines.len() >= 12, "{lines:#?}");
    for line in lines {
        let ran = finish(bare(folder.path()).args(&words(&line)[1..]));
        // A survey that nobody answered has nothing to publish, and says so.
        let unanswered = ["release make", "report write", "verify release"]
            .iter()
            .any(|c| line.contains(c));
        if unanswered || line.contains("attack release") {
            // No file is something else than an attack that found something.
            let code = if unanswered { 1 } else { 2 };
            assert_eq!(ran.code, Some(code), "{line}: {}", ran.out);
            assert!(!ran.err.contains("panicked"), "{line}: {}", ran.err);
        } else {
            assert_eq!(ran.code, Some(0), "{line}: {}{}", ran.out, ran.err);
        }
    }
    assert!(folder.path().join("form.html").exists());
    assert_eq!(
        std::fs::read_dir(folder.path().join("pejling-data/mail"))
            .unwrap()
            .count(),
        14
    );
}

#[test]
fn the_two_commands_are_the_ones_that_ci_and_the_demonstration_run() {
    let commands = commands();
    assert!(commands.contains(&"cargo run --release -- demo".to_owned()));
    assert!(commands.contains(&"cargo test".to_owned()));
    assert!(text(".ci/run").lines().any(|line| line == "cargo test"));
}

#[test]
fn the_settings_in_the_operations_page_are_settings() {
    let page = text("docs/operations.md");
    let sample = page
        .split("```toml\n")
        .nth(1)
        .unwrap()
        .split("```")
        .next()
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let local = sample.replace("/var/lib/pejling", "data");
    std::fs::write(folder.path().join("pejling.toml"), local).unwrap();
    finish(bare(folder.path()).arg("check")).ok();
}

#[test]
fn what_the_readme_points_to_exists() {
    let readme = text("README.md");
    for part in readme.split("](").skip(1) {
        let link = part.split(')').next().unwrap();
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(link);
        assert!(link.starts_with("http") || path.exists(), "{link}");
    }
}
