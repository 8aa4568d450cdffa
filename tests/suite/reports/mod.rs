//! Reports through the whole engine, from answers to sentences.

mod edges;
mod fielded;
mod truth;
