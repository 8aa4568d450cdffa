//! The whole attack: documents and knowledge in, finds and a tally of what was tried out.

use crate::forensics::intruder::block::{Parts, take_apart};
use crate::forensics::intruder::derive::{Proof, conflict};
use crate::forensics::intruder::document::Document;
use crate::forensics::intruder::fact::Question;
use crate::forensics::intruder::field::Field;
use crate::forensics::intruder::integer::{NoTable, Search};
use crate::forensics::intruder::judge::Judge;
use crate::forensics::intruder::knowledge::Knowledge;
use crate::forensics::intruder::model::{System, systems};
use crate::forensics::intruder::patience::{Clock, Patience};
use crate::forensics::intruder::people::{People, families};
use crate::forensics::intruder::report::{Find, Outcome, Step, Tried};
use crate::forensics::intruder::roster::{ballots, too_small};
use crate::forensics::intruder::scores;
use crate::forensics::intruder::set::Set;
use crate::forensics::intruder::span::Fraction;
use crate::forensics::intruder::target::{linear, targets};
use crate::forensics::intruder::verdict::Kind;
use crate::forensics::intruder::wording::{block_name, figure, step, words};

/// What an attack is about to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress<'a> {
    /// The question.
    pub question: &'a str,
    /// Questions done.
    pub done: usize,
    /// Questions in all.
    pub total: usize,
}

