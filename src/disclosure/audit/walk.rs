//! A local search over the fibre: from a world, or from a guess, to a world that also grants a wish.
//!
//! Method: one or two people of an atom change their answer and, mostly, as many of another atom change theirs the other way, so that
//! rows over both stay as they are (the moves of the fibre). A row that does not hold is picked at random and moved towards holding; a
//! move that breaks more than it mends is taken now and then. Where groups cross, `weave` takes over. Invariants: head counts always hold; the walk ends only with every row
//! holding, or with nothing; the seed alone decides.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::disclosure::audit::direction::Directions;
use crate::disclosure::audit::model::{Model, Span};
use crate::disclosure::audit::random::Random;
use crate::disclosure::audit::start::deal;
use crate::disclosure::audit::terrain::Terrain;
use crate::disclosure::audit::who::Who;
use crate::disclosure::audit::world::World;

/// Keeps what is common to all walks.
#[derive(Clone, Debug, Default)]
pub struct Walker {
    directions: BTreeMap<usize, Directions>,
}

/// A walk over one model.
#[derive(Debug)]
pub struct Walk<'a> {
    pub(crate) directions: &'a mut Directions,
    pub(crate) terrain: Terrain,
    pub(crate) random: Random,
    pub(crate) x: Vec<i64>,
    pub(crate) values: Vec<i64>,
    /// Rows that do not hold, and the place of each row among them.
    pub(crate) broken: Vec<usize>,
    place: Vec<usize>,
    changes: Vec<(usize, i64)>,
    /// What each row weighs where spans cross.
    pub(crate) weights: Vec<i64>,
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
            weights: Vec::new(),
        }
    }
}

/// Walkers at rest: whoever walks takes one along and brings it back, so that no more are made than walk at once. Which one it is makes no
/// difference to where the walk leads.
#[derive(Debug)]
pub(crate) struct Resting(Mutex<Vec<Walker>>);

impl Resting {
    pub(crate) fn new(walker: Walker) -> Self {
        Self(Mutex::new(vec![walker]))
    }

    /// Walks with one of them.
    pub(crate) fn with<T>(&self, walk: impl FnOnce(&mut Walker) -> T) -> T {
        let mut walker = self.take();
        let arrived = walk(&mut walker);
        let mut resting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        resting.push(walker);
        arrived
    }

    /// One of them, or a new one.
    pub(crate) fn take(&self) -> Walker {
        let mut resting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Without memories it walks the same ways.
        resting.pop().unwrap_or_default()
    }
}

const NOWHERE: usize = usize::MAX;

impl Walk<'_> {
    /// Whether some groups share part of their people only.
    pub fn is_crossing(&self) -> bool {
        self.terrain.crossing
    }

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
        if self.terrain.crossing {
            self.weave(moves);
        } else {
            self.wander(moves);
        }
        if !self.broken.is_empty() {
            return None;
        }
        let counts = self.x.iter().map(|count| u32::try_from(*count).ok());
        counts.collect::<Option<Vec<u32>>>().map(World)
    }

    /// Moves until everything holds or the moves are used up.
    fn wander(&mut self, moves: u32) {
        for _ in 0..moves {
            if self.broken.is_empty() {
                break;
            }
            self.attempt();
        }
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
        let Some((who, direction)) = self.propose() else {
            return;
        };
        let taken = match self.weigh(&who, direction) {
            ..=0 => true,
            1 => self.random.once_in(4),
            2 => self.random.once_in(7),
            _ => false,
        };
        if taken {
            self.take(&who, direction);
        }
    }

    /// By how much more the rows would miss.
    fn weigh(&self, who: &Who, direction: usize) -> i64 {
        let mut worse = 0;
        self.touched(who, |index, sign| {
            let row = &self.terrain.rows[index];
            let change = sign * self.directions.forms[row.form].change[direction];
            if change != 0 {
                let value = self.values[index];
                worse += row.miss(value + change) - row.miss(value);
            }
        });
        worse
    }

    pub(crate) fn take(&mut self, who: &Who, direction: usize) {
        let mut changes = std::mem::take(&mut self.changes);
        self.touched(who, |index, sign| {
            let form = self.terrain.rows[index].form;
            changes.push((index, sign * self.directions.forms[form].change[direction]));
        });
        for (index, change) in changes.drain(..) {
            self.values[index] += change;
            self.note(index);
        }
        self.changes = changes;
        for (atom, sign) in who.iter() {
            let counts = &mut self.x[atom * self.terrain.categories..];
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

    /// The rows whose span is entered more often than left, or the other way, with the difference.
    pub(crate) fn touched(&self, who: &Who, mut each: impl FnMut(usize, i64)) {
        let terrain = &self.terrain;
        for (place, (atom, _)) in who.iter().enumerate() {
            for span in &terrain.spans[atom] {
                // A span counts once, at the first of its atoms.
                let mut net = 0;
                let mut first = place;
                for (other, (member, sign)) in who.iter().enumerate() {
                    if terrain.is_member(*span, member) {
                        first = first.min(other);
                        net += sign;
                    }
                }
                if net != 0 && first == place {
                    for index in terrain.range[*span].clone() {
                        each(index, net);
                    }
                }
            }
        }
    }
}
