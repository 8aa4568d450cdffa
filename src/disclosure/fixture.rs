//! A small survey for the enclave's tests: every kind of question, networks of 6 to 8 under two levels.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock};

use crate::ballot::blind::{BYTES, BlindSigner as _, BlindVerifier as _, Prepared, client};
use crate::ballot::{Ballot, Nonce, SealedBallot, SurveyKeys};
use crate::base::{
    Day, Digest, Entropy, Facts, Group, GroupCode, GroupKind, GroupTree, SurveyCode, TemplateCode,
    Text, Threads,
};
use crate::fieldwork::{State, Survey};
use crate::instrument::{
    Choice, Condition, Instrument, Item, ItemKind, Parts, RawAnswer, RawAnswers, Scale, Sensitivity,
};

use super::audit::solver::{Microlp, Solver};
use super::document::SurveyFacts;
use super::supplement::Request;
use super::{
    Certificate, CutOrder, Ledger, Microdata, Policy, Refusal, Release, Tallied, Terms, protect,
    supplement, tally,
};

/// Items, by name: two ratings of one scale (`A`, reversed `B`), a choice (`C`), a rating asked of those who chose "yes" there (`D`),
/// one asked of networks with a facilitator (`E`), a most sensitive rating (`F`), a sensitive one on seven points (`G`), several (`H`),
/// a ranking (`I`), a recommendation (`J`), a number (`K`), a text (`L`) and a text that is not anonymous (`N`).
pub(super) fn instrument() -> Instrument {
    let facilitator = Condition::Fact {
        name: "facilitator".into(),
        value: "yes".into(),
    };
    let said_yes = Condition::Chosen {
        item: 2,
        choices: vec![0],
    };
    let mut items = vec![
        item("A", likert(5)),
        item("B", likert(5)),
        item(
            "C",
            ItemKind::Single {
                choices: choices(&["yes", "no"]),
            },
        ),
        item("D", likert(5)),
        item("E", likert(5)),
        item("F", likert(5)),
        item("G", likert(7)),
        item(
            "H",
            ItemKind::Multi {
                choices: choices(&["x", "y", "z"]),
                max: 3,
                exclusive: None,
            },
        ),
        item(
            "I",
            ItemKind::Rank {
                choices: choices(&["x", "y", "z"]),
                top: 2,
            },
        ),
        item("J", ItemKind::Recommendation),
        item("K", ItemKind::Number { min: 0, max: 40 }),
        item("L", ItemKind::Text { max_chars: 200 }),
        item("N", ItemKind::Text { max_chars: 200 }),
    ];
    items[0].scale = Some(0);
    items[1].scale = Some(0);
    items[1].reverse = true;
    items[3].route = Some(said_yes);
    items[4].route = Some(facilitator);
    items[5].sensitivity = Sensitivity::MostSensitive;
    items[6].sensitivity = Sensitivity::Sensitive;
    items[12].sensitivity = Sensitivity::Named;
    Instrument::new(Parts {
        template: TemplateCode::parse("fixture").unwrap(),
        version: "1".into(),
        variant: None,
        title: Text::default(),
        purpose: Text::default(),
        thanks: Text::default(),
        minutes: 1,
        sections: Vec::new(),
        items,
        scales: vec![Scale {
            code: "trust".into(),
            label: Text::default(),
            dialogue: Vec::new(),
        }],
        dialogue: Vec::new(),
        facts: Vec::new(),
        digest: Digest::plain(b"fixture"),
    })
}

fn item(id: &str, kind: ItemKind) -> Item {
    Item {
        id: id.into(),
        text: Text::default(),
        hint: None,
        stems: Vec::new(),
        kind,
        piping: None,
        scale: None,
        reverse: false,
        route: None,
        sensitivity: Sensitivity::Ordinary,
        may_not_know: true,
        may_refuse: true,
    }
}

fn likert(points: usize) -> ItemKind {
    ItemKind::Likert {
        anchors: vec![Text::default(); points],
    }
}

fn choices(codes: &[&str]) -> Vec<Choice> {
    let choice = |code: &&str| Choice {
        code: (*code).to_owned(),
        label: Text::default(),
    };
    codes.iter().map(choice).collect()
}

/// The whole; level `top` with networks `t1` (7), `t2` (7); level `mid` with `m1` (6), `m2` (7), `m3` (8), `m4` (7). `m1` and `m2`
/// have a facilitator.
pub(super) fn tree() -> GroupTree {
    let group = |code: &str, kind, parent, invited| Group {
        code: GroupCode::parse(code).unwrap(),
        label: format!("Gruppe {code}"),
        kind,
        parent,
        invited,
        facts: if ["m1", "m2"].contains(&code) {
            Facts::none().with("facilitator", "yes")
        } else {
            Facts::none()
        },
    };
    GroupTree::new(vec![
        group("all", GroupKind::Whole, None, 42),
        group("top", GroupKind::Level, Some(0), 14),
        group("mid", GroupKind::Level, Some(0), 28),
        group("t1", GroupKind::Network, Some(1), 7),
        group("t2", GroupKind::Network, Some(1), 7),
        group("m1", GroupKind::Network, Some(2), 6),
        group("m2", GroupKind::Network, Some(2), 7),
        group("m3", GroupKind::Network, Some(2), 8),
        group("m4", GroupKind::Network, Some(2), 7),
    ])
    .unwrap()
}

