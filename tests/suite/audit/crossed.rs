//! One municipality crossed with level and type.

use pejling::disclosure::audit::frame::{Family, Frame};
use pejling::disclosure::audit::random::Random;

use super::instance::{Instance, K, answers, complement, municipalities};

/// One municipality crossed: besides the tree, groups by level of the leader (3, a person's) and type of network (4), for the municipality
/// and for each department.
#[expect(
    clippy::too_many_lines,
    reason = "one instance, told from top to bottom"
)]
pub(crate) fn crossed(questions: usize, seed: u64) -> Instance {
    let tree = municipalities(1, 0, seed);
    let mut random = Random::new(seed, 78);
    let mut parent = tree.parent.clone();
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); parent.len()];
    let mut families = tree.frame.families().to_vec();
    let network = |atom: usize| {
        let leaf = tree
            .frame
            .groups()
            .iter()
            .rposition(|group| *group == [atom]);
        leaf.unwrap()
    };
    let mut add = |members: &mut Vec<Vec<usize>>| {
        members.push(Vec::new());
        parent.push(None);
        members.len() - 1
    };
    let whole: Vec<usize> = (0..7).map(|_| add(&mut groups)).collect();
    let departments: Vec<usize> = tree.frame.families()[0].children.clone();
    let parts: Vec<Vec<usize>> = departments
        .iter()
        .map(|_| (0..7).map(|_| add(&mut groups)).collect())
        .collect();
    let mut people = Vec::new();
    for leaf in 0..tree.frame.atoms() {
        let group = network(leaf);
        let department = tree.parent[group].unwrap();
        let place = departments.iter().position(|at| *at == department).unwrap();
        let kind = 3 + random.below(4);
        let mut levels = [0; 3];
        for _ in 0..tree.responded[group] {
            levels[[0, 0, 1, 1, 1, 2][random.below(6)]] += 1;
        }
        for (level, count) in levels
            .into_iter()
            .enumerate()
            .filter(|(_, count)| *count > 0)
        {
            let atom = people.len();
            people.push(count);
            for group in [0, department, group] {
                groups[group].push(atom);
            }
            for cell in [level, kind] {
                groups[whole[cell]].push(atom);
                groups[parts[place][cell]].push(atom);
            }
        }
    }
    for cells in [&whole[..3], &whole[3..]] {
        families.push(Family {
            parent: 0,
            children: cells.to_vec(),
        });
    }
    for (place, cells) in parts.iter().enumerate() {
        for range in [0..3, 3..7] {
            families.push(Family {
                parent: departments[place],
                children: cells[range].to_vec(),
            });
        }
    }
    for cell in 0..7 {
        families.push(Family {
            parent: whole[cell],
            children: parts.iter().map(|cells| cells[cell]).collect(),
        });
    }
    // Groups that nobody answered in drop out.
    let place: Vec<Option<usize>> = groups
        .iter()
        .scan(0, |next, group| {
            *next += usize::from(!group.is_empty());
            Some((!group.is_empty()).then(|| *next - 1))
        })
        .collect();
    let families = families.into_iter().filter_map(|family| {
        Some(Family {
            parent: place[family.parent]?,
            children: family
                .children
                .iter()
                .filter_map(|child| place[*child])
                .collect(),
        })
    });
    groups.retain(|group| !group.is_empty());
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
        .map(|_| {
            people
                .iter()
                .map(|count| answers(&mut random, *count))
                .collect()
        })
        .collect();
    let frame = Frame::new(people.len(), groups, families.collect()).unwrap();
    let mut hidden: Vec<bool> = responded.iter().map(|n| *n < K).collect();
    complement(&frame, &responded, &mut hidden);
    Instance {
        frame,
        parent,
        invited: responded.clone(),
        responded,
        answers,
        hidden,
    }
}
