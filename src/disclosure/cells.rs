//! From raw tables to the document's tables: rules first, then display.

use crate::base::GroupTree;
use crate::instrument::scale::scored_items;
use crate::instrument::{Instrument, Sensitivity, Variable};

use super::asked::{Asked, asked};
use super::complement::{Guarded, Shape, complement};
use super::display::Spread;
use super::document::{Cell, Figure, Figures, NoAnswer, Reason, Shown, Subject, Table};
use super::figures::figures;
use super::policy::Policy;
use super::primary::{FULL, Question, floor};
use super::score::{ItemState, ScaleItem, from_displayed, from_persons, may_use_persons};
use super::tabulate::{Counts, RawScores, RawTable, RawTables};

/// What all tables of a survey are made from.
pub(in crate::disclosure) struct Frame<'a> {
    pub(in crate::disclosure) instrument: &'a Instrument,
    pub(in crate::disclosure) tree: &'a GroupTree,
    pub(in crate::disclosure) shape: &'a Shape,
    pub(in crate::disclosure) policy: &'a Policy,
    pub(in crate::disclosure) raw: &'a RawTables,
    /// Why a group is hidden for the whole survey.
    pub(in crate::disclosure) survey: &'a [Option<Reason>],
}

/// One variable protected: the table, and what a scale needs of it.
pub(in crate::disclosure) struct Protected {
    variable: Variable,
    table: Table,
    bases: Vec<u32>,
    hidden: Vec<Option<Reason>>,
}

