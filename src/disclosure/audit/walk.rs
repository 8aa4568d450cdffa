//! A local search over the fibre: from a world, or from a guess, to a world that also grants a wish.
//!
//! Method: one or two people of an atom change their answer and, mostly, as many of another atom change theirs the other way, so that
//! rows over both stay as they are (the moves of the fibre). A row that does not hold is picked at random and moved towards holding; a
//! move that breaks more than it mends is taken now and then. Invariants: head counts always hold; the walk ends only with every row
//! holding, or with nothing; the seed alone decides.

use std::collections::BTreeMap;

use crate::disclosure::audit::direction::Directions;
use crate::disclosure::audit::model::{Model, Span};
use crate::disclosure::audit::random::Random;
use crate::disclosure::audit::terrain::Terrain;
use crate::disclosure::audit::world::World;

/// Keeps what is common to all walks.
#[derive(Clone, Debug, Default)]
pub struct Walker {
    directions: BTreeMap<usize, Directions>,
}

/// A walk over one model.
#[derive(Debug)]
pub struct Walk<'a> {
    directions: &'a mut Directions,
    terrain: Terrain,
    random: Random,
    x: Vec<i64>,
    values: Vec<i64>,
    /// Rows that do not hold, and the place of each row among them.
    broken: Vec<usize>,
    place: Vec<usize>,
    changes: Vec<(usize, i64)>,
}

impl Walker {
    /// A walker without memories.
    pub fn new() -> Self {
        Self::default()
    }

    /// Prepares walks over a model.
    pub fn on(&mut self, model: &Model, random: Random) -> Walk<'_> {
        let directions = self
            .directions
            .entry(model.categories)
            .or_insert_with(|| Directions::new(model.categories));
        Walk {
            terrain: Terrain::new(model, directions),
            directions,
            random,
            x: Vec::new(),
            values: Vec::new(),
            broken: Vec::new(),
            place: Vec::new(),
            changes: Vec::new(),
        }
    }
}

const NOWHERE: usize = usize::MAX;

