//! One report: composed, as a page of 60 charts, as a PDF, and chart by chart beside matplotlib. CPU time of one thread, so that whatever else
//! runs on the machine matters little. The release is made by the real pipeline from stored answers, outside the measured part.
//!
//! `cargo bench --bench report`. Where `PEJLING_MATPLOTLIB_PYTHON` names a Python that has matplotlib, `matplotlib_charts.py` draws the same
//! kinds of chart in turn with ours, and the ratio is told. `cargo bench --bench report -- PART TIMES` does one part so many times and
//! nothing else, for those who count instructions.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark that prints, and stops at the first fault"
)]

use std::fmt::Write as _;
use std::hint::black_box;
use std::process::Command;

use pejling::base::{
    Day, Entropy, Facts, Group, GroupCode, GroupKind, GroupTree, Lang, RowId, SurveyCode, Text,
    Threads,
};
use pejling::disclosure::audit::solver::Microlp;
use pejling::disclosure::document::SurveyFacts;
use pejling::disclosure::{Ledger, Microdata, Policy, Release, StoredAnswer, Terms, protect};
use pejling::fieldwork::{State, Survey};
use pejling::instrument::{Instrument, RawAnswer, RawAnswers, Template};
use pejling::render::Renderer;
use pejling::report::{Audience, Report, Sources, compose};

const CHOICES: [&str; 5] = ["en", "to", "tre", "fire", "fem"];
const PEOPLE: u32 = 200;
const CHARTS: usize = 60;
/// Rows of a chart that matplotlib draws as well.
const ROWS: usize = 5;
const ROUNDS: usize = 5;

/// What is asked: so many choices, rankings and pages of ratings, with so many ratings on each.
struct Asked {
    singles: usize,
    ranks: usize,
    pages: usize,
    ratings: usize,
    scale: bool,
}

/// 56 choices, two rankings, a page of ratings and a scale: 60 charts.
const MIXED: Asked = Asked {
    singles: 56,
    ranks: 2,
    pages: 1,
    ratings: 20,
    scale: true,
};
/// Charts of one kind, which matplotlib draws too: bars with whiskers, and stacked bars.
const CHOICE: Asked = Asked {
    singles: CHARTS,
    ranks: 0,
    pages: 0,
    ratings: 0,
    scale: false,
};
const STACKED: Asked = Asked {
    singles: 0,
    ranks: 0,
    // A template has at most 200 questions.
    pages: 200 / ROWS,
    ratings: ROWS,
    scale: false,
};

impl Asked {
    fn template(&self) -> String {
        let choices: String = CHOICES.iter().fold(String::new(), |mut text, code| {
            let _ = write!(
                text,
                "{{ code = \"{code}\", da = \"Mulighed {code}\", en = \"Option {code}\" }},"
            );
            text
        });
        let mut toml = String::from(
            "code = \"bench\"\nversion = \"1\"\nminutes = 9\ndialogue = []\n\
             [title]\nda = \"Måling\"\nen = \"Bench\"\n[purpose]\nda = \"Tid\"\nen = \"Time\"\n[thanks]\nda = \"Tak\"\nen = \"Thanks\"\n",
        );
        if self.scale {
            toml += "[[scale]]\ncode = \"alt\"\nlabel.da = \"Alt\"\nlabel.en = \"All\"\ndialogue = [{ da = \"Hvad nu?\", en = \"What now?\" }, { da = \"Hvem?\", en = \"Who?\" }]\n";
        }
        let scale = if self.scale { "scale = \"alt\"\n" } else { "" };
        let section = |toml: &mut String, at: usize| {
            let _ = write!(
                toml,
                "[[section]]\ntitle.da = \"Spørgsmål {at}\"\ntitle.en = \"Questions {at}\"\n"
            );
        };
        let item = |toml: &mut String, id: &str, rest: &str| {
            let _ = write!(
                toml,
                "[[section.item]]\nid = \"{id}\"\n{scale}text.da = \"Spørgsmål {id} om ledelse i hverdagen\"\ntext.en = \"Question {id}\"\n{rest}\n"
            );
        };
        if self.singles + self.ranks > 0 {
            section(&mut toml, 0);
        }
        for at in 0..self.singles {
            let rest = format!("type = \"single\"\nchoices = [{choices}]");
            item(&mut toml, &format!("S{at}"), &rest);
        }
        for at in 0..self.ranks {
            let rest = format!("type = \"rank\"\ntop = 3\nchoices = [{choices}]");
            item(&mut toml, &format!("R{at}"), &rest);
        }
        for page in 0..self.pages {
            section(&mut toml, page + 1);
            for at in 0..self.ratings {
                let rest = "type = \"likert5\"\nanchors = \"agree\"";
                item(&mut toml, &format!("L{page}x{at}"), rest);
            }
        }
        toml
    }

