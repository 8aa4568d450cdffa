//! One municipality crossed: with level of the leader and type of network, or cut over whole networks.

use std::collections::BTreeMap;
use std::sync::Arc;

use pejling::disclosure::audit::display::{Level, exact, rating, rating_facts};
use pejling::disclosure::audit::frame::{Family, Frame};
use pejling::disclosure::audit::ladder::{Steps, Unit};
use pejling::disclosure::audit::question::Kind;
use pejling::disclosure::audit::random::Random;
use pejling::disclosure::audit::sheet::{Published, Sheet};
use pejling::disclosure::audit::tails::Tails;
use pejling::disclosure::audit::target::Thresholds;
use pejling::disclosure::ends::Ends;
use pejling::disclosure::structure::incidence::{Group, Incidence};
use pejling::disclosure::structure::tiers::{TieredCase, Tiers, decide_tiers};

use super::instance::{Instance, answers, bytes, level, sized};

/// What is published besides the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Plan {
    /// Groups by level of the leader (3, a person's) and type of network (4), for the municipality and for each department.
    All,
    /// The same for the municipality only.
    Whole,
    /// Groups by type (4) and area (3) of whole networks, for the municipality.
    Strata,
}

impl Plan {
    /// Values of the two cuts.
    fn sizes(self) -> [usize; 2] {
        match self {
            Self::All | Self::Whole => [3, 4],
            Self::Strata => [4, 3],
        }
    }
}

/// A municipality with groups that cross.
#[derive(Clone, Debug)]
pub(crate) struct Crossed {
    pub(crate) instance: Instance,
    pub(crate) incidence: Incidence,
    pub(crate) units: Vec<Unit>,
}

/// One question as the structure of the publication lets it through.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) n: Vec<u32>,
    pub(crate) group_n: Vec<u32>,
    pub(crate) counts: Vec<Vec<u32>>,
    /// Per group, what may be shown.
    pub(crate) levels: Vec<Option<Level>>,
    /// Of groups under ten whose people are told apart.
    pub(crate) tails: Vec<Option<Tails>>,
}

struct Member {
    atoms: Vec<usize>,
    priority: u32,
    family: u32,
    unit: Unit,
}

/// The seeded instance, with answers to so many questions.
pub(crate) fn crossed(plan: Plan, questions: usize, seed: u64) -> Crossed {
    crossed_of(plan, [10, 12], questions, seed)
}

/// The same with so many departments, each of so many networks.
pub(crate) fn crossed_of(plan: Plan, size: [usize; 2], questions: usize, seed: u64) -> Crossed {
    let tree = sized(1, size, 0, seed);
    let mut random = Random::new(seed, 78);
    let groups = tree.frame.groups();
    let departments = tree.frame.families()[0].children.clone();
    let [first, second] = plan.sizes();
    let new = |priority, family, rank, unit| Member {
        atoms: Vec::new(),
        priority,
        family,
        unit: Unit { rank, family: unit },
    };
    let mut members: Vec<Member> = (0..groups.len())
        .map(|group| match tree.parent[group] {
            None => new(0, 0, 0, 0),
            Some(0) => new(1, 0, 0, 1),
            Some(parent) => new(2, 0, 0, 1 + parent),
        })
        .collect();
    let cells = first + second;
    let base = members.len();
    for cell in 0..cells {
        let cut = usize::from(cell >= first);
        let family = 1 + u32::from(cell >= first);
        members.push(new(3, family, 1, base + cut));
    }
    if plan == Plan::All {
        for place in 0..departments.len() {
            for cell in 0..cells {
                let cut = usize::from(cell >= first);
                let family = 1 + u32::from(cell >= first);
                members.push(new(4, family, 2, base + 2 + 2 * place + cut));
            }
        }
    }
    let mut people = Vec::new();
    for leaf in 0..tree.frame.atoms() {
        let network = groups.iter().rposition(|group| *group == [leaf]).unwrap();
        let department = tree.parent[network].unwrap();
        let place = departments.iter().position(|at| *at == department).unwrap();
        let kind = random.below(4);
        let mut parts = vec![0; first];
        if plan == Plan::Strata {
            parts[random.below(first)] = tree.responded[network] as usize;
        } else {
            for _ in 0..tree.responded[network] {
                parts[[0, 0, 1, 1, 1, 2][random.below(6)]] += 1;
            }
        }
        for (part, count) in parts.into_iter().enumerate().filter(|part| part.1 > 0) {
            let atom = people.len();
            people.push(count);
            for group in [0, department, network] {
                members[group].atoms.push(atom);
            }
            for cell in [part, first + kind % second] {
                members[base + cell].atoms.push(atom);
                if plan == Plan::All {
                    members[base + cells * (1 + place) + cell].atoms.push(atom);
                }
            }
        }
    }
    let mut families: Vec<(usize, Vec<usize>)> = tree
        .frame
        .families()
        .iter()
        .map(|family| (family.parent, family.children.clone()))
        .collect();
    families.push((0, (base..base + first).collect()));
    families.push((0, (base + first..base + cells).collect()));
    if plan == Plan::All {
        let part = |place: usize, cell: usize| base + cells * (1 + place) + cell;
        for (place, department) in departments.iter().enumerate() {
            families.push((
                *department,
                (0..first).map(|cell| part(place, cell)).collect(),
            ));
            families.push((
                *department,
                (first..cells).map(|cell| part(place, cell)).collect(),
            ));
        }
        for cell in 0..cells {
            let parts = (0..departments.len()).map(|place| part(place, cell));
            families.push((base + cell, parts.collect()));
        }
    }
    built(tree, members, families, &people, questions, &mut random)
}

