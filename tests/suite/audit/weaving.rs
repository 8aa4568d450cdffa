//! Publications that cross: what crosses gives way before the tree does, the certificate passes, and a search that finds nothing shows less.

use std::sync::Arc;

use pejling::disclosure::audit::check::check;
use pejling::disclosure::audit::ladder::{Case, Settled, Steps, Unit, settle};
use pejling::disclosure::audit::question::{Kind, Publisher, Shown};
use pejling::disclosure::audit::search::Settings;
use pejling::disclosure::audit::sheet::{Published, Sheet};
use pejling::disclosure::audit::solver::{Microlp, Solver};
use pejling::disclosure::audit::target::Thresholds;
use pejling::disclosure::audit::walk::Walker;

use super::crossed::{Asked, Crossed, Plan, Rungs, crossed, crossed_of};
use super::doubles::{Silent, Small};

struct Ended<'a> {
    rungs: &'a Rungs<'a>,
    steps: &'a [u8],
}

impl Publisher for Ended<'_> {
    fn publish(&self, group: usize, counts: &[u32]) -> Shown {
        let row = self.rungs.show(group, self.steps[group], counts);
        row.map_or(Shown(Vec::new()), |row| row.shown)
    }
}

/// Settles, and checks the certificate against what is published then.
fn settled(made: &Crossed, asked: &Asked, solver: &dyn Solver, moves: u32) -> Settled {
    let rungs = Rungs {
        crossed: made,
        asked,
    };
    let kind = Arc::new(Kind::rating(5, false));
    let case = Case {
        frame: &made.instance.frame,
        kind: Arc::clone(&kind),
        n: &asked.n,
        question: 0,
        steps: &rungs,
        decoy: &|_, _| false,
    };
    let settings = Settings {
        moves,
        first_moves: moves * 7,
        ..Settings::default()
    };
    let rules = Thresholds::default();
    let settled = settle(&case, &rules, &mut Walker::new(), solver, &settings).unwrap();
    let sheet = Sheet {
        frame: &made.instance.frame,
        kind,
        n: &asked.n,
        published: (0..settled.steps.len())
            .map(|group| rungs.row(group, settled.steps[group]))
            .collect(),
    };
    let ended = Ended {
        rungs: &rungs,
        steps: &settled.steps,
    };
    check(&sheet, &rules, &ended, &settled.entries).unwrap();
    settled
}

#[test]
fn cuts_over_whole_networks_give_way_before_the_tree_and_the_certificate_passes() {
    let made = crossed(Plan::Strata, 1, 1);
    let asked = made.asked(0);
    let settled = settled(&made, &asked, &Microlp::default(), 2000);
    // Something had to give way, and only what crosses did; all of it still shows mean and favourable answers.
    assert!(settled.fallbacks > 0);
    for (group, step) in settled.steps.iter().enumerate() {
        let crosses = made.units[group].rank > 0;
        assert!(*step <= 2 * u8::from(crosses), "{group}: {step}");
    }
}

#[test]
fn where_nothing_is_found_nothing_that_crosses_is_shown() {
    let made = crossed(Plan::Strata, 1, 1);
    let asked = made.asked(0);
    let settled = settled(&made, &asked, &Silent, 0);
    let rungs = Rungs {
        crossed: &made,
        asked: &asked,
    };
    for (group, step) in settled.steps.iter().enumerate() {
        if made.units[group].rank > 0 {
            assert!(rungs.row(group, *step).is_none(), "{group}");
        }
    }
}

/// The same publication without anything that crosses.
struct Bare<'a>(&'a Rungs<'a>);

impl Steps for Bare<'_> {
    fn last(&self) -> u8 {
        self.0.last()
    }

    fn row(&self, group: usize, step: u8) -> Option<Published> {
        let crosses = self.0.crossed.units[group].rank > 0;
        self.0.row(group, step).filter(|_| !crosses)
    }

    fn unit(&self, group: usize) -> Option<Unit> {
        self.0.unit(group)
    }
}

