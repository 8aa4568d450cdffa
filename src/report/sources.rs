//! What a report is made from.
//!
//! Invariant: figures come from releases, and from aggregates that somebody gave; nothing here reaches back to answers.

use crate::disclosure::texts::TextsDocument;
use crate::disclosure::{Release, ReleaseDocument, TextsRelease};
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

    pub(super) fn documents(&self) -> Documents<'a> {
        Documents {
            release: self.release.document(),
            texts: self.texts.map(TextsRelease::document),
            earlier: self.earlier.map(|earlier| EarlierDocument {
                instrument: earlier.instrument,
                release: earlier.release.document(),
            }),
            outside: self.outside,
        }
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
