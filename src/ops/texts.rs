//! Answers in people's own words: read by somebody, decided on, published.

use std::path::PathBuf;

use crate::base::{RowId, SurveyCode};
use crate::disclosure::texts::blank::blank;
use crate::disclosure::texts::document::Entry;
use crate::disclosure::texts::flag::{Flag, Names, flags};
use crate::disclosure::texts::publish::{Beside, publish};
use crate::disclosure::texts::twice::Times;
use crate::disclosure::{
    Decision, Ledger, Policy, Release, StoredDecision, TextsRelease, Wordings,
};
use crate::fieldwork::{State, Survey};
use crate::instrument::Instrument;
use crate::store::{
    Tx, answers, frames, invitations, moderation, public_record, registry, releases,
};

use super::publish::{beside, numbered};
use super::{App, OpError, promise, write_file};

/// A text that somebody has to read, or has read.
#[derive(Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Its id: random, and good for deciding on it.
    pub id: RowId,
    /// Name of the item it answers.
    pub item: String,
    /// The words that were asked, in Danish.
    pub asked: String,
    /// Code and name of the group whose list it will stand in.
    pub group: (String, String),
    /// What was written, with what the rules blank.
    pub text: String,
    /// What should be looked at.
    pub flags: Vec<Flag>,
}

/// The texts of a survey on their way to publication.
#[derive(Clone, PartialEq, Eq)]
pub struct Comments {
    /// Those that nothing was decided on, by question and group, in an order drawn by chance each time.
    pub waiting: Vec<Waiting>,
    /// Texts to keep as they stand.
    pub kept: usize,
    /// Texts reworded.
    pub redacted: usize,
    /// Texts taken out.
    pub dropped: usize,
    /// Texts that stand in no list, because too few answered the question in words. Nobody reads them.
    pub unlisted: usize,
}

/// Texts that now stand in the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextsPublished {
    /// Where the document was written.
    pub file: PathBuf,
    /// Its digest.
    pub digest: String,
    /// Lists.
    pub lists: usize,
    /// Texts shown.
    pub texts: usize,
    /// Texts taken out.
    pub left_out: usize,
}

/// Everything that texts are read and published beside.
struct Open {
    instrument: Instrument,
    release: Release,
    survey: Survey,
}

impl App {
    /// The texts of a survey that wait for somebody to read them, once its figures are published.
    pub fn comments(&self, code: &SurveyCode) -> Result<Comments, OpError> {
        let open = self.open_texts(code)?;
        let names = self.invited_names(code)?;
        let (wordings, decisions, groups) = self.store.read(|tx| {
            let (wordings, groups, _) = wordings(tx, &open)?;
            Ok::<_, OpError>((wordings, moderation::decisions(tx, code)?, groups))
        })?;
        let shown = wordings.lists().iter().flat_map(|list| &list.wordings);
        let times = Times::count(shown.map(|wording| wording.text.as_str()));
        let decided = |id: &RowId| decisions.iter().find(|stored| stored.id == *id);
        let mut comments = Comments {
            waiting: Vec::new(),
            kept: 0,
            redacted: 0,
            dropped: 0,
            unlisted: wordings.unlisted().len(),
        };
        for list in wordings.lists() {
            let (Some((_, item)), Some(group)) =
                (open.instrument.item(&list.item), groups.get(list.group))
            else {
                continue;
            };
            let mut waiting = Vec::new();
            for wording in &list.wordings {
                match decided(&wording.id).map(|stored| &stored.decision) {
                    Some(Decision::Keep) => comments.kept += 1,
                    Some(Decision::Redact(_)) => comments.redacted += 1,
                    Some(Decision::Drop(_)) => comments.dropped += 1,
                    None => waiting.push(Waiting {
                        id: wording.id.clone(),
                        item: list.item.clone(),
                        asked: item.text.da.clone(),
                        group: (group.code.to_string(), group.label.clone()),
                        flags: looked_at(&wording.text, &names, &times),
                        text: wording.text.clone(),
                    }),
                }
            }
            self.entropy().shuffle(&mut waiting);
            comments.waiting.append(&mut waiting);
        }
        Ok(comments)
    }

    /// Records what was decided on texts of a survey, all or nothing. Until the texts are published, a decision may be replaced.
    pub fn decide(&self, code: &SurveyCode, decisions: &[StoredDecision]) -> Result<(), OpError> {
        let open = self.open_texts(code)?;
        self.store.write(|tx| {
            let (wordings, ..) = wordings(tx, &open)?;
            for stored in decisions {
                let listed = wordings
                    .lists()
                    .iter()
                    .flat_map(|list| &list.wordings)
                    .any(|wording| wording.id == stored.id);
                if !listed {
                    return Err(OpError::Input(format!(
                        "no text of {code} with the id {} waits or was decided on; list them with: pejling report comments {code}",
                        stored.id.as_str()
                    )));
                }
                let empty = match &stored.decision {
                    Decision::Keep => false,
                    Decision::Redact(words) | Decision::Drop(words) => words.trim().is_empty(),
                };
                if empty {
                    return Err(OpError::Input(
                        "a text put in another's place, and the reason for taking one out, must not be empty".into(),
                    ));
                }
            }
            // A number typed anew is taken out like one that was written first.
            let decisions: Vec<StoredDecision> = decisions
                .iter()
                .map(|stored| StoredDecision {
                    id: stored.id.clone(),
                    decision: match &stored.decision {
                        Decision::Redact(words) => Decision::Redact(blank(words)),
                        Decision::Drop(reason) => Decision::Drop(blank(reason)),
                        Decision::Keep => Decision::Keep,
                    },
                })
                .collect();
            Ok(moderation::decide(tx, code, &decisions)?)
        })
    }

