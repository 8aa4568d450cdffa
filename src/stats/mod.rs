//! Intervals and moments on plain slices: pure numerics that know nothing of surveys.
//!
//! Invariant: nothing here returns a number that is not finite. What cannot be computed (no data, no spread, impossible counts,
//! non-finite input) is `None`.

pub mod binomial;
pub mod descriptive;
pub mod interval;
pub mod quantile;

pub use binomial::binomial_below;
pub use descriptive::{mean, sd, sd_from_sums};
pub use interval::{Interval, student_interval, wilson};
pub use quantile::{normal_quantile, t_quantile};
