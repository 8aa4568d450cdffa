//! Taking a system apart: groups of which every count is published are constants for everybody outside, so what is inside them and what is
//! outside can be attacked apart.
//!
//! Invariant: every table of whole numbers that fits the system is one table per block that fits the block, with the constants added,
//! and the other way round.

use std::collections::BTreeMap;

use crate::forensics::intruder::model::System;
use crate::forensics::intruder::set::Set;

/// A row over the variables of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockRow {
    /// Variables with their multipliers.
    pub terms: Vec<(usize, i64)>,
    /// At least.
    pub low: Option<i64>,
    /// At most.
    pub high: Option<i64>,
    /// Index into the system's rows.
    pub row: usize,
    /// From the public rules.
    pub rule: bool,
    /// Constants taken out of it: indices into the fixed groups.
    pub less: Vec<usize>,
}

/// Atoms that can be attacked alone.
#[derive(Clone, Debug)]
pub struct Block {
    /// Its atoms.
    pub atoms: Vec<usize>,
    /// Categories, no answer included.
    pub width: usize,
    /// Its rows.
    pub rows: Vec<BlockRow>,
    /// Least and greatest of each variable, as far as simple reasoning goes.
    pub range: Vec<(i64, i64)>,
}

/// A group of which every count is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixed {
    /// Who.
    pub set: Set,
    /// Counts per category.
    pub counts: Vec<i64>,
    /// The rows that say so: indices into the system's rows.
    pub rows: Vec<usize>,
}

/// A system taken apart.
#[derive(Clone, Debug)]
pub struct Parts {
    /// Constants, the largest groups first.
    pub fixed: Vec<Fixed>,
    /// The blocks.
    pub blocks: Vec<Block>,
    /// Rows whose constants alone contradict them: indices into the system's rows.
    pub contradicted: Vec<usize>,
}

impl Parts {
    /// Per atom, its block and its place in it.
    pub fn places(&self, atoms: usize) -> Vec<(usize, usize)> {
        let mut places = vec![(0, 0); atoms];
        for (at, block) in self.blocks.iter().enumerate() {
            for (slot, atom) in block.atoms.iter().enumerate() {
                places[*atom] = (at, slot);
            }
        }
        places
    }
}

/// Larger counts than this do not occur.
const MOST: i64 = 1_000_000;

/// Takes a system apart; `rules`: with the rows that follow from the public rules only.
pub fn take_apart(system: &System, rules: bool, atoms: usize) -> Parts {
    let width = system.question.categories + 1;
    let rows: Vec<usize> = (0..system.rows.len())
        .filter(|row| rules || !system.rows[*row].rule)
        .collect();
    let fixed = fixed(system, &rows);
    let mut contradicted = Vec::new();
    let mut reduced = Vec::new();
    for at in rows {
        let row = &system.rows[at];
        let defining = is_count(&row.weights) && row.low == row.high;
        let mut rest = row.set.clone();
        let mut constant = 0;
        let mut less = Vec::new();
        for (index, group) in fixed.iter().enumerate() {
            if group.set.within(&rest) && !(defining && group.set == row.set) {
                rest = rest.without(&group.set);
                less.push(index);
                let counts = row.weights.iter().zip(&group.counts);
                constant += counts.map(|(w, n)| w * n).sum::<i64>();
            }
        }
        let (low, high) = (
            row.low.map(|x| x - constant),
            row.high.map(|x| x - constant),
        );
        if rest.is_empty() {
            if low.is_some_and(|low| low > 0) || high.is_some_and(|high| high < 0) {
                contradicted.push(at);
            }
        } else {
            reduced.push((at, rest, low, high, less));
        }
    }
    let component = components(atoms, reduced.iter().map(|(_, set, _, _, _)| set));
    let mut blocks: BTreeMap<usize, Block> = BTreeMap::new();
    for (atom, component) in component.iter().enumerate() {
        let block = blocks.entry(*component).or_insert_with(|| Block {
            atoms: Vec::new(),
            width,
            rows: Vec::new(),
            range: Vec::new(),
        });
        block.atoms.push(atom);
    }
    for (at, set, low, high, less) in reduced {
        let Some(block) = set
            .iter()
            .next()
            .and_then(|atom| blocks.get_mut(&component[atom]))
        else {
            continue;
        };
        let weights = &system.rows[at].weights;
        let mut terms = Vec::new();
        for atom in set.iter() {
            let Ok(slot) = block.atoms.binary_search(&atom) else {
                continue;
            };
            let weighted = weights.iter().enumerate().filter(|(_, w)| **w != 0);
            terms.extend(weighted.map(|(category, w)| (slot * width + category, *w)));
        }
        block.rows.push(BlockRow {
            terms,
            low,
            high,
            row: at,
            rule: system.rows[at].rule,
            less,
        });
    }
    let mut blocks: Vec<Block> = blocks.into_values().collect();
    for block in &mut blocks {
        block.range = vec![(0, MOST); block.atoms.len() * width];
        let rows: Vec<&BlockRow> = block.rows.iter().collect();
        tighten(&rows, &mut block.range);
    }
    Parts {
        fixed,
        blocks,
        contradicted,
    }
}

