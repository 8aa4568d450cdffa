//! From raw tables to the document's tables: rules first, then display.

use crate::base::{GroupTree, Threads};
use crate::instrument::scale::scored_items;
use crate::instrument::{Instrument, Item, Sensitivity, Variable};

use super::Refusal;
use super::asked::{Asked, asked};
use super::audited::{Audit, Audited, Inquiry};
use super::certificate::{Allowed, Certified, Scored};
use super::complement::{Guarded, Shape};
use super::cut::Cut;
use super::display::Spread;
use super::document::{Cell, Figure, Figures, NoAnswer, Reason, Shown, Subject, Table};
use super::matter::{Matter, matters, subject};
use super::plan::Plan;
use super::policy::Policy;
use super::primary::{CLASSES, Detail, FULL, Question, floor};
use super::proved::Guard;
use super::score::{ItemState, ScaleItem, from_displayed, from_persons, may_use_persons};
use super::tabulate::{Counts, Measure, RawScores, RawTable, RawTables};

/// What all tables of a survey are made from.
pub(in crate::disclosure) struct Frame<'a> {
    pub(in crate::disclosure) instrument: &'a Instrument,
    pub(in crate::disclosure) tree: &'a GroupTree,
    /// Cuts, counted after the groups of the tree.
    pub(in crate::disclosure) cuts: &'a [Cut],
    pub(in crate::disclosure) shape: &'a Shape,
    /// Hides what must be hidden besides.
    pub(in crate::disclosure) guard: &'a dyn Guard,
    /// Per variable and group, why it is hidden in a release that is out already.
    pub(in crate::disclosure) published: &'a [Vec<Option<Reason>>],
    pub(in crate::disclosure) policy: &'a Policy,
    pub(in crate::disclosure) raw: &'a RawTables,
    /// Why a group is hidden for the whole survey.
    pub(in crate::disclosure) survey: &'a [Option<Reason>],
}

/// One variable protected.
struct Protected {
    variable: Variable,
    table: Table,
}

/// The tables of a release, and what a certificate says of them.
pub(in crate::disclosure) struct Tables {
    /// The variables in the order of the items, then the scales.
    pub(in crate::disclosure) all: Vec<Table>,
    /// What they are about.
    pub(in crate::disclosure) about: Vec<Matter>,
    /// The proof of each that is about a question.
    pub(in crate::disclosure) proofs: Vec<Certified>,
    /// Who has a score, per table about a scale.
    pub(in crate::disclosure) scores: Vec<Scored>,
}

