//! All reports of a large survey: what they take on all processors, what they weigh, and the most memory in use. Wall time says little where
//! others use the machine as well, so CPU time is told beside it.
//!
//! `cargo bench --bench reports -- [UNITS [FORMATS]]`: a survey of so many units (2,500) of 16 people each under 50 areas, of whom 60 to 100 of
//! 100 answer 40 ratings in 4 scales; reports in both languages, in the usual formats or those named (`html,pdf,svg,xlsx,csv,json,png`).

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark that prints, and stops at the first fault"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::time::Instant;

use pejling::base::{
    Day, Entropy, Facts, Group, GroupCode, GroupKind, GroupTree, Lang, RowId, SurveyCode, Text,
    Threads,
};
use pejling::disclosure::audit::solver::Microlp;
use pejling::disclosure::document::SurveyFacts;
use pejling::disclosure::{Ledger, Microdata, Policy, Release, StoredAnswer, Terms, protect};
use pejling::fieldwork::{State, Survey};
use pejling::instrument::{Instrument, RawAnswer, RawAnswers, Template};
use pejling::render::{Format, Renderer};
use pejling::report::{Audience, Report, Sources, compose};

const AREAS: usize = 50;
const PEOPLE: usize = 16;
const SCALES: usize = 4;
const ITEMS: usize = 40;
/// Shares of the answers 1 to 5 in hundredths; the rest leave a question out.
const SHARES: [usize; 5] = [4, 9, 20, 32, 33];

fn both(key: &str, text: &str) -> String {
    format!("{key}.da = \"{text}\"\n{key}.en = \"{text}\"\n")
}

fn instrument() -> Instrument {
    let mut source = "code = \"stor\"\nversion = \"1\"\nminutes = 9\ndialogue = []\n".to_owned();
    for key in ["title", "purpose", "thanks"] {
        source += &both(key, "Trivsel");
    }
    for scale in 0..SCALES {
        write!(source, "[[scale]]\ncode = \"s{scale}\"\n").unwrap();
        source += &both("label", &format!("Skala {scale}"));
        source += "dialogue = [{ da = \"Hvad nu?\", en = \"What now?\" }]\n";
    }
    for scale in 0..SCALES {
        source += "[[section]]\n";
        source += &both("title", &format!("Del {scale}"));
        for item in (scale..ITEMS).step_by(SCALES) {
            write!(
                source,
                "[[section.item]]\nid = \"A{item}\"\ntype = \"likert5\"\nanchors = \"agree\"\nscale = \"s{scale}\"\n"
            )
            .unwrap();
            source += &both(
                "text",
                &format!("Udsagn {item} om hverdagen på en arbejdsplads"),
            );
        }
    }
    Template::parse(&source).unwrap().field(None).unwrap()
}

fn group(code: &str, kind: GroupKind, parent: Option<usize>, invited: usize) -> Group {
    Group {
        label: format!("Afdeling {code}"),
        code: GroupCode::parse(code).unwrap(),
        kind,
        parent,
        invited: u32::try_from(invited).unwrap(),
        facts: Facts::none(),
    }
}

fn answer(entropy: &mut Entropy) -> Option<usize> {
    let draw = entropy.below(100);
    let mut upto = SHARES.iter().scan(0, |sum, share| {
        *sum += share;
        Some(*sum)
    });
    upto.position(|upto| draw < upto)
}

fn released(units: usize) -> (Instrument, Release) {
    let instrument = instrument();
    let mut groups = vec![group("alle", GroupKind::Whole, None, units * PEOPLE)];
    for area in 0..AREAS {
        let inside = (area..units).step_by(AREAS).count();
        groups.push(group(
            &format!("o{area}"),
            GroupKind::Unit,
            Some(0),
            inside * PEOPLE,
        ));
    }
    for unit in 0..units {
        let parent = Some(1 + unit % AREAS);
        groups.push(group(&format!("e{unit}"), GroupKind::Unit, parent, PEOPLE));
    }
    let tree = GroupTree::new(groups).unwrap();
    let mut entropy = Entropy::seeded(1);
    let mut answers = Vec::new();
    for unit in 0..units {
        let rate = 60 + entropy.below(41);
        for _ in 0..PEOPLE {
            if entropy.below(100) >= rate {
                continue;
            }
            let mut raw = RawAnswers::new();
            for item in 0..ITEMS {
                if let Some(point) = answer(&mut entropy) {
                    let number = RawAnswer::Number(1 + i64::try_from(point).unwrap());
                    raw.insert(format!("A{item}"), number);
                }
            }
            let given = instrument.validate(&Facts::none(), &raw).unwrap();
            answers.push(StoredAnswer {
                id: RowId::random(&mut entropy),
                group: tree.groups()[1 + AREAS + unit].code.clone(),
                packed: instrument.pack(&given),
            });
        }
    }
    let day = Day::new(2026, 3, 1).unwrap();
    let survey = Survey {
        code: SurveyCode::parse("stor").unwrap(),
        title: Text::new("Trivsel 2026", "Wellbeing 2026"),
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
    let facts = SurveyFacts {
        code: survey.code.to_string(),
        title: survey.title.clone(),
        template: "stor".into(),
        variant: None,
        instrument: survey.instrument.to_string(),
        opened: day.to_string(),
        closed: day.to_string(),
        notes: Vec::new(),
    };
    let closed = survey.closed().unwrap();
    let microdata = Microdata::open(&closed, &instrument, &tree, answers).unwrap();
    let terms = Terms {
        policy: &Policy::named("ordinary").unwrap(),
        day,
        solver: &Microlp::default(),
        decoys: [3; 32],
        waves: &[],
        threads: Threads::ONE,
        progress: &|_, _| (),
    };
    let mut ledger = Ledger::open(Vec::new()).unwrap();
    let (release, _) = protect(microdata, &instrument, &tree, facts, &terms, &mut ledger).unwrap();
    (instrument, release)
}

/// A report as one format: the bytes of each of its files.
fn written(renderer: &Renderer, report: &Report, format: Format) -> Vec<Vec<u8>> {
    match format {
        Format::Html => vec![renderer.report_html(report).unwrap().into_bytes()],
        Format::Pdf => vec![renderer.report_pdf(report).unwrap()],
        Format::Xlsx => vec![renderer.report_xlsx(report).unwrap()],
        Format::Csv => vec![renderer.report_csv(report).unwrap()],
        Format::Json => vec![renderer.report_json(report).unwrap()],
        Format::Svg => renderer
            .charts(report)
            .unwrap()
            .into_iter()
            .map(|(_, svg)| svg.into_bytes())
            .collect(),
        Format::Png => renderer
            .pictures(report)
            .unwrap()
            .into_iter()
            .map(|(_, png)| png)
            .collect(),
    }
}

/// The most memory in use so far, as Linux counts it.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    line.unwrap_or("VmHWM: not told here").to_owned()
}

