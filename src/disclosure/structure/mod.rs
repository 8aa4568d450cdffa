//! Which groups of a publication may be shown at all, and why not the others.
//!
//! Pure functions of head counts. What anybody answered is not an argument anywhere in this part, so nothing that is hidden
//! here can tell anything about an answer.
//!
//! ```text
//! Incidence ─ Classes ─┬─ targets ──┐
//!                      │            ├─ suppression (Span) ─ decision ─┬─ closed: level by level, fails closed
//!                      └─ remainder ┘          │                      ├─ tiers: classes from 10, points from 20
//!                                          small_set (the proof)      └─ plan ─ forecast
//!                                              ├─ milp (second opinion)
//!                                              └─ derivation (how a leak is worked out)
//! ```
//!
//! Today's surveys report along one tree, and hide by the rule of complements; of this part they use the proof, which checks that rule,
//! and the forecast, which plans with it. The decision is for groups that cross.

pub mod classes;
pub mod closed;
pub mod decision;
pub mod derivation;
pub mod elimination;
pub mod forecast;
pub mod incidence;
pub mod milp;
pub mod modular;
pub mod plan;
pub mod remainder;
pub mod small_set;
pub mod sparse;
pub mod suppression;
pub mod targets;
pub mod tiers;
