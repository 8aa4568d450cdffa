//! Judging every set and class of answers of one question; what counts is said in [`crate::forensics::intruder::verdict`].

use crate::forensics::intruder::derive::{Depth, Proof};
use crate::forensics::intruder::exempt::{narrowest, published};
use crate::forensics::intruder::fact::ClassKind;
use crate::forensics::intruder::field::{Field, minus};
use crate::forensics::intruder::integer::Step;
use crate::forensics::intruder::model::System;
use crate::forensics::intruder::set::Set;
use crate::forensics::intruder::target::{Sort, Target};
use crate::forensics::intruder::verdict::{Kind, Pinned, Side};
use crate::forensics::intruder::walk::{LONG, SHORT};

/// How the targets of one system are judged.
pub struct Judge<'a> {
    /// The system.
    pub system: &'a System,
    /// The sets.
    pub targets: &'a [Target],
    /// The minimum group.
    pub minimum: i64,
    /// People who lay their answers together, against whom the documents promise to hold.
    pub coalition: i64,
    /// How many finds may still be explained by leaving out figures one after the other, which costs solver runs.
    pub deep: usize,
    /// How many bounds that are undone may still be explained by the figures of everybody.
    pub noted: usize,
    /// Sets and classes of which it is not settled whether they are pinned.
    pub open: Vec<String>,
    /// Bounds of which a glance did not settle whether they are undone.
    pub glanced: Vec<String>,
}

