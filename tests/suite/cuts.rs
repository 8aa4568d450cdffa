//! Two releases of one survey, attacked together by the intruder: what the engine adds holds, what a tool would add that looks at each
//! release alone is found.

use std::fmt::Write as _;
use std::time::Duration;

use pejling::base::{
    Day, Digest, Entropy, Facts, Group, GroupCode, GroupKind, GroupTree, RowId, SurveyCode, Text,
    Threads,
};
use pejling::disclosure::audit::solver::Microlp;
use pejling::disclosure::document::{Shown, SurveyFacts};
use pejling::disclosure::supplement::Request;
use pejling::disclosure::supplement::proof::verify_with;
use pejling::disclosure::{
    CutOrder, Ledger, Microdata, Policy, Release, ReleaseDocument, StoredAnswer, Terms, protect,
    supplement,
};
use pejling::fieldwork::{State, Survey};
use pejling::forensics::intruder::attack::attack;
use pejling::forensics::intruder::knowledge::Knowledge;
use pejling::forensics::intruder::patience::Patience;
use pejling::forensics::intruder::reading::{self, read, together};
use pejling::forensics::intruder::report::Outcome;
use pejling::forensics::intruder::verdict::Kind;
use pejling::instrument::{Instrument, RawAnswer, RawAnswers, Template};

/// Members of the networks, four to a level; everybody answers.
const SIZES: [u32; 8] = [7, 8, 7, 8, 6, 7, 8, 7];

/// Of the first network so many leave the first question out: four answers are left.
const SILENT: u32 = 3;

fn instrument(questions: usize) -> Instrument {
    let both = |key: &str, text: &str| format!("{key}.da = \"{text}\"\n{key}.en = \"{text}\"\n");
    let mut source = "code = \"c\"\nversion = \"1\"\nminutes = 5\n".to_owned();
    source += "dialogue = [{ da = \"Hvad nu?\", en = \"What now?\" }]\n";
    for key in ["title", "purpose", "thanks"] {
        source += &both(key, "Prøve");
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
    }
    Template::parse(&source).unwrap().field(None).unwrap()
}

fn code(text: &str) -> GroupCode {
    GroupCode::parse(text).unwrap()
}

fn group(name: &str, kind: GroupKind, parent: Option<usize>, invited: u32, facts: Facts) -> Group {
    Group {
        code: code(name),
        label: name.to_owned(),
        kind,
        parent,
        invited,
        facts,
    }
}

/// Two levels of four networks, every other one cross-professional.
fn tree() -> GroupTree {
    let none = Facts::none;
    let mut groups = vec![group(
        "all",
        GroupKind::Whole,
        None,
        SIZES.iter().sum(),
        none(),
    )];
    for level in 0..2 {
        let invited = SIZES[4 * level..4 * level + 4].iter().sum();
        let name = format!("level{level}");
        groups.push(group(&name, GroupKind::Level, Some(0), invited, none()));
    }
    for (network, size) in SIZES.iter().enumerate() {
        let kind = ["professional", "cross"][network % 2];
        let facts = none().with("network_type", kind);
        let name = format!("n{network}");
        groups.push(group(
            &name,
            GroupKind::Network,
            Some(1 + network / 4),
            *size,
            facts,
        ));
    }
    GroupTree::new(groups).unwrap()
}

/// A survey that is tallied.
struct Site {
    instrument: Instrument,
    survey: Survey,
    /// Network and answers of everybody.
    answers: Vec<(usize, RawAnswers)>,
}

impl Site {
    fn new(questions: usize, seed: u64) -> Self {
        let instrument = instrument(questions);
        let mut entropy = Entropy::seeded(seed);
        let mut answers = Vec::new();
        for (network, size) in SIZES.iter().enumerate() {
            for person in 0..*size {
                let mut raw = RawAnswers::new();
                for item in 0..questions {
                    if (network, item) == (0, 0) && person < SILENT {
                        continue;
                    }
                    let point = [2, 3, 3, 4, 4, 5][entropy.below(6)];
                    raw.insert(format!("A{item}"), RawAnswer::Number(point));
                }
                answers.push((network, raw));
            }
        }
        let day = Day::new(2026, 3, 1).unwrap();
        let survey = Survey {
            code: SurveyCode::parse("c").unwrap(),
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
            survey,
            answers,
        }
    }

