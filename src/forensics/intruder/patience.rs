//! How long an attack may take.

use std::time::{Duration, Instant};

/// How long the attacker is willing to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// For one run of the solver. Questions that are not finished with it are attacked once more when all others are, with ten and with a
    /// hundred times as much.
    pub run: Duration,
    /// For everything that the solver does; what is left then is told as not finished.
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

/// What is left of it while the attack runs.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    run: Duration,
    from: Instant,
    all: Duration,
}

impl Clock {
    /// Starts now.
    pub fn start(patience: Patience) -> Self {
        Self {
            run: patience.run,
            from: Instant::now(),
            all: patience.all,
        }
    }

    /// The same with so many times the time for one run of the solver.
    pub(crate) fn longer(self, times: u32) -> Self {
        Self {
            run: self.run.saturating_mul(times),
            ..self
        }
    }

    /// Whether nothing is left.
    pub fn is_up(&self) -> bool {
        self.left().is_zero()
    }

    fn left(&self) -> Duration {
        self.all.saturating_sub(self.from.elapsed())
    }

    /// For one run of the solver.
    pub(crate) fn run(&self) -> Duration {
        self.run.min(self.left())
    }

    /// For one run of which only a glance is wanted.
    pub(crate) fn glance(&self) -> Duration {
        (self.run / 10).min(self.left())
    }

    /// For one run without which nothing can be said at all, so that it is worth waiting for.
    pub(crate) fn first(&self) -> Duration {
        (self.run * 10).min(self.left())
    }
}
