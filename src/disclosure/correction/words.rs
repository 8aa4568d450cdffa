//! What the words of a correction may hold: nothing that points at a person, and no figure.
//!
//! | refused | in names of groups | in notes and reasons |
//! |---|---|---|
//! | nothing, more than the longest, control characters, marks that cannot be seen | x | x |
//! | CPR numbers, telephone numbers, e-mail addresses, links: the rules of [`crate::disclosure::texts::blank`] | x | x |
//! | a name of somebody who was invited, unless the words stand in the release already | x | x |
//! | a number in unusual groups | x | x |
//! | a title with a name, a common first name | | x |
//! | per cent, decimals | x | x |
//! | any other number but a year, or one in the name of a group ("Hold 3") | | x |
//! | a number beside a word that counts people or answers ("4 af 5", "6 svar"), or written otherwise than in digits 0-9 | x | x |
//! | a second number ("Hold 3, 4"), unless the group had as many before and all but one of them | x | x |
//!
//! The last two do not hold for a name that some group of the release has: two that were mixed up are put right as they stand.

use std::collections::BTreeSet;

use crate::base::Text;
use crate::base::label::sameness;
use crate::disclosure::document::{ReleasedGroup, Subject};
use crate::disclosure::texts::blank::{blank, unseen};
use crate::disclosure::texts::flag::{Hint, Names, flags};
use crate::disclosure::{Refusal, ReleaseDocument};

use super::document::NewName;

/// Longest name of a group in letters, as in staff files.
const LONGEST_NAME: usize = 200;
/// Longest note or reason in letters: it stands in the footer of every page.
const LONGEST: usize = 400;
/// Numbers that are taken for years.
const YEARS: std::ops::RangeInclusive<u32> = 1900..=2099;

/// Words that make the number beside them a count or a rate.
const COUNTING: [&str; 40] = [
    "af",
    "of",
    "ud",
    "out",
    "svar",
    "svarede",
    "svarer",
    "svaret",
    "besvarelser",
    "answer",
    "answers",
    "answered",
    "replies",
    "responses",
    "respondenter",
    "respondents",
    "enig",
    "enige",
    "uenig",
    "uenige",
    "agree",
    "agreed",
    "disagree",
    "disagreed",
    "tilfredse",
    "utilfredse",
    "satisfied",
    "dissatisfied",
    "pct",
    "procent",
    "percent",
    "personer",
    "people",
    "persons",
    "inviterede",
    "invited",
    "deltagere",
    "point",
    "points",
    "score",
];

/// The rules, for one release.
pub(super) struct Rules<'a> {
    names: &'a Names,
    /// Words that stand in the release already.
    public: BTreeSet<String>,
    /// Codes of its groups and questions, and words of its names, in small letters.
    codes: BTreeSet<String>,
    /// Names of groups, before and after, the longest first.
    labels: Vec<&'a str>,
    /// The groups, before and after.
    groups: Vec<&'a ReleasedGroup>,
}

impl<'a> Rules<'a> {
    /// With the names of those invited to the survey, for a release as it came out and as it is presented, and for new names of groups.
    pub(super) fn new(
        names: &'a Names,
        release: [&'a ReleaseDocument; 2],
        new: &'a [NewName],
    ) -> Self {
        let groups = release.iter().flat_map(|document| &document.groups);
        let english = groups.clone().filter_map(|group| group.label_en.as_deref());
        let known: Vec<&str> = groups
            .map(|group| group.label.as_str())
            .chain(english)
            .collect();
        let title = &release[0].survey.title;
        let public = known
            .iter()
            .copied()
            .chain([title.da.as_str(), title.en.as_str()])
            .flat_map(str::split_whitespace)
            .map(sameness)
            .collect();
        let renamed = new
            .iter()
            .flat_map(|name| std::iter::once(name.label.as_str()).chain(name.label_en.as_deref()));
        // A name that is new with this correction covers no number in its own note.
        let renamed = renamed
            .map(str::trim)
            .filter(|label| !label.contains(char::is_numeric));
        let mut labels: Vec<&str> = known.into_iter().chain(renamed).collect();
        labels.retain(|label| label.contains(char::is_alphabetic));
        labels.sort_unstable_by_key(|label| std::cmp::Reverse(label.len()));
        Self {
            names,
            public,
            codes: codes(release[0], &labels),
            labels,
            groups: release
                .iter()
                .flat_map(|document| &document.groups)
                .collect(),
        }
    }

    /// A text without the names of groups in it.
    fn bare(&self, text: &str) -> String {
        let mut bare = text.to_owned();
        for label in &self.labels {
            bare = bare.replace(label, " ");
        }
        bare
    }

    /// A note or a reason, in both languages.
    pub(super) fn sentence(&self, what: &str, text: &Text) -> Result<Text, Refusal> {
        let checked = |text: &str| {
            let text = shaped(what, text, LONGEST)?;
            let hints = [Hint::Invited, Hint::Titled, Hint::Name, Hint::Number];
            self.points_at_nobody(what, &text, &hints)?;
            let bare = self.bare(&text);
            if has_decimals(&text) || has_number(&bare) || self.has_glued(&bare) {
                return Err(refused(format!(
                    "{what} holds a number, and figures come from releases alone: leave it out (years and names of groups may stand)"
                )));
            }
            Ok(text)
        };
        Ok(Text::new(checked(&text.da)?, checked(&text.en)?))
    }

    /// Whether a digit stands in a word that begins with a letter, and neither a group nor a question of the release is called so.
    fn has_glued(&self, text: &str) -> bool {
        let mut words = text.split(|c: char| !c.is_alphanumeric());
        words.any(|word| {
            word.starts_with(char::is_alphabetic)
                && word.contains(char::is_numeric)
                && !self.codes.contains(&word.to_lowercase())
        })
    }

    /// A name of a group.
    pub(super) fn name(&self, group: &str, label: &str) -> Result<String, Refusal> {
        let what = format!("the name for {group}");
        let label = shaped(&what, label, LONGEST_NAME)?;
        self.points_at_nobody(&what, &label, &[Hint::Invited, Hint::Number])?;
        if has_decimals(&label) || self.has_figure(group, &label) {
            return Err(refused(format!(
                "{what} holds a figure, and figures come from releases alone: leave it out"
            )));
        }
        Ok(label)
    }

    /// Whether a new name of a group may tell a number of people or answers: see the head of this module.
    fn has_figure(&self, group: &str, label: &str) -> bool {
        let of = |group: &'a ReleasedGroup| {
            std::iter::once(group.label.as_str()).chain(group.label_en.as_deref())
        };
        let mut stand = self.groups.iter().copied().flat_map(of);
        if stand.any(|name| name == label) {
            return false;
        }
        let own = self.groups.iter().copied().filter(|one| one.id == group);
        let before: Vec<Vec<String>> = own.flat_map(of).chain([group]).map(numbers).collect();
        let most = before
            .iter()
            .map(Vec::len)
            .max()
            .map_or(1, |most| most.max(1));
        let known: BTreeSet<&String> = before.iter().flatten().collect();
        let new = numbers(label);
        let added = new.iter().filter(|number| !known.contains(number)).count();
        let odd = |c: char| c.is_numeric() && !c.is_ascii_digit();
        new.len() > most || added > 1 || label.contains(odd) || counts(label)
    }

