//! The outcome of an attack, in words and as JSON.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;

use crate::forensics::intruder::derive::Proof;
use crate::forensics::intruder::verdict::Kind;

/// A published figure that a find follows from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Which end it is for, where the two have different derivations.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
    /// How often it is added; `None`: it is needed, but not by adding up.
    pub times: Option<String>,
    /// Which document; `None`: from the attacker's knowledge.
    pub document: Option<String>,
    /// Which group.
    pub group: String,
    /// What it says.
    pub text: String,
}

/// Something that can be worked out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Find {
    /// What sort.
    pub kind: Kind,
    /// Which question.
    pub question: String,
    /// Whose answers.
    pub who: String,
    /// What is known.
    pub says: String,
    /// How sure the derivation is.
    #[serde(skip)]
    pub proof: Proof,
    /// The figures it follows from.
    pub why: Vec<Step>,
}

/// What was tried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tried {
    /// Questions, the number of ballots among them.
    pub questions: usize,
    /// Sets of people.
    pub sets: usize,
    /// Sets times classes of answers.
    pub sets_and_classes: usize,
    /// Hidden sets that follow by adding and subtracting shown groups alone.
    pub linear: usize,
    /// Blocks attacked apart.
    pub blocks: usize,
    /// Unknown counts.
    pub unknowns: usize,
    /// Rows from figures, rules and knowledge.
    pub rows: usize,
    /// Systems solved.
    pub solved: usize,
    /// Tables found without solving.
    pub walked: usize,
    /// Sums whose end was not proven in time; where it matters it is told as not finished.
    pub unproven: usize,
    /// Different tables found that publish the same.
    pub tables: usize,
    /// Scores checked.
    pub scores: usize,
}

/// The outcome.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// Survey codes of the documents, in the order given.
    pub documents: Vec<String>,
    /// What can be worked out, the worst first.
    pub finds: Vec<Find>,
    /// What is known and says nothing of anybody: bounds that are undone.
    pub noted: Vec<Find>,
    /// What was tried.
    pub tried: Tried,
    /// What was begun and not finished: nothing is known of it.
    pub unfinished: Vec<String>,
    /// What this attack cannot try, and why.
    pub not_tried: Vec<String>,
}

impl Kind {
    /// What it is called in a report.
    pub fn word(self) -> &'static str {
        match self {
            Self::Attribute => "everybody's answer known",
            Self::FingerPointing => "finger-pointing",
            Self::Exact => "exact in a small set",
            Self::BoundUndone => "bound undone",
            Self::HiddenSize => "size of a hidden group",
            Self::FewTexts => "list of few texts",
            Self::TextTwice => "text shown twice",
            Self::TextsOfOne => "list of one group by elimination",
            Self::Index => "score says more than its items",
            Self::RuleBroken => "figure that the rules would not show",
            Self::Contradiction => "figures that contradict each other",
        }
    }
}

impl Outcome {
    /// Whether nothing was found and nothing was left unfinished.
    pub fn held(&self) -> bool {
        self.finds.is_empty() && self.unfinished.is_empty()
    }

    /// Takes in what was found of something else.
    pub(crate) fn add(&mut self, other: Self) {
        self.finds.extend(other.finds);
        self.noted.extend(other.noted);
        self.unfinished.extend(other.unfinished);
        self.not_tried.extend(other.not_tried);
        let (t, o) = (&mut self.tried, other.tried);
        for (mine, theirs) in [
            (&mut t.questions, o.questions),
            (&mut t.sets, o.sets),
            (&mut t.sets_and_classes, o.sets_and_classes),
            (&mut t.linear, o.linear),
            (&mut t.blocks, o.blocks),
            (&mut t.unknowns, o.unknowns),
            (&mut t.rows, o.rows),
            (&mut t.solved, o.solved),
            (&mut t.walked, o.walked),
            (&mut t.unproven, o.unproven),
            (&mut t.tables, o.tables),
            (&mut t.scores, o.scores),
        ] {
            *mine += theirs;
        }
    }