    fn answers(&self, entropy: &mut Entropy) -> RawAnswers {
        let mut raw = RawAnswers::new();
        for at in 0..self.singles {
            let choice = CHOICES[entropy.below(5)].to_owned();
            raw.insert(format!("S{at}"), RawAnswer::Choice(choice));
        }
        for at in 0..self.ranks {
            let mut order = CHOICES.map(str::to_owned);
            entropy.shuffle(&mut order);
            raw.insert(format!("R{at}"), RawAnswer::Choices(order[..3].to_vec()));
        }
        for page in 0..self.pages {
            for at in 0..self.ratings {
                let point = 1 + i64::try_from(entropy.below(5)).unwrap();
                raw.insert(format!("L{page}x{at}"), RawAnswer::Number(point));
            }
        }
        raw
    }

    fn released(&self) -> (Instrument, Release) {
        let template = self.template();
        let instrument = Template::parse(&template).unwrap().field(None).unwrap();
        let day = Day::new(2026, 3, 1).unwrap();
        let survey = Survey {
            code: SurveyCode::parse("bench").unwrap(),
            title: Text::new("Måling", "Bench"),
            sender: Text::default(),
            template,
            variant: None,
            instrument: instrument.parts().digest,
            policy: "ordinary".to_owned(),
            opens: day,
            closes: day.plus(14),
            state: State::Tallied,
            notes: Vec::new(),
        };
        let whole = Group {
            code: GroupCode::parse("alle").unwrap(),
            label: "Alle".to_owned(),
            kind: GroupKind::Whole,
            parent: None,
            invited: PEOPLE + PEOPLE / 2,
            facts: Facts::none(),
        };
        let groups = GroupTree::new(vec![whole]).unwrap();
        let mut entropy = Entropy::seeded(1);
        let answers = (0..PEOPLE).map(|_| {
            let raw = self.answers(&mut entropy);
            let given = instrument.validate(&Facts::none(), &raw).unwrap();
            StoredAnswer {
                id: RowId::random(&mut entropy),
                group: groups.groups()[0].code.clone(),
                packed: instrument.pack(&given),
            }
        });
        let answers = answers.collect();
        let closed = survey.closed().unwrap();
        let microdata = Microdata::open(&closed, &instrument, &groups, answers).unwrap();
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
        let terms = Terms {
            policy: &Policy::preset("ordinary").unwrap(),
            day: day.plus(20),
            solver: &Microlp::default(),
            decoys: [7; 32],
            waves: &[],
            threads: Threads::ONE,
            progress: &|_, _| (),
        };
        let mut ledger = Ledger::open(Vec::new()).unwrap();
        let (release, _) =
            protect(microdata, &instrument, &groups, facts, &terms, &mut ledger).unwrap();
        (instrument, release)
    }
}

fn composed(instrument: &Instrument, release: &Release) -> Report {
    let group = GroupCode::parse("alle").unwrap();
    compose(
        instrument,
        &Sources::alone(release),
        &group,
        Lang::Da,
        Audience::Hr,
    )
    .unwrap()
}

