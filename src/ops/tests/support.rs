//! A survey in the field, and a browser that can be stopped between any two steps.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use crate::ballot::blind::client::Pending;
use crate::ballot::blind::{BYTES, BlindVerifier as _, Prepared, PublicKey, client};
use crate::ballot::{Nonce, base64url};
use crate::base::{
    Clock, Day, EmailAddress, Entropy, Facts, GroupCode, Redacted, SurveyCode, Text, Threads,
};
use crate::config::{AuditSolver, MailSettings, MasterKeySource, Settings};
use crate::instrument::{RawAnswer, RawAnswers, built_in};
use crate::mail::Transport;
use crate::ops::{App, Cast, CastOutcome, Context, Credential, IssueOutcome, LaunchOrder};
use crate::registry::{Scope, SheetKind};
use crate::store::invitations;
use crate::store::tests::support::TestDb;

/// A day that a test may move.
#[derive(Clone)]
pub(super) struct Calendar(Arc<Mutex<Day>>);

impl Calendar {
    pub(super) fn set(&self, day: Day) {
        *self.0.lock().unwrap() = day;
    }
}

impl Clock for Calendar {
    fn today(&self) -> Day {
        *self.0.lock().unwrap()
    }

    fn seconds(&self) -> i64 {
        1_000_000
    }
}

/// A data folder and a database with two networks, and the program that runs on them.
pub(super) struct Field<'a> {
    pub(super) db: &'a TestDb,
    pub(super) folder: tempfile::TempDir,
    pub(super) calendar: Calendar,
    app: Option<App>,
}

pub(super) fn first() -> Day {
    Day::new(2026, 3, 2).unwrap()
}

pub(super) fn last() -> Day {
    Day::new(2026, 3, 20).unwrap()
}

pub(super) fn survey() -> SurveyCode {
    SurveyCode::parse("proeve").unwrap()
}

impl<'a> Field<'a> {
    /// Survey `proeve`, launched to networks of `north` and `south` members.
    pub(super) fn launch(db: &'a TestDb, north: usize, south: usize) -> Self {
        let field = Self::prepare(db, north, south);
        field.app().launch(&order(), None, |_, _| ()).unwrap();
        field
    }

    /// Everything but the launch.
    pub(super) fn prepare(db: &'a TestDb, north: usize, south: usize) -> Self {
        let mut field = Self {
            db,
            folder: tempfile::tempdir().unwrap(),
            calendar: Calendar(Arc::new(Mutex::new(first()))),
            app: None,
        };
        field.restart();
        let mut people = "code,name,email,unit,language\n".to_owned();
        let mut members = "person,network,joined\n".to_owned();
        for person in 0..north + south {
            let network = if person < north { "n1" } else { "n2" };
            writeln!(
                people,
                "p{person},Person {person},p{person}@by.example,by,da"
            )
            .unwrap();
            writeln!(members, "p{person},{network},2024-01-01").unwrap();
        }
        for (kind, content) in [
            (SheetKind::Units, "code,name,parent\nby,Byen,\n"),
            (
                SheetKind::Networks,
                "code,name,type,obligatory,purposes,facilitator,start\n\
                 n1,Nord,faglig,nej,\"1,3\",intern,2024-01-01\nn2,Syd,faglig,nej,\"1,3\",ingen,2024-01-01\n",
            ),
            (SheetKind::People, people.as_str()),
            (SheetKind::Memberships, members.as_str()),
        ] {
            let bytes = content.as_bytes();
            field.app().import(kind, "fil.csv", bytes, true).unwrap();
        }
        field
    }

    pub(super) fn app(&self) -> &App {
        self.app.as_ref().unwrap()
    }

    /// Stops the program and starts it again: what was only in memory is gone.
    pub(super) fn restart(&mut self) {
        self.app = None;
        let settings = Settings {
            data: self.folder.path().to_owned(),
            database_url: Redacted::new(self.db.address()),
            allow_plaintext_database: false,
            master_key: MasterKeySource::Beside,
            listen: ([127, 0, 0, 1], 0).into(),
            public_url: "https://svar.example".into(),
            audit_threads: Threads::ONE,
            audit_solver: AuditSolver::default(),
            mail: MailSettings {
                from: EmailAddress::parse("hr@by.example").unwrap(),
                contact: "hr@by.example".into(),
                smtp: None,
            },
        };
        let clock = Box::new(self.calendar.clone());
        self.app = Some(App::open(settings, clock, Entropy::system().unwrap()).unwrap());
    }

    /// From now on mails are kept in memory, where a mail server's would go out.
    pub(super) fn mail_to_memory(&mut self) {
        self.app.as_mut().unwrap().transport = Transport::memory();
    }

    /// Token and code of every invitation, in no order.
    pub(super) fn credentials(&self) -> Vec<(Credential, Credential)> {
        self.credentials_of(&survey())
    }

    fn credentials_of(&self, code: &SurveyCode) -> Vec<(Credential, Credential)> {
        let app = self.app();
        let live = app.live(code).unwrap();
        let invitations = self.db.read(|tx| invitations::for_mailing(tx, code));
        invitations
            .iter()
            .map(|invitation| {
                let token = live
                    .keys
                    .token(code, &invitation.id, &invitation.stratum, 0);
                let typed = live.keys.code(code, &invitation.id, &invitation.stratum, 0);
                (
                    Credential::Token(token.text().to_string()),
                    Credential::Code(typed.text().to_string()),
                )
            })
            .collect()
    }

