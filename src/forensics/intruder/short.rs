//! A block in its shortest form: the same tables of whole numbers by fewer and tighter rows. Searches run on it; derivations, which name
//! published figures, on the rows as they are.
//!
//! What every figure of a document says is a row, so many rows say the same: a count and that of all others, a mean and the sum that it rounds.
//! Where the number of answers of people who stand in the same groups is known, weights are told from their first answer on; then rows are
//! divided by what divides all their weights, ends rounded inwards, and rows with the same terms are one.
//!
//! Invariant: a table fits the shortest form if and only if it fits the block.

use std::collections::BTreeMap;

use crate::forensics::intruder::block::{Block, BlockRow, tighten};
use crate::forensics::intruder::integer::Objective;

/// A block's rows and ranges, shortened.
#[derive(Clone, Debug)]
pub(crate) struct Short {
    /// Categories, no answer included.
    pub(crate) width: usize,
    /// Rows, without variables of which the value is known.
    pub(crate) rows: Vec<BlockRow>,
    /// Least and greatest of each variable.
    pub(crate) range: Vec<(i64, i64)>,
    /// Per atom, its number of answers where that is known.
    pub(crate) answers: Vec<Option<i64>>,
}

/// Rounds of shortening: what one fixes shortens the next.
const ROUNDS: usize = 3;

/// What is left of a row: terms, least, greatest.
type Rest = (Objective, Option<i64>, Option<i64>);

impl Short {
    /// The shortest form; `None`: the rows contradict each other.
    pub(crate) fn new(block: &Block) -> Option<Self> {
        let mut short = Self {
            width: block.width,
            rows: Vec::new(),
            range: block.range.clone(),
            answers: answers(block),
        };
        for (atom, answers) in short.answers.iter().enumerate() {
            if let (Some(answers), Some(ballots)) = (answers, ballots(block, atom)) {
                let none = &mut short.range[(atom + 1) * block.width - 1];
                none.0 = none.0.max(ballots - answers);
                none.1 = none.1.min(ballots - answers);
            }
        }
        for _ in 0..ROUNDS {
            let before = short.range.clone();
            if short.range.iter().any(|(low, high)| low > high) {
                return None;
            }
            short.shorten(&block.rows)?;
            let rows: Vec<&BlockRow> = short.rows.iter().collect();
            if !tighten(&rows, &mut short.range) {
                return None;
            }
            if short.range == before {
                break;
            }
        }
        let range = short.range.clone();
        short.rows.retain(|row| !says_nothing(row, &range));
        Some(short)
    }

