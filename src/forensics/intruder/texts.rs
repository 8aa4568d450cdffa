//! What lists of texts give away: own reading of `pejling.texts/1`, made from its published schema, and own arithmetic of what a list is the
//! answers of.
//!
//! A list below a group is what remains of its answers once the lists further in are taken away. So it tells who may have written a text: whoever
//! stands in the group and in no group with a list further in.
//!
//! | find | when |
//! |---|---|
//! | list of few | a list has fewer answers than its minimum or than ten, one that was taken out counted |
//! | text shown twice | the same words stand in the lists of two groups, one inside the other: the difference of the two tells more than either. Where it leaves only few, who |
//! | list of one group | by elimination all of a list is by one group that has no list itself |
//!
//! # Limits
//! Words that several people write ("ingen", "ved ikke") stand in many lists; only several texts of some length are taken for the same ones, unless
//! all of a list stands in another. A list from which a text was removed without a mark cannot be told from a shorter one.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::base::Digest;
use crate::forensics::intruder::derive::Proof;
use crate::forensics::intruder::document::{Malformed, Policy, Survey};
use crate::forensics::intruder::report::{Find, Outcome, Step};
use crate::forensics::intruder::verdict::Kind;

/// The only format that is read.
pub const FORMAT: &str = "pejling.texts/1";
/// Fewest answers of a list, whatever the document says.
const FEWEST: usize = 10;
/// From this many letters on, the same words are hardly written twice.
const TELLING: usize = 24;
/// So many such texts in two lists are no chance.
const MANY: usize = 3;

/// One place in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words of the format")]
pub enum Entry {
    Text(String),
    LeftOut,
}

/// The answers of one group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the words of the format")]
pub struct List {
    pub group: String,
    pub texts: Vec<Entry>,
}

/// One open question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the words of the format")]
pub struct Question {
    pub item: String,
    pub asked: serde_json::Value,
    pub minimum: u32,
    pub lists: Vec<List>,
}

/// One group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the words of the format")]
pub struct Group {
    pub id: String,
    pub label: String,
    pub kind: String,
    pub parent: Option<String>,
    pub direct: bool,
}

/// One texts document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the words of the format")]
pub struct Texts {
    pub format: String,
    pub survey: Survey,
    pub policy: Policy,
    pub release: String,
    pub groups: Vec<Group>,
    pub questions: Vec<Question>,
    pub digest: String,
}

/// Whether a file says of itself that it is a texts document.
pub fn is_texts(text: &str) -> bool {
    #[derive(Deserialize)]
    struct Header {
        format: String,
    }
    serde_json::from_str::<Header>(text).is_ok_and(|header| header.format == FORMAT)
}

/// Reads one document.
pub fn read(text: &str) -> Result<Texts, Malformed> {
    let texts = read_unsealed(text)?;
    let unsealed = Texts {
        digest: String::new(),
        ..texts.clone()
    };
    let canonical = serde_json::to_vec(&unsealed).map_err(|f| Malformed::Shape(f.to_string()))?;
    if Digest::plain(&canonical).to_string() == texts.digest {
        Ok(texts)
    } else {
        Err(Malformed::Altered)
    }
}

/// Reads one document whatever digest it bears: for documents made by hand.
pub fn read_unsealed(text: &str) -> Result<Texts, Malformed> {
    let texts: Texts =
        serde_json::from_str(text).map_err(|fault| Malformed::Shape(fault.to_string()))?;
    if texts.format != FORMAT {
        return Err(Malformed::Format(texts.format.chars().take(40).collect()));
    }
    let mut seen = BTreeSet::new();
    for (at, group) in texts.groups.iter().enumerate() {
        let stands = group
            .parent
            .as_ref()
            .map_or(at == 0, |parent| seen.contains(parent));
        if !stands || !seen.insert(group.id.clone()) {
            return Err(Malformed::Group {
                group: group.id.clone(),
                what: "it stands twice, or not after the group that contains it".to_owned(),
            });
        }
    }
    for list in texts.questions.iter().flat_map(|question| &question.lists) {
        if !seen.contains(&list.group) {
            return Err(Malformed::Group {
                group: list.group.clone(),
                what: "a list names it, and it is not there".to_owned(),
            });
        }
    }
    Ok(texts)
}

/// Attacks documents of texts, and adds what is found to an outcome.
pub fn attack(documents: &[Texts], outcome: &mut Outcome) {
    for texts in documents {
        outcome
            .documents
            .push(format!("{} (texts)", texts.survey.code));
        for question in &texts.questions {
            outcome.tried.questions += 1;
            let seen = Seen { texts, question };
            outcome.tried.sets += question.lists.len();
            outcome.finds.extend(seen.few());
            outcome.finds.extend(seen.twice());
            outcome.finds.extend(seen.of_one());
        }
    }
}

struct Seen<'a> {
    texts: &'a Texts,
    question: &'a Question,
}