pub(super) fn survey(instrument: &Instrument) -> Survey {
    let day = Day::new(2026, 3, 1).unwrap();
    Survey {
        code: SurveyCode::parse("fixture-2026").unwrap(),
        title: Text::new("Prøve", "Sample"),
        sender: Text::default(),
        template: String::new(),
        variant: None,
        instrument: instrument.parts().digest,
        policy: "ordinary".into(),
        opens: day,
        closes: day.plus(14),
        state: State::Closed,
        notes: Vec::new(),
    }
}

pub(super) fn facts(survey: &Survey) -> SurveyFacts {
    SurveyFacts {
        code: survey.code.to_string(),
        title: survey.title.clone(),
        template: "fixture".into(),
        variant: None,
        instrument: survey.instrument.to_string(),
        opened: survey.opens.to_string(),
        closed: survey.closes.to_string(),
        notes: Vec::new(),
    }
}

/// Random answers of one member of a stratum. Who answers what kind of thing (`shape`) is drawn apart from what is answered (`content`).
pub(super) fn answers(stratum: usize, shape: &mut Entropy, content: &mut Entropy) -> RawAnswers {
    let mut raw = RawAnswers::new();
    let yes = shape.below(2) == 0;
    let mut rating = |id: &str, points: usize, raw: &mut RawAnswers| {
        let point = i64::try_from(content.below(points)).unwrap() + 1;
        let answer = match shape.below(12) {
            0 => RawAnswer::DontKnow,
            1 => RawAnswer::Refused,
            2 => return,
            _ => RawAnswer::Number(point),
        };
        raw.insert(id.into(), answer);
    };
    rating("A", 5, &mut raw);
    rating("B", 5, &mut raw);
    rating("F", 5, &mut raw);
    rating("G", 7, &mut raw);
    if [5, 6].contains(&stratum) {
        rating("E", 5, &mut raw);
    }
    if yes {
        rating("D", 5, &mut raw);
    }
    let pick = ["x", "y", "z"][content.below(3)];
    let other = ["y", "z", "x"][content.below(3)];
    let both = if pick == other {
        vec![pick]
    } else {
        vec![pick, other]
    };
    let both: Vec<String> = both.into_iter().map(str::to_owned).collect();
    let number = |n: usize| RawAnswer::Number(i64::try_from(n).unwrap());
    for (id, answer) in [
        (
            "C",
            RawAnswer::Choice(if yes { "yes" } else { "no" }.into()),
        ),
        ("H", RawAnswer::Choices(both.clone())),
        ("I", RawAnswer::Choices(both)),
        ("J", number(content.below(11))),
        ("K", number(content.below(41))),
        ("L", RawAnswer::Text(format!("Ord {}", content.below(1000)))),
    ] {
        raw.insert(id.into(), answer);
    }
    raw
}

/// One set of keys for all tests: making them takes long.
fn keys() -> SurveyKeys {
    static MADE: OnceLock<Vec<u8>> = OnceLock::new();
    let bytes = MADE.get_or_init(|| {
        let codes: Vec<_> = tree().groups().iter().map(|g| g.code.clone()).collect();
        let keys = SurveyKeys::generate(&codes, &mut Entropy::seeded(7), |_| ());
        keys.to_bytes().to_vec()
    });
    SurveyKeys::from_bytes(bytes).unwrap()
}

/// The ballot of the stratum's member of this number, signed as it would be for a browser. Each signature is made once.
pub(super) fn signed(keys: &SurveyKeys, stratum: usize, number: usize, answers: Vec<u8>) -> Ballot {
    static MADE: Mutex<BTreeMap<(usize, usize), [u8; BYTES]>> = Mutex::new(BTreeMap::new());
    let who = [stratum, number].map(usize::to_be_bytes).concat();
    let nonce = Nonce::parse(&Digest::of("fixture nonce", &[&who]).to_string()).unwrap();
    let code = tree().get(stratum).unwrap().code.clone();
    let survey = SurveyCode::parse("fixture-2026").unwrap();
    let mut made = MADE.lock().unwrap();
    let signature = made.entry((stratum, number)).or_insert_with(|| {
        let mut entropy = Entropy::seeded(1);
        let key = keys.stratum(&code).unwrap();
        let public = key.public();
        let prepared = Prepared::new(&survey, &code, public.kid(), &nonce);
        let pending = client::blind(public, prepared, &mut entropy);
        let reply = key.blind_sign(pending.blinded(), &mut entropy).unwrap();
        pending.finalize(public, &reply).unwrap()
    });
    Ballot {
        stratum,
        nonce,
        signature: *signature,
        answers,
    }
}

