//! Two waves of one survey through the engine: networks of which one or two left and joined in between.
//!
//! The attacker takes those who answered both times not to have changed, and knows the rosters and who answered. The control is the later
//! wave released as if there had been none before.

use std::collections::BTreeMap;
use std::time::Duration;

use pejling::base::{
    Day, Entropy, Facts, Group, GroupCode, GroupKind, GroupTree, RowId, SurveyCode, Text, Threads,
};
use pejling::disclosure::audit::solver::Microlp;
use pejling::disclosure::audit::wave::Members;
use pejling::disclosure::document::{Shown as Figures, SurveyFacts};
use pejling::disclosure::verify::verify;
use pejling::disclosure::{
    Certificate, Ledger, Microdata, Policy, Release, StoredAnswer, Terms, Wave, protect,
};
use pejling::fieldwork::{State, Survey};
use pejling::forensics::intruder::attack::attack;
use pejling::forensics::intruder::document::{Document, Reason, Shown};
use pejling::forensics::intruder::knowledge::Knowledge;
use pejling::forensics::intruder::patience::Patience;
use pejling::forensics::intruder::reading::read;
use pejling::forensics::intruder::report::Find;
use pejling::forensics::intruder::verdict::Kind;
use pejling::instrument::{Instrument, RawAnswer, RawAnswers};
use serde_json::json;

use crate::municipality::instrument;

/// How likely the answers 1 to 5 are, in hundredths.
const SHARES: [usize; 5] = [4, 9, 21, 33, 33];

/// Points per question.
type Answers = Vec<usize>;

/// One network: who answered before and now, by number; who is in both lists stayed.
struct Network {
    members: Members,
    before: BTreeMap<usize, Answers>,
    now: BTreeMap<usize, Answers>,
}

/// Departments of networks, asked twice.
struct Twice {
    instrument: Instrument,
    questions: usize,
    departments: usize,
    networks: Vec<Network>,
}

/// How people answer the second time, in hundredths: how many answer, and how many of their answers are the same.
#[derive(Clone, Copy)]
struct Habits {
    least: usize,
    same: usize,
    /// As many at most leave and join a network; one at least.
    moving: usize,
}

impl Twice {
    fn new(
        (departments, networks): (usize, usize),
        questions: usize,
        habits: Habits,
        seed: u64,
    ) -> Self {
        let mut entropy = Entropy::seeded(seed);
        let point = |entropy: &mut Entropy| {
            let draw = entropy.below(100);
            let mut upto = SHARES.iter().scan(0, |sum, share| {
                *sum += share;
                Some(*sum)
            });
            upto.position(|upto| draw < upto).unwrap()
        };
        let mut network = || {
            let size = 6 + entropy.below(3);
            let mut moving = || 1 + entropy.below(habits.moving);
            let (left, joined) = (moving(), moving());
            let rate = habits.least + entropy.below(101 - habits.least);
            let mut before = BTreeMap::new();
            for person in 0..size {
                if entropy.below(100) >= rate {
                    continue;
                }
                before.insert(
                    person,
                    (0..questions).map(|_| point(&mut entropy)).collect(),
                );
            }
            let mut now = BTreeMap::new();
            for person in left..size + joined {
                if entropy.below(100) >= rate {
                    continue;
                }
                let earlier: Option<&Answers> = before.get(&person);
                let drawn = (0..questions).map(|question| match earlier {
                    Some(answers) if entropy.below(100) < habits.same => answers[question],
                    _ => point(&mut entropy),
                });
                now.insert(person, drawn.collect());
            }
            let whole = |n: usize| u32::try_from(n).unwrap();
            Network {
                members: Members {
                    before: whole(size),
                    now: whole(size - left + joined),
                    both: whole(size - left),
                },
                before,
                now,
            }
        };
        Self {
            instrument: instrument(questions, false),
            questions,
            departments,
            networks: (0..departments * networks).map(|_| network()).collect(),
        }
    }

    fn department(&self, network: usize) -> usize {
        network / (self.networks.len() / self.departments)
    }

    fn tree(&self, invited: &dyn Fn(&Network) -> u32) -> GroupTree {
        let group = |code: String, kind, parent, invited| Group {
            label: code.clone(),
            code: GroupCode::parse(&code).unwrap(),
            kind,
            parent,
            invited,
            facts: Facts::none(),
        };
        let networks = || self.networks.iter().enumerate();
        let all = self.networks.iter().map(invited).sum();
        let mut groups = vec![group("all".into(), GroupKind::Whole, None, all)];
        for at in 0..self.departments {
            let own = networks().filter(|(network, _)| self.department(*network) == at);
            let invited = own.map(|(_, network)| invited(network)).sum();
            groups.push(group(format!("d{at}"), GroupKind::Unit, Some(0), invited));
        }
        for (at, network) in networks() {
            let parent = Some(1 + self.department(at));
            let invited = invited(network);
            groups.push(group(format!("n{at}"), GroupKind::Network, parent, invited));
        }
        GroupTree::new(groups).unwrap()
    }

