//! Texts that somebody wrote twice: in two networks, or under two questions. Shown twice they tie two places to one person, so a reader is told.
//!
//! Two texts are the same when nothing is left of their difference but capitals, spaces and signs. Short ones are not looked at, for many write
//! "Ved ikke".
//!
//! Limit: a text that was reworded the second time is not seen.

use std::collections::BTreeMap;

use crate::base::label::sameness;

use super::flag::{Flag, Hint};

/// From this many letters and digits on, the same words are hardly written by two.
const TELLING: usize = 20;
/// Words of the text that the flag names.
const NAMED: usize = 4;

/// How often each text of a survey was written.
#[derive(Default)]
pub struct Times(BTreeMap<String, u32>);

impl Times {
    /// Counts texts: all that will be shown, whatever was decided on them.
    pub fn count<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut times = BTreeMap::new();
        for same in texts.into_iter().filter_map(telling) {
            *times.entry(same).or_default() += 1;
        }
        Self(times)
    }

    /// A flag for a text that stands there more than once.
    pub fn flag(&self, text: &str) -> Option<Flag> {
        let times = self.0.get(&telling(text)?)?;
        let words: Vec<&str> = text.split_whitespace().take(NAMED).collect();
        (*times > 1).then(|| Flag {
            hint: Hint::Twice,
            words: format!("{} …", words.join(" ")),
        })
    }
}

/// What is left of a text for comparing; `None` where it is too short.
fn telling(text: &str) -> Option<String> {
    let same = sameness(text);
    (same.chars().count() >= TELLING).then_some(same)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_twice_is_flagged_and_short_or_different_ones_are_not() {
        let texts = [
            "Vi mangler tid til at følge op.",
            "  vi mangler TID til at følge op ",
            "Vi mangler tid til at følge det op.",
            "Ved ikke",
            "Ved ikke",
        ];
        let times = Times::count(texts);
        let flag = Flag {
            hint: Hint::Twice,
            words: "Vi mangler tid til …".into(),
        };
        assert_eq!(times.flag(texts[0]), Some(flag.clone()));
        assert_eq!(
            times.flag(texts[1]).map(|flag| flag.words),
            Some("vi mangler TID til …".into())
        );
        for text in &texts[2..] {
            assert_eq!(times.flag(text), None, "{text}");
        }
        // Once is no twice.
        assert_eq!(Times::count([texts[0]]).flag(texts[0]), None);
        assert_eq!(Times::default().flag(texts[0]), None);
    }
}