/// A survey from sealed ballots on: `ballots` per group of [`tree`].
pub(super) struct Case {
    pub(super) instrument: Instrument,
    pub(super) tree: GroupTree,
    pub(super) survey: Survey,
    pub(super) keys: SurveyKeys,
    pub(super) sealed: Vec<SealedBallot>,
    pub(super) policy: Policy,
    /// For the audit.
    pub(super) threads: Threads,
    /// What was told of its progress.
    pub(super) heard: RefCell<Vec<(usize, usize)>>,
}

impl Case {
    /// Ballots with random answers; see [`answers`] for the two seeds.
    pub(super) fn new(ballots: &[usize], shape: u64, content: u64) -> Self {
        let instrument = instrument();
        let tree = tree();
        let survey = survey(&instrument);
        let mut entropy = Entropy::seeded(7);
        let keys = keys();
        let (mut shape, mut content) = (Entropy::seeded(shape), Entropy::seeded(content));
        let mut sealed = Vec::new();
        for (stratum, count) in ballots.iter().enumerate() {
            for number in 0..*count {
                let raw = answers(stratum, &mut shape, &mut content);
                let given = &tree.get(stratum).unwrap().facts;
                let packed = instrument.pack(&instrument.validate(given, &raw).unwrap());
                let ballot = signed(&keys, stratum, number, packed);
                let padded = instrument.packed_limit();
                sealed.push(
                    keys.seal(&survey.code, &ballot, padded, &mut entropy)
                        .unwrap(),
                );
            }
        }
        Self {
            instrument,
            tree,
            survey,
            keys,
            sealed,
            policy: Policy::preset("ordinary").unwrap(),
            threads: Threads::ONE,
            heard: RefCell::default(),
        }
    }

    pub(super) fn tally(&self, seed: u64) -> Tallied {
        let closed = self.survey.closed().unwrap();
        tally(
            &closed,
            &self.keys.box_key(None).unwrap(),
            &self.instrument,
            &self.tree,
            &self.policy,
            self.sealed.clone(),
            &mut Entropy::seeded(seed),
        )
        .unwrap()
    }

    pub(super) fn microdata(&self) -> Microdata {
        let closed = self.survey.closed().unwrap();
        let answers = self.tally(1).answers;
        Microdata::open(&closed, &self.instrument, &self.tree, answers).unwrap()
    }

    pub(super) fn protect(&self, ledger: &mut Ledger) -> Result<Release, Refusal> {
        self.certified(ledger).map(|(release, _)| release)
    }

    pub(super) fn certified(&self, ledger: &mut Ledger) -> Result<(Release, Certificate), Refusal> {
        self.certified_by(&Microlp::default(), ledger)
    }

    pub(super) fn certified_by(
        &self,
        solver: &dyn Solver,
        ledger: &mut Ledger,
    ) -> Result<(Release, Certificate), Refusal> {
        protect(
            self.microdata(),
            &self.instrument,
            &self.tree,
            facts(&self.survey),
            &Terms {
                policy: &self.policy,
                day: Day::new(2026, 4, 1).unwrap(),
                solver,
                decoys: [7; 32],
                waves: &[],
                threads: self.threads,
                progress: &|done, total| self.heard.borrow_mut().push((done, total)),
            },
            ledger,
        )
    }

    /// A later release.
    pub(super) fn supplement(
        &self,
        earlier: &[Release],
        order: &CutOrder,
        ledger: &mut Ledger,
    ) -> Result<(Release, Certificate), Refusal> {
        self.supplement_by(&Microlp::default(), earlier, order, ledger)
    }

    pub(super) fn supplement_by(
        &self,
        solver: &dyn Solver,
        earlier: &[Release],
        order: &CutOrder,
        ledger: &mut Ledger,
    ) -> Result<(Release, Certificate), Refusal> {
        supplement(
            self.microdata(),
            &self.instrument,
            &self.tree,
            &Request {
                earlier,
                order,
                reason: "HR asks",
            },
            &Terms {
                policy: &self.policy,
                day: Day::new(2026, 5, 1).unwrap(),
                solver,
                decoys: [7; 32],
                waves: &[],
                threads: self.threads,
                progress: &|done, total| self.heard.borrow_mut().push((done, total)),
            },
            ledger,
        )
    }

    pub(super) fn release(&self) -> Release {
        self.protect(&mut Ledger::open(Vec::new()).unwrap())
            .unwrap()
    }
}
