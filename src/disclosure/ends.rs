//! How near to nobody and everybody a count turns into a bound, and how near to an end of the scale a mean does.
//!
//! Source: rule R1 of the design page, with the cap of the mean enlarged so that it also holds for members who know their own answers. `j` people
//! who pool theirs know `j` of the answers. A count is a bound within `j + 1` of nobody and everybody. A mean of `m` points is exact only if
//! `n + a < S < m n - a` with `a = (2 j + 1) (m - 1) / 2`, rounded up: `j` members who gave the point at one end can subtract `j (m - 1)`; what
//! is left must still allow one answer in the middle class, `(m - 1) / 2` away from the other end. With `2 (j + 1)` on five points nobody outside
//! is certain, but the one who answered 1 would know that all others are favourable. That these ends are wide enough is not taken on trust: see
//! [`super::certainty`].

/// Where bounds begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ends {
    /// A count within this of nobody or everybody is shown as a bound.
    pub(in crate::disclosure) band: u32,
    /// A sum within so many half widths of the scale of an end is shown as a bound.
    pub(in crate::disclosure) halves: u32,
}

impl Ends {
    /// Against people who pool their own answers, so many of them.
    pub fn against(coalition: u32) -> Self {
        Self {
            band: coalition + 1,
            halves: 2 * coalition + 1,
        }
    }

    /// A count within this of nobody or everybody is shown as a bound.
    pub fn band(self) -> u32 {
        self.band
    }

    /// The distance of a sum from an end within which the mean is shown as a bound, where answers are `width` apart at most.
    pub fn cap(self, width: i64) -> i64 {
        (i64::from(self.halves) * width + 1) / 2
    }
}

impl Default for Ends {
    fn default() -> Self {
        Self::against(1)
    }
}
