//! The seeded test instance: municipalities of 10 departments of 12 networks of 6 to 8 people, and a simple structural stage.
//!
//! Stage A here is the minimum group, the remainder rule per parent, and hidden stays hidden: enough for trees.

use std::sync::Arc;

use pejling::disclosure::audit::display::{Display, Level, exact, rating, rating_facts};
use pejling::disclosure::audit::frame::{Family, Frame};
use pejling::disclosure::audit::question::{Kind, Publisher, Shown};
use pejling::disclosure::audit::random::Random;
use pejling::disclosure::audit::sheet::{Published, Sheet};
use pejling::disclosure::ends::Ends;

/// Shares of the answers 1 to 5 in hundredths; the rest leave the question out.
pub(crate) const SHARES: [u64; 5] = [3, 9, 20, 32, 33];
/// Minimum group.
pub(crate) const K: u32 = 5;

/// A tree of groups with answers to a number of questions.
#[derive(Clone, Debug)]
pub(crate) struct Instance {
    pub(crate) frame: Frame,
    pub(crate) parent: Vec<Option<usize>>,
    pub(crate) invited: Vec<u32>,
    pub(crate) responded: Vec<u32>,
    /// Per question, per atom, per category.
    pub(crate) answers: Vec<Vec<[u32; 5]>>,
    /// Hidden for the whole survey.
    pub(crate) hidden: Vec<bool>,
}

/// So many municipalities, with a country around them if there are several.
pub(crate) fn municipalities(count: usize, questions: usize, seed: u64) -> Instance {
    sized(count, [10, 12], questions, seed)
}

/// The same with so many departments, each of so many networks.
pub(crate) fn sized(
    count: usize,
    [departments, networks]: [usize; 2],
    questions: usize,
    seed: u64,
) -> Instance {
    let mut random = Random::new(seed, 77);
    let mut parent = Vec::new();
    let mut leaves = Vec::new();
    let root = (count > 1).then(|| {
        parent.push(None);
        0
    });
    for _ in 0..count {
        let municipality = parent.len();
        parent.push(root);
        for _ in 0..departments {
            let department = parent.len();
            parent.push(Some(municipality));
            for _ in 0..networks {
                leaves.push(parent.len());
                parent.push(Some(department));
            }
        }
    }
    let mut groups = vec![Vec::new(); parent.len()];
    let mut invited = vec![0; parent.len()];
    let mut responded = vec![0; parent.len()];
    let mut people = Vec::new();
    for (atom, leaf) in leaves.iter().enumerate() {
        let size = 6 + u32::try_from(random.below(3)).unwrap();
        let rate = 60 + random.below(41);
        let answered = (0..size).filter(|_| random.below(100) < rate).count();
        people.push(answered);
        let mut at = Some(*leaf);
        while let Some(group) = at {
            groups[group].push(atom);
            invited[group] += size;
            responded[group] += u32::try_from(answered).unwrap();
            at = parent[group];
        }
    }
    let answers = (0..questions)
        .map(|_| {
            people
                .iter()
                .map(|count| answers(&mut random, *count))
                .collect()
        })
        .collect();
    let mut children = vec![Vec::new(); parent.len()];
    for (group, parent) in parent.iter().enumerate() {
        if let Some(parent) = parent {
            children[*parent].push(group);
        }
    }
    let families = children
        .into_iter()
        .enumerate()
        .filter(|(_, children)| !children.is_empty());
    let families = families
        .map(|(parent, children)| Family { parent, children })
        .collect();
    let frame = Frame::new(leaves.len(), groups, families).unwrap();
    let mut hidden: Vec<bool> = (0..parent.len())
        .map(|group| responded[group] < K || invited[group] < K)
        .collect();
    complement(&frame, &responded, &mut hidden);
    Instance {
        frame,
        parent,
        invited,
        responded,
        answers,
        hidden,
    }
}

pub(crate) fn answers(random: &mut Random, count: usize) -> [u32; 5] {
    let mut counts = [0; 5];
    for _ in 0..count {
        let mut draw = random.below(100) as u64;
        for (count, share) in counts.iter_mut().zip(SHARES) {
            if draw < share {
                *count += 1;
                break;
            }
            draw -= share;
        }
    }
    counts
}