/// CPU seconds of this thread. Giving way first brings the kernel's count up to date.
fn cpu() -> f64 {
    std::thread::yield_now();
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    stat.split(' ').next().unwrap().parse::<f64>().unwrap() / 1e9
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Median CPU time in milliseconds of at least 20 runs and half a second.
fn milliseconds(run: &dyn Fn() -> usize) -> f64 {
    black_box(run());
    let (begun, mut each) = (cpu(), Vec::new());
    while each.len() < 20 || cpu() - begun < 0.5 {
        let before = cpu();
        black_box(run());
        each.push(1_000.0 * (cpu() - before));
    }
    median(each)
}

/// Draws with matplotlib: its version, and the median CPU time of one chart in milliseconds.
fn rod(python: &str, kind: &str) -> (String, f64) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/matplotlib_charts.py");
    let rows = ROWS.to_string();
    let told = Command::new(python)
        .args([script, kind, &rows, "20"])
        .output()
        .unwrap();
    assert!(told.status.success(), "{told:?}");
    let told = String::from_utf8(told.stdout).unwrap();
    let mut words = told.split_whitespace();
    let version = words.next().unwrap().to_owned();
    (version, words.next().unwrap().parse().unwrap())
}

/// Pages of a PDF.
fn pages(pdf: &[u8]) -> usize {
    let text = String::from_utf8_lossy(pdf);
    let count = text.split("/Count ").filter_map(|rest| {
        let digits = rest.split(|letter: char| !letter.is_ascii_digit()).next();
        digits.and_then(|digits| digits.parse().ok())
    });
    count.max().unwrap_or(0)
}

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with("--"))
        .collect();
    let renderer = Renderer::new().unwrap();
    let (instrument, release) = MIXED.released();
    let report = composed(&instrument, &release);
    let [choice, stacked] = [CHOICE, STACKED].map(|asked| {
        let (instrument, release) = asked.released();
        composed(&instrument, &release)
    });
    let drawn = |report: &Report| renderer.charts(report).unwrap().len();
    assert_eq!(drawn(&report), CHARTS);
    let parts: [(&str, &str, &dyn Fn() -> usize); 6] = [
        ("compose", "compose the report model", &|| {
            composed(&instrument, &release).blocks().len()
        }),
        (
            "html",
            "the report as one HTML file, 60 charts in two widths",
            &|| renderer.report_html(&report).unwrap().len(),
        ),
        ("pdf", "the report as PDF", &|| {
            renderer.report_pdf(&report).unwrap().len()
        }),
        ("svg", "its 60 charts as SVG files", &|| drawn(&report)),
        ("choice", "60 charts of one choice each", &|| drawn(&choice)),
        ("stacked", "40 charts of stacked bars", &|| drawn(&stacked)),
    ];
    if let [wanted, times] = arguments.as_slice() {
        let (.., run) = parts.iter().find(|(name, ..)| name == wanted).unwrap();
        for _ in 0..times.parse::<usize>().unwrap() {
            black_box(run());
        }
        return;
    }
    let pdf = renderer.report_pdf(&report).unwrap();
    println!("PDF: {} pages, {} kB", pages(&pdf), pdf.len() / 1_000);
    for (_, what, run) in parts {
        let each: Vec<f64> = (0..ROUNDS).map(|_| milliseconds(run)).collect();
        println!(
            "{what}: {:.2} ms CPU (rounds {each:.2?})",
            median(each.clone())
        );
    }
    let Ok(python) = std::env::var("PEJLING_MATPLOTLIB_PYTHON") else {
        println!("matplotlib is left out: PEJLING_MATPLOTLIB_PYTHON names no Python");
        return;
    };
    for (kind, report) in [("choice", &choice), ("stacked", &stacked)] {
        let (mut ours, mut theirs, mut release) = (Vec::new(), Vec::new(), String::new());
        for _ in 0..ROUNDS {
            ours.push(milliseconds(&|| drawn(report)) / drawn(report) as f64);
            let (version, time) = rod(&python, kind);
            theirs.push(time);
            release = version;
        }
        let (ours, theirs) = (median(ours), median(theirs));
        println!(
            "one {kind} chart: {ours:.4} ms CPU, matplotlib {release} {theirs:.1} ms: {:.0} to 1",
            theirs / ours
        );
    }
}