impl Frame<'_> {
    /// All tables: the variables in the order of the items, then the scales.
    pub(in crate::disclosure) fn tables(&self) -> Vec<Table> {
        let variables: Vec<Protected> = self
            .raw
            .tables
            .iter()
            .filter_map(|table| self.variable(table))
            .collect();
        let scales: Vec<Table> = self
            .raw
            .scores
            .iter()
            .filter_map(|scores| self.scale(scores, &variables))
            .collect();
        variables
            .into_iter()
            .map(|protected| protected.table)
            .chain(scales)
            .collect()
    }

    fn codes(&self) -> impl Iterator<Item = (usize, String)> {
        self.tree
            .groups()
            .iter()
            .enumerate()
            .map(|(index, group)| (index, group.code.to_string()))
    }

    fn variable(&self, raw: &RawTable) -> Option<Protected> {
        let item = self.instrument.items().get(raw.variable.item)?;
        let bases: Vec<u32> = raw.groups.iter().map(|counts| counts.base).collect();
        let asked = asked(self.instrument, raw.variable.item, self.tree, self.shape);
        let question = Question {
            sensitivity: item.sensitivity,
            floor: floor(raw.measure),
            asked: &asked,
            bases: &bases,
            ballots: &self.raw.ballots,
        };
        let mut hidden = question.primary(self.survey, self.policy);
        let mut guarded = vec![Guarded {
            total: &bases,
            own: &raw.own,
            minimum: question.minimum(self.policy),
        }];
        if asked.contains(&Asked::ByAnswers) {
            // The base itself tells of earlier answers, so what is left over must be large in ballots too.
            guarded.push(Guarded {
                total: &self.raw.ballots,
                own: &self.raw.own,
                minimum: FULL,
            });
        }
        complement(self.tree, self.shape, &guarded, &mut hidden);
        let whole = Self::whole_spread(raw, item.reverse, hidden.first().copied().flatten());
        let cells = self
            .codes()
            .map(|(group, code)| match hidden[group] {
                Some(reason) => hidden_cell(code, reason),
                None => self.shown_cell(group, code, raw, item.reverse, whole),
            })
            .collect();
        let about = match raw.variable.row {
            None => Subject::Item(item.id.clone()),
            Some(row) => Subject::Row(item.id.clone(), self.row_code(raw.variable.item, row)),
        };
        Some(Protected {
            variable: raw.variable,
            table: Table { about, cells },
            bases,
            hidden,
        })
    }

    fn row_code(&self, item: usize, row: usize) -> String {
        use crate::instrument::Piping;
        let items = self.instrument.items();
        let source = match items.get(item).and_then(|item| item.piping.as_ref()) {
            Some(Piping::Rows { from, .. } | Piping::OnlyChosen { from }) => items.get(*from),
            None => None,
        };
        source
            .and_then(|source| source.choices().get(row))
            .map_or_else(|| row.to_string(), |choice| choice.code.clone())
    }

    /// The spread that the whole displays, if it displays one.
    fn whole_spread(raw: &RawTable, reverse: bool, hidden: Option<Reason>) -> Option<Spread> {
        let counts = raw.groups.first()?;
        if hidden.is_some() {
            return None;
        }
        match figures(raw.measure, reverse, counts, None) {
            Shown::Shown(Figures::Rating { sd, .. }) => Some(Spread { sd, n: counts.base }),
            _ => None,
        }
    }

    fn shown_cell(
        &self,
        group: usize,
        code: String,
        raw: &RawTable,
        reverse: bool,
        whole: Option<Spread>,
    ) -> Cell {
        let (counts, ballots) = (&raw.groups[group], self.raw.ballots[group]);
        let figures = figures(raw.measure, reverse, counts, whole);
        let base = match &figures {
            Shown::Hidden(reason) => Shown::Hidden(*reason),
            Shown::Shown(_) => Shown::Shown(self.base(group, counts.base)),
        };
        Cell {
            group: code,
            no_answer: (ballots >= FULL && matches!(figures, Shown::Shown(_)))
                .then(|| no_answer(counts)),
            base,
            figures,
        }
    }

    /// How many of a small group left a question out is not printed.
    fn base(&self, group: usize, base: u32) -> Figure {
        let ballots = self.raw.ballots[group];
        if ballots < FULL {
            Figure::AtMost(f64::from(ballots))
        } else {
            Figure::Exact(f64::from(base))
        }
    }

    fn scale(&self, raw: &RawScores, variables: &[Protected]) -> Option<Table> {
        let scale = self.instrument.scales().get(raw.scale)?;
        let items: Vec<(&Protected, usize, bool)> = scored_items(self.instrument, raw.scale)
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
                    state: protected.state(group),
                })
                .collect()
        };
        let bases: Vec<u32> = raw.groups.iter().map(|sums| sums.n).collect();
        let persons = self.persons_hidden(raw, &bases, state);
        let whole = match persons.first() {
            Some(None) => match from_persons(raw.groups.first().copied()?, &state(0)) {
                Figures::Score { sd: Some(sd), .. } => Some(Spread {
                    sd,
                    n: *bases.first()?,
                }),
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
        Some(Table {
            about: Subject::Scale(scale.code.clone()),
            cells,
        })
    }

    /// Where persons' scores may not be used, by the rules for tables that need 20 answers.
    fn persons_hidden(
        &self,
        raw: &RawScores,
        bases: &[u32],
        state: impl Fn(usize) -> Vec<ScaleItem>,
    ) -> Vec<Option<Reason>> {
        let minimum = FULL.max(self.policy.minimum(Sensitivity::Ordinary));
        let mut hidden: Vec<Option<Reason>> = self
            .survey
            .iter()
            .enumerate()
            .map(|(group, reason)| {
                let too_few = bases[group] < minimum || !may_use_persons(&state(group));
                reason.or_else(|| too_few.then_some(Reason::LargerGroupsOnly))
            })
            .collect();
        let guarded = [Guarded {
            total: bases,
            own: &raw.own,
            minimum,
        }];
        complement(self.tree, self.shape, &guarded, &mut hidden);
        hidden
    }
}

impl Protected {
    fn state(&self, group: usize) -> ItemState {
        if self.hidden[group] == Some(Reason::NotAsked) {
            return ItemState::NotAsked;
        }
        let Some(Shown::Shown(figures)) = self.table.cells.get(group).map(|cell| &cell.figures)
        else {
            return ItemState::Hidden;
        };
        let n = self.bases[group];
        match figures {
            Figures::Rating { mean, .. } => ItemState::Shown {
                mean: mean.value,
                n,
                full: true,
            },
            Figures::Small { mean, .. } | Figures::Classes { mean, .. } => ItemState::Shown {
                mean: mean.value,
                n,
                full: false,
            },
            _ => ItemState::Hidden,
        }
    }
}

fn why_no_score(items: &[ScaleItem], persons: Option<Reason>) -> Reason {
    if items.iter().all(|item| item.state == ItemState::NotAsked) {
        Reason::NotAsked
    } else {
        persons.unwrap_or(Reason::LargerGroupsOnly)
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
