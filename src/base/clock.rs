//! Time as an argument. The finest time this program keeps is the day, except for the seconds that a mail retry needs.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{Datelike as _, NaiveDate};
use std::fmt;

use super::Lang;

/// A calendar day in local time. Coarse on purpose: nothing in this program records a finer time beside a person or an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(NaiveDate);

const MONTHS_DA: [&str; 12] = [
    "januar",
    "februar",
    "marts",
    "april",
    "maj",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "december",
];
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Day {
    /// A day from year, month (1-12) and day of month; `None` if the calendar has no such day.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(Self)
    }

    /// Reads `2026-03-01`, `01-03-2026` or `1.3.2026`, the forms found in Danish staff files.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        ["%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%Y"]
            .iter()
            .find_map(|form| NaiveDate::parse_from_str(text, form).ok())
            .filter(|day| (1900..=2200).contains(&day.year()))
            .map(Self)
    }

    /// As people write it: `1. marts 2026`, `1 March 2026`.
    pub fn written(self, lang: Lang) -> String {
        let month = self.0.month0() as usize;
        match lang {
            Lang::Da => format!("{}. {} {}", self.0.day(), MONTHS_DA[month], self.0.year()),
            Lang::En => format!("{} {} {}", self.0.day(), MONTHS_EN[month], self.0.year()),
        }
    }

    /// The day `days` later (earlier if negative); the same day where the calendar ends.
    #[must_use]
    pub fn plus(self, days: i64) -> Self {
        chrono::TimeDelta::try_days(days)
            .and_then(|delta| self.0.checked_add_signed(delta))
            .map_or(self, Self)
    }

    /// Days from `earlier` to this day; negative if `earlier` is later.
    pub fn since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).num_days()
    }
}

/// ISO 8601: `2026-03-01`.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m-%d"))
    }
}

/// Where the program learns what time it is.
pub trait Clock: Send + Sync {
    /// Today, in local time.
    fn today(&self) -> Day;
    /// Seconds since 1970, for mail retries only.
    fn seconds(&self) -> i64;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the machine's clock"
)]
impl Clock for SystemClock {
    fn today(&self) -> Day {
        Day(chrono::Local::now().date_naive())
    }

    fn seconds(&self) -> i64 {
        chrono::Local::now().timestamp()
    }
}

/// A clock that stands on one day until it is set to another, for demonstrations set in the past. Copies show the same day.
#[derive(Clone, Debug)]
pub struct SetClock(Arc<Mutex<Day>>);

impl SetClock {
    /// A clock that shows `day`.
    pub fn new(day: Day) -> Self {
        Self(Arc::new(Mutex::new(day)))
    }

    /// Sets it and all its copies.
    pub fn set(&self, day: Day) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = day;
    }
}

impl Clock for SetClock {
    fn today(&self) -> Day {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn seconds(&self) -> i64 {
        self.today().since(Day(NaiveDate::default())) * 86_400
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_forms_of_danish_staff_files() {
        let day = Day::new(2026, 3, 1);
        for form in ["2026-03-01", "01-03-2026", "1.3.2026", " 1/3/2026 "] {
            assert_eq!(Day::parse(form), day, "{form}");
        }
        assert_eq!(Day::parse("2026-02-30"), None);
        assert_eq!(Day::parse("26-3-1"), None);
    }

    #[test]
    fn writes_days_as_people_do() {
        let day = Day::new(2010, 12, 9).unwrap();
        assert_eq!(day.written(Lang::Da), "9. december 2010");
        assert_eq!(day.written(Lang::En), "9 December 2010");
        assert_eq!(day.plus(30).to_string(), "2011-01-08");
        assert_eq!(day.plus(30).since(day), 30);
    }
}