fn is_count(weights: &[i64]) -> bool {
    weights.iter().all(|w| *w == 0 || *w == 1)
}

/// A published count: which categories, how many, which row.
type Count<'a> = (&'a [i64], i64, usize);

/// Groups whose count in every category is said by rows about exactly that group.
fn fixed(system: &System, rows: &[usize]) -> Vec<Fixed> {
    let width = system.question.categories + 1;
    let mut by_set: BTreeMap<&Set, Vec<Count>> = BTreeMap::new();
    for at in rows {
        let row = &system.rows[*at];
        if let (Some(low), true) = (row.low, row.low == row.high && is_count(&row.weights)) {
            by_set
                .entry(&row.set)
                .or_default()
                .push((&row.weights, low, *at));
        }
    }
    let mut fixed: Vec<Fixed> = Vec::new();
    for (set, known) in by_set {
        let mut counts: Vec<Option<i64>> = vec![None; width];
        for _ in 0..2 {
            for (weights, value, _) in &known {
                let open: Vec<usize> = (0..width)
                    .filter(|c| weights[*c] == 1 && counts[*c].is_none())
                    .collect();
                if let [only] = open.as_slice() {
                    let rest: i64 = (0..width)
                        .filter(|c| weights[*c] == 1)
                        .filter_map(|c| counts[c])
                        .sum();
                    counts[*only] = Some(value - rest);
                }
            }
        }
        if let Some(counts) = counts.into_iter().collect::<Option<Vec<i64>>>()
            && counts.iter().all(|count| *count >= 0)
            && !set.is_empty()
        {
            fixed.push(Fixed {
                set: set.clone(),
                counts,
                rows: known.iter().map(|(_, _, at)| *at).collect(),
            });
        }
    }
    fixed.sort_by_key(|group| std::cmp::Reverse(group.set.len()));
    fixed
}

fn components<'a>(atoms: usize, sets: impl Iterator<Item = &'a Set>) -> Vec<usize> {
    let mut parent: Vec<usize> = (0..atoms).collect();
    for set in sets {
        let mut first = None;
        for atom in set.iter() {
            let root = root(&mut parent, atom);
            match first {
                None => first = Some(root),
                Some(first) => parent[root] = first,
            }
        }
    }
    (0..atoms).map(|atom| root(&mut parent, atom)).collect()
}

fn root(parent: &mut [usize], mut at: usize) -> usize {
    while parent[at] != at {
        parent[at] = parent[parent[at]];
        at = parent[at];
    }
    at
}

/// Narrows the ranges of variables by the rows until nothing changes. `false`: no value is left for some variable.
pub fn tighten(rows: &[&BlockRow], range: &mut [(i64, i64)]) -> bool {
    for _ in 0..50 {
        let mut changed = false;
        for row in rows {
            let ends = |range: &[(i64, i64)], (var, w): (usize, i64)| {
                let (low, high) = range[var];
                if w > 0 {
                    (w * low, w * high)
                } else {
                    (w * high, w * low)
                }
            };
            let (mut least, mut most) = (0_i64, 0_i64);
            for term in &row.terms {
                let (low, high) = ends(range, *term);
                least += low;
                most += high;
            }
            if row.low.is_some_and(|low| most < low) || row.high.is_some_and(|high| least > high) {
                return false;
            }
            for (var, w) in &row.terms {
                let (own_low, own_high) = ends(range, (*var, *w));
                let (mut low, mut high) = range[*var];
                if let Some(top) = row.high {
                    let room = top - (least - own_low);
                    if *w > 0 {
                        high = high.min(room.div_euclid(*w));
                    } else {
                        low = low.max(-(room.div_euclid(-*w)));
                    }
                }
                if let Some(bottom) = row.low {
                    let need = bottom - (most - own_high);
                    if *w > 0 {
                        low = low.max(-((-need).div_euclid(*w)));
                    } else {
                        high = high.min((-need).div_euclid(-*w));
                    }
                }
                if low > high {
                    return false;
                }
                if (low, high) != range[*var] {
                    range[*var] = (low, high);
                    let (new_low, new_high) = ends(range, (*var, *w));
                    least += new_low - own_low;
                    most += new_high - own_high;
                    changed = true;
                }
            }
        }
        if !changed {
            break;
        }
    }
    true
}
