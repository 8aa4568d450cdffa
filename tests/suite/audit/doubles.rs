//! Solvers that fail in the ways a solver can fail.

use std::sync::atomic::{AtomicUsize, Ordering};

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
pub(crate) struct Tiring(pub AtomicUsize);

impl Solver for Tiring {
    fn feasible(&self, model: &Model, wish: Option<&Span>) -> Outcome {
        let left = |calls: usize| calls.checked_sub(1);
        match self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, left)
        {
            Ok(_) => Microlp::default().feasible(model, wish),
            Err(_) => Outcome::TimedOut,
        }
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

/// Answers for models of up to so many variables, and never for larger ones.
pub(crate) struct Small(pub usize);

impl Solver for Small {
    fn feasible(&self, model: &Model, wish: Option<&Span>) -> Outcome {
        if model.n.len() * model.categories > self.0 {
            return Outcome::TimedOut;
        }
        Microlp::default().feasible(model, wish)
    }
}
