//! `pejling demo`: the whole job on built-in scenarios, through the same code as in service.
//!
//! Staff files are imported, surveys launched, mails written, links taken from those mails and answered, surveys closed, the
//! figures protected and published, reports written. Only the answers are constructed, and every page says so.

mod aalborg;
mod eksempelby;
mod folder;
mod kl;
mod mailbox;
mod person;
mod voter;
mod words;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use crate::base::{Day, Entropy, Facts, Lang, SetClock, SurveyCode, Text};
use crate::config::{MailSettings, MasterKeySource, Settings};
use crate::instrument::{Instrument, RawAnswers};
use crate::ops::{App, ContextState, Credential, LaunchOrder, OpError};
use crate::registry::{Scope, SheetKind};
use crate::render::HomeEntry;
use crate::web::Server;

use super::{CliError, Output, progress, template};

/// Where to run the demonstration.
#[derive(Args)]
pub(super) struct DemoArguments {
    /// Folder for everything the demonstration makes; an earlier demonstration in it is replaced.
    #[arg(long, value_name = "DIR", default_value = "pejling-demo")]
    data: PathBuf,
    /// Port to serve the reports on afterwards.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Stop when the reports are written.
    #[arg(long)]
    no_serve: bool,
}

/// One built-in scenario.
struct Scenario {
    code: &'static str,
    template: &'static str,
    title: Text,
    sender: Text,
    /// First and last day.
    opens: Day,
    closes: Day,
    scope: Scope,
    notes: Vec<Text>,
    /// Staff files in the order of their import: kind, name and content.
    staff: Vec<(SheetKind, &'static str, String)>,
    /// Who answers what.
    respondents: Box<dyn Respondents>,
    /// Texts that their reader puts others in the place of: how they begin, and what stands there instead. Without one, none is published.
    reworded: &'static [(&'static str, &'static str)],
    /// The survey that it repeats.
    follows: Option<&'static str>,
}

/// Decides, for each invitation in turn, whether it is answered, and how.
trait Respondents {
    /// The answers of the next person invited in `group`, or `None` if that person does not answer.
    fn answer(&mut self, instrument: &Instrument, group: &str, facts: &Facts)
    -> Option<RawAnswers>;
}

/// Runs the demonstration, and serves its reports unless told not to.
pub(super) fn run(arguments: &DemoArguments, output: &mut Output) -> Result<(), CliError> {
    let address = SocketAddr::from(([127, 0, 0, 1], arguments.port));
    folder::prepare(&arguments.data)?;
    let mut home = Vec::new();
    let mut done = Vec::new();
    let mut last = None;
    let scenarios = [
        kl::scenario()?,
        aalborg::scenario()?,
        eksempelby::scenario(false)?,
        eksempelby::scenario(true)?,
    ];
    for scenario in scenarios {
        let title = scenario.title.da.clone();
        let notes = scenario.notes.iter().map(|note| note.da.clone()).collect();
        let code = scenario.code;
        let (app, answered, invited) = play(scenario, arguments, address)?;
        let report = app.settings().reports().join(code).join("index.html");
        output.say(&format!(
            "{:15} {answered} of {invited} answered; open {}",
            code,
            report.display()
        ))?;
        home.push(HomeEntry {
            title,
            about: format!(
                "{} af {} har svaret.",
                Lang::Da.count(answered),
                Lang::Da.count(invited)
            ),
            href: format!("/reports/{code}/index.html"),
            notes,
        });
        done.push(serde_json::json!({"survey": code, "answered": answered, "invited": invited, "report": report}));
        last = Some(app);
    }
    output.value(&done.into())?;
    if arguments.no_serve {
        return Ok(());
    }
    let Some(app) = last else { return Ok(()) };
    let page = app
        .renderer()
        .home_html(Lang::Da, &home)
        .map_err(OpError::from)?;
    let server = Server::bind(Arc::new(app), address)?.with_reports(page);
    output.say(&format!(
        "the reports are on http://{}; stop with Ctrl-C",
        server.address()?
    ))?;
    server.run()?;
    Ok(())
}

fn settings(arguments: &DemoArguments, address: SocketAddr) -> Result<Settings, CliError> {
    let data = arguments.data.clone();
    let from = crate::base::EmailAddress::parse("pejling@pejling.example")
        .ok_or_else(|| CliError::Input("the demonstration's sender is no address".into()))?;
    Ok(Settings {
        database_url: crate::base::Redacted::new(format!(
            "sqlite://{}",
            data.join("pejling.db").display()
        )),
        allow_plaintext_database: false,
        // Nothing here outlives the demonstration, so its master key need not either.
        master_key: MasterKeySource::Environment(crate::base::Redacted::new(
            crate::base::Digest::plain(&Entropy::system().map_err(OpError::from)?.bytes::<32>())
                .to_string(),
        )),
        listen: address,
        public_url: format!("http://{address}"),
        audit_threads: crate::config::all_threads(),
        audit_solver: crate::config::AuditSolver::default(),
        mail: MailSettings {
            from,
            contact: "hr@pejling.example".into(),
            smtp: None,
        },
        data,
    })
}

/// Plays one scenario from import to report; gives the number answered and invited.
fn play(
    mut scenario: Scenario,
    arguments: &DemoArguments,
    address: SocketAddr,
) -> Result<(App, usize, usize), CliError> {
    let named = |code| SurveyCode::parse(code).map_err(|bad| CliError::Input(bad.to_string()));
    let code = named(scenario.code)?;
    let entropy = Entropy::system().map_err(OpError::from)?;
    // The scenario's own days: a demonstration of 2008 opens in 2008.
    let clock = SetClock::new(scenario.opens);
    let app = App::open(
        settings(arguments, address)?,
        Box::new(clock.clone()),
        entropy,
    )?;
    for (kind, name, content) in &scenario.staff {
        app.import(*kind, name, content.as_bytes(), true)?;
    }
    let order = LaunchOrder {
        code: code.clone(),
        title: Some(scenario.title.clone()),
        sender: scenario.sender.clone(),
        template: template::source(scenario.template)?,
        variant: None,
        scope: scenario.scope.clone(),
        facts: Facts::none(),
        policy: "ordinary".into(),
        closes: scenario.closes,
        notes: scenario.notes.clone(),
        follows: scenario.follows.map(named).transpose()?,
    };
    let bar = progress::bar(&format!("{code}: keys"), 0);
    let launched = app.launch(&order, None, |made, of| progress::at(&bar, made, of))?;
    bar.finish_and_clear();
    let bar = progress::bar(&format!("{code}: mails"), launched.invited);
    app.deliver(|sent| progress::at(&bar, sent, launched.invited))?;
    bar.finish_and_clear();

    let answered = respond(&app, &code, &mut *scenario.respondents, launched.invited)?;

    // The last day and the day of grace have passed.
    clock.set(scenario.closes.plus(2));
    app.close(&code, false, None)?;
    let bar = progress::bar(&format!("{code}: audit"), 0);
    app.publish(&code, |done, total| progress::at(&bar, done, total))?;
    bar.finish_and_clear();
    if !scenario.reworded.is_empty() {
        words::read(&app, &code, scenario.reworded)?;
        app.publish_texts(&code)?;
    }
    let bar = progress::bar(&format!("{code}: reports"), 0);
    app.present(&code, |done, total| progress::at(&bar, done, total))?;
    bar.finish_and_clear();
    Ok((app, answered, launched.invited))
}

/// Opens each mail of the survey, takes the link from it, and answers as the scenario says.
fn respond(
    app: &App,
    code: &SurveyCode,
    respondents: &mut dyn Respondents,
    invited: usize,
) -> Result<usize, CliError> {
    let survey = app.survey(code)?;
    let instrument = app.instrument(&survey)?;
    let tokens = mailbox::tokens(&app.settings().mails(), code)?;
    let mut voters = Vec::new();
    for token in tokens {
        let credential = Credential::Token(token);
        let context = app.context(code, &credential)?;
        if context.state != ContextState::Open {
            return Err(CliError::Input(format!(
                "a link in a mail of {code} is not open"
            )));
        }
        if let Some(answers) = respondents.answer(&instrument, &context.group, &context.facts) {
            voters.push(voter::Voter {
                credential,
                context,
                answers,
            });
        }
    }
    let bar = progress::bar(&format!("{code}: answers"), voters.len().min(invited));
    let answered = voter::vote(app, code, voters, &|| bar.inc(1))?;
    bar.finish_and_clear();
    Ok(answered)
}

/// The note that every page of constructed data carries.
fn constructed(da: &str, en: &str) -> Text {
    Text::new(
        format!("Konstruerede data. {da}"),
        format!("Constructed data. {en}"),
    )
}

fn day(year: i32, month: u32, day: u32) -> Result<Day, CliError> {
    Day::new(year, month, day).ok_or_else(|| {
        CliError::Input(format!("{year}-{month}-{day} is not a day of the calendar"))
    })
}
