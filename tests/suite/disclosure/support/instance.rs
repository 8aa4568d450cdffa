//! The instances M1, M1x, M8, M83 of the measurements, seeded.
//!
//! A municipality has 10 departments of 12 networks of 6 to 8 invited; 60 to 100 % of a network answer. Crossed, each person also has a
//! leader level (three) and each network a type (four), and levels and types are published for the municipality and each department.
//! From two municipalities on there is a group of all.
//!
//! # Invariants
//! - The same seed gives the same instance, and people respond alike whether it is crossed or not.

use std::collections::BTreeMap;

use pejling::disclosure::structure::incidence::{Group, Incidence};
use rand::rngs::ChaCha12Rng;
use rand::{RngExt, SeedableRng};

/// What to generate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    pub(crate) municipalities: usize,
    pub(crate) crossed: bool,
    /// Levels and types across all municipalities too.
    pub(crate) linked: bool,
    pub(crate) seed: u64,
}

/// A generated instance.
#[derive(Clone, Debug)]
pub(crate) struct Instance {
    pub(crate) incidence: Incidence,
    pub(crate) names: Vec<String>,
    /// Per atom.
    pub(crate) invited: Vec<u32>,
    /// Per atom.
    pub(crate) answers: Vec<u32>,
    /// The cuts and their groups.
    pub(crate) cuts: BTreeMap<&'static str, Vec<usize>>,
}

const DEPARTMENTS: usize = 10;
const NETWORKS: usize = 12;

#[derive(Default)]
struct Drawing {
    invited: Vec<u32>,
    answers: Vec<u32>,
    /// By priority of the kind: name, family, atoms.
    groups: Vec<(String, u32, u32, Vec<usize>)>,
    index: BTreeMap<String, usize>,
    cuts: BTreeMap<&'static str, Vec<usize>>,
}

impl Drawing {
    fn join(&mut self, name: String, kind: (u32, u32), cut: Option<&'static str>, atom: usize) {
        let place = *self.index.entry(name.clone()).or_insert_with(|| {
            self.groups.push((name, kind.0, kind.1, Vec::new()));
            if let Some(cut) = cut {
                self.cuts
                    .entry(cut)
                    .or_default()
                    .push(self.groups.len() - 1);
            }
            self.groups.len() - 1
        });
        self.groups[place].3.push(atom);
    }
}

/// Generates an instance.
pub(crate) fn generate(shape: Shape) -> Instance {
    let mut rng = ChaCha12Rng::seed_from_u64(shape.seed);
    let mut drawing = Drawing::default();
    for m in 0..shape.municipalities {
        for d in 0..DEPARTMENTS {
            for w in 0..NETWORKS {
                network(&mut drawing, shape, &mut rng, [m, d, w]);
            }
        }
    }
    let mut names = Vec::new();
    let mut groups = Vec::new();
    for (id, (name, priority, family, atoms)) in (0_u64..).zip(drawing.groups) {
        names.push(name);
        groups.push(Group {
            id,
            priority,
            family: Some(family),
            atoms,
        });
    }
    Instance {
        incidence: Incidence::new(drawing.invited.len(), groups).unwrap(),
        names,
        invited: drawing.invited,
        answers: drawing.answers,
        cuts: drawing.cuts,
    }
}

fn network(drawing: &mut Drawing, shape: Shape, rng: &mut ChaCha12Rng, [m, d, w]: [usize; 3]) {
    let people = rng.random_range(6..=8);
    let rate: f64 = rng.random_range(0.6..1.0);
    let kind = rng.random_range(0..4);
    // Invited and answers per level.
    let mut strata: BTreeMap<usize, (u32, u32)> = BTreeMap::new();
    for _ in 0..people {
        let level = match rng.random_range(0..10) {
            0 => 0,
            1..4 => 1,
            _ => 2,
        };
        let responds = rng.random_bool(rate);
        let stratum = strata
            .entry(if shape.crossed { level } else { 0 })
            .or_default();
        stratum.0 += 1;
        stratum.1 += u32::from(responds);
    }
    for (level, (invited, answers)) in strata {
        let atom = drawing.invited.len();
        drawing.invited.push(invited);
        drawing.answers.push(answers);
        if shape.municipalities > 1 {
            drawing.join("all".into(), (0, 0), None, atom);
        }
        drawing.join(format!("m{m}"), (1, 0), None, atom);
        drawing.join(format!("m{m}.d{d}"), (2, 0), None, atom);
        drawing.join(format!("m{m}.d{d}.n{w}"), (3, 0), None, atom);
        if !shape.crossed {
            continue;
        }
        if shape.linked {
            drawing.join(
                format!("all.level{level}"),
                (4, 1),
                Some("all levels"),
                atom,
            );
            drawing.join(format!("all.type{kind}"), (4, 2), Some("all types"), atom);
        }
        drawing.join(format!("m{m}.level{level}"), (5, 1), Some("level"), atom);
        drawing.join(format!("m{m}.type{kind}"), (5, 2), Some("type"), atom);
        drawing.join(
            format!("m{m}.d{d}.level{level}"),
            (6, 1),
            Some("department x level"),
            atom,
        );
        drawing.join(
            format!("m{m}.d{d}.type{kind}"),
            (7, 2),
            Some("department x type"),
            atom,
        );
    }
}

/// One municipality, hierarchy only.
pub(crate) fn m1() -> Instance {
    generate(Shape {
        municipalities: 1,
        crossed: false,
        linked: false,
        seed: 1,
    })
}

/// One municipality, crossed with level and type.
pub(crate) fn m1x() -> Instance {
    generate(Shape {
        municipalities: 1,
        crossed: true,
        linked: false,
        seed: 1,
    })
}

/// Answers per atom to each of some questions, 3 % of the answers left out.
pub(crate) fn by_question(instance: &Instance, questions: usize) -> Vec<Vec<u32>> {
    let mut rng = ChaCha12Rng::seed_from_u64(99);
    let mut left = |answers: &u32| {
        (0..*answers)
            .map(|_| u32::from(rng.random_bool(0.97)))
            .sum()
    };
    (0..questions)
        .map(|_| instance.answers.iter().map(&mut left).collect())
        .collect()
}