    /// Finds per sort.
    pub fn counts(&self) -> BTreeMap<Kind, usize> {
        let mut counts = BTreeMap::new();
        for find in &self.finds {
            *counts.entry(find.kind).or_default() += 1;
        }
        counts
    }

    /// In words; of each sort at most `most` are written out.
    pub fn words(&self, most: usize) -> String {
        let mut text = String::new();
        // Writing to a String cannot fail.
        let _ = self.write(&mut text, most);
        text
    }

    fn write(&self, out: &mut String, most: usize) -> std::fmt::Result {
        writeln!(out, "Attacked: {}", self.documents.join(", "))?;
        for (kind, count) in self.counts() {
            writeln!(out, "\n{}: {count}", kind.word())?;
            let finds = self.finds.iter().filter(|find| find.kind == kind);
            write_out(out, finds, most)?;
        }
        if self.finds.is_empty() {
            writeln!(out, "\nNothing was found.")?;
        }
        if !self.noted.is_empty() {
            let count = self.noted.len();
            writeln!(out, "\nnoted, {}: {count}", Kind::BoundUndone.word())?;
            write_out(out, self.noted.iter(), most)?;
        }
        let t = &self.tried;
        writeln!(
            out,
            "\nTried: {} questions, {} sets of people, {} sets and classes; {} unknown counts and {} rows in {} blocks; {} systems solved ({} without proof), {} different tables, {} of them found without solving; {} hidden sets follow by adding and subtracting groups; {} scores checked.",
            t.questions,
            t.sets,
            t.sets_and_classes,
            t.unknowns,
            t.rows,
            t.blocks,
            t.solved,
            t.unproven,
            t.tables,
            t.walked,
            t.linear,
            t.scores
        )?;
        for (title, lines) in [
            ("Not finished, so nothing is known of it", &self.unfinished),
            ("Not tried", &self.not_tried),
        ] {
            if !lines.is_empty() {
                writeln!(out, "{title}:")?;
            }
            for line in lines.iter().take(most) {
                writeln!(out, "- {line}")?;
            }
            if lines.len() > most {
                writeln!(out, "  … and {} more", lines.len() - most)?;
            }
        }
        Ok(())
    }
}

fn write_out<'a>(
    out: &mut String,
    finds: impl Iterator<Item = &'a Find>,
    most: usize,
) -> std::fmt::Result {
    let mut more = 0_usize;
    for (at, find) in finds.enumerate() {
        if at >= most {
            more += 1;
            continue;
        }
        writeln!(out, "- {}, {}: {}", find.question, find.who, find.says)?;
        let mut end = None;
        for step in &find.why {
            if step.end != end {
                end.clone_from(&step.end);
                if let Some(end) = &end {
                    writeln!(out, "    {end}:")?;
                }
            }
            let document = step
                .document
                .as_deref()
                .unwrap_or("what the attacker knows");
            let times = step
                .times
                .as_ref()
                .map_or_else(String::new, |times| format!("{times} × "));
            writeln!(out, "    {times}{document}, {}: {}", step.group, step.text)?;
        }
        writeln!(out, "    ({})", sureness(find))?;
    }
    if more > 0 {
        writeln!(out, "  … and {more} more")?;
    }
    Ok(())
}

fn sureness(find: &Find) -> &'static str {
    let added = find.why.iter().any(|step| step.times.is_some());
    match (find.proof, added) {
        (Proof::Sum, true) => {
            "added up, these give it, because no count is negative; checked in whole numbers"
        }
        (Proof::Sum, false) => "it stands there",
        (Proof::Cases, _) => {
            "together they leave no other whole numbers; all cases were gone through"
        }
        (Proof::Solver, _) if find.why.is_empty() => {
            "the solver found no other whole numbers; which figures make it so was not looked for"
        }
        (Proof::Solver, _) => "together they leave no other whole numbers, as the solver found",
    }
}
