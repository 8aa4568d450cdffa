//! Response: how many of those invited answered.
//!
//! A census by name: everybody on the frame is eligible and known, so the American Association for Public Opinion Research's
//! Response Rate 2 (*Standard Definitions*, 10th edition, 2023, "Response Rates"),
//! `RR2 = (I + P) / ((I + P) + (R + NC + O) + (UH + UO))`, has no unknown cases (`UH = UO = 0`), and refusals, non-contacts
//! and others (`R`, `NC`, `O`) are whoever did not answer. It is answers, complete (`I`) or partial (`P`), by invitations.

use crate::base::Text;

/// Smallest number of invitations for which an exact rate is shown: below it, one answer more is a step anybody can see.
const EXACT_FROM: u32 = 10;

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
    /// A band: the group is small, or nobody or everybody has answered.
    Band(Band),
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

    /// What may be shown while answers are taken: nothing of a group below `minimum`, a band of one below ten, and never
    /// exactly nobody or everybody.
    pub fn shown(self, minimum: u32) -> ShownResponse {
        let tells_of_each = self.answered == 0 || self.answered == self.invited;
        if self.invited < minimum {
            ShownResponse::Hidden
        } else if self.invited < EXACT_FROM || tells_of_each {
            ShownResponse::Band(self.band())
        } else {
            ShownResponse::Rate(self.rate())
        }
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
        assert_eq!(shown(10, 7), ShownResponse::Rate(0.7));
        assert_eq!(shown(50, 0), ShownResponse::Band(Band::Low));
        assert_eq!(shown(50, 50), ShownResponse::Band(Band::High));
    }
}