    /// Releases the earlier wave, or the later one after `waves`.
    fn release(&self, later: bool, waves: &[Wave]) -> (Release, Certificate) {
        let tree = self.tree(&|network| {
            let Members { before, now, .. } = network.members;
            if later { now } else { before }
        });
        let mut entropy = Entropy::seeded(5);
        let mut answers = Vec::new();
        for (at, network) in self.networks.iter().enumerate() {
            let who = if later { &network.now } else { &network.before };
            // As the tally folds: too few answers lose their group.
            let stratum = if who.len() < 5 {
                1 + self.department(at)
            } else {
                1 + self.departments + at
            };
            for points in who.values() {
                let mut raw = RawAnswers::new();
                for (item, point) in points.iter().enumerate() {
                    let number = RawAnswer::Number(1 + i64::try_from(*point).unwrap());
                    raw.insert(format!("A{item}"), number);
                }
                let valid = self.instrument.validate(&Facts::none(), &raw).unwrap();
                answers.push(StoredAnswer {
                    id: RowId::random(&mut entropy),
                    group: tree.groups()[stratum].code.clone(),
                    packed: self.instrument.pack(&valid),
                });
            }
        }
        let day = Day::new(if later { 2026 } else { 2025 }, 3, 1).unwrap();
        let code = if later { "now" } else { "before" };
        let survey = Survey {
            code: SurveyCode::parse(code).unwrap(),
            title: Text::default(),
            sender: Text::default(),
            template: String::new(),
            variant: None,
            instrument: self.instrument.parts().digest,
            policy: "ordinary".into(),
            opens: day,
            closes: day,
            state: State::Tallied,
            notes: Vec::new(),
        };
        let closed = survey.closed().unwrap();
        let microdata = Microdata::open(&closed, &self.instrument, &tree, answers).unwrap();
        let facts = SurveyFacts {
            code: code.into(),
            title: Text::default(),
            template: "m1".into(),
            variant: None,
            instrument: survey.instrument.to_string(),
            opened: day.to_string(),
            closed: day.to_string(),
            notes: Vec::new(),
        };
        let terms = Terms {
            policy: &Policy::preset("ordinary").unwrap(),
            day,
            solver: &Microlp::default(),
            decoys: [3; 32],
            waves,
            threads: Threads::ONE,
            progress: &|_, _| (),
        };
        let mut ledger = Ledger::open(Vec::new()).unwrap();
        protect(
            microdata,
            &self.instrument,
            &tree,
            facts,
            &terms,
            &mut ledger,
        )
        .unwrap()
    }

    /// The earlier wave as the later one is compared with it.
    fn earlier(&self) -> (Release, Wave) {
        let (release, certificate) = self.release(false, &[]);
        let mut members: BTreeMap<String, Members> = BTreeMap::new();
        for (at, network) in self.networks.iter().enumerate() {
            for code in [
                "all".into(),
                format!("d{}", self.department(at)),
                format!("n{at}"),
            ] {
                let sum = members.entry(code).or_default();
                sum.before += network.members.before;
                sum.now += network.members.now;
                sum.both += network.members.both;
            }
        }
        let wave = Wave::new(release.document().clone(), certificate, members).unwrap();
        (release, wave)
    }

    /// Who answered only before, only now.
    fn moved(&self, network: usize) -> (usize, usize) {
        let Network { before, now, .. } = &self.networks[network];
        let only = |a: &BTreeMap<usize, Answers>, b: &BTreeMap<usize, Answers>| {
            a.keys().filter(|person| !b.contains_key(person)).count()
        };
        (only(before, now), only(now, before))
    }

    /// What whoever knows the rosters and who answered knows, of these networks and what is around them.
    fn knowledge(&self, networks: &[usize], around: bool) -> Knowledge {
        let mut sizes = Vec::new();
        let mut moves = Vec::new();
        let mut direct = Vec::new();
        let mut bases = Vec::new();
        for at in networks {
            let network = &self.networks[*at];
            let code = format!("n{at}");
            let (left, joined) = self.moved(*at);
            moves.push(json!({"group": code, "left": left, "joined": joined}));
            for (survey, who) in [("before", &network.before), ("now", &network.now)] {
                let known = json!({"survey": survey, "group": code, "answered": who.len()});
                sizes.push(known);
                bases.extend((0..self.questions).map(|question| {
                    json!({"survey": survey, "group": code, "item": format!("A{question}"), "answers": who.len()})
                }));
            }
        }
        if around {
            for survey in ["before", "now"] {
                direct.push(json!({"survey": survey, "group": "all", "answered": 0}));
            }
        }
        let known = json!({
            "sizes": sizes, "direct": direct, "bases": bases,
            "waves": [{"first": "before", "second": "now", "moves": moves}],
        });
        Knowledge::read(&known.to_string()).unwrap()
    }

    /// Attacks both waves of one network by themselves: what follows from the two, and from neither alone.
    fn alone(&self, documents: &[Document; 2], network: usize) -> Vec<Find> {
        let own = documents
            .each_ref()
            .map(|document| only(document, 1 + self.departments + network));
        together(&own, &self.knowledge(&[network], false))
    }

