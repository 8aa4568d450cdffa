//! Publications that cross: what crosses gives way before the tree does, the certificate passes, and a search that finds nothing shows less.

use std::sync::Arc;

use pejling::disclosure::audit::check::check;
use pejling::disclosure::audit::ladder::{Case, Settled, Steps, settle};
use pejling::disclosure::audit::question::{Kind, Publisher, Shown};
use pejling::disclosure::audit::search::Settings;
use pejling::disclosure::audit::sheet::Sheet;
use pejling::disclosure::audit::solver::{Microlp, Solver};
use pejling::disclosure::audit::target::Thresholds;
use pejling::disclosure::audit::walk::Walker;

use super::crossed::{Asked, Crossed, Plan, Rungs, crossed};
use super::doubles::Silent;

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
