//! What a report is made from.
//!
//! Invariant: figures come from releases, and from aggregates that somebody gave; nothing here reaches back to answers.

use crate::disclosure::texts::TextsDocument;
use crate::disclosure::{Refusal, Release, ReleaseDocument, TextsRelease};
use crate::instrument::Instrument;

use super::outside::Reference;

/// A release, and what it is shown beside and held against.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    /// What the report is about.
    pub release: &'a Release,
    /// The survey's texts: they stand in the report of the group whose list they are in, and in no other.
    pub texts: Option<&'a TextsRelease>,
    /// The survey that this one follows.
    pub earlier: Option<Earlier<'a>>,
    /// Figures from outside.
    pub outside: Option<&'a Reference>,
}

/// An earlier survey of the same template.
#[derive(Clone, Copy)]
pub struct Earlier<'a> {
    /// Its questionnaire: only with it can be told whether a scale is still the same.
    pub instrument: &'a Instrument,
    /// What it published.
    pub release: &'a Release,
}

impl<'a> Sources<'a> {
    /// A release and nothing else.
    pub fn alone(release: &'a Release) -> Self {
        Self {
            release,
            texts: None,
            earlier: None,
            outside: None,
        }
    }

    /// What is to be shown of them. Refused where the release was withdrawn; with an earlier one that was, nothing is compared.
    pub(super) fn documents(&self) -> Result<Documents<'a>, Refusal> {
        let earlier = self
            .earlier
            .and_then(|earlier| match earlier.release.presented() {
                Ok(release) => Some(EarlierDocument {
                    instrument: earlier.instrument,
                    release,
                }),
                Err(_withdrawn) => None,
            });
        Ok(Documents {
            release: self.release.presented()?,
            texts: self.texts.map(TextsRelease::document),
            earlier,
            outside: self.outside,
        })
    }
}

/// The same as documents. Kept inside this module: outside it, figures come from a [`Release`] alone.
#[derive(Clone, Copy)]
pub(super) struct Documents<'a> {
    pub(super) release: &'a ReleaseDocument,
    pub(super) texts: Option<&'a TextsDocument>,
    pub(super) earlier: Option<EarlierDocument<'a>>,
    pub(super) outside: Option<&'a Reference>,
}

/// An earlier survey as a document.
#[derive(Clone, Copy)]
pub(super) struct EarlierDocument<'a> {
    pub(super) instrument: &'a Instrument,
    pub(super) release: &'a ReleaseDocument,
}

#[cfg(test)]
impl<'a> Documents<'a> {
    /// A release document and nothing else.
    pub(super) fn alone(release: &'a ReleaseDocument) -> Self {
        Self {
            release,
            texts: None,
            earlier: None,
            outside: None,
        }
    }
}
