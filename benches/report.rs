//! One report of 60 charts, composed from a release and rendered: the release is made by the real pipeline, outside the measured part.

#![expect(clippy::unwrap_used, reason = "a benchmark stops at the first fault")]

use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use pejling::ballot::blind::{BlindSigner as _, BlindVerifier as _, Prepared, client};
use pejling::ballot::{Ballot, Nonce, SurveyKeys};
use pejling::base::{
    Day, Entropy, Facts, Group, GroupCode, GroupKind, GroupTree, Lang, SurveyCode, Text, Threads,
};
use pejling::disclosure::audit::solver::Microlp;
use pejling::disclosure::document::SurveyFacts;
use pejling::disclosure::{Ledger, Microdata, Policy, Release, Terms, protect, tally};
use pejling::fieldwork::{State, Survey};
use pejling::instrument::{Instrument, RawAnswer, RawAnswers, Template};
use pejling::render::Renderer;
use pejling::report::{Audience, Sources, compose};

const CHOICES: [&str; 5] = ["en", "to", "tre", "fire", "fem"];
const SINGLES: usize = 56;
const RATINGS: usize = 20;

/// 56 choices, two rankings, a section of ratings and a scale: 60 charts.
fn template() -> String {
    let choices: String = CHOICES.iter().fold(String::new(), |mut text, code| {
        let _ = write!(
            text,
            "{{ code = \"{code}\", da = \"Mulighed {code}\", en = \"Option {code}\" }},"
        );
        text
    });
    let mut toml = String::from(
        "code = \"bench\"\nversion = \"1\"\nminutes = 9\ndialogue = []\n\
         [title]\nda = \"Måling\"\nen = \"Bench\"\n[purpose]\nda = \"Tid\"\nen = \"Time\"\n[thanks]\nda = \"Tak\"\nen = \"Thanks\"\n\
         [[scale]]\ncode = \"alt\"\nlabel.da = \"Alt\"\nlabel.en = \"All\"\ndialogue = [{ da = \"Hvad nu?\", en = \"What now?\" }, { da = \"Hvem?\", en = \"Who?\" }]\n\
         [[section]]\ntitle.da = \"Spørgsmål\"\ntitle.en = \"Questions\"\n",
    );
    let mut item = |id: &str, rest: &str| {
        let _ = write!(
            toml,
            "[[section.item]]\nid = \"{id}\"\nscale = \"alt\"\ntext.da = \"Spørgsmål {id} om ledelse i hverdagen\"\ntext.en = \"Question {id}\"\n{rest}\n"
        );
    };
    for at in 0..SINGLES {
        item(
            &format!("S{at}"),
            &format!("type = \"single\"\nchoices = [{choices}]"),
        );
    }
    for at in 0..2 {
        item(
            &format!("R{at}"),
            &format!("type = \"rank\"\ntop = 3\nchoices = [{choices}]"),
        );
    }
    for at in 0..RATINGS {
        item(&format!("L{at}"), "type = \"likert5\"\nanchors = \"agree\"");
    }
    toml
}

fn answers(entropy: &mut Entropy) -> RawAnswers {
    let mut raw = RawAnswers::new();
    for at in 0..SINGLES {
        raw.insert(
            format!("S{at}"),
            RawAnswer::Choice(CHOICES[entropy.below(5)].to_owned()),
        );
    }
    for at in 0..2 {
        let mut order = CHOICES.map(str::to_owned);
        entropy.shuffle(&mut order);
        raw.insert(format!("R{at}"), RawAnswer::Choices(order[..3].to_vec()));
    }
    for at in 0..RATINGS {
        raw.insert(
            format!("L{at}"),
            RawAnswer::Number(1 + i64::try_from(entropy.below(5)).unwrap()),
        );
    }
    raw
}

