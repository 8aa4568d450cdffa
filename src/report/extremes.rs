//! Which figures of several lie at the two ends, and whether their order is borne out.
//!
//! Invariant: that one lies furthest is said only where its interval lies wholly beyond that of every other one. What shows the very same
//! figure is told to do so, and everything else is said to be too near to tell.

use crate::base::Lang;
use crate::disclosure::document::{Figure, Proportion};

use super::words::pick;

/// What the order of one figure among all bears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// Its interval lies wholly beyond that of every other one.
    Sure,
    /// So many others show the very same figure.
    Shared(usize),
    /// Others lie so near that the order may be chance.
    Near,
}

/// The upper or the lower end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Highest,
    Lowest,
}

/// One of several figures, as it is displayed.
#[derive(Clone, Debug)]
pub(super) struct Displayed<'a> {
    pub(super) proportion: &'a Proportion,
    /// The words of its number: what is equal here is equal to the reader.
    pub(super) said: String,
}

/// Middle of what a share may be, to put shares in order.
pub(super) fn rank_of(proportion: &Proportion) -> f64 {
    match proportion.share {
        Figure::Exact(share) => share,
        Figure::AtLeast(share) => f64::midpoint(share, 1.0),
        Figure::AtMost(share) => share / 2.0,
    }
}

/// Whether an interval lies wholly above another.
pub(super) fn apart(upper: &Proportion, lower: &Proportion) -> bool {
    upper.interval.low > lower.interval.high
}

/// The figure at this end, and what its order bears; of equal ones the first. `beside` are figures that are not chosen and yet may lie
/// further, or as far. `None` of none.
pub(super) fn at(
    end: End,
    all: &[Displayed<'_>],
    beside: &[Displayed<'_>],
) -> Option<(usize, Order)> {
    let rank = |one: &Displayed<'_>| match end {
        End::Highest => -rank_of(one.proportion),
        End::Lowest => rank_of(one.proportion),
    };
    let (found, first) = all
        .iter()
        .enumerate()
        .min_by(|(_, a), (_, b)| rank(a).total_cmp(&rank(b)))?;
    let others = || {
        let rest = all.iter().enumerate().filter(|(at, _)| *at != found);
        rest.map(|(_, one)| one).chain(beside)
    };
    let shared = others().filter(|one| one.said == first.said).count();
    let beyond = |one: &Displayed<'_>| match end {
        End::Highest => apart(first.proportion, one.proportion),
        End::Lowest => apart(one.proportion, first.proportion),
    };
    let order = if shared > 0 {
        Order::Shared(shared)
    } else if others().all(beyond) {
        Order::Sure
    } else {
        Order::Near
    };
    Some((found, order))
}

/// What the order of a question by its favourable answers bears, as a sentence that begins with a space.
pub(super) fn in_words(lang: Lang, end: End, order: Order) -> String {
    match (order, end, lang) {
        (Order::Sure, End::Highest, Lang::Da) => {
            " Ingen andre spørgsmål har så stor en andel positive svar.".to_owned()
        }
        (Order::Sure, End::Highest, Lang::En) => {
            " No other question has as large a share of favourable answers.".to_owned()
        }
        (Order::Sure, End::Lowest, Lang::Da) => {
            " Ingen andre spørgsmål har så lille en andel positive svar.".to_owned()
        }
        (Order::Sure, End::Lowest, Lang::En) => {
            " No other question has as small a share of favourable answers.".to_owned()
        }
        (Order::Shared(others), ..) => shared(lang, others),
        (Order::Near, ..) => near(lang).to_owned(),
    }
}

fn shared(lang: Lang, others: usize) -> String {
    let number = super::words::small_number(lang, others);
    match (lang, others) {
        (Lang::Da, 1) => " Et andet spørgsmål viser det samme tal.".to_owned(),
        (Lang::Da, _) => format!(" Det samme tal står ved {number} andre spørgsmål."),
        (Lang::En, 1) => " Another question shows the same figure.".to_owned(),
        (Lang::En, _) => format!(" The same figure stands at {number} other questions."),
    }
}

