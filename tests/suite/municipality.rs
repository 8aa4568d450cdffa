//! A whole municipality through the engine: ten departments of twelve networks of 6 to 8, of whom 60 to 100 of 100 answer.
//!
//! The certificate proves the release, and nearly every network that is shown keeps the full display of a small group.

use std::fmt::Write as _;
use std::num::NonZeroUsize;
use std::time::Duration;

use pejling::base::{
    Day, Digest, Entropy, Facts, Group, GroupCode, GroupKind, GroupTree, RowId, SurveyCode, Text,
    Threads,
};
use pejling::disclosure::ReleaseDocument;
use pejling::disclosure::audit::solver::Microlp;
use pejling::disclosure::document::{Figures, Shown, SurveyFacts};
use pejling::disclosure::verify::verify;
use pejling::disclosure::{
    Certificate, Ledger, Microdata, Policy, Refusal, Release, StoredAnswer, Terms, protect,
};
use pejling::fieldwork::{State, Survey};
use pejling::forensics::intruder::attack::attack;
use pejling::forensics::intruder::knowledge::Knowledge;
use pejling::forensics::intruder::patience::Patience;
use pejling::forensics::intruder::reading::read;
use pejling::forensics::intruder::report::Outcome;
use pejling::instrument::{Instrument, RawAnswer, RawAnswers, Template};

/// Shares of the answers 1 to 5 in hundredths; the rest leave a question out.
const SHARES: [usize; 5] = [3, 9, 20, 32, 33];

/// What a municipality is like.
#[derive(Clone, Copy)]
pub(crate) struct Likeness {
    pub(crate) departments: usize,
    pub(crate) questions: usize,
    /// Of 100 in a network at least so many answer.
    pub(crate) least: usize,
    /// The first two questions make a scale.
    pub(crate) scale: bool,
}

/// A municipality with its answers.
pub(crate) struct Municipality {
    instrument: Instrument,
    pub(crate) tree: GroupTree,
    survey: Survey,
    pub(crate) answers: Vec<StoredAnswer>,
    /// Answers per group and question, everything below a group included.
    pub(crate) counts: Vec<Vec<u32>>,
    /// How many gave each point, per group and question.
    pub(crate) points: Vec<Vec<[u32; 5]>>,
    /// Ballots per group.
    pub(crate) ballots: Vec<u32>,
    /// For the audit.
    pub(crate) threads: Threads,
}

pub(crate) fn instrument(questions: usize, scale: bool) -> Instrument {
    let both = |key: &str, text: &str| format!("{key}.da = \"{text}\"\n{key}.en = \"{text}\"\n");
    let mut source = "code = \"m1\"\nversion = \"1\"\nminutes = 5\n".to_owned();
    source += "dialogue = [{ da = \"Hvad nu?\", en = \"What now?\" }]\n";
    for key in ["title", "purpose", "thanks"] {
        source += &both(key, "Prøve");
    }
    if scale {
        source += "\n[[scale]]\ncode = \"s\"\n";
        source += &both("label", "Skala");
        source += "dialogue = [{ da = \"Hvad nu?\", en = \"What now?\" }]\n";
    }
    source += "\n[[section]]\n";
    source += &both("title", "Side");
    for item in 0..questions {
        write!(
            source,
            "\n[[section.item]]\nid = \"A{item}\"\ntype = \"likert5\"\nanchors = \"agree\"\n"
        )
        .unwrap();
        source += &both("text", &format!("Udsagn {item}"));
        if scale && item < 2 {
            source += "scale = \"s\"\n";
        }
    }
    Template::parse(&source).unwrap().field(None).unwrap()
}

/// An answer, counted from 0, or none.
fn answer(entropy: &mut Entropy) -> Option<usize> {
    let draw = entropy.below(100);
    let mut upto = SHARES.iter().scan(0, |sum, share| {
        *sum += share;
        Some(*sum)
    });
    upto.position(|upto| draw < upto)
}

