//! What the reports of a survey are made from: its release and texts, the survey it follows, and figures from outside.

use crate::base::{Digest, SurveyCode};
use crate::disclosure::{Ledger, Release, TextsRelease};
use crate::fieldwork::Survey;
use crate::instrument::Instrument;
use crate::report::{Audience, Earlier, Reference, Sources};
use crate::store::{Tx, releases, surveys, waves};

use super::{App, OpError, reopen};

/// A file of reference figures, as it was given.
#[derive(Clone, Copy, Debug)]
pub struct ReferenceFile<'a> {
    /// What to call it where it has faults.
    pub name: &'a str,
    /// What it holds.
    pub bytes: &'a [u8],
}

/// Which reports of a survey are asked for.
#[derive(Clone, Copy, Debug)]
pub struct Edition<'a> {
    /// The release, the first being number 1; later ones have cuts.
    pub release: usize,
    /// For whom; where it is not said, the report on the whole is for human resources and the others are for managers.
    pub audience: Option<Audience>,
    /// Figures from outside to hold every group against.
    pub outside: Option<ReferenceFile<'a>>,
}

impl Edition<'_> {
    /// The reports of a release that are written where nothing else is asked for.
    pub const fn of(release: usize) -> Self {
        Self {
            release,
            audience: None,
            outside: None,
        }
    }

    /// Name of the folder for one audience, which lies in that of the release.
    pub(super) fn folder(&self) -> Option<&'static str> {
        self.audience.map(folder)
    }
}

/// Names of the folders for one audience.
pub(super) const FOLDERS: [&str; 3] = ["members", "managers", "hr"];

fn folder(audience: Audience) -> &'static str {
    let [members, managers, hr] = FOLDERS;
    match audience {
        Audience::Members => members,
        Audience::Manager => managers,
        Audience::Hr => hr,
    }
}

/// Everything that the reports of one release are made from.
pub(super) struct Material {
    pub(super) instrument: Instrument,
    pub(super) release: Release,
    texts: Option<TextsRelease>,
    earlier: Option<(Instrument, Release)>,
    outside: Option<Reference>,
    pub(super) audience: Option<Audience>,
}

impl Material {
    pub(super) fn sources(&self) -> Sources<'_> {
        Sources {
            release: &self.release,
            texts: self.texts.as_ref(),
            earlier: self.earlier.as_ref().map(|(instrument, release)| Earlier {
                instrument,
                release,
            }),
            outside: self.outside.as_ref(),
        }
    }
}

impl App {
    /// Gathers it for a release by its number, checked against the ledger.
    pub(super) fn material(
        &self,
        code: &SurveyCode,
        edition: &Edition<'_>,
    ) -> Result<Material, OpError> {
        let (number, audience) = (edition.release, edition.audience);
        let survey = self.survey(code)?;
        let instrument = self.instrument(&survey)?;
        let outside = edition
            .outside
            .map(|file| reference(file, &instrument))
            .transpose()?;
        let release = self.numbered_release(code, number)?;
        // Texts stand in the report of the group that has them, so beside the first release.
        let texts = match number {
            1 => self.texts(code)?,
            _ => None,
        };
        let earlier = self.store.read(|tx| followed(tx, code))?;
        let earlier = earlier
            .map(|(survey, release)| Ok::<_, OpError>((self.instrument(&survey)?, release)))
            .transpose()?;
        Ok(Material {
            instrument,
            release,
            texts,
            earlier,
            outside,
            audience,
        })
    }
}

/// Of the surveys that this one follows and that were released, the newest, with its first release.
fn followed(tx: &mut Tx<'_>, code: &SurveyCode) -> Result<Option<(Survey, Release)>, OpError> {
    let ledger = Ledger::open(releases::ledger(tx)?)?;
    let Some((earlier, release)) = newest_followed(tx, code, &ledger)? else {
        return Ok(None);
    };
    let survey = surveys::get(tx, &earlier)?;
    // With its corrections: reports hold nothing against one that was withdrawn.
    Ok(Some((survey, reopen::release(tx, &ledger, &release)?)))
}

/// The surveys whose reports print figures of this one's first release beside their own, by code.
pub(super) fn held_against(
    tx: &mut Tx<'_>,
    code: &SurveyCode,
    ledger: &Ledger,
) -> Result<Vec<SurveyCode>, OpError> {
    let mut later = Vec::new();
    for related in waves::related(tx, code)? {
        let newest = newest_followed(tx, &related.survey, ledger)?;
        if newest.is_some_and(|(earlier, _)| earlier == *code) {
            later.push(related.survey);
        }
    }
    Ok(later)
}

/// Of the surveys that this one follows and that were released, the newest, and the digest of its first release.
fn newest_followed(
    tx: &mut Tx<'_>,
    code: &SurveyCode,
    ledger: &Ledger,
) -> Result<Option<(SurveyCode, Digest)>, OpError> {
    let mut released = Vec::new();
    for earlier in waves::earlier(tx, code)? {
        let release = ledger.of(&earlier).next().map(|entry| entry.release);
        if let Some(release) = release {
            // Whoever follows a survey follows all that it follows, so the newest follows the most.
            let follows = waves::earlier(tx, &earlier)?.len();
            released.push((follows, earlier, release));
        }
    }
    let newest = released.into_iter().max_by_key(|(follows, ..)| *follows);
    Ok(newest.map(|(_, earlier, release)| (earlier, release)))
}

/// Reads figures from outside for the scales of a questionnaire.
fn reference(file: ReferenceFile<'_>, instrument: &Instrument) -> Result<Reference, OpError> {
    let name = file.name;
    let text = std::str::from_utf8(file.bytes)
        .map_err(|_| OpError::Input(format!("{name}: it is not UTF-8 text")))?;
    Reference::parse(text, instrument).map_err(|faults| {
        let said = faults.iter().map(|fault| format!("{name}: {fault}"));
        OpError::Input(said.collect::<Vec<_>>().join("\n"))
    })
}