fn released() -> (Instrument, Release) {
    let instrument = Template::parse(&template()).unwrap().field(None).unwrap();
    let day = Day::new(2026, 3, 1).unwrap();
    let survey = Survey {
        code: SurveyCode::parse("bench").unwrap(),
        title: Text::new("Måling", "Bench"),
        sender: Text::default(),
        template: template(),
        variant: None,
        instrument: instrument.parts().digest,
        policy: "ordinary".to_owned(),
        opens: day,
        closes: day.plus(14),
        state: State::Closed,
        notes: Vec::new(),
    };
    let whole = Group {
        code: GroupCode::parse("alle").unwrap(),
        label: "Alle".to_owned(),
        kind: GroupKind::Whole,
        parent: None,
        invited: 300,
        facts: Facts::none(),
    };
    let groups = GroupTree::new(vec![whole]).unwrap();
    let mut entropy = Entropy::seeded(1);
    let code = &groups.groups()[0].code;
    let keys = SurveyKeys::generate(std::slice::from_ref(code), &mut entropy, |_| ());
    let signer = keys.stratum(code).unwrap();
    let public = signer.public();
    let ballots = (0..200).map(|_| {
        let given = instrument
            .validate(&Facts::none(), &answers(&mut entropy))
            .unwrap();
        let nonce = Nonce::random(&mut entropy);
        let prepared = Prepared::new(&survey.code, code, public.kid(), &nonce);
        let pending = client::blind(public, prepared, &mut entropy);
        let reply = signer.blind_sign(pending.blinded(), &mut entropy).unwrap();
        let ballot = Ballot {
            stratum: 0,
            nonce,
            signature: pending.finalize(public, &reply).unwrap(),
            answers: instrument.pack(&given),
        };
        keys.seal(
            &survey.code,
            &ballot,
            instrument.packed_limit(),
            &mut entropy,
        )
        .unwrap()
    });
    let ballots = ballots.collect();
    let policy = Policy::preset("ordinary").unwrap();
    let closed = survey.closed().unwrap();
    let tallied = tally(
        &closed,
        &keys.box_key(None).unwrap(),
        &instrument,
        &groups,
        &policy,
        ballots,
        &mut entropy,
    )
    .unwrap();
    let microdata = Microdata::open(&closed, &instrument, &groups, tallied.answers).unwrap();
    let facts = SurveyFacts {
        code: survey.code.to_string(),
        title: survey.title.clone(),
        template: "bench".to_owned(),
        variant: None,
        instrument: survey.instrument.to_string(),
        opened: survey.opens.to_string(),
        closed: survey.closes.to_string(),
        notes: Vec::new(),
    };
    let mut ledger = Ledger::open(Vec::new()).unwrap();
    let release = protect(
        microdata,
        &instrument,
        &groups,
        facts,
        &Terms {
            policy: &policy,
            day: day.plus(20),
            solver: &Microlp::default(),
            decoys: [7; 32],
            waves: &[],
            threads: Threads::ONE,
            progress: &|_, _| (),
        },
        &mut ledger,
    )
    .unwrap();
    (instrument, release.0)
}

fn report(criterion: &mut Criterion) {
    let (instrument, release) = released();
    let renderer = Renderer::new().unwrap();
    let group = GroupCode::parse("alle").unwrap();
    let sources = Sources::alone(&release);
    let composed = compose(&instrument, &sources, &group, Lang::Da, Audience::Hr).unwrap();
    assert_eq!(renderer.charts(&composed).unwrap().len(), SINGLES + 4);
    criterion.bench_function("report/compose", |bencher| {
        bencher.iter(|| {
            compose(
                black_box(&instrument),
                &sources,
                &group,
                Lang::Da,
                Audience::Hr,
            )
            .unwrap()
        });
    });
    criterion.bench_function("report/html of 60 charts in two widths", |bencher| {
        bencher.iter(|| renderer.report_html(black_box(&composed)).unwrap());
    });
    criterion.bench_function("report/60 charts as files", |bencher| {
        bencher.iter(|| renderer.charts(black_box(&composed)).unwrap());
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = report
}
criterion_main!(benches);
