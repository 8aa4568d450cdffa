//! Whether all that one run measured is chance.
//!
//! A run looks at some dozens of orders, and the program draws each afresh: no seed of ours reaches its process. Four standard deviations
//! would be a fair limit for one look; at fifty looks it would fail one sound run in 300. So each look leaves its probability here, how
//! often chance alone would show so much or more, and at the end all of them stand against one limit: [`FAMILY`] divided by the number
//! of looks there were (Bonferroni). Looks that repeat each other, such as two orders that are the same, make this stricter on the
//! attacker's side than it need be, never laxer on the program's: a sound run fails at most once in ten thousand. At fifty looks
//! the limit lies at 4.7 standard deviations, which for a thousand answers is 0.05 of the pairs; a design that leaks lies at forty.

use std::collections::BTreeMap;

use pejling::forensics::linking::Linked;
use pejling::forensics::order::{Order, SIGMAS};
use statrs::function::erf::erfc;
use statrs::function::gamma::gamma_lr;

/// How often a whole run may fail without a leak.
const FAMILY: f64 = 1e-4;

/// What one run measured.
#[derive(Default)]
pub(crate) struct Looks {
    made: BTreeMap<String, (f64, String)>,
}

impl Looks {
    fn add(&mut self, name: String, probability: f64, said: String) {
        println!("{name}: {said}; p = {probability:.2e}");
        let before = self.made.insert(name, (probability, said));
        assert!(before.is_none(), "each look counts once");
    }

    /// Both measures of an order, in both directions. Their distributions are normal for lists as long as ours.
    pub(crate) fn order(&mut self, name: &str, order: &Order) {
        let two_sided = |deviation: f64, limit: f64| {
            erfc((deviation / (limit / SIGMAS)).abs() / std::f64::consts::SQRT_2)
        };
        let said = order.to_string();
        let pairs = two_sided(order.pair_share - 0.5, order.pair_limit);
        self.add(format!("{name}, pairs"), pairs, said.clone());
        if order.spearman_limit < 1.0 {
            let ranks = two_sided(order.spearman, order.spearman_limit);
            self.add(format!("{name}, ranks"), ranks, said);
        }
    }

    /// Right guesses. In a stratum of seven that answered wholly they are the fixed points of a random permutation, of which the first
    /// seven factorial moments are those of Poisson's distribution; where not everybody answered they are fewer and scatter less. So
    /// their sum is compared with Poisson's distribution.
    pub(crate) fn linked(&mut self, name: &str, linked: &Linked) {
        let probability = match linked.right {
            0 => 1.0,
            right => gamma_lr(right as f64, linked.by_chance),
        };
        self.add(format!("{name}, links"), probability, linked.to_string());
    }

    /// Fails where anything is less likely than the number of looks explains.
    #[track_caller]
    pub(crate) fn verdict(self) {
        let limit = FAMILY / self.made.len() as f64;
        let telling: Vec<_> = self
            .made
            .iter()
            .filter(|(_, look)| look.0 < limit)
            .collect();
        println!("{} looks, limit p = {limit:.2e}", self.made.len());
        assert!(
            telling.is_empty(),
            "of {} looks these tell: {telling:#?}",
            self.made.len()
        );
    }
}

#[test]
fn the_limit_is_where_it_is_said_to_be() {
    let look = |sigmas: f64, others: usize| {
        let order = |sigmas: f64| Order {
            rows: 1000,
            pair_share: 0.5 + sigmas * 0.01,
            pair_limit: SIGMAS * 0.01,
            spearman: 0.0,
            spearman_limit: 1.0,
        };
        let mut looks = Looks::default();
        looks.order("one", &order(sigmas));
        (0..others).for_each(|other| looks.order(&other.to_string(), &order(0.5)));
        std::panic::catch_unwind(|| looks.verdict()).is_ok()
    };
    // One look: 3.9 standard deviations; among thirty-six: 4.7.
    assert!(look(3.8, 0) && !look(-4.0, 0));
    assert!(look(-4.6, 35) && !look(4.8, 35));
    let linked = |right| {
        let mut looks = Looks::default();
        let by_chance = 60.0;
        let tried = 420;
        looks.linked(
            "sevens",
            &Linked {
                tried,
                right,
                by_chance,
            },
        );
        std::panic::catch_unwind(|| looks.verdict()).is_ok()
    };
    // Poisson's tail: 92 or more of 60 come once in 9,000 times, 93 once in 16,000.
    assert!(linked(0) && linked(60) && linked(85) && !linked(100));
}