impl Municipality {
    pub(crate) fn new(questions: usize, seed: u64) -> Self {
        let likeness = Likeness {
            departments: 10,
            questions,
            least: 60,
            scale: false,
        };
        Self::like(likeness, seed)
    }

    #[expect(
        clippy::too_many_lines,
        reason = "one instance, told from top to bottom"
    )]
    pub(crate) fn like(likeness: Likeness, seed: u64) -> Self {
        let Likeness {
            departments,
            questions,
            least,
            scale,
        } = likeness;
        let instrument = instrument(questions, scale);
        let mut entropy = Entropy::seeded(seed);
        let group = |code: String, kind, parent, invited| Group {
            label: code.clone(),
            code: GroupCode::parse(&code).unwrap(),
            kind,
            parent,
            invited,
            facts: Facts::none(),
        };
        let sizes: Vec<usize> = (0..12 * departments)
            .map(|_| 6 + entropy.below(3))
            .collect();
        let total = |sizes: &[usize]| u32::try_from(sizes.iter().sum::<usize>()).unwrap();
        let mut groups = vec![group("all".into(), GroupKind::Whole, None, total(&sizes))];
        for department in 0..departments {
            let invited = total(&sizes[12 * department..12 * department + 12]);
            groups.push(group(
                format!("d{department}"),
                GroupKind::Unit,
                Some(0),
                invited,
            ));
        }
        for (network, size) in sizes.iter().enumerate() {
            let parent = Some(1 + network / 12);
            groups.push(group(
                format!("n{network}"),
                GroupKind::Network,
                parent,
                total(&[*size]),
            ));
        }
        let tree = GroupTree::new(groups).unwrap();
        let mut counts = vec![vec![0; questions]; tree.groups().len()];
        let mut points = vec![vec![[0; 5]; questions]; tree.groups().len()];
        let mut ballots = vec![0; tree.groups().len()];
        let mut answers = Vec::new();
        for (network, size) in sizes.iter().enumerate() {
            let rate = least + entropy.below(101 - least);
            let who: Vec<()> = (0..*size)
                .filter(|_| entropy.below(100) < rate)
                .map(|_| ())
                .collect();
            // As the tally folds: too few answers lose their group.
            let stratum = if who.len() < 5 {
                1 + network / 12
            } else {
                1 + departments + network
            };
            for () in who {
                let mut raw = RawAnswers::new();
                let drawn: Vec<Option<usize>> =
                    (0..questions).map(|_| answer(&mut entropy)).collect();
                for (item, point) in drawn.into_iter().enumerate() {
                    let Some(point) = point else { continue };
                    let number = RawAnswer::Number(1 + i64::try_from(point).unwrap());
                    raw.insert(format!("A{item}"), number);
                    for group in tree.path(stratum) {
                        counts[group][item] += 1;
                        points[group][item][point] += 1;
                    }
                }
                for group in tree.path(stratum) {
                    ballots[group] += 1;
                }
                answers.push(StoredAnswer {
                    id: RowId::random(&mut entropy),
                    group: tree.groups()[stratum].code.clone(),
                    packed: instrument.pack(&instrument.validate(&Facts::none(), &raw).unwrap()),
                });
            }
        }
        let day = Day::new(2026, 3, 1).unwrap();
        let survey = Survey {
            code: SurveyCode::parse("m1").unwrap(),
            title: Text::default(),
            sender: Text::default(),
            template: String::new(),
            variant: None,
            instrument: instrument.parts().digest,
            policy: "ordinary".into(),
            opens: day,
            closes: day,
            state: State::Tallied,
            notes: Vec::new(),
        };
        Self {
            instrument,
            tree,
            survey,
            answers,
            counts,
            points,
            ballots,
            threads: Threads::ONE,
        }
    }

    pub(crate) fn release(&self) -> (Release, Certificate) {
        self.published(&mut Ledger::open(Vec::new()).unwrap())
            .unwrap()
    }

    fn release_under(&self, policy: &str) -> (Release, Certificate) {
        let ledger = &mut Ledger::open(Vec::new()).unwrap();
        self.published_under(policy, self.answers.clone(), ledger)
            .unwrap()
    }

    pub(crate) fn published(&self, ledger: &mut Ledger) -> Result<(Release, Certificate), Refusal> {
        self.published_of(self.answers.clone(), ledger)
    }

    /// What is published if these are the answers.
    pub(crate) fn published_of(
        &self,
        answers: Vec<StoredAnswer>,
        ledger: &mut Ledger,
    ) -> Result<(Release, Certificate), Refusal> {
        self.published_under("ordinary", answers, ledger)
    }

    fn published_under(
        &self,
        policy: &str,
        answers: Vec<StoredAnswer>,
        ledger: &mut Ledger,
    ) -> Result<(Release, Certificate), Refusal> {
        let closed = self.survey.closed().unwrap();
        let microdata = Microdata::open(&closed, &self.instrument, &self.tree, answers).unwrap();
        let facts = SurveyFacts {
            code: "m1".into(),
            title: Text::default(),
            template: "m1".into(),
            variant: None,
            instrument: self.survey.instrument.to_string(),
            opened: "2026-03-01".into(),
            closed: "2026-03-01".into(),
            notes: Vec::new(),
        };
        let terms = Terms {
            policy: &Policy::named(policy).unwrap(),
            day: self.survey.closes,
            solver: &Microlp::default(),
            decoys: [3; 32],
            waves: &[],
            threads: self.threads,
            progress: &|_, _| (),
        };
        protect(
            microdata,
            &self.instrument,
            &self.tree,
            facts,
            &terms,
            ledger,
        )
    }
}

