//! Solvers that fail in the ways a solver can fail.

use std::cell::Cell;

use pejling::disclosure::audit::model::{Model, Span};
use pejling::disclosure::audit::solver::{Microlp, Outcome, Solver};
use pejling::disclosure::audit::world::World;

/// Never answers.
pub(crate) struct Silent;

impl Solver for Silent {
    fn feasible(&self, _: &Model, _: Option<&Span>) -> Outcome {
        Outcome::TimedOut
    }
}

/// Answers so many times, then never.
pub(crate) struct Tiring(pub Cell<usize>);

impl Solver for Tiring {
    fn feasible(&self, model: &Model, wish: Option<&Span>) -> Outcome {
        if self.0.get() == 0 {
            return Outcome::TimedOut;
        }
        self.0.set(self.0.get() - 1);
        Microlp::default().feasible(model, wish)
    }
}

/// Says yes with a world that is none: everybody gives the first answer, or one person too many.
pub(crate) struct Lying;

impl Solver for Lying {
    fn feasible(&self, model: &Model, _: Option<&Span>) -> Outcome {
        let mut counts = Vec::new();
        for n in &model.n {
            let mut row = vec![0; model.categories];
            row[0] = *n;
            counts.extend(row);
        }
        Outcome::World(World(counts))
    }
}

/// Says yes with the right world for another wish: one that ignores it.
pub(crate) struct Deaf;

impl Solver for Deaf {
    fn feasible(&self, model: &Model, _: Option<&Span>) -> Outcome {
        Microlp::default().feasible(model, None)
    }
}
