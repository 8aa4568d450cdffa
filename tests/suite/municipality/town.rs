//! A municipality through the engine: departments of twelve networks of 6 to 8, of whom 60 to 100 of 100 answer; if it is crossed, the networks
//! are besides of four types and three levels, whatever department they are in.

use std::fmt::Write as _;

use pejling::base::{
    Day, Entropy, Facts, Group, GroupCode, GroupKind, GroupTree, RowId, SurveyCode, Text, Threads,
};
use pejling::disclosure::ReleaseDocument;
use pejling::disclosure::audit::solver::Microlp;
use pejling::disclosure::document::SurveyFacts;
use pejling::disclosure::supplement::Request;
use pejling::disclosure::supplement::proof::verify_with;
use pejling::disclosure::{
    Certificate, CutOrder, Ledger, Microdata, Policy, Refusal, Release, StoredAnswer, Terms,
    protect, supplement,
};
use pejling::fieldwork::{State, Survey};
use pejling::forensics::intruder::knowledge::Knowledge;
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
    /// The networks are of four types and three levels, whatever department they are in.
    pub(crate) crossed: bool,
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
            crossed: false,
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
            crossed,
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
        if crossed {
            // Chance of its own, so that the same people answer the same.
            let mut types = Entropy::seeded(seed + 1_000);
            for group in &mut groups[1 + departments..] {
                let (kind, level) = (types.below(4), types.below(3));
                group.facts = Facts::none()
                    .with("network_type", &format!("t{kind}"))
                    .with("level", &format!("l{level}"));
            }
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

    pub(crate) fn release_under(&self, policy: &str) -> (Release, Certificate) {
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
        let policy = Policy::named(policy).unwrap();
        let solver = Microlp::default();
        let terms = self.terms(&policy, &solver);
        protect(
            microdata,
            &self.instrument,
            &self.tree,
            facts,
            &terms,
            ledger,
        )
    }

    fn terms<'a>(&self, policy: &'a Policy, solver: &'a Microlp) -> Terms<'a> {
        Terms {
            policy,
            day: self.survey.closes,
            solver,
            decoys: [3; 32],
            waves: &[],
            threads: self.threads,
            progress: &|_, _| (),
        }
    }
}

impl Municipality {
    /// The same, audited by so many threads.
    pub(crate) fn with_threads(self, threads: Threads) -> Self {
        Self { threads, ..self }
    }

    /// The release, and a cut by each fact, the one after the other in one ledger.
    pub(crate) fn with_cuts(&self, facts: &[&str]) -> Vec<Release> {
        let mut ledger = Ledger::open(Vec::new()).unwrap();
        let mut out = vec![self.published(&mut ledger).unwrap().0];
        for fact in facts {
            let order = CutOrder::By((*fact).to_owned());
            out.push(self.supplemented(&out, &order, &mut ledger));
        }
        out
    }

    /// A later release that adds cuts, checked without the engine.
    pub(crate) fn supplemented(
        &self,
        earlier: &[Release],
        order: &CutOrder,
        ledger: &mut Ledger,
    ) -> Release {
        let closed = self.survey.closed().unwrap();
        let answers = self.answers.clone();
        let microdata = Microdata::open(&closed, &self.instrument, &self.tree, answers).unwrap();
        let request = Request {
            earlier,
            order,
            reason: "a question of HR",
        };
        let policy = Policy::named("ordinary").unwrap();
        let solver = Microlp::default();
        let terms = self.terms(&policy, &solver);
        let tree = &self.tree;
        let (release, certificate) =
            supplement(microdata, &self.instrument, tree, &request, &terms, ledger).unwrap();
        let out: Vec<&ReleaseDocument> = earlier.iter().map(Release::document).collect();
        verify_with(release.document(), &out, &certificate).unwrap();
        release
    }

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