    fn points_at_nobody(&self, what: &str, text: &str, hints: &[Hint]) -> Result<(), Refusal> {
        if blank(text) != text {
            return Err(refused(format!(
                "{what} holds an address, a link, a telephone number or a CPR number: leave it out"
            )));
        }
        let public = |words: &str| {
            let mut words = words.split_whitespace();
            words.all(|word| self.public.contains(&sameness(word)))
        };
        let named = flags(text, self.names)
            .into_iter()
            .find(|flag| hints.contains(&flag.hint) && !public(&flag.words));
        match named {
            Some(flag) => Err(refused(format!(
                "{what} seems to name a person or to hold a telephone number ({}): leave it out",
                flag.words
            ))),
            None => Ok(()),
        }
    }
}

/// What may hold a digit after a letter: codes of groups and questions, and words of names of groups.
fn codes(release: &ReleaseDocument, labels: &[&str]) -> BTreeSet<String> {
    let groups = release.groups.iter().map(|group| group.id.as_str());
    let questions = release.tables.iter().map(|table| match &table.about {
        Subject::Item(code) | Subject::Row(code, _) | Subject::Scale(code) => code.as_str(),
    });
    let named = groups.chain(questions).chain(labels.iter().copied());
    let words = named.flat_map(|name| name.split(|c: char| !c.is_alphanumeric()));
    words.map(str::to_lowercase).collect()
}

/// Without spaces around it, and not empty, too long, or with anything in it that cannot be seen.
fn shaped(what: &str, text: &str, longest: usize) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(refused(format!("{what} is empty")));
    }
    if text.chars().count() > longest {
        return Err(refused(format!(
            "{what} is longer than {longest} characters"
        )));
    }
    if text.chars().any(|c| c.is_control() || unseen(c)) {
        return Err(refused(format!(
            "{what} holds a line end or another character that cannot be seen: leave it out"
        )));
    }
    Ok(text.to_owned())
}

/// Per cent, or a number with decimals.
fn has_decimals(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let decimal =
        |window: &[char]| matches!(window, [a, '.' | ',', b] if a.is_numeric() && b.is_numeric());
    text.contains(['%', '‰', '٪']) || chars.windows(3).any(decimal)
}

/// A word that begins with a digit and is no year. "B08" is a name.
fn has_number(text: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.starts_with(char::is_numeric))
        .any(|word| !word.parse().is_ok_and(|year: u32| YEARS.contains(&year)))
}

/// Runs of digits.
fn numbers(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_numeric())
        .filter(|run| !run.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Whether a number stands beside a word that counts.
fn counts(text: &str) -> bool {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let number = |word: &str| word.starts_with(char::is_numeric);
    words.windows(2).any(|pair| {
        let [before, after] = pair else { return false };
        (number(before) && COUNTING.contains(after)) || (COUNTING.contains(before) && number(after))
    })
}

pub(super) fn refused(why: String) -> Refusal {
    Refusal::NoCorrection(why)
}
