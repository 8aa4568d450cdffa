//! The `pejling` program.

fn main() {}
