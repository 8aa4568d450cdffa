//! Statistics for small groups: pure numerics on plain slices that know nothing of surveys.
//!
//! Invariant: nothing here returns a number that is not finite. What cannot be computed (no data, no spread, impossible counts,
//! non-finite input) is `None` where there is but one reason worth telling apart, and a [`Refusal`] that names the reason elsewhere.
//! Chance is an argument. Every figure is held against R or `SciPy`: `tests/golden` has the scripts and what they gave.
//!
//! | question | file |
//! |---|---|
//! | what does the process behind the answers give? | [`interval`] (Wilson, Student), [`exact_share`] (Clopper-Pearson, binomial test), [`mean`](mod@mean) |
//! | what do these members think? | [`finite_share`], [`mean`](mod@mean) (strata, too), [`non_response`] (bounds, response rates) |
//! | do two groups or waves differ? | [`share_difference`], [`student_test`], [`rank_test`], [`permutation`], [`fisher`](mod@fisher), [`contingency`] |
//! | and where nothing but their means is known? | [`borrowed_spread`] |
//! | by how much? | [`effect`] |
//! | could it have been seen at all? | [`power`] |
//! | many at once? | [`family`] |
//! | is one unit out of the ordinary? | [`heterogeneity`], [`normal_prior`], [`beta_prior`], [`beta_share`], [`funnel`], [`range`] |
//! | do the items make a scale? | [`reliability`], [`omega`] |
//! | would they recommend it? | [`recommendation`] |

pub mod beta_prior;
pub mod beta_share;
pub mod binomial;
pub mod borrowed_spread;
pub mod contingency;
pub mod descriptive;
pub mod effect;
pub mod exact_share;
pub mod family;
pub mod finite_share;
pub mod fisher;
pub mod funnel;
pub mod heterogeneity;
pub mod interval;
pub mod mean;
pub mod non_response;
pub mod normal_prior;
pub mod omega;
pub mod permutation;
pub mod power;
pub mod quantile;
pub mod range;
pub mod rank_test;
pub mod ranks;
pub mod recommendation;
pub mod refusal;
pub mod reliability;
pub mod share_difference;
pub mod student_test;

#[cfg(test)]
mod any_input;
#[cfg(test)]
pub(crate) mod golden;
mod noncentral_t;
#[cfg(test)]
mod published;
mod tail;

pub use binomial::binomial_below;
pub use contingency::chi_square;
pub use descriptive::{mean, sd, sd_from_sums};
pub use effect::{cliffs_delta, hedges_g};
pub use exact_share::{binomial_test, clopper_pearson};
pub use family::Family;
pub use finite_share::{count_set, wilson_finite};
pub use fisher::fisher;
pub use funnel::{funnel_lines, funnel_place, mean_dispersion, over_dispersion};
pub use heterogeneity::random_effects;
pub use interval::{Interval, student_interval, wilson};
pub use mean::{mean_of_members, mean_of_process, stratified_mean};
pub use non_response::{mean_bounds, share_bounds};
pub use omega::one_factor;
pub use quantile::{beta_quantile, f_quantile, normal_quantile, t_quantile};
pub use range::expected_range;
pub use rank_test::{kruskal_wallis, mann_whitney, signed_rank};
pub use refusal::Refusal;
pub use reliability::{cronbach_alpha, item_rest, spearman_brown};
pub use share_difference::newcombe;
pub use student_test::{from_summary, paired, welch};