/// That others lie too near to tell.
pub(super) fn near(lang: Lang) -> &'static str {
    pick(
        lang,
        " Andre ligger så tæt på, at rækkefølgen kan være tilfældig.",
        " Others lie so near that their order may be chance.",
    )
}

/// The same of both ends at once.
pub(super) fn near_both(lang: Lang) -> &'static str {
    pick(
        lang,
        " Ved dem begge ligger andre spørgsmål så tæt på, at rækkefølgen kan være tilfældig.",
        " Near both of them lie other questions, so near that their order may be chance.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::document::Interval;

    fn share(share: Figure, low: f64, high: f64) -> Proportion {
        Proportion {
            count: share,
            share,
            interval: Interval { low, high },
        }
    }

    fn found(end: End, shares: &[Proportion]) -> (usize, Order) {
        let displayed: Vec<Displayed<'_>> = shares
            .iter()
            .map(|proportion| Displayed {
                proportion,
                said: super::super::words::percent(Lang::Da, proportion.share),
            })
            .collect();
        at(end, &displayed, &[]).unwrap()
    }

    #[test]
    fn an_order_is_claimed_only_where_intervals_lie_apart() {
        let high = share(Figure::Exact(0.9), 0.87, 0.92);
        let middle = share(Figure::Exact(0.5), 0.46, 0.54);
        let near = share(Figure::Exact(0.89), 0.86, 0.91);
        assert_eq!(found(End::Highest, &[middle, high]), (1, Order::Sure));
        assert_eq!(found(End::Lowest, &[middle, high]), (0, Order::Sure));
        assert_eq!(found(End::Highest, &[near, middle, high]), (2, Order::Near));
        assert_eq!(found(End::Lowest, &[near, middle, high]), (1, Order::Sure));
        assert_eq!(found(End::Lowest, &[near, high]), (0, Order::Near));
        assert_eq!(found(End::Highest, &[high]), (0, Order::Sure));
        assert_eq!(at(End::Highest, &[], &[]), None);
        // What is not chosen still bars a claim.
        let displayed = |proportion, said: &str| Displayed {
            proportion,
            said: said.to_owned(),
        };
        let (one, other) = ([displayed(&middle, "50")], [displayed(&high, "90")]);
        let told = |end| at(end, &one, &other).unwrap().1;
        assert_eq!(
            (told(End::Highest), told(End::Lowest)),
            (Order::Near, Order::Sure)
        );
    }

    #[test]
    fn what_shows_the_same_figure_is_said_to_share_it() {
        // 90.1 % and 89.6 % are both 90 % to the reader.
        let alike = [0.901, 0.896].map(|x| share(Figure::Exact(x), x - 0.02, x + 0.02));
        let low = share(Figure::Exact(0.2), 0.1, 0.3);
        let all = [alike[0], alike[1], low];
        assert_eq!(found(End::Highest, &all), (0, Order::Shared(1)));
        assert_eq!(found(End::Lowest, &all), (2, Order::Sure));
        // Of small groups many show one bound; the first is taken, and the others are told.
        let bound = share(Figure::AtLeast(4.0 / 6.0), 0.3, 1.0);
        assert_eq!(found(End::Highest, &[bound; 4]), (0, Order::Shared(3)));
        assert_eq!(found(End::Lowest, &[bound; 4]), (0, Order::Shared(3)));
        // A bound and a number beside it are not the same, and neither lies further.
        let number = share(Figure::Exact(4.0 / 6.0), 0.3, 0.9);
        assert_eq!(found(End::Highest, &[number, bound]), (1, Order::Near));
        for (lang, one, more) in [
            (Lang::Da, "Et andet spørgsmål viser det samme", "tre andre"),
            (
                Lang::En,
                "Another question shows the same",
                "three other questions",
            ),
        ] {
            let said = |order| in_words(lang, End::Highest, order);
            assert!(said(Order::Shared(1)).contains(one));
            assert!(said(Order::Shared(3)).contains(more));
        }
    }
}
