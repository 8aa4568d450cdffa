//! One system of rows per family of documents and question: how many of each atom gave each answer is unknown, everything published is a
//! row.

use crate::forensics::intruder::asked::{Part, questions};
use crate::forensics::intruder::choice;
use crate::forensics::intruder::document::{Cell, Document, Figure, Figures, Reason, Subject};
use crate::forensics::intruder::fact::{Fact, Facts, Question, SUM};
use crate::forensics::intruder::knowledge::Knowledge;
use crate::forensics::intruder::people::People;
use crate::forensics::intruder::rating;
use crate::forensics::intruder::roster::{ballots, places};
use crate::forensics::intruder::set::Set;

/// Where a row comes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    /// Index of the document; `None`: from the attacker's own knowledge.
    pub document: Option<usize>,
    /// Code of the group.
    pub group: String,
    /// What is published, or follows by the rules.
    pub text: String,
}

/// `low <= sum over the set of weights · counts <= high`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Whose answers.
    pub set: Set,
    /// Per category, no answer last.
    pub weights: Vec<i64>,
    /// At least.
    pub low: Option<i64>,
    /// At most.
    pub high: Option<i64>,
    /// From the public rules.
    pub rule: bool,
    /// Index into the sources.
    pub source: usize,
}

/// A cell that is shown as a bound or exactly, for the verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownCell {
    /// Document within the family.
    pub local: usize,
    /// Group.
    pub group: usize,
    /// Names of classes shown as a bound.
    pub bounds: Vec<String>,
}

/// All that is known of the answers to one question.
#[derive(Clone, Debug)]
pub struct System {
    /// What it is about, as a report names it.
    pub name: String,
    /// The possible answers.
    pub question: Question,
    /// The rows.
    pub rows: Vec<Row>,
    /// Where they come from.
    pub sources: Vec<Source>,
    /// Cells that are shown.
    pub shown: Vec<ShownCell>,
    /// Figures that break the public rules: where and what.
    pub broken: Vec<Source>,
}

/// All systems of one family. Also the names of tables that this attack does not read.
pub fn systems(
    documents: &[Document],
    people: &People,
    knowledge: &Knowledge,
) -> (Vec<System>, Vec<String>) {
    let mut subjects: Vec<&Subject> = Vec::new();
    for table in people
        .documents
        .iter()
        .flat_map(|at| &documents[*at].tables)
    {
        if !subjects.contains(&&table.about) {
            subjects.push(&table.about);
        }
    }
    let (mut systems, mut unread) = (Vec::new(), Vec::new());
    for subject in subjects {
        if matches!(subject, Subject::Scale(_)) {
            continue;
        }
        let cells: Vec<(usize, &[Cell])> = people
            .documents
            .iter()
            .enumerate()
            .filter_map(|(local, at)| {
                let table = documents[*at]
                    .tables
                    .iter()
                    .find(|table| table.about == *subject)?;
                Some((local, table.cells.as_slice()))
            })
            .collect();
        let parts = questions(documents, subject, &cells, knowledge);
        if parts.is_empty() {
            unread.push(subject.to_string());
        }
        for (name, question, part) in parts {
            let mut system = ballots(documents, people, knowledge, name, question);
            for (local, cells) in &cells {
                system.read(documents, people, *local, cells, part);
            }
            system.know(documents, people, knowledge, &subject.to_string(), part);
            systems.push(system);
        }
    }
    (systems, unread)
}

impl System {
    pub(crate) fn add(&mut self, document: Option<usize>, group: &str, set: &Set, fact: Fact) {
        self.rows.push(Row {
            set: set.clone(),
            weights: fact.weights,
            low: fact.low,
            high: fact.high,
            rule: fact.rule,
            source: self.sources.len(),
        });
        self.sources.push(Source {
            document,
            group: group.to_owned(),
            text: fact.text,
        });
    }