    /// Deletes for good the texts of a survey that make no list and so are published nowhere; gives how many. Those that stand in lists stay.
    pub fn discard_unlisted(&self, code: &SurveyCode) -> Result<usize, OpError> {
        let open = self.open_texts(code)?;
        let removed = self.store.write(|tx| {
            let (wordings, ..) = wordings(tx, &open)?;
            Ok::<_, OpError>(moderation::discard(tx, code, wordings.unlisted())?)
        })?;
        // Again, too: the first time it may have been cut short.
        self.store.scrub()?;
        Ok(removed)
    }

    /// Publishes the texts of a survey, once somebody has decided on each, and removes what was written. Published texts are never altered;
    /// publishing again writes the same file anew.
    pub fn publish_texts(&self, code: &SurveyCode) -> Result<TextsPublished, OpError> {
        let texts = match self.texts(code)? {
            Some(texts) => texts,
            None => self.release_texts(code)?,
        };
        // Again, too: the first time it may have been cut short.
        self.store.scrub()?;
        let name = format!("{}.json", beside(code.as_str(), "texts"));
        let file = self.settings.releases().join(name);
        write_file(&file, texts.to_json().as_bytes())?;
        let lists: Vec<_> = texts
            .document()
            .questions
            .iter()
            .flat_map(|question| &question.lists)
            .collect();
        let left_out = |entry: &&Entry| **entry == Entry::LeftOut;
        let entries = || lists.iter().flat_map(|list| &list.texts);
        Ok(TextsPublished {
            file,
            digest: texts.document().digest.clone(),
            lists: lists.len(),
            texts: entries().filter(|entry| !left_out(entry)).count(),
            left_out: entries().filter(left_out).count(),
        })
    }

    /// The published texts of a survey, checked against the ledger; `None` before they are published.
    pub fn texts(&self, code: &SurveyCode) -> Result<Option<TextsRelease>, OpError> {
        self.store.read(|tx| {
            let ledger = Ledger::open(releases::ledger(tx)?)?;
            let entry = ledger
                .entries()
                .iter()
                .find(|entry| entry.survey == *code && entry.is_texts());
            let Some(entry) = entry else { return Ok(None) };
            let document = releases::document(tx, &entry.release)?;
            Ok(Some(TextsRelease::reopen(&document, &ledger)?))
        })
    }

    fn release_texts(&self, code: &SurveyCode) -> Result<TextsRelease, OpError> {
        let open = self.open_texts(code)?;
        let (day, mut entropy) = (self.clock.today(), self.entropy().fork());
        self.store.write(|tx| {
            let (wordings, groups, policy) = wordings(tx, &open)?;
            let decisions = moderation::decisions(tx, code)?;
            let mut ledger = Ledger::open(releases::ledger(tx)?)?;
            // Beside figures that were withdrawn, nothing new comes out.
            numbered(tx, &ledger, code, 1)?.presented()?;
            let beside = Beside {
                instrument: &open.instrument,
                groups: &groups,
                policy: &policy,
                release: &open.release,
            };
            let texts = publish(wordings, decisions, &beside, day, &mut entropy, &mut ledger)?;
            let entry = ledger
                .newest()
                .ok_or_else(|| OpError::Damaged("the texts did not reach the ledger".into()))?;
            releases::append_uncertified(tx, texts.to_json(), entry)?;
            moderation::forget(tx, code)?;
            Ok(texts)
        })
    }

    /// Names of those invited, in a transaction of their own.
    pub(super) fn invited_names(&self, code: &SurveyCode) -> Result<Names, OpError> {
        let names: Vec<String> = self.store.read(|tx| {
            let invited = invitations::for_mailing(tx, code)?;
            invited
                .iter()
                .map(|mailing| Ok(registry::person(tx, &mailing.person)?.name.expose().clone()))
                .collect::<Result<_, OpError>>()
        })?;
        Ok(Names::new(names.iter().map(String::as_str)))
    }

    fn open_texts(&self, code: &SurveyCode) -> Result<Open, OpError> {
        let survey = self.survey(code)?;
        if survey.state != State::Released {
            let cause = format!(
                "its texts stand beside its figures, which are not published yet; run: pejling release make {code}"
            );
            return Err(OpError::State {
                survey: code.to_string(),
                cause,
            });
        }
        Ok(Open {
            instrument: self.instrument(&survey)?,
            release: self.release(code)?,
            survey,
        })
    }
}

/// What a reader should look at in a text, the gravest first.
fn looked_at(text: &str, names: &Names, times: &Times) -> Vec<Flag> {
    let mut flags = flags(text, names);
    flags.extend(times.flag(text));
    flags.sort();
    flags
}

/// The texts of a survey in their lists, with its groups and thresholds.
fn wordings(
    tx: &mut Tx<'_>,
    open: &Open,
) -> Result<(Wordings, crate::base::GroupTree, Policy), OpError> {
    let survey = &open.survey;
    let closed = survey.closed().ok_or_else(|| OpError::State {
        survey: survey.code.to_string(),
        cause: "it is still open".into(),
    })?;
    let groups = frames::groups(tx, &survey.code)?;
    let manifest = public_record::manifest(tx, &survey.code)?;
    let policy = promise::kept(survey, &groups, &manifest)?;
    let comments = answers::comments(tx, &survey.code)?;
    let wordings = Wordings::open(
        &closed,
        &open.instrument,
        &groups,
        &policy,
        &open.release,
        comments,
    )?;
    Ok((wordings, groups, policy))
}