    /// The answers, each in the group of this tree that `place` says of the network.
    fn microdata(&self, tree: &GroupTree, place: impl Fn(usize) -> GroupCode) -> Microdata {
        let mut entropy = Entropy::seeded(5);
        let stored = self.answers.iter().map(|(network, raw)| StoredAnswer {
            id: RowId::random(&mut entropy),
            group: place(*network),
            packed: {
                let checked = self.instrument.validate(&Facts::none(), raw).unwrap();
                self.instrument.pack(&checked)
            },
        });
        let stored = stored.collect();
        let closed = self.survey.closed().unwrap();
        Microdata::open(&closed, &self.instrument, tree, stored).unwrap()
    }

    fn own(&self) -> Microdata {
        self.microdata(&tree(), |network| code(&format!("n{network}")))
    }

    fn released(&self, microdata: Microdata, tree: &GroupTree, ledger: &mut Ledger) -> Release {
        let facts = SurveyFacts {
            code: "c".into(),
            title: Text::default(),
            template: "c".into(),
            variant: None,
            instrument: self.survey.instrument.to_string(),
            opened: "2026-03-01".into(),
            closed: "2026-03-01".into(),
            notes: Vec::new(),
        };
        with_terms(|terms| {
            let out = protect(microdata, &self.instrument, tree, facts, terms, ledger);
            out.unwrap().0
        })
    }

    /// A later release, checked without the engine.
    fn supplemented(&self, earlier: &[Release], order: &CutOrder, ledger: &mut Ledger) -> Release {
        let request = Request {
            earlier,
            order,
            reason: "a question of HR",
        };
        let (release, certificate) = with_terms(|terms| {
            let tree = tree();
            supplement(self.own(), &self.instrument, &tree, &request, terms, ledger).unwrap()
        });
        let out: Vec<&ReleaseDocument> = earlier.iter().map(Release::document).collect();
        verify_with(release.document(), &out, &certificate).unwrap();
        release
    }
}

