//! Many comparisons: a family is registered before its results are seen, so that none can be left out afterwards.

use super::Refusal;

/// The hypotheses to be tested together, by name, before any result. What is not in it cannot be tested; what is in it cannot be
/// left out: until every hypothesis has its result there is nothing to adjust.
#[derive(Clone, Debug)]
pub struct Family {
    hypotheses: Vec<(String, Option<Outcome>)>,
}

/// What came of one hypothesis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Outcome {
    /// Its p-value.
    Tested(f64),
    /// It could not be tested (too few answers, no spread). It stays in the family and counts as a p-value of 1.
    Untestable,
}

impl Family {
    /// Registers the family. Refuses no hypotheses and the same name twice.
    pub fn register<T: Into<String>>(names: impl IntoIterator<Item = T>) -> Result<Self, Refusal> {
        let hypotheses: Vec<_> = names.into_iter().map(|name| (name.into(), None)).collect();
        if hypotheses.is_empty() {
            return Err(Refusal::TooFew {
                needed: 1,
                found: 0,
            });
        }
        let mut names: Vec<&str> = hypotheses.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        if names.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(Refusal::Unregistered);
        }
        Ok(Self { hypotheses })
    }

    /// Puts one result in. Refuses a name that is not registered, a second result, and a p-value outside 0 to 1.
    pub fn put(&mut self, name: &str, outcome: Outcome) -> Result<(), Refusal> {
        if let Outcome::Tested(p) = outcome
            && !(0.0..=1.0).contains(&p)
        {
            return Err(Refusal::OutOfRange);
        }
        let place = self
            .hypotheses
            .iter_mut()
            .find(|(own, _)| own == name)
            .ok_or(Refusal::Unregistered)?;
        if place.1.is_some() {
            return Err(Refusal::Decided);
        }
        place.1 = Some(outcome);
        Ok(())
    }

    /// Closes the family. Refuses while a hypothesis has no result.
    pub fn close(self) -> Result<ClosedFamily, Refusal> {
        let missing = self.hypotheses.iter().filter(|(_, o)| o.is_none()).count();
        let found: Vec<_> = self
            .hypotheses
            .into_iter()
            .filter_map(|(name, outcome)| Some((name, outcome?)))
            .collect();
        if missing > 0 {
            return Err(Refusal::Missing(missing));
        }
        Ok(ClosedFamily { outcomes: found })
    }
}

/// A family in which every hypothesis has its result.
#[derive(Clone, Debug, PartialEq)]
pub struct ClosedFamily {
    outcomes: Vec<(String, Outcome)>,
}

/// One hypothesis with its p-value adjusted for the family.
#[derive(Clone, Debug, PartialEq)]
pub struct Adjusted {
    /// Its name.
    pub name: String,
    /// What came of it.
    pub outcome: Outcome,
    /// Its adjusted p-value: at an error rate of `a` it is rejected if this is `a` or less.
    pub adjusted: f64,
}

impl ClosedFamily {
    /// Holm's step-down (Scandinavian Journal of Statistics 6, 1979): holds the chance of even one false rejection in the family.
    /// For what is to be confirmed. In the order of registration.
    pub fn holm(&self) -> Vec<Adjusted> {
        self.adjust(|sorted| {
            let mut greatest = 0.0_f64;
            let n = sorted.len();
            for (at, p) in sorted.iter_mut().enumerate() {
                greatest = greatest.max(*p * (n - at) as f64).min(1.0);
                *p = greatest;
            }
        })
    }

    /// Benjamini's and Hochberg's step-up (JRSS B 57, 1995): holds the share of rejections that are false. For exploring. In the order
    /// of registration.
    pub fn benjamini_hochberg(&self) -> Vec<Adjusted> {
        self.adjust(|sorted| {
            let mut least = 1.0_f64;
            let n = sorted.len() as f64;
            for (at, p) in sorted.iter_mut().enumerate().rev() {
                least = least.min(*p * n / (at + 1) as f64);
                *p = least;
            }
        })
    }