impl Walk<'_> {
    /// A world found from head counts and rows alone, with at most so many moves tried.
    pub fn first(&mut self, moves: u32) -> Option<World> {
        self.x = deal(&self.terrain);
        self.repair(moves)
    }

    /// A world that grants a wish, from one that may not.
    pub fn towards(&mut self, start: &World, wish: &Span, moves: u32) -> Option<World> {
        self.x = start.0.iter().copied().map(i64::from).collect();
        self.terrain.push(wish, self.directions);
        let found = self.repair(moves);
        self.terrain.pop();
        found
    }

    fn repair(&mut self, moves: u32) -> Option<World> {
        if self.terrain.peopled.is_empty() || self.directions.all.is_empty() {
            return None;
        }
        self.measure();
        for _ in 0..moves {
            if self.broken.is_empty() {
                break;
            }
            self.attempt();
        }
        if !self.broken.is_empty() {
            return None;
        }
        let counts = self.x.iter().map(|count| u32::try_from(*count).ok());
        counts.collect::<Option<Vec<u32>>>().map(World)
    }

    /// Values of all rows, from scratch.
    fn measure(&mut self) {
        let m = self.terrain.categories;
        let rows = &self.terrain.rows;
        self.values.clear();
        self.broken.clear();
        self.place.clear();
        self.place.resize(rows.len(), NOWHERE);
        for (index, row) in rows.iter().enumerate() {
            let weights = &self.directions.forms[row.form].weights;
            let mut value = 0;
            for atom in &self.terrain.inside[row.span] {
                let counts = &self.x[atom * m..(atom + 1) * m];
                value += weights.iter().zip(counts).map(|(w, x)| w * x).sum::<i64>();
            }
            self.values.push(value);
            if row.miss(value) > 0 {
                self.place[index] = self.broken.len();
                self.broken.push(index);
            }
        }
    }

    /// One move: proposed, weighed, taken or not.
    fn attempt(&mut self) {
        let stray = self.random.once_in(3);
        let (atom, direction, partner) = if stray { self.stray() } else { self.aim() };
        if !self.fits(atom, direction, 1) {
            return;
        }
        if let Some(partner) = partner
            && (partner == atom || !self.fits(partner, direction, -1))
        {
            return;
        }
        let worse = self.weigh(atom, direction, partner);
        let taken = match worse {
            ..=0 => true,
            1 => self.random.once_in(4),
            2 => self.random.once_in(7),
            _ => false,
        };
        if taken {
            self.take(atom, direction, partner);
        }
    }

    /// A move that brings a broken row nearer.
    fn aim(&mut self) -> (usize, usize, Option<usize>) {
        let index = self.broken[self.random.below(self.broken.len())];
        let row = self.terrain.rows[index];
        let form = &self.directions.forms[row.form];
        let useful = if self.values[index] < row.low {
            &form.up
        } else {
            &form.down
        };
        let inside = &self.terrain.inside[row.span];
        if inside.is_empty() || useful.is_empty() {
            return self.stray();
        }
        let atom = inside[self.random.below(inside.len())];
        let direction = useful[self.random.below(useful.len())];
        let outside = &self.terrain.outside[row.span];
        let partner = partner(&mut self.random, self.terrain.loose, outside);
        (atom, direction, partner)
    }

    /// Any move.
    fn stray(&mut self) -> (usize, usize, Option<usize>) {
        let peopled = &self.terrain.peopled;
        let atom = peopled[self.random.below(peopled.len())];
        let direction = self.random.below(self.directions.all.len());
        let partner = partner(&mut self.random, self.terrain.loose, peopled);
        (atom, direction, partner)
    }

    /// Whether an atom has the people to move, with the direction as it is (1) or the other way (-1).
    fn fits(&self, atom: usize, direction: usize, sign: i64) -> bool {
        let counts = &self.x[atom * self.terrain.categories..];
        let steps = &self.directions.all[direction].steps;
        steps
            .iter()
            .all(|(at, step)| counts[*at] + sign * step >= 0)
    }

    /// By how much more the rows would miss.
    fn weigh(&self, atom: usize, direction: usize, partner: Option<usize>) -> i64 {
        let mut worse = 0;
        self.touched(atom, partner, |index, sign| {
            let row = &self.terrain.rows[index];
            let change = sign * self.directions.forms[row.form].change[direction];
            if change != 0 {
                let value = self.values[index];
                worse += row.miss(value + change) - row.miss(value);
            }
        });
        worse
    }

    fn take(&mut self, atom: usize, direction: usize, partner: Option<usize>) {
        let mut changes = std::mem::take(&mut self.changes);
        self.touched(atom, partner, |index, sign| {
            let form = self.terrain.rows[index].form;
            changes.push((index, sign * self.directions.forms[form].change[direction]));
        });
        for (index, change) in changes.drain(..) {
            self.values[index] += change;
            self.note(index);
        }
        self.changes = changes;
        for (who, sign) in std::iter::once((atom, 1)).chain(partner.map(|who| (who, -1))) {
            let counts = &mut self.x[who * self.terrain.categories..];
            for (at, step) in &self.directions.all[direction].steps {
                counts[*at] += sign * step;
            }
        }
    }

    /// Keeps the list of broken rows.
    fn note(&mut self, index: usize) {
        let misses = self.terrain.rows[index].miss(self.values[index]) > 0;
        let place = self.place[index];
        if misses && place == NOWHERE {
            self.place[index] = self.broken.len();
            self.broken.push(index);
        } else if !misses && place != NOWHERE {
            self.broken.swap_remove(place);
            if let Some(moved) = self.broken.get(place) {
                self.place[*moved] = place;
            }
            self.place[index] = NOWHERE;
        }
    }

    /// The rows over exactly one of the two, with the sign of their change.
    fn touched(&self, atom: usize, partner: Option<usize>, mut each: impl FnMut(usize, i64)) {
        let terrain = &self.terrain;
        let mut half = |who: usize, other: Option<usize>, sign: i64| {
            for span in &terrain.spans[who] {
                if !other.is_some_and(|other| terrain.is_member(*span, other)) {
                    for index in terrain.range[*span].clone() {
                        each(index, sign);
                    }
                }
            }
        };
        half(atom, partner, 1);
        if let Some(partner) = partner {
            half(partner, Some(atom), -1);
        }
    }
}

/// Who moves the other way: often nobody if nothing is fixed over everybody, else seldom.
fn partner(random: &mut Random, loose: bool, among: &[usize]) -> Option<usize> {
    let alone = random.once_in(if loose { 1 } else { 5 });
    if alone || among.is_empty() {
        return None;
    }
    Some(among[random.below(among.len())])
}

/// A first guess: everybody's answers dealt out in proportion, from the known columns if there are any, else evenly.
fn deal(terrain: &Terrain) -> Vec<i64> {
    let m = terrain.categories;
    let total: i64 = terrain.n.iter().copied().map(i64::from).sum();
    let mut left = match &terrain.columns {
        Some(columns) if columns.iter().sum::<i64>() == total => columns.clone(),
        _ => spread(total, &vec![1; m]),
    };
    let mut x = Vec::with_capacity(terrain.n.len() * m);
    for n in &terrain.n {
        let row = spread(i64::from(*n), &left);
        for (rest, count) in left.iter_mut().zip(&row) {
            *rest -= count;
        }
        x.extend(row);
    }
    x
}

/// So many people over categories in proportion to what is left, never more than is left if enough is.
fn spread(n: i64, left: &[i64]) -> Vec<i64> {
    let total: i64 = left.iter().sum::<i64>().max(1);
    let mut row: Vec<i64> = left.iter().map(|rest| rest * n / total).collect();
    let mut open = n - row.iter().sum::<i64>();
    let mut order: Vec<usize> = (0..left.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(left[*at] * n % total));
    // The remainders add up to the open places, so one more each suffices.
    for at in order {
        if open > 0 {
            row[at] += 1;
            open -= 1;
        }
    }
    row
}
