//! What of one variable is to be shown in which group. Made from numbers of answers alone; what it shows is made from the answers.

use super::display::Spread;
use super::document::{Figures, Reason, Shown};
use super::ends::Ends;
use super::figures::figures;
use super::primary::Detail;
use super::tabulate::{Counts, Measure, RawTable};

/// Per group, what may be shown of a variable.
#[derive(Clone)]
pub(in crate::disclosure) struct Plan {
    /// Why nothing is.
    pub(in crate::disclosure) hidden: Vec<Option<Reason>>,
    /// How much of a rating.
    pub(in crate::disclosure) details: Vec<Detail>,
    /// What stands for the base where that is not exact.
    pub(in crate::disclosure) bounds: Vec<Option<u32>>,
    /// Whether it is told who left the question out.
    pub(in crate::disclosure) counted: Vec<bool>,
    /// People who may pool their own answers without learning of another's.
    pub(in crate::disclosure) coalition: u32,
}

impl Plan {
    /// What a group shows if its answers are `counts`, where the whole displays the spread `whole`.
    pub(in crate::disclosure) fn figures(
        &self,
        measure: Measure,
        reverse: bool,
        group: usize,
        counts: &Counts,
        whole: Option<Spread>,
    ) -> Shown<Figures> {
        let (detail, bound) = (self.details[group], self.bounds[group]);
        figures(measure, reverse, counts, detail, bound, whole, self.ends())
    }

    /// Where bounds begin.
    pub(in crate::disclosure) fn ends(&self) -> Ends {
        Ends::against(self.coalition)
    }

    /// The spread that the whole displays, if it displays one.
    pub(in crate::disclosure) fn whole_spread(
        &self,
        raw: &RawTable,
        reverse: bool,
    ) -> Option<Spread> {
        let counts = raw.groups.first()?;
        if self.hidden.first()?.is_some() {
            return None;
        }
        match figures(
            raw.measure,
            reverse,
            counts,
            *self.details.first()?,
            None,
            None,
            self.ends(),
        ) {
            Shown::Shown(Figures::Rating { sd, .. }) => Some(Spread { sd, n: counts.base }),
            _ => None,
        }
    }
}
