//! Texts in Danish and English, and numbers as each language writes them.

use std::fmt;

/// A language of the interface. Danish comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lang {
    /// Danish.
    #[default]
    Da,
    /// English.
    En,
}

impl Lang {
    /// Both languages, Danish first.
    pub const ALL: [Self; 2] = [Self::Da, Self::En];

    /// The language tag of RFC 5646: `da`, `en`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Da => "da",
            Self::En => "en",
        }
    }

    /// Reads a language tag; `None` for a language we do not speak.
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.tag() == tag)
    }

    /// A number with `decimals` decimals: `1.234,5` in Danish, `1,234.5` in English.
    pub fn number(self, value: f64, decimals: usize) -> String {
        let rounded = format!("{value:.decimals$}");
        let plain = if rounded
            .trim_start_matches('-')
            .chars()
            .all(|c| "0.".contains(c))
        {
            rounded.trim_start_matches('-').to_owned()
        } else {
            rounded
        };
        let (whole, decimals) = plain.split_once('.').unwrap_or((plain.as_str(), ""));
        let mut written = self.grouped(whole);
        if !decimals.is_empty() {
            written.push(match self {
                Self::Da => ',',
                Self::En => '.',
            });
            written.push_str(decimals);
        }
        written
    }

    /// A whole number: `1.200` in Danish, `1,200` in English.
    pub fn whole(self, number: impl Into<u64>) -> String {
        self.grouped(&number.into().to_string())
    }

    /// How many of something there are, written like any whole number.
    pub fn count(self, number: usize) -> String {
        self.grouped(&number.to_string())
    }

    /// Digits in groups of three; a sign before them is kept.
    fn grouped(self, digits: &str) -> String {
        let (sign, digits) = match digits.strip_prefix('-') {
            Some(rest) => ("-", rest),
            None => ("", digits),
        };
        let mark = match self {
            Self::Da => '.',
            Self::En => ',',
        };
        let mut written = sign.to_owned();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                written.push(mark);
            }
            written.push(digit);
        }
        written
    }

    /// A share (0-1) in percent: `90 %` in Danish, `90%` in English.
    pub fn percent(self, share: f64, decimals: usize) -> String {
        let number = self.number(share * 100.0, decimals);
        match self {
            Self::Da => format!("{number}\u{a0}%"),
            Self::En => format!("{number}%"),
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

/// One text in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Danish.
    pub da: String,
    /// English.
    pub en: String,
}

impl Text {
    /// A text in both languages.
    pub fn new(da: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            da: da.into(),
            en: en.into(),
        }
    }

    /// The text in one language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Da => &self.da,
            Lang::En => &self.en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_each_language_writes_them() {
        assert_eq!(Lang::Da.number(3.25, 1), "3,2");
        assert_eq!(Lang::En.number(-0.04, 1), "0.0");
        assert_eq!(Lang::Da.percent(0.9005, 1), "90,0\u{a0}%");
        assert_eq!(Lang::En.percent(0.5, 0), "50%");
        for (number, danish, english) in [
            (0_u32, "0", "0"),
            (999, "999", "999"),
            (1_200, "1.200", "1,200"),
            (38_000, "38.000", "38,000"),
            (1_695_533, "1.695.533", "1,695,533"),
        ] {
            assert_eq!(Lang::Da.whole(number), danish);
            assert_eq!(Lang::En.whole(number), english);
            assert_eq!(Lang::Da.number(f64::from(number), 0), danish);
            assert_eq!(
                Lang::Da.number(-f64::from(number) - 0.5, 1),
                format!("-{danish},5")
            );
        }
        assert_eq!(Lang::En.number(12_345.678, 2), "12,345.68");
    }
}