impl Seen<'_> {
    fn label(&self, id: &str) -> String {
        let group = self.texts.groups.iter().find(|group| group.id == id);
        group.map_or_else(|| id.to_owned(), |group| group.label.clone())
    }

    fn find(&self, kind: Kind, who: String, says: String, lists: &[&List]) -> Find {
        Find {
            kind,
            question: self.question.item.clone(),
            who,
            says,
            proof: Proof::Sum,
            why: lists
                .iter()
                .map(|list| Step {
                    end: None,
                    times: None,
                    document: Some(self.texts.survey.code.clone()),
                    group: self.label(&list.group),
                    text: format!("a list of {}", list.texts.len()),
                })
                .collect(),
        }
    }

    fn few(&self) -> Vec<Find> {
        let fewest = FEWEST.max(self.question.minimum as usize);
        let lists = self.question.lists.iter();
        lists
            .filter(|list| list.texts.len() < fewest)
            .map(|list| {
                let says = format!("{} wrote, fewer than {fewest}", list.texts.len());
                self.find(Kind::FewTexts, self.label(&list.group), says, &[list])
            })
            .collect()
    }

    fn twice(&self) -> Vec<Find> {
        let mut finds = Vec::new();
        for (at, one) in self.question.lists.iter().enumerate() {
            for other in self.question.lists.iter().skip(at + 1) {
                let (inner, outer) = if self.within(&one.group, &other.group) {
                    (one, other)
                } else {
                    (other, one)
                };
                let (shared, telling) = shared(inner, outer);
                let whole = shared == inner.texts.len() && shared > 0;
                let same_place = inner.group == outer.group;
                if telling < MANY && !whole && !same_place {
                    continue;
                }
                let rest = outer.texts.len() - shared;
                let (who, says) = if self.within(&inner.group, &outer.group) {
                    let who = format!(
                        "{} without {}",
                        self.label(&outer.group),
                        self.label(&inner.group)
                    );
                    (
                        who,
                        format!("{shared} texts stand in both lists, so {rest} are by the others"),
                    )
                } else {
                    let who = format!(
                        "{} and {}",
                        self.label(&outer.group),
                        self.label(&inner.group)
                    );
                    (who, format!("{shared} texts stand in both lists"))
                };
                finds.push(self.find(Kind::TextTwice, who, says, &[inner, outer]));
            }
        }
        finds
    }

    fn of_one(&self) -> Vec<Find> {
        let lists = self.question.lists.iter();
        lists
            .filter_map(|list| {
                let (mut remains, mut cut) = (Vec::new(), false);
                self.remain(&list.group, &mut remains, &mut cut);
                let [only] = remains.as_slice() else {
                    return None;
                };
                (cut && *only != list.group && !list.texts.is_empty()).then(|| {
                    let says = format!(
                        "all {} texts of {} are by this group, for the others have lists of their own",
                        list.texts.len(),
                        self.label(&list.group)
                    );
                    let mut why = vec![list];
                    let inside = self.question.lists.iter();
                    why.extend(inside.filter(|inner| {
                        inner.group != list.group && self.within(&inner.group, &list.group)
                    }));
                    self.find(Kind::TextsOfOne, self.label(only), says, &why)
                })
            })
            .collect()
    }

    fn has_list(&self, group: &str) -> bool {
        self.question.lists.iter().any(|list| list.group == group)
    }

    fn children<'b>(&'b self, group: &'b str) -> impl Iterator<Item = &'b str> {
        let groups = self.texts.groups.iter();
        groups
            .filter(move |child| child.parent.as_deref() == Some(group))
            .map(|child| child.id.as_str())
    }

    /// The groups that the list of a group may be by: itself for whoever stands directly in it, and every group below that no list goes
    /// into. `cut` if some other list is taken away.
    fn remain(&self, group: &str, remains: &mut Vec<String>, cut: &mut bool) {
        let direct = self
            .texts
            .groups
            .iter()
            .any(|own| own.id == group && own.direct);
        if direct {
            remains.push(group.to_owned());
        }
        for child in self.children(group) {
            if self.has_list(child) {
                *cut = true;
            } else if self.lists_below(child) {
                self.remain(child, remains, cut);
            } else {
                remains.push(child.to_owned());
            }
        }
    }

    fn lists_below(&self, group: &str) -> bool {
        let mut lists = self.question.lists.iter();
        lists.any(|list| self.within(&list.group, group))
    }

    /// Whether a group is another, or lies in it.
    fn within(&self, inner: &str, outer: &str) -> bool {
        let mut at = Some(inner);
        // A tree is at most as deep as it has groups.
        for _ in 0..=self.texts.groups.len() {
            let Some(here) = at else { return false };
            if here == outer {
                return true;
            }
            let group = self.texts.groups.iter().find(|group| group.id == here);
            at = group.and_then(|group| group.parent.as_deref());
        }
        false
    }
}

/// How many texts two lists share, and how many of them are too long to be the same by chance.
fn shared(one: &List, other: &List) -> (usize, usize) {
    let words = |entry: &Entry| match entry {
        Entry::Text(text) => Some(text.split_whitespace().collect::<Vec<_>>().join(" ")),
        Entry::LeftOut => None,
    };
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for text in other.texts.iter().filter_map(words) {
        *counts.entry(text).or_default() += 1;
    }
    let (mut shared, mut telling) = (0, 0);
    for text in one.texts.iter().filter_map(words) {
        if let Some(left) = counts.get_mut(&text).filter(|left| **left > 0) {
            *left -= 1;
            shared += 1;
            telling += usize::from(text.chars().count() >= TELLING);
        }
    }
    (shared, telling)
}