/// Attacks everything at once. `progress` is told each question before it is attacked.
pub fn attack(
    documents: &[Document],
    knowledge: &Knowledge,
    patience: Patience,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Outcome {
    let mut run = Run::start(documents, patience);
    let mut ready = Vec::new();
    for family in families(documents, knowledge) {
        if let Some(people) = run.people(&family, knowledge) {
            let family = Family::new(documents, people, knowledge);
            run.outcome
                .not_tried
                .extend(family.unread.iter().map(|table| {
                    format!("{table}: tables that show only numbers, or nothing, are not attacked")
                }));
            ready.push(family);
        }
    }
    run.all(&ready, progress);
    run.scores(knowledge);
    run.end()
}

/// Attacks systems made ready by hand: of groups that cross each other, say, which the parents in a document do not tell.
pub fn attack_families(
    documents: &[Document],
    families: &[Family],
    patience: Patience,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Outcome {
    let mut run = Run::start(documents, patience);
    run.all(families, progress);
    run.end()
}

/// Documents about the same people, ready to be attacked.
#[derive(Clone, Debug)]
pub struct Family {
    /// Who can be told apart.
    pub people: People,
    /// Head counts alone.
    pub sizes: System,
    /// One per question.
    pub systems: Vec<System>,
    /// Tables that this attack does not read.
    pub unread: Vec<String>,
}

impl Family {
    /// What documents and knowledge say of these people.
    pub fn new(documents: &[Document], people: People, knowledge: &Knowledge) -> Self {
        let mut sizes = ballots(
            documents,
            &people,
            knowledge,
            "number of ballots".to_owned(),
            Question::choice(&["ballots"]),
        );
        sizes.broken = too_small(documents, &people);
        let (systems, unread) = systems(documents, &people, knowledge);
        Self {
            people,
            sizes,
            systems,
            unread,
        }
    }
}

/// What the attacker was told of a system, without any document.
fn told(system: &System, atoms: usize, clock: Clock) -> Field {
    let mut told = system.clone();
    told.rows
        .retain(|row| told.sources[row.source].document.is_none());
    let parts = take_apart(&told, false, atoms);
    let searches = parts.blocks.iter();
    Field {
        searches: searches
            .map(|block| Search::new(block.clone(), clock).ok())
            .collect(),
        place: parts.places(atoms),
        parts,
    }
}

/// How many times the patience for one run of the solver each round has.
const LONGER: [u32; 3] = [1, 10, 100];

struct Run<'a> {
    documents: &'a [Document],
    clock: Clock,
    outcome: Outcome,
    deep: usize,
    noted: usize,
}

impl<'a> Run<'a> {
    fn start(documents: &'a [Document], patience: Patience) -> Self {
        Self {
            documents,
            clock: Clock::start(patience),
            outcome: Outcome {
                documents: documents.iter().map(|d| d.survey.code.clone()).collect(),
                ..Outcome::default()
            },
            deep: patience.deep,
            noted: patience.deep,
        }
    }

    /// Attacks all questions; those that are not finished once more when all others are, with more time for each run of the solver.
    fn all(&mut self, families: &[Family], progress: &mut dyn FnMut(Progress<'_>)) {
        let total = families.iter().map(|family| family.systems.len() + 1).sum();
        let mut done = 0;
        let mut waiting = Vec::new();
        for family in families {
            progress(Progress {
                question: &family.sizes.name,
                done,
                total,
            });
            done += 1;
            let nobody = self.system(&family.people, &family.sizes, true, &Set::default());
            let each = family.systems.iter();
            waiting.extend(each.map(|system| (family, nobody.clone(), system, None)));
        }
        for longer in LONGER {
            for (family, nobody, system, before) in std::mem::take(&mut waiting) {
                progress(Progress {
                    question: &system.name,
                    done,
                    total,
                });
                let attacked = self.question(&family.people, system, &nobody, longer);
                match (attacked, before) {
                    (Some(outcome), _) if outcome.unfinished.is_empty() => {
                        self.outcome.add(outcome);
                        done += 1;
                    }
                    (Some(outcome), _) | (None, Some(outcome)) => {
                        waiting.push((family, nobody, system, Some(outcome)));
                    }
                    (None, None) => waiting.push((family, nobody, system, None)),
                }
            }
        }
        for (_, _, system, before) in waiting {
            match before {
                Some(outcome) => self.outcome.add(outcome),
                None => self
                    .outcome
                    .unfinished
                    .push(format!("{}: not begun, time was up", system.name)),
            }
        }
    }

    fn end(mut self) -> Outcome {
        self.outcome.finds.sort_by_key(|find| find.kind);
        self.outcome
    }

    fn tried(&mut self) -> &mut Tried {
        &mut self.outcome.tried
    }

    fn people(&mut self, family: &[usize], knowledge: &Knowledge) -> Option<People> {
        match People::new(self.documents, family, knowledge) {
            Ok(people) => Some(people),
            Err(atoms) => {
                let codes: Vec<&str> = family
                    .iter()
                    .map(|at| self.documents[*at].survey.code.as_str())
                    .collect();
                self.outcome.unfinished.push(format!(
                    "{}: {atoms} or more kinds of people to tell apart, too many to attack together",
                    codes.join(", ")
                ));
                None
            }
        }
    }

    /// Attacks one question with so many times the patience; `None`: time is up.
    fn question(
        &mut self,
        people: &People,
        system: &System,
        nobody: &Set,
        longer: u32,
    ) -> Option<Outcome> {
        if self.clock.is_up() {
            return None;
        }
        let mut run = Run {
            documents: self.documents,
            clock: self.clock.longer(longer),
            outcome: Outcome::default(),
            deep: self.deep,
            noted: self.noted,
        };
        run.system(people, system, false, nobody);
        if run.outcome.unfinished.is_empty() {
            (self.deep, self.noted) = (run.deep, run.noted);
        }
        Some(run.outcome)
    }

    /// Attacks one question; gives the atoms that hold nobody, if it is the number of ballots. `nobody`: those known already.
    fn system(&mut self, people: &People, system: &System, sizes: bool, nobody: &Set) -> Set {
        self.tried().questions += 1;
        for broken in &system.broken {
            let find = Find {
                kind: Kind::RuleBroken,
                question: system.name.clone(),
                who: broken.group.clone(),
                says: broken.text.clone(),
                proof: Proof::Sum,
                why: vec![step(self.documents, None, broken)],
            };
            self.outcome.finds.push(find);
        }
        let mut parts = take_apart(system, true, people.atoms.len());
        let ruled = self.searches(system, &parts, "with the public rules of display");
        let searches = if let Some(searches) = ruled {
            searches
        } else {
            // Figures that contradict each other only under the rules are attacked without them; others cannot be.
            parts = take_apart(system, false, people.atoms.len());
            let literal = self.searches(system, &parts, "");
            literal.unwrap_or_else(|| parts.blocks.iter().map(|_| None).collect())
        };
        let mut field = Field {
            place: parts.places(people.atoms.len()),
            parts,
            searches,
        };
        let targets = targets(self.documents, people, system, nobody);
        let minimum = people
            .documents
            .iter()
            .map(|at| self.documents[*at].policy.ordinary)
            .max();
        let coalition = people
            .documents
            .iter()
            .map(|at| self.documents[*at].policy.coalition)
            .max();
        let mut judge = Judge {
            system,
            targets: &targets,
            minimum: i64::from(minimum.unwrap_or(5)),
            coalition: i64::from(coalition.unwrap_or(1)),
            deep: self.deep,
            noted: self.noted,
            open: Vec::new(),
            glanced: Vec::new(),
        };
        let pinned = if sizes {
            let mut before = told(system, people.atoms.len(), self.clock);
            judge.sizes(&mut field, &mut before)
        } else {
            judge.all(&mut field)
        };
        let empty = if sizes {
            judge.nobody(&mut field)
        } else {
            Set::default()
        };
        (self.deep, self.noted) = (judge.deep, judge.noted);
        let (open, glanced) = (judge.open, judge.glanced);
        let classes = system.question.classes.len();
        let linear = linear(people, system, &targets);
        let tried = self.tried();
        tried.sets += targets.len();
        tried.sets_and_classes += targets.len() * classes;
        tried.linear += linear;
        for search in field.searches.iter().flatten() {
            tried.blocks += 1;
            tried.unknowns += search
                .block
                .range
                .iter()
                .filter(|(low, high)| low < high)
                .count();
            tried.rows += search.block.rows.len();
            tried.solved += search.effort.solved;
            tried.walked += search.effort.walked;
            tried.tables += search.tables.len();
            tried.unproven += search.effort.unproven;
        }
        for open in open {
            let text = format!("{}: {open}: not settled in time", system.name);
            self.outcome.unfinished.push(text);
        }
        let bounds = glanced.into_iter().map(|bound| {
            format!(
                "{}: {bound}: whether this bound is undone was not settled at a glance",
                system.name
            )
        });
        self.outcome.not_tried.extend(bounds);
        for find in pinned {
            let find = words(self.documents, system, &targets, &find);
            let list = match find.kind {
                Kind::BoundUndone => &mut self.outcome.noted,
                _ => &mut self.outcome.finds,
            };
            list.push(find);
        }
        empty
    }

    /// A search per block; `None` if the rows contradict each other, which is told.
    fn searches(
        &mut self,
        system: &System,
        parts: &Parts,
        with: &str,
    ) -> Option<Vec<Option<Search>>> {
        let mut searches = Vec::new();
        let mut fits = true;
        for row in &parts.contradicted {
            fits = false;
            self.contradiction(system, Proof::Sum, &[(None, *row)], with);
        }
        for block in &parts.blocks {
            match Search::new(block.clone(), self.clock) {
                Ok(search) => searches.push(Some(search)),
                Err(NoTable::Contradiction) => {
                    fits = false;
                    let why = conflict(block, self.clock);
                    self.contradiction(system, why.proof, &why.rows, with);
                    searches.push(None);
                }
                Err(NoTable::Unfinished) => {
                    let names = block_name(block, system);
                    self.outcome.unfinished.push(format!(
                        "{}: no table was found in time for {names}",
                        system.name
                    ));
                    searches.push(None);
                }
            }
        }
        fits.then_some(searches)
    }

    fn contradiction(
        &mut self,
        system: &System,
        proof: Proof,
        rows: &[(Option<Fraction>, usize)],
        with: &str,
    ) {
        let why: Vec<Step> = rows
            .iter()
            .map(|row| figure(self.documents, system, row, 1))
            .collect();
        let literal = rows.iter().all(|(_, row)| !system.rows[*row].rule);
        let with = if literal || with.is_empty() {
            String::new()
        } else {
            format!(", {with},")
        };
        let find = Find {
            kind: Kind::Contradiction,
            question: system.name.clone(),
            who: why
                .first()
                .map_or_else(String::new, |step| step.group.clone()),
            says: format!("these figures{with} cannot all be true"),
            proof,
            why,
        };
        if !self.outcome.finds.contains(&find) {
            self.outcome.finds.push(find);
        }
    }

    fn scores(&mut self, knowledge: &Knowledge) {
        let check = scores::check(self.documents, knowledge);
        self.tried().scores += check.checked;
        self.outcome.not_tried.extend(check.unknown.iter().map(|scale| {
            format!("scale {scale}: which items it is made of is not known; say it in the knowledge file")
        }));
        for telling in check.telling {
            let code = &self.documents[telling.document].survey.code;
            let document = Some(format!("{code} [{}]", telling.document + 1));
            let step = |text: &String| Step {
                end: None,
                times: None,
                document: document.clone(),
                group: telling.group.clone(),
                text: text.clone(),
            };
            self.outcome.finds.push(Find {
                kind: Kind::Index,
                question: format!("scale {}", telling.scale),
                who: telling.group.clone(),
                says: telling.what.clone(),
                proof: Proof::Sum,
                why: telling.figures.iter().map(step).collect(),
            });
        }
    }
}
