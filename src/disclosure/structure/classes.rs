//! The atoms that answered, those that no published group tells apart taken together: the space in which subtraction works.
//!
//! An atom nobody of which answered is dropped: whoever knows who answered knows its contribution, zero, and may add it to any
//! equation. Atoms with the same membership in every group are one class: no combination of groups can separate them.
//!
//! # Invariants
//! - Every class has at least one answer and lies in at least one group.
//! - Classes are numbered by the ids of the groups they lie in, so the numbering does not depend on the order of the input.

use super::incidence::{Incidence, IncidenceFault};

/// Classes of atoms, with numbers of answers.
#[derive(Clone, Debug)]
pub struct Classes {
    atoms: Vec<Vec<usize>>,
    answers: Vec<u64>,
    groups: Vec<Vec<usize>>,
    group_answers: Vec<u64>,
    groups_of: Vec<Vec<usize>>,
}

impl Classes {
    /// Takes the atoms of an incidence together, given the number of answers of each.
    pub fn new(incidence: &Incidence, answers: &[u32]) -> Result<Self, IncidenceFault> {
        if answers.len() != incidence.atoms() {
            return Err(IncidenceFault::Length {
                given: answers.len(),
                expected: incidence.atoms(),
            });
        }
        let groups = incidence.groups();
        let mut by_id: Vec<usize> = (0..groups.len()).collect();
        by_id.sort_by_key(|place| groups[*place].id);
        // Ascending by id, because groups are gone through by id.
        let mut signature: Vec<Vec<usize>> = vec![Vec::new(); answers.len()];
        for (rank, place) in by_id.iter().enumerate() {
            for atom in &groups[*place].atoms {
                signature[*atom].push(rank);
            }
        }
        let mut order: Vec<usize> = (0..answers.len())
            .filter(|atom| answers[*atom] > 0 && !signature[*atom].is_empty())
            .collect();
        order.sort_by(|a, b| signature[*a].cmp(&signature[*b]).then(a.cmp(b)));
        let mut classes = Self {
            atoms: Vec::new(),
            answers: Vec::new(),
            groups: vec![Vec::new(); groups.len()],
            group_answers: vec![0; groups.len()],
            groups_of: Vec::new(),
        };
        let mut last: Option<usize> = None;
        for atom in order {
            if last.is_none_or(|before| signature[before] != signature[atom]) {
                let members: Vec<usize> = signature[atom].iter().map(|rank| by_id[*rank]).collect();
                for &group in &members {
                    classes.groups[group].push(classes.answers.len());
                }
                classes.atoms.push(Vec::new());
                classes.answers.push(0);
                classes.groups_of.push(members);
            }
            if let (Some(list), Some(total)) =
                (classes.atoms.last_mut(), classes.answers.last_mut())
            {
                list.push(atom);
                *total += u64::from(answers[atom]);
            }
            last = Some(atom);
        }
        for (group, rows) in classes.groups.iter().enumerate() {
            classes.group_answers[group] = rows.iter().map(|row| classes.answers[*row]).sum();
        }
        Ok(classes)
    }

    /// Number of classes: the rows of the space.
    pub fn rows(&self) -> usize {
        self.answers.len()
    }

    /// Answers per class.
    pub fn answers(&self) -> &[u64] {
        &self.answers
    }

    /// Answers in a set of classes.
    pub fn answers_in(&self, rows: &[usize]) -> u64 {
        rows.iter().map(|row| self.answers[*row]).sum()
    }

    /// The classes of each group, ascending.
    pub fn groups(&self) -> &[Vec<usize>] {
        &self.groups
    }

    /// Answers per group.
    pub fn group_answers(&self) -> &[u64] {
        &self.group_answers
    }

    /// The groups a class lies in.
    pub fn groups_of(&self, row: usize) -> &[usize] {
        &self.groups_of[row]
    }

    /// The atoms of a set of classes, ascending.
    pub fn atoms_of(&self, rows: &[usize]) -> Vec<usize> {
        let mut atoms: Vec<usize> = rows
            .iter()
            .flat_map(|row| self.atoms[*row].iter().copied())
            .collect();
        atoms.sort_unstable();
        atoms
    }
}