/// Leaves out groups that nobody answered in, and draws the answers.
fn built(
    tree: Instance,
    members: Vec<Member>,
    families: Vec<(usize, Vec<usize>)>,
    people: &[usize],
    questions: usize,
    random: &mut Random,
) -> Crossed {
    let mut place = Vec::new();
    let mut next = 0;
    for member in &members {
        place.push((!member.atoms.is_empty()).then_some(next));
        next += usize::from(!member.atoms.is_empty());
    }
    let families = families.into_iter().filter_map(|(parent, children)| {
        Some(Family {
            parent: place[parent]?,
            children: children
                .into_iter()
                .filter_map(|child| place[child])
                .collect(),
        })
    });
    let families = families.collect();
    let members: Vec<Member> = members
        .into_iter()
        .filter(|member| !member.atoms.is_empty())
        .collect();
    let groups: Vec<Vec<usize>> = members.iter().map(|member| member.atoms.clone()).collect();
    let responded: Vec<u32> = groups
        .iter()
        .map(|group| {
            group
                .iter()
                .map(|atom| u32::try_from(people[*atom]).unwrap())
                .sum()
        })
        .collect();
    let answers = (0..questions)
        .map(|_| people.iter().map(|count| answers(random, *count)).collect())
        .collect();
    let incidence = members.iter().enumerate().map(|(id, member)| Group {
        id: id as u64,
        priority: member.priority,
        family: Some(member.family),
        atoms: member.atoms.clone(),
    });
    let incidence = Incidence::new(people.len(), incidence.collect()).unwrap();
    Crossed {
        incidence,
        units: members.iter().map(|member| member.unit).collect(),
        instance: Instance {
            frame: Frame::new(people.len(), groups, families).unwrap(),
            parent: tree.parent,
            invited: responded.clone(),
            hidden: vec![false; responded.len()],
            responded,
            answers,
        },
    }
}

impl Asked {
    /// Without the bounds for people who are told apart: a control.
    pub(crate) fn untailed(self) -> Self {
        Self {
            tails: vec![None; self.tails.len()],
            ..self
        }
    }
}

impl Crossed {
    fn tiers(&self, n: &[u32], hidden: &[bool]) -> Tiers {
        let case = TieredCase {
            incidence: &self.incidence,
            answers: n,
            thresholds: &[5, 10, 20],
            hidden,
            published: &vec![0; hidden.len()],
        };
        decide_tiers(&case, None).unwrap()
    }

