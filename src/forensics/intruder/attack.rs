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
use crate::forensics::intruder::roster::ballots;
use crate::forensics::intruder::scores;
use crate::forensics::intruder::set::Set;
use crate::forensics::intruder::span::Fraction;
use crate::forensics::intruder::target::{linear, targets};
use crate::forensics::intruder::verdict::Kind;
use crate::forensics::intruder::wording::{block_name, step, words};

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
    let mut run = Run {
        documents,
        clock: Clock::start(patience),
        outcome: Outcome {
            documents: documents.iter().map(|d| d.survey.code.clone()).collect(),
            ..Outcome::default()
        },
        deep: patience.deep,
    };
    let families: Vec<Family> = families(documents, knowledge)
        .iter()
        .filter_map(|family| run.family(family, knowledge))
        .collect();
    let total = families.iter().map(|family| family.systems.len() + 1).sum();
    let mut done = 0;
    for family in &families {
        let mut tell = |question: &str| {
            progress(Progress {
                question,
                done,
                total,
            });
            done += 1;
        };
        tell(&family.sizes.name);
        let nobody = run.system(&family.people, &family.sizes, true, &Set::default());
        for system in &family.systems {
            tell(&system.name);
            run.question(&family.people, system, &nobody);
        }
    }
    run.scores(knowledge);
    run.outcome.finds.sort_by_key(|find| find.kind);
    run.outcome
}

/// Documents about the same people, ready to be attacked.
struct Family {
    people: People,
    sizes: System,
    systems: Vec<System>,
}

struct Run<'a> {
    documents: &'a [Document],
    clock: Clock,
    outcome: Outcome,
    deep: usize,
}

impl Run<'_> {
    fn tried(&mut self) -> &mut Tried {
        &mut self.outcome.tried
    }

    fn family(&mut self, family: &[usize], knowledge: &Knowledge) -> Option<Family> {
        let people = match People::new(self.documents, family, knowledge) {
            Ok(people) => people,
            Err(atoms) => {
                let codes: Vec<&str> = family
                    .iter()
                    .map(|at| self.documents[*at].survey.code.as_str())
                    .collect();
                self.outcome.unfinished.push(format!(
                    "{}: {atoms} or more kinds of people to tell apart, too many to attack together",
                    codes.join(", ")
                ));
                return None;
            }
        };
        let sizes = ballots(
            self.documents,
            &people,
            knowledge,
            "number of ballots".to_owned(),
            Question::choice(&["ballots"]),
        );
        let (systems, unread) = systems(self.documents, &people, knowledge);
        self.outcome
            .not_tried
            .extend(unread.into_iter().map(|table| {
                format!("{table}: tables that show only numbers, or nothing, are not attacked")
            }));
        Some(Family {
            people,
            sizes,
            systems,
        })
    }

    fn question(&mut self, people: &People, system: &System, nobody: &Set) {
        if self.clock.is_up() {
            self.outcome
                .unfinished
                .push(format!("{}: not begun, time was up", system.name));
        } else {
            self.system(people, system, false, nobody);
        }
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
            open: Vec::new(),
            glanced: Vec::new(),
        };
        let pinned = if sizes {
            judge.sizes(&mut field)
        } else {
            judge.all(&mut field)
        };
        let empty = if sizes {
            judge.nobody(&mut field)
        } else {
            Set::default()
        };
        self.deep = judge.deep;
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
            .map(|(times, row)| {
                step(
                    self.documents,
                    *times,
                    &system.sources[system.rows[*row].source],
                )
            })
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