    pub(super) fn tokens(&self) -> Vec<Credential> {
        let both = self.credentials().into_iter();
        both.map(|(token, _)| token).collect()
    }

    /// Rows of a table.
    pub(super) fn rows(&self, table: &str) -> i64 {
        self.db
            .number(&format!("SELECT count(*) AS number FROM {table}"))
    }

    /// Lets the holders of some credentials answer; gives their receipts.
    pub(super) fn answer(&self, credentials: &[Credential]) -> Vec<String> {
        self.answer_in(&survey(), credentials)
    }

    /// Lets everybody answer another survey.
    pub(super) fn answer_all_of(&self, code: &SurveyCode) {
        let both = self.credentials_of(code).into_iter();
        let tokens: Vec<Credential> = both.map(|(token, _)| token).collect();
        self.answer_in(code, &tokens);
    }

    fn answer_in(&self, code: &SurveyCode, credentials: &[Credential]) -> Vec<String> {
        let answered = credentials.iter().zip(1..).map(|(credential, n)| {
            let browser = Browser::open_in(self.app(), code, credential, n);
            let signature = browser.signature(self.app());
            let answers = answers(i64::try_from(n % 5).unwrap() + 1);
            browser.receipt(self.app(), &signature, answers)
        });
        answered.collect()
    }
}

pub(super) fn order() -> LaunchOrder {
    let (_, template) = built_in()
        .iter()
        .find(|(name, _)| name.contains("netvaerksevaluering"))
        .unwrap();
    LaunchOrder {
        code: survey(),
        title: None,
        sender: Text::new("HR", "HR"),
        template: (*template).to_owned(),
        variant: None,
        scope: Scope::Networks { only: None },
        facts: Facts::none(),
        policy: "ordinary".into(),
        closes: last(),
        notes: Vec::new(),
        follows: None,
    }
}

/// A rating and a text.
pub(super) fn answers(point: i64) -> RawAnswers {
    RawAnswers::from([
        ("B08".to_owned(), RawAnswer::Number(point)),
        (
            "B25".to_owned(),
            RawAnswer::Text(format!("Ord nummer {point}")),
        ),
    ])
}

/// One device with a page open and the questions answered.
pub(super) struct Browser {
    survey: SurveyCode,
    pub(super) credential: Credential,
    pub(super) context: Context,
    key: PublicKey,
    nonce: [u8; 32],
    pending: Pending,
}

impl Browser {
    /// Opens the link and blinds a ballot; `seed` stands for the device's chance.
    pub(super) fn open(app: &App, credential: &Credential, seed: u64) -> Self {
        Self::open_in(app, &survey(), credential, seed)
    }

    fn open_in(app: &App, survey: &SurveyCode, credential: &Credential, seed: u64) -> Self {
        let context = app.context(survey, credential).unwrap();
        let key = PublicKey::from_bytes(&base64url::decode(&context.n).unwrap()).unwrap();
        let stratum = GroupCode::parse(&context.stratum).unwrap();
        let mut entropy = Entropy::seeded(seed);
        let nonce: [u8; 32] = entropy.bytes();
        let prepared = Prepared::new(survey, &stratum, key.kid(), &parsed(&nonce));
        let pending = client::blind(&key, prepared, &mut entropy);
        Self {
            survey: survey.clone(),
            credential: credential.clone(),
            context,
            key,
            nonce,
            pending,
        }
    }

    pub(super) fn issue(&self, app: &App) -> IssueOutcome {
        let blinded = self.pending.blinded();
        app.issue(&self.survey, &self.credential, blinded).unwrap()
    }

    pub(super) fn blinded(&self) -> &[u8; BYTES] {
        self.pending.blinded()
    }

    pub(super) fn finalize(&self, outcome: &IssueOutcome) -> [u8; BYTES] {
        let IssueOutcome::Signed(blind) = outcome else {
            panic!("not signed: {outcome:?}")
        };
        self.pending.finalize(&self.key, blind.as_slice()).unwrap()
    }

    /// Asks for the ballot and takes the blinding off.
    pub(super) fn signature(&self, app: &App) -> [u8; BYTES] {
        self.finalize(&self.issue(app))
    }

    /// The request to cast.
    pub(super) fn ballot(&self, signature: &[u8; BYTES], answers: RawAnswers) -> Cast {
        Cast {
            stratum: self.context.stratum.clone(),
            kid: self.context.kid.clone(),
            nonce: parsed(&self.nonce),
            signature: signature.to_vec(),
            answers,
        }
    }

    pub(super) fn cast(
        &self,
        app: &App,
        signature: &[u8; BYTES],
        answers: RawAnswers,
    ) -> CastOutcome {
        let cast = self.ballot(signature, answers);
        app.cast(&self.survey, cast).unwrap()
    }

    /// Casts, and is given a receipt.
    pub(super) fn receipt(
        &self,
        app: &App,
        signature: &[u8; BYTES],
        answers: RawAnswers,
    ) -> String {
        match self.cast(app, signature, answers) {
            CastOutcome::Counted(receipt) | CastOutcome::Again(receipt) => receipt.to_string(),
            other => panic!("not counted: {other:?}"),
        }
    }
}

pub(super) fn parsed(nonce: &[u8; 32]) -> Nonce {
    let hex = nonce
        .iter()
        .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    Nonce::parse(&hex).unwrap()
}