/// The remainder rule: what is hidden below a shown parent is nothing, or two groups and enough answers.
pub(crate) fn complement(frame: &Frame, n: &[u32], hidden: &mut [bool]) {
    loop {
        let before = hidden.to_vec();
        once(frame, n, hidden);
        if *hidden == *before {
            break;
        }
    }
}

fn once(frame: &Frame, n: &[u32], hidden: &mut [bool]) {
    for family in frame.families() {
        if hidden[family.parent] {
            for child in &family.children {
                hidden[*child] = true;
            }
            continue;
        }
        loop {
            let out: Vec<u32> = family
                .children
                .iter()
                .filter(|child| hidden[**child] && n[**child] > 0)
                .map(|child| n[*child])
                .collect();
            if out.is_empty() || (out.len() >= 2 && out.iter().sum::<u32>() >= K) {
                break;
            }
            let shown = family
                .children
                .iter()
                .copied()
                .filter(|child| !hidden[*child]);
            let Some(smallest) = shown.min_by_key(|child| (n[*child], *child)) else {
                break;
            };
            hidden[smallest] = true;
        }
    }
}

/// One question as published.
#[derive(Clone, Debug)]
pub(crate) struct Survey {
    pub(crate) n: Vec<u32>,
    pub(crate) group_n: Vec<u32>,
    pub(crate) counts: Vec<Vec<u32>>,
    pub(crate) hidden: Vec<bool>,
}

impl Instance {
    pub(crate) fn survey(&self, question: usize) -> Survey {
        let answers = &self.answers[question];
        let n: Vec<u32> = answers.iter().map(|row| row.iter().sum()).collect();
        let groups = self.frame.groups();
        let counts: Vec<Vec<u32>> = groups
            .iter()
            .map(|atoms| {
                let mut sum = vec![0; 5];
                for atom in atoms {
                    for (total, count) in sum.iter_mut().zip(answers[*atom]) {
                        *total += count;
                    }
                }
                sum
            })
            .collect();
        let group_n: Vec<u32> = counts.iter().map(|row| row.iter().sum()).collect();
        let mut hidden: Vec<bool> = (0..groups.len())
            .map(|at| self.hidden[at] || group_n[at] < K)
            .collect();
        complement(&self.frame, &group_n, &mut hidden);
        Survey {
            n,
            group_n,
            counts,
            hidden,
        }
    }
}

/// The display of the product, for a rating, at the level that the number of answers gives, lowered by the ladder.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Product;

/// Ladder steps of the product: 1 small groups band only, 2 small groups nothing, 3 larger groups classes, 4 band, 5 nothing.
pub(crate) fn level(n: u32, step: u8) -> Option<Level> {
    let level = Level::of(n)?;
    match (level, step) {
        (_, 5..) => None,
        (Level::Full | Level::Classes, 4) | (Level::Small | Level::Band, 1) => Some(Level::Band),
        (Level::Full, 3) => Some(Level::Classes),
        (Level::Full | Level::Classes, _) | (_, 0) => Some(level),
        (Level::Small | Level::Band, _) => None,
    }
}

impl Product {
    pub(crate) fn row(counts: &[u32], step: u8) -> Option<Published> {
        let n = counts.iter().sum();
        let level = level(n, step)?;
        let display = rating(counts, level, false);
        Some(Published {
            facts: rating_facts(
                &display,
                level,
                n,
                &Kind::rating(counts.len(), false),
                Ends::default(),
            ),
            exact: exact(&display),
            shown: bytes(n, &display),
        })
    }
}

pub(crate) fn bytes(n: u32, display: &Display) -> Shown {
    Shown(serde_json::to_vec(&(n, display)).unwrap())
}

/// Publishes at a fixed step.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AtStep(pub u8);

impl Publisher for AtStep {
    fn publish(&self, _: usize, counts: &[u32]) -> Shown {
        Product::row(counts, self.0).map_or(Shown(Vec::new()), |row| row.shown)
    }
}

/// The sheet of a question with every shown group at one step.
pub(crate) fn sheet<'a>(
    instance: &'a Instance,
    survey: &'a Survey,
    kind: &Arc<Kind>,
    step: u8,
) -> Sheet<'a> {
    let rows = survey.counts.iter().zip(&survey.hidden);
    Sheet {
        frame: &instance.frame,
        kind: Arc::clone(kind),
        n: &survey.n,
        published: rows
            .map(|(counts, hidden)| {
                if *hidden {
                    None
                } else {
                    Product::row(counts, step)
                }
            })
            .collect(),
    }
}
