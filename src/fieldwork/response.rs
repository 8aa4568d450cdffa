//! Response: how many of those invited answered.
//!
//! A census by name: everybody on the frame is eligible and known, so the American Association for Public Opinion Research's
//! Response Rate 2 (*Standard Definitions*, 10th edition, 2023, "Response Rates"),
//! `RR2 = (I + P) / ((I + P) + (R + NC + O) + (UH + UO))`, has no unknown cases (`UH = UO = 0`), and refusals, non-contacts
//! and others (`R`, `NC`, `O`) are whoever did not answer. It is answers, complete (`I`) or partial (`P`), by invitations.

use crate::base::Text;

/// Smallest number of invitations for which an exact rate is shown: below it, one answer more is a step anybody can see.
pub(super) const EXACT_FROM: u32 = 10;

/// Invitations and answers of one group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Response {
    invited: u32,
    answered: u32,
}

/// A response rate in words that hide the single answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Band {
    /// Under 40 %.
    Low,
    /// 40 % or more, but under 70 %.
    Middle,
    /// 70 % or more.
    High,
}

/// What may be shown of a group's response while answers are taken.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ShownResponse {
    /// Nothing: the group is smaller than the policy's minimum.
    Hidden,
    /// Nothing: beside what is shown of the groups inside it, it would say more of one of them than may be shown.
    Withheld,
    /// A band: the group is small.
    Band(Band),
    /// Fewer answered than the minimum, perhaps nobody.
    Few(u32),
    /// Fewer are missing than the minimum, perhaps nobody.
    AllBut(u32),
    /// The rate, 0 to 1.
    Rate(f64),
}

impl Response {
    /// The response of a group; `None` if nobody is invited or more answered than were invited.
    pub fn new(invited: u32, answered: u32) -> Option<Self> {
        (invited > 0 && answered <= invited).then_some(Self { invited, answered })
    }

    /// How many are invited.
    pub fn invited(self) -> u32 {
        self.invited
    }

    /// How many answered.
    pub fn answered(self) -> u32 {
        self.answered
    }

    /// RR2, 0 to 1.
    pub fn rate(self) -> f64 {
        f64::from(self.answered) / f64::from(self.invited)
    }

    /// The band the rate falls in, without rounding: 69.9 % is not 70 %.
    pub fn band(self) -> Band {
        let (answered, invited) = (u64::from(self.answered), u64::from(self.invited));
        if answered * 100 < invited * 40 {
            Band::Low
        } else if answered * 100 < invited * 70 {
            Band::Middle
        } else {
            Band::High
        }
    }

    /// What may be shown of a group without groups inside, while answers are taken: nothing of one below `minimum`, a band of one below
    /// ten, and of a larger one nothing exact near nobody or everybody. Were only these two words themselves left out, what stands in
    /// their place would say them.
    pub fn shown(self, minimum: u32) -> ShownResponse {
        if self.invited < minimum {
            ShownResponse::Hidden
        } else if self.invited < EXACT_FROM {
            ShownResponse::Band(self.band())
        } else if self.answered < minimum {
            ShownResponse::Few(minimum)
        } else if self.invited - self.answered < minimum {
            ShownResponse::AllBut(minimum)
        } else {
            ShownResponse::Rate(self.rate())
        }
    }

    /// Fewest and most answers that are shown alike.
    pub(super) fn range(self, minimum: u32) -> (u32, u32) {
        let shown = self.shown(minimum);
        let alike = |answered: &u32| {
            Self::new(self.invited, *answered).is_some_and(|other| other.shown(minimum) == shown)
        };
        let mut those = (0..=self.invited).filter(alike);
        let first = those.next().unwrap_or(self.answered);
        (first, those.next_back().unwrap_or(first))
    }
}

impl Band {
    /// The band in words.
    pub fn text(self) -> Text {
        match self {
            Self::Low => Text::new("under 40\u{a0}%", "under 40%"),
            Self::Middle => Text::new("40-69\u{a0}%", "40-69%"),
            Self::High => Text::new("70\u{a0}% eller mere", "70% or more"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(invited: u32, answered: u32) -> ShownResponse {
        Response::new(invited, answered).unwrap().shown(5)
    }

    #[test]
    fn rates_are_aapor_rr2() {
        assert!((Response::new(7, 6).unwrap().rate() - 6.0 / 7.0).abs() < 1e-12);
        assert_eq!(Response::new(0, 0), None);
        assert_eq!(Response::new(5, 6), None);
    }

    #[test]
    fn small_groups_are_shown_in_bands() {
        assert_eq!(shown(4, 2), ShownResponse::Hidden);
        assert_eq!(shown(5, 1), ShownResponse::Band(Band::Low));
        assert_eq!(shown(5, 2), ShownResponse::Band(Band::Middle));
        assert_eq!(shown(9, 6), ShownResponse::Band(Band::Middle));
        assert_eq!(shown(9, 7), ShownResponse::Band(Band::High));
        assert_eq!(shown(10, 5), ShownResponse::Rate(0.5));
        assert_eq!(shown(20, 14), ShownResponse::Rate(0.7));
    }

    #[test]
    fn nobody_and_everybody_of_a_large_group_look_like_a_few_more_or_less() {
        for answered in 0..5 {
            assert_eq!(shown(50, answered), ShownResponse::Few(5));
            assert_eq!(shown(50, 50 - answered), ShownResponse::AllBut(5));
        }
        assert_eq!(shown(50, 5), ShownResponse::Rate(0.1));
        assert_eq!(shown(50, 45), ShownResponse::Rate(0.9));
        assert_eq!(Response::new(50, 0).unwrap().range(5), (0, 4));
        assert_eq!(Response::new(50, 47).unwrap().range(5), (46, 50));
        assert_eq!(Response::new(50, 20).unwrap().range(5), (20, 20));
        assert_eq!(Response::new(7, 3).unwrap().range(5), (3, 4));
        assert_eq!(Response::new(4, 3).unwrap().range(5), (0, 4));
    }
}
