//! How long an attack may take.

use std::time::Duration;

/// How long the attacker is willing to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// For one run of the solver.
    pub run: Duration,
    /// For everything; what is left then is told as not finished.
    pub all: Duration,
    /// Finds that are explained by leaving out figures one after the other, where adding up does not explain them.
    pub deep: usize,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            run: Duration::from_secs(2),
            all: Duration::from_hours(1),
            deep: 40,
        }
    }
}