impl Municipality {
    /// What whoever knows the rosters and who left which question out knows of the numbers of answers.
    pub(crate) fn head_counts(&self) -> Knowledge {
        let own = |group: usize| {
            let inside: u32 = self
                .tree
                .children(group)
                .map(|child| self.ballots[child])
                .sum();
            self.ballots[group] - inside
        };
        let each = || self.tree.groups().iter().enumerate();
        let known = |group: &str, answered: u32| serde_json::json!({"survey": "m1", "group": group, "answered": answered});
        let sizes: Vec<_> = each()
            .map(|(at, group)| known(group.code.as_str(), self.ballots[at]))
            .collect();
        let direct: Vec<_> = each()
            .map(|(at, group)| known(group.code.as_str(), own(at)))
            .collect();
        let bases: Vec<_> = each()
            .flat_map(|(at, group)| {
                self.counts[at].iter().enumerate().map(move |(item, answers)| {
                    serde_json::json!({"survey": "m1", "group": group.code.as_str(), "item": format!("A{item}"), "answers": answers})
                })
            })
            .collect();
        let json = serde_json::json!({"sizes": sizes, "direct": direct, "bases": bases});
        Knowledge::read(&json.to_string()).unwrap()
    }
}

fn attacked(release: &str, knowledge: &Knowledge) -> Outcome {
    // A busy machine must not make the attacker miss anything.
    let patience = Patience {
        run: Duration::from_mins(1),
        deep: 0,
        ..Patience::default()
    };
    attack(&[read(release).unwrap()], knowledge, patience, &mut |_| ())
}