    fn adjust(&self, step: impl Fn(&mut [f64])) -> Vec<Adjusted> {
        let p_of = |at: &usize| match self.outcomes[*at].1 {
            Outcome::Tested(p) => p,
            Outcome::Untestable => 1.0,
        };
        let mut order: Vec<usize> = (0..self.outcomes.len()).collect();
        order.sort_by(|a, b| p_of(a).total_cmp(&p_of(b)));
        let mut sorted: Vec<f64> = order.iter().map(p_of).collect();
        step(&mut sorted);
        let mut found: Vec<Adjusted> = self
            .outcomes
            .iter()
            .map(|(name, outcome)| Adjusted {
                name: name.clone(),
                outcome: *outcome,
                adjusted: 1.0,
            })
            .collect();
        for (at, adjusted) in order.into_iter().zip(sorted) {
            found[at].adjusted = adjusted;
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::super::golden;
    use super::*;
    use proptest::prelude::*;

    fn closed(p: &[f64]) -> ClosedFamily {
        let mut family = Family::register((0..p.len()).map(|at| format!("H{at}"))).unwrap();
        for (at, p) in p.iter().enumerate().rev() {
            family.put(&format!("H{at}"), Outcome::Tested(*p)).unwrap();
        }
        family.close().unwrap()
    }

    #[test]
    fn agrees_with_r() {
        for case in golden::cases(
            include_str!("../../tests/golden/stats/family.csv"),
            "adjust",
        ) {
            let family = closed(case.list("p"));
            for (found, method) in [(family.holm(), "holm"), (family.benjamini_hochberg(), "bh")] {
                for (found, expected) in found.iter().zip(case.list(method)) {
                    golden::near(found.adjusted, *expected, 1e-12, &case);
                }
            }
        }
        let paper = closed(
            golden::cases(
                include_str!("../../tests/golden/stats/family.csv"),
                "adjust",
            )[0]
            .list("p"),
        );
        let rejected = |found: Vec<Adjusted>| found.iter().filter(|a| a.adjusted <= 0.05).count();
        assert_eq!(
            (rejected(paper.holm()), rejected(paper.benjamini_hochberg())),
            (3, 4)
        );
    }

    #[test]
    fn nothing_comes_in_late_and_nothing_is_left_out() {
        assert!(matches!(
            Family::register(Vec::<String>::new()),
            Err(Refusal::TooFew { .. })
        ));
        assert!(matches!(
            Family::register(["a", "a"]),
            Err(Refusal::Unregistered)
        ));
        let mut family = Family::register(["a", "b"]).unwrap();
        assert_eq!(
            family.put("c", Outcome::Tested(0.01)),
            Err(Refusal::Unregistered)
        );
        assert_eq!(
            family.put("a", Outcome::Tested(f64::NAN)),
            Err(Refusal::OutOfRange)
        );
        assert_eq!(family.put("a", Outcome::Tested(0.01)), Ok(()));
        assert_eq!(
            family.put("a", Outcome::Tested(0.001)),
            Err(Refusal::Decided)
        );
        assert_eq!(family.clone().close(), Err(Refusal::Missing(1)));
        family.put("b", Outcome::Untestable).unwrap();
        let holm = family.close().unwrap().holm();
        assert!((holm[0].adjusted - 0.02).abs() < 1e-15 && (holm[1].adjusted - 1.0).abs() < 1e-15);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn adjusting_only_raises_keeps_order_and_holm_is_stricter(p in prop::collection::vec(0.0_f64..=1.0, 1..20)) {
            let family = closed(&p);
            let (holm, bh) = (family.holm(), family.benjamini_hochberg());
            for i in 0..p.len() {
                prop_assert!(p[i] <= bh[i].adjusted + 1e-15 && bh[i].adjusted <= holm[i].adjusted + 1e-15 && holm[i].adjusted <= 1.0);
                for j in 0..p.len() {
                    prop_assert!(p[i] > p[j] || (holm[i].adjusted <= holm[j].adjusted && bh[i].adjusted <= bh[j].adjusted));
                }
            }
            let mut turned = p.clone();
            turned.reverse();
            prop_assert!(closed(&turned).holm().iter().rev().zip(&holm).all(|(a, b)| (a.adjusted - b.adjusted).abs() < 1e-15));
        }
    }
}
