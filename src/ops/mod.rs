//! Use cases: what the program does, one transaction each.
