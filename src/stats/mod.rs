//! Intervals and moments on plain slices: pure numerics that know nothing of surveys.