    /// The networks that both waves show, and in which one or two people moved.
    fn compared(&self, documents: &[Document; 2]) -> Vec<usize> {
        let shown = |network: &usize| {
            let at = 1 + self.departments + network;
            let [before, now] = documents
                .each_ref()
                .map(|document| document.groups[at].size.shown().is_some());
            before && now
        };
        let few = |network: &usize| {
            let (left, joined) = self.moved(*network);
            (1..=2).contains(&(left + joined))
        };
        (0..self.networks.len()).filter(shown).filter(few).collect()
    }
}

/// A document of one group.
fn only(document: &Document, group: usize) -> Document {
    let mut document = document.clone();
    document.groups = vec![document.groups[group].clone()];
    document.groups[0].parent = None;
    for table in &mut document.tables {
        table.cells = vec![table.cells[group].clone()];
    }
    document
}

/// A document that shows no figures.
fn blank(document: &Document) -> Document {
    let mut document = document.clone();
    for cell in document
        .tables
        .iter_mut()
        .flat_map(|table| &mut table.cells)
    {
        cell.base = Shown::Hidden(Reason::ProtectsAnother);
        cell.figures = Shown::Hidden(Reason::ProtectsAnother);
        cell.no_answer = None;
    }
    document
}

/// What tells of somebody by the two documents, and not by one of them.
fn together(documents: &[Document; 2], knowledge: &Knowledge) -> Vec<Find> {
    let mut found = finds(documents, knowledge);
    if !found.is_empty() {
        let [before, now] = documents;
        for one in [[before.clone(), blank(now)], [blank(before), now.clone()]] {
            let by_itself = finds(&one, knowledge);
            found.retain(|find| {
                let same = |other: &Find| {
                    (&other.question, &other.who, &other.says)
                        == (&find.question, &find.who, &find.says)
                };
                !by_itself.iter().any(same)
            });
        }
    }
    found
}

/// What tells of somebody. That figures contradict the thought that nobody changed is no find.
fn finds(documents: &[Document], knowledge: &Knowledge) -> Vec<Find> {
    let patience = Patience {
        run: Duration::from_mins(1),
        deep: 0,
        ..Patience::default()
    };
    let outcome = attack(documents, knowledge, patience, &mut |_| ());
    assert!(outcome.unfinished.is_empty(), "{:?}", outcome.unfinished);
    let telling = |find: &Find| {
        matches!(
            find.kind,
            Kind::Exact | Kind::Attribute | Kind::FingerPointing
        )
    };
    outcome.finds.into_iter().filter(telling).collect()
}

fn documents(releases: [&Release; 2]) -> [Document; 2] {
    releases.map(|release| read(release.to_json()).unwrap())
}

/// Cells of networks with figures, of those of networks that are shown.
fn kept(twice: &Twice, release: &Release) -> (usize, usize) {
    let document = release.document();
    let mut kept = (0, 0);
    for table in &document.tables {
        for (group, cell) in table.cells.iter().enumerate().skip(1 + twice.departments) {
            if matches!(document.groups[group].size, Figures::Shown(_)) {
                kept.1 += 1;
                kept.0 += usize::from(matches!(cell.figures, Figures::Shown(_)));
            }
        }
    }
    kept
}

#[test]
fn joiners_and_leavers_of_networks_are_not_given_away_by_two_waves() {
    let mut control = 0;
    let mut compared = 0;
    for (same, seed) in [(100, 1), (80, 2)] {
        let habits = Habits {
            least: 100,
            same,
            moving: 1,
        };
        let twice = Twice::new((1, 7), 3, habits, seed);
        let (before, wave) = twice.earlier();
        let (now, certificate) = twice.release(true, &[wave]);
        verify(now.document(), &certificate).unwrap();
        let (careless, _) = twice.release(true, &[]);
        println!(
            "{same}: {:?} of {:?}",
            kept(&twice, &now),
            kept(&twice, &careless)
        );
        let two = documents([&before, &now]);
        for network in twice.compared(&two) {
            compared += 1;
            let found = twice.alone(&two, network);
            assert!(found.is_empty(), "{same}, network {network}: {found:#?}");
            control += twice.alone(&documents([&before, &careless]), network).len();
        }
    }
    println!("{compared} networks, control {control}");
    assert!(compared > 8, "{compared}");
    assert!(control > 20, "the control found {control}");
}

#[test]
fn joiners_and_leavers_are_not_given_away_by_what_stands_around_their_network_either() {
    // Nobody changed, and everybody answers: the thought is true, and holds for all networks together.
    let habits = Habits {
        least: 100,
        same: 100,
        moving: 1,
    };
    let twice = Twice::new((1, 5), 5, habits, 3);
    let (before, wave) = twice.earlier();
    let (now, _) = twice.release(true, &[wave]);
    let (careless, _) = twice.release(true, &[]);
    let all: Vec<usize> = (0..twice.networks.len()).collect();
    let knowledge = twice.knowledge(&all, true);
    let found = together(&documents([&before, &now]), &knowledge);
    let control = together(&documents([&before, &careless]), &knowledge);
    assert!(found.is_empty(), "{found:#?}");
    assert!(!control.is_empty(), "the control found nothing");
}
