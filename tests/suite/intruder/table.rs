//! The table of the design page: what is revealed of hidden groups, by a tool that only hides what is too small, by one that also
//! protects it with other groups, and by what this program publishes. The whole is printed by
//! `cargo bench --bench reveal`.

use std::time::Duration;

use pejling::forensics::intruder::block::take_apart;
use pejling::forensics::intruder::fact::{ClassKind, Question};
use pejling::forensics::intruder::field::Field;
use pejling::forensics::intruder::integer::Search;
use pejling::forensics::intruder::model::{Row, System};
use pejling::forensics::intruder::patience::{Clock, Patience};
use pejling::forensics::intruder::set::Set;
use pejling::forensics::intruder::span::Span;

use crate::audit::instance::{Instance, K, Product, Survey};

/// A tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tool {
    /// Hides what is under the minimum, and shows every point of the rest.
    Threshold,
    /// Also hides other groups, so that nothing small follows by subtraction.
    Suppression,
    /// As this program: besides, a display by number of answers, with bounds near unanimity.
    Own,
}

/// What came out, in cells (group, question, point) and in networks.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    cells: usize,
    too_small: usize,
    secondary: usize,
    subtracted: usize,
    pinned: usize,
    hidden_networks: usize,
    favourable: usize,
    all_favourable: usize,
    unfavourable: usize,
    sum: usize,
    nobody_unfavourable: usize,
    wide: usize,
    unsettled: usize,
}

impl Tool {
    fn hides(self, survey: &Survey, group: usize) -> bool {
        survey.group_n[group] < K || (self != Self::Threshold && survey.hidden[group])
    }

    /// What it says of a group: weights per point, least, greatest.
    fn says(self, counts: &[u32]) -> Vec<(Vec<i64>, i64, i64)> {
        if self == Self::Own {
            let facts = Product::row(counts, 0).unwrap().facts;
            return facts
                .into_iter()
                .map(|fact| (fact.weights, fact.low, fact.high))
                .collect();
        }
        let point = |at: usize| (0..5).map(|other| i64::from(other == at)).collect();
        let each = counts.iter().enumerate();
        each.map(|(at, count)| (point(at), i64::from(*count), i64::from(*count)))
            .collect()
    }
}

/// One question as a tool shows it, with every number of answers known.
fn system(tool: Tool, survey: &Survey, members: &[Set]) -> System {
    let mut rows = Vec::new();
    let mut add = |set: &Set, mut weights: Vec<i64>, low: i64, high: i64| {
        weights.push(0);
        rows.push(Row {
            set: set.clone(),
            weights,
            low: Some(low),
            high: Some(high),
            rule: false,
            source: 0,
        });
    };
    for (atom, n) in survey.n.iter().enumerate() {
        add(&Set::of([atom]), vec![1; 5], i64::from(*n), i64::from(*n));
    }
    for (group, set) in members.iter().enumerate() {
        if !tool.hides(survey, group) {
            for (weights, low, high) in tool.says(&survey.counts[group]) {
                add(set, weights, low, high);
            }
        }
    }
    // Nobody is looked at who left the question out.
    let everybody = Set::of(0..survey.n.len());
    rows.push(Row {
        set: everybody,
        weights: vec![0, 0, 0, 0, 0, 1],
        low: Some(0),
        high: Some(0),
        rule: false,
        source: 0,
    });
    System {
        name: String::new(),
        question: Question::rating(5, false),
        rows,
        sources: Vec::new(),
        shown: Vec::new(),
        broken: Vec::new(),
    }
}

pub(crate) fn attack(tool: Tool, instance: &Instance, questions: usize, networks: bool) -> Tally {
    let groups = instance.frame.groups();
    let members: Vec<Set> = groups
        .iter()
        .map(|atoms| Set::of(atoms.iter().copied()))
        .collect();
    let clock = Clock::start(Patience {
        run: Duration::from_secs(2),
        ..Patience::default()
    });
    let mut tally = Tally::default();
    for question in 0..questions {
        let survey = instance.survey(question);
        let system = system(tool, &survey, &members);
        let parts = take_apart(&system, true, instance.frame.atoms());
        let place = parts.places(instance.frame.atoms());
        let searches = parts.blocks.iter();
        let searches = searches.map(|block| Some(Search::new(block.clone(), clock).unwrap()));
        let mut field = Field {
            searches: searches.collect(),
            parts,
            place,
        };
        let shown: Vec<&Set> = (0..groups.len())
            .filter(|group| !tool.hides(&survey, *group))
            .map(|group| &members[group])
            .collect();
        let span = Span::of(&shown);
        for (group, set) in members.iter().enumerate() {
            let n = survey.group_n[group];
            if n == 0 {
                continue;
            }
            tally.cells += 5;
            let small = n < K;
            tally.too_small += 5 * usize::from(small);
            if !tool.hides(&survey, group) {
                continue;
            }
            tally.secondary += 5 * usize::from(!small);
            if !small {
                continue;
            }
            tally.subtracted += 5 * usize::from(span.combination(set).is_some());
            // What tables show is possible whether or not it is proven that nothing beyond is.
            let mut bounds = |kind: ClassKind, at: usize| {
                let mut of = system
                    .question
                    .classes
                    .iter()
                    .filter(|class| class.kind == kind);
                let weights = of.nth(at).unwrap().weights.clone();
                let turned: Vec<i64> = weights.iter().map(|w| -w).collect();
                let low = field.least(set, &weights, true);
                let high = field.least(set, &turned, true);
                let narrow = -high.value - low.value < 2 || low.value > 0;
                let open = narrow && !(low.proven && high.proven);
                tally.unsettled += usize::from(open);
                (low.value, -high.value)
            };
            if !networks {
                for point in 0..5 {
                    let (low, high) = bounds(ClassKind::One, point);
                    tally.pinned += usize::from(low == high);
                }
                continue;
            }
            let [up, down, sum] = [
                ClassKind::Favourable,
                ClassKind::Unfavourable,
                ClassKind::Sum,
            ]
            .map(|kind| bounds(kind, 0));
            tally.hidden_networks += 1;
            tally.favourable += usize::from(up.0 == up.1);
            tally.all_favourable += usize::from(up.0 == i64::from(n));
            tally.unfavourable += usize::from(down.0 > 0);
            tally.sum += usize::from(sum.0 == sum.1);
            tally.nobody_unfavourable += usize::from(down.1 == 0);
            tally.wide += usize::from(up.1 - up.0 >= 2);
        }
    }
    tally
}

#[test]
fn a_tool_that_only_hides_what_is_too_small_reveals_it_and_this_one_does_not() {
    let tree = crate::audit::instance::municipalities(1, 1, 1);
    let [vendor, own] = [Tool::Threshold, Tool::Own].map(|tool| attack(tool, &tree, 1, true));
    println!("{vendor:?}\n{own:?}");
    assert!(vendor.hidden_networks > 10 && vendor.favourable > 0);
    assert_eq!(
        (
            own.favourable,
            own.all_favourable,
            own.unfavourable,
            own.sum
        ),
        (0, 0, 0, 0)
    );
}