    fn shorten(&mut self, rows: &[BlockRow]) -> Option<()> {
        let mut merged: BTreeMap<Objective, (Option<i64>, Option<i64>)> = BTreeMap::new();
        for row in rows {
            let (terms, low, high) = self.reduce(&row.terms, row.low, row.high);
            if terms.is_empty() {
                if low.is_some_and(|low| low > 0) || high.is_some_and(|high| high < 0) {
                    return None;
                }
                continue;
            }
            let known = merged.entry(terms).or_insert((None, None));
            known.0 = known.0.max(low);
            known.1 = match (known.1, high) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            };
        }
        // Told from the first answer on, a number of answers says nothing: it stands as it is.
        for (atom, answers) in self.answers.iter().enumerate() {
            let Some(answers) = answers else { continue };
            let vars = atom * self.width..(atom + 1) * self.width - 1;
            let (open, fixed): (Vec<usize>, Vec<usize>) =
                vars.partition(|var| self.range[*var].0 < self.range[*var].1);
            let rest = answers - fixed.iter().map(|var| self.range[*var].0).sum::<i64>();
            if open.is_empty() && rest != 0 {
                return None;
            }
            if !open.is_empty() {
                let terms = open.into_iter().map(|var| (var, 1)).collect();
                let known = merged.entry(terms).or_insert((Some(rest), Some(rest)));
                known.0 = known.0.max(Some(rest));
                known.1 = Some(known.1.map_or(rest, |high| high.min(rest)));
            }
        }
        if merged
            .values()
            .any(|(low, high)| matches!((low, high), (Some(low), Some(high)) if low > high))
        {
            return None;
        }
        let rows = merged.into_iter();
        self.rows = rows
            .map(|(terms, (low, high))| row(terms, low, high))
            .collect();
        Some(())
    }

    /// A row without what is known, told from each atom's first answer on, divided by what divides it.
    pub(crate) fn reduce(&self, terms: &Objective, low: Option<i64>, high: Option<i64>) -> Rest {
        let mut weights: BTreeMap<usize, i64> = BTreeMap::new();
        for (var, w) in terms {
            *weights.entry(*var).or_default() += w;
        }
        let mut constant = 0;
        let mut atoms: Vec<usize> = weights.keys().map(|var| var / self.width).collect();
        atoms.dedup();
        for atom in atoms {
            let Some(answers) = self.answers[atom] else {
                continue;
            };
            let first = weights.get(&(atom * self.width)).copied().unwrap_or(0);
            if first != 0 {
                constant += first * answers;
                for var in atom * self.width..(atom + 1) * self.width - 1 {
                    *weights.entry(var).or_default() -= first;
                }
            }
        }
        for (var, w) in &mut weights {
            let (least, most) = self.range[*var];
            if least == most {
                constant += *w * least;
                *w = 0;
            }
        }
        let mut terms: Objective = weights.into_iter().filter(|(_, w)| *w != 0).collect();
        let (mut low, mut high) = (low.map(|x| x - constant), high.map(|x| x - constant));
        if terms.first().is_some_and(|(_, w)| *w < 0) {
            for (_, w) in &mut terms {
                *w = -*w;
            }
            (low, high) = (high.map(|x| -x), low.map(|x| -x));
        }
        let divisor = terms
            .iter()
            .fold(0, |divisor, (_, w)| gcd(divisor, w.abs()));
        if divisor > 1 {
            for (_, w) in &mut terms {
                *w /= divisor;
            }
            low = low.map(|x| -((-x).div_euclid(divisor)));
            high = high.map(|x| x.div_euclid(divisor));
        }
        (terms, low, high)
    }
}

/// A row of no figure in particular.
pub(crate) fn row(terms: Objective, low: Option<i64>, high: Option<i64>) -> BlockRow {
    BlockRow {
        terms,
        low,
        high,
        row: usize::MAX,
        rule: false,
        less: Vec::new(),
    }
}

fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// Whether the ranges alone say as much.
fn says_nothing(row: &BlockRow, range: &[(i64, i64)]) -> bool {
    let (mut least, mut most) = (0, 0);
    for (var, w) in &row.terms {
        let (low, high) = range[*var];
        least += if *w > 0 { w * low } else { w * high };
        most += if *w > 0 { w * high } else { w * low };
    }
    row.low.is_none_or(|low| low <= least) && row.high.is_none_or(|high| high >= most)
}

/// The value of a sum that a row says exactly of one atom's first `count` categories.
fn exactly(block: &Block, atom: usize, count: usize) -> Option<i64> {
    let first = atom * block.width;
    let all = |row: &&BlockRow| {
        row.low.is_some()
            && row.low == row.high
            && row.terms.len() == count
            && row
                .terms
                .iter()
                .zip(first..)
                .all(|((var, w), at)| *var == at && *w == 1)
    };
    block.rows.iter().find(all).and_then(|row| row.low)
}

fn ballots(block: &Block, atom: usize) -> Option<i64> {
    exactly(block, atom, block.width)
}

/// Per atom, its number of answers: said, or that of ballots without those who gave no answer, if that is known.
fn answers(block: &Block) -> Vec<Option<i64>> {
    (0..block.atoms.len())
        .map(|atom| {
            let (low, high) = block.range[(atom + 1) * block.width - 1];
            let rest = || {
                ballots(block, atom)
                    .filter(|_| low == high)
                    .map(|all| all - low)
            };
            exactly(block, atom, block.width - 1).or_else(rest)
        })
        .collect()
}