/// CPU seconds of this thread. Giving way first brings the kernel's count up to date.
fn cpu() -> f64 {
    std::thread::yield_now();
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    stat.split(' ').next().unwrap().parse::<f64>().unwrap() / 1e9
}

/// How many processes wanted a processor, on average over the last one, five and fifteen minutes.
fn load() -> String {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split(' ').take(3).collect::<Vec<_>>().join(" ")
}

/// What a step took and gave.
#[derive(Default)]
struct Step {
    /// CPU seconds.
    time: f64,
    bytes: usize,
    /// The same for the same files in whatever order: it tells whether a change of the program changed one of them.
    sum: u64,
}

/// Every step, of all threads together.
#[derive(Default)]
struct Spent(BTreeMap<String, Step>);

impl Spent {
    fn add(&mut self, step: &str, since: f64, files: &[Vec<u8>]) {
        let entry = self.0.entry(step.to_owned()).or_default();
        entry.time += cpu() - since;
        for file in files {
            let mut hasher = DefaultHasher::new();
            file.hash(&mut hasher);
            entry.bytes += file.len();
            entry.sum = entry.sum.wrapping_add(hasher.finish());
        }
    }
}

fn main() {
    let mut arguments = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with("--"));
    let units = arguments
        .next()
        .map_or(2_500, |units| units.parse().unwrap());
    let formats: Vec<Format> = arguments.next().map_or(Format::USUAL.to_vec(), |list| {
        list.split(',')
            .map(|format| format.parse().unwrap())
            .collect()
    });
    let begun = Instant::now();
    let (instrument, release) = released(units);
    println!(
        "released after {:.1?}, {:.1} s CPU; {}",
        begun.elapsed(),
        cpu(),
        peak()
    );
    let renderer = Renderer::new().unwrap();
    let groups = &release.document().groups;
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let begun = Instant::now();
    let spent: Vec<Spent> = std::thread::scope(|scope| {
        let each: Vec<_> = (0..workers)
            .map(|first| {
                let (instrument, release, renderer, formats) =
                    (&instrument, &release, &renderer, &formats);
                scope.spawn(move || {
                    let mut spent = Spent::default();
                    for group in groups.iter().skip(first).step_by(workers) {
                        let code = GroupCode::parse(&group.id).unwrap();
                        for lang in Lang::ALL {
                            let since = cpu();
                            let sources = Sources::alone(release);
                            let report =
                                compose(instrument, &sources, &code, lang, Audience::of(group))
                                    .unwrap();
                            spent.add("compose", since, &[]);
                            for format in formats {
                                let since = cpu();
                                let files = written(renderer, &report, *format);
                                spent.add(format.ending(), since, &files);
                            }
                        }
                    }
                    spent
                })
            })
            .collect();
        each.into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    let elapsed = begun.elapsed();
    let reports = groups.len() * Lang::ALL.len();
    let mut all = Spent::default();
    for (name, step) in spent.into_iter().flat_map(|spent| spent.0) {
        let entry = all.0.entry(name).or_default();
        entry.time += step.time;
        entry.bytes += step.bytes;
        entry.sum = entry.sum.wrapping_add(step.sum);
    }
    let total: f64 = all.0.values().map(|step| step.time).sum();
    println!(
        "{reports} reports: {total:.1} s CPU; on {workers} threads {elapsed:.1?} at load {}; {}",
        load(),
        peak()
    );
    for (name, Step { time, bytes, sum }) in all.0 {
        println!(
            "{name}: {time:.1} s CPU, {:.2} ms and {} kB a report, sum {sum:016x}",
            1_000.0 * time / reports as f64,
            bytes / reports / 1_000
        );
    }
}