/// Two of these people give five points and the others three: the display of a network of six to nine then tells that nobody in it is
/// unfavourable, whatever is published around it.
fn planted(made: &mut Crossed) {
    let groups = made.instance.frame.groups();
    let answers = &mut made.instance.answers[0];
    let people = |group: &usize| -> u32 {
        let atoms = groups[*group].iter();
        atoms.flat_map(|atom| answers[*atom]).sum()
    };
    let mut networks =
        (0..groups.len()).filter(|group| made.incidence.groups()[*group].priority == 2);
    let network = networks
        .find(|group| people(group) >= 6 && groups[*group].len() > 1)
        .unwrap();
    let mut five = 2;
    for atom in &groups[network] {
        let n: u32 = answers[*atom].iter().sum();
        let best = n.min(five);
        five -= best;
        answers[*atom] = [0, 0, n - best, 0, best];
    }
}

/// Three departments crossed, with a network whose display tells of parts of it, so that some of the tree must go up in any case. What the
/// tree keeps is what it keeps where nothing crosses it, whatever crosses it, and however little the search finds where it does.
#[test]
fn no_network_is_shown_coarser_while_what_crosses_could_give_way() {
    let mut made = crossed_of(Plan::All, [3, 6], 1, 4);
    planted(&mut made);
    let asked = made.asked(0).untailed();
    let rungs = Rungs {
        crossed: &made,
        asked: &asked,
    };
    let case = Case {
        frame: &made.instance.frame,
        kind: Arc::new(Kind::rating(5, false)),
        n: &asked.n,
        question: 0,
        steps: &Bare(&rungs),
        decoy: &|_, _| false,
    };
    let (rules, solver, settings) = (
        Thresholds::default(),
        Microlp::default(),
        Settings {
            moves: 300,
            first_moves: 2100,
            ..Settings::default()
        },
    );
    let bare = settle(&case, &rules, &mut Walker::new(), &solver, &settings).unwrap();
    let (mut alone, mut gave_way, mut stands) = (0, 0, 0);
    // The second solver sees models of a department, none of the whole.
    for crossing in [
        settled(&made, &asked, &Microlp::default(), 300),
        settled(&made, &asked, &Small(150), 0),
    ] {
        for (group, unit) in made.units.iter().enumerate() {
            if unit.rank == 0 {
                assert_eq!(crossing.steps[group], bare.steps[group], "{group}");
                alone += usize::from(bare.steps[group] > 0);
            } else {
                gave_way += usize::from(crossing.steps[group] > 0);
                stands += usize::from(rungs.row(group, crossing.steps[group]).is_some());
            }
        }
    }
    // The control: there was something to decide, in the tree and across it, and not all of the tree went up.
    assert!(
        alone > 0 && gave_way > 0 && stands > 0,
        "{alone} {gave_way} {stands}"
    );
    assert!(
        made.units
            .iter()
            .zip(&bare.steps)
            .any(|(unit, step)| unit.rank == 0 && *step == 0)
    );
}

/// With the means bounded where people are told apart, the same network's display tells of no part, and nothing of the tree goes up.
#[test]
fn a_mean_bounded_where_people_are_told_apart_spares_the_department() {
    let mut made = crossed_of(Plan::All, [3, 6], 1, 4);
    planted(&mut made);
    let steps = |asked: &Asked| -> Vec<u8> {
        let settled = settled(&made, asked, &Small(150), 0);
        let tree = settled.steps.iter().zip(&made.units);
        tree.filter(|(_, unit)| unit.rank == 0)
            .map(|(step, _)| *step)
            .collect()
    };
    assert!(steps(&made.asked(0)).iter().all(|step| *step == 0));
    // The control: without those bounds a department does.
    assert!(
        steps(&made.asked(0).untailed())
            .iter()
            .any(|step| *step > 0)
    );
}
