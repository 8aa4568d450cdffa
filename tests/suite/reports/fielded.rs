//! A survey with its answers, released by the engine.

use pejling::base::{
    Day, Entropy, Facts, Group, GroupCode, GroupKind, GroupTree, Lang, RowId, SurveyCode, Text,
    Threads,
};
use pejling::disclosure::audit::solver::Microlp;
use pejling::disclosure::document::SurveyFacts;
use pejling::disclosure::{
    Ledger, Microdata, Policy, Refusal, Release, StoredAnswer, Terms, protect,
};
use pejling::fieldwork::{State, Survey};
use pejling::instrument::{Instrument, RawAnswer, RawAnswers, Template};
use pejling::report::{Audience, Report, Sources, compose};

const AUDIENCES: [Audience; 3] = [Audience::Members, Audience::Manager, Audience::Hr];

/// A survey with its answers, each with the place of the network it was given in.
pub(super) struct Fielded {
    pub(super) instrument: Instrument,
    pub(super) tree: GroupTree,
    answers: Vec<(usize, RawAnswers)>,
}

fn group(code: &str, kind: GroupKind, parent: Option<usize>, invited: u32) -> Group {
    Group {
        code: GroupCode::parse(code).unwrap(),
        label: format!("Gruppe {code}"),
        kind,
        parent,
        invited,
        facts: match kind {
            GroupKind::Network => Facts::none()
                .with("facilitator", "yes")
                .with("network_type", "cross"),
            _ => Facts::none(),
        },
    }
}

impl Fielded {
    /// Networks straight under the whole, with invited and answered; `give` answers for each who does.
    pub(super) fn new(
        source: &str,
        networks: &[(u32, usize)],
        mut give: impl FnMut(&Instrument, usize) -> RawAnswers,
    ) -> Self {
        let instrument = Template::parse(source).unwrap().field(None).unwrap();
        let invited = networks.iter().map(|(invited, _)| invited).sum();
        let mut groups = vec![group("alle", GroupKind::Whole, None, invited)];
        let mut answers = Vec::new();
        for (at, (invited, answered)) in networks.iter().enumerate() {
            let code = format!("n{at}");
            groups.push(group(&code, GroupKind::Network, Some(0), *invited));
            answers.extend((0..*answered).map(|_| (at + 1, give(&instrument, at))));
        }
        Self {
            instrument,
            tree: GroupTree::new(groups).unwrap(),
            answers,
        }
    }

    pub(super) fn release(&self) -> Result<Release, Refusal> {
        let day = Day::new(2010, 12, 1).unwrap();
        let survey = Survey {
            code: SurveyCode::parse("proeve").unwrap(),
            title: Text::default(),
            sender: Text::default(),
            template: String::new(),
            variant: None,
            instrument: self.instrument.parts().digest,
            policy: "ordinary".into(),
            opens: day,
            closes: day.plus(16),
            state: State::Tallied,
            notes: Vec::new(),
        };
        let mut entropy = Entropy::seeded(1);
        let count = |stratum: usize| {
            self.answers
                .iter()
                .filter(|(own, _)| *own == stratum)
                .count()
        };
        let stored = self.answers.iter().map(|(stratum, raw)| {
            // As the tally folds: too few answers lose their group.
            let folded = if count(*stratum) < 5 { 0 } else { *stratum };
            let own = &self.tree.groups()[folded];
            StoredAnswer {
                id: RowId::random(&mut entropy),
                group: own.code.clone(),
                packed: self.instrument.pack(
                    &self
                        .instrument
                        .validate(&self.tree.groups()[*stratum].facts, raw)
                        .unwrap(),
                ),
            }
        });
        let stored = stored.collect();
        let closed = survey.closed().unwrap();
        let microdata = Microdata::open(&closed, &self.instrument, &self.tree, stored)?;
        let facts = SurveyFacts {
            code: survey.code.to_string(),
            title: Text::new("Prøve", "Trial"),
            template: "proeve".into(),
            variant: None,
            instrument: survey.instrument.to_string(),
            opened: survey.opens.to_string(),
            closed: survey.closes.to_string(),
            notes: Vec::new(),
        };
        let terms = Terms {
            policy: &Policy::named("ordinary").unwrap(),
            day: survey.closes.plus(1),
            solver: &Microlp::default(),
            decoys: [3; 32],
            waves: &[],
            threads: Threads::ONE,
            progress: &|_, _| (),
        };
        let ledger = &mut Ledger::open(Vec::new()).unwrap();
        protect(
            microdata,
            &self.instrument,
            &self.tree,
            facts,
            &terms,
            ledger,
        )
        .map(|(release, _)| release)
    }

    /// Points from 1 that this network's members gave to an item.
    pub(super) fn points(&self, network: usize, item: &str) -> Vec<f64> {
        let own = self.answers.iter().filter(|(own, _)| *own == network);
        own.filter_map(|(_, raw)| match raw.get(item) {
            Some(RawAnswer::Number(point)) => Some(*point as f64),
            _ => None,
        })
        .collect()
    }
}

pub(super) fn report(
    fielded: &Fielded,
    release: &Release,
    group: &str,
    lang: Lang,
    reader: Audience,
) -> Report {
    let code = GroupCode::parse(group).unwrap();
    compose(
        &fielded.instrument,
        &Sources::alone(release),
        &code,
        lang,
        reader,
    )
    .unwrap()
}

/// Every report of a release, for every audience in both languages: nothing in it is no number.
pub(super) fn sound(fielded: &Fielded, release: &Release) -> Vec<Report> {
    let mut reports = Vec::new();
    for group in &release.document().groups {
        for reader in AUDIENCES {
            for lang in Lang::ALL {
                let report = report(fielded, release, &group.id, lang, reader);
                let said = format!("{report:?}");
                assert!(
                    !said.contains("NaN") && !said.contains("inf"),
                    "{}",
                    group.id
                );
                reports.push(report);
            }
        }
    }
    reports
}