    /// One question, with what the numbers of answers let through: of the survey, and of the question.
    pub(crate) fn asked(&self, question: usize) -> Asked {
        let groups = self.instance.frame.groups();
        let people: Vec<u32> = {
            let mut people = vec![0; self.instance.frame.atoms()];
            let leaves = self.instance.answers[question].iter();
            for (total, counts) in people.iter_mut().zip(leaves) {
                *total = counts.iter().sum();
            }
            people
        };
        let hidden = vec![false; groups.len()];
        let tiers = self.tiers(&people, &hidden);
        let counts: Vec<Vec<u32>> = groups
            .iter()
            .map(|atoms| {
                let mut sum = vec![0; 5];
                for atom in atoms {
                    for (total, count) in sum.iter_mut().zip(self.instance.answers[question][*atom])
                    {
                        *total += count;
                    }
                }
                sum
            })
            .collect();
        let mut known: BTreeMap<Vec<u32>, Tails> = BTreeMap::new();
        let mut tails = |atoms: &Vec<usize>| {
            let mut parts: Vec<u32> = atoms.iter().map(|atom| people[*atom]).collect();
            parts.retain(|n| *n > 0);
            parts.sort_unstable();
            let few = parts.len() > 1 && (5..10).contains(&parts.iter().sum::<u32>());
            let new = |parts: &Vec<u32>| Tails::new(parts, 5, &Thresholds::default());
            few.then(|| {
                known
                    .entry(parts.clone())
                    .or_insert_with(|| new(&parts))
                    .clone()
            })
        };
        Asked {
            tails: groups.iter().map(&mut tails).collect(),
            n: people.clone(),
            group_n: counts.iter().map(|row| row.iter().sum()).collect(),
            counts,
            levels: (0..groups.len())
                .map(|group| match tiers.level(group) {
                    0 => None,
                    1 => Some(Level::Small),
                    2 => Some(Level::Classes),
                    _ => Some(Level::Full),
                })
                .collect(),
        }
    }
}

/// What is shown at each step: of the tree as everywhere; of what crosses classes, then mean and favourable answers, then nothing.
pub(crate) struct Rungs<'a> {
    pub(crate) crossed: &'a Crossed,
    pub(crate) asked: &'a Asked,
}

impl Rungs<'_> {
    pub(crate) fn level(&self, group: usize, step: u8) -> Option<Level> {
        let most = self.asked.levels[group]?;
        if self.crossed.units[group].rank > 0 {
            return match step {
                0 => Some(most),
                1 => Some(most.min(Level::Classes)),
                2 => Some(Level::Small),
                _ => None,
            };
        }
        let n = match most {
            Level::Full => 20,
            Level::Classes => 10,
            Level::Small | Level::Band => 5,
        };
        level(n, step)
    }

    pub(crate) fn show(&self, group: usize, step: u8, counts: &[u32]) -> Option<Published> {
        let level = self.level(group, step)?;
        let n = counts.iter().sum();
        let display = match &self.asked.tails[group] {
            Some(tails) if level == Level::Small => tails.show(counts),
            _ => rating(counts, level, false),
        };
        Some(Published {
            facts: rating_facts(
                &display,
                level,
                n,
                &Kind::rating(counts.len(), false),
                Ends::against(1),
            ),
            exact: exact(&display),
            shown: bytes(n, &display),
        })
    }
}

impl Steps for Rungs<'_> {
    fn last(&self) -> u8 {
        5
    }

    fn row(&self, group: usize, step: u8) -> Option<Published> {
        self.show(group, step, &self.asked.counts[group])
    }

    fn unit(&self, group: usize) -> Option<Unit> {
        Some(self.crossed.units[group])
    }
}

/// The sheet of a question with every group at its first step.
pub(crate) fn open<'a>(crossed: &'a Crossed, asked: &'a Asked, kind: &Arc<Kind>) -> Sheet<'a> {
    let rungs = Rungs { crossed, asked };
    Sheet {
        frame: &crossed.instance.frame,
        kind: Arc::clone(kind),
        n: &asked.n,
        published: (0..asked.levels.len())
            .map(|group| rungs.row(group, 0))
            .collect(),
    }
}
