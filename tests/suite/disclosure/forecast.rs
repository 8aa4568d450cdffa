//! Forecasts of a plan.

use pejling::disclosure::structure::forecast::{Forecast, Outcome, forecast, forecast_by};
use pejling::disclosure::structure::incidence::Incidence;
use pejling::disclosure::structure::plan::{Cut, Plan, PlanFault};

use super::support::instance::{Instance, m1x};

fn plan<'a>(incidence: &'a Incidence, invited: &'a [u32], response_rate: f64) -> Plan<'a> {
    Plan {
        incidence,
        invited,
        response_rate,
        threshold: 5,
        cuts: &[],
        draws: 400,
        seed: 7,
    }
}

fn department(networks: usize) -> Incidence {
    let parent: Vec<Option<usize>> = (0..=networks).map(|node| (node > 0).then_some(0)).collect();
    let own: Vec<usize> = parent
        .iter()
        .map(|parent| usize::from(parent.is_some()))
        .collect();
    Incidence::from_tree(&parent, &own).unwrap().incidence
}

fn m1x_forecast(instance: &Instance, draws: u32) -> Forecast {
    let cuts: Vec<Cut> = instance
        .cuts
        .iter()
        .map(|(name, groups)| Cut {
            name: (*name).into(),
            groups: groups.clone(),
        })
        .collect();
    let plan = Plan {
        cuts: &cuts,
        draws,
        ..plan(&instance.incidence, &instance.invited, 0.8)
    };
    forecast(&plan).unwrap()
}

#[test]
fn when_everybody_answers_the_forecast_is_certain() {
    let incidence = department(3);
    let all = forecast(&plan(&incidence, &[4, 6, 7], 1.0)).unwrap();
    let shown: Vec<f64> = all.groups.iter().map(|group| group.shown).collect();
    assert_eq!(shown, [1.0, 0.0, 0.0, 1.0]);
    assert!((all.groups[1].too_small - 1.0).abs() < 1e-12);
    assert!((all.groups[2].for_others - 1.0).abs() < 1e-12);
    assert!((all.groups[2].moved_up - 1.0).abs() < 1e-12);
}

#[test]
fn the_probabilities_of_a_group_add_up_and_the_simulated_agree_with_the_computed() {
    let incidence = department(4);
    let plan = plan(&incidence, &[7, 7, 8, 6], 0.8);
    let forecast = forecast(&plan).unwrap();
    for group in &forecast.groups {
        assert!((group.shown + group.moved_up + group.hidden - 1.0).abs() < 1e-9);
        let simulated = 1.0 - group.shown - group.for_others;
        // Four hundred draws: three standard deviations are below 0.08.
        assert!((simulated - group.too_small).abs() < 0.08, "{group:?}");
    }
    assert!((forecast.groups[1].too_small - 0.148_032).abs() < 1e-9);
}

#[test]
fn the_same_plan_gives_the_same_forecast() {
    let incidence = department(4);
    let plan = plan(&incidence, &[7, 7, 8, 6], 0.7);
    assert_eq!(forecast(&plan).unwrap(), forecast(&plan).unwrap());
}

#[test]
fn a_cut_that_is_the_tree_again_costs_nothing_and_one_that_crosses_it_costs_a_group() {
    let incidence = department(3);
    let twin = incidence
        .clone()
        .with_cut(50, 9, Some(1), &[vec![1], vec![2], vec![3]])
        .unwrap();
    let cuts = [Cut {
        name: "twin".into(),
        groups: vec![4, 5, 6],
    }];
    let plan = Plan {
        cuts: &cuts,
        ..plan(&twin, &[7, 7, 8], 1.0)
    };
    let cut = forecast(&plan).unwrap().cuts.remove(0);
    assert_eq!(
        (cut.groups, cut.shown, cut.for_others, cut.lost_elsewhere),
        (3, 3.0, 0.0, 0.0)
    );
}

#[test]
fn what_a_cut_costs_is_told_apart_by_tree_and_other_cuts() {
    let incidence = department(3)
        .with_cut(50, 9, Some(1), &[vec![1, 2]])
        .unwrap()
        .with_cut(60, 9, Some(2), &[vec![2, 3], vec![1]])
        .unwrap();
    let cut = |name: &str, groups: &[usize]| Cut {
        name: name.into(),
        groups: groups.to_vec(),
    };
    let cuts = [cut("one", &[4]), cut("two", &[5, 6])];
    let plan = Plan {
        cuts: &cuts,
        ..plan(&incidence, &[7, 7, 8], 1.0)
    };
    // By this rule the first cut costs a group of the tree and one of the second cut; the second costs nothing.
    let cost = |told: &Incidence, _: &[u32]| {
        let is_there = told.groups().iter().any(|group| group.id == 50);
        let outcome = |id: u64| match (is_there, id) {
            (true, 1 | 60) => Outcome::ForOthers,
            _ => Outcome::Shown,
        };
        Ok(told
            .groups()
            .iter()
            .map(|group| outcome(group.id))
            .collect())
    };
    let forecast = forecast_by(&plan, &cost).unwrap();
    let costs: Vec<(f64, f64)> = forecast
        .cuts
        .iter()
        .map(|cut| (cut.lost_elsewhere, cut.lost_in_cuts))
        .collect();
    assert_eq!(costs, [(2.0, 1.0), (0.0, 0.0)]);
}

#[test]
fn on_m1x_the_dearest_cut_is_department_by_type() {
    let instance = m1x();
    let forecast = m1x_forecast(&instance, 20);
    let cost = |name: &str| {
        let cut = forecast.cuts.iter().find(|cut| cut.name == name).unwrap();
        cut.for_others + cut.lost_elsewhere
    };
    for cut in &forecast.cuts {
        println!("{cut:?}");
    }
    assert!(cost("department x type") > cost("department x level"));
    assert!(cost("department x type") > cost("level") + cost("type"));
    assert!(cost("level") < 3.0);
}

#[test]
fn plans_that_make_no_sense_are_refused() {
    let incidence = department(2);
    let good = plan(&incidence, &[7, 7], 0.8);
    let fault = |plan: Plan<'_>| forecast(&plan).unwrap_err();
    assert_eq!(
        fault(Plan {
            response_rate: 1.2,
            ..good
        }),
        PlanFault::Rate(1.2)
    );
    assert!(matches!(
        fault(Plan {
            response_rate: f64::NAN,
            ..good
        }),
        PlanFault::Rate(_)
    ));
    assert_eq!(fault(Plan { draws: 0, ..good }), PlanFault::NoDraws);
    assert_eq!(
        fault(Plan {
            threshold: 15,
            ..good
        }),
        PlanFault::ThresholdAboveFrame {
            threshold: 15,
            invited: 14
        }
    );
    let cuts = [Cut {
        name: "none".into(),
        groups: vec![9],
    }];
    assert!(matches!(
        fault(Plan {
            cuts: &cuts,
            ..good
        }),
        PlanFault::Structure(_)
    ));
    assert!(matches!(
        fault(Plan {
            invited: &[7],
            ..good
        }),
        PlanFault::Structure(_)
    ));
}