impl Judge<'_> {
    /// Judges every set and class.
    pub fn all(&mut self, field: &mut Field) -> Vec<Pinned> {
        let targets = self.targets;
        let mut finds = Vec::new();
        for (at, target) in targets.iter().enumerate() {
            let from = finds.len();
            for class in &self.system.question.classes {
                finds.extend(self.exact(
                    field,
                    at,
                    target,
                    class.kind,
                    &class.name,
                    &class.weights,
                ));
                if class.kind != ClassKind::Sum {
                    finds.extend(self.attribute(
                        field,
                        at,
                        target,
                        class.kind,
                        &class.name,
                        &class.weights,
                    ));
                }
                if class.kind == ClassKind::Unfavourable {
                    finds.extend(self.pointing(field, at, target, &class.name, &class.weights));
                }
            }
            // All favourable says more than all in one of its points, and the other way round: the narrowest class is told.
            narrowest(&mut finds, from, &self.system.question);
        }
        finds
    }

    /// Looks for tables that acquit a set, by less of these sums; whether that is settled against it: there are none. What is neither is noted as
    /// open.
    fn guilty(
        &mut self,
        field: &mut Field,
        (target, name): (&Target, &str),
        sums: &[Vec<i64>],
        acquitted: &dyn Fn(&Field) -> bool,
    ) -> bool {
        for (patient, stamina) in [(false, SHORT), (true, LONG)] {
            let mut ways = sums.to_vec();
            while !acquitted(field) && !ways.is_empty() {
                ways.retain(|way| field.walk(&target.set, way, stamina));
            }
            let mut ways = sums.to_vec();
            let mut open = false;
            while !acquitted(field) && !ways.is_empty() {
                ways.retain(|way| match field.step(&target.set, way, patient) {
                    Step::Less => true,
                    Step::None => false,
                    Step::Open => {
                        open = true;
                        false
                    }
                });
            }
            if acquitted(field) {
                return false;
            }
            if !open {
                return true;
            }
        }
        let open = format!("{}, {name}", target.name);
        if !self.open.contains(&open) {
            self.open.push(open);
        }
        false
    }

    /// Least and greatest of a sum; noted as open if they are not settled.
    fn ends(
        &mut self,
        field: &mut Field,
        (target, name): (&Target, &str),
        weights: &[i64],
    ) -> Option<(i64, i64)> {
        self.guilty(
            field,
            (target, name),
            &[weights.to_vec(), minus(weights)],
            &|_| false,
        )
        .then(|| field.shown(&target.set, weights))
        .flatten()
    }

    fn exact(
        &mut self,
        field: &mut Field,
        at: usize,
        target: &Target,
        kind: ClassKind,
        name: &str,
        weights: &[i64],
    ) -> Option<Pinned> {
        let answered = self.system.question.answered();
        let (set, minimum) = (&target.set, self.minimum);
        let acquitted = |field: &Field| {
            let people = field.shown(set, &answered).map_or(0, |(_, most)| most);
            people == 0
                || people >= minimum
                || field
                    .shown(set, weights)
                    .is_none_or(|(low, high)| low != high)
        };
        if matches!(kind, ClassKind::One | ClassKind::Negative) {
            return None;
        }
        if field.shown(set, &answered)?.1 >= minimum {
            return self.undone(field, at, target, name, weights);
        }
        // That nobody is unfavourable is none where a large group publishes it.
        if kind == ClassKind::Unfavourable && published(self.system, set, weights, 0)
            || !self.guilty(
                field,
                (target, name),
                &[weights.to_vec(), minus(weights)],
                &acquitted,
            )
        {
            return None;
        }
        let value = field.shown(set, weights)?;
        let answers = self.ends(field, (target, name), &answered)?;
        let sides = [weights.to_vec(), minus(weights)];
        (answers.1 < minimum).then(|| {
            let values = (value, answers);
            self.find(field, Kind::Exact, (at, target), name, values, &sides)
        })
    }

    /// A figure of a shown group that is a bound and yet pinned. At a glance only, for it is noted, not a find: where it would tell of all or
    /// all but one, that is looked at by itself.
    fn undone(
        &mut self,
        field: &mut Field,
        at: usize,
        target: &Target,
        name: &str,
        weights: &[i64],
    ) -> Option<Pinned> {
        let set = &target.set;
        let bound = target.sort == Sort::Shown && target.bounds.iter().any(|bound| bound == name);
        let pinned = |field: &Field| {
            field
                .shown(set, weights)
                .is_some_and(|(low, high)| low == high)
        };
        if !bound
            || !pinned(field)
            || field.walk(set, weights, SHORT)
            || field.walk(set, &minus(weights), SHORT)
            || !pinned(field)
        {
            return None;
        }
        let value = field.bounds(set, weights, false);
        let answers = field.bounds(set, &self.system.question.answered(), false);
        let (Some(value), Some(answers)) = (value, answers) else {
            self.glanced.push(format!("{}, {name}", target.name));
            return None;
        };
        let sides = [weights.to_vec(), minus(weights)];
        let values = (value, answers);
        (value.0 == value.1)
            .then(|| self.find(field, Kind::BoundUndone, (at, target), name, values, &sides))
    }

    fn attribute(
        &mut self,
        field: &mut Field,
        at: usize,
        target: &Target,
        kind: ClassKind,
        name: &str,
        weights: &[i64],
    ) -> Option<Pinned> {
        let others = self.system.question.others(weights);
        let answered = self.system.question.answered();
        let set = &target.set;
        let allowed = if target.rest { 0 } else { self.coalition };
        let acquitted = |field: &Field| {
            field
                .shown(set, &others)
                .is_none_or(|(_, most)| most > allowed)
                || field
                    .shown(set, &answered)
                    .is_none_or(|(fewest, _)| fewest < 1)
        };
        if acquitted(field) {
            return None;
        }
        let told = self.coalition * i64::from(kind == ClassKind::Negative);
        if published(self.system, set, &others, told)
            || !self.guilty(field, (target, name), &[minus(&others)], &acquitted)
        {
            return None;
        }
        let most = field.shown(set, &others)?.1;
        let answers = self.ends(field, (target, name), &answered)?;
        if answers.0 < most.max(0) + 1 {
            return None;
        }
        // A find stands whether or not all of it is settled.
        let value = self.ends(field, (target, name), weights);
        let value = value.unwrap_or((answers.0 - most, answers.1));
        let sides = [minus(&others)];
        let values = (value, answers);
        Some(Pinned {
            others: most,
            ..self.find(field, Kind::Attribute, (at, target), name, values, &sides)
        })
    }

    fn pointing(
        &mut self,
        field: &mut Field,
        at: usize,
        target: &Target,
        name: &str,
        weights: &[i64],
    ) -> Option<Pinned> {
        let answered = self.system.question.answered();
        let (set, minimum) = (&target.set, self.minimum);
        let acquitted = |field: &Field| {
            field
                .shown(set, &answered)
                .is_none_or(|(_, most)| most >= minimum)
                || field
                    .shown(set, weights)
                    .is_none_or(|(fewest, _)| fewest < 1)
        };
        if !self.guilty(field, (target, name), &[weights.to_vec()], &acquitted) {
            return None;
        }
        let answers = self.ends(field, (target, name), &answered)?;
        let value = self.ends(field, (target, name), weights);
        let value = value.or_else(|| field.shown(set, weights))?;
        let sides = [weights.to_vec()];
        (value.0 >= 1 && answers.1 < minimum).then(|| {
            self.find(
                field,
                Kind::FingerPointing,
                (at, target),
                name,
                (value, answers),
                &sides,
            )
        })
    }

    /// Hidden groups whose number of ballots is pinned by the documents. `before`: what the attacker was told, without any document. Whoever has a
    /// roster of the parts knows the size of the whole, and no document told it.
    pub fn sizes(&mut self, field: &mut Field, before: &mut Field) -> Vec<Pinned> {
        let all = self.system.question.ballots();
        let targets = self.targets;
        let mut finds = Vec::new();
        for (at, target) in targets.iter().enumerate() {
            let told = self
                .system
                .rows
                .iter()
                .any(|row| row.set == target.set && row.low.is_some() && row.low == row.high);
            let open =
                field.seen(&target.set, &all) != field.seen(&target.set, &minus(&all)).map(|x| -x);
            if target.sort != Sort::Hidden || told || open {
                continue;
            }
            if let Some(value) = field.bounds(&target.set, &all, true)
                && value.0 == value.1
                && value.0 > 0
                && before.bounds(&target.set, &all, true) != Some(value)
            {
                let sides = [all.clone(), minus(&all)];
                finds.push(self.find(
                    field,
                    Kind::HiddenSize,
                    (at, target),
                    "ballots",
                    (value, value),
                    &sides,
                ));
            }
        }
        finds
    }

    /// Atoms that certainly hold nobody.
    pub fn nobody(&self, field: &mut Field) -> Set {
        let all = self.system.question.ballots();
        let atoms = 0..field.place.len();
        let empty = atoms.filter(|atom| {
            let set = Set::of([*atom]);
            field.seen(&set, &minus(&all)) == Some(0)
                && field.bounds(&set, &all, true) == Some((0, 0))
        });
        Set::of(empty.collect::<Vec<_>>())
    }

    fn find(
        &mut self,
        field: &mut Field,
        kind: Kind,
        (at, target): (usize, &Target),
        class: &str,
        (value, answers): ((i64, i64), (i64, i64)),
        sides: &[Vec<i64>],
    ) -> Pinned {
        // What is only noted is not worth runs of the solver.
        let (left, depth) = match kind {
            Kind::BoundUndone => (&mut self.noted, Depth::Cases),
            _ => (&mut self.deep, Depth::Solver),
        };
        let depth = if *left > 0 { depth } else { Depth::Own };
        let sides: Vec<Side> = sides
            .iter()
            .map(|weights| field.explain(self.system, &target.set, weights, depth))
            .collect();
        if sides.iter().any(|side| side.proof > Proof::Sum) {
            *left = left.saturating_sub(1);
        }
        Pinned {
            kind,
            target: at,
            class: class.to_owned(),
            value,
            answers,
            others: 0,
            sides,
        }
    }
}