fn with_terms<T>(work: impl FnOnce(&Terms<'_>) -> T) -> T {
    work(&Terms {
        policy: &Policy::preset("ordinary").unwrap(),
        day: Day::new(2026, 4, 1).unwrap(),
        solver: &Microlp::default(),
        decoys: [3; 32],
        waves: &[],
        threads: Threads::ONE,
        progress: &|_, _| (),
    })
}

/// Attacks documents together, by somebody who knows who was asked, who answered, and who left which question out.
fn attacked(site: &Site, documents: &[&str]) -> Outcome {
    let own = |group: usize| tree().direct(group);
    let mut direct = Vec::new();
    for (at, group) in tree().groups().iter().enumerate() {
        direct.push(
            serde_json::json!({"survey": "c", "group": group.code.as_str(), "answered": own(at)}),
        );
    }
    let mut bases = Vec::new();
    for network in 0..SIZES.len() {
        for item in 0..site.instrument.items().len() {
            let item = format!("A{item}");
            let here = site.answers.iter().filter(|(at, _)| *at == network);
            let answers = here.filter(|(_, raw)| raw.contains_key(&item)).count();
            bases.push(serde_json::json!({"survey": "c", "group": format!("n{network}"), "item": item, "answers": answers}));
        }
    }
    let known = serde_json::json!({"direct": direct, "bases": bases});
    let knowledge = Knowledge::read(&known.to_string()).unwrap();
    let documents: Vec<_> = documents.iter().map(|text| read(text).unwrap()).collect();
    together(&documents).unwrap();
    knowledge.fits(&documents).unwrap();
    // A busy machine must not make the attacker miss anything.
    let patience = Patience {
        run: Duration::from_mins(1),
        deep: 0,
        ..Patience::default()
    };
    let outcome = attack(&documents, &knowledge, patience, &mut |_| ());
    assert!(outcome.unfinished.is_empty(), "{:?}", outcome.unfinished);
    outcome
}

/// All networks of the first level but its first.
fn but_one() -> CutOrder {
    CutOrder::Groups {
        codes: ["n1", "n2", "n3"].map(code).to_vec(),
        label: Text::new("Tre netværk", "Three networks"),
    }
}

/// The same cut as a tool would publish it that looks at each release alone.
fn naive(site: &Site, first: &Release) -> String {
    let groups = vec![
        group(
            "all",
            GroupKind::Whole,
            None,
            SIZES.iter().sum(),
            Facts::none(),
        ),
        group(
            "cut-2-1",
            GroupKind::Unit,
            Some(0),
            SIZES[1..4].iter().sum(),
            Facts::none(),
        ),
    ];
    let alone = GroupTree::new(groups).unwrap();
    let microdata = site.microdata(&alone, |network| {
        code(if (1..4).contains(&network) {
            "cut-2-1"
        } else {
            "all"
        })
    });
    let mut ledger = Ledger::open(Vec::new()).unwrap();
    let release = site.released(microdata, &alone, &mut ledger);
    let mut document = release.document().clone();
    document.adds_to = vec![first.document().digest.clone()];
    let cut = &mut document.groups[1];
    cut.kind = "cut".into();
    cut.members = Some(["n1", "n2", "n3"].map(str::to_owned).to_vec());
    document.digest.clear();
    let compact = serde_json::to_vec(&document).unwrap();
    document.digest = Digest::plain(&compact).to_string();
    serde_json::to_string(&document).unwrap()
}

#[test]
fn a_cut_that_leaves_a_small_network_over_is_found_if_published_and_hidden_by_the_engine() {
    let site = Site::new(2, 1);
    let mut ledger = Ledger::open(Vec::new()).unwrap();
    let first = site.released(site.own(), &tree(), &mut ledger);
    let second = naive(&site, &first);
    let outcome = attacked(&site, &[&second, first.to_json()]);
    let exact = outcome
        .finds
        .iter()
        .any(|find| find.kind == Kind::Exact && find.who.contains("n0") && find.question == "A0");
    assert!(exact, "{}", outcome.words(20));

    let second = site.supplemented(std::slice::from_ref(&first), &but_one(), &mut ledger);
    let shown: Vec<bool> = second
        .document()
        .tables
        .iter()
        .map(|table| matches!(table.cells[1].figures, Shown::Shown(_)))
        .collect();
    assert_eq!(shown, [false, true]);
    let outcome = attacked(&site, &[first.to_json(), second.to_json()]);
    assert!(outcome.finds.is_empty(), "{}", outcome.words(20));
    assert!(outcome.tried.sets_and_classes > 100, "{:?}", outcome.tried);
}

#[test]
fn three_releases_together_give_nobody_away() {
    for seed in 2..4 {
        let site = Site::new(2, seed);
        let mut ledger = Ledger::open(Vec::new()).unwrap();
        let mut out = vec![site.released(site.own(), &tree(), &mut ledger)];
        for order in [CutOrder::By("type".into()), but_one()] {
            out.push(site.supplemented(&out, &order, &mut ledger));
        }
        let labels: Vec<&str> = out[1]
            .document()
            .groups
            .iter()
            .map(|g| g.label.as_str())
            .collect();
        assert_eq!(labels, ["all", "Tværfaglige netværk", "Faglige netværk"]);
        let texts: Vec<&str> = out.iter().map(Release::to_json).collect();
        let outcome = attacked(&site, &texts);
        assert!(
            outcome.finds.is_empty(),
            "seed {seed}: {}",
            outcome.words(20)
        );
    }
}

#[test]
fn cuts_are_not_attacked_without_what_they_are_made_of() {
    let site = Site::new(1, 1);
    let mut ledger = Ledger::open(Vec::new()).unwrap();
    let first = site.released(site.own(), &tree(), &mut ledger);
    let second = naive(&site, &first);
    let [base, cut] = [first.to_json(), &second].map(|text| read(text).unwrap());
    let refusal = together(std::slice::from_ref(&cut))
        .unwrap_err()
        .to_string();
    assert!(refusal.contains(&base.digest), "{refusal}");
    assert_eq!(together(&[cut, base]), Ok(()));
    let bent = |change: &dyn Fn(&mut ReleaseDocument)| {
        let mut document: ReleaseDocument = serde_json::from_str(&second).unwrap();
        change(&mut document);
        document.digest.clear();
        let compact = serde_json::to_vec(&document).unwrap();
        document.digest = Digest::plain(&compact).to_string();
        let read = read(&serde_json::to_string(&document).unwrap());
        let both = read.and_then(|cut| together(&[cut, reading::read(first.to_json())?]));
        both.unwrap_err().to_string()
    };
    for (change, told) in [
        (
            &(|document: &mut ReleaseDocument| document.groups[1].members = None)
                as &dyn Fn(&mut ReleaseDocument),
            "does not say which groups it is made of",
        ),
        (
            &|document| document.groups[1].members = Some(Vec::new()),
            "does not say which",
        ),
        (
            &|document| {
                document.groups[1]
                    .members
                    .as_mut()
                    .unwrap()
                    .push("n1".into());
            },
            "stands twice",
        ),
        (
            &|document| {
                document.groups[1]
                    .members
                    .as_mut()
                    .unwrap()
                    .push("n9".into());
            },
            "\"n9\" is no group of the first release",
        ),
        (
            &|document| document.adds_to.clear(),
            "does not say what it adds to",
        ),
        (
            &|document| document.groups[1].kind = "unit".into(),
            "it has members and is no cut",
        ),
    ] {
        let refusal = bent(change);
        assert!(refusal.contains(told), "{refusal}");
    }
}
