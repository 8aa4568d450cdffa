//! The report model, made from a release only.
