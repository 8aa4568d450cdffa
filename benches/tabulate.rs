//! Tabulation and protection of a large survey: 50,000 answers to 40 ratings in 500 networks, beside a plain sum over the same packed bytes
//! as the machine's yardstick. `protect` of five answers per network shows what is not counting.
#![expect(clippy::unwrap_used, reason = "a benchmark may stop")]

use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use pejling::base::{
    Day, Entropy, Facts, Group, GroupCode, GroupKind, GroupTree, RowId, SurveyCode, Text, Threads,
};
use pejling::disclosure::audit::solver::Microlp;
use pejling::disclosure::document::SurveyFacts;
use pejling::disclosure::{Ledger, Microdata, Policy, StoredAnswer, Terms, protect};
use pejling::fieldwork::{State, Survey};
use pejling::instrument::{Instrument, RawAnswer, RawAnswers, Template};

const ITEMS: usize = 40;
const NETWORKS: usize = 500;

fn instrument() -> Instrument {
    let both = |key: &str, text: &str| format!("{key}.da = \"{text}\"\n{key}.en = \"{text}\"\n");
    let mut source = "code = \"bench\"\nversion = \"1\"\nminutes = 5\n".to_owned();
    source += "dialogue = [{ da = \"Hvad nu?\", en = \"What now?\" }]\n";
    for key in ["title", "purpose", "thanks"] {
        source += &both(key, "Prøve");
    }
    for scale in 0..8 {
        write!(source, "\n[[scale]]\ncode = \"s{scale}\"\n").unwrap();
        source += &both("label", &format!("Skala {scale}"));
        source += "dialogue = [{ da = \"Hvad nu?\", en = \"What now?\" }]\n";
    }
    source += "\n[[section]]\n";
    source += &both("title", "Side");
    for item in 0..ITEMS {
        let scale = item % 8;
        write!(source, "\n[[section.item]]\nid = \"A{item}\"\ntype = \"likert5\"\nanchors = \"agree\"\nscale = \"s{scale}\"\n").unwrap();
        source += &both("text", &format!("Udsagn {item}"));
    }
    Template::parse(&source).unwrap().field(None).unwrap()
}

fn tree(invited: u32) -> GroupTree {
    let group = |code: &str, kind, parent, invited| Group {
        code: GroupCode::parse(code).unwrap(),
        label: code.to_owned(),
        kind,
        parent,
        invited,
        facts: Facts::none(),
    };
    let all = invited * u32::try_from(NETWORKS).unwrap();
    let mut groups = vec![group("all", GroupKind::Whole, None, all)];
    for level in 0..10 {
        groups.push(group(
            &format!("l{level}"),
            GroupKind::Level,
            Some(0),
            all / 10,
        ));
    }
    for network in 0..NETWORKS {
        let level = 1 + network % 10;
        groups.push(group(
            &format!("n{network}"),
            GroupKind::Network,
            Some(level),
            invited,
        ));
    }
    GroupTree::new(groups).unwrap()
}

struct Bench {
    instrument: Instrument,
    tree: GroupTree,
    survey: Survey,
    answers: Vec<StoredAnswer>,
}

impl Bench {
    fn new(per_network: usize) -> Self {
        let instrument = instrument();
        let tree = tree(u32::try_from(per_network).unwrap());
        let mut entropy = Entropy::seeded(1);
        let answers = (0..per_network * NETWORKS)
            .map(|at| {
                let mut raw = RawAnswers::new();
                for item in 0..ITEMS {
                    let point = i64::try_from(1 + entropy.below(5)).unwrap();
                    raw.insert(format!("A{item}"), RawAnswer::Number(point));
                }
                StoredAnswer {
                    id: RowId::random(&mut entropy),
                    group: tree.groups()[11 + at % NETWORKS].code.clone(),
                    packed: instrument.pack(&instrument.validate(&Facts::none(), &raw).unwrap()),
                }
            })
            .collect();
        let day = Day::new(2026, 3, 1).unwrap();
        let survey = Survey {
            code: SurveyCode::parse("bench").unwrap(),
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
        }
    }

    fn open(&self) -> Microdata {
        let closed = self.survey.closed().unwrap();
        Microdata::open(&closed, &self.instrument, &self.tree, self.answers.clone()).unwrap()
    }

    fn protect(&self, microdata: Microdata) -> usize {
        let facts = SurveyFacts {
            code: "bench".into(),
            title: Text::default(),
            template: "bench".into(),
            variant: None,
            instrument: self.survey.instrument.to_string(),
            opened: String::new(),
            closed: String::new(),
            notes: Vec::new(),
        };
        let release = protect(
            microdata,
            &self.instrument,
            &self.tree,
            facts,
            &Terms {
                policy: &Policy::preset("ordinary").unwrap(),
                day: self.survey.closes,
                solver: &Microlp::default(),
                decoys: [7; 32],
                waves: &[],
                threads: Threads::ONE,
                progress: &|_, _| (),
            },
            &mut Ledger::open(Vec::new()).unwrap(),
        );
        release.unwrap().0.to_json().len()
    }
}

fn benches(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("tabulate");
    group.sample_size(10);
    let (large, small) = (Bench::new(100), Bench::new(5));
    group.bench_function("yardstick: sum of 50,000 x 40 packed bytes", |bencher| {
        bencher.iter(|| {
            let sum =
                |answer: &StoredAnswer| answer.packed.iter().map(|b| u64::from(*b)).sum::<u64>();
            black_box(&large.answers).iter().map(sum).sum::<u64>()
        });
    });
    group.bench_function(
        "tabulate and protect 50,000 x 40 in 500 networks",
        |bencher| {
            bencher.iter_batched(
                || large.open(),
                |data| large.protect(data),
                BatchSize::PerIteration,
            );
        },
    );
    group.bench_function("protect 2,500 x 40 in 500 networks", |bencher| {
        bencher.iter_batched(
            || small.open(),
            |data| small.protect(data),
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

criterion_group!(all, benches);
criterion_main!(all);