    fn read(
        &mut self,
        documents: &[Document],
        people: &People,
        local: usize,
        cells: &[Cell],
        part: Part,
    ) {
        let at = people.documents[local];
        for (group, cell) in cells.iter().enumerate() {
            let set = &people.members[local][group];
            let (Some(base), Some(figures)) = (cell.base.shown(), cell.figures.shown()) else {
                if let Some(fact) = self.hidden(&documents[at], group, cell) {
                    self.add(Some(at), &cell.group, set, fact);
                }
                continue;
            };
            let (question, coalition) = (&self.question, documents[at].policy.coalition);
            let facts = match part {
                Part::Rating => rating::facts(question, *base, figures, coalition),
                Part::Single => choice::single(question, *base, figures, coalition),
                Part::Several(option) => {
                    choice::several(question, *base, figures, coalition, option)
                }
                Part::Ranked(option) => choice::ranked(question, *base, figures, coalition, option),
            };
            let Some(Facts { rows, broken }) = facts else {
                continue;
            };
            self.shown.push(ShownCell {
                local,
                group,
                bounds: bounds(figures),
            });
            for fact in rows {
                self.add(Some(at), &cell.group, set, fact);
            }
            self.broken.extend(broken.into_iter().map(|text| Source {
                document: Some(at),
                group: cell.group.clone(),
                text,
            }));
        }
    }

    /// What the reason for hiding says of the number of answers.
    fn hidden(&self, document: &Document, group: usize, cell: &Cell) -> Option<Fact> {
        // Of a group that is hidden altogether the reason stands in every cell, and says nothing of the question.
        let own = document.groups[group].size.shown().is_some();
        let k = i64::from(document.policy.ordinary);
        let weights = self.question.answered();
        let (low, high, rule, text) = match cell.base.reason()? {
            Reason::TooFewAnswers if own => (None, Some(k - 1), true, "hidden for too few answers"),
            Reason::ProtectsAnother if own => (Some(k), None, true, "hidden to protect another"),
            Reason::NotAsked => (None, Some(0), false, "not asked"),
            Reason::TooFewAnswers
            | Reason::ProtectsAnother
            | Reason::WithinHidden
            | Reason::LargerGroupsOnly => return None,
        };
        Some(Fact {
            weights,
            low,
            high,
            rule,
            text: text.to_owned(),
        })
    }

    fn know(
        &mut self,
        documents: &[Document],
        people: &People,
        knowledge: &Knowledge,
        item: &str,
        part: Part,
    ) {
        for known in knowledge.bases.iter().filter(|known| known.item == item) {
            let n = Some(i64::from(known.answers));
            for (local, index, _) in places(documents, people, &known.survey, &known.group) {
                let text = format!("{} answered, as the attacker knows", known.answers);
                let weights = self.question.answered();
                let fact = Fact {
                    weights,
                    low: n,
                    high: n,
                    rule: false,
                    text,
                };
                self.add(None, &known.group, &people.members[local][index], fact);
            }
        }
        for (index, atom) in people.atoms.iter().enumerate() {
            let Some(own) = atom.own.and_then(|own| knowledge.own.get(own)) else {
                continue;
            };
            let Some(answer) = own.answers.get(item) else {
                continue;
            };
            let answer = usize::try_from(*answer).unwrap_or(0);
            let category = match (part, answer) {
                (_, 0) => self.question.categories,
                (Part::Rating | Part::Single, point) => point - 1,
                (Part::Several(option), chosen) => usize::from(chosen != option + 1),
                (Part::Ranked(_), _) => continue,
            };
            let weights = (0..=self.question.categories).map(|at| i64::from(at == category));
            let fact = Fact {
                weights: weights.collect(),
                low: Some(1),
                high: Some(1),
                rule: false,
                text: "the answer that the attacker knows".to_owned(),
            };
            self.add(None, &own.group, &Set::of([index]), fact);
        }
    }
}

/// Classes that a cell shows as a bound.
fn bounds(figures: &Figures) -> Vec<String> {
    let mut names = Vec::new();
    let mut note = |name: &str, figure: Figure| {
        if !matches!(figure, Figure::Exact(_)) {
            names.push(name.to_owned());
        }
    };
    match figures {
        Figures::Small { mean, favourable } => {
            note("favourable", favourable.count);
            note(SUM, mean.value);
        }
        Figures::Classes {
            mean,
            unfavourable,
            favourable,
            ..
        } => {
            note("favourable", favourable.count);
            note("unfavourable", unfavourable.count);
            note(SUM, mean.value);
        }
        _ => {}
    }
    names
}