#[test]
fn an_attacker_who_knows_every_head_count_pins_nobody_in_a_municipality() {
    let municipality = Municipality::new(4, 2);
    let (release, _) = municipality.release();
    let knowledge = municipality.head_counts();
    let outcome = attacked(release.to_json(), &knowledge);
    assert!(outcome.unfinished.is_empty(), "{:?}", outcome.unfinished);
    assert!(outcome.finds.is_empty(), "{}", outcome.words(20));
    assert!(
        outcome.tried.sets_and_classes > 5_000,
        "{:?}",
        outcome.tried
    );

    // The control: one network's mean shown exactly where the rule shows a bound, as a tool without caps would.
    let mut leaky: serde_json::Value = serde_json::from_str(release.to_json()).unwrap();
    let tables = leaky["tables"].as_array_mut().unwrap();
    let cells = tables
        .iter_mut()
        .flat_map(|table| table["cells"].as_array_mut().unwrap());
    let bounded = cells
        .filter(|cell| cell["figures"]["shown"]["small"]["mean"]["value"]["at_least"].is_number())
        .find(|cell| {
            cell["figures"]["shown"]["small"]["favourable"]["count"]["at_least"].is_number()
        })
        .unwrap();
    bounded["figures"]["shown"]["small"]["mean"]["value"] = serde_json::json!({"exact": 5.0});
    bounded["figures"]["shown"]["small"]["mean"]["interval"] = serde_json::Value::Null;
    let mut document: ReleaseDocument = serde_json::from_value(leaky).unwrap();
    document.digest = String::new();
    let digest = Digest::plain(&serde_json::to_vec(&document).unwrap());
    document.digest = digest.to_string();
    let outcome = attacked(&serde_json::to_string(&document).unwrap(), &knowledge);
    assert!(!outcome.finds.is_empty(), "the control found nothing");
}

#[test]
fn two_colleagues_who_lay_their_answers_together_are_promised_more_and_get_it() {
    let municipality = Municipality::new(1, 2);
    let knowledge = municipality.head_counts();
    let (release, certificate) = municipality.release_under("colleagues");
    verify(release.document(), &certificate).unwrap();
    let outcome = attacked(release.to_json(), &knowledge);
    assert!(outcome.unfinished.is_empty(), "{:?}", outcome.unfinished);
    assert!(outcome.finds.is_empty(), "{}", outcome.words(20));
    // The control: an ordinary release that claims to hold against two.
    let mut document = municipality.release().0.document().clone();
    document.policy.coalition = 2;
    document.digest = String::new();
    let digest = Digest::plain(&serde_json::to_vec(&document).unwrap());
    document.digest = digest.to_string();
    let outcome = attacked(&serde_json::to_string(&document).unwrap(), &knowledge);
    assert!(!outcome.finds.is_empty(), "the control found nothing");
}

#[test]
fn any_number_of_threads_publishes_the_same_of_a_municipality() {
    let published = |threads: usize| {
        let municipality = Municipality {
            threads: Threads::new(NonZeroUsize::new(threads).unwrap()),
            ..Municipality::new(2, 3)
        };
        let (release, certificate) = municipality.release();
        (release.to_json().to_owned(), certificate.to_json().unwrap())
    };
    let one = published(1);
    for threads in [2, 3, 5] {
        assert!(published(threads) == one, "{threads} threads");
    }
}

#[test]
fn nearly_every_network_of_a_municipality_keeps_its_full_display() {
    let municipality = Municipality::new(40, 1);
    let (release, certificate) = municipality.release();
    let verified = verify(release.document(), &certificate).unwrap();
    assert_eq!(verified.tables, 40);
    let (mut shown, mut kept) = (0, 0);
    let document = release.document();
    for (question, table) in document.tables.iter().enumerate() {
        for (group, cell) in table.cells.iter().enumerate().skip(11) {
            let enough = municipality.counts[group][question] >= 5;
            let published = matches!(document.groups[group].size, Shown::Shown(_));
            if enough && published {
                shown += 1;
                kept += usize::from(matches!(cell.figures, Shown::Shown(Figures::Small { .. })));
            }
        }
    }
    println!(
        "{kept} of {shown} network questions keep the full display of a small group; {verified:?}"
    );
    assert!(shown > 2_500, "{shown}");
    assert!(100 * kept >= 98 * shown, "{kept} of {shown}");
}
