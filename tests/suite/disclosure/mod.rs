//! Disclosure control from outside: stage A on instances, by property, against the literature, and with parts left out.

mod exactness;
mod forecast;
mod instances;
mod mutants;
mod properties;
mod reference;
mod reference_intervals;
mod special;
mod support;
mod tiers;
