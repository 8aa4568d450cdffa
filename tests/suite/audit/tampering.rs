//! Certificates that are damaged, short, or altered are refused, with what and where.

use std::sync::Arc;

use pejling::disclosure::audit::block::split;
use pejling::disclosure::audit::check::{Refusal, check};
use pejling::disclosure::audit::question::Kind;
use pejling::disclosure::audit::search::{Settings, audit};
use pejling::disclosure::audit::solver::Microlp;
use pejling::disclosure::audit::target::Thresholds;
use pejling::disclosure::audit::walk::Walker;
use pejling::disclosure::audit::world::WorldFault;
use pejling::disclosure::certificate::Entry;

use super::instance::{AtStep, Instance, Survey, municipalities, sheet};

struct Proof {
    instance: Instance,
    survey: Survey,
    entries: Vec<Entry>,
}

fn proof() -> Proof {
    let instance = municipalities(1, 1, 9);
    let survey = instance.survey(0);
    let rules = Thresholds::default();
    let kind = Arc::new(Kind::rating(5, false));
    let sheet = sheet(&instance, &survey, &kind, 0);
    let mut walker = Walker::new();
    let entries = split(&sheet, &rules)
        .questions
        .iter()
        .map(|block| {
            let solver = Microlp::default();
            let done = audit(
                block,
                &rules,
                &mut walker,
                &solver,
                &Settings::default(),
                &[],
            )
            .unwrap();
            assert!(done.is_safe());
            Entry {
                block: block.key,
                worlds: done.worlds,
            }
        })
        .collect();
    Proof {
        instance,
        survey,
        entries,
    }
}

impl Proof {
    fn verdict(&self) -> Result<pejling::disclosure::audit::check::Checked, Refusal> {
        let kind = Arc::new(Kind::rating(5, false));
        let sheet = sheet(&self.instance, &self.survey, &kind, 0);
        check(&sheet, &Thresholds::default(), &AtStep(0), &self.entries)
    }
}

#[test]
fn a_proof_of_its_own_publication_passes() {
    let checked = proof().verdict().unwrap();
    assert_eq!(checked.blocks, 11);
    assert!(checked.worlds > 20 && checked.needs > 500);
}

#[test]
fn a_missing_or_added_block_is_refused() {
    let mut proof = proof();
    let gone = proof.entries.remove(3);
    assert_eq!(proof.verdict().unwrap_err(), Refusal::Missing(gone.block));
    proof.entries.push(gone.clone());
    proof.verdict().unwrap();
    proof.entries.push(gone.clone());
    assert_eq!(proof.verdict().unwrap_err(), Refusal::Missing(gone.block));
    proof.entries.pop();
    proof.entries.push(Entry {
        block: 100_000,
        worlds: gone.worlds,
    });
    assert_eq!(proof.verdict().unwrap_err(), Refusal::Unknown(100_000));
}

#[test]
fn a_block_without_worlds_or_without_some_is_refused() {
    let proof = proof();
    for (at, entry) in proof.entries.iter().enumerate().skip(1) {
        let mut less = Proof {
            instance: proof.instance.clone(),
            survey: proof.survey.clone(),
            entries: proof.entries.clone(),
        };
        less.entries[at].worlds.clear();
        assert_eq!(less.verdict().unwrap_err(), Refusal::Missing(entry.block));
        less.entries[at].worlds = entry.worlds[..1].to_vec();
        let refusal = less.verdict().unwrap_err();
        assert!(matches!(refusal, Refusal::Unproven { block, .. } if block == entry.block));
    }
}

#[test]
fn one_count_altered_anywhere_is_refused() {
    let mut proof = proof();
    let mut seen = [0; 3];
    for at in 1..proof.entries.len() {
        for world in 0..proof.entries[at].worlds.len() {
            let counts = proof.entries[at].worlds[world].0.clone();
            let place = (7 * at + world) % counts.len();
            proof.entries[at].worlds[world].0[place] += 1;
            let refusal = proof.verdict().unwrap_err();
            assert!(matches!(
                refusal,
                Refusal::Misfit {
                    fault: WorldFault::Sum { .. },
                    ..
                }
            ));
            seen[0] += 1;
            // One person moved to the next answer: the department's exact row is another.
            let from = counts.iter().position(|count| *count > 0).unwrap();
            let to = from / 5 * 5 + (from + 1) % 5;
            proof.entries[at].worlds[world].0.clone_from(&counts);
            proof.entries[at].worlds[world].0[from] -= 1;
            proof.entries[at].worlds[world].0[to] += 1;
            let refusal = proof.verdict().unwrap_err();
            assert!(matches!(refusal, Refusal::Differs { .. }), "{refusal}");
            seen[1] += 1;
            proof.entries[at].worlds[world].0.clone_from(&counts);
            proof.entries[at].worlds[world].0.pop();
            let refusal = proof.verdict().unwrap_err();
            assert!(matches!(
                refusal,
                Refusal::Misfit {
                    fault: WorldFault::Size { .. },
                    ..
                }
            ));
            seen[2] += 1;
            proof.entries[at].worlds[world].0 = counts;
        }
    }
    proof.verdict().unwrap();
    assert!(seen.iter().all(|count| *count > 20));
}

#[test]
fn a_certificate_of_another_publication_is_refused() {
    let mut proof = proof();
    let other = municipalities(1, 1, 10);
    proof.survey = other.survey(0);
    proof.instance = other;
    proof.verdict().unwrap_err();
}