impl Frame<'_> {
    /// All tables: the variables in the order of the items, then the scales; and the proof that they give nobody away. So many `threads` settle
    /// a variable each; `progress` is told how many are settled, of how many.
    pub(in crate::disclosure) fn tables(
        &self,
        auditor: &dyn Audit,
        threads: Threads,
        progress: &dyn Fn(usize, usize),
    ) -> Result<Tables, Refusal> {
        let ballots = &self.raw.ballots;
        let counted = self.with_at_least(FULL, self.survey, ballots, &self.raw.own, &[])?;
        let raw = &self.raw.tables;
        let settled = threads.try_each(
            raw.len(),
            |place| self.variable(&raw[place], place, &counted, auditor),
            |done| progress(done, raw.len()),
        )?;
        let (variables, proofs): (Vec<Protected>, Vec<Option<Certified>>) =
            settled.into_iter().unzip();
        let (mut scales, mut scores) = (Vec::new(), Vec::new());
        for (place, raw) in (variables.len()..).zip(&self.raw.scores) {
            let (table, own) = self.scale(raw, &variables)?;
            scales.push(table);
            if own {
                scores.push(Scored {
                    table: place,
                    answers: auditor.answers(&raw.own),
                });
            }
        }
        let questions = variables.into_iter().map(|protected| protected.table);
        let about = matters(self.instrument).into_iter();
        Ok(Tables {
            all: questions.chain(scales).collect(),
            about: about.map(|(_, matter)| matter).collect(),
            proofs: proofs.into_iter().flatten().collect(),
            scores,
        })
    }

    fn codes(&self) -> impl Iterator<Item = (usize, String)> {
        let groups = self.tree.groups().iter().map(|group| &group.code);
        let cuts = self.cuts.iter().map(|cut| &cut.code);
        groups.chain(cuts).map(ToString::to_string).enumerate()
    }

    /// `counted`: where the number of ballots bears saying who left a question out.
    fn variable(
        &self,
        raw: &RawTable,
        place: usize,
        counted: &[Option<Reason>],
        auditor: &dyn Audit,
    ) -> Result<(Protected, Option<Certified>), Refusal> {
        let unknown = || Refusal::NotAudited(format!("table {place} is about no item"));
        let item = self
            .instrument
            .items()
            .get(raw.variable.item)
            .ok_or_else(unknown)?;
        let published = self.published.get(place).map_or(&[][..], Vec::as_slice);
        let mut plan = self.plan(raw, item.sensitivity, counted, published)?;
        for (hidden, published) in plan.hidden.iter_mut().zip(published) {
            *hidden = hidden.or(*published);
        }
        let about = subject(self.instrument, raw.variable).ok_or_else(unknown)?;
        let audited = self.audited(raw, item, place, &about, plan, auditor)?;
        let cells = self.cells(raw, item.reverse, &audited.plan);
        let details = audited.plan.details.iter().copied().map(Allowed::of);
        let proof = audited.proof.map(|aspects| Certified {
            table: place,
            details: details.collect(),
            answers: auditor.answers(&raw.own),
            aspects,
        });
        let protected = Protected {
            variable: raw.variable,
            table: Table { about, cells },
        };
        Ok((protected, proof))
    }

    /// The audit of a variable. Where a remainder must be larger than a group that is shown, what the audit takes away may be too small a
    /// remainder; then more is taken away, and looked at anew.
    fn audited(
        &self,
        raw: &RawTable,
        item: &Item,
        place: usize,
        about: &Subject,
        plan: Plan,
        auditor: &dyn Audit,
    ) -> Result<Audited, Refusal> {
        let minimum = self.policy.minimum(item.sensitivity);
        let fewest = minimum.max(floor(raw.measure));
        let bases: Vec<u32> = raw.groups.iter().map(|counts| counts.base).collect();
        let asked = Inquiry {
            about,
            raw,
            reverse: item.reverse,
            question: place,
            minimum,
        };
        let mut audited = auditor.audit(asked, plan)?;
        while self.policy.remainder(fewest) > fewest {
            let mut hidden = audited.plan.hidden.clone();
            let guarded = [self.guarded(&bases, &raw.own, fewest)];
            let published = self.published.get(place).map_or(&[][..], Vec::as_slice);
            self.guard.protect(&guarded, published, &mut hidden)?;
            if hidden == audited.plan.hidden {
                break;
            }
            let plan = Plan {
                hidden,
                ..audited.plan
            };
            audited = auditor.audit(asked, plan)?;
        }
        Ok(audited)
    }

    /// Numbers of answers of which neither a group shown nor what is left of one may have too few.
    fn guarded<'b>(&self, total: &'b [u32], own: &'b [u32], minimum: u32) -> Guarded<'b> {
        Guarded {
            total,
            own,
            minimum,
            remainder: self.policy.remainder(minimum),
        }
    }

    /// What of a variable each group may show, by numbers of answers alone.
    fn plan(
        &self,
        raw: &RawTable,
        sensitivity: Sensitivity,
        counted: &[Option<Reason>],
        published: &[Option<Reason>],
    ) -> Result<Plan, Refusal> {
        let bases: Vec<u32> = raw.groups.iter().map(|counts| counts.base).collect();
        let item = raw.variable.item;
        let asked = asked(self.instrument, item, self.tree, self.shape, self.cuts);
        let question = Question {
            sensitivity,
            floor: floor(raw.measure),
            asked: &asked,
            bases: &bases,
            ballots: &self.raw.ballots,
        };
        let mut hidden = question.primary(self.survey, self.policy);
        let minimum = question.minimum(self.policy);
        let mut guarded = vec![self.guarded(&bases, &raw.own, minimum)];
        if asked.contains(&Asked::ByAnswers) {
            // The base itself tells of earlier answers, so what is left over must be large in ballots too.
            guarded.push(self.guarded(&self.raw.ballots, &self.raw.own, FULL));
        }
        self.guard.protect(&guarded, published, &mut hidden)?;
        let details = self.details(raw, &bases, &hidden, published)?;
        let rating = matches!(raw.measure, Measure::Points(_));
        let bounds = counted
            .iter()
            .zip(&details)
            .zip(&self.raw.ballots)
            .map(|((counted, detail), ballots)| {
                (rating && *detail < Detail::Full && counted.is_some()).then_some(*ballots)
            })
            .collect();
        Ok(Plan {
            hidden,
            details,
            bounds,
            counted: counted.iter().map(Option::is_none).collect(),
            coalition: self.policy.coalition(),
        })
    }

    /// What a plan shows.
    fn cells(&self, raw: &RawTable, reverse: bool, plan: &Plan) -> Vec<Cell> {
        let whole = plan.whole_spread(raw, reverse);
        self.codes()
            .map(|(group, code)| {
                if let Some(reason) = plan.hidden[group] {
                    return hidden_cell(code, reason);
                }
                let counts = &raw.groups[group];
                let base = match plan.bounds[group] {
                    None => Figure::Exact(f64::from(counts.base)),
                    Some(ballots) => Figure::AtMost(f64::from(ballots)),
                };
                let figures = plan.figures(raw.measure, reverse, group, counts, whole);
                let no_answer = plan.counted[group].then(|| no_answer(counts));
                shown_cell(code, base, figures, no_answer)
            })
            .collect()
    }

    /// How much of a rating each group shows: a detail that needs so many answers is shown only where whatever is left over below a
    /// group that shows it is nothing or has as many; where it is not, the smallest group shows less.
    fn details(
        &self,
        raw: &RawTable,
        bases: &[u32],
        hidden: &[Option<Reason>],
        published: &[Option<Reason>],
    ) -> Result<Vec<Detail>, Refusal> {
        let classes = self.with_at_least(CLASSES, hidden, bases, &raw.own, published)?;
        let full = self.with_at_least(FULL, hidden, bases, &raw.own, published)?;
        let details = classes
            .iter()
            .zip(&full)
            .map(|reasons| match reasons {
                (_, None) => Detail::Full,
                (None, Some(_)) => Detail::Classes,
                (Some(_), Some(_)) => Detail::Small,
            })
            .collect();
        Ok(details)
    }

    /// Which groups have no figures that need `minimum` answers: those barred from them, those with fewer, and those that would leave a
    /// remainder with fewer.
    fn with_at_least(
        &self,
        minimum: u32,
        barred: &[Option<Reason>],
        total: &[u32],
        own: &[u32],
        published: &[Option<Reason>],
    ) -> Result<Vec<Option<Reason>>, Refusal> {
        let mut without: Vec<Option<Reason>> = barred
            .iter()
            .zip(total)
            .map(|(reason, n)| {
                reason.or_else(|| (*n < minimum).then_some(Reason::LargerGroupsOnly))
            })
            .collect();
        let guarded = [self.guarded(total, own, minimum)];
        self.guard.protect(&guarded, published, &mut without)?;
        Ok(without)
    }

    /// The table of a scale, and whether it shows the mean of respondents' own scores anywhere.
    fn scale(&self, raw: &RawScores, variables: &[Protected]) -> Result<(Table, bool), Refusal> {
        let unknown = || Refusal::NotAudited(format!("there is no scale {}", raw.scale));
        let scale = self.instrument.scales().get(raw.scale);
        let scale = scale.ok_or_else(unknown)?;
        let scored = || scored_items(self.instrument, raw.scale);
        let items: Vec<(&Protected, usize, bool)> = scored()
            .filter_map(|(index, item)| {
                let protected = variables.iter().find(|v| v.variable.item == index)?;
                Some((protected, item.points()?, item.reverse))
            })
            .collect();
        let state = |group: usize| -> Vec<ScaleItem> {
            items
                .iter()
                .map(|(protected, points, reverse)| ScaleItem {
                    points: *points,
                    reverse: *reverse,
                    state: protected.table.cells[group].state(),
                })
                .collect()
        };
        let bases: Vec<u32> = raw.groups.iter().map(|sums| sums.n).collect();
        let barred: Vec<Option<Reason>> = self
            .survey
            .iter()
            .enumerate()
            .map(|(group, reason)| {
                let barred = !may_use_persons(&state(group));
                reason.or_else(|| barred.then_some(Reason::LargerGroupsOnly))
            })
            .collect();
        // Scores are as sensitive as the most sensitive question in them.
        let sensitivity = scored().map(|(_, item)| item.sensitivity).max();
        let sensitivity = sensitivity.unwrap_or(Sensitivity::Ordinary);
        let minimum = FULL.max(self.policy.minimum(sensitivity));
        let persons = self.with_at_least(minimum, &barred, &bases, &raw.own, &[])?;
        let whole = match persons.first() {
            Some(None) => match from_persons(raw.groups[0], &state(0)) {
                Figures::Score { sd: Some(sd), .. } => bases.first().map(|n| Spread { sd, n: *n }),
                _ => None,
            },
            _ => None,
        };
        let cells = self
            .codes()
            .map(|(group, code)| {
                if let Some(reason) = self.survey[group] {
                    return hidden_cell(code, reason);
                }
                let items = state(group);
                if persons[group].is_none() {
                    return Cell {
                        group: code,
                        base: Shown::Shown(Figure::Exact(f64::from(bases[group]))),
                        figures: Shown::Shown(from_persons(raw.groups[group], &items)),
                        no_answer: None,
                    };
                }
                match from_displayed(&items, whole) {
                    Some(figures) => Cell {
                        group: code,
                        base: Shown::Shown(Figure::AtMost(f64::from(self.raw.ballots[group]))),
                        figures: Shown::Shown(figures),
                        no_answer: None,
                    },
                    None => hidden_cell(code, why_no_score(&items, persons[group])),
                }
            })
            .collect();
        let table = Table {
            about: Subject::Scale(scale.code.clone()),
            cells,
        };
        Ok((table, persons.iter().any(Option::is_none)))
    }
}

fn why_no_score(items: &[ScaleItem], persons: Option<Reason>) -> Reason {
    if items.iter().all(|item| item.state == ItemState::NotAsked) {
        Reason::NotAsked
    } else {
        persons.unwrap_or(Reason::LargerGroupsOnly)
    }
}

fn shown_cell(
    group: String,
    base: Figure,
    figures: Shown<Figures>,
    no_answer: Option<NoAnswer>,
) -> Cell {
    if let Shown::Hidden(reason) = figures {
        return hidden_cell(group, reason);
    }
    Cell {
        group,
        base: Shown::Shown(base),
        figures,
        no_answer,
    }
}

fn hidden_cell(group: String, reason: Reason) -> Cell {
    Cell {
        group,
        base: Shown::Hidden(reason),
        figures: Shown::Hidden(reason),
        no_answer: None,
    }
}

fn no_answer(counts: &Counts) -> NoAnswer {
    NoAnswer {
        dont_know: counts.dont_know,
        refused: counts.refused,
        unanswered: counts.unanswered,
        not_asked: counts.not_asked,
    }
}
