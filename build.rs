//! Builds again when a migration is added: `embed_migrations!` does not notice a new file by itself.

#[expect(clippy::print_stdout, reason = "how a build script speaks to cargo")]
fn main() {
    println!("cargo::rerun-if-changed=migrations");
}
